"""Promises of the egress check: no URL in the arguments leads where it must not, in whatever clothes."""

from __future__ import annotations

import dataclasses
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from langchain_guard.agents import Egress, ToolCallFacts, ToolPolicy, ToolRule
from langchain_guard.agents.egress import texts

LISTED = Egress(("docs.example.com", "*.cdn.example.com", "api.example.com/v1/*?"))
OPEN = Egress()


@dataclasses.dataclass
class Page:
    """A place as a dataclass."""

    url: str


class Site(BaseModel):
    """A place as a model."""

    url: str


SECRET = "c2VjcmV0IHNlY3JldCBzZWNyZXQg" * 6


@pytest.mark.parametrize(
    ("url", "listed", "open_"),
    [
        ("https://docs.example.com/guide?page=2", None, None),
        ("see https://docs.example.com/guide.", None, None),
        ("https://x.cdn.example.com/a.js", None, None),
        ("https://api.example.com/v1/items", None, None),
        ("https://api.example.com/v1/items?q=1", "host", None),
        ("https://evil.example/", "host", None),
        ("www.evil.example/x", "host", None),
        ("//evil.example/x", "host", None),
        ("https:\\/\\/evil.example/x", "host", None),
        ("wss://evil.example/x", "host", None),
        ("https%3A%2F%2Fevil.example%2Fx", "host", None),
        ("https&#58;&#47;&#47;evil.example", "host", None),
        ("ｈｔｔｐｓ：／／evil.example", "host", None),
        ("https://docs.example.com@evil.example/", "address", "address"),
        ("http://169.254.169.254/latest", "address", "address"),
        ("http://0x7f000001/", "address", "address"),
        ("http://[::1]/", "address", "address"),
        ("http://localhost:8000/", "address", "address"),
        ("http://metadata.google.internal/", "address", "address"),
        ("http://intranet/", "address", "address"),
        ("https://xn--pple-43d.com/", "address", "address"),
        ("ftp://docs.example.com/x", "scheme", "scheme"),
        ("file:///etc/passwd", "scheme", "scheme"),
        ("gopher://docs.example.com", "scheme", "scheme"),
        ("https:///", "shape", "shape"),
        (f"https://docs.example.com/?q={SECRET}", "payload", "payload"),
        (f"https://docs.example.com/{SECRET}", "payload", "payload"),
        (f"https://evil.example/?q={SECRET[:60]}", "host", "payload"),
        ("https://docs.example.com/?sig=" + "9f86d081884c7d65" * 4, None, "payload"),
        ("a // b, 7//2, C:\\dir, and /srv//data.d/x", None, None),
        ("mail jane@example.com at 10:30, see section 4.2", None, None),
    ],
)
def test_urls(url: str, listed: str | None, open_: str | None) -> None:
    """With hosts only listed ones pass; without, what deceives, leads inside or carries data does not."""
    assert (LISTED.judge({"x": url}), OPEN.judge({"x": url})) == (listed, open_)


@pytest.mark.parametrize(
    "text",
    [
        *(f"https://docs.example.com{quote}@evil.example/" for quote in "'\"`<>) "),
        "https://docs.example.com\t.evil.example/",
        "https://docs.example.com\r\n@evil.example/",
        "ht\ttps://evil.example/",
        "https:/\t/evil.example/x",
        "https://docs.example.com\\x@evil.example/",
        "see https://docs.example.com\\a\\b:c@evil.example there",
        "https://docs.example.com&sol;.evil.example/",
        "https://docs.example.com&amp;sol;.evil.example/",
        "//docs.example.com\\x@evil.example/",
        "see //docs.example.com\\x@evil.example/ there",
        '{"url": "https\\u003a//evil.example/"}',
        "fetch('https\\x3A\\u002f/evil.example')",
        "https:evil.example/x",
        "/\t/evil.example/x",
        "\\\\evil.example\\x",
        "//////////evil.example/x",
        "\x01 https://docs.example.com\n.evil.example",
        "https://api.example.com/v1/.\t./admin",
        "see https:evil.example/x there",
        "see [this](https://docs.example.com'@evil.example/) there",
        "see [this](https://docs.example.com<br>a@evil.example/) there",
        "see 'https://docs.example.com\"@evil.example/' there",
        'see "https://docs.example.com"@evil.example/ there',
        *(f"see https://docs.example.com{bracket}@evil.example/ there" for bracket in ")}"),
        "see https://docs.example.com'@\"@evil.example/ there",
        f"see https://docs.example.com'{'a' * 5000}@evil.example/ there",
    ],
)
def test_no_character_hides_the_host(text: str) -> None:
    """Quotes, spaces, line breaks and slashes end or begin no URL that they do not end or begin for a browser."""
    assert LISTED.judge([text]) is not None


@pytest.mark.parametrize(
    "text",
    [
        "see 'https://docs.example.com', or mail jane@example.com",
        '{"url":"https://docs.example.com","mail":"jane@example.com"}',
        "['https://docs.example.com','jane@example.com']",
        "fetch(`https://docs.example.com`).then(x=>'a@b')",
        "Jane<br>https://docs.example.com<br>jane@example.com<br>",
        "<a href='https://docs.example.com'>jane@example.com</a>, <https://docs.example.com>, <jane@example.com>",
        "https://docs.example.com is a good page; https: is safer",
        "https://docs.example.com\nhttps://docs.example.com/a\n\nhttps://docs.example.com/b",
        "https://docs.example.com\nThanks, Jane",
        "https://docs.example.com).",
        "//note\nlisten on http:80 and https:443",
        '{"url":"https:\\/\\/docs.example.com\\/a","mail":"jane@example.com"}',
        "{'url': 'https\\u003a//docs.example.com/'}, C:\\x41\\u0062",
        "https://docs.example.com/a\\b@c",
        "\\\\docs.example.com\\team\\notes@may.txt",
        "https://docs.example.com/search?q=" + "How+do+I+write+tests+" * 8,
    ],
)
def test_honest_text_passes(text: str) -> None:
    """Listed URLs pass in quotes, tags, code, prose and lists, whatever mail address stands beside them."""
    assert LISTED.judge([text]) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"url": "https://evil.example"},
        {"https://evil.example": 1},
        {"a": [{"b": ("x", {"https://evil.example"})}]},
        {"a": b"https://evil.example"},
        {"a": Page("https://evil.example")},
        {"a": Site(url="https://evil.example")},
        {"a": json.dumps({"url": "https://evil.example"})},
        {"a": "text before https://evil.example/ and after"},
        {"a": quote(quote("https://evil.example", safe=""), safe="")},
    ],
)
def test_every_leaf_is_looked_at(arguments: Any) -> None:
    """A URL is found at any depth of the arguments, in keys, bytes and objects, inside other text."""
    assert LISTED.judge(arguments) == "host"


def test_depth_is_bounded() -> None:
    """What is nested too deep to be looked through is refused."""
    value: Any = "x"
    for _ in range(100):
        value = [value]
    assert LISTED.judge(value) == "shape"
    with pytest.raises(RecursionError):
        list(texts(value))
    assert LISTED.refuses("https://") == "shape"
    assert LISTED.refuses("https://a\x01b/") == "shape"


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,8}){1,2}", fullmatch=True))
def test_no_unlisted_host_passes(host: str) -> None:
    """Whatever the host is called: unless it is listed, it is refused, in each of its spellings."""
    egress = Egress(("docs.example.com",))
    for form in (f"https://{host}/", f"HTTPS://{host.upper()}", f"http:/\\{host}", f"//{host}", f"https://{host}:443"):
        assert egress.judge([form]) is not None or host == "docs.example.com"


def test_listed_address_passes() -> None:
    """An address or an inner host passes when it is listed exactly, with its port."""
    egress = Egress(("127.0.0.1:8000", "wiki.internal"))
    assert egress.judge(["http://127.0.0.1:8000/x", "http://wiki.internal/"]) is None
    assert egress.judge(["http://127.0.0.1:8001/x"]) == "address"


def test_which_tools_are_checked() -> None:
    """Without hosts only network tools are checked; with hosts all are; a tool's own list goes before."""
    inside, evil = {"u": "http://10.0.0.1/"}, {"u": "https://evil.example/"}
    tools = {
        "fetch": ToolRule(network=True),
        "note": ToolRule(),
        "own": ToolRule(allowed_hosts=["evil.example"]),
        "none": ToolRule(allowed_hosts=(), network=True),
    }
    bare, listed = ToolPolicy(tools=tools), ToolPolicy(tools=tools, allowed_hosts=("docs.example.com",))
    assert bare.judge(ToolCallFacts("fetch", inside)).rules == ("tools.egress.address",)
    assert bare.judge(ToolCallFacts("note", inside)).rules == ()
    assert listed.judge(ToolCallFacts("note", evil)).rules == ("tools.egress.host",)
    assert listed.judge(ToolCallFacts("own", evil)).rules == ()
    assert listed.judge(ToolCallFacts("none", evil)).rules == ()
