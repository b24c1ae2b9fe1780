"""Sealed values in the memory of this process, gone when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from langchain_guard.forks import ForkLock
from langchain_guard.redaction.vault_store import SOURCES, Place, full


class MemoryStore:
    """Sealed values in the memory of this process, on a monotonic clock.

    Args:
        ttl: Seconds after its last use when a row is forgotten.
        max_values: Most places of a row.
        clock: Seconds that never go back.
    """

    name, waits = "memory://", False

    def __init__(self, *, ttl: float, max_values: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._ttl, self._max, self._clock = ttl, max_values, clock
        self._rows: dict[bytes, dict[Place, bytes]] = {}
        self._expires: dict[bytes, float] = {}  # in order of expiry: a used row moves to the end
        self._ids: frozenset[str] = frozenset()
        self._lock = ForkLock()

    def claim(self, ids: Sequence[str]) -> frozenset[str]:
        """As `Store.claim`."""
        with self._lock:
            before = self._ids
            if not before or before.intersection(ids):
                self._ids = before.union(ids)
            return before

    def add(self, row: bytes, sealed: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """As `Store.add`."""
        with self._lock:
            self._expire()
            held = self._rows.get(row, {})
            new = {place: one for place, one in sealed.items() if place not in held}
            if len(held) + len(new) > self._max:
                raise full(self._max)
            held.update(new)
            self._rows[row] = held
            self._use(row)
            return _named(held, {name for name, _ in sealed})

    def get(self, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        """As `Store.get`."""
        with self._lock:
            self._expire()
            held = self._rows.get(row)
            if held is None:
                return {}
            self._use(row)
            return _named(held, names)

    def forget(self, row: bytes) -> None:
        """As `Store.forget`."""
        with self._lock:
            self._rows.pop(row, None)
            self._expires.pop(row, None)

    def close(self) -> None:
        """As `Store.close`: nothing is held."""

    def _use(self, row: bytes) -> None:
        self._expires.pop(row, None)
        self._expires[row] = self._clock() + self._ttl

    def _expire(self) -> None:
        now = self._clock()
        while self._expires and (oldest := next(iter(self._expires))) and self._expires[oldest] <= now:
            del self._expires[oldest], self._rows[oldest]


def _named(held: Mapping[Place, bytes], names: Iterable[str]) -> dict[Place, bytes]:
    """Of one row, what stands under some names."""
    return {(name, source): held[name, source] for name in names for source in SOURCES if (name, source) in held}
