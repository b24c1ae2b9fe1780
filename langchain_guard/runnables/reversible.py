"""`hide.wrap(chain)`: placeholders inside, values outside, and one run that records placeholders only."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from copy import copy
from dataclasses import replace
from typing import Any, Self

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import RunnableConfig
from pydantic import ConfigDict

from langchain_guard.exceptions import GuardBlocked, GuardError
from langchain_guard.findings import Decision
from langchain_guard.redaction.vault import VaultScope
from langchain_guard.runnables.around import Around
from langchain_guard.runnables.configuration import Fixed
from langchain_guard.runnables.events import aemit_decision, emit_decision, refused
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.restorer import Restoration, Revealing
from langchain_guard.runnables.run import aclosed, arun_once, arun_stream, closed, off_loop, run_once, run_stream


class ReversibleRunnable(Fixed, Around):
    """A chain, model or agent that works with placeholders while its caller works with values; made by `hide.wrap`.

    The root run is this one. It withholds its input, and its output, events and streamed chunks are those of the chain
    inside: no callback, trace or cache sees a value. Only what is returned or yielded to the caller has them.

    Around an agent, the first snapshot, the checkpoints and every stream mode hold placeholders, too. Options such as
    `stream_mode` are handed on. A paused agent goes on with `Command(resume=answer)`: its question shows values, and
    those in the answer are hidden again.

    Args:
        pseudonymizer: Hides and restores.
        guard: Examines the input before its values are hidden.
        bound: The chain.

    Raises:
        GuardError: As the guard and the pseudonymizer do, before anything is called.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    pseudonymizer: PseudonymizerRunnable
    guard: InputGuardRunnable | None = None

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Self:
        """The same around the model with structured output: the parser reads placeholders, the caller values."""
        bound = self.bound.with_structured_output(schema, **kwargs)  # type: ignore[attr-defined]  # a chat model has it
        return self.model_copy(update={"bound": bound})

    def _entered(self, value: Any, config: RunnableConfig) -> tuple[Any, VaultScope, list[Decision]]:
        """The input of the chain, whose call it is, and what was decided about it."""
        scope = self.pseudonymizer.scope(config)
        carried, close = _opened(value)
        accepted, judged = (carried, None) if self.guard is None else self.guard.examine(carried)
        hidden, decision = self.pseudonymizer.hide(accepted, scope)
        return close(hidden), scope, [one for one in (judged, decision) if one is not None]

    @property
    def _waits(self) -> bool:
        """Whether an event loop should not wait for what happens to the input."""
        return self.pseudonymizer.waits or (self.guard is not None and self.guard.waits)

    def _reply(self, error: GuardError) -> Any:
        if self.guard is None or not isinstance(error, GuardBlocked):
            raise error
        return self.guard.reply(error)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Hide, call, restore."""
        seen: list[Any] = []

        def step(manager: CallbackManagerForChainRun, child: RunnableConfig) -> Any:
            try:
                hidden, scope, decisions = self._entered(input, child)
            except GuardError as error:
                emit_decision(refused(error), manager)
                seen.append(self._reply(error))
                return seen[0]
            for decision in decisions:
                emit_decision(decision, manager)
            seen.append(self.bound.invoke(hidden, child, **kwargs))
            restored, done = Restoration(self.pseudonymizer, scope).value(seen[0])
            if done is not None:
                emit_decision(done, manager)
            return restored

        return run_once(self, step, config, record=lambda _: seen[0])

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Hide, call, restore."""
        seen: list[Any] = []

        async def step(manager: AsyncCallbackManagerForChainRun, child: RunnableConfig) -> Any:
            try:
                hidden, scope, decisions = await off_loop(self._waits, self._entered, input, child)
            except GuardError as error:
                await aemit_decision(refused(error), manager)
                seen.append(self._reply(error))
                return seen[0]
            for decision in decisions:
                await aemit_decision(decision, manager)
            seen.append(await self.bound.ainvoke(hidden, child, **kwargs))
            restored, done = await off_loop(
                self.pseudonymizer.vault.waits, Restoration(self.pseudonymizer, scope).value, seen[0]
            )
            if done is not None:
                await aemit_decision(done, manager)
            return restored

        return await arun_once(self, step, config, record=lambda _: seen[0])

    def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Hide, call, restore as it comes."""
        reveal = Revealing(self.pseudonymizer, graph=hasattr(self.bound, "stream_mode"))

        def step(_: Iterator[Any], manager: CallbackManagerForChainRun, child: RunnableConfig) -> Iterator[Any]:
            try:
                hidden, scope, decisions = self._entered(input, child)
            except GuardError as error:
                emit_decision(refused(error), manager)
                answer = self._reply(error)
                reveal.begin(self.pseudonymizer.scope(child))
                yield answer
                return
            for decision in decisions:
                emit_decision(decision, manager)
            reveal.begin(scope)
            with closed(self.bound.stream(hidden, child, **kwargs)) as chunks:
                yield from chunks

        return run_stream(self, iter([input]), step, config, reveal=reveal)

    def astream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Any]:
        """Hide, call, restore as it comes."""
        reveal = Revealing(self.pseudonymizer, graph=hasattr(self.bound, "stream_mode"))

        async def once() -> AsyncIterator[Any]:
            yield input

        async def step(
            _: AsyncIterator[Any], manager: AsyncCallbackManagerForChainRun, child: RunnableConfig
        ) -> AsyncIterator[Any]:
            try:
                hidden, scope, decisions = await off_loop(self._waits, self._entered, input, child)
            except GuardError as error:
                await aemit_decision(refused(error), manager)
                answer = self._reply(error)
                reveal.begin(self.pseudonymizer.scope(child))
                yield answer
                return
            for decision in decisions:
                await aemit_decision(decision, manager)
            reveal.begin(scope)
            async with aclosed(self.bound.astream(hidden, child, **kwargs)) as chunks:
                async for chunk in chunks:
                    yield chunk

        return arun_stream(self, once(), step, config, reveal=reveal)


def _opened(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """What is to be hidden of an input, and how it is closed: a `Command` carries an answer, a state, or several."""
    types = sys.modules.get("langgraph.types")
    if types is None or not isinstance(value, types.Command):
        return value, lambda hidden: hidden
    command: Any = value  # no type checker follows `types`
    goto = [*command.goto] if isinstance(command.goto, (list, tuple)) else [command.goto]
    sends = [one for one in goto if isinstance(one, types.Send)]
    parts = {"resume": command.resume, "update": command.update, "sent": [one.arg for one in sends]}

    def close(hidden: Any) -> Any:
        sent = iter(hidden["sent"])
        targets = [_sending(one, next(sent)) if isinstance(one, types.Send) else one for one in goto]
        told = {"resume": hidden["resume"], "update": hidden["update"]}
        return replace(command, **told, **({"goto": targets} if sends else {}))

    return parts, close


def _sending(send: Any, arg: Any) -> Any:
    """The same `Send` with another state."""
    other = copy(send)
    other.arg = arg
    return other
