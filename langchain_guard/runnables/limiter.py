"""`RateLimitRunnable`: requests, tokens, money and concurrency per user, tenant, model or in total.

As a step, `limiter | guard | llm`, it books every call before the model sees it. Around a model or chain,
`limiter.wrap(llm)`, it also settles: what was reserved is replaced by what the provider reports. As a model's own
`rate_limiter=limiter.as_rate_limiter()` it limits requests to the provider.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Literal

from langchain_core.callbacks import BaseRunManager
from langchain_core.runnables import RunnableConfig, RunnableSerializable
from pydantic import ConfigDict, Field, PrivateAttr, SecretStr, ValidationError, model_validator

from langchain_guard.exceptions import ConfigError, InvalidInput
from langchain_guard.limit.backends import MEMORY, backend
from langchain_guard.limit.gate import Gate, OnBackendError
from langchain_guard.limit.notation import Limit, Unit, parse_limit, strictest
from langchain_guard.limit.prices import Price, price_of, unknown_price
from langchain_guard.limit.store import Usage
from langchain_guard.limit.tokens import token_counter
from langchain_guard.runnables.estimate import input_tokens
from langchain_guard.runnables.identity import KeyFunction, identity, key_function
from langchain_guard.runnables.refusal import areporting, reporting
from langchain_guard.runnables.run import arun_once, run_once, withheld

_TOKEN_UNITS = frozenset({"tokens", "input_tokens", "output_tokens", "cost"})


class RateLimitRunnable(RunnableSerializable[Any, Any]):
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
        key: Who the user is: a function of the `RunnableConfig`, or `configurable.NAME` or `metadata.NAME`.
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

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    limits: tuple[str, ...] = ()
    tokens_per_minute: int | None = Field(default=None, ge=1)
    input_tokens_per_minute: int | None = Field(default=None, ge=1)
    output_tokens_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_day: int | None = Field(default=None, ge=1)
    cost_per_day: str | None = None
    max_concurrency: int | None = Field(default=None, ge=1)
    key: str | Callable[..., Any] | None = None
    keys: dict[str, str | Callable[..., Any]] = Field(default_factory=dict)
    on_missing_key: Literal["refuse", "shared"] = "refuse"
    storage_uri: str = Field(default=MEMORY, repr=False)
    namespace: str = ""
    key_secret: SecretStr | None = None
    on_backend_error: OnBackendError = "closed"
    wait: bool = False
    max_wait: float = Field(default=30.0, gt=0)
    lease_seconds: float = Field(default=600.0, gt=0)
    output_reserve: int = Field(default=1024, ge=0)
    model: str = ""
    prices: dict[str, Price] = Field(default_factory=dict)
    default_price: Price | None = None
    lockout: str | None = None
    lockout_seconds: int = Field(default=900, ge=1)

    _gate: Gate = PrivateAttr()
    _keys: dict[str, KeyFunction] = PrivateAttr()

    def __init__(self, **options: Any) -> None:
        try:
            super().__init__(**options)
        except ValidationError as error:
            problems = (
                f"{'.'.join(map(str, one['loc']))}: {one['msg']}".removeprefix(": ").removeprefix("Value error, ")
                for one in error.errors(include_input=False, include_url=False)
            )
            raise ConfigError("; ".join(problems), control="rate_limit") from None

    @model_validator(mode="before")
    @classmethod
    def _name_the_budgets(cls, values: Any) -> Any:
        """Fix the namespace at construction, so that copies and pickles carry it."""
        if isinstance(values, dict) and not values.get("namespace"):
            in_memory = values.get("storage_uri", MEMORY) == MEMORY
            return {**values, "namespace": secrets.token_hex(8) if in_memory else "langchain_guard"}
        return values

    def model_post_init(self, context: Any, /) -> None:
        """Read the limits once."""
        super().model_post_init(context)
        keys = {"user": self.key, **self.keys} if self.key is not None else self.keys
        self._keys = {scope: key_function(key) for scope, key in keys.items()}
        secret = self.key_secret.get_secret_value().encode() if self.key_secret else b""
        if len(secret) > 64:
            raise ConfigError("key_secret is longer than 64 bytes", control="rate_limit")
        backend(self.storage_uri)
        self._gate = Gate(
            limits=self._parsed(),
            uri=self.storage_uri,
            namespace=self.namespace,
            secret=secret,
            on_backend_error=self.on_backend_error,
            wait=self.wait,
            max_wait=self.max_wait,
            hold=self.lease_seconds,
        )
        if self.model and any(limit.unit == "cost" for limit in self._gate.limits):
            self._price(self.model)

    def _parsed(self) -> tuple[Limit, ...]:
        scope = "user" if self.key is not None else "global"
        written = [
            *self.limits,
            *([f"{self.tokens_per_minute} tokens/minute"] if self.tokens_per_minute else []),
            *([f"{self.input_tokens_per_minute} input tokens/minute"] if self.input_tokens_per_minute else []),
            *([f"{self.output_tokens_per_minute} output tokens/minute"] if self.output_tokens_per_minute else []),
            *([f"{self.tokens_per_day} tokens/day"] if self.tokens_per_day else []),
            *([f"{self.cost_per_day}/day"] if self.cost_per_day else []),
            *([f"{self.max_concurrency} concurrent"] if self.max_concurrency else []),
        ]
        limits = strictest(tuple(limit for text in written for limit in parse_limit(text, scope)))
        if not limits and not self.lockout:
            raise ConfigError(
                "a rate limiter needs at least one limit, e.g. limits=['10/minute']", control="rate_limit"
            )
        for limit in limits:
            if limit.scope not in {"global", "model", *self._keys}:
                message = (
                    f"the limit '{limit.scope}: {limit}' needs keys={{'{limit.scope}': ...}} (or key=... for user)"
                )
                raise ConfigError(message, control="rate_limit")
        return limits

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

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Book one call and return the input.

        Raises:
            RateLimitExceeded: A budget is spent; nothing was booked.
            GuardUnavailable: The store is down and `on_backend_error` is `closed`.
            InvalidInput: The call has no identity.
        """

        def book(manager: BaseRunManager, child: RunnableConfig) -> Any:
            with reporting(manager) as report:
                charges = self._gate.charges(self._who(child), self._cost(input))
                report(self._gate.admit(charges, settles=False))
            return input

        return run_once(self, book, config, record=lambda _: withheld())

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """`invoke`, without blocking the event loop."""

        async def book(manager: BaseRunManager, child: RunnableConfig) -> Any:
            async with areporting(manager) as report:
                charges = self._gate.charges(self._who(child), self._cost(input))
                await report(await self._gate.aadmit(charges, settles=False))
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

    def status(self, user: str = "", **others: str) -> list[Usage]:
        """What is left, limit by limit.

        Args:
            user: Identity in the scope `user`.
            others: Identities in other scopes, e.g. `tenant="acme"`.

        >>> limiter = RateLimitRunnable(limits=["10/minute"])
        >>> _ = limiter.invoke("hello")
        >>> [(str(usage.limit), usage.used, usage.remaining) for usage in limiter.status()]
        [('10 per 1 minute', 1, 9)]
        """
        return self._gate.usage(self._named(user, others))

    async def astatus(self, user: str = "", **others: str) -> list[Usage]:
        """`status`, without blocking the event loop."""
        return await self._gate.ausage(self._named(user, others))

    def _named(self, user: str, others: dict[str, str]) -> dict[str, str]:
        return {"global": "", "model": self.model, **({"user": user} if user else {}), **others}

    def configurable_fields(self, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Refused: whoever passes the config could raise the limit."""
        raise ConfigError("the limits of a RateLimitRunnable cannot be made configurable", control="rate_limit")

    def configurable_alternatives(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Refused: whoever passes the config could choose another limit."""
        raise ConfigError("a RateLimitRunnable cannot be made configurable", control="rate_limit")

    def _who(self, config: RunnableConfig) -> dict[str, str]:
        """The identity of each scope."""
        who = {"global": "", "model": self.model}
        for scope, key in self._keys.items():
            found = identity(key(config))
            if found is None:
                if self.on_missing_key == "refuse":
                    message = (
                        f"no {scope} identity in this call, so its rate limit cannot be applied: pass it, e.g. "
                        "config={'configurable': {'user_id': ...}}, or set on_missing_key='shared'"
                    )
                    raise InvalidInput(message, control="rate_limit", rule_ids=("rate_limit.identity",), stage="input")
                found = ""
            who[scope] = found
        return who

    def _cost(self, value: Any) -> dict[Unit, int]:
        """What a call is booked at when its end cannot be seen: estimated input plus the output reserve."""
        amounts: dict[Unit, int] = {"requests": 1}
        units = {limit.unit for limit in self._gate.limits}
        if "concurrency" in units:
            message = "max_concurrency needs limiter.wrap(llm): a step in a chain cannot see when the call ends"
            raise ConfigError(message, control="rate_limit")
        if units & _TOKEN_UNITS:
            used = input_tokens(value, token_counter(self.model))
            amounts |= {
                "input_tokens": used,
                "output_tokens": self.output_reserve,
                "tokens": used + self.output_reserve,
            }
            if "cost" in units:
                amounts["cost"] = self._price(self.model).nano(used, self.output_reserve)
        return amounts

    def _price(self, model: str) -> Price:
        price = price_of(model, self.prices) or self.default_price
        if price is None:
            raise unknown_price(model)
        return price
