"""Around `GuardedChatModel`: its runs, cache keys, swapped models, clean errors."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from langchain_core.callbacks import BaseRunManager, CallbackManager
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.prompt_values import ChatPromptValue
from langchain_core.runnables import Runnable, RunnableConfig, RunnableParallel, RunnableSequence
from langchain_core.runnables.base import RunnableBindingBase
from langchain_core.runnables.config import ensure_config
from langchain_core.utils.uuid import uuid7
from pydantic import BaseModel, SecretStr

from langchain_guard.exceptions import ConfigError
from langchain_guard.runnables.messages import Walk
from langchain_guard.runnables.values import clean_error

RUN = "langchain_guard_run"
"""The keyword under which the run travels to `_stream`, which LangChain calls without a run manager."""

SCOPE = "langchain_guard_scope"
"""The keyword under which travels whose call it is, where values are held."""

JSON_OPTIONS = frozenset({
    *("response_format", "response_schema", "response_json_schema", "response_mime_type", "format", "output_format"),
    *("output_config", "text"),
})  # fmt: skip
"""Call options with which providers may be asked for JSON content."""

_MADE_WITH = ("model_kwargs", "extra_body")
"""Fields of models that hold such options for every call."""

_PROCESS = secrets.token_hex(8)
_T = TypeVar("_T")


class CheckedMessages(list[BaseMessage]):
    """Messages that the guard has seen."""


class Checked(ChatPromptValue):
    """A prompt that the guard has seen."""

    def to_messages(self) -> list[BaseMessage]:
        """The messages."""
        return CheckedMessages(self.messages)


def own_run(model: BaseChatModel, config: RunnableConfig | None) -> tuple[BaseRunManager, RunnableConfig]:
    """The run that a call of `model` is going to be, for decisions that are made before it begins.

    Returns:
        Its manager, and the config that gives the call the same run id.
    """
    config = ensure_config(config)
    run_id = config["run_id"] = config.get("run_id") or uuid7()
    manager = CallbackManager.configure(
        config.get("callbacks"), model.callbacks, model.verbose, config.get("tags"), model.tags,
        config.get("metadata"), model.metadata,
    )  # fmt: skip
    run = BaseRunManager(
        run_id=run_id,
        handlers=manager.handlers,
        inheritable_handlers=manager.inheritable_handlers,
        parent_run_id=manager.parent_run_id,
        tags=manager.tags,
        metadata=manager.metadata,
    )
    return run, config


def without_own(options: dict[str, Any]) -> dict[str, Any]:
    """Call options without those that are ours."""
    if RUN not in options and SCOPE not in options:
        return options
    return {name: value for name, value in options.items() if name not in {RUN, SCOPE}}


def asks_for_json(model: BaseChatModel, options: dict[str, Any]) -> bool:
    """Whether JSON content is asked for, by an option of the call or by one that the model was made with."""
    made_with = [held for name in _MADE_WITH if isinstance(held := getattr(model, name, None), dict)]
    fields = {name: getattr(model, name) for name in JSON_OPTIONS & type(model).model_fields.keys()}
    return any(_is_json(name, one.get(name)) for one in (options, fields, *made_with) for name in JSON_OPTIONS)


def _is_json(name: str, value: Any) -> bool:
    """Whether an option asks for JSON, by its presence or by what it says.

    >>> _is_json("output_config", {"effort": "low"}), _is_json("response_mime_type", "application/json")
    (False, True)
    """
    if name in {"output_config", "text"}:  # Anthropic's and the Responses API's, which hold other options as well
        value = value.get("format") if isinstance(value, dict) else None
    if name == "response_mime_type":
        return bool(value == "application/json")
    return bool(value) and not (isinstance(value, dict) and value.get("type") == "text")


def swapped(runnable: Runnable[Any, Any], old: BaseChatModel, new: BaseChatModel) -> Runnable[Any, Any]:
    """The same Runnable with another model in it.

    Raises:
        ConfigError: When the model is not found in it, so that it would stay unguarded.
    """
    result: Runnable[Any, Any]
    found, result = _swap(runnable, old, new)
    if not found:
        message = f"{type(old).__name__} gave a Runnable of an unknown shape, in which the model cannot be guarded"
        raise ConfigError(message, control="output_redactor")
    return result


def _swap(runnable: Any, old: BaseChatModel, new: BaseChatModel) -> tuple[bool, Any]:
    if runnable is old:
        return True, new
    if isinstance(runnable, RunnableBindingBase):
        found, bound = _swap(runnable.bound, old, new)
        return found, runnable.model_copy(update={"bound": bound}) if found else runnable
    if isinstance(runnable, RunnableSequence):
        steps = [_swap(step, old, new) for step in runnable.steps]
        return any(found for found, _ in steps), RunnableSequence(*[step for _, step in steps], name=runnable.name)
    if isinstance(runnable, RunnableParallel):
        branches = {key: _swap(step, old, new) for key, step in runnable.steps__.items()}
        return any(found for found, _ in branches.values()), RunnableParallel(
            {key: step for key, (_, step) in branches.items()}
        )
    return False, runnable


def fingerprint(*parts: BaseModel | None) -> str:
    """A key for the configuration of controls, for caches: what one policy let through, another may not.

    Secrets count, but cannot be found from the key. Configurations with objects that have no written form get another
    key in every process.
    """
    try:
        return _fingerprint(parts)
    except TypeError:  # an object of the user's that cannot be hashed
        return _digest(parts)


def _digest(parts: tuple[BaseModel | None, ...]) -> str:
    written = []
    for part in parts:
        for name in type(part).model_fields if part is not None else ():
            value = getattr(part, name)
            if isinstance(value, SecretStr):
                value = hmac.new(
                    value.get_secret_value().encode(), b"langchain_guard cache key", hashlib.sha256
                ).hexdigest()
            text = repr(sorted(value) if isinstance(value, (set, frozenset)) else value)
            written.append(f"{name}={text}{_PROCESS if ' at 0x' in text else ''}")
        written.append(type(part).__name__)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()[:32]


_fingerprint = lru_cache(maxsize=256)(_digest)


def as_chunk(message: BaseMessage) -> AIMessageChunk:
    """A whole answer as the only chunk of a stream."""
    if isinstance(message, AIMessageChunk):
        return message
    values = {name: value for name, value in message.__dict__.items() if name != "type"}
    return AIMessageChunk(**{**values, **(message.model_extra or {})})


def called(walk: Walk, call: Callable[[], _T]) -> _T:
    """What a call gives back; an error of it without the text that led to it."""
    try:
        return call()
    except Exception as error:  # raised again, clean
        clean = clean_error(walk, error)
        if clean is error:
            raise
    raise clean  # outside the handler: the original would be attached as context


async def acalled(walk: Walk, awaited: Awaitable[_T]) -> _T:
    """Async twin of `called`."""
    try:
        return await awaited
    except Exception as error:  # raised again, clean
        clean = clean_error(walk, error)
        if clean is error:
            raise
    raise clean  # outside the handler, as above


def cleanly(chunks: Iterator[_T], walk: Walk) -> Iterator[_T]:
    """The chunks; an error among them without the text that led to it."""
    while True:
        try:
            chunk = next(chunks)
        except StopIteration:
            return
        except Exception as error:  # raised again, clean
            clean = clean_error(walk, error)
            if clean is error:
                raise
        else:
            yield chunk
            continue
        raise clean  # outside the handler: the original would be attached as context


async def acleanly(chunks: AsyncIterator[_T], walk: Walk) -> AsyncIterator[_T]:
    """Async twin of `cleanly`."""
    while True:
        try:
            chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except Exception as error:  # raised again, clean
            clean = clean_error(walk, error)
            if clean is error:
                raise
        else:
            yield chunk
            continue
        raise clean  # outside the handler: the original would be attached as context
