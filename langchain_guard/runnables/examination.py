"""An input on its way through the guard: every shape LangChain passes, and who wrote which text of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, convert_to_messages
from langchain_core.prompt_values import ChatPromptValue, PromptValue, StringPromptValue

from langchain_guard.detect.injection import detect_injection
from langchain_guard.detect.injection.verdict import Source
from langchain_guard.exceptions import GuardBlocked, GuardError, InvalidInput
from langchain_guard.runnables.judging import InputWalk, Judged, Options, Record
from langchain_guard.runnables.messages import Walk, apart, role_of
from langchain_guard.runnables.redacting import Policy
from langchain_guard.runnables.thoughts import sendable
from langchain_guard.runnables.values import Values

_SOURCES: dict[str, Source] = {"tool": "tool", "function": "tool"}
"""Who wrote a message, by its role; users wrote the others."""

DOCUMENT_KEYS = frozenset({"context", "documents", "docs", "sources"})
"""Keys of a dict input under which retrieved text stands."""


class Limits(Options, Protocol):
    """What an examination needs to know of the guard."""

    @property
    def max_messages(self) -> int:
        """Most messages in an input."""
        ...

    @property
    def trusted_roles(self) -> tuple[str, ...]:
        """Roles whose messages are not judged."""
        ...


class Examination:
    """One input on its way through a guard: finds the texts, says who wrote them, and has them judged.

    Args:
        guard: The guard's configuration.
        inspect_all: Whether what cannot be inspected is refused.
    """

    def __init__(self, guard: Limits, *, inspect_all: bool) -> None:
        self.record = Record()
        self._guard, self._refuse = guard, _unknown if inspect_all else None
        self._walks: list[InputWalk] = []

    @property
    def uninspected(self) -> int:
        """How many values were passed without inspection."""
        return sum(walk.uninspected for walk in self._walks)

    def accept(self, value: Any) -> Any:
        """The input to pass on: the same object when nothing had to be changed."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, BaseMessage):
            return self._message(value)
        if isinstance(value, StringPromptValue):
            text = self._text(value.text)
            return value if text is value.text else StringPromptValue(text=text)
        if isinstance(value, PromptValue):
            before = value.to_messages()
            after = self._messages(before)
            return value if after is before else ChatPromptValue(messages=after)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, (list, tuple)):
            return self._sequence(value)
        message = f"cannot take an input of type {type(value).__name__}: pass text, messages, a prompt value or a dict"
        raise _invalid(message, "shape.type")

    def _text(self, text: str) -> str:
        if not text.strip("\0 \t\r\n"):
            raise _invalid("the input is empty", "shape.empty")
        return self._walk("user").whole(text)

    def _mapping(self, value: Mapping[Any, Any]) -> Any:
        out: dict[Any, Any] = {}
        for key, item in value.items():
            name = apart(self._walk("user").key(key), out)
            if isinstance(item, (list, tuple)) and message_like(item, key):
                out[name] = self._sequence(item) if item or key == "messages" else item
            elif key in {"input", "question"} and isinstance(item, str):
                out[name] = self._text(item)
            elif isinstance(item, PromptValue):
                out[name] = self.accept(item)
            else:
                retrieved = key in DOCUMENT_KEYS or has_documents(item)
                out[name] = self._walk("document").data(item) if retrieved else self._data(item)
        return out if any(out.get(key, self) is not item for key, item in value.items()) else value

    def _sequence(self, value: Any) -> Any:
        before = converted(value)
        after = self._messages(before)
        return value if after is before else after

    def _messages(self, messages: list[BaseMessage]) -> list[BaseMessage]:
        if not messages:
            raise _invalid("the input holds no message", "shape.empty")
        if len(messages) > self._guard.max_messages:
            message = f"{len(messages)} messages are over the limit of {self._guard.max_messages}"
            raise _invalid(message, "shape.messages")
        after = [self._message(message) for message in messages]
        return after if any(new is not old for new, old in zip(after, messages, strict=True)) else messages

    def _message(self, message: BaseMessage) -> BaseMessage:
        if role_of(message) in {"human", "user"} and not _has_content(message):
            raise _invalid("a user message is empty", "shape.empty")
        return sendable(self._walk(self._source(message)).message(message), message)

    def _data(self, item: Any) -> Any:
        values = _ByRole(self._refuse, lambda message, values: self._walk(self._source(message), values))
        return self._walk("user", values).data(item)

    def _source(self, message: BaseMessage) -> Source | None:
        """Who wrote a message; None for those who are trusted."""
        role = role_of(message)
        return None if role in self._guard.trusted_roles else _SOURCES.get(role, "user")

    def _walk(self, source: Source | None, values: Values | None = None) -> InputWalk:
        judged = Judged(self._guard, self.record, source, detect_injection)
        walk = InputWalk(judged, other=values or Values(self._refuse))
        self._walks.append(walk)
        return walk


class _ByRole(Values):
    """Values in which a message is judged by its own role, wherever it stands, and all else as the walk says.

    Args:
        refuse: As for `Values`.
        walk: What judges a message, given these values, so that one depth counts for both.
    """

    def __init__(
        self, refuse: Callable[[str], GuardError] | None, walk: Callable[[BaseMessage, Values], InputWalk]
    ) -> None:
        super().__init__(refuse)
        self._walk, self._inside = walk, False

    def _structured(self, walk: Walk, value: Any, policy: Policy) -> Any:
        if self._inside or not isinstance(value, BaseMessage):
            return super()._structured(walk, value, policy)
        self._inside = True  # what a message holds is from whoever wrote the message
        try:
            return self._walk(value, self).message(value)
        finally:
            self._inside = False


def converted(value: Any) -> list[BaseMessage]:
    """Messages from whatever LangChain accepts as messages.

    Raises:
        InvalidInput: When it is none of that; LangChain's own error would quote the message.
    """
    try:
        return convert_to_messages(value)
    except (ValueError, TypeError, KeyError, NotImplementedError, AttributeError):
        problem = "the input holds something that is no message, or a message with an unknown role"
    raise _invalid(problem, "shape.message")  # outside the handler: the cause quotes the text


def refusal_message(text: str, error: GuardBlocked) -> AIMessage:
    """A refusal in place of an answer; `is_refusal` knows it again."""
    metadata = {"finish_reason": "content_filter", "langchain_guard": {"blocked": list(error.rule_ids)}}
    return AIMessage(content=text, response_metadata=metadata)


def is_refusal(value: object) -> bool:
    """Whether this is a refusal that a guard has put in the place of an input."""
    return isinstance(value, AIMessage) and "blocked" in (value.response_metadata.get("langchain_guard") or {})


def _has_content(message: BaseMessage) -> bool:
    content = cast("str | list[Any]", message.content)
    return bool(content.strip("\0 \t\r\n")) if isinstance(content, str) else bool(content)


def message_like(items: list[Any] | tuple[Any, ...], key: object) -> bool:
    """Whether a list under a key is a conversation."""
    return key in {"messages", "chat_history", "history"} or any(isinstance(item, BaseMessage) for item in items)


def has_documents(item: object) -> bool:
    """Whether a value is a retrieved document, or a list with some; a list that holds itself is read once."""
    read: set[int] = set()
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Document):
            return True
        if isinstance(one, (list, tuple)) and id(one) not in read:
            read.add(id(one))
            waiting += one
    return False


def _invalid(message: str, rule: str) -> InvalidInput:
    return InvalidInput(message, control="input_guard", rule_ids=(rule,), stage="input")


def _unknown(kind: str) -> GuardError:
    return _invalid(f'cannot inspect a value of type {kind}; set on_unknown="allow" to let it pass', "shape.unknown")
