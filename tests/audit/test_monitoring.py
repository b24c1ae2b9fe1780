"""Metrics and alerts: what is counted, what is not counted twice, bounded labels, windows."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from prometheus_client import CollectorRegistry, generate_latest

from langchain_guard.audit import AuditLog, CallableSink
from langchain_guard.audit import metrics as metrics_module
from langchain_guard.audit.alerts import (
    Alert,
    AlertMonitor,
    AlertRule,
    audit_loss,
    error_rate,
    injections_by_user,
    log_alert,
    redaction_spike,
    spend,
)
from langchain_guard.audit.metrics import MAX_LABELS, OpenTelemetryMetrics, PrometheusMetrics
from langchain_guard.exceptions import ConfigError
from tests.audit.tampering import KEY

CALL = {"event": "llm_call", "model": "m", "outcome": "ok", "latency": 0.2, "ttft": 0.1, "cost": 0.5}
TRAFFIC: list[dict[str, Any]] = [
    {**CALL, "usage": "reported", "tokens_in": 10, "tokens_out": 5},
    {**CALL, "usage": "cached", "tokens_in": 0, "tokens_out": 0, "cost": 0.0},
    {**CALL, "usage": "unknown", "tokens_in": None, "tokens_out": None, "cost": None, "outcome": "error"},
    {"event": "security_event", "control": "output_redactor", "action": "sanitize", "counts": {"email": 2}},
    {"event": "log.lost"},
    {"event": "alert", "alert": "spend"},
    {"event": "log.open"},
]


def test_prometheus() -> None:
    """Calls, tokens, cost, decisions, findings, losses and latencies are exported; cached answers cost nothing."""
    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry)
    for record in TRAFFIC:
        metrics(record)
    text = generate_latest(registry).decode()
    for line in (
        'langchain_guard_calls_total{kind="llm_call",model="m",outcome="ok"} 2.0',
        'langchain_guard_calls_total{kind="llm_call",model="m",outcome="error"} 1.0',
        'langchain_guard_tokens_total{direction="in",model="m"} 10.0',
        'langchain_guard_cost_total{model="m"} 0.5',
        'langchain_guard_calls_without_usage_total{model="m"} 1.0',
        'langchain_guard_findings_total{control="output_redactor",kind="email"} 2.0',
        "langchain_guard_audit_records_lost_total 1.0",
        'langchain_guard_latency_seconds_count{kind="llm_call",model="m"} 3.0',
    ):
        assert line in text, text


def test_opentelemetry() -> None:
    """The same through OpenTelemetry's API, in its units."""
    reader = InMemoryMetricReader()
    metrics = OpenTelemetryMetrics(MeterProvider([reader]).get_meter("test"))
    for record in TRAFFIC:
        metrics(record)
    data: Any = reader.get_metrics_data()
    found = {m.name: m for m in data.resource_metrics[0].scope_metrics[0].metrics}
    assert sum(point.value for point in found["langchain_guard.tokens"].data.data_points) == 15
    assert found["langchain_guard.latency"].unit == "s"
    assert OpenTelemetryMetrics() is not None, "the global provider will do"


def test_labels_are_bounded() -> None:
    """A stream of new model names does not become a stream of new time series."""
    registry = CollectorRegistry()
    metrics = PrometheusMetrics(registry)
    for number in range(MAX_LABELS + 50):
        metrics({**CALL, "model": f"model-{number}"})
    text = generate_latest(registry).decode()
    assert 'langchain_guard_calls_total{kind="llm_call",model="other",outcome="ok"} 50.0' in text


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says what to install."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(metrics_module, "import_module", missing)
    with pytest.raises(ConfigError, match=r"langchain-guard\[prometheus\]"):
        PrometheusMetrics()
    with pytest.raises(ConfigError, match=r"langchain-guard\[otel\]"):
        OpenTelemetryMetrics()


def test_lost_records_reach_the_metrics() -> None:
    """A failing sink shows in the metrics although nothing can be written."""

    def broken(_: bytes) -> None:
        raise OSError(28, "full")

    registry = CollectorRegistry()
    log = AuditLog(sink=CallableSink(broken), key=KEY, observers=[PrometheusMetrics(registry)])
    log.emit("note")
    assert "langchain_guard_audit_records_lost_total 1.0" in generate_latest(registry).decode()


class Clock:
    """A clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


INJECTION = {"event": "security_event", "control": "input_guard", "action": "block", "rules": ["injection.override"]}


def test_injections_are_counted_per_user() -> None:
    """Five injections of one user within the window raise one alert; five of five users do not."""
    clock, raised = Clock(), list[Alert]()
    monitor = AlertMonitor([injections_by_user(5, 600)], raised.append, clock=clock)
    for number in range(5):
        monitor({**INJECTION, "user": f"user-{number}"})
    assert raised == []
    for _ in range(8):
        monitor({**INJECTION, "user": "mallory"})
    assert [(alert.rule, alert.per, alert.value) for alert in raised] == [("injections_by_user", "mallory", 5.0)]


def test_the_window_slides() -> None:
    """What is older than the window does not count, and an alert can be raised again after it."""
    clock, raised = Clock(), list[Alert]()
    monitor = AlertMonitor([injections_by_user(2, 60)], raised.append, clock=clock)
    for step in (0, 61, 61, 30):
        clock.now += step
        monitor({**INJECTION, "user": "mallory"})
    assert len(raised) == 1
    clock.now += 61
    for _ in range(2):
        monitor({**INJECTION, "user": "mallory"})
    assert len(raised) == 2


def test_error_rate_needs_enough_calls() -> None:
    """Two failures of two calls say nothing, ten of twenty do."""
    raised: list[Alert] = []
    monitor = AlertMonitor([error_rate(0.5, 300, at_least=20)], raised.append, clock=Clock())
    for number in range(20):
        assert raised == []
        monitor({"event": "llm_call", "outcome": "error" if number % 2 else "ok"})
    assert [alert.value for alert in raised] == [0.5]


def test_the_other_rules() -> None:
    """Redaction spikes, spend and losses."""
    raised: list[Alert] = []
    monitor = AlertMonitor([redaction_spike(3), spend(1.0), audit_loss()], raised.append, clock=Clock())
    for record in [*TRAFFIC, *TRAFFIC]:
        monitor(record)
    assert sorted(alert.rule for alert in raised) == ["audit_loss", "redaction_spike", "spend"]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither many users nor many events of one user grow without end, and sums stay right."""
    monkeypatch.setattr("langchain_guard.audit.alerts.MAX_KEYS", 10)
    monkeypatch.setattr("langchain_guard.audit.alerts.MAX_EVENTS", 10)
    clock, raised = Clock(), list[Alert]()
    monitor = AlertMonitor([spend(100, 3600, per="user")], raised.append, clock=clock)
    for number in range(100):
        clock.now += 30
        monitor({"event": "llm_call", "cost": 1.0, "user": f"user-{number}"})
        monitor({"event": "llm_call", "cost": 1.0, "user": "big"})
    (_, windows) = monitor._rules[0]
    assert len(windows) == 10
    assert len(windows["big"].values) <= 10
    assert [alert.per for alert in raised] == ["big"]


def test_many_events_neither_stay_nor_change_the_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more events than are remembered a mean is that of all of them, and what is older than the window is gone."""
    monkeypatch.setattr("langchain_guard.audit.alerts.MAX_EVENTS", 10)
    clock, raised = Clock(), list[Alert]()
    rules = [error_rate(0.5, 100), spend(150, 100)]
    monitor = AlertMonitor(rules, raised.append, clock=clock)
    for number in range(1000):  # a fifth fails, and 100 calls cost 100 within the window
        clock.now += 1
        monitor({"event": "llm_call", "outcome": "ok" if number % 5 else "error", "cost": 1.0})
    assert raised == []


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # other threads of the tests do not matter
def test_a_forked_child_counts_for_itself() -> None:
    """It does not wait for a thread of its parent that was counting, nor go on with what that one had counted."""
    raised: list[Alert] = []
    monitor = AlertMonitor([spend(1.0)], raised.append)
    monitor(CALL)
    with monitor._lock:
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            monitor(CALL)
            before = len(raised)
            monitor(CALL)
            os._exit(10 * before + len(raised))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_rules_that_cannot_work_are_refused() -> None:
    """A threshold of nothing would always fire; the error says which option it is."""
    with pytest.raises(ConfigError, match="positive"):
        AlertRule("always", lambda _: 1.0, 0, 60)
    with pytest.raises(ConfigError, match="severity takes info, low, medium, high, critical, not 'urgent'"):
        AlertRule("loud", lambda _: 1.0, 1, 60, severity="urgent")  # type: ignore[arg-type]  # the point of it


def test_alerts_can_be_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The default sink warns through logging."""
    log_alert(Alert("spend", None, 2.0, 1.0, 60.0, "high"))
    assert "alert spend for all" in caplog.text
