"""Runs in flight: a bounded map from run id to what is known so far. Nothing in it holds text of a conversation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from langchain_guard.forks import renew_after_fork


class Run:
    """A run that has started and not ended.

    Attributes:
        kind: `llm`, `tool`, `retriever`, `chain` or `agent`.
        key: Its run id as a number: comparing and hashing those is quick and cannot be interrupted by another thread.
        id: Its run id as text.
        parent: The run id of its parent as text, `None` for an outermost run.
        within: The nearest run around it that is known; that has the steps of the agent it belongs to.
        top: The outermost run around it that is known, `None` when it is that itself.
        recorded: Whether its end is worth a record.
        who: `user`, `tenant` and `thread`, as far as known.
        record: What its record says until now.
        began: Monotonic seconds.
        ended: Monotonic seconds, 0 as long as it is in flight.
        first_token: Monotonic seconds of the first streamed token, 0 until then.
        retries: Times it was tried again.
        steps: Tool calls inside an agent.
        agent: Which agent it belongs to, if any.
    """

    __slots__ = (
        *("agent", "began", "ended", "first_token", "id", "key", "kind", "parent", "record", "recorded", "retries"),
        *("steps", "top", "who", "within"),
    )

    def __init__(
        self, kind: str, run_id: UUID, parent_id: UUID | None, within: Run | None, who: Mapping[str, str]
    ) -> None:
        self.kind = kind
        self.key: int = run_id.int
        self.id = str(run_id)
        self.within = within
        self.top: Run | None = None if within is None else within.top or within
        self.parent: str | None = None
        if parent_id is not None:
            self.parent = within.id if within is not None and within.key == parent_id.int else str(parent_id)
        self.recorded = True
        self.who = who
        self.record: dict[str, Any] = {"run_id": self.id, "root_run_id": self.id if self.top is None else self.top.id}
        if self.parent is not None:
            self.record["parent_run_id"] = self.parent
        self.began = monotonic()
        self.ended = 0.0
        self.first_token = 0.0
        self.retries = 0
        self.steps = 0
        self.agent: object = None if within is None else within.agent


class Runs:
    """All runs in flight, bounded in number and age.

    A run that is not worth a record is kept as another name of the run around it. Each operation is one call of a
    C-implemented map with numbers as keys: atomic, without a lock.

    Args:
        limit: More runs than this push the oldest out.
        timeout: Seconds after which a run without an end counts as abandoned.
        grace: Seconds a run may still go on after its outermost run has ended: early closed streams end that way round.
    """

    def __init__(self, *, limit: int, timeout: float, grace: float) -> None:
        self._limit = limit
        self._timeout = timeout
        self._grace = grace
        self._runs: OrderedDict[int, Run] = OrderedDict()
        renew_after_fork(self)

    def __len__(self) -> int:
        """Number of runs in flight."""
        return len(self._runs)

    def get(self, run_id: UUID | None) -> Run | None:
        """The run, or the one around it, if it is in flight."""
        return None if run_id is None else self._runs.get(run_id.int)

    def start(self, run_id: UUID, run: Run) -> Sequence[Run]:
        """Take a run in, or another name of one; the result are the ones pushed out."""
        self._runs[run_id.int] = run
        pushed: list[Run] = []
        while len(self._runs) > self._limit:
            key, oldest = self._runs.popitem(last=False)
            if oldest.key == key:
                oldest.ended = monotonic()
                pushed.append(oldest)
        return pushed

    def end(self, run_id: UUID) -> Run | None:
        """Take a run out; `None` when it is unknown or only another name."""
        key = run_id.int
        run = self._runs.pop(key, None)
        if run is None or run.key != key:
            return None
        run.ended = monotonic()
        return run

    def sweep(self, *, everything: bool = False) -> list[Run]:
        """Take out the runs that will not end any more.

        Args:
            everything: All of them, because the process ends.
        """
        now, dead = monotonic(), []
        for key, run in dict.copy(self._runs).items():
            top = run.top or run
            if everything or now - run.began >= self._timeout or (top.ended and now - top.ended >= self._grace):
                dead.append(UUID(int=key))
        return [ended for run_id in dead if (ended := self.end(run_id)) is not None]

    def after_fork(self) -> None:
        """Called in the child after a fork: the runs in flight are the parent's."""
        self._runs.clear()
