"""One store per storage URI and process, so that copies of a limiter, threads and event loops share one budget."""

from __future__ import annotations

from dataclasses import dataclass, field

from langchain_guard.exceptions import ConfigError
from langchain_guard.forks import ForkLock
from langchain_guard.limit.line import Line
from langchain_guard.limit.memory import MemoryStore
from langchain_guard.limit.store import Store

MEMORY = "memory://"


@dataclass(frozen=True, slots=True)
class Backend:
    """A store and the line before it."""

    store: Store
    line: Line = field(default_factory=Line)


_lock = ForkLock()
_backends: dict[str, Backend] = {}


def backend(uri: str) -> Backend:
    """The backend of a storage URI, opened on first use.

    Args:
        uri: `memory://`, or what `limits` calls a Redis storage: `redis://`, `rediss://`, `redis+unix://`,
            `redis+sentinel://`, `redis+cluster://`, and the same with `valkey`.

    Raises:
        ConfigError: The scheme is unknown, or the client library is not installed.
    """
    found = _backends.get(uri)
    if found is None:
        with _lock:
            found = _backends.get(uri)
            if found is None:
                found = _backends[uri] = Backend(_open(uri))
    return found


def check_uri(uri: str) -> None:
    """Refuse what is no storage URI; nothing is opened or imported.

    Raises:
        ConfigError: The scheme is unknown; the message holds nothing that stands behind it.
    """
    scheme, named, _ = uri.partition("://")
    if uri == MEMORY or (named and scheme.startswith(("redis", "valkey"))):
        return
    unknown = f"unknown storage scheme {scheme!r}" if named else "the storage URI has no scheme"  # no password
    message = (
        f"{unknown}: use 'memory://', 'redis://host:port/db', 'rediss://...', "
        "'redis+sentinel://host:port/service', 'redis+cluster://host:port' or 'valkey://...'"
    )
    raise ConfigError(message, control="rate_limit")


def _open(uri: str) -> Store:
    check_uri(uri)
    if uri == MEMORY:
        return MemoryStore()
    try:
        from langchain_guard.limit.redis import RedisStore  # noqa: PLC0415 -- an extra, loaded when asked for
    except ImportError:
        message = "budgets in Redis need the client library: pip install 'langchain-guard[redis]'"
        raise ConfigError(message, control="rate_limit") from None
    return RedisStore(uri)
