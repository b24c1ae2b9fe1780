"""What comes out of a guarded model: the provider hooks of LangChain, redacted before anything else sees them."""

from __future__ import annotations

import inspect
import operator
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, BaseRunManager, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, BaseMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.uuid import uuid7
from pydantic import BeforeValidator, Field

from langchain_guard.exceptions import GuardBlocked
from langchain_guard.runnables.boundary import RUN, SCOPE, acalled, acleanly, as_chunk, asks_for_json, called, cleanly
from langchain_guard.runnables.canary import Canaries, as_canaries
from langchain_guard.runnables.configuration import Derived
from langchain_guard.runnables.events import aemit_decision, emit_decision, refused
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import Walk, without_logprobs
from langchain_guard.runnables.redactor import OutputRedactorRunnable
from langchain_guard.runnables.run import aclosed, closed, off_loop
from langchain_guard.runnables.thoughts import sendable
from langchain_guard.runnables.watch import UNWATCHED, Watch


class RedactedHooks(Derived, BaseChatModel):
    """A chat model whose provider hooks are those of another model, redacted.

    Args:
        inner: The other model.
        redactor: Redacts what it answers.
        canary: Puts a canary into the system prompt of each call.
    """

    inner: BaseChatModel = Field(frozen=True)
    redactor: OutputRedactorRunnable = Field(default_factory=OutputRedactorRunnable, frozen=True)
    canary: Annotated[Canaries | None, BeforeValidator(as_canaries)] = Field(default=None, frozen=True, repr=False)

    def _generate_with_cache(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return super()._generate_with_cache(messages, stop, run_manager, **{**kwargs, RUN: run_manager})

    async def _agenerate_with_cache(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await super()._agenerate_with_cache(messages, stop, run_manager, **{**kwargs, RUN: run_manager})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        run = kwargs.pop(RUN, run_manager)
        scope = kwargs.pop(SCOPE, None)
        messages, watch = self._watched(messages, run)
        walk = self.redactor.walk(json_content=asks_for_json(self.inner, kwargs), watch=watch, scope=scope)

        result = called(walk, partial(self.inner._generate, messages, stop=stop, **kwargs))
        try:
            result = _redacted_result(walk, result)
            watch.finish()
        except GuardBlocked as error:
            emit_decision(refused(error), run)
            return _answered(self.redactor.reply(result.generations[0].message, error))
        if (decision := self.redactor.decision(walk)) is not None:
            emit_decision(decision, run)
        return result

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        run = kwargs.pop(RUN, run_manager)
        scope = kwargs.pop(SCOPE, None)
        messages, watch = self._watched(messages, run)
        walk = self.redactor.walk(json_content=asks_for_json(self.inner, kwargs), watch=watch, scope=scope)

        result = await acalled(walk, self.inner._agenerate(messages, stop=stop, **kwargs))
        try:
            result = await off_loop(self.redactor.waits, _redacted_result, walk, result)
            watch.finish()
        except GuardBlocked as error:
            await aemit_decision(refused(error), run)
            return _answered(self.redactor.reply(result.generations[0].message, error))
        if (decision := self.redactor.decision(walk)) is not None:
            await aemit_decision(decision, run)
        return result

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        run = kwargs.pop(RUN, run_manager)
        if not self._inner_streams(asynchronous=False):
            result = self._generate(messages, stop, None, **{**kwargs, RUN: run})
            yield ChatGenerationChunk(message=as_chunk(result.generations[0].message))
            return
        scope = kwargs.pop(SCOPE, None)
        messages, watch = self._watched(messages, run)
        walk = self.redactor.stream_walk(json_content=asks_for_json(self.inner, kwargs), watch=watch, scope=scope)
        message: BaseMessage = AIMessageChunk(content="")
        blocked = False
        with closed(iter(self.inner._stream(messages, stop=stop, **kwargs))) as raw:
            try:
                for chunk in cleanly(raw, walk):
                    message = chunk.message = self._as_seen(chunk.message)
                    yield from _redacted(walk, watch, chunk)
                for tail in _rest(walk, watch):
                    yield ChatGenerationChunk(message=tail)
            except GuardBlocked as error:
                blocked = True
                emit_decision(refused(error), run)
                yield ChatGenerationChunk(message=self.redactor.reply(message, error))
            finally:  # a stream that breaks, or that nobody reads on, was redacted so far
                if not blocked and (decision := self.redactor.decision(walk)) is not None:
                    emit_decision(decision, run)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        run = kwargs.pop(RUN, run_manager)
        if not self._inner_streams(asynchronous=True):
            result = await self._agenerate(messages, stop, None, **{**kwargs, RUN: run})
            yield ChatGenerationChunk(message=as_chunk(result.generations[0].message))
            return
        scope = kwargs.pop(SCOPE, None)
        messages, watch = self._watched(messages, run)
        walk = self.redactor.stream_walk(json_content=asks_for_json(self.inner, kwargs), watch=watch, scope=scope)
        message: BaseMessage = AIMessageChunk(content="")
        blocked = False
        async with aclosed(aiter(self.inner._astream(messages, stop=stop, **kwargs))) as raw:
            try:
                async for chunk in acleanly(raw, walk):
                    message = chunk.message = self._as_seen(chunk.message)
                    for redacted in await off_loop(self.redactor.waits, _redacted, walk, watch, chunk):
                        yield redacted
                for tail in await off_loop(self.redactor.waits, _rest, walk, watch):
                    yield ChatGenerationChunk(message=tail)
            except GuardBlocked as error:
                blocked = True
                await aemit_decision(refused(error), run)
                yield ChatGenerationChunk(message=self.redactor.reply(message, error))
            finally:  # a stream that breaks, or that nobody reads on, was redacted so far
                if not blocked and (decision := self.redactor.decision(walk)) is not None:
                    await aemit_decision(decision, run)

    def _as_seen(self, chunk: BaseMessageChunk) -> BaseMessageChunk:
        """A chunk with the blocks that LangChain makes of it later: it cannot make them of the rest of a block."""
        if self.output_version != "v1":
            return chunk
        metadata = {**chunk.response_metadata, "output_version": "v1"}
        return chunk.model_copy(update={"content": chunk.content_blocks, "response_metadata": metadata})

    def _watched(self, messages: list[BaseMessage], run: BaseRunManager | None) -> tuple[list[BaseMessage], Watch]:
        """The messages for the provider, and who looks for the canary in what comes back."""
        messages = [sendable(message) for message in messages]
        if self.canary is None:
            return messages, UNWATCHED
        canary = self.canary.issue(uuid7() if run is None else run.run_id)
        return self.canary.marked(messages, canary), Watch(canary)

    def _inner_streams(self, *, asynchronous: bool) -> bool:
        model = type(self.inner)
        return model._stream is not BaseChatModel._stream or (
            asynchronous and model._astream is not BaseChatModel._astream
        )


for _hook in (RedactedHooks._generate, RedactedHooks._agenerate):
    # LangChain inspects the signature in every call, which takes longer than redacting an answer.
    setattr(_hook, "__signature__", inspect.signature(_hook))  # noqa: B010 -- mypy knows no such attribute of functions


def _redacted_result(walk: Walk, result: ChatResult) -> ChatResult:
    """A whole answer without what must not be seen; the same object when there is nothing."""
    generations = [walk.data(generation) for generation in result.generations]
    output = walk.frame(result.llm_output, None) if result.llm_output else result.llm_output
    if output is result.llm_output and all(map(operator.is_, generations, result.generations)):
        return result
    return result.model_copy(update={"generations": generations, "llm_output": output})


def _redacted(walk: StreamWalk, watch: Watch, chunk: ChatGenerationChunk) -> list[ChatGenerationChunk]:
    """What takes the place of a chunk; its metadata goes with the first."""
    info = walk.frame(without_logprobs(chunk.generation_info or {}), None) or None
    messages = walk.push(chunk.message)
    if getattr(chunk.message, "chunk_position", None) == "last":
        watch.finish()
    return [
        ChatGenerationChunk(message=message, generation_info=None if place else info)
        for place, message in enumerate(messages)
    ]


def _rest(walk: StreamWalk, watch: Watch) -> list[BaseMessageChunk]:
    """What is still held back, after the last look at the whole answer."""
    rest = list(walk.flush())
    watch.finish()
    return rest


def _answered(message: BaseMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])
