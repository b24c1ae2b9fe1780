r"""Values that the head of a column names: each cell of a table is read as if its head stood before it.

Below `user,password` the second cell of a line is judged as what follows `password: ` is. Which heads name something
follows from the rows: those after which, with `: ` behind them, a match is still open. Tables are lines whose cells
stand between `|` (Markdown, psql, MySQL), tabs, `;`, `,` or two spaces, and rows of HTML. A head is the first line of
its table, in HTML a row of `<th>`; the table goes on as long as its lines have as many cells.

A stream holds a row back while the head of its table names something, up to `LONGEST` characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from langchain_guard.findings import Finding
from langchain_guard.text.compiled import PatternSet, Row
from langchain_guard.text.engine import Finder, encode
from langchain_guard.text.view import View

LONGEST = 2048
"""Longest row that is read, in characters; a longer one ends its table."""

_MARK = 8
"""More characters than what ends a row has."""
_NAMED = 8
"""Columns of one table whose heads count."""
_REMEMBERED, _SHORT = 4096, 64
"""How many cells and heads are remembered with what is known of them, and how long cells may be for that."""
_LEAST = 3
"""Characters of the shortest value: the code on a card."""

Span = tuple[int, int]
Found = tuple[int, int, Row]
Judge = Callable[[Row, View, "tuple[int, ...]"], "tuple[str | None, int]"]

_border = re.compile(r"[-+|:=\s\u2500-\u257f]*").fullmatch
_head = re.compile(r"[^\W_](?:[\w.#()/-]| (?! )){0,39}").fullmatch
_pipe = re.compile(r"(?<!\\)[|\u2502\u2503\u2551]").finditer
_gap = re.compile(r"[ \t]{2,}").finditer
_quoted = re.compile(r'[ \t]*"(?:[^"]|"")*"').match
_cell = re.compile(r"<t([hd])(?:\s[^<>]*)?>(?:\s*<(?!t[dhr])[a-z][^<>]*>)*", re.IGNORECASE).finditer
_cell_end = re.compile("</").search


class Cells(NamedTuple):
    """A row that has been cut: by what, and where in it the cells stand."""

    by: str
    spans: list[Span]


def _in_line(line: str) -> Cells:
    cuts = [match.start() for match in _pipe(line)]
    if cuts:
        spans = list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(line)], strict=True))
        first = 0 if line[: cuts[0]].strip(" \t>") else 1  # what stands before the first and after the last | may be
        last = len(spans) if line[cuts[-1] + 1 :].strip() else -1  # no cell
        return Cells("|", spans[first:last])
    for by in "\t;,":
        if by in line:
            return Cells(by, list(_separated(line, by)))
    text = line.strip()
    start = line.find(text)
    gaps = [(start + gap.start(), start + gap.end()) for gap in _gap(text)]
    return Cells(
        " ", list(zip([start, *(gap[1] for gap in gaps)], [*(gap[0] for gap in gaps), len(line)], strict=True))
    )


def _separated(line: str, by: str) -> Iterator[Span]:
    start = 0
    while start <= len(line):
        quoted = _quoted(line, start)
        end = line.find(by, quoted.end() if quoted else start)
        end = len(line) if end < 0 else end
        yield start, end
        start = end + 1


def _in_tags(row: str) -> Cells:
    opened = list(_cell(row))
    spans = []
    for tag, limit in zip(opened, [*(tag.start() for tag in opened[1:]), len(row)], strict=False):
        closed = _cell_end(row, tag.end(), limit)
        spans.append((tag.end(), closed.start() if closed else limit))
    return Cells("".join(sorted({tag[1].lower() for tag in opened})), spans)


class Shape(NamedTuple):
    """What tables look like: what ends a row, how one is cut, and by what a head is."""

    ends: Callable[..., re.Match[str] | None]
    cut: Callable[[str], Cells]
    tags: bool


LINES = Shape(re.compile("\n").search, _in_line, tags=False)
TAGS = Shape(re.compile(r"<(?i:/?t(?:r|able))").search, _in_tags, tags=True)


class Table(NamedTuple):
    """A table that is being read: how its head is cut, and the heads that name something."""

    by: str
    width: int
    heads: dict[int, tuple[str, ...]]


class Columns:
    """Reads the tables of one shape out of a text that comes in pieces.

    Args:
        shape: What they look like.
        labels: Finds words of which a head that names something holds one.
        patterns: What is looked for.
        judge: Why a row refuses a match, and where its value ends.
    """

    def __init__(self, shape: Shape, labels: Finder, patterns: PatternSet, judge: Judge) -> None:
        self._shape, self._labels, self._patterns, self._judge = shape, labels, patterns, judge
        self._text = ""  # what is not read to the end of its row
        self._base = 0  # offset of that in the whole text
        self._before = ""  # the row before it
        self._table: Table | None = None
        self._cells: dict[tuple[str, str], list[Found]] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def feed(self, piece: str, *, final: bool) -> tuple[list[Finding], int]:
        """Findings in the rows that a piece completes, and where open text begins, as offsets in the whole text."""
        seen = max(0, len(self._text) - _MARK)
        self._text += piece
        found: list[Finding] = []
        if self._shape.ends(self._text, seen) or (final and self._table):
            self._forget(self._rows(found, final=final))
        if len(self._text) > LONGEST + _MARK:
            self._table = None
            self._forget(len(self._text) - LONGEST - _MARK)  # enough to show that the row is too long
        return found, self._base if self._table and not final else self._base + len(self._text)

    def _forget(self, count: int) -> None:
        self._text, self._base = self._text[count:], self._base + count

    def _rows(self, found: list[Finding], *, final: bool) -> int:
        """Read the rows that are complete; returns where the one that is not begins."""
        text, labels, at = self._text, _Places(self._labels, self._text), 0
        while ending := self._shape.ends(text, at):
            row = text[at : ending.start()]
            if not (self._table and self._row(self._table, row, self._base + at, found)):
                label = labels.next(at)
                self._table = self._headed(row) if label < ending.start() else None
                if label >= ending.end() and not self._shape.tags:  # straight to the line that holds it
                    last = text.rfind("\n", at, label)
                    self._before = self._line_before(at, last)
                    at = last + 1
                    continue
            if self._shape.tags and ending[0][-1] in "eE":
                self._table = None
            self._before = self._before if row.strip() and _border(row) else row
            at = ending.end()
        if final and self._table:
            self._row(self._table, text[at:], self._base + at, found)
        return at

    def _line_before(self, first: int, end: int) -> str:
        """The last line that ends at `end` or earlier and is no border."""
        while True:
            start = max(first, self._text.rfind("\n", first, end) + 1)
            line = self._text[start:end]
            if not (line.strip() and _border(line)):
                return line
            if start == first:
                return self._before
            end = start - 1

    def _headed(self, row: str) -> Table | None:
        """The table that a row is the head of, if that names something."""
        if len(row) > LONGEST:
            return None
        by, spans = self._shape.cut(row)
        names = [row[start:end].strip(" \t\r\"'`*_") for start, end in spans]
        if len(names) < 2 or (self._shape.tags and by != "h") or not self._heads(row, by, names):
            return None
        heads = [(place, self._name(name)) for place, name in enumerate(names) if name]
        named = [(place, name) for place, name in heads if name][:_NAMED]
        return Table(by, len(names), dict(named)) if named else None

    def _heads(self, row: str, by: str, names: list[str]) -> bool:
        """Whether these may be heads: short, and those of the first line of a table."""
        if self._shape.tags:
            return True
        if not all(_head(name) or (not name and by == "|") for name in names):
            return False
        before = self._shape.cut(self._before) if len(self._before) <= LONGEST else Cells("", [])
        spaced = f"{by} "
        if spaced in row and any(name.count(" ") > 1 for name in names):
            return False  # a sentence with a comma
        return before.by != by or len(before.spans) != len(names) or (spaced in row) != (spaced in self._before)

    def _name(self, head: str) -> tuple[str, ...]:
        """The forms of a head that name what is below it: as it is, and without underscores."""
        if head not in self._names:
            if len(self._names) >= _REMEMBERED:
                self._names.clear()
            forms = dict.fromkeys((head, head.replace("_", " ")))
            self._names[head] = tuple(form for form in forms if self._opens(form))
        return self._names[head]

    def _opens(self, head: str) -> bool:
        data = encode(f"{head}: ")
        return self._patterns.hold.start(data, 0) < len(data) - 2

    def _row(self, table: Table, row: str, offset: int, found: list[Finding]) -> bool:
        """Look into the cells below the heads; False when the row ends the table."""
        if len(row) > LONGEST:
            return False
        if row.strip() and not self._shape.tags and _border(row):
            return True
        by, spans = self._shape.cut(row)
        if self._shape.tags:
            spans = spans or [(0, 0)] * table.width  # what stands between two rows
        elif by != table.by or (len(spans) != table.width if by != "|" else len(spans) <= max(table.heads)):
            return False
        for place, forms in table.heads.items():
            start, end = spans[place] if place < len(spans) else (0, 0)
            cell = row[start:end].strip()
            if len(cell) >= _LEAST:
                start = offset + row.index(cell, start)
                for first, last, row_of in self._below(forms, cell):
                    one = row_of.finding
                    found.append(Finding(start + first, start + last, one.kind, one.rule, one.severity, one.score))
        return True

    def _below(self, forms: tuple[str, ...], cell: str) -> list[Found]:
        """What is found in a cell because of its head."""
        known = self._cells.get((forms[0], cell))
        if known is None:
            known = next(filter(None, (self._named(form, cell) for form in forms)), [])
            if len(self._cells) >= _REMEMBERED:
                self._cells.clear()
            if len(cell) <= _SHORT:
                self._cells[forms[0], cell] = known
        return known

    def _named(self, head: str, cell: str) -> list[Found]:
        """What rows find that begin in the head and whose value is in the cell."""
        view, lead = View(f"{head}: {cell}"), len(encode(head)) + 2
        found: list[Found] = []
        for start, indexes in self._patterns.starts(view.data, 0, lead):
            for row in map(self._patterns.rows.__getitem__, indexes):
                match = None if row.in_prose else row.match(view.data, start, ascii_only=view.ascii)
                if match is None or match[2] < lead:
                    continue
                reason, end = self._judge(row, view, match) if row.judged else (None, match[3])
                if reason is None:
                    first, last = view.span(match[2], end)
                    found.append((first - len(head) - 2, last - len(head) - 2, row))
                    if found[-1][:2] == (0, len(cell)):
                        return found  # no other can add to it
        return found


class _Places:
    """Where something stands in a text; asked for from left to right."""

    def __init__(self, finder: Finder, text: str) -> None:
        self._finder, self._text, self._view = finder, text, View(text)
        self._at = self._byte = 0

    def next(self, at: int) -> int:
        """The first place from `at` on; the end of the text when there is none."""
        if self._at < at or not self._at:
            data, size = self._view.data, len(self._text)
            from_byte = self._byte + len(encode(self._text[self._at : at]))
            place = self._finder.search(data, from_byte, len(data))
            self._byte = place[0] if place else len(data)
            self._at = self._view.position(self._byte, size)
        return self._at
