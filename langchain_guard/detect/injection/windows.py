"""Sentences and overlapping windows: long texts are judged in pieces that a judge reads well."""

from __future__ import annotations

import re
from itertools import pairwise

_END = re.compile(r"[.!?][\"')\]]*\s+|[。！？]\s*|\n\s*")
"""Where a sentence may end; a line end always does."""

ROOT = {"user": 4, "document": 2}
"""Which root of the number of windows the odds are divided by, see `corrected`."""

_LONGEST = 1000
"""Characters of a sentence; what goes on longer is cut, so that a span stays a place."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; together they cover it.

    >>> sentences("One. Two!")
    [(0, 5), (5, 9)]
    """
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        spans += [(at, min(at + _LONGEST, end)) for at in range(start, end, _LONGEST)]
    return spans


def windows(text: str, size: int) -> list[tuple[int, int]]:
    """Spans of overlapping windows of at most `size` characters, cut at sentence ends where there are any.

    Neighbours share one sentence, when it is shorter than half a window, so that an order and what it refers to are
    read together.

    Args:
        text: Any text.
        size: Characters of a window.

    >>> windows("One. Two. Three. Four.", 12)
    [(0, 10), (5, 17), (17, 22)]
    """
    if len(text) <= size:
        return [(0, len(text))]
    pieces = [(at, min(at + size, end)) for start, end in sentences(text) for at in range(start, end, size)]
    spans: list[tuple[int, int]] = []
    first = 0
    for index, (_, end) in enumerate(pieces):
        following = pieces[index + 1][1] if index + 1 < len(pieces) else None
        if following is not None and following - pieces[first][0] <= size:
            continue
        spans.append((pieces[first][0], end))
        shared = end - pieces[index][0]
        first = index if index > first and shared <= size // 2 else index + 1
    return spans


def corrected(score: float, count: int, *, user: bool = False) -> float:
    """The score of the highest of `count` windows as the score of the whole text.

    The highest of many scores of honest windows is high by chance: the odds are divided by the square root of the
    number of windows, between no correction and the one for independent windows (Bonferroni's, which divides by it).
    What a user writes is one text with one purpose, so its windows are less independent: there it is the fourth root.

    Args:
        score: The highest score of a window, from 0 to 1.
        count: The number of windows.
        user: Whether a user wrote the text.

    >>> corrected(0.9, 1), round(corrected(0.99, 100), 3), round(corrected(0.99, 100, user=True), 3)
    (0.9, 0.908, 0.969)
    """
    return (
        score if count <= 1 else score / (score + (1.0 - score) * count ** (1 / ROOT["user" if user else "document"]))
    )
