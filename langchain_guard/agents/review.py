"""Asking a person: a tool call waits in a langgraph interrupt until somebody has approved, edited or rejected it.

The question has the form of LangChain's `HumanInTheLoopMiddleware`, so that the same user interfaces show it, and the
answers are the same: `{"type": "approve"}`, `{"type": "edit", "edited_action": {"name": ..., "args": {...}}}`,
`{"type": "reject", "message": ...}`, `{"type": "respond", "message": ...}`, alone or in `{"decisions": [...]}`. The
graph needs a checkpointer; without one the run ends at the question, and the call is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.messages import ToolMessage
from langgraph.types import interrupt

from langchain_guard.agents.notices import REJECTED_CALL, notice

DECISIONS = ("approve", "edit", "reject", "respond")


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a reviewer has decided.

    Attributes:
        kind: `approve`, `edit`, `reject` or `respond`.
        args: The arguments to go on with.
        message: What the model gets in place of a result, when the call is not made.
    """

    kind: Literal["approve", "edit", "reject", "respond"]
    args: Mapping[str, Any]
    message: ToolMessage | None = None


def ask(
    call: Mapping[str, Any],
    shown: Any,
    rules: tuple[str, ...],
    allowed: tuple[str, ...] = DECISIONS,
    valid: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Answer:
    """Ask about one tool call, or about a message in the form of one.

    langgraph runs the node again from its start when the answer is there, so nothing may be booked or sent before this.
    An answer that cannot be read is asked for again.

    Args:
        call: The call, with real arguments.
        shown: The arguments as the reviewer may see them: redacted.
        rules: Why a review is needed.
        allowed: Which answers are possible.
        valid: Says of edited arguments whether they can be used.

    Raises:
        GraphInterrupt: While there is no answer.
    """
    problem = ""
    while True:
        answer, problem = _read(interrupt(_question(call, shown, rules, allowed, problem)), call, shown, allowed)
        if answer is None:
            continue
        if answer.kind != "edit" or valid is None or valid(answer.args):
            return answer
        problem = f"The last edit did not give {', '.join(call['args'])}."


def _question(
    call: Mapping[str, Any], shown: Any, rules: tuple[str, ...], allowed: tuple[str, ...], problem: str
) -> dict[str, Any]:
    why = f"{problem} " if problem else ""
    description = f"{why}{call['name']!r} needs a review: {', '.join(rules)}."
    return {
        "type": "tool_approval",
        "action_requests": [{"name": call["name"], "args": shown, "description": description}],
        "review_configs": [{"action_name": call["name"], "allowed_decisions": list(allowed)}],
        "tool_call_id": call["id"],
        "rules": list(rules),
    }


def _read(given: Any, call: Mapping[str, Any], shown: Any, allowed: tuple[str, ...]) -> tuple[Answer | None, str]:
    """The answer, or what is wrong with it."""
    decisions = given.get("decisions", given) if isinstance(given, Mapping) else given
    if isinstance(decisions, list) and len(decisions) == 1:
        decisions = decisions[0]
    if isinstance(decisions, str):
        decisions = {"type": decisions}
    if not isinstance(decisions, Mapping) or decisions.get("type") not in allowed:
        return None, f"The last answer was none of {', '.join(allowed)}."
    kind, said = decisions["type"], decisions.get("message")
    if kind == "approve":
        return Answer(kind, call["args"]), ""
    if kind == "edit":
        action = decisions.get("edited_action")
        if not isinstance(action, Mapping) or not isinstance(action.get("args"), Mapping):
            return None, "The last edit named no edited_action with args."
        if action.get("name", call["name"]) != call["name"]:
            return None, "An edit cannot choose another tool."
        return Answer(kind, restored(action["args"], shown, call["args"])), ""
    if kind == "respond":
        if not isinstance(said, str):
            return None, "The last response had no message."
        return Answer(kind, call["args"], ToolMessage(said, name=call["name"], tool_call_id=call["id"])), ""
    message = notice(dict(call), ("tools.rejected",), REJECTED_CALL)
    if isinstance(said, str) and said:
        message = message.model_copy(update={"content": f"{REJECTED_CALL} Reason: {said}"})
    return Answer("reject", call["args"], message), ""


def restored(edited: Any, shown: Any, real: Any) -> Any:
    """Edited arguments in which what the reviewer has left as it was shown is the real value again.

    >>> restored({"to": "[REDACTED_EMAIL]", "n": 2}, {"to": "[REDACTED_EMAIL]", "n": 1}, {"to": "a@b.example", "n": 1})
    {'to': 'a@b.example', 'n': 2}
    """
    if edited == shown:
        return real
    if isinstance(edited, Mapping) and isinstance(shown, Mapping) and isinstance(real, Mapping):
        known = shown.keys() & real.keys()
        return {key: restored(item, shown[key], real[key]) if key in known else item for key, item in edited.items()}
    if isinstance(edited, list) and isinstance(shown, list) and isinstance(real, list) and len(edited) == len(shown):
        return [restored(*three) for three in zip(edited, shown, real, strict=True)]
    return edited
