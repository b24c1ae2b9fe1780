"""What `GuardMiddleware` keeps in the state of an agent: where taint came from, and how often tools were called.

It stands in a channel of its own that is neither part of the graph's input nor of its output: no input and no tool can
write it, a checkpointer keeps it, and no trimming or summary of the messages takes it away. It holds names and numbers.
Who may send the graph a `Command(update=...)` writes any channel: from clients take nothing but `Command(resume=...)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, cast

from langchain.agents.middleware.types import AgentState, PrivateStateAttr
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from typing_extensions import TypedDict

from langchain_guard.agents.handoffs import CHANNEL


class Ledger(TypedDict, total=False):
    """What is kept.

    Attributes:
        sources: Where text of strangers came from, sorted.
        calls: How often the model has asked for each tool, in the whole thread.
        before: The same when the run began.
        pending: Calls that were made last, by id, of tools that may bring in text of strangers. When the model is asked
            again and the result of one is not there, somebody else has read it, and has perhaps summed it up.
        approved: Digests of messages that a person has let pass, or that repeat what the model has said.
    """

    sources: list[str]
    calls: dict[str, int]
    before: dict[str, int]
    pending: dict[str, str]
    approved: list[str]


def merged(old: Ledger | None, new: Ledger) -> Ledger:
    """The reducer: sources and approvals are never forgotten, calls add up, the rest is replaced.

    >>> merged({"sources": ["b"], "calls": {"x": 1}}, {"sources": ["a"], "calls": {"x": 2}})
    {'sources': ['a', 'b'], 'calls': {'x': 3}}
    """
    old = old or {}
    out: Ledger = {**old, **new}
    if "sources" in out:
        out["sources"] = sorted({*old.get("sources", ()), *new.get("sources", ())})
    if "approved" in out:
        out["approved"] = sorted({*old.get("approved", ()), *new.get("approved", ())})
    if "calls" in out:
        out["calls"] = dict(sorted((Counter(old.get("calls", {})) + Counter(new.get("calls", {}))).items()))
    return out


class GuardState(AgentState[Any]):
    """The state of a guarded agent."""

    langchain_guard: NotRequired[Annotated[Ledger, PrivateStateAttr, merged]]  # langgraph reads the last as the reducer


def messages_of(state: Any) -> Sequence[BaseMessage]:
    """The conversation in a state of any of langgraph's shapes.

    A graph may keep it under a key of its own, or several: all lists count, `messages` as the last.

    >>> state = {"messages": [HumanMessage("b")], "chat": [HumanMessage("a")], "n": 1}
    >>> [message.content for message in messages_of(state)]
    ['a', 'b']
    """
    if isinstance(state, list):
        return cast("Sequence[BaseMessage]", state)
    slots = {"messages": getattr(state, "messages", ())}
    fields: Mapping[str, Any] = state if isinstance(state, Mapping) else getattr(state, "__dict__", slots)
    lists = [fields[name] for name in sorted(fields, key=lambda name: name == "messages")]
    return [one for held in lists if isinstance(held, (list, tuple)) for one in held if isinstance(one, BaseMessage)]


def ledger_of(state: Any) -> Ledger:
    """What was kept, empty at first and in graphs that have no such channel."""
    found = state.get(CHANNEL) if isinstance(state, Mapping) else getattr(state, CHANNEL, None)
    return found or {}


def vanished(state: Any) -> set[str]:
    """Tools that were called, and whose results are not in the messages."""
    pending = ledger_of(state).get("pending", {})
    if not pending:
        return set()
    there = {message.tool_call_id for message in messages_of(state) if isinstance(message, ToolMessage)}
    return {name for call_id, name in pending.items() if call_id not in there}


def requested(messages: Iterable[BaseMessage]) -> dict[str, int]:
    """How often each tool is asked for in these messages."""
    return dict(Counter(call["name"] for m in messages if isinstance(m, AIMessage) for call in m.tool_calls))


def ordinal(call: Mapping[str, Any], state: Any) -> tuple[int, int]:
    """Which call of its tool this is, in the run and in the thread, counted from 1.

    It depends on the state alone, not on when it is asked: parallel calls are numbered as the model wrote them, and a
    node that runs again after an interrupt finds the same number. Calls of one id cannot be told apart: each counts as
    the last.
    """
    messages, name = messages_of(state), call["name"]
    turn = next((index for index in range(len(messages) - 1, -1, -1) if requested(messages[index : index + 1])), 0)
    batch = [one["id"] for m in messages[turn : turn + 1] if isinstance(m, AIMessage) for one in m.tool_calls
        if one["name"] == name]  # fmt: skip
    same = batch.count(call["id"])
    place = batch.index(call["id"]) + 1 if same == 1 else len(batch) + (not same)
    ledger = ledger_of(state)
    if "calls" in ledger:
        earlier = ledger["calls"].get(name, 0) - len(batch)
        return earlier - ledger.get("before", {}).get(name, 0) + place, earlier + place
    asked = max((index for index, m in enumerate(messages[:turn]) if isinstance(m, HumanMessage)), default=0)
    in_run, in_thread = requested(messages[asked:turn]), requested(messages[:turn])
    return in_run.get(name, 0) + place, in_thread.get(name, 0) + place
