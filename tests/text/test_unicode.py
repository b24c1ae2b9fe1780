"""The Unicode tables hold what the running Python and the UCD know."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard.text import unicode

VISIBLE_FORMAT = regex.compile(
    # format characters that are drawn: Arabic number signs, Syriac and Kaithi marks, hieroglyph joiners, interlinear
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f\ufff9-\ufffb]"
)


def test_table_is_the_property() -> None:
    """The default-ignorable table is exactly the Unicode property, all 4,174 of it."""
    has_property = regex.compile(r"\p{Default_Ignorable_Code_Point}").fullmatch
    assert unicode.default_ignorable() == {chr(p) for p in range(0x110000) if has_property(chr(p))}
    assert len(unicode.default_ignorable()) == 4174


def test_python_does_not_outgrow_the_table() -> None:
    """A newer Unicode in Python with a new invisible format character or digit fails here, not in production."""
    folded = unicode.fold_table()
    for character in map(chr, range(0x80, 0x110000)):
        if unicodedata.category(character) == "Cf" and not VISIBLE_FORMAT.fullmatch(character):
            assert character in unicode.default_ignorable(), f"U+{ord(character):04X} is new: regenerate the tables"
        if (value := unicodedata.decimal(character, None)) is not None:
            assert folded[ord(character)] == str(value), f"U+{ord(character):04X} is new: regenerate the tables"


def test_values_are_not_keys() -> None:
    """No folded value folds further, so folding once is folding for good."""
    table = unicode.fold_table()
    assert [hex(point) for point, value in table.items() if value.translate(table) != value] == []


@settings(max_examples=300)
@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    """Folding a folded text changes nothing."""
    table = unicode.fold_table()
    once = text.translate(table)
    assert once.translate(table) == once


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_stands_for_itself(text: str) -> None:
    """ASCII text is its own canonical view."""
    assert text.translate(unicode.fold_table()) == text


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("\uff29\uff47\uff4e\uff4f\uff52\uff45", "Ignore"),
        ("p\u0430yp\u0430l", "paypal"),
        ("\u0399\u0261n\u03bfre", "Ignore"),
        ("\U0001d422\U0001d420\U0001d427\U0001d428\U0001d42b\U0001d41e", "ignore"),
        ("\u24d8\u24d6\u24dd\u24de\u24e1\u24d4", "ignore"),
        ("\U0001f150\U0001f171\U0001f1e8", "ABC"),
        ("\u0663\u06f4\u096b\uff16\U0001d7d5", "34567"),
        ("4111\u20114111\u00a04111\u2009", "4111-4111 4111 "),
        ("i\u200bg\u2060n\u00ado\U000e0041re\ufe0f", "ignore"),
        ("\u13df\u13aa\u13a2", "CAT"),
        ("user\uff20example\u3002com", "user@example.com"),
    ],
)
def test_disguises(disguised: str, plain: str) -> None:
    """Full-width, mathematical, circled, Cyrillic, Greek and Cherokee letters fold to what they imitate."""
    assert disguised.translate(unicode.fold_table()) == plain


@pytest.mark.parametrize(
    "text", ["سلام دنیا", "שלום", "नमस्ते", "สวัสดี", "日本語の文章ー", "한국어", "Straße, þing"]
)  # fmt: skip
def test_scripts_that_imitate_nothing_stay(text: str) -> None:
    """Words of scripts that no one takes for Latin fold to themselves."""
    assert text.translate(unicode.fold_table()) == text
