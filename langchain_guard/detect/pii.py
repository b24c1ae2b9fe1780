"""Personal data: e-mail, telephone, cards, accounts, addresses of machines and wallets, documents, dates of birth.

National identifiers are in `national`, telephone numbers in `phones`; `pii_patterns` puts all rows together. A shape
that ordinary prose is full of (a date, eight capitals, nine digits) counts only beside a word that names it, and that
word is part of the expression.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from langchain_guard.detect import checksums
from langchain_guard.detect.national import NATIONAL
from langchain_guard.detect.phones import DEFAULT_REGIONS, phone_patterns
from langchain_guard.text.pattern import WORD, Pattern

DEFAULT_OFF: frozenset[str] = frozenset({"url"})
"""Kinds that are found only when they are asked for by name: an address of a page is rarely personal."""

# Letters of scripts with spaces between words. Ranges, as Unicode classes under counted repeats exceed RE2's memory.
_LETTERS = (
    r"\x{c0}-\x{24f}\x{386}\x{388}-\x{52f}\x{531}-\x{556}\x{561}-\x{587}\x{5d0}-\x{5ea}\x{620}-\x{669}"
    r"\x{66e}-\x{6d3}\x{900}-\x{963}\x{966}-\x{dff}\x{1e00}-\x{1fff}"
)
# Han, kana, Hangul: text runs on without spaces, so such letters belong to an address only if the domain has them too.
_CJK = r"\x{3005}-\x{3007}\x{3040}-\x{30ff}\x{3400}-\x{9fff}\x{ac00}-\x{d7a3}"

_EMAIL = (
    r"[A-Za-z0-9_{0}](?:[A-Za-z0-9.%+_'{0}-]{{0,62}}[A-Za-z0-9_+{0}-])?"
    r"@(?:[A-Za-z0-9{0}][A-Za-z0-9{0}-]*\.)+(?:xn--[A-Za-z0-9-]{{2,59}}|[A-Za-z{0}]{{2,24}})"
)
_EMAIL_CJK = (
    r"[A-Za-z0-9_{0}](?:[A-Za-z0-9._+{0}-]{{0,62}}[A-Za-z0-9_+{0}-])?"
    r"@(?:[A-Za-z0-9{0}][A-Za-z0-9{0}-]*\.)+[{0}]{{2,12}}"
)

# A word that follows is taken along for the validator to cut off: it must not hide the number before it.
_CARD = (
    r"(?:1800|2131|2[2-7]\d\d|3[04-9]\d\d|4\d{3}|5[0-8]\d\d|6[02-7]\d\d|8[12]\d\d|9792)(?:[ .-]?\d){8,15}[A-Za-z0-9]*"
)

# Longer dotted numbers are taken whole, so that the validator refuses them.
_IPV4 = r"(?:\d{1,3}\.){3}\d{1,3}(?:\.\d{1,6}){0,3}"

# So are longer ones with colons.
_IPV6 = (
    r"(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|(?:[0-9A-Fa-f]{1,4}:){2,6}(?::[0-9A-Fa-f]{1,4}){1,6}|"
    r"[0-9A-Fa-f]{3,4}:(?::[0-9A-Fa-f]{1,4}){1,6}|"
    r"(?:[0-9A-Fa-f]{1,4}:){1,6}:|(?:[0-9A-Fa-f]{0,4}:){2,7}\d{1,3}(?:\.\d{1,3}){3})(?:%[A-Za-z0-9_.-]{1,16})?"
    r"(?::[0-9A-Fa-f:]{1,40})?"
)
_MAC = (
    r"(?:(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})"
    r"(?:[:-][0-9A-Fa-f])?"
)
# A name and its colon, which is none of the address: it ends with no digit of one, or is known.
_LABEL = r"(?:[G-Zg-z]|(?i:mac|source|interface|iface|device|node|bssid|id)):"

_IBAN_COUNTRIES = (
    "A[DELTZ]|B[AEGHIRY]|C[HRYZ]|D[EJKO]|E[EGS]|F[IKOR]|G[BEILRT]|H[NRU]|I[ELQST]|JO|K[WZ]|L[BCITUVY]|"
    "M[CDEKNRTU]|N[ILO]|OM|P[KLST]|QA|R[OSU]|S[ACDEIKMOTV]|T[LNR]|UA|V[AG]|XK|YE"
)

_MONTH = (
    r"(?i:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo)?|m(?:ä|ae)rz|apr(?:il)?|may|mai|mayo|june?|juni|juin|"
    r"july?|juli|juillet|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|abril|"
    r"junio|julio|agosto|septiembre|octubre|noviembre|diciembre|f[ée]vrier|avril|ao[ûu]t|octobre|d[ée]cembre)"
)
_DATE = (
    rf"(?:\d{{1,4}}[-/.] ?\d{{1,2}}[-/.] ?\d{{2,4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th|\.|er|º)? (?:of |de )?{_MONTH}\.?,?(?: de)? \d{{4}}|"
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BIRTH = (
    r"(?i:(?:date|day|year) of birth|birth ?(?:date|day)|d\.?o\.?b\.?|born(?: on)?|"
    r"geburtsdatum|geburtstag|geboren am|geb\.|"
    r"date de naissance|n[ée]e? le|fecha de nacimiento|nacid[oa] el|data di nascita|nat[oa] il|data de nascimento|"
    r"nascid[oa] em|geboortedatum|geboren op|data urodzenia|дата рождения)"
)
_NUMBER = r"(?:[ ,:#.=*'\"()-]{1,3}(?i:no|nr|num|number|id|is|was|card|code|#)){0,3}[ :#.=*'\"()-]{0,3}"


_NO_TOP_LEVEL = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "mjs", "css", "scss", "html"})
"""Ends of file names that are no top-level domains."""

_PLACEHOLDERS = frozenset({"password", "pass", "passwd", "pwd", "secret", "token", "xxx", "changeme"})


def _email(text: str) -> bool | int:
    """Neither the user of a source host (`git@github.com:...`) nor a file (`logo@2x.png`), no sentence glued on."""
    local, _, host = text.partition("@")
    return (
        local.lower() != "git"
        and ".." not in local
        and not local.endswith(".")
        and host.rpartition(".")[2].lower() not in _NO_TOP_LEVEL
    )


def _ipv4_unlike_version(text: str) -> bool:
    """Not four small numbers, such as `1.2.3.4` or `19.3.0.0`: without a word beside them those are versions."""
    if not checksums.ipv4(text):
        return False
    parts = [int(part) for part in text.split(".")]
    return parts[0] == 10 or max(parts) >= 64 or len(set(parts)) == 1


def _mac(text: str) -> bool:
    """Not all one digit, with a letter where dots could make it a number, and nothing behind that goes on with it."""
    digits = text.replace(":", "").replace("-", "").replace(".", "")
    return len(text) in (14, 17) and len(set(digits)) > 1 and ("." not in text or not digits.isdigit())


def _userinfo(text: str) -> bool:
    """Whether the password in `user:password@host` is more than a word that stands for one."""
    password = text.rpartition("@")[0].partition(":")[2]
    return (
        password.strip("*.x$") != ""
        and password.lower() not in _PLACEHOLDERS
        and not password.startswith(("$", "{", "%("))
    )


def _url(text: str) -> int:
    """Length of the address without the punctuation of the sentence around it; 0 when there is no host."""
    end = len(text.rstrip(".,;:!?*_"))
    while (
        end
        and text[end - 1] in ")]"
        and text.count(text[end - 1], 0, end) > text.count("(["[")]".index(text[end - 1])], 0, end)
    ):
        end = len(text[: end - 1].rstrip(".,;:!?*_"))
    host = text[:end].partition("://")[2]
    return end if host[:1].isalnum() or host[:1] == "[" else 0


def _ssn(text: str) -> int:
    """Area, group and serial number as issued (no 000, 666, 9xx; SSA, 2011); no sample, no row of a table."""
    number = text[:11]
    groups = (number[:3], number[-6:-4], number[-4:]) if number.isdigit() else re.split("[ .-]", number)
    return len(number) if _SSN("-".join(groups)) and not checksums.begins_row(text) else 0


_SSN = checksums.stdnum("us.ssn")


def _license(text: str) -> bool:
    """At least six characters, of which five are digits."""
    return len(text) >= 6 and sum(map(str.isdigit, text)) >= 5


def _personal() -> tuple[Pattern, ...]:
    return (
        Pattern(
            "pii.email",
            _EMAIL.format(_LETTERS),
            max_len=320,  # 64 before the @ and 255 after it (RFC 5321)
            right="",
            validator=_email,
            hits=(
                "mail jane.doe+news@example.co.uk.",
                "josé@exämple.com",
                "δοκιμή@παράδειγμα.ελ",
                "请发到bob@example.com谢谢",
            ),
            near_misses=("jane.doe@localhost", "git@github.com", "a @ b.com", "@decorator.method", "logo@2x.png"),
            left="A-Za-z0-9_" + _LETTERS,
        ),
        Pattern(
            "pii.email_cjk",
            _EMAIL_CJK.format(_CJK),
            max_len=320,
            kind="email",
            left="A-Za-z0-9_" + _CJK,
            right="",
            hits=("用户@例子.广告",),
            near_misses=("用户@例子", "用户@example.com"),
        ),
        Pattern(
            "pii.credit_card",
            _CARD,
            max_len=96,
            severity="high",
            left=WORD + ".",  # 0.4111111111111111 is a fraction
            validator=checksums.brand_and_luhn,
            blockable=True,
            hits=(
                "4111 1111 1111 1111",
                "378282246310005",
                "30569309025904",
                *("6304-2737-3398", "3782 822463 10005", "3056 930902 5904", "6759 6498 2643 8453"),
                "5555555555554444 12/27",
                "4111 1111 1111 1111 2nd card",
            ),
            near_misses=(
                *("4111 1111 1111 1112", "0000 0000 0000 0000", "1234567890123456", "0.4111111111111111"),
                *("EAN 4006381334013", "4111 11111 11 111 11"),
            ),
        ),
        Pattern(
            "pii.credit_card_labelled",
            r"(?i:card|visa|amex|no|nr|n)\.(?P<value>" + _CARD + ")",
            max_len=96,
            kind="credit_card",
            severity="high",
            validator=checksums.brand_and_luhn,
            blockable=True,
            hits=("card no.4111111111111111",),
            near_misses=("card no.4111111111111112",),
        ),
        Pattern(
            "pii.iban",
            rf"(?i:{_IBAN_COUNTRIES})\d{{2}}(?:[ -]?[A-Za-z0-9]){{11,30}}[A-Za-z0-9]*",
            max_len=96,
            severity="high",
            validator=checksums.international_account,
            blockable=True,
            hits=(
                "GB82 WEST 1234 5698 7654 32 to other accounts",
                "DE89370400440532013000",
                "fr1420041010050500013m02606",
            ),
            near_misses=("GB82 WEST 1234 5698 7654 33", "DE00370400440532013000"),
        ),
        Pattern(
            "pii.bic",
            r"(?:BIC|bic|SWIFT|Swift|swift)(?:[ /-](?i:bic|swift|code)){0,2}"
            + _NUMBER
            + r"(?P<value>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)",
            severity="low",
            score=0.8,
            validator=checksums.bank_code,
            hits=("BIC: COBADEFFXXX", "SWIFT code DEUTDEFF"),
            near_misses=("BIC: COBAQQFFXXX", "SWIFT language"),
        ),
        Pattern(
            "pii.ipv4",
            _IPV4,
            validator=_ipv4_unlike_version,
            left=WORD + ".",
            hits=("from 192.168.1.10:8080", "(203.0.113.7)", "http://198.51.100.4/x"),
            near_misses=(
                "v192.168.1.10",
                "version==1.2.3.4",
                "256.1.1.1",
                "192.168.2.3.4",
                "127.0.0.1",
                "Oracle 19.3.0.0",
            ),
        ),
        Pattern(
            "pii.ipv4_labelled",
            r"(?i:ip|ips|ipv4|address|addr|host|server|dns|ping|gateway|subnet)[ :=\"'\[(]{1,3}(?i:is )?(?P<value>"
            + _IPV4
            + ")",
            kind="ipv4",
            validator=checksums.ipv4,
            hits=("IP 1.2.3.4", "address=4.3.2.1"),
            near_misses=("ip version 1.2.3.4", "address 1.2.3"),
        ),
        Pattern(
            "pii.ipv6",
            _IPV6,
            validator=checksums.ipv6,
            left=WORD + ":.",
            hits=(
                "2001:db8:85a3::8a2e:370:7334",
                "fe80::1%eth0 up",
                "[2001:db8::1]:443",
                "::ffff:192.0.2.128",
                "2001:0db8:0000:0000:0000:ff00:0042:8329",
                "64 bytes from 2001:db8:85a3::8a2e:370:7334: icmp_seq=1",
            ),
            near_misses=("12:34:56", "std::cout", "x[1::2]", "::1", "2001:db8:::1", "1:2:3:4:5:6:7:8:9"),
        ),
        Pattern(
            "pii.ipv6_labelled",
            _LABEL + "(?P<value>" + _IPV6 + ")",
            kind="ipv6",
            validator=checksums.ipv6,
            left="",
            hits=("inet6 addr:2001:db8:85a3::8a2e:370:7334", "Source:2001:db8::1: ok"),
            near_misses=("abc:2001:db8:::1", "std::fs::add", "at:12:34:56"),
        ),
        Pattern(
            "pii.mac",
            _MAC,
            left=WORD + ":.-",
            validator=_mac,
            hits=("00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7", "001b.4411.3ab7", "00:1B:44:11:3A:B7: link up"),
            near_misses=("00:1B:44:11:3A", "00:1B:44:11:3A:B7:99:01", "1234.5678.9012", "00:00:00:00:00:00"),
        ),
        Pattern(
            "pii.mac_labelled",
            _LABEL + "(?P<value>" + _MAC + ")",
            kind="mac",
            left="",
            validator=_mac,
            hits=("MAC:00:1B:44:11:3A:B7", "HWaddr:00:1b:44:11:3a:b7"),
            near_misses=("MAC:00:1B:44:11:3A", "MAC:00:00:00:00:00:00"),
        ),
        Pattern(
            "pii.url_credentials",
            r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<value>[^\s/?#@:\"'<>\[\]`]*:[^\s/?#\"'<>\[\]`]+@[A-Za-z0-9.-]*)",
            severity="high",
            max_len=512,
            right="",
            validator=_userinfo,
            hits=("https://bob:" + "s3cr" + "et@example.com/path", "ftp://:" + "hun" + "ter2@host"),
            near_misses=(
                "https://example.com:8080/a@b",
                "https://bob@example.com",
                "https://user:<password>@example.com",
                "https://user:password@example.com",
            ),
        ),
        Pattern(
            "pii.url",
            r"(?:https?|ftp)://[^\s<>\"'`{}|\\^]+",
            severity="info",
            max_len=2048,
            right="",
            validator=_url,
            hits=("see https://www.example.com/a?b=c.",),
            near_misses=("http://", "example.com"),
        ),
        Pattern(
            "pii.crypto_address",
            r"[13DLXTMr][1-9A-HJ-NP-Za-km-z]{25,34}",
            severity="low",
            validator=checksums.base58_address,
            hits=("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
            near_misses=("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",),
        ),
        Pattern(
            "pii.crypto_address_bech32",
            r"(?:bc1|ltc1|tb1|BC1|LTC1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,87}",
            kind="crypto_address",
            severity="low",
            validator=checksums.bech32_address,
            hits=(
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            ),
            near_misses=("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",),
        ),
        Pattern(
            "pii.crypto_address_ethereum",
            r"0x[0-9A-Fa-f]{40}",
            kind="crypto_address",
            severity="low",
            validator=checksums.ethereum_address,
            hits=("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xde709f2102306220921060314715629080e2fb77"),
            near_misses=(
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            ),
        ),
        Pattern(
            "pii.date_of_birth",
            _BIRTH + r"[^\d\n]{0,12}?(?P<value>" + _DATE + ")",
            score=0.85,
            hits=("DOB: 04/12/1985", "she was born on March 3rd, 1971", "geboren am 3. März 1971", "né le 14/07/1989"),
            near_misses=("born in 1971", "on March 3rd, 1971", "date of birth unknown"),
        ),
        Pattern(
            "pii.us_ssn",
            r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}" + checksums.FURTHER_COLUMNS,
            severity="high",
            validator=_ssn,
            blockable=True,
            locales=("us",),
            hits=("536-90-4399", "536 90 4399", "536 90 4399 01/02/1980", "536 90 4399 219 09 9999"),
            near_misses=("666-12-3456", "078-05-1120", "536904399", "000-12-3456", "536 90 4399 12 7"),
        ),
        Pattern(
            "pii.us_ssn_labelled",
            r"(?i:ssn|social security)[^\d\n]{0,20}?(?P<value>\d{3}[-. ]?\d{2}[-. ]?\d{4})",
            kind="us_ssn",
            severity="high",
            validator=_ssn,
            blockable=True,
            locales=("us",),
            hits=("SSN 536904399", "social security number is 536.90.4399"),
            near_misses=("SSN 666123456", "ssn 12345"),
        ),
        Pattern(
            "pii.us_itin",
            r"9\d{2}-\d{2}-\d{4}",
            severity="high",
            validator=checksums.stdnum("us.itin"),
            priority=1,
            locales=("us",),
            hits=("912-90-3456",),
            near_misses=("912-93-4567", "912903456"),
        ),
        Pattern(
            "pii.us_itin_labelled",
            r"(?i:itin)[^\d\n]{0,20}?(?P<value>9\d{2}[- ]?\d{2}[- ]?\d{4})",
            kind="us_itin",
            severity="high",
            validator=checksums.stdnum("us.itin"),
            locales=("us",),
            hits=("ITIN: 912903456",),
            near_misses=("ITIN: 912934567",),
        ),
        Pattern(
            "pii.us_passport",
            r"(?i:passport)" + _NUMBER + r"(?P<value>[A-Z]\d{8}|\d{9})",
            severity="high",
            score=0.8,
            hits=("passport no. 340020013", "Passport: A12345678"),
            near_misses=("340020013", "passport 2024"),
        ),
        Pattern(
            "pii.us_driver_license",
            r"(?i:driv(?:er|ing)(?:'?s)?[ -]?(?:licen[cs]e|permit))"
            + _NUMBER
            + r"(?P<value>[A-Z]{1,2}[ -]?\d{3,14}(?:-\d{2,6}){0,3}|\d{3,9}(?:-\d{2,6}){0,3}|\d{12})",
            severity="high",
            score=0.8,
            locales=("us",),
            validator=_license,
            hits=("driver's license number is F162823540116", "Driving licence: 2270-66-1551"),
            near_misses=("driver's license in 2024", "the license 12345678"),
        ),
    )


@cache
def pii_patterns(regions: tuple[str, ...] = DEFAULT_REGIONS) -> tuple[Pattern, ...]:
    """All rows for personal data, with the telephone formats of the given regions.

    Args:
        regions: ISO 3166 codes, see `langchain_guard.detect.phones.phone_patterns`.

    Raises:
        ConfigError: When a region does not exist.

    >>> sorted({row.kind for row in pii_patterns(("US",))})[:3]
    ['ar_cuit', 'at_ssn', 'au_tfn']
    """
    rows = (*_personal(), *phone_patterns(regions), *NATIONAL)
    # the underscore after a value ends an emphasis, or is part of a file's name; no value goes on with it
    return tuple(replace(row, right=row.right.replace("_", "")) for row in rows)


PATTERNS: tuple[Pattern, ...] = pii_patterns()
"""The rows with the default telephone regions."""
