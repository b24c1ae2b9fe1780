"""The report: one self-contained HTML page about a trail. It loads nothing, and its policy forbids it to."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from langchain_guard.audit.chain import AuditKey, KeyLike
from langchain_guard.audit.heads import Head
from langchain_guard.audit.reading import read
from langchain_guard.audit.render import utc_now
from langchain_guard.audit.report.charts import bars, number, tiles, timeline
from langchain_guard.audit.report.figures import Figures, Usage, percentile, pseudonyms
from langchain_guard.audit.segments import files_of
from langchain_guard.audit.verdict import Verdict, show
from langchain_guard.audit.verifier import verify

TOP = 10
"""Bars per chart."""

_TOKENS = (("tokens-in", "tokens in"), ("tokens-out", "tokens out"))
_SHARES = (("p50", "half of the calls"), ("p95", "95 %"), ("p99", "99 %"))
"""What the colours of a chart mean, where its text does not say."""


def report(
    paths: str | Path | Iterable[str | Path],
    *,
    keys: Sequence[KeyLike] = (),
    heads: Iterable[Head] = (),
    show_users: bool = False,
    title: str = "Audit report",
) -> str:
    """The page about some audit files.

    Args:
        paths: All segments of the trail.
        keys: Its keys, to verify the chain and to give users the same pseudonym in every report.
        heads: Published heads, to verify against.
        show_users: Show users as they are instead of pseudonyms.
        title: Heading of the page.

    Returns:
        HTML; write it to a file and open it in a browser.

    Raises:
        OSError: A file cannot be read.
        ConfigError: A key is too short.
    """
    paths = files_of(paths)
    verdict = verify(paths, keys=keys, heads=heads)
    known = next((AuditKey.of(key) for key in keys if key is not None), None)
    key = known.content(b"report", b"users").encode() if known is not None else None
    figures = Figures(str if show_users else pseudonyms(key))
    for record in read(paths):
        try:
            figures.add(record)
        except (TypeError, ValueError, AttributeError, OverflowError, RecursionError):  # the chain status tells
            figures.unreadable += 1
    return _page(figures, verdict, title, [show(path.name) for path in paths])


def _page(figures: Figures, verdict: Verdict, title: str, names: list[str]) -> str:
    folder = files(__name__)
    script, style = folder.joinpath("page.js").read_text("utf-8"), folder.joinpath("page.css").read_text("utf-8")
    labels, series, step = figures.timeline()
    rows = Template(folder.joinpath("page.html").read_text("utf-8"))
    readable = figures.records - figures.unreadable
    listed = f"{figures.listed:,} of {readable:,} records" if figures.listed < readable else ""
    return rows.substitute(
        title=escape(show(title)),
        # only this script runs and nothing is loaded, from wherever the page is opened
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_digest(script)}'",
        style=style,
        script=script,
        files=escape(", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")),
        span=escape(f"{figures.first[:16].replace('T', ' ')} to {figures.last[:16].replace('T', ' ')} UTC"),
        made=escape(utc_now()[:16].replace("T", " ")),
        chain=_chain(verdict),
        tiles=_tiles(figures),
        timeline=timeline(labels, series, step),
        refused=bars(_counted(figures.refused, "refused"), "Nothing was refused."),
        redacted=bars(_counted(figures.redacted, "redacted"), "Nothing was redacted."),
        flagged=bars(_counted(figures.flagged, "flagged"), "Nothing was flagged."),
        found=bars(_counted(figures.found, "found"), "Nothing was found."),
        risks=bars(_stacked(figures.risks), "Nothing to report."),
        tools=bars(_stacked(figures.tools), "No decision named a tool."),
        models=bars(_used(figures.models), "No model was called.", _TOKENS),
        users=bars(_used(figures.users), "No model was called.", _TOKENS),
        latency=bars(_latency(figures), "No model answered.", _SHARES),
        offenders=bars(_counted(figures.offenders, "refused"), "Nobody stands out."),
        listed=escape(listed and f"The newest {listed} are listed; the charts cover all of them."),
        table=figures.table(),
    )


def _digest(script: str) -> str:
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _chain(verdict: Verdict) -> str:
    said = {
        "intact": ("good", "Chain intact"),
        "unanchored": ("fair", "Chain intact as far as it goes"),
        "unverifiable": ("fair", "Chain not verified"),
        "tampered": ("bad", "Chain broken"),
    }
    look, heading = said[verdict.status]
    first, *rest = str(verdict).splitlines()
    shown = "".join(f"<li>{escape(line.strip())}</li>" for line in rest[:20])
    more = f"<li>and {len(rest) - 20} more lines</li>" if len(rest) > 20 else ""
    details = f"<details><summary>Details</summary><ul>{shown}{more}</ul></details>" if rest else ""
    return f'<section class="chain {look}"><h2>{heading}</h2><p>{escape(first)}</p>{details}</section>'


def _tiles(figures: Figures) -> str:
    totals = Usage()
    for usage in figures.models.values():
        totals.calls += usage.calls
        totals.tokens_in += usage.tokens_in
        totals.tokens_out += usage.tokens_out
        totals.cost += usage.cost
        totals.unknown += usage.unknown
    items = [
        ("records", number(figures.records), ""),
        ("model calls", number(totals.calls), "calls"),
        ("refused", number(figures.kinds["refused"]), "refused"),
        ("redactions", number(figures.kinds["redacted"]), "redacted"),
        ("errors", number(figures.kinds["errors"]), "errors"),
        ("tokens in", number(totals.tokens_in), ""),
        ("tokens out", number(totals.tokens_out), ""),
    ]
    if totals.cost:
        items.append(("spend", number(round(totals.cost, 2)), ""))
    if figures.unreadable:
        items.append(("unreadable", number(figures.unreadable), "refused"))
    if totals.unknown:
        items.append(("calls of unknown usage", number(totals.unknown), ""))
    return tiles(items)


def _counted(counts: dict[str, int], look: str) -> list[tuple[str, list[tuple[str, float]], str]]:
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return [(name, [(look, count)], number(count)) for name, count in best]


def _stacked(decisions: Mapping[str, Counter[str]]) -> list[tuple[str, list[tuple[str, float]], str]]:
    """Refused, redacted and flagged side by side, most refused first."""
    rows = sorted(decisions.items(), key=lambda item: (-item[1]["refused"], -item[1].total(), item[0]))
    looks = ("refused", "redacted", "flagged")
    return [
        (
            name,
            [(look, counts[look]) for look in looks],
            ", ".join(f"{number(counts[k])} {k}" for k in looks if counts[k]),
        )
        for name, counts in rows[:TOP]
    ]


def _used(usages: dict[str, Usage]) -> list[tuple[str, list[tuple[str, float]], str]]:
    best = sorted(usages.items(), key=lambda item: (-(item[1].tokens_in + item[1].tokens_out), -item[1].calls, item[0]))
    rows: list[tuple[str, list[tuple[str, float]], str]] = []
    for name, usage in best[:TOP]:
        said = f"{number(usage.calls)} calls, {number(usage.tokens_in)} in, {number(usage.tokens_out)} out"
        if usage.cost:
            said += f", {number(round(usage.cost, 2))}"
        rows.append((name, [("tokens-in", usage.tokens_in), ("tokens-out", usage.tokens_out)], said))
    return rows


def _latency(figures: Figures) -> list[tuple[str, list[tuple[str, float]], str]]:
    rows: list[tuple[str, list[tuple[str, float]], str]] = []
    for model, values in sorted(figures.latencies.items(), key=lambda item: -len(item[1]))[:TOP]:
        half, most, nearly_all = (percentile(values, share) for share in (0.5, 0.95, 0.99))
        parts = [("p50", half), ("p95", most - half), ("p99", nearly_all - most)]
        rows.append((model, parts, f"p50 {half:.2f}, p95 {most:.2f}, p99 {nearly_all:.2f} s"))
    return rows
