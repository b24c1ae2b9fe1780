"""The reference of every public module, from docstrings: `python -m tests.reference FOLDER`. A warning is an error."""

from __future__ import annotations

import pkgutil
import sys
import warnings
from pathlib import Path

import pdoc

import langchain_guard

LEFT_OUT = ("langchain_guard.detect.injection.train", "langchain_guard.__main__")
"""Training needs extras that a reader has no use for."""


def modules() -> list[str]:
    """What is documented: every module whose name has no underscore in front."""
    found = pkgutil.walk_packages(langchain_guard.__path__, "langchain_guard.")
    return ["langchain_guard", *sorted(info.name for info in found if not info.name.startswith(LEFT_OUT))]


def main(folder: Path) -> None:
    """Write the pages."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # pdoc's own: what cannot be imported, resolved or parsed
        pdoc.pdoc(*modules(), output_directory=folder)
    sys.stdout.write(f"{len(list(folder.rglob('*.html')))} pages in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
