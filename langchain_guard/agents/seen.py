"""Which messages have been judged already, so that a growing conversation is judged once and not at every step."""

from __future__ import annotations

from langchain_core.messages import BaseMessage

from langchain_guard.runnables.remembered import Remembered


class Seen:
    """A bounded memory of messages that were let through as they are, by keyed digest.

    Args:
        size: Most messages that are remembered; the oldest are forgotten, and judged again.
    """

    def __init__(self, size: int = 4096) -> None:
        self._known = Remembered(size)

    def __contains__(self, message: BaseMessage) -> bool:
        """Whether this message was added before: every field of it counts but the ids."""
        return self._known.recall(_fields(message)) is not None

    def add(self, message: BaseMessage) -> None:
        """Remember a message."""
        self._known.keep(_fields(message))


def _fields(message: BaseMessage) -> str:
    return repr(sorted({**message.__dict__, **(message.model_extra or {}), "id": None, "tool_call_id": None}.items()))
