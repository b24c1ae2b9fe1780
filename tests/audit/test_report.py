"""The report: self-contained, nothing can be smuggled into it, its figures are right.

How it looks and works in a browser is tried by `tests/bench/report_browser.py`, which needs Chromium.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from langchain_guard.audit import AuditLog, Head
from langchain_guard.audit.report import figures as figures_module
from langchain_guard.audit.report import report
from langchain_guard.findings import Action, Decision
from tests.audit.tampering import KEY
from tests.audit.traffic import write

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[2J$title"


def table(html: str) -> dict[str, Any]:
    """The rows that the page unpacks."""
    packed = re.search(r'<script id="data" type="text/plain">([^<]*)</script>', html)
    assert packed
    return json.loads(zlib.decompress(b64decode(packed[1])))


class Tags(HTMLParser):
    """Counts tags and collects what would be loaded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day of traffic."""
    path = tmp_path_factory.mktemp("report") / "audit.jsonl"
    write(path, 3000)
    return path


def test_the_page_loads_nothing(trail: Path) -> None:
    """No address, no outside script or style, a policy that forbids them, and no inline handlers."""
    html = report([trail], keys=[KEY])
    page = Tags(html)
    assert page.loads == page.handlers == []
    assert page.tags.count("script") == 2
    assert "default-src 'none'" in html
    assert not re.search(r"https?://|url\(|@import|fetch\(|XMLHttp|WebSocket", html)


def test_hostile_values_stay_text(tmp_path: Path) -> None:
    """Whatever a record says is shown as text, escaped, without control or bidi characters."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, key=KEY) as log:
        log.emit("llm_call", user=HOSTILE, model=HOSTILE, name=HOSTILE, outcome="ok", latency=1.0, tokens_in=1)
        log.decision(Decision(HOSTILE, Action.BLOCK, (HOSTILE,), ((HOSTILE, 1),), "high"), user=HOSTILE)
    html = report([path], keys=[KEY], show_users=True, title=HOSTILE)
    assert Tags(html).tags.count("script") == 2
    assert "<img" not in html
    assert not {"\u202e", "\x1b"} & {*html}
    assert "\\u202e" in "".join(table(html)["who"]["values"])


def test_users_are_pseudonyms(trail: Path) -> None:
    """No user id is in the page unless asked for; with a key a user has the same name in every report."""
    first, second, third = report([trail], keys=[KEY]), report([trail], keys=[KEY]), report([trail])
    names = [{*table(html)["who"]["values"]} for html in (first, second, third)]
    assert "example.com" not in first + json.dumps(table(first))
    assert names[0] == names[1] != names[2]
    assert "example.com" in json.dumps(table(report([trail], show_users=True)))


def test_the_figures_are_right(trail: Path) -> None:
    """Rows, sums and the timeline agree with the records."""
    records = [json.loads(line) for line in trail.read_text().splitlines()]
    figures = figures_module.Figures(str)
    for record in records:
        figures.add(record)
    calls = [record for record in records if record["event"] == "llm_call"]
    assert sum(usage.calls for usage in figures.models.values()) == len(calls)
    assert sum(usage.tokens_in for usage in figures.users.values()) == sum(c["tokens_in"] or 0 for c in calls)
    assert sum(usage.unknown for usage in figures.models.values()) == sum(c["usage"] == "unknown" for c in calls)
    blocked = [r for r in records if r.get("action") == "block"]
    assert sum(figures.refused.values()) == len(blocked)
    labels, series, step = figures.timeline()
    assert (sum(series["refused"]), step) == (len(blocked), "hour")
    assert len(labels) == len(series["calls"]) <= 72
    rows = table(report([trail]))
    assert len(rows["time"]) == len(records)
    assert sum(rows["tokens"]) == sum((c["tokens_in"] or 0) + (c["tokens_out"] or 0) for c in calls)


BAD = (
    {"latency": "soon"},
    {"latency": float("inf")},
    {"cost": float("nan")},
    {"tokens_in": "many"},
    {"rules": 7},
    {"counts": 7},
    {"cost": 10**400},
)


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_record_shifts_no_row(tmp_path: Path, bad: dict[str, Any]) -> None:
    """What cannot be shown is counted and left out; every other row keeps its own figures, for the page to read."""
    call = {"event": "tool_call", "time": "2026-01-01T00:00:00.000000Z"}
    path = tmp_path / "audit.jsonl"
    path.write_text("".join(json.dumps({**call, **more}) + "\n" for more in (bad, {"latency": 9.0, "cost": 5})))
    html = report([path])
    rows = table(html)
    assert (len(rows["time"]), rows["latency"], rows["cost"], rows["tokens"]) == (1, [9], [5], [0])
    assert all(len(rows[name]["rows"]) == 1 for name in ("event", "who", "what", "result", "why", "severity", "run"))
    assert "unreadable" in html


@pytest.mark.parametrize(
    ("event", "bad"),
    [
        ("security_event", {"counts": {"email": None}}),
        ("security_event", {"counts": {"email": [1]}}),
        ("llm_call", {"cost": float("nan")}),
        ("llm_call", {"time": "0001-01-01T00:00:00.000000Z"}),
    ],
)
def test_a_bad_record_prevents_no_report(tmp_path: Path, event: str, bad: dict[str, Any]) -> None:
    """Whoever can write to the file, and has no key, cannot keep the page about it from being made."""
    path = tmp_path / "audit.jsonl"
    call = {"event": event, "control": "output_redactor", "action": "sanitize", "time": "2026-01-01T00:00:00.000000Z"}
    path.write_text("".join(json.dumps({**call, **more}) + "\n" for more in (bad, {})))
    assert "Chain broken" in report([path], keys=[KEY])


def test_decisions_are_shown_by_risk_and_tool(tmp_path: Path) -> None:
    """A decision counts under each of its OWASP risks and its tool; the table says what a person decided, and why."""
    path = tmp_path / "audit.jsonl"
    details = (("tool", "send_mail"), ("review", "rejected"), ("sources", ("read_page",)))
    with AuditLog(path, key=KEY) as log:
        log.decision(Decision("tool_policy", Action.REVIEW, ("tool.taint",), stage="tool_call", details=details))
        log.decision(Decision("canary", Action.BLOCK, ("canary.reversed",), stage="output"))
        log.decision(Decision("input_guard", Action.ALLOW, ("injection.role",)))
    html = report([path], keys=[KEY])
    for said in ("LLM06 Excessive Agency", "LLM07 System Prompt Leakage", "send_mail", "1 flagged"):
        assert said in html
    rows = table(html)
    assert "tool_policy: send_mail" in rows["what"]["values"]
    assert "tool.taint, from read_page, rejected" in rows["why"]["values"]


def test_long_trails_list_the_newest(trail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its limit the table lists the newest records and says so."""
    monkeypatch.setattr(figures_module, "MAX_ROWS", 100)
    html = report([trail])
    assert len(table(html)["time"]) == 100
    assert "The newest 100 of" in html


def test_the_chain_status_is_shown(tmp_path: Path) -> None:
    """A good, an unanchored, an unverified and a broken chain look different."""
    path, heads = tmp_path / "audit.jsonl", list[Head]()
    with AuditLog(path, key=KEY, heads=heads.append) as log:
        log.emit("note")
    assert "Chain intact<" in report([path], keys=[KEY], heads=heads)
    assert "as far as it goes" in report([path], keys=[KEY])
    assert "Chain not verified" in report([path])
    path.write_bytes(path.read_bytes().replace(b"note", b"nota"))
    assert "Chain broken" in report([path], keys=[KEY])


def test_an_empty_trail_has_a_report(tmp_path: Path) -> None:
    """Nothing is something that can be shown."""
    path = tmp_path / "audit.jsonl"
    path.touch()
    assert "Nothing happened." in report([path])


def test_percentiles() -> None:
    """Nearest rank, and nothing for nothing."""
    values = figures_module.array("d", range(1, 101))
    assert [figures_module.percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert figures_module.percentile(figures_module.array("d"), 0.5) == 0
