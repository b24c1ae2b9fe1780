r"""A small parser of the RE2 syntax that pattern rows use, and what can be derived from the parse.

From a parsed expression with language L come three things: its longest match, the text of the expression itself, and
an expression for Prefix(L), the set of all prefixes of words of L. Prefix(L) is what lets a stream decide how much text
could still become a match:

    P(c)       = c?                      for one character or class c
    P(AB)      = P(A) | A P(B)
    P(A|B)     = P(A) | P(B)
    P(A{n,m})  = A{0,m-1} P(A)           and c{0,m} for a single character
    P(A*)      = A* P(A)

The derivation may give a superset of Prefix(L) (more text is held back, nothing leaks), never a subset. Constructs that
are not listed in `parse` are refused, because an unknown construct could make it a subset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from langchain_guard.exceptions import ConfigError

_CLASS_ESCAPES: Final = frozenset("dDsSwW")
_LITERAL_ESCAPES: Final = frozenset("tnrfva")


@dataclass(frozen=True, slots=True)
class Node:
    """A parsed expression.

    Attributes:
        source: RE2 text of the node, without captures.
        prefix: RE2 text of its prefix closure.
        longest: Length in characters of its longest word; None when there is none.
        single: Whether every word is exactly one character.
        first: Class texts of which one matches the first character; None when a word may be empty.
    """

    source: str
    prefix: str
    longest: int | None
    single: bool = False
    first: tuple[str, ...] | None = None


_EMPTY = Node("", "", 0)
_END_OF_TEXT = Node(r"\z", "", 0)


def parse(regex: str) -> Node:
    r"""Parse an expression.

    Literals, escapes (`\d \w \s \pL \p{..} \x{..}` and escaped punctuation), `.`, classes, groups `(..)`, `(?:..)`,
    `(?P<name>..)`, `(?i:..)`, `(?s:..)`, alternation, `* + ? {n} {n,} {n,m}` greedy or lazy, and `\z` are known.

    Args:
        regex: RE2 syntax.

    Returns:
        The parse, with its prefix closure and longest match.

    Raises:
        ConfigError: For a construct outside that list; the message names it and its position.

    >>> parse("ab").prefix
    '(?:(?:a)?|a(?:b)?)'
    >>> parse(r"\d{3}-\d{4}").longest
    8
    """
    parser = _Parser(regex)
    node = parser.alternation()
    if parser.position < len(regex):
        raise parser.error("unbalanced )")
    return node


def _concatenate(parts: list[Node]) -> Node:
    if not parts:
        return _EMPTY
    node = parts[-1]
    for part in reversed(parts[:-1]):
        longest = None if part.longest is None or node.longest is None else part.longest + node.longest
        first = part.first if part.first is not None else None
        # P(AB) = P(A) | A P(B); an empty P(B) would only repeat A, which is a prefix too
        prefix = f"(?:{part.prefix}|{part.source}{node.prefix})"
        node = Node(part.source + node.source, prefix, longest, first=first)
    return node


def _alternate(branches: list[Node]) -> Node:
    if len(branches) == 1:
        return branches[0]
    lengths = [branch.longest for branch in branches]
    firsts = [branch.first for branch in branches]
    return Node(
        source="(?:" + "|".join(branch.source for branch in branches) + ")",
        prefix="(?:" + "|".join(branch.prefix for branch in branches) + ")",
        longest=None if None in lengths else max(length for length in lengths if length is not None),
        single=all(branch.single for branch in branches),
        first=None if None in firsts else tuple(c for first in firsts if first is not None for c in first),
    )


def _repeat(node: Node, low: int, high: int | None, *, lazy: bool) -> Node:
    suffix = "?" if lazy else ""
    source = f"(?:{node.source})" + (f"{{{low},}}" if high is None else f"{{{low},{high}}}") + suffix
    if high is None:
        prefix = f"(?:{node.source})*" + ("" if node.single else node.prefix)
    elif high == 0:
        prefix = ""
    elif node.single:
        prefix = f"(?:{node.source}){{0,{high}}}"
    else:
        prefix = f"(?:(?:{node.source}){{0,{high - 1}}}{node.prefix})"
    longest = None if high is None or node.longest is None else node.longest * high
    if node.longest == 0:
        longest = 0
    return Node(source, prefix, longest, first=node.first if low > 0 else None)


class _Parser:
    """Recursive descent over the expression; one method per level of binding."""

    def __init__(self, regex: str) -> None:
        self.regex = regex
        self.position = 0

    def error(self, what: str) -> ConfigError:
        return ConfigError(f"pattern not supported: {what} at position {self.position}", control="pattern")

    def peek(self, text: str) -> bool:
        return self.regex.startswith(text, self.position)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.position += len(text)
            return True
        return False

    def alternation(self) -> Node:
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return _alternate(branches)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.position < len(self.regex) and self.regex[self.position] not in "|)":
            parts.append(self.repetition())
        return _concatenate(parts)

    def repetition(self) -> Node:
        node = self.atom()
        while self.position < len(self.regex):
            bounds = self.bounds()
            if bounds is None:
                break
            lazy = self.take("?")
            node = _repeat(node, *bounds, lazy=lazy)
        return node

    def bounds(self) -> tuple[int, int | None] | None:
        for symbol, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(symbol):
                return bounds
        if not self.peek("{"):
            return None
        end = self.regex.find("}", self.position)
        low, comma, high = self.regex[self.position + 1 : end].partition(",")
        if end < 0 or not low.isdecimal() or (high and not high.isdecimal()):
            raise self.error("a literal { must be escaped")
        self.position = end + 1
        if not comma:
            return int(low), int(low)
        return int(low), int(high) if high else None

    def atom(self) -> Node:
        character = self.regex[self.position]
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escape()
        if character in "^$":
            raise self.error(f"{character} (use the left and right classes of the pattern)")
        if character in "*+?{":
            raise self.error(f"nothing to repeat before {character}")
        self.position += 1
        return _character(character if character not in "]}" else "\\" + character)

    def group(self) -> Node:
        self.position += 1
        flags = ""
        if self.take("?"):
            if self.take("P<"):
                end = self.regex.find(">", self.position)
                if end < 0:
                    raise self.error("unfinished group name")
                self.position = end + 1
            else:
                end = self.regex.find(":", self.position)
                flags = self.regex[self.position : end] if end >= 0 else "?"
                if flags.strip("is"):
                    raise self.error("this kind of group")
                self.position = end + 1
        node = self.alternation()
        if not self.take(")"):
            raise self.error("missing )")
        if not flags:
            return Node(f"(?:{node.source})", node.prefix, node.longest, node.single, node.first)
        first = None if node.first is None else tuple(f"(?{flags}:{c})" for c in node.first)
        return Node(f"(?{flags}:{node.source})", f"(?{flags}:{node.prefix})", node.longest, node.single, first)

    def character_class(self) -> Node:
        start = self.position
        self.position += 1
        self.take("^")
        self.take("]")
        while self.position < len(self.regex) and self.regex[self.position] != "]":
            self.position += 2 if self.regex[self.position] == "\\" else 1
        if not self.take("]"):
            raise self.error("missing ]")
        return _character(self.regex[start : self.position])

    def escape(self) -> Node:
        start = self.position
        self.position += 2
        letter = self.regex[start + 1 : start + 2]
        if letter == "z":
            return _END_OF_TEXT
        if letter in ("p", "P", "x") and self.peek("{"):
            end = self.regex.find("}", self.position)
            if end < 0:
                raise self.error("missing }")
            self.position = end + 1
        elif letter == "x":
            self.position += 2
        elif letter in ("p", "P"):
            self.position += 1
        elif letter == "" or (letter.isalnum() and letter not in _CLASS_ESCAPES | _LITERAL_ESCAPES):
            raise self.error(f"\\{letter} (look-around, back-references and \\b do not exist here)")
        return _character(self.regex[start : self.position])


def _character(source: str) -> Node:
    return Node(source, f"(?:{source})?", 1, single=True, first=(source,))
