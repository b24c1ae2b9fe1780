"""Who is asking an agent for a tool: role functions.

`metadata`, `configurable` and the runtime context are what the caller of the graph passes, so nothing is read from them
unless you say so. Say so only where your own server code sets them from the authenticated session; `by_context` reads a
context variable, which no caller of the graph can override.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from langchain_core.runnables import RunnableConfig

from langchain_guard.exceptions import ConfigError
from langchain_guard.runnables.identity import KeyFunction, identity, key_function

RoleFunction: TypeAlias = Callable[[RunnableConfig, Any], object]
"""From the configuration of the run and the context of the langgraph runtime to a role, or several."""


def role_function(role: str | KeyFunction) -> RoleFunction:
    """A role function from a key function or its short form.

    Args:
        role: `configurable.NAME`, `metadata.NAME`, `context.NAME` (the langgraph runtime's context), or a function of
            the `RunnableConfig` such as `by_context(variable)`.

    Raises:
        ConfigError: When the short form cannot be read.

    >>> role_function("context.role")({}, {"role": "clerk"})
    'clerk'
    """
    if isinstance(role, str) and role.startswith("context."):
        name = role.removeprefix("context.")

        def from_context(_: RunnableConfig, context: Any) -> object:
            return context.get(name) if isinstance(context, Mapping) else getattr(context, name, None)

        return from_context
    try:
        key = key_function(role)
    except ConfigError as error:
        if callable(role):
            raise ConfigError(str(error), control="tool_policy") from None
        message = f"cannot read the role {role!r}: write 'configurable.NAME', 'context.NAME', or pass a function"
        raise ConfigError(message, control="tool_policy") from None

    def from_config(config: RunnableConfig, _: Any) -> object:
        return key(config)

    return from_config


def roles_of(found: object) -> tuple[str, ...]:
    """The roles a role function has given: one, several, or none.

    >>> roles_of("clerk"), roles_of(["clerk", "auditor"]), roles_of(None)
    (('clerk',), ('clerk', 'auditor'), ())
    """
    several = found if isinstance(found, (list, tuple, set, frozenset)) else (found,)
    return tuple(name for one in several if (name := identity(one)) is not None)
