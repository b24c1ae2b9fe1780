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

import re
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
_NO_TOOL = re.compile(r"Error: .* is not a valid tool, try one of \[", re.DOTALL)
"""How langgraph answers the call of a tool that is none; its text quotes the name."""
_inherited: ContextVar[tuple[str, ...]] = ContextVar("langchain_guard_taint", default=())

_M = TypeVar("_M", bound=BaseMessage)


def mark_untrusted(message: _M) -> _M:
    """A copy of a message that says: strangers may have written this, e.g. a prompt with retrieved documents in it.

    >>> from langchain_core.messages import HumanMessage
    >>> taint_sources([mark_untrusted(HumanMessage("Answer from these pages: ..."))], {"lookup"}.__contains__)
    ('message',)
    """
    mark = {**(message.response_metadata.get(MARK) or {}), "untrusted": True}
    return message.model_copy(update={"response_metadata": {**message.response_metadata, MARK: mark}})


def taint_sources(messages: Sequence[BaseMessage], trusts: Callable[[str], bool]) -> tuple[str, ...]:
    """Where the text of strangers in a conversation came from; empty when there is none.

    Args:
        messages: A conversation, in order.
        trusts: Says of a tool's name whether its results are your own data.

    Returns:
        Names of tools, `provider` for tools that the provider runs, `summary`, `message` for marked ones; sorted.

    >>> from langchain_core.messages import ToolMessage
    >>> page = ToolMessage("A page.", name="read_page", tool_call_id="1")
    >>> taint_sources([page], {"lookup"}.__contains__), taint_sources([page], {"read_page"}.__contains__)
    (('read_page',), ())
    """
    names: dict[str | None, set[str]] = {}
    found: set[str] = set()
    for message in messages:
        if isinstance(message, AIMessage):
            for call in message.tool_calls:
                names.setdefault(call["id"], set()).add(call["name"])  # some models write the ids, and may repeat one
            if _provider_results(message):
                found.add("provider")
        elif isinstance(message, ToolMessage):
            if not is_notice(message):
                found.update(name for name in _called(message, names) if name not in found and not trusts(name))
        elif message.additional_kwargs.get("lc_source") == "summarization":  # nobody knows what went into it
            found.add("summary")
        mark = message.response_metadata.get(MARK)
        if isinstance(mark, dict) and mark.get("untrusted"):
            found.add("message")
    return tuple(sorted(found))


def inherited_taint() -> tuple[str, ...]:
    """Where the text of strangers came from that the agent has read inside whose tool call this runs."""
    return _inherited.get()


@contextmanager
def inheriting(sources: tuple[str, ...]) -> Iterator[None]:
    """Pass taint on to whatever is called inside, beside what was inherited here."""
    if not sources:
        yield
        return
    token = _inherited.set(tuple(sorted({*_inherited.get(), *sources})))
    try:
        yield
    finally:
        _inherited.reset(token)


def _called(message: ToolMessage, names: dict[str | None, set[str]]) -> set[str]:
    """The tools that a result may be of. A name that no tool has is the model's own text, and goes into no record."""
    if message.status == "error" and isinstance(message.content, str) and _NO_TOOL.match(message.content):
        return {"unknown"}
    return names.get(message.tool_call_id) or {message.name or "unknown"}


def _provider_results(message: AIMessage) -> bool:
    """Whether the provider has run tools for this answer: their results are in it, or what it cites."""
    if message.additional_kwargs.get("tool_outputs") or _cites(message.additional_kwargs):
        return True
    grounding = message.response_metadata.get("grounding_metadata")
    if (
        any(grounding.values()) if isinstance(grounding, dict) else grounding
    ):  # Gemini names what it did not use as well
        return True
    content: Any = message.content
    return isinstance(content, list) and any(
        isinstance(block, dict)
        and (str(block.get("type")).endswith("tool_result") or block.get("type") in _PROVIDER_CALLS or _cites(block))
        for block in content
    )


def _cites(block: dict[str, Any]) -> bool:
    """Whether pages are cited, in any provider's way; files are what the user gave."""
    cited = [*(block.get("annotations") or ()), *(block.get("citations") or ())]
    return any(
        isinstance(one, dict) and (one.get("type") in {"url_citation", "web_search_result_location"} or one.get("url"))
        for one in cited
    )
