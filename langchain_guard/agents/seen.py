"""Which messages have been judged already, so that a growing conversation is judged once and not at every step."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables.config import ensure_config

from langchain_guard.runnables.blocks import is_empty
from langchain_guard.runnables.remembered import Remembered

_IDS = frozenset({"id", "tool_call_id"})


class Seen:
    """A bounded memory of messages and tool calls that were let through as they are, by keyed digest.

    Args:
        size: Most of them that are remembered; the oldest are forgotten, and judged again.
    """

    def __init__(self, size: int = 4096) -> None:
        self._known, self._approved = Remembered(size), Remembered(size)
        self._any_approved = False

    def __contains__(self, one: BaseMessage | Mapping[str, Any]) -> bool:
        """Whether this was added before, or is a message that a person has let pass in the thread of this run.

        Of a message every field counts but the ids, of a call every field.
        """
        written = _written(one)
        if written is not None and self._known.recall(written) is not None:
            return True
        if not (self._any_approved and isinstance(one, BaseMessage)):
            return False
        return (thread := _thread()) is not None and self._approved.recall(f"{digest(one)} {thread!r}") is not None

    def add(self, one: BaseMessage | Mapping[str, Any]) -> None:
        """Remember a message or a tool call."""
        if (written := _written(one)) is not None:
            self._known.keep(written)

    def approve(self, messages: Iterable[BaseMessage], approved: Collection[str]) -> None:
        """Remember those messages that a person has let pass: agents of the same thread take them over.

        Args:
            messages: A conversation.
            approved: Digests of what was let pass.
        """
        if not approved or (thread := _thread()) is None:
            return
        for one in messages:
            if (known := digest(one)) in approved:
                self._approved.keep(f"{known} {thread!r}")
                self._any_approved = True


def digest(message: BaseMessage) -> str:
    """What a message is known by in the state, also to another process."""
    fields = {**message.__dict__, **(message.model_extra or {}), "id": None, "tool_call_id": None}
    return hashlib.sha256(repr(sorted(fields.items())).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _thread() -> object:
    """The thread of this run, if it has one: what a person has let pass there is asked about again in others."""
    return (ensure_config().get("configurable") or {}).get("thread_id")


def _written(one: BaseMessage | Mapping[str, Any]) -> str | None:
    """What stands in a message or call, for this process: what is empty says nothing, and the order is that of its
    class. None when it cannot be written: it is judged each time then.
    """
    try:
        if not isinstance(one, BaseMessage):
            return repr(sorted(one.items()))
        fields = [item for item in one.__dict__.items() if item[0] not in _IDS and not is_empty(item[1])]
        return repr((fields, one.model_extra))
    except Exception:  # noqa: BLE001 -- `repr` of an argument or artifact: code of others, or nested too deep
        return None
