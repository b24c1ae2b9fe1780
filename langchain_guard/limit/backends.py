"""One store per storage URI and process, so that copies of a limiter, threads and event loops share one budget."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field

from langchain_guard.exceptions import ConfigError
from langchain_guard.limit.line import Line
from langchain_guard.limit.memory import MemoryStore
from langchain_guard.limit.store import Store

MEMORY = "memory://"


@dataclass(frozen=True, slots=True)
class Backend:
    """A store and the line before it."""

    store: Store
    line: Line = field(default_factory=Line)


_lock = threading.Lock()
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


def _after_fork() -> None:
    """In a child process: no thread has come along, so nobody stands in line and no lock would be given back."""
    global _lock  # noqa: PLW0603 -- one per process
    _lock = threading.Lock()
    for uri, found in list(_backends.items()):
        found.store.after_fork()
        _backends[uri] = Backend(found.store)


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_after_fork)


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
