"""Whether text that strangers may have written has entered a conversation.

Everything a tool gives back counts as theirs, unless the tool is declared trusted; so do results of tools that the
provider runs, summaries of what can no longer be seen, and messages marked with `mark_untrusted`. What the user says
does not: the user is whom the agent works for.

The answer rests on the messages, so it holds for every checkpoint and every graph. Two things it cannot show: messages
that were taken out of the state, and what a calling agent has read before it wrote the task of this one. The first is
remembered by `GuardMiddleware` in the state, in a channel that no caller can write to; the second is passed on in the
context of the call (`inherited_taint`), which reaches agents that run inside a tool of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from langchain_guard.agents.notices import is_notice

MARK = "langchain_guard"
"""Key of our marks in `response_metadata`, which no provider is sent."""

_PROVIDER_CALLS = frozenset(
    {"web_search_call", "file_search_call", "mcp_call", "code_interpreter_call", "computer_call"}
)
_inherited: ContextVar[bool] = ContextVar("langchain_guard_taint", default=False)

_M = TypeVar("_M", bound=BaseMessage)


def mark_untrusted(message: _M) -> _M:
    """A copy of a message that says: strangers may have written this, e.g. a prompt with retrieved documents in it.

    >>> from langchain_core.messages import HumanMessage
    >>> tainted([mark_untrusted(HumanMessage("Answer from these pages: ..."))], frozenset())
    True
    """
    mark = {**(message.response_metadata.get(MARK) or {}), "untrusted": True}
    return message.model_copy(update={"response_metadata": {**message.response_metadata, MARK: mark}})


def tainted(messages: Sequence[BaseMessage], trusted: frozenset[str] | Callable[[str], bool]) -> bool:
    """Whether any of these messages may hold text of strangers.

    Args:
        messages: A conversation, in order.
        trusted: Names of the tools whose results are your own, or a function that knows them.
    """
    knows = trusted if callable(trusted) else trusted.__contains__
    names: dict[str | None, str] = {}
    for message in messages:
        if isinstance(message, AIMessage):
            names.update((call["id"], call["name"]) for call in message.tool_calls)
            if _provider_results(message):
                return True
        elif isinstance(message, ToolMessage):
            name = names.get(message.tool_call_id) or message.name
            if not is_notice(message) and not (name and knows(name)):
                return True
        elif message.additional_kwargs.get("lc_source") == "summarization":  # nobody knows what went into it
            return True
        mark = message.response_metadata.get(MARK)
        if isinstance(mark, dict) and mark.get("untrusted"):
            return True
    return False


def inherited_taint() -> bool:
    """Whether this runs inside a tool call of an agent that has read text of strangers."""
    return _inherited.get()


@contextmanager
def inheriting(taint: bool) -> Iterator[None]:
    """Pass taint on to whatever is called inside; it is never taken away from what has it already."""
    if not taint:
        yield
        return
    token = _inherited.set(True)
    try:
        yield
    finally:
        _inherited.reset(token)


def _provider_results(message: AIMessage) -> bool:
    """Whether the provider has run tools for this answer: their results are in it."""
    if message.additional_kwargs.get("tool_outputs"):
        return True
    content: Any = message.content
    return isinstance(content, list) and any(
        isinstance(block, dict)
        and (str(block.get("type")).endswith("tool_result") or block.get("type") in _PROVIDER_CALLS)
        for block in content
    )
