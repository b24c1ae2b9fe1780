"""Where a vault's URI leads: memory, a file or a Redis server."""

from __future__ import annotations

from langchain_guard.exceptions import ConfigError
from langchain_guard.redaction.vault_keys import CONTROL
from langchain_guard.redaction.vault_memory import MemoryStore
from langchain_guard.redaction.vault_store import Store


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
