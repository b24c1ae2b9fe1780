"""Promises of the canary: every listed form is found, whole and streamed, and honest text is none."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard import scan
from langchain_guard.detect.canary import ALPHABET, HOLD, LETTERS, RUN, Canary, CanaryStream, canary_token
from langchain_guard.exceptions import ConfigError
from tests.bench.prose import english, foreign
from tests.canary_forms import FORMS, LATE_FORMS

KEY = b"key of the tests" * 2
CANARY = Canary(canary_token(KEY, "request"))


def streamed(canary: Canary, text: str, size: int) -> tuple[str, bool]:
    """What a stream releases of a text that comes in pieces, and whether it found the canary."""
    stream = CanaryStream(canary)
    out = "".join(stream.feed(text[start : start + size]) for start in range(0, len(text), size))
    return out + stream.close(), stream.leaked


def test_token_is_of_its_request() -> None:
    """The same key and request give the same token, any other pair another one; it has its alphabet and length."""
    pairs = [(key, str(request)) for key in (KEY, KEY[::-1]) for request in range(500)]
    tokens = {canary_token(*pair) for pair in pairs}
    assert len(tokens) == len(pairs)
    assert all(len(token) == LETTERS and set(token) <= set(ALPHABET) for token in tokens)
    assert canary_token(*pairs[0]) in tokens


def test_short_key_is_refused() -> None:
    """A key that could be guessed makes no tokens."""
    with pytest.raises(ConfigError, match="16 bytes"):
        canary_token(b"short", "request")


def test_repr_does_not_show_the_token() -> None:
    """Printing a canary gives nothing away."""
    assert CANARY.token not in repr(CANARY)


def test_tokens_are_no_findings() -> None:
    """No detector of the package takes a token for a secret or personal data."""
    assert not any(scan(f"The mark is {canary_token(KEY, str(n))}, keep it.") for n in range(300))


@pytest.mark.parametrize("form", [*FORMS, *LATE_FORMS])
def test_forms_are_found(form: str) -> None:
    """Each form is found in a whole text, for any token, between any words."""
    for number in range(8):
        canary = Canary(canary_token(KEY, str(number)))
        text = {**FORMS, **LATE_FORMS}[form](canary.token)
        assert canary.leaks(text)
        assert canary.leaks(f"Sure: {text} That is it.")
        assert not CANARY.leaks(text), "the token of another request is none of this one's"


@pytest.mark.parametrize("form", FORMS)
def test_streams_release_nothing_of_a_form(form: str) -> None:
    """However the text is cut: what comes before the leak may be released, nothing of the leak is."""
    for number in range(3):
        canary = Canary(canary_token(KEY, str(number)))
        text = FORMS[form](canary.token)
        # The first group of base64 may hold what stands before; a quarter stands behind other words.
        before = len(text) if form in {"base64", "URL", "Markdown image"} or " " in text.strip() else 4
        for size in (1, 2, 3, 7, 50, 5000):
            out, leaked = streamed(canary, f"Sure: {text} That is it.", size)
            assert leaked
            assert len(out) <= len("Sure: ") + before
            assert not any(canary.token[start : start + RUN] in out for start in range(LETTERS - RUN + 1))


JOINTS = " .,;:-_*~`'\"()[]{}/|\n\t\u200b\u00ad\u2060…"


@settings(max_examples=200)
@given(
    st.text(), st.integers(0, LETTERS - RUN), st.integers(RUN, LETTERS), st.text(JOINTS, max_size=3), st.integers(1, 9)
)
def test_streams_find_what_whole_texts_hold(around: str, first: int, length: int, joint: str, size: int) -> None:
    """Any part of eight letters or more, in any joints, is found in the whole and in every way to cut it."""
    part = CANARY.token[first : first + length]
    text = f"{around}.{joint.join(part)}.{around}"
    assert CANARY.leaks(text)
    assert streamed(CANARY, text, size)[1]


@settings(max_examples=200)
@given(st.lists(st.one_of(st.text(), st.sampled_from([*ALPHABET, "%7", "&#10", "\\u00", "<b", CANARY.token[:7]]))))
def test_without_a_leak_all_comes_out(pieces: list[str]) -> None:
    """What holds no canary passes as it is, and no more than the cap is ever held back."""
    stream, given, out = CanaryStream(CANARY), "", ""
    if CANARY.leaks("".join(pieces)):
        return
    for piece in pieces:
        given += piece
        out += stream.feed(piece)
        assert len(given) - len(out) <= HOLD + 1
    assert out + stream.close() == given
    assert not stream.leaked


def test_a_long_run_does_not_wait_for_ever() -> None:
    """A stream holds back at most its cap, whatever comes."""
    stream = CanaryStream(CANARY)
    released = stream.feed(CANARY.token[:5] + " " * 5000)
    assert len(CANARY.token[:5] + " " * 5000) - len(released) <= HOLD


def test_a_leaked_stream_stays_silent() -> None:
    """After a leak nothing is released any more, the rest is dropped."""
    stream = CanaryStream(CANARY)
    assert stream.feed(CANARY.token) == ""
    assert stream.feed("harmless") == ""
    assert stream.close() == ""
    assert stream.leaked


def test_honest_texts_are_none() -> None:
    """Prose in twelve languages, numbers, base64 and hexadecimal dumps are no leak of any of many requests."""
    pick = random.Random(5)
    texts = [english(3000, seed) for seed in range(5)] + [foreign(3000, seed) for seed in range(5)]
    texts += ["".join(pick.choice(letters) for _ in range(3000)) for letters in
              (string.hexdigits, string.digits, string.ascii_letters + string.digits, "01", ALPHABET)]  # fmt: skip
    for number in range(30):
        canary = Canary(canary_token(KEY, f"honest {number}"))
        assert not any(canary.leaks(text) for text in texts)
