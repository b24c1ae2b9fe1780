"""Where sealed values lie: one interface, and the store of one process.

A store sees no key, no value, no tenant and no thread: only rows with random-looking names, and in them sealed bytes by
place (name of the placeholder, and source). Two processes that add the same place are no conflict: the first one stays,
and both get it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, Protocol, get_args

from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.forks import ForkLock
from langchain_guard.redaction.vault_keys import CONTROL

Source = Literal["user", "system", "tool", "document", "model"]
"""Who brought a value into the conversation: the user, the developer's prompt, a tool's result, a retrieved document,
or the model itself, in the arguments of a tool call."""

SOURCES: tuple[Source, ...] = get_args(Source)

Place = tuple[str, Source]
"""Name of a placeholder, and the source."""


class Store(Protocol):
    """What a vault needs; every method raises `GuardUnavailable` when the store cannot do it."""

    name: str
    """What it is, for `repr`; holds no password."""

    waits: bool
    """Whether calls wait for a disk or a server."""

    def claim(self, ids: Sequence[str]) -> frozenset[str]:
        """Note the ids of the keys in use if the store is new or knows one of them; give those noted before."""
        ...

    def add(self, row: bytes, sealed: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """Keep what is not there yet, in one atomic step; give all that now stands under these names.

        Raises:
            GuardUnavailable: When the row is full.
        """
        ...

    def get(self, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        """All that stands under these names; also counts as a use of the row."""
        ...

    def forget(self, row: bytes) -> None:
        """Delete a row."""
        ...

    def close(self) -> None:
        """Give back what the store holds of the system."""
        ...


def check_uri(uri: str) -> None:
    """Refuse what is no URI of a store; nothing is opened or imported.

    Raises:
        ConfigError: The scheme is unknown, or a file has no name; the message holds nothing that stands behind it.
    """
    scheme, named, rest = uri.partition("://")
    file = scheme == "sqlite" and rest.startswith("/") and len(rest) > 1
    if uri == "memory://" or file or (named and scheme in {"redis", "rediss", "unix", "valkey", "valkeys"}):
        return
    unknown = f"unknown vault scheme {scheme!r}" if named else "the vault URI has no scheme"  # no password
    message = (
        f"{unknown}: use 'memory://', 'sqlite:///file.db', 'sqlite:////absolute/file.db', "
        "'redis://host:port/db', 'rediss://...', 'unix://...' or 'valkey://...'"
    )
    raise ConfigError(message, control=CONTROL)


def open_store(uri: str, *, ttl: float, max_values: int) -> Store:
    """The store of a URI; see `Vault`.

    Raises:
        ConfigError: The scheme is unknown, a library is missing, or the file cannot be used.
    """
    check_uri(uri)
    scheme, _, rest = uri.partition("://")
    if scheme == "memory":
        return MemoryStore(ttl=ttl, max_values=max_values)
    if scheme == "sqlite":
        from langchain_guard.redaction.vault_sqlite import SqliteStore  # noqa: PLC0415 -- only who asks for it

        return SqliteStore(rest[1:], ttl=ttl, max_values=max_values)
    try:
        from langchain_guard.redaction.vault_redis import RedisStore  # noqa: PLC0415 -- an extra
    except ImportError:
        message = "a vault in Redis needs the client library: pip install 'langchain-guard[redis]'"
        raise ConfigError(message, control=CONTROL) from None
    return RedisStore(uri, ttl=ttl, max_values=max_values)


def full(max_values: int) -> GuardUnavailable:
    """The refusal of a value that has no room."""
    message = f"this thread holds {max_values} hidden values, which is the most: raise max_values or start a new thread"
    return GuardUnavailable(message, control=CONTROL, rule_ids=("vault.full",))


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
