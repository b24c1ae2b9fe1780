"""What the controls cost: `guard | model | redactor` beside the same chain with steps that do nothing.

    python -m tests.bench.chain_overhead

Prompt and answer are 2 kB of English prose. The model is a fake that answers at once, so the ratio is the worst case:
a real model takes hundreds of milliseconds. Both chains take turns in one process; medians of many calls.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from langchain_guard import GuardedChatModel, InputGuardRunnable, OutputRedactorRunnable
from tests.bench.prose import english
from tests.bench.results_file import save


def nothing(value: Any) -> Any:
    """Do nothing."""
    return value


def same(chunks: Any) -> Any:
    """Pass a stream on."""
    yield from chunks


def last(chain: Runnable[Any, Any], prompt: str) -> Any:
    """Read a stream to its end."""
    for chunk in chain.stream(prompt):
        found = chunk
    return found


def measure(rounds: int, calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median microseconds of each call, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = perf_counter()
            call()
            times[name].append((perf_counter() - start) * 1e6)
    return {name: round(median(values), 1) for name, values in times.items()}


def main() -> None:
    """Measure and write."""
    prompt, answer = english(2_000), english(2_000)
    llm = FakeListChatModel(responses=[answer])
    bare = RunnableLambda(nothing) | llm | RunnableLambda(nothing)
    flowing = RunnableLambda(nothing) | llm | RunnableGenerator(same)
    guarded = InputGuardRunnable() | llm | OutputRedactorRunnable()
    model = GuardedChatModel(inner=llm)
    assert guarded.invoke(prompt).content == model.invoke(prompt).content == answer
    us = measure(
        400,
        {
            "invoke bare": lambda: bare.invoke(prompt),
            "invoke guarded": lambda: guarded.invoke(prompt),
            "invoke GuardedChatModel": lambda: model.invoke(prompt),
        },
    )
    us |= measure(20, {"stream bare": lambda: last(flowing, prompt), "stream guarded": lambda: last(guarded, prompt)})
    ratios = {
        "invoke": us["invoke guarded"] / us["invoke bare"],
        "invoke GuardedChatModel": us["invoke GuardedChatModel"] / us["invoke bare"],
        "stream in pieces of one character": us["stream guarded"] / us["stream bare"],
    }
    save("chain", "overhead", {"median_us": us, "ratio": {name: round(ratio, 2) for name, ratio in ratios.items()}})


if __name__ == "__main__":
    main()
