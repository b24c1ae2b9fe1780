"""Canaries: which forms of a leak are found, what honest text sets them off, and what they cost.

    python -m tests.bench.canary                    # writes results/canary.json
    python -m tests.bench.canary --data FOLDER      # more honest text: JSON Lines with `text`, `label` 0, not committed

Every form is tried with 200 tokens, in the whole text and in a stream that is cut at random. Every honest answer has a
token of its own, as every call has: 10,000 answers made here from prose in twelve languages, the honest half of the
package's own generator, code, tables, and dumps of base64, hexadecimal and decimal digits, a tenth of which are
letters of the token's own alphabet. Costs are CPU time beside that of the redactor for the same text.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from langchain_core.language_models import FakeListChatModel

from langchain_guard import GuardedChatModel, RedactionPolicy, StreamRedactor
from langchain_guard.detect.canary import ALPHABET, Canary, CanaryStream, canary_token
from langchain_guard.detect.injection.generator import generate
from tests.bench.prose import english, foreign
from tests.bench.results_file import save
from tests.canary_forms import FORMS, LATE_FORMS

KEY = b"key of the measurement" * 2
TOKENS = 200
HONEST = 10_000


def canary(number: object) -> Canary:
    """The canary of a call."""
    return Canary(canary_token(KEY, str(number)))


def in_stream(one: Canary, text: str, pick: random.Random) -> bool:
    """Whether a stream of random pieces finds it."""
    stream, place = CanaryStream(one), 0
    while place < len(text):
        size = pick.choice((1, 2, 4, 9, 40))
        stream.feed(text[place : place + size])
        place += size
    return stream.leaked


def forms() -> dict[str, Any]:
    """Share of leaks that are found, by form."""
    pick = random.Random(3)
    result = {}
    for name, spell in {**FORMS, **LATE_FORMS}.items():
        whole = streamed = 0
        for number in range(TOKENS):
            one = canary(number)
            text = f"{english(80, number)} {spell(one.token)} {english(60, number + 1)}"
            whole += one.leaks(text)
            streamed += name in FORMS and in_stream(one, text, pick)
        result[name] = {"whole": whole / TOKENS, **({"stream": streamed / TOKENS} if name in FORMS else {})}
    return result


def answers() -> Iterator[str]:
    """Honest answers, without an end."""
    pick = random.Random(11)
    made = (example.text for example in generate(1_000_000, seed=12) if not example.label)

    def dump(letters: str) -> str:
        return "".join(pick.choice(letters) for _ in range(600))

    while True:
        seed = pick.randrange(1 << 30)
        yield english(pick.choice((200, 800, 2000)), seed)
        yield foreign(900, seed)
        for _ in range(5):
            yield next(made)
        yield "```python\n" + "\n".join(f"{next(made)[:40]!r}: x{place} = {seed % (place + 7)}" for place in range(9))
        yield base64.b64encode(pick.randbytes(600)).decode() if seed % 2 else pick.randbytes(500).hex()
        yield dump("0123456789 ,") if seed % 2 else dump(ALPHABET + " ")


def of_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Honest rows of a folder with their file."""
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("label", 0) == 0 and isinstance(row.get("text"), str):
                yield path.stem, row["text"]


def seconds(*calls: Callable[[], object], rounds: int) -> list[float]:
    """CPU seconds of each call, the least of several rounds in which they take turns."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for place, call in enumerate(calls):
            start = time.process_time()
            for _ in range(20):
                call()
            best[place] = min(best[place], (time.process_time() - start) / 20)
    return best


def cost() -> dict[str, Any]:
    """What a call costs beside the redactor, for an answer of 2,000 characters."""
    answer, numbers = english(2000, 4), iter(range(10**9))
    policy = RedactionPolicy()

    def streamed(make: Callable[[], Any]) -> None:
        stream = make()
        for place in range(0, len(answer), 4):
            stream.feed(answer[place : place + 4])
        stream.close()

    checked, redacted, canaried, redacting = seconds(
        lambda: canary(next(numbers)).leaks(answer),
        lambda: policy.apply(answer),
        lambda: streamed(lambda: CanaryStream(canary(next(numbers)))),
        lambda: streamed(lambda: StreamRedactor(policy)),
        rounds=15,
    )
    plain = GuardedChatModel(FakeListChatModel(responses=[answer]), guard=None)
    watched = GuardedChatModel(FakeListChatModel(responses=[answer]), guard=None, canary=True)
    without, with_canary = seconds(lambda: plain.invoke("hi"), lambda: watched.invoke("hi"), rounds=15)
    return {
        "answer_us": round(checked * 1e6, 1),
        "answer_ratio_to_redactor": round(checked / redacted, 2),
        "stream_us_per_chunk": round(canaried / (len(answer) / 4) * 1e6, 1),
        "stream_ratio_to_redactor": round(canaried / redacting, 2),
        "guarded_model_ratio_with_to_without": round(with_canary / without, 2),
    }


def main() -> None:
    """Measure and save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of JSON Lines")
    given = parser.parse_args()
    made = answers()
    alarms = sum(canary(f"honest {number}").leaks(next(made)) for number in range(HONEST))
    result: dict[str, Any] = {
        "tokens": TOKENS,
        "forms": forms(),
        "honest_answers": HONEST,
        "false_alarms": alarms,
        "cost": cost(),
    }
    if given.data is not None:
        rows = list(of_folder(given.data))
        result["honest_rows_of_the_folder"] = len(rows)
        result["false_alarms_in_the_folder"] = sum(canary(row).leaks(row[1]) for row in rows)
    save("canary", "leaks", result)


if __name__ == "__main__":
    main()
