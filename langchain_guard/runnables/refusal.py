"""Telling observers what the limiter decided: refusals, lockouts, and whatever the store did not back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from langchain_core.callbacks import BaseRunManager
from langchain_core.runnables import Runnable, RunnableConfig

from langchain_guard.exceptions import GuardError, GuardUnavailable, RateLimitExceeded
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.events import aemit_decision, emit_decision
from langchain_guard.runnables.run import arun_once, run_once, withheld


def refused(error: GuardError) -> Decision:
    """The decision behind a refusal, with the facts of the limit where one was spent."""
    facts = ("limit", "limit_type", "scope", "remaining", "retry_after") if isinstance(error, RateLimitExceeded) else ()
    details = tuple((name, getattr(error, name)) for name in facts)
    return Decision("rate_limit", Action.BLOCK, rules=error.rule_ids, severity="medium", details=details)


def degraded(how: str) -> Decision:
    """The store was down and the configuration said to go on; `how` names the rule."""
    return Decision("rate_limit", Action.FLAG, rules=(f"rate_limit.{how}",), severity="high")


LOCKED_OUT = Decision("rate_limit", Action.BLOCK, rules=("rate_limit.lockout",), severity="high")
"""A user has just been locked out."""


@contextmanager
def reporting(manager: BaseRunManager | None) -> Iterator[None]:
    """Report a refusal that is raised inside."""
    try:
        yield
    except (RateLimitExceeded, GuardUnavailable) as error:
        emit_decision(refused(error), manager)
        raise


@asynccontextmanager
async def areporting(manager: BaseRunManager | None) -> AsyncIterator[None]:
    """Async twin of `reporting`."""
    try:
        yield
    except (RateLimitExceeded, GuardUnavailable) as error:
        await aemit_decision(refused(error), manager)
        raise


def tell(step: Runnable[Any, Any], config: RunnableConfig, decision: Decision, error: GuardError | None = None) -> None:
    """Report a decision outside of any run of ours: in a run of its own, which fails when there is an error.

    Raises:
        GuardError: The error that was given.
    """

    def report(manager: BaseRunManager, _: RunnableConfig) -> None:
        emit_decision(decision, manager)
        if error is not None:
            raise error

    run_once(step, report, _without_run_id(config), record=lambda _: withheld())


async def atell(
    step: Runnable[Any, Any], config: RunnableConfig, decision: Decision, error: GuardError | None = None
) -> None:
    """Async twin of `tell`."""

    async def report(manager: BaseRunManager, _: RunnableConfig) -> None:
        await aemit_decision(decision, manager)
        if error is not None:
            raise error

    await arun_once(step, report, _without_run_id(config), record=lambda _: withheld())


def _without_run_id(config: RunnableConfig) -> RunnableConfig:
    """The id and name in the config belong to the run of the wrapped runnable."""
    return {key: value for key, value in config.items() if key not in {"run_id", "run_name"}}  # type: ignore[return-value]  # a TypedDict without two keys
