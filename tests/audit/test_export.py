"""OCSF and OpenTelemetry forms of records, checked against the attributes their specifications require."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from langchain_guard.audit import AuditLog
from langchain_guard.audit import reading as reading_module
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
