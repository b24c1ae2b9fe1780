"""Lockout: who has been blocked too often within a window is refused for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace

from langchain_guard.exceptions import ConfigError
from langchain_guard.limit.notation import Limit, parse_limit
from langchain_guard.limit.store import Charge, Lease, Store


@dataclass(frozen=True, slots=True)
class Lockout:
    """Two budgets: blocked requests within a window, and the lock itself.

    Attributes:
        strikes: Blocked requests that are borne without a lock.
        lock: A budget of one; whoever has it spent is locked out until it has left its window.
    """

    strikes: Limit
    lock: Limit

    @property
    def check(self) -> Limit:
        """The lock as each request sees it: nothing may be booked on it."""
        return replace(self.lock, amount=0)

    def strike(self, store: Store, key: bytes, tag: str) -> bool:
        """Count one blocked request; returns whether it is the one that locks the user out.

        Raises:
            StoreDown: The backend cannot answer.
        """
        if isinstance(store.reserve([Charge(self.strikes, key, 1, tag)], 0), Lease):
            return False
        return isinstance(store.reserve([Charge(self.lock, key, 1, tag)], 0), Lease)


def parse_lockout(written: str, seconds: int, scope: str) -> Lockout:
    """A lockout from its notation.

    Args:
        written: How many blocked requests within which window lock out, e.g. `5 per 10 minutes`.
        seconds: For how long.
        scope: Who is locked out: `user`, or `global` when there is no user.

    Raises:
        ConfigError: It is not one number of requests within one window.

    >>> parse_lockout("5 per 10 minutes", 900, "user").strikes.amount
    4
    """
    limit, *others = parse_limit(written, scope)
    if others or limit.unit != "requests":  # what is counted is blocked requests, whatever else is written
        message = f"lockout {written!r} is not one number of requests within one window: write e.g. '5 per 10 minutes'"
        raise ConfigError(message, control="rate_limit")
    text = f"lockout after {limit}"
    strikes = replace(limit, unit="strikes", amount=limit.amount - 1, text=text)
    return Lockout(strikes, Limit("lockout", 1, seconds, scope, text))
