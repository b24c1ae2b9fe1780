"""The exception tree.

    GuardError                      root; never raised itself
    ├── ConfigError (ValueError)    a setting, pattern or option is unusable: mend the configuration
    │   └── MissingKeyError         an API key or secret that is needed is not set
    ├── InvalidInput (ValueError)   the input has no acceptable shape: wrong type, role, size, parameter
    │   └── InputTooLarge           longer than the configured cap; nothing was truncated
    ├── GuardBlocked                a control judged the content and refused it
    │   ├── InputBlocked            the guard refused what came in
    │   ├── OutputBlocked           the redactor refused what would have gone out
    │   └── ToolBlocked             the tool policy refused a tool call or its result
    ├── RateLimitExceeded           a budget is spent: retry later
    └── GuardUnavailable            a control could not do its work, so the call did not happen

No message, attribute, cause or `repr` holds the text that led to the error. Raise with `from None` when the cause may.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class GuardError(Exception):
    """Root of everything this package raises on purpose.

    Args:
        message: What happened and what to do, without the offending text.
        control: The control that raised: `input_guard`, `output_redactor`, `rate_limit`, ...
        rule_ids: The rules that led to it, if any.
        stage: `input`, `output`, `tool_call`, `tool_result`, `document` or `setup`.
    """

    status_code: int = 500
    """The HTTP status a web service would answer with."""

    public_message: str = "Something went wrong on our side."
    """What an end user may read. The message and `rule_ids` are for developers: they tell an attacker what to avoid."""

    def __init__(
        self, message: str, *, control: str = "", rule_ids: tuple[str, ...] = (), stage: str = "setup"
    ) -> None:
        super().__init__(message)
        self.control = control
        self.rule_ids = rule_ids
        self.stage = stage

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by message and attributes, so that errors cross process boundaries whole."""
        return (_rebuild, (type(self), self.args, self.__dict__.copy()))


def _rebuild(cls: type[GuardError], args: tuple[object, ...], state: dict[str, object]) -> GuardError:
    error = cls.__new__(cls)
    Exception.__init__(error, *args)
    error.__dict__.update(state)
    return error


class ConfigError(GuardError, ValueError):
    """A setting, pattern or option is unusable."""


class MissingKeyError(ConfigError):
    """A key that is needed is not set; the message names the variable and the `.env` line."""


class InvalidInput(GuardError, ValueError):
    """The input has no acceptable shape."""

    status_code = 422
    public_message = "The request could not be understood."


class InputTooLarge(InvalidInput):
    """The input is longer than its cap. Nothing is ever truncated in silence."""

    status_code = 413
    public_message = "The request is too long."


class GuardBlocked(GuardError):
    """A control judged the content and refused it."""

    status_code = 400
    public_message = "The request was declined."


class InputBlocked(GuardBlocked):
    """The input guard refused the input; the model was not called."""


class OutputBlocked(GuardBlocked):
    """The output redactor refused the answer; nothing of what triggered it was released."""

    usage_metadata: Mapping[str, Any] | None = None
    """The tokens that the refused answer cost, where the provider has counted them."""


class ToolBlocked(GuardBlocked):
    """The tool policy refused a tool call or the result of one."""


class RateLimitExceeded(GuardError):
    """A budget is spent; the refused call consumed nothing.

    Args:
        message: What ran out and when to come back.
        limit_type: `requests`, `tokens`, `input_tokens`, `output_tokens`, `cost`, `concurrency` or `lockout`.
        scope: `user`, `tenant`, `model`, `global`, or a name of your own.
        limit: The limit as written, e.g. `10 per 1 minute`.
        remaining: What is left in the window, in the unit of the limit.
        retry_after: Seconds until the same call could pass; for concurrency at the latest, infinite when it never can.
        rule_ids: The rules that led to it: `rate_limit.requests`, ...
    """

    status_code = 429
    public_message = "Too many requests. Please try again later."

    def __init__(
        self,
        message: str,
        *,
        limit_type: str = "requests",
        scope: str = "user",
        limit: str = "",
        remaining: float = 0,
        retry_after: float = 0.0,
        rule_ids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, control="rate_limit", rule_ids=rule_ids, stage="input")
        self.limit_type = limit_type
        self.scope = scope
        self.limit = limit
        self.remaining = remaining
        self.retry_after = retry_after


class GuardUnavailable(GuardError):
    """A control could not do its work (store down, detector failed, audit sink broken): the call did not happen."""

    status_code = 503
    public_message = "The service is not available now. Please try again later."
