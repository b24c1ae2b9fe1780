"""Letters as a reader sees them: case, width, accents and invisible characters folded away, one character at a time."""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache

from langchain_guard.text.unicode import BIDI_CONTROLS, look_alikes

_KEEP = 0x30000
"""Code points from here on (planes without letters of living scripts) are folded anew each time, to bound the memory
that hostile text could make the table take."""

_SPECIAL = {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ـ": "", "ى": "ي", "ة": "ه"}
"""Letters that Unicode does not decompose, the Arabic elongation mark, and Arabic letters often interchanged."""

_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Characters that show nothing although their category does not say so: fillers and variation selectors."""

_ACCENTED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
"""Scripts whose marks may be left out in writing; in the others (Devanagari, kana) they are part of the word."""


class _Fold(dict[int, str]):
    """Character to folded text, filled as characters are met."""

    def __missing__(self, point: int) -> str:
        folded = _fold_character(chr(point))
        if point < _KEEP:
            self[point] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Cn", "Co", "Cs"} or character in _BLANK:
        return " " if character in "\r\x0b\x0c\x85" else ""
    if category in {"Zs", "Zl", "Zp"}:
        return "\n" if category != "Zs" else " "
    if category == "So" and ord(character) in _imitations():
        return _imitations()[ord(character)]  # letters in circles and squares
    lowered = character.lower()
    if lowered in _SPECIAL:
        return _SPECIAL[lowered]
    plain = unicodedata.normalize("NFKD", lowered)
    name = unicodedata.name(plain[:1], "")
    if category in {"Mn", "Me"}:
        return "" if name.startswith(("COMBINING", "ARABIC")) else character
    if name.startswith(_ACCENTED):
        plain = "".join(mark for mark in plain if unicodedata.category(mark) not in {"Mn", "Me"}).lower()
        return "".join(_SPECIAL.get(letter, letter) for letter in plain)
    return unicodedata.normalize("NFKC", plain).lower()


_TABLE = _Fold()


def fold(text: str) -> str:
    r"""`text` in lower case, without width, accents and invisible characters.

    >>> fold("Ｉｇｎｏ\u200bｒé")
    'ignore'
    """
    return text.lower() if text.isascii() else text.translate(_TABLE)


def fold_starts(text: str) -> list[int] | None:
    """For each character of `fold(text)` the offset it comes from; None when offsets are the same."""
    if text.isascii():
        return None
    return [offset for offset, character in enumerate(text) for _ in _TABLE[ord(character)]]


def broken(folded: str) -> str:
    r"""A folded text with line ends where strings of JSON and of code spell them, each character in its place.

    >>> broken("all\\nprevious")
    'all \nprevious'
    """
    return folded.replace(r"\r\n", "   \n").replace(r"\n", " \n") if r"\n" in folded else folded


_ENCODING = " +/=%&#;"
"""Signs without which encoded text cannot be read; full-width brackets and stops are those of Chinese and Japanese."""


class _Bare(dict[int, str]):
    """Character to what it is without width and disguise, filled as characters are met."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        folded = fold(character)
        same = folded.isascii() and unicodedata.decomposition(character)[:1] == "<"
        worn = not folded or (same and (folded.isalnum() or folded in _ENCODING))
        bare = (folded.upper() if character.isupper() else folded) if worn else character
        if point < _KEEP:
            self[point] = bare
        return bare


_BARE = _Bare((ord(character), character) for character in map(chr, range(0x80)))


def bare(text: str) -> tuple[str, list[int]]:
    r"""A text without width, invisible characters and unusual spaces, but with its case, which encodings need.

    Returns:
        The text and for each of its characters the offset it comes from.

    >>> bare("Ｉ\u200bg")
    ('Ig', [0, 2])
    """
    return text.translate(_BARE), [offset for offset, char in enumerate(text) for _ in _BARE[ord(char)]]


_ALSO = dict(
    zip(
        map(ord, "внкмтзчьαβεικνορτυχγωλµ" + "ʙɡɢʜɪʟɴʀʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱꜰɑ"),
        "bhkmt34baeeikvoptuxywlu" + "bgghilnryacdejkmoptuvwzsfa",
        strict=True,
    )
)
"""Small Cyrillic and Greek letters and small capitals that attacks use although Unicode's table does not list them."""


@cache
def _imitations() -> dict[int, str]:
    return _ALSO | {point: letter.lower() for point, letter in look_alikes().items() if letter.isalnum()}


def skeleton(word: str) -> str:
    """`word` with look-alike letters of other scripts replaced by the Latin ones they imitate.

    >>> skeleton("іgnоrе")
    'ignore'
    """
    return word.translate(_imitations())


_LEET = str.maketrans("01345789@$!|+€(8", "oieastbgasiltecb")


def deleet(text: str) -> str:
    """`text` with digits and signs replaced by the letters they stand for.

    >>> deleet("1gn0r3")
    'ignore'
    """
    return text.translate(_LEET)


def rot13(text: str) -> str:
    """Latin letters moved by half the alphabet.

    >>> rot13("vtaber")
    'ignore'
    """
    return codecs.encode(text, "rot13")


def disguises(text: str) -> set[str]:
    r"""What folding took away from a stretch of text, by name.

    >>> sorted(disguises("ｉg\u200bnore"))
    ['full_width', 'invisible']
    """
    if text.isascii():
        return set()
    return {_disguise(character) for character in text if character > "\x7f"} - {""}


def _disguise(character: str) -> str:
    if character in BIDI_CONTROLS:
        return "bidi"
    folded = _TABLE[ord(character)]
    if not folded:
        return "marks" if unicodedata.category(character) in {"Mn", "Me"} else "invisible"
    wide = folded.isascii() and folded.isalnum() and unicodedata.decomposition(character)[:1] == "<"
    return "full_width" if wide else ""
