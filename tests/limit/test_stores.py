"""Both stores keep the same promises: all or nothing, never over, settled once, idle keys gone."""

from __future__ import annotations

import asyncio
import math
import secrets
import threading
from collections import defaultdict
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from langchain_guard.limit import redis as redis_room
from langchain_guard.limit.memory import MemoryStore
from langchain_guard.limit.notation import Limit
from langchain_guard.limit.redis import RedisStore
from langchain_guard.limit.store import Charge, Lease, Refusal, StoreDown

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
        oldest = (self.now() - charge.limit.seconds * 1000) // charge.limit.slot_ms
        return sorted(
            ((tick + 1) * charge.limit.slot_ms + charge.limit.seconds * 1000, amount)
            for tick, amount, _ in self.booked[charge.limit.id, charge.key]
            if tick >= oldest
        )

    def used(self, charge):
        return sum(amount for _, amount in self.live(charge))

    def reset(self, charge):
        """Seconds until nothing is booked."""
        return max((leaves - self.now() for leaves, amount in self.live(charge) if amount), default=0) / 1000

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
            tick = self.now() // charge.limit.slot_ms
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

    @rule(lease=leases, factor=st.sampled_from([0, 0.3, 1, 3]), more=st.sampled_from([0, 0, 7]))
    def settle(self, lease, factor, more):
        number, granted = lease
        if granted is None:
            return
        amounts = [int(charge.amount * factor) + more for charge in granted.charges]
        assert self.store.settle(granted, amounts) == self.model.settle(number, amounts)

    @rule(milliseconds=st.integers(0, 1_200) | st.integers(990, 1_010) | st.integers(0, 11_000) | st.just(4_000_000))
    def wait(self, milliseconds):
        self.clock.now += milliseconds / 1000

    @invariant()
    def usage_is_as_in_the_model(self):
        charges = [*self.charges("a", [0] * 4), *self.charges("b", [0] * 4)]
        usages = self.store.usage(charges)
        assert [usage.used for usage in usages] == [self.model.used(charge) for charge in charges]
        assert [usage.reset_after for usage in usages] == [self.model.reset(charge) for charge in charges]


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

        # the moved clock may stand still for longer than a key lives by the real one, so keys live for an hour here
        replaced = {
            "redis.call('TIME')": "redis.call('MGET', 'clock:s', 'clock:us')",
            "'PEXPIRE', KEYS[i], length + slot": "'PEXPIRE', KEYS[i], 3600000",
            "'PEXPIRE', KEYS[i], hold": "'PEXPIRE', KEYS[i], 3600000",
            "'PX', hold": "'PX', 3600000",
        }
        moved = {name: getattr(redis_room, name) for name in ("RESERVE", "SETTLE", "USAGE")}
        for real, ours in replaced.items():
            assert any(real in script for script in moved.values())
            moved = {name: script.replace(real, ours) for name, script in moved.items()}
        with patch.multiple(redis_room, **moved):
            run_state_machine_as_test(Machine, settings=machine_settings(60))


@settings(max_examples=200, deadline=None)
@given(
    pauses=st.lists(st.integers(0, 700), min_size=5, max_size=60),
    most=st.integers(1, 5),
    seconds=st.sampled_from([1, 2, 10]),
)
def test_no_interval_of_the_windows_length_sees_more_than_the_limit(pauses, most, seconds):
    """Never over, in whatever interval one looks; and never refused when one slot more than the window is clear."""
    clock = Clock()
    store = MemoryStore(clock=clock)
    charge = Charge(Limit("requests", most, seconds), b"k" * 16, 1)
    admitted = []
    for pause in pauses:
        clock.now += pause / 1000
        now = int(clock.now * 1000)
        window = seconds * 1000
        if isinstance(store.reserve([charge], 0), Lease):
            admitted.append(now)
            assert sum(now - window < at <= now for at in admitted) <= most
        else:
            assert sum(at > now - window - charge.limit.slot_ms for at in admitted) >= most


@settings(max_examples=200, deadline=None)
@given(pauses=st.lists(st.integers(0, 90), min_size=5, max_size=60), most=st.integers(1, 5))
def test_requests_are_decided_as_by_the_moving_window_of_limits(pauses, most):
    """With time in whole slots, every decision is that of `limits`' own moving window."""
    step = Limit("requests", most, 16).slot_ms / 1000  # 125 ms: exact in binary, 128 of them make the window
    clock = Clock()
    store = MemoryStore(clock=clock)
    charge = Charge(Limit("requests", most, 16), b"k" * 16, 1)
    with patch("limits.storage.memory.time.time", clock):
        oracle = MovingWindowRateLimiter(MemoryStorage())
        oracle.storage.timer.cancel()
        with patch.object(oracle.storage, "_MemoryStorage__schedule_expiry", lambda: None):
            item = RateLimitItemPerSecond(most, 16)
            for pause in pauses:
                clock.now += pause * step
                assert isinstance(store.reserve([charge], 0), Lease) == oracle.hit(item, "k")


@pytest.mark.parametrize("offset", range(0, 1_000, 90))
def test_a_booking_counts_to_the_end_of_its_window_while_others_are_busy(offset):
    """No traffic of others makes a booking go early, and in its last slot it can still be settled."""
    clock = Clock()
    store = MemoryStore(clock=clock)
    limit = Limit("requests", 1, 1)
    charge, other = Charge(limit, b"a" * 16, 1), Charge(limit, b"b" * 16, 1)
    store.reserve([other], 0)
    clock.now += offset / 1000
    lease = store.reserve([charge], 60)
    booked = int(clock.now * 1000)
    leaves = (booked // limit.slot_ms + 1) * limit.slot_ms + 1000
    for moment in range(booked + 10, leaves - 1, 70):
        clock.now = moment / 1000
        store.reserve([other], 0)
    clock.now = (leaves - 0.5) / 1000
    assert isinstance(store.reserve([charge], 0), Refusal)
    assert store.settle(lease, [0])
    assert isinstance(store.reserve([charge], 0), Lease)


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_what_was_reserved_as_nothing_is_booked_when_used(kind, redis_server):
    """Whoever reserves no tokens and uses some has them on the books for the window."""
    store = MemoryStore() if kind == "memory" else RedisStore(redis_server.uri)
    charge = Charge(Limit("tokens", 10, 60), b"n" * 16, 0, f"nothing-{secrets.token_hex(4)}")
    assert store.settle(store.reserve([charge], 60), [7])
    (usage,) = store.usage([charge])
    assert usage.used == 7
    assert usage.reset_after > 59


def test_idle_keys_disappear():
    """After two windows without a request nothing of a user is left, and a later request finds that out."""
    clock = Clock()
    store = MemoryStore(clock=clock)
    limits = (Limit("requests", 10, 60), Limit("tokens", 9_000, 60), Limit("concurrency", 3, 0))
    for user in range(1_000):
        charges = [Charge(limit, user.to_bytes(16, "big"), 1) for limit in limits]
        store.settle(store.reserve(charges, 60), [1, 5, 0])
        if user % 2:
            store.reserve(charges, 60)  # never settled: its process forgot it
    assert len(store) == 2_500
    clock.now += 130
    store.reserve([Charge(limits[0], b"x" * 16, 1)], 0)
    assert len(store) == 1


def test_a_full_store_refuses_new_users_and_forgets_nobody():
    """Dropping a live key would give it a fresh budget, so new ones are refused instead."""
    clock = Clock()
    store = MemoryStore(max_keys=3, clock=clock)
    limit = Limit("requests", 1, 60)
    for user in (b"a", b"b", b"c"):
        assert isinstance(store.reserve([Charge(limit, user * 16, 1)], 0), Lease)
    with pytest.raises(StoreDown):
        store.reserve([Charge(limit, b"d" * 16, 1)], 0)
    assert isinstance(store.reserve([Charge(limit, b"a" * 16, 1)], 0), Refusal)
    clock.now += 130
    assert isinstance(store.reserve([Charge(limit, b"d" * 16, 1)], 0), Lease)


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_a_hundred_reservations_at_once_take_what_there_is(kind, redis_server):
    """80 concurrent reservations of 100 on 1,000: exactly ten; settling below the estimate lets others in."""
    store = MemoryStore() if kind == "memory" else RedisStore(redis_server.uri)
    charge = Charge(Limit("tokens", 1_000, 60), b"k" * 16, 100, f"hundred-{secrets.token_hex(4)}")
    answers = []

    def work():
        answers.append(store.reserve([charge], 60))

    threads = [threading.Thread(target=work) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    leases = [answer for answer in answers if isinstance(answer, Lease)]
    assert len(leases) == 10
    assert all(store.settle(lease, [50]) for lease in leases)
    assert not any(store.settle(lease, [0]) for lease in leases)
    assert store.usage([charge])[0].used == 500
    assert isinstance(asyncio.run(store.areserve([charge], 60)), Lease)
