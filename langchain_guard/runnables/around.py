"""What Runnables that stand around another have in common."""

from __future__ import annotations

from typing import Any, Self

from langchain_core.runnables import Runnable, RunnableSerializable
from pydantic import ConfigDict

from langchain_guard.exceptions import ConfigError


def check_bound(runnable: object, who: str, control: str) -> None:
    """Refuse to stand around what is no Runnable.

    Raises:
        ConfigError: When it is none.
    """
    if not isinstance(runnable, Runnable):
        message = f"{who} needs a model or chain, not {type(runnable).__name__}"
        raise ConfigError(message, control=control)


class Around(RunnableSerializable[Any, Any]):
    """A Runnable around a model or chain: it takes and gives what that does.

    Args:
        bound: The model or chain.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    bound: Runnable[Any, Any]

    @property
    def InputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """What the model or chain takes."""
        return self.bound.InputType

    @property
    def OutputType(self) -> Any:  # noqa: N802 -- LangChain's name
        """What the model or chain gives."""
        return self.bound.OutputType

    def bind_tools(self, tools: Any, **kwargs: Any) -> Self:
        """The same around the model with tools."""
        return self.model_copy(update={"bound": self.bound.bind_tools(tools, **kwargs)})  # type: ignore[attr-defined]  # a chat model has it
