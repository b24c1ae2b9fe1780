"""What a block does to an agent's run: it raises, ends the run with a refusal, or leaves a notice and goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from langchain_guard.agents.admission import Admitted
from langchain_guard.agents.inspection import Inspector
from langchain_guard.agents.notices import blocked_tool, notice
from langchain_guard.exceptions import ConfigError, GuardBlocked
from langchain_guard.runnables.examination import refusal_message

ExitBehavior = Literal["error", "end", "replace", "interrupt"]
"""See `GuardMiddleware`."""


class Exits:
    """The exit behaviour of one agent.

    Args:
        behavior: What a block does.
        inspector: Whose refusals are given.

    Raises:
        ConfigError: For an unknown behaviour.
    """

    def __init__(self, behavior: ExitBehavior, inspector: Inspector) -> None:
        if behavior not in get_args(ExitBehavior):
            message = f"exit_behavior takes {', '.join(get_args(ExitBehavior))}, not {behavior!r}"
            raise ConfigError(message, control="tool_policy")
        self.raises = behavior == "error"
        self.ends = behavior == "end"
        self.asks = behavior == "interrupt"
        self._inspector = inspector

    def stop(self, admitted: Admitted) -> None:
        """Raise what must be raised, after it was reported."""
        if admitted.failure is not None:
            raise admitted.failure
        if admitted.error is not None and self.raises:
            raise admitted.error

    def ending(self, admitted: Admitted, messages: Sequence[BaseMessage] = ()) -> AIMessage | None:
        """The refusal that ends the run, if it is to end: for what was admitted, or a tool call that was blocked."""
        self.stop(admitted)
        if not self.ends:
            return None
        error = admitted.error or blocked_tool(messages)
        return None if error is None else refusal_message(self._inspector.guard.refusal, error)

    def answer(self, error: GuardBlocked) -> AIMessage:
        """What stands in place of an answer that was blocked."""
        if self.raises:
            raise error
        return refusal_message(self._inspector.redactor.refusal, error)

    def result(self, call: Mapping[str, Any], error: GuardBlocked) -> ToolMessage:
        """What stands in place of the result of a call that was blocked."""
        if self.raises:
            raise error
        return notice(dict(call), error.rule_ids)
