"""`PatternSet`: many patterns compiled into few automata, and into one that says what may still come.

Finding is a funnel. Automata that know how matches begin run over the text at memory speed and almost never stop in
honest prose (`langchain_guard.text.automaton`). Where one stops, an RE2 set names the patterns that match there, and
only those run by themselves, get their neighbours checked, and are put to their validator.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from langchain_guard.text.automaton import Automaton, automata, head, lead
from langchain_guard.text.engine import Expression, character_at, character_before, compile_expression
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.prefix import HoldBack, Tail, opening, prefix_closure
from langchain_guard.text.zones import CODE_SPAN

_ASCII_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_OPENING = 3
"""Characters of a pattern's beginning by which the hold-back finds possible starts."""

_MAYBE_NOT_ASCII = compile_expression(r"\\[pPDSWx]|\^|\.|[^\x00-\x7f]")
"""Finds class texts that may match characters beyond ASCII; errs on the side of yes."""


class Neighbour:
    """A class of characters that may not stand beside a match."""

    def __init__(self, inside: str) -> None:
        self._expression = compile_expression(f"[{inside}]") if inside else None
        self._ascii = (
            frozenset(code for code in range(128) if self._expression.fullmatch(bytes([code])) is not None)
            if self._expression is not None
            else frozenset()
        )

    def forbids(self, character: bytes) -> bool:
        """Whether the UTF-8 of one character (empty at an end of the text) is in the class."""
        if not character or self._expression is None:
            return False
        if len(character) == 1:
            return character[0] in self._ascii
        return self._expression.fullmatch(character) is not None


@lru_cache(maxsize=256)
def neighbour(inside: str) -> Neighbour:
    """The compiled neighbour class, shared by all patterns that use it."""
    return Neighbour(inside)


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern with everything derived from it."""

    index: int
    pattern: Pattern
    expression: Expression
    value_group: int
    cap: int | None
    left: Neighbour
    right: Neighbour
    context: Expression | None
    boundary: bool

    def match(self, data: bytes, position: int) -> tuple[int, int, int, int] | None:
        """Start and end of the match at `position`, and of its value, in bytes; None when it does not stand there."""
        if self.cap is None:
            match = self.expression.match(data, position)
            base, end_is_cap = 0, False
        else:
            window = data[position : position + 4 * self.cap]
            if not window.isascii() or len(window) > self.cap:
                window = window.decode("utf-8", "ignore")[: self.cap].encode()
            match = self.expression.match(window)
            base = position
            end_is_cap = match is not None and match.end() == len(window) and base + len(window) < len(data)
        if match is None or match.end() == match.start():
            return None
        start, end = position, base + match.end()
        if self.left.forbids(character_before(data, start)):
            return None
        if not end_is_cap and self.right.forbids(character_at(data, end)):
            return None
        first, last = match.span(self.value_group) if self.value_group else (start - base, end - base)
        return start, end, base + first, base + last


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
        self.look_back = max((pattern.context_window for pattern in patterns if pattern.context), default=1)
        self.hold = HoldBack(
            Tail(
                prefix_closure(row.pattern.node),
                opening(lead(row.pattern.left, boundary=row.boundary), head(row.pattern.node, _OPENING)[0]),
                row.cap or (row.pattern.node.longest or 0) + 1,
            )
            for row in self.rows
        )
        self._automata: list[Automaton] = automata(
            [(row.index, row.pattern.node, row.boundary, row.pattern.left, row.cap) for row in self.rows]
        )

    def starts(self, data: bytes, position: int, end: int) -> Iterator[tuple[int, int]]:
        """Where rows match: each start from `position` up to `end` with the index of a row, in order for each row."""
        for automaton in self._automata:
            yield from automaton.starts(data, position, end)


_lock = threading.Lock()


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
    context = None
    if pattern.context:
        words = "|".join(f"(?i:{word})" for word in pattern.context)
        context = compile_expression(f"(?:^|[^\\pL\\pN_])(?:{words})(?:[^\\pL\\pN_]|\\z)")
    return Row(
        index=index,
        pattern=pattern,
        expression=expression,
        value_group=expression.groupindex.get("value", 0),
        cap=pattern.cap,
        left=neighbour(pattern.left),
        right=neighbour(pattern.right),
        context=context,
        boundary=_starts_word(pattern),
    )


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
