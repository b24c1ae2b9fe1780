"""Many users, many threads, one limiter: never one request over the limit of anybody."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from langchain_guard import RateLimitExceeded, RateLimitRunnable

USERS, THREADS, LIMIT, ASKED = 50, 16, 7, 12


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns every microsecond, which is when races show."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_each_user_gets_exactly_the_limit() -> None:
    """Fifty users ask twelve times each, in disorder, from sixteen threads: seven pass for each, no more, no fewer."""
    limiter = RateLimitRunnable(limits=[f"{LIMIT}/hour"], key="configurable.user_id")
    calls = [f"user{number % USERS}" for number in range(USERS * ASKED)]
    random.Random(7).shuffle(calls)
    passed: Counter[str] = Counter()

    def ask(user: str) -> str | None:
        try:
            limiter.invoke("hello", {"configurable": {"user_id": user}})
        except RateLimitExceeded:
            return None
        return user

    with ThreadPoolExecutor(THREADS) as pool:
        passed.update(user for user in pool.map(ask, calls) if user)
    assert passed == Counter({f"user{number}": LIMIT for number in range(USERS)})
