"""Errors in the configuration of a Runnable, said once and plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from langchain_guard.exceptions import ConfigError


@contextmanager
def readable_errors(control: str) -> Iterator[None]:
    """Turn pydantic's validation errors into a `ConfigError` that names the options and quotes no value.

    Args:
        control: The control that is being configured.

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
            problems.append(f"{place}: {problem}" if place else problem)
    if problems:  # raised outside the handler: the original would be attached as context, with the values
        raise ConfigError("; ".join(problems), control=control)
