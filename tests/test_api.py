"""The public API: few names, sorted, documented, light to import, and its examples are true."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import langchain_guard
from langchain_guard import exceptions

NAMES = [name for name in langchain_guard.__all__ if name != "__version__"]
ERRORS = {name for name, value in vars(exceptions).items() if inspect.isclass(value) and issubclass(value, Exception)}
MODULES = sorted(info.name for info in pkgutil.walk_packages(langchain_guard.__path__, "langchain_guard."))


def test_every_exception_is_at_the_front_door() -> None:
    """Whatever the package raises on purpose can be caught by a name that it exports."""
    assert set(NAMES) >= ERRORS


def test_names_are_few_and_sorted() -> None:
    """At most 30 names besides the exceptions, in order."""
    assert sorted(NAMES) == NAMES
    assert len(set(NAMES) - ERRORS) <= 30
    assert set(NAMES) <= set(dir(langchain_guard))


@pytest.mark.parametrize("name", NAMES)
def test_name_is_importable_and_documented(name: str) -> None:
    """Each public name can be imported from the package and says what it is."""
    value = getattr(langchain_guard, name)
    assert inspect.getdoc(value)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__doc__, f"{name} only inherits its docstring"
        assert value.__module__.startswith("langchain_guard.")


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there is reported as Python does."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        langchain_guard.nothing  # noqa: B018 -- the access is the test


def test_type_checkers_see_the_same_names() -> None:
    """The static import block and the lazy table agree."""
    source = inspect.getsource(langchain_guard)
    static = {
        line.split(" import ")[1].split(" as ")[0] for line in source.splitlines() if line.startswith("    from ")
    }
    assert static == set(NAMES)


def test_import_is_light() -> None:
    """`import langchain_guard` loads neither LangChain nor any engine."""
    heavy = (
        "langchain_core",
        "langchain_openai",
        "onnxruntime",
        "torch",
        "pydantic",
        "structlog",
        "re2",
        "limits",
        "rich",
    )
    code = f"import sys, langchain_guard; sys.exit(','.join(m for m in {heavy!r} if m in sys.modules) or None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_plain_install_can_be_looked_at() -> None:
    """Without the extra `agents`, `import *` and `help` work; the name that needs it says what to install."""
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('langchain', 'langgraph'))); import pydoc, langchain_guard\n"
        "from langchain_guard import *\n"
        "assert secure and pydoc.render_doc(langchain_guard)\n"
        "try: from langchain_guard import GuardMiddleware\n"
        "except ConfigError as error: sys.exit('langchain-guard[agents]' not in str(error))\n"
        "sys.exit('no error')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_injection_waits_for_no_other_table() -> None:
    """Judging for injection does not first build the tables of personal data and secrets, nor load LangChain."""
    code = (
        "import sys; from langchain_guard import detect_injection; detect_injection('Good morning', classifier=True); "
        "others = {'langchain_core', 'langchain_guard.detect.builtin', 'phonenumbers'}; "
        "sys.exit(','.join(others & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def load(name: str) -> ModuleType:
    """Import a module of the package."""
    return importlib.import_module(name)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_examples_are_true(
    name: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every example in a docstring gives what it says."""
    monkeypatch.chdir(tmp_path_factory.mktemp("doctest"))
    result = doctest.testmod(load(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_every_error_has_a_message_for_end_users() -> None:
    """Each error says to a user what to do, by its class alone: nothing of the rules, the control or the text."""
    from langchain_guard import GuardError, exceptions

    kinds = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, GuardError)]
    said = {kind: kind("secret details", rule_ids=("a.rule",)).public_message for kind in kinds}
    assert len(said) == 11
    assert all(text.endswith(".") and "secret" not in text and "a.rule" not in text for text in said.values())
    assert said[exceptions.InputTooLarge] != said[exceptions.InputBlocked] == said[exceptions.OutputBlocked]
