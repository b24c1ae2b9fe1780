"""What the settings say about the trail is what the trail does, and `secure()` shares one trail in a process."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from langchain_guard import AuditCallbackHandler, GuardSettings, secure
from langchain_guard.audit import Head, read_heads, verify
from langchain_guard.callbacks import handler as handler_module
from langchain_guard.exceptions import ConfigError, GuardUnavailable
from tests.audit.schema import load

KEY = "k" * 32


def settings(folder: Path, **values: Any) -> GuardSettings:
    """Settings with a keyed trail in a folder, and nothing from the environment's files."""
    return GuardSettings(_env_file=None, audit_path=folder / "audit.jsonl", audit_key=KEY, **values)  # type: ignore[call-arg]  # pydantic-settings' own


def model() -> FakeListChatModel:
    """A model that answers."""
    return FakeListChatModel(responses=["a"])


def test_heads_go_where_the_settings_say(tmp_path: Path) -> None:
    """With `audit_heads` the trail can be checked for a cut end, and every so many records there is a head."""
    heads = tmp_path / "elsewhere"
    handler = AuditCallbackHandler.from_settings(settings(tmp_path, audit_heads=heads, audit_head_every=2))
    for _ in range(5):
        model().invoke("x", {"callbacks": [handler]})
    handler.close()
    published = [*read_heads(heads.read_text().splitlines())]
    assert [head.seq for head in published] == [1, 3, 5, 7]
    assert published[-1].final
    assert verify([tmp_path / "audit.jsonl"], keys=[KEY], heads=published).status == "intact"


def test_heads_can_go_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`audit_heads=stdout` prints them, for a container whose output is collected elsewhere."""
    AuditCallbackHandler.from_settings(settings(tmp_path, audit_heads="stdout")).close()
    assert [*read_heads(capsys.readouterr().out.splitlines())][-1].final


def test_files_are_rotated_and_kept_as_the_settings_say(tmp_path: Path) -> None:
    """`audit_max_bytes` and `audit_keep` bound the trail on disk, and it still verifies."""
    handler = AuditCallbackHandler.from_settings(settings(tmp_path, audit_max_bytes=4096, audit_keep=1))
    for _ in range(30):
        model().invoke("x", {"callbacks": [handler]})
    handler.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) == 2
    assert all(file.stat().st_size <= 4096 for file in files)
    assert verify(files, keys=[KEY]).status != "tampered"


def test_files_are_rotated_by_age(tmp_path: Path) -> None:
    """`audit_max_hours` moves on to a new file."""
    handler = AuditCallbackHandler.from_settings(settings(tmp_path, audit_max_hours=1e-9))
    for _ in range(2):
        model().invoke("x", {"callbacks": [handler]})
    handler.close()
    assert len([*tmp_path.iterdir()]) > 2


@pytest.mark.parametrize("name", ["audit_max_bytes", "audit_max_hours", "audit_keep"])
def test_settings_of_files_need_a_file(tmp_path: Path, name: str) -> None:
    """Without a path they would do nothing, and are refused; a path given in code is one, and they hold for it."""
    chosen = GuardSettings(_env_file=None, **{name: 5000})  # type: ignore[call-arg]  # as above
    with pytest.raises(ConfigError, match=f"LANGCHAIN_GUARD_{name.upper()} is about files.*LANGCHAIN_GUARD_AUDIT_PATH"):
        secure(model(), chosen)
    size = {"max_bytes": 5000} if name == "audit_keep" else {}
    handler = AuditCallbackHandler.from_settings(chosen, path=tmp_path / "audit.jsonl", **size)
    for _ in range(30):
        model().invoke("x", {"callbacks": [handler]})
    handler.close()
    assert len([*tmp_path.iterdir()]) > 1 or name == "audit_max_hours"


def test_a_number_of_full_files_needs_files_that_get_full(tmp_path: Path) -> None:
    """`audit_keep` alone would bound nothing."""
    with pytest.raises(ConfigError, match="without a size or an age no file is ever full"):
        secure(model(), settings(tmp_path, audit_keep=3))


def test_a_setting_about_heads_needs_heads(tmp_path: Path) -> None:
    """Records between two heads, where none is published, are refused; a place given in code is one, and they hold."""
    chosen = settings(tmp_path, audit_head_every=2)
    with pytest.raises(ConfigError, match="AUDIT_HEAD_EVERY is about heads: set LANGCHAIN_GUARD_AUDIT_HEADS as well"):
        secure(model(), chosen)
    heads: list[Head] = []
    handler = AuditCallbackHandler.from_settings(chosen, heads=heads.append)
    for _ in range(3):
        model().invoke("x", {"callbacks": [handler]})
    handler.close()
    assert [head.seq for head in heads] == [1, 3, 5]


@pytest.mark.parametrize(("name", "value"), [("audit_max_bytes", 100), ("audit_max_hours", 0), ("audit_keep", -1)])
def test_unusable_limits_are_refused(tmp_path: Path, name: str, value: int) -> None:
    """A file too small for a record, or an age of nothing, is refused by the name of its variable."""
    with pytest.raises(ConfigError, match=f"LANGCHAIN_GUARD_{name.upper()}"):
        settings(tmp_path, **{name: value})


def test_strict_wants_a_trail_that_is_written(caplog: pytest.LogCaptureFixture) -> None:
    """Where no record means no call, logging that drops the records is refused at once, and later stops the calls."""
    strict = GuardSettings(_env_file=None, profile="strict", injection_classifier=False)  # type: ignore[call-arg]  # as above
    trail = "langchain_guard.audit.trail"
    with caplog.at_level("WARNING", trail), pytest.raises(ConfigError, match="logging drops"):
        secure(model(), strict)
    with caplog.at_level("INFO", trail):
        chain = secure(model(), strict)
        assert chain.invoke("x")
    assert '"event":"llm_call"' in caplog.text
    with caplog.at_level("WARNING", trail), pytest.raises(GuardUnavailable, match="OSError"):
        chain.invoke("x")
    with caplog.at_level("INFO", trail):
        AuditCallbackHandler.shared(strict).close()


def test_secure_shares_one_trail(tmp_path: Path) -> None:
    """Chains made with the same audit settings write to one log, and the settings in force are recorded once."""
    first, second = settings(tmp_path), settings(tmp_path, max_messages=7)
    for chosen in (first, first, second, first):
        secure(model(), chosen).invoke("x")
    handler = AuditCallbackHandler.shared(first)
    assert handler is AuditCallbackHandler.shared(second)
    handler.close()
    found = load(tmp_path / "audit.jsonl")
    assert {record["log"] for record in found} == {handler.log.log_id}
    assert [record["event"] for record in found].count("settings") == 2
    assert [record["event"] for record in found].count("llm_call") == 4


def test_a_secured_chain_inside_another_is_recorded_once(tmp_path: Path) -> None:
    """The handler of both is the same one, so LangChain calls it once per run."""
    chosen = settings(tmp_path)
    (secure(model(), chosen) | RunnableLambda(lambda answer: answer.content) | secure(model(), chosen)).invoke("x")
    AuditCallbackHandler.shared(chosen).close()
    calls = [record for record in load(tmp_path / "audit.jsonl") if record["event"] == "llm_call"]
    assert len({record["run_id"] for record in calls}) == len(calls) == 2


def test_a_closed_or_unused_trail_is_opened_again(tmp_path: Path) -> None:
    """After `close()`, and when nothing used it any more, the next chain has a log of its own."""
    chosen = settings(tmp_path)
    ids = []
    for _ in range(2):
        handler = AuditCallbackHandler.shared(chosen)
        ids.append(handler.log.log_id)
        handler.close()
    handler = AuditCallbackHandler.shared(chosen)
    ids.append(handler.log.log_id)
    del handler
    gc.collect()
    ids.append(AuditCallbackHandler.shared(chosen).log.log_id)
    assert len({*ids}) == 4
    other = chosen.model_copy(update={"audit_fsync": "every"})
    assert AuditCallbackHandler.shared(chosen) is not AuditCallbackHandler.shared(other)


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # other threads of the tests do not matter
def test_a_forked_child_finds_its_trail(tmp_path: Path) -> None:
    """It does not wait for a thread of its parent that was just asking for a handler."""
    with handler_module._sharing:
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            AuditCallbackHandler.shared(settings(tmp_path)).close()
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("make", [AuditCallbackHandler.from_settings, AuditCallbackHandler.shared])
def test_settings_are_settings(make: Any) -> None:
    """What is none is refused by name."""
    with pytest.raises(ConfigError, match=r"settings takes GuardSettings\(\.\.\.\), not str"):
        make("strict")
