"""Pieces of which tests and benchmarks compose hostile answers."""

from __future__ import annotations

from langchain_guard.text.scanner import Match

FRAGMENTS = [
    *("[a](", "http://evil.example/x", ")", "![b](", "https://ok.example/i.png", "[r]: ", "\n", "\n\n", " ", "<", ">"),
    *("<b onclick=x>", "<script>", "</script>", "script>", "alert(1)", "<img src=", '"', "'", "/", "//evil.example"),
    *("javascript:", "java", "script:alert(1)", "data:text/html,x", "![c][r]", "[c][r]", "[r]", "](", "(", "[", "!"),
    *(
        "\\",
        "&#106;",
        "&colon;",
        '<a href="',
        "<svg/onload=x>",
        "<!--",
        "-->",
        "x",
        "http:",
        "https://",
        "evil.example",
    ),
    *(
        "1.2.3.4",
        "@",
        'title="t"',
        "{",
        "}",
        "\\href{",
        "<style>",
        "</style>",
        "*",
        "\u200b",
        "\t",
        "www.evil.example/",
    ),
    *(
        "<http://1.2.3.4>",
        "..",
        "?d=",
        "QWxhZGRpbjpvcGVuIHNlc2FtZTEyMzQ1Njc4OTAxMjM0",
        "xn--80ak6aa92e.example",
        "=",
        "on",
    ),
    *(
        "load=x",
        "onerror=x ",
        "src=//e.example/x ",
        "<iframe ",
        "<p ",
        "&lt;",
        "\r\n",
        "||",
        "`",
        "```\n",
        "\n```\n",
        "\n~~~\n",
    ),
]


def clean(pieces: list[str | Match]) -> str:
    """A scanned text with each finding replaced as its rule says."""
    return "".join(p if isinstance(p, str) else p.rewrite(p.text) if p.rewrite else "[REDACTED]" for p in pieces)
