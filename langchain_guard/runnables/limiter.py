"""`RateLimitRunnable`: requests, tokens, money and concurrency per user, tenant, model or in total.

As a step, `limiter | guard | llm`, it books every call before the model sees it. Around a model or chain,
`limiter.wrap(llm)`, it also settles: what was reserved is replaced by what the provider reports. As a model's own
`rate_limiter=limiter.as_rate_limiter()` it limits requests to the provider.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import BaseRunManager
from langchain_core.rate_limiters import BaseRateLimiter
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config

from langchain_guard.exceptions import InvalidInput
from langchain_guard.limit.backends import MEMORY
from langchain_guard.limit.store import Charge, Usage
from langchain_guard.runnables.around import check_bound
from langchain_guard.runnables.configuration import readable_errors
from langchain_guard.runnables.events import aemit_decision, emit_decision
from langchain_guard.runnables.identity import Identity, identity
from langchain_guard.runnables.limit_options import LimitOptions
from langchain_guard.runnables.refusal import LOCKED_OUT, areporting, atell, degraded, reporting, tell
from langchain_guard.runnables.run import arun_once, run_once, withheld

if TYPE_CHECKING:
    from langchain_guard.runnables.limited import LimitedRunnable


class RateLimitRunnable(LimitOptions):
    """Lets a call pass when all its budgets allow it, else raises `RateLimitExceeded`; the input is never changed.

    All limits are checked as one atomic decision, all or nothing: a refused call consumes nothing. The configuration
    is frozen, picklable, and out of reach of the `RunnableConfig`. Copies share their budgets; with a Redis
    `storage_uri`, so do processes.

    Args:
        limits: Limits in the notation of `limits`, extended: `10/minute`, `200 per day`, `50000 tokens/minute`,
            `20000 output tokens/hour`, `5 USD/day`, `4 concurrent`, each optionally for a scope: `tenant: 500/hour`,
            `model: 90000 tokens/minute`, `global: 100 USD/day`. Without a scope a limit is per user when `key` is
            given, else for all calls together.
        tokens_per_minute: Short for `N tokens/minute`.
        input_tokens_per_minute: Short for `N input tokens/minute`.
        output_tokens_per_minute: Short for `N output tokens/minute`.
        tokens_per_day: Short for `N tokens/day`.
        cost_per_day: Short for a money limit: `5 USD`.
        max_concurrency: Short for `N concurrent`; needs `wrap`, since a step cannot see a call end.
        key: Who the user is: `configurable.NAME`, `metadata.NAME`, or a function of the `RunnableConfig`, such as
            `by_context(variable)` of `langchain_guard.runnables.identity`.
        keys: The same for other scopes, by scope.
        on_missing_key: What happens to a call without identity: `refuse`, or let all of them share one budget.
        storage_uri: `memory://` (this process), `redis://`, `rediss://`, `redis+sentinel://`, `redis+cluster://`,
            `valkey://`. Redis needs the extra `redis`.
        namespace: Limiters of one namespace and storage share budgets. By default each limiter in memory has its own
            (its copies share it), and all limiters on one Redis share.
        key_secret: Makes the budget keys in the store unguessable.
        on_backend_error: When the store is down: `closed` refuses, `open` admits, `memory` counts in this process.
        wait: Wait in line, first come first served per user, instead of refusing.
        max_wait: Longest wait, in seconds.
        lease_seconds: How long a wrapped call may take before its reservation can no longer be settled.
        output_reserve: Output tokens reserved when the model states no `max_tokens`.
        model: Name of the model, for token counting, prices and the scope `model`, where it cannot be seen.
        prices: US dollars per million tokens by model, before the built-in table.
        default_price: The price of models that neither knows; None makes them an error.
        lockout: How many blocked requests within which window lock a user out, e.g. `5 per 10 minutes`.
        lockout_seconds: For how long.

    Raises:
        ConfigError: A limit cannot be read, or limits nothing.

    >>> limiter = RateLimitRunnable(limits=["2/minute"], key="configurable.user_id")
    >>> alice = {"configurable": {"user_id": "alice"}}
    >>> limiter.invoke("hello", alice), limiter.invoke("again", alice)
    ('hello', 'again')
    >>> limiter.invoke("too much", alice)
    Traceback (most recent call last):
    langchain_guard.exceptions.RateLimitExceeded: rate limit of 2 per 1 minute (user) reached; retry in 61 s
    """

    def __init__(self, **options: Any) -> None:
        with readable_errors("rate_limit", type(self).model_fields):
            super().__init__(**options)

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """Anything: the input passes unchanged."""
        return Any

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """What came in."""
        return Any

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """`dumps` and `loads` work when keys are given in their short form."""
        return True

    @property
    def lc_secrets(self) -> dict[str, str]:
        """The storage URI may hold a password: `loads` asks its `secrets_map` for it, under this name."""
        return {} if self.storage_uri == MEMORY else {"storage_uri": "LANGCHAIN_GUARD_STORAGE_URI"}

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Book one call and return the input.

        Raises:
            RateLimitExceeded: A budget is spent; nothing was booked.
            GuardUnavailable: The store is down and `on_backend_error` is `closed`.
            InvalidInput: The call has no identity.
        """

        def book(manager: BaseRunManager, child: RunnableConfig) -> Any:
            with reporting(manager):
                lease = self.gate.admit(self._charges(input, child), settles=False)
            if lease.degraded:
                emit_decision(degraded(f"backend_{lease.degraded}"), manager)
            return input

        return run_once(self, book, config, record=lambda _: withheld())

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """`invoke`, without blocking the event loop."""

        async def book(manager: BaseRunManager, child: RunnableConfig) -> Any:
            async with areporting(manager):
                lease = await self.gate.aadmit(self._charges(input, child), settles=False)
            if lease.degraded:
                await aemit_decision(degraded(f"backend_{lease.degraded}"), manager)
            return input

        return await arun_once(self, book, config, record=lambda _: withheld())

    def transform(self, input: Iterator[Any], config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Book once the whole input is there, then pass on its chunks as they were."""
        chunks = list(input)
        if chunks:
            self.invoke(chunks[0] if len(chunks) == 1 else chunks, config, **kwargs)
        yield from chunks

    async def atransform(
        self,
        input: AsyncIterator[Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Any]:
        """`transform`, without blocking the event loop."""
        chunks = [chunk async for chunk in input]
        if chunks:
            await self.ainvoke(chunks[0] if len(chunks) == 1 else chunks, config, **kwargs)
        for chunk in chunks:
            yield chunk

    def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Book one call and yield the input."""
        yield self.invoke(input, config, **kwargs)

    async def astream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Any]:
        """`stream`, without blocking the event loop."""
        yield await self.ainvoke(input, config, **kwargs)

    def wrap(self, runnable: Runnable[Any, Any]) -> LimitedRunnable:
        """The same limits around a model or chain, reserved before each call and settled after it.

        Args:
            runnable: A chat model, or any chain around one or more that hands on the `RunnableConfig` it was given.
                Where no model run is seen, what was reserved stays booked: wrap the model where a chain may ask none.

        Raises:
            ConfigError: When it is no Runnable.

        >>> from langchain_core.language_models import FakeListChatModel
        >>> llm = RateLimitRunnable(limits=["10/minute"], max_concurrency=2).wrap(FakeListChatModel(responses=["hi"]))
        >>> llm.invoke("hello").content
        'hi'
        """
        from langchain_guard.runnables.limited import LimitedRunnable  # noqa: PLC0415 -- it imports this module

        check_bound(runnable, "wrap", "rate_limit")
        return LimitedRunnable(limiter=self, bound=runnable)

    def as_rate_limiter(self) -> BaseRateLimiter:
        """The request limits as LangChain's own interface: `ChatOpenAI(rate_limiter=limiter.as_rate_limiter())`.

        The model asks it once per request, cache hits excluded, and it waits up to `max_wait`. LangChain tells it
        nothing about the message, and the `RunnableConfig` only inside a chain; for a model that is called on its own
        it is a limit for all calls together.

        Raises:
            ConfigError: Something other than requests is limited.
        """
        from langchain_guard.runnables.provider import ProviderRateLimiter  # noqa: PLC0415 -- it imports this module

        return ProviderRateLimiter(self)

    def strike(self, config: RunnableConfig | None = None) -> bool:
        """Count a blocked request of this caller; `wrap` does it by itself for every one.

        A request is blocked by an `InputBlocked`, or by an `InputGuardRunnable` below that answers in its place.

        Returns:
            Whether the caller is locked out from now on.
        """
        config = ensure_config(config)
        locked = self._lockout is not None and self.gate.strike(self._lockout, self.who(config))
        if locked:
            tell(self, config, LOCKED_OUT)
        return locked

    async def astrike(self, config: RunnableConfig | None = None) -> bool:
        """`strike`, without blocking the event loop."""
        config = ensure_config(config)
        locked = self._lockout is not None and await asyncio.to_thread(
            self.gate.strike, self._lockout, self.who(config)
        )
        if locked:
            await atell(self, config, LOCKED_OUT)
        return locked

    def status(self, user: Identity = "", **others: Identity) -> list[Usage]:
        """What is left, limit by limit.

        Args:
            user: Identity in the scope `user`, as `key` gives it.
            others: Identities in other scopes, e.g. `tenant="acme"`.

        Raises:
            InvalidInput: An identity is none.
            GuardUnavailable: The store is down.

        >>> limiter = RateLimitRunnable(limits=["10/minute"])
        >>> _ = limiter.invoke("hello")
        >>> [(str(usage.limit), usage.used, usage.remaining) for usage in limiter.status()]
        [('10 per 1 minute', 1, 9)]
        """
        return self.gate.usage(self._named(user, others))

    async def astatus(self, user: Identity = "", **others: Identity) -> list[Usage]:
        """`status`, without blocking the event loop."""
        return await self.gate.ausage(self._named(user, others))

    def _named(self, user: Identity, others: dict[str, Identity]) -> dict[str, str]:
        who = {"global": "", "model": self.model}
        for scope, one in {**({} if user == "" else {"user": user}), **others}.items():
            found = identity(one)
            if found is None and one != "":
                message = f"the identity of {scope} is text, an integer or a UUID, not {type(one).__name__}"
                raise InvalidInput(message, control="rate_limit")
            who[scope] = found or ""
        return who

    def _charges(self, value: Any, config: RunnableConfig) -> tuple[Charge, ...]:
        return self.gate.charges(self.who(config), self.tally.step(value))
