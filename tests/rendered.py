"""What a real Markdown renderer and a real HTML parser still find alive in an answer."""

from __future__ import annotations

import html5lib
from markdown_it import MarkdownIt

from langchain_guard.detect.targets import LinkPolicy

RENDERERS = (
    MarkdownIt("commonmark", {"html": True}).enable("table"),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
)

ACTIVE = frozenset({"script", "style", "iframe", "object", "embed", "meta", "link", "base", "form", "svg", "math"})
LINKING = frozenset({"href", "cite"})
LOADING = frozenset({"src", "action", "formaction", "poster", "background", "data", "srcset"})


def live(text: str, policy: LinkPolicy, *, raw: bool = True, markdown: bool = True) -> list[str]:
    """Everything active in `text`: elements, handlers and targets the policy does not allow.

    Args:
        text: Markdown, possibly with HTML in it.
        policy: Which targets may live.
        raw: Whether to read the text as HTML too, as a page without a Markdown renderer would.
        markdown: Whether to render it as Markdown.
    """
    pages = [renderer.render(text) for renderer in RENDERERS if markdown] + ([text] if raw else [])
    return [problem for page in pages for problem in _problems(page, policy)]


def _problems(page: str, policy: LinkPolicy) -> list[str]:
    found = []
    for element in html5lib.parseFragment(page, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        tag = (element.tag.partition("}")[2] if element.tag.startswith("{") else element.tag).lower()
        if tag in ACTIVE:
            found.append(f"<{tag}>")
        for key, value in element.attrib.items():
            read = value.replace("\\", "/")  # as a browser does, of which the policy knows nothing
            name = (key if isinstance(key, str) else key[-1]).rpartition("}")[2].lower()
            target = "".join(value.split()).lower()
            if name.startswith("on"):
                found.append(f"{tag} {name}")
            elif name in LINKING | LOADING and (
                target.startswith(("javascript:", "data:", "vbscript:"))
                or not policy.allows(read, fetched=name in LOADING)
            ):
                found.append(f"{tag} {name}={value}")
    return found
