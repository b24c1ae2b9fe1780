"""What every store of budgets offers: reserve all or nothing, then settle once.

The window is a moving one, cut into `SLOTS` slots. An amount is booked in the slot of its time and leaves when the
whole slot has left the window, so what is admitted in *any* interval of the window's length never exceeds the limit;
the price is that an amount may stay up to one slot (1/128 of the window, under half a second per minute) longer than
an unslotted window would keep it. A slotted window needs bounded memory however large the limit, takes amounts
(tokens, money) as easily as requests, and can be corrected afterwards, which the strategies of `limits` cannot: its
moving window stores one entry per unit and ignores refunds, its counters charge denied requests or admit bursts.
The same arithmetic, on whole milliseconds, serves the memory store and the Lua script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from langchain_guard.limit.notation import Limit


class Charge(NamedTuple):
    """An amount asked of one limit on behalf of one identity.

    Attributes:
        limit: The limit.
        key: Whose budget, as a digest: see `langchain_guard.limit.keys`.
        amount: How much, in whole units of the limit.
        tag: What all charges of one decision have in common: a Redis cluster keeps their keys together by it.
    """

    limit: Limit
    key: bytes
    amount: int
    tag: str = ""


@dataclass(slots=True, eq=False)
class Lease:
    """A granted reservation: what was booked, and in which slots.

    Attributes:
        id: Name of the lease in the store, unguessable.
        charges: What was booked.
        ticks: The slot of each charge.
        expires: When it can no longer be settled, in the store's milliseconds; what was reserved then stays booked
            (a crashed process may have spent it) and a held concurrency slot is free again. 0: nothing to settle.
        store: The store that granted it.
        degraded: Empty, or how it was granted although the store was down: `open` or `memory`.
        settled: Whether it has been settled.
    """

    id: str
    charges: tuple[Charge, ...]
    ticks: tuple[int, ...] = ()
    expires: int = 0
    store: Store | None = None
    degraded: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was booked.

    Attributes:
        limit: The limit that refuses longest.
        remaining: What is left of it, in its unit.
        retry_after: Seconds until the same charges could pass, if nothing else is booked; infinite when they never can.
    """

    limit: Limit
    remaining: int
    retry_after: float


@dataclass(frozen=True, slots=True)
class Usage:
    """How far a budget is used.

    Attributes:
        limit: The limit.
        used: What is booked in the window now.
        reset_after: Seconds until all of it has left the window, if nothing else is booked.
    """

    limit: Limit
    used: int
    reset_after: float

    @property
    def remaining(self) -> int:
        """What is left; never negative."""
        return max(0, self.limit.amount - self.used)


class StoreDown(Exception):
    """The backend cannot answer; the message says what kind of failure, never a key or an address."""


class Store(Protocol):
    """Where budgets live. All methods are safe to call from any thread."""

    def reserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """Book all charges, or none.

        Args:
            charges: What to book; an amount of 0 only asks whether the budget is already exceeded.
            hold: Seconds within which the lease may be settled; 0 when it never will be.

        Raises:
            StoreDown: The backend cannot answer.
        """
        ...

    def settle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """Replace what was reserved by what was used, once; all zeros give everything back.

        Returns:
            Whether the lease was still open. Settling twice, or after expiry, changes nothing.

        Raises:
            StoreDown: The backend cannot answer; what was reserved stays booked until it can, which may be too late.
        """
        ...

    def usage(self, charges: Sequence[Charge]) -> list[Usage]:
        """How far the budget of each charge is used; changes nothing."""
        ...

    async def areserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """`reserve`, without blocking the event loop."""
        ...

    async def asettle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """`settle`, without blocking the event loop."""
        ...

    async def ausage(self, charges: Sequence[Charge]) -> list[Usage]:
        """`usage`, without blocking the event loop."""
        ...
