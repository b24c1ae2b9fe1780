"""Ways to give a canary away, for tests and measurements."""

from __future__ import annotations

import base64
import codecs
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.openai_server import Reply, ToolCall

_LOOK_ALIKES = str.maketrans("cpxyjs", "срхујѕ")


def _full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


FORMS: dict[str, Callable[[str], str]] = {
    "verbatim": lambda token: token,
    "upper case": str.upper,
    "mixed case": lambda token: "".join(letter.upper() if place % 3 else letter for place, letter in enumerate(token)),
    "reversed": lambda token: token[::-1],
    "spaced letters": " ".join,
    "split by punctuation": lambda token: "-".join(token[place : place + 4] for place in range(0, 32, 4)),
    "split by newlines": "\n".join,
    "split by Markdown": lambda token: "**" + "**_`".join(token[place : place + 2] for place in range(0, 32, 2)),
    "split by tags": '<b class="x"></b>'.join,
    "zero-width joints": "\u200b".join,
    "full-width": _full_width,
    "look-alikes": lambda token: token.translate(_LOOK_ALIKES),
    "base64": lambda token: base64.b64encode(f"the mark is {token}.".encode()).decode(),
    "base64, upper case": lambda token: base64.b64encode(token.upper().encode()).decode(),
    "base64, reversed": lambda token: base64.b64encode(token[::-1].encode()).decode(),
    "base64, in lines": lambda token: "\n".join(re.findall(".{1,20}", base64.b64encode(token.encode()).decode())),
    "hexadecimal": lambda token: token.encode().hex(),
    "hexadecimal, spaced": lambda token: token.encode().hex(" ").upper(),
    "hexadecimal, 0x": lambda token: ", ".join(hex(ord(letter)) for letter in token),
    "decimal": lambda token: " ".join(str(ord(letter)) for letter in token),
    "binary": lambda token: " ".join(f"{ord(letter):08b}" for letter in token),
    "percent": lambda token: "".join(f"%{ord(letter):02X}" for letter in token),
    "percent, some": lambda token: "".join(
        letter if place % 3 else f"%{ord(letter):02x}" for place, letter in enumerate(token)
    ),
    "HTML entities": lambda token: "".join(f"&#{ord(letter)};" for letter in token),
    "HTML entities, hex": lambda token: "".join(f"&#x{ord(letter):X};" for letter in token),
    "ROT13": lambda token: codecs.encode(token, "rot13"),
    "escapes": lambda token: "".join(f"\\u{ord(letter):04x}" for letter in token),
    "octal escapes": lambda token: "".join(f"\\{ord(letter):o}" for letter in token),
    "URL": lambda token: f"https://shop.example/p?id={quote(token)}&v=2",
    "Markdown image": lambda token: f"![](https://shop.example/{token}.png)",
    "two halves": lambda token: f"It begins with {token[:16]} and it ends with {token[16:]}.",
    "four quarters": lambda token: ", then ".join(token[place : place + 8] for place in range(0, 32, 8)),
    "a quarter": lambda token: f"I may only tell you a part: {token[9:17]}.",
}
"""Name to transformation of a token; each is found in the whole answer and in its stream."""

LATE_FORMS: dict[str, Callable[[str], str]] = {
    "thousand spaces": (" " * 1000).join,
    "percent, twice": lambda token: "".join(f"%25{ord(letter):02X}" for letter in token),
}
"""Forms that a stream may find late, when pieces of fewer than eight letters have been released."""


def _content(text: str) -> Reply:
    return Reply(f"Sure: {text} That is it.", chunk=3 + len(text) // 200)


def _argument(text: str) -> Reply:
    return Reply(tool_calls=[ToolCall("search", json.dumps({"query": f"about {text}"}))], chunk=3)


def _refusal(text: str) -> Reply:
    return Reply("", message={"refusal": f"No. {text}"})


PLACES: dict[str, Callable[[str], Reply]] = {"content": _content, "tool argument": _argument, "refusal": _refusal}
"""Name to an answer of the server with the text in that place."""

SPREAD: dict[str, Callable[[str], Reply]] = {
    "two JSON fields": lambda token: Reply(
        tool_calls=[ToolCall("search", json.dumps({"first": token[:13], "note": "hello", "second": token[13:]}))]
    ),
    "two tool calls": lambda token: Reply(
        tool_calls=[
            ToolCall("search", json.dumps({"query": token[:16]}), "call_1"),
            ToolCall("search", json.dumps({"query": token[16:]}), "call_2"),
        ]
    ),
    "name of a tool": lambda token: Reply(tool_calls=[ToolCall(token, "{}")]),
    "list of letters": lambda token: Reply(tool_calls=[ToolCall("search", json.dumps({"q": list(token)}))]),
    "content and argument": lambda token: Reply(
        token[:4],
        tool_calls=[ToolCall("search", json.dumps({"q": [token[4:11], token[11:18], token[18:25], token[25:]]}))],
    ),
}
"""Answers that spread the token over several places."""


def token_of(body: dict[str, Any]) -> str:
    """The token in the system prompt of a request."""
    system = body["messages"][0]
    assert system["role"] == "system"
    found = re.search("[cdfgjklmpqstwxyz]{32}", str(system["content"]))
    assert found is not None
    return found[0]
