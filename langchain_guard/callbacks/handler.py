"""`AuditCallbackHandler`: LangChain's callbacks become records of the audit trail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self, get_args
from weakref import WeakValueDictionary

from langchain_core.tracers.context import register_configure_hook

from langchain_guard.audit.heads import head_file, head_stdout
from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.sink import CallableSink
from langchain_guard.audit.writer import Fsync
from langchain_guard.callbacks.hooks import Hooks
from langchain_guard.callbacks.identity import Identify, from_config
from langchain_guard.callbacks.recorder import PriceFunction, Recorder, default_redactor
from langchain_guard.callbacks.runs import Runs
from langchain_guard.exceptions import ConfigError
from langchain_guard.forks import ForkLock
from langchain_guard.profiles import profile_named
from langchain_guard.settings import GuardSettings, variable_name

UserIds = Literal["clear", "hash"]
"""How records name users."""

Capture = Literal["none", "redacted"]
"""Whether records hold content."""

Chains = Literal["root", "all", "none"]
"""Which chain runs are recorded."""


class AuditCallbackHandler(Hooks):
    """Writes one record per model call, tool call, retrieval, outermost run and decision of a control.

    Attach it per call (`config={"callbacks": [handler]}`), to a chain (`chain.with_config(callbacks=[handler])`) or to
    everything in the process (`AuditCallbackHandler.install(path=...)`). No prompt, answer, tool argument or error
    message reaches the file: lengths and keyed fingerprints do.

    With a profile whose `audit_failure` is `stop` (`STRICT`), a record is also written before each run, and when it
    cannot be written the call is stopped with `GuardUnavailable` before the model is reached.

    Args:
        path: The audit file; or give `log`.
        log: An `AuditLog` of yours, shared with other parts of the application.
        identify: Key function from the run's configuration to `user`, `tenant`, `thread`; see
            `langchain_guard.callbacks.identity`.
        user_ids: `clear` records user, tenant and thread as they are; `hash` keyed pseudonyms (needs a key).
        capture: `redacted` also records prompts and answers after `redactor` went over them; `none` never does.
        redactor: `str -> str` for `capture="redacted"`; by default `langchain_guard.redaction.redact`.
        capture_chars: Longest captured text, in characters; more is cut.
        price: From model, input tokens and output tokens to the cost of a call in your currency, None when unknown.
        chains: Which chain runs are recorded: the outermost (`root`), `all`, or `none`.
        starts: Whether a record is written before each run; by default when the profile's `audit_failure` is `stop`.
        max_pending: Largest number of runs in flight that are remembered.
        run_timeout: Seconds after which a run without an end is recorded as `abandoned`.
        grace: Seconds a run may outlive its outermost run before it counts as `abandoned`.
        options: What `AuditLog` takes: `key`, `profile`, `heads`, `fsync`, `max_bytes`, `max_age`, `observers`, ...

    Raises:
        ConfigError: An option is unusable, or the file cannot be opened.

    Example:
        >>> import tempfile, pathlib
        >>> from langchain_core.language_models import FakeListChatModel
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "audit.jsonl"
        >>> handler = AuditCallbackHandler(path, key=b"k" * 32)
        >>> _ = FakeListChatModel(responses=["hi"]).invoke(
        ...     "hello", {"callbacks": [handler], "metadata": {"user_id": "alice"}}
        ... )
        >>> handler.close()
        >>> [line.split('"event":"')[1].split('"')[0] for line in path.read_text().splitlines()]
        ['log.open', 'llm_call', 'log.close']
    """

    run_inline = True  # records keep the order of events; the sink does not block for long

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        log: AuditLog | None = None,
        identify: Identify = from_config,
        user_ids: UserIds = "clear",
        capture: Capture = "none",
        redactor: Callable[[str], str] | None = None,
        capture_chars: int = 4000,
        price: PriceFunction | None = None,
        chains: Chains = "root",
        starts: bool | None = None,
        max_pending: int = 10_000,
        run_timeout: float = 3600.0,
        grace: float = 30.0,
        **options: Any,
    ) -> None:
        _check_mode("user_ids", user_ids, UserIds)
        _check_mode("capture", capture, Capture)
        _check_mode("chains", chains, Chains)
        _check_mode("fsync", options.get("fsync", "interval"), Fsync)
        if log is None and path is None and options.get("sink") is None:
            message = "an audit handler needs a path, a log or a sink"
            raise ConfigError(message, control="audit")
        if log is None:
            log = AuditLog(path, about={"capture": capture}, **options)
        elif path is not None or options:
            message = "give an audit handler either a log or a path with options"
            raise ConfigError(message, control="audit")
        if user_ids == "hash" and not log.keyed:
            message = "pseudonyms of users need an audit key, else they change with every process"
            raise ConfigError(message, control="audit")
        self.log = log
        self._file = None if path is None else Path(path).name
        self.raise_error = log.profile.audit_failure == "stop"
        self._runs = Runs(limit=max_pending, timeout=run_timeout, grace=grace)
        self._recorder = Recorder(
            log,
            self._runs,
            identify=identify,
            hash_ids=user_ids == "hash",
            redactor=(redactor or default_redactor()) if capture == "redacted" else None,
            capture_chars=capture_chars,
            price=price,
            chains=chains,
            starts=self.raise_error if starts is None else starts,
        )
        self._noted: set[int] = set()
        log.chores.append(self.sweep)

    def __repr__(self) -> str:
        """The file, the profile and whether there is a key; never the key."""
        return f"{type(self).__name__}({self._file!r}, profile={self.log.profile.name!r}, keyed={self.log.keyed})"

    def sweep(self) -> None:
        """Record the runs that will not end any more as `abandoned`; the log's housekeeping calls this."""
        self._recorder.sweep()

    def close(self) -> None:
        """Record what is still in flight as abandoned and close the log."""
        self.log.close()

    @classmethod
    def from_settings(cls, settings: GuardSettings, **options: Any) -> Self:
        """A handler as the settings say; options given here win.

        Args:
            settings: The posture and what begins with `audit_` is used. Without a path the records go to the
                standard-library logger `langchain_guard.audit.trail`.
            options: As for the class.

        Raises:
            ConfigError: An option is unusable, the file of the settings cannot be opened, a setting is about heads and
                there are none, or there is no path, and a setting is about files, or no record means no call and
                logging would drop the records.
        """
        _check_settings(settings)
        chosen: dict[str, Any] = {
            "key": settings.audit_key,
            "profile": settings.posture,
            "fsync": settings.audit_fsync,
            "capture": settings.audit_capture,
            "user_ids": settings.audit_user_ids,
            "head_every": settings.audit_head_every,
        }
        if settings.audit_path is not None or "path" in options:
            hours = settings.audit_max_hours
            chosen |= {"path": settings.audit_path, "max_bytes": settings.audit_max_bytes, "keep": settings.audit_keep}
            chosen["max_age"] = timedelta(hours=hours) if hours is not None else None
        elif "sink" not in options:
            for name in ("audit_max_bytes", "audit_max_hours", "audit_keep"):
                if getattr(settings, name) is not None:
                    message = f"{variable_name(name)} is about files: set {variable_name('audit_path')} as well"
                    raise ConfigError(message, control="audit")
            profile = profile_named(options.get("profile", settings.posture), control="audit")
            trail = logging.getLogger("langchain_guard.audit.trail")
            chosen["sink"] = CallableSink.to_logger(trail, required=profile.audit_failure == "stop")
        if settings.audit_heads is not None:
            chosen["heads"] = head_stdout if str(settings.audit_heads) == "stdout" else head_file(settings.audit_heads)
        elif "heads" not in options and settings.audit_head_every != _HEAD_EVERY:
            message = f"{variable_name('audit_head_every')} is about heads: set {variable_name('audit_heads')} as well"
            raise ConfigError(message, control="audit")
        try:
            handler = cls(**{**chosen, **options})
        except ConfigError as failed:
            error = failed.__cause__
            if not isinstance(error, OSError):
                raise
            message = f"{variable_name('audit_path')}: the file cannot be opened ({error.strerror})"
            raise ConfigError(message, control="audit") from None
        handler._note(settings)
        return handler

    @classmethod
    def shared(cls, settings: GuardSettings) -> Self:
        """The handler that all calls with these audit settings share in this process; made when first asked for.

        It lives as long as something uses it. `secure()` takes its handler from here, so that a chain made per request
        does not open a log per request, and nested chains are not recorded twice.
        """
        _check_settings(settings)
        own = [getattr(settings, name) for name in type(settings).model_fields if name.startswith("audit_")]
        key = (cls, settings.posture, Path.cwd(), *own)
        with _sharing:
            handler = _shared.get(key)
            if not isinstance(handler, cls) or handler.log.closing:
                handler = _shared[key] = cls.from_settings(settings)
            handler._note(settings)
            return handler

    def _note(self, settings: GuardSettings) -> None:
        """Record which settings are in force, once for each."""
        values = settings.model_dump(mode="json")
        if (mark := hash(repr(values))) not in self._noted:
            self._noted.add(mark)
            self.log.settings(values, profile=settings.profile, environment=settings.ENVIRONMENT)

    @classmethod
    def install(cls, handler: AuditCallbackHandler | None = None, **options: Any) -> AuditCallbackHandler:
        """Attach a handler to every LangChain call of this process, in all threads; no caller can strip it.

        LangChain has no way to take it off again, so there is one per process: a second call returns the first handler.

        Args:
            handler: The handler; by default a new one with `options`.
            options: As for the class, by name: `install(path="audit.jsonl")`.

        Raises:
            ConfigError: Another handler, or other options, were asked for after the first call, or something that is
                no handler.
        """
        if handler is not None and (options or not isinstance(handler, AuditCallbackHandler)):
            message = 'install takes a handler, or the options of one by name: install(path="audit.jsonl")'
            raise ConfigError(message, control="audit")
        if _installed:
            first, its_options = _installed[0]
            if options not in ({}, its_options) or handler not in (None, first):
                message = "an audit handler is installed in this process already, with other options"
                raise ConfigError(message, control="audit")
            return first
        first = handler if handler is not None else cls(**options)
        _installed.append((first, options))
        # The default of a context variable is seen by every thread, its value would not be.
        register_configure_hook(ContextVar("langchain_guard_audit", default=first), inheritable=True)
        return first

    def __deepcopy__(self, _memo: object) -> Self:
        """Copies of a configuration share the handler: it stands for one open file."""
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Open files do not travel."""
        message = "an audit handler is not picklable: make one in each process"
        raise TypeError(message)


def _check_settings(settings: object) -> None:
    if not isinstance(settings, GuardSettings):
        message = f"settings takes GuardSettings(...), not {type(settings).__name__}"
        raise ConfigError(message, control="audit")


def _check_mode(name: str, mode: object, modes: Any) -> None:
    """A misspelt mode would be another one."""
    if mode not in get_args(modes):
        message = f"{name} takes {', '.join(get_args(modes))}, not {mode!r}"
        raise ConfigError(message, control="audit")


_HEAD_EVERY = GuardSettings.model_fields["audit_head_every"].default
_installed: list[tuple[AuditCallbackHandler, dict[str, Any]]] = []
_shared: WeakValueDictionary[Any, AuditCallbackHandler] = WeakValueDictionary()
_sharing = ForkLock()
