"""What the budgets promise, measured: exactness under threads, tasks, processes, a dying server, HTTP; speed; memory.

    python -m tests.bench.limits [exact] [redis] [http] [speed] [memory]

Results go to `tests/bench/results/limits.json`. Speed is given as ratios within one run, beside the absolute figures.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from langchain_guard import RateLimitRunnable
from langchain_guard.limit.backends import backend
from langchain_guard.limit.memory import MemoryStore
from langchain_guard.limit.notation import parse_limit
from langchain_guard.limit.store import Charge
from tests.bench.results_file import save
from tests.limit import trials
from tests.redis_server import RedisServer

USERS = 100_000


def exact() -> dict[str, Any]:
    """1,000 trials each: 16 x 10 requests against a limit of 100, at a switch interval of a microsecond."""
    result: dict[str, Any] = {"limit": trials.LIMIT, "requests": trials.THREADS * trials.HITS}
    for name, trial in [
        ("threads", trials.admitted_of_threads),
        ("tasks", trials.admitted_of_tasks),
        ("threads_and_tasks", trials.admitted_of_both),
    ]:
        started = time.perf_counter()
        outcomes = trial(1_000)
        result[name] = {
            "trials": 1_000,
            "exactly_the_limit": outcomes[trials.LIMIT],
            "outcomes": {str(admitted): count for admitted, count in sorted(outcomes.items())},
            "seconds": round(time.perf_counter() - started, 1),
        }
    control = trials.admitted_of_threads(1_000, trials.BareLimits)
    result["control_bare_limits_sliding_window_counter"] = {
        "trials": 1_000,
        "over_the_limit": sum(count for admitted, count in control.items() if admitted > trials.LIMIT),
        "most_admitted": max(control),
    }
    return result


def redis() -> dict[str, Any]:
    """A real server: four processes with wrong clocks, ten times; killed and restarted, ten times."""
    runs, crashes = [], []
    with tempfile.TemporaryDirectory() as folder, RedisServer(Path(folder)) as server:
        for run in range(10):
            runs.append(trials.four_processes(server, f"four{run}"))
            crashes.append(trials.killed_and_restarted(server, f"killed{run}"))
    unanswered = [run["booked_requests"] - run["passed"] for run in crashes]
    return {
        "processes": 4,
        "requests_each": 200,
        "clock_steps_s": [0, 3600, -3600, 0],
        "limit": 500,
        "passed": [run["passed"] for run in runs],
        "booked_requests": [run["booked_requests"] for run in runs],
        "booked_tokens_of_4000": [run["booked_tokens"] for run in runs],
        "killed_and_restarted": {
            "passed": [run["passed"] for run in crashes],
            "refused_while_down": [run["unavailable"] for run in crashes],
            "booked_without_a_call": unanswered,
            "over_the_limit": sum(run["passed"] > run["limit"] for run in crashes),
        },
    }


def http() -> dict[str, Any]:
    """80 concurrent streams over HTTP, ten times."""
    runs = [trials.streams_over_http(80) for _ in range(10)]
    return {
        "runs": len(runs),
        "streams": 80,
        "equal_to_the_servers_count": sum(run["booked"]["usage"] == run["server_count"]["usage"] for run in runs),
        "equal_to_the_documented_estimate": sum(
            all(run["booked"][kind] == tokens for kind, tokens in run["documented_estimate"].items()) for run in runs
        ),
        "limit": runs[0]["limit"],
        "most_booked_at_any_time": max(run["most_booked_at_any_time"] for run in runs),
        "last_run": runs[-1],
    }


def _us(call: Callable[[int], object], rounds: int = 25, calls: int = 1_000) -> float:
    """Microseconds per call: the best of some rounds, since whatever else the machine does can only add."""
    times = []
    for turn in range(rounds):
        started = time.perf_counter()
        for index in range(calls):
            call(turn * calls + index)
        times.append((time.perf_counter() - started) / calls * 1e6)
    return min(times)


def _charges(written: list[str], user: int) -> tuple[Charge, ...]:
    key = user.to_bytes(16, "big")
    return tuple(Charge(limit, key, 1) for text in written for limit in parse_limit(text, "user"))


def speed() -> dict[str, Any]:
    """One decision with three limits, beside three hits of `limits` alone; and on Redis, by number of limits."""
    written = ["100000000/minute", "200000000/day", "900000000 tokens/minute"]
    limiter = RateLimitRunnable(limits=written, key="configurable.user_id")
    configs = [{"configurable": {"user_id": f"user{index}"}} for index in range(100)]
    store = MemoryStore()
    made = [_charges(written, user) for user in range(100)]
    tally = {"requests": 1, "tokens": 1100}
    oracle = MovingWindowRateLimiter(MemoryStorage())
    items = [parse("100000000/minute"), parse("200000000/day"), parse("90000000/minute")]

    def bare(index: int) -> None:
        for item in items:
            oracle.hit(item, f"user{index % 100}")

    ours = _us(lambda index: store.reserve(made[index % 100], 0))
    gate = limiter.gate
    whole = _us(lambda index: gate.admit(gate.charges(limiter.who(configs[index % 100]), tally), settles=False))
    theirs = _us(bare, calls=500)
    result: dict[str, Any] = {
        "decision_with_3_limits_us": {"store": round(ours, 2), "with_identity_and_keys": round(whole, 2)},
        "limits_3_hits_us": round(theirs, 2),
        "decisions_per_second_against_bare_limits": {
            "store": round(theirs / ours, 2),
            "with_identity_and_keys": round(theirs / whole, 2),
        },
        "whole_invoke_us": round(_us(lambda index: limiter.invoke("x", configs[index % 100]), calls=300), 1),
    }
    with tempfile.TemporaryDirectory() as folder, RedisServer(Path(folder), ("--appendfsync", "no")) as server:
        remote = backend(server.uri).store
        with server.client() as client:
            ping = _us(lambda _: client.ping(), calls=300)
        by_limits = {}
        for count in (1, 3, 6):
            charges = [_charges([f"100000000/{n + 1} minute" for n in range(count)], user) for user in range(100)]
            by_limits[str(count)] = round(_us(lambda i, c=charges: remote.reserve(c[i % 100], 0), calls=300), 1)
        result["redis_decision_us_by_limits"] = by_limits
        result["redis_ping_us"] = round(ping, 1)
    return result


def memory() -> dict[str, Any]:
    """Memory of 100,000 users with one request each, after settlement, and after they have been idle."""
    result: dict[str, Any] = {"users": USERS}
    for written in (["10/minute"], ["10/minute", "200/day"], ["10/minute", "200/day", "50000 tokens/minute"]):
        limits = [limit for text in written for limit in parse_limit(text, "user")]
        now = 0.0
        store = MemoryStore(clock=lambda: now)  # noqa: B023 -- read at once, within this turn of the loop
        gc.collect()
        tracemalloc.start()
        for user in range(USERS):
            now += 0.0003
            key = (user * 0x9E3779B97F4A7C15).to_bytes(16, "big")
            lease = store.reserve([Charge(limit, key, 300 if limit.unit == "tokens" else 1) for limit in limits], 60)
            store.settle(lease, [417 if limit.unit == "tokens" else 1 for limit in limits])  # type: ignore[arg-type]  # nothing is refused
        del lease
        gc.collect()
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        now += 2 * 86_400 + 2_000
        store.usage([Charge(limits[0], b"k" * 16, 0)])
        result[f"{len(written)} limits"] = {"MB": round(size / 1e6, 1), "keys_after_idling": len(store)}
    return result


if __name__ == "__main__":
    topics = {"exact": exact, "redis": redis, "http": http, "speed": speed, "memory": memory}
    for topic in sys.argv[1:] or topics:
        save("limits", topic, topics[topic]())
