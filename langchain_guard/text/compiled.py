r"""`PatternSet`: many patterns compiled into one automaton that finds them, and one that says what may still come.

Finding is a funnel. One RE2 alternation of all patterns runs over the text at the speed of its automaton and almost
never stops in honest prose. Where it stops, an RE2 set names the patterns that match there, and only those run by
themselves, get their neighbours checked, and are put to their validator.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from langchain_guard.text.engine import Expression, compile_expression, compile_set, encode
from langchain_guard.text.pattern import Pattern
from langchain_guard.text.prefix import HoldBack, Tail

_LONG = 1024
"""A pattern that may see more characters than this is only pre-checked by the set, on its first characters."""

_ASCII_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


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


def character_before(data: bytes, position: int) -> bytes:
    """UTF-8 of the character that ends at `position`; empty at the start."""
    if position <= 0:
        return b""
    start = position - 1
    while start > 0 and data[start] & 0xC0 == 0x80:
        start -= 1
    return data[start:position]


def character_at(data: bytes, position: int) -> bytes:
    """UTF-8 of the character that begins at `position`; empty at the end."""
    end = position + 1
    while end < len(data) and data[end] & 0xC0 == 0x80:
        end += 1
    return data[position:end]


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
        self.rows = tuple(_row(index, pattern) for index, pattern in enumerate(patterns))
        nodes = [pattern.parse() for pattern in patterns]
        boundaries = [_starts_word(pattern, node.first) for pattern, node in zip(patterns, nodes, strict=True)]
        self.hold = HoldBack(
            Tail(node, boundary, row.cap) for node, boundary, row in zip(nodes, boundaries, self.rows, strict=True)
        )
        self._prefilter = compile_expression(_prefilter(patterns, [node.source for node in nodes], boundaries))
        self._set = compile_set(
            [
                f"(?:{node.source}|{node.prefix}\\z)" if row.cap is not None and row.cap > _LONG else node.source
                for node, row in zip(nodes, self.rows, strict=True)
            ]
        )
        self.look_back = max((pattern.context_window for pattern in patterns if pattern.context), default=1)

    def starts(self, data: bytes, position: int, end: int) -> Iterator[tuple[int, list[int]]]:
        """Positions from `position` up to `end` at which rows match, with the indexes of the rows, in order."""
        while position < end:
            hit = self._prefilter.search(data, position - len(character_before(data, position)))
            if hit is None or hit.start() >= end:
                return
            # the alternation may have consumed one character before the match, so the match starts here or one on
            first: int = hit.start()
            second = first + len(character_at(data, first))
            for start in (first, second):
                if position <= start < end:
                    rows = self._set.Match(data[start : start + 4 * _LONG])
                    if rows:
                        yield start, sorted(rows)
            position = max(position, second + len(character_at(data, second)))


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
    )


def _starts_word(pattern: Pattern, first: tuple[str, ...] | None) -> bool:
    r"""Whether RE2's ASCII `\b` holds wherever the row may match: it starts with a word character, after none."""
    if first is None or not pattern.left:
        return False
    left = neighbour(pattern.left)
    if not all(left.forbids(bytes([code])) for code in _ASCII_WORD):
        return False
    if any(_MAYBE_NOT_ASCII.search(encode(text)) for text in first):
        return False
    starts = compile_expression("|".join(first))
    return not any(starts.fullmatch(bytes([code])) for code in range(128) if code not in _ASCII_WORD)


def _prefilter(patterns: Sequence[Pattern], sources: list[str], boundaries: list[bool]) -> str:
    branches: dict[str, list[str]] = {}
    for pattern, source, boundary in zip(patterns, sources, boundaries, strict=True):
        lead = r"\b" if boundary else rf"(?:^|[^{pattern.left}])" if pattern.left else ""
        branches.setdefault(lead, []).append(source)
    return "|".join(f"{lead}(?:{'|'.join(group)})" for lead, group in branches.items()) or r"[^\x00-\x{10ffff}]"
