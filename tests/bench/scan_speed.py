"""Throughput of the whole default set beside LangChain's detectors and Presidio's pattern recognisers.

    python -m tests.bench.scan_speed

All in one process on the same texts. CPU time, best of several runs after a warm-up; two threads by the wall clock.
Presidio runs with a blank spaCy model (no names), when `presidio-analyzer` is installed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from importlib.util import find_spec

from langchain_guard import scan
from tests.bench.prose import english, foreign
from tests.bench.results_file import save


def best(work: Callable[[], object], runs: int = 7) -> float:
    """Least CPU seconds of one call, after one call to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def langchain_detectors() -> Callable[[str], object]:
    """LangChain's five built-in detectors, one after the other, as its middleware runs them."""
    from langchain.agents.middleware import _redaction as redaction

    detectors = [
        redaction.detect_email,
        redaction.detect_credit_card,
        redaction.detect_ip,
        redaction.detect_mac_address,
        redaction.detect_url,
    ]
    return lambda text: [detector(text) for detector in detectors]


def presidio_recognisers() -> Callable[[str], object] | None:
    """Presidio's predefined pattern recognisers for English, without a language model."""
    if find_spec("presidio_analyzer") is None:
        return None
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}
            self.nlp["en"].max_length = 2_000_000

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return lambda text: engine.analyze(text, language="en")


_SCANS = 10
"""Scans a thread does: one alone takes less than starting it and one turn of the interpreter's lock (5 ms)."""


def two_threads(text: str, other: str) -> float:
    """Wall time of two threads scanning two texts, divided by scanning them one after the other."""

    def many(each: str) -> None:
        for _ in range(_SCANS):
            scan(each)

    def serial() -> None:
        many(text)
        many(other)

    def parallel() -> None:
        threads = [threading.Thread(target=many, args=(each,)) for each in (text, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    serial()
    ratios = []
    for _ in range(15):
        start = time.perf_counter()
        serial()
        middle = time.perf_counter()
        parallel()
        ratios.append((time.perf_counter() - middle) / (middle - start))
    return sorted(ratios)[len(ratios) // 2]


def main() -> None:
    """Measure and save."""
    prose, short, other = english(1_000_000), english(2_000, seed=2), english(1_000_000, seed=3)
    mixed = foreign(900_000)
    ours, ours_short, ours_mixed = best(lambda: scan(prose)), best(lambda: scan(short), 50), best(lambda: scan(mixed))
    theirs = langchain_detectors()
    langchain, langchain_short = best(lambda: theirs(prose), 3), best(lambda: theirs(short), 50)
    sample = prose[:20_000]
    presidio = presidio_recognisers()
    presidio_rate = None if presidio is None else len(sample) / best(lambda: presidio(sample), 2) / 1e6
    rate = len(prose) / ours / 1e6
    save(
        "scan_speed",
        "throughput",
        {
            "english_mb_per_s": round(rate, 1),
            "english_2kb_us": round(ours_short * 1e6, 1),
            "non_ascii_mb_per_s": round(len(mixed.encode()) / ours_mixed / 1e6, 1),
            "langchain_mb_per_s": round(len(prose) / langchain / 1e6, 2),
            "times_langchain": round(langchain / ours, 1),
            "times_langchain_2kb": round(langchain_short / ours_short, 1),
            "presidio_mb_per_s": None if presidio_rate is None else round(presidio_rate, 3),
            "times_presidio": None if presidio_rate is None else round(rate / presidio_rate),
            "two_threads_to_serial": round(two_threads(prose, other), 2),
            "findings_in_prose": len(scan(prose).findings),
        },
    )


if __name__ == "__main__":
    main()
