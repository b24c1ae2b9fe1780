"""The way from an event to a line: structlog's pipeline with the user's processors in it, or the short way without."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any, TypeAlias

import structlog

from langchain_guard.audit.events import VERSION
from langchain_guard.audit.render import add_context, render, shape, to_json, utc_now

Observer: TypeAlias = Callable[[Mapping[str, Any]], object]
"""Gets every record as a mapping: metrics, alert rules, your own."""

Write: TypeAlias = Callable[[bytes], None]
"""Takes a rendered record; raises when it cannot be written."""

_loud = logging.getLogger("langchain_guard.audit")


class Observers:
    """A structlog processor that shows every record to the observers, and cannot fail."""

    def __init__(self, observers: Iterable[Observer]) -> None:
        self.all = [*observers]

    def __call__(self, _logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Show it."""
        for observer in self.all:
            try:
                observer(record)
            except Exception as error:  # noqa: BLE001 -- a broken dashboard must not cost the evidence
                _loud.error("an audit observer failed with %s", type(error).__name__)
        return record


class Pipeline:
    """Context variables, the user's processors, the schema's shape, the observers, JSON, and the writer, in this order.

    Without processors the same steps run without structlog between them, which takes longer than they do.

    Args:
        write: Takes the rendered record.
        processors: structlog processors of the application.
        observers: Shown every record.
    """

    def __init__(self, write: Write, processors: Sequence[Callable[..., Any]], observers: Observers) -> None:
        self._write = write
        self._observers = observers
        self._logger = None
        if processors:
            self._logger = structlog.wrap_logger(
                _Out(write),
                processors=[add_context, *processors, shape, observers, render],
                wrapper_class=structlog.make_filtering_bound_logger(0),
                context_class=dict,
            ).bind()

    def emit(self, event: str, fields: Mapping[str, Any]) -> bool:
        """Send any event through; false when a processor dropped it."""
        if self._logger is not None:
            return self._logger.info(event, **fields) is not None
        self._send(shape(None, "", add_context(None, "", {**fields, "event": event})))
        return True

    def record(self, event: str, fields: Mapping[str, Any]) -> bool:
        """The same for fields that are known to be the schema's: they are not looked at again."""
        if self._logger is not None or structlog.contextvars.get_contextvars():
            return self.emit(event, fields)
        self._send({"v": VERSION, "time": utc_now(), "event": event, **fields})
        return True

    def _send(self, record: MutableMapping[str, Any]) -> None:
        if self._observers.all:
            self._observers(None, "", record)
        self._write(to_json(record))


class _Out:
    """What structlog calls a logger: takes the rendered record."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def info(self, body: bytes) -> bool:
        self._write(body)
        return True
