"""Walks that know which tool and which argument they are in, for rules such as `send_email.to`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from langchain_guard.runnables.jsontext import JsonPolicy
from langchain_guard.runnables.lanes import StreamWalk
from langchain_guard.runnables.messages import Place, Walk
from langchain_guard.runnables.redacting import Policy
from langchain_guard.runnables.watch import LetBe

ByArgument = Callable[[str, str], Policy]
"""The policy for an argument, given the names of tool and argument."""


class ByTool(Walk):
    """A walk whose policy for the arguments of a tool call depends on the tool and the argument.

    Args:
        policy: For texts.
        by_argument: For arguments.
        **options: As for `Walk`.
    """

    def __init__(self, policy: Policy, by_argument: ByArgument, **options: Any) -> None:
        super().__init__(policy, None, **options)
        self._by_argument = by_argument
        self._tool = ""
        self._tools: dict[Place, str] = {}  # in a stream only the first chunk of a call names the tool

    def frame(self, value: Any, place: Place, *, media: bool = False, skip: str = "") -> Any:
        """As `Walk.frame`; a dict with a name may be a tool call."""
        outer = self._tool
        if isinstance(value, dict):
            name = value.get("name")
            if isinstance(name, str) and name:
                self._tool = name
                if place is not None:
                    self._tools[place] = name
            else:
                self._tool = self._tools.get(place, outer)
        try:
            return super().frame(value, place, media=media, skip=skip)
        finally:
            self._tool = outer

    def _arguments(self, value: Any, place: Place, kind: str, *, json: bool) -> Any:
        if kind.startswith(("server_", "mcp_")):  # the provider has run these: it knows the placeholders only
            return value
        by_key = partial(self._by_argument, self._tool)
        if isinstance(value, str):
            return self.json(value, place, JsonPolicy(LetBe(), by_key)) if json else value
        return self.arguments(self._tool, value) if isinstance(value, dict) else value

    def arguments(self, tool: str, values: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a call, given as data; the same object when nothing changes."""
        out = {name: self.data(value, self._by_argument(tool, name)) for name, value in values.items()}
        return out if any(out[name] is not value for name, value in values.items()) else values


class StreamByTool(ByTool, StreamWalk):
    """The same for a stream of chunks."""
