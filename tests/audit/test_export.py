"""OCSF and OpenTelemetry forms of records, checked against the attributes their specifications require."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from langchain_guard.audit import AuditLog
from langchain_guard.audit import reading as reading_module
from langchain_guard.audit.events import KNOWN, TRAILER_FIELDS
from langchain_guard.audit.export import to_ocsf, to_otel
from langchain_guard.audit.reading import read, segments_of, to_pandas
from langchain_guard.exceptions import ConfigError
from langchain_guard.findings import Action, Decision
from tests.audit.tampering import KEY

SHARED: dict[str, Any] = {
    "type": "object",
    "required": ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"],
    "properties": {
        "severity_id": {"enum": [0, 1, 2, 3, 4, 5, 6, 99]},
        "time": {"type": "integer", "minimum": 1_500_000_000_000},
        "metadata": {
            "required": ["product", "version"],
            "properties": {"product": {"required": ["name"]}, "version": {"const": "1.4.0"}},
        },
        "unmapped": {"type": "object"},
    },
}
"""Attributes that OCSF 1.4.0 requires of every event (events/base_event.json, objects/metadata.json)."""

FINDING = {
    **SHARED,
    "required": [*SHARED["required"], "finding_info"],
    "properties": {
        **SHARED["properties"],
        "class_uid": {"const": 2004},
        "category_uid": {"const": 2},
        "activity_id": {"enum": [1, 2, 3]},
        "type_uid": {"const": 200401},
        "action_id": {"enum": [0, 1, 2]},
        "disposition_id": {"enum": [*range(28), 99]},
        "status_id": {"enum": [0, 1, 2, 3, 4, 5, 6, 99]},
        "is_alert": {"type": "boolean"},
        "confidence_score": {"type": "integer"},
        "finding_info": {"required": ["title", "uid"], "properties": {"types": {"items": {"type": "string"}}}},
    },
}
"""Detection Finding (events/findings/detection_finding.json, finding.json, profiles/security_control.json)."""

ACTIVITY = {
    **SHARED,
    "required": [*SHARED["required"], "actor", "api", "src_endpoint"],
    "properties": {
        **SHARED["properties"],
        "class_uid": {"const": 6003},
        "category_uid": {"const": 6},
        "activity_id": {"enum": [0, 1, 2, 3, 4, 99]},
        "status_id": {"enum": [0, 1, 2, 99]},
        "api": {"required": ["operation"]},
    },
}
"""API Activity (events/application/api_activity.json)."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with one record of most kinds."""
    with AuditLog(tmp_path / "audit.jsonl", key=KEY) as log:
        for action in Action:
            grounds = Decision("output_redactor", action, ("pii.email",), (("email", 2),), "medium", 0.5, "output")
            log.decision(grounds, user="alice", spans=[(0, 5, "email")], root_run_id="r")
        log.emit("alert", alert="spend", value=2.0, severity="critical")
        for event in ("llm_call", "tool_call", "retriever_call", "chain_run", "agent_run"):
            log.emit(event, user="alice", outcome="error", error_type="ValueError", latency=0.5)
        log.emit("llm_call", outcome="ok", model="m", provider="p", tokens_in=5, finish_reason="stop", thread="t")
    return tmp_path / "audit.jsonl"


def test_ocsf(path: Path) -> None:
    """Decisions and alerts are Detection Findings, runs are API Activities, the log's own records are nothing."""
    seen = []
    for record in read([path]):
        event = to_ocsf(record)
        if event is None:
            assert record["event"].startswith("log.")
            continue
        Draft202012Validator(FINDING if event["class_uid"] == 2004 else ACTIVITY).validate(event)
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        seen.append(event)
    assert [event["class_uid"] for event in seen] == [2004] * 6 + [6003] * 6
    by_action = {event["unmapped"].get("action"): event for event in seen[:5]}
    assert (by_action["block"]["action_id"], by_action["block"]["disposition_id"]) == (2, 2)
    assert (by_action["sanitize"]["action_id"], by_action["sanitize"]["disposition_id"]) == (1, 11)
    assert by_action["block"]["is_alert"]
    assert not by_action["allow"]["is_alert"]
    assert seen[-1]["status_id"] == 1


RECORD = {
    "v": 1,
    "time": "2026-01-01T00:00:00.250000Z",
    "log": "f" * 16,
    "seq": 7,
    "root_run_id": "r",
    "parent_run_id": None,
}
METADATA = {
    "version": "1.4.0",
    "product": {"name": "langchain-guard", "vendor_name": "langchain-guard"},
    "uid": f"{'f' * 16}-7",
    "log_name": "f" * 16,
    "correlation_uid": "r",
}
"""What every OCSF event of `RECORD` says about where it comes from."""


def test_a_whole_finding() -> None:
    """Each field of a decision has its place in OCSF, or is unmapped; what is null is left out."""
    said = {"control": "input_guard", "action": "review", "rules": ["a.b", "c"], "severity": "high", "score": 0.456}
    event = to_ocsf(RECORD | said | {"event": "security_event", "owasp": ["LLM01:2025"], "atlas": ["AML.T0051"]})
    assert event == {
        "class_uid": 2004,
        "category_uid": 2,
        "activity_id": 1,
        "type_uid": 200401,
        "severity_id": 4,
        "time": 1_767_225_600_250,
        "metadata": METADATA | {"profiles": ["security_control"]},
        "status_id": 1,
        "is_alert": True,
        "finding_info": {
            "uid": f"{'f' * 16}-7",
            "title": "input_guard: a.b, c",
            "types": ["LLM01:2025", "AML.T0051"],
            "analytic": {"name": "input_guard", "type_id": 1, "uid": "a.b"},
        },
        "unmapped": {
            "root_run_id": "r",
            "control": "input_guard",
            "action": "review",
            "rules": ["a.b", "c"],
            "owasp": ["LLM01:2025"],
            "atlas": ["AML.T0051"],
        },
        "action_id": 1,
        "disposition_id": 14,
        "confidence_score": 46,
    }


def test_a_whole_activity() -> None:
    """Each field of a run has its place in OCSF, or is unmapped."""
    event = to_ocsf(RECORD | {"event": "retriever_call", "user": "alice", "latency": 0.5, "provider": "p", "name": "n"})
    assert event == {
        "class_uid": 6003,
        "category_uid": 6,
        "activity_id": 2,
        "type_uid": 600302,
        "severity_id": 1,
        "time": 1_767_225_600_250,
        "metadata": METADATA,
        "status_id": 1,
        "status_detail": "ok",
        "actor": {"user": {"uid": "alice"}},
        "api": {"operation": "retrieval", "service": {"name": "p"}},
        "src_endpoint": {"uid": "f" * 16},
        "duration": 500,
        "unmapped": {"root_run_id": "r", "name": "n"},
    }


def test_a_whole_opentelemetry_record() -> None:
    """Each field has the name of the conventions or one of ours; what is null or only the chain's is left out."""
    said = {"tool": "t", "rules": ["a.b", "c"], "counts": {"email": 2}, "spans": [(0, 5, "email")], "severity": "low"}
    assert to_otel(RECORD | said | {"event": "tool_call"}) == {
        "timestamp": 1_767_225_600_250_000_000,
        "severity_number": 11,
        "severity_text": "INFO3",
        "event_name": "langchain_guard.tool_call",
        "attributes": {
            "gen_ai.operation.name": "execute_tool",
            "langchain_guard.root_run_id": "r",
            "gen_ai.tool.name": "t",
            "security_rule.name": "a.b",
            "langchain_guard.rules": ["a.b", "c"],
            "langchain_guard.counts.email": 2,
            "langchain_guard.spans": ["0-5:email"],
            "langchain_guard.severity": "low",
        },
    }


@pytest.mark.parametrize(("outcome", "status"), [("ok", 1), ("blocked", 2), ("interrupted", 99)])
def test_ocsf_status(outcome: str, status: int) -> None:
    """A run that waits for a person has neither succeeded nor failed."""
    event = to_ocsf({"event": "tool_call", "time": "2026-01-01T00:00:00.000000Z", "outcome": outcome})
    assert event is not None
    Draft202012Validator(ACTIVITY).validate(event)
    assert (event["status_id"], event["status_detail"]) == (status, outcome)


def test_opentelemetry(path: Path) -> None:
    """Attributes have the names of the conventions where there are some, and types OpenTelemetry accepts."""
    found = [to_otel(record) for record in read([path])]
    for record in found:
        for name, value in record["attributes"].items():
            flat = value if isinstance(value, list) else [value]
            assert all(isinstance(item, (str, bool, int, float)) for item in flat), name
    call = found[-2]["attributes"]
    assert call["gen_ai.operation.name"] == "chat"
    assert call["gen_ai.usage.input_tokens"] == 5
    assert call["gen_ai.response.finish_reasons"] == ["stop"]
    assert call["gen_ai.conversation.id"] == "t"
    decision = found[1]
    assert decision["attributes"]["security_rule.name"] == "pii.email"
    assert decision["severity_text"] == "WARN"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
EVENTS = ["security_event", "alert", "llm_call", "retriever_call", "log.open"]
DATES = ["2026-01-01T00:00:00.000000Z", "0001-01-01", "9999-12-31T23:59:59-23:59"]


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(KNOWN | TRAILER_FIELDS)), JSON, max_size=8),
    st.fixed_dictionaries({}, optional={"event": st.sampled_from(EVENTS), "time": st.sampled_from(DATES)}),
)
def test_no_record_stops_an_export(odd: dict[str, Any], plain: dict[str, str]) -> None:
    """Whatever stands in a line, and in a field of the application's, a form for others keeps to its specification."""
    record = odd | plain
    event = to_ocsf(record)
    if event is None:
        assert record.get("event") not in EVENTS[:4]
    else:
        known = {**event, "time": event["time"] if "time" in plain and plain["time"] == DATES[0] else 1_767_225_600_000}
        Draft202012Validator(FINDING if event["class_uid"] == 2004 else ACTIVITY).validate(known)
    told = to_otel(record)
    assert told["event_name"] == f"langchain_guard.{record.get('event')}"
    assert 0 <= told["severity_number"] <= 24
    assert type(told["timestamp"]) is int


def test_pandas(path: Path) -> None:
    """A trail is a table with timestamps."""
    with path.open("ab") as file:
        file.write(b'[1]\n{"half')
    frame = to_pandas(path)
    assert isinstance(frame["time"].dtype, pd.DatetimeTZDtype)
    assert (frame["event"] == "security_event").sum() == 5


def test_pandas_missing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pandas the error says what to install."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(reading_module, "import_module", missing)
    with pytest.raises(ConfigError, match=r"langchain-guard\[pandas\]"):
        to_pandas(path)


def test_segments(path: Path) -> None:
    """All segments of a path are found; none is an error."""
    path.with_name("audit.000001.jsonl").touch()
    assert [segment.name for segment in segments_of(path)] == ["audit.jsonl", "audit.000001.jsonl"]
    with pytest.raises(FileNotFoundError):
        segments_of(path.with_name("other.jsonl"))


@pytest.mark.parametrize("line", ["{", "[" * 100_000, '"text"', "\xff"])
def test_lines_that_are_no_records_are_passed_over(tmp_path: Path, line: str) -> None:
    """Half lines, other JSON and nesting that no parser reads hide no record around them."""
    path = tmp_path / "audit.jsonl"
    path.write_text(f'{{"seq":1}}\n{line}\n{{"seq":2}}\n', encoding="latin-1")
    assert [record["seq"] for record in read([path])] == [1, 2]
