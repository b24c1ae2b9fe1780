r"""A small parser of the RE2 syntax that pattern rows use.

The parse is a tree of `Node`s that know their own text and how long their words can be; `langchain_guard.text.prefix`
derives from it what a stream must hold back, `langchain_guard.text.automaton` how words begin. Constructs that are not
listed in `parse` are refused, because a derivation from an unknown construct could be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from langchain_guard.exceptions import ConfigError

_CLASS_ESCAPES: Final = frozenset("dDsSwW")
_LITERAL_ESCAPES: Final = frozenset("tnrfva")


@dataclass(frozen=True, slots=True)
class Node:
    """A parsed expression.

    Attributes:
        kind: What it is: one character, a sequence, a choice, a repetition, or the end of the text.
        source: RE2 text of the node, without captures.
        shortest: Length in characters of its shortest word.
        longest: Length of its longest word; None when there is none.
        children: Parts of a sequence, branches of a choice, body of a repetition.
        low: Least number of repetitions.
        high: Greatest number of repetitions; None for no limit.
        flags: RE2 flags in force around the node, e.g. `i`.
    """

    kind: Literal["character", "sequence", "choice", "repeat", "end"]
    source: str
    shortest: int
    longest: int | None
    children: tuple[Node, ...] = ()
    low: int = 1
    high: int | None = 1
    flags: str = ""

    @property
    def single(self) -> bool:
        """Whether every word is exactly one character."""
        return self.shortest == self.longest == 1

    @property
    def sees_end(self) -> bool:
        """Whether it asks for the end of the text anywhere."""
        return self.kind == "end" or any(child.sees_end for child in self.children)

    def first(self) -> tuple[str, ...] | None:
        """Class texts of which one matches the first character; None when a word may be empty."""
        if self.shortest == 0:
            return None
        if self.kind == "character":
            found: list[str] = [self.source]
        elif self.kind == "choice":
            found = [text for branch in self.children for text in branch.first() or ()]
        elif self.kind == "repeat":
            found = list(self.children[0].first() or ())
        else:
            found = []
            for part in self.children:
                found.extend(_leading(part))
                if part.shortest:
                    break
        return tuple(f"(?{self.flags}:{text})" if self.flags else text for text in found)


def _leading(node: Node) -> tuple[str, ...]:
    """Like `first`, for a part that may be empty."""
    if node.shortest:
        return node.first() or ()
    found = tuple(text for child in node.children for text in _leading(child))
    return tuple(f"(?{node.flags}:{text})" for text in found) if node.flags else found


@lru_cache(maxsize=4096)
def parse(regex: str) -> Node:
    r"""Parse an expression.

    Literals, escapes (`\d \w \s \pL \p{..} \x{..}` and escaped punctuation), `.`, classes, groups `(..)`, `(?:..)`,
    `(?P<name>..)`, `(?i:..)`, `(?s:..)`, alternation, `* + ? {n} {n,} {n,m}` greedy or lazy, and `\z` are known.

    Args:
        regex: RE2 syntax.

    Returns:
        The tree.

    Raises:
        ConfigError: For a construct outside that list; the message names it and its position.

    >>> parse(r"\d{3}-\d{4}").longest
    8
    >>> parse("a|bcd").shortest
    1
    """
    parser = _Parser(regex)
    node = parser.alternation()
    if parser.position < len(regex):
        raise parser.error("unbalanced )")
    return node


def _sum(lengths: list[int | None]) -> int | None:
    known = [length for length in lengths if length is not None]
    return sum(known) if len(known) == len(lengths) else None


def _sequence(parts: list[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    source = "".join(part.source for part in parts)
    shortest = sum(part.shortest for part in parts)
    return Node("sequence", source, shortest, _sum([part.longest for part in parts]), tuple(parts))


def _choice(branches: list[Node]) -> Node:
    if len(branches) == 1:
        return branches[0]
    lengths = [branch.longest for branch in branches]
    longest = None if None in lengths else max(length for length in lengths if length is not None)
    source = "(?:" + "|".join(branch.source for branch in branches) + ")"
    return Node("choice", source, min(branch.shortest for branch in branches), longest, tuple(branches))


def _repeat(node: Node, low: int, high: int | None, *, lazy: bool) -> Node:
    bounds = f"{{{low},}}" if high is None else f"{{{low},{high}}}"
    source = f"(?:{node.source}){bounds}" + ("?" if lazy else "")
    longest = 0 if node.longest == 0 else None if high is None or node.longest is None else node.longest * high
    return Node("repeat", source, node.shortest * low, longest, (node,), low, high)


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
        return _choice(branches)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.position < len(self.regex) and self.regex[self.position] not in "|)":
            parts.append(self.repetition())
        return _sequence(parts)

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
            return replace(node, source=f"(?:{node.source})")
        flagged = replace(node, source=f"(?{flags}:{node.source})", flags=flags)
        return flagged if not node.flags else replace(flagged, kind="choice", children=(node,))

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
            return Node("end", r"\z", 0, 0)
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
    return Node("character", source, 1, 1)
