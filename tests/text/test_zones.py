"""What counts as code is code to every renderer, however the text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from langchain_guard.text.zones import CodeZones

RENDERERS = (
    MarkdownIt("commonmark", {"html": True}),
    MarkdownIt("commonmark", {"html": True}).enable("table"),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
)

FRAGMENTS = [
    *("```", "```\n", "\n```js\n", "~~~\n", "````\n", "`", "``", " `a` ", "`x <b> y`", "\n", "\n\n", "\r\n", "\r"),
    *("@a@", "@b@", "@c@", " ", "  ", "    ", "\t", "- ", "> ", "1. ", "text", "\n---\n", "|", "\n|-|-|\n", "\\"),
    *("<div>", "</div>", '<a href="', '">', "<!--", "-->", "<script>", "</script>", "<pre>", "<b>", ">", "<?", "?>"),
    *("[a](", "](", "(", ")", "[", "[a]: ", '"', "'"),
]


def code_of(text: str, renderer: MarkdownIt) -> str:
    """All code in the token stream of one renderer."""
    found, stack = [], list(renderer.parse(text))
    while stack:
        token = stack.pop()
        if token.type in {"fence", "code_inline", "code_block"}:
            found.append(token.content)
        stack.extend(token.children or [])
    return "\n".join(found)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=24).map("".join))
def test_code_is_code_to_every_renderer(text: str) -> None:
    """A mark that counts as code stands in a code token of each renderer."""
    zones = CodeZones()
    zones.feed(text)
    for start in (index for index, character in enumerate(text) if text.startswith(("@a@", "@b@", "@c@"), index)):
        if zones.is_code(start):
            before = text[:start].count(text[start : start + 3])
            marked = text[:start] + f"@{before}!@" + text[start + 3 :]
            assert all(f"@{before}!@" in code_of(marked, renderer) for renderer in RENDERERS)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join), st.integers(1, 5))
def test_pieces_do_not_matter(text: str, size: int) -> None:
    """Fences are read the same in pieces as in one."""
    whole, pieces = CodeZones(), CodeZones()
    whole.feed(text)
    for start in range(0, len(text), size):
        pieces.feed(text[start : start + size])
        whole.is_code(start)
        assert pieces.in_fence in {whole.in_fence, pieces.in_fence}
    whole.is_code(len(text))
    pieces.is_code(len(text))
    assert pieces.in_fence == whole.in_fence


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```html\n@a@\n```\n", True),
        ("~~~\n@a@\n", True),
        ("````\n```\n@a@\n````", True),
        ("Use `@a@` here", True),
        ("Use ``a ` @a@`` here", True),
        ("<details>\n\n```html\n@a@\n```\n</details>", True),
        ("- item\n  ```\n  x\n  ```\n\n```\n@a@\n```", True),
        ("```html\nx\n```\n@a@", False),
        ("<div>\n```html\n@a@\n```\n</div>", False),
        ("<!--\n\n```html\n-->@a@\n```", False),
        ("  ```\nx\n```\n@a@\n", False),
        ("a ` b\n`@a@`", False),
        ("\\`@a@`", False),
        ('<a title="`">@a@`</a>', False),
        ("| a ` | @a@ | ` |", False),
        ("``` a`b\n@a@\n```", False),
        ("[x](`) @a@ `)", False),
    ],
)
def test_named_cases(text: str, code: bool) -> None:
    """Honest code is recognised; each trick that would smuggle markup as code is not."""
    zones = CodeZones()
    zones.feed(text)
    assert zones.is_code(text.index("@a@")) is code


def test_copy_is_independent() -> None:
    """A copy goes its own way."""
    zones = CodeZones()
    zones.feed("```\n")
    twin = zones.copy()
    twin.feed("```\nx")
    zones.feed("still code")
    assert zones.is_code(6)
    assert not twin.is_code(8)
