"""Runs in flight: a bounded map from run id to what is known so far. Nothing in it holds text of a conversation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID


@dataclass(slots=True, eq=False)
class Run:
    """A run that has started and not ended.

    Attributes:
        kind: `llm`, `tool`, `retriever`, `chain` or `agent`.
        recorded: Whether its end is worth a record.
        root: Id of the outermost run it belongs to.
        began: Monotonic seconds.
        first_token: Monotonic seconds of the first streamed token.
        who: `user`, `tenant` and `thread`, as far as known.
        fields: What the record will say.
        retries: Times it was tried again.
        steps: Tool calls inside an agent.
        agent: Which agent it belongs to, if any.
    """

    kind: str
    run_id: UUID
    parent: UUID | None
    root: UUID
    recorded: bool
    who: Mapping[str, str]
    fields: dict[str, Any]
    began: float = field(default_factory=monotonic)
    first_token: float | None = None
    retries: int = 0
    steps: int = 0
    agent: object = None


class Runs:
    """All runs in flight, bounded in number and age.

    Args:
        limit: More runs than this push the oldest out.
        max_age: Seconds after which a run without an end counts as abandoned.
        grace: Seconds a run may still go on after its outermost run has ended: early closed streams end that way round.
    """

    def __init__(self, *, limit: int, max_age: float, grace: float) -> None:
        self._limit = limit
        self._max_age = max_age
        self._grace = grace
        self._runs: OrderedDict[UUID, Run] = OrderedDict()
        self._families: dict[UUID, set[UUID]] = {}
        self._orphans: OrderedDict[UUID, float] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of runs in flight."""
        return len(self._runs)

    def get(self, run_id: UUID | None) -> Run | None:
        """The run, if it is in flight."""
        return self._runs.get(run_id) if run_id is not None else None

    def start(self, run: Run) -> list[Run]:
        """Take a run in; the result are the ones pushed out."""
        with self._lock:
            self._runs[run.run_id] = run
            self._families.setdefault(run.root, set()).add(run.run_id)
            pushed = []
            while len(self._runs) > self._limit:
                pushed.append(self._remove(next(iter(self._runs))))
            return [old for old in pushed if old is not None]

    def end(self, run_id: UUID) -> Run | None:
        """Take a run out; when it was an outermost one, what is left of its family are orphans from now on."""
        with self._lock:
            run = self._remove(run_id)
            if run is not None and run.root == run_id:
                now = monotonic()
                for left in self._families.get(run_id, ()):
                    self._orphans[left] = now
            return run

    def sweep(self, *, everything: bool = False) -> list[Run]:
        """Take out the runs that will not end any more.

        Args:
            everything: All of them, because the process ends.
        """
        with self._lock:
            now = monotonic()
            dead = [rid for rid, since in self._orphans.items() if everything or now - since >= self._grace]
            for rid, run in self._runs.items():  # in order of start, so the loop is short
                if not everything and now - run.began < self._max_age:
                    break
                dead.append(rid)
            removed = [self._remove(rid) for rid in dict.fromkeys(dead)]
            return [run for run in removed if run is not None]

    def clear(self) -> None:
        """Forget everything, in the child after a fork: these runs belong to the parent."""
        self._lock = threading.Lock()
        self._runs.clear()
        self._families.clear()
        self._orphans.clear()

    def _remove(self, run_id: UUID) -> Run | None:
        run = self._runs.pop(run_id, None)
        self._orphans.pop(run_id, None)
        if run is not None:
            family = self._families.get(run.root)
            if family is not None:
                family.discard(run_id)
                if not family:
                    del self._families[run.root]
        return run
