"""Reading a trail: records of one or many files, as mappings or as a pandas table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_guard.audit.segments import Segments, files_of
from langchain_guard.exceptions import ConfigError

if TYPE_CHECKING:
    import pandas as pd


def segments_of(path: str | Path) -> list[Path]:
    """All segment files of an audit path, oldest first.

    Raises:
        FileNotFoundError: There is none.
    """
    found = [segment for _, segment in Segments(Path(path)).numbered()]
    if not found:
        raise FileNotFoundError(2, "no audit file", str(path))
    return found


def read(paths: str | Path | Iterable[str | Path]) -> Iterator[dict[str, Any]]:
    """The records of some files, in the order they stand there; `verify` reports lines that are none.

    Args:
        paths: Audit files.

    Yields:
        One mapping per record.
    """
    for path in files_of(paths):
        with path.open("rb") as file:
            for line in file:
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(record, dict):
                    yield record


def to_pandas(*paths: str | Path) -> pd.DataFrame:
    """A table of all records for a notebook: one row each, `time` and `started` as timestamps.

    Args:
        paths: Audit files.

    Raises:
        ConfigError: pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        message = 'tables need pandas: pip install "langchain-guard[pandas]"'
        raise ConfigError(message, control="audit") from None
    frame: pd.DataFrame = pandas.DataFrame.from_records(list(read(paths)))
    for name in {"time", "started"} & {*frame.columns}:
        frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601")
    return frame
