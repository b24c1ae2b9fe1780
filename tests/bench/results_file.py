"""Where the scripts of this folder leave their results: one JSON file per topic, one entry per script."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def save(topic: str, name: str, result: dict[str, Any]) -> None:
    """Put a result into `results/<topic>.json` under `name`, with where and when it was measured."""
    path = RESULTS / f"{topic}.json"
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    known[name] = {
        **result,
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
    }
    path.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    json.dump(known[name], sys.stdout, indent=2)
    sys.stdout.write("\n")
