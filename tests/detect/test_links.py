"""No answer makes a client fetch, or a reader follow, what the policy does not allow."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_guard.detect.links import LinkPolicy, link_patterns
from langchain_guard.detect.markup import MAX_AMPERSANDS, MAX_TAGS, clean_html, markup_patterns
from langchain_guard.exceptions import ConfigError, InputTooLarge
from langchain_guard.redaction import RedactionPolicy
from langchain_guard.text.compiled import compile_patterns
from langchain_guard.text.scanner import Scanner, Selection, whole
from tests.detect.vectors import FRAGMENTS, clean
from tests.rendered import live

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "corpus" / "exfiltration_links.jsonl").read_text("utf-8").splitlines()
]
BALANCED = LinkPolicy()
STRICT = LinkPolicy("strict", ("ok.example", "*.ok.example"))
ROWS = link_patterns(BALANCED) + markup_patterns(BALANCED)


@cache
def selection(policy: LinkPolicy) -> Selection:
    """All link and markup rules under a policy."""
    return Selection(compile_patterns(link_patterns(policy) + markup_patterns(policy)))


def sanitise(text: str, policy: LinkPolicy = BALANCED) -> str:
    """The text after the rules."""
    return clean(whole(text, selection(policy))[0])


def cases() -> list[tuple[dict[str, str], LinkPolicy]]:
    """Each vector under each policy it must not survive."""
    both = [(vector, STRICT) for vector in VECTORS]
    return both + [(vector, BALANCED) for vector in VECTORS if vector["policy"] == "both"]


@pytest.mark.parametrize(("vector", "policy"), cases(), ids=lambda value: getattr(value, "mode", None) or value["name"])
def test_vector_is_neutralised(vector: dict[str, str], policy: LinkPolicy) -> None:
    """A renderer and a parser find nothing alive, and every split of the stream gives the same."""
    text = vector["text"]
    cleaned = sanitise(text, policy)
    assert cleaned != text
    assert live(cleaned, policy) == []
    assert "evil.example" not in cleaned or policy is BALANCED or "link" not in vector["name"]
    assert sanitise(cleaned, policy) == cleaned
    for cut in range(len(text) + 1):
        scanner = Scanner(selection(policy))
        assert clean(scanner.feed(text[:cut]) + scanner.feed(text[cut:], final=True)) == cleaned


def test_enough_vectors() -> None:
    """The corpus names more than sixty distinct ways out."""
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS) > 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_samples(row) -> None:
    """Each rule fires on its hits, and no rule on its near misses."""
    alone = Selection(compile_patterns((row,)))
    for text in row.hits:
        assert clean(whole(text, alone)[0]) != text
    for text in row.near_misses:
        assert sanitise(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "See [the docs](https://docs.python.org/3/library/re.html#re.compile) and https://example.org/a_(b).",
        "A [link](https://example.org 'title') with [reference][r].\n\n[r]: https://example.org/x 'Title'",
        "Mail [us](mailto:help@example.org) or <https://example.org/>.",
        "https://files.example.org/packages/ab/cd/" + "0123456789abcdef" * 4 + "/package-1.0.tar.gz",
        "https://www.example.org/search?q=how+to+install+python+on+windows",
        "https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC%E8%AA%9E and https://日本語.jp/ and https://münchen.de/",
        r"\href{https://example.org}{the page} and {https://example.org/{id}}, {\"url\":\"https://example.org\",\"n\":1}",
        "https://москва.рф/ and https://новости.com/ and https://www.ελλάδα.gr/ and https://почта-россии.рф/",
        "https://www.youtube.com/playlist?list=PL" + "rAXtmErZgOeiKm4sgNOknGvNjby9efdf",
        "https://github.com/a/b/pull/1/files#diff-" + "0123456789abcdef" * 4,
        "https://ci.example.org/build?commit=" + "0123456789" * 4,
        "![local](images/a.png) <img src='a.png' alt=\"x\" width=10> <p align=center>x</p><br/>",
        "if a <b and c > d: Map<String, Integer>; x[1]: y; a[i](j); 5 < 6; <3; <!-- note -->",
        '<details><summary>More</summary>text</details> <a href="https://example.org/" title="t">x</a>',
    ],
)
def test_honest_text_stays(text: str) -> None:
    """BALANCED leaves honest links, local images and plain HTML as they are."""
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![chart](https://evil.example/x.png) ok", "[chart] ok"),
        ("![c](https://ok.example/x.png)", "![c](https://ok.example/x.png)"),
        ("[text](https://evil.example/) ok", "[text] ok"),
        ("[text][r]\n\n[r]: https://evil.example/ 'T'", "[text][r]\n\n[r]: # 'T'"),
        ("see https://evil.example/x.", "see (link removed)."),
        ("<b onclick=x>bold</b>", "&nbsp;bold</b>"),
        ("a List<Object>, a Set<Link> and a <form>", "a List&lt;Object>, a Set&lt;Link> and a &nbsp;"),
        ('[a](http://192.0.2.1 "\n```\n<b onclick=x>")', '[a] "\n```\n<b onclick=x>")'),
        ("[mail jane@corp.example](https://evil.example/)", "[mail jane@corp.example]"),
    ],
)
def test_text_is_kept(text: str, expected: str) -> None:
    """Link text, alt text and listed targets stay; only the target goes."""
    assert sanitise(text, STRICT) == expected


@pytest.mark.parametrize("host", ["аррӏе.com", "applе.com", "раураl.example", "сбербанк-bank.ru", "xn--80ak6aa92e.com"])
def test_hosts_that_imitate_others_do_not_pass(host: str) -> None:
    """Letters that look like ASCII ones deceive beside ASCII letters, and where nothing else shows their script."""
    assert sanitise(f"see https://{host}/") == "see (link removed)"


@pytest.mark.parametrize("stop", [")", "}", '"', ">", "`", "),(", '"),'])
def test_a_host_ends_where_any_renderer_ends_it(stop: str) -> None:
    """GFM reads a URL on to the next space: what follows a bracket or quote is no way past the list of hosts."""
    assert "evil" not in sanitise(f"see https://ok.example{stop}@evil.example/x now", STRICT)
    honest = f"see https://ok.example{stop} and a@b.example"
    assert sanitise(honest, STRICT) == honest


def test_a_diagram_loads_nothing_from_elsewhere() -> None:
    """What a client would load or follow in a Mermaid diagram is judged, the rest of it stays."""
    diagram = (
        '```mermaid\nA@{ label: "x", img: \'%s\' } -->|a| B[x<br/>y]:::big\nB["%s"] <--> C\nclick A href "%s" _blank\n'
        "style A fill:#f9f,background-image:url(%s)\n```\n"
    )
    live = ("https://evil.example/x", "`<img src=//evil.example/x>`", "javascript:alert(1)", "//evil.example/x")
    gone = ("(link removed)", "`&nbsp;`", "(link removed)", "(link removed)")
    plain = ("a.png", "`b`", "https://example.org/", "#b")
    assert sanitise(diagram % live) == diagram % gone
    assert sanitise(diagram % plain) == diagram % plain


@pytest.mark.parametrize(
    "line",
    [
        f"A@{{ label: '{'x' * 500}', img: '%s' }}",
        "A@{ label: 'a{b} @{', img: '%s' }",
        "style  A     fill:#fff,background:url(%s)",
        "style A fill:#fff," + "stroke:#000," * 40 + "background:url(%s)",
        "%%%%{init: {'themeCSS': '@import \"%s\";'}}%%%%",
        "%%%%{init: {'fontFamily': 'x;background:url(%s)'}}%%%%",
        "---\nconfig:\n  themeCSS: >\n    .node { background: url( '%s' ) }\n---",
    ],
)
def test_nothing_hides_what_a_diagram_loads(line: str) -> None:
    """Long labels and styles, braces, spaces and the styles of a theme leave no address of an unlisted host."""
    diagram = f"```mermaid\nflowchart LR\n{line % '//evil.example/x'}\n```\n"
    assert "evil.example" not in sanitise(diagram)


@pytest.mark.parametrize(
    "text",
    [
        "</script>```\n\n~~~\n```\n<b onclick=x>",
        "</script><!--\n\n```\n--><script>>",
        "-</script>```\n\n~~~\n```\n<b onclick=x>",
        "</script><div>\n```\n<b onclick=x>\n```\n",
    ],
)
def test_what_follows_a_tag_begins_no_line(text: str) -> None:
    """Where a tag goes, no fence, comment, list or block begins that was none before."""
    assert live(sanitise(text), BALANCED, raw=False) == []


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join),
    st.sampled_from([BALANCED, STRICT]),
    st.integers(1, 7),
)
def test_compositions(text: str, policy: LinkPolicy, size: int) -> None:
    """Whatever the fragments compose, nothing stays alive, and the stream equals the whole."""
    cleaned = sanitise(text, policy)
    assert (
        live(cleaned, policy, raw="`" not in text and "~" not in text) == []
    )  # what Markdown shows as code stays as it is
    scanner = Scanner(selection(policy))
    pieces = [piece for start in range(0, len(text), size) for piece in scanner.feed(text[start : start + size])]
    assert clean(pieces + scanner.feed("", final=True)) == cleaned


@pytest.mark.parametrize(
    ("entry", "url", "allowed"),
    [
        ("example.com", "https://example.com/a?b=c", True),
        ("example.com", "https://EXAMPLE.com./a", True),
        ("example.com", "https://example.com:443/a", True),
        ("example.com", "https://example.com:8443/a", False),
        ("example.com:8443", "https://example.com:8443/a", True),
        ("example.com", "https://www.example.com/", False),
        ("example.com", "https://example.com.evil.example/", False),
        ("example.com", "https://evil.example\\@example.com/", False),
        ("*.example.com", "https://a.b.example.com/", True),
        ("*.example.com", "https://example.com/", False),
        ("*.example.com", "https://badexample.com/", False),
        ("example.com/docs/*", "https://example.com/docs/a", True),
        ("example.com/docs/*", "https://example.com/other", False),
        ("example.com/docs/*", "https://example.com/docs/../other", False),
        ("example.com/*?", "https://example.com/a", True),
        ("example.com/*?", "https://example.com/a?b", False),
        ("example.com/*?", "https://example.com/a#b", False),
        ("example.com?", "https://example.com/" + "a1B2c3D4" * 12, False),
    ],
)
def test_entries(entry: str, url: str, allowed: bool) -> None:
    """An entry means exactly what it says."""
    assert LinkPolicy("strict", (entry,)).allows(url) is allowed


@pytest.mark.parametrize(
    "entry", ["https://example.com", "user@example.com", "", "*", "exa mple.com", "example.com?x=1"]
)
def test_unusable_entries(entry: str) -> None:
    """What is no entry is an error that says how one looks."""
    with pytest.raises(ConfigError, match="allowed_hosts"):
        LinkPolicy("strict", (entry,))


def test_a_misspelt_mode_is_refused() -> None:
    """It would be a mode of its own, strict in one place and lax in another."""
    for make in (LinkPolicy, lambda mode: RedactionPolicy(links=mode)):
        with pytest.raises(ConfigError, match="links takes balanced, strict or off, not 'strct'"):
            make("strct")  # type: ignore[arg-type]  # the type checker would say so, too


def test_off_has_no_rules() -> None:
    """Mode off judges nothing."""
    off = LinkPolicy("off")
    assert link_patterns(off) == markup_patterns(off) == ()
    assert off.allows("javascript:alert(1)")


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["name"].startswith(("html", "script", "handler"))],
                         ids=lambda vector: vector["name"])  # fmt: skip
def test_clean_html(vector: dict[str, str]) -> None:
    """The HTML cleaner leaves nothing alive either."""
    assert live(clean_html(vector["text"], STRICT), STRICT) == []
    assert clean_html("<p>a <b>b</b> &amp; <a href='https://ok.example/'>c</a></p>", STRICT).startswith(
        "<p>a <b>b</b> &amp;"
    )


def test_clean_html_takes_any_text() -> None:
    """Halves of a surrogate pair, which no HTML can hold, cost a sign; a pair in halves is the sign it means."""
    assert clean_html("a\ud800b\ud83d\ude00") == "a\ufffdb\U0001f600"


def test_clean_html_is_bounded() -> None:
    """What a parser opens anew in each paragraph is little; too many tags or ampersands are refused."""
    text = "<p>" + "".join(f"<b id={number}>" for number in range(200)) + "<p>x" * 200
    assert clean_html(text).count("<b>") < 4 * 201
    with pytest.raises(InputTooLarge, match="tags"):
        clean_html("<p>" * (MAX_TAGS + 1))
    with pytest.raises(InputTooLarge, match="ampersands"):
        clean_html("&" * (MAX_AMPERSANDS + 1))


def test_clean_html_is_loaded_when_it_is_needed() -> None:
    """Who does not ask for HTML does not load `nh3`."""
    code = "import sys, langchain_guard; langchain_guard.redact('<b>a@b.co</b>'); sys.exit('nh3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
