"""Who is behind a run: the key function of the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Identify: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, str | None]]
"""From `{"metadata": ..., "configurable": ..., "tags": ...}` of a run to `user`, `tenant` and `thread`."""

WHO = ("user", "tenant", "thread")
_KEYS = tuple((name, f"{name}_id") for name in WHO)


def from_config(config: Mapping[str, Any]) -> dict[str, str | None]:
    """The default key function: `user_id`, `tenant_id` and `thread_id` from `configurable`, else from the metadata.

    Both are in the hands of whoever calls the chain. Where that is not your own code, pass a function that asks your
    authentication instead, e.g. a context variable that your web middleware sets.

    >>> from_config({"metadata": {"user_id": "alice"}, "configurable": {"thread_id": 7}})
    {'user': 'alice', 'thread': '7'}
    """
    configurable, metadata = config.get("configurable") or {}, config.get("metadata") or {}
    found: dict[str, str | None] = {}
    for name, key in _KEYS:
        value = configurable.get(key)
        if value is None:
            value = metadata.get(key)
        if value is not None:
            found[name] = str(value)
    return found
