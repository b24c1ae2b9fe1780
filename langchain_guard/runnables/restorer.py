"""`RestorerRunnable`: values come back into what a model or chain gives, streamed or whole, where they may."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple, TypeVar, cast

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.messages import BaseMessage, BaseMessageChunk
from langchain_core.runnables import RunnableConfig, RunnableSerializable
from pydantic import ConfigDict

from langchain_guard.findings import Action, Decision
from langchain_guard.redaction.pseudonyms import UNKNOWN, Restorer, of_sources
from langchain_guard.redaction.vault import Held, VaultScope
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.runnables.configuration import Fixed, readable_errors
from langchain_guard.runnables.events import aemit_decision, decided, emit_decision
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import Walk
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.redacting import Policy
from langchain_guard.runnables.run import arun_once, arun_stream, off_loop, run_once, run_stream
from langchain_guard.runnables.streams import ValueStream
from langchain_guard.runnables.toolargs import ByTool, StreamByTool
from langchain_guard.runnables.values import Values
from langchain_guard.runnables.watch import LetBe

_T = TypeVar("_T")


class Restoration:
    """Restores what belongs to one call.

    Args:
        options: The configuration.
        scope: Whose call it is.
    """

    def __init__(self, options: PseudonymizerRunnable, scope: VaultScope) -> None:
        self._options, self._scope = options, scope
        self._text = Restorer(scope, options.language, of_sources(options.restore_sources))

    def walk(self) -> ByTool:
        """A walk that restores a whole value."""
        return ByTool(self._text, self._argument, other=Values(None))

    def stream(self, *, graph: bool = False) -> RestoredStream:
        """A stream of values to be restored; `graph` says that it is one of a graph's."""
        return RestoredStream(self.walk, self._stream_walk, self._text.stream, waits=self._scope.waits, graph=graph)

    def value(self, value: _T) -> tuple[_T, Decision | None]:
        """A whole value, restored, and what was done; None for nothing."""
        walk = self.walk()
        return walk.data(value), _decision(walk, "output")

    def arguments(self, tool: str, values: dict[str, Any]) -> tuple[dict[str, Any], Decision | None]:
        """The arguments of a tool call, as its rules say."""
        walk = self.walk()
        return walk.arguments(tool, values), _decision(walk, "tool_call")

    def _stream_walk(self) -> StreamWalk:
        return StreamByTool(self._text, self._argument, other=Values(None))

    def _argument(self, tool: str, argument: str) -> Policy:
        kinds = self._options.restored.kinds(tool, argument)
        if not kinds:
            return LetBe()

        def allows(kind: str, _held: Held) -> bool:
            return kind in kinds or "*" in kinds

        return Restorer(self._scope, self._options.language, allows)


class RestoredStream(ValueStream):
    """Restores a stream of anything; see `ValueStream`.

    Besides what every chain yields it takes what graphs stream: `(chunk, metadata)` pairs of many messages, states, and
    both under the names of their mode and subgraph, in tuples or as `stream(version="v2")` gives them. Objects that a
    graph streams are whole, and none waits for a later version.
    """

    def __init__(self, *make: Any, waits: bool = False, graph: bool = False) -> None:
        super().__init__(*make)
        self.waits, self._graph = waits, graph
        self._parts: dict[Any, RestoredStream] = {}
        self._last: dict[Any, Any] = {}  # metadata of the last chunk of each message

    def push(self, value: Any) -> list[Any]:
        """Take the next chunk."""
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], BaseMessage):
            message, about = value
            if not isinstance(message, BaseMessageChunk):
                return [(self._walk.data(message), about)]
            self._last[message.id] = about
            return [(one, about) for one in self._part(("message", message.id)).push(message)]
        if isinstance(value, tuple) and len(value) > 1 and all(_names(part) for part in value[:-1]):
            return [(*value[:-1], one) for one in self._part(value[:-1]).push(value[-1])]
        if (place := _place(value)) is not None:
            return [self._placed(place, one) for one in self._part(place).push(cast("Any", value)["data"])]
        piece = isinstance(value, (str, BaseMessageChunk))
        if (self._graph and not piece) or (isinstance(value, (dict, list)) and _holds_messages(value)):
            return [self._walk.data(value)]
        return super().push(value)

    def flush(self) -> list[Any]:
        """The end of the stream."""
        out: list[Any] = []
        for key, part in self._parts.items():
            out += [self._placed(key, one) for one in part.flush()]
        return out + super().flush()

    @property
    def decision(self) -> Decision | None:
        """What was done; None for nothing."""
        return _decision(self, "output")

    @property
    def found(self) -> list[Any]:
        """What was found in everything."""
        return super().found + [finding for part in self._parts.values() for finding in part.found]

    def _placed(self, key: Any, one: Any) -> Any:
        """What a part gives, in the shape in which it came."""
        if isinstance(key, _Place):
            return {**key._asdict(), "data": one}
        of_message = key[0] == "message" and key[1] in self._last
        return (one, self._last[key[1]]) if of_message else (*key, one)

    def _part(self, key: Any) -> RestoredStream:
        if key not in self._parts:
            self._parts[key] = RestoredStream(*self._make, waits=self.waits, graph=True)
        return self._parts[key]


class _Place(NamedTuple):
    """Where a part of a stream comes from, in langgraph's second version."""

    type: str
    ns: tuple[str, ...]


def _place(value: Any) -> _Place | None:
    """The place that a part names; None for other values, and for states with interrupts, which are whole."""
    if not isinstance(value, dict) or value.keys() != {"type", "ns", "data"}:
        return None
    place = _Place(value["type"], value["ns"])
    return place if all(map(_names, place)) else None


def _names(part: Any) -> bool:
    """Whether a part of a tuple names a mode or the place of a subgraph."""
    return isinstance(part, str) or (isinstance(part, tuple) and all(isinstance(name, str) for name in part))


def _holds_messages(value: Any, depth: int = 3) -> bool:
    """Whether this is a state with messages in it, which is whole, and not a growing version of one object."""
    if isinstance(value, BaseMessage):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return depth > 0 and any(_holds_messages(part, depth - 1) for part in parts)


def _decision(restored: Walk | ValueStream, stage: str) -> Decision | None:
    findings = restored.found
    if not findings:
        return None
    invented = any(finding.rule == UNKNOWN for finding in findings)
    return decided(CONTROL, Action.FLAG if invented else Action.ALLOW, findings, stage=stage)


class Revealing:
    """The restored stream of a call whose scope is known when its run begins; a `Reveal`."""

    def __init__(self, options: PseudonymizerRunnable, *, graph: bool = False) -> None:
        self._options, self._graph = options, graph
        self._stream: RestoredStream | None = None

    def begin(self, scope: VaultScope) -> None:
        """From here on it is known whose call it is."""
        self._stream = Restoration(self._options, scope).stream(graph=self._graph)

    @property
    def waits(self) -> bool:
        """As `RestoredStream.waits`."""
        return self._options.vault.waits

    def push(self, chunk: Any) -> list[Any]:
        """As `RestoredStream.push`."""
        return [] if self._stream is None else self._stream.push(chunk)

    def flush(self) -> list[Any]:
        """As `RestoredStream.flush`."""
        return [] if self._stream is None else self._stream.flush()

    @property
    def decision(self) -> Decision | None:
        """As `RestoredStream.decision`."""
        return None if self._stream is None else self._stream.decision


class RestorerRunnable(Fixed, RunnableSerializable[Any, Any]):
    """Puts values in the place of the placeholders that were issued in this thread; made by `hide.restorer()`.

    Whatever comes out of a model or chain is restored: text, message content and blocks, data, pydantic objects, and
    the arguments of tool calls as far as the restore rules allow. A streamed answer is restored as it comes: no half
    placeholder is released. Placeholders of another thread or tenant, and invented ones, stay as they are and are
    reported. The run of this Runnable records placeholders: put it last, so that no other run sees values.

    To restore the stream of an agent: `restorer.transform(agent.stream(..., config=thread), thread)`, in every
    `stream_mode`; or use `wrap`.

    Args:
        pseudonymizer: The other end.

    Raises:
        InvalidInput: When the call names no tenant or no thread.
        GuardUnavailable: When the vault cannot be read, or what stands in it does not open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    pseudonymizer: PseudonymizerRunnable

    def __init__(self, **options: Any) -> None:
        with readable_errors(CONTROL):
            super().__init__(**options)

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """Anything."""
        return Any

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """The same as the input."""
        return Any

    def restore(self, value: Any, scope: VaultScope) -> tuple[Any, Decision | None]:
        """Restore one value outside any run; also says what was done, None for nothing."""
        return Restoration(self.pseudonymizer, scope).value(value)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Restore one value."""

        def step(manager: CallbackManagerForChainRun, child: RunnableConfig) -> Any:
            restored, decision = self._restored(input, child)
            if decision is not None:
                emit_decision(decision, manager)
            return restored

        return run_once(self, step, config, record=lambda _: input)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Restore one value."""

        async def step(manager: AsyncCallbackManagerForChainRun, child: RunnableConfig) -> Any:
            restored, decision = await off_loop(self.pseudonymizer.vault.waits, self._restored, input, child)
            if decision is not None:
                await aemit_decision(decision, manager)
            return restored

        return await arun_once(self, step, config, record=lambda _: input)

    def _restored(self, value: Any, config: RunnableConfig) -> tuple[Any, Decision | None]:
        return self.restore(value, self.pseudonymizer.scope(config))

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Restore a stream as it comes."""
        reveal = Revealing(self.pseudonymizer)

        def step(chunks: Iterator[Any], _: CallbackManagerForChainRun, child: RunnableConfig) -> Iterator[Any]:
            reveal.begin(self.pseudonymizer.scope(child))
            yield from chunks

        return run_stream(self, iter(input), step, config, reveal=reveal)

    def stream(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Restore one value."""
        return self.transform(iter([input]), config)

    def atransform(
        self, input: AsyncIterator[Any], config: RunnableConfig | None = None, **_: Any
    ) -> AsyncIterator[Any]:
        """Restore a stream as it comes."""
        reveal = Revealing(self.pseudonymizer)

        async def step(
            chunks: AsyncIterator[Any], _: AsyncCallbackManagerForChainRun, child: RunnableConfig
        ) -> AsyncIterator[Any]:
            reveal.begin(self.pseudonymizer.scope(child))
            async for chunk in chunks:
                yield chunk

        return arun_stream(self, aiter(input), step, config, reveal=reveal)

    def astream(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Any]:
        """Restore one value."""

        async def once() -> AsyncIterator[Any]:
            yield input

        return self.atransform(once(), config)
