"""`OutputRedactorRunnable`: nothing leaves a chain raw, streamed or whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from itertools import chain
from typing import Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, BaseMessageChunk
from langchain_core.runnables import RunnableConfig, RunnableSerializable
from pydantic import ConfigDict, Field, SecretStr, field_validator

from langchain_guard.exceptions import ConfigError, GuardBlocked, GuardError, OutputBlocked
from langchain_guard.findings import Action, Decision
from langchain_guard.redaction import RedactionPolicy
from langchain_guard.runnables.configuration import Fixed, readable_errors
from langchain_guard.runnables.events import aemit_decision, decided, emit_decision, refused
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import ToolArgs, Walk
from langchain_guard.runnables.run import arun_once, arun_stream, run_once, run_stream
from langchain_guard.runnables.streams import ValueStream
from langchain_guard.runnables.values import Values
from langchain_guard.runnables.watch import UNWATCHED, Watch

REFUSAL = "The answer was withheld because it holds something that must not be shown."
"""What `on_block="reply"` answers."""


class OutputRedactorRunnable(Fixed, RunnableSerializable[Any, Any]):
    """Redacts whatever comes out of a model or chain, on every surface, also while it streams.

    Put it last: `guard | llm | OutputRedactorRunnable()`. Text, message content and blocks, reasoning, tool calls,
    `additional_kwargs`, metadata, artifacts, dicts, lists, Documents and pydantic objects are covered; the sum of the
    streamed chunks is the redacted whole. What has no finding comes back unchanged; nothing is changed in place.
    Observers of the model itself (callbacks, traces, `astream_events`) see what the model said before this Runnable
    does: use `GuardedChatModel` where they must not.

    `with_fallbacks` treats a blocked answer as a failure and asks the next model, and `with_retry` asks again; name the
    exceptions they may handle, or use `on_block="reply"`.

    Args:
        kinds: Kinds to redact, e.g. `["email", "credit_card"]`; None for all.
        locales: Locales whose rules are used in addition, e.g. `["de"]`.
        strategy: `redact`, `mask`, `hash`, `remove`, `block` or `flag`, see `langchain_guard.redaction.operators`.
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
        max_chars: Longest whole text in characters; a longer one is refused, never cut. Streams have no limit.
        tool_args: What happens to the arguments of tool calls. `redact`: the tool gets placeholders. `leave`: they pass
            as they are, on every surface where they stand. `block`: a finding in them refuses the answer.
            `pseudonymize`: needs a vault.
        on_unknown: `block` refuses objects that cannot be inspected, `allow` passes and reports them.
        on_block: `raise` raises `OutputBlocked`; `reply` answers `refusal` in its place.
        refusal: The text for that.

    Raises:
        ConfigError: When the options do not fit together.
        OutputBlocked: When the policy blocks, or a value cannot be inspected.
        InputTooLarge: When a text is longer than `max_chars`.

    >>> OutputRedactorRunnable().invoke("Write to bob@example.com")
    'Write to [REDACTED_EMAIL]'
    >>> "".join(OutputRedactorRunnable().transform(iter(["Write to bob@exam", "ple.com", " soon"])))
    'Write to [REDACTED_EMAIL] soon'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    kinds: tuple[str, ...] | None = None
    locales: tuple[str, ...] = ()
    strategy: str = "redact"
    strategies: tuple[tuple[str, str], ...] = ()
    extra: tuple[Any, ...] = ()
    allow_list: tuple[str, ...] = ()
    allow_patterns: tuple[str, ...] = ()
    score_threshold: float = Field(default=0.0, ge=0, le=1)
    hash_key: SecretStr | None = None
    links: str = "balanced"
    allowed_hosts: tuple[str, ...] = ()
    code: Action = Action.FLAG
    terminal_controls: bool = False
    max_chars: int = Field(default=1_000_000, ge=1)
    tool_args: ToolArgs = "redact"
    on_unknown: Literal["block", "allow"] = "block"
    on_block: Literal["raise", "reply"] = "raise"
    refusal: str = REFUSAL

    @field_validator("strategies", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        return tuple(value.items()) if isinstance(value, Mapping) else value

    def __init__(self, **options: Any) -> None:
        with readable_errors("output_redactor"):
            super().__init__(**options)

    def model_post_init(self, context: Any, /) -> None:
        """Refuse a configuration that cannot work when it is written, not when it is used."""
        super().model_post_init(context)
        if self.tool_args == "pseudonymize":
            message = (
                'tool_args="pseudonymize" needs a vault, which this Runnable does not have yet: use "redact" or "leave"'
            )
            raise ConfigError(message)
        self.policy  # noqa: B018 -- builds it, and raises when it cannot be built

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """Whether LangChain may serialise this: yes, without the key."""
        return True

    @property
    def lc_secrets(self) -> dict[str, str]:
        """The key is not serialised, but read from the environment."""
        return {"hash_key": "LANGCHAIN_GUARD_HASH_KEY"}

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """Anything."""
        return Any

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """The same as the input."""
        return Any

    @property
    def policy(self) -> RedactionPolicy:
        """The policy these options make."""
        options = {name: getattr(self, name) for name in _POLICY_FIELDS}
        try:
            return _policy(**options)
        except TypeError:  # a detector of the user's that cannot be hashed
            return RedactionPolicy(**options)

    def walk(self, *, json_content: bool = False, watch: Watch = UNWATCHED) -> Walk:
        """A walk that redacts one whole value with this configuration."""
        policy = self.policy
        policies = watch.over(policy), watch.over(self._args_policy(policy))
        return Walk(*policies, json_content=json_content, other=Values(self._refuse))

    def stream_walk(self, *, json_content: bool = False, watch: Watch = UNWATCHED) -> StreamWalk:
        """A walk that redacts the chunks of one message with this configuration."""
        policy = self.policy
        policies = watch.over(policy), watch.over(self._args_policy(policy))
        return StreamWalk(*policies, json_content=json_content, other=Values(self._refuse))

    @property
    def _refuse(self) -> Callable[[str], GuardError] | None:
        return _unknown if self.on_unknown == "block" else None

    def _args_policy(self, policy: RedactionPolicy) -> RedactionPolicy | None:
        if self.tool_args == "leave":
            return None
        return replace(policy, strategy="block", strategies=()) if self.tool_args == "block" else policy

    def decision(self, walk: Walk | ValueStream) -> Decision | None:
        """What was decided about a value that has been walked; None when nothing was found."""
        if not walk.findings and not walk.uninspected:
            return None
        edited = any(self.policy.strategy_for(finding.kind) != "flag" for finding in walk.findings)
        action = Action.SANITIZE if edited else Action.FLAG
        decision = decided("output_redactor", action, walk.findings, stage="output")
        if walk.uninspected:
            decision = replace(decision, counts=(*decision.counts, ("uninspected", walk.uninspected)))
        return decision

    def reply(self, value: Any, error: GuardBlocked) -> Any:
        """The refusal in the shape of `value`.

        Raises:
            GuardBlocked: `error`, when there is no such shape, or `on_block` is `raise`.
        """
        if self.on_block == "raise":
            raise error
        if isinstance(value, str):
            return self.refusal
        if not isinstance(value, BaseMessage):
            raise error
        metadata = {"finish_reason": "content_filter", "langchain_guard": {"blocked": list(error.rule_ids)}}
        if isinstance(value, BaseMessageChunk):
            return AIMessageChunk(content=self.refusal, id=value.id, response_metadata=metadata, chunk_position="last")
        return AIMessage(content=self.refusal, id=value.id, response_metadata=metadata)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Redact one value."""

        def step(manager: CallbackManagerForChainRun, _: RunnableConfig) -> Any:
            walk = self.walk()
            try:
                result = walk.data(input)
            except GuardBlocked as error:
                emit_decision(refused(error), manager)
                return self.reply(input, error)
            if (decision := self.decision(walk)) is not None:
                emit_decision(decision, manager)
            return result

        return run_once(self, step, config)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:
        """Redact one value."""

        async def step(manager: AsyncCallbackManagerForChainRun, _: RunnableConfig) -> Any:
            walk = self.walk()
            try:
                result = walk.data(input)
            except GuardBlocked as error:
                await aemit_decision(refused(error), manager)
                return self.reply(input, error)
            if (decision := self.decision(walk)) is not None:
                await aemit_decision(decision, manager)
            return result

        return await arun_once(self, step, config)

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **_: Any) -> Iterator[Any]:
        """Redact a stream as it comes."""

        def step(chunks: Iterator[Any], manager: CallbackManagerForChainRun, _: RunnableConfig) -> Iterator[Any]:
            values, last = self._values(), None
            for chunk in chain(chunks, [_END]):
                last = last if chunk is _END else chunk
                out, blocked = _attempt(values, chunk)
                yield from out
                if blocked is not None:
                    emit_decision(refused(blocked), manager)
                    yield self.reply(last, blocked)
                    return
            if (decision := self.decision(values)) is not None:
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
            chunks: AsyncIterator[Any], manager: AsyncCallbackManagerForChainRun, _: RunnableConfig
        ) -> AsyncIterator[Any]:
            values, last = self._values(), None
            async for chunk in _ended(chunks):
                last = last if chunk is _END else chunk
                out, blocked = _attempt(values, chunk)
                for redacted in out:
                    yield redacted
                if blocked is not None:
                    await aemit_decision(refused(blocked), manager)
                    yield self.reply(last, blocked)
                    return
            if (decision := self.decision(values)) is not None:
                await aemit_decision(decision, manager)

        return arun_stream(self, aiter(input), step, config)

    def astream(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Any]:
        """Redact one value."""

        async def once() -> AsyncIterator[Any]:
            yield input

        return self.atransform(once(), config)

    def _values(self) -> ValueStream:
        return ValueStream(self.walk, self.stream_walk, self.policy.stream)


def _unknown(kind: str) -> OutputBlocked:
    message = (
        f"cannot inspect a value of type {kind}; return text, messages, data or pydantic objects, or set "
        'on_unknown="allow"'
    )
    return OutputBlocked(message, control="output_redactor", rule_ids=("shape.unknown",), stage="output")


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


_POLICY_FIELDS = tuple(field.name for field in fields(RedactionPolicy))
_policy = lru_cache(maxsize=256)(RedactionPolicy)
