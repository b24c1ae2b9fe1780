"""What a store of sealed values must do.

A store sees no key, no value, no tenant and no thread: only rows with random-looking names, and in them sealed bytes by
place (name of the placeholder, and source). Two processes that add the same place are no conflict: the first one stays,
and both get it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, get_args

from langchain_guard.exceptions import GuardUnavailable
from langchain_guard.redaction.vault_keys import CONTROL

Source = Literal["user", "system", "tool", "document", "model"]
"""Who brought a value into the conversation: the user, the developer's prompt, a tool's result, a retrieved document,
or the model itself, in the arguments of a tool call."""

SOURCES: tuple[Source, ...] = get_args(Source)

Place = tuple[str, Source]
"""Name of a placeholder, and the source."""


class Store(Protocol):
    """What a vault needs; every method raises `GuardUnavailable` when the store cannot do it."""

    name: str
    """What it is, for `repr`; holds no password."""

    waits: bool
    """Whether calls wait for a disk or a server."""

    def claim(self, ids: Sequence[str]) -> frozenset[str]:
        """Note the ids of the keys in use if the store is new or knows one of them; give those noted before."""
        ...

    def add(self, row: bytes, sealed: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """Keep what is not there yet, in one atomic step; give all that now stands under these names.

        Raises:
            GuardUnavailable: When the row is full.
        """
        ...

    def get(self, row: bytes, names: Sequence[str]) -> dict[Place, bytes]:
        """All that stands under these names; also counts as a use of the row."""
        ...

    def forget(self, row: bytes) -> None:
        """Delete a row."""
        ...

    def close(self) -> None:
        """Give back what the store holds of the system."""
        ...


def full(max_values: int) -> GuardUnavailable:
    """The refusal of a value that has no room."""
    message = f"this thread holds {max_values} hidden values, which is the most: raise max_values or start a new thread"
    return GuardUnavailable(message, control=CONTROL, rule_ids=("vault.full",))
