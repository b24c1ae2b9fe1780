"""Decisions as LangChain custom events, so that any callback handler can record them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from langchain_core.callbacks import BaseRunManager
from langchain_core.callbacks.manager import ahandle_event, handle_event

from langchain_guard.exceptions import GuardError
from langchain_guard.findings import DECISION_EVENT, Action, Decision, Finding, ScanResult

logger = logging.getLogger(__name__)


def emit_decision(decision: Decision, run_manager: BaseRunManager | None) -> None:
    """Report a decision to the handlers of a run as a custom event.

    Unlike LangChain's `dispatch_custom_event` this works inside a chat model that is called on its own, too. It is best
    effort: a handler that fails does not change what the control does, unless it fails with a `GuardError` of its own,
    as an audit trail does that must not be silent.

    Args:
        decision: What was decided.
        run_manager: The run it was decided in; None reports nothing.
    """
    if run_manager is None or not run_manager.handlers:
        return
    try:
        handle_event(
            run_manager.handlers, "on_custom_event", "ignore_custom_event", *_event(decision), **_about(run_manager)
        )
    except GuardError:
        raise
    except Exception as error:  # noqa: BLE001 -- best effort: only a handler with raise_error gets here
        logger.warning("a callback handler failed on a decision: %s", type(error).__name__)


async def aemit_decision(decision: Decision, run_manager: BaseRunManager | None) -> None:
    """Async twin of `emit_decision`."""
    if run_manager is None or not run_manager.handlers:
        return
    try:
        await ahandle_event(
            run_manager.handlers, "on_custom_event", "ignore_custom_event", *_event(decision), **_about(run_manager)
        )
    except GuardError:
        raise
    except Exception as error:  # noqa: BLE001 -- best effort: only a handler with raise_error gets here
        logger.warning("a callback handler failed on a decision: %s", type(error).__name__)


def decided(
    control: str, action: Action, findings: Iterable[Finding], *, stage: str, score: float | None = None
) -> Decision:
    """The decision that rests on some findings.

    >>> decided("output_redactor", Action.SANITIZE, [Finding(0, 5, "email", "pii.email")], stage="output").counts
    (('email', 1),)
    """
    found = ScanResult(tuple(findings))
    return Decision(control, action, found.rules, tuple(found.counts.items()), found.severity, score=score, stage=stage)


def with_uninspected(decision: Decision, count: int) -> Decision:
    """The same decision, which also says how many values could not be inspected."""
    return replace(decision, counts=(*decision.counts, ("uninspected", count))) if count else decision


def refused(error: GuardError) -> Decision:
    """The decision behind an exception with which a control refused something."""
    return Decision(error.control, Action.BLOCK, error.rule_ids, severity="high", stage=error.stage)


def _event(decision: Decision) -> tuple[str, dict[str, Any]]:
    plain = {"action": str(decision.action), "counts": dict(decision.counts), "details": dict(decision.details)}
    return DECISION_EVENT, asdict(decision) | plain


def _about(manager: BaseRunManager) -> dict[str, Any]:
    return {"run_id": manager.run_id, "tags": manager.tags, "metadata": manager.metadata}
