"""Checks records against the committed JSON Schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

import langchain_guard

SCHEMA = json.loads((Path(langchain_guard.__file__).parent / "audit" / "schema-v1.json").read_text())


@cache
def validator(event: str) -> Draft202012Validator:
    """The validator for one kind of record; an unknown kind is an error."""
    reference = SCHEMA["discriminator"]["mapping"][event]
    return Draft202012Validator({"$ref": reference, "$defs": SCHEMA["$defs"]})


def load(path: Path) -> list[dict[str, Any]]:
    """The records of a file, each checked against the schema and for its size."""
    found = []
    for line in path.read_text("ascii").splitlines():
        record = json.loads(line)
        validator(record["event"]).validate(record)
        found.append(record)
    return found
