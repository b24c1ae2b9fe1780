"""Rules for the arguments of tools: where they may lead, which files they may name, how much they may move.

A rule looks at one argument as the model wrote it and says yes or no; each element of a list must pass on its own. What
a rule cannot read it refuses. Rules are immutable, and their `repr` names no host, path or amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable

from pydantic import BaseModel, TypeAdapter, ValidationError

from langchain_guard.agents.egress import Egress
from langchain_guard.exceptions import ConfigError
from langchain_guard.text.engine import compile_expression, encode


@runtime_checkable
class ArgumentRule(Protocol):
    """What a rule for an argument is: something with `accepts`."""

    def accepts(self, value: Any, /) -> bool:
        """Whether the tool may get this value."""
        ...


RuleLike: TypeAlias = ArgumentRule | type[BaseModel] | Callable[[Any], bool]
"""A rule, a pydantic model that must validate the argument, or a function that says whether it may pass."""


@dataclass(frozen=True, slots=True, repr=False)
class Hosts:
    """The argument is a URL or a host name, and leads to a listed host.

    Args:
        entries: As in `Egress`: `example.com`, `*.example.com`, `docs.example.com/guide/*`, ...

    >>> rule = Hosts("docs.example.com")
    >>> rule.accepts("https://docs.example.com/a"), rule.accepts("https://docs.example.com@evil.example/")
    (True, False)
    """

    _egress: Egress

    def __init__(self, *entries: str) -> None:
        object.__setattr__(self, "_egress", Egress(_given(entries, "Hosts")))

    def accepts(self, value: Any, /) -> bool:
        """Whether it leads to a listed host."""
        if not isinstance(value, str):
            return False
        return self._egress.refuses(value if _ABSOLUTE.match(value) else f"https://{value}") is None

    def __repr__(self) -> str:
        return "Hosts(...)"


@dataclass(frozen=True, slots=True, repr=False)
class Paths:
    """The argument is a path inside a folder, after `..` and symbolic links were followed.

    A link that is made between this check and the tool's own access is not seen: give tools a folder in which strangers
    cannot make links.

    Args:
        root: The folder; relative arguments start there.

    >>> rule = Paths("/srv/data")
    >>> rule.accepts("reports/may.txt"), rule.accepts("../secrets"), rule.accepts("/etc/passwd")
    (True, False, False)
    """

    root: Path

    def __init__(self, root: str | Path) -> None:
        object.__setattr__(self, "root", Path(root))

    def accepts(self, value: Any, /) -> bool:
        """Whether it stays in the folder."""
        if not isinstance(value, str) or not value or "\0" in value or value.startswith("~"):
            return False
        if "\\" in value or re.match(r"[A-Za-z]:|file:", value):  # a path only to other systems, or to a browser
            return False
        try:
            root = self.root.resolve()
            return (root / value).resolve().is_relative_to(root)
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name that cannot be encoded
            return False

    def __repr__(self) -> str:
        return "Paths(...)"


@dataclass(frozen=True, slots=True, repr=False)
class Amount:
    """The argument is a finite number between two bounds, both included.

    Args:
        minimum: The least that may pass; None for no bound.
        maximum: The most that may pass; None for no bound.

    >>> rule = Amount(0, 500)
    >>> rule.accepts(120.5), rule.accepts("1e9"), rule.accepts(float("nan")), rule.accepts(True)
    (True, False, False, False)
    """

    minimum: Decimal | None
    maximum: Decimal | None

    def __init__(self, minimum: float | str | None = None, maximum: float | str | None = None) -> None:
        for name, bound in (("minimum", minimum), ("maximum", maximum)):
            number = None if bound is None else _number(bound)
            if bound is not None and number is None:
                message = f"Amount: {name} is no finite number"
                raise ConfigError(message, control="tool_policy")
            object.__setattr__(self, name, number)

    def accepts(self, value: Any, /) -> bool:
        """Whether it is a number within the bounds."""
        number = _number(value)
        if number is None:
            return False
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)

    def __repr__(self) -> str:
        return "Amount(...)"


@dataclass(frozen=True, slots=True, repr=False)
class Matches:
    r"""The argument is a text of which all of it matches an expression, in time linear in its length.

    Args:
        pattern: In RE2 syntax.

    >>> rule = Matches(r"[a-z]+@example\.com")
    >>> rule.accepts("jane@example.com"), rule.accepts("jane@example.com, x@evil.example")
    (True, False)
    """

    pattern: str

    def __post_init__(self) -> None:
        compile_expression(self.pattern, capture=False)

    def accepts(self, value: Any, /) -> bool:
        """Whether all of it matches."""
        if not isinstance(value, str):
            return False
        return compile_expression(self.pattern, capture=False).fullmatch(encode(value)) is not None

    def __repr__(self) -> str:
        return "Matches(...)"


@dataclass(frozen=True, slots=True, repr=False)
class OneOf:
    """The argument is one of a few values, of the same type.

    Args:
        values: The values.

    >>> OneOf("read", "list").accepts("delete")
    False
    """

    values: tuple[Any, ...]

    def __init__(self, *values: Any) -> None:
        object.__setattr__(self, "values", _given(values, "OneOf"))

    def accepts(self, value: Any, /) -> bool:
        """Whether it is one of them."""
        return any(type(value) is type(one) and value == one for one in self.values)

    def __repr__(self) -> str:
        return "OneOf(...)"


@dataclass(frozen=True, slots=True)
class _Valid:
    """A pydantic model as a rule."""

    model: type[BaseModel]
    _adapter: TypeAdapter[Any] = field(repr=False)

    def accepts(self, value: Any, /) -> bool:
        try:
            self._adapter.validate_python(value)
        except ValidationError:
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class _Asked:
    """A function as a rule; one that fails refuses."""

    function: Callable[[Any], bool]

    def accepts(self, value: Any, /) -> bool:
        try:
            return self.function(value) is True
        except Exception:  # noqa: BLE001 -- it could not judge, and its error may quote the argument
            return False

    def __repr__(self) -> str:
        return f"{getattr(self.function, '__name__', type(self.function).__name__)}(...)"


def rule_from(rule: RuleLike) -> ArgumentRule:
    """A rule from what can stand for one.

    Raises:
        ConfigError: When it is neither a rule nor a model nor a function.

    >>> rule_from(str.isdigit).accepts("12")
    True
    """
    if isinstance(rule, type):
        if issubclass(rule, BaseModel):
            return _Valid(rule, TypeAdapter(rule))
    elif isinstance(rule, ArgumentRule):
        return rule
    elif callable(rule):
        return _Asked(rule)
    message = f"an argument rule is a rule, a pydantic model or a function, not {type(rule).__name__}"
    raise ConfigError(message, control="tool_policy")


def accepted(rule: ArgumentRule, value: Any) -> bool:
    """Whether a value passes a rule; each element of a list on its own, but for models and functions.

    >>> accepted(OneOf("a", "b"), ["a", "b"]), accepted(OneOf("a"), ["a", "c"])
    (True, False)
    """
    if value is UNREACHED:
        return False
    if isinstance(value, (list, tuple)) and not isinstance(rule, (_Valid, _Asked)):
        return all(accepted(rule, one) for one in value)
    return rule.accepts(value)


UNREACHED: Any = object()
"""Stands for what a path did not lead to, because something else is in its way; no rule accepts it."""


def found(arguments: Mapping[str, Any], path: str) -> Iterator[Any]:
    """The values at a dotted path, through the elements of lists, also of lists in lists.

    Nothing when the path is not there or has a None on it; `UNREACHED` where a value without names, e.g. a text, stands
    in its way, which the tool may take apart by itself.

    >>> list(found({"lines": [{"price": 1}, {"price": 2}]}, "lines.price"))
    [1, 2]
    """
    head, _, rest = path.partition(".")
    if head not in arguments:
        return
    value = arguments[head]
    if not rest:
        yield value
        return
    for one in elements(value):
        if isinstance(one, Mapping):
            yield from found(one, rest)
        elif one is not None:
            yield UNREACHED


def bounded(arguments: Mapping[str, Any], path: str, rule: ArgumentRule) -> bool:
    """Whether a rule accepts all that stands at a path; nothing that is nested too deep to be looked through.

    >>> bounded({"lines": [{"price": 1}, {"price": 2}]}, "lines.price", Amount(0, 1))
    False
    """
    try:
        return all(accepted(rule, value) for value in found(arguments, path))
    except RecursionError:
        return False


def elements(value: Any) -> Iterator[Any]:
    """The elements of a list, and of lists in it; any other value is one itself."""
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from elements(one)
    else:
        yield value


def _number(value: Any) -> Decimal | None:
    """A finite number; None for anything else, also for truth values."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        text = str(value)
        number = Decimal(text.strip()) if len(text) <= _DIGITS else None
    except (InvalidOperation, ValueError):  # the latter for an integer of more digits than Python writes
        return None
    return number if number is not None and number.is_finite() else None


_DIGITS = 100
"""Longest number that is read, in characters."""
_ABSOLUTE = re.compile(r"[/\\]|[a-z][a-z0-9+.-]*:(?![0-9])", re.IGNORECASE)
"""How a URL begins; a host does not, not even before a port."""


def _given(values: tuple[Any, ...], rule: str) -> tuple[Any, ...]:
    if not values:
        message = f"{rule} needs at least one value: without any, nothing could pass"
        raise ConfigError(message, control="tool_policy")
    return values
