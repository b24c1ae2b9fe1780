"""What LangChain's callbacks tell about runs, handed to the recorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from langchain_guard.audit.log import AuditLog
from langchain_guard.callbacks.readings import about_error, content_text, prompt_text, run_name
from langchain_guard.callbacks.recorder import Recorder
from langchain_guard.callbacks.runs import Runs
from langchain_guard.findings import DECISION_EVENT


class Hooks(BaseCallbackHandler):
    """The hooks of `AuditCallbackHandler`: they read what is needed of their arguments, and keep no text."""

    log: AuditLog
    _runs: Runs
    _recorder: Recorder

    # -- starts -------------------------------------------------------------------------------------------------------

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **about: Any,
    ) -> None:
        """A chat model is about to be called."""
        about["name"] = run_name(serialized, about.get("name"))
        self._model_start(prompt_text(messages), run_id, parent_run_id, about)

    def on_llm_start(
        self,
        serialized: dict[str, Any],
        prompts: list[str],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **about: Any,
    ) -> None:
        """A completion model is about to be called."""
        about["name"] = run_name(serialized, about.get("name"))
        prompt = ("\x1e".join(prompts), sum(map(len, prompts)), len(prompts))
        self._model_start(prompt, run_id, parent_run_id, about)

    def _model_start(
        self, prompt: tuple[str, int, int], run_id: UUID, parent_id: UUID | None, about: dict[str, Any]
    ) -> None:
        text, chars, messages = prompt
        fields: dict[str, Any] = {
            "prompt_hash": self.log.fingerprint("input", text),
            "input_chars": chars,
            "messages": messages,
        }
        if metadata := about.get("metadata"):
            for name, key in (("provider", "ls_provider"), ("model", "ls_model_name")):
                if value := metadata.get(key):
                    fields[name] = str(value)[:100]
        self._recorder.capture(fields, "input_text", text)
        self._recorder.start("llm", run_id, parent_id, about, fields)

    def on_tool_start(
        self,
        serialized: dict[str, Any],
        input_str: str,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **about: Any,
    ) -> None:
        """A tool is about to run."""
        about["name"] = run_name(serialized, about.get("name"))
        self._recorder.count_step(parent_run_id)
        self._recorder.start("tool", run_id, parent_run_id, about, self._input(input_str))

    def on_retriever_start(
        self, serialized: dict[str, Any], query: str, *, run_id: UUID, parent_run_id: UUID | None = None, **about: Any
    ) -> None:
        """A retriever is about to search."""
        about["name"] = run_name(serialized, about.get("name"))
        self._recorder.start("retriever", run_id, parent_run_id, about, self._input(query))

    def _input(self, text: object) -> dict[str, Any]:
        text = text if isinstance(text, str) else type(text).__name__
        fields: dict[str, Any] = {"input_hash": self.log.fingerprint("input", text), "input_chars": len(text)}
        self._recorder.capture(fields, "input_text", text)
        return fields

    def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: Any,  # noqa: ARG002 -- content, not looked at
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **about: Any,
    ) -> None:
        """A chain, graph or agent is about to run."""
        self._recorder.chain(serialized, run_id, parent_run_id, about)

    # -- progress -----------------------------------------------------------------------------------------------------

    def on_llm_new_token(self, token: Any, *, run_id: UUID, **_: Any) -> None:  # noqa: ARG002 -- only its time counts
        """A streamed token: the first one is timed."""
        run = self._runs.get(run_id)
        if run is not None and not run.first_token:
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
        if name == DECISION_EVENT and isinstance(data, Mapping):
            self._recorder.decision(data, run_id, kwargs)
