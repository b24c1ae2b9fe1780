"""The configuration of a `RateLimitRunnable`: read once, frozen, out of reach of the `RunnableConfig`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from langchain_core.runnables import RunnableConfig, RunnableSerializable
from pydantic import AfterValidator, ConfigDict, Field, PrivateAttr, SecretStr, model_validator

from langchain_guard.exceptions import ConfigError, InvalidInput
from langchain_guard.limit.backends import MEMORY, backend
from langchain_guard.limit.gate import Gate, OnBackendError
from langchain_guard.limit.lockout import Lockout, parse_lockout
from langchain_guard.limit.notation import Limit, parse_limit, parse_money, strictest
from langchain_guard.limit.prices import Price
from langchain_guard.runnables.configuration import Fixed
from langchain_guard.runnables.identity import FromConfig, KeyFunction, asked, identity, key_function
from langchain_guard.runnables.tally import Tally


class LimitOptions(Fixed, RunnableSerializable[Any, Any]):
    """The options, described at `RateLimitRunnable`, and what follows from them."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    limits: Annotated[Sequence[str], AfterValidator(tuple)] = ()
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
    namespace: str = Field(default="", pattern=r"^[A-Za-z0-9_.:-]*$")
    key_secret: SecretStr | None = None
    on_backend_error: OnBackendError = "closed"
    wait: bool = False
    max_wait: float = Field(default=30.0, gt=0)
    lease_seconds: float = Field(default=600.0, gt=0, allow_inf_nan=False)
    output_reserve: int = Field(default=1024, ge=0)
    model: str = ""
    prices: dict[str, Price] = Field(default_factory=dict)
    default_price: Price | None = None
    lockout: str | None = None
    lockout_seconds: int = Field(default=900, ge=1)

    _gate: Gate = PrivateAttr()
    _tally: Tally = PrivateAttr()
    _lockout: Lockout | None = PrivateAttr()
    _keys: dict[str, KeyFunction] = PrivateAttr()

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
        scope = "user" if self.key is not None else "global"
        self._lockout = parse_lockout(self.lockout, self.lockout_seconds, scope) if self.lockout else None
        self._gate = Gate(
            limits=((self._lockout.check,) if self._lockout else ()) + self._parsed(scope),
            uri=self.storage_uri,
            namespace=self.namespace,
            secret=secret,
            on_backend_error=self.on_backend_error,
            wait=self.wait,
            max_wait=self.max_wait,
            hold=self.lease_seconds,
        )
        self._tally = Tally(
            units=frozenset(limit.unit for limit in self._gate.limits),
            model=self.model,
            output_reserve=self.output_reserve,
            prices=self.prices,
            default_price=self.default_price,
        )
        if self.model and "cost" in self._tally.units:
            self._tally.price(self.model)

    def _parsed(self, scope: str) -> tuple[Limit, ...]:
        written = [
            *self.limits,
            *([f"{self.tokens_per_minute} tokens/minute"] if self.tokens_per_minute else []),
            *([f"{self.input_tokens_per_minute} input tokens/minute"] if self.input_tokens_per_minute else []),
            *([f"{self.output_tokens_per_minute} output tokens/minute"] if self.output_tokens_per_minute else []),
            *([f"{self.tokens_per_day} tokens/day"] if self.tokens_per_day else []),
            *([f"{self.max_concurrency} concurrent"] if self.max_concurrency else []),
        ]
        money = parse_money(self.cost_per_day, scope) if self.cost_per_day else ()
        limits = strictest((*(limit for text in written for limit in parse_limit(text, scope)), *money))
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
    def gate(self) -> Gate:
        """Where the decision is made; the other faces of the limiter pass through it too."""
        return self._gate

    @property
    def tally(self) -> Tally:
        """How calls are counted."""
        return self._tally

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that shares the budgets; with an update, a new limiter whose limits are read and checked again."""
        if not update:
            return super().model_copy(deep=deep)
        return type(self)(**{name: getattr(self, name) for name in type(self).model_fields} | dict(update))

    def who(self, config: RunnableConfig) -> dict[str, str]:
        """The identity of each scope.

        Raises:
            InvalidInput: There is none, and `on_missing_key` is `refuse`; or a key function failed.
        """
        who = {"global": "", "model": self.model}
        for scope, key in self._keys.items():
            given = asked(key, config, scope, "rate_limit", "rate_limit.identity")
            found = identity(given)
            if found is None:
                if self.on_missing_key == "refuse":
                    nothing = given is None or isinstance(given, str)
                    gave = "found none" if nothing else f"gave {type(given).__name__}, which names nobody"
                    where = f"pass it, e.g. {key}" if isinstance(key, FromConfig) else f"its key function {gave}"
                    message = (
                        f"no {scope} identity in this call, so its rate limit cannot be applied: {where}, "
                        "or set on_missing_key='shared'"
                    )
                    raise InvalidInput(message, control="rate_limit", rule_ids=("rate_limit.identity",), stage="input")
                found = ""
            who[scope] = found
        return who
