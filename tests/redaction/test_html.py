"""`html="clean"`: a whole answer as safe HTML, in streams as in whole texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard import RedactionPolicy, StreamRedactor, redact
from langchain_guard.detect.links import LinkPolicy
from langchain_guard.detect.markup import MAX_TAGS
from langchain_guard.exceptions import ConfigError, InputTooLarge, OutputBlocked
from tests.detect.vectors import FRAGMENTS
from tests.rendered import live

HOSTS = ("ok.example",)
POLICIES = {
    mode: (RedactionPolicy(links=mode, allowed_hosts=HOSTS, html="clean"), LinkPolicy(mode, HOSTS))
    for mode in ("balanced", "strict")
}
MARKUP = [
    "<p>",
    "</b>",
    '<b title="',
    '">',
    "<!--",
    "-->",
    "a@b.co",
    "&",
    "&lt;",
    "jane",
    "<x>",
    "@example.com",
    "\ud800",
]


@pytest.mark.parametrize("mode", POLICIES)
@settings(max_examples=200, deadline=None)
@given(
    text=st.lists(st.sampled_from([*FRAGMENTS, *MARKUP]) | st.text(max_size=3), max_size=12).map("".join),
    size=st.integers(1, 7),
)
def test_nothing_is_alive(mode: str, text: str, size: int) -> None:
    """Whatever is composed, no page finds anything alive in it, and the stream is the whole, given at its end."""
    policy, links = POLICIES[mode]
    clean = policy.apply(text).text
    assert live(clean, links, markdown=False) == []
    redactor = StreamRedactor(policy)
    assert not "".join(redactor.feed(text[start : start + size]) for start in range(0, len(text), size))
    assert redactor.close() == clean
    assert redactor.findings == policy.apply(text).findings


def test_what_passes_and_what_is_escaped() -> None:
    """Listed elements stay, unknown ones and comments go, what is no markup is escaped, and targets are judged."""
    text = '<p>1 < 2 & <custom>3</custom><!-- 4 --> <a href="https://ok.example/">a</a><a href="//evil.example">b</a>'
    expected = '<p>1 &lt; 2 &amp; 3 <a href="https://ok.example/" rel="noopener noreferrer nofollow">a</a>'
    clean = redact(text, html="clean", links="strict", allowed_hosts=HOSTS)
    assert clean.startswith(expected)
    assert "evil" not in clean
    assert redact(text, allowed_hosts=HOSTS, html="judge") == redact(text, allowed_hosts=HOSTS)


@pytest.mark.parametrize(
    "text", ["jane<x>@example.com", "jane<!-- -->@example.com", "<p>ja<custom/>ne@example.com</p>"]
)
def test_what_goes_joins_no_value(text: str) -> None:
    """A value that a comment or an unknown tag held asunder is redacted, or refused, when it has come together."""
    assert "[REDACTED_EMAIL]" in redact(text, html="clean")
    with pytest.raises(OutputBlocked):
        redact(text, html="clean", strategy="block")


def test_it_takes_no_more_than_it_says() -> None:
    """A text that is held back is refused beyond `max_chars`, whole and streamed, and one of too many tags is."""
    policy = RedactionPolicy(html="clean", max_chars=10)
    with pytest.raises(InputTooLarge, match="max_chars"):
        policy.apply("x" * 11)
    redactor = StreamRedactor(policy)
    assert redactor.feed("x" * 10) == ""
    with pytest.raises(InputTooLarge, match="max_chars"):
        redactor.feed("x")
    with pytest.raises(InputTooLarge, match="tags"):
        redact("<p>" * (MAX_TAGS + 1), html="clean")


def test_another_word_is_refused() -> None:
    """A misspelt option names what is allowed."""
    with pytest.raises(ConfigError, match="judge or clean"):
        redact("x", html="claen")
