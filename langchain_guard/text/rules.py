"""`RuleSet`: which of many expressions occur in a text, and where.

For rules that are searched for, not streamed: one RE2 automaton tells in a single linear pass whether any rule
occurs, a second one names them, and only those are searched for one by one. Honest text costs the first pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from langchain_guard.text.engine import Finder, compile_expression, compile_set


class RuleSet:
    """Many RE2 expressions compiled together, over UTF-8.

    Args:
        rules: Expression by name.

    >>> list(RuleSet({"digits": "[0-9]+", "word": "xyz"}).search(b"ab 12 c"))
    [('digits', 3, 5)]
    """

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._names = tuple(rules)
        self._any = Finder("|".join(f"(?:{rule})" for rule in rules.values()))
        self._each = tuple(compile_expression(rule, capture=False) for rule in rules.values())
        self._set = compile_set(tuple(rules.values()), anywhere=True)

    def names(self, data: bytes) -> frozenset[str]:
        """The names of the rules that occur."""
        if self._any.search(data, 0, len(data)) is None:
            return frozenset()
        return frozenset(self._names[index] for index in self._set.Match(data) or ())

    def search(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Name, first byte and end of every match, rule by rule."""
        if self._any.search(data, 0, len(data)) is None:
            return
        for index in self._set.Match(data) or ():
            for match in self._each[index].finditer(data):
                yield self._names[index], match.start(), match.end()
