"""The one place that knows where text hides in a message.

Every string leaf is text unless its key says that it is structure: a deny-list, so that a field that a provider adds
tomorrow is covered today. What merges when chunks are added up is handed on with its place, see
`langchain_guard.runnables.lanes`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import count
from typing import Any, Literal, TypeVar

from langchain_core.messages import BaseMessage, ChatMessage

from langchain_guard.findings import Finding
from langchain_guard.runnables.blocks import (
    BY_CALL,
    CALLS,
    ELSEWHERE,
    MEDIA,
    RUNNING,
    SAID,
    STRUCTURE,
    is_empty,
    is_opaque,
    running_text,
)
from langchain_guard.runnables.jsontext import JsonPolicy
from langchain_guard.runnables.redacting import Policy
from langchain_guard.runnables.thoughts import signature, unsigned

ToolArgs = Literal["leave", "redact", "block", "pseudonymize"]
"""What happens to the arguments of tool calls."""

NAMES = frozenset({"name", "server_name", "server_label", "tool_name", "status"})
"""Keys of texts that come in one piece: a tool, for one, must be known from its first chunk on."""

ARGS = frozenset({"args", "arguments", "partial_json"})
"""Keys of tool-call arguments: JSON when a string."""

FIELDS = frozenset({"id", "type", "usage_metadata", "tool_call_id", "chunk_position", "status", "role", "example"})
"""Fields of messages that hold no text."""

DERIVED = frozenset({"tool_calls", "invalid_tool_calls"})
"""Fields that a chunk makes from its `tool_call_chunks`."""

FRAMES = 20
"""Levels of a provider's structure in which keys have their meaning; what is nested deeper is data."""

_T = TypeVar("_T")
Place = tuple[object, ...] | None
"""Where a leaf stands among the things that merge with other chunks; None: it merges with nothing."""


class Walk:
    """Redacts one whole message or value; `lanes.StreamWalk` is the same for a stream of chunks.

    Everything that holds no finding comes back as the same object; nothing is changed in place.

    Args:
        policy: Redacts texts.
        args_policy: Redacts the arguments of tool calls; None leaves them alone.
        shown: Redacts what an answer says to its reader; `policy` when None.
        json_content: Whether string content is JSON (structured output), so that it must still parse.
        signs: Whether a thought that was changed keeps its signature, because the change makes it what was signed.
        other: Redacts what is not a message or part of one: objects, Documents, data under unknown keys.
    """

    def __init__(
        self,
        policy: Policy,
        args_policy: Policy | None,
        shown: Policy | None = None,
        *,
        json_content: bool = False,
        signs: bool = False,
        other: Callable[[Walk, Any, Policy], Any],
    ) -> None:
        self.policy = policy
        self.keys: Policy | None = None  # of the keys of data, where it is another than that of what stands under them
        self.findings: list[Finding] = []
        self.uninspected = 0
        self._args_policy = args_policy
        self._other, self._signs = other, signs
        self._nested = 0
        self._content_policy = JsonPolicy(policy) if json_content else policy
        self._shown = self._content_policy if json_content or shown is None else shown
        self._answers = True  # whether the message is an answer
        self._reading: Policy = policy  # the policy for running texts: inside the content it may be another

    @property
    def found(self) -> list[Finding]:
        """What was found so far."""
        return self.findings

    def whole(self, text: str, policy: Policy | None = None) -> str:
        """Redact a text that is complete in itself."""
        redacted = (policy or self.policy).apply(text)
        self.findings += redacted.findings
        return redacted.text

    def text(self, text: str, place: Place) -> str:  # noqa: ARG002 -- the place matters in streams
        """Redact a text that may merge with others."""
        return self.whole(text, self._reading)

    def reading(self, kind: str) -> Policy:
        """The policy for the text of a block of this kind; no kind: a title, an address, ... beside a text."""
        return self._content_policy if self._reading is self._shown and kind not in SAID else self._reading

    def json(self, text: str, place: Place, policy: JsonPolicy) -> str:  # noqa: ARG002 -- as above
        """Redact a JSON text that may merge with others."""
        return self.whole(text, policy)

    def running(self, blocks: list[tuple[str, str]]) -> list[str]:
        """Redact consecutive pieces of one text, (type, piece) each, that stand in list elements of their own."""
        policy = self.reading(blocks[0][0])
        if len(blocks) == 1:
            return [self.whole(blocks[0][1], policy)]
        stream, pieces = policy.stream(), [""] * len(blocks)
        for at, (_, text) in enumerate(blocks):
            if at:
                stream.cut()
            last = at == len(blocks) - 1
            for before, released in enumerate(reversed(stream.advance(text, final=last))):
                pieces[at - before] += released
        self.findings += stream.findings
        return pieces

    def data(self, value: _T, policy: Policy | None = None) -> _T:
        """Redact a value that is all data: no key of it is structure."""
        result: _T = self._other(self, value, policy or self.policy)
        return result

    def answer(self, value: _T) -> _T:
        """Redact what a chain gives: a text is shown like that of a message."""
        return self.data(value, self._shown if isinstance(value, str) else None)

    def message(self, message: BaseMessage) -> BaseMessage:
        """Redact every surface of a message; the same object when there is nothing to redact."""
        self._answers = role_of(message) in {"ai", "assistant"}
        derived = DERIVED if message.__dict__.get("tool_call_chunks") else FIELDS
        changed = {}
        for name, value in (*message.__dict__.items(), *(message.model_extra or {}).items()):
            if name not in FIELDS and name not in derived and not is_empty(value):
                redacted = self._field(name, value)
                if redacted is not value:
                    changed[name] = redacted
        if not changed:
            return message
        if derived is FIELDS:
            return message.model_copy(update=changed)
        # The constructor parses the tool calls anew from their chunks; a copy would keep the raw ones.
        values = {**message.__dict__, **(message.model_extra or {}), **changed}
        return type(message)(**{name: value for name, value in values.items() if name not in DERIVED})

    def _field(self, name: str, value: Any) -> Any:
        if name == "content":
            return self.content(value)
        if name == "name" and isinstance(value, str):
            return self.whole(value)
        if name in {"tool_calls", "invalid_tool_calls", "tool_call_chunks"}:
            return self._elements(value, (name,))
        if name == "additional_kwargs":
            return self.frame(value, (name,))
        if name == "response_metadata":
            return self.frame(without_logprobs(value), None)
        return self.data(value)

    def content(self, content: Any) -> Any:
        """Redact the content of a message: a text or a list of texts and blocks."""
        self._reading = self._shown if self._answers else self._content_policy
        try:
            return self.text(content, ("content",)) if isinstance(content, str) else self._blocks(content)
        finally:
            self._reading = self.policy

    def _blocks(self, blocks: list[Any]) -> list[Any]:
        """List content: neighbours of one kind are pieces of one text."""
        out: list[Any] = []
        run: list[tuple[str, str]] = []
        for block in blocks:
            kind, text = running_text(block)
            if run and (text is None or kind != run[-1][0]):
                self._end_run(run, out)
            if text is None:
                out.append(self._element(block, ("content",)))
            else:
                run.append((kind, text))
                out.append(block if isinstance(block, str) else self.frame(block, None, skip=RUNNING[kind]))
                if signature(block):  # of this piece alone
                    self._end_run(run, out)
        self._end_run(run, out)
        return (
            out
            if any(new is not old for new, old in zip(out, blocks, strict=False)) or len(out) != len(blocks)
            else blocks
        )

    def _end_run(self, run: list[tuple[str, str]], out: list[Any]) -> None:
        """Put the redacted pieces into the last elements of `out`, which are the run's."""
        if not run:
            return
        start = len(out) - len(run)
        for offset, piece in enumerate(self.running(run)):
            block, (kind, text) = out[start + offset], run[offset]
            if piece != text:
                new = piece if isinstance(block, str) else {**block, RUNNING[kind]: piece}
                out[start + offset] = new if self._signs else unsigned(new)
        run.clear()

    def element_place(self, element: Any, place: Place) -> Place:  # noqa: ARG002 -- matters in streams
        """The place of a list element: one more step when it merges, else None."""
        return None

    def _elements(self, elements: list[Any], place: Place, *, media: bool = False) -> list[Any]:
        out = [self._element(element, place, media=media) for element in elements]
        return out if any(new is not old for new, old in zip(out, elements, strict=True)) else elements

    def _element(self, element: Any, place: Place, *, media: bool = False) -> Any:
        return self.frame(element, self.element_place(element, place), media=media)

    def frame(self, value: Any, place: Place, *, media: bool = False, skip: str = "") -> Any:
        """Redact what LangChain and the providers build: dicts whose keys are structure, lists of them, texts."""
        if isinstance(value, str):
            return self.text(value, place)
        if not isinstance(value, (list, dict)):
            return value if isinstance(value, (int, float)) else self.data(value)  # counts and durations are no text
        if self._nested == FRAMES:
            return self.data(value)
        self._nested += 1
        try:
            if isinstance(value, list):
                return self._elements(value, place, media=media)
            return self._fields(value, place, media=media, skip=skip)
        finally:
            self._nested -= 1

    def _fields(self, value: dict[Any, Any], place: Place, *, media: bool, skip: str) -> Any:
        kind = str(value.get("type"))
        media = media or kind in MEDIA
        out = {}
        for key, item in value.items():
            inner = None if place is None else (*place, key)
            if media and key in ELSEWHERE and isinstance(item, str):
                self.uninspected += 1
            if key == skip or key in BY_CALL or (key in STRUCTURE and not isinstance(item, (list, tuple, dict))):
                out[key] = item
            elif media and isinstance(item, str) and is_opaque(key, item, kind):
                self.uninspected += key not in ELSEWHERE
                out[key] = item
            elif key in ARGS or (key == "input" and kind in CALLS):
                out[key] = self._arguments(item, inner, kind, json=key in ARGS)
            elif key in NAMES and isinstance(item, str):
                out[key] = self.whole(item)
            elif key in {"parsed", "output", "artifact", "json"} and not isinstance(item, str):
                out[key] = self.data(item)
            else:
                name = apart(self.key(key), out)
                inner = None if place is None else (*place, name)  # what is held back comes under the clean key, too
                reading = self._reading
                self._reading = self.reading(kind if key == RUNNING.get(kind) else "")
                out[name] = item if is_empty(item) else self.frame(item, inner, media=media or key == "audio")
                self._reading = reading
        return out if any(out.get(key, self) is not item for key, item in value.items()) else value

    def key(self, key: Any) -> Any:
        """A key as it is when it is a plain word, as keys of structures are; else redacted like any text."""
        return key if not isinstance(key, str) or key.replace("-", "_").isidentifier() else self.whole(key)

    def _arguments(self, value: Any, place: Place, kind: str, *, json: bool) -> Any:
        policy = self._args_policy
        if kind.startswith(("server_", "mcp_")):
            policy = self.policy  # the provider runs these: nobody here needs their arguments as they are
        if policy is None:
            return value
        if not isinstance(value, str):
            return self.data(value, policy)
        return self.json(value, place, JsonPolicy(policy)) if json else self.whole(value, policy)


def apart(key: Any, taken: Collection[Any]) -> Any:
    """A key, numbered where it is taken: two keys that become one placeholder must not cost one of the values.

    >>> apart("[REDACTED_EMAIL]", {"name": 1}), apart("[REDACTED_EMAIL]", {"[REDACTED_EMAIL]": 1})
    ('[REDACTED_EMAIL]', '[REDACTED_EMAIL] (2)')
    """
    if key not in taken:
        return key
    return next(one for one in (f"{key} ({n})" for n in count(len(taken) + 1)) if one not in taken)


def role_of(message: BaseMessage) -> str:
    """Who speaks, in small letters: the role of a `ChatMessage`, else the type of the message, also of a chunk of one.

    A field `role` that anybody may add to another message says nothing: no provider is told of it.

    >>> from langchain_core.messages import AIMessageChunk, ChatMessage, HumanMessage
    >>> role_of(HumanMessage("a", role="system")), role_of(ChatMessage("a", role="Developer"))
    ('human', 'developer')
    >>> role_of(AIMessageChunk("a"))
    'ai'
    """
    said = message.role if isinstance(message, ChatMessage) else message.type.removesuffix("MessageChunk")
    return said.lower()


def without_logprobs(metadata: dict[str, Any]) -> dict[str, Any]:
    """Metadata without the log probabilities: they spell out every token.

    >>> without_logprobs({"finish_reason": "stop", "logprobs": {"content": []}})
    {'finish_reason': 'stop'}
    """
    if not metadata.get("logprobs"):
        return metadata
    return {key: value for key, value in metadata.items() if key != "logprobs"}
