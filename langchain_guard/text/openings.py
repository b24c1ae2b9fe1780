r"""Where a value may begin although a character of a word stands before it.

In `"x\n203.0.113.7"` as JSON writes it, the letter before the address belongs to an escape, not to a word. The same
holds for percent-encoding, for the `=3D` of quoted-printable, for the sequences that colour a terminal, and for the
underscores of Markdown's emphasis.
"""

from __future__ import annotations

from collections.abc import Iterable

from langchain_guard.text.engine import Finder

REACH = 20
"""Characters before a place that decide whether it is such an opening; bounds what a stream keeps."""

_ESCAPE = (
    r"\\(?:[bfnrtv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})"
    r"|%(?:0[9AaDd]|2[0-9A-Fa-f]|3[A-Fa-f]|40|5[B-Eb-e]|60|7[B-Eb-e])|=3D"
)
_COLOUR = r"(?:\x1b|\\(?:e|033|x1[Bb]|u001[Bb]))\[[0-9;]{0,12}[A-Za-z]"
_EMPHASIS = rf"(?:^|[^\pL\pN_]|{_ESCAPE}|{_COLOUR})_{{1,3}}"
_KINDS = (_ESCAPE, _COLOUR, _EMPHASIS)
_finders = tuple(map(Finder, _KINDS))


class Openings:
    r"""Finds openings that something may follow.

    Args:
        following: RE2 texts of what must follow, or begin to.

    >>> Openings(["2"]).places(rb"x\n203.0.113.7", 0, 14), Openings(["v"]).places(b"my_value", 0, 8)
    ([3], [])
    """

    def __init__(self, following: Iterable[str]) -> None:
        self._search = Finder(f"(?:{'|'.join(_KINDS)})(?:{'|'.join(following)})").search

    def places(self, data: bytes, position: int, end: int) -> list[int]:
        """Byte offsets from `position` up to `end` that stand directly after an opening, in order."""
        if not (b"\\" in data or b"%" in data or b"_" in data or b"\x1b" in data or (b"=" in data and b"=3D" in data)):
            return []
        found: set[int] = set()
        at = max(0, position - REACH)
        while at < end and (hit := self._search(data, at, len(data))) is not None:
            # which kind of opening it is that what follows fits is looked at later
            found.update(span[1] for finder in _finders if (span := finder.at(data, hit[0], len(data))))
            at = hit[0] + 1
        return sorted(place for place in found if position <= place < end)
