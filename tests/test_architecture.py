"""The house stays a house: imports point down, forbidden things stay out, rooms stay small."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import langchain_guard

ROOT = Path(__file__).parent.parent
PACKAGE = Path(langchain_guard.__file__).parent  # of the checkout, or of the installed wheel
MODULES = sorted(PACKAGE.rglob("*.py"))

WORDS = {"display", "findings", "forks", "exceptions", "profiles", "progress"}
MAY_IMPORT = {
    **dict.fromkeys(WORDS, WORDS),
    "text": WORDS,
    "detect": WORDS | {"text"},
    "redaction": WORDS | {"text", "detect"},
    "limit": WORDS,
    "settings": WORDS | {"text", "detect", "redaction", "limit"},
    "requests": WORDS | {"settings"},
    "audit": WORDS,
    "evaluation": WORDS | {"text", "detect"},
}
"""The ground and middle floors; a room may always import itself."""

TOP = ("callbacks", "runnables", "agents", "demo", "text_files", "text_cli", "eval_cli", "audit_cli", "cli", "__main__")
"""The top floor, lowest first: each may import everything below and what stands before it here."""

ONLY_IN = {
    "langchain_core": set(TOP),
    "langchain": set(TOP),
    "langchain_openai": set(TOP),
    "langgraph": set(TOP),
    "structlog": {"audit"},
    "pydantic_settings": {"settings"},
    "limits": {"limit"},
    "re2": {"text"},
    "onnxruntime": {"detect"},
    "transformers": {"detect"},
    "torch": {"detect"},
    "typer": {"cli", "text_cli", "audit_cli", "eval_cli"},
}
"""Which rooms may know which library."""

FORBIDDEN_MODULES = {"pickle", "marshal", "subprocess", "socket", "urllib", "yaml", "shelve", "ctypes", "http"}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "print", "input", "breakpoint"}
FORBIDDEN_ATTRIBUTES = {"os.system", "os.popen", "os.execv", "os.spawnv", "re.template"}

TABLES = {
    "audit/events.py": "the schema of the audit trail",
    "detect/injection/rules/phrases.py": "a table of rules",
    "detect/injection/rules/words.py": "a table of word classes",
    "detect/pii.py": "a table of detector rows",
    "detect/providers.py": "a table of detector rows",
    "detect/secrets.py": "a table of detector rows",
    "settings/fields.py": "a table of settings",
}
"""Modules that may be longer than a room, because they are tables; each with its reason."""


def name_of(path: Path) -> str:
    """A readable test id."""
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """The room of a module: its folder, or its own name at the top level."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Every module imported anywhere in the file, in full: at the top, in functions, for types."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield node.module or ""
            if node.module == "langchain_guard":
                yield from (f"langchain_guard.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


inside = pytest.mark.parametrize("path", [p for p in MODULES if p != PACKAGE / "__init__.py"], ids=name_of)
everywhere = pytest.mark.parametrize("path", MODULES, ids=name_of)


@inside
def test_imports_point_down(path: Path) -> None:
    """A room imports only what lies below it."""
    room = room_of(path)
    known = set(MAY_IMPORT) | set(TOP)
    assert room in known, f"{room} is not on the plan: say where it belongs"
    below = MAY_IMPORT.get(room) or set(MAY_IMPORT) | set(TOP[: TOP.index(room)])
    for module in imports_of(path):
        parts = module.split(".")
        if parts[0] == "langchain_guard" and len(parts) > 1 and parts[1] != "__version__":
            assert parts[1] in below | {room}, f"{name_of(path)} imports {module}, which is not below it"
        assert parts != ["langchain_guard"] or "__version__" in path.read_text(), f"{name_of(path)} uses the front door"


@everywhere
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    """LangChain is known on the top floor only, each engine in one room."""
    for module in imports_of(path):
        rooms = ONLY_IN.get(module.split(".")[0])
        assert rooms is None or room_of(path) in rooms, f"{name_of(path)} imports {module}"


@everywhere
def test_forbidden_things_stay_out(path: Path) -> None:
    """Nothing is evaluated, unpickled, spawned, fetched or printed."""
    for module in imports_of(path):
        assert module.split(".")[0] not in FORBIDDEN_MODULES, f"{name_of(path)} imports {module}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"{name_of(path)}:{node.lineno} calls {node.func.id}"
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in FORBIDDEN_ATTRIBUTES, f"{name_of(path)}:{node.lineno}"


@everywhere
def test_broad_handlers_have_a_reason(path: Path) -> None:
    """Who catches everything raises it again, or says why not, on the same line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = "everything" if node.type is None else ast.unparse(node.type)
            raised = any(isinstance(part, ast.Raise) and part.exc is None for part in node.body)
            if caught in {"everything", "Exception", "BaseException"} and not raised:
                reason = lines[node.lineno - 1].partition("#")[2]
                reason = re.sub(r"noqa: \S+", "", reason).strip(" -#")
                assert reason, f"{name_of(path)}:{node.lineno} catches {caught} without a reason"


@everywhere
def test_exemptions_have_a_reason(path: Path) -> None:
    """Every `noqa` and `type: ignore` names its code and says why."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for mark in re.finditer(r"#\s*(noqa|type: ignore)(.*)", line):
            form = re.match(r"(?:: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[\w, -]+\])(.*)", mark[2])
            assert form, f"{name_of(path)}:{number}: exemption without a code"
            assert re.search(r"[a-z]{3}", form[1]), f"{name_of(path)}:{number}: exemption without a reason"


def test_no_room_has_a_name_that_says_nothing() -> None:
    """Folder names say where a line belongs."""
    names = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(PACKAGE).parts}
    assert not names & {"utils", "util", "core", "base", "common", "manager", "helpers", "misc", "service"}


def test_rooms_stay_small() -> None:
    """Median at most 150 lines, none above 320 but tables; a failure names the longest."""
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    longest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert statistics.median(sizes.values()) <= 150, longest
    assert not [item for item in sizes.items() if item[1] > 320 and item[0] not in TABLES], longest
    assert set(TABLES) <= set(sizes), "a table that is gone"


def test_nothing_is_left_for_later() -> None:
    """No mark of unfinished work in code, tests or documents."""
    marks = re.compile(
        "|".join(r"\b" + left + right + r"\b" for left, right in (("TO", "DO"), ("FIX", "ME"), ("XX", "X")))
    )
    folders = (PACKAGE, *(ROOT / name for name in ("tests", "notebooks", ".github", ".ci")))
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".md", ".ipynb"}]
    assert not [f"{path.name}: {mark[0]}" for path in files for mark in marks.finditer(path.read_text("utf-8"))]
