"""Counters and latency histograms for Prometheus (extra `prometheus`) and OpenTelemetry (extra `otel`).

Both are observers of an `AuditLog`: `AuditLog(..., observers=[PrometheusMetrics()])`. Labels never carry users, runs or
text, and at most `MAX_LABELS` different values each, so that nobody can blow up the time series from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from langchain_guard.audit.events import CALLS
from langchain_guard.exceptions import ConfigError

MAX_LABELS = 100
"""Different values per label; what comes later counts as `other`."""

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Upper bounds of the latency histograms, in seconds; model calls take from tenths of a second to minutes."""


class _Labels:
    """Keeps the number of values of each label bounded."""

    def __init__(self) -> None:
        self._seen: dict[str, set[str]] = {}

    def __call__(self, name: str, value: object) -> str:
        text = str(value or "unknown")[:100]
        seen = self._seen.setdefault(name, set())
        if text not in seen:
            if len(seen) >= MAX_LABELS:
                return "other"
            seen.add(text)
        return text


class _Meter:
    """What a record adds to which instrument; the two exporters differ only in `add` and `record`."""

    def __init__(self) -> None:
        self._label = _Labels()

    def add(self, name: str, amount: float, **labels: str) -> None:
        raise NotImplementedError

    def record(self, name: str, value: float, **labels: str) -> None:
        raise NotImplementedError

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Take one record into account."""
        event = record["event"]
        if event in CALLS:
            self._call(event, record)
        elif event == "security_event":
            control, action = self._label("control", record.get("control")), self._label("action", record.get("action"))
            severity = self._label("severity", record.get("severity"))
            self.add("security_events", 1, control=control, action=action, severity=severity)
            for kind, count in record.get("counts", {}).items():
                self.add("findings", count, control=control, kind=self._label("kind", kind))
        elif event == "log.lost":
            self.add("audit_records_lost", 1)
        elif event == "alert":
            self.add("alerts", 1, rule=self._label("alert", record.get("alert")))

    def _call(self, event: str, record: Mapping[str, Any]) -> None:
        model = self._label("model", record.get("model")) if event == "llm_call" else ""
        outcome = self._label("outcome", record.get("outcome"))
        self.add("calls", 1, kind=event, model=model, outcome=outcome)
        if "latency" in record:
            self.record("latency_seconds", record["latency"], kind=event, model=model)
        if "ttft" in record:
            self.record("time_to_first_token_seconds", record["ttft"], model=model)
        for direction in ("in", "out"):  # tokens of cached answers are recorded as 0: nothing is counted twice
            if record.get(f"tokens_{direction}"):
                self.add("tokens", record[f"tokens_{direction}"], direction=direction, model=model)
        if event == "llm_call" and record.get("usage") == "unknown":
            self.add("calls_without_usage", 1, model=model)
        if record.get("cost"):
            self.add("cost", record["cost"], model=model)


COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "calls": ("Calls by kind, model and outcome.", ("kind", "model", "outcome")),
    "tokens": ("Tokens reported by providers.", ("direction", "model")),
    "calls_without_usage": ("Model calls for which nobody reported tokens.", ("model",)),
    "cost": ("Cost of model calls, in the currency of the price function.", ("model",)),
    "security_events": ("Decisions of the controls.", ("control", "action", "severity")),
    "findings": ("What the controls found, by kind.", ("control", "kind")),
    "audit_records_lost": ("Audit records that could not be written.", ()),
    "alerts": ("Alerts raised.", ("rule",)),
}
"""Name, help and labels of every counter."""

HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "latency_seconds": ("Duration of calls.", ("kind", "model")),
    "time_to_first_token_seconds": ("Time to the first streamed token.", ("model",)),
}
"""Name, help and labels of every histogram."""


class PrometheusMetrics(_Meter):
    """Prometheus metrics named `langchain_guard_...`.

    Args:
        registry: A `prometheus_client.CollectorRegistry`; by default the global one.

    Raises:
        ConfigError: prometheus-client is not installed.
    """

    def __init__(self, registry: Any = None) -> None:
        super().__init__()
        client = _extra("prometheus_client", "prometheus")
        where = registry if registry is not None else client.REGISTRY
        self._metrics: dict[str, Any] = {
            name: client.Counter(f"langchain_guard_{name}", text, labels, registry=where)
            for name, (text, labels) in COUNTERS.items()
        }
        for name, (text, labels) in HISTOGRAMS.items():
            self._metrics[name] = client.Histogram(
                f"langchain_guard_{name}", text, labels, registry=where, buckets=BUCKETS
            )

    def add(self, name: str, amount: float, **labels: str) -> None:
        """Count."""
        metric = self._metrics[name]
        (metric.labels(**labels) if labels else metric).inc(amount)

    def record(self, name: str, value: float, **labels: str) -> None:
        """Observe."""
        self._metrics[name].labels(**labels).observe(value)


class OpenTelemetryMetrics(_Meter):
    """The same through OpenTelemetry's API, named `langchain_guard.<name>`; what exports them is up to your SDK.

    Args:
        meter: An OpenTelemetry `Meter`; by default that of the global provider.

    Raises:
        ConfigError: opentelemetry-api is not installed.
    """

    def __init__(self, meter: Any = None) -> None:
        super().__init__()
        if meter is None:
            meter = _extra("opentelemetry.metrics", "otel").get_meter("langchain_guard")
        self._instruments: dict[str, Any] = {
            name: meter.create_counter(f"langchain_guard.{name}", description=text)
            for name, (text, _) in COUNTERS.items()
        }
        for name, (text, _) in HISTOGRAMS.items():
            dotted = f"langchain_guard.{name.removesuffix('_seconds')}"
            self._instruments[name] = meter.create_histogram(dotted, unit="s", description=text)

    def add(self, name: str, amount: float, **labels: str) -> None:
        """Count."""
        self._instruments[name].add(amount, labels)

    def record(self, name: str, value: float, **labels: str) -> None:
        """Observe."""
        self._instruments[name].record(value, labels)


def _extra(module: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        message = f'{module} is not installed: pip install "langchain-guard[{extra}]"'
        raise ConfigError(message, control="audit") from None
