"""The key formats of providers, one row each: a fixed prefix and a tail of known alphabet and least length.

A tail is open at its end, so that a finding covers the whole token however long the provider makes it, up to 512
characters. Samples are put together when this module is imported, so that no scanner mistakes this file for a leak.

Where the formats come from. The prefixes of `github_token` are those of GitHub's changelog of 2021-03-31. These were
compared one by one with the default rules of gitleaks (config/gitleaks.toml at 009e025, MIT), and widened where those
allow more: Brevo, Databricks, Defined Networking, DigitalOcean, Doppler, Dropbox, Duffel, Dynatrace, EasyPost,
Facebook, Flutterwave, Fly, Frame.io, Google API keys, Lob, Mailchimp, Mailgun, MaxMind, New Relic, Notion, npm,
Octopus, OpenAI, OpenShift, Perplexity, Plaid, PlanetScale, Postman, Prefect, Pulumi, PyPI, Readme, RubyGems,
Scalingo, SendGrid, Sentry, SettleMint, Shippo, Shopify, Slack, Sourcegraph, Square, Stripe, Teams, Telegram, Twilio,
Typeform, Vault, Yandex. Those of Cloudflare are from
https://developers.cloudflare.com/fundamentals/api/get-started/token-formats. All others were written from memory of
public rule sets (gitleaks, trufflehog, GitHub's partner patterns) and not yet checked against a provider's
documentation; their prefixes are distinctive, their lengths are least lengths.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from langchain_guard.findings import Severity
from langchain_guard.text.pattern import WORD, Pattern, Validator

ALNUM = "A-Za-z0-9"
URLSAFE = "A-Za-z0-9_-"
BASE64 = "A-Za-z0-9+/"
HEX = "a-f0-9"
UPPER = "A-Z0-9"
LOWER = "a-z0-9"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def body(alphabet: str, length: int) -> str:
    """A sample tail: `length` varied characters of a character class, the same ones every time.

    >>> body("a-f0-9", 12)
    '11eb7880c14a'
    """
    letters = "".join(_members(alphabet))
    letters = "".join(char for char in letters if char.isalnum()) or letters
    chars = []
    state = 7
    for _ in range(length):
        state = (state * 75 + 74) % 65537
        chars.append(letters[state % len(letters)])
    return "".join(chars)


def _members(alphabet: str) -> Iterator[str]:
    index = 0
    while index < len(alphabet):
        if alphabet[index + 1 : index + 2] == "-" and index + 2 < len(alphabet):
            yield from map(chr, range(ord(alphabet[index]), ord(alphabet[index + 2]) + 1))
            index += 3
        else:
            yield alphabet[index]
            index += 1


def uuid_sample() -> str:
    """A sample UUID."""
    digits = body(HEX, 32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def drawn(text: str) -> bool:
    """Whether what follows the prefix of a key looks drawn at random: letters of both cases and digits change often.

    Words in camel case change twice in a word, names with `_` or `-` hardly at all; of 20 random letters and digits, 97
    in 100 pass.

    >>> drawn("rf_" + body(ALNUM, 20)), drawn("rf_RandomForestClassifier2"), drawn("live_config_of_events_2024")
    (True, False, False)
    """
    tail = text.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("_-")
    signs = [sign for sign in tail if sign.isalnum()]
    kinds = ["u" if sign.isupper() else "d" if sign.isdigit() else "l" for sign in signs]
    return sum(a != b for a, b in pairwise(kinds)) >= 0.4 * len(signs)


def token(
    kind: str,
    prefix: str,
    alphabet: str,
    length: int,
    sample: str = "",
    *,
    suffix: str = "",
    left: str = "",
    severity: Severity = "critical",
    blockable: bool = True,
    validator: Validator | None = None,
) -> Pattern:
    r"""A row for a fixed prefix and an open tail.

    Args:
        kind: What it is, e.g. `github_token`.
        prefix: RE2 expression of the fixed part.
        alphabet: Inside of the character class of the tail.
        length: Least number of characters in the tail.
        sample: An example of the fixed part, when the expression is not itself one.
        suffix: RE2 expression of what may follow the tail, such as padding.
        left: What may not stand before the token; needed only when the prefix is short enough to end a word.
        severity: How bad it is to let it pass.
        blockable: Whether the format is precise enough to refuse an answer.
        validator: What a token must prove besides; for prefixes that ordinary identifiers begin with.
    """
    start = sample or prefix.replace("\\", "")
    tail = body(alphabet, length)
    return Pattern(
        f"secret.{kind}",
        f"{prefix}[{alphabet}]{{{length}}}[{alphabet}]*{suffix}",
        severity=severity,
        max_len=512,
        left=left,
        right="",
        blockable=blockable,
        validator=validator,
        hits=(start + tail, f'key="{start}{tail}"'),
        near_misses=(start + tail[:-1], tail),
    )


def shaped(
    kind: str,
    regex: str,
    hit: str,
    near_miss: str,
    *,
    left: str = WORD,
    right: str = "",
    max_len: int | None = 512,
    severity: Severity = "critical",
    blockable: bool = True,
    validator: Validator | None = None,
    priority: int = 0,
) -> Pattern:
    """A row for a token of several parts; arguments as in `Pattern`."""
    return Pattern(
        f"secret.{kind}",
        regex,
        severity=severity,
        max_len=max_len,
        left=left,
        right=right,
        blockable=blockable,
        validator=validator,
        priority=priority,
        hits=(hit,),
        near_misses=(near_miss,),
    )


CLOUD: tuple[Pattern, ...] = (
    shaped(
        "aws_access_key",
        r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[0-9A-Z]{16}",
        "AK" + "IA" + body(UPPER, 16),
        "AK" + "IA" + body(UPPER, 15),
        left="A-Z0-9",
        right=ALNUM,
    ),
    token("aws_session_token", "(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)", BASE64, 100, "IQoJb3" + "JpZ2lu", suffix="={0,2}"),
    token("aws_bedrock_key", "ABSK", BASE64, 100, suffix="={0,2}", left=ALNUM),
    token("aws_bedrock_short_key", "bedrock-api-key-", BASE64, 32, suffix="={0,2}"),
    shaped("aws_mws_token", r"amzn\.mws\." + UUID, "amzn" + ".mws." + uuid_sample(), "amzn.mws." + body(HEX, 32)),
    token("google_api_key", "AIza", URLSAFE, 35, left=ALNUM),
    token("google_oauth_token", r"ya29\.", URLSAFE, 20, left=ALNUM),
    token("google_oauth_secret", "GOCSPX-", URLSAFE, 24),
    token("google_refresh_token", "1//0", URLSAFE, 40, left=WORD),
    token("google_gemini_key", r"AQ\.Ab8", URLSAFE, 40, left=WORD),
    shaped(
        "firebase_messaging_key",
        r"[A-Za-z0-9_-]{11,24}:APA91b[A-Za-z0-9_-]{100,200}",
        "AAAA" + body(URLSAFE, 7) + ":APA" + "91b" + body(URLSAFE, 134),
        "AAAA" + body(URLSAFE, 7) + ":APA91b" + body(URLSAFE, 40),
    ),
    token("google_hmac_key", "GOOG1E", UPPER, 55, left=ALNUM),
    shaped(
        "azure_client_secret",
        r"[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,40}",
        "a1B" + "8Q~" + body(ALNUM, 34),
        "a1B" + "8Q~" + body(ALNUM, 20),
    ),
    shaped(
        "azure_storage_key",
        r"(?i:account_?key|sharedaccesskey)[\"']?\s?[=:]\s?[\"']?(?P<value>[A-Za-z0-9+/]{43,120}={1,2})",
        "Account" + "Key=" + body(ALNUM, 86) + "==",
        "AccountKey=" + body(ALNUM, 20),
        left="",
        max_len=None,
    ),
    shaped(
        "azure_sas_signature",
        r"[?&;]sig=(?P<value>[A-Za-z0-9%+/]{40,120}(?:%3D|=)?)",
        "?sv=2022&" + "sig=" + body(ALNUM, 43) + "%3D",
        "?sig=" + body(ALNUM, 20),
        left="",
        max_len=None,
    ),
    shaped(
        "azure_devops_token",
        r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}",
        body(ALNUM, 76) + "AZ" + "DO" + "a1B2",
        body(ALNUM, 70) + "AZDOa1B2",
        left=ALNUM,
        right=ALNUM,
    ),
    token(
        "azure_service_key",
        "(?:AzSearch|AzFu|AzSe|\\+AMC|\\+ASt|AzCa)",
        BASE64,
        44,
        "AzFu",
        suffix="={0,2}",
        blockable=False,
    ),
    token("digitalocean_token", "do[opr]_v1_", HEX, 64, "dop_v1_"),
    token("digitalocean_spaces_key", "DO(?:00|801)", UPPER, 16, "DO00", left=ALNUM, blockable=False),
    token("alibaba_access_key", "LTAI[0-9A-Za-z]", ALNUM, 15, "LTAI5", left=ALNUM),
    token("tencent_secret_id", "AKID", ALNUM, 32, left=ALNUM),
    token("yandex_api_key", "AQVN", URLSAFE, 35, left=ALNUM),
    token(
        "yandex_iam_token", r"t1\.[A-Z0-9a-z_-]{1,200}[=]{0,2}\.", URLSAFE, 80, "t1." + "9euelZq" + ".", left=WORD + "."
    ),
    token("heroku_key", "HRKU-", URLSAFE, 36),
    token("fly_token", r"(?:fo1_|fm1[ar]_|fm2_)", "A-Za-z0-9_+/=-", 43, "fo1" + "_", left=ALNUM),
    shaped(
        "azure_ai_key",
        r"[A-Za-z0-9]{40,60}JQQJ99[A-Za-z0-9]{20,40}",
        body(ALNUM, 52) + "JQQ" + "J99" + body(ALNUM, 26),
        body(ALNUM, 52) + "JQQJ99",
        left=ALNUM,
        right=ALNUM,
    ),
    token("cloudflare_token", "cf(?:k|ut|at)_", ALNUM, 40, "cfut_", left=ALNUM),
    token("vercel_token", "vc[pkair]_", ALNUM, 24, "vcp_", left=WORD, validator=drawn),
    token("vercel_blob_token", "vercel_blob_rw_", "A-Za-z0-9_", 20),
    token("netlify_token", "nfp_", ALNUM, 36, left=ALNUM),
    token("render_key", "rnd_", ALNUM, 28, left=ALNUM),
    token("scaleway_access_key", "SCW", UPPER, 17, left=ALNUM, blockable=False),
    token("cloudflare_origin_key", r"v1\.0-", "a-f0-9-", 150, left=WORD),
    token("vault_token", r"hv[bsr]\.", URLSAFE, 24, "hvs."),
    shaped(
        "terraform_token",
        r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,80}",
        body(ALNUM, 14) + ".atlas" + "v1." + body(URLSAFE, 67),
        body(ALNUM, 14) + ".atlasv1." + body(URLSAFE, 30),
    ),
    token("pulumi_token", "pul-", HEX, 40, left=WORD),
    token("doppler_token", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?", ALNUM, 40, "dp.pt.", left=WORD),
    token(
        "infisical_token",
        r"st\.[a-f0-9]{8,40}\.[a-f0-9]{8,64}\.",
        HEX,
        32,
        "st." + "ab" * 12 + "." + "cd" * 16 + ".",
        left=WORD,
    ),
    token("tailscale_key", r"tskey-(?:auth|api|client|scim|webhook)-", URLSAFE, 20, "tskey-auth-"),
    token("openshift_token", "sha256~", URLSAFE, 43, left=ALNUM),
    token("scalingo_token", "tk-us-", URLSAFE, 48),
    token(
        "ibm_cloud_key", r"(?i:ibm_?cloud_?api_?key)[\"' ]{0,2}[=:][\"' ]{0,2}", URLSAFE, 44, "IBMCLOUD_" + "API_KEY="
    ),
)

DATABASES: tuple[Pattern, ...] = (
    token("databricks_token", "dapi", HEX, 32, suffix=r"(?:-\d)?", left=ALNUM),
    token("planetscale_token", "pscale_(?:tkn|pw|oauth)_", "A-Za-z0-9_.=-", 32, "pscale_tkn_"),
    token("supabase_token", "sbp_(?:v0_)?", HEX, 40, "sbp_"),
    token("supabase_secret_key", "sb_secret_", URLSAFE, 22),
    token("neon_key", "napi_", ALNUM, 40, left=ALNUM),
    token("mongodb_atlas_secret", "mdb_sa_sk_", URLSAFE, 40),
    token("cockroach_key", "CCDB1_", "A-Za-z0-9_", 60),
    token("confluent_secret", "cflt", BASE64, 60, left=ALNUM),
    token("clickhouse_cloud_key", "4b1d", ALNUM, 38, left=ALNUM),
    token("pinecone_key", "pcsk_", "A-Za-z0-9_", 50, left=ALNUM),
    token("elastic_token", "essu_", "A-Za-z0-9=", 40, left=ALNUM),
    token("prisma_accelerate_key", "accelerate\\.prisma-data\\.net/\\?api_key=", "A-Za-z0-9_.-", 32),
    token("tinybird_token", r"p\.eyJ", "A-Za-z0-9_.-", 60, left=WORD),
    token("xata_key", "xau_", ALNUM, 32, left=ALNUM),
    shaped(
        "airtable_token",
        r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",
        "pat" + body(ALNUM, 14) + "." + body(HEX, 64),
        "pat" + body(ALNUM, 14) + "." + body(HEX, 20),
    ),
    token(
        "convex_key", r"(?:prod|dev|preview):[a-z0-9-]{3,40}\|", "A-Za-z0-9+/=", 60, "prod:happy-otter-1|", left=WORD
    ),
)

SOURCE: tuple[Pattern, ...] = (
    token("github_token", "gh[pousr]_", ALNUM, 36, "ghp_"),
    token("github_fine_grained_token", "github_pat_", "A-Za-z0-9_", 40),
    token("github_old_app_token", r"v1\.", HEX, 40, left=WORD + ".-"),
    token("gitlab_token", "glpat-", "A-Za-z0-9_.-", 20),
    token("gitlab_deploy_token", "gldt-", URLSAFE, 20),
    token("gitlab_trigger_token", "glptt-", URLSAFE, 40),
    token("gitlab_runner_token", "(?:glrtr?-|GR1348941)", "A-Za-z0-9_.-", 20, "glrt-"),
    token("gitlab_job_token", "glcbt-", "A-Za-z0-9_.-", 20),
    token("gitlab_feed_token", "glft-", URLSAFE, 20),
    token("gitlab_oauth_secret", "gloas-", URLSAFE, 40),
    token("gitlab_mail_token", "glimt-", URLSAFE, 20),
    token("gitlab_agent_token", "glagent-", URLSAFE, 40),
    token("gitlab_feature_token", "glffct-", URLSAFE, 20),
    token("gitlab_scim_token", "glsoat-", URLSAFE, 20),
    token("bitbucket_app_password", "ATBB", ALNUM, 32, left=ALNUM),
    token("bitbucket_access_token", "ATCTT3xFfGN0", "A-Za-z0-9_=-", 100),
    token("atlassian_token", "ATATT3xFfGF0", "A-Za-z0-9_=-", 100),
    token("sourcegraph_token", "sgp_(?:[a-fA-F0-9]{16}_|local_)?", HEX, 40, "sgp_", left=ALNUM),
    token("npm_token", "npm_", ALNUM, 36, left=ALNUM),
    token("pypi_token", "pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)", URLSAFE, 50, "pypi-AgE" + "IcHlwaS5vcmc"),
    token("rubygems_key", "rubygems_", HEX, 48),
    token("crates_io_token", "cio", ALNUM, 32, left=ALNUM),
    token("docker_hub_token", "dckr_(?:pat|oat)_", URLSAFE, 27, "dckr_pat_"),
    token("nuget_key", "oy2", LOWER, 43, left=ALNUM),
    token("clojars_token", "CLOJARS_", LOWER, 60),
    token("packagist_token", "packagist_[ao][ru][ugt]_", HEX, 60, "packagist_out_", blockable=False),
    token("jfrog_key", "AKCp", ALNUM, 60, left=ALNUM),
    token("jfrog_reference_token", "cmVmd", ALNUM, 56, left=ALNUM),
    token("jfrog_identity_token", "cmVmdGtuOj", ALNUM, 50, left=ALNUM),
    token("hex_pm_key", r"(?i:hex_api_key)[=:]", HEX, 32, "HEX_" + "API_KEY="),
    token("openvsx_token", "ovsxp_", URLSAFE, 32, left=ALNUM),
)

CHAT: tuple[Pattern, ...] = (
    token("slack_token", "xox[abeoprs]-", "A-Za-z0-9-", 10, "xoxb-", left=ALNUM),
    token("slack_rotating_token", r"xoxe\.xox[bp]-", "A-Za-z0-9-", 20, "xoxe.xoxp-", left=ALNUM),
    token("slack_app_token", r"xapp-\d-", "A-Za-z0-9-", 10, "xapp-1-", left=ALNUM),
    token(
        "slack_webhook",
        r"https://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/",
        "A-Za-z0-9/_-",
        20,
        "https://hooks." + "slack.com/services/",
    ),
    shaped(
        "discord_bot_token",
        r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}",
        "M" + body(ALNUM, 25) + "." + body(ALNUM, 6) + "." + body(URLSAFE, 38),
        "M" + body(ALNUM, 25) + "." + body(ALNUM, 6),
        left=WORD + ".-",
    ),
    token(
        "discord_webhook",
        r"https://(?:canary\.|ptb\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/",
        URLSAFE,
        60,
        "https://discord." + "com/api/webhooks/123456789012345678/",
    ),
    token("discord_mfa_token", r"mfa\.", URLSAFE, 80, left=WORD),
    shaped(
        "telegram_bot_token",
        r"\d{8,10}:AA[A-Za-z0-9_-]{33}",
        "123456789:" + "AA" + body(URLSAFE, 33),
        "123456789:AA" + body(URLSAFE, 20),
        right=URLSAFE,
    ),
    token(
        "teams_webhook",
        r"https://[a-z0-9-]{1,63}\.webhook\.office\.com/webhookb2/",
        "A-Za-z0-9@/_-",
        60,
        "https://acme." + "webhook.office.com/webhookb2/",
    ),
    token(
        "google_chat_webhook",
        r"https://chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{1,40}/messages\?key=",
        "A-Za-z0-9_&=%-",
        40,
        "https://chat." + "googleapis.com/v1/spaces/AAAA/messages?key=",
    ),
    shaped("twilio_api_key", r"SK[a-f0-9]{32}", "S" + "K" + body(HEX, 32), "SK" + body(HEX, 31), right=ALNUM),
    shaped(
        "twilio_account_sid",
        r"AC[a-f0-9]{32}",
        "A" + "C" + body(HEX, 32),
        "AC" + body(HEX, 31),
        right=ALNUM,
        severity="medium",
        blockable=False,
    ),
    shaped(
        "sendgrid_key",
        r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}",
        "SG" + "." + body(URLSAFE, 22) + "." + body(URLSAFE, 43),
        "SG." + body(URLSAFE, 22),
    ),
    token("mailgun_key", "(?:key|pubkey)-", HEX, 32, "key-", left=WORD + "-", blockable=False),
    shaped(
        "mailchimp_key", r"[a-f0-9]{32}-us\d{1,2}", body(HEX, 32) + "-us" + "12", body(HEX, 32) + "-uk12", right=WORD
    ),
    token("brevo_key", "x(?:keysib|smtpsib)-", "A-Za-z0-9-", 64, "xkeysib-"),
    token("resend_key", "re_[A-Za-z0-9]{8}_", ALNUM, 20, "re_" + "a1B2c3D4" + "_", left=ALNUM),
    token("onesignal_key", "os_v2_(?:app|org)_", "a-z2-7", 64, "os_v2_app_"),
    token("klaviyo_key", "pk_", HEX, 34, left=ALNUM),
    token("courier_key", "(?:dk|pk)_(?:prod|test)_", UPPER, 28, "pk_prod_", left=ALNUM),
    token(
        "line_channel_token",
        r"(?i:line_channel_access_token)[=:]",
        "A-Za-z0-9+/=",
        100,
        "LINE_CHANNEL_" + "ACCESS_TOKEN=",
    ),
    token("intercom_token", "dG9r[O=]", "A-Za-z0-9=", 54, "dG9rO", left=ALNUM),
)

PAYMENTS: tuple[Pattern, ...] = (
    token("stripe_key", "(?:sk|rk)_(?:live|test|prod)_", ALNUM, 10, "sk" + "_live_", left=ALNUM),
    token("stripe_webhook_secret", "whsec_", BASE64, 24, suffix="={0,2}"),
    shaped(
        "braintree_token",
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
        "access_token" + "$production$" + body(LOWER, 16) + "$" + body(HEX, 32),
        "access_token$production$" + body(LOWER, 16),
    ),
    token("square_token", "sq0(?:atp|csp|idb)-", URLSAFE, 22, "sq0atp-"),
    token("square_access_token", "EAAA[A-Za-z0-9]", URLSAFE, 58, "EAAAE", left=ALNUM),
    token("adyen_key", "AQE[A-Za-z0-9]{3}", "A-Za-z0-9+/=-", 60, "AQEyhm", left=ALNUM, blockable=False),
    token("razorpay_key", "rzp_(?:live|test)_", ALNUM, 14, "rzp_live_", left=ALNUM),
    shaped(
        "plaid_token",
        r"access-(?:sandbox|development|production)-" + UUID,
        "access-" + "production-" + uuid_sample(),
        "access-production-" + body(HEX, 20),
    ),
    token("shopify_token", "shp(?:at|ca|pa|ss|ua)_", "a-fA-F0-9", 32, "shpat_"),
    shaped(
        "flutterwave_key",
        r"FLW(?:SEC|PUB)K(?:_TEST|_LIVE)?-[a-zA-Z0-9]{12,64}(?:-X)?",
        "FLWSEC" + "K_TEST-" + body(HEX, 32) + "-X",
        "FLWSECK-" + body(HEX, 8),
    ),
    token("mollie_key", "(?:live|test)_", ALNUM, 30, "live_", left=WORD + "-"),
    token(
        "gocardless_token", "(?:live|sandbox)_", URLSAFE, 40, "live_", left=WORD + "-", blockable=False, validator=drawn
    ),
    token("paddle_key", "pdl_(?:live|sdbx)_apikey_", "A-Za-z0-9_", 40, "pdl_live_apikey_"),
    token("xendit_key", "xnd_(?:production|development)_", ALNUM, 40, "xnd_production_"),
    token("duffel_key", "duffel_(?:live|test)_", "A-Za-z0-9_=-", 40, "duffel_live_"),
    token("easypost_key", "EZ[AT]K", ALNUM, 54, "EZAK", left=ALNUM),
    token("shippo_key", "shippo_(?:live|test)_", "a-fA-F0-9", 40, "shippo_live_"),
    token(
        "mercury_token",
        r"secret-token:mercury_(?:production|sandbox)_",
        "A-Za-z0-9_",
        20,
        "secret-token:mercury_production_",
    ),
    token("polar_token", "polar_(?:pat|oat|sk)_", ALNUM, 32, "polar_pat_"),
    token(
        "coinbase_commerce_key",
        "organizations/[0-9a-f-]{36}/apiKeys/",
        "0-9a-f-",
        36,
        "organizations/" + uuid_sample() + "/apiKeys/",
        blockable=False,
    ),
    token("lob_key", "(?:live|test)_(?:pub_)?", HEX, 31, "live_", left=WORD + "-"),
)

AI: tuple[Pattern, ...] = (
    token("openai_key", "sk-(?:proj|svcacct|admin|None)-", URLSAFE, 20, "sk-proj-", left=WORD),
    token("openai_legacy_key", "sk-", ALNUM, 32, left=WORD),
    token("openai_session_key", "sess-", ALNUM, 40, left=WORD),
    token("anthropic_key", r"sk-ant-", URLSAFE, 20, left=WORD),
    token("openrouter_key", "sk-or-(?:v1-)?", HEX, 32, "sk-or-v1-", left=WORD),
    token("groq_key", "gsk_", ALNUM, 40, left=ALNUM),
    token("huggingface_token", "hf_", ALNUM, 34, left=ALNUM),
    token("huggingface_org_token", "api_org_", "A-Za-z", 34, left=ALNUM),
    token("replicate_token", "r8_", ALNUM, 37, left=ALNUM),
    token("perplexity_key", "pplx-", ALNUM, 40, left=ALNUM),
    token("fireworks_key", "fw_", ALNUM, 22, left=ALNUM, validator=drawn),
    token("together_key", "tgp_v1_", URLSAFE, 40, left=ALNUM),
    token("xai_key", "xai-", ALNUM, 60, left=ALNUM),
    token("nvidia_key", "nvapi-", URLSAFE, 50, left=ALNUM),
    token("cerebras_key", "csk-", LOWER, 40, left=ALNUM),
    token("langsmith_key", "(?:lsv2_(?:pt|sk)_|ls__)", "A-Za-z0-9_", 16, "lsv2_pt_", left=ALNUM),
    shaped("langfuse_key", r"sk-lf-" + UUID, "sk-" + "lf-" + uuid_sample(), "sk-lf-" + body(HEX, 12)),
    token("elevenlabs_key", "sk_", HEX, 48, left=ALNUM),
    token("tavily_key", "tvly-(?:dev-|prod-)?", ALNUM, 28, "tvly-", left=ALNUM),
    token("firecrawl_key", "fc-", HEX, 32, left=WORD),
    token("jina_key", "jina_", URLSAFE, 50, left=ALNUM),
    token("voyage_key", "pa-", URLSAFE, 43, left=WORD, blockable=False),
    token("llamacloud_key", "llx-", ALNUM, 40, left=WORD),
    token("wandb_key", "wandb_v1_", "A-Za-z0-9_", 60, left=ALNUM),
    token("wandb_local_key", "local-", HEX, 40, left=WORD, blockable=False),
    token("helicone_key", "(?:sk|pk)-helicone-(?:eu-)?", "a-z0-9-", 24, "sk-helicone-", left=WORD),
    token("runpod_key", "rpa_", UPPER, 36, left=ALNUM),
    token("modal_token", "a[ks]-", ALNUM, 22, "ak-", left=WORD, blockable=False, validator=drawn),
    token("cursor_key", "(?:key|crsr)_", HEX, 64, "key_", left=ALNUM),
    token("daytona_key", "dtn_", HEX, 40, left=WORD),
    token("cartesia_key", "sk_car_", ALNUM, 20, left=ALNUM, validator=drawn),
    token("logfire_token", "pylf_v1_[a-z]{2,8}_", ALNUM, 40, "pylf_v1_us_", left=ALNUM),
    token("e2b_key", "e2b_", HEX, 40, left=ALNUM),
    token("browserbase_key", "bb_live_", URLSAFE, 24, left=ALNUM),
    token("brave_search_key", "BSA[A-Za-z0-9]", URLSAFE, 26, "BSAa", left=ALNUM, blockable=False),
    token("apify_token", "apify_api_", ALNUM, 36),
    token("dify_key", "(?:app|dataset)-", ALNUM, 24, "app-", left=WORD + "-", blockable=False, validator=drawn),
    token("mem0_key", "m0-", ALNUM, 40, left=WORD),
    token("portkey_key", "pk-(?:live|test)-", ALNUM, 24, "pk-live-", left=WORD, blockable=False),
    token("roboflow_key", "rf_", ALNUM, 20, left=WORD, validator=drawn),
)

CI: tuple[Pattern, ...] = (
    token("circleci_token", "CCI(?:PAT|PRJ)_", "A-Za-z0-9_", 60, "CCIPAT_"),
    token("buildkite_token", "bk(?:ua|at|ct|pat)_", HEX, 40, "bkua_", left=ALNUM),
    token("sonarqube_token", "sq[upa]_", HEX, 40, "squ_", left=ALNUM),
    token("snyk_token", "snyk_(?:uat|sat)\\.", "A-Za-z0-9._-", 32, "snyk_uat."),
    shaped(
        "octopus_deploy_key",
        "API-[A-Z0-9]{25,27}",
        "API-" + body(UPPER, 26),
        "API-" + body(UPPER, 32),
        right=ALNUM,
    ),
    shaped(
        "harness_token",
        r"(?:pat|sat)\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}",
        "pat." + body(ALNUM, 22) + "." + body(HEX, 24) + "." + body(ALNUM, 20),
        "pat." + body(ALNUM, 22) + "." + body(HEX, 24),
    ),
    token("depot_token", "depot_(?:org|project|user)_", HEX, 40, "depot_org_"),
    token(
        "launchdarkly_key",
        r"(?:api|sdk)-" + UUID[: -len("[0-9a-f]{12}")],
        HEX,
        12,
        "sdk-" + uuid_sample()[:24],
        left=WORD,
    ),
    token("jenkins_token", r"(?i:jenkins_(?:api_)?token)[=: ]{1,2}", HEX, 32, "JENKINS_" + "TOKEN="),
    token("codecov_token", r"(?i:codecov_token)[=: \"']{1,3}", "a-f0-9-", 36, "CODECOV_" + "TOKEN="),
    token("newrelic_key", "NR(?:AK|AA|JS|II|RA|IQ|SP)-", URLSAFE, 19, "NRAK-", left=ALNUM),
    shaped(
        "newrelic_license_key",
        r"(?:[a-z]{2}\d\dxx)?[a-f0-9]{30,36}(?:NRAL|FFFFNRAL)",
        body(HEX, 36) + "NR" + "AL",
        body(HEX, 20) + "NRAL",
        right=ALNUM,
    ),
    token("sentry_token", "sntr(?:ys_eyJ|yu_)", "A-Za-z0-9+/=_", 60, "sntryu_"),
    shaped(
        "sentry_dsn_secret",
        r"https://[a-f0-9]{32}:(?P<value>[a-f0-9]{32})@[a-z0-9.]{0,32}sentry\.io",
        "https://" + body(HEX, 32) + ":" + body(HEX, 32) + "@o1.sentry.io",
        "https://" + body(HEX, 32) + "@o1.sentry.io",
        max_len=None,
        priority=1,
    ),
    token("grafana_token", "glsa_", "A-Za-z0-9_", 40),
    token("grafana_cloud_token", "glc_eyJ", "A-Za-z0-9+/=", 40),
    token("honeycomb_key", "hc[a-z][il]k_", LOWER, 50, "hcaik_", left=ALNUM),
    token("dynatrace_token", r"dt0[a-z]\d{2}\.[A-Z0-9]{24}\.", UPPER, 64, "dt0c01." + body(UPPER, 24) + "."),
    token("axiom_token", "xa(?:at|pt)-", "a-f0-9-", 36, "xaat-", left=ALNUM),
    token("posthog_key", "ph[xs]_", ALNUM, 40, "phx_", left=ALNUM),
    token(
        "datadog_key",
        r"(?i:(?:dd|datadog)[_-]?(?:api|app|application)[_-]?key)[\"']?[ =:]{1,3}[\"']?",
        HEX,
        32,
        "DD_API_" + "KEY=",
    ),
    token(
        "pagerduty_key",
        r"(?i:pagerduty[a-z_-]{0,20})[\"']?[ =:]{1,3}[\"']?(?:token=)?",
        "A-Za-z0-9+_-",
        20,
        "PAGERDUTY_" + "TOKEN=",
    ),
    token("inngest_signing_key", "signkey-(?:prod|test|branch)-", HEX, 32, "signkey-prod-", left=WORD),
    token("statsig_key", "secret-", ALNUM, 40, left=WORD + "-"),
    token("prefect_key", "pn[ub]_", ALNUM, 36, "pnu_", left=ALNUM),
    token("ngrok_token", r"(?i:ngrok[a-z_-]{0,20})[ =:]{1,3}", URLSAFE, 40, "NGROK_" + "AUTHTOKEN="),
)

SERVICES: tuple[Pattern, ...] = (
    token("notion_token", "(?:ntn_|secret_)", ALNUM, 40, "ntn_", left=ALNUM),
    token("linear_key", "lin_(?:api|oauth)_", ALNUM, 32, "lin_api_"),
    shaped(
        "asana_token",
        r"[012]/\d{10,20}(?:/\d{10,20})?:[a-f0-9]{32}",
        "1/" + "1" * 16 + ":" + body(HEX, 32),
        "1/" + "1" * 16 + ":" + body(HEX, 20),
    ),
    token("figma_token", "fig[duor]_", URLSAFE, 36, "figd_", left=ALNUM),
    token("dropbox_token", r"sl\.(?:u\.)?", "A-Za-z0-9_=-", 120, "sl.", left=WORD),
    shaped(
        "hubspot_token", r"pat-(?:na|eu|ap|ca)\d-" + UUID, "pat-" + "na1-" + uuid_sample(), "pat-na1-" + body(HEX, 12)
    ),
    token("typeform_token", "tfp_", "A-Za-z0-9_.=-", 40, left=ALNUM),
    token("contentful_token", "CFPAT-", URLSAFE, 40),
    token("postman_key", "PMAK-[a-f0-9]{24}-", HEX, 34, "PMAK-" + body(HEX, 24) + "-"),
    token("postman_collection_key", "PMAT-", ALNUM, 26, left=ALNUM),
    token("onepassword_service_token", "ops_eyJ", "A-Za-z0-9+/=_-", 200),
    token("onepassword_secret_key", "A3-[A-Z0-9]{6}-", "A-Z0-9-", 23, "A3-" + "ABC123" + "-", left=WORD),
    token("age_secret_key", "AGE-SECRET-KEY-1", "A-Z0-9", 58),
    token("facebook_token", "EAA[A-Z]", ALNUM, 90, "EAAC", left=ALNUM),
    token("instagram_token", "IG[QA]", URLSAFE, 120, "IGQ", left=ALNUM),
    token("twitter_bearer_token", "AAAAAAAAAAAAAAAAAAAAA", "A-Za-z0-9%", 30, left=ALNUM),
    shaped(
        "salesforce_token",
        r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,160}",
        "00D" + body(ALNUM, 15) + "!" + body(ALNUM, 96),
        "00D" + body(ALNUM, 15) + "!" + body(ALNUM, 20),
    ),
    token("sanity_token", "sk[A-Za-z0-9]", ALNUM, 120, "skA", left=WORD),
    token("mapbox_token", r"sk\.eyJ", "A-Za-z0-9_.-", 40, left=WORD),
    shaped(
        "maxmind_key",
        r"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk",
        body(ALNUM, 6) + "_" + body(ALNUM, 29) + "_m" + "mk",
        body(ALNUM, 6) + "_" + body(ALNUM, 29),
        right=WORD,
    ),
    token("clickup_token", r"pk_\d{6,9}_", UPPER, 32, "pk_1234567_", left=ALNUM),
    token("alchemy_key", "alcht_", ALNUM, 30, left=ALNUM),
    token("trello_token", "ATTA", HEX, 64, left=ALNUM),
    token("adobe_secret", "p8e-", URLSAFE, 32, left=WORD),
    token("adafruit_key", "aio_", ALNUM, 28, left=ALNUM),
    token("definednet_key", "dnkey-", "A-Za-z0-9_=-", 50),
    token("frameio_token", "fio-u-", "A-Za-z0-9_=-", 60),
    token("readme_key", "rdme_", LOWER, 64, left=ALNUM),
    token("settlemint_token", "sm_(?:aat|pat|sat)_", ALNUM, 16, "sm_pat_", left=ALNUM),
    token("wakatime_key", "waka_", "a-f0-9-", 36, left=ALNUM),
    token("vk_token", r"vk1\.a\.", URLSAFE, 80, left=ALNUM),
    token("zoho_token", r"1000\.[a-f0-9]{32}\.", HEX, 32, "1000." + body(HEX, 32) + ".", left=WORD + "."),
    token("nightfall_key", "NF-", ALNUM, 32, left=WORD),
    token("ionic_token", "ion_", ALNUM, 42, left=ALNUM),
    token("okta_token", r"(?i:ssws )", URLSAFE, 40, "SSWS "),
    token(
        "zapier_webhook",
        r"https://hooks\.zapier\.com/hooks/catch/",
        "A-Za-z0-9/",
        12,
        "https://hooks." + "zapier.com/hooks/catch/",
    ),
    token("make_webhook", r"https://hook\.[a-z0-9.]{2,10}\.make\.com/", LOWER, 20, "https://hook." + "eu1.make.com/"),
    token(
        "ifttt_webhook",
        r"https://maker\.ifttt\.com/trigger/[A-Za-z0-9_-]{1,64}/(?:json/)?with/key/",
        URLSAFE,
        20,
        "https://maker." + "ifttt.com/trigger/x/with/key/",
    ),
    token(
        "authress_key",
        r"(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.",
        "A-Za-z0-9+/_=-",
        30,
        "sc_" + "abcde1" + ".ab12.acc_" + body(LOWER, 12) + ".",
        left=WORD,
    ),
    token("beamer_key", "b_", "A-Za-z0-9=_", 44, left=WORD + ".-", blockable=False, validator=drawn),
    token("bitly_token", r"(?i:bitly_(?:access_)?token)[=:]", HEX, 40, "BITLY_" + "TOKEN="),
    token(
        "algolia_key",
        r"(?i:typesense_api_key|algolia_(?:admin_|api_)key)[=:]",
        ALNUM,
        32,
        "ALGOLIA_" + "ADMIN_KEY=",
        blockable=False,
    ),
)

PROVIDERS: tuple[Pattern, ...] = (*CLOUD, *DATABASES, *SOURCE, *CHAT, *PAYMENTS, *AI, *CI, *SERVICES)
"""All provider formats."""
