"""Requests are validated, cleaned, and never quoted in errors."""

from __future__ import annotations

import json
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError, create_model

from langchain_guard.exceptions import ConfigError
from langchain_guard.requests import ChatMessage, ChatRequest, clean_text
from langchain_guard.settings import GuardSettings

CANARY = "canary-" + "7f3a" * 4


def request(**changes: object) -> ChatRequest:
    """A valid request, but for the changes."""
    return ChatRequest.model_validate({"messages": [{"role": "user", "content": "Hi"}], **changes})


def test_content_is_cleaned() -> None:
    """Null bytes go, runs of white space are limited to 10, both ends are stripped."""
    assert ChatMessage(role="user", content="\0 a\0b" + "\n" * 40 + "c\t").content == "ab" + "\n" * 10 + "c"


def test_a_run_interrupted_by_null_bytes_is_one_run() -> None:
    """Null bytes cannot hide a long run of white space."""
    assert clean_text("a" + " \0" * 500 + "b", max_run=10) == "a" + " " * 10 + "b"


@given(st.text(alphabet=st.sampled_from("ab \n\t\0\u00a0\u3000é")), st.integers(1, 5), st.booleans())
def test_cleaning_is_idempotent_and_touches_nothing_else(text: str, run: int, strip: bool) -> None:
    """Cleaning twice changes nothing more; the visible characters stay, in order; no long run is left."""
    clean = clean_text(text, max_run=run, strip=strip)
    assert clean_text(clean, max_run=run, strip=strip) == clean
    assert clean.split() == text.replace("\0", "").split()
    longest = max((len(part) for part in "".join(" " if c.isspace() else "x" for c in clean).split("x")), default=0)
    assert longest <= run


def test_text_without_anything_to_clean_is_the_same_object() -> None:
    """Indentation of pasted code and ordinary text pass untouched."""
    text = "def f():\n        return {\n            1: 2,\n        }\n" * 50
    assert clean_text(text, max_run=200, strip=False) is text


@pytest.mark.parametrize("run", [0, -1])
def test_a_run_of_no_length_is_refused(run: int) -> None:
    """A limit that no white space can keep is a mistake of the caller's, and says so."""
    with pytest.raises(ConfigError, match="max_run is at least 1"):
        clean_text("a  b", max_run=run)


@pytest.mark.parametrize("content", ["", " \n\0 ", "x" * 32_001, "\ud800", 5, None, b"x", ["x"]])
def test_unusable_content_is_refused(content: object) -> None:
    """Empty, oversize, not encodable, or not text: refused."""
    with pytest.raises(ValidationError):
        ChatMessage.model_validate({"role": "user", "content": content})


def test_longest_content_is_accepted() -> None:
    """The limit itself is inside."""
    assert len(ChatMessage(role="user", content="x" * 32_000).content) == 32_000


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": []},
        {"messages": [{"role": "user", "content": "x"}] * 101},
        {"messages": [{"role": "root", "content": "x"}]},
        {"temperature": -0.1},
        {"temperature": 2.1},
        {"temperature": float("nan")},
        {"temperature": "1"},
        {"max_tokens": 0},
        {"max_tokens": 4097},
        {"max_tokens": True},
        {"max_tokens": "12"},
        {"max_tokens": 1.0},
        {"surprise": 1},
    ],
)
def test_parameters_outside_their_range_are_refused(changes: dict[str, object]) -> None:
    """Each parameter has bounds, and there are no unknown ones."""
    with pytest.raises(ValidationError):
        request(**changes)


def test_parameters_inside_their_range_are_accepted() -> None:
    """The bounds themselves are inside; defaults are bounded."""
    assert request(temperature=2, max_tokens=4096).temperature == 2
    assert (request().temperature, request().max_tokens) == (None, 4096)


@pytest.mark.parametrize(
    "data",
    [
        {"messages": [{"role": CANARY, "content": "x"}]},
        {"messages": [{"role": "user", "content": CANARY * 2000}]},
        {"messages": [{"role": "user", "content": [CANARY]}]},
        {"messages": CANARY},
        {"messages": [{"role": "user", "content": "x", CANARY: 1}]},
        {"messages": [{"role": "user", "content": "x"}], "model": CANARY},
        {"messages": [{"role": "user", "content": "x"}], "max_tokens": CANARY},
        {"messages": [{"role": "user", "content": CANARY + "\ud800"}]},
        {CANARY: 1},
        CANARY,
    ],
)
def test_no_error_quotes_the_input(data: object) -> None:
    """Neither the message, nor `errors()`, nor its JSON, nor the traceback holds what was sent."""
    limited = ChatRequest.limited(GuardSettings(_env_file=None, allowed_models=("small",)))
    Limited = create_model("Limited", request=(limited, ...))
    for validate, value in (
        (limited.model_validate, data),
        (TypeAdapter(limited).validate_python, data),
        (Limited.model_validate, {"request": data}),
    ):
        with pytest.raises(ValidationError) as caught:
            validate(value)
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert CANARY not in told + repr(caught.value.errors()) + caught.value.json()


def test_no_error_quotes_what_is_no_json() -> None:
    """A body that is cut off or broken is not quoted, and one of a wrong form neither; a good one is taken."""
    limited = ChatRequest.limited(GuardSettings(_env_file=None))
    for kind in (ChatRequest, limited, ChatMessage):
        for body in (f'{{"role": "{CANARY}', json.dumps({"messages": [{"role": CANARY, "content": CANARY}]}).encode()):
            with pytest.raises(ValidationError) as caught:
                kind.model_validate_json(body)
            told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert CANARY not in told + repr(caught.value.errors()) + caught.value.json()
    assert ChatMessage.model_validate_json('{"role": "user", "content": " Hi "}', strict=True).content == "Hi"


def test_limits_come_from_settings() -> None:
    """A deployment narrows or widens every limit, and the JSON schema shows it."""
    settings = GuardSettings(
        _env_file=None,
        max_messages=2,
        max_message_chars=40_000,
        allowed_models=("small", "large"),
        max_tokens=10_000,
        temperature_max=1,
        whitespace_run=2,
    )
    limited = ChatRequest.limited(settings)
    one = {"role": "user", "content": "a" + " " * 9 + "b" + "x" * 39_000}
    accepted = limited.model_validate({"messages": [one], "model": "small", "max_tokens": 10_000})
    assert accepted.messages[0].content.startswith("a  bx")
    for bad in ({"messages": [one] * 3}, {"model": "other"}, {"temperature": 1.5}, {"max_tokens": 10_001}):
        with pytest.raises(ValidationError):
            limited.model_validate({"messages": [one], **bad})
    schema = json.dumps(limited.model_json_schema())
    assert '"maxItems": 2' in schema
    assert '"maxLength": 40000' in schema


def test_requests_are_frozen_and_do_not_share_input() -> None:
    """A validated request cannot be changed by assignment, nor the input by validation."""
    data = {"messages": [{"role": "user", "content": " Hi\0 "}]}
    parsed = ChatRequest.model_validate(data)
    assert data == {"messages": [{"role": "user", "content": " Hi\0 "}]}
    with pytest.raises(ValidationError):
        parsed.max_tokens = 1  # type: ignore[misc]


def test_limits_come_from_nothing_else() -> None:
    """What is none is refused by name."""
    with pytest.raises(ConfigError, match=r"settings takes GuardSettings\(\.\.\.\), not str"):
        ChatRequest.limited("strict")  # type: ignore[arg-type]
