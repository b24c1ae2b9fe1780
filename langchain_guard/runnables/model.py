"""`GuardedChatModel`: a chat model whose callbacks, traces, events, cache and answers all see only clean text.

LangChain calls a model's `_generate` and `_stream` and then reports what comes back to callbacks, tracers,
`astream_events`, langgraph's message stream and the cache. This model calls the inner model's hooks in its own, and
redacts there: every observer above sees what the caller sees. The inner model's own public methods, and with them its
callbacks and cache, are not used.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, cast

from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import LLMResult
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool
from pydantic import ConfigDict, Field

from langchain_guard.exceptions import ConfigError, GuardError
from langchain_guard.findings import Decision
from langchain_guard.redaction.vault import VaultScope
from langchain_guard.runnables.boundary import RUN, SCOPE, Checked, CheckedMessages, as_chunk, own_run, swapped
from langchain_guard.runnables.configuration import readable_errors
from langchain_guard.runnables.described import DescribedModel
from langchain_guard.runnables.events import aemit_decision, emit_decision, refused
from langchain_guard.runnables.examination import is_refusal
from langchain_guard.runnables.redactor import OutputRedactorRunnable, holding
from langchain_guard.runnables.restorer import Restoration
from langchain_guard.runnables.run import aclosed, closed, off_loop

_LIFTED = ("callbacks", "tags", "metadata", "verbose", "cache", "rate_limiter", "output_version", "disable_streaming",
    "custom_get_token_ids", "profile")  # fmt: skip
"""Options of the inner model that LangChain reads from the outer one."""


class GuardedChatModel(DescribedModel):
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
        reversible: The `PseudonymizerRunnable` whose placeholders the provider gets in place of values; they come back
            in what `invoke`, `stream`, `batch` and their twins return, while callbacks, traces and the cache see
            placeholders. Each call must name its tenant and thread. Values that the model makes up in the arguments of
            tool calls are held as well, unless a `redactor` says otherwise.
        canary: True puts a secret token into the system prompt of each call and refuses an answer that gives it away,
            see `Canaries`.
        restores: Whether they come back; if not, the caller gets placeholders, too, as an agent's state should.
        **kwargs: What any chat model takes: `callbacks`, `tags`, `metadata`, `cache`, ...; the inner model's when not
            given.

    Raises:
        ConfigError: When `inner` is no chat model, or an option is unknown.
        InputBlocked, InvalidInput: When the guard refuses the input.
        OutputBlocked: When the redactor refuses the answer.

    >>> from langchain_core.language_models import FakeListChatModel
    >>> llm = FakeListChatModel(responses=["Write to bob@example.com"])
    >>> GuardedChatModel(llm).invoke("Whom do I write to?").content
    'Write to [REDACTED_EMAIL]'
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    restores: bool = Field(default=True, frozen=True)

    def __init__(self, inner: BaseChatModel, **kwargs: Any) -> None:
        if not isinstance(inner, BaseChatModel):
            message = (
                f"GuardedChatModel needs a chat model, not {type(inner).__name__}: guard the model first, then bind "
                "tools or configuration; a configurable init_chat_model(...) must be resolved to one model"
            )
            raise ConfigError(message, control="output_redactor")
        lifted = {name: getattr(inner, name) for name in _LIFTED if name not in kwargs}
        with readable_errors("output_redactor", type(self).model_fields):
            if (reversible := kwargs.get("reversible")) is not None:
                own = OutputRedactorRunnable(reversible=reversible, tool_args="pseudonymize")
                kwargs["redactor"] = holding(kwargs.get("redactor") or own, reversible)
            super().__init__(inner=inner, **lifted, **kwargs)

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
        structured = self.inner.with_structured_output(schema, **kwargs)
        if self.reversible is None or not self.restores:
            return swapped(structured, self.inner, self)
        # The parser has a run of its own, which must see placeholders, so it stands inside.
        inside = self.model_copy(update={"guard": None, "reversible": None})
        return self.reversible.wrap(swapped(structured, self.inner, inside), self.guard)

    # What goes in: checked, and its values hidden, before any callback sees it.

    def _convert_input(self, model_input: LanguageModelInput) -> PromptValue:
        if isinstance(model_input, Checked) or self._unchecked:
            return super()._convert_input(model_input)
        checked, decisions = self._check(model_input, None if self.reversible is None else self._scope(None))
        for decision in decisions:
            emit_decision(decision, own_run(self, None)[0])
        return checked

    @property
    def _unchecked(self) -> bool:
        """Whether nothing happens to what goes in, because that is done elsewhere, and no values are held."""
        return self.guard is None and self.reversible is None and self.redactor.reversible is None

    @property
    def _waits(self) -> bool:
        """Whether an event loop should not wait for what happens to the input."""
        return (
            (self.guard is not None and self.guard.waits)
            or (self.reversible is not None and self.reversible.waits)
            or self.redactor.waits
        )

    def _scope(self, config: RunnableConfig | None) -> VaultScope | None:
        """Whose call this is; None when no values are held."""
        return self.redactor.scope(config)

    def _check(self, model_input: LanguageModelInput, scope: VaultScope | None) -> tuple[PromptValue, list[Decision]]:
        prompt = super()._convert_input(model_input)
        if isinstance(prompt, Checked) or (self.guard is None and self.reversible is None):
            return prompt, []
        messages, judged = prompt.to_messages(), None
        hidden: Decision | None = None
        if self.guard is not None:
            messages, judged = self.guard.examine(messages)
        if self.reversible is not None and scope is not None:
            messages, hidden = self.reversible.hide(messages, scope)
        return Checked(messages=messages), [one for one in (judged, hidden) if one is not None]

    def _entered(
        self, model_input: LanguageModelInput, config: RunnableConfig, kwargs: dict[str, Any]
    ) -> tuple[PromptValue, list[Decision], Restoration | None]:
        """The input to go on with, what was decided about it, and who restores the answer."""
        if SCOPE in kwargs:  # LangChain's `stream` calls `invoke` when the model cannot stream
            return super()._convert_input(model_input), [], None
        scope = self._scope(config)
        checked, decisions = self._check(model_input, scope)
        if scope is None:
            return checked, decisions, None
        kwargs[SCOPE] = scope
        restoring = self.reversible if self.restores else None
        return checked, decisions, None if restoring is None else Restoration(restoring, scope)

    def _refusal(self, error: GuardError) -> AIMessage:
        """The refusal as an answer, or the error when it must be raised."""
        if self.guard is None:
            raise error
        return self.guard.reply(error)

    def generate(self, messages: list[list[BaseMessage]], *args: Any, **kwargs: Any) -> LLMResult:
        """Answer several inputs, checked; values stay placeholders here."""
        return super().generate(self._checked_lists(messages), *args, **kwargs)

    async def agenerate(self, messages: list[list[BaseMessage]], *args: Any, **kwargs: Any) -> LLMResult:
        """Answer several inputs, checked; values stay placeholders here."""
        fresh = any(not isinstance(batch, CheckedMessages) for batch in messages)
        checked = await off_loop(fresh and self._waits, self._checked_lists, messages)
        return await super().agenerate(checked, *args, **kwargs)

    def _checked_lists(self, batches: list[list[BaseMessage]]) -> list[list[BaseMessage]]:
        if self._unchecked:
            return batches
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
        if self._unchecked:
            return super().invoke(input, config, stop=stop, **kwargs)
        run, config = own_run(self, config)
        try:
            checked, decisions, restoration = self._entered(input, config, kwargs)
        except GuardError as error:
            emit_decision(refused(error), run)
            return self._refusal(error)
        for decision in decisions:
            emit_decision(decision, run)
        answer = super().invoke(checked, config, stop=stop, **kwargs)
        if restoration is None:
            return answer
        answer, done = restoration.value(answer)
        if done is not None:
            emit_decision(done, run)
        return answer

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
        if self._unchecked:
            return await super().ainvoke(input, config, stop=stop, **kwargs)
        run, config = own_run(self, config)
        try:
            checked, decisions, restoration = await off_loop(self._waits, self._entered, input, config, kwargs)
        except GuardError as error:
            await aemit_decision(refused(error), run)
            return self._refusal(error)
        for decision in decisions:
            await aemit_decision(decision, run)
        answer = await super().ainvoke(checked, config, stop=stop, **kwargs)
        if restoration is None:
            return answer
        # pyright cannot see that a generic method, passed as a value, gives back what it was given
        restored: tuple[AIMessage, Decision | None] = await off_loop(  # pyright: ignore[reportAssignmentType]
            self.redactor.waits, restoration.value, answer
        )
        if restored[1] is not None:
            await aemit_decision(restored[1], run)
        return restored[0]

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
            checked, decisions, restoration = self._entered(input, config, kwargs)
        except GuardError as error:
            emit_decision(refused(error), run)
            yield as_chunk(self._refusal(error))
            return
        for decision in decisions:
            emit_decision(decision, run)
        shown = None if restoration is None else restoration.stream()
        try:
            with closed(super().stream(checked, config, stop=stop, **{**kwargs, RUN: run})) as chunks:
                for chunk in chunks:
                    yield from (chunk,) if shown is None else shown.push(chunk)
            if shown is not None:
                yield from shown.flush()
        finally:  # a stream that breaks, or that nobody reads on, has revealed so far
            if shown is not None and shown.decision is not None:
                emit_decision(shown.decision, run)

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
        waits = self.redactor.waits
        try:
            checked, decisions, restoration = await off_loop(self._waits, self._entered, input, config, kwargs)
        except GuardError as error:
            await aemit_decision(refused(error), run)
            yield as_chunk(self._refusal(error))
            return
        for decision in decisions:
            await aemit_decision(decision, run)
        shown = None if restoration is None else restoration.stream()
        try:
            async with aclosed(super().astream(checked, config, stop=stop, **{**kwargs, RUN: run})) as chunks:
                async for chunk in chunks:
                    for one in (chunk,) if shown is None else await off_loop(waits, shown.push, chunk):
                        yield one
            if shown is not None:
                for one in await off_loop(waits, shown.flush):
                    yield one
        finally:  # as above
            if shown is not None and shown.decision is not None:
                await aemit_decision(shown.decision, run)
