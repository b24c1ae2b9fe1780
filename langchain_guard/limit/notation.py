"""Limits as they are written: `10/minute`, `50000 tokens/minute`, `5 USD/day`, `4 concurrent`, `tenant: 500/hour`.

The window part is the notation of the `limits` library, read by `limits` itself. What that library has no word for
stands before the slash: a unit (`tokens`, `input tokens`, `output tokens`, `USD`), and before the colon a scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from limits import RateLimitItem, parse_many

from langchain_guard.exceptions import ConfigError

Unit = Literal["requests", "tokens", "input_tokens", "output_tokens", "cost", "concurrency", "strikes", "lockout"]
"""What a limit counts."""

NANO = 1_000_000_000
"""Money is counted in whole billionths of a dollar, so that sums are exact: 0.15 USD per million tokens is 150 each."""

SLOTS = 128
"""Slots per window: the error of the moving window is 1/128 of its length, on the side of refusing."""

_SCOPE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*:\s*(.+)", re.DOTALL)
_AMOUNT = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(requests?|tokens?|input[ _]tokens?|output[ _]tokens?|usd|concurrent)?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: so much of a unit, in any window of so many seconds, for each identity of a scope.

    Attributes:
        unit: What is counted.
        amount: How much fits in the window, in whole units; money in billionths of a dollar.
        seconds: Length of the window; 0 for concurrency, which has none.
        scope: Whose budget it is: `user`, `tenant`, `model`, `global`, or a name of your own.
        text: The limit as written, for people.
        id: What is counted over which window. The amount is not part of it: raising a limit forgets nothing.
        slot_ms: Length of one slot of the window, in whole milliseconds; see `langchain_guard.limit.store`.
    """

    unit: Unit
    amount: int
    seconds: int
    scope: str = "user"
    text: str = ""
    id: str = field(init=False, repr=False, compare=False)
    slot_ms: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every decision needs."""
        object.__setattr__(self, "id", f"{self.scope}|{self.unit}|{self.seconds}")
        object.__setattr__(self, "slot_ms", max(1, self.seconds * 1000 // SLOTS))

    def __str__(self) -> str:
        return self.text

    def shown(self, amount: float) -> float:
        """An amount of this limit in the unit people read: dollars for money, else the number itself."""
        return amount / NANO if self.unit == "cost" else amount


def parse_limit(written: str, scope: str = "global") -> tuple[Limit, ...]:
    """Read one written limit; several windows may stand in one string, as in `limits`: `10/minute; 200/day`.

    Args:
        written: The limit, e.g. `10 per 2 hours`, `user: 50000 output tokens/day`, `5 USD/day`, `4 concurrent`.
        scope: The scope when none is written.

    Raises:
        ConfigError: The text is no limit, or the limit admits nothing.

    >>> [str(limit) for limit in parse_limit("10/minute; 200 per day")]
    ['10 per 1 minute', '200 per 1 day']
    >>> parse_limit("tenant: 5 USD/day")[0]
    Limit(unit='cost', amount=5000000000, seconds=86400, scope='tenant', text='5 USD per 1 day')
    """
    rest = written
    if match := _SCOPE.fullmatch(written):
        scope, rest = match[1], match[2]
    return tuple(_parse_one(part, scope, written) for part in re.split(r"[,;|]", rest))


def parse_money(written: str, scope: str = "global") -> tuple[Limit, ...]:
    """A budget of money for a day, from its amount alone.

    Raises:
        ConfigError: It is no amount of US dollars.

    >>> str(parse_money("5 USD")[0])
    '5 USD per 1 day'
    """
    limits = parse_limit(f"{written}/day", scope)
    if any(limit.unit != "cost" for limit in limits):  # `5` would be five requests, and no budget
        message = "cost_per_day takes US dollars: write e.g. '5 USD'"
        raise ConfigError(message, control="rate_limit")
    return limits


def _parse_one(part: str, scope: str, written: str) -> Limit:
    match = _AMOUNT.fullmatch(part)
    if match is None:
        raise _unreadable(written)
    number, word, window = Decimal(match[1]), (match[2] or "requests").lower().replace(" ", "_"), match[3]
    if word == "usd":
        unit: Unit = "cost"
        amount = int(number * NANO)
    else:
        unit = _UNITS[word.rstrip("s")]
        if number != int(number):
            raise _unreadable(written)
        amount = int(number)
    if amount < 1:
        message = f"the limit {written!r} admits nothing: write an amount of at least one unit"
        raise ConfigError(message, control="rate_limit")
    if unit == "concurrency":
        if window:
            raise _unreadable(written)
        return Limit(unit, amount, 0, scope, f"{amount} concurrent")
    item = _window(window, written)
    shown = {"requests": f"{amount}", "cost": f"{number} USD"}.get(unit, f"{amount} {unit.replace('_', ' ')}")
    return Limit(unit, amount, item.get_expiry(), scope, f"{shown} per {item.multiples} {item.GRANULARITY.name}")


_UNITS: dict[str, Unit] = {
    "request": "requests",
    "token": "tokens",
    "input_token": "input_tokens",
    "output_token": "output_tokens",
    "concurrent": "concurrency",
}


def _window(window: str, written: str) -> RateLimitItem:
    """The window, as `limits` reads it after an amount."""
    try:
        (item,) = parse_many(f"1 {window}")
    except ValueError:
        raise _unreadable(written) from None
    return item


def _unreadable(written: str) -> ConfigError:
    message = (
        f"cannot read the limit {written!r}: write e.g. '10/minute', '200 per day', '50000 tokens/minute', "
        "'20000 output tokens/hour', '5 USD/day', '4 concurrent', 'tenant: 1000/hour'"
    )
    return ConfigError(message, control="rate_limit")


def strictest(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """One limit per unit, window and scope: the smallest, since it implies the others."""
    kept: dict[str, Limit] = {}
    for limit in limits:
        if limit.id not in kept or limit.amount < kept[limit.id].amount:
            kept[limit.id] = limit
    return tuple(kept.values())
