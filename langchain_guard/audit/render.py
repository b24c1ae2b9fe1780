"""structlog processors that shape an audit record and render it as one ASCII line of JSON.

Only printable ASCII leaves this module: control characters (DEL included), bidirectional controls, line and paragraph
separators and lone surrogates are JSON escapes, so that one record is one line in every viewer and forges nothing.
orjson renders what is ASCII already, which is nearly every record; the standard library escapes the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from time import time_ns
from typing import Any
from uuid import UUID

import orjson
import structlog

from langchain_guard.audit.events import KNOWN, VERSION

MAX_CONTEXT = 4096
"""Bytes of user context per record; more is replaced by its size, so that a record stays a record."""

MAX_DEPTH = 6
"""Levels of nesting kept when a value has to be rewritten for JSON."""

_PLAIN_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""Types that JSON does not know are named, not rendered: orjson leaves them to the slow way."""

_encode: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode


def utc_now() -> str:
    """The time as ISO 8601 in UTC with microseconds.

    >>> utc_now()[10], utc_now()[-1], len(utc_now())
    ('T', 'Z', 27)
    """
    seconds, micros = divmod(time_ns() // 1000, 1_000_000)
    return f"{_second(seconds)}.{micros:06d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    """A whole second; records come many to a second."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


def to_json(value: Mapping[str, Any]) -> bytes:
    r"""JSON of printable ASCII, whatever the values are; an unknown type becomes its name, never its `repr`.

    >>> to_json({"a": "x\ny\x7f\u2028", "b": float("nan"), "c": object()})
    b'{"a":"x\\ny\\u007f\\u2028","b":null,"c":"<object>"}'
    """
    try:
        quick = orjson.dumps(value, None, _PLAIN_ONLY)
    except TypeError:
        pass
    else:
        if quick.isascii() and b"\x7f" not in quick:
            return quick
    return _escaped(value)


def _escaped(value: Mapping[str, Any]) -> bytes:
    """The same where something has to be escaped or replaced."""
    try:
        text = _encode(value)
    except (TypeError, ValueError, RecursionError):
        text = _encode(_plain(value, MAX_DEPTH))
    return text.replace("\x7f", "\\u007f").encode("ascii")


def _plain(value: Any, depth: int) -> Any:
    """A copy made of JSON types only."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, UUID):  # which orjson knows
        return str(value)
    if isinstance(value, int):
        # Very long integers cannot be rendered (sys.set_int_max_str_digits), and none belongs here.
        return int(value) if abs(value) < 2**63 else "<int>"
    if isinstance(value, float):
        return value if value - value == 0 else None  # as orjson does
    if depth == 0:
        return f"<{type(value).__name__}>"
    if isinstance(value, Mapping):
        return {str(key) if isinstance(key, (str, int)) else "?": _plain(v, depth - 1) for key, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item, depth - 1) for item in value]
    return f"<{type(value).__name__}>"


def add_context(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: the application's own context variables, under `context`."""
    context = structlog.contextvars.get_contextvars()
    if context:
        event["context"] = {**context, **event.get("context", {})}
    return event


def shape(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Structlog processor: version, time and name first; keys that the schema does not know move to `context`."""
    record: dict[str, Any] = {"v": VERSION, "time": utc_now(), "event": event.pop("event"), **event}
    if not KNOWN.issuperset(record):
        extra = {str(key): record.pop(key) for key in list(record) if key not in KNOWN}
        record["context"] = {**record.get("context", {}), **extra}
    if "context" in record and (size := len(to_json(record["context"]))) > MAX_CONTEXT:
        record["context"] = {"dropped_bytes": size}
    return record


def render(_logger: Any, _method: str, event: Mapping[str, Any]) -> bytes:
    """Structlog processor, the last one: the record as bytes."""
    return to_json(event)
