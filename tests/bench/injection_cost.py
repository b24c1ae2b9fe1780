"""What the classifier costs on one thread, beside a 184M-parameter DeBERTa of random weights in the same run.

`python -m tests.bench.injection_cost` writes `tests/bench/results/injection_cost.json`. The DeBERTa row needs torch and
transformers (extra `transformers`); `--without-peer` leaves it out. Times are CPU time of one thread, which is also
the waiting time on a core of one's own; the first use is waiting time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from langchain_guard.detect.injection import InjectionDetector
from langchain_guard.detect.injection.classifier import CONTENT, load_classifier
from tests.bench.results_file import save

WORDS = "the museum opens at nine and the tour of the harbour takes two hours with a guide "

FIRST_USE = """
import json, time
def resident():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
before, start = resident(), time.perf_counter()
from langchain_guard.detect.injection.classifier import load_classifier
load_classifier().score(["hello there"], "user")
first = time.perf_counter() - start
load_classifier().score(["the museum opens at nine " * 4000] * 4, "document")
print(json.dumps({"first_use_s": first, "memory_mb": resident() - before}))
"""


def median_ms(call: Callable[[], object], rounds: int) -> float:
    """The median CPU time of a call in milliseconds, after three calls to warm up."""
    for _ in range(3):
        call()
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return statistics.median(times) * 1e3


def peer_ms(rounds: int) -> float:
    """The median time of a DeBERTa v3 base with random weights at 128 tokens, one thread, in milliseconds."""
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    torch.set_num_threads(1)
    config = DebertaV2Config(
        vocab_size=128_100,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        relative_attention=True,
        position_buckets=256,
        pos_att_type=["p2c", "c2p"],
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        position_biased_input=False,
        max_relative_positions=-1,
        type_vocab_size=0,
    )
    model = DebertaV2ForSequenceClassification(config).eval()
    ids = torch.randint(10, 120_000, (1, 128))
    with torch.no_grad():
        return median_ms(lambda: model(ids), rounds)


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-peer", action="store_true")
    args = parser.parse_args()
    start = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, text=True, check=True)
    judge = load_classifier()
    text = WORDS * 20
    while len(judge._tokenizer.encode(text, add_special_tokens=False).ids) > CONTENT:
        text = text.rsplit(" ", 1)[0]
    document = WORDS * 1220  # 100 kB
    detector = InjectionDetector(classifier=True)
    results = {
        **json.loads(start.stdout),
        "classifier_128_tokens_p50_ms": median_ms(lambda: judge.score([text], "user"), 300),
        "classifier_16_tokens_p50_ms": median_ms(lambda: judge.score([text[:70]], "user"), 300),
        "document_100kb_s": median_ms(lambda: detector.detect(document, "document"), 3) / 1e3,
    }
    if not args.without_peer:
        results["deberta_184m_128_tokens_p50_ms"] = peer_ms(15)
        results["times_faster"] = results["deberta_184m_128_tokens_p50_ms"] / results["classifier_128_tokens_p50_ms"]
    save("injection_cost", "classifier", {name: round(value, 3) for name, value in results.items()})


if __name__ == "__main__":
    main()
