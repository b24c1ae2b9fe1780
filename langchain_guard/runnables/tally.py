"""What a call is booked at before it runs, and what it turned out to use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_guard.exceptions import ConfigError
from langchain_guard.limit.notation import Unit
from langchain_guard.limit.prices import Price, price_of, unknown_price
from langchain_guard.limit.tokens import token_counter
from langchain_guard.runnables.estimate import input_tokens
from langchain_guard.runnables.usage import ModelCall

_TOKEN_UNITS = frozenset({"tokens", "input_tokens", "output_tokens", "cost"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts a call in the units that are limited.

    Args:
        units: The units with a limit; nothing else is worked out.
        model: The model's name where it cannot be seen.
        output_reserve: Output tokens reserved when the model states no maximum.
        prices: Prices before the built-in table.
        default_price: The price of models that neither knows.
    """

    units: frozenset[Unit]
    model: str = ""
    output_reserve: int = 1024
    prices: Mapping[str, Price] = field(default_factory=dict)
    default_price: Price | None = None

    def booked(self, value: Any, options: Mapping[str, Any]) -> dict[Unit, int]:
        """What to reserve: one request, the estimated input, and as much output as the model may write.

        Args:
            value: The input.
            options: What is known of the model: `model`, `max_tokens`, `n`, `tools`.

        Raises:
            ConfigError: Cost is limited and the model has no price.
        """
        amounts: dict[Unit, int] = {"requests": 1, "concurrency": 1, "lockout": 0}
        if self.units & _TOKEN_UNITS:
            model = str(self.model or options.get("model") or "")
            count = token_counter(model)
            given = input_tokens(value, count) + input_tokens(options.get("tools"), count)
            made = _stated(options.get("max_tokens"), self.output_reserve) * _stated(options.get("n"), 1)
            amounts |= {"input_tokens": given, "output_tokens": made, "tokens": given + made}
            if "cost" in self.units:
                amounts["cost"] = self.price(model).nano(given, made)
        return amounts

    def used(self, calls: Iterable[ModelCall], model: str, *, asked: bool) -> dict[Unit, int]:
        """What to settle: the sum over the model runs that were seen; without any, all that was reserved.

        Args:
            calls: The model runs below the call.
            model: The model that was reserved for, whose price stands in for an unknown one.
            asked: Whether a model may have been asked where no run was seen; if not, the call then used nothing.
        """
        seen = list(calls)
        unseen = not seen and asked  # a model may have been called without the callbacks, in a thread of its own
        if unseen or any(not call.ended for call in seen):  # or cancelled in flight: the provider may be working
            return {"concurrency": 0}
        amounts: dict[Unit, int] = {"requests": sum(call.sent for call in seen), "concurrency": 0}
        if self.units & _TOKEN_UNITS:
            given = made = cost = 0
            for call in seen:
                tokens = call.tokens(token_counter(call.model))
                given += tokens.given
                made += tokens.made
                if "cost" in self.units:
                    price = price_of(call.model, self.prices) or self.default_price or self.price(model)
                    cost += price.nano(*tokens)
            amounts |= {"input_tokens": given, "output_tokens": made, "tokens": given + made, "cost": cost}
        return amounts

    def price(self, model: str) -> Price:
        """The price of a model.

        Raises:
            ConfigError: None is known.
        """
        price = price_of(model, self.prices) or self.default_price
        if price is None:
            raise unknown_price(model)
        return price

    def step(self, value: Any) -> dict[Unit, int]:
        """`booked`, for a step that cannot see the model nor when the call ends.

        Raises:
            ConfigError: Concurrency is limited.
        """
        if "concurrency" in self.units:
            message = "max_concurrency needs limiter.wrap(llm): a step in a chain cannot see when the call ends"
            raise ConfigError(message, control="rate_limit")
        return self.booked(value, {})


def _stated(number: Any, default: int) -> int:
    """A number as a model's options state it; -1, as Ollama writes "no end", states none, nor does what is no number.

    >>> _stated(500, 1024), _stated(-1, 1024), _stated(None, 1)
    (500, 1024, 1)
    """
    known = isinstance(number, int | float) and not isinstance(number, bool) and 1 <= number < math.inf
    return int(number) if known else default
