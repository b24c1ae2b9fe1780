"""The canonical view: idempotent, mappable back, and the same whether the text comes whole or in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard import redact
from langchain_guard.text.normalize import INVISIBLE_RUN, fold
from langchain_guard.text.sentences import LONGEST_SENTENCE, sentence_end
from tests.fragments import FRAGMENTS

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_folding_is_idempotent_and_leads_back(text: str) -> None:
    """Folding twice is folding once, and every character of the view comes from a place in the text, in order."""
    view = fold(text)
    assert fold(view.text).text == view.text
    assert len(view.starts) == len(view.text)
    assert view.starts == sorted(view.starts)
    assert all(0 <= start < len(text) for start in view.starts)
    for place, start in enumerate(view.starts):
        first, last = view.original(place, place + 1)
        assert (first, last) == (start, start + 1)


@settings(max_examples=400, deadline=None)
@given(texts, st.data())
def test_view_of_pieces_is_pieces_of_the_view(text: str, data: st.DataObject) -> None:
    """The view of a text is the view of its beginning followed by the view of the rest."""
    cut = data.draw(st.integers(0, len(text)))
    first = fold(text[:cut])
    second = fold(text[cut:], first.run)
    assert first.text + second.text == fold(text).text


def test_long_invisible_runs_separate() -> None:
    """A run of invisible characters beyond the limit is no joint any more, so it cannot hold a stream back for ever."""
    assert "\ufffc" not in fold("1" + "\u200b" * INVISIBLE_RUN + "1").text
    assert "\ufffc" in fold("1" + "\u200b" * (INVISIBLE_RUN + 1) + "1").text


@pytest.mark.parametrize(
    "card",
    [
        "４１１１ １１１１ １１１１ １１１１",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111–1111–1111–1111",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏",
    ],
)
def test_disguised_card(card: str) -> None:
    """A card number in another dress is redacted, and exactly its span."""
    assert redact(f"Zahlung «{card}» ok") == "Zahlung «[REDACTED_CREDIT_CARD]» ok"


@pytest.mark.parametrize("name", ["pаssword: ", "p\u200bassword: ", "ｐａｓｓｗｏｒｄ: ", "𝗉𝖺𝗌𝗌𝗐𝗈𝗋𝖽: "])
def test_a_disguised_name_gives_its_value_away(name: str) -> None:
    """A value that only its name tells is found although the name is in another dress."""
    value = "Tr0ub4" + "dor&3x"
    assert redact(name + value).endswith("[REDACTED_PASSWORD]")


@pytest.mark.parametrize(
    ("text", "final", "end"),
    [
        ("One. Two", False, 4),
        ("One", False, None),
        ("One", True, 3),
        ("One\nTwo", False, 4),
        ("3.14 is", False, None),
        ('He said "no." Then', False, 13),
        ("x" * (LONGEST_SENTENCE + 1), False, LONGEST_SENTENCE),
        ("x " * LONGEST_SENTENCE, False, LONGEST_SENTENCE - 2),
    ],
)
def test_sentences(text: str, final: bool, end: int | None) -> None:
    """A sentence ends at a stop before white space, at a line's end, or at the limit; it waits for what follows."""
    assert sentence_end(text, 0, final=final) == end
