"""Budgets in this process: one lock, the monotonic clock, a bounded number of keys.

One lock around the whole decision makes it atomic: `limits`' own memory storage locks per key and per step and admits
too many under a hostile thread switch interval. The monotonic clock makes steps of the wall clock irrelevant.
"""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Callable, Sequence

from langchain_guard.forks import renew_after_fork
from langchain_guard.limit.notation import Limit
from langchain_guard.limit.store import Charge, Lease, Refusal, StoreDown, Usage

Window = list[int]
"""A moving window: slot number and booked amount, alternating, oldest first. Flat, since there is one per user."""

_SWEEP_MS = 10_000
"""How often idle keys are looked for, beside each table's own rotation."""


class MemoryStore:
    """Budgets of this process, shared by threads and event loops.

    Args:
        max_keys: Most identities kept per limit. Idle ones are dropped; when so many are live, new ones are refused,
            since dropping a live one would give it a fresh budget.
        clock: Seconds, never going back.
    """

    def __init__(self, max_keys: int = 500_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._max_keys = max_keys
        self._tables: dict[str, _Table] = {}
        self._held: dict[bytes, dict[str, int]] = {}  # concurrency: key -> lease id -> expiry in ms
        self._next_sweep = 0
        renew_after_fork(self)

    def reserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """Book all charges, or none; see `Store.reserve`."""
        with self._lock:
            now = self._now()
            booked: list[tuple[_Table | None, Window | None]] = []
            refusal: Refusal | None = None
            for charge in charges:
                limit = charge.limit
                table = window = None
                if limit.seconds:
                    table = self._table(limit)
                    window = table.get(charge.key, now)
                    used = sum(window[1::2]) if window else 0
                else:
                    used = len(self._holders(charge.key, now))
                booked.append((table, window))
                if used + charge.amount > limit.amount:
                    wait = self._wait(charge, window, used, now)
                    if refusal is None or wait > refusal.retry_after:
                        refusal = Refusal(limit, max(0, limit.amount - used), wait)
                elif table is not None and window is None and len(table) >= self._max_keys:
                    message = f"the memory store holds {self._max_keys} live keys"
                    raise StoreDown(message)
            if refusal is not None:
                return refusal
            lease_id = secrets.token_hex(8) if hold else ""
            expires = now + int(hold * 1000) if hold else 0
            ticks = []
            for charge, (table, window) in zip(charges, booked, strict=True):
                tick = 0
                if table is not None:
                    tick = now // charge.limit.slot_ms
                    table.book(charge.key, window, tick, charge.amount)
                else:
                    self._held.setdefault(charge.key, {})[lease_id] = expires
                ticks.append(tick)
            return Lease(lease_id, tuple(charges), tuple(ticks), expires, self)

    def settle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """Replace what was reserved by what was used, once; see `Store.settle`."""
        with self._lock:
            now = self._now()
            if lease.settled or now >= lease.expires:
                return False
            lease.settled = True
            for charge, tick, amount in zip(lease.charges, lease.ticks, amounts, strict=True):
                if not charge.limit.seconds:
                    holders = self._holders(charge.key, now)
                    holders.pop(lease.id, None)
                    if not holders:
                        self._held.pop(charge.key, None)
                elif amount != charge.amount and tick >= _oldest(charge, now):
                    self._table(charge.limit).correct(charge.key, now, tick, amount - charge.amount)
            return True

    def usage(self, charges: Sequence[Charge]) -> list[Usage]:
        """How far each budget is used; see `Store.usage`."""
        with self._lock:
            now = self._now()
            report = []
            for charge in charges:
                if charge.limit.seconds:
                    window = self._table(charge.limit).get(charge.key, now) or []
                    reset = _leaves(charge, window[-2]) - now if window else 0
                    report.append(Usage(charge.limit, sum(window[1::2]), reset / 1000))
                else:
                    holders = self._holders(charge.key, now)
                    reset = max(holders.values(), default=now) - now
                    report.append(Usage(charge.limit, len(holders), reset / 1000))
            return report

    async def areserve(self, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        """The same: a decision in memory takes microseconds."""
        return self.reserve(charges, hold)

    async def asettle(self, lease: Lease, amounts: Sequence[int]) -> bool:
        """The same as `settle`."""
        return self.settle(lease, amounts)

    async def ausage(self, charges: Sequence[Charge]) -> list[Usage]:
        """The same as `usage`."""
        return self.usage(charges)

    def after_fork(self) -> None:
        """Called in the child after a fork: it goes on with what was booked until then."""
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of keys kept, over all limits."""
        with self._lock:
            self._now()
            return sum(len(table) for table in self._tables.values()) + len(self._held)

    def _now(self) -> int:
        """Milliseconds, read under the lock so that they never go back; drops idle keys now and then."""
        now = int(self._clock() * 1000)
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP_MS
            for table in self._tables.values():
                table.rotate(now)
            for key in [key for key in self._held if not self._holders(key, now)]:
                del self._held[key]
        return now

    def _table(self, limit: Limit) -> _Table:
        table = self._tables.get(limit.id)
        if table is None:
            table = self._tables[limit.id] = _Table(limit.seconds * 1000, limit.slot_ms)
        return table

    def _holders(self, key: bytes, now: int) -> dict[str, int]:
        """The live leases that hold a concurrency slot."""
        holders = self._held.get(key, {})
        for lease_id in [lease_id for lease_id, expires in holders.items() if expires <= now]:
            del holders[lease_id]
        return holders

    def _wait(self, charge: Charge, window: Window | None, used: int, now: int) -> float:
        """Seconds until the charge would fit, if nothing else is booked."""
        limit = charge.limit
        if charge.amount > limit.amount:
            return math.inf
        if not limit.seconds:
            return (min(self._holders(charge.key, now).values()) - now) / 1000
        excess = used + charge.amount - limit.amount
        for index in range(0, len(window or ()), 2):
            excess -= window[index + 1]  # type: ignore[index]  # the range is empty without a window
            if excess <= 0:
                return (_leaves(charge, window[index]) - now) / 1000  # type: ignore[index]  # as above
        return 0.0


class _Table:
    """The windows of one limit, by key, in two generations.

    Every window length the old generation is dropped whole: what was not touched for so long has left the window
    anyway. A key that is touched moves to the young generation. That keeps idle keys out in constant time per
    decision and costs nothing per key, unlike an ordered dictionary.
    """

    __slots__ = ("_last", "_old", "_rotate_at", "_slot", "_window", "_young")

    def __init__(self, window_ms: int, slot: int) -> None:
        self._window = window_ms
        self._slot = slot
        self._young: dict[bytes, Window] = {}
        self._old: dict[bytes, Window] = {}
        self._rotate_at = 0
        self._last = 0

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def rotate(self, now: int) -> None:
        """Drop the generation that cannot count any more."""
        life = self._window + self._slot
        if now >= self._rotate_at:
            self._old = self._young if now < self._rotate_at + life else {}
            self._young = {}
            self._rotate_at = now + life

    def get(self, key: bytes, now: int) -> Window | None:
        """The window of a key without what has left it; None when nothing is in it."""
        if now >= self._rotate_at:
            self.rotate(now)
        window = self._young.get(key)
        if window is None:
            window = self._old.pop(key, None) if self._old else None
            if window is None:
                return None
            self._young[key] = window
        oldest = (now - self._window) // self._slot
        if window[0] < oldest:
            gone = 0
            while gone < len(window) and window[gone] < oldest:
                gone += 2
            del window[:gone]
            if not window:
                del self._young[key]
                return None
        return window

    def book(self, key: bytes, window: Window | None, tick: int, amount: int) -> None:
        """Add an amount to the newest slot."""
        if tick == self._last:
            tick = self._last  # one int object for all keys of this slot: a quarter of the memory per key
        else:
            self._last = tick
        if window is None:
            if amount:
                self._young[key] = [tick, amount]
        elif window[-2] == tick:
            window[-1] += amount
        elif amount:
            window.append(tick)
            window.append(amount)

    def correct(self, key: bytes, now: int, tick: int, delta: int) -> None:
        """Add a difference, of either sign, to a slot that is still in the window."""
        window = self.get(key, now)
        if window is None:
            self._young[key] = [tick, delta]
            return
        index = len(window)
        while index and window[index - 2] > tick:
            index -= 2
        if index and window[index - 2] == tick:
            window[index - 1] += delta
            if not window[index - 1]:
                del window[index - 2 : index]
                if not window:
                    del self._young[key]
        else:
            window[index:index] = [tick, delta]


def _oldest(charge: Charge, now: int) -> int:
    """The oldest slot that still counts."""
    return (now - charge.limit.seconds * 1000) // charge.limit.slot_ms


def _leaves(charge: Charge, tick: int) -> int:
    """When a slot leaves the window, in milliseconds."""
    return (tick + 1) * charge.limit.slot_ms + charge.limit.seconds * 1000
