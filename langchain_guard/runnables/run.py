"""Runs of our own: they never record the raw input, never drain the upstream, and are closed whatever happens.

LangChain's convenience methods (`_call_with_config`, `_transform_stream_with_config`) put a Runnable's raw input into
every tracer, and when a consumer stops early they either read the model to its end (sync) or leave its run open
(async). A security control may do neither, so the runs are kept here by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol, TypeVar

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig, patch_config
from langchain_core.runnables.config import (
    ensure_config,
    get_async_callback_manager_for_config,
    get_callback_manager_for_config,
    var_child_runnable_config,
)
from langchain_core.tracers._streaming import _StreamingCallbackHandler

from langchain_guard.findings import Decision
from langchain_guard.runnables.events import aemit_decision, emit_decision

In = TypeVar("In")
Out = TypeVar("Out")

Step = Callable[[CallbackManagerForChainRun, RunnableConfig], Out]
"""What happens inside a run: called with the run's manager and the config for nested calls."""

AsyncStep = Callable[[AsyncCallbackManagerForChainRun, RunnableConfig], Awaitable[Out]]

_NOTHING: Any = object()


class Reveal(Protocol):
    """Puts back in a stream what the observers of the run must not see: it is asked after they have had each chunk."""

    def push(self, chunk: Any, /) -> list[Any]:
        """What is yielded in place of a chunk."""
        ...

    def flush(self) -> list[Any]:
        """What is still to be yielded at the end."""
        ...

    @property
    def waits(self) -> bool:
        """Whether these wait for a disk or a server."""
        ...

    @property
    def decision(self) -> Decision | None:
        """What is reported to the run in the end."""
        ...


async def off_loop(waits: bool, work: Callable[..., Out], *args: Any) -> Out:
    """Do some work in a thread when it takes long or waits for something, so that the event loop does not."""
    return await asyncio.to_thread(work, *args) if waits else work(*args)


def withheld() -> dict[str, str]:
    """What a run of ours records as its input: a fresh dict, because handlers may change it.

    >>> withheld()
    {'input': '<withheld>'}
    """
    return {"input": "<withheld>"}


def run_once(
    runnable: Runnable[Any, Any],
    step: Step[Out],
    config: RunnableConfig | None,
    *,
    record: Callable[[Out], object] | None = None,
) -> Out:
    """Call `step` inside a run named after `runnable`.

    Args:
        runnable: The Runnable whose run this is.
        step: The work, see `Step`.
        config: The caller's config.
        record: What the run records as its output, given the result; the result itself when not given.

    Returns:
        What `step` returns.
    """
    manager, child = _start(runnable, ensure_config(config))
    token = var_child_runnable_config.set(child)  # as in any run of LangChain: handlers see whose call it is
    try:
        result = step(manager, child)
    except BaseException as error:
        manager.on_chain_error(error, inputs=withheld())
        raise
    finally:
        var_child_runnable_config.reset(token)
    manager.on_chain_end(record(result) if record else result, inputs=withheld())
    return result


async def arun_once(
    runnable: Runnable[Any, Any],
    step: AsyncStep[Out],
    config: RunnableConfig | None,
    *,
    record: Callable[[Out], object] | None = None,
) -> Out:
    """Async twin of `run_once`."""
    manager, child = await _astart(runnable, ensure_config(config))
    token = var_child_runnable_config.set(child)  # as in any run of LangChain: handlers see whose call it is
    try:
        result = await step(manager, child)
    except BaseException as error:
        await manager.on_chain_error(error, inputs=withheld())
        raise
    finally:
        var_child_runnable_config.reset(token)
    await manager.on_chain_end(record(result) if record else result, inputs=withheld())
    return result


def run_stream(
    runnable: Runnable[Any, Any],
    source: Iterator[In],
    step: Callable[[Iterator[In], CallbackManagerForChainRun, RunnableConfig], Iterator[Out]],
    config: RunnableConfig | None,
    *,
    reveal: Reveal | None = None,
) -> Iterator[Out]:
    """Stream `source` through `step` inside a run named after `runnable`.

    The run starts after the first chunk has come, so that the upstream's run begins before ours. When the consumer
    stops early, `step` and `source` are closed at once: nothing more is drawn from the model.

    Args:
        runnable: The Runnable whose run this is.
        source: Chunks from upstream; closed at the end.
        step: Called with the chunks, the run's manager and the config for nested calls.
        config: The caller's config.
        reveal: Makes of each chunk what the caller gets, and the observers of the run do not.

    Yields:
        What `step` yields, or what `reveal` makes of it.
    """
    first = next(source, _NOTHING)
    manager, child = _start(runnable, ensure_config(config))
    total = _Sum(keep=bool(manager.handlers))
    try:
        try:
            with (
                closed(source),
                closed(step(_chain(first, source), manager, child)) as chunks,
                closed(_tapped(manager, chunks)) as tapped,
            ):
                for chunk in tapped:
                    total.add(chunk)
                    yield from (chunk,) if reveal is None else reveal.push(chunk)
            if reveal is not None:
                yield from reveal.flush()
        finally:  # a stream that breaks, or that nobody reads on, has revealed so far
            if reveal is not None and reveal.decision is not None:
                emit_decision(reveal.decision, manager)
    except GeneratorExit:  # the consumer has what it wanted: no error
        manager.on_chain_end(total.value(), inputs=withheld())
        raise
    except BaseException as error:
        manager.on_chain_error(error, inputs=withheld())
        raise
    manager.on_chain_end(total.value(), inputs=withheld())


async def arun_stream(
    runnable: Runnable[Any, Any],
    source: AsyncIterator[In],
    step: Callable[[AsyncIterator[In], AsyncCallbackManagerForChainRun, RunnableConfig], AsyncIterator[Out]],
    config: RunnableConfig | None,
    *,
    reveal: Reveal | None = None,
) -> AsyncIterator[Out]:
    """Async twin of `run_stream`."""
    first = await anext(source, _NOTHING)
    manager, child = await _astart(runnable, ensure_config(config))
    total = _Sum(keep=bool(manager.handlers))
    try:
        try:
            async with (
                aclosed(source),
                aclosed(step(_achain(first, source), manager, child)) as chunks,
                aclosed(_atapped(manager, chunks)) as tapped,
            ):
                async for chunk in tapped:
                    total.add(chunk)
                    for shown in (chunk,) if reveal is None else await off_loop(reveal.waits, reveal.push, chunk):
                        yield shown
            if reveal is not None:
                for shown in await off_loop(reveal.waits, reveal.flush):
                    yield shown
        finally:  # as above
            if reveal is not None and reveal.decision is not None:
                await aemit_decision(reveal.decision, manager)
    except GeneratorExit:
        await manager.on_chain_end(total.value(), inputs=withheld())
        raise
    except BaseException as error:
        await manager.on_chain_error(error, inputs=withheld())
        raise
    await manager.on_chain_end(total.value(), inputs=withheld())


class _Sum:
    """The sum of the chunks, as LangChain makes it: `+` where there is one, else the last chunk."""

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep  # without handlers nobody asks for it
        self._chunks: list[Any] = []

    def add(self, chunk: Any) -> None:
        if self._keep:
            self._chunks.append(chunk)

    def value(self) -> object:
        if not self._chunks:
            return None
        total = self._chunks[0]
        for chunk in self._chunks[1:]:
            try:
                total = total + chunk
            except TypeError:
                total = chunk
        return total


def _start(runnable: Runnable[Any, Any], config: RunnableConfig) -> tuple[CallbackManagerForChainRun, RunnableConfig]:
    manager = get_callback_manager_for_config(config).on_chain_start(
        None, withheld(), name=config.get("run_name") or runnable.get_name(), run_id=config.pop("run_id", None)
    )
    return manager, patch_config(config, callbacks=manager.get_child())


async def _astart(
    runnable: Runnable[Any, Any], config: RunnableConfig
) -> tuple[AsyncCallbackManagerForChainRun, RunnableConfig]:
    manager = await get_async_callback_manager_for_config(config).on_chain_start(
        None, withheld(), name=config.get("run_name") or runnable.get_name(), run_id=config.pop("run_id", None)
    )
    return manager, patch_config(config, callbacks=manager.get_child())


def _chain(first: In, source: Iterator[In]) -> Iterator[In]:
    if first is not _NOTHING:
        yield first
        yield from source


async def _achain(first: In, source: AsyncIterator[In]) -> AsyncIterator[In]:
    if first is not _NOTHING:
        yield first
        async for chunk in source:
            yield chunk


def _tapped(manager: CallbackManagerForChainRun, chunks: Iterator[Out]) -> Iterator[Out]:
    """Let `astream_events` and `astream_log` see our chunks as they see those of LangChain's own Runnables."""
    for handler in manager.handlers:
        if isinstance(handler, _StreamingCallbackHandler):
            return handler.tap_output_iter(manager.run_id, chunks)
    return chunks


def _atapped(manager: AsyncCallbackManagerForChainRun, chunks: AsyncIterator[Out]) -> AsyncIterator[Out]:
    for handler in manager.handlers:
        if isinstance(handler, _StreamingCallbackHandler):
            return handler.tap_output_aiter(manager.run_id, chunks)
    return chunks


@contextmanager
def closed(iterator: Iterator[Out]) -> Iterator[Iterator[Out]]:
    """The iterator, closed in the end if it can be."""
    try:
        yield iterator
    finally:
        close = getattr(iterator, "close", None)
        if close is not None:
            close()


@asynccontextmanager
async def aclosed(iterator: AsyncIterator[Out]) -> AsyncIterator[AsyncIterator[Out]]:
    """Async twin of `closed`."""
    try:
        yield iterator
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()
