"""The reference of every public module, from docstrings: `python -m tests.reference FOLDER`. A warning is an error."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import warnings
from itertools import accumulate
from pathlib import Path

import pdoc

import langchain_guard

LEFT_OUT = ("langchain_guard.detect.injection.train", "langchain_guard.__main__")
"""Training needs extras that a reader has no use for."""


def modules() -> list[str]:
    """What is named to pdoc: it finds the modules of a package by itself, but for packages that have an `__all__`."""
    names = ["langchain_guard"]
    for info in pkgutil.walk_packages(langchain_guard.__path__, "langchain_guard."):
        above = list(accumulate(info.name.split(".")[:-1], "{}.{}".format))
        listed = all(hasattr(importlib.import_module(package), "__all__") for package in above)
        if listed and not info.name.startswith(LEFT_OUT):
            names.append(info.name)
    return names


def main(folder: Path) -> None:
    """Write the pages."""
    names = modules()
    for module in map(importlib.import_module, names):
        for name in getattr(module, "__all__", ()):
            setattr(module, name, getattr(module, name))  # names that are imported on first use
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # pdoc's own: what cannot be imported, resolved or parsed
        # A TypedDict forgets at run time which fields it has inherited, a NamedTuple's constructor where it stands.
        warnings.filterwarnings("ignore", "Cannot determine where .* is taken from", UserWarning)
        warnings.filterwarnings("ignore", "Error parsing type annotation ForwardRef.* failed", UserWarning)
        pdoc.pdoc(*names, output_directory=folder)
    sys.stdout.write(f"{len(list(folder.rglob('*.html')))} pages in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
