r"""Which parts of a text every Markdown renderer shows as code.

Rules for markup and links do not apply to code: a sample that merely shows HTML is escaped by the renderer. An
attacker therefore tries to make a guard take something for code that the browser will not. So this reading is
conservative: where CommonMark's structure could be read in two ways, nothing counts as code until both readings agree
again, if ever.

Code are the lines inside a fence that opens outside anything that may be an HTML block, up to a closing line as
CommonMark defines it: one in column 0, or one behind up to three spaces, as in a list item, or behind more below a
blank line, where its lines are code even if it is no fence; as far as its lines are indented as it is. Code are also
code spans of at most `SPAN_LIMIT` characters on one line, without a table cell's `|`, in a paragraph whose backticks
have so far all been paired. A fence whose language is in `DRAWN` holds none, as clients draw what it says, with its
links and pictures.

Source: CommonMark 0.31.2, sections 4.5 (fences), 4.6 (HTML blocks), 6.1 (code spans); GFM 0.29, 4.10 (tables).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy

from langchain_guard.text.pattern import Pattern

SPAN_LIMIT = 256
"""Longest content of a code span, in characters."""

DRAWN = "mermaid|plantuml|puml|graphviz|dot|d2|markmap|vega|vega-lite|echarts|geojson|math"
"""Languages of fences that clients show as a diagram or a formula, not as code."""

_ONE = rf"`[^`|\r\n]{{1,{SPAN_LIMIT}}}`"
_TWO = rf"``(?:[^`|\r\n]|`[^`|\r\n]){{1,{SPAN_LIMIT // 2}}}``"

CODE_SPAN = Pattern("zone.code_span", f"{_ONE}|{_TWO}", left=r"`\\", right="`", severity="info", zone="prose")
"""Holds a stream back until it is known whether a backtick opens a code span. A zone, not a finding."""

_span = re.compile(f"(?:{_ONE}|{_TWO})(?!`)").match
_fence = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})").match
# behind a fence; an entity or an escape may spell any of them
_drawn = re.compile(rf"[`~]+[ \t{{.]*(?:(?:{DRAWN})(?![A-Za-z0-9])|\S*[&\\])", re.IGNORECASE).match
_containers = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*").match
_endless_html = re.compile(
    r"<(?:(script|pre|style|textarea)(?![a-z0-9-])|(!--)|(\?)|(!\[CDATA\[)|(![a-z]))", re.IGNORECASE
).match
_HTML_ENDS = (r"</(?:script|pre|style|textarea)>", "-->", r"\?>", r"\]\]>", ">")
_definition = re.compile(r"<|\[[^\]]{0,999}\]:").match
_token = re.compile(r"\r\n?|\n|`+|<[A-Za-z/!?]?|\]\(|\\").search
_token_in_target = re.compile(r"\r\n?|\n|`+|<[A-Za-z/!?]?|\]\(|[()>\"'\\]").search
_token_in_tag = re.compile(r"\r\n?|\n|`+|<[!?]|[>\"'\\]").search
_end_of_target = re.compile(r"\r\n?|\n|\)").search
key_header = re.compile(r"PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File").search
"""Finds the header of a private key, which goes as a whole with whatever stands in it."""
_Find = Callable[[str, int], "re.Match[str] | None"]
_INTERESTING = ("`", "<", "\\", "~", "]")
_FORGET = 1 << 16
_BLANK = 64
"""Longest blank line that is known as one above a fence, in characters."""

_OUT, _FENCE, _DRAWING, _DOUBT, _LOST = "out", "fence", "drawing", "doubt", "lost"


class CodeZones:
    """Reads a text from left to right and says where code is.

    All of the text is given to `feed` as it comes; `is_code` is asked for positions in rising order. Work is done on
    demand, so a text without candidates costs nothing. A position inside a code span may be asked about once the span
    is complete, or known not to be one, which is what holding back for `CODE_SPAN` ensures.

    >>> zones = CodeZones()
    >>> zones.feed("Say `<b>` or <b>.")
    >>> zones.is_code(5), zones.is_code(13)
    (True, False)
    """

    def __init__(self) -> None:
        self._text = ""  # from the start of the current line on
        self._base = 0  # offset of that in the whole text
        self._pending: list[str] = []
        self._at = 0  # how far `_text` has been read
        self._found: dict[str, int] = {}  # where things that can matter stand next
        self._quiet = 0  # nothing that can matter stands before this, from `_at` on
        self._ahead: tuple[_Find | None, re.Match[str] | None] = (None, None)  # next token, and what found it
        self._marked = False  # the current line holds something that can matter
        self._line_start = 0  # where in `_text` the current line begins
        self._state = _OUT
        self._fence = ("", 0)  # character and length of the fence that is, or may be, open
        self._prefix = ""  # indentation of the fence that is, or may be, open
        self._html = False  # an HTML block may have begun since the last blank line
        self._html_end = ""  # what ends an HTML block that blank lines do not end
        self._ticks = 0  # length of the backtick run that is open on this line
        self._unpaired = False  # backticks of this paragraph are in doubt
        self._tag = ""  # inside what may be a tag: `<`, or the quote that is open; inside a link's target: `(`
        self._still = 0  # nothing changes before this, as an offset in the whole text
        self._span_end = 0  # end of the last accepted code span, as an offset in the whole text

    def copy(self) -> CodeZones:
        """An independent copy in the same state."""
        twin = copy(self)
        twin._pending, twin._found = self._pending.copy(), self._found.copy()
        return twin

    def feed(self, text: str) -> None:
        """Append to the text."""
        self._pending.append(text)

    def is_code(self, position: int) -> bool:
        """Whether the character at `position` of the whole text is code. Positions must not fall."""
        if position > self._still:
            if self._pending:
                self._text += "".join(self._pending)
                self._pending.clear()
                self._look_anew()
            self._read(position - self._base)
        return self._in_fenced_line() or position < self._span_end

    def _in_fenced_line(self) -> bool:
        """Whether the current line is one of a fence; one indented less would end it in a list item."""
        return self._state == _FENCE and self._text.startswith(self._prefix, self._line_start)

    def _read(self, end: int) -> None:
        """Read every token that begins before `end`."""
        while self._at < end:
            if not (self._marked or self._open()):
                self._skip(end)
                if self._at >= end:
                    self._still = self._base + self._quiet
                    break
            token = self._next_token()
            if token is None or token.start() >= end:
                self._at = max(self._at, min(end, len(self._text)))
                # what comes may make a token of the last character
                self._still = self._base + (token.start() if token else len(self._text) - 1)
                break
            text = token.group()
            if text[0] in "\r\n":
                if text == "\r" and token.end() == len(self._text):
                    break  # a line feed may follow
                self._line(self._text[self._line_start : token.start()])
                self._line_start = self._at = token.end()
                self._marked = False
                continue
            self._marked = True
            if self._state in {_FENCE, _DRAWING} or (self._base + token.start() < self._span_end):
                self._at = token.end()
            else:
                self._inline(text, token.start(), token.end())
        if self._line_start > _FORGET:
            line = self._line_start
            self._text, self._base = self._text[line:], self._base + line
            self._at, self._line_start = self._at - line, 0
            self._look_anew()

    def _look_anew(self) -> None:
        """Forget where things stand: the text has changed."""
        self._found.clear()
        self._quiet = 0
        self._ahead = (None, None)

    def _next_token(self) -> re.Match[str] | None:
        """The next token; remembered, so that each is searched for once."""
        find = self._finder()
        known_by, token = self._ahead
        if known_by is not find or (token is not None and token.start() < self._at):
            token = find(self._text, self._at)
            self._ahead = (find, token)
        return token

    def _finder(self) -> _Find:
        """What finds the tokens that matter where the text has been read to."""
        if self._tag == "(":
            return _end_of_target if self._unpaired else _token_in_target
        return _token_in_tag if self._tag else _token

    def _open(self) -> bool:
        """Whether anything is under way, other than on the current line, that an ordinary line could change."""
        return bool(self._state != _OUT or self._html or self._html_end or self._ticks or self._unpaired or self._tag)

    def _next(self, needle: str) -> int:
        """Where `needle` stands next; remembered, so that rare ones do not cost a search each time."""
        found = self._found.get(needle, -1)
        if found < self._at:
            found = self._text.find(needle, self._at)
            self._found[needle] = found = len(self._text) if found < 0 else found
        return found

    def _skip(self, end: int) -> None:
        """Go straight to the next character that can matter; most of an answer is prose."""
        if self._quiet <= self._at:
            self._quiet = min(map(self._next, _INTERESTING))
        start, self._at = self._at, min(end, self._quiet)
        self._marked = self._quiet < end
        last = max(self._text.rfind("\n", start, self._at), self._text.rfind("\r", start, self._at))
        self._line_start = max(self._line_start, last + 1)

    def _inline(self, text: str, start: int, end: int) -> None:
        """Follow backticks, and the tags that may hide them, along a line."""
        self._at = end
        if text == "\\":
            if self._text[end : end + 1] == "`" and not self._ticks:
                self._unpaired = True
            elif not self._ticks and not self._tag and self._text[end : end + 1] in {"\\", "<", ">", '"', "'"}:
                self._at = end + 1
        elif text[0] == "`":
            if self._tag:
                self._unpaired = True
            elif self._ticks:
                self._ticks = 0 if self._ticks == len(text) else self._ticks
            else:
                self._ticks = len(text)
                if self._state == _OUT and not self._html and not self._unpaired and len(text) <= 2:
                    span = None if self._starts_otherwise() else _span(self._text, start)
                    if span:
                        self._span_end, self._ticks, self._at = self._base + span.end(), 0, span.end()
        elif not self._ticks:
            self._tag_token(text)

    def _starts_otherwise(self) -> bool:
        """Whether the current line may begin an HTML block or a link definition."""
        match = _containers(self._text, self._line_start)
        return match is not None and bool(_definition(self._text, match.end()))

    def _tag_token(self, text: str) -> None:
        if self._tag == "(":  # a link's target is read before its code spans; a plain one ends at the first )
            self._unpaired = self._unpaired or text != ")"
            self._tag = "" if text == ")" else "("
        elif text == "](" and not self._tag:
            self._tag = "("
        elif text in {"<!", "<?"}:
            self._unpaired = True
        elif len(text) == 2 and not self._tag:
            self._tag = "<"
        elif text in {'"', "'"} and self._tag:
            self._tag = text if self._tag == "<" else "<" if self._tag == text else self._tag
        elif text == ">" and self._tag:
            self._unpaired = self._unpaired or self._tag != "<"
            self._tag = ""

    def _line(self, line: str) -> None:
        """Take a complete line into account."""
        blank = not line.strip(" \t")
        if self._ticks:
            self._unpaired, self._ticks = True, 0
        if blank:
            self._unpaired, self._tag = False, ""
        if self._state in {_FENCE, _DRAWING}:
            self._fenced(line, blank=blank)
        elif self._state == _DOUBT:
            self._in_doubt(line, blank=blank)
        elif self._state == _OUT:
            self._outside(line, blank=blank)
            if (self._html or self._html_end or self._unpaired or self._tag) and key_header(line):
                self._state = _LOST  # a key goes as a whole, with the blank lines or the end of HTML in it

    def _fenced(self, line: str, *, blank: bool) -> None:
        """A line of a fence, which is read both as one in a list item, indented as the fence is, and as one in none."""
        if not blank and not line.startswith(self._prefix):
            self._state = _LOST
        elif self._closes(line.lstrip(" \t")):
            indent = len(line[: -len(line.lstrip(" \t"))].expandtabs(4))
            if indent <= max(3, len(self._prefix)):
                self._state, self._unpaired = _OUT, False
            elif indent <= 3 + len(self._prefix):
                self._state = _LOST

    def _closes(self, line: str) -> bool:
        mark, length = self._fence
        bare = line.rstrip(" \t")
        return len(bare) >= length and bare == mark * len(bare)

    def _outside(self, line: str, *, blank: bool) -> None:
        if self._html_end:
            if re.search(self._html_end, line, re.IGNORECASE):
                self._html_end, self._html = "", True
            elif _fence(line.lstrip(" \t>")):
                self._state = _LOST
            return
        if blank:
            self._html = False
            return
        match = _containers(line)
        prefix = match.group() if match else ""
        rest = line[len(prefix) :]
        opener = _fence(rest)
        if opener:
            self._fence = (opener.group()[0], len(opener.group()))
            sure = not self._html and not prefix.strip(" ") and (len(prefix) <= 3 or self._behind_blank_line())
            inside = _DRAWING if _drawn(rest) else _FENCE
            self._state = _LOST if "|" in rest else inside if sure else _DOUBT  # a table's header may look like a fence
            self._prefix = re.sub(r"[^ \t>]", " ", prefix)
            self._unpaired = self._unpaired or not sure
            self._tag = ""
        elif rest.startswith("["):
            self._unpaired = self._unpaired or bool(_definition(rest))
        elif rest.startswith("<"):
            self._html = True
            endless = _endless_html(rest)
            if endless and endless.lastindex:
                ending = _HTML_ENDS[endless.lastindex - 1]
                if not re.search(ending, rest[endless.end() :], re.IGNORECASE):
                    self._html_end = ending

    def _behind_blank_line(self) -> bool:
        """Whether the current line is the first, or the one before it is blank: with four spaces it is code then."""
        start = max(0, self._line_start - _BLANK)
        lines = self._text[start : self._line_start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) == 1:
            return self._line_start == self._base == 0
        return not lines[-2].strip(" \t") and (len(lines) > 2 or start == 0)

    def _in_doubt(self, line: str, *, blank: bool) -> None:
        """A fence that some renderers may not see: indented, in a container, or after HTML."""
        if line.startswith(self._prefix) and self._closes(line[len(self._prefix) :]):
            self._state = _OUT
        elif (blank and self._html) or not (blank or line.startswith(self._prefix)):
            self._state = _LOST
