"""The lowest versions that pyproject.toml allows, as pip constraints: `python -m tests.lowest > lowest.txt`."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

EXTRAS = ("redis", "vault", "agents", "ml", "prometheus", "otel", "pandas", "plots")
"""The extras that users install beside each other; those for development and training may ask for more."""

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*>=\s*(?P<floor>[^,;\s]+)")


def floors() -> Iterator[str]:
    """One `name==version` for each requirement of the package and of the extras in `EXTRAS`."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    lowest: dict[str, str] = {}
    for requirement in (*project["dependencies"], *(row for extra in EXTRAS for row in optional[extra])):
        if match := REQUIREMENT.match(requirement):
            name, floor = match["name"], match["floor"]
            lowest[name] = min(lowest.get(name, floor), floor, key=_parts)
    return (f"{name}=={floor}" for name, floor in sorted(lowest.items()))


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


if __name__ == "__main__":
    sys.stdout.write("\n".join(floors()) + "\n")
