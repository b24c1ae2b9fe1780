"""The streaming law, at length: random texts, random chunkings, every policy; and the same for LangChain's transformer.

    python -m tests.bench.stream_law [CASES]

Texts are built from `tests/fragments.py` and from the samples of every built-in row. For LangChain the law is put
mildly: what its transformer has emitted so far must be a beginning of what it makes of the whole text in the end.
"""

from __future__ import annotations

import random
import sys
import time

from langchain_guard import RedactionPolicy, StreamRedactor
from langchain_guard.detect.builtin import builtin_patterns
from tests.bench.prose import english
from tests.bench.results_file import save
from tests.fragments import FRAGMENTS
from tests.redaction.test_law import POLICIES

SAMPLES = [sample for row in builtin_patterns(terminal_controls=True) for sample in (*row.hits, *row.near_misses)]


def text_of(random_: random.Random) -> str:
    """Whole, half and hostile values, next to one another."""
    pieces = [random_.choice(FRAGMENTS if random_.random() < 0.6 else SAMPLES) for _ in range(random_.randint(1, 10))]
    return "".join(piece if random_.random() < 0.8 else piece[: random_.randint(0, len(piece))] for piece in pieces)


def chunks_of(text: str, random_: random.Random) -> list[str]:
    """Chunks of one to six characters, now and then a long one."""
    chunks: list[str] = []
    place = 0
    while place < len(text):
        size = random_.randint(1, 6) if random_.random() < 0.95 else random_.randint(7, 200)
        chunks.append(text[place : place + size])
        place += size
    return chunks


def holds(policy: RedactionPolicy, text: str, chunks: list[str]) -> bool:
    """Whether the law holds for this text cut this way."""
    whole = policy.apply(text)
    redactor = StreamRedactor(policy)
    streamed = "".join([redactor.feed(chunk) for chunk in chunks]) + redactor.close()
    return streamed == whole.text and redactor.findings == whole.findings


def langchain_wrong(cases: int, random_: random.Random) -> dict[str, int]:
    """Streams in which LangChain's own transformer showed text that its final answer does not begin with."""
    from langchain.agents.middleware import pii

    values = {
        "email": lambda: f"user{random_.randint(1, 99)}@mail.company.internal.example.com",
        "ip": lambda: ".".join(str(random_.randint(100, 255)) for _ in range(4)),
        "url": lambda: f"https://host{random_.randint(1, 99)}.example.com/path?token=abc{random_.randint(1, 999)}",
    }
    prose = english(4000)
    wrong: dict[str, int] = {}
    for kind, value in values.items():
        rule = pii.PIIMiddleware(kind, strategy="redact", apply_to_output=True)._resolved_rule
        wrong[kind] = 0
        for _ in range(cases):
            start = random_.randint(0, 2000)
            text = f"{prose[start : start + 60]} {value()} {prose[start + 60 : start + 400]}"
            transformer = pii._PIIStreamTransformer(rule=rule)
            shown = ""
            for chunk in chunks_of(text, random_):
                payload = {"delta": {"type": "text-delta", "text": chunk}, "index": 0}
                transformer._mutate_delta(payload, "run")
                shown += payload["delta"]["text"]
            content = {"text": text}
            transformer._finalize_string_field(content, "text")
            wrong[kind] += not content["text"].startswith(shown)
    return wrong


def main() -> None:
    """Run all cases and save the counts."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    random_ = random.Random(2026)
    policies = list(POLICIES.values())
    start = time.process_time()
    wrong = 0
    for case in range(cases):
        text = text_of(random_)
        if not holds(policies[case % len(policies)], text, chunks_of(text, random_)):
            wrong += 1
            sys.stderr.write(f"counter-example: policy {list(POLICIES)[case % len(policies)]!r}, text {text!r}\n")
    spent = time.process_time() - start
    peer = 300
    save(
        "stream_law",
        "law",
        {
            "cases": cases,
            "counter_examples": wrong,
            "policies": len(policies),
            "cpu_seconds": round(spent),
            "langchain_cases_per_kind": peer,
            "langchain_wrong": langchain_wrong(peer, random_),
        },
    )
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
