"""The canonical view of a text, with a way back to the original.

Detection reads `fold(text)`: full-width and mathematical forms, digits of any script, look-alike letters, exotic dashes
and spaces become their ASCII counterparts, and invisible characters disappear. Edits happen on the original, at the
offsets that `Folded.starts` maps back to.

Folding looks at one character at a time (and at the length of the invisible run it stands in), so the view of a text
that arrives in pieces is the concatenation of the views of its pieces. That is what lets views stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from langchain_guard.text.engine import SEPARATOR, Expression, compile_expression, encode
from langchain_guard.text.unicode import DEFAULT_IGNORABLE_CLASS, default_ignorable, fold_table, look_alikes

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
    return _view(text, run, fold_table(), _resizing())


def without_invisible(text: str, run: int = 0) -> Folded:
    r"""The view in which only invisible characters are missing: what remains once hidden text has been removed.

    >>> without_invisible("<scr\u200bipt>").text
    '<script>'
    """
    return _view(text, run, _invisible_table(), invisible())


@cache
def invisible() -> Expression:
    """Finds default-ignorable characters."""
    return compile_expression(f"[{DEFAULT_IGNORABLE_CLASS}]")


@cache
def _invisible_table() -> Mapping[int, str]:
    return dict.fromkeys(map(ord, default_ignorable()), "")


def _view(text: str, run: int, table: Mapping[int, str], resizing: Expression) -> Folded:
    pieces: list[str] = []
    starts: list[int] = []
    for offset in range(0, len(text), _BLOCK):
        block = text[offset : offset + _BLOCK]
        if block.isascii() or resizing.search(encode(block)) is None:
            pieces.append(block if block.isascii() else block.translate(table))
            starts.extend(range(offset, offset + len(block)))
            run = 0
        else:
            run = _fold_block(block, offset, pieces, starts, run, table)
    return Folded("".join(pieces), starts, run)


_BLOCK = 256
"""Characters folded at once when each folds to exactly one."""


@cache
def _resizing() -> Expression:
    """Finds characters that fold to none or several."""
    return compile_expression(f"[{_class(point for point, piece in fold_table().items() if len(piece) != 1)}]")


def _fold_block(  # noqa: PLR0917 -- the state of one loop
    block: str, offset: int, pieces: list[str], starts: list[int], run: int, table: Mapping[int, str]
) -> int:
    for place, character in enumerate(block, offset):
        piece = character if character < "\x80" else table.get(ord(character), character)
        if piece:
            run = 0
        else:
            run += 1
            if run <= INVISIBLE_RUN:
                continue
            piece = SEPARATOR
        pieces.append(piece)
        starts.extend([place] * len(piece))
    return run


@cache
def disguise() -> Expression:
    r"""Finds what makes the canonical view worth a look of its own: characters that imitate ASCII ones.

    Each kind counts only where it may disguise a value: look-alike letters beside ASCII letters, digits or `@` (a text
    that is simply written in Cyrillic is not in disguise), invisible characters inside such a run, full-width,
    mathematical and non-ASCII decimal forms in company, exotic dashes and spaces between three groups of digits.
    """
    table = fold_table()
    ascii_form = compile_expression("[A-Za-z0-9@]")
    plain = {point for point, folded in table.items() if ascii_form.fullmatch(encode(folded)) is not None}
    letters = _class(plain & look_alikes().keys())
    forms = _class(point for point in plain - look_alikes().keys() if point >= _BEYOND_LATIN and point not in _RAISED)
    gaps = _class(point for point, folded in table.items() if folded in {"-", " "}) + DEFAULT_IGNORABLE_CLASS
    near = "[A-Za-z0-9@]"
    digits, any_gap = "[0-9A-Z]{2,}", f"[-. {gaps}]{{1,3}}"
    return compile_expression(
        f"[{forms}][A-Za-z0-9@._ -]{{0,2}}[{forms}]|{near}{{2}}[{forms}]|[{forms}]{near}{{2}}"
        f"|{near}[{letters}]|[{letters}]{near}"
        f"|[A-Za-z0-9@._-][{letters}{DEFAULT_IGNORABLE_CLASS}]+[A-Za-z0-9@._-]"
        f"|{digits}{any_gap}{digits}[{gaps}]{digits}|{digits}[{gaps}]{digits}{any_gap}{digits}"
    )


_BEYOND_LATIN = 0x250
_RAISED = range(0x2070, 0x20A0)
"""Superscripts and subscripts are how formulas are written, not a disguise."""


def _class(points: Iterable[int]) -> str:
    """The code points as the inside of an RE2 character class."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in ranges)
