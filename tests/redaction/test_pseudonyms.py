"""The laws of hiding and restoring, for every text, every chunking and many threads at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from langchain_guard import Pattern, RedactionPolicy
from langchain_guard.detect.builtin import builtin_patterns
from langchain_guard.detect.hidden import terminal_patterns
from langchain_guard.exceptions import ConfigError, InputTooLarge
from langchain_guard.findings import Finding
from langchain_guard.redaction import RestoreRules, Vault, redact
from langchain_guard.redaction.operators import NOT_VALUES
from langchain_guard.redaction.placeholders import ALPHABET, ANY_PLACEHOLDER, kind_in, label_of, language, name_in
from langchain_guard.redaction.pseudonyms import UNKNOWN, VALUE_KINDS, WITHHELD, Pseudonymizer, Restorer, of_sources
from langchain_guard.redaction.vault import VaultScope
from tests.fragments import FRAGMENTS

VAULT = Vault("correct horse battery staple")
LANGUAGE = language()
POLICY = RedactionPolicy(kinds=VALUE_KINDS, strategy="pseudonymize", links="off", allow_patterns=(ANY_PLACEHOLDER,))
HERE, THERE, ELSEWHERE = VAULT.scope("acme", "1"), VAULT.scope("acme", "2"), VAULT.scope("evil", "1")
JANE = "jane.doe@example.com"


def hider(scope: VaultScope) -> Pseudonymizer:
    """Hides in a scope."""
    return Pseudonymizer(POLICY, scope, "user", LANGUAGE)


def hidden(text: str, scope: VaultScope = HERE) -> str:
    """A text with placeholders."""
    return hider(scope).apply(text).text


def restored(text: str, scope: VaultScope = HERE) -> str:
    """A text with values."""
    return Restorer(scope, LANGUAGE).apply(text).text


def streamed(policy: Pseudonymizer | Restorer, chunks: list[str]) -> str:
    """The sum of what streams out."""
    stream = policy.stream()
    return "".join(stream.feed(chunk) for chunk in chunks) + stream.close()


PLACE = hidden(JANE)
NAME = PLACE.strip("[]")
OTHERS = [
    hidden(JANE, THERE),
    hidden(JANE, ELSEWHERE),
    "[EMAIL_0123456789]",
    "[EMAIL_1]",
    "EMAIL_",
    "[",
    "]",
    "\\",
    "_",
]
values = st.sampled_from(
    [
        JANE,
        "ana@example.org",
        "+49 151 23456789",
        "DE89370400440532013000",
        "4111 1111 1111 1111",
        "078-05-1120",
        "10.1.2.3",
    ]
)
pieces = (
    values | st.sampled_from([*FRAGMENTS, *OTHERS, PLACE[:9], NAME[:-1], " ", "\n", "さん", "'s"]) | st.text(max_size=4)
)
texts = st.lists(pieces, max_size=12).map("".join).filter(lambda text: NAME.lower() not in text.lower())
written = st.lists(
    pieces | st.sampled_from([PLACE, NAME, PLACE.lower(), PLACE.upper(), PLACE.replace("_", r"\_"), rf"\[{NAME}\]"]),
    max_size=10,
).map("".join)


def cut(text: str, places: list[int]) -> list[str]:
    """A text in chunks."""
    ends = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    return [text[start:end] for start, end in pairwise(ends)]


@settings(max_examples=400, deadline=None)
@given(text=texts)
@example(text=f"\\{JANE}\\]")
@example(text=f"[{JANE}]({JANE})")
@example(text=f"password: [EMAIL_0123456789] {JANE}")
@example(text="[EMAIL_1] and [EMAIL_0123456789]")
@example(text=f"https://user:pw@host/?mail={JANE}")
def test_what_is_hidden_comes_back(text: str) -> None:
    """`restore(hide(text)) == text`, also for texts with things that look like placeholders."""
    assert restored(hidden(text)) == text


@settings(max_examples=200, deadline=None)
@given(text=texts)
@example(text=f"password: hunter22\x08{JANE}")
def test_hidden_twice_is_hidden_once(text: str) -> None:
    """A conversation repeats its past: what is hidden comes back the same when it is hidden again."""
    once = hidden(text)
    assert restored(hidden(once)) == text


@settings(max_examples=300, deadline=None)
@given(text=written, places=st.lists(st.integers(0, 400), max_size=12))
def test_the_restored_stream_is_the_restored_whole(text: str, places: list[int]) -> None:
    """For every cut, the sum of the chunks is the restored text."""
    assert streamed(Restorer(HERE, LANGUAGE), cut(text, places)) == restored(text)


@settings(max_examples=150, deadline=None)
@given(text=texts, places=st.lists(st.integers(0, 400), max_size=12))
def test_the_hidden_stream_is_the_hidden_whole(text: str, places: list[int]) -> None:
    """The same for hiding."""
    assert streamed(hider(HERE), cut(text, places)) == hidden(text)


@pytest.mark.parametrize(
    "text", [f"to {PLACE}, now", f"{NAME.lower()}!", rf"\[{NAME}\]x", f"[[{NAME}]", f"{NAME}_ {PLACE}"]
)
def test_every_single_and_double_cut(text: str) -> None:
    """All ways to cut in two and three, and character by character; no prefix shows half a placeholder."""
    whole = restored(text)
    for first in range(len(text) + 1):
        for second in range(first, len(text) + 1):
            assert streamed(Restorer(HERE, LANGUAGE), [text[:first], text[first:second], text[second:]]) == whole
    stream = Restorer(HERE, LANGUAGE).stream()
    out = ""
    for character in text:
        out += stream.feed(character)
        assert whole.startswith(out)
    assert out + stream.close() == whole


def test_no_more_is_held_back_than_may_become_a_placeholder() -> None:
    """Prose goes through at once but for a last word that begins like a label."""
    stream = Restorer(HERE, LANGUAGE).stream()
    assert stream.feed("The weather in Paris is good, and you") == "The weather in Paris is good, and you"
    assert stream.feed(" [1] see [EM") == " [1] see "
    assert stream.feed("PTY]") == "[EMPTY]"


@pytest.mark.parametrize("scope", [THERE, ELSEWHERE])
def test_another_scope_restores_nothing(scope: VaultScope) -> None:
    """A placeholder of one thread is text in every other."""
    found = Restorer(scope, LANGUAGE).apply(f"to {PLACE} and {NAME}")
    assert found.text == f"to {PLACE} and {NAME}"
    assert {finding.rule for finding in found.findings} == {UNKNOWN}


@settings(max_examples=200, deadline=None)
@given(label=st.sampled_from(LANGUAGE.labels), tag=st.text(ALPHABET, min_size=10, max_size=10))
def test_an_invented_placeholder_is_text(label: str, tag: str) -> None:
    """What was not issued stays as it is."""
    assert restored(f"[{label}_{tag}]") == f"[{label}_{tag}]"


@pytest.mark.parametrize(
    "spelling",
    [PLACE, NAME, PLACE.lower(), PLACE.upper(), f"**{PLACE}**", f"`{NAME}`", PLACE.replace("_", r"\_"), rf"\[{NAME}\]",
     rf"\[{NAME.replace('_', chr(92) + '_')}\]", f"<{NAME}>", f"{NAME}さん", f"{PLACE}s", f"({NAME})", f"«{NAME}»"],
)  # fmt: skip
def test_what_models_make_of_a_placeholder(spelling: str) -> None:
    """Another case, no brackets, Markdown's backslashes, decoration and other scripts beside it do not hide it."""
    result = restored(f"mail {spelling} now")
    assert JANE in result
    assert NAME.lower() not in result.lower().replace("\\", "")


@pytest.mark.parametrize("spelling", [f"x{NAME}", f"{NAME}x", NAME[:-1], NAME.replace("_", "-"), NAME[:-1] + "i"])
def test_what_is_no_placeholder(spelling: str) -> None:
    """A name inside of a longer word, or a part of one, is text."""
    assert restored(spelling) == spelling


def test_values_inside_of_values_come_back() -> None:
    """A value that was hidden with a placeholder in it is restored through and through."""
    key = "sk-" + "ant-" + "api03-" + "q7" * 46 + "-" + "Zk4mPq2xAA"
    outer = hidden(f"password: {PLACE}x{key}")
    assert restored(outer) == f"password: {JANE}x{key}"


def test_no_detector_touches_a_placeholder() -> None:
    """The default redactor lets placeholders pass, whatever stands around, in 500 of them."""
    chance = random.Random(11)
    for _ in range(500):
        label = chance.choice(LANGUAGE.labels)
        place = f"[{label}_{''.join(chance.choices(ALPHABET, k=10))}]"
        for around in ("{}", "password: {}", "https://x.example/?q={}&a=1", "IBAN {}", "Authorization: Bearer {}"):
            text = around.format(place)
            assert redact(text, allow_patterns=(ANY_PLACEHOLDER,)) == text


def test_many_threads_at_once() -> None:
    """Twelve threads, each with a scope of its own, hide and restore the same texts: each gets its own back."""
    vault = Vault("k" * 32)
    text = f"{JANE}, ana@example.org and +49 151 23456789"

    def work(number: int) -> set[str]:
        scope = vault.scope("acme", str(number))
        seen = set()
        for _ in range(30):
            mine = hidden(text, scope)
            assert restored(mine, scope) == text
            seen.add(mine)
        return seen

    with ThreadPoolExecutor(12) as pool:
        seen = list(pool.map(work, range(12)))
    assert all(len(one) == 1 for one in seen)
    assert len(set().union(*seen)) == 12
    assert restored(next(iter(seen[0])), vault.scope("acme", "1")) == next(iter(seen[0]))


@settings(max_examples=40, deadline=None)
@given(said=st.lists(texts, min_size=4, max_size=4), places=st.lists(st.integers(0, 400), max_size=8))
def test_the_laws_hold_for_threads_at_once(said: list[str], places: list[int]) -> None:
    """Eight threads, two to a scope, hide and restore any texts at once, whole and streamed; nobody gets another's."""
    vault = Vault("k" * 32)

    def work(number: int) -> tuple[int, str]:
        scope, text = vault.scope("acme", str(number % 4)), said[number % 4]
        mine = streamed(hider(scope), cut(text, places))
        assert mine == hidden(text, scope)
        assert streamed(Restorer(scope, LANGUAGE), cut(mine, places)) == restored(mine, scope) == text
        return number % 4, mine

    with ThreadPoolExecutor(8) as pool:
        done = set(pool.map(work, range(8)))
    assert len(done) == 4  # the two of a scope have made the same of it
    for number, mine in done:
        assert restored(mine, vault.scope("acme", f"not {number}")) == mine


def test_what_a_tool_brought_is_not_for_everyone() -> None:
    """A value is restored for those whose source brought it, and reported as withheld from the others."""
    scope = VAULT.scope("acme", "provenance")
    place = Pseudonymizer(POLICY, scope, "tool", LANGUAGE).apply(JANE).text
    for_user = Restorer(scope, LANGUAGE, of_sources(["user", "system"]))
    assert for_user.apply(place).text == place
    assert for_user.apply(place).findings[0].rule == WITHHELD
    assert Restorer(scope, LANGUAGE, of_sources(["tool"])).apply(place).text == JANE
    assert hidden(JANE, scope) == place
    assert for_user.apply(place).text == JANE


def test_other_strategies_stay_what_they_are() -> None:
    """A kind with a strategy of its own is treated by that, and unsafe markup is never kept to come back."""
    policy = RedactionPolicy(strategy="pseudonymize", strategies={"iban": "mask"})
    text = (
        Pseudonymizer(policy, HERE, "model", LANGUAGE)
        .apply("ana@example.org DE89370400440532013000 ![x](https://evil.example/?q=1)")
        .text
    )
    assert text.startswith("[EMAIL_")
    assert "3000" in text
    assert "*" in text
    assert "evil.example" not in restored(text)


def test_kinds_that_nobody_wants_back_are_named() -> None:
    """They are those of all families but personal data, secrets and their envelopes."""
    rows = (*builtin_patterns(links="strict"), *terminal_patterns())
    families = {row.kind for row in rows if row.name.partition(".")[0] not in {"pii", "secret", "encoded"}}
    assert families <= NOT_VALUES
    assert not NOT_VALUES & set(VALUE_KINDS)


def test_own_patterns_have_labels() -> None:
    """A pattern of the application is spelt by its kind; a detector's unknown kind as VALUE."""

    def colours(sentence: str) -> list[dict[str, object]]:
        start = sentence.find("mauve")
        return [{"type": "colour", "start": start, "end": start + 5}] if start >= 0 else []

    policy = RedactionPolicy(strategy="pseudonymize", extra=(Pattern("employee_id", "E-[0-9]{6}"), colours))
    hide = Pseudonymizer(policy, HERE, "user", language(("employee_id",)))
    text = hide.apply("E-123456 likes mauve").text
    assert text.startswith("[EMPLOYEE_ID_")
    assert "likes [VALUE_" in text
    assert Restorer(HERE, language(("employee_id",))).apply(text).text == "E-123456 likes mauve"


def test_secrets_do_not_tell_their_provider() -> None:
    """Every secret is labelled SECRET."""
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    assert hidden(f"key {key}").startswith("key [SECRET_")


def test_a_policy_alone_cannot_pseudonymise() -> None:
    """Without a vault the strategy is an error when something is found, never a silent pass."""
    with pytest.raises(ConfigError, match="needs a vault"):
        redact(JANE, strategy="pseudonymize")


def test_texts_over_the_cap_are_refused() -> None:
    """`max_chars` holds for hiding."""
    hide = Pseudonymizer(RedactionPolicy(strategy="pseudonymize", max_chars=10), HERE, "user", LANGUAGE)
    with pytest.raises(InputTooLarge):
        hide.apply("x" * 11)


def test_findings_name_kinds_and_places() -> None:
    """What was restored is reported by kind, with offsets into the text with placeholders."""
    assert Restorer(HERE, LANGUAGE).apply(f"to {PLACE}").findings == (
        Finding(3, 3 + len(PLACE), "email", "vault.restored", "info"),
    )


def test_names_are_read_and_spelt_alike() -> None:
    """What `label_of` writes, `kind_in` reads, and odd kinds get a label all the same."""
    assert kind_in(name_in("[US_SSN_0123456789]")) == "us_ssn"
    assert [label_of(kind) for kind in ("a b", "été", "", "x" * 99)] == ["A_B", "T", "VALUE", "X" * 40]


@pytest.mark.parametrize("rules", [{"send_email": "email"}, {"*.to": "email"}, {"a.b": ""}, [("a.b.c d", "x")]])
def test_restore_rules_that_cannot_be_read(rules: object) -> None:
    """A rule without argument, for all tools, or without kinds is an error."""
    with pytest.raises(ConfigError, match="cannot read the restore rule"):
        RestoreRules(rules)  # type: ignore[arg-type]


def test_restore_rules_are_closed() -> None:
    """Only what is named is allowed; `*` names all arguments, or all kinds."""
    rules = RestoreRules([("send.to", "email|Phone"), ("crm.*", "*"), ("crm.note", ["iban"])])
    assert rules.kinds("send", "to") == {"email", "phone"}
    assert rules.kinds("crm", "note") == {"*", "iban"}
    assert not rules.kinds("send", "cc")
    assert not rules.kinds("search", "to")
    assert rules
    assert not RestoreRules()
