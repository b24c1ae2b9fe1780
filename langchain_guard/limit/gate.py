"""The gate: asks the store, waits in line if told to, and decides what happens when the store is down.

The steps of an admission are written once, as a generator that yields what is to be done; a thread and a task each
drive it in their own way, so that sync and async cannot differ.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from langchain_guard.exceptions import GuardUnavailable, RateLimitExceeded
from langchain_guard.limit.backends import MEMORY, Backend, backend
from langchain_guard.limit.keys import budget_key
from langchain_guard.limit.line import Signal, TaskSignal, ThreadSignal
from langchain_guard.limit.lockout import Lockout
from langchain_guard.limit.notation import Limit, Unit
from langchain_guard.limit.store import Charge, Lease, Refusal, StoreDown, Usage

OnBackendError = Literal["closed", "open", "memory"]

_POLL = 0.25
"""Seconds between looks at budgets that another process may give back early: all but requests."""

_Steps = Generator["float | None", "Lease | Refusal | None", Lease]
"""Yields seconds to sleep, or None to ask the store; is sent what the store said."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Admits or refuses. Holds no state of its own: copies and pickles share the store of their URI.

    Args:
        limits: What is limited.
        uri: Where the budgets live.
        namespace: Which gates share budgets within the store.
        secret: Makes the budget keys unguessable.
        on_backend_error: When the store is down: refuse (`closed`), admit (`open`), or count in this process alone
            (`memory`).
        wait: Whether to wait in line instead of refusing.
        max_wait: Longest wait, in seconds.
        hold: Seconds within which a lease may be settled.
    """

    limits: tuple[Limit, ...]
    uri: str = field(default=MEMORY, repr=False)
    namespace: str = ""
    secret: bytes = field(default=b"", repr=False)
    on_backend_error: OnBackendError = "closed"
    wait: bool = False
    max_wait: float = 30.0
    hold: float = 600.0
    scopes: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once what every decision needs."""
        object.__setattr__(self, "scopes", frozenset(limit.scope for limit in self.limits))

    def charges(self, who: Mapping[str, str], amounts: Mapping[Unit, int]) -> tuple[Charge, ...]:
        """What a call costs, limit by limit.

        Args:
            who: The identity of each scope.
            amounts: How much of each unit that is limited.
        """
        keys = self._keys(who)
        return tuple(
            [  # a list: a generator costs a third more, on every call
                Charge(limit, keys[limit.scope], amounts[limit.unit], self.namespace) for limit in self.limits
            ]
        )

    def admit(self, charges: Sequence[Charge], *, settles: bool = True) -> Lease:
        """Book the charges, or raise.

        Args:
            charges: What the call costs.
            settles: Whether `settle` will be called.

        Raises:
            RateLimitExceeded: A budget is spent, or did not recover within `max_wait`.
            GuardUnavailable: The store is down and `on_backend_error` is `closed`.
        """
        home = backend(self.uri)
        hold = self.hold if settles else 0.0
        if not self.wait:
            return self._granted(self._ask(home, charges, hold))
        signal = ThreadSignal()
        steps = self._steps(home, charges, signal)
        try:
            pause = next(steps)
            while True:
                if pause is not None:
                    signal.wait(pause)
                    pause = steps.send(None)
                    continue
                pause = steps.send(self._ask(home, charges, hold))
        except StopIteration as done:
            return _lease(done)
        finally:
            steps.close()

    async def aadmit(self, charges: Sequence[Charge], *, settles: bool = True) -> Lease:
        """`admit`, without blocking the event loop."""
        home = backend(self.uri)
        hold = self.hold if settles else 0.0
        if not self.wait:
            return self._granted(await self._aask(home, charges, hold))
        signal = TaskSignal()
        steps = self._steps(home, charges, signal)
        try:
            pause = next(steps)
            while True:
                if pause is not None:
                    await signal.wait(pause)
                    pause = steps.send(None)
                    continue
                pause = steps.send(await self._aask(home, charges, hold))
        except StopIteration as done:
            return _lease(done)
        finally:
            steps.close()

    def settle(self, lease: Lease, amounts: Mapping[Unit, int]) -> bool:
        """Replace what was reserved by what was used; units that are not named stay as reserved.

        Returns:
            Whether the store booked it; when not, what was reserved stays booked, for good or until it answers again.
        """
        if lease.store is None:
            return True
        try:
            settled = lease.store.settle(lease, _actual(lease, amounts))
        except StoreDown:
            settled = False
        backend(self.uri).line.budget_freed()
        return settled

    async def asettle(self, lease: Lease, amounts: Mapping[Unit, int]) -> bool:
        """`settle`, without blocking the event loop."""
        if lease.store is None:
            return True
        try:
            settled = await lease.store.asettle(lease, _actual(lease, amounts))
        except StoreDown:
            settled = False
        backend(self.uri).line.budget_freed()
        return settled

    def usage(self, who: Mapping[str, str]) -> list[Usage]:
        """How far the budgets of these identities are used; limits of scopes not named are left out.

        Raises:
            GuardUnavailable: The store is down.
        """
        try:
            return backend(self.uri).store.usage(self._asked(who))
        except StoreDown as down:
            raise _unavailable(down, "nobody knows what is left") from None

    async def ausage(self, who: Mapping[str, str]) -> list[Usage]:
        """`usage`, without blocking the event loop."""
        try:
            return await backend(self.uri).store.ausage(self._asked(who))
        except StoreDown as down:
            raise _unavailable(down, "nobody knows what is left") from None

    def strike(self, lockout: Lockout, who: Mapping[str, str]) -> bool:
        """Count a blocked request; returns whether it is the one that locks the caller out.

        While the store is down blocked requests are not counted.
        """
        scope = lockout.lock.scope
        try:
            key = budget_key(self.namespace, scope, who[scope], self.secret)
            return lockout.strike(backend(self.uri).store, key, self.namespace)
        except StoreDown:
            return False

    def _asked(self, who: Mapping[str, str]) -> tuple[Charge, ...]:
        keys = self._keys(who)
        return tuple(
            # a request may book nothing on the lock, which is one budget of one all the same
            Charge(limit if limit.amount else replace(limit, amount=1), keys[limit.scope], 0, self.namespace)
            for limit in self.limits
            if limit.scope in keys
        )

    def _keys(self, who: Mapping[str, str]) -> dict[str, bytes]:
        return {
            scope: budget_key(self.namespace, scope, who[scope], self.secret) for scope in self.scopes if scope in who
        }

    def _steps(self, home: Backend, charges: Sequence[Charge], signal: Signal) -> _Steps:
        place = next((charge.key for charge in charges if charge.limit.scope == "user"), charges[0].key)
        deadline = time.monotonic() + self.max_wait
        home.line.join(place, signal)
        try:
            refusal: Refusal | None = None
            while True:
                left = deadline - time.monotonic()
                if not home.line.is_first(place, signal):
                    if left <= 0:
                        raise self._refused(refusal or Refusal(charges[0].limit, 0, self.max_wait))
                    yield left
                    continue
                answer = yield None
                if isinstance(answer, Lease):
                    return answer
                refusal = cast("Refusal", answer)  # asked, so there is an answer
                if left <= 0 or _hopeless(refusal, left):
                    raise self._refused(refusal)
                pause = min(refusal.retry_after, left)
                yield pause if refusal.limit.unit == "requests" else min(pause, _POLL)
        finally:
            home.line.leave(place, signal)

    def _ask(self, home: Backend, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        try:
            return home.store.reserve(charges, hold)
        except StoreDown as down:
            return self._without_store(down, charges, hold)

    async def _aask(self, home: Backend, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        try:
            return await home.store.areserve(charges, hold)
        except StoreDown as down:
            return self._without_store(down, charges, hold)

    def _without_store(self, down: StoreDown, charges: Sequence[Charge], hold: float) -> Lease | Refusal:
        if self.on_backend_error == "open":
            return Lease("", (), degraded="open")
        if self.on_backend_error == "memory":
            with contextlib.suppress(StoreDown):  # memory may be full, too: then closed
                answer = backend(MEMORY).store.reserve(charges, hold)
                if isinstance(answer, Lease):
                    answer.degraded = "memory"
                return answer
        raise _unavailable(down, "the call was not made") from None

    def _granted(self, answer: Lease | Refusal) -> Lease:
        if isinstance(answer, Lease):
            return answer
        raise self._refused(answer)

    def _refused(self, refusal: Refusal) -> RateLimitExceeded:
        limit, after = refusal.limit, refusal.retry_after
        if limit.unit == "lockout":
            message = f"locked out after repeated blocked requests; retry in {math.ceil(after)} s"
        elif math.isinf(after):
            message = f"this one call asks for more than the whole limit of {limit} ({limit.scope}): make it smaller"
        elif limit.unit == "concurrency":  # slots are given back long before the last lease ends
            message = (
                f"rate limit of {limit} ({limit.scope}) reached; retry when one of these calls has ended, "
                f"in {math.ceil(after)} s at the latest"
            )
        else:
            message = f"rate limit of {limit} ({limit.scope}) reached; retry in {math.ceil(after)} s"
        return RateLimitExceeded(
            message,
            limit_type=limit.unit,
            scope=limit.scope,
            limit=str(limit),
            remaining=limit.shown(refusal.remaining),
            retry_after=after,
            rule_ids=(f"rate_limit.{limit.unit}",),
        )


def _unavailable(down: StoreDown, so: str) -> GuardUnavailable:
    message = f"the rate limit store cannot answer ({down}), so {so}; retry when it is back"
    return GuardUnavailable(message, control="rate_limit", rule_ids=("rate_limit.backend",), stage="input")


def _hopeless(refusal: Refusal, left: float) -> bool:
    """Whether waiting is pointless: requests are hardly ever given back early, and nobody waits out a lockout."""
    if refusal.limit.unit == "lockout" or math.isinf(refusal.retry_after):
        return True
    return refusal.limit.unit == "requests" and refusal.retry_after > left


def _lease(done: StopIteration) -> Lease:
    lease: Lease = done.value
    return lease


def _actual(lease: Lease, amounts: Mapping[Unit, int]) -> list[int]:
    return [amounts.get(charge.limit.unit, charge.amount) for charge in lease.charges]
