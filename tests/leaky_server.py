"""An OpenAI-compatible server on loopback that puts planted text into every place of an answer that can hold text.

It speaks chat completions and the Responses API, whole and streamed in pieces of a few characters. What stands where
is given as a mapping from the names in `CHAT_PLACES` and `RESPONSES_PLACES` to texts.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

CHAT_PLACES = (
    "content", "refusal", "tool_args", "invalid_tool_args", "function_call_args", "logprobs", "name",
    "audio_transcript",
)  # fmt: skip
RESPONSES_PLACES = (
    "text", "annotation_title", "annotation_url", "reasoning_summary", "refusal_block", "function_args",
    "web_search_query", "file_search_text", "code_interpreter_code", "mcp_args", "mcp_output", "metadata",
)  # fmt: skip
ERROR_PLACES = ("error_body",)
PIECE = 3
"""Characters per streamed delta."""


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_POST(self) -> None:
        """Answer with the planted texts, or plainly when a tool has been run."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        texts = self.server.owner.texts
        self.server.owner.count += 1
        responses = self.path.endswith("/responses")
        turns = body["input"] if responses else body["messages"]
        if "error_body" in texts:
            self._send(400, json.dumps({"error": {"message": f"refused: {texts['error_body']}", "type": "invalid"}}))
            return
        if any(turn.get("role") == "tool" or turn.get("type") == "function_call_output" for turn in turns):
            texts = {"content": "done", "text": "done"}
        answer = responses_answer(texts) if responses else chat_answer(texts)
        if not body.get("stream"):
            self._send(200, json.dumps(answer))
            return
        events = responses_events(answer) if responses else chat_events(answer)
        self._send(200, "".join(f"data: {json.dumps(event)}\n\n" for event in events), "text/event-stream")

    def _send(self, status: int, data: str, kind: str = "application/json") -> None:
        raw = data.encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(raw))), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = True


def chat_answer(texts: Mapping[str, str]) -> dict[str, Any]:
    """A chat completion with the texts in it."""
    message: dict[str, Any] = {"role": "assistant", "content": texts.get("content", "")}
    for place, field in (("refusal", "refusal"), ("name", "name")):
        if place in texts:
            message[field] = texts[place]
    calls = []
    if "tool_args" in texts:
        calls.append(("call_1", json.dumps({"query": texts["tool_args"]})))
    if "invalid_tool_args" in texts:
        calls.append(("call_2", '{"query": ' + texts["invalid_tool_args"]))
    if calls:
        message["tool_calls"] = [
            {"id": call, "type": "function", "function": {"name": "lookup", "arguments": args}} for call, args in calls
        ]
    if "function_call_args" in texts:
        args = json.dumps({"query": texts["function_call_args"]})
        message["function_call"] = {"name": "lookup", "arguments": args}
    if "audio_transcript" in texts:
        message["audio"] = {"id": "audio_1", "data": "", "expires_at": 1, "transcript": texts["audio_transcript"]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    if "logprobs" in texts:
        token = {"token": texts["logprobs"], "bytes": None, "logprob": -0.1, "top_logprobs": []}
        choice["logprobs"] = {"content": [token], "refusal": None}
    usage = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [choice],
        "usage": usage,
    }


def chat_events(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The same as a stream."""
    choice = answer["choices"][0]
    message = choice["message"]
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}

    def event(delta: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None, **more}]}

    yield event({"role": "assistant", "content": "", **{key: message[key] for key in ("name",) if key in message}})
    for text in _pieces(message["content"]):
        yield event({"content": text})
    for text in _pieces(message.get("refusal", "")):
        yield event({"refusal": text})
    for index, call in enumerate(message.get("tool_calls", ())):
        yield event({"tool_calls": [{**call, "index": index, "function": {"name": "lookup", "arguments": ""}}]})
        for text in _pieces(call["function"]["arguments"]):
            yield event({"tool_calls": [{"index": index, "function": {"arguments": text}}]})
    for number, text in enumerate(_pieces(message.get("function_call", {}).get("arguments", ""))):
        yield event({"function_call": {"arguments": text, **({} if number else {"name": "lookup"})}})
    if "logprobs" in choice:
        yield event({}, logprobs=choice["logprobs"])
    yield event({}, finish_reason="stop")
    yield {**head, "choices": [], "usage": answer["usage"]}


def responses_answer(texts: Mapping[str, str]) -> dict[str, Any]:
    """An answer of the Responses API with the texts in it."""
    output: list[dict[str, Any]] = []
    if "reasoning_summary" in texts:
        part = {"type": "summary_text", "text": texts["reasoning_summary"]}
        output.append({"id": "rs_1", "type": "reasoning", "summary": [part]})
    if "web_search_query" in texts:
        action = {"type": "search", "query": texts["web_search_query"]}
        output.append({"id": "ws_1", "type": "web_search_call", "status": "completed", "action": action})
    if "file_search_text" in texts:
        found = {"file_id": "f", "filename": "f.txt", "score": 0.5, "text": texts["file_search_text"], "attributes": {}}
        output.append(
            {"id": "fs_1", "type": "file_search_call", "status": "completed", "queries": ["q"], "results": [found]}
        )
    if "code_interpreter_code" in texts:
        code = {
            "id": "ci_1",
            "type": "code_interpreter_call",
            "status": "completed",
            "container_id": "c",
            "outputs": [],
        }
        output.append({**code, "code": texts["code_interpreter_code"]})
    if "mcp_args" in texts or "mcp_output" in texts:
        args = json.dumps({"q": texts.get("mcp_args", "")})
        call = {"id": "mcp_1", "type": "mcp_call", "name": "n", "server_label": "s", "arguments": args}
        output.append({**call, "output": texts.get("mcp_output", ""), "error": None})
    annotations = []
    if "annotation_title" in texts or "annotation_url" in texts:
        url = f"https://site.example/{texts.get('annotation_url', '').replace(' ', '/')}"
        note = {"type": "url_citation", "start_index": 0, "end_index": 2, "url": url}
        annotations.append({**note, "title": texts.get("annotation_title", "t")})
    text = {"type": "output_text", "text": texts.get("text", "ok"), "annotations": annotations}
    content: list[dict[str, Any]] = [text]
    if "refusal_block" in texts:
        content.append({"type": "refusal", "refusal": texts["refusal_block"]})
    output.append({"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": content})
    if "function_args" in texts:
        call = {"id": "fc_1", "type": "function_call", "call_id": "call_9", "name": "lookup", "status": "completed"}
        output.append({**call, "arguments": json.dumps({"query": texts["function_args"]})})
    usage = {"input_tokens": 9, "output_tokens": 12, "total_tokens": 21}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": output,
        "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": {**usage, **details},
        "metadata": {"note": texts["metadata"]} if "metadata" in texts else {}, "error": None,
    }  # fmt: skip


def responses_events(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The same as a stream."""
    number = 0

    def event(kind: str, **more: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        return {"type": f"response.{kind}", "sequence_number": number, **more}

    yield event("created", response={**answer, "output": [], "usage": None, "status": "in_progress"})
    for place, item in enumerate(answer["output"]):
        at = {"output_index": place, "item_id": item["id"]}
        if item["type"] == "message":
            yield event("output_item.added", output_index=place, item={**item, "content": []})
            for position, part in enumerate(item["content"]):
                here = {**at, "content_index": position}
                if part["type"] == "refusal":
                    yield event("refusal.done", **here, refusal=part["refusal"])
                    continue
                for text in _pieces(part["text"]):
                    yield event("output_text.delta", **here, delta=text, logprobs=[])
                for index, note in enumerate(part["annotations"]):
                    yield event("output_text.annotation.added", **here, annotation_index=index, annotation=note)
                yield event("output_text.done", **here, text=part["text"], logprobs=[])
        elif item["type"] == "function_call":
            yield event("output_item.added", output_index=place, item={**item, "arguments": ""})
            for text in _pieces(item["arguments"]):
                yield event("function_call_arguments.delta", **at, delta=text)
        elif item["type"] == "reasoning":
            yield event("output_item.added", output_index=place, item={**item, "summary": []})
            for text in _pieces(item["summary"][0]["text"]):
                yield event("reasoning_summary_text.delta", **at, summary_index=0, delta=text)
        else:
            yield event("output_item.done", output_index=place, item=item)
    yield event("completed", response=answer)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    owner: LeakyServer


class LeakyServer:
    """The server; a context manager. Set `texts` before a call.

    Attributes:
        texts: What stands where in the answers.
        count: Requests so far.
    """

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.count = 0
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def chat_model(self, **options: Any) -> Any:
        """A `ChatOpenAI` that talks to this server."""
        from langchain_openai import ChatOpenAI

        url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        return ChatOpenAI(model="m", api_key="not-a-key", base_url=url, max_retries=0, **options)
