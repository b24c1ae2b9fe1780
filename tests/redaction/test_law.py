"""The streaming law: what streams out equals what whole-text redaction gives, however the text is cut."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from langchain_guard import GuardUnavailable, Pattern, RedactionPolicy, StreamRedactor
from tests.fragments import FRAGMENTS


def _luhn(value: str) -> bool:
    digits = [int(character) for character in reversed(value) if character.isdecimal()]
    return sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)) % 10 == 0


def _without_zeros(value: str) -> bool | int:
    return len(value) - 2 if value.endswith("00") else True


def _find_world(sentence: str) -> list[dict[str, object]]:
    start = sentence.find("world")
    return [{"type": "word", "start": start, "end": start + 5}] if start >= 0 else []


OWN_PATTERNS = (
    Pattern("x.card", r"[0-9]{4}(?:[ -]?[0-9]{4}){3}", validator=_luhn),
    Pattern("x.phone_like", r"\+?[0-9]{3}[-. ]?[0-9]{3}[-. ]?[0-9]{4}", validator=_without_zeros),
    Pattern("x.number", r"[0-9]{3}-[0-9]{2}-[0-9]{4}"),
    Pattern("x.password", r"(?i:passw(?:or)?d)\s{0,2}[:=]\s{0,2}(?P<value>[^\s]{4,40})"),
    Pattern("x.key", r"sk-[A-Za-z0-9]{8,}", max_len=30),
    Pattern("x.block", r"-----BEGIN KEY-----(?s:.)*?(?:-----END KEY-----|\z)", max_len=60),
    Pattern("x.code", r"[A-Z]{6}[A-Z0-9]{2}", context=("bic", "swift"), context_window=12),
    Pattern("x.tag", r"<b(?s:[^>]{0,20})>", left="", right="", rewrite=lambda text: text[2:-1]),
    r"ZZ+Y",
)

POLICIES = {
    "defaults": RedactionPolicy(),
    "own patterns": RedactionPolicy(extra=OWN_PATTERNS),
    "strategies": RedactionPolicy(
        extra=OWN_PATTERNS,
        strategies={"number": "flag", "card": "remove", "email": "mask"},
        allow_list=["a@b.co.uk"],
        allow_patterns=[r"555-.*"],
    ),
    "detector function": RedactionPolicy(extra=(*OWN_PATTERNS, _find_world)),
    "only flagged": RedactionPolicy(extra=OWN_PATTERNS, strategy="flag"),
}

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join)


def cut(text: str, sizes: list[int]) -> list[str]:
    """Cut a text into chunks of these sizes, over and over."""
    chunks: list[str] = []
    place = turn = 0
    while place < len(text):
        size = sizes[turn % len(sizes)]
        chunks.append(text[place : place + size])
        place, turn = place + size, turn + 1
    return chunks


def check(policy: RedactionPolicy, text: str, chunks: list[str]) -> None:
    """The law, for the text and for the findings."""
    whole = policy.apply(text)
    redactor = StreamRedactor(policy)
    streamed = "".join([redactor.feed(chunk) for chunk in chunks]) + redactor.close()
    assert streamed == whole.text
    assert redactor.findings == whole.findings


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=400, deadline=None)
@given(text=texts, sizes=st.lists(st.integers(1, 6), min_size=1, max_size=8))
@example(text="a@b.co" + "\u200b" * 40 + "12", sizes=[1])
@example(text="4111 1111 1111 1111\u200b2001:db8::1" + "\u200b" * 40 + "x", sizes=[1])
@example(text="４１１１ 1111\u200b 1111 1111", sizes=[3, 1])
@example(text="Àjohn.doe@example.com“", sizes=[1])
@example(text="\ud800555-123-4567\udfff", sizes=[2])
def test_law(name: str, text: str, sizes: list[int]) -> None:
    """Chunks of one to six characters, over texts made of whole, half and hostile values, change nothing."""
    check(POLICIES[name], text, cut(text, sizes))


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(texts, min_size=1, max_size=5), size=st.integers(1, 6))
def test_the_parts_of_a_text_are_told_apart(parts: list[str], size: int) -> None:
    """However it is cut: they are redacted as one text, what has no finding stays in its part, and so does what has."""
    policy = POLICIES["own patterns"]
    redactor, released = StreamRedactor(policy), [""] * len(parts)
    for at, part in enumerate(parts):
        if at:
            redactor.cut()
        for piece in cut(part, [size]):
            for before, text in enumerate(reversed(redactor.advance(piece))):
                released[at - before] += text
    for before, text in enumerate(reversed(redactor.advance("", final=True))):
        released[len(parts) - 1 - before] += text
    whole = policy.apply("".join(parts))
    assert "".join(released) == whole.text
    begin = 0
    for part, text in zip(parts, released, strict=True):
        touching = [one for one in whole.findings if one.start < begin + len(part) and begin < one.end]
        assert touching or text == part
        begin += len(part)


@pytest.mark.parametrize(
    "text",
    ["a@b.co 555-1", "sk-abcd1234.", "<b a@b.co>x4", "４1\u200b1-11-111", r"\u003eZZZY.", "é __ZZZY.", "\x1b[31mZZY"],
)
def test_every_split(text: str) -> None:
    """All 2^(n-1) ways to cut a short text give the same."""
    policy = POLICIES["own patterns"]
    for cuts in product((False, True), repeat=len(text) - 1):
        places = [0, *(place for place, here in enumerate(cuts, 1) if here), len(text)]
        check(policy, text, [text[first:last] for first, last in pairwise(places)])


def test_text_without_findings_is_untouched() -> None:
    """Emoji, Persian, Hindi and code come back byte-identical."""
    text = "👩‍👩‍👧 می‌خواهم क्षत्रिय def f(x): return x ** 2  # ½ café\n"
    assert RedactionPolicy().apply(text).text == text


def test_a_closed_redactor_takes_no_more() -> None:
    """Each text has a redactor of its own: text after the end is refused, the end itself may come twice."""
    redactor = StreamRedactor()
    assert redactor.feed("a") + redactor.close() + redactor.close() == "a"
    with pytest.raises(GuardUnavailable, match="use a new one for each text"):
        redactor.feed("b")
