"""Attacks and honest work on a real agent: what works without the package, what stops it with it, what gets done.

    python -m tests.bench.agent_scenarios           # writes results/agent_scenarios.json and results/agent_scenarios.md
    python -m tests.bench.agent_scenarios --modes invoke

`create_agent` on a server on loopback that plays a gullible model: it obeys every order that it can read, in disguise
or not. Each attack is played without the package, with it, with detectors that only watch, as if each of them had
missed it, and with a person who says yes to whatever is asked. One configuration for all, attacks and honest tasks
alike (`tests/agents/scenarios/play.py`). Otherwise the person who is asked where the policy wants a review approves
what the user's task needs and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.agents.scenarios.attacks import ATTACKS, GOALS, TASKS, Attack, carried
from tests.agents.scenarios.attacks import script as attacked
from tests.agents.scenarios.honest import HONEST, Honest, laid_out
from tests.agents.scenarios.honest import script as working
from tests.agents.scenarios.office import Office, Web
from tests.agents.scenarios.play import MODES, careful, office_guard, play
from tests.bench.results_file import RESULTS, save
from tests.openai_server import OpenAIServer

Row = dict[str, Any]


async def attack(server: OpenAIServer, web: Web, one: Attack, mode: str) -> Row:
    """Play an attack in each way."""
    row: Row = {"attack": one.name, "goal": one.goal, "carrier": one.carrier, "disguise": one.disguise}
    task, _ = TASKS[one.carrier]
    for run, detect in (("bare", None), ("guarded", True), ("past_detection", False), ("careless", True)):
        with tempfile.TemporaryDirectory() as folder:
            office, script = Office(Path(folder), web), attacked(one)
            carried(one, office)
            guards = [] if detect is None else [office_guard(office, detect=detect)]
            reviewer = (lambda *_: True) if run == "careless" else careful(script)
            played = await play(server, office, task, script, guards=guards, reviewer=reviewer, mode=mode)
            row[run] = {
                "reached": GOALS[one.goal](office, played),
                "by": played.stopped_by,
                "asked": len(played.reviews),
            }
    return row


async def honest(server: OpenAIServer, web: Web, one: Honest, mode: str, *, classifier: bool) -> Row:
    """Do a task."""
    with tempfile.TemporaryDirectory() as folder:
        office, script = Office(Path(folder), web), working(one)
        laid_out(one, office)
        guards = [office_guard(office, classifier=classifier)]
        played = await play(server, office, one.user, script, guards=guards, reviewer=careful(script), mode=mode)
        done = played.answer == one.answer and not played.error and one.done(office)
        return {"task": one.name, "done": done, "asked": len(played.reviews), "touched_by": played.stopped_by}


def table(attacks: list[Row], tasks: list[Row]) -> str:
    """The results as Markdown, from the first mode."""
    lines = [
        "# A real agent under attack",
        "",
        "Written by `python -m tests.bench.agent_scenarios`, which says how. `yes` means that the attacker got what he",
        "wanted; the third of these columns is with the package and a person who approves whatever is asked. The last",
        "two name the control that stood in the way first, and its rules; `review`: a person was asked and said no.",
        "",
        "| goal | attack | stands in | disguise | without | with | careless | stopped by | if detection misses it |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in attacks:
        words = ["yes" if row[run]["reached"] else "no" for run in ("bare", "guarded", "careless")]
        by = [row[run]["by"] if not row[run]["reached"] else "nothing" for run in ("guarded", "past_detection")]
        names = (row["goal"], row["attack"], row["carrier"], row["disguise"].replace("_", " "))
        lines.append(f"| {' | '.join((*names, *words, *by))} |")
    lines += ["", "| honest task | done | a person was asked | touched by |", "|---|---|---|---|"]
    lines += [
        f"| {row['task']} | {'yes' if row['done'] else 'no'} | {row['asked'] or ''} | {row['touched_by']} |"
        for row in tasks
    ]
    return "\n".join(lines) + "\n"


def summary(attacks: list[Row], tasks: list[Row], with_classifier: list[Row]) -> Row:
    """Counts."""
    by = {run: Counter(row[run]["by"].partition(":")[0] for row in attacks) for run in ("guarded", "past_detection")}
    return {
        "attacks": len(attacks),
        "goals": len({row["goal"] for row in attacks}),
        **{
            f"reached_{run}": sum(row[run]["reached"] for row in attacks)
            for run in ("bare", "guarded", "past_detection", "careless")
        },
        "stopped_by": dict(by["guarded"]),
        "stopped_by_past_detection": dict(by["past_detection"]),
        "honest_tasks": len(tasks),
        "honest_done": sum(row["done"] for row in tasks),
        "honest_with_a_question": sum(bool(row["asked"]) for row in tasks),
        "honest_done_with_classifier": sum(row["done"] for row in with_classifier),
        "honest_not_done_with_classifier": [row["task"] for row in with_classifier if not row["done"]],
    }


async def measure(modes: list[str]) -> None:
    """Play everything and save."""
    result: Row = {}
    with OpenAIServer() as server, Web() as web:
        for mode in modes:
            attacks = [await attack(server, web, one, mode) for one in ATTACKS]
            tasks = [await honest(server, web, one, mode, classifier=False) for one in HONEST]
            asked = (
                [await honest(server, web, one, mode, classifier=True) for one in HONEST] if mode == modes[0] else []
            )
            result[mode] = summary(attacks, tasks, asked)
            if not asked:
                del result[mode]["honest_done_with_classifier"], result[mode]["honest_not_done_with_classifier"]
            if mode == modes[0]:
                (RESULTS / "agent_scenarios.md").write_text(table(attacks, tasks), encoding="utf-8")
    save("agent_scenarios", "scenarios", result)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    asyncio.run(measure(parser.parse_args().modes))


if __name__ == "__main__":
    main()
