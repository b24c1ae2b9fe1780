"""Telephone numbers: rows that propose them, and validators on the numbering plans that `phonenumbers` ships.

The library's own `parse` costs some 50 microseconds, enough for a hostile text full of numbers to slow a scan down, so
its metadata is read instead: which country codes exist, how long their national numbers may be, and for the regions of
the setting the pattern of a national number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from langchain_guard.detect.checksums import FURTHER_COLUMNS, begins_row, digit_ends
from langchain_guard.exceptions import ConfigError
from langchain_guard.text.pattern import WORD, Pattern

DEFAULT_REGIONS = ("US", "CA", "GB", "IE", "AU", "NZ", "DE", "AT", "CH", "FR", "BE", "NL", "IT", "ES", "SE", "IN", "ZA")
"""Regions whose national formats are recognised without a word such as `phone` beside them."""

_EXTENSION_ADDED = r"[ ,;]{0,2}(?i:x|ext\.?|extension) ?\d{1,6}"
_EXTENSION = rf"(?:{_EXTENSION_ADDED})?"
_EXTENSION_ONLY = re.compile(r"[ ,;]{0,2}(?:x|ext\.?|extension) ?\d{1,6}(?![^\W_])", re.IGNORECASE)
_DIGITS = r"\(?\d(?:[ ().\-/]{0,3}\d){6,13}"
_REST = _EXTENSION + "[A-Za-z0-9]*"  # the word that follows is taken along, for the validator to cut off
_AFTER_ZERO = (
    r"(?:\(?0[1-9]\d{1,3}\)?(?:[ ./-]{1,2}\d{3,8}(?:[ ./-]\d{2,5}){0,3}|"  # 07700 900123, 0341/838 71 76
    r"[ .]\d{2}(?:[ .]\d{2,3}){2,3})|"  # 0490 75 40 81
    r"\(?0[1-9]\)?(?:[ .-]\d{2}){4}|"  # 01 84 17 61 18
    r"(?:\(0[1-9]\) ?|0[1-9][ -])\d{3,4}[ -]?\d{4})"  # (08) 8747 6301, 03 345 6789
)
_BEFORE = (
    r"(?i:(?:tele|cell|smart)?phone|mobile|cell|hotline|landline|whatsapp|call (?:me|us|him|her|them)|"
    r"(?:contact|reach|text|ring|answering|messages?)(?: (?:me|us|him|her|them))? (?:on|at|to|under)|dial|fax|tel\.?|"
    r"telefon(?:nummer)?|rufnummer|handy(?:nummer)?|mobilnummer|t[ée]l[ée]phone|portable|tel[ée]fono|m[óo]vil|"
    r"celular|cellulare|telefone|telem[óo]vel|telefoon(?:nummer)?|mobiel|telefonnummer|puhelin|телефон|電話|电话|전화)"
)
_DATES = re.compile(
    r"(?:19|20)\d\d([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:19|20)\d\d|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d"
)
_BEGINS_WITH_DATE = re.compile(
    r"(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)|"  # 2024-05-17 10:30
    r"(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|1[0-2])\2(?:19|20)\d\d(?!\d)|"
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])\.\d{3}(?!\d)"  # a number of an article: 10.1016/j.cell.2019.05.031
)
_ROUND = re.compile(r"\d{2,10}0{5}")
"""A quantity: `1000000 users`."""

_LABEL = r"(?i:desk|office|work|home|direct|mobile|cell|fax|phone|ph|mob)"


def _ends(text: str) -> list[tuple[int, int, int]]:
    """Where a number in `text` may end, longest first: digits read, their end, and the end with the extension."""
    extension = _EXTENSION_ONLY.search(text)
    ends = digit_ends(text[: extension.start()] if extension else text)
    return [
        (count, end, extension.end() if extension and end == extension.start() else end)
        for count, end in reversed(ends.items())
    ]


def international(text: str) -> int:
    """Length of the number with country code that `text` starts with (`+49 ...`, `0049 ...`), or 0.

    >>> international("+44 20 7946 0018"), international("+44 20 7946 0018 4pm"), international("+999 20 7946 0018")
    (16, 16, 0)
    """
    prefix = 0 if text.startswith("+") else 3 if text.startswith("011") else 2
    number = text.replace("(0)", "   ", 1)
    digits = "".join(filter(str.isdigit, number))[prefix:]
    for count, _, whole in _ends(number):
        if _possible(digits[: count - prefix]):
            return whole
    return 0


def _possible(digits: str) -> bool:
    for size in (1, 2, 3):
        lengths = _lengths(int(digits[:size] or 0))
        if lengths:
            return len(digits) - size in lengths
    return False


@cache
def _lengths(country_code: int) -> frozenset[int]:
    """How many digits a national number of a country code may have; empty when there is no such code."""
    found: set[int] = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ())[:1]:
        metadata = (
            PhoneMetadata.metadata_for_nongeo_region(country_code)
            if region == "001"
            else PhoneMetadata.metadata_for_region(region)
        )
        if metadata is not None and metadata.general_desc is not None:
            # Fewer than six digits are service numbers, which belong to nobody.
            found.update(length for length in metadata.general_desc.possible_length if length >= 6)
    return frozenset(found)


def spaced_north_american(text: str) -> bool | int:
    """How much of `text`, of shape 3-3-4, is a number and not digits in groups, nor the first columns of a table.

    >>> [spaced_north_american(text) for text in ("212 555 0142 x7", "212 555 0142 at 9", "212 555 0142 9 17")]
    [True, 12, False]
    >>> spaced_north_american("200 300 4000")
    False
    """
    if re.match(r"\d00 \d00 \d000", text) or begins_row(text):
        return False
    return True if _EXTENSION_ONLY.match(text, 12) else 12


def labelled(text: str) -> int:
    """Length of the number beside a word such as `phone`: 7 to 15 digits, no date, span of years or quantity; or 0.

    >>> labelled("788-0634"), labelled("788-0634 2pm"), labelled("2024-05-17 10"), labelled("2019-2020")
    (8, 8, 0, 0)
    """
    if _BEGINS_WITH_DATE.match(text):
        return 0
    for count, end, whole in _ends(text):
        if 7 <= count <= 15:
            number = text[:end]
            return 0 if _DATES.fullmatch(number) or _ROUND.fullmatch(number) else whole
    return 0


@cache
def _plans(regions: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each region: its national prefix (`0`, or empty) and the pattern of what follows it."""
    plans = []
    for region in regions:
        metadata = PhoneMetadata.metadata_for_region(region)
        if metadata is not None and metadata.general_desc is not None:
            pattern = str(metadata.general_desc.national_number_pattern)
            plans.append((metadata.national_prefix or "", re.compile(pattern)))
    return tuple(plans)


def national(regions: tuple[str, ...]) -> Callable[[str], int]:
    """A validator: the length of the number with trunk prefix 0 that exists in one of `regions`, or 0.

    >>> check = national(("GB", "FR"))
    >>> check("07700 900 123"), check("07700 900 123 24th"), check("0123 45")
    (13, 13, 0)
    """

    def check(text: str) -> int:
        digits = "".join(filter(str.isdigit, text))
        if _counted_up(digits):
            return 0
        for count, _, whole in _ends(text):
            for prefix, pattern in _plans(regions):
                if digits.startswith(prefix or "0") and pattern.fullmatch(digits[len(prefix) : count]):
                    return whole
        return 0

    return check


def _counted_up(digits: str) -> bool:
    """Whether pairs of digits are a list of numbers: sizes, seats, the start of a hex dump.

    >>> _counted_up("0102030405"), _counted_up("0184176118")
    (True, False)
    """
    pairs = [int(digits[at : at + 2]) for at in range(0, len(digits) - 1, 2)]
    return len(pairs) >= 5 and len({after - before for before, after in pairwise(pairs)}) == 1


def phone_patterns(regions: Iterable[str] = DEFAULT_REGIONS) -> tuple[Pattern, ...]:
    """The rows for telephone numbers.

    Args:
        regions: ISO 3166 codes of the regions whose national formats count without a word such as `phone` beside them.
            Numbers with a country code, and numbers beside such a word, are found for the whole world.

    Raises:
        ConfigError: When a region does not exist.
    """
    codes = tuple(dict.fromkeys(region.upper() for region in regions))
    unknown = set(codes) - phonenumbers.SUPPORTED_REGIONS
    if unknown:
        message = f"unknown phone regions {sorted(unknown)}: use ISO 3166 codes such as 'US' or 'DE'"
        raise ConfigError(message)
    rows = [
        Pattern(
            "pii.phone_international",
            r"(?:\+|00|011[ -])[ (]?[1-9](?:[ ().\-/]{0,3}\d){6,14}" + _REST,
            max_len=80,
            kind="phone",
            validator=international,
            hits=(
                "+44 20 7946 0018",
                "call +1-984-182-0190x565 now",
                "+1 2125550142 4ever",
                "001-212-555-0142",
                "+46 (0)8 928 571 38",
            ),
            near_misses=("+999 20 7946 0018", "a+b 12345678", "1 + 2345678"),
        ),
        Pattern(
            "pii.phone_labelled",
            _BEFORE + r"[^\d+(,;?!]{0,20}?(?P<value>\+?" + _DIGITS + _REST + ")",
            max_len=128,
            kind="phone",
            score=0.85,
            validator=labelled,
            hits=("Phone:\n788-0634", "ruf mich an, Telefonnummer 0341 8387176 2x", "you can reach me at 9498777106"),
            near_misses=(
                *("the phone of 2019-2020", "phone 12345", "call me on 2024-05-17", "contact me at 2024-05-17 10:30"),
                *("contact on 20240517", "messages to 1000000 users", "each cell has 3700000000 base pairs"),
            ),
        ),
        Pattern(
            "pii.phone_label",
            _LABEL + r"(?: ?no\.?)? ?[:.] ?(?P<value>" + _DIGITS + _REST + ")",
            max_len=128,
            kind="phone",
            score=0.85,
            validator=labelled,
            hits=("Desk: 82 490 1693", "home: 788 0634"),
            near_misses=("Office: 12", "work: 2024-05-17", "office: 2500000 sqft", "10.1016/j.cell.2019.05.031"),
        ),
        Pattern(
            "pii.phone_labelled_after",
            "(?P<value>" + _DIGITS + _EXTENSION + r")[ -]{1,3}(?i:office|fax|mobile|cell|landline)",
            kind="phone",
            score=0.85,
            validator=labelled,
            hits=("781 1704 fax", "21 253 109 8211-Office"),
            near_misses=("2019-2020 office", "12 office"),
        ),
    ]
    if {"US", "CA"}.intersection(codes):
        rows.append(
            Pattern(
                "pii.phone_north_american",
                r"(?:1[ .-])?(?:\([2-9]\d{2}\)[ .-]{0,2}|[2-9]\d{2}[.-] ?)\d{3}[ .-]\d{4}"
                + _EXTENSION
                + r"|[2-9]\d{2} [2-9]\d{2}-\d{4}"
                + _EXTENSION,
                kind="phone",
                score=0.9,
                locales=("us", "ca"),
                hits=("555-123-4567", "(212) 555-0142", "212 555-0142 ext. 7", "259.735.7502x459", "1-800-555-0199"),
                near_misses=("155-123-4567", "555-123-45678"),
            )
        )
        rows.append(
            Pattern(
                "pii.phone_north_american_spaced",
                rf"[2-9]\d{{2}} [2-9]\d{{2}} \d{{4}}(?:{_EXTENSION_ADDED}|{FURTHER_COLUMNS})",
                kind="phone",
                score=0.9,
                validator=spaced_north_american,
                locales=("us", "ca"),
                hits=("212 555 0142 ext. 7", "212 555 0142 24 hours", "212 555 0142 212 555 0199"),
                near_misses=("200 300 4000", "212 555 0142 33 4"),
            )
        )
    if codes:
        rows.append(
            Pattern(
                "pii.phone_national",
                _AFTER_ZERO + _REST,
                max_len=80,
                kind="phone",
                score=0.8,
                left=WORD + ".\\-/",  # the middle of a decimal, of a DOI, of a UUID
                validator=national(codes),
                hits=("07700 900 123", "(020) 7946 0018") if "GB" in codes else (),
                near_misses=(
                    *("01.02.2024", "05-17-2024", "0123", "01 02 03 04 05", "10.05 12.10 14.20"),
                    *("10.1038/s41586-020-2649-2", "978-3-0341 123456"),
                ),
            )
        )
    return tuple(rows)
