"""What agents do with text that crosses: judged for attacks, redacted, and reported to the run it happens in."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, get_args

from langchain_core.callbacks import BaseRunManager
from langchain_core.messages import BaseMessage, ToolMessage
from langchain_core.runnables.config import ensure_config, get_callback_manager_for_config
from langchain_core.tools import ToolException

from langchain_guard.agents.handoffs import opened
from langchain_guard.agents.notices import without_edit_notice
from langchain_guard.agents.pseudonyms import NOTHING_HELD, HeldValues
from langchain_guard.agents.seen import Seen
from langchain_guard.exceptions import ConfigError, GuardBlocked, GuardError, InvalidInput, ToolBlocked
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.events import aemit_decision, emit_decision
from langchain_guard.runnables.guard import InputGuardRunnable, with_injection
from langchain_guard.runnables.redactor import OutputRedactorRunnable
from langchain_guard.runnables.values import clean_error

ToolResults = Literal["block", "sanitize", "flag"]
"""What happens to tool results that hold an injection."""


@dataclass(frozen=True, eq=False)
class Inspector:
    """Looks at everything that crosses between user, model and tools, by one policy.

    Args:
        guard: Judges what comes in.
        redactor: Redacts what tools give back, and the arguments they get.
        tool_results: What happens to tool results that hold an injection.
        seen: What has been let through, so that it is not judged again.
        held: Hides values, and gives them to tools.

    Raises:
        ConfigError: When `tool_results` is none of its words.
    """

    guard: InputGuardRunnable = field(default_factory=InputGuardRunnable)
    redactor: OutputRedactorRunnable = field(default_factory=OutputRedactorRunnable)
    tool_results: ToolResults = "block"
    seen: Seen = field(default_factory=Seen)
    held: HeldValues = NOTHING_HELD

    def __post_init__(self) -> None:
        if self.tool_results not in get_args(ToolResults):  # `allow` would be an action, and judge nothing
            message = f"tool_results takes {', '.join(get_args(ToolResults))}, not {self.tool_results!r}"
            raise ConfigError(message, control="tool_policy")

    @cached_property
    def _results_guard(self) -> InputGuardRunnable:
        return with_injection(self.guard, Action(self.tool_results))

    @property
    def waits(self) -> bool:
        """Whether an event loop should not wait for an inspection."""
        return self.held.waits or self.guard.waits or self._results_guard.waits or self.redactor.waits

    def message(self, message: BaseMessage) -> tuple[BaseMessage, list[Decision]]:
        """Judge one message by who wrote it.

        Returns:
            The message to go on with, the same object when nothing had to be changed, and what was decided.

        Raises:
            GuardError: As `InputGuardRunnable`.
        """
        if isinstance(message, ToolMessage):
            judged = without_edit_notice(message)  # it reads like an order, and is LangChain's own
            accepted, decision = self._results_guard.examine(judged)
            accepted = message if accepted is judged else accepted
        else:
            accepted, decision = self.guard.examine(message)
        accepted, hidden = self.held.hidden(accepted, "user")
        return accepted, hidden if decision is None else [decision, *hidden]

    def wants_review(self, message: BaseMessage, error: GuardBlocked) -> bool:
        """Whether a person may let this user message pass: all that speaks against it has the action `review`."""
        actions = {self.guard.action_for(rule) for rule in error.rule_ids}
        return message.type == "human" and actions == {Action.REVIEW}

    def result(self, value: Any, tool: str) -> tuple[Any, list[Decision]]:
        """Judge and redact what a tool has given back, of any shape.

        Args:
            value: The result: text, data, messages, a `Command`.
            tool: Name of the tool, for messages.

        Returns:
            The result to go on with, and what was decided.

        Raises:
            ToolBlocked: When the result must not reach the model.
        """
        text = ToolMessage(value, name=tool, tool_call_id="") if isinstance(value, str) else None
        carried, close = opened(value, self.seen.__contains__)
        try:
            value, decisions = self._judged(carried if text is None else text)
            value, hidden = self.held.hidden(value, "tool")
            decisions += hidden
            walk = self.redactor.walk()
            value = close(walk.data(value if text is None else value.content))
        except (GuardBlocked, InvalidInput) as error:
            blocked = refusal(error, f"the result of tool {tool!r}", "tool_result")
        else:
            found = self.redactor.decision(walk)
            decisions += [] if found is None else [found]
            if text is not None:  # what LangChain will make of it; data becomes a text that is yet to be judged
                self.seen.add(text if value is text.content else text.model_copy(update={"content": value}))
            return value, [replace(decision, stage="tool_result") for decision in decisions]
        raise blocked

    def _judged(self, value: Any) -> tuple[Any, list[Decision]]:
        """Judge any value as text of a tool."""
        if isinstance(value, ToolMessage):
            accepted, decision = self._results_guard.examine(value)
        else:  # the guard reads an artifact of any shape, and knows it for a tool's
            message, decision = self._results_guard.examine(ToolMessage("", artifact=value, tool_call_id=""))
            accepted = message.artifact
        return accepted, [] if decision is None else [decision]

    def call(self, call: dict[str, Any]) -> tuple[dict[str, Any], list[Decision]]:
        """Redact the arguments of a tool call as the redactor's `tool_args` says.

        Returns:
            The call to make, the same object when nothing had to be changed, and what was decided.

        Raises:
            ToolBlocked: When `tool_args` is `block` and something was found.
        """
        if call in self.seen and self.redactor.reversible is None:  # it was redacted with the answer
            return call, []
        try:
            walk = self.redactor.walk()
            redacted = walk.frame(call, None)
        except (GuardBlocked, InvalidInput) as error:
            blocked = refusal(error, "the arguments of a tool call", "tool_call")
        else:
            found = self.redactor.decision(walk)
            return redacted, [] if found is None else [replace(found, stage="tool_call")]
        raise blocked

    def error(self, error: Exception, tool: str) -> Exception:
        """What to raise in place of an error of a tool: tools quote their input and what they have read.

        Returns:
            The same object when it is clean; else one of the same class with redacted texts, or one that says no more
            than its class when that is impossible.
        """
        if isinstance(error, GuardError) or _is_control_flow(error):
            return error
        withheld = ToolException(f"the tool {tool!r} failed with {type(error).__name__}; its message was withheld")
        try:
            self._judged(str(error))
        except GuardError:  # raised here it would carry the original as its context
            return withheld
        try:
            clean = clean_error(self.redactor.walk(), error)
            said = self.redactor.policy.apply(f"{clean} {clean!r}")
        except Exception:  # noqa: BLE001 -- an error that cannot be made anew or shown is not shown
            return withheld
        shown = said.text == f"{clean} {clean!r}" and isinstance(clean, type(error))
        return clean if shown else withheld


def refusal(error: GuardError, what: str, stage: str) -> ToolBlocked:
    """The refusal of a tool call or result, for the reason another control gave."""
    rules = ", ".join(error.rule_ids) or error.control
    advice = f": {error}" if isinstance(error, InvalidInput) else ""  # our own words, and what to do
    message = f"{what} was refused by {rules}; nothing of it was passed on{advice}"
    return ToolBlocked(message, control="tool_policy", rule_ids=error.rule_ids, stage=stage)


def reviewed(review: Decision, action: Action, how: str) -> Decision:
    """What has become of a review: `requested`, `approved`, `edited` or `rejected`."""
    return replace(review, action=action, details=(*review.details, ("review", how)))


def current_run() -> BaseRunManager | None:
    """The run that is going on here, for reports to its handlers; None outside of any."""
    manager = get_callback_manager_for_config(ensure_config())
    if manager.parent_run_id is None or not manager.handlers:
        return None
    return BaseRunManager(
        run_id=manager.parent_run_id,
        handlers=manager.handlers,
        inheritable_handlers=manager.inheritable_handlers,
        tags=manager.tags,
        metadata=manager.metadata,
    )


def report(decisions: list[Decision]) -> None:
    """Tell the observers of the current run."""
    run = current_run() if decisions else None
    for decision in decisions:
        emit_decision(decision, run)


async def areport(decisions: list[Decision]) -> None:
    """Async twin of `report`."""
    run = current_run() if decisions else None
    for decision in decisions:
        await aemit_decision(decision, run)


def _is_control_flow(error: Exception) -> bool:
    """Whether it is langgraph's way to pause or leave a graph, not a failure."""
    errors = sys.modules.get("langgraph.errors")
    return errors is not None and isinstance(error, errors.GraphBubbleUp)
