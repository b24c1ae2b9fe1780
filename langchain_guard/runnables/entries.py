"""The elements of a list that merges by index when chunks are added up."""

from __future__ import annotations

from typing import Any

from langchain_guard.runnables.thoughts import unsigned


class Entry:
    """One element of a list that merges by index, as the sum of the chunks has it."""

    def __init__(self, index: object, identity: object, kind: object) -> None:
        self.index, self.identity, self.kind = index, identity, kind
        self.only = True  # no other element has the same index
        self.signatures: list[dict[str, Any]] = []  # held back until the text that was signed is out
        self._owed: str | None = ""  # what came of the text and is not out; None once something else was given out
        self.ended = False  # whether another block has begun behind it: what it held back has been released

    def fits(self, element: dict[str, Any]) -> bool:
        """Whether LangChain would merge `element` into this one."""
        identity = element.get("id")
        return self.index == element["index"] and (
            self.identity in {None, ""} or identity in {None, ""} or self.identity == identity
        )

    def gave(self, text: str, piece: str) -> None:
        """Note that `text` came, and that `piece` was given out."""
        if self._owed is not None:
            owed = self._owed + text
            self._owed = owed[len(piece) :] if owed.startswith(piece) else None

    def signed(self) -> list[Any]:
        """The signature, once the text is out, as elements of the content; withdrawn where the text was changed."""
        held, self.signatures = [{**self.stub(), **one} for one in self.signatures], []
        return held if self._owed == "" else [unsigned(one) for one in held[:1]]

    def stub(self) -> dict[str, Any]:
        """What an element needs in order to be merged into this one."""
        stub = {"type": self.kind} if self.kind else {}
        if not self.only:
            stub["id"] = self.identity
        return {**stub, "index": self.index}


def grown(steps: list[Any], tail: Any) -> Any:
    """The tail at its place: in dicts by key, in lists by index."""
    if not steps:
        return tail
    step, *rest = steps
    if isinstance(step, Entry):
        inner = grown(rest, tail)
        return [{**step.stub(), **inner}]
    return {step: grown(rest, tail)}
