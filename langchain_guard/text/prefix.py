r"""How much of a text's end could still become, or extend, a match: the hold-back of a stream, derived from patterns.

For an expression with language L, Prefix(L) is the set of all prefixes of words of L. It is regular, and an expression
for it follows from the parse:

    P(c)        = c?                          one character or class
    P(c B)      = (c P(B))?
    P(c{n,m} B) = c{0,n-1} | c{n,m} P(B)
    P(A B)      = P(A) | A P(B)
    P(A|B)      = P(A) | P(B)
    P(A{n,m})   = A{0,m-1} P(A)
    P(A*)       = A* P(A)

A start is open while the text from there to its end is in Prefix(L) of some pattern. The first open start is the cut:
before it every match is known and final, whatever comes next. A match that touches the end of the text is in Prefix(L)
too, so it waits for its right neighbour.

A superset of Prefix(L) holds back more and leaks nothing; a subset would leak. Two liberties are taken in that
direction, to keep the automata small: long repeats of one character count without limit, and a start is decided once
more characters stand behind it than its pattern can see, rounded up.

The automata run forward from each possible start. One reverse automaton, anchored at the end, would find the first
open start in one search, but its states are sets of all places in all patterns, and building them costs far more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from langchain_guard.text.engine import Finder, character_at, character_before
from langchain_guard.text.openings import Openings
from langchain_guard.text.regex import Node, parse

_COUNTED = 32
"""Repeats of one character beyond this are not counted in the closure."""

_SIGHT = 512
"""Characters after which a start is decided, for all patterns that see no more; the others go by their own cap."""

_ANY = Openings([""])


def prefix_closure(node: Node) -> str:
    """RE2 text whose language contains every prefix of every word of `node`.

    >>> from langchain_guard.text.regex import parse
    >>> prefix_closure(parse("ab[0-9]{2}"))
    '(?:a(?:b(?:[0-9]){0,2})?)?'
    """
    if node.kind == "end":
        closure = ""
    elif node.kind == "character":
        closure = f"(?:{node.source})?"
    elif node.kind == "choice":
        closure = "(?:" + "|".join(prefix_closure(branch) for branch in node.children) + ")"
    elif node.kind == "repeat":
        closure = _repeat_closure(node)
    else:
        closure = ""
        for part in reversed(node.children):
            closure = _before(part, closure)
    return f"(?{node.flags}:{closure})" if node.flags and closure else closure


def _repeat_closure(node: Node) -> str:
    (body,) = node.children
    if node.high == 0:
        return ""
    if body.single:
        return _counted(body, 0, node.high)
    inner = prefix_closure(body)
    if node.high is None:
        return f"(?:{body.source})*{inner}"
    return f"(?:(?:{body.source}){{0,{node.high - 1}}}{inner})" if node.high > 1 else inner


def _before(part: Node, closure: str) -> str:
    """P(A B) for a first part A and the closure of B."""
    if not closure:
        return prefix_closure(part)
    if part.kind == "character" and not part.flags:
        return f"(?:{part.source}{closure})?"
    if part.kind == "repeat" and not part.flags and part.children[0].single:
        (body,) = part.children
        if part.low == 0:
            return _counted(body, 0, part.high) + closure
        if part.high is None or part.high > _COUNTED:
            return f"(?:(?:{body.source})+{closure})?"
        counted = _counted(body, part.low, part.high) + closure
        return f"(?:{counted})?" if part.low == 1 else f"(?:(?:{body.source}){{0,{part.low - 1}}}|{counted})"
    return f"(?:{prefix_closure(part)}|{part.source}{closure})"


def _counted(body: Node, low: int, high: int | None) -> str:
    if high is None or high > _COUNTED:
        return f"(?:{body.source})*"
    return f"(?:{body.source}){{{low},{high}}}"


@dataclass(frozen=True, slots=True)
class Tail:
    r"""One pattern's share of the hold-back.

    Attributes:
        closure: RE2 text of its prefix closure.
        opening: RE2 text of what every match begins with, `\b` or one consumed character included.
        sight: Characters after which a start is decided.
    """

    closure: str
    opening: str
    sight: int


def opening(lead: str, beginning: str) -> str:
    r"""RE2 text that finds every open start, from the text of the beginnings of all words.

    Args:
        lead: What must stand before a match.
        beginning: What the first few characters of every word match; the text may end within them.
    """
    return f"{lead}(?:{beginning}|{prefix_closure(parse(beginning))}\\z)"


class HoldBack:
    r"""The combined hold-back of a set of patterns.

    Args:
        tails: One per pattern.

    >>> tail = Tail(prefix_closure(parse("AB-[0-9]{4}")), opening(r"\b", "AB-"), sight=8)
    >>> hold = HoldBack([tail])
    >>> hold.start(b"see AB-12", 0), hold.start(b"see AB-12!", 0)
    (4, 10)
    """

    def __init__(self, tails: Iterable[Tail]) -> None:
        groups: dict[bool, list[Tail]] = {True: [], False: []}
        for tail in tails:
            groups[tail.sight > _SIGHT].append(tail)
        self._groups = [
            (
                max(_SIGHT, *(tail.sight for tail in group)),
                Finder("|".join(sorted({tail.opening for tail in group}))),
                Finder("|".join(tail.closure for tail in group)),
            )
            for group in groups.values()
            if group
        ]

    def start(self, data: bytes, position: int) -> int:
        """First byte offset at or after `position` whose fate is open; `len(data)` when there is none.

        Args:
            data: UTF-8 text.
            position: Where undecided text begins, in bytes.
        """
        start = len(data)
        for sight, beginnings, closures in self._groups:
            first = position
            if start - position >= sight:
                first = max(position, _last_characters(data, sight - 1))
            start = min(start, _first_open(data, first, beginnings, closures))
            if start == position:
                break
        return start


def _first_open(data: bytes, position: int, beginnings: Finder, closures: Finder) -> int:
    first = _first_beginning(data, position, beginnings, closures)
    return next((start for start in _ANY.places(data, position, first) if closures.matches(data, start)), first)


def _first_beginning(data: bytes, position: int, beginnings: Finder, closures: Finder) -> int:
    size = len(data)
    search = position - len(character_before(data, position))
    while (found := beginnings.search(data, search, size)) is not None:
        # the lead may have consumed one character, so the match may start here or one on
        here = found[0]
        search = here + len(character_at(data, here))
        for start in (here, search):
            if start >= position and closures.matches(data, start):
                return start
    return size


def _last_characters(data: bytes, count: int) -> int:
    """Byte offset at which the last `count` characters of `data` begin."""
    tail = data[max(0, len(data) - 4 * count) :].decode("utf-8", "ignore")
    return len(data) - len(tail[max(0, len(tail) - count) :].encode())
