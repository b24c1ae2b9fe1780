"""What comes out of a guarded model: the provider hooks of LangChain, redacted before anything else sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from langchain_guard.exceptions import GuardBlocked
from langchain_guard.runnables.boundary import JSON_OPTIONS, RUN, acleanly, as_chunk, cleanly
from langchain_guard.runnables.events import aemit_decision, emit_decision, refused
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import without_logprobs
from langchain_guard.runnables.redactor import OutputRedactorRunnable
from langchain_guard.runnables.run import aclosed, closed


class RedactedHooks(BaseChatModel):
    """A chat model whose provider hooks are those of another model, redacted.

    Args:
        inner: The other model.
        redactor: Redacts what it answers.
    """

    inner: BaseChatModel = Field(frozen=True)
    redactor: OutputRedactorRunnable = Field(default_factory=OutputRedactorRunnable, frozen=True)

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
        walk = self.redactor.walk(json_content=not JSON_OPTIONS.isdisjoint(kwargs))

        def once() -> Iterator[ChatResult]:
            yield self.inner._generate_with_cache(messages, stop=stop, run_manager=None, **kwargs)

        (result,) = cleanly(once(), walk)
        try:
            result = walk.data(result)
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
        walk = self.redactor.walk(json_content=not JSON_OPTIONS.isdisjoint(kwargs))

        async def once() -> AsyncIterator[ChatResult]:
            yield await self.inner._agenerate_with_cache(messages, stop=stop, run_manager=None, **kwargs)

        (result,) = [result async for result in acleanly(once(), walk)]
        try:
            result = walk.data(result)
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
        walk = self.redactor.stream_walk(json_content=not JSON_OPTIONS.isdisjoint(kwargs))
        message: BaseMessage = AIMessageChunk(content="")
        with closed(iter(self.inner._stream(messages, stop=stop, **kwargs))) as raw:
            try:
                for chunk in cleanly(raw, walk):
                    message = chunk.message
                    yield from _redacted(walk, chunk)
                for tail in walk.flush():
                    yield ChatGenerationChunk(message=tail)
            except GuardBlocked as error:
                emit_decision(refused(error), run)
                yield ChatGenerationChunk(message=self.redactor.reply(message, error))
                return
        if (decision := self.redactor.decision(walk)) is not None:
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
        walk = self.redactor.stream_walk(json_content=not JSON_OPTIONS.isdisjoint(kwargs))
        message: BaseMessage = AIMessageChunk(content="")
        async with aclosed(aiter(self.inner._astream(messages, stop=stop, **kwargs))) as raw:
            try:
                async for chunk in acleanly(raw, walk):
                    message = chunk.message
                    for redacted in _redacted(walk, chunk):
                        yield redacted
                for tail in walk.flush():
                    yield ChatGenerationChunk(message=tail)
            except GuardBlocked as error:
                await aemit_decision(refused(error), run)
                yield ChatGenerationChunk(message=self.redactor.reply(message, error))
                return
        if (decision := self.redactor.decision(walk)) is not None:
            await aemit_decision(decision, run)

    def _inner_streams(self, *, asynchronous: bool) -> bool:
        model = type(self.inner)
        return model._stream is not BaseChatModel._stream or (
            asynchronous and model._astream is not BaseChatModel._astream
        )


def _redacted(walk: StreamWalk, chunk: ChatGenerationChunk) -> Iterator[ChatGenerationChunk]:
    """What takes the place of a chunk; its metadata goes with the first."""
    info = walk.frame(without_logprobs(chunk.generation_info or {}), None) or None
    for message in walk.push(chunk.message):
        yield ChatGenerationChunk(message=message, generation_info=info)
        info = None


def _answered(message: BaseMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])
