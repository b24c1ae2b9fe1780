"""Redact any Python value a chain may return: containers, models, dataclasses, Documents, errors, messages in them."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import math
import numbers
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePath
from typing import Any, TypeVar

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult, Generation, LLMResult
from pydantic import AnyUrl, BaseModel, SecretBytes, SecretStr

from langchain_guard.exceptions import GuardError
from langchain_guard.runnables.jsontext import MIN_DIGITS
from langchain_guard.runnables.messages import Walk, apart, without_logprobs
from langchain_guard.runnables.redacting import Policy

MAX_DEPTH = 100
"""Deepest nesting that is inspected; what is deeper counts as unknown."""

_PLAIN = (
    *(bool, complex, type(None), dt.date, dt.time, dt.timedelta),
    *(enum.Enum, uuid.UUID, SecretStr, SecretBytes, re.Pattern, type),
)
"""Values that hold no text, or none that anybody else would read."""

_WRITTEN = (PurePath, AnyUrl)
"""Values that are a text in a type of its own."""

_SHORTEST = 10 ** (MIN_DIGITS - 1)
"""The least whole number that is judged as text."""

_LONGEST = 10**40
"""Floats and decimals from here on are no numbers of anything: account numbers have 34 places at most."""

_T = TypeVar("_T")


class Values:
    """Redacts values of any shape; the part of a `Walk` that is not about messages.

    Args:
        refuse: Makes the error for an object that cannot be inspected from the name of its type; None lets it pass
            and counts it.
    """

    def __init__(self, refuse: Callable[[str], GuardError] | None) -> None:
        self._refuse = refuse
        self._open: set[int] = set()  # ids of what is being read: whatever is met inside of itself has no end

    def __call__(self, walk: Walk, value: Any, policy: Policy) -> Any:
        """Redact one value; the same object when there is nothing to redact."""
        if len(self._open) == MAX_DEPTH or id(value) in self._open:
            return self._unknown(walk, value)
        self._open.add(id(value))
        try:
            return self._redact(walk, value, policy)
        finally:
            self._open.discard(id(value))

    def _redact(self, walk: Walk, value: Any, policy: Policy) -> Any:
        if isinstance(value, str):
            return value if isinstance(value, enum.Enum) else walk.whole(value, policy)
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, (float, decimal.Decimal)):
            whole = _whole(value)
            return value if (clean := self._integer(walk, whole, policy)) is whole else clean
        if isinstance(value, int):
            return self._integer(walk, value, policy)
        return self._structured(walk, value, policy)

    def _structured(self, walk: Walk, value: Any, policy: Policy) -> Any:
        if isinstance(value, BaseMessage):
            return walk.message(value)
        if isinstance(value, Mapping):
            return self._mapping(walk, value, policy)
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._sequence(walk, value, policy)
        if isinstance(value, (ChatGeneration, Generation)):
            return self._generation(walk, value)
        if isinstance(value, (ChatResult, LLMResult, BaseModel)):
            return self._model(walk, value, policy)
        if is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(walk, value, policy)
        if isinstance(value, BaseException):
            return clean_error(walk, value)
        return self._of_its_own(walk, value, policy)

    def _of_its_own(self, walk: Walk, value: Any, policy: Policy) -> Any:
        """A text or number that has a type of its own, as paths have and the numbers of numpy; all else is unknown."""
        read: Any
        if isinstance(value, _WRITTEN):
            read = str(value)
        elif isinstance(value, numbers.Real):
            read = int(value) if isinstance(value, numbers.Integral) else float(value)
        else:
            return self._unknown(walk, value)
        clean = self._redact(walk, read, policy)
        return value if clean is read or clean == read else clean

    def _integer(self, walk: Walk, value: int, policy: Policy) -> Any:
        if abs(value) < _SHORTEST:
            return value
        try:
            text = str(value)
        except ValueError:  # of more digits than Python writes: 4,300 unless told otherwise
            return self._unknown(walk, value)
        redacted = policy.apply(text)
        walk.findings += redacted.findings
        return redacted.text if redacted.findings else value

    @staticmethod
    def _mapping(walk: Walk, value: Mapping[Any, Any], policy: Policy) -> Any:
        out: dict[Any, Any] = {}
        same = True
        for key, item in value.items():
            new_key, new_item = walk.data(key, walk.keys or policy), walk.data(item, policy)
            same = same and new_key is key and new_item is item
            out[apart(new_key, out)] = new_item
        if same:
            return value
        if isinstance(value, defaultdict):
            return type(value)(value.default_factory, out)
        return type(value)(out) if isinstance(value, dict) else out

    @staticmethod
    def _sequence(walk: Walk, value: Any, policy: Policy) -> Any:
        before = list(value)
        after = [walk.data(item, policy) for item in before]
        if all(new is old for new, old in zip(after, before, strict=True)):
            return value
        return type(value)(*after) if hasattr(value, "_fields") else type(value)(after)

    @staticmethod
    def _generation(walk: Walk, value: Generation) -> Generation:
        info = walk.frame(without_logprobs(value.generation_info or {}), None) or None
        if isinstance(value, ChatGeneration):
            message = walk.message(value.message)
            if message is value.message and info == value.generation_info:
                return value
            return type(value)(message=message, generation_info=info)  # the constructor sets `text` from the message
        return value.model_copy(update={"text": walk.whole(value.text), "generation_info": info})

    @staticmethod
    def _model(walk: Walk, value: BaseModel, policy: Policy) -> BaseModel:
        before = {**{name: getattr(value, name) for name in type(value).model_fields}, **(value.model_extra or {})}
        after = {
            name: walk.frame(item, None) if name == "llm_output" else walk.data(item, policy)
            for name, item in before.items()
        }
        changed = {name: item for name, item in after.items() if item is not before[name]}
        if not changed:
            return value
        copied = value.model_copy(update=changed)
        for name in vars(copied).keys() - type(value).model_fields.keys():  # properties worked out from raw fields
            del vars(copied)[name]
        return copied

    @staticmethod
    def _dataclass(walk: Walk, value: Any, policy: Policy) -> Any:
        before = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        after = {name: walk.data(item, policy) for name, item in before.items()}
        changed = {name: item for name, item in after.items() if item is not before[name]}
        result = replace(value, **changed) if changed else value
        for field in fields(value):  # what `__post_init__` sets is none of the arguments of `replace`
            item = None if field.init else getattr(result, field.name, None)
            if (clean := walk.data(item, policy)) is not item:
                result = copy(result) if result is value else result
                object.__setattr__(result, field.name, clean)  # it may be frozen
        return result

    def _unknown(self, walk: Walk, value: object) -> Any:
        if self._refuse is not None:
            raise self._refuse(type(value).__name__)
        walk.uninspected += 1
        return value


def _whole(value: float | decimal.Decimal) -> int:
    """The whole number that a value is, spreadsheets make floats of card numbers; 0 when it is none or too long."""
    if not (value.is_finite() if isinstance(value, decimal.Decimal) else math.isfinite(value)):
        return 0
    return int(value) if -_LONGEST < value < _LONGEST and value == int(value) else 0


class Reply:
    """What is left of a provider's HTTP response on an error: the status and the body, redacted; no headers.

    Attributes:
        status_code: The HTTP status.
        headers: Empty: response headers carry cookies and request echoes.
    """

    def __init__(self, status_code: object, body: object) -> None:
        self.status_code = status_code
        self.headers: dict[str, str] = {}
        self._body = body

    def json(self) -> object:
        """The body."""
        return self._body


def clean_error(walk: Walk, error: _T) -> _T:
    """An error without the text that led to it: providers quote the request or the answer in theirs.

    Args:
        walk: Redacts the texts in the error.
        error: Any exception.

    Returns:
        The same object when it holds nothing; else one of the same class with its arguments and attributes redacted,
        without its cause, context and traceback. Attributes that cannot be inspected are dropped.
    """
    if isinstance(error, GuardError) or not isinstance(error, Exception):
        return error
    group = error if isinstance(error, ExceptionGroup) else None
    before = {"args": error.args if group is None else (group.message, group.exceptions), **error.__dict__}
    after = {name: _error_part(walk, item) for name, item in before.items()}
    chained = error.__cause__ is not None or error.__context__ is not None
    if not chained and all(after[name] is item for name, item in before.items()):
        same: _T = _shown(walk, error, error)
        return same
    args = tuple(after.pop("args") or (() if group is None else _WITHHELD))
    clean = _blank(type(error), args, group=group is not None)
    clean.args = args
    clean.__dict__.update(after)
    result: _T = _shown(walk, clean, error)
    return result


def _shown(walk: Walk, clean: Exception, error: Exception) -> Any:
    """An error as it is when it says nothing that would be redacted: some keep text where nobody can reach or set it.

    Else one that says no more than the name of the original, and is caught as that where Python can make it.
    """
    try:
        if not walk.policy.apply(f"{clean} {clean!r}").findings:
            return clean
    except Exception:  # noqa: BLE001, S110 -- what cannot be shown cannot be judged
        pass
    args = (f"{type(error).__name__}: the message was withheld",)
    for kind in type(error).__mro__:
        try:
            blank = _blank(kind, args, group=False)
            blank.args = args
            if str(blank) == args[0]:
                return blank
        except Exception:  # noqa: BLE001, S112 -- a class that cannot be made, or not be shown, without its parts
            continue
    return Exception(*args)


_WITHHELD = ("errors that cannot be shown", (Exception("withheld"),))
"""What a group says and holds when its own cannot be inspected."""


def _blank(kind: Any, args: tuple[Any, ...], *, group: bool) -> Any:
    """An error of a class that has not been told anything yet."""
    if group:  # it keeps its message and its errors where nobody can set them later
        return ExceptionGroup.__new__(kind, *args)
    try:
        return kind.__new__(kind)
    except TypeError:  # its own `__new__` wants arguments
        return Exception.__new__(kind)


def _error_part(walk: Walk, value: Any) -> Any:
    if hasattr(value, "status_code") and hasattr(value, "headers"):
        try:
            body = walk.data(value.json())
        except Exception:  # noqa: BLE001 -- not JSON, not read, or not inspectable: then without a body
            body = None
        return Reply(value.status_code, body)
    try:
        return walk.data(value)
    except GuardError:
        return None
