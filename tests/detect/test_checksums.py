"""Validators against independent implementations, and numbers beside letters of any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_guard import scan
from langchain_guard.detect import checksums


def luhn(digits: str) -> bool:
    """The textbook algorithm (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@given(st.from_regex(r"\A4[0-9]{15}\Z") | st.from_regex(r"\A5[1-5][0-9]{14}\Z") | st.from_regex(r"\A3[47][0-9]{13}\Z"))
def test_cards_agree_with_the_textbook(digits: str) -> None:
    """Within the brand ranges a number counts exactly when its Luhn digit is right."""
    shorter = digits.startswith("4") and luhn(digits[:13])
    assert (checksums.brand_and_luhn(digits) == len(digits)) == luhn(digits)
    assert checksums.brand_and_luhn(digits) in ({0, len(digits)} | ({13} if shorter else set()))


@given(st.from_regex(r"\A[0-9]{18}\Z"))
def test_ibans_agree_with_the_textbook(account: str) -> None:
    """A German account number with check digits computed by ISO 13616 counts, with any others it does not."""
    number = int(account + "131400")  # DE00 behind it, letters as numbers
    check = 98 - number % 97
    assert checksums.international_account(f"DE{check:02}{account}") == 22
    assert checksums.international_account(f"DE{(check + 1) % 100:02}{account}") == 0


@given(st.binary(min_size=20, max_size=20), st.sampled_from([0, 5, 48]))
def test_base58_addresses_need_their_checksum(payload: bytes, version: int) -> None:
    """An address encoded from scratch counts, with its last character changed it does not."""
    import hashlib

    raw = bytes([version]) + payload
    raw += hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    text = "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text
    assert checksums.base58_address(text)
    assert not checksums.base58_address(text[:-1] + ("2" if text[-1] == "1" else "1"))


VALUES = ["4111 1111 1111 1111", "DE89370400440532013000", "192.168.7.9", "536-90-4399", "bob@example.com"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("left", ["“", "«", "¿", "—", "、", "\u00a0", "(", "\n"])
@pytest.mark.parametrize("right", ["”", "»", "。", "—", "،", "\u00a0", ")", "\n"])
def test_punctuation_of_any_script_bounds_a_value(left: str, value: str, right: str) -> None:
    """Quotes, dashes, full stops and spaces of other scripts end a value; the span is exact."""
    text = f"x {left}{value}{right} y"
    assert [text[f.start : f.end] for f in scan(text).findings] == [value]


@pytest.mark.parametrize("value", VALUES[:4])
@pytest.mark.parametrize("letter", ["é", "ж", "א", "अ", "x"])
def test_letters_of_scripts_with_spaces_continue_a_word(value: str, letter: str) -> None:
    """Digits in the middle of a longer word are no number; where no spaces stand between words nobody can tell."""
    assert scan(f"{letter}{value}").findings == ()
    assert scan(f"{value}{letter}").findings == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("card ４１１１ １１１１ １１１１ １１１１!", "４１１１ １１１１ １１１１ １１１１"),
        ("card 4111\u200b1111\u200b1111\u200b1111!", "4111\u200b1111\u200b1111\u200b1111"),
        ("ssn 536\u2011\u200b90\u20114399.", "536\u2011\u200b90\u20114399"),
    ],
)
def test_disguised_digits_are_found(text: str, value: str) -> None:
    """Full-width digits, zero-width joints and other hyphens change nothing; the original span is given."""
    assert [text[f.start : f.end] for f in scan(text, kinds=["credit_card", "us_ssn"]).findings] == [value]
