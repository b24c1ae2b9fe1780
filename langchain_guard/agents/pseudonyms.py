"""`HeldValues`: in an agent, state and checkpoints hold placeholders, and tools get values.

It stands beside the guard and the redactor of an `Inspector`, and is asked at the same crossings: for messages before
they stay in the state, for results of tools, and for arguments where a tool begins to run. The scope is that of the
run that is going on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.tools import BaseTool

from langchain_guard.agents.declared import argument_names
from langchain_guard.findings import Decision
from langchain_guard.redaction.vault_store import Source
from langchain_guard.runnables.pseudonymizer import PseudonymizerRunnable
from langchain_guard.runnables.restorer import Restoration


@dataclass(frozen=True, slots=True)
class HeldValues:
    """Hides values in an agent's conversation, and gives tools what their rules allow.

    Args:
        pseudonymizer: Hides and restores; None does neither.
    """

    pseudonymizer: PseudonymizerRunnable | None = None

    @property
    def waits(self) -> bool:
        """Whether an event loop should not wait for this."""
        return self.pseudonymizer is not None and self.pseudonymizer.waits

    def hidden(self, value: Any, source: Source) -> tuple[Any, list[Decision]]:
        """A message or a tool's result with placeholders, and what was done.

        Raises:
            InvalidInput: When the run names no tenant or no thread.
            GuardUnavailable: When the vault cannot hold a value.
        """
        if self.pseudonymizer is None:
            return value, []
        value, decision = self.pseudonymizer.hide(value, self.pseudonymizer.scope(None), source)
        return value, [] if decision is None else [decision]

    def arguments(self, tool: str, given: dict[str, Any]) -> tuple[dict[str, Any], list[Decision]]:
        """The arguments of a call with the values that the tool gets, and what was done.

        Args:
            tool: Name of the tool.
            given: The arguments as the model wrote them.
        """
        if self.pseudonymizer is None or not self.pseudonymizer.restore_tool_args:
            return given, []
        restoration = Restoration(self.pseudonymizer, self.pseudonymizer.scope(None))
        restored, decision = restoration.arguments(tool, given)
        return restored, [] if decision is None else [decision]

    def for_run(
        self, tool: BaseTool, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any], list[Decision]]:
        """The same for the hooks of a tool, whose keywords are not all arguments: what langgraph injects is let be."""
        if self.pseudonymizer is None or not self.pseudonymizer.restore_tool_args:
            return args, kwargs, []
        names = argument_names(tool)
        given = dict(zip(names, args, strict=False)) | {name: kwargs[name] for name in names if name in kwargs}
        restored, decisions = self.arguments(tool.name, given)
        positional = tuple(restored[name] for name in names[: len(args)])
        keywords = {name: restored[name] for name in given if name in kwargs}
        return (*positional, *args[len(positional) :]), {**kwargs, **keywords}, decisions


NOTHING_HELD = HeldValues()
"""Hides nothing."""
