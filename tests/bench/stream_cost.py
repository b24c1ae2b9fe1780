"""What streaming redaction costs: time per chunk, characters held back, delay of the first token, growth with length.

    python -m tests.bench.stream_cost

CPU time with the default policy on English prose in chunks of four characters, after a warm-up on other prose.
"""

from __future__ import annotations

import statistics
import time

from langchain_guard import StreamRedactor
from tests.bench.prose import english
from tests.bench.results_file import save

CHUNK = 4
TOKENS_PER_SECOND = 100


def stream(text: str) -> tuple[float, list[int]]:
    """CPU seconds for the whole text, and how many characters were held back after each chunk."""
    redactor = StreamRedactor()
    given = released = 0
    held: list[int] = []
    start = time.process_time()
    for place in range(0, len(text), CHUNK):
        chunk = text[place : place + CHUNK]
        given += len(chunk)
        released += len(redactor.feed(chunk))
        held.append(given - released)
    redactor.close()
    return time.process_time() - start, held


def first_release(text: str) -> int:
    """Characters that went in before the first came out."""
    redactor = StreamRedactor()
    for place, character in enumerate(text, 1):
        if redactor.feed(character):
            return place
    return len(text)


def main() -> None:
    """Measure and save."""
    stream(english(50_000, seed=9))
    answer = english(40_000, seed=4)  # 10,000 tokens of four characters
    seconds, held = min((stream(answer) for _ in range(5)), key=lambda result: result[0])
    double = min(stream(answer + english(40_000, seed=5))[0] for _ in range(3))
    delays = [first_release(english(400, seed=seed)) for seed in range(200)]
    words = [len(english(400, seed=seed).split()[0]) + 1 for seed in range(200)]
    chunks = len(held)
    save(
        "stream_cost",
        "default_policy",
        {
            "us_per_chunk": round(seconds / chunks * 1e6, 1),
            "held_median": statistics.median(held),
            "held_p99": sorted(held)[len(held) * 99 // 100],
            "held_max": max(held),
            "first_release_beyond_first_word": max(delay - word for delay, word in zip(delays, words, strict=True)),
            "share_of_a_model_at_100_tokens_per_second": round(seconds / (chunks / TOKENS_PER_SECOND), 5),
            "time_of_twice_the_text": round(double / seconds, 2),
        },
    )


if __name__ == "__main__":
    main()
