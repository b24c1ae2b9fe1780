"""Alert rules over a sliding window: something happens too often or costs too much, and a callable is told.

A rule is a value: what counts, for whom, how much within which time. Memory is bounded: at most `MAX_KEYS` users per
rule are followed, the least recently seen one is forgotten first.
"""

from __future__ import annotations

import logging
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.findings import SEVERITIES, Severity
from langchain_guard.forks import renew_after_fork

if TYPE_CHECKING:
    from langchain_guard.audit.log import AuditLog

MAX_KEYS = 10_000
"""Users followed per rule."""

MAX_EVENTS = 10_000
"""Moments remembered per user and rule: events closer to each other than the window divided by this count as one."""

Measure: TypeAlias = Callable[[Mapping[str, Any]], float | None]
"""How much a record weighs for a rule; `None` when it is no business of the rule."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When to raise an alert.

    Attributes:
        name: Its name.
        measure: What a record adds; `None` for records the rule ignores.
        threshold: The alert is raised when the sum (or, with `mean`, the mean) within the window reaches this.
        window: Seconds.
        per: Field to keep separate sums for, e.g. `user`; `None` for one sum.
        mean: Compare the mean instead of the sum.
        at_least: Number of records in the window below which a mean says nothing.
        severity: How bad it is.
    """

    name: str
    measure: Measure
    threshold: float
    window: float
    per: str | None = None
    mean: bool = False
    at_least: int = 1
    severity: Severity = "high"

    def __post_init__(self) -> None:
        """Refuse rules that could never fire or always would."""
        problem = "" if self.threshold > 0 < self.window else "threshold and window must be positive"
        if self.severity not in SEVERITIES:
            problem = f"severity takes {', '.join(SEVERITIES)}, not {self.severity!r}"
        if problem:
            message = f"alert rule {self.name!r}: {problem}"
            raise ConfigError(message, control="audit")


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule has fired.

    Attributes:
        rule: Name of the rule.
        per: Whose sum it was, if the rule keeps several.
        value: The sum or mean.
        threshold: What it reached.
        window: Seconds.
        severity: How bad it is.
    """

    rule: str
    per: str | None
    value: float
    threshold: float
    window: float
    severity: Severity


def _blocked_injection(record: Mapping[str, Any]) -> float | None:
    if record.get("event") != "security_event" or record.get("action") == "allow":
        return None
    return 1.0 if any(str(rule).startswith("injection") for rule in record.get("rules", ())) else None


def _redactions(record: Mapping[str, Any]) -> float | None:
    if record.get("event") != "security_event" or record.get("control") != "output_redactor":
        return None
    return float(sum(record.get("counts", {}).values())) or None


def _failed(record: Mapping[str, Any]) -> float | None:
    return float(record.get("outcome") == "error") if record.get("event") == "llm_call" else None


def _cost(record: Mapping[str, Any]) -> float | None:
    return record.get("cost") or None if record.get("event") == "llm_call" else None


def _lost(record: Mapping[str, Any]) -> float | None:
    return 1.0 if record.get("event") == "log.lost" else None


def injections_by_user(count: int = 5, window: float = 600.0) -> AlertRule:
    """`count` detected injections of one user within `window` seconds: somebody is trying."""
    return AlertRule("injections_by_user", _blocked_injection, count, window, per="user")


def redaction_spike(count: int = 50, window: float = 60.0) -> AlertRule:
    """`count` redacted values within `window` seconds: something pours out."""
    return AlertRule("redaction_spike", _redactions, count, window)


def error_rate(share: float = 0.5, window: float = 300.0, at_least: int = 20) -> AlertRule:
    """This share of model calls fails within `window` seconds, given `at_least` calls."""
    return AlertRule("error_rate", _failed, share, window, mean=True, at_least=at_least, severity="medium")


def spend(amount: float, window: float = 3600.0, per: str | None = None) -> AlertRule:
    """Model calls cost `amount` within `window` seconds; needs a `price` in the audit handler."""
    return AlertRule("spend", _cost, amount, window, per=per)


def audit_loss() -> AlertRule:
    """A record of the trail was lost."""
    return AlertRule("audit_loss", _lost, 1, 60.0, severity="critical")


@dataclass(slots=True)
class _Window:
    values: deque[tuple[float, float, int]] = field(default_factory=deque)
    total: float = 0.0
    count: int = 0
    quiet_until: float = 0.0


class AlertMonitor:
    """An observer of an `AuditLog` that watches rules and tells a callable; in a forked child it begins anew.

    Args:
        rules: The rules.
        sink: Called with each `Alert`, in the thread of the call that caused it: be quick, or hand over to a queue. An
            alert is raised once per window and key.
        clock: Seconds, monotonic.

    >>> raised = []
    >>> monitor = AlertMonitor([spend(1.0)], raised.append)
    >>> for _ in range(3):
    ...     monitor({"event": "llm_call", "cost": 0.5})
    >>> raised[0].rule, raised[0].value
    ('spend', 1.0)
    """

    def __init__(
        self, rules: Iterable[AlertRule], sink: Callable[[Alert], object], *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._rules = [(rule, OrderedDict[str | None, _Window]()) for rule in rules]
        self._sink = sink
        self._clock = clock
        self._lock = Lock()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Called in the child after a fork: it counts for itself, and whoever held the lock is not there."""
        self._lock = Lock()
        for _, windows in self._rules:
            windows.clear()

    def __call__(self, record: Mapping[str, Any]) -> None:
        """Take one record into account."""
        for rule, windows in self._rules:
            value = rule.measure(record)
            if value is None:
                continue
            with self._lock:
                alert = self._add(rule, windows, record, value)
            if alert is not None:
                self._sink(alert)

    def _add(
        self, rule: AlertRule, windows: OrderedDict[str | None, _Window], record: Mapping[str, Any], value: float
    ) -> Alert | None:
        now = self._clock()
        key = str(record.get(rule.per, "?")) if rule.per else None
        window = windows.setdefault(key, _Window())
        windows.move_to_end(key)
        if len(windows) > MAX_KEYS:
            windows.popitem(last=False)
        values = window.values
        merge = values and now - values[-1][0] < rule.window / MAX_EVENTS
        then, before, count = values.pop() if merge else (now, 0.0, 0)
        values.append((then, before + value, count + 1))
        window.total += value
        window.count += 1
        while values[0][0] <= now - rule.window:
            _, before, count = values.popleft()
            window.total -= before
            window.count -= count
        amount = window.total / window.count if rule.mean else window.total
        if amount + 1e-9 < rule.threshold or window.count < rule.at_least or now < window.quiet_until:
            return None
        window.quiet_until = now + rule.window
        return Alert(rule.name, key, round(amount, 6), rule.threshold, rule.window, rule.severity)


def watch(log: AuditLog, rules: Iterable[AlertRule], sink: Callable[[Alert], object] | None = None) -> None:
    """Watch a log: every alert is recorded in it and handed to a callable.

    Args:
        log: The log.
        rules: What to watch for.
        sink: As for `AlertMonitor`; by default `log_alert`.
    """
    ref = weakref.ref(log)
    tell = sink if sink is not None else log_alert

    def raised(alert: Alert) -> None:
        if (owner := ref()) is not None:
            fields = {key: value for key, value in asdict(alert).items() if key != "rule"}
            with suppress(GuardUnavailable):  # a trail that cannot be written is what is told here; it has been counted
                owner.emit("alert", alert=alert.rule, **fields)
        tell(alert)

    log.observe(AlertMonitor(rules, raised))


def log_alert(alert: Alert) -> None:
    """An alert sink that warns through the logger `langchain_guard.audit.alerts`."""
    logging.getLogger("langchain_guard.audit.alerts").warning(
        "alert %s for %s: %s within %s s (threshold %s)",
        alert.rule,
        alert.per or "all",
        alert.value,
        alert.window,
        alert.threshold,
    )
