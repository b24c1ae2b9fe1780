"""The limit is the limit: threads, tasks, processes, a server that dies, streams over HTTP, clocks that jump."""

from __future__ import annotations

import time
from unittest.mock import patch

import pytest

from langchain_guard import RateLimitRunnable
from langchain_guard.exceptions import RateLimitExceeded
from tests.limit import trials
from tests.redis_server import RedisServer


def test_threads_never_pass_more_nor_fewer_than_the_limit():
    """16 threads x 10 requests at a switch interval of a microsecond: exactly the limit, every time."""
    assert trials.admitted_of_threads(40) == {trials.LIMIT: 40}


def test_tasks_never_pass_more_nor_fewer_than_the_limit():
    """The same for tasks."""
    assert trials.admitted_of_tasks(15) == {trials.LIMIT: 15}


def test_threads_and_tasks_share_one_budget():
    """The same for both at once."""
    assert trials.admitted_of_both(15) == {trials.LIMIT: 15}


def test_processes_share_one_budget_on_redis(redis_server):
    """4 x 200 requests from processes with wrong clocks: exactly the limit; what was refused booked nothing."""
    result = trials.four_processes(redis_server, "four")
    assert result["passed"] == result["booked_requests"] == 500
    assert result["booked_tokens"] == 500 * 8
    assert result["refused"] == 300


def test_a_killed_server_closes_and_recovers(tmp_path):
    """While the server is gone calls are refused; afterwards they pass again and nothing is charged twice."""
    with RedisServer(tmp_path) as server:
        result = trials.killed_and_restarted(server, "killed")
    assert result["unavailable"] > 0
    assert result["passed"] <= 500
    # a reservation whose answer died with the server is booked without a call: at most one per process
    assert 0 <= result["booked_requests"] - result["passed"] <= 4
    assert result["passed"] + result["refused"] + result["unavailable"] == 800


def test_streams_settle_to_the_servers_count():
    """Concurrent streams over HTTP: exact where usage is given, the documented estimate where not, never over."""
    result = trials.streams_over_http(80)
    ends = {outcome.split(": ")[1] for outcome in result["outcomes"] if not outcome.startswith("error")}
    assert ends <= {"ok", "refused"}
    assert result["outcomes"]["usage: ok"] >= 15
    assert result["booked"] == result["server_count"] | result["documented_estimate"]
    assert result["most_booked_at_any_time"] <= result["limit"]


@pytest.mark.parametrize("step", [3600.0, -3600.0, 61.0])
def test_clock_steps_change_nothing_in_memory(step):
    """A step of the wall clock opens no fresh window and locks nobody out."""
    limiter = RateLimitRunnable(limits=["2/minute"])
    limiter.invoke("x")
    real = time.time
    with patch("time.time", lambda: real() + step):
        limiter.invoke("x")
        with pytest.raises(RateLimitExceeded) as refused:
            limiter.invoke("x")
    assert refused.value.retry_after <= 60.5
