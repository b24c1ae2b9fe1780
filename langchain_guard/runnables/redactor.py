"""`OutputRedactorRunnable`: nothing leaves a chain raw, streamed or whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import chain
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, BaseMessageChunk
from langchain_core.runnables import RunnableConfig

from langchain_guard.exceptions import GuardBlocked, OutputBlocked
from langchain_guard.findings import Action, Decision
from langchain_guard.runnables.configuration import readable_errors
from langchain_guard.runnables.events import aemit_decision, decided, emit_decision, refused, with_uninspected
from langchain_guard.runnables.messages import Walk
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.redaction_options import RedactionOptions
from langchain_guard.runnables.run import arun_once, arun_stream, off_loop, run_once, run_stream
from langchain_guard.runnables.streams import ValueStream


class OutputRedactorRunnable(RedactionOptions):
    """Redacts whatever comes out of a model or chain, on every surface, also while it streams.

    Put it last: `guard | llm | OutputRedactorRunnable()`. Text, message content and blocks, reasoning, tool calls,
    `additional_kwargs`, metadata, artifacts, dicts, lists, Documents and pydantic objects are covered; the sum of the
    streamed chunks is the redacted whole. What has no finding comes back unchanged; nothing is changed in place.
    Observers of the model itself (callbacks, traces, `astream_events`) see what the model said before this Runnable
    does: use `GuardedChatModel` where they must not.

    In a stream of lists or objects each is taken for a later version of the one before when it goes on where that
    ended. A parser that gives the items of a list one by one, as `CommaSeparatedListOutputParser` does, comes after
    the redactor. States and events of agents and graphs that hold messages are whole.

    `with_fallbacks` treats a blocked answer as a failure and asks the next model, and `with_retry` asks again; name the
    exceptions they may handle, or use `on_block="reply"`.

    Args:
        kinds: Kinds to redact, e.g. `["email", "credit_card"]`; None for all.
        locales: Restrict rules that belong to a country to these (`de`, `us`, ...); all when empty.
        strategy: `redact`, `mask`, `hash`, `remove`, `block`, `flag` or `pseudonymize`, see
            `langchain_guard.redaction.operators`.
        strategies: Another strategy for some kinds, e.g. `{"email": "mask"}`.
        extra: Your own patterns and detectors.
        allow_list: Texts that are never redacted.
        allow_patterns: Regular expressions of such texts.
        score_threshold: Least confidence of a finding, 0 to 1.
        hash_key: Key of the `hash` strategy.
        links: `balanced`, `strict` or `off`: what links and images may do, see `langchain_guard.detect.links`.
        allowed_hosts: Hosts that links and images may lead to.
        code: What is done about dangerous fenced code: `flag`, `sanitize` or `block`.
        terminal_controls: Whether control characters and terminal escapes are removed.
        html: `clean` makes safe HTML of the text of an answer (a string, and the text or refusal of an AI message):
            elements, attributes and targets that may, stay, all else is escaped or goes, see
            `langchain_guard.detect.markup.clean_html`. It is to be shown as it is, not as Markdown. Data, JSON, tool
            calls, reasoning and metadata are no HTML. A stream gives such a text at its end, in one piece, and is
            refused beyond `max_chars`. `judge` rewrites dangerous markup where it stands, as it streams.
        max_chars: Longest whole text in characters; a longer one is refused, never cut. Streams have no limit unless
            `html` is `clean`.
        tool_args: What happens to the arguments of tool calls. `redact`: the tool gets placeholders. `leave`: they pass
            as they are, on every surface where they stand. `block`: a finding in them refuses the answer.
            `pseudonymize`: real values are held in the vault of `reversible` and the tool gets placeholders, for which
            its rules may give it the values again. In all but `leave` live markup in them is rewritten, as in answers:
            an agent that writes HTML needs `leave`.
        reversible: The `PseudonymizerRunnable` that holds values, for `pseudonymize`; the call must name its thread,
            and placeholders are no findings.
        on_unknown: `block` refuses objects that cannot be inspected, `allow` passes and reports them.
        on_block: `raise` raises `OutputBlocked`; `reply` answers `refusal` in its place.
        refusal: The text for that.

    Raises:
        ConfigError: When the options do not fit together.
        OutputBlocked: When the policy blocks, or a value cannot be inspected.
        InputTooLarge: When a text is longer than `max_chars`.
        GuardUnavailable: When a detector of yours fails, or the vault does not answer.

    >>> OutputRedactorRunnable().invoke("Write to bob@example.com")
    'Write to [REDACTED_EMAIL]'
    >>> "".join(OutputRedactorRunnable().transform(iter(["Write to bob@exam", "ple.com", " soon"])))
    'Write to [REDACTED_EMAIL] soon'
    >>> OutputRedactorRunnable(html="clean").invoke("<b>fish & chips<script>1</script>")
    '<b>fish &amp; chips&nbsp;</b>'
    """

    def __init__(self, **options: Any) -> None:  # here, or type checkers would ask for the types that options end in
        with readable_errors("output_redactor", type(self).model_fields):
            super().__init__(**options)

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """Anything."""
        return Any

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """The same as the input."""
        return Any

    def decision(self, walk: Walk | ValueStream) -> Decision | None:
        """What was decided about a value that has been walked; None when nothing was found."""
        found = walk.found
        if not found and not walk.uninspected:
            return None
        edited = any(self.policy.strategy_for(finding.kind) != "flag" for finding in found)
        action = Action.SANITIZE if edited else Action.FLAG
        return with_uninspected(decided("output_redactor", action, found, stage="output"), walk.uninspected)

    def reply(self, value: Any, error: GuardBlocked) -> Any:
        """The refusal in the shape of `value`.

        Raises:
            GuardBlocked: `error`, when there is no such shape, or `on_block` is `raise`.
        """
        usage = value.usage_metadata if isinstance(value, AIMessage) else None
        if isinstance(error, OutputBlocked):
            error.usage_metadata = usage
        if self.on_block == "raise":
            raise error
        if isinstance(value, str):
            return self.refusal
        if not isinstance(value, BaseMessage):
            raise error
        metadata = {"finish_reason": "content_filter", "langchain_guard": {"blocked": list(error.rule_ids)}}
        if name := value.response_metadata.get("model_name"):
            metadata["model_name"] = name
        said: dict[str, Any] = {"content": self.refusal, "id": value.id, "response_metadata": metadata}
        if isinstance(value, BaseMessageChunk):
            return AIMessageChunk(**said, usage_metadata=usage, chunk_position="last")
        return AIMessage(**said, usage_metadata=usage)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Redact one value."""

        def step(manager: CallbackManagerForChainRun, child: RunnableConfig) -> Any:
            walk = self.walk(scope=self.scope(child))
            try:
                result = walk.answer(input)
            except GuardBlocked as error:
                emit_decision(refused(error), manager)
                return self.reply(input, error)
            if (decision := self.decision(walk)) is not None:
                emit_decision(decision, manager)
            return result

        return run_once(self, step, config)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Redact one value."""

        async def step(manager: AsyncCallbackManagerForChainRun, child: RunnableConfig) -> Any:
            walk = self.walk(scope=self.scope(child))
            try:
                result = await off_loop(self.waits, walk.answer, input)
            except GuardBlocked as error:
                await aemit_decision(refused(error), manager)
                return self.reply(input, error)
            if (decision := self.decision(walk)) is not None:
                await aemit_decision(decision, manager)
            return result

        return await arun_once(self, step, config)

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Redact a stream as it comes."""

        def step(chunks: Iterator[Any], manager: CallbackManagerForChainRun, child: RunnableConfig) -> Iterator[Any]:
            values, last, blocked = self._values(child), None, None
            try:
                for chunk in chain(chunks, [_END]):
                    last = last if chunk is _END else chunk
                    out, blocked = _attempt(values, chunk)
                    yield from out
                    if blocked is not None:
                        emit_decision(refused(blocked), manager)
                        yield self.reply(last, blocked)
                        return
            finally:  # a stream that breaks, or that nobody reads on, was redacted so far
                if blocked is None and (decision := self.decision(values)) is not None:
                    emit_decision(decision, manager)

        return run_stream(self, iter(input), step, config)

    def stream(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Redact one value."""
        return self.transform(iter([input]), config)

    def atransform(
        self, input: AsyncIterator[Any], config: RunnableConfig | None = None, **_: Any
    ) -> AsyncIterator[Any]:
        """Redact a stream as it comes."""

        async def step(
            chunks: AsyncIterator[Any], manager: AsyncCallbackManagerForChainRun, child: RunnableConfig
        ) -> AsyncIterator[Any]:
            values, last, blocked = self._values(child), None, None
            try:
                async for chunk in _ended(chunks):
                    last = last if chunk is _END else chunk
                    out, blocked = await off_loop(self.waits, _attempt, values, chunk)
                    for redacted in out:
                        yield redacted
                    if blocked is not None:
                        await aemit_decision(refused(blocked), manager)
                        yield self.reply(last, blocked)
                        return
            finally:  # as above
                if blocked is None and (decision := self.decision(values)) is not None:
                    await aemit_decision(decision, manager)

        return arun_stream(self, aiter(input), step, config)

    def astream(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Any]:
        """Redact one value."""

        async def once() -> AsyncIterator[Any]:
            yield input

        return self.atransform(once(), config)

    def _values(self, config: RunnableConfig) -> ValueStream:
        scope = self.scope(config)
        whole, stream = partial(self.walk, scope=scope), partial(self.stream_walk, scope=scope)
        text, answer = self.text_policy(scope), self.answer_policy(scope)
        return ValueStream(whole, stream, text.stream, answer.stream)


def holding(redactor: OutputRedactorRunnable, reversible: PseudonymizerRunnable | None) -> OutputRedactorRunnable:
    """The redactor with the vault of `reversible`, if it has none of its own: placeholders are no findings then."""
    if reversible is None or redactor.reversible is not None:
        return redactor
    return redactor.model_copy(update={"reversible": reversible})


_END: Any = object()


def _attempt(values: ValueStream, chunk: Any) -> tuple[list[Any], GuardBlocked | None]:
    """Take a chunk, or the end; give what to release, and the refusal if there is one."""
    try:
        return (values.flush() if chunk is _END else values.push(chunk)), None
    except GuardBlocked as error:
        return [], error


async def _ended(chunks: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for chunk in chunks:
        yield chunk
    yield _END
