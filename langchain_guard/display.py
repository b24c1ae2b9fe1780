"""What results look like in a notebook: tables, badges, and a text with its findings marked.

Everything is escaped, styled inline and coloured in mid-tones with the page's own text colour, so that it is legible on
light and dark pages and survives viewers that drop style sheets. Characters that cannot be seen, or that would reorder
the page, are shown as their code points.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from langchain_guard.exceptions import InvalidInput
from langchain_guard.findings import SEVERITIES, Action, Finding, Severity

_COLOURS = dict(zip(SEVERITIES, ("#7f8c8d", "#3d8bd4", "#c98a00", "#d9603b", "#c2185b"), strict=True))
_ACTIONS = dict(zip(Action, ("#2e8b57", "#c98a00", "#3d8bd4", "#8e5bd0", "#c2185b"), strict=True))

_ROWS = 100
"""Findings in a table at most."""

_MARKS = 500
"""Findings marked in a text at most."""

_WHOLE = 4000
"""Longest text in characters that is shown as a whole; of a longer one, what stands around the findings."""

_AROUND = 200
"""Characters shown on each side of a gap."""

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}

_PAGE = '<div style="white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace;line-height:1.7">'
_BOX = '<span style="border:1px solid;border-radius:3px;font-size:70%;opacity:.7">U+{:04X}</span>'
_CELL = ' style="text-align:left"'


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A text with its findings marked: notebooks show `html`; `repr` holds none of the text.

    Attributes:
        html: Markup that holds the text, escaped: keep it where the text may be.
        summary: What was found.
    """

    html: str
    summary: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<{self.summary}; a notebook shows the text>"


Label = Literal["kind", "rule"]
"""What a mark is called by."""


def totals(findings: Iterable[Finding], label: Label = "kind") -> str:
    """Kinds or rules and how often they occur, in words.

    >>> totals([Finding(0, 5, "email", "pii.email")])
    'email 1'
    """
    counts = Counter(str(getattr(finding, label)) for finding in findings)
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


def marked(text: str, findings: Sequence[Finding], length: int, label: Label = "kind") -> Shown:
    """The text with every finding marked, and a legend.

    Args:
        text: The text that was judged.
        findings: With offsets into it; they may overlap.
        length: How many characters were judged.
        label: What a mark is called by.

    Raises:
        InvalidInput: When the text is not as long as the one that was judged.

    >>> marked("to jane@example.com", [Finding(3, 19, "email", "pii.email")], 19)
    <1 found in 19 characters: email 1; a notebook shows the text>
    """
    if len(text) != length:
        message = f"show() takes the text that was judged: it had {length} characters, this one has {len(text)}"
        raise InvalidInput(message, control="display")
    shown = findings[:_MARKS]
    edges = sorted({0, length, *(edge for finding in shown for edge in (finding.start, finding.end))})
    parts = []
    for start, end in pairwise(edges):
        here = [finding for finding in shown if finding.start <= start and end <= finding.end]
        piece = _piece(text[start:end], hidden=bool(here), first=start == 0, last=end == length, whole=length <= _WHOLE)
        parts.append(_mark(piece, here, end, label) if here else piece)
    count = f"{len(findings):,} found in {length:,} characters"
    more = f"{len(findings) - _MARKS:,} more not marked" if len(findings) > _MARKS else ""
    caption = " &nbsp; ".join(part for part in (count, _legend(findings, label), more) if part)
    return Shown(
        f"<div>{caption}</div>{_PAGE}{''.join(parts)}</div>", f"{count}: {totals(findings, label) or 'nothing'}"
    )


def plain(text: str) -> str:
    """A text as it is, escaped, with what cannot be seen made visible."""
    return f"{_PAGE}{_piece(text, hidden=False, first=True, last=True, whole=len(text) <= _WHOLE)}</div>"


def places(findings: Sequence[Finding], caption: str) -> str:
    """A table of findings, with a legend of the severities that occur."""
    rows = "".join(
        f"<tr><td>{_dot(finding.severity)}</td><td{_CELL}>{finding.start:,}&ndash;{finding.end:,}</td>"
        f"<td{_CELL}>{escape(finding.kind)}</td><td{_CELL}>{escape(finding.rule)}</td><td>{finding.score:.2f}</td></tr>"
        for finding in findings[:_ROWS]
    )
    left = len(findings) - _ROWS
    more = f" &nbsp; the first {_ROWS}, {left:,} more not shown" if left > 0 else ""
    return (
        f"<table><caption{_CELL}>{escape(caption)} &nbsp; {_legend(findings)}{more}</caption>"
        f"<thead><tr><th></th><th{_CELL}>place</th><th{_CELL}>kind</th><th{_CELL}>rule</th><th>score</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def card(action: Action, title: str, facts: dict[str, str]) -> str:
    """A badge with the action, a title, and named facts; facts that are empty are left out."""
    rows = "".join(
        f"<tr><th{_CELL}>{escape(name)}</th><td{_CELL}>{escape(fact)}</td></tr>" for name, fact in facts.items() if fact
    )
    return f"<div>{badge(action, _ACTIONS[action])} {escape(title)}</div><table><tbody>{rows}</tbody></table>"


def badge(word: str, colour: str) -> str:
    """A word on a coloured ground."""
    style = f"background:{colour};color:#fff;border-radius:3px;padding:1px 6px"
    return f'<span style="{style}">{escape(word)}</span>'


def scale(score: float, threshold: float, action: Action) -> str:
    """A score on a scale from 0 to 1, with a tick at the threshold."""
    frame = "display:inline-block;position:relative;width:12em;height:.7em;background:#8884;margin:6px 8px 0 0"
    bar = f"width:{100 * min(1, max(0, score)):.0f}%;height:100%;background:{_ACTIONS[action]}"
    tick = f"position:absolute;left:{100 * threshold:.0f}%;top:-3px;bottom:-3px;border-left:2px solid"
    return (
        f'<div style="{frame}"><div style="{bar}"></div><div style="{tick}"></div></div>'
        f"score {score:.2f}, threshold {threshold:.2f}"
    )


def _mark(piece: str, findings: Sequence[Finding], end: int, label: Label) -> str:
    worst = max(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    colour = _COLOURS[worst.severity]
    style = f"background:{colour}33;border-bottom:2px solid {colour};color:inherit;unicode-bidi:isolate"
    names = ", ".join(dict.fromkeys(str(getattr(finding, label)) for finding in findings if finding.end == end))
    name = f'<sub style="opacity:.7;margin-left:3px">{escape(names)}</sub>' if names else ""
    title = escape(", ".join(dict.fromkeys(finding.rule for finding in findings)))
    return f'<mark style="{style}" title="{title}">{piece}{name}</mark>'


def _piece(text: str, *, hidden: bool, first: bool, last: bool, whole: bool) -> str:
    """A stretch of the text; of a long one the ends that touch a finding, or both ends of a finding itself."""
    head, tail = (0 if first and not hidden else _AROUND), (0 if last and not hidden else _AROUND)
    if first and last and not hidden:
        head = _WHOLE
    left_out = len(text) - head - tail
    if left_out <= _AROUND or (whole and not hidden):
        return _visible(text, hidden=hidden)
    end = _visible(text[len(text) - tail :], hidden=hidden) if tail else ""
    return f"{_visible(text[:head], hidden=hidden)}<i> [{left_out:,} characters] </i>{end}"


def _visible(text: str, *, hidden: bool) -> str:
    """Escaped, with controls as code points; `hidden` shows every other invisible character, too."""
    return "".join(_BOX.format(ord(char)) if _unseen(char, hidden=hidden) else escape(char) for char in text)


def _unseen(char: str, *, hidden: bool) -> bool:
    category = unicodedata.category(char)
    if category == "Cs" or (category == "Cc" and char not in "\n\t") or ord(char) in _BIDI:
        return True
    return hidden and (category in {"Cf", "Co", "Cn", "Zl", "Zp"} or ord(char) in _SELECTORS)


def _legend(findings: Iterable[Finding], label: Label | None = None) -> str:
    groups: dict[Severity, list[Finding]] = {severity: [] for severity in SEVERITIES}
    for finding in findings:
        groups[finding.severity].append(finding)
    return " &nbsp; ".join(
        f"{_dot(severity)} {severity}" + (f": {escape(totals(group, label))}" if label else "")
        for severity, group in groups.items()
        if group
    )


def _dot(severity: Severity) -> str:
    return f'<span style="color:{_COLOURS[severity]}" title="{severity}">&#9679;</span>'
