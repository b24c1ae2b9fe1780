"""Stopped early, cancelled or broken off: nothing more is drawn, nothing raw is shown, no run stays open."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.tracers.base import BaseTracer

from langchain_guard import GuardedChatModel, OutputRedactorRunnable

TEXT = "Please write to alice@example.com or, better, call 536-90-4399 and ask. " * 4
RAW = ("alice@", "lice@example", "536-90")


class Counting(BaseChatModel):
    """Streams a text piece by piece and counts what was drawn from it."""

    drawn: int = 0
    open: int = 0
    fail_at: int = -1

    @property
    def _llm_type(self) -> str:
        return "counting"

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=TEXT))])

    def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Iterator[Any]:
        self.open += 1
        try:
            for start in range(0, len(TEXT), 3):
                if start == self.fail_at:
                    raise ConnectionError("cut")
                self.drawn += 1
                yield ChatGenerationChunk(message=AIMessageChunk(content=TEXT[start : start + 3]))
        finally:
            self.open -= 1

    async def _astream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[Any]:
        for chunk in self._stream(messages):
            await asyncio.sleep(0)
            yield chunk


class Open(BaseTracer):
    """Knows which runs are open, and keeps what the finished ones recorded."""

    run_inline = True  # else LangChain tells it from a thread, some time later

    def __init__(self) -> None:
        super().__init__()
        self.finished: list[str] = []

    def _persist_run(self, run: Any) -> None:
        self.finished.append(
            str(run.outputs) + str([child.outputs for child in run.child_runs if child.name != "Counting"])
        )


class Decisions(BaseCallbackHandler):
    """Keeps the decisions."""

    run_inline = True

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def on_custom_event(self, name: str, data: Any, **kwargs: Any) -> None:
        self.made.append(data)


def shapes() -> dict[str, tuple[Counting, Any]]:
    """A plain chain and a guarded model, each with the model whose use is counted."""
    plain, inside = Counting(), Counting()
    guarded = GuardedChatModel(inside)
    object.__setattr__(guarded, "inner", inside)  # the copy without cache would count for itself
    return {"chain": (plain, plain | OutputRedactorRunnable()), "model": (inside, guarded)}


async def all_closed(tracer: Open) -> bool:
    """Whether every run is closed once the event loop has finished the generators that nobody holds any more."""
    for _ in range(100):
        if not tracer.run_map:
            return True
        await asyncio.sleep(0)
    return False


@pytest.mark.parametrize("shape", ["chain", "model"])
@pytest.mark.parametrize("after", [1, 5, 40])
def test_a_consumer_that_stops_stops_the_model(shape, after):
    """At most two more chunks are drawn, the model is closed, and no run is open."""
    llm, chain = shapes()[shape]
    tracer = Open()
    stream = chain.stream("hi", {"callbacks": [tracer]})
    for _ in range(after):
        next(stream)
    stream.close()
    assert llm.drawn <= after + 2
    assert llm.open == 0
    assert not tracer.run_map


@pytest.mark.parametrize("shape", ["chain", "model"])
@pytest.mark.parametrize("after", [1, 5, 40])
async def test_an_async_consumer_that_stops_stops_the_model(shape, after):
    """The async twin."""
    llm, chain = shapes()[shape]
    tracer = Open()
    stream = chain.astream("hi", {"callbacks": [tracer]})
    for _ in range(after):
        await anext(stream)
    await stream.aclose()
    assert llm.drawn <= after + 2
    assert await all_closed(tracer)


@pytest.mark.parametrize("shape", ["chain", "model"])
async def test_cancelled_at_any_point_nothing_raw_is_out_and_no_run_is_open(shape):
    """250 random points each: what was released is a beginning of the clean text, and every run is closed."""
    clean = OutputRedactorRunnable().invoke(TEXT)
    pick = random.Random(4)
    for _ in range(250):
        _, chain = shapes()[shape]
        tracer, released, point = Open(), [], pick.randrange(1, 90)

        async def consume(chain: Any = chain, tracer: Open = tracer, released: list[str] = released) -> None:
            async for chunk in chain.astream("hi", {"callbacks": [tracer]}):
                released += [chunk.content]

        task = asyncio.create_task(consume())
        for _ in range(point):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert clean.startswith("".join(released))
        assert await all_closed(tracer)
        seen = "".join(tracer.finished)
        assert not any(part in seen for part in RAW)


@pytest.mark.parametrize("shape", ["chain", "model"])
@pytest.mark.parametrize("fail_at", range(3, 120, 12))
def test_a_broken_stream_never_flushes_the_raw_rest(shape, fail_at):
    """What is held back when the provider fails is dropped."""
    llm, chain = shapes()[shape]
    llm.fail_at = fail_at
    tracer, released = Open(), []
    stream = chain.stream("hi", {"callbacks": [tracer]})
    with pytest.raises(ConnectionError):
        released.extend(chunk.content for chunk in stream)
    assert OutputRedactorRunnable().invoke(TEXT).startswith("".join(released))
    assert not tracer.run_map


@pytest.mark.parametrize("end", ["closed", "broken"])
@pytest.mark.parametrize("shape", ["chain", "model"])
def test_what_was_redacted_until_a_stream_ended_is_reported(shape, end):
    """Closed early or broken off: one decision, with what was found by then."""
    llm, chain = shapes()[shape]
    llm.fail_at = 60 if end == "broken" else -1
    decisions = Decisions()
    stream = chain.stream("hi", {"callbacks": [decisions]})
    with pytest.raises(ConnectionError) if end == "broken" else nullcontext():
        for _ in range(30 if end == "broken" else 18):
            next(stream)
    stream.close()
    assert [(one["action"], one["counts"]) for one in decisions.made] == [("sanitize", {"email": 1})]


@pytest.mark.parametrize("shape", ["chain", "model"])
async def test_what_was_redacted_until_an_async_stream_ended_is_reported(shape):
    """The async twin."""
    _, chain = shapes()[shape]
    decisions = Decisions()
    stream = chain.astream("hi", {"callbacks": [decisions]})
    for _ in range(18):
        await anext(stream)
    await stream.aclose()
    for _ in range(100):
        await asyncio.sleep(0)
    assert [(one["action"], one["counts"]) for one in decisions.made] == [("sanitize", {"email": 1})]
