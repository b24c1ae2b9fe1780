"""The options of `scan`, as a user would try them: what works in one line, and errors that say what is wrong."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any

import pytest
from pydantic import SecretStr

from langchain_guard import Finding, Pattern, RedactionPolicy, StreamRedactor, redact, scan
from langchain_guard.exceptions import ConfigError, GuardUnavailable

TEXT = "Jane (jane@example.com) has card 4111 1111 1111 1111, not 4111 1111 1111 1112; see E-123456"


class _Beyond:
    name = "beyond"

    def detect(self, text: str) -> list[Finding]:
        return [Finding(0, len(text) + 1, "x", "custom.beyond")]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"kinds": "email"}, "kinds takes a sequence"),
        ({"allow_list": "jane@example.com"}, "allow_list takes a sequence"),
        ({"allow_patterns": ".*@example.com"}, "allow_patterns takes a sequence"),
        ({"locales": "de"}, "locales takes a sequence"),
        ({"extra": r"E-[0-9]{6}"}, "extra takes a sequence"),
        ({"extra": Pattern("employee_id", r"E-[0-9]{6}")}, "extra takes a sequence, not one Pattern"),
        ({"score_threshold": 7}, "from 0 to 1"),
        ({"locales": ["xx"]}, "unknown locales"),
        ({"kinds": ["emial"]}, "did you mean 'email'"),
        ({"kinds": ["DATE_TIME"]}, "'DATE_TIME': no rule looks for that, `langchain-guard rules` lists all"),
        ({"kinds": ["MEDICAL_LICENSE"]}, "no rule looks for that"),
        ({"kinds": ["injection"]}, "found by InputGuardRunnable"),
        ({"kinds": ["api_key"]}, "keys are named by who gives them, as in 'openai_key'"),
        ({"kinds": ["PERSON"]}, "'PERSON' needs a detector: give extra="),
        ({"kinds": ["location"], "extra": [r"E-[0-9]{6}"]}, "'location' needs a detector"),
        ({"extra": [3]}, "not int"),
        ({"extra": [_Beyond()]}, "'beyond' reported the span"),
        ({"extra": [lambda text: [{"type": "x", "start": -1, "end": len(text)}]]}, "reported the span"),
        ({"extra": [lambda _: [{"start": 0}]]}, "must return findings"),
    ],
)
def test_errors_say_what_is_wrong(options: dict[str, Any], reason: str) -> None:
    """A mistake is an error at once, never a scan that looks for something else."""
    with pytest.raises(ConfigError, match=reason) as caught:
        scan(TEXT, **options)
    assert "jane" not in str(caught.value)


def _quoting(text: str) -> list[Any]:
    raise ValueError("cannot read " + text)


class _Quoting:
    name = "quoting"

    def detect(self, text: str) -> Any:
        yield Finding(0, 4, "person", "custom.quoting")
        raise KeyError(text)


@pytest.mark.parametrize(
    ("detector", "failure"),
    [(_quoting, "'_quoting' failed .ValueError"), (_Quoting(), "'quoting' failed .KeyError"), (len, "'len' failed")],
)
def test_a_detector_that_fails_is_named_and_not_quoted(detector: Any, failure: str) -> None:
    """What a user's detector raises never comes out: it may hold the text. The call does not happen."""
    for call in (scan, redact, lambda text, extra: list(StreamRedactor(RedactionPolicy(extra=extra)).feed(text))):
        with pytest.raises(GuardUnavailable, match=failure) as caught:
            call(TEXT + ". And so on.", extra=[detector])
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
        assert "jane" not in str(caught.value)


def test_text_must_be_text() -> None:
    """Anything but a string is refused by name."""
    with pytest.raises(TypeError, match="scan takes a str, not bytes"):
        scan(b"jane@example.com")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="redact takes a str, not NoneType"):
        redact(None)  # type: ignore[arg-type]


def test_redact_shows_the_options_of_a_policy() -> None:
    """All of them by name with the same defaults, for whoever reads the signature, and each is handed on."""
    shown = inspect.signature(redact).parameters.values()
    options = {one.name: one.default for one in shown if one.kind is one.KEYWORD_ONLY}
    assert options == {field.name: field.default for field in fields(RedactionPolicy)}
    assert redact(TEXT, kinds=iter(["email"]), strategies={"email": "remove"}) == TEXT.replace("jane@example.com", "")
    with pytest.raises(ConfigError, match="kinds takes a sequence"):
        redact(TEXT, kinds="email")


@pytest.mark.parametrize(
    "extra",
    [Pattern("custom", r"E-[0-9]{6}"), r"E-[0-9]{6}", lambda text: [{"type": "custom", "start": 84, "end": 91}]],
)
def test_own_rules_are_one_line(extra: Any) -> None:
    """A pattern, a plain expression and a LangChain-style detector are each one argument."""
    assert scan(TEXT + ".", extra=[extra], kinds=["email"]).counts == {"custom": 1, "email": 1}


def test_reasons_name_the_check() -> None:
    """An explanation says which check refused a candidate and what was allow-listed, without the value."""
    reasons = {
        (found.rule, found.reason)
        for found in scan(TEXT, explain=True, allow_list=["JANE@example.com"], locales=["US"]).explanations
    }
    assert ("pii.credit_card", "brand and luhn failed") in reasons
    assert ("pii.email", "allow-listed") in reasons
    assert ("pii.us_ssn", "ssn failed") in {
        (found.rule, found.reason) for found in scan("666-12-3456", explain=True).explanations
    }
    assert "aadhaar failed" in {found.reason for found in scan("2341 2341 2347", explain=True).explanations}


def test_a_key_for_hashes_may_be_text_or_bytes_and_is_never_shown() -> None:
    """A string, bytes and a secret are the same key, and no `repr` has it."""
    key = "hush" * 4
    policies = [RedactionPolicy(strategy="hash", hash_key=one) for one in (key, key.encode(), SecretStr(key))]
    assert len({policy.apply("jane@example.com").text for policy in policies}) == 1
    assert "_hash:" in policies[0].apply("jane@example.com").text
    assert not any("hush" in repr(policy) for policy in policies)


def test_a_policy_refuses_the_same() -> None:
    """The same mistakes are refused when a policy is made."""
    with pytest.raises(ConfigError, match="unknown locales"):
        _ = RedactionPolicy(locales=("xx",))
    with pytest.raises(ConfigError, match="from 0 to 1"):
        _ = RedactionPolicy(score_threshold=7)
    with pytest.raises(ConfigError, match="'PERSON' needs a detector"):
        _ = RedactionPolicy(strategies=(("PERSON", "block"),))


def test_names_may_be_asked_for_where_a_detector_finds_them() -> None:
    """With a detector, kinds and strategies take the names of people and places in either habit."""

    def names(text: str) -> list[Finding]:
        return [Finding(0, 4, "person", "custom.names")] if text.startswith("Jane") else []

    assert scan(TEXT, kinds=["PERSON"], extra=[names]).counts == {"person": 1}
    policy = RedactionPolicy(kinds=("person",), extra=(names,), strategies=(("PERSON", "remove"),))
    assert policy.apply("Jane left.").text == " left."


@pytest.mark.parametrize("side", ["left", "right"])
def test_what_may_stand_beside_a_match_is_checked_when_it_is_written(side: str) -> None:
    """The error names the pattern; at the first scan nobody would know which one it is."""
    with pytest.raises(ConfigError, match="pattern 'badge'"):
        Pattern("badge", r"E-[0-9]{6}", **{side: "z-a"})
