"""How long it takes until something can be used: imports, `--help`, the first scan.

    python -m tests.bench.startup

Each figure is the median processor time over fresh interpreters, less the median of an interpreter that does nothing,
where it says "over bare Python". Processor time says the same on a busy machine; waiting time is no less than it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.results_file import save

ROOT = Path(__file__).parent.parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
ROUNDS = 15

CASES = {
    "bare": ["-c", ""],
    "import_langchain_guard": ["-c", "import langchain_guard"],
    "import_langchain_core_runnables": ["-c", "import langchain_core.runnables"],
    "help": ["-m", "langchain_guard", "--help"],
    "first_scan": ["-c", "from langchain_guard import scan; scan('hello')"],
    "first_injection_verdict": ["-c", "from langchain_guard import detect_injection; detect_injection('hello')"],
}


def once(arguments: list[str]) -> float:
    """Milliseconds of processor time that one fresh interpreter takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=ENV, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def main() -> None:
    """Measure and write."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, arguments in CASES.items():
            times[name].append(once(arguments))
    bare = median(times["bare"])
    save(
        "startup",
        "fresh interpreters",
        {
            "rounds": ROUNDS,
            "milliseconds": {name: round(median(values), 1) for name, values in times.items()},
            "milliseconds_over_bare_python": {
                name: round(median(values) - bare, 1) for name, values in times.items() if name != "bare"
            },
        },
    )


if __name__ == "__main__":
    main()
