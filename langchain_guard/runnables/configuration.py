"""The configuration of controls: fixed once made, and its errors said once and plainly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from langchain_guard.exceptions import ConfigError


class Derived(BaseModel):
    """A model with frozen fields that works out once what follows from them, in a `cached_property`.

    A copy with other fields works it out anew, and so does one that was pickled. Names begin with an underscore: so it
    is no part of a dump.
    """

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        fields = type(self).model_fields
        return {**state, "__dict__": {name: value for name, value in self.__dict__.items() if name in fields}}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with other values for some fields."""
        copied = super().model_copy(update=update, deep=deep)
        held = vars(copied)
        for name in held.keys() - type(self).model_fields.keys():
            del held[name]
        return copied


class Fixed(Derived):
    """A Runnable whose options are out of reach of the `RunnableConfig`: whoever calls it cannot weaken it."""

    def configurable_fields(self, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Refused.

        Raises:
            ConfigError: Always.
        """
        raise fixed(self)

    def configurable_alternatives(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 -- LangChain's signature
        """Refused.

        Raises:
            ConfigError: Always.
        """
        raise fixed(self)


def of_type(control: str, **options: tuple[object, type]) -> None:
    """Refuse an option that is given as something of another type.

    Args:
        control: The control that is being configured.
        options: What was given, None for nothing, and its type, by name.

    Raises:
        ConfigError: When the types differ.
    """
    for name, (given, kind) in options.items():
        if not isinstance(given, kind | None):
            message = f"{name} takes {kind.__name__}(...), not {type(given).__name__}"
            raise ConfigError(message, control=control)


def fixed(runnable: object, options: str = "the options") -> ConfigError:
    """The error for options that no `RunnableConfig` may choose."""
    message = f"{options} of {type(runnable).__name__} cannot be made configurable: callers could weaken them"
    return ConfigError(message)


_ELSEWHERE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("entities", "pii_type", "pii_types", "redact_kinds"), ("kinds",)),
        **dict.fromkeys(("patterns", "detector", "detectors", "recognizers", "scanners"), ("extra",)),
        **dict.fromkeys(("threshold", "score"), ("injection_threshold", "score_threshold")),
        **dict.fromkeys(("on_fail", "mode", "action"), ("strategy", "policy")),
        **dict.fromkeys(("operators", "policy"), ("strategies",)),
        **dict.fromkeys(("exit_behavior", "raise_on_violation"), ("on_block",)),
        **dict.fromkeys(("max_length", "max_tokens"), ("max_message_chars", "max_chars")),
        **dict.fromkeys((f"requests_per_{unit}" for unit in ("second", "minute", "hour", "day")), ("limits",)),
        **dict.fromkeys(("redis_url", "storage_url"), ("storage_uri",)),
        **dict.fromkeys(("user_key", "key_func"), ("key",)),
    }
)
"""Names that other libraries and our settings have for options: what is near in letters is often another thing."""

_SEVERAL = {"tuple_type", "list_type", "sequence_str", "set_type", "frozen_set_type"}
"""Errors of pydantic about one value where several are taken."""

_PAIRS = {"policy", "strategies"}
"""Options that take names with values."""


@contextmanager
def readable_errors(control: str, options: Collection[str] = ()) -> Iterator[None]:
    """Turn pydantic's validation errors into a `ConfigError` that names the options and quotes no value.

    Args:
        control: The control that is being configured.
        options: The names of its options, one of which may have been meant by one that it does not have.

    Raises:
        ConfigError: Instead of `ValidationError`.
    """
    problems: list[str] = []
    try:
        yield
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False, include_context=False):
            place = ".".join(step for step in one["loc"] if isinstance(step, str))
            problem = one["msg"].removeprefix("Value error, ")
            if one["type"] in _SEVERAL:
                problem = f"takes several: write {place}={'{NAME: VALUE}' if place in _PAIRS else '[...]'}"
            if one["type"] == "extra_forbidden":
                same = [name for name in _ELSEWHERE.get(place, ()) if name in options]
                near = same[:1] or get_close_matches(place, options, n=1)
                problem = "there is no such option" + "".join(f"; did you mean {name!r}?" for name in near)
            problems.append(f"{place}: {problem}" if place else problem)
    if problems:
        refusal = ConfigError("; ".join(problems), control=control)
        try:
            raise refusal
        finally:  # the original, which holds the values, is still being handled where `with` stands
            refusal.__context__ = None
