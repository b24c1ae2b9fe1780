"""Speed of the audit trail beside a plain structlog JSON file logger, in one run.

    python -m tests.bench.audit_speed

Rounds alternate between the two sides and medians are compared, so that a busy machine slows both. Results go to
`tests/bench/results/audit.json` under `speed`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from langchain_guard import AuditCallbackHandler, GuardSettings, InputGuardRunnable, OutputRedactorRunnable
from langchain_guard.audit import AuditLog, head_file, read_heads, verify
from langchain_guard.audit.chain import AuditKey
from langchain_guard.runnables.secure import secure
from tests.bench.results_file import save

KEY = b"k" * 32
EVENT: dict[str, Any] = {
    "run_id": "0199c1a2-7c1e-7d52-9d5c-6f1c2b7a9e01",
    "root_run_id": "0199c1a2-7c1e-7d52-9d5c-6f1c2b7a9e00",
    "parent_run_id": "0199c1a2-7c1e-7d52-9d5c-6f1c2b7a9e00",
    "user": "alice",
    "name": "ChatOpenAI",
    "started": "2026-11-23T05:06:20.000Z",
    "provider": "openai",
    "model": "gpt-4o-mini",
    "prompt_hash": "a" * 32,
    "input_chars": 2048,
    "messages": 2,
    "latency": 0.123,
    "outcome": "ok",
    "usage": "reported",
    "tokens_in": 512,
    "tokens_out": 128,
    "finish_reason": "stop",
    "streamed": False,
}


def seconds(work: Callable[[], object], times: int) -> float:
    """Seconds per call."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def plain_logger(path: Path) -> Any:
    """What structlog's documentation recommends for JSON lines in a file, without any chain."""
    return structlog.wrap_logger(
        structlog.WriteLogger(path.open("w")),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    ).bind()


def throughput(folder: Path) -> dict[str, float]:
    """Events per second of both: a keyed chain at the default `fsync="interval"`."""
    logger = plain_logger(folder / "plain.jsonl")
    log = AuditLog(folder / "chained.jsonl", key=KEY)
    plain, chained = [], []
    for _ in range(60):
        plain.append(seconds(lambda: logger.info("llm_call", **EVENT), 500))
        chained.append(seconds(lambda: log.emit("llm_call", **EVENT), 500))
    log.close()
    ratios = [p / c for p, c in zip(plain, chained, strict=True)]
    return {
        "plain_us": round(statistics.median(plain) * 1e6, 1),
        "chained_us": round(statistics.median(chained) * 1e6, 1),
        "events_per_second_ratio": round(statistics.median(ratios), 3),
    }


def latencies(folder: Path) -> dict[str, float]:
    """Percentiles of one `emit`."""
    found = {}
    for fsync in ("interval", "every"):
        with AuditLog(folder / f"{fsync}.jsonl", key=KEY, fsync=fsync) as log:  # type: ignore[arg-type]
            times = sorted(seconds(lambda: log.emit("llm_call", **EVENT), 1) for _ in range(5000))
        found[f"emit_p50_us_{fsync}"] = round(times[2500] * 1e6, 1)
        found[f"emit_p99_us_{fsync}"] = round(times[4950] * 1e6, 1)
    return found


def mac() -> dict[str, float]:
    """The code of one line."""
    key, line = AuditKey.of(KEY), b"x" * 700
    return {"mac_us": round(min(seconds(lambda: key.line(line), 2000) for _ in range(10)) * 1e6, 2)}


def verifying(folder: Path) -> dict[str, float]:
    """Records per second of the verifier, heads included."""
    path, heads = folder / "many.jsonl", folder / "many.heads"
    with AuditLog(path, key=KEY, heads=head_file(heads), fsync="none") as log:
        for _ in range(100_000):
            log.emit("llm_call", **EVENT)
    published = [*read_heads(heads.read_text().splitlines())]
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        verdict = verify([path], keys=[KEY], heads=published)
        best = max(best, verdict.records / (time.perf_counter() - start))
        assert verdict.status == "intact"
    return {"verify_records_per_second": round(best), "bytes_per_record": path.stat().st_size // 100_000}


def ratio(bare: Callable[[], object], audited: Callable[[], object]) -> tuple[float, float, float]:
    """Microseconds of processor time of both, and the median of their ratios, taken in turns.

    Processor time, because both sides only compute, and other processes must not decide between them.
    """
    plain, watched = [], []
    for _ in range(60):
        for work, times in ((bare, plain), (audited, watched)):
            start = time.thread_time()
            for _ in range(20):
                work()
            times.append((time.thread_time() - start) / 20)
    share = statistics.median(w / p for w, p in zip(watched, plain, strict=True))
    return statistics.median(plain) * 1e6, statistics.median(watched) * 1e6, share


class Nothing(BaseCallbackHandler):
    """A handler that does nothing: what LangChain itself charges for one."""

    run_inline = True


def overhead(folder: Path) -> dict[str, float]:
    """What the handler adds to `invoke`, on 2 kB of prompt and answer: no network, no model time.

    `guarded` is guard, fake model and redactor; `secured` what `secure()` makes, with limits; `bare` prompt, fake model
    and parser. What a handler that does nothing adds is what LangChain itself charges for one.
    """
    words = "All work and no play makes a dull day. " * 51
    handler = AuditCallbackHandler(folder / "handler.jsonl", key=KEY)
    audited: Any = {"callbacks": [handler], "metadata": {"user_id": "alice"}, "configurable": {"user_id": "alice"}}
    nothing = {**audited, "callbacks": [Nothing()]}
    quiet = {**audited, "callbacks": []}
    settings = GuardSettings(_env_file=None, rate_limits=("1000000/minute",))  # type: ignore[call-arg]
    guarded = InputGuardRunnable() | FakeListChatModel(responses=[words]) | OutputRedactorRunnable()
    secured = secure(FakeListChatModel(responses=[words]), settings, audit=False, key="configurable.user_id")
    prompt = ChatPromptTemplate.from_messages([("system", "be brief"), ("human", "{question}")])
    bare = prompt | FakeListChatModel(responses=[words]) | StrOutputParser()
    found = {}
    chains = (("guarded", guarded, words), ("secured", secured, words), ("bare", bare, {"question": words}))
    for name, chain, value in chains:
        plain, watched, share = ratio(
            lambda chain=chain, value=value: chain.invoke(value, quiet),  # type: ignore[misc]
            lambda chain=chain, value=value: chain.invoke(value, audited),  # type: ignore[misc]
        )
        _, _, floor = ratio(
            lambda chain=chain, value=value: chain.invoke(value, quiet),  # type: ignore[misc]
            lambda chain=chain, value=value: chain.invoke(value, nothing),  # type: ignore[misc]
        )
        found |= {
            f"{name}_chain_us": round(plain),
            f"{name}_chain_audited_us": round(watched),
            f"{name}_handler_overhead": round(share - 1, 3),
            f"{name}_do_nothing_handler_overhead": round(floor - 1, 3),
        }
    handler.close()
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        where = Path(name)
        save(
            "audit", "speed", {**throughput(where), **latencies(where), **mac(), **verifying(where), **overhead(where)}
        )
