"""`AuditCallbackHandler`: LangChain's callbacks become records of the audit trail."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from time import monotonic
from typing import Any, Literal, Self
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult
from langchain_core.tracers.context import register_configure_hook

from langchain_guard.audit.log import AuditLog
from langchain_guard.audit.sink import CallableSink
from langchain_guard.callbacks.identity import Identify, from_config
from langchain_guard.callbacks.readings import (
    about_error,
    content_text,
    prompt_text,
)
from langchain_guard.callbacks.recorder import Price, Recorder, default_redactor
from langchain_guard.callbacks.runs import Runs
from langchain_guard.exceptions import ConfigError
from langchain_guard.settings import GuardSettings

DECISION = "langchain_guard.decision"
"""Name of the custom event through which the controls report their decisions."""


class AuditCallbackHandler(BaseCallbackHandler):
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
        price: Cost of a call, see `Price`.
        chains: Which chain runs are recorded: the outermost (`root`), `all`, or `none`.
        starts: Whether a record is written before each run; by default when the profile's `audit_failure` is `stop`.
        max_pending: Largest number of runs in flight that are remembered.
        max_age: Seconds after which a run without an end is recorded as `abandoned`.
        grace: Seconds a run may outlive its outermost run before it counts as `abandoned`.
        options: Everything `AuditLog` takes: `key`, `profile`, `heads`, `fsync`, `max_bytes`, `observers`, ...

    Raises:
        ConfigError: An option is unusable.

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
        user_ids: Literal["clear", "hash"] = "clear",
        capture: Literal["none", "redacted"] = "none",
        redactor: Callable[[str], str] | None = None,
        capture_chars: int = 4000,
        price: Price | None = None,
        chains: Literal["root", "all", "none"] = "root",
        starts: bool | None = None,
        max_pending: int = 10_000,
        max_age: float = 3600.0,
        grace: float = 30.0,
        **options: Any,
    ) -> None:
        if log is None:
            log = AuditLog(path, about={"capture": capture}, **options)
        elif path is not None or options:
            message = "give an audit handler either a log or a path with options"
            raise ConfigError(message, control="audit")
        if user_ids == "hash" and not log.keyed:
            message = "pseudonyms of users need an audit key, else they change with every process"
            raise ConfigError(message, control="audit")
        self.log = log
        self.raise_error = log.profile.audit_failure == "stop"
        self._runs = Runs(limit=max_pending, max_age=max_age, grace=grace)
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
        log.chores.append(self.sweep)

    # -- starts -------------------------------------------------------------------------------------------------------

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **kwargs: Any
    ) -> None:
        """A chat model is about to be called."""
        self._model_start(serialized, prompt_text(messages), run_id, kwargs)

    def on_llm_start(self, serialized: dict[str, Any], prompts: list[str], *, run_id: UUID, **kwargs: Any) -> None:
        """A completion model is about to be called."""
        prompt = ("\x1e".join(prompts), sum(map(len, prompts)), len(prompts))
        self._model_start(serialized, prompt, run_id, kwargs)

    def _model_start(
        self, serialized: dict[str, Any], prompt: tuple[str, int, int], run_id: UUID, kwargs: dict[str, Any]
    ) -> None:
        text, chars, messages = prompt
        metadata = kwargs.get("metadata") or {}
        fields: dict[str, Any] = {
            "prompt_hash": self.log.fingerprint("input", text),
            "input_chars": chars,
            "messages": messages,
        }
        for name, key in (("provider", "ls_provider"), ("model", "ls_model_name")):
            if metadata.get(key):
                fields[name] = str(metadata[key])[:100]
        self._recorder.capture(fields, "input_text", text)
        self._recorder.start("llm", serialized, run_id, kwargs, fields)

    def on_tool_start(self, serialized: dict[str, Any], input_str: str, *, run_id: UUID, **kwargs: Any) -> None:
        """A tool is about to run."""
        self._text_start("tool", serialized, input_str, run_id, kwargs)

    def on_retriever_start(self, serialized: dict[str, Any], query: str, *, run_id: UUID, **kwargs: Any) -> None:
        """A retriever is about to search."""
        self._text_start("retriever", serialized, query, run_id, kwargs)

    def _text_start(
        self, kind: str, serialized: dict[str, Any], text: object, run_id: UUID, kwargs: dict[str, Any]
    ) -> None:
        text = text if isinstance(text, str) else str(type(text).__name__)
        fields: dict[str, Any] = {"input_hash": self.log.fingerprint("input", text), "input_chars": len(text)}
        self._recorder.capture(fields, "input_text", text)
        self._recorder.start(kind, serialized, run_id, kwargs, fields)

    def on_chain_start(
        self,
        serialized: dict[str, Any],
        inputs: Any,  # noqa: ARG002 -- content, not looked at
        *,
        run_id: UUID,
        **kwargs: Any,
    ) -> None:
        """A chain, graph or agent is about to run."""
        metadata = kwargs.get("metadata") or {}
        agent = metadata.get("lc_agent_name") or metadata.get("ls_integration") == "langchain_create_agent"
        parent = self._runs.get(kwargs.get("parent_run_id"))
        kind = "agent" if agent and (parent is None or parent.agent != agent) else "chain"
        if (serialized or {}).get("name") == "AgentExecutor":
            kind = "agent"
        run = self._recorder.start(kind, serialized, run_id, kwargs, {})
        run.agent = agent

    # -- progress -----------------------------------------------------------------------------------------------------

    def on_llm_new_token(self, token: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ARG002 -- only its time counts
        """A streamed token: the first one is timed."""
        run = self._runs.get(run_id)
        if run is not None and run.first_token is None:
            run.first_token = monotonic()

    def on_stream_event(self, event: Any, *, run_id: UUID, **_: Any) -> None:
        """The same under the event protocol of `astream_events(version="v3")`."""
        if isinstance(event, Mapping) and "delta" in str(event.get("event", "")):
            self.on_llm_new_token("", run_id=run_id)

    def on_retry(self, retry_state: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ARG002 -- may hold the input
        """A `with_retry` tries again."""
        run = self._runs.get(run_id)
        if run is not None:
            run.retries += 1

    # -- ends ---------------------------------------------------------------------------------------------------------

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:
        """A model has answered."""
        if run := self._runs.end(run_id):
            self._recorder.finish(run, {"outcome": "ok", **self._recorder.answer(run, response)})

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """A model has failed, or its stream was closed early."""
        if run := self._runs.end(run_id):
            partial = kwargs.get("response")
            answer = self._recorder.answer(run, partial) if isinstance(partial, LLMResult) else {}
            self._recorder.finish(run, {**answer, **about_error(error)})

    def on_tool_end(self, output: Any, *, run_id: UUID, **_: Any) -> None:
        """A tool has answered."""
        if run := self._runs.end(run_id):
            text = content_text(getattr(output, "content", output))
            fields = {"outcome": "ok", "output_chars": len(text), "output_hash": self.log.fingerprint("output", text)}
            if getattr(output, "status", None) == "error":
                fields["outcome"] = "error"
            self._recorder.capture(fields, "output_text", text)
            self._recorder.finish(run, fields)

    def on_retriever_end(self, documents: Sequence[Any], *, run_id: UUID, **_: Any) -> None:
        """A retriever has found documents."""
        if run := self._runs.end(run_id):
            self._recorder.finish(run, {"outcome": "ok", "documents": len(documents)})

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ARG002 -- content
        """A chain has ended."""
        if run := self._runs.end(run_id):
            self._recorder.finish(run, {"outcome": "ok"})

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        """A chain has failed, was refused by a control, or was cancelled."""
        if run := self._runs.end(run_id):
            self._recorder.finish(run, about_error(error))

    on_tool_error = on_chain_error
    on_retriever_error = on_chain_error

    # -- decisions ----------------------------------------------------------------------------------------------------

    def on_custom_event(self, name: str, data: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """A control of this package has decided something."""
        if name == DECISION and isinstance(data, Mapping):
            self._recorder.decision(data, run_id, kwargs)

    # -- life ---------------------------------------------------------------------------------------------------------

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
            settings: `audit_path`, `audit_key`, `audit_fsync`, `audit_capture` and the posture are used. Without a path
                the records go to the standard-library logger `langchain_guard.audit.trail`.
            options: As for the class.
        """
        chosen: dict[str, Any] = {
            "key": settings.audit_key,
            "profile": settings.posture,
            "fsync": settings.audit_fsync,
            "capture": settings.audit_capture,
            "user_ids": settings.audit_user_ids,
        }
        if settings.audit_path is not None:
            chosen |= {"path": settings.audit_path, "max_bytes": settings.audit_max_bytes, "keep": settings.audit_keep}
        else:
            chosen["sink"] = CallableSink.to_logger(logging.getLogger("langchain_guard.audit.trail"))
        handler = cls(**{**chosen, **options})
        handler.log.settings(settings.model_dump(mode="json"), profile=settings.profile)
        return handler

    @classmethod
    def install(cls, handler: AuditCallbackHandler | None = None, **options: Any) -> AuditCallbackHandler:
        """Attach a handler to every LangChain call of this process, in all threads; no caller can strip it.

        LangChain has no way to take it off again, so there is one per process: a second call returns the first handler.

        Args:
            handler: The handler; by default a new one with `options`.
            options: As for the class.

        Raises:
            ConfigError: Another handler, or other options, were asked for after the first call.
        """
        if _installed and not options and handler in (None, _installed[0]):
            return _installed[0]
        if _installed:
            message = "an audit handler is installed in this process already"
            raise ConfigError(message, control="audit")
        _installed.append(handler if handler is not None else cls(**options))
        # The default of a context variable is seen by every thread, its value would not be.
        register_configure_hook(ContextVar("langchain_guard_audit", default=_installed[0]), inheritable=True)
        return _installed[0]

    def __deepcopy__(self, _memo: object) -> Self:
        """Copies of a configuration share the handler: it stands for one open file."""
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Open files do not travel."""
        message = "an audit handler is not picklable: make one in each process"
        raise TypeError(message)


_installed: list[AuditCallbackHandler] = []
