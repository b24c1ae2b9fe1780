r"""Automata that find where matches may begin.

A DFA is as fast as its states are few. One automaton of all patterns whole would need a state for every combination of
half-read values. So patterns are sorted by what gives them away:

* *by beginning*: most begin in a way that prose does not (`ghp_`, `AKIA`, three digits and a dash). One automaton of
  their heads, the first few characters, finds them all.
* *by landmark*: an e-mail address begins like any word, but every word of its language holds an `@` near its start.
  The landmark is found by `bytes.find`, and the automaton reads only its surroundings.
* *whole*: the rest, read by an automaton of the whole expressions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from langchain_guard.text.engine import (
    WIDTHS,
    ExpressionSet,
    Finder,
    character_before,
    compile_expression,
    compile_set,
)
from langchain_guard.text.neighbour import Neighbour, neighbour
from langchain_guard.text.prefix import prefix_closure
from langchain_guard.text.regex import Node

HEAD = 24
"""Characters of a pattern's beginning that its head may look at."""

_RUN = 24
"""Characters of a run of one class that a head looks at: words of prose are shorter."""

_SHORT_RANGE = 48
"""A repeat whose bounds differ by at most this many characters stays in a head."""

_LANDMARKS = ("@", "://", "%", "&")
_SPELLED = 4
"""Characters of a string that every word of a pattern spells, from which on it serves as a landmark."""

_REACH = 512
"""Characters before and after a landmark that are searched; patterns that need more are read whole."""

_WINDOW = 256
"""Bytes from a start that the set looks at; patterns that see more are only pre-checked."""

_Known = dict[bytes | int, tuple[int, ...]]
"""The rows that may match, by what is seen around a start (with the character before it, which has up to four bytes),
near the start of the text by the place. Hostile text repeats itself."""

_KNOWN = 256
"""Different sights that one reading of a text remembers."""

_WORD_BYTES = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_ORDINARY = (
    "In 2019 the committee met 12 times, spent $1,250.75 and voted on 3.5 % of the motions; see pages 101-117 and "
    "the appendix (guide, page 2) for the Key facts: password rules, tokens and secrets of version 2.10.3. "
    "Dr. Müller's phone (or e-mail) was not listed, he said at 10:30 on 5 May 2021. The API returned a list of 1024 "
    "items, e.g. my_value = get_item(42), 0x7f and self.name[0:15]; 'authorization' was required. Passport and licence "
    "offices in New-York, BERLIN and São Paulo open 9-17h, call 555 ahead or write to the Bank Account department. "
    "class PydanticBaseModel(recommended_settings): see the README of telecommunications "
    "state-of-the-art; runs-on: ubuntu-latest, status_code=200, X-Request-Id "
).encode()
"""What heads must not match, or they give nothing away."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What automata need to know of a row.

    Attributes:
        index: The row's index.
        node: Its expression.
        boundary: Whether it starts a word.
        left: The class that may not stand before it.
        right: The ASCII characters that may not stand after it, as the inside of a class.
        cap: How many characters it sees, when its expression alone does not bound it.
    """

    index: int
    node: Node
    boundary: bool
    left: str
    right: str
    cap: int | None

    @property
    def lead(self) -> str:
        """RE2 text of what must stand before it, where that keeps starts out of words; the rest is looked at later."""
        left, begins = neighbour(self.left), _first_bytes(self.node.first())
        in_words = any(byte in begins and left.forbids(bytes([byte])) for byte in _WORD_BYTES)
        return lead(self.left, boundary=self.boundary) if in_words else ""

    @property
    def confirmation(self) -> str:
        r"""RE2 text that begins where the row matches, cut off at the end of the window if it sees further."""
        text = self.node.source
        if self.right and self.cap is None:
            text = rf"(?:{text})(?:[^{self.right}]|\z)"
        longest = self.node.longest if self.cap is None else self.cap
        beyond = longest is None or 4 * longest >= _WINDOW
        return rf"(?:{text}|{prefix_closure(self.node)}\z)" if beyond else text


def head(node: Node, budget: int = HEAD) -> tuple[str, bool]:
    """RE2 text that the beginning of every word of `node` matches, and whether it is the whole of `node`.

    >>> from langchain_guard.text.regex import parse
    >>> head(parse("sk-[a-z]{40,}"))
    ('sk-(?:[a-z]){24}', False)
    """
    if node.kind in ("character", "end"):
        return node.source, True
    if node.kind == "repeat":
        text, whole = _repeat_head(node, budget)
    else:
        text, whole = _choice_head(node, budget) if node.kind == "choice" else _sequence_head(node, budget)
    return (f"(?{node.flags}:{text})" if node.flags and text else text), whole


def _choice_head(node: Node, budget: int) -> tuple[str, bool]:
    heads = [head(branch, budget) for branch in node.children]
    return "(?:" + "|".join(text for text, _ in heads) + ")", all(whole for _, whole in heads)


def _sequence_head(node: Node, budget: int) -> tuple[str, bool]:
    texts: list[str] = []
    for part in node.children:
        if budget <= 0:
            return "".join(texts), False
        text, whole = head(part, budget)
        texts.append(text)
        if not whole:
            return "".join(texts), False
        budget -= part.shortest
    return "".join(texts), True


def _repeat_head(node: Node, budget: int) -> tuple[str, bool]:
    (body,) = node.children
    low, high = node.low, node.high
    size = body.longest
    if high is not None and size is not None and (high - low) * size <= _SHORT_RANGE and low * size <= 2 * HEAD:
        return node.source, True
    if low == 0:
        return "", False
    if body.single:
        return f"(?:{body.source}){{{min(low, _RUN)}}}", False
    return head(body, budget)[0], False


def landmarks(node: Node) -> dict[str, int | None]:
    """Characters and short strings that every word of `node` holds, with their farthest distance from the start.

    >>> from langchain_guard.text.regex import parse
    >>> landmarks(parse("[a-z]{1,9}@x"))
    {'@': 9, 'x': 10}
    """
    if node.flags:  # letters may stand in either case
        return {}
    if node.kind == "character":
        return {node.source: 0} if len(node.source) == 1 and node.source != "." else {}
    if node.kind == "repeat":
        return landmarks(node.children[0]) if node.low else {}
    if node.kind == "choice":
        found = [landmarks(branch) for branch in node.children]
        shared = set.intersection(*(set(marks) for marks in found)) if found else set()
        return {mark: _farthest([marks[mark] for marks in found]) for mark in sorted(shared)}
    marks: dict[str, int | None] = {}
    offset: int | None = 0
    spelled = ""
    for part in node.children:
        for mark, distance in landmarks(part).items():
            marks.setdefault(mark, None if distance is None or offset is None else offset + distance)
        offset = None if offset is None or part.longest is None else offset + part.longest
        literal = part.kind == "character" and not part.flags and len(part.source) == 1 and part.source != "."
        spelled = spelled + part.source if literal else ""
        for mark in (spelled[-3:], spelled):
            if mark == "://" or len(mark) == _SPELLED:
                marks.setdefault(mark, None if offset is None else offset - len(mark))
    return marks


def _farthest(distances: list[int | None]) -> int | None:
    return None if None in distances else max(distance for distance in distances if distance is not None)


@dataclass(frozen=True, slots=True)
class Automaton:
    """Finds where the rows of one group may match.

    Attributes:
        indexes: The rows' indexes, in the order of the set.
        lefts: What may not stand before their matches.
        prefilter: Finds a start, or the one character before it.
        confirm: Names the rows that match at a start.
        begins: The bytes that rows may begin with before which the prefilter consumes one character.
        landmark: When not empty, only surroundings of this are read.
    """

    indexes: tuple[int, ...]
    lefts: tuple[Neighbour, ...]
    prefilter: Finder
    confirm: ExpressionSet
    begins: frozenset[int]
    landmark: bytes = b""

    def silent(self, data: bytes) -> bool:
        """Whether `starts` gives none in the whole of `data`, as one look at it shows; False when that is not clear."""
        return self.landmark not in data if self.landmark else self.prefilter.search(data, 0, len(data)) is None

    def starts(self, data: bytes, position: int, end: int) -> Iterable[Start]:
        """Starts from `position` up to `end` with the rows that may match there, in order."""
        if not self.landmark:
            return self._between(data, position, end, len(data), {})
        mark = data.find(self.landmark, position)
        return self._beside_landmarks(data, position, end, mark) if mark >= 0 else ()

    def _beside_landmarks(self, data: bytes, position: int, end: int, mark: int) -> Iterator[Start]:
        known: _Known = {}
        while mark >= 0 and position < end:
            first = max(position, mark - 4 * _REACH)
            last = mark + 1
            # landmarks close together share their surroundings
            while (following := data.find(self.landmark, last, last + _REACH)) >= 0:
                last = following + 1
            yield from self._between(data, first, min(end, last), min(len(data), last + 4 * _REACH), known)
            position = max(position, last)
            mark = data.find(self.landmark, last)

    def _between(self, data: bytes, position: int, end: int, stop: int, known: _Known) -> Iterator[Start]:
        search, begins = self.prefilter.search, self.begins
        origin = position - len(character_before(data, position))
        while position < end:
            hit = search(data, origin, stop)
            if hit is None or hit[0] >= end:
                return
            first = hit[0]
            if first >= position and (rows := self._rows(data, first, known)):
                yield first, rows
            # the prefilter may have consumed one character before a match
            origin = position = first + WIDTHS[data[first]]
            if position < end and data[position] in begins:
                if rows := self._rows(data, position, known):
                    yield position, rows
                position += WIDTHS[data[position]]

    def _rows(self, data: bytes, start: int, known: _Known) -> tuple[int, ...]:
        """Indexes of the rows that may match at `start`, in order; what has been seen is not looked at again."""
        sight = data[start - 4 : start + _WINDOW] if start >= 4 else start
        rows = known.get(sight)
        if rows is None:
            before = character_before(data, start)
            found = sorted(self.confirm.Match(data[start : start + _WINDOW]) or ())
            rows = tuple(self.indexes[place] for place in found if not self.lefts[place].forbids(before))
            if len(known) < _KNOWN:
                known[sight] = rows
        return rows


Start = tuple[int, tuple[int, ...]]
"""Where rows may match: the byte, and the rows' indexes."""


def automata(entries: Sequence[Entry]) -> list[Automaton]:
    """Sort rows into automata by what gives them away."""
    groups: dict[bytes | None, list[tuple[Entry, str]]] = {}
    for entry in entries:
        text, _ = head(entry.node)
        probe = compile_expression(f"{entry.lead}(?:{text})")
        key: bytes | None = b""
        if not text or probe.search(_ORDINARY) is not None:
            text = entry.node.source
            marks = landmarks(entry.node)
            spelled = [mark for mark in marks if len(mark) >= _SPELLED]
            key = next((mark.encode() for mark in (*_LANDMARKS, *spelled) if _near(marks, mark)), None)
        groups.setdefault(key, []).append((entry, text))
    return [_automaton(group, key or b"") for key, group in groups.items()]


def _near(marks: dict[str, int | None], landmark: str) -> bool:
    """Whether the landmark stands within reach of the start in every word."""
    distance = marks.get(landmark, _REACH + 1)
    return distance is not None and distance <= _REACH


def _automaton(group: list[tuple[Entry, str]], landmark: bytes) -> Automaton:
    by_lead: dict[str, list[str]] = {}
    for entry, text in group:
        by_lead.setdefault(entry.lead, []).append(text)
    prefilter = "|".join(f"{start}(?:{'|'.join(texts)})" for start, texts in by_lead.items())
    confirm = compile_set([entry.confirmation for entry, _ in group])
    begins = frozenset(
        byte for entry, _ in group if entry.lead and not entry.boundary for byte in _first_bytes(entry.node.first())
    )
    indexes, lefts = zip(*((entry.index, neighbour(entry.left)) for entry, _ in group), strict=True)
    return Automaton(indexes, lefts, Finder(prefilter), confirm, begins, landmark)


@lru_cache(maxsize=4096)
def _first_bytes(first: tuple[str, ...] | None) -> frozenset[int]:
    """Bytes that the UTF-8 of the first character may begin with; all beyond ASCII, to be on the safe side."""
    if first is None:
        return frozenset(range(256))
    character = compile_expression("|".join(first))
    return frozenset(code for code in range(256) if code > 127 or character.fullmatch(bytes([code])) is not None)


def lead(left: str, *, boundary: bool) -> str:
    r"""RE2 text of what must stand before a match: an ASCII word boundary, one consumed character, or nothing.

    >>> lead("0-9", boundary=False)
    '(?:^|[^0-9])'
    """
    return r"\b" if boundary else f"(?:^|[^{left}])" if left else ""
