"""Who is behind a run: the key function of the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Identify: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, str | None]]
"""From `{"metadata": ..., "configurable": ..., "tags": ...}` of a run to `user`, `tenant` and `thread`."""

WHO = ("user", "tenant", "thread")


def from_config(config: Mapping[str, Any]) -> dict[str, str | None]:
    """The default key function: `user_id`, `tenant_id` and `thread_id` from the metadata, else from `configurable`.

    Both are in the hands of whoever calls the chain. Where that is not your own code, pass a function that asks your
    authentication instead, e.g. a context variable that your web middleware sets.

    >>> from_config({"metadata": {"user_id": "alice"}, "configurable": {"thread_id": 7}})
    {'user': 'alice', 'tenant': None, 'thread': '7'}
    """
    sources = (config.get("metadata") or {}, config.get("configurable") or {})
    found: dict[str, str | None] = {}
    for name in WHO:
        value = next((source[f"{name}_id"] for source in sources if source.get(f"{name}_id") is not None), None)
        found[name] = None if value is None else str(value)
    return found
