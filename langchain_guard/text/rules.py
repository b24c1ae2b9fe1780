"""`RuleSet`: which of many expressions occur in a text, and where.

For rules that are searched for, not streamed: RE2 automata tell in linear passes whether any rule occurs, a second one
beside each of them names those of its rules, and only those are searched for one by one. Honest text costs the first
passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from langchain_guard.text.engine import Finder, compile_expression, compile_set

_TOGETHER = 18
"""Rules in one automaton. Its states stand for combinations of what its rules may be in the midst of: they multiply in
one automaton until its memory is full and it starts them anew, and only add up in several."""


class RuleSet:
    """Many RE2 expressions compiled together, over UTF-8.

    Args:
        rules: Expression by name.

    >>> list(RuleSet({"digits": "[0-9]+", "word": "xyz"}).search(b"ab 12 c"))
    [('digits', 3, 5)]
    """

    def __init__(self, rules: Mapping[str, str]) -> None:
        rows = tuple(rules.items())
        self._parts = tuple(_Part(rows[at : at + _TOGETHER]) for at in range(0, len(rows), _TOGETHER))

    def names(self, data: bytes) -> frozenset[str]:
        """The names of the rules that occur."""
        return frozenset(part.names[index] for part in self._parts for index in part.occurring(data))

    def search(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Name, first byte and end of every match, rule by rule."""
        for part in self._parts:
            for index in part.occurring(data):
                for match in part.each[index].finditer(data):
                    yield part.names[index], match.start(), match.end()


class _Part:
    """The rules that share an automaton."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.names = tuple(name for name, _ in rows)
        self.each = tuple(compile_expression(rule, capture=False) for _, rule in rows)
        self._any = Finder("|".join(f"(?:{rule})" for _, rule in rows))
        self._set = compile_set(tuple(rule for _, rule in rows), anywhere=True)

    def occurring(self, data: bytes) -> Sequence[int]:
        """Which of the rules occur, by number."""
        return () if self._any.search(data, 0, len(data)) is None else self._set.Match(data) or ()
