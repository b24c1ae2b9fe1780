"""Telling observers what the limiter decided: refusals, and admissions that the store did not back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from langchain_core.callbacks import BaseRunManager

from langchain_guard.exceptions import GuardUnavailable, RateLimitExceeded
from langchain_guard.findings import Action, Decision
from langchain_guard.limit.store import Lease
from langchain_guard.runnables.events import aemit_decision, emit_decision


@contextmanager
def reporting(manager: BaseRunManager | None) -> Iterator[Callable[[Lease], None]]:
    """Report what happens inside: an exception as a refusal, a lease through the function that is handed out."""

    def report(lease: Lease) -> None:
        if lease.degraded:
            emit_decision(_degraded(lease), manager)

    try:
        yield report
    except (RateLimitExceeded, GuardUnavailable) as error:
        emit_decision(_refused(error), manager)
        raise


@asynccontextmanager
async def areporting(manager: BaseRunManager | None) -> AsyncIterator[Callable[[Lease], Awaitable[None]]]:
    """Async twin of `reporting`."""

    async def report(lease: Lease) -> None:
        if lease.degraded:
            await aemit_decision(_degraded(lease), manager)

    try:
        yield report
    except (RateLimitExceeded, GuardUnavailable) as error:
        await aemit_decision(_refused(error), manager)
        raise


def _refused(error: RateLimitExceeded | GuardUnavailable) -> Decision:
    return Decision("rate_limit", Action.BLOCK, rules=error.rule_ids, severity="medium")


def _degraded(lease: Lease) -> Decision:
    """The store was down and the configuration said to go on; the rule says how."""
    return Decision("rate_limit", Action.FLAG, rules=(f"rate_limit.backend_{lease.degraded}",), severity="high")
