"""What others wait for while the classifier judges: stalls of the event loop, and a fresh process under load.

    python -m tests.bench.event_loop         # adds to results/runnables.json

Ten prompts of 16 kB are judged at once, in a thread as `ainvoke` does, and on the loop itself, as a coroutine that
calls `examine` would; a heartbeat of 5 ms notes the longest stall. Then one and sixteen threads ask a fresh process for
the classifier, and its memory is compared (Linux only: a child's `ru_maxrss` begins at its parent's).
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from langchain_guard import InputGuardRunnable
from tests.bench.results_file import save

TEXT = (
    "The committee met on Tuesday to discuss the budget for the coming year and the repairs of the old bridge. " * 150
)
PROMPTS, BEAT, ROUNDS = 10, 0.005, 5

FRESH = """
import re, threading
from pathlib import Path
from langchain_guard.detect.injection.classifier import load_classifier
together = threading.Barrier({threads})
def load():
    together.wait()
    load_classifier()
threads = [threading.Thread(target=load) for _ in range({threads})]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


async def stall(judge: Callable[[str], Awaitable[Any]]) -> float:
    """The longest time in milliseconds that the loop was late while prompts were judged at once."""
    late, judging = 0.0, True

    async def beat() -> None:
        nonlocal late
        while judging:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            late = max(late, time.perf_counter() - before - BEAT)

    heart = asyncio.create_task(beat())
    await asyncio.sleep(BEAT)
    await asyncio.gather(*(judge(f"{number} {TEXT}") for number in range(PROMPTS)))
    judging = False
    await heart
    return late * 1e3


def median_stall(*, threaded: bool) -> float:
    """The median over rounds, each with a guard that remembers nothing yet."""

    def one_round() -> float:
        guard = InputGuardRunnable()

        async def on_loop(text: str) -> Any:
            return guard.examine(text)

        return asyncio.run(stall(guard.ainvoke if threaded else on_loop))

    return statistics.median(one_round() for _ in range(ROUNDS))


def memory(threads: int) -> float:
    """Peak memory in megabytes of a fresh process whose threads ask for the classifier at once."""
    code = FRESH.format(threads=threads)
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and save."""
    InputGuardRunnable().invoke("Good morning to all of you.")
    on_loop, threaded = median_stall(threaded=False), median_stall(threaded=True)
    save(
        "runnables",
        "event_loop",
        {
            "stall_on_the_loop_ms": round(on_loop),
            "stall_in_threads_ms": round(threaded),
            "ratio": round(on_loop / threaded, 1),
            "memory_1_thread_mb": round(memory(1)),
            "memory_16_threads_mb": round(memory(16)),
        },
    )


if __name__ == "__main__":
    main()
