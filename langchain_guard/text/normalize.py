"""The canonical view of a text, with a way back to the original.

Detection reads `fold(text)`: full-width and mathematical forms, digits of any script, look-alike letters, exotic dashes
and spaces become their ASCII counterparts, and invisible characters disappear. Edits happen on the original, at the
offsets that `Folded.starts` maps back to.

Folding looks at one character at a time (and at the length of the invisible run it stands in), so the view of a text
that arrives in pieces is the concatenation of the views of its pieces. That is what lets views stream.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from langchain_guard.text.engine import SEPARATOR, Expression, compile_expression, encode
from langchain_guard.text.unicode import DEFAULT_IGNORABLE_CLASS, fold_table, look_alikes

INVISIBLE_RUN = 32
"""Longest run of invisible characters that is looked through; a longer one separates, which bounds the hold-back."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A canonical view.

    Attributes:
        text: The view.
        starts: For each character of the view, the offset of the original character it comes from.
        run: Invisible characters at the end of the original, to go on from.
    """

    text: str
    starts: list[int]
    run: int = 0

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span behind a span of the view that is not empty."""
        return self.starts[start], self.starts[end - 1] + 1


def fold(text: str, run: int = 0) -> Folded:
    r"""The canonical view of `text`.

    Args:
        text: Any text.
        run: Length of the invisible run that ends just before `text`.

    Returns:
        The view and its offsets into `text`.

    >>> view = fold("４１\u200b１")
    >>> view.text, view.original(0, 3)
    ('411', (0, 4))
    """
    if text.isascii():
        return Folded(text, list(range(len(text))), 0 if text else run)
    table = fold_table()
    pieces: list[str] = []
    starts: list[int] = []
    for offset, character in enumerate(text):
        piece = character if character < "\x80" else table.get(ord(character), character)
        if piece:
            run = 0
        else:
            run += 1
            if run <= INVISIBLE_RUN:
                continue
            piece = SEPARATOR
        pieces.append(piece)
        starts.extend([offset] * len(piece))
    return Folded("".join(pieces), starts, run)


@cache
def disguise() -> Expression:
    r"""Finds what makes the canonical view worth a look of its own: characters that imitate ASCII ones.

    Look-alike letters count only beside ASCII letters, digits, `@` or `.`: a text that is simply written in Greek or
    Cyrillic is not in disguise. Invisible characters, dashes and spaces count only beside digits or between ASCII
    letters; full-width, mathematical and non-ASCII decimal forms always count.
    """
    table = fold_table()
    look_alike = _class(look_alikes())
    forms = _class(
        point
        for point, folded in table.items()
        if len(folded) == 1 and _PLAIN.fullmatch(encode(folded)) is not None and point not in look_alikes()
    )
    gaps = _class(point for point, folded in table.items() if folded in {"-", " "})
    plain = "[A-Za-z0-9@._-]"
    return compile_expression(
        f"[{forms}]"
        f"|{plain}[{look_alike}{DEFAULT_IGNORABLE_CLASS}]+{plain}"
        f"|[A-Za-z0-9@][{look_alike}]|[{look_alike}][A-Za-z0-9@]"
        f"|[0-9][{gaps}{DEFAULT_IGNORABLE_CLASS}]+[0-9{forms}]"
    )


_PLAIN = compile_expression("[A-Za-z0-9@]")


def _class(points: Iterable[int]) -> str:
    """The code points as the inside of an RE2 character class."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in ranges)
