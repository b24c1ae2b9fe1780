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
from heapq import merge

from langchain_guard.text.engine import (
    WIDTHS,
    ExpressionSet,
    Finder,
    character_before,
    compile_expression,
    compile_set,
)
from langchain_guard.text.heads import SPELLED, head, landmarks
from langchain_guard.text.neighbour import Neighbour, free, neighbour
from langchain_guard.text.prefix import prefix_closure
from langchain_guard.text.regex import Node

_LANDMARKS = ("@", "://", "%", "&")
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


@dataclass(frozen=True, slots=True)
class Automaton:
    """Finds where the rows of one group may match.

    Attributes:
        indexes: The rows' indexes, in the order of the set.
        lefts: What may not stand before their matches.
        prefilter: Finds a start, or the one character before it.
        confirm: Names the rows that match at a start.
        begins: The bytes that rows may begin with before which the prefilter consumes one character.
        beginning: RE2 text of how rows begin.
        landmark: When not empty, only surroundings of this are read.
    """

    indexes: tuple[int, ...]
    lefts: tuple[Neighbour, ...]
    prefilter: Finder
    confirm: ExpressionSet
    begins: frozenset[int]
    beginning: str
    landmark: bytes = b""

    def silent(self, data: bytes) -> bool:
        """Whether `starts` gives none in the whole of `data`, as one look at it shows; False when that is not clear."""
        return self.landmark not in data if self.landmark else self.prefilter.search(data, 0, len(data)) is None

    def starts(self, data: bytes, position: int, end: int, despite: Sequence[int] = ()) -> Iterable[Start]:
        """Starts from `position` up to `end` with the rows that may match there, in order.

        Args:
            data: The text.
            position: From where.
            end: Up to where.
            despite: Places there at which a row may match although its neighbour forbids it.
        """
        found = self._read(data, position, end)
        return merge(found, self._forbidden(data, despite)) if despite else found

    def _forbidden(self, data: bytes, places: Sequence[int]) -> Iterator[Start]:
        """The rows that may match at these places, as far as what stands before keeps them from being found there."""
        known: _Known = {}
        for start in places:
            if rows := self._rows(data, start, known, forbidden=True):
                yield start, rows

    def _read(self, data: bytes, position: int, end: int) -> Iterable[Start]:
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

    def _rows(self, data: bytes, start: int, known: _Known, *, forbidden: bool = False) -> tuple[int, ...]:
        """Indexes of the rows that may match at `start`, in order; what has been seen is not looked at again.

        With `forbidden`, of those instead that what stands before forbids; not of runs of escapes, which begin once.
        """
        sight = data[start - 4 : start + _WINDOW] if start >= 4 else start
        rows = known.get(sight)
        if rows is None:
            before = character_before(data, start)
            found = sorted(self.confirm.Match(data[start : start + _WINDOW]) or ())
            rows = tuple(
                self.indexes[place]
                for place in found
                if self.lefts[place].forbids(before) == forbidden
                and not (forbidden and self.lefts[place].holds_escapes)
            )
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
            spelled = [mark for mark in marks if len(mark) >= SPELLED]
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
    beginning = "|".join(text for entry, text in group if not neighbour(entry.left).holds_escapes)
    return Automaton(indexes, lefts, Finder(prefilter), confirm, begins, beginning, landmark)


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
    return r"\b" if boundary else f"(?:^|{free(left)})" if left else ""
