"""The runs of our own: nothing raw recorded, nothing drained, nothing left open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableConfig, RunnableSerializable
from langchain_core.tracers.base import BaseTracer

from langchain_guard.exceptions import GuardUnavailable, InputBlocked
from langchain_guard.findings import Action, Decision, Finding
from langchain_guard.runnables.events import DECISION_EVENT, aemit_decision, decided, emit_decision, refused
from langchain_guard.runnables.run import arun_once, arun_stream, run_once, run_stream


class Keeper(BaseTracer):
    """Keeps every finished root run."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[Any] = []

    def _persist_run(self, run: Any) -> None:
        self.runs.append(run)


class Upper(RunnableSerializable[str, str]):
    """Upper-cases text in a run of our own, and fails on `boom`."""

    def _one(self, chunk: str) -> str:
        if chunk == "boom":
            raise InputBlocked("refused", control="input_guard", rule_ids=("x",), stage="input")
        return chunk.upper()

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> str:
        return run_once(self, lambda manager, child: self._one(input), config)

    async def ainvoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> str:
        async def step(manager: Any, child: Any) -> str:
            await aemit_decision(decided("c", Action.FLAG, (), stage="input"), manager)
            return self._one(input)

        return await arun_once(self, step, config)

    def transform(self, input: Iterator[str], config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[str]:
        return run_stream(self, input, lambda chunks, manager, child: (self._one(c) for c in chunks), config)

    def atransform(
        self, input: AsyncIterator[str], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[str]:
        async def step(chunks: AsyncIterator[str], manager: Any, child: Any) -> AsyncIterator[str]:
            async for chunk in chunks:
                yield self._one(chunk)

        return arun_stream(self, input, step, config)


class Source:
    """A stream that knows how much was drawn from it and whether it was closed."""

    def __init__(self, *chunks: str) -> None:
        self.drawn, self.closed, self.chunks = 0, False, chunks

    def sync(self) -> Iterator[str]:
        try:
            for chunk in self.chunks:
                self.drawn += 1
                yield chunk
        finally:
            self.closed = True

    async def asynchronous(self) -> AsyncIterator[str]:
        try:
            for chunk in self.chunks:
                self.drawn += 1
                yield chunk
        finally:
            self.closed = True


def test_a_run_records_the_output_but_never_the_input():
    """The tracer sees the name, the result, and `<withheld>` where the input would stand."""
    keeper = Keeper()
    assert Upper().invoke("secret", {"callbacks": [keeper]}) == "SECRET"
    (run,) = keeper.runs
    assert (run.name, run.outputs, run.error) == ("Upper", {"output": "SECRET"}, None)
    assert run.inputs == {"input": "<withheld>"}


async def test_the_async_run_is_the_same():
    """The async twin records the same."""
    keeper = Keeper()
    assert await Upper().ainvoke("secret", {"callbacks": [keeper]}) == "SECRET"
    assert keeper.runs[0].inputs == {"input": "<withheld>"}


@pytest.mark.parametrize("method", ["invoke", "ainvoke", "stream", "astream"])
def test_an_error_closes_the_run(method):
    """A run that fails ends with the error, on every path."""
    keeper = Keeper()
    config: RunnableConfig = {"callbacks": [keeper]}

    async def drain() -> None:
        async for _ in Upper().atransform(Source("a", "boom").asynchronous(), config):
            pass

    calls = {
        "invoke": lambda: Upper().invoke("boom", config),
        "ainvoke": lambda: asyncio.run(Upper().ainvoke("boom", config)),
        "stream": lambda: list(Upper().transform(Source("a", "boom").sync(), config)),
        "astream": lambda: asyncio.run(drain()),
    }
    with pytest.raises(InputBlocked):
        calls[method]()
    assert "InputBlocked" in keeper.runs[0].error
    assert not keeper.run_map


def test_a_stream_closed_early_draws_nothing_more():
    """After the consumer stops, the source is closed and the run ends with what was released."""
    keeper, source = Keeper(), Source(*"abcdef")
    stream = Upper().transform(source.sync(), {"callbacks": [keeper]})
    assert (next(stream), next(stream)) == ("A", "B")
    stream.close()
    assert (source.drawn, source.closed) == (2, True)
    assert keeper.runs[0].outputs == {"output": "AB"}
    assert not keeper.run_map


async def test_an_async_stream_closed_early_draws_nothing_more():
    """The async twin."""
    keeper, source = Keeper(), Source(*"abcdef")
    stream = Upper().atransform(source.asynchronous(), {"callbacks": [keeper]})
    assert await anext(stream) == "A"
    await stream.aclose()
    assert (source.drawn, source.closed) == (1, True)
    assert not keeper.run_map


def test_an_empty_stream_is_a_run_too():
    """No chunk in, no chunk out, one closed run."""
    keeper = Keeper()
    assert list(Upper().transform(iter(()), {"callbacks": [keeper]})) == []
    assert len(keeper.runs) == 1


async def test_events_see_the_chunks():
    """`astream_events` gets one `on_chain_stream` per chunk of ours and no raw input from our run."""
    events = [event async for event in Upper().astream_events("secret", version="v2")]
    own = [event for event in events if event["event"] in {"on_chain_end", "on_chain_stream"}]
    assert own
    assert "secret" not in str(own)


class Recorder(BaseCallbackHandler):
    """Keeps custom events, and fails on them when told to."""

    raise_error = True

    def __init__(self, fail: Exception | None = None) -> None:
        self.events: list[tuple[str, Any]] = []
        self.fail = fail

    def on_custom_event(self, name: str, data: Any, **kwargs: Any) -> None:
        self.events.append((name, data))
        if self.fail:
            raise self.fail


def _emit(handler: BaseCallbackHandler, decision: Decision) -> None:
    run_once(Upper(), lambda manager, child: emit_decision(decision, manager), {"callbacks": [handler]})


def test_decisions_arrive_as_plain_data():
    """A decision reaches handlers as a custom event of plain values."""
    recorder = Recorder()
    _emit(recorder, decided("output_redactor", Action.SANITIZE, [Finding(0, 1, "email", "pii.email")], stage="output"))
    ((name, data),) = recorder.events
    assert name == DECISION_EVENT
    assert (data["action"], data["rules"], data["counts"]) == ("sanitize", ("pii.email",), {"email": 1})


def test_decisions_are_best_effort_except_for_an_audit_that_must_not_be_silent():
    """A failing handler is survived; a GuardError from it stops the call."""
    decision = refused(InputBlocked("no", control="input_guard", rule_ids=("x",), stage="input"))
    _emit(Recorder(ValueError("handler bug")), decision)
    with pytest.raises(GuardUnavailable):
        _emit(Recorder(GuardUnavailable("audit sink broken")), decision)


async def test_async_decisions_are_best_effort_too():
    """The async twin of both."""

    async def emit(handler: BaseCallbackHandler) -> None:
        await Upper().ainvoke("x", {"callbacks": [handler]})

    recorder = Recorder()
    await emit(recorder)
    assert recorder.events[0][1]["action"] == "flag"
    await emit(Recorder(ValueError("handler bug")))
    with pytest.raises(GuardUnavailable):
        await emit(Recorder(GuardUnavailable("audit sink broken")))
