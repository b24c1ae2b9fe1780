"""Both stores keep the same promises: all or nothing, never over, settled once, idle keys gone."""

from __future__ import annotations

import math
import secrets
from collections import defaultdict
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from langchain_guard.limit import redis as redis_room
from langchain_guard.limit.memory import MemoryStore
from langchain_guard.limit.notation import Limit
from langchain_guard.limit.redis import RedisStore
from langchain_guard.limit.store import Charge, Lease, Refusal, slot_ms

START = 1_000_000.0
LIMITS = (
    Limit("requests", 3, 1, "user", "3 per 1 second"),
    Limit("tokens", 1_000, 10, "user", "1000 tokens per 10 second"),
    Limit("cost", 5_000_000_000_000, 3_600, "global", "5000 USD per 1 hour"),
    Limit("concurrency", 2, 0, "user", "2 concurrent"),
)


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


class ModelStore:
    """The promise, written as plainly as possible: a list of everything that was ever booked."""

    def __init__(self, clock):
        self.clock = clock
        self.booked = defaultdict(list)  # (limit id, key) -> [[tick, amount, lease number]]
        self.open = {}  # lease number -> (charges, expiry)

    def now(self):
        return int(self.clock() * 1000)

    def live(self, charge):
        if not charge.limit.seconds:
            held = [
                (expires, 1)
                for charges, expires in self.open.values()
                for held in charges
                if held.limit == charge.limit and held.key == charge.key and expires > self.now()
            ]
            return sorted(held)
        oldest = (self.now() - charge.limit.seconds * 1000) // slot_ms(charge.limit)
        return sorted(
            ((tick + 1) * slot_ms(charge.limit) + charge.limit.seconds * 1000, amount)
            for tick, amount, _ in self.booked[charge.limit.id, charge.key]
            if tick >= oldest
        )

    def used(self, charge):
        return sum(amount for _, amount in self.live(charge))

    def wait(self, charge):
        """Seconds until it fits; None when it fits now."""
        excess = self.used(charge) + charge.amount - charge.limit.amount
        if excess <= 0:
            return None
        if charge.amount > charge.limit.amount:
            return math.inf
        for leaves, amount in self.live(charge):
            if not charge.limit.seconds:
                return (leaves - self.now()) / 1000
            excess -= amount
            if excess <= 0:
                return (leaves - self.now()) / 1000
        raise AssertionError

    def reserve(self, number, charges, hold):
        for charge in charges:
            tick = self.now() // slot_ms(charge.limit)
            self.booked[charge.limit.id, charge.key].append([tick, charge.amount, number])
        self.open[number] = (charges, self.now() + int(hold * 1000))

    def settle(self, number, amounts):
        charges, expires = self.open.get(number, ((), 0))
        if expires <= self.now():
            return False
        del self.open[number]
        for charge, amount in zip(charges, amounts, strict=True):
            for entry in self.booked[charge.limit.id, charge.key]:
                if entry[2] == number:
                    entry[1] = amount
        return True


def key_of(limit, user):
    """The budget key of a user, or of everybody."""
    return (b"everybody" if limit.scope == "global" else user.encode()).ljust(16, b".")


class StoreMachine(RuleBasedStateMachine):
    """Random reservations, settlements and pauses, against the model after every step."""

    leases = Bundle("leases")
    make_store = None

    def __init__(self):
        super().__init__()
        self.clock = Clock()
        self.tag = secrets.token_hex(4)
        self.store = type(self).make_store(self.clock)
        self.model = ModelStore(self.clock)
        self.count = 0

    def charges(self, user, amounts):
        return tuple(
            Charge(limit, key_of(limit, user), amount, self.tag)
            for limit, amount in zip(LIMITS, amounts, strict=True)
            if amount is not None
        )

    @rule(
        target=leases,
        user=st.sampled_from(["a", "b"]),
        amounts=st.tuples(
            st.none() | st.integers(1, 4),
            st.none() | st.integers(0, 1_200),
            st.none() | st.integers(1, 2_000_000_000_000),
            st.none() | st.just(1),
        ).filter(any),
        hold=st.sampled_from([0.5, 5.0, 100.0]),
    )
    def reserve(self, user, amounts, hold):
        charges = self.charges(user, amounts)
        waits = {charge.limit: wait for charge in charges if (wait := self.model.wait(charge)) is not None}
        answer = self.store.reserve(charges, hold)
        if not waits:
            assert isinstance(answer, Lease), answer
            self.count += 1
            self.model.reserve(self.count, charges, hold)
            return self.count, answer
        assert isinstance(answer, Refusal), (answer, waits)
        assert waits[answer.limit] == answer.retry_after == max(waits.values())
        (refusing,) = [charge for charge in charges if charge.limit == answer.limit]
        assert answer.remaining == max(0, answer.limit.amount - self.model.used(refusing))
        return 0, None

    @rule(lease=leases, factor=st.sampled_from([0, 0.3, 1, 1.5]))
    def settle(self, lease, factor):
        number, granted = lease
        if granted is None:
            return
        amounts = [int(charge.amount * factor) for charge in granted.charges]
        assert self.store.settle(granted, amounts) == self.model.settle(number, amounts)

    @rule(milliseconds=st.integers(0, 1_200) | st.integers(0, 11_000) | st.sampled_from([1_008, 10_078, 4_000_000]))
    def wait(self, milliseconds):
        self.clock.now += milliseconds / 1000

    @invariant()
    def usage_is_as_in_the_model(self):
        charges = [*self.charges("a", [0] * 4), *self.charges("b", [0] * 4)]
        assert [usage.used for usage in self.store.usage(charges)] == [self.model.used(charge) for charge in charges]


def machine_settings(examples):
    """Settings of a state machine run."""
    return settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def test_the_memory_store_does_what_the_model_says():
    """State machine: every answer, wait, remaining amount and usage is the model's."""

    class Machine(StoreMachine):
        make_store = staticmethod(lambda clock: MemoryStore(clock=clock))

    run_state_machine_as_test(Machine, settings=machine_settings(150))


def test_the_redis_store_does_what_the_model_says(redis_server):
    """The same machine on a real server, with its clock read from a key that the test moves."""
    with redis_server.client() as client:

        class MovedClock(Clock):
            def __call__(self):
                return self.now

        def make(clock):
            store = RedisStore(redis_server.uri)
            run = store._run

            def run_at(which, keys, arguments):
                milliseconds = int(clock() * 1000)
                client.mset({"clock:s": milliseconds // 1000, "clock:us": milliseconds % 1000 * 1000})
                return run(which, keys, arguments)

            store._run = run_at
            return store

        class Machine(StoreMachine):
            make_store = staticmethod(make)

        moved = {
            name: getattr(redis_room, name).replace("redis.call('TIME')", "redis.call('MGET', 'clock:s', 'clock:us')")
            for name in ("RESERVE", "SETTLE", "USAGE")
        }
        with patch.multiple(redis_room, **moved):
            run_state_machine_as_test(Machine, settings=machine_settings(60))
