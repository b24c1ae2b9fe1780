"""Reads a text and its views: which rules fire, where, and with what evidence."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from langchain_guard.detect.injection.context import left_over, quotation
from langchain_guard.detect.injection.letters import broken, disguises, fold, fold_starts
from langchain_guard.detect.injection.lexicon import QUOTE
from langchain_guard.detect.injection.rules import Rules, compiled
from langchain_guard.detect.injection.views import DEPTH, View, derive

_BUDGET, _BUDGET_FACTOR = 20_000, 6
"""Characters of derived views that are read: so many, and so many times the length of the text. A page may call for up
to five views of its own length: without its markup, without its escapes, with its signs read as letters, without the
first two, and without all three."""

_HIDDEN = 0.15
"""What a disguise adds to the evidence: honest instructions are not hidden."""

_ACCIDENTAL = frozenset(
    {"typo", "markup", "percent", "entity", "escape", "percent+escape", "marks", "joined", "assembled"}
)
"""Disguises that honest text wears, too."""

_MOST_HITS = 64
"""Places told one by one for each rule; hostile text could otherwise ask for one per word."""


_NAMED = 0.8
"""What is left of the weight of a mark that stands alone between backticks."""


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
        many: Whether it stands for all further places of its rule.
    """

    rule: str
    start: int
    end: int
    weight: float
    views: tuple[str, ...] = ()
    quoted: bool = False
    many: bool = False

    @property
    def family(self) -> str:
        """The first part of the rule's name."""
        return self.rule.partition(".")[0]


class Survey(NamedTuple):
    """What the rules make of a text.

    Attributes:
        hits: Every rule that fired, with offsets into the text.
        derived: What the text says behind disguises.
        truncated: What was not read: `views` beyond the budget, disguises beyond the `decode_depth`.
    """

    hits: list[Hit]
    derived: list[View]
    truncated: tuple[str, ...]


def survey(text: str, *, untrusted: bool = False) -> Survey:
    """Every rule that fires in `text` or in what it says behind disguises.

    Args:
        text: Any text.
        untrusted: Whether it is a tool result, a document or memory; rules may weigh more or less there.

    Returns:
        The hits, the views that were read beside the text, and what was not.
    """
    lexicon = compiled().lexicon
    hits: list[Hit] = []
    derived: list[View] = []
    budget = _BUDGET + _BUDGET_FACTOR * len(text)
    truncated: set[str] = set()
    queue = deque([View(text)])
    seen = {text}
    while queue:
        view = queue.popleft()  # the simple disguises first, whatever stands inside of them
        folded = broken(fold(view.text))
        symbols = lexicon.encode(folded)
        hits += read(view, symbols, untrusted=untrusted)
        for found in derive(view, lexicon.marked(symbols) | lexicon.turned(folded), lexicon.segment):
            if found.text in seen:
                continue
            if len(view.path) == DEPTH:
                truncated.add("decode_depth")
                break
            if len(found.text) > budget:
                truncated.add("views")
                continue
            budget -= len(found.text)
            seen.add(found.text)
            queue.append(found)
            derived.append(found)
    return Survey(hits, derived, tuple(sorted(truncated)))


def read(view: View, symbols: str, *, untrusted: bool) -> Iterator[Hit]:
    """Every rule that fires in one view, in no particular order."""
    yield from _bounded(_marks(view, untrusted=untrusted))
    yield from _bounded(_phrases(view, symbols, untrusted=untrusted))


def _marks(view: View, *, untrusted: bool) -> Iterator[Hit]:
    rules = compiled()
    data = view.text.encode("utf-8", "replace")
    for name, places in groupby(rules.marks.search(data), itemgetter(0)):
        weight = _weight(rules, name, untrusted=untrusted)
        byte = start = 0
        for _, first, last in places:
            start += len(data[byte:first].decode())
            byte = first
            named = data[first - 1 : first] == b"`" and data[last : last + 1] == b"`"  # as documents name a token
            before = view.text[max(0, start - 2) : start]
            within = before[1:] == " " and before[0].isalpha() and name.startswith("delimiter.")
            span = view.span(start, start + len(data[first:last].decode()))
            yield Hit(name, *span, weight * (_NAMED if named else 1.0), view.path, within)


def _phrases(view: View, symbols: str, *, untrusted: bool) -> Iterator[Hit]:
    rules = compiled()
    text = view.text
    found = list(rules.phrases.search(symbols.encode()))
    if not found:
        return
    folded = broken(fold(text))
    pieces = rules.lexicon.pieces(folded)
    starts = fold_starts(text)
    for name, first_byte, last_byte in found:
        first, last = first_byte // 2, last_byte // 2
        start, end = pieces[first].start, pieces[last - 1].end
        closing = pieces[last - 1].symbol == QUOTE  # the mark that a rule may end with closes the quotation
        quoted = quotation(folded, start, pieces[last - 1].start if closing else end)
        weight = _weight(rules, name, untrusted=untrusted) * left_over(name, folded, pieces, (first, last), quoted)
        if weight > 0:
            if starts is not None:
                start, end = starts[start], starts[end - 1] + 1
            views = {piece.view for piece in pieces[first:last]} | disguises(text[start:end]) | set(view.path)
            views.discard("")
            if views - _ACCIDENTAL:
                weight = min(1.0, weight + _HIDDEN)
            yield Hit(name, *view.span(start, end), weight, tuple(sorted(views)), quoted is not None)


def _bounded(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits; of each rule all after the first so many as one, from the first of them to the last."""
    counts: Counter[str] = Counter()
    rest: dict[str, Hit] = {}
    for hit in hits:
        counts[hit.rule] += 1
        if counts[hit.rule] <= _MOST_HITS:
            yield hit
        else:
            so_far = rest.get(hit.rule, hit)
            rest[hit.rule] = replace(
                hit,
                start=min(so_far.start, hit.start),
                end=max(so_far.end, hit.end),
                weight=max(so_far.weight, hit.weight),
                views=so_far.views if so_far.views == hit.views else tuple(sorted({*so_far.views, *hit.views})),
                quoted=so_far.quoted and hit.quoted,
                many=True,
            )
    yield from rest.values()


def _weight(rules: Rules, name: str, *, untrusted: bool) -> float:
    row = rules.rows[name]
    return row.untrusted if untrusted and row.untrusted is not None else row.weight
