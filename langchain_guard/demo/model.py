"""`DemoChatModel`: a chat model for demonstrations, notebooks and tests. It does not think; it recites."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

UNKNOWN = "This is the demo model. It is not an AI: it recites answers to the prompts it was given, and has none here."

_PIECE = re.compile(r"\s*\S{1,4}|\s+\Z")
"""What is streamed at a time: up to four characters, as providers stream tokens, so that a secret is always cut."""


class DemoChatModel(BaseChatModel):
    """A real `BaseChatModel` that streams scripted answers. For demonstrations only: there is no model behind it.

    Args:
        answers: What to answer when the last message contains a key, as text or as a whole message (with tool calls,
            for agents). The first key that is contained wins; an empty key matches everything.
        model: Name shown in traces and in the audit trail.
        delay: Seconds between streamed pieces, so that a person can watch.

    >>> llm = DemoChatModel(answers={"capital of France": "Paris."})
    >>> llm.invoke("What is the capital of France?").content
    'Paris.'
    """

    answers: Mapping[str, str | AIMessage] = Field(default_factory=dict)
    model: str = "demo"
    delay: float = Field(default=0.0, ge=0, le=5)

    @property
    def _llm_type(self) -> str:
        return "langchain-guard-demo"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Accept tools as other models do; which are called is part of the script."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _answer(self, messages: list[BaseMessage], stop: list[str] | None) -> AIMessage:
        asked = messages[-1].text
        answer = next((answer for key, answer in self.answers.items() if key in asked), UNKNOWN)
        message = AIMessage(answer) if isinstance(answer, str) else answer
        text = str(message.text)
        for word in stop or ():
            text = text.partition(word)[0]
        given = max(1, sum(len(message.text) for message in messages) // 4)
        made = max(1, len(_PIECE.findall(text)) + len(message.tool_calls))
        usage = UsageMetadata(input_tokens=given, output_tokens=made, total_tokens=given + made)
        metadata = {"model_name": self.model, "finish_reason": "tool_calls" if message.tool_calls else "stop"}
        return AIMessage(text, tool_calls=message.tool_calls, usage_metadata=usage, response_metadata=metadata)

    def _pieces(self, message: AIMessage) -> Iterator[AIMessageChunk]:
        for piece in _PIECE.findall(message.text):
            yield AIMessageChunk(content=piece)
        for index, call in enumerate(message.tool_calls):
            args = json.dumps(call["args"])
            yield AIMessageChunk(
                content="", tool_call_chunks=[tool_call_chunk(name=call["name"], args="", id=call["id"], index=index)]
            )
            for start in range(0, len(args), 4):
                part = tool_call_chunk(name=None, args=args[start : start + 4], id=None, index=index)
                yield AIMessageChunk(content="", tool_call_chunks=[part])
        yield AIMessageChunk(
            content="",
            usage_metadata=message.usage_metadata,
            response_metadata=message.response_metadata,
            chunk_position="last",
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 -- LangChain's signature
        **_: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._answer(messages, stop))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self._pieces(self._answer(messages, stop)):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager is not None:
                run_manager.on_llm_new_token(piece.text, chunk=chunk)
            yield chunk
            if self.delay:
                time.sleep(self.delay)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for piece in self._pieces(self._answer(messages, stop)):
            chunk = ChatGenerationChunk(message=piece)
            if run_manager is not None:
                await run_manager.on_llm_new_token(piece.text, chunk=chunk)
            yield chunk
            if self.delay:
                await asyncio.sleep(self.delay)
