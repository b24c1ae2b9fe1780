"""`PatternSet`: many patterns compiled into few automata, and into one that says what may still come.

Finding is a funnel. Automata that know how matches begin run over the text at memory speed and almost never stop in
honest prose (`langchain_guard.text.automaton`). Where one stops, an RE2 set names the patterns that match there, and
only those run by themselves, get their neighbours checked, and are put to their validator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Finding
from langchain_guard.forks import ForkLock
from langchain_guard.text.automaton import Automaton, Entry, Start, automata, lead
from langchain_guard.text.engine import WIDTHS, Expression, Finder, character_at, compile_expression
from langchain_guard.text.heads import head
from langchain_guard.text.neighbour import Neighbour, neighbour
from langchain_guard.text.openings import REACH, Openings
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.prefix import HoldBack, Tail, opening, prefix_closure
from langchain_guard.text.regex import parse
from langchain_guard.text.zones import CODE_SPAN

_ASCII_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_OPENING = 3
"""Characters of a pattern's beginning by which the hold-back finds possible starts."""

_MAYBE_NOT_ASCII = compile_expression(r"\\[pPDSWx]|\^|\.|[^\x00-\x7f]")
"""Finds class texts that may match characters beyond ASCII; errs on the side of yes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern with everything derived from it.

    Attributes:
        index: Its place among the rows.
        pattern: The row.
        finder: Its expression, without groups if `value` is known.
        value: Its expression with the group `value`, for rows that end with one, and how many characters decide where
            that begins.
        cap: How many characters it sees, when its expression alone does not bound it.
        right: What may not stand after it, if anything.
        context: Finds the words of which one must stand before it.
        boundary: Whether it can only start where an ASCII word starts.
        single: Whether every match is exactly one character, all of which the automata read.
        sees_end: Whether its expression asks for the end of what it sees.
        order: Its place among rows that find the same.
        in_prose: Whether it holds outside code only.
        judged: Whether a candidate must prove more than its form.
        refusal: Why one is dropped that the validator refuses.
        finding: What it finds, but for the place.
    """

    index: int
    pattern: Pattern
    finder: Finder
    value: tuple[Finder, int] | None
    cap: int | None
    right: Neighbour | None
    context: Expression | None
    boundary: bool
    single: bool
    sees_end: bool
    order: tuple[int, int]
    in_prose: bool
    judged: bool
    refusal: str
    finding: Finding

    def match(self, data: bytes, position: int, *, ascii_only: bool) -> tuple[int, ...] | None:
        """Span in bytes of the match that begins at `position`, and of its value; None when none stands there.

        Args:
            data: The text.
            position: Where it must begin: a start that the automata gave, so what stands before it is as it must be.
            ascii_only: Whether all of the text is ASCII.
        """
        spans: tuple[int, ...] | None
        if self.single:  # the automata have read it
            spans, capped = (position, position + WIDTHS[data[position]]), False
        elif self.cap is None:
            spans, capped = self.finder.at(data, position, len(data)), False
        elif ascii_only and not self.sees_end:
            stop = min(len(data), position + self.cap)
            spans = self.finder.at(data, position, stop)
            capped = spans is not None and spans[1] == stop < len(data)
        else:
            spans, capped = self._within(data, position, self.cap)
        if spans is None or spans[1] == position:
            return None
        if self.right and not capped and self.right.forbids(character_at(data, spans[1])):
            return None
        if self.value is None:
            return spans if len(spans) == 4 else spans + spans
        finder, sight = self.value
        found = finder.at(data, position, min(spans[1], position + (sight if ascii_only else 4 * sight)))
        return None if found is None else (*spans, found[2], spans[1])

    def _within(self, data: bytes, position: int, cap: int) -> tuple[tuple[int, ...] | None, bool]:
        """The match within `cap` characters, and whether the cap ended it."""
        if not self.sees_end:  # then a match that ends within what it sees does not depend on what stands behind
            spans = self.finder.at(data, position, min(len(data), position + 4 * cap))
            if spans is None or spans[1] - position < cap:
                return spans, False
        window = data[position : position + 4 * cap].decode("utf-8", "ignore")[:cap].encode()
        spans = self.finder.at(window, 0, len(window))
        if spans is None:
            return None, False
        stop = position + len(window)
        spans = tuple(place + position for place in spans)
        return spans, spans[1] == stop < len(data)


class PatternSet:
    """The compiled form of some patterns; immutable and shared between threads.

    Args:
        patterns: The rows. Order breaks ties between rows of equal priority.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.zoned = any(pattern.zone != "any" for pattern in patterns)
        if self.zoned:
            patterns = (*patterns, CODE_SPAN)  # a stream waits until it is known whether a backtick opens code
        self.rows = tuple(_row(index, pattern) for index, pattern in enumerate(patterns))
        self.look_back = max([REACH, *(pattern.context_window for pattern in patterns if pattern.context)])
        self.hold = HoldBack(
            Tail(
                prefix_closure(row.pattern.node),
                opening(lead(row.pattern.left, boundary=row.boundary), head(row.pattern.node, _OPENING)[0]),
                row.cap or (row.pattern.node.longest or 0) + 1,
            )
            for row in self.rows
        )
        self._automata: list[Automaton] = automata(
            [
                Entry(
                    row.index,
                    row.pattern.node,
                    row.boundary,
                    row.pattern.left,
                    row.right.ascii if row.right else "",
                    row.cap,
                )
                for row in self.rows
                if row.pattern is not CODE_SPAN
            ]
        )
        self._openings = Openings(automaton.beginning for automaton in self._automata if automaton.beginning)

    def silent(self, data: bytes) -> bool:
        """Whether one look shows that no row matches anywhere; False when that is not clear."""
        known = all(automaton.silent(data) for automaton in self._automata)
        return known and not self._openings.places(data, 0, len(data))

    def starts(self, data: bytes, position: int, end: int) -> Iterator[Start]:
        """Where rows may match: starts from `position` up to `end` with the rows' indexes, in order for each row."""
        despite = self._openings.places(data, position, end)
        return chain.from_iterable(automaton.starts(data, position, end, despite) for automaton in self._automata)


_lock = ForkLock()


@lru_cache(maxsize=32)
def _compiled(patterns: tuple[Pattern, ...]) -> PatternSet:
    return PatternSet(patterns)


def compile_patterns(patterns: Iterable[Pattern]) -> PatternSet:
    """The compiled set for these patterns; one per process and selection, whichever thread asks first.

    >>> len(compile_patterns([Pattern("a", "a{3}")]).rows)
    1
    """
    with _lock:
        return _compiled(tuple(patterns))


def _row(index: int, pattern: Pattern) -> Row:
    expression = compile_expression(pattern.regex)
    group = "value" if "value" in expression.groupindex else ""
    lead_in = _lead_in(pattern) if group else None
    context = None
    if pattern.context:
        words = "|".join(f"(?i:{word})" for word in pattern.context)
        context = compile_expression(f"(?:^|[^\\pL\\pN_])(?:{words})(?:[^\\pL\\pN_]|\\z)")
    return Row(
        index=index,
        pattern=pattern,
        finder=Finder(pattern.node.source) if lead_in else Finder(pattern.regex, group=group),
        value=(Finder(pattern.regex, group=group), lead_in) if lead_in else None,
        cap=pattern.cap,
        right=neighbour(pattern.right) if pattern.right else None,
        context=context,
        boundary=_starts_word(pattern),
        single=pattern.node.single,
        sees_end=pattern.node.sees_end,
        order=(-pattern.priority, index),
        in_prose=pattern.zone != "any",
        judged=bool(pattern.context or pattern.validator),
        refusal=f"{getattr(pattern.validator, '__name__', 'validator').strip('_').replace('_', ' ')} failed",
        finding=Finding(0, 0, pattern.kind, pattern.name, pattern.severity, pattern.score),
    )


def _lead_in(pattern: Pattern) -> int | None:
    """How many characters decide where the value of a row begins, if the row ends with one of a kind of characters.

    Reading a long value with groups takes RE2 thirty times as long as without. But where the value begins depends only
    on what stands before it and on the fewest characters it may have, so only those need to be read with groups.
    """
    before, _, rest = pattern.regex.partition("(?P<value>")
    node = pattern.node
    if node.kind != "sequence" or node.sees_end or not rest.endswith(")") or "(?P<" in rest:
        return None
    value = node.children[-1]
    greedy_run = value.kind == "repeat" and value.children[0].single and rest[-2] in "+*}"
    try:
        whole = greedy_run and parse(f"(?:{rest[:-1]})") == value
        longest = parse(before).longest if whole else None
    except ConfigError:  # the group does not end the expression
        return None
    return None if longest is None else longest + value.low


def _starts_word(pattern: Pattern) -> bool:
    r"""Whether RE2's ASCII `\b` holds wherever the row may match: it starts with a word character, after none."""
    first = pattern.node.first()
    if first is None or any(_MAYBE_NOT_ASCII.search(text) for text in first):
        return False
    left = neighbour(pattern.left)
    return _begins_with_word(first) and all(left.forbids(bytes([code])) for code in _ASCII_WORD)


@lru_cache(maxsize=4096)
def _begins_with_word(first: tuple[str, ...]) -> bool:
    starts = compile_expression("|".join(first))
    return not any(starts.fullmatch(bytes([code])) for code in range(128) if code not in _ASCII_WORD)
