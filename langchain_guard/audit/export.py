"""Records in the words of others: OCSF for security data lakes, OpenTelemetry log records for observability.

Pure functions from a record to a mapping. They take any record that `read` yields: what a broken line, or a field of
the application's, has in the wrong shape is passed on where no shape is asked for, and stops no export. Sources: OCSF
1.4.0, classes Detection Finding (2004, with the profile security_control) and API Activity (6003); OpenTelemetry
semantic conventions 1.37, namespaces `gen_ai`, `error`, `security_rule` and `user`. What has no word there goes under
`unmapped` or `langchain_guard.*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from langchain_guard.audit.events import TRAILER_FIELDS

OCSF_VERSION = "1.4.0"

_SEVERITY_ID = {"info": 1, "low": 2, "medium": 3, "high": 4, "critical": 5}
_DISPOSITION_ID = {"allow": 1, "flag": 17, "sanitize": 11, "review": 14, "block": 2}
"""OCSF: 1 Allowed, 2 Blocked, 11 Corrected, 14 Delayed, 17 Logged."""

_STATUS_ID = {"ok": 1, "interrupted": 99}
"""OCSF: 1 Success, 2 Failure, 99 Other."""

_OTEL_SEVERITY = {
    "info": (9, "INFO"),
    "low": (11, "INFO3"),
    "medium": (13, "WARN"),
    "high": (17, "ERROR"),
    "critical": (21, "FATAL"),
}
_OTEL_NAMES = {
    "provider": "gen_ai.provider.name",
    "model": "gen_ai.request.model",
    "tokens_in": "gen_ai.usage.input_tokens",
    "tokens_out": "gen_ai.usage.output_tokens",
    "thread": "gen_ai.conversation.id",
    "error_type": "error.type",
    "user": "user.id",
    "tool": "gen_ai.tool.name",
}
_OTEL_OPERATIONS = {
    "llm_call": "chat",
    "tool_call": "execute_tool",
    "retriever_call": "retrieval",
    "agent_run": "invoke_agent",
    "chain_run": "invoke_workflow",
}


def _milliseconds(time: object) -> int:
    """Since 1970; 0, as in OpenTelemetry, where it is not known."""
    try:
        return round(datetime.fromisoformat(str(time)).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return 0


def _words(record: Mapping[str, Any], name: str) -> list[str]:
    found = record.get(name)
    return [str(word) for word in found] if isinstance(found, list | tuple) else []


def _times(record: Mapping[str, Any], name: str, factor: int) -> int | None:
    try:
        return round(factor * float(record[name]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def to_ocsf(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """A record as an OCSF event: decisions and alerts become Detection Findings, runs become API Activities.

    Args:
        record: A record of the trail.

    Returns:
        The event; `None` for records about the log itself and for what is no record.

    >>> to_ocsf({"event": "log.open"}) is None
    True
    """
    event = str(record.get("event"))
    if event in ("security_event", "alert"):
        return _finding(record, event)
    if event in _OTEL_OPERATIONS:
        return _activity(record, event)
    return None


def _shared(record: Mapping[str, Any], class_uid: int, activity_id: int, severity_id: int) -> dict[str, Any]:
    return {
        "class_uid": class_uid,
        "category_uid": class_uid // 1000,
        "activity_id": activity_id,
        "type_uid": class_uid * 100 + activity_id,
        "severity_id": severity_id,
        "time": _milliseconds(record.get("time")),
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "langchain-guard", "vendor_name": "langchain-guard"},
            "uid": f"{record.get('log', '')}-{record.get('seq', '')}",
            "log_name": record.get("log", ""),
            **({"correlation_uid": record["root_run_id"]} if "root_run_id" in record else {}),
        },
    }


def _rest(record: Mapping[str, Any], *used: str) -> dict[str, Any]:
    leave = {"v", "time", "event", *TRAILER_FIELDS, *used}
    return {key: value for key, value in record.items() if key not in leave and value is not None}


def _finding(record: Mapping[str, Any], event: str) -> dict[str, Any]:
    rules = _words(record, "rules")
    name = str(record.get("control") or record.get("alert") or "langchain-guard")
    action = record.get("action")
    denied = action == "block"
    finding = {
        **_shared(record, 2004, 1, _SEVERITY_ID.get(str(record.get("severity")), 0)),
        "status_id": 1,  # New
        "is_alert": denied or event == "alert" or record.get("severity") in ("high", "critical"),
        "finding_info": {
            "uid": f"{record.get('log', '')}-{record.get('seq', '')}",
            "title": f"{name}: {', '.join(rules) or event}",
            "types": [*_words(record, "owasp"), *_words(record, "atlas")],
            "analytic": {"name": name, "type_id": 1, **({"uid": rules[0]} if rules else {})},  # 1: Rule
        },
        "unmapped": _rest(record, "severity", "score"),
    }
    if action is not None:
        finding |= {"action_id": 2 if denied else 1, "disposition_id": _DISPOSITION_ID.get(str(action), 99)}
        finding["metadata"]["profiles"] = ["security_control"]
    if (score := _times(record, "score", 100)) is not None:
        finding["confidence_score"] = score
    return finding


def _activity(record: Mapping[str, Any], event: str) -> dict[str, Any]:
    outcome = str(record.get("outcome", "ok"))
    duration = _times(record, "latency", 1000)
    service = {"name": str(record.get("provider") or "langchain")}
    return {
        **_shared(record, 6003, 2 if event == "retriever_call" else 1, 1),
        "status_id": _STATUS_ID.get(outcome, 2),
        "status_detail": outcome,
        "actor": {"user": {"uid": str(record.get("user", "unknown"))}},
        "api": {"operation": _OTEL_OPERATIONS[event], "service": service},
        "src_endpoint": {"uid": str(record.get("log", "unknown"))},  # the process, which is all that is known of it
        **({"duration": duration} if duration is not None else {}),
        "unmapped": _rest(record, "user", "outcome", "latency", "provider"),
    }


def _span(span: object) -> str:
    if isinstance(span, list | tuple) and len(span) == 3:
        start, end, kind = span
        return f"{start}-{end}:{kind}"
    return str(span)


def to_otel(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as an OpenTelemetry log record: `timestamp` (nanoseconds), severity, `event_name`, `attributes`.

    Args:
        record: A record of the trail.

    >>> to_otel({"time": "2026-01-01T00:00:00.000000Z", "event": "llm_call", "model": "m"})["attributes"]
    {'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm'}
    """
    attributes: dict[str, Any] = {}
    event = str(record.get("event"))
    if event in _OTEL_OPERATIONS:
        attributes["gen_ai.operation.name"] = _OTEL_OPERATIONS[event]
    for key, value in _rest(record).items():
        if key == "finish_reason":
            attributes["gen_ai.response.finish_reasons"] = [value]
        elif key == "rules" and (rules := _words(record, key)):
            attributes["security_rule.name"] = rules[0]
            attributes["langchain_guard.rules"] = rules
        elif isinstance(value, Mapping):
            attributes |= {f"langchain_guard.{key}.{inner}": item for inner, item in value.items()}
        elif key == "spans" and isinstance(value, list | tuple):
            attributes["langchain_guard.spans"] = [_span(one) for one in value]
        else:
            attributes[_OTEL_NAMES.get(key, f"langchain_guard.{key}")] = value
    number, text = _OTEL_SEVERITY.get(str(record.get("severity", "info")), (0, "UNSPECIFIED"))
    return {
        "timestamp": _milliseconds(record.get("time")) * 1_000_000,
        "severity_number": number,
        "severity_text": text,
        "event_name": f"langchain_guard.{event}",
        "attributes": attributes,
    }
