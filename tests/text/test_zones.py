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
    *("  ```\n", "   ```js\n", "    ```\n", "  \t```\n", "  @a@\n", "   @b@\n", "- x\n", "1. x\n", "   - x\n"),
    *("\n\n    ```\n", "\n\n     ```js\n", "    @a@\n", "     @b@\n", "\n\n      ~~~\n", "      @c@\n", "10. x\n"),
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


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join), st.sets(st.integers(0, 60)))
def test_questions_do_not_matter(text: str, asked: set[int]) -> None:
    """Which positions are asked about does not change the answer for any of them."""
    every, some = CodeZones(), CodeZones()
    every.feed(text)
    some.feed(text)
    answers = [every.is_code(position) for position in range(len(text))]
    assert all(some.is_code(position) == answers[position] for position in sorted(asked) if position < len(text))


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
        ("1. Do:\n   ```html\n   @a@\n   ```\n", True),
        ("- Do:\n\n  ```html\n\n    @a@", True),
        ("1. Do:\n   ```html\n   x\n   ```\n2. Or:\n   `@a@`", True),
        ("- Do:\n  ```html\n@a@\n  ```\n", False),
        ("- Do:\n  ```html\n x\n  @a@\n  ```\n", False),
        ("- Do:\n  ```html\n    ```\n  @a@\n  ```\n", False),
        ("- Do:\n  ```html\n  \t```\n  @a@\n  ```\n", False),
        ("- Do:\n  ```html\n  x\n  ```\n  @a@\n", False),
        ("1. Do:\n\n    ```html\n    @a@\n    ```\n", True),
        ("- Do:\r\n  - That:\r\n\r\n      ~~~html\r\n\r\n      @a@\r\n      ~~~\r\n", True),
        ("1. Do:\n\n    ```html\n    x\n    ```\n\n`@a@`", True),
        ("Do:\n    ```html\n    @a@\n\n    ```\n", False),
        ("1. Do:\n\n    ```html\n   @a@\n    ```\n", False),
        ("1. Do:\n\n    ```html\n    x\n    ```\n    @a@\n", False),
        ("1. Do:\n\n    ```html\n    x\n     ```\n    @a@\n    ```\n", False),
        ("<!--\n\n    ```html\n    @a@\n    ```\n", False),
        ("Do:\x0c\n    ```html\n    @a@\n    ```\n", False),
        ("```mermaid\n@a@\n```\n", False),
        ('```mermaid\nA["`@a@`"]\n```\n', False),
        ("~~~ {.Mermaid}\n@a@\n~~~\n", False),
        ("```&#109;ermaid\n@a@\n```\n", False),
        ("```mermaid\nx ` y\n```\n`@a@`", True),
        ("```mermaids\n@a@\n```\n", True),
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
