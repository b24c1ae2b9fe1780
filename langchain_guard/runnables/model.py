"""`GuardedChatModel`: a chat model whose callbacks, traces, events, cache and answers all see only clean text.

LangChain calls a model's `_generate` and `_stream` and then reports what comes back to callbacks, tracers,
`astream_events`, langgraph's message stream and the cache. This model calls the inner model's hooks in its own, and
redacts there: every observer above sees what the caller sees. The inner model's own public methods, and with them its
callbacks and cache, are not used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, cast

from langchain_core.callbacks import (
    AsyncCallbackManagerForLLMRun,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models import LangSmithParams, LanguageModelInput, ModelProfile
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import LLMResult
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from pydantic import ConfigDict, Field

from langchain_guard.exceptions import ConfigError, GuardError
from langchain_guard.findings import Decision
from langchain_guard.runnables.boundary import (
    RUN,
    Checked,
    CheckedMessages,
    as_chunk,
    bare,
    fingerprint,
    own_run,
    swapped,
    without_run,
)
from langchain_guard.runnables.configuration import readable_errors
from langchain_guard.runnables.events import aemit_decision, emit_decision, refused
from langchain_guard.runnables.examination import is_refusal
from langchain_guard.runnables.guard import InputGuardRunnable
from langchain_guard.runnables.hooks import RedactedHooks
from langchain_guard.runnables.run import aclosed

_LIFTED = ("callbacks", "tags", "metadata", "verbose", "cache", "rate_limiter", "output_version", "disable_streaming",
    "custom_get_token_ids", "profile")  # fmt: skip
"""Options of the inner model that LangChain reads from the outer one."""


class GuardedChatModel(RedactedHooks):
    """A chat model around any chat model: guards what goes in, redacts what comes out, at the model's own boundary.

    Use it wherever a chat model goes: in a chain, in `create_agent(model=...)`, in a langgraph node. `bind_tools`,
    `with_structured_output`, streaming, usage, caching and tracing metadata work as with the inner model. What a tool
    receives is redacted, too, unless the redactor's `tool_args` says otherwise; structured output is redacted inside
    its values, so a field that only accepts a mail address may fail to validate.

    A blocked input or answer raises: see `InputGuardRunnable` on fallbacks and retries. Since the guard is part of the
    model, a fallback to another `GuardedChatModel` is guarded as well.

    Args:
        inner: The model to guard: a chat model itself, before `bind_tools` or `with_config`.
        guard: Checks the input before any callback sees it; None when that is done elsewhere.
        redactor: Redacts the answers.
        **kwargs: What any chat model takes: `callbacks`, `tags`, `metadata`, `cache`, ...; the inner model's when not
            given.

    Raises:
        ConfigError: When `inner` is no chat model.
        InputBlocked, InvalidInput: When the guard refuses the input.
        OutputBlocked: When the redactor refuses the answer.

    >>> from langchain_core.language_models import FakeListChatModel
    >>> llm = FakeListChatModel(responses=["Write to bob@example.com"])
    >>> GuardedChatModel(llm).invoke("Whom do I write to?").content
    'Write to [REDACTED_EMAIL]'
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, hide_input_in_errors=True)

    guard: InputGuardRunnable | None = Field(default_factory=InputGuardRunnable, frozen=True)

    def __init__(self, inner: BaseChatModel, **kwargs: Any) -> None:
        if not isinstance(inner, BaseChatModel):
            message = (
                f"GuardedChatModel needs a chat model, not {type(inner).__name__}: guard the model first, then bind "
                "tools or configuration; a configurable init_chat_model(...) must be resolved to one model"
            )
            raise ConfigError(message, control="output_redactor")
        lifted = {name: getattr(inner, name) for name in _LIFTED if name not in kwargs}
        with readable_errors("output_redactor"):
            super().__init__(inner=bare(inner), **lifted, **kwargs)

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain may serialise this: no, its loader would have to build the model without our checks."""
        return False

    # What LangChain asks a model about itself.

    @property
    def _llm_type(self) -> str:
        return f"guarded-{self.inner._llm_type}"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {**self.inner._identifying_params, "langchain_guard": fingerprint(self.guard, self.redactor)}

    @property
    def model_name(self) -> str | None:
        """The inner model's name, which agents use to choose a strategy for structured output."""
        name = getattr(self.inner, "model_name", None) or getattr(self.inner, "model", None)
        return name if isinstance(name, str) else None

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return self.inner._get_ls_params(stop=stop, **without_run(kwargs))

    def _get_invocation_params(self, stop: list[str] | None = None, **kwargs: Any) -> dict[str, Any]:
        params = self.inner._get_invocation_params(stop=stop, **without_run(kwargs))
        return {**params, "langchain_guard": fingerprint(self.guard, self.redactor)}

    def _get_llm_string(self, stop: list[str] | None = None, **kwargs: Any) -> str:
        inner = self.inner._get_llm_string(stop=stop, **without_run(kwargs))
        return f"{inner}---langchain_guard:{fingerprint(self.guard, self.redactor)}"

    def _resolve_model_profile(self) -> ModelProfile | None:
        return self.inner.profile

    def _combine_llm_outputs(self, llm_outputs: list[dict[str, Any] | None], /) -> dict[str, Any]:
        return self.inner._combine_llm_outputs(llm_outputs)

    def get_token_ids(self, text: str) -> list[int]:
        """The inner model's tokens."""
        return self.inner.get_token_ids(text)

    def get_num_tokens_from_messages(self, messages: list[BaseMessage], tools: Sequence[Any] | None = None) -> int:
        """The inner model's count."""
        return self.inner.get_num_tokens_from_messages(messages, tools)

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools as the inner model does, guarded."""
        bound: Runnable[LanguageModelInput, AIMessage] = swapped(
            self.inner.bind_tools(tools, **kwargs), self.inner, self
        )
        return bound

    def with_structured_output(self, schema: dict[str, Any] | type, **kwargs: Any) -> Runnable[Any, Any]:
        """Give structured output as the inner model does, guarded."""
        return swapped(self.inner.with_structured_output(schema, **kwargs), self.inner, self)

    def _should_stream(
        self,
        *,
        async_api: bool,
        run_manager: CallbackManagerForLLMRun | AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> bool:
        return self.inner._should_stream(async_api=async_api, run_manager=run_manager, **without_run(kwargs))

    def _should_use_protocol_streaming(
        self,
        *,
        async_api: bool,
        run_manager: CallbackManagerForLLMRun | AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> bool:
        return self.inner._should_use_protocol_streaming(
            async_api=async_api, run_manager=run_manager, **without_run(kwargs)
        )

    # What goes in: checked before any callback sees it.

    def _convert_input(self, model_input: LanguageModelInput) -> PromptValue:
        if isinstance(model_input, Checked):
            return model_input
        checked, decision = self._check(model_input)
        if decision is not None:
            emit_decision(decision, own_run(self, None)[0])
        return checked

    def _check(self, model_input: LanguageModelInput) -> tuple[PromptValue, Decision | None]:
        prompt = super()._convert_input(model_input)
        if self.guard is None or isinstance(prompt, Checked):
            return prompt, None
        messages, decision = self.guard.examine(prompt.to_messages())
        return Checked(messages=messages), decision

    def _refusal(self, error: GuardError) -> AIMessage:
        """The refusal as an answer, or the error when it must be raised."""
        if self.guard is None:
            raise error
        return self.guard.reply(error)

    def generate(self, messages: list[list[BaseMessage]], *args: Any, **kwargs: Any) -> LLMResult:
        """Answer several inputs, checked."""
        return super().generate(self._checked_lists(messages), *args, **kwargs)

    async def agenerate(self, messages: list[list[BaseMessage]], *args: Any, **kwargs: Any) -> LLMResult:
        """Answer several inputs, checked."""
        return await super().agenerate(self._checked_lists(messages), *args, **kwargs)

    def _checked_lists(self, batches: list[list[BaseMessage]]) -> list[list[BaseMessage]]:
        return [
            batch if isinstance(batch, CheckedMessages) else self._convert_input(batch).to_messages()
            for batch in batches
        ]

    def invoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Answer one input."""
        if is_refusal(input):
            return cast("AIMessage", input)
        run, config = own_run(self, config)
        try:
            checked, decision = self._check(input)
        except GuardError as error:
            emit_decision(refused(error), run)
            return self._refusal(error)
        if decision is not None:
            emit_decision(decision, run)
        return super().invoke(checked, config, stop=stop, **kwargs)

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Answer one input."""
        if is_refusal(input):
            return cast("AIMessage", input)
        run, config = own_run(self, config)
        try:
            checked, decision = self._check(input)
        except GuardError as error:
            await aemit_decision(refused(error), run)
            return self._refusal(error)
        if decision is not None:
            await aemit_decision(decision, run)
        return await super().ainvoke(checked, config, stop=stop, **kwargs)

    def stream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> Iterator[AIMessageChunk]:
        """Stream the answer to one input, redacted as it comes."""
        if is_refusal(input):
            yield as_chunk(cast("AIMessage", input))
            return
        run, config = own_run(self, config)
        try:
            checked, decision = self._check(input)
        except GuardError as error:
            emit_decision(refused(error), run)
            yield as_chunk(self._refusal(error))
            return
        if decision is not None:
            emit_decision(decision, run)
        yield from super().stream(checked, config, stop=stop, **{**kwargs, RUN: run})

    async def astream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[AIMessageChunk]:
        """Stream the answer to one input, redacted as it comes."""
        if is_refusal(input):
            yield as_chunk(cast("AIMessage", input))
            return
        run, config = own_run(self, config)
        try:
            checked, decision = self._check(input)
        except GuardError as error:
            await aemit_decision(refused(error), run)
            yield as_chunk(self._refusal(error))
            return
        if decision is not None:
            await aemit_decision(decision, run)
        async with aclosed(super().astream(checked, config, stop=stop, **{**kwargs, RUN: run})) as chunks:
            async for chunk in chunks:
                yield chunk
