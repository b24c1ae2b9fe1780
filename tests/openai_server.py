"""A scripted, OpenAI-compatible chat server on loopback, for tests that go over a real wire.

    with OpenAIServer() as server:
        server.enqueue(Reply("hello"))                      # one reply per request, first in, first out
        server.answer = lambda body: Reply("else this")     # when nothing is queued
        llm = server.chat_model()                           # a ChatOpenAI that talks to it
        llm.invoke("hi")
        server.requests[0].json["messages"]

Every connection is closed after its response, so that one client object can be used from several event loops.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

HOLD_TIMEOUT = 30.0
"""Seconds after which a reply that was never released fails its request, so that no test can hang on the server."""


@dataclass(frozen=True)
class ToolCall:
    """One tool call of an answer; `arguments` is the JSON text, streamed in pieces like content."""

    name: str
    arguments: str
    id: str = "call_1"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: The answer's content.
        tool_calls: Tool calls of the answer.
        usage: Prompt and completion tokens; None leaves usage out. A stream carries usage only when the request asks
            for it (`stream_options.include_usage`), like the original.
        status: HTTP status; anything but 200 sends an OpenAI-style error body.
        headers: Extra response headers.
        chunk: Characters per streamed delta, of content and of tool arguments.
        deltas: Raw deltas to stream instead of those derived from `text` and `tool_calls`.
        message: Extra fields of the message (not streamed) or of the first delta (streamed), e.g. `refusal`.
        finish_reason: None derives it.
        model: Model name in the response.
        cut_after: Close the connection without a proper end after so many streamed events; for a response that is
            not streamed, after so many bytes of the body.
        hold: Wait for this event after `hold_after` streamed events, or before anything is sent.
        hold_after: See `hold`.
    """

    text: str = ""
    tool_calls: Sequence[ToolCall] = ()
    usage: tuple[int, int] | None = (9, 12)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunk: int = 1
    deltas: Sequence[Mapping[str, Any]] | None = None
    message: Mapping[str, Any] = field(default_factory=dict)
    finish_reason: str | None = None
    model: str = "gpt-scripted"
    cut_after: int | None = None
    hold: threading.Event | None = None
    hold_after: int = 0

    @property
    def reason(self) -> str:
        """The finish reason."""
        return self.finish_reason or ("tool_calls" if self.tool_calls else "stop")

    def pieces(self) -> Iterator[dict[str, Any]]:
        """The deltas of a streamed answer."""
        if self.deltas is not None:
            yield from (dict(delta) for delta in self.deltas)
            return
        yield {"role": "assistant", "content": "", **self.message}
        for start in range(0, len(self.text), self.chunk):
            yield {"content": self.text[start : start + self.chunk]}
        for index, call in enumerate(self.tool_calls):
            head = {"index": index, "id": call.id, "type": "function", "function": {"name": call.name, "arguments": ""}}
            yield {"tool_calls": [head]}
            for start in range(0, len(call.arguments), self.chunk):
                part = call.arguments[start : start + self.chunk]
                yield {"tool_calls": [{"index": index, "function": {"arguments": part}}]}

    def usage_field(self) -> dict[str, int] | None:
        """The usage object."""
        if self.usage is None:
            return None
        given, made = self.usage
        return {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}


@dataclass
class Request:
    """One recorded request.

    Attributes:
        path: URL path.
        headers: Header names in lower case.
        json: The decoded body.
        reply: What was answered.
        sent: Streamed events written so far.
        disconnected: Set when the client went away before the end.
        done: Set when the server has finished with the request.
    """

    path: str
    headers: dict[str, str]
    json: dict[str, Any]
    reply: Reply
    sent: int = 0
    disconnected: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def last_user_text(self) -> str:
        """Content of the last message with role user, as text."""
        texts = [m.get("content") for m in self.json.get("messages", []) if m.get("role") == "user"]
        return str(texts[-1]) if texts else ""


class _Cut(Exception):
    """The script says: drop the connection here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        """List the one model."""
        self._body(200, {"object": "list", "data": [{"id": "gpt-scripted", "object": "model"}]}, {})

    def do_POST(self) -> None:
        """Answer a chat completion as scripted."""
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        request = self.server.owner.record(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        reply = request.reply
        try:
            if reply.status != 200:
                self._wait(reply, 0)
                self._body(reply.status, _error(reply.status), reply.headers)
            elif body.get("stream"):
                self._stream(request)
            else:
                self._wait(reply, 0)
                self._body(200, _completion(reply), reply.headers, reply.cut_after)
        except _Cut:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            request.disconnected.set()
        finally:
            self.close_connection = True
            request.done.set()

    def _wait(self, reply: Reply, sent: int) -> None:
        if reply.hold is not None and sent == reply.hold_after and not reply.hold.wait(HOLD_TIMEOUT):
            raise _Cut

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Connection": "close", "x-request-id": "req_scripted"}.items():
            self.send_header(name, value)
        self.end_headers()

    def _body(self, status: int, payload: object, headers: Mapping[str, str], cut: int | None = None) -> None:
        data = json.dumps(payload).encode()
        self._head(status, {**headers, "Content-Type": "application/json", "Content-Length": str(len(data))})
        self.wfile.write(data if cut is None else data[:cut])
        if cut is not None:
            raise _Cut

    def _stream(self, request: Request) -> None:
        reply = request.reply
        self._wait(reply, 0)
        self._head(200, {**reply.headers, "Content-Type": "text/event-stream", "Transfer-Encoding": "chunked"})
        for event in _events(reply, request.json):
            if request.sent:
                self._wait(reply, request.sent)
            if request.sent == reply.cut_after:
                raise _Cut
            self._chunk(b"data: " + event + b"\n\n")
            request.sent += 1
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _events(reply: Reply, body: Mapping[str, Any]) -> Iterator[bytes]:
    """The server-sent events of one streamed answer."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": reply.model}

    def event(choices: list[dict[str, Any]], **extra: Any) -> bytes:
        return json.dumps({**head, "choices": choices, **extra}).encode()

    for delta in reply.pieces():
        yield event([{"index": 0, "delta": delta, "finish_reason": None}])
    yield event([{"index": 0, "delta": {}, "finish_reason": reply.reason}])
    if reply.usage is not None and (body.get("stream_options") or {}).get("include_usage"):
        yield event([], usage=reply.usage_field())
    yield b"[DONE]"


def _completion(reply: Reply) -> dict[str, Any]:
    """The body of an answer that is not streamed."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None, **reply.message}
    if reply.tool_calls:
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in reply.tool_calls
        ]
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": reply.model,
        "choices": [{"index": 0, "message": message, "finish_reason": reply.reason}],
    }
    if reply.usage is not None:
        body["usage"] = reply.usage_field()
    return body


def _error(status: int) -> dict[str, Any]:
    code = {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status, "server_error")
    return {"error": {"message": f"scripted {status}", "type": code, "param": None, "code": code}}


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    owner: OpenAIServer

    def __init__(self, owner: OpenAIServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.owner = owner

    def handle_error(self, *_: object) -> None:
        """A client that goes away is part of the tests, not worth a traceback on stderr."""


class OpenAIServer:
    """The server; use as a context manager, or through the `openai_server` fixture."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[dict[str, Any]], Reply] = lambda _body: Reply("Hello from the scripted server.")
        self._queue: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for request in self.requests:
            if request.reply.hold is not None:
                request.reply.hold.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """What goes into `ChatOpenAI(base_url=...)`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def enqueue(self, *replies: Reply) -> None:
        """Answer the next requests with these, in order of arrival."""
        with self._lock:
            self._queue.extend(replies)

    def record(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Request:
        """Note a request and choose its reply."""
        with self._lock:
            reply = self._queue.popleft() if self._queue else self.answer(body)
            request = Request(path, headers, body, reply)
            self.requests.append(request)
        return request

    def chat_model(self, **options: Any) -> ChatOpenAI:
        """A `ChatOpenAI` that talks to this server, without retries unless asked for."""
        from langchain_openai import ChatOpenAI

        given = {"model": "gpt-scripted", "api_key": "not-a-key", "max_retries": 0, "base_url": self.base_url}
        return ChatOpenAI(**{**given, **options})
