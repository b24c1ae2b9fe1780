"""Hand-offs: what a tool's `Command` takes to other nodes is opened for inspection, and closed again.

A tool hands over to another agent with a `Command` whose `update`, or whose `Send`s, carry the conversation so far. Its
messages were judged when they entered, and are none of the tool's: they go on as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any, TypeAlias

from langchain_core.messages import BaseMessage

CHANNEL = "langchain_guard"
"""The channel in which `GuardMiddleware` keeps its ledger: no tool writes it, also not with what it read."""

Close: TypeAlias = Callable[[Any], Any]
"""Puts what has been inspected back into what was opened."""


def opened(value: Any, known: Callable[[BaseMessage], bool]) -> tuple[Any, Close]:
    """What is to be inspected of a tool's result, and how it is closed.

    Args:
        value: The result.
        known: Whether a message was let through before.

    Returns:
        Any value but a `Command` as it is; of a `Command`, alone or in a list, what it carries without known messages.
    """
    types = sys.modules.get("langgraph.types")
    if types is None:  # then nobody has made one
        return value, _as_it_is
    if isinstance(value, list) and any(isinstance(one, types.Command) for one in value):
        return _several([opened(one, known) for one in value])
    if not isinstance(value, types.Command):
        return value, _as_it_is
    command: Any = value  # no type checker follows `types`
    goto = command.goto if isinstance(command.goto, (list, tuple)) else [command.goto]
    sends = [one for one in goto if isinstance(one, types.Send)]
    update = command.update
    if not isinstance(update, Mapping) and CHANNEL in (named := dict(command._update_as_tuples())):
        update = named  # pairs, or the fields of an object: langgraph writes either like a mapping
    carried, close = _several([_carried(state, known) for state in (update, *(one.arg for one in sends))])

    def closed(clean: list[Any]) -> Any:
        resume, *inspected = clean
        update, *args = close(inspected)
        sent = iter(args)
        targets = [_sending(one, next(sent)) if isinstance(one, types.Send) else one for one in goto]
        return replace(command, update=update, resume=resume, goto=targets if sends else command.goto)

    return [command.resume, *carried], closed


def _carried(state: Any, known: Callable[[BaseMessage], bool]) -> tuple[Any, Close]:
    """A state without known messages, and for good without our channel."""
    if not isinstance(state, Mapping):
        return state, _as_it_is
    state = {key: item for key, item in state.items() if key != CHANNEL}
    parts, close = _several([_unknown(item, known) for item in state.values()])

    def closed(clean: Mapping[Any, Any]) -> dict[Any, Any]:
        return dict(zip(clean, close(list(clean.values())), strict=True))

    return dict(zip(state, parts, strict=True)), closed


def _unknown(value: Any, known: Callable[[BaseMessage], bool]) -> tuple[Any, Close]:
    """A list without known messages; any other value as it is."""
    if not isinstance(value, list):
        return value, _as_it_is
    kept = [one if isinstance(one, BaseMessage) and known(one) else None for one in value]

    def closed(clean: list[Any]) -> list[Any]:
        rest = iter(clean)
        return [next(rest) if one is None else one for one in kept]

    return [one for one, same in zip(value, kept, strict=True) if same is None], closed


def _several(parts: list[tuple[Any, Close]]) -> tuple[list[Any], Close]:
    def closed(clean: list[Any]) -> list[Any]:
        return [close(one) for (_, close), one in zip(parts, clean, strict=True)]

    return [part for part, _ in parts], closed


def _sending(send: Any, arg: Any) -> Any:
    """The same `Send` with another state."""
    other = copy(send)
    other.arg = arg
    return other


def _as_it_is(clean: Any) -> Any:
    return clean
