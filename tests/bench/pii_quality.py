"""How well personal data and secrets are found: recall and precision by type, and false findings in honest texts.

    python -m tests.bench.pii_quality --data FOLDER

FOLDER holds `pii/presidio_synth_v2.jsonl` (`text`, `spans`, `template`) and `injection/oss_docs.jsonl`,
`injection/banking77.jsonl` (`text`). Rows were tuned on the sentences of even template number. The odd half was first
measured when that was done; it showed two faults (a number was lost when a word followed it, IBAN recall 0.45; Maestro
cards that begin with 6759 were missing), which were then mended. What a text shows is never written to the results,
only places and rules.

In the honest texts a finding is true when a person who read it in its context judged it to be what its kind says (an
author's e-mail address, a sample key in a scanner's test suite); `pii_quality_judged.json` keeps those by hash of the
value. Everything else counts as false.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_guard import scan
from langchain_guard.detect.names import PII_KINDS, SECRET_KINDS
from langchain_guard.findings import Finding
from tests.bench.results_file import save

JUDGED = Path(__file__).parent / "pii_quality_judged.json"

TYPES: dict[str, frozenset[str]] = {
    "CREDIT_CARD": frozenset({"credit_card"}),
    "DOMAIN_NAME": frozenset({"url"}),  # the set's name for addresses of pages
    "EMAIL_ADDRESS": frozenset({"email"}),
    "IBAN_CODE": frozenset({"iban"}),
    "IP_ADDRESS": frozenset({"ipv4", "ipv6"}),
    "PHONE_NUMBER": frozenset({"phone"}),
    "US_DRIVER_LICENSE": frozenset({"us_driver_license"}),
    "US_SSN": frozenset({"us_ssn", "us_itin"}),
}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def fingerprint(value: str) -> str:
    """What stands for a value in the list of judged findings."""
    return hashlib.sha256(value.encode()).hexdigest()[:12]


def labelled(path: Path) -> dict[str, Any]:
    """Recall and precision by type on labelled sentences; a label counts as found when one finding covers it."""
    found: dict[str, Counter[str]] = {half: Counter() for half in ("even", "odd")}
    missed: dict[str, Counter[str]] = {half: Counter() for half in ("even", "odd")}
    false: dict[str, Counter[str]] = {half: Counter() for half in ("even", "odd")}
    misses, others = [], Counter[str]()
    for index, record in enumerate(read(path)):
        half = "odd" if (record["template"] or 0) % 2 else "even"
        findings = scan(record["text"], kinds=PII_KINDS).findings
        used: set[Finding] = set()
        for span in record["spans"]:
            kinds = TYPES.get(span["type"])
            if kinds is None:
                continue
            cover = [f for f in findings if f.kind in kinds and f.start <= span["start"] and f.end >= span["end"]]
            (found if cover else missed)[half][span["type"]] += 1
            used.update(cover)
            if not cover:
                misses.append({"row": index, "start": span["start"], "type": span["type"], "half": half})
        for finding in set(findings) - used:
            kind = next((name for name, kinds in TYPES.items() if finding.kind in kinds), None)
            if kind is None:
                others[finding.kind] += 1
            else:
                false[half][kind] += 1
    table = {}
    for kind in TYPES:
        table[kind] = {
            half: _rates(
                sum(found[h][kind] for h in halves),
                sum(missed[h][kind] for h in halves),
                sum(false[h][kind] for h in halves),
            )
            for half, halves in (("all", ("even", "odd")), ("odd half", ("odd",)))
        }
    return {"types": table, "misses": misses, "kinds the set does not label": dict(others)}


def _rates(found: int, missed: int, false: int) -> dict[str, float | int]:
    return {
        "examples": found + missed,
        "recall": round(found / max(1, found + missed), 4),
        "precision": round(found / max(1, found + false), 4),
    }


def honest(folder: Path, *, show: bool) -> dict[str, Any]:
    """False findings per 100 kB of honest documents and customer questions."""
    judged = set(json.loads(JUDGED.read_text(encoding="utf-8"))["true"])
    result: dict[str, Any] = {}
    for name in ("oss_docs", "banking77"):
        size = 0
        true, false = Counter[str](), Counter[str]()
        listed = []
        for index, record in enumerate(read(folder / "injection" / f"{name}.jsonl")):
            text = record["text"]
            size += len(text.encode())
            for finding in scan(text).findings:
                value = text[finding.start : finding.end]
                family = "secrets" if finding.kind in SECRET_KINDS else "pii" if finding.kind in PII_KINDS else ""
                if not family:
                    continue
                if fingerprint(value) in judged:
                    true[family] += 1
                    continue
                false[family] += 1
                listed.append({"row": index, "start": finding.start, "rule": finding.rule})
                if show:
                    around = text[max(0, finding.start - 40) : finding.end + 20]
                    print(name, index, finding.rule, fingerprint(value), repr(around))  # the reader's own terminal
        result[name] = {
            "bytes": size,
            "true": dict(true),
            "false": dict(false),
            "false per 100 kB": {key: round(false[key] / size * 1e5, 3) for key in ("pii", "secrets")},
            "false findings": listed,
        }
    return result


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with pii/ and injection/")
    parser.add_argument("--show", action="store_true", help="print findings that are not judged true")
    options = parser.parse_args()
    results = {
        "labelled sentences": labelled(options.data / "pii" / "presidio_synth_v2.jsonl"),
        "honest texts": honest(options.data, show=options.show),
    }
    save("pii_quality", "presidio_synth_v2, oss_docs, banking77", results)


if __name__ == "__main__":
    main()
