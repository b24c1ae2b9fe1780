"""Validated chat requests: what a service may accept from its users before any control looks at the content.

`ChatRequest` fits a FastAPI body as it is; `ChatRequest.limited(settings)` is the same model with the limits of a
deployment. Errors say where and why, never what the text was: pydantic's copies of the input are removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from langchain_guard.exceptions import ConfigError

if TYPE_CHECKING:
    from langchain_guard.settings import GuardSettings

_T = TypeVar("_T")


@cache
def _long_runs(max_run: int) -> re.Pattern[str]:
    # The look-behind lets a run be tried at its first character only, so that the search stays linear.
    return re.compile(rf"(?<!\s)(\s{{{max_run}}})\s+")


def clean_text(text: str, *, max_run: int = 10, strip: bool = True) -> str:
    r"""Remove null bytes and limit runs of white space; everything else stays as it is.

    Args:
        text: Any text.
        max_run: Longest run of white space kept, in characters; of a longer one the first `max_run` are kept.
        strip: Whether white space at both ends goes, too.

    Returns:
        The cleaned text; the same object when there was nothing to clean.

    Raises:
        ConfigError: When `max_run` is less than 1.

    >>> clean_text(" a\0b" + " " * 50 + "c\n", max_run=3)
    'ab   c'
    """
    if max_run < 1:
        message = f"max_run is at least 1, not {max_run}: one white-space character keeps words apart"
        raise ConfigError(message, control="clean_text")
    if "\0" in text:
        text = text.replace("\0", "")
    if _has_long_run(text, max_run):
        text = _long_runs(max_run).sub(r"\1", text)
    return text.strip() if strip else text


def _has_long_run(text: str, max_run: int) -> bool:
    """Whether there is a run of more than `max_run` white-space characters: one must cover every `max_run`-th place."""
    for place in range(max_run, len(text), max_run):
        if text[place].isspace():
            before, after = text[place - max_run : place], text[place : place + max_run]
            if len(before) - len(before.rstrip()) + len(after) - len(after.lstrip()) > max_run:
                return True
    return False


class _Blind(BaseModel):
    """A model whose validation errors do not carry the input, in no form: text, `errors()` or JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="wrap")
    @classmethod
    def _withhold_input(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        return _blindly(handler, data)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Validate JSON; what is none is not quoted either."""
        return _blindly(partial(super().model_validate_json, **options), json_data)


def _blindly(validate: Callable[[Any], _T], data: Any) -> _T:
    try:
        return validate(data)
    except ValidationError as error:
        title, problems = error.title, [_withheld(problem) for problem in error.errors(include_url=False)]
    # Raised outside the handler, so that the original is not attached as its context.
    raise ValidationError.from_exception_data(title, problems, hide_input=True)


def _withheld(problem: Any) -> InitErrorDetails:
    """One validation problem without its input, and without the name of an unknown field, which the sender chose."""
    place = tuple(problem["loc"])
    if problem["type"] == "extra_forbidden":
        place = (*place[:-1], "(unknown field)")
    return InitErrorDetails(type=PydanticCustomError(problem["type"], problem["msg"]), loc=place, input=None)


class ChatMessage(_Blind):
    r"""One message of a request.

    Attributes:
        role: Who speaks.
        content: 1 to 32,000 characters, after null bytes are removed, runs of white space limited to 10 characters,
            and both ends stripped.
        name: Who exactly, where the provider distinguishes several.
        tool_call_id: The call that a message of role `tool` answers.

    >>> ChatMessage(role="user", content="  Hello\0 there ").content
    'Hello there'
    """

    whitespace_run: ClassVar[int] = 10

    role: Literal["user", "assistant", "system", "tool"]
    content: str = Field(min_length=1, max_length=32_000, strict=True)
    name: str | None = Field(default=None, min_length=1, max_length=64)
    tool_call_id: str | None = Field(default=None, min_length=1, max_length=256)

    @field_validator("content", mode="before")
    @classmethod
    def _clean(cls, value: object) -> object:
        return clean_text(value, max_run=cls.whitespace_run) if isinstance(value, str) else value


class ChatRequest(_Blind):
    """What a client asks of the model.

    Attributes:
        messages: 1 to 100 messages, oldest first.
        model: The model to use; None leaves it to the service.
        temperature: Sampling temperature, 0 to 2; None leaves it to the model.
        max_tokens: Longest answer, in tokens, 1 to 4096. There is always a bound.

    The messages are what models, chains and `secure` take; the other fields are for the model. A client may send
    messages of every role, so none is the developer's: judge them with `InputGuardRunnable(trusted_roles=())`.

    >>> request = ChatRequest.model_validate({"messages": [{"role": "user", "content": "Hi"}]})
    >>> request.model_dump(include={"messages"}, exclude_none=True)
    {'messages': [{'role': 'user', 'content': 'Hi'}]}
    """

    allowed_models: ClassVar[tuple[str, ...]] = ()

    messages: list[ChatMessage] = Field(min_length=1, max_length=100)
    model: str | None = Field(default=None, min_length=1, max_length=256)
    temperature: Annotated[float, Field(strict=True)] | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int = Field(default=4096, ge=1, le=4096, strict=True)

    @field_validator("model")
    @classmethod
    def _may_be_used(cls, value: str | None) -> str | None:
        if cls.allowed_models and value is not None and value not in cls.allowed_models:
            message = "this model is not allowed; allowed are " + ", ".join(cls.allowed_models)
            raise ValueError(message)
        return value

    @classmethod
    def limited(cls, settings: GuardSettings) -> type[ChatRequest]:
        """The same model with the limits of a deployment, e.g. as the body of a web endpoint.

        Args:
            settings: Gives the number and length of messages, the models, temperatures and tokens.

        Returns:
            A subclass of `ChatRequest`; its JSON schema shows the limits.

        Raises:
            ConfigError: When `settings` are none.

        >>> from langchain_guard.settings import GuardSettings
        >>> Small = ChatRequest.limited(GuardSettings(_env_file=None, max_tokens=256))
        >>> Small(messages=[{"role": "user", "content": "Hi"}]).max_tokens
        256
        """
        from langchain_guard.settings import GuardSettings  # noqa: PLC0415 -- whoever has settings has imported it

        if not isinstance(settings, GuardSettings):
            message = f"settings takes GuardSettings(...), not {type(settings).__name__}"
            raise ConfigError(message, control="requests")
        size = Field(min_length=1, max_length=settings.max_message_chars, strict=True)
        message = create_model("ChatMessage", __base__=ChatMessage, content=(str, size))
        message.whitespace_run = settings.whitespace_run
        span: Any = Field(
            default=None, ge=settings.temperature_min, le=settings.temperature_max, allow_inf_nan=False, strict=True
        )
        messages: Any = GenericAlias(list, (message,))
        limited = create_model(
            "ChatRequest",
            __base__=ChatRequest,
            messages=(messages, Field(min_length=1, max_length=settings.max_messages)),
            temperature=(float | None, span),
            max_tokens=(int, Field(default=settings.max_tokens, ge=1, le=settings.max_tokens, strict=True)),
        )
        limited.allowed_models = settings.allowed_models
        return limited
