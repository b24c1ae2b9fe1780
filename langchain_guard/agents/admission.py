"""Letting messages into an agent's conversation: each is judged once, and what is blocked is kept out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_guard.agents.inspection import Inspector, reviewed
from langchain_guard.agents.notices import WITHHELD_INPUT, WITHHELD_RESULT
from langchain_guard.agents.seen import digest
from langchain_guard.exceptions import GuardBlocked, GuardError
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.events import refused


@dataclass(slots=True)
class Admitted:
    """Messages after judging.

    Attributes:
        messages: All of them, as they go on.
        changed: Those that are not as they were.
        decisions: What was decided.
        error: The first block.
        failure: What stops the run whatever `exit_behavior` is.
        questions: What a person must decide: a message, by its place, and why.
        approved: Digests of what a person has let pass.
    """

    messages: list[BaseMessage] = field(default_factory=list)
    changed: list[BaseMessage] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    error: GuardBlocked | None = None
    failure: GuardError | None = None
    questions: list[tuple[int, GuardBlocked]] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)


class Admission:
    """Judges the messages of a conversation that have not been judged.

    Args:
        inspector: Who judges.
    """

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector

    def admit(self, messages: Sequence[BaseMessage], approved: Sequence[str] = (), *, asking: bool = False) -> Admitted:
        """Judge what is new; nothing is raised here, so that decisions can be reported first.

        Args:
            messages: The conversation.
            approved: Digests of what a person has let pass.
            asking: Whether a person can be asked about what the guard's policy wants to be reviewed.
        """
        admitted = Admitted()
        self._inspector.seen.approve(messages, approved)
        for message in messages:
            known = message in self._inspector.seen or (approved and digest(message) in approved)
            accepted = message if known else self._judged(message, admitted, asking=asking)
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

    def repeated(self, messages: Sequence[BaseMessage]) -> list[str]:
        """Digests of what LangChain says in answer to a structured output: it repeats the model's own words."""
        trusted = "ai" in self._inspector.guard.trusted_roles
        return [digest(message) for message in messages if trusted and isinstance(message, ToolMessage)]

    def ask(self, admitted: Admitted) -> None:
        """Have a person decide about the messages that need it, one after the other.

        Raises:
            GraphInterrupt: While somebody has not.
        """
        from langchain_guard.agents.review import ask  # noqa: PLC0415 -- langgraph is there when somebody asks

        for place, error in admitted.questions:
            message = admitted.messages[place]
            call = {"name": f"{message.type} message", "id": message.id, "args": {"content": message.content}}
            shown = self._inspector.redactor.walk().data(call["args"])
            answer = ask(call, shown, error.rule_ids, ("approve", "edit", "reject"), _has_text)
            review = asked_about(error)
            if answer.kind == "reject":
                accepted = _withheld(message)
                admitted.decisions.append(reviewed(review, Action.BLOCK, "rejected"))
            else:
                changed = {"content": answer.args["content"]} if answer.kind == "edit" else {}
                accepted = message.model_copy(update=changed) if changed else message
                accepted, hidden = self._inspector.held.hidden(accepted, "user")
                admitted.decisions += hidden
                admitted.approved.append(digest(accepted))
                self._inspector.seen.approve([accepted], admitted.approved)
                how = "edited" if answer.kind == "edit" else "approved"
                admitted.decisions.append(reviewed(review, Action.ALLOW, how))
            admitted.messages[place] = accepted
            if accepted is not message:
                admitted.changed.append(accepted)

    def _judged(self, message: BaseMessage, admitted: Admitted, *, asking: bool) -> BaseMessage:
        try:
            accepted, decisions = self._inspector.message(message)
        except GuardBlocked as error:
            if asking and self._inspector.wants_review(message, error):
                admitted.questions.append((len(admitted.messages), error))
                return message
            accepted, decisions = _withheld(message), [refused(error)]
            admitted.error = admitted.error or error
        except GuardError as error:  # its shape, or a control that could not do its work: nothing goes on
            admitted.failure = error
            admitted.decisions.append(refused(error))
            return message
        admitted.decisions += decisions
        self._inspector.seen.add(accepted)
        return accepted


def asked_about(error: GuardBlocked) -> Decision:
    """The decision that a person must be asked about what was blocked."""
    return replace(refused(error), action=Action.REVIEW)


def _has_text(edited: Mapping[str, Any]) -> bool:
    """Whether an edited message says something: else the original would go on."""
    content = edited.get("content")
    return isinstance(content, (str, list)) and bool(content)


def _withheld(message: BaseMessage) -> BaseMessage:
    """A message of the same kind and id that holds nothing of the original."""
    if isinstance(message, ToolMessage):
        return ToolMessage(WITHHELD_RESULT, id=message.id, tool_call_id=message.tool_call_id, status="error")
    kind = type(message) if isinstance(message, (AIMessage, SystemMessage)) else HumanMessage
    return kind(content=WITHHELD_INPUT, id=message.id)
