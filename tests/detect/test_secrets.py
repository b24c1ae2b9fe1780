"""Secrets are found whole, wherever they stand, and look-alikes are left alone."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langsmith.anonymizer import SECRET_PLACEHOLDER, create_secret_anonymizer

from langchain_guard import scan
from langchain_guard.detect.names import SECRET_KINDS
from langchain_guard.detect.providers import ALNUM, HEX, PROVIDERS, URLSAFE, body, uuid_sample
from langchain_guard.detect.secrets import random_value

GITHUB = "gh" + "p_"


def spans(text: str) -> list[str]:
    """The texts of all secrets found."""
    return [text[finding.start : finding.end] for finding in scan(text, kinds=SECRET_KINDS).findings]


@pytest.mark.parametrize("row", PROVIDERS, ids=lambda row: row.name)
def test_finding_covers_the_whole_token(row) -> None:
    """In running text nothing of a sample is left over, at its front or at its end, also the second time."""
    whole = row.hits[0]
    quiet = f"ж {whole} and “{whole}” end"
    left = quiet
    for found in spans(quiet):
        left = left.replace(found, "", 1)
    if "(?P<value>" in row.regex:  # the rest is the context, which stays
        assert len(left) < len(quiet)
    else:
        assert whole[-8:] not in left
        assert whole[-16:-8] not in left


@given(length=st.integers(36, 400), where=st.sampled_from(["{}", "é{}", "k={}&x=1", "\\n{}\\n", "_{}.", "“{}”"]))
def test_a_longer_tail_is_covered_too(length: int, where: str) -> None:
    """A token may grow in the future: the finding grows with it."""
    token = GITHUB + body(ALNUM, length)
    assert token in spans(where.format(token))


def test_every_occurrence_is_found() -> None:
    """The same secret three times is three findings."""
    token = GITHUB + body(ALNUM, 36)
    assert spans(f"{token} {token}\n{token}") == [token] * 3


@pytest.mark.parametrize(
    "text",
    [
        f"id {uuid_sample()}",
        f"commit {body(HEX, 40)}",
        f"sha256-{body('A-Za-z0-9+/', 43)}=",
        f"sha256:{body(HEX, 64)}",
        f'"integrity": "sha512-{body("A-Za-z0-9+/", 86)}=="',
        "api_key = <your-key>",
        "api_key: ****************",
        "export TOKEN=$GITHUB_TOKEN_V2",
        "token=${{ secrets.DEPLOY_TOKEN_2 }}",
        "password = os.environ['DB_PASSWORD_1']",
        "secret = get_secret('prod/db1')",
        "a task-notification about risk-management-strategies-of-2024",
        "max_tokens=4096, tokenizer='cl100k_base', token_count: 123456789012",
        "The password must have 8 characters and one digit.",
        "Basic authentication and Bearer tokens are described in RFC 6750.",
    ],
)
def test_look_alikes_are_left_alone(text: str) -> None:
    """Identifiers, hashes, placeholders, variables and prose hold no secret."""
    assert spans(text) == []


@pytest.mark.parametrize(
    ("alphabet", "least"),
    [(string.ascii_letters + string.digits, 0.97), ("0123456789abcdef", 0.99)],
    ids=["alnum", "hex"],
)
def test_random_values_are_kept(alphabet: str, least: float) -> None:
    """Of 5,000 values drawn at random, 24 characters long, the generic rule keeps nearly all."""
    draw = random.Random(11)
    kept = sum(random_value("".join(draw.choices(alphabet, k=24))) for _ in range(5000))
    assert kept / 5000 >= least


def test_entropy_rows_never_block() -> None:
    """What is found by its name and its randomness alone may be redacted, not used to refuse an answer."""
    from langchain_guard.detect.secrets import PATTERNS

    assert not [row.name for row in PATTERNS if row.kind in {"secret", "password"} and row.blockable]


LANGSMITH = [
    "sk-" + "ant-api03-" + body(URLSAFE, 60),
    "sk-" + "proj-" + body(URLSAFE, 60),
    "sk-" + body(ALNUM, 48),
    "lsv2_" + "pt_" + body(HEX, 32) + "_" + body(HEX, 10),
    GITHUB + body(ALNUM, 36),
    "github" + "_pat_" + body(ALNUM, 82),
    "glpat" + "-" + body(URLSAFE, 20),
    "AK" + "IA" + body("A-Z0-9", 16),
    "AI" + "za" + body(URLSAFE, 35),
    "ya29" + "." + body(URLSAFE, 40),
    "xoxb" + "-" + body("0-9", 12) + "-" + body(ALNUM, 24),
    "xapp" + "-1-" + body(ALNUM, 40),
    "https://hooks." + "slack.com/services/" + body(ALNUM, 40),
    "sk_" + "live_" + body(ALNUM, 24),
    "npm" + "_" + body(ALNUM, 36),
    "pypi-" + "AgEIcHlwaS5vcmc" + body(URLSAFE, 60),
    "SG" + "." + body(URLSAFE, 22) + "." + body(URLSAFE, 43),
    "ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiIxIn0." + body(URLSAFE, 43),
    "-----BEGIN " + "EC PRIVATE KEY-----\n" + body(ALNUM, 64) + "\n-----END " + "EC PRIVATE KEY-----",
]


@pytest.mark.parametrize("secret", LANGSMITH, ids=lambda secret: secret[:8].strip("-"))
def test_finds_all_that_langsmith_hides(secret: str) -> None:
    """Whatever LangSmith's anonymizer takes out of a trace, a scan finds, and no less of it."""
    text = f"value {secret} end"
    rest = create_secret_anonymizer()(text).split(SECRET_PLACEHOLDER)
    hidden = text[len(rest[0]) : len(text) - len(rest[-1])]
    assert hidden
    assert any(hidden in found for found in spans(text))


@pytest.mark.parametrize(
    "name",
    [
        "rf_RandomForestClassifierModel",
        "fw_firewallConfigurationManager",
        "app-applicationContextInitializer",
        "ak-automaticKeyRotationHandler",
        "live_streaming-configuration-of-the-summer-events",
        "b_very_long_name_of_a_column_in_a_generated_table",
    ],
)
def test_identifiers_are_no_keys(name: str) -> None:
    """What begins like a key of a provider and goes on in words is none."""
    assert not scan(f"use {name} here", kinds=["secrets"]).findings


@pytest.mark.parametrize(
    "form",
    [
        *(
            "password:\n  {}",
            "password: |\n    {}\n",
            "password: >-\n  {}",
            "Password:\n\n    {}",
            "密码：{}",
            "пароль: {}",
        ),
        *(
            "Senha: {}",
            "hasło: {}",
            "パスワード：{}",
            "Passwort für Anna: {}",
            "the password for bob is {}",
            "pass: {}",
        ),
        *("password is: {}", "your password will be `{}`", "user `bob` and password `{}`", "Password – {}"),
        *("Password (temporary): {}", "Password:\n```\n{}\n```", "**Your new password:**\n\n```text\n{}\n```"),
        *("\n|password|{}|", "<td>Password</td><td>{}</td>", "<tr><th>DB password</th>\n<td><code>{}</code></td></tr>"),
    ],
)
def test_passwords_are_found_as_answers_give_them(form: str) -> None:
    """In YAML, blocks of code, cells and sentences, in other languages: the whole of a password that is named."""
    password = "Tr0ub4" + "dor&3x"
    assert spans(form.format(password)) == [password]
