"""Who is asking: key functions over the `RunnableConfig`.

`metadata` and `configurable` are what the caller of the chain passes. Set them in your own server code from the
authenticated session, after merging whatever the client may send; a key read from what a client controls is no limit.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from langchain_core.runnables import RunnableConfig

from langchain_guard.exceptions import ConfigError, GuardError, InvalidInput

KeyFunction = Callable[[RunnableConfig], object]
"""Gives the identity for a config; None or empty when there is none."""

Identity = str | int | UUID
"""What names somebody."""


@dataclass(frozen=True, slots=True)
class FromConfig:
    """Identity from a place in the config; as text, how to put it there."""

    part: str
    name: str

    def __str__(self) -> str:
        return f"config={{{self.part!r}: {{{self.name!r}: ...}}}}"

    def __call__(self, config: RunnableConfig) -> object:
        """The identity, if there is one."""
        found: dict[str, Any] = config.get(self.part) or {}  # type: ignore[assignment]  # part is one of two dict keys
        return found.get(self.name)


@dataclass(frozen=True, slots=True)
class _FromContext:
    variable: ContextVar[Any]

    def __call__(self, config: RunnableConfig) -> object:  # noqa: ARG002 -- the signature of a key function
        return self.variable.get(None)


def by_configurable(name: str) -> KeyFunction:
    """Identity from `config["configurable"][name]`; as a string: `key="configurable.NAME"`.

    >>> by_configurable("tenant")({"configurable": {"tenant": "acme"}})
    'acme'
    """
    return FromConfig("configurable", name)


def by_metadata(name: str) -> KeyFunction:
    """Identity from `config["metadata"][name]`; as a string: `key="metadata.NAME"`.

    >>> by_metadata("user")({"metadata": {"user": "alice"}})
    'alice'
    """
    return FromConfig("metadata", name)


def by_context(variable: ContextVar[Any]) -> KeyFunction:
    """Identity from a context variable that your web framework sets per request; callers cannot override it.

    >>> current = ContextVar("current")
    >>> token = current.set("alice")
    >>> by_context(current)({})
    'alice'
    """
    return _FromContext(variable)


by_user: KeyFunction = FromConfig("configurable", "user_id")
"""Identity from `config["configurable"]["user_id"]`."""


def key_function(key: str | KeyFunction) -> KeyFunction:
    """A key function from its short form `configurable.NAME` or `metadata.NAME`.

    Raises:
        ConfigError: When the short form cannot be read, or a function is async: nobody waits for one.
    """
    if callable(key):
        if inspect.iscoroutinefunction(key) or inspect.iscoroutinefunction(type(key).__call__):
            message = (
                "a key function cannot be async: find out who is asking before the call, set a context variable, and "
                "pass by_context(variable)"
            )
            raise ConfigError(message, control="rate_limit")
        return key
    part, dot, name = str(key).partition(".")
    if part not in {"configurable", "metadata"} or not dot or not name:
        message = f"cannot read the key {key!r}: write 'configurable.NAME', 'metadata.NAME', or pass a function"
        raise ConfigError(message, control="rate_limit")
    return FromConfig(part, name)


def asked(key: KeyFunction, config: RunnableConfig, scope: str, control: str, rule: str) -> object:
    """What a key function says.

    Args:
        key: The key function.
        config: The configuration of the call.
        scope: Whose identity it gives, for messages.
        control: The control that asks.
        rule: Its rule that needs an identity.

    Raises:
        InvalidInput: When it fails: then nobody knows who it is.
    """
    try:
        return key(config)
    except GuardError:
        raise
    except Exception as error:  # noqa: BLE001 -- a function of the application; its error may quote the request
        kind = type(error).__name__
    message = f"no {scope} identity in this call: its key function failed with {kind}"
    raise InvalidInput(message, control=control, rule_ids=(rule,), stage="input")


def identity(value: object) -> str | None:
    """An identity as text; None when there is none. Only text, integers and UUIDs name somebody."""
    if isinstance(value, bool) or not isinstance(value, Identity):
        return None
    return str(value) or None
