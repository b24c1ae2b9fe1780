"""One reading of a text: which rules fire, where, and with what evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from langchain_guard.detect.injection.letters import fold, fold_starts
from langchain_guard.detect.injection.lexicon import QUOTE, STOP, Piece
from langchain_guard.detect.injection.rules import Rules, compiled

_REACH = 12
"""Words on either side in which talk about attacks makes a quotation an example."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that fired.

    Attributes:
        rule: `<family>.<name>`.
        start: First character in the text that was read.
        end: One past the last.
        weight: Evidence from 0 to 1.
        views: Disguises seen through.
    """

    rule: str
    start: int
    end: int
    weight: float
    views: tuple[str, ...] = ()


def read(text: str, *, untrusted: bool = False) -> Iterator[Hit]:
    """Every rule that fires in `text` as it stands, in no particular order.

    Args:
        text: Any text.
        untrusted: Whether it is a tool result, a document or memory; rules may weigh more or less there.
    """
    rules = compiled()
    data = text.encode("utf-8", "replace")
    for name, first, last in rules.marks.search(data):
        start = len(data[:first].decode())
        yield Hit(name, start, start + len(data[first:last].decode()), _weight(rules, name, untrusted=untrusted))
    folded = fold(text)
    found = list(rules.phrases.search(rules.lexicon.encode(folded).encode()))
    if not found:
        return
    pieces = rules.lexicon.pieces(folded)
    starts = fold_starts(text)
    for name, first_byte, last_byte in found:
        first, last = first_byte // 2, last_byte // 2
        weight = _weight(rules, name, untrusted=untrusted) * _context(rules, pieces, first, last)
        if weight > 0:
            start, end = pieces[first].start, pieces[last - 1].end
            if starts is not None:
                start, end = starts[start], starts[end - 1] + 1
            yield Hit(name, start, end, weight, tuple(sorted({piece.view for piece in pieces[first:last]} - {""})))


def _weight(rules: Rules, name: str, *, untrusted: bool) -> float:
    row = rules.rows[name]
    return row.untrusted if untrusted and row.untrusted is not None else row.weight


def _context(rules: Rules, pieces: list[Piece], first: int, last: int) -> float:
    """How much of a match's weight its neighbours leave: negated or quoted as an example, it is no attack."""
    negative = rules.lexicon.of_class("NEG")
    before = pieces[max(0, first - 2) : first]
    if any(piece.symbol in negative for piece in before) and not any(piece.symbol == STOP for piece in before):
        return 0.0
    left = pieces[max(0, first - _REACH) : first]
    right = pieces[last : last + _REACH]
    quoted = any(piece.symbol == QUOTE for piece in left) and any(piece.symbol == QUOTE for piece in right)
    mentions = rules.lexicon.of_class("MENTION")
    if quoted and any(piece.symbol in mentions for piece in (*left, *right)):
        return 0.3
    return 1.0
