"""Texts that are pieces of one: how they are read together, and how each is changed on its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from langchain_guard.findings import Finding
from langchain_guard.redaction.operators import placeholder

GAP = "\n"
"""What stands between pieces that are read as lines; where a word may go on in the next one, they are also read as
one string."""


def goes_on(left: str, right: str) -> bool:
    """Whether a word may go on from one piece into the next."""
    return not left[-1].isspace() and not right[0].isspace()


def moved(findings: Iterable[Finding], pieces: Sequence[str]) -> list[Finding]:
    """Findings in the pieces put together, at the places they have when the pieces are lines."""
    cuts = [*accumulate(map(len, pieces))][:-1]
    return [
        replace(one, start=one.start + bisect_right(cuts, one.start), end=one.end + bisect_left(cuts, one.end))
        for one in findings
    ]


def unknown(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """The findings that overlap none of the known ones of their rule."""
    places: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(known):
        places[one.rule].append(one)
    new = []
    for one in findings:
        same = places[one.rule]
        before = bisect_left(same, one.end, key=lambda finding: finding.start)
        if not before or same[before - 1].end <= one.start:
            new.append(one)
    return new


def without(pieces: Sequence[str], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """The pieces with a placeholder for each span, in every piece that it touches; spans count the pieces as lines."""
    ends = [*accumulate(len(piece) + len(GAP) for piece in pieces)]
    kept: list[list[str]] = [[] for _ in pieces]
    positions = [0] * len(pieces)
    for first, last, kind in sorted(spans):
        for at in range(bisect_right(ends, first), bisect_left(ends, last) + 1):
            begin = ends[at] - len(pieces[at]) - len(GAP)
            start, end = max(first - begin, positions[at]), min(last - begin, len(pieces[at]))
            if start < end:
                kept[at] += [pieces[at][positions[at] : start], placeholder(kind)]
                positions[at] = end
    return ["".join(parts) + piece[at:] for parts, piece, at in zip(kept, pieces, positions, strict=True)]
