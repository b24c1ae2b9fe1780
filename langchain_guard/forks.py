"""What a forked child begins anew: in it there is no thread that would give back what another one held."""

from __future__ import annotations

import os
from threading import Lock
from typing import Protocol
from weakref import WeakSet


class Renewed(Protocol):
    """Something that a forked child cannot go on with as it is."""

    def after_fork(self) -> None:
        """Called in the child after a fork."""


def renew_after_fork(one: Renewed) -> None:
    """Have `one` told of every fork, in the child, for as long as it lives.

    >>> lock = ForkLock()
    >>> renew_after_fork(lock)  # as its constructor has done
    """
    _renewed.add(one)


class ForkLock:
    """A lock for `with`, which a forked child finds free, whoever held it in the parent.

    For what is whole between any two of its operations; what a lock guards against halves has to begin anew.

    >>> with ForkLock():
    ...     pass
    """

    def __init__(self) -> None:
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Called in the child after a fork."""
        self._lock = Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


_renewed: WeakSet[Renewed] = WeakSet()


def _after_fork() -> None:
    for one in list(_renewed):
        one.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(after_in_child=_after_fork)
