"""The matching engine: RE2, linear in the text, over UTF-8 bytes.

Everything that touches `re2` stands here, so that its traps are handled once: compile errors are raised instead of
printed, memory for large alternations is granted, and expressions are cached by their text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import re2

from langchain_guard.exceptions import ConfigError

Expression = Any
"""A compiled RE2 expression; the library ships no types."""

_MEMORY = 64 << 20
_SET_MEMORY = 128 << 20
"""Upper bounds in bytes for one automaton. RE2's default of 8 MiB is too small for large alternations; memory is only
taken as states are reached, and an automaton that reaches its bound starts its states anew."""

ExpressionSet = Any
"""A compiled RE2 set."""

SEPARATOR = "\ufffc"
"""Stands for something that is not part of any word; no built-in pattern matches it."""


def _options(memory: int = _MEMORY, *, capture: bool = True) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    options.never_capture = not capture
    return options


@lru_cache(maxsize=4096)
def compile_expression(source: str, *, capture: bool = True) -> Expression:
    """Compile an expression for use on UTF-8 bytes.

    Args:
        source: RE2 syntax.
        capture: Whether its groups are wanted; without them a search is faster.

    Returns:
        An object with `search`, `match` and `fullmatch` over `bytes`.

    Raises:
        ConfigError: When RE2 refuses it; the message is RE2's reason, which quotes the pattern's part, never text.

    >>> compile_expression("b+").search(b"abbc").span()
    (1, 3)
    """
    try:
        return re2.compile(source, _options(capture=capture))
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown error"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        message = f"RE2 cannot take this pattern: {reason}"
        raise ConfigError(message, control="pattern") from None


class Finder:
    """An expression that is searched for very often: spans as plain tuples, without match objects.

    The public methods of the library build a generator and a match object for each search, which takes longer than the
    search itself. Where the library still has the method below them, it is called directly; otherwise the public ones
    serve.

    >>> finder = Finder("b+")
    >>> finder.search(b"abbc", 0, 4), finder.matches(b"abb", 1), finder.matches(b"abbc", 1), finder.at(b"abbc", 1, 4)
    ((1, 3), True, False, (1, 3))
    >>> Finder("b(?P<value>c)", group="value").at(b"abc", 1, 3)
    (1, 3, 2, 3)
    """

    __slots__ = ("_both", "_expression", "_group", "_match", "_start", "_unanchored")

    def __init__(self, source: str, *, group: str = "") -> None:
        self._expression = compile_expression(source, capture=bool(group))
        self._group = self._expression.groupindex[group] if group else 0
        anchors = getattr(re2, "_Anchor", None)
        self._match = getattr(getattr(self._expression, "_regexp", None), "Match", None) if anchors else None
        self._unanchored = getattr(anchors, "UNANCHORED", None)
        self._start = getattr(anchors, "ANCHOR_START", None)
        self._both = getattr(anchors, "ANCHOR_BOTH", None)

    def at(self, data: bytes, position: int, end: int) -> tuple[int, ...] | None:
        """Span of the match that begins at `position` and ends by `end`, with that of the group if there is one."""
        if self._match is None:
            found = self._expression.match(data, position, end)
            spans = [(-1, -1)] if found is None else [found.span(group) for group in range(self._group + 1)]
        else:
            spans = self._match(self._start, data, position, end)
        span: tuple[int, ...] = spans[0]
        if span[0] < 0:
            return None
        return span + spans[self._group] if self._group else span

    def search(self, data: bytes, position: int, end: int) -> tuple[int, int] | None:
        """Span of the leftmost match between `position` and `end`."""
        if self._match is None:
            found = self._expression.search(data, position, end)
            return None if found is None else found.span()
        span: tuple[int, int] = self._match(self._unanchored, data, position, end)[0]
        return None if span[0] < 0 else span

    def matches(self, data: bytes, position: int) -> bool:
        """Whether the text from `position` to the end is a word of the expression."""
        if self._match is None:
            return self._expression.fullmatch(data, position) is not None
        return bool(self._match(self._both, data, position, len(data))[0][0] >= 0)


def compile_set(sources: Sequence[str], *, anywhere: bool = False) -> ExpressionSet:
    """Compile a set that tells which of many expressions match at the start of some bytes.

    Args:
        sources: RE2 expressions, in the order of their indexes.
        anywhere: Tell which match anywhere instead.

    Returns:
        An object whose `Match(data)` gives the matching indexes; falsy when there are none.
    """
    options = _options(_SET_MEMORY, capture=False)
    expressions = re2.Set.SearchSet(options) if anywhere else re2.Set.MatchSet(options)
    for source in sources:
        expressions.Add(source)
    expressions.Compile()
    return getattr(expressions, "_set", expressions)  # below the wrapper, which takes as long as the search


def encode(text: str) -> bytes:
    r"""UTF-8 of `text`; a lone surrogate becomes `?`, one for one, so that offsets stay valid.

    >>> encode("a\ud800b")
    b'a?b'
    """
    return text.encode("utf-8", "replace")


def character_before(data: bytes, position: int) -> bytes:
    """UTF-8 of the character that ends at `position`; empty at the start."""
    if position <= 0:
        return b""
    start = position - 1
    while start > 0 and data[start] & 0xC0 == 0x80:
        start -= 1
    return data[start:position]


WIDTHS = bytes([1] * 0xC0 + [2] * 0x20 + [3] * 0x10 + [4] * 0x10)
"""How many bytes a character takes in UTF-8, by its first byte."""


def character_at(data: bytes, position: int) -> bytes:
    """UTF-8 of the character that begins at `position`; empty at the end."""
    return data[position : position + WIDTHS[data[position]]] if position < len(data) else b""
