"""Letting messages into an agent's conversation: each is judged once, and what is blocked is kept out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_guard.agents.inspection import Inspector
from langchain_guard.agents.notices import WITHHELD_INPUT, WITHHELD_RESULT
from langchain_guard.exceptions import GuardBlocked, GuardError
from langchain_guard.findings import Decision
from langchain_guard.runnables.events import refused


@dataclass
class Admitted:
    """Messages after judging.

    Attributes:
        messages: All of them, as they go on.
        changed: Those that are not as they were.
        decisions: What was decided.
        error: The first block.
        failure: What stops the run whatever `exit_behavior` is.
    """

    messages: list[BaseMessage] = field(default_factory=list)
    changed: list[BaseMessage] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    error: GuardBlocked | None = None
    failure: GuardError | None = None


class Admission:
    """Judges the messages of a conversation that have not been judged.

    Args:
        inspector: Who judges.
    """

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector

    def admit(self, messages: Sequence[BaseMessage]) -> Admitted:
        """Judge what is new; nothing is raised here, so that decisions can be reported first."""
        admitted = Admitted()
        for message in messages:
            accepted = message if message in self._inspector.seen else self._judged(message, admitted)
            admitted.messages.append(accepted)
            if accepted is not message:
                admitted.changed.append(accepted)
        return admitted

    def answered(self, messages: Sequence[BaseMessage]) -> None:
        """Remember what the guarded model has said: it was redacted there, and its tool calls with it."""
        for message in messages:
            if type(message) is AIMessage:
                if "ai" in self._inspector.guard.trusted_roles:
                    self._inspector.seen.add(message)
                for call in message.tool_calls:
                    self._inspector.seen.add(call)

    def _judged(self, message: BaseMessage, admitted: Admitted) -> BaseMessage:
        try:
            accepted, decisions = self._inspector.message(message)
        except GuardBlocked as error:
            accepted, decisions = _withheld(message), [refused(error)]
            admitted.error = admitted.error or error
        except GuardError as error:  # its shape, or a control that could not do its work: nothing goes on
            admitted.failure = error
            admitted.decisions.append(refused(error))
            return message
        admitted.decisions += decisions
        self._inspector.seen.add(accepted)
        return accepted


def _withheld(message: BaseMessage) -> BaseMessage:
    """A message of the same kind and id that holds nothing of the original."""
    if isinstance(message, ToolMessage):
        return ToolMessage(WITHHELD_RESULT, id=message.id, tool_call_id=message.tool_call_id, status="error")
    kind = type(message) if isinstance(message, (AIMessage, SystemMessage)) else HumanMessage
    return kind(content=WITHHELD_INPUT, id=message.id)
