"""The configuration of controls: fixed once made, and its errors said once and plainly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
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


@contextmanager
def readable_errors(control: str, options: Iterable[str] = ()) -> Iterator[None]:
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
            place = ".".join(str(step) for step in one["loc"])
            problem = one["msg"].removeprefix("Value error, ")
            if one["type"] == "extra_forbidden":
                near = get_close_matches(place, options, n=1)
                problem = "there is no such option" + "".join(f"; did you mean {name!r}?" for name in near)
            problems.append(f"{place}: {problem}" if place else problem)
    if problems:
        refusal = ConfigError("; ".join(problems), control=control)
        try:
            raise refusal
        finally:  # the original, which holds the values, is still being handled where `with` stands
            refusal.__context__ = None
