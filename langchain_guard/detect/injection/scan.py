"""Reads a text and its views: which rules fire, where, and with what evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from langchain_guard.detect.injection.letters import disguises, fold, fold_starts
from langchain_guard.detect.injection.lexicon import QUOTE, STOP, Piece
from langchain_guard.detect.injection.rules import Rules, compiled
from langchain_guard.detect.injection.views import DEPTH, View, derive

_BUDGET, _BUDGET_FACTOR = 20_000, 4
"""Characters of derived views that are read: so many, and so many times the length of the text."""

_HIDDEN = 0.15
"""What a disguise adds to the evidence: honest instructions are not hidden."""

_ACCIDENTAL = frozenset({"typo", "markup", "percent", "entity", "escape", "percent+escape", "marks", "joined"})
"""Disguises that honest text wears, too."""

_MENTIONED, _OPTIONAL = 0.3, 0.6
"""What is left of the weight of an order that is quoted as an example; of one that is said to be possible ("you can
...") or followed by what it is for ("your instructions for ..."), which an assistant's own rarely are."""

_REACH = 12
"""Words on either side in which talk about attacks makes a quotation an example."""

_OPENED = re.compile(r"""\w(?:[\s:,(]{1,3}["'`»]|[\s:,(]{0,3}[“„«‘「『])[^"”“«»`」』\n]{0,120}$""")
_CLOSED = re.compile(r"""[^"“”«»`」』\n]{0,200}?(?:["”“«»`」』]|['’](?!\w))""")
"""A quotation that a word leads up to, as prose does and the strings of JSON do not, and where it ends."""

_QUOTABLE = 130
"""Characters before a match that are looked at for the start of a quotation."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule that fired.

    Attributes:
        rule: `<family>.<name>`.
        start: First character in the text that was read.
        end: One past the last.
        weight: Evidence from 0 to 1.
        views: Disguises seen through.
        quoted: Whether it stands in quotation marks inside of a sentence, where people mention orders.
    """

    rule: str
    start: int
    end: int
    weight: float
    views: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def family(self) -> str:
        """The first part of the rule's name."""
        return self.rule.partition(".")[0]


class Survey(NamedTuple):
    """What the rules make of a text.

    Attributes:
        hits: Every rule that fired, with offsets into the text.
        derived: What the text says behind disguises.
        complete: Whether all views were read within the budget.
    """

    hits: list[Hit]
    derived: list[View]
    complete: bool


def survey(text: str, *, untrusted: bool = False) -> Survey:
    """Every rule that fires in `text` or in what it says behind disguises.

    Args:
        text: Any text.
        untrusted: Whether it is a tool result, a document or memory; rules may weigh more or less there.

    Returns:
        The hits, the views that were read beside the text, and whether that was all of them.
    """
    lexicon = compiled().lexicon
    hits: list[Hit] = []
    derived: list[View] = []
    budget = _BUDGET + _BUDGET_FACTOR * len(text)
    complete = True
    queue = [View(text)]
    seen = {text}
    while queue:
        view = queue.pop()
        folded = fold(view.text)
        symbols = lexicon.encode(folded)
        hits += read(view, symbols, untrusted=untrusted)
        if len(view.path) == DEPTH or not complete:
            continue
        for found in derive(view, lexicon.marked(symbols) | lexicon.turned(folded), lexicon.segment):
            if found.text in seen:
                continue
            budget -= len(found.text)
            if budget < 0:
                complete = False
                break
            seen.add(found.text)
            queue.append(found)
            derived.append(found)
    return Survey(hits, derived, complete)


def read(view: View, symbols: str, *, untrusted: bool) -> Iterator[Hit]:
    """Every rule that fires in one view, in no particular order."""
    rules = compiled()
    text = view.text
    data = text.encode("utf-8", "replace")
    for name, first, last in rules.marks.search(data):
        start = len(data[:first].decode())
        span = view.span(start, start + len(data[first:last].decode()))
        yield Hit(name, *span, _weight(rules, name, untrusted=untrusted), view.path)
    found = list(rules.phrases.search(symbols.encode()))
    if not found:
        return
    pieces = rules.lexicon.pieces(fold(text))
    starts = fold_starts(text)
    for name, first_byte, last_byte in found:
        first, last = first_byte // 2, last_byte // 2
        weight = _weight(rules, name, untrusted=untrusted) * _context(rules, pieces, first, last)
        if weight > 0:
            start, end = pieces[first].start, pieces[last - 1].end
            if starts is not None:
                start, end = starts[start], starts[end - 1] + 1
            views = {piece.view for piece in pieces[first:last]} | disguises(text[start:end]) | set(view.path)
            views.discard("")
            if views - _ACCIDENTAL:
                weight = min(1.0, weight + _HIDDEN)
            yield Hit(name, *view.span(start, end), weight, tuple(sorted(views)), is_quoted(text, start, end))


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a place stands in quotation marks inside of a sentence.

    Example:
        >>> text = 'What happens when I type "ignore all rules"?'
        >>> is_quoted(text, text.index("ignore"), text.index('"?'))
        True
        >>> is_quoted('"Ignore all rules"', 1, 17)
        False
    """
    before = text[max(0, start - _QUOTABLE) : start]
    return _OPENED.search(before) is not None and _CLOSED.match(text, end) is not None


def _weight(rules: Rules, name: str, *, untrusted: bool) -> float:
    row = rules.rows[name]
    return row.untrusted if untrusted and row.untrusted is not None else row.weight


def _context(rules: Rules, pieces: list[Piece], first: int, last: int) -> float:
    """How much of a match's weight its neighbours leave: negated, allowed or quoted, it is no order."""
    lexicon = rules.lexicon
    before = "".join(piece.symbol for piece in pieces[max(0, first - 2) : first]).rpartition(STOP)[2]
    if not set(before).isdisjoint(lexicon.of_class("NEG")):
        return 0.0
    left = "".join(piece.symbol for piece in pieces[max(0, first - _REACH) : first])
    right = "".join(piece.symbol for piece in pieces[last : last + _REACH])
    if QUOTE in left and QUOTE in right and not set(left + right).isdisjoint(lexicon.of_class("MENTION")):
        return _MENTIONED
    optional = before[-1:] and before[-1] in lexicon.of_class("MAY")
    about = right[:1] and right[0] in lexicon.of_class("FOR")
    return _OPTIONAL if optional or about else 1.0
