"""Trials that try to break the limits: small in the test suite, whole in `tests/bench/limits.py`."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import GuardUnavailable, RateLimitExceeded
from langchain_guard.limit.tokens import estimate
from tests.openai_server import OpenAIServer, Reply
from tests.redis_server import RedisServer

THREADS = 16
HITS = 10
LIMIT = 100


@contextlib.contextmanager
def hostile_switching() -> Iterator[None]:
    """Let the interpreter switch threads every microsecond."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def ask(limiter: RateLimitRunnable) -> int:
    """One request: 1 if it passes."""
    try:
        limiter.invoke("x")
    except RateLimitExceeded:
        return 0
    return 1


async def aask(limiter: RateLimitRunnable) -> int:
    """One request of a task: 1 if it passes."""
    try:
        await limiter.ainvoke("x")
    except RateLimitExceeded:
        return 0
    return 1


class BareLimits:
    """`limits` alone behind the same interface: the control that shows that the trial can fail."""

    def __init__(self) -> None:
        self.strategy = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.item = RateLimitItemPerHour(LIMIT)

    def invoke(self, value: str) -> None:
        """One request."""
        if not self.strategy.hit(self.item, "k"):
            raise RateLimitExceeded(value)


def limiter_of_100() -> RateLimitRunnable:
    """A fresh limiter."""
    return RateLimitRunnable(limits=[f"{LIMIT}/hour"])


def admitted_of_threads(trials: int, make: Callable[[], Any] = limiter_of_100, threads: int = THREADS) -> Counter[int]:
    """How many of 16 x 10 requests from threads pass a limit of 100, trial by trial."""
    outcomes: Counter[int] = Counter()
    gate = threading.Barrier(threads)

    def worker(limiter: RateLimitRunnable) -> int:
        gate.wait()
        return sum(ask(limiter) for _ in range(HITS))

    with hostile_switching(), ThreadPoolExecutor(threads) as pool:
        for _ in range(trials):
            outcomes[sum(pool.map(worker, [make()] * threads))] += 1
    return outcomes


async def _tasks(limiter: RateLimitRunnable, tasks: int) -> int:
    async def worker() -> int:
        passed = 0
        for _ in range(HITS):
            passed += await aask(limiter)
            await asyncio.sleep(0)
        return passed

    return sum(await asyncio.gather(*(worker() for _ in range(tasks))))


def admitted_of_tasks(trials: int) -> Counter[int]:
    """The same from tasks of one event loop."""

    async def run() -> Counter[int]:
        return Counter([await _tasks(limiter_of_100(), THREADS) for _ in range(trials)])

    with hostile_switching():
        return asyncio.run(run())


def admitted_of_both(trials: int) -> Counter[int]:
    """The same from eight threads and two event loops of four tasks each, at once."""
    outcomes: Counter[int] = Counter()
    gate = threading.Barrier(10)

    def sync(limiter: RateLimitRunnable) -> int:
        gate.wait()
        return sum(ask(limiter) for _ in range(HITS))

    def loop(limiter: RateLimitRunnable) -> int:
        gate.wait()
        return asyncio.run(_tasks(limiter, 4))

    with hostile_switching(), ThreadPoolExecutor(10) as pool:
        for _ in range(trials):
            limiter = limiter_of_100()
            jobs = [pool.submit(sync, limiter) for _ in range(8)] + [pool.submit(loop, limiter) for _ in range(2)]
            outcomes[sum(job.result() for job in jobs)] += 1
    return outcomes


def _process(limiter: RateLimitRunnable, count: int, pause: float, clock_step: float, report: Any) -> None:
    """One process: so many requests, with its wall clock set wrong, reporting passed, refused and unavailable."""
    real = time.time
    passed = refused = down = 0
    with patch("time.time", lambda: real() + clock_step):
        for _ in range(count):
            try:
                limiter.invoke("x")
                passed += 1
            except RateLimitExceeded:
                refused += 1
            except GuardUnavailable:
                down += 1
            time.sleep(pause)
    report.put((passed, refused, down))


def processes(
    limiter: RateLimitRunnable, count: int, *, steps: tuple[float, ...] = (0, 3600, -3600, 0), pause: float = 0.0
) -> tuple[list[multiprocessing.process.BaseProcess], Any]:
    """Start one process per clock step; each puts its counts into the queue that is returned."""
    context = multiprocessing.get_context("spawn")
    reports = context.Queue()
    workers = [context.Process(target=_process, args=(limiter, count, pause, step, reports)) for step in steps]
    for worker in workers:
        worker.start()
    return workers, reports


def totals(workers: list[multiprocessing.process.BaseProcess], reports: Any) -> dict[str, int]:
    """Wait for the processes and add up their counts."""
    counts = [reports.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)
    passed, refused, down = (sum(column) for column in zip(*counts, strict=True))
    return {"passed": passed, "refused": refused, "unavailable": down}


def four_processes(server: RedisServer, namespace: str) -> dict[str, int]:
    """4 processes x 200 requests and reservations, whose clocks differ by an hour, against 500 requests and tokens."""
    limiter = RateLimitRunnable(
        limits=["500/hour", f"{600 * 8} tokens/hour"], output_reserve=7, storage_uri=server.uri, namespace=namespace
    )  # "x" is one token and 7 are reserved: 8 each, so that 500 requests bind before 600 reservations
    result = totals(*processes(limiter, 200))
    booked = {usage.limit.unit: usage.used for usage in limiter.status()}
    return result | {"limit": 500, "booked_requests": booked["requests"], "booked_tokens": booked["tokens"]}


def killed_and_restarted(server: RedisServer, namespace: str) -> dict[str, int]:
    """The same while the server is killed mid-run and comes back half a second later."""
    limiter = RateLimitRunnable(limits=["500/hour"], storage_uri=server.uri, namespace=namespace)
    workers, reports = processes(limiter, 200, pause=0.008)
    while limiter.status()[0].used < 150:
        time.sleep(0.01)
    server.kill()
    time.sleep(0.5)
    server.start()
    recovered = RateLimitRunnable(limits=["1/hour"], storage_uri=server.uri, namespace=namespace + ".after")
    assert ask(recovered) == 1
    result = totals(workers, reports)
    return result | {"limit": 500, "booked_requests": limiter.status()[0].used}


KINDS = ("usage", "no usage", "closed early", "error")


def streams_over_http(count: int) -> dict[str, Any]:
    """Concurrent streams over real HTTP: what the budget books against what the server counts itself.

    Each kind of stream has a budget of its own, so that the books can be compared kind by kind: with the sum of the
    usages the server has sent, different for each stream, or with the documented estimate where it sends none.
    """
    words = "one two three four five six seven eight nine ten "
    limiter = RateLimitRunnable(
        limits=["user: 100000 tokens/hour", "global: 8000 tokens/hour"], key="configurable.user_id"
    )
    kinds = [KINDS[index % 4] for index in range(count)]
    most = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.002):
            most = max(most, next(u.used for u in limiter.status() if u.limit.scope == "global"))

    with OpenAIServer() as server:

        def answer(body: dict[str, Any]) -> Reply:
            kind, question = body["messages"][-1]["content"].split(": question ")
            if kind == "error":
                return Reply(status=500)
            usage = None if kind == "no usage" else (11 + int(question) % 7, 20 + int(question))
            return Reply(words * 4, usage=usage, chunk=5)

        server.answer = answer
        llm = limiter.wrap(server.chat_model(max_tokens=100, stream_usage=True))

        async def one(index: int) -> str:
            config = {"configurable": {"user_id": kinds[index]}}
            try:
                stream = llm.astream(f"{kinds[index]}: question {index:03}", config)
                seen = 0
                async for chunk in stream:
                    seen += bool(chunk.content)
                    if kinds[index] == "closed early" and seen == 4:
                        break
                await stream.aclose()
            except RateLimitExceeded:
                return "refused"
            except Exception as error:  # noqa: BLE001 -- counted by name below
                return type(error).__name__
            return "ok"

        async def run() -> Counter[tuple[str, str]]:
            return Counter(zip(kinds, await asyncio.gather(*map(one, range(count))), strict=True))

        watcher = threading.Thread(target=watch)
        watcher.start()
        outcomes = asyncio.run(run())
        done.set()
        watcher.join()
        counted = sum(
            sum(request.reply.usage)
            for request in server.requests
            if request.reply.usage and request.last_user_text.startswith("usage:")
        )

    booked = {kind: next(u.used for u in limiter.status(kind) if u.limit.scope == "user") for kind in KINDS}
    question = 4 + estimate("no usage: question 000")
    early = 4 + estimate("closed early: question 000")
    return {
        "streams": count,
        "outcomes": {f"{kind}: {outcome}": number for (kind, outcome), number in sorted(outcomes.items())},
        "booked": booked,
        "server_count": {"usage": counted},
        "documented_estimate": {
            "no usage": outcomes["no usage", "ok"] * (question + estimate(words * 4)),
            "closed early": outcomes["closed early", "ok"] * (early + estimate((words * 4)[:20])),
            "error": 0,
        },
        "limit": 8000,
        "most_booked_at_any_time": most,
    }
