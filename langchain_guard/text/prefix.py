r"""How much of a text's end could still become, or extend, a match: the hold-back of a stream, derived from patterns.

The union of the prefix closures of all patterns (see `langchain_guard.text.regex`), anchored at the end of the text,
is one more RE2 expression. Its leftmost match is the first position whose fate is open: before it every match is known
and final, whatever comes next. A match that touches the end of the text is in Prefix(L) too, so it waits for its right
neighbour.

A pattern without a finite longest match has a cap instead: a candidate sees `max_len` characters from its start, so a
start with that many characters behind it is decided even though its language would go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from langchain_guard.text.engine import Expression, compile_expression
from langchain_guard.text.regex import Node


@dataclass(frozen=True, slots=True)
class Tail:
    r"""One pattern's share of the hold-back.

    Attributes:
        node: The parsed expression.
        boundary: Whether the match must start where an ASCII word starts (RE2's zero-width `\b` then narrows it).
        cap: Characters a candidate sees; None when the expression is bounded by itself.
    """

    node: Node
    boundary: bool
    cap: int | None


class HoldBack:
    """The combined hold-back of a set of patterns.

    >>> from langchain_guard.text.regex import parse
    >>> hold = HoldBack([Tail(parse(r"AB-[0-9]{4}"), boundary=True, cap=None)])
    >>> text = b"see AB-12"
    >>> hold.start(text, 0), hold.start(b"see AB-12!", 0)
    (4, 10)
    """

    def __init__(self, tails: Iterable[Tail]) -> None:
        groups: dict[int | None, list[Tail]] = defaultdict(list)
        for tail in tails:
            groups[tail.cap].append(tail)
        everything = [tail for group in groups.values() for tail in group]
        self._all = _union(everything)
        self._groups = [(cap, _union(group)) for cap, group in groups.items()]
        self._smallest_cap = min((cap for cap in groups if cap is not None), default=None)

    def start(self, data: bytes, position: int) -> int:
        """First byte offset at or after `position` whose fate is open; `len(data)` when there is none.

        Args:
            data: UTF-8 text.
            position: Where undecided text begins, in bytes.
        """
        size = len(data)
        match = self._all.search(data, position)
        if match is None:
            return size
        start: int = match.start()
        if self._smallest_cap is None or size - start < self._smallest_cap:
            return min(start, size)
        start = size
        for cap, expression in self._groups:
            first = position if cap is None else max(position, _last_characters(data, cap - 1))
            match = expression.search(data, first)
            if match is not None:
                start = min(start, match.start())
        return start


def _union(tails: list[Tail]) -> Expression:
    bounded = [tail.node.prefix for tail in tails if tail.boundary]
    free = [tail.node.prefix for tail in tails if not tail.boundary]
    parts = [r"\b(?:" + "|".join(bounded) + ")"] if bounded else []
    return compile_expression("(?:" + "|".join(parts + free) + r")\z")


def _last_characters(data: bytes, count: int) -> int:
    """Byte offset at which the last `count` characters of `data` begin."""
    tail = data[max(0, len(data) - 4 * count) :].decode("utf-8", "ignore")
    return len(data) - len(tail[max(0, len(tail) - count) :].encode())
