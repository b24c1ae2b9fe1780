"""The housekeeping thread of a log: syncs, heartbeats, chores. It ends with its log and starts again after a fork."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Protocol


class Kept(Protocol):
    """What can be kept: something with a round of housekeeping that never raises."""

    def tick(self) -> None:
        """One round."""
        ...


class Keeper:
    """Calls `tick` of its owner every `interval` seconds, as long as the owner lives."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._thread: threading.Thread | None = None
        self.stop = threading.Event()

    def ensure(self, owner: Kept) -> None:
        """Start the thread unless it runs; threads do not survive a fork, so it is asked for again in a child."""
        if self._thread is None or not self._thread.is_alive():
            self.stop = threading.Event()
            ref: Callable[[], Kept | None] = weakref.ref(owner)
            name = "langchain-guard-audit"
            self._thread = threading.Thread(target=_keep, args=(ref, self.stop, self._interval), name=name, daemon=True)
            self._thread.start()


def _keep(ref: Callable[[], Kept | None], stop: threading.Event, interval: float) -> None:
    while not stop.wait(interval):
        owner = ref()
        if owner is None:
            return
        owner.tick()
        del owner
