"""What the controls cost: `guard | fake llm | redactor` against the same chain with Runnables that do nothing.

    python -m tests.bench.chain_overhead         # writes results/runnables.json

A prompt and an answer of 2 kB each; the guard asks the rules alone, the classifier is measured beside it. Each prompt
is new, since a guard remembers what was harmless. The two chains are measured alternately in one process, and the
medians compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableLambda

from langchain_guard import InputGuardRunnable, OutputRedactorRunnable
from tests.bench.results_file import save

ROUNDS = 300
PROSE = (
    "The council met on Tuesday to discuss the new library, which many people in the town have wanted for a long time. "
    "Some members asked how the building would be paid for, others wondered whether the old school could be used. "
)


def prose(length: int) -> str:
    """English prose of a given number of characters."""
    return (PROSE * (length // len(PROSE) + 1))[:length]


def nothing(value: Any) -> Any:
    """Do nothing."""
    return value


def medians(*calls: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Median seconds of each call, measured alternately."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken[rounds // 10 :]) for taken in times]


def main() -> None:
    """Measure and save."""
    answer = prose(2000)
    numbers = count()

    def prompt() -> str:
        """Another one each time."""
        return f"Meeting {next(numbers)}. {answer}"

    llm = FakeListChatModel(responses=[answer])
    guarded = InputGuardRunnable(classifier=False) | llm | OutputRedactorRunnable()
    bare = RunnableLambda(nothing) | llm | RunnableLambda(nothing)
    guard, redactor, idle = InputGuardRunnable(classifier=False), OutputRedactorRunnable(), RunnableLambda(nothing)
    with_controls, without, guard_only, redactor_only, idle_only = medians(
        lambda: guarded.invoke(prompt()),
        lambda: bare.invoke(prompt()),
        lambda: guard.invoke(prompt()),
        lambda: redactor.invoke(answer),
        lambda: idle.invoke(answer),
    )
    chunks = [AIMessageChunk(content=answer[start : start + 4], id="run-1") for start in range(0, len(answer), 4)]
    classifying = InputGuardRunnable(classifier=True)
    (classified,) = medians(lambda: classifying.invoke(prompt()), rounds=20)
    (streamed,) = medians(lambda: list(redactor.transform(iter(chunks))), rounds=40)
    save(
        "runnables",
        "chain_overhead",
        {
            "chain_us": round(with_controls * 1e6),
            "idle_chain_us": round(without * 1e6),
            "ratio": round(with_controls / without, 3),
            "guard_us": round(guard_only * 1e6),
            "guard_with_classifier_us": round(classified * 1e6),
            "redactor_us": round(redactor_only * 1e6),
            "idle_runnable_us": round(idle_only * 1e6),
            "stream_us_per_chunk_of_4": round(streamed / len(chunks) * 1e6, 1),
            "share_of_a_model_at_100_tokens_a_second": round(streamed / len(chunks) * 100, 5),
        },
    )


if __name__ == "__main__":
    main()
