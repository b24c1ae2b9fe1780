"""Sealed values on a Redis server, for any number of machines; expiry is the server's.

One hash per thread: its fields are the places, its time to live is the thread's. Adding is one Lua script, and so one
atomic step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.redaction.vault_store import SOURCES, Place, full

_PREFIX = "langchain_guard:vault"

_ADD = """
-- KEYS: the thread; ARGV: time to live in ms, most fields, number of pairs, pairs of field and sealed value, fields
local pairs = tonumber(ARGV[3])
local new = {}
for i = 4, 2 + 2 * pairs, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then new[#new + 1] = i end
end
if redis.call('HLEN', KEYS[1]) + #new > tonumber(ARGV[2]) then return 0 end
for _, i in ipairs(new) do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
local held = {}
for i = 4 + 2 * pairs, #ARGV do held[#held + 1] = redis.call('HGET', KEYS[1], ARGV[i]) end
return held
"""
"""Adds what is not there, and reads fields; returns 0 and adds nothing when there is no room for all of it."""

_GET = """
-- KEYS: the thread; ARGV: time to live in ms, then fields
redis.call('PEXPIRE', KEYS[1], ARGV[1])
local held = {}
for i = 2, #ARGV do held[i - 1] = redis.call('HGET', KEYS[1], ARGV[i]) end
return held
"""
"""Reads fields, and counts as a use of the thread."""

_CLAIM = """
-- KEYS: the writers; ARGV: ids
local before = redis.call('SMEMBERS', KEYS[1])
local known = #before == 0
for i = 1, #ARGV do known = known or redis.call('SISMEMBER', KEYS[1], ARGV[i]) == 1 end
if known then redis.call('SADD', KEYS[1], unpack(ARGV)) end
return before
"""

_AT_A_TIME = 1_000
"""Names in one command: the server does nothing else meanwhile."""

_T = TypeVar("_T")


class RedisStore:
    """Sealed values on a server.

    Args:
        uri: Where it is, as the client library reads it; `valkey` schemes work as well.
        ttl: Seconds after its last use when a row is forgotten.
        max_values: Most places of a row.
        timeout: Seconds to wait for the server, to connect and to answer.

    Raises:
        ConfigError: When the URI cannot be read.
    """

    name, waits = "redis://", True

    def __init__(self, uri: str, *, ttl: float, max_values: int, timeout: float = 1.0) -> None:
        self._ttl, self._max = int(ttl * 1000), max_values
        try:
            self._client = redis.Redis.from_url(
                uri.replace("valkey", "redis", 1) if uri.startswith("valkey") else uri,
                socket_timeout=timeout,
                socket_connect_timeout=timeout,
                retry=Retry(NoBackoff(), 0),
            )
        except (ValueError, TypeError) as error:  # these quote the URI, which may hold a password
            message = f"the vault's URI cannot be used ({type(error).__name__}): write redis://host:port/db"
            raise ConfigError(message, control=CONTROL) from None
        self._scripts = {text: self._client.register_script(text) for text in (_ADD, _GET, _CLAIM)}

    def claim(self, ids: Sequence[str]) -> frozenset[str]:
        """As `Store.claim`."""
        answer = self._answer(lambda: self._scripts[_CLAIM](keys=[f"{_PREFIX}:writers"], args=list(ids)))
        return frozenset(one.decode() for one in cast("list[bytes]", answer))

    def add(self, row: bytes, sealed: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """As `Store.add`."""
        pairs = [part for place, one in sealed.items() for part in (_field(place), one)]
        places = _places({name for name, _ in sealed})
        arguments: list[Any] = [self._ttl, self._max, len(sealed), *pairs, *map(_field, places)]
        answer = self._answer(lambda: self._scripts[_ADD](keys=[_key(row)], args=arguments))
        if answer == 0:
            raise full(self._max)
        return _found(places, answer)

    def get(self, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        """As `Store.get`."""
        held: dict[Place, bytes] = {}
        for start in range(0, len(names), _AT_A_TIME):
            places = _places(names[start : start + _AT_A_TIME])
            held |= _found(places, self._answer(partial(self._read, row, places)))
        return held

    def _read(self, row: bytes, places: list[Place]) -> Any:
        return self._scripts[_GET](keys=[_key(row)], args=[self._ttl, *map(_field, places)])

    def forget(self, row: bytes) -> None:
        """As `Store.forget`."""
        self._answer(lambda: self._client.unlink(_key(row)))

    def close(self) -> None:
        """As `Store.close`."""
        self._client.close()

    def _answer(self, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except (redis.RedisError, OSError) as error:
            problem = type(error).__name__
            if "READONLY" in f"{problem} {error}".upper():  # demoted: its name may lead to another server
                self._client.connection_pool.disconnect(inuse_connections=False)
        message = f"the vault's server does not answer ({problem}): nothing was hidden or restored"
        raise GuardUnavailable(message, control=CONTROL, rule_ids=("vault.store",))


def _key(row: bytes) -> str:
    return f"{_PREFIX}:{row.hex()}"


def _field(place: Place) -> str:
    return "/".join(place)


def _places(names: Iterable[str]) -> list[Place]:
    return [(name, source) for name in names for source in SOURCES]


def _found(places: list[Place], answer: Any) -> dict[Place, bytes]:
    return {place: sealed for place, sealed in zip(places, answer, strict=True) if sealed is not None}
