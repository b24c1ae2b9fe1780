"""Every built-in row, of whatever table, shows what it fires on and what it leaves alone."""

from __future__ import annotations

import pytest

from langchain_guard.detect.builtin import builtin_patterns
from langchain_guard.detect.selection import select
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.scanner import Match, whole

ROWS = builtin_patterns(terminal_controls=True)


def rules_in(text: str, row: Pattern) -> set[str]:
    """The rules that fire when only this row looks."""
    pieces, _ = whole(text, select(kinds=[row.kind], rows=[row]))
    return {piece.finding.rule for piece in pieces if isinstance(piece, Match)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_samples(row: Pattern) -> None:
    """A row has at least one hit and one near-miss; it fires on the former and not on the latter."""
    assert row.hits
    assert row.near_misses
    assert all(rules_in(hit, row) == {row.name} for hit in row.hits)
    assert not any(rules_in(near_miss, row) for near_miss in row.near_misses)
