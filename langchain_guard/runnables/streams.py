"""Redact a stream of anything a chain may yield: texts, message chunks, dicts of these, growing objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeGuard

from langchain_core.messages import BaseMessage, BaseMessageChunk
from langchain_core.runnables.utils import AddableDict
from pydantic import BaseModel

from langchain_guard.findings import Finding
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import Walk, apart
from langchain_guard.runnables.redacting import Redacted, Redacting, Result

_NOTHING: Any = object()


class ValueStream:
    """Redacts the chunks of one stream; `push` and `flush` return what to release.

    Texts, message chunks and LangChain's addable dicts are redacted piece by piece. Other objects replace each other
    (output parsers yield ever larger versions of one object): each is held until the next has come, and when it was
    only a version of that, the ends of its texts are left out, for they may be half of something. What graphs
    stream is known by its shape: `(chunk, metadata)` pairs are pieces of a message each, states and events are whole.

    Args:
        whole: Makes a walk over whole values.
        stream: Makes a walk over the chunks of one message.
        text: Makes a redactor of one text.
        answer: Makes a redactor of a text that is all that streams; as `text` when None.
    """

    def __init__(
        self,
        whole: Callable[[], Walk],
        stream: Callable[[], StreamWalk],
        text: Callable[[], Redacting],
        answer: Callable[[], Redacting] | None = None,
    ) -> None:
        self._make = (whole, stream, text)
        self._answer = answer or text
        self._walk = whole()
        self._message: StreamWalk | None = None
        self._messages: dict[Any, tuple[StreamWalk, _Piece, Any]] = {}
        self._text: Redacting | None = None
        self._keys: dict[Any, ValueStream] = {}
        self._names: dict[Any, Any] = {}
        self._held: Any = _NOTHING

    def push(self, value: Any) -> list[Any]:
        """Take the next chunk."""
        if isinstance(value, str):
            self._text = self._text or self._answer()
            return [self._text.feed(value)]
        if isinstance(value, BaseMessageChunk):
            self._message = self._message or self._make[1]()
            return list(self._message.push(value))
        if isinstance(value, AddableDict):
            return self._merged({self._name(key): self._key(key).push(item) for key, item in value.items()})
        if (piece := _piece(value)) is not None:
            known = self._messages.get(piece.place)
            walk = known[0] if known else self._make[1]()
            about = known[2] if known and known[1].about == piece.about else self._walk.data(piece.about)
            self._messages[piece.place] = walk, piece, about
            return [piece.around((one, about)) for one in walk.push(piece.chunk)]
        if value is None or isinstance(value, (bool, int, float, BaseMessage)) or _is_event(value):
            return [self._walk.data(value)]
        held, self._held = self._held, value
        return [] if held is _NOTHING else [self._released(held, superseded=_grew(held, value))]

    def flush(self) -> list[Any]:
        """The end of the stream."""
        out: list[Any] = []
        if self._text is not None and (tail := self._text.close()):
            out.append(tail)
        if self._message is not None:
            out += self._message.flush()
        for walk, last, about in self._messages.values():
            out += [last.around((one, about)) for one in walk.flush()]
        out += self._merged({self._name(key): stream.flush() for key, stream in self._keys.items()})
        if self._held is not _NOTHING:
            out.append(self._released(self._held, superseded=False))
            self._held = _NOTHING
        return out

    @property
    def found(self) -> list[Finding]:
        """What was found so far, in everything."""
        found = [*self._walk.findings]
        found += [finding for walk in self._streams for finding in walk.found]
        found += self._text.findings if self._text else []
        return found + [finding for stream in [*self._keys.values()] for finding in stream.found]

    @property
    def uninspected(self) -> int:
        """How many values were passed without inspection."""
        own = sum(walk.uninspected for walk in (self._walk, *self._streams))
        return own + sum(stream.uninspected for stream in self._keys.values())

    @property
    def _streams(self) -> list[StreamWalk]:
        """The walks of all messages."""
        return [*([self._message] if self._message else []), *(walk for walk, *_ in [*self._messages.values()])]

    def _key(self, key: Any) -> ValueStream:
        return self._keys.setdefault(key, ValueStream(*self._make))

    def _name(self, key: Any) -> Any:
        """The key as it goes out: redacted, and the same in every chunk."""
        if key not in self._names:
            self._names[key] = apart(self._walk.data(key), self._names.values())
        return self._names[key]

    @staticmethod
    def _merged(pieces: dict[Any, list[Any]]) -> list[Any]:
        """Chunks by key as addable dicts: the first of every key together, then the second, ..."""
        longest = max((len(items) for items in pieces.values()), default=0)
        return [
            AddableDict({key: items[row] for key, items in pieces.items() if row < len(items)})
            for row in range(longest)
        ]

    def _released(self, value: Any, *, superseded: bool) -> Any:
        if not superseded:
            return self._walk.data(value)
        whole = self._make[0]()
        whole.policy, whole.keys = _Beginning(self._make[2]), whole.policy  # a key is there when it is whole
        return whole.data(value)


class _Piece(NamedTuple):
    """A piece of a message that a graph streams.

    Attributes:
        place: Which message of which part of the graph it belongs to.
        chunk: The piece.
        about: Its metadata.
        around: Puts another piece and its metadata in their place.
    """

    place: Any
    chunk: BaseMessageChunk
    about: Any
    around: Callable[[tuple[BaseMessageChunk, Any]], Any]


def _piece(value: Any) -> _Piece | None:
    """The piece in what a graph streams in its mode `messages`, also behind names or in a dict; else None."""
    if _is_pair(value):
        return _Piece(value[0].id, value[0], value[1], lambda pair: pair)
    if isinstance(value, tuple) and value and _is_pair(value[-1]):
        names, (chunk, about) = value[:-1], value[-1]
        return _Piece((repr(names), chunk.id), chunk, about, lambda pair: (*names, pair))
    if _is_named(value) and _is_pair(value["data"]):
        chunk, about = value["data"]
        return _Piece((repr(value["ns"]), chunk.id), chunk, about, lambda pair: {**value, "data": pair})
    return None


def _is_pair(value: Any) -> TypeGuard[tuple[BaseMessageChunk, Any]]:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], BaseMessageChunk)


_MODES = frozenset({"values", "updates", "messages", "custom", "checkpoints", "tasks", "debug"})
"""What graphs call the modes of their streams."""

_EVENT = {"type", "ns", "data"}
"""The keys of an event of a graph that is streamed with `version="v2"`."""


def _is_event(value: Any) -> bool:
    """Whether this is whole: an event of a graph with the name of its mode, or a state or update with messages."""
    named = isinstance(value, tuple) and len(value) > 1 and isinstance(value[-2], str) and value[-2] in _MODES
    return named or _is_named(value) or holds_messages(value)


def _is_named(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and value.keys() == _EVENT and isinstance(value["ns"], tuple)


def holds_messages(value: Any, depth: int = 5) -> bool:
    """Whether there is a message in a dict, list or tuple, and no piece of one."""
    found = False
    waiting = [(value, depth)]
    while waiting:
        one, left = waiting.pop()
        if isinstance(one, BaseMessageChunk):
            return False
        if isinstance(one, BaseMessage):
            found = True
        elif left:
            parts = one.values() if isinstance(one, dict) else one if isinstance(one, (list, tuple)) else ()
            waiting += [(part, left - 1) for part in parts]
    return found


class _Beginning:
    """A policy that leaves out the end of every text, as a stream that is not closed does."""

    def __init__(self, text: Callable[[], Redacting]) -> None:
        self.stream = text

    def apply(self, text: str, /) -> Redacted:
        return Result(self.stream().feed(text))  # what was found is counted when the object is complete


def _grew(old: Any, new: Any) -> bool:
    """Whether `new` may be a later version of `old`."""
    if old is None or (isinstance(old, (int, float)) and isinstance(new, (int, float))):
        return True
    if type(old) is not type(new):
        return False
    if isinstance(old, str):
        return bool(new.startswith(old))
    if isinstance(old, dict):
        return all(key in new and _grew(item, new[key]) for key, item in old.items())
    if isinstance(old, (list, tuple)):
        return len(old) <= len(new) and all(_grew(one, other) for one, other in zip(old, new, strict=False))
    if isinstance(old, BaseModel):
        return all(_grew(getattr(old, name), getattr(new, name)) for name in type(old).model_fields)
    return bool(old == new)
