"""Ten tamper attacks on audit logs in four modes, and every single-bit flip of a three-record log.

    python -m tests.bench.audit_tamper [--trials 200]
    python -m tests.bench.audit_tamper --write-vectors     # makes tests/corpus/audit anew

Results go to `tests/bench/results/audit.json` under `tamper`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from pathlib import Path

from langchain_guard.audit import Head, verify
from tests.audit.tampering import ATTACKS, KEY, MODES, VECTORS, Case, flip, judge, make_case, named, write_log
from tests.bench.results_file import save


def trials(count: int, folder: Path) -> dict[str, dict[str, float]]:
    """Share of detected attacks, by attack and mode."""
    table: dict[str, dict[str, float]] = {}
    for attack, tamper in ATTACKS.items():
        for mode, (key, anchored) in MODES.items():
            detected = 0
            for seed in range(count):
                rng = random.Random(f"{attack}/{mode}/{seed}")
                case = make_case(rng, key)
                heads = case.heads if anchored else []
                assert judge(folder, case.lines, key, heads).status != "tampered"
                detected += judge(folder, tamper(case, rng, key), key, heads).status == "tampered"
            table.setdefault(attack, {})[mode] = detected / count
    return table


def flips(folder: Path) -> dict[str, int]:
    """All single-bit flips of a log of three records."""
    whole = b"".join(write_log(1, KEY))
    path = folder / "flip.jsonl"
    missed = 0
    for at in range(len(whole)):
        for bit in range(8):
            path.write_bytes(flip(whole, at, bit))
            missed += verify([path], keys=[KEY]).status != "tampered"
    return {"flips": 8 * len(whole), "missed": missed}


def write_vectors() -> None:
    """Make the committed vectors anew, with what the verifier says about them for a person to review."""
    if VECTORS.exists():
        shutil.rmtree(VECTORS)
    VECTORS.mkdir(parents=True)
    heads: list[Head] = []
    lines = write_log(6, KEY, heads, every=3)
    (VECTORS / "heads.jsonl").write_text("".join(f"{head}\n" for head in heads))
    (VECTORS / "untouched.jsonl").write_bytes(b"".join(lines))
    rows = []
    for name, (what, changed) in named(Case(lines, heads, foreign=write_log(3, KEY))).items():
        path = VECTORS / f"{name}.jsonl"
        path.write_bytes(b"".join(changed))
        verdict = verify([path], keys=[KEY], heads=heads)
        assert verdict.status == "tampered", f"{name}: {verdict}"
        without = verify([path], keys=[KEY]).status
        rows.append({"name": name, "what": what, "finds": verdict.problems[0].kind, "without_head": without})
    (VECTORS / "manifest.json").write_text(
        json.dumps({"key": "the letter k, 32 times", "vectors": rows}, indent=1) + "\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--write-vectors", action="store_true")
    options = parser.parse_args()
    if options.write_vectors:
        write_vectors()
    else:
        with tempfile.TemporaryDirectory() as name:
            share = trials(options.trials, Path(name))
            save("audit", "tamper", {"trials": options.trials, "detected": share, "bit_flips": flips(Path(name))})
