"""An input on its way through a pseudonymizer: every shape LangChain passes, and who wrote which text of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.prompt_values import ChatPromptValue, PromptValue, StringPromptValue

from langchain_guard.findings import Finding
from langchain_guard.redaction.vault_store import Source
from langchain_guard.runnables.examination import DOCUMENT_KEYS, converted, has_documents, message_like
from langchain_guard.runnables.messages import FRAMES, Walk, apart, role_of

_SOURCES: dict[str, Source] = {
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("ai", "assistant"), "model"),
    **dict.fromkeys(("tool", "function"), "tool"),
}
"""Who wrote a message, by its role; users wrote the others."""


class Hiding:
    """Hides the values of one input; what has none comes back as the same object.

    Args:
        walk: Makes a walk that hides what a source has brought.
    """

    def __init__(self, walk: Callable[[Source], Walk]) -> None:
        self._walk = walk
        self._walks: dict[Source, Walk] = {}

    @property
    def findings(self) -> list[Finding]:
        """What was hidden."""
        return [finding for walk in self._walks.values() for finding in walk.findings]

    @property
    def uninspected(self) -> int:
        """How many values were passed without inspection."""
        return sum(walk.uninspected for walk in self._walks.values())

    def accept(self, value: Any, source: Source = "user", levels: int = FRAMES) -> Any:
        """The value to pass on.

        Args:
            value: Text, prompt value, messages in any form, a dict of these, or data.
            source: Who has brought what no role tells of.
            levels: Dicts within dicts in which keys have their meaning; what is nested deeper is data.
        """
        if isinstance(value, StringPromptValue):
            text = self._by(source).whole(value.text)
            return value if text is value.text else StringPromptValue(text=text)
        if isinstance(value, PromptValue):
            before = value.to_messages()
            after = self._messages(before)
            return value if after is before else ChatPromptValue(messages=after)
        if isinstance(value, BaseMessage):
            return self._message(value)
        if isinstance(value, Mapping) and levels:
            return self._mapping(value, source, levels - 1)
        if isinstance(value, (list, tuple)) and _is_conversation(value):
            before = converted(value)
            after = self._messages(before)
            return value if after is before else after
        return self._by("document" if has_documents(value) else source).data(value)

    def _mapping(self, value: Mapping[Any, Any], source: Source, levels: int) -> Any:
        out: dict[Any, Any] = {}
        for key, item in value.items():
            name = apart(self._by(source).data(key), out)
            if isinstance(item, (list, tuple)) and item and message_like(item, key):
                before = converted(item)
                after = self._messages(before)
                out[name] = item if after is before else after
            else:
                out[name] = self.accept(item, "document" if key in DOCUMENT_KEYS else source, levels)
        return out if any(out.get(key, self) is not item for key, item in value.items()) else value

    def _messages(self, messages: list[BaseMessage]) -> list[BaseMessage]:
        after = [self._message(message) for message in messages]
        return after if any(new is not old for new, old in zip(after, messages, strict=True)) else messages

    def _message(self, message: BaseMessage) -> BaseMessage:
        return self._by(_SOURCES.get(role_of(message), "user")).message(message)

    def _by(self, source: Source) -> Walk:
        if source not in self._walks:
            self._walks[source] = self._walk(source)
        return self._walks[source]


def _is_conversation(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list is one that a chat model takes as its input."""
    return any(isinstance(item, BaseMessage) for item in value) or (
        bool(value) and all(isinstance(item, (tuple, dict)) and _has_role(item) for item in value)
    )


def _has_role(item: tuple[Any, ...] | dict[str, Any]) -> bool:
    if isinstance(item, dict):
        return "role" in item and "content" in item
    return len(item) == 2 and all(isinstance(part, str) for part in item)
