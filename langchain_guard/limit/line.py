"""Waiting in line: whoever came first is served first, per key, threads and tasks in one queue."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Protocol

from langchain_guard.forks import renew_after_fork


class Signal(Protocol):
    """How the one who waits is woken, from any thread."""

    def set(self) -> None:
        """Wake it."""
        ...


class TaskSignal:
    """Wakes a task of the running event loop from any thread."""

    __slots__ = ("_event", "_loop")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the task; a loop that has been closed meanwhile has nobody to wake."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Sleep until woken, or for so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


class ThreadSignal:
    """Wakes a thread."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Wake the thread."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Sleep until woken, or for so many seconds."""
        if self._event.wait(min(seconds, threading.TIMEOUT_MAX)):
            self._event.clear()


class Line:
    """One queue per key."""

    def __init__(self) -> None:
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Called in the child after a fork: no thread has come along, so nobody stands in line."""
        self._lock = threading.Lock()
        self._queues: dict[bytes, deque[Signal]] = {}

    def join(self, key: bytes, signal: Signal) -> None:
        """Stand at the end of the key's queue."""
        with self._lock:
            self._queues.setdefault(key, deque()).append(signal)

    def is_first(self, key: bytes, signal: Signal) -> bool:
        """Whether it is this one's turn."""
        with self._lock:
            return self._queues[key][0] is signal

    def leave(self, key: bytes, signal: Signal) -> None:
        """Step out, served or not, and wake whoever is first now."""
        with self._lock:
            queue = self._queues[key]
            queue.remove(signal)
            if queue:
                queue[0].set()
            else:
                del self._queues[key]

    def budget_freed(self) -> None:
        """Something was given back: let whoever is first in each queue look again."""
        with self._lock:
            for queue in self._queues.values():
                queue[0].set()

    def __len__(self) -> int:
        with self._lock:
            return sum(len(queue) for queue in self._queues.values())
