"""What values that come back cost: hiding and restoring a text, a streamed chunk, and the same in each kind of store.

    python -m tests.bench.pseudonyms

CPU time on English prose with a mail address about every 200 characters, which is dense; ratios are against plain
redaction of the same text in the same run. The server of Redis is another process: its time is not in the CPU time, so
the wall clock is given as well. Each figure is the least of several runs.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_guard import RedactionPolicy
from langchain_guard.redaction import Vault
from langchain_guard.redaction.placeholders import language
from langchain_guard.redaction.pseudonyms import VALUE_KINDS, Pseudonymizer, Restorer
from tests.bench.prose import english
from tests.bench.results_file import save
from tests.redis_server import RedisServer

CHUNK = 4
LENGTH = 2_000
RUNS = 7


def mixed(length: int, people: int) -> str:
    """Prose with mail addresses in it, of so many people."""
    words = english(length, seed=6)
    parts = [words[start : start + 180] for start in range(0, length, 180)]
    return "".join(f"{part} person{place % people}@example.com " for place, part in enumerate(parts))[:length]


def least(work: Callable[[], object], runs: int = RUNS, rounds: int = 20) -> tuple[float, float]:
    """CPU and wall seconds of one call: the least of the means of several runs."""
    cpu, wall = [], []
    for _ in range(runs):
        begun, clock = time.process_time(), time.perf_counter()
        for _ in range(rounds):
            work()
        cpu.append((time.process_time() - begun) / rounds)
        wall.append((time.perf_counter() - clock) / rounds)
    return min(cpu), min(wall)


def streamed(policy: Any, text: str) -> str:
    """The sum of what streams out."""
    stream = policy.stream()
    return "".join(stream.feed(text[at : at + CHUNK]) for at in range(0, len(text), CHUNK)) + stream.close()


def held_back(policy: Any, text: str) -> list[int]:
    """Characters held back after each chunk."""
    stream, given, released, held = policy.stream(), 0, 0, []
    for at in range(0, len(text), CHUNK):
        given += len(text[at : at + CHUNK])
        released += len(stream.feed(text[at : at + CHUNK]))
        held.append(given - released)
    return held


def costs(vault: Vault) -> dict[str, float]:
    """Microseconds a text, with one store."""
    scope, spelling = vault.scope("acme", "bench"), language()
    policy = RedactionPolicy(kinds=VALUE_KINDS, strategy="pseudonymize", links="off")
    hide, restore = Pseudonymizer(policy, scope, "user", spelling), Restorer(scope, spelling)
    text = mixed(LENGTH, people=5)
    hidden = hide.apply(text).text
    assert restore.apply(hidden).text == text
    fresh = iter(range(10**9))
    result = {}
    for name, work in {
        "hide": lambda: hide.apply(text),
        "hide_new_value": lambda: hide.apply(f"mail new{next(fresh)}@example.com"),
        "restore": lambda: restore.apply(hidden),
    }.items():
        cpu, wall = least(work)
        result[f"{name}_us"], result[f"{name}_wall_us"] = round(cpu * 1e6, 1), round(wall * 1e6, 1)
    return result


def main() -> None:
    """Measure and save."""
    redact = RedactionPolicy(kinds=VALUE_KINDS, links="off")
    text, plain = mixed(LENGTH, people=5), english(40_000, seed=4)
    redaction, _ = least(lambda: redact.apply(text))
    vault = Vault("k" * 32, max_values=10**6)
    scope = vault.scope("acme", "stream")
    restore = Restorer(scope, language())
    hide = Pseudonymizer(
        RedactionPolicy(kinds=VALUE_KINDS, strategy="pseudonymize", links="off"), scope, "user", language()
    )
    answer = hide.apply(mixed(10_000, people=20)).text
    chunks = len(answer) / CHUNK
    redacting, _ = least(lambda: streamed(redact, answer), rounds=1)
    restoring, _ = least(lambda: streamed(restore, answer), rounds=1)
    in_prose, _ = least(lambda: streamed(restore, plain[:10_000]), rounds=1)
    stores = {"memory": costs(vault)}
    with tempfile.TemporaryDirectory() as folder:
        file = Vault("k" * 32, uri=f"sqlite:///{Path(folder) / 'vault.db'}", max_values=10**6)
        stores["sqlite"] = costs(file)
        file.close()
        with RedisServer(Path(folder)) as server:
            remote = Vault("k" * 32, uri=server.uri, max_values=10**6)
            stores["redis"] = costs(remote)
            remote.close()
    held = held_back(restore, plain)
    save(
        "pseudonyms",
        "cost",
        {
            "text_characters": LENGTH,
            "redact_us": round(redaction * 1e6, 1),
            "hide_over_redact": round(stores["memory"]["hide_us"] / (redaction * 1e6), 2),
            "restore_over_redact": round(stores["memory"]["restore_us"] / (redaction * 1e6), 2),
            "stores": stores,
            "chunk_us": {
                "redact": round(redacting / chunks * 1e6, 1),
                "restore": round(restoring / chunks * 1e6, 1),
                "restore_in_prose_without_placeholders": round(in_prose / (10_000 / CHUNK) * 1e6, 1),
            },
            "restore_chunk_over_redact_chunk": round(restoring / redacting, 2),
            "held_back_in_prose": {
                "median": statistics.median(held),
                "p99": sorted(held)[len(held) * 99 // 100],
                "max": max(held),
            },
        },
    )


if __name__ == "__main__":
    main()
