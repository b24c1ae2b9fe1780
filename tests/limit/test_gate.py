"""Waiting in line, and what happens when the store is down."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import ConfigError, GuardUnavailable, RateLimitExceeded
from langchain_guard.limit.backends import backend
from langchain_guard.runnables.identity import by_user
from tests.redis_server import RedisServer

ALICE = {"configurable": {"user_id": "alice"}}
BOB = {"configurable": {"user_id": "bob"}}
NOWHERE = "redis://127.0.0.1:9/0"


def in_line():
    """How many wait on the memory store."""
    return len(backend("memory://").line)


def until(condition):
    """Wait for a condition, at most ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_waiting_is_first_come_first_served_for_threads_and_tasks():
    """Threads and tasks that came one after the other are served in that order."""
    limiter = RateLimitRunnable(limits=["1/second"], key=by_user, wait=True, max_wait=30)
    limiter.invoke("x", ALICE)
    served = []

    def sync(name):
        limiter.invoke("x", ALICE)
        served.append(name)

    async def task(name):
        await limiter.ainvoke("x", ALICE)
        served.append(name)

    before = in_line()
    waiting = []
    for index in range(4):
        target = (sync, (index,)) if index % 2 else (asyncio.run, (task(index),))
        waiting.append(threading.Thread(target=target[0], args=target[1]))
        waiting[-1].start()
        until(lambda count=index: in_line() == before + count + 1)
    limiter.invoke("x", BOB)  # another user does not wait for them
    assert served == []
    for thread in waiting:
        thread.join()
    assert served == [0, 1, 2, 3]
    assert in_line() == before


def test_waiting_ends_at_max_wait():
    """A wait that cannot end in time is refused at once, one that might is refused at its end."""
    limiter = RateLimitRunnable(limits=["1/hour"], wait=True, max_wait=5)
    limiter.invoke("x")
    started = time.monotonic()
    with pytest.raises(RateLimitExceeded):
        limiter.invoke("x")
    assert time.monotonic() - started < 4
    tokens = RateLimitRunnable(limits=["10 tokens/hour"], output_reserve=8, wait=True, max_wait=0.05)
    tokens.invoke("x")
    with pytest.raises(RateLimitExceeded):
        asyncio.run(tokens.ainvoke("x"))
    with pytest.raises(RateLimitExceeded, match="smaller"):
        tokens.invoke("x" * 100)


def test_a_refund_lets_the_next_one_pass():
    """Who waits for tokens or a slot is served as soon as a call gives them back."""
    from langchain_core.runnables import RunnableLambda

    limiter = RateLimitRunnable(max_concurrency=1, wait=True, max_wait=30)
    release = threading.Event()
    order = []

    def work(name):
        order.append(name)
        assert release.wait(10)
        return name

    call = limiter.wrap(RunnableLambda(work)).invoke
    before = in_line()
    threads = [threading.Thread(target=call, args=(name,)) for name in ("first", "second")]
    threads[0].start()
    until(lambda: order == ["first"])
    threads[1].start()
    until(lambda: in_line() == before + 1)
    assert order == ["first"]
    release.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]


def test_who_gives_up_waiting_leaves_the_line():
    """A cancelled task stands in nobody's way and books nothing."""
    limiter = RateLimitRunnable(limits=["10 tokens/hour"], output_reserve=9, wait=True, max_wait=30)
    limiter.invoke("x")

    async def run():
        before = in_line()
        call = asyncio.create_task(limiter.ainvoke("x"))
        await asyncio.to_thread(until, lambda: in_line() == before + 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert in_line() == before

    asyncio.run(run())
    assert limiter.status()[0].used == 10


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_store_that_is_down_refuses_admits_or_counts_locally(asynchronous):
    """Closed by default; open and memory by choice, and each use is an event."""
    from tests.runnables.test_limited import Events

    events = Events()

    def call(limiter):
        config = {"callbacks": [events]}
        return asyncio.run(limiter.ainvoke("x", config)) if asynchronous else limiter.invoke("x", config)

    closed = RateLimitRunnable(limits=["1/hour"], storage_uri=NOWHERE)
    with pytest.raises(GuardUnavailable) as refused:
        call(closed)
    assert refused.value.status_code == 503
    assert "127.0.0.1" not in str(refused.value)
    opened = RateLimitRunnable(limits=["1/hour"], storage_uri=NOWHERE, on_backend_error="open")
    assert [call(opened), call(opened)] == ["x", "x"]
    local = RateLimitRunnable(
        limits=["1/hour"], storage_uri=NOWHERE, on_backend_error="memory", namespace=f"local{asynchronous}"
    )
    call(local)
    with pytest.raises(RateLimitExceeded):
        call(local)
    assert events.rules == [
        "rate_limit.backend",
        "rate_limit.backend_open",
        "rate_limit.backend_open",
        "rate_limit.backend_memory",
        "rate_limit.requests",
    ]


def test_a_lost_settlement_is_an_event_and_the_answer_still_arrives(tmp_path):
    """When the store dies during a call, the answer is returned and what was reserved stays booked."""
    from langchain_core.runnables import RunnableLambda

    from tests.runnables.test_limited import Events

    events = Events()
    with RedisServer(tmp_path) as server:
        limiter = RateLimitRunnable(
            limits=["9 tokens/hour"], output_reserve=7, storage_uri=server.uri, namespace="lost"
        )

        def die(value):
            server.kill()
            return value

        assert limiter.wrap(RunnableLambda(die)).invoke("x", {"callbacks": [events]}) == "x"
        assert events.rules == ["rate_limit.settlement_lost"]
        server.start()
        assert limiter.status()[0].used == 8


def test_who_waits_behind_others_gives_up_in_time():
    """Not being served before `max_wait` is a refusal, for whoever is first and for whoever stands behind."""
    limiter = RateLimitRunnable(limits=["10 tokens/hour"], output_reserve=9, wait=True, max_wait=0.3)
    limiter.invoke("x")
    refused = []

    def call():
        try:
            limiter.invoke("x")
        except RateLimitExceeded as error:
            refused.append(error.limit)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["10 tokens per 1 hour"] * 4


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_status_of_a_store_that_is_down_is_unavailable(asynchronous):
    """Who asks what is left gets an error of this package with its HTTP status, as who makes a call."""
    limiter = RateLimitRunnable(limits=["5/minute"], storage_uri=NOWHERE)
    with pytest.raises(GuardUnavailable, match="what is left") as error:
        asyncio.run(limiter.astatus()) if asynchronous else limiter.status()
    assert error.value.status_code == 503


@pytest.mark.parametrize("asynchronous", [False, True])
def test_waiting_on_a_store_that_is_down_is_refused(asynchronous):
    """Nobody waits for a store that cannot answer, and a blocked request then counts for nobody."""
    limiter = RateLimitRunnable(limits=["1/hour"], storage_uri=NOWHERE, wait=True, lockout="1 per minute")
    with pytest.raises(GuardUnavailable):
        asyncio.run(limiter.ainvoke("x")) if asynchronous else limiter.invoke("x")
    assert not (asyncio.run(limiter.astrike()) if asynchronous else limiter.strike())


def test_a_full_memory_store_refuses(monkeypatch):
    """When even memory has no room for a new user, the call is refused, whatever was to be done about a dead store."""
    monkeypatch.setattr(backend("memory://").store, "_max_keys", 0)
    for policy in ("closed", "memory"):
        with pytest.raises(GuardUnavailable, match="live keys"):
            RateLimitRunnable(limits=["1/hour"], on_backend_error=policy).invoke("x")


def test_an_async_settlement_that_is_lost_is_an_event(tmp_path):
    """The same in a task: the answer arrives, the loss is reported."""
    from langchain_core.runnables import RunnableLambda

    from tests.runnables.test_limited import Events

    events = Events()
    with RedisServer(tmp_path) as server:
        limiter = RateLimitRunnable(limits=["9 tokens/hour"], output_reserve=7, storage_uri=server.uri)

        async def die(value):
            await asyncio.to_thread(server.kill)
            return value

        chain = limiter.wrap(RunnableLambda(die))
        assert asyncio.run(chain.ainvoke("x", {"callbacks": [events]})) == "x"
        assert events.rules == ["rate_limit.settlement_lost"]


def test_no_client_library_is_a_clear_error(monkeypatch):
    """Without the extra the error names it."""
    import sys

    monkeypatch.setitem(sys.modules, "langchain_guard.limit.redis", None)
    with pytest.raises(ConfigError, match=r"langchain-guard\[redis\]"):
        RateLimitRunnable(limits=["1/hour"], storage_uri="redis://127.0.0.1:10/0")
