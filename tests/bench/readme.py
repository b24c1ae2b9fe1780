"""The README's figures, from the results of the scripts in this folder: `python -m tests.bench.readme` writes them.

A figure whose script has not left a result yet is left out; none is typed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.results_file import RESULTS

README = Path(__file__).parent.parent.parent / "README.md"
MARKS = ("<!-- figures: python -m tests.bench.readme -->\n", "<!-- end of figures -->")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        script: The script in this folder.
        topic: Its results file.
        entry: Its entry there.
        figure: Makes the text of the cell from the entry.
    """

    what: str
    script: str
    topic: str
    entry: str
    figure: Callable[[dict[str, Any]], str]


def _scan(r: dict[str, Any]) -> str:
    peers = f"{r['times_langchain']:.0f} times LangChain's five built-in detectors"
    if r.get("times_presidio"):
        peers += f", {r['times_presidio']:.0f} times Presidio's pattern recognisers"
    return f"{r['english_mb_per_s']:.0f} MB/s; {peers}, same text, same run"


def _tamper(r: dict[str, Any]) -> str:
    found = [name for name, modes in r["detected"].items() if modes["key, head"] == 1.0]
    return f"{len(found)} of {len(r['detected'])} attacks found in {r['trials']} of {r['trials']} trials"


def _blind(r: dict[str, Any]) -> str:
    missed = sorted(name for name, modes in r["detected"].items() if modes["key"] == 0.0)
    return "not found: " + ", ".join(missed)


def _crash(r: dict[str, Any]) -> str:
    killed = r["killed"]
    return f"{killed['lost']} of {killed['acknowledged']:,} records lost in {killed['kills']} kills"


def _pseudonyms(r: dict[str, Any]) -> str:
    chunks, held = r["chunk_us"], r["held_back_in_prose"]
    times = f"{r['hide_over_redact']:.1f} and {r['restore_over_redact']:.1f} times redacting the same text"
    return f"{times}; a restored chunk {chunks['restore']:.0f} us, held back at most {held['max']} characters of prose"


def _canary(r: dict[str, Any]) -> str:
    shares = [share for form in r["forms"].values() for share in form.values()]
    found = "all" if min(shares) == 1.0 else f"{min(shares):.0%} or more"
    alarms = f"{r['false_alarms']} alarms in {r['honest_answers']:,} honest answers"
    return f"{found} of {len(r['forms'])} forms found; {alarms}"


def _exact(r: dict[str, Any]) -> str:
    ways = ("threads", "tasks", "threads_and_tasks")
    exact = f"{sum(r[way]['exactly_the_limit'] for way in ways):,} of {sum(r[way]['trials'] for way in ways):,} trials"
    peer = r["control_bare_limits_sliding_window_counter"]
    return f"{exact}; the library `limits` by itself: over it in {peer['over_the_limit']} of {peer['trials']:,}"


def _decision(r: dict[str, Any]) -> str:
    own, peer = r["decision_with_3_limits_us"], r["limits_3_hits_us"]
    return f"{own['with_identity_and_keys']:.0f} us with identity and keys; three hits of `limits`: {peer:.0f} us"


def _scenarios(r: dict[str, Any]) -> str:
    ways = [way for way in r.values() if isinstance(way, dict)]
    total = {name: sum(way[name] for way in ways) for name in ways[0] if isinstance(ways[0][name], int)}
    return (
        f"{ways[0]['attacks']} attacks in {len(ways)} ways of calling reached their goal "
        f"{total['reached_bare']} times without, {total['reached_guarded']} times with the package, "
        f"{total['reached_careless']} times when a person approves all that is asked; "
        f"honest tasks done: {total['honest_done']} of {total['honest_tasks']}"
    )


def _leaks(r: dict[str, Any]) -> str:
    total = {form: sum(n for way in ways.values() for n in way.values()) for form, ways in r["leaks"].items()}
    return "; ".join(f"{form}: {number:,}" for form, number in total.items())


def _payloads(r: dict[str, Any]) -> str:
    cases = [case for name, case in r.items() if isinstance(case, dict) and "payloads" in case]
    return f"{sum(case['alive'] for case in cases)} of {sum(case['payloads'] for case in cases):,} still run or load"


def _fuzz(r: dict[str, Any]) -> str:
    return f"{r['alive']} of {r['texts']:,} still run or load; {r['stream_differs']} streamed differently"


def _chain(r: dict[str, Any]) -> str:
    classifier = f"the classifier adds {r['guard_with_classifier_us'] / 1000:.0f} ms a prompt"
    return f"{r['ratio']:.2f} times a chain of steps that do nothing, fake model, 2 kB in and out; {classifier}"


def _agent(r: dict[str, Any]) -> str:
    slow, wired, cpu = (
        r[setting]
        for setting in (
            "wall clock, model takes 200 ms",
            "wall clock, over loopback, server answers at once",
            "cpu, model answers at once",
        )
    )
    ratios = [one["ratio_to_no_middleware_and_to_one_that_does_nothing"]["rules"] for one in (slow, wired, cpu)]
    more = (cpu["us_per_run"]["rules"] - cpu["us_per_run"]["no middleware"]) / 1000
    peer = cpu["ratio_to_no_middleware_and_to_one_that_does_nothing"]["LangChain's PIIMiddleware for its five kinds"][0]
    return (
        f"{more:.1f} ms a run of two model calls and a tool call: {ratios[0][0]:.3f} times the time of the run with a "
        f"model that takes 200 ms, {ratios[1][0]:.2f} times over loopback to a server that answers at once, "
        f"{ratios[2][0]:.2f} times the processor time of a fake that does ({ratios[2][1]:.2f} times that of a "
        f"middleware that does nothing; LangChain's `PIIMiddleware` for its five kinds: {peer:.2f})"
    )


def _held(r: dict[str, Any]) -> str:
    return f"{r['held_median']:.0f} characters in the median, {r['held_max']} at most, on English prose"


def _law(r: dict[str, Any]) -> str:
    wrong, each = r["langchain_wrong"], r["langchain_cases_per_kind"]
    peer = f"LangChain's stream transformer: {sum(wrong.values())} in {each * len(wrong):,}"
    return f"{r['counter_examples']} counter-examples in {r['cases']:,}; {peer}"


def _start(r: dict[str, Any]) -> str:
    ms = r["milliseconds_over_bare_python"]
    return f"{ms['import_langchain_guard']:.0f} ms to import, {ms['help']:.0f} ms for `--help`, over bare Python"


def _unseen(r: dict[str, Any]) -> str:
    both = r["both"]
    return (
        f"AUC {both['auc']:.3f}; {both['recall']:.0%} of {r['attacks']:,} attacks found, "
        f"{both['false_positives']:.2%} of {r['honest']:,} honest texts flagged"
    )


def _written(r: dict[str, Any]) -> str:
    pooled = r["both"]["pooled"]
    found = f"AUC {pooled['auc']:.3f}; {pooled['recall']:.0%} of {pooled['attacks']:,} attacks found"
    return f"{found}, {pooled['fpr']:.1%} of {pooled['honest']:,} honest texts flagged"


def _disguised(r: dict[str, Any]) -> str:
    found = sorted((share, name) for name, share in r["obfuscation"].items() if isinstance(share, float))
    worst = ", ".join(f"{name.replace('_', ' ')} {share:.0%}" for share, name in found[:2])
    middle = found[len(found) // 2][0]
    return f"{middle:.0%} of what is found in plain text in the median of {len(found)} disguises; the worst: {worst}"


def _judging(r: dict[str, Any]) -> str:
    peer = f"; {r['times_faster']:.0f} times as fast as a DeBERTa of 184M parameters" if "times_faster" in r else ""
    return f"{r['classifier_128_tokens_p50_ms']:.1f} ms for 128 word pieces, one thread{peer}"


ROWS = (
    Row(
        "Injections on public sources that no judging model was trained on",
        "injection_loso",
        "injection_loso",
        "pooled, attacks when read alone",
        _unseen,
    ),
    Row(
        "Attacks written for the test in words of their own, and honest look-alikes; never trained on",
        "injection_unseen",
        "injection_unseen",
        "unseen",
        _written,
    ),
    Row(
        "The same from another pen: what users send to fifty products, and what their tools give back",
        "injection_unseen",
        "injection_unseen",
        "products",
        _written,
    ),
    Row(
        "The same in 21 languages other than English",
        "injection_unseen",
        "injection_unseen",
        "tongues",
        _written,
    ),
    Row(
        "The same from twenty pens: mails, pages and tool results for agents, prompts, games, chats in forty languages",
        "injection_unseen",
        "injection_unseen",
        "pens",
        _written,
    ),
    Row(
        "Attacks of these sources behind disguises",
        "injection_quality",
        "injection_quality",
        "with_classifier",
        _disguised,
    ),
    Row("Cost of the embedded classifier", "injection_cost", "injection_cost", "classifier", _judging),
    Row("Scanning English prose with every default detector", "scan_speed", "scan_speed", "throughput", _scan),
    Row("Known XSS payloads in answers, both link policies", "markup_safety", "markup", "payloads", _payloads),
    Row("Generated markup meant to slip through", "markup_safety", "markup", "fuzz", _fuzz),
    Row(
        "Planted secrets seen: returned, callbacks, traces, events, caches, logs, errors",
        "leak_matrix",
        "leak_matrix",
        "leak_matrix",
        _leaks,
    ),
    Row(
        "Attacks on an agent with tools and a model that obeys them",
        "agent_scenarios",
        "agent_scenarios",
        "scenarios",
        _scenarios,
    ),
    Row("Hiding values behind placeholders, and restoring them", "pseudonyms", "pseudonyms", "cost", _pseudonyms),
    Row("A system prompt's canary in the answer, spelt in many ways", "canary", "canary", "leaks", _canary),
    Row("Rate limit under threads and tasks: exactly the limit passed", "limits", "limits", "exact", _exact),
    Row("One decision of the limiter about three limits", "limits", "limits", "speed", _decision),
    Row("Tampering with the audit trail, with key and published head", "audit_tamper", "audit", "tamper", _tamper),
    Row("The same without a published head", "audit_tamper", "audit", "tamper", _blind),
    Row("Audit records lost when the process is killed", "audit_crash", "audit", "crash", _crash),
    Row("Cost of guard and redactor", "chain_overhead", "runnables", "chain_overhead", _chain),
    Row("Cost of `GuardMiddleware` by rules", "agent_overhead", "agents", "overhead", _agent),
    Row(
        "Text held back while streaming, every default detector", "stream_cost", "stream_cost", "default_policy", _held
    ),
    Row("What streams out equals whole-text redaction, random texts and cuts", "stream_law", "stream_law", "law", _law),
    Row("Start", "startup", "startup", "fresh interpreters", _start),
)


def render() -> str:
    """The table as Markdown."""
    lines = ["| measured | figure | script in `tests/bench/` |", "|---|---|---|"]
    for row in ROWS:
        path = RESULTS / f"{row.topic}.json"
        results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if row.entry in results:
            figure = row.figure(results[row.entry]).replace("|", "\\|")
            lines.append(f"| {row.what} | {figure} | `{row.script}.py` |")
    return "\n".join(lines) + "\n"


def place(page: str) -> str:
    """The page with the table in its place."""
    block = re.compile(re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1]), re.DOTALL)
    return block.sub(lambda _: MARKS[0] + render() + MARKS[1], page)


def write() -> None:
    """Put the table into the README."""
    README.write_text(place(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
