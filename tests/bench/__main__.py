"""Measure everything anew, and write the README's table: `python -m tests.bench [--data FOLDER]`.

About an hour and a half on two quiet cores. Each script writes into `tests/bench/results/`; what needs data that is not
committed, or an extra that is not installed, keeps its committed result and is named at the end.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.bench import readme

SCRIPTS = (
    "startup",
    "scan_speed",
    "hostile",
    "stream_cost",
    "stream_law",
    "leak_matrix",
    "limits",
    "chain_overhead",
    "event_loop",
    "agent_overhead",
    "agent_leaks",
    "agent_scenarios",
    "audit_speed",
    "audit_tamper",
    "audit_crash",
    "injection_cost",
    "injection_unseen",
    "canary",
    "pseudonyms",
)
WITH_DATA = ("markup_safety", "pii_quality", "injection_quality")
"""Scripts that take `--data FOLDER`: public data sets as JSON Lines, which are not committed."""

BY_HAND = ("injection_loso", "report_browser", "token_estimate")
"""Scripts that need what only a person has: models trained for each fold, a browser, other data."""


def main() -> int:
    """Run every script, then write the table.

    Returns:
        How many scripts failed.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="public data sets, see the scripts that take it")
    data = parser.parse_args().data
    jobs = [(name, []) for name in SCRIPTS]
    jobs += [(name, ["--data", str(data)]) for name in WITH_DATA] if data else []
    run = [sys.executable, "-m"]
    failed = [name for name, options in jobs if subprocess.call([*run, f"tests.bench.{name}", *options])]
    readme.write()
    kept = [*failed, *(() if data else WITH_DATA), *BY_HAND]
    sys.stdout.write(f"kept as committed: {', '.join(kept)}\n")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
