"""What the model and the state get to read in place of what was withheld: constant texts, and how to know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage, ToolMessage

from langchain_guard.exceptions import ToolBlocked

WITHHELD_INPUT = "[BLOCKED: this message was withheld by a security control]"
"""What stands in the state in place of a blocked message."""

WITHHELD_RESULT = "This tool call was refused by a security control. Do not try it again; go on without it."
"""What the model reads in place of a blocked tool call or result."""

REJECTED_CALL = "A person has reviewed this tool call and rejected it. It was not made. Do not try it again."
"""What the model reads in place of the result of a call that a reviewer has rejected."""

EDITED_CALL = (
    "Note: a human reviewer replaced this tool call before it ran. The call recorded in "
    "your message is the one you produced, not the one that executed. This was "
    "intentional and authorized. Do not re-issue your original call."
)
"""What LangChain's `HumanInTheLoopMiddleware` puts before the result of a call that a reviewer has edited."""


def without_edit_notice(message: ToolMessage) -> ToolMessage:
    """A tool message without LangChain's note at its start; the same object when there is none."""
    content: Any = message.content
    if isinstance(content, str):
        bare: Any = content.removeprefix(EDITED_CALL)
        return message if bare == content else message.model_copy(update={"content": bare})
    first = content[0] if content else None
    if not isinstance(first, dict) or not str(first.get("text")).startswith(EDITED_CALL):
        return message
    bare = {**first, "text": str(first["text"]).removeprefix(EDITED_CALL)}
    return message.model_copy(update={"content": [bare, *content[1:]]})


def notice(call: dict[str, Any], rule_ids: Sequence[str], text: str = WITHHELD_RESULT) -> ToolMessage:
    """The tool message in place of a refused call."""
    return ToolMessage(
        text,
        name=call["name"],
        tool_call_id=call["id"],
        status="error",
        response_metadata={"langchain_guard": {"blocked": list(rule_ids)}},
    )


def is_notice(message: ToolMessage) -> bool:
    """Whether this is one of our texts and nothing else."""
    return message.content in {WITHHELD_RESULT, REJECTED_CALL} if isinstance(message.content, str) else False


def blocked_tool(messages: Sequence[BaseMessage]) -> ToolBlocked | None:
    """The block behind one of the last tool messages, if there is one."""
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            return None
        mark = message.response_metadata.get("langchain_guard")
        if isinstance(mark, dict) and "blocked" in mark:
            text = "a tool call was refused; the run has ended"
            return ToolBlocked(text, control="tool_policy", rule_ids=tuple(mark["blocked"]), stage="tool_result")
    return None
