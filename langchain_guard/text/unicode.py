"""Unicode tables: what is invisible, what joins, what is an emoji, and what looks like ASCII.

The data (`unicode_data.py`) is generated; here it gets names and shapes. Everything is built on first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from langchain_guard.text import unicode_data

BIDI_OPENERS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""Embeddings, overrides and isolates; the first four end with PDF, the others with PDI (UAX #9)."""
BIDI_CLOSERS = "\u202c\u2069"
BIDI_MARKS = "\u061c\u200e\u200f"
"""Marks that order the characters beside them and need no end: ALM, LRM, RLM."""
BIDI_CONTROLS = BIDI_OPENERS + BIDI_CLOSERS + BIDI_MARKS

VARIATION_SELECTORS = r"\x{fe00}-\x{fe0f}\x{e0100}-\x{e01ef}"
"""VS1 to VS256, as the inside of a character class."""
TAGS = r"\x{e0000}-\x{e007f}"
"""The tag characters, as the inside of a character class; U+E0020 to U+E007E mirror ASCII."""


def _ranges(data: str) -> Iterator[tuple[int, int]]:
    for word in data.split():
        first, _, last = word.partition("-")
        yield int(first, 16), int(last or first, 16)


def _points(data: str) -> frozenset[str]:
    return frozenset(chr(point) for first, last in _ranges(data) for point in range(first, last + 1))


def character_class(data: str) -> str:
    r"""Ranges of `unicode_data` as the inside of an RE2 character class.

    >>> print(character_class("ad 200b-200f"))
    \x{ad}\x{200b}-\x{200f}
    """
    return "".join(rf"\x{{{a:x}}}" if a == b else rf"\x{{{a:x}}}-\x{{{b:x}}}" for a, b in _ranges(data))


DEFAULT_IGNORABLE_CLASS = character_class(unicode_data.DEFAULT_IGNORABLE)
"""All default-ignorable code points, as the inside of a character class."""
JOINING_CLASS = character_class(unicode_data.JOINING)
"""Letters and marks of the scripts that spell with ZWNJ and ZWJ: Arabic and its kin, Indic and South-East Asian."""
EMOJI_CLASS = character_class(unicode_data.EMOJI)
"""Non-ASCII characters that are emoji or reserved to become one (UTS #51)."""


@cache
def default_ignorable() -> frozenset[str]:
    """All code points a conforming renderer shows as nothing (DerivedCoreProperties, Default_Ignorable_Code_Point).

    >>> len(default_ignorable())
    4174
    """
    return _points(unicode_data.DEFAULT_IGNORABLE)


@cache
def ignorable_expression() -> re.Pattern[str]:
    """Finds default-ignorable characters one at a time, with Python's engine, which gives their places in characters.

    >>> ignorable_expression().sub("", "a\u200bb")
    'ab'
    """
    return re.compile(f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in _ranges(unicode_data.DEFAULT_IGNORABLE))}]")


@cache
def look_alikes() -> Mapping[int, str]:
    """Code point -> the one ASCII character it is taken for (UTS #39, scripts that imitate Latin only).

    >>> look_alikes()[ord("\u0430")]  # Cyrillic a
    'a'
    """
    pairs = {
        point: target
        for target, data in unicode_data.LOOK_ALIKES.items()
        for first, last in _ranges(data)
        for point in range(first, last + 1)
    }
    return MappingProxyType(pairs)


@cache
def fold_table() -> Mapping[int, str]:
    """Code point -> what the canonical view shows instead; fit for `str.translate`.

    Compatibility forms become their NFKC form, decimal digits of any script ASCII digits, dashes `-`, spaces a space,
    line separators a newline, letters that look like ASCII that letter, default-ignorable code points nothing. What is
    not listed stands for itself; nothing in a value is itself a key, so folding is idempotent.

    >>> "\uff29gn\u043er\u200be \u0663".translate(fold_table())
    'Ignore 3'
    """
    single: dict[int, str] = dict(look_alikes())
    for first, _ in _ranges(unicode_data.DIGIT_ZEROS):
        single.update({first + value: str(value) for value in range(10)})
    for first, last in _ranges(unicode_data.DASHES):
        single.update(dict.fromkeys(range(first, last + 1), "-"))
    for first, last in _ranges(unicode_data.SPACES):
        single.update(dict.fromkeys(range(first, last + 1), " "))
    single.update(dict.fromkeys((0x85, 0x2028, 0x2029), "\n"))
    single.update(dict.fromkeys(map(ord, default_ignorable()), ""))
    folded = dict(single)
    for first, last in _ranges(unicode_data.COMPATIBILITY):
        for point in range(first, last + 1):
            if point not in single:
                normal = unicodedata.normalize("NFKC", chr(point)).translate(single)
                if normal != chr(point):
                    folded[point] = normal
    return MappingProxyType(folded)
