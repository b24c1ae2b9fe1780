"""One scanning loop for whole texts and for streams.

`Scanner.feed` takes a piece of text and gives back what became final: verbatim text and matches, in order. A whole text
is a stream of one piece, so both give the same by construction, as long as every decision looks only at what the
hold-back guarantees to be there: the match, one character beside it, and a bounded stretch before it.

Matches of one rule do not overlap, as with `finditer`. Between rules the leftmost wins, then the longest, then the
higher priority, then the earlier row; what a later match adds beyond the end of an earlier one is a match of its own,
so that no character of an accepted match is ever left out.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter

from langchain_guard.findings import Explanation, Finding
from langchain_guard.text.columns import LINES, TAGS, Columns
from langchain_guard.text.compiled import Row
from langchain_guard.text.engine import SEPARATOR, character_at, encode
from langchain_guard.text.matches import Match, Selection, SentenceDetector, beside, never, settled
from langchain_guard.text.normalize import INVISIBLE_RUN, disguise, fold, invisible, without_invisible
from langchain_guard.text.overlaps import Candidate, Overlaps
from langchain_guard.text.readings import CodeReadings
from langchain_guard.text.sentences import Sentences
from langchain_guard.text.view import View

__all__ = ["Match", "Scanner", "Selection", "SentenceDetector", "never", "silent", "whole"]

_ZONES_BEHIND = 16_384
"""Characters that the reading of code zones may lag behind; bounds what a stream keeps."""

_SHORT, _VERDICTS = 2048, 256
"""Length of the candidates whose verdicts are remembered, in characters, and how many of them."""


class Scanner:
    """Scans one text, in as many pieces as it comes.

    Args:
        selection: What to look for.

    >>> from langchain_guard.text.compiled import compile_patterns
    >>> from langchain_guard.text.pattern import Pattern
    >>> scanner = Scanner(Selection(compile_patterns([Pattern("employee_id", r"E-[0-9]{6}")])))
    >>> [piece if isinstance(piece, str) else piece.finding.kind for piece in scanner.feed("see E-123")]
    ['see ']
    >>> [piece if isinstance(piece, str) else piece.finding.kind for piece in scanner.feed("456.", final=True)]
    ['employee_id', '.']
    """

    def __init__(self, selection: Selection) -> None:
        self.explanations: list[Explanation] = []
        self._selection = selection
        self._picky = bool(selection.threshold or selection.allowed or selection.allowed_patterns)
        self._text = ""  # left context, then text whose fate is open
        self._base = 0  # offset of the buffer in the whole text
        self._frontier = 0  # where open text begins, as an offset in the whole text
        self._run = 0  # invisible characters that end just before the buffer
        self._zones = CodeReadings()
        self._zones_read = 0  # how far the zones have been read
        self._overlaps = Overlaps(selection, self._explain)
        self._busy: dict[str, dict[int, int]] = {"plain": {}, "markup": {}, "values": {}}  # where last matches end
        self._verdicts: dict[tuple[int, str], bool | int] = {}  # of validators on candidates of this piece
        self._readers: list[Sentences | Columns] = [Sentences(selection.detectors)] if selection.detectors else []
        if selection.labels:
            known = selection.labels, selection.patterns, self._judge
            self._readers += [Columns(shape, *known) for shape in (LINES, TAGS)]

    def feed(self, piece: str, *, final: bool = False) -> list[str | Match]:
        """Add a piece of the text.

        Args:
            piece: What comes next.
            final: Whether the text ends here.

        Returns:
            Verbatim text and matches that no further text can change, in order.
        """
        views = self._read(piece, final=final)
        pieces = self._cut()
        if not final:
            self._trim(views)
        return pieces

    def find(self, text: str) -> list[Finding]:
        """Findings in a whole text; nothing of it is given back, so nothing need be cut."""
        self._read(text, final=True)
        return [finding for finding, _, _ in self._overlaps.resolved(self._frontier)]

    def _read(self, piece: str, *, final: bool) -> list[View]:
        """Find the candidates that a piece makes final; returns the views of the buffer."""
        text = self._text = self._text + piece
        if self._selection.patterns.zoned:
            self._zones.feed(piece)
        views = [View(text)]
        if self._selection.patterns.zoned and not text.isascii() and invisible().search(views[0].data) is not None:
            views.append(View(text, without_invisible(text, self._run), "markup"))
        disguised = not text.isascii() and disguise().search(views[0].data) is not None
        if disguised or not (final or text.isascii()):
            views.append(View(text, fold(text, self._run), "values"))
        open_from = self._frontier - self._base
        known = len(text) if final else max(settled(text), open_from)
        ends = views if known == len(text) else [View(text[:known]), *views[1:]]
        frontier = self._base + min(len(text) if final else self._open_start(view, open_from) for view in ends)
        frontier = min([frontier, *(self._read_by(reader, piece, final=final) for reader in self._readers)])
        if frontier > self._frontier:
            self._collect([view for view in views if view.kind != "values" or disguised], frontier)
        self._frontier = frontier
        if frontier - self._zones_read > _ZONES_BEHIND:
            self._zones.is_code(frontier)
            self._zones_read = frontier
        return views

    def _open_start(self, view: View, open_from: int) -> int:
        start = view.byte(self._text, open_from)
        return view.position(self._selection.patterns.hold.start(view.data, start), len(self._text))

    def _read_by(self, reader: Sentences | Columns, piece: str, *, final: bool) -> int:
        """Take what a reader finds in what a piece completes; returns where it has read to."""
        findings, open_from = reader.feed(piece, final=final)
        for finding in findings:
            reason = self._selection.refusal(finding, self._text[finding.start - self._base : finding.end - self._base])
            self._explain(finding.start, finding.end, finding.rule, reason)
            if reason is None and finding.start < finding.end:
                self._overlaps.pending.append((finding.start, -finding.end, 0, -1, finding))
        return open_from

    def _collect(self, views: list[View], frontier: int) -> None:
        """Find the candidates that start in the part of the buffer that has become final."""
        self._verdicts.clear()
        in_prose: list[tuple[int, int, int, int]] = []  # places, the views they stand in and where, and rows
        for number, view in enumerate(views):
            self._collect_values(view, frontier, number, in_prose)
        for place, number, start, index in sorted(in_prose, key=itemgetter(0)):
            view = views[number]
            if self._busy[view.kind].get(index, 0) > place:
                continue
            row = self._selection.patterns.rows[index]
            if self._zones.is_code(place):
                self._explain(place, place, row.pattern.name, "in code")
            else:
                self._try(row, view, start)

    def _collect_values(
        self, view: View, frontier: int, number: int, in_prose: list[tuple[int, int, int, int]]
    ) -> None:
        """Find the candidates of one view; those whose rule does not hold in code are put off to `in_prose`."""
        patterns, text, base = self._selection.patterns, self._text, self._base
        rows, size, busy = patterns.rows, len(text), self._busy[view.kind]
        first, last = view.byte(text, self._frontier - base), view.byte(text, frontier - base)
        values, markup = view.kind != "markup", view.kind != "values"  # full-width brackets are no markup
        found: Candidate | None = None
        for start, indexes in patterns.starts(view.data, first, last):
            place = base + view.position(start, size)
            for index in indexes:
                row = rows[index]
                if row.in_prose:
                    if markup:
                        in_prose.append((place, number, start, index))
                elif (
                    values
                    and busy.get(index, 0) <= place  # matches of one row do not overlap
                    and not (row.single and found and self._hidden(place, row, found))
                ):
                    found = self._try(row, view, start) or found

    def _hidden(self, place: int, row: Row, found: Candidate) -> bool:
        """Whether a finding of one character at a place would be dropped for one that has been found."""
        start, end = found[0], -found[1]
        if not start <= place < end or (end - start == 1 and found[2:] > row.order):
            return False
        flagged, rows = self._selection.flagged, self._selection.patterns.rows
        return not (self._selection.explain or flagged(rows[found[3]].pattern.kind) or flagged(row.pattern.kind))

    def _try(self, row: Row, view: View, start: int) -> Candidate | None:
        """Judge the candidate of a row at a place; returns it if it stands."""
        match = row.match(view.data, start, ascii_only=view.ascii)
        if match is None:
            return None
        reason, value_end = None, match[3]
        if row.judged:
            reason, value_end = self._judge(row, view, match)
        explain = self._selection.explain
        if reason is not None and not explain:
            return None
        first, last = view.span(match[2], value_end)
        if view.folded is not None and not self._differs(view, match):
            return None  # it is found in the plain view
        if reason is None and self._picky:
            reason = self._selection.refusal(
                row.finding, self._text[first:last], view.data[match[2] : value_end].decode()
            )
        first, last = self._base + first, self._base + last
        if explain:
            self._explain(first, last, row.pattern.name, reason)
        if reason is not None:
            return None
        self._busy[view.kind][row.index] = last
        candidate = (first, -last, *row.order)
        self._overlaps.pending.append(candidate)
        return candidate

    def _differs(self, view: View, match: tuple[int, ...]) -> bool:
        """Whether the plain view shows something else where a match of another view stands, value or context."""
        first, last = view.span(match[0], match[1])
        unlike = disguise() if view.kind == "values" else invisible()
        return unlike.search(encode(self._text[first:last])) is not None

    def _judge(self, row: Row, view: View, match: tuple[int, ...]) -> tuple[str | None, int]:
        """Why the row's own conditions refuse a candidate (None when they do not), and where its value ends."""
        pattern = row.pattern
        position, last, start, end = match
        if row.context is not None:
            window = view.data[max(0, position - 4 * pattern.context_window) : position].decode("utf-8", "ignore")
            if row.context.search(encode(window[-pattern.context_window :])) is None:
                return "context missing", end
        if pattern.validator is None:
            return None, end
        text = view.data[start:end].decode()
        verdict = self._verdict(row, text)
        if verdict is True:
            return None, end
        if not verdict or verdict < 0:
            return row.refusal, end
        kept = start + (verdict if view.ascii else len(text[:verdict].encode()))
        if row.right and kept < last and row.right.forbids(character_at(view.data, kept)):
            return "continues beyond the valid part", end
        return None, kept

    def _verdict(self, row: Row, text: str) -> bool | int:
        """What the validator of a row says of a candidate; equal ones are put to it once, as far as they are short."""
        validator = row.pattern.validator
        if len(text) > _SHORT or validator is None:
            return validator is None or validator(text)
        verdict = self._verdicts.get((row.index, text))
        if verdict is None:
            verdict = validator(text)
            if len(self._verdicts) < _VERDICTS:
                self._verdicts[row.index, text] = verdict
        return verdict

    def _explain(self, start: int, end: int, rule: str, reason: str | None) -> None:
        if self._selection.explain:
            self.explanations.append(Explanation(start, end, rule, reason is None, reason or "matched"))

    def _cut(self) -> list[str | Match]:
        """The text up to the frontier, cut into findings and what stands between them."""
        text, base, at = self._text, self._base, self._overlaps.decided
        pieces: list[str | Match] = []
        for finding, only_flagged, rewrite in self._overlaps.resolved(self._frontier):
            if only_flagged:
                pieces.append(Match(finding, ""))
                continue
            start, end = finding.start - base, finding.end - base
            if finding.start > at:
                pieces.append(text[at - base : start])
            around = beside(text, start, end, base) if rewrite is None else ("", "")
            pieces.append(Match(finding, text[start:end], rewrite, around))
            at = finding.end
        if self._frontier > at:
            pieces.append(text[at - base : self._frontier - base])
        return pieces

    def _trim(self, views: list[View]) -> None:
        """Forget text that no later decision can look at."""
        look_back = self._selection.patterns.look_back
        limit = self._frontier - self._base
        cut = max(0, limit - look_back)
        run = 0
        folded = views[-1].folded
        if folded is not None:
            index = max(0, bisect_left(folded.starts, limit) - look_back)
            if index < len(folded.starts) and folded.starts[index] < cut:
                cut = folded.starts[index]
            elif index == 0:
                cut = 0
            run = INVISIBLE_RUN if cut and folded.text[bisect_left(folded.starts, cut)] == SEPARATOR else 0
        if cut > 0:
            self._text = self._text[cut:]
            self._base += cut
            self._run = run
            for busy in self._busy.values():
                for index in [index for index, end in busy.items() if end <= self._frontier]:
                    del busy[index]


def silent(text: str, selection: Selection) -> bool:
    """Whether one look at a complete text shows that a scanner would find nothing; False when that is not clear.

    >>> from langchain_guard.text.compiled import compile_patterns
    >>> from langchain_guard.text.pattern import Pattern
    >>> selection = Selection(compile_patterns([Pattern("employee_id", r"E-[0-9]{6}")]))
    >>> silent("Nothing to see.", selection), silent("E-123456", selection)
    (True, False)
    """
    # ASCII text has one view: nothing in it is in disguise
    if selection.detectors or not text.isascii() or not selection.patterns.silent(data := text.encode()):
        return False
    return selection.labels is None or selection.labels.search(data, 0, len(data)) is None


def whole(text: str, selection: Selection) -> tuple[list[str | Match], list[Explanation]]:
    """Scan a complete text; returns its pieces in order, and the explanations if asked for."""
    scanner = Scanner(selection)
    return scanner.feed(text, final=True), scanner.explanations
