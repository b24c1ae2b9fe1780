"""`limiter.wrap(llm)`: reserves before the call, settles after it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Self

from langchain_core.language_models import BaseLanguageModel, BaseLLM
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config
from langchain_core.runnables.base import RunnableBindingBase
from langchain_core.runnables.config import merge_configs
from pydantic import ConfigDict

from langchain_guard.exceptions import GuardUnavailable, InputBlocked, RateLimitExceeded
from langchain_guard.limit.notation import Unit
from langchain_guard.limit.store import Charge, Lease
from langchain_guard.runnables.around import Around
from langchain_guard.runnables.configuration import Fixed
from langchain_guard.runnables.limiter import RateLimitRunnable
from langchain_guard.runnables.refusal import atell, degraded, refused, tell
from langchain_guard.runnables.run import aclosed
from langchain_guard.runnables.usage import UsageMeter


@dataclass(frozen=True, slots=True)
class _Call:
    """A call under way: what was reserved for it, and what is seen of it."""

    config: RunnableConfig
    model: str
    lease: Lease
    meter: UsageMeter

    @property
    def inner(self) -> RunnableConfig:
        """The config for the wrapped runnable."""
        return merge_configs(self.config, {"callbacks": [self.meter]})


class LimitedRunnable(Fixed, Around):
    """A model or chain under the budgets of a `RateLimitRunnable`; made by its `wrap`.

    A call reserves its estimated input and the model's `max_tokens`, and holds a concurrency slot. What the provider
    reports replaces the reservation: exactly where it reports usage, by the estimate of what was produced where it does
    not (streams closed early, streams without usage). Answers from LangChain's cache and calls that failed before an
    answer are given back; an input that a guard blocks counts as a request and uses no tokens. Every model run below
    counts, so retries and fallbacks inside are charged as they happen. A call that succeeds without any keeps its
    reservation: a chain that calls its model without the `RunnableConfig` it was given, e.g. in a thread of its own,
    cannot be told from one that asks no model.

    It keeps no run of its own in traces: the wrapped runnable's run stands for it. A refusal appears as a failed run of
    the limiter.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    limiter: RateLimitRunnable

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """The wrapped runnable's name, unless this has one."""
        return super().get_name(suffix, name=name) if name or self.name else self.bound.get_name(suffix)

    def with_structured_output(self, schema: Any, **kwargs: Any) -> Self:
        """The same limits around the model with structured output."""
        bound = self.bound.with_structured_output(schema, **kwargs)  # type: ignore[attr-defined]  # a chat model has it
        return self.model_copy(update={"bound": bound})

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Reserve, call, settle.

        Raises:
            RateLimitExceeded: A budget is spent; nothing was booked and the model was not called.
        """
        call = self._reserve(input, ensure_config(config), kwargs)
        try:
            self._granted(call)
            answer = self.bound.invoke(input, call.inner, **kwargs)
        except BaseException as error:  # whatever ends the call, it is settled and the error goes on
            self._settle(call, error)
            raise
        self._settle(call, None)
        return answer

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """`invoke`, without blocking the event loop."""
        call = await self._areserve(input, ensure_config(config), kwargs)
        try:
            await self._agranted(call)
            answer = await self.bound.ainvoke(input, call.inner, **kwargs)
        except BaseException as error:  # whatever ends the call, it is settled and the error goes on
            await self._asettle(call, error)
            raise
        await self._asettle(call, None)
        return answer

    def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Reserve, stream, settle; when the consumer stops early, by what was produced."""
        call = self._reserve(input, ensure_config(config), kwargs)
        try:
            self._granted(call)
            yield from self.bound.stream(input, call.inner, **kwargs)
        except BaseException as error:  # whatever ends the call, it is settled and the error goes on
            self._settle(call, error)
            raise
        self._settle(call, None)

    async def astream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Any]:
        """`stream`, without blocking the event loop."""
        call = await self._areserve(input, ensure_config(config), kwargs)
        try:
            await self._agranted(call)
            async with aclosed(self.bound.astream(input, call.inner, **kwargs)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except BaseException as error:  # whatever ends the call, it is settled and the error goes on
            await self._asettle(call, error)
            raise
        await self._asettle(call, None)

    def _charges(self, value: Any, config: RunnableConfig, kwargs: dict[str, Any]) -> tuple[tuple[Charge, ...], str]:
        options = model_options(self.bound, kwargs)
        model = str(self.limiter.model or options.get("model") or "")
        who = self.limiter.who(config) | {"model": model}
        return self.limiter.gate.charges(who, self.limiter.tally.booked(value, options)), model

    def _reserve(self, value: Any, config: RunnableConfig, kwargs: dict[str, Any]) -> _Call:
        charges, model = self._charges(value, config, kwargs)
        try:
            lease = self.limiter.gate.admit(charges)
        except (RateLimitExceeded, GuardUnavailable) as error:
            tell(self.limiter, config, refused(error), error)
            raise
        return _Call(config, model, lease, UsageMeter())

    async def _areserve(self, value: Any, config: RunnableConfig, kwargs: dict[str, Any]) -> _Call:
        charges, model = self._charges(value, config, kwargs)
        try:
            lease = await self.limiter.gate.aadmit(charges)
        except (RateLimitExceeded, GuardUnavailable) as error:
            await atell(self.limiter, config, refused(error), error)
            raise
        return _Call(config, model, lease, UsageMeter())

    def _granted(self, call: _Call) -> None:
        """Say so when the store was down; may raise, so it comes after what settles the call."""
        if call.lease.degraded:
            tell(self.limiter, call.config, degraded(f"backend_{call.lease.degraded}"))

    async def _agranted(self, call: _Call) -> None:
        if call.lease.degraded:
            await atell(self.limiter, call.config, degraded(f"backend_{call.lease.degraded}"))

    def _used(self, call: _Call, error: BaseException | None) -> dict[Unit, int]:
        # a completion model tells of every run, and of none when its cache has answered
        asked = error is None and not call.meter.blocked and not _completes(self.bound)
        used = self.limiter.tally.used(call.meter.calls.values(), call.model, asked=asked)
        if call.meter.blocked or isinstance(error, InputBlocked):  # else attempts at the guard would be free
            used["requests"] = max(1, used.get("requests", 0))
        return used

    def _settle(self, call: _Call, error: BaseException | None) -> None:
        used = self._used(call, error)
        if not self.limiter.gate.settle(call.lease, used):
            tell(self.limiter, call.config, degraded("settlement_lost"))
        if call.meter.blocked or isinstance(error, InputBlocked):
            self.limiter.strike(call.config)

    async def _asettle(self, call: _Call, error: BaseException | None) -> None:
        used = self._used(call, error)
        if not await self.limiter.gate.asettle(call.lease, used):
            await atell(self.limiter, call.config, degraded("settlement_lost"))
        if call.meter.blocked or isinstance(error, InputBlocked):
            await self.limiter.astrike(call.config)


def model_options(runnable: Any, called_with: dict[str, Any]) -> dict[str, Any]:
    """What is known of the model inside a runnable: `model`, `max_tokens`, `n`, `tools`.

    Args:
        runnable: A model, or a binding, sequence, fallback or guard around one; the first model found counts, and for
            what it does not say the model inside of it.
        called_with: The keyword arguments of the call, which come before what is bound.
    """
    options: dict[str, Any] = {}
    for part in _parts(runnable, 8):
        bound = getattr(part, "kwargs", None)
        if isinstance(bound, dict):
            options = {**bound, **options}
        if isinstance(part, BaseLanguageModel):
            for name, attributes in _ATTRIBUTES.items():
                found = next((value for one in attributes if (value := getattr(part, one, None))), None)
                options[name] = options.get(name) or found
            if not isinstance(getattr(part, "inner", None), BaseLanguageModel):
                break
    options = {**options, **called_with}
    limit = next((options[one] for one in _ATTRIBUTES["max_tokens"] if options.get(one)), None)
    return {**options, "max_tokens": limit}


def _completes(runnable: Any) -> bool:
    """Whether it is a completion model, perhaps with arguments bound to it."""
    while isinstance(runnable, RunnableBindingBase):
        runnable = runnable.bound
    return isinstance(runnable, BaseLLM)


_ATTRIBUTES = {
    "model": ("model_name", "model", "model_id"),
    "max_tokens": ("max_completion_tokens", "max_tokens", "max_output_tokens", "num_predict"),
    "n": ("n",),
}
"""How the providers' classes name the same thing."""


def _parts(runnable: Any, depth: int) -> Iterator[Any]:
    """The runnable and what it is built of, outermost first."""
    if not isinstance(runnable, Runnable) or not depth:
        return
    yield runnable
    for name in ("bound", "runnable", "inner", "default"):
        yield from _parts(getattr(runnable, name, None), depth - 1)
    for step in getattr(runnable, "steps", None) or ():
        yield from _parts(step, depth - 1)
