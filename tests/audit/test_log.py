"""`AuditLog`: one event is one clean line, users can extend it, and it tells about itself."""

from __future__ import annotations

import json
import logging
import platform
import re
import threading
from collections.abc import Mapping
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from langchain_guard import __version__
from langchain_guard.audit import AuditLog, CallableSink, Head, head_stdout, verify
from langchain_guard.audit.alerts import Alert, AlertRule, audit_loss, watch
from langchain_guard.exceptions import ConfigError, GuardUnavailable
from langchain_guard.findings import Action, Decision
from langchain_guard.profiles import STRICT
from tests.audit.schema import load, validator
from tests.audit.tampering import KEY

FORBIDDEN = {chr(c) for c in [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), 0x61C]}
FORBIDDEN |= {chr(c) for c in [0x200E, 0x200F, *range(0x2066, 0x206A)]}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def written(**options: Any) -> tuple[AuditLog, list[bytes]]:
    """A log and the list its lines go to."""
    lines: list[bytes] = []
    return AuditLog(sink=CallableSink(lines.append), **{"key": KEY, "fsync": "none", **options}), lines


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(user=st.text(), extra=st.dictionaries(st.text(max_size=20), values, max_size=5), text=st.text())
def test_any_payload_is_one_clean_line(user: str, extra: dict[str, Any], text: str) -> None:
    """Whatever the payload: one line, printable ASCII, valid JSON under the schema, and the chain verifies."""
    log, lines = written()
    log.emit("tool_call", user=user, input_text=text, context=extra, **{"odd " + k: v for k, v in extra.items()})
    log.close()
    line = lines[1].decode("ascii")
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert not FORBIDDEN & {*line[:-1]}
    record = json.loads(line)
    assert record["user"] == user.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert record["input_text"] == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_the_opening_line_says_what_wrote_the_log() -> None:
    """The version of this package and that of Python stand in `log.open`."""
    log, lines = written()
    log.emit("note")
    opening = json.loads(lines[0])
    assert (opening["event"], opening["package"]) == ("log.open", __version__)
    assert opening["python"] == platform.python_version()


@pytest.mark.parametrize(
    "odd", [object(), {1: {2: object()}}, [float("nan")], {"a": {*"x"}}, 10**5000, b"\xff"], ids=type
)
def test_odd_values_do_not_stop_the_trail(odd: Any) -> None:
    """What JSON cannot say becomes the name of its type, never its `repr`."""
    log, lines = written()
    assert log.emit("note", context={"odd": odd})
    assert b"0x" not in lines[1]
    assert json.loads(lines[1])["event"] == "note"


def test_context_variables_and_processors() -> None:
    """The application's structlog context and processors extend a record under `context`, and cannot shadow a field."""

    def region(_logger: Any, _name: str, event: Any) -> Any:
        return {**event, "region": "eu"}

    log, lines = written(processors=[region])
    with structlog.contextvars.bound_contextvars(request="r-1", event="forged", mac="forged", user="forged"):
        log.emit("note")
    record = json.loads(lines[1])
    validator("note").validate(record)
    assert record["event"] == "note"
    assert record["context"] == {"request": "r-1", "event": "forged", "mac": "forged", "user": "forged", "region": "eu"}


def unsealed(line: bytes) -> bytes:
    """A line without what differs between two logs: its time and its trailer."""
    return re.sub(rb'"time":"[^"]*"', b"", line.split(b',"log":"')[0])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(user=st.text(), extra=st.dictionaries(st.text(max_size=20), values, max_size=5), bound=st.booleans())
def test_structlog_and_the_short_way_write_the_same(user: str, extra: dict[str, Any], bound: bool) -> None:
    """A record has the same bytes through structlog's pipeline, through `emit` and through `record`."""
    fields = {"user": user, "latency": 0.25, "run_id": "r"}
    ways = written(), written(processors=[lambda _logger, _name, event: event])
    with structlog.contextvars.bound_contextvars(**({"request": "r-1"} if bound else {})):
        for log, _ in ways:
            log.emit("tool_call", **fields, context=extra, **{"odd " + key: value for key, value in extra.items()})
            log.record("tool_call", fields)
    short, long = (lines[1:] for _, lines in ways)
    assert [unsealed(line) for line in short] == [unsealed(line) for line in long]
    assert len(short) == 2


def test_context_is_bounded() -> None:
    """Context that is larger than a record should be is replaced by its size."""
    log, lines = written()
    log.emit("note", context={"big": "x" * 100_000})
    assert len(lines[1]) < 1000
    assert json.loads(lines[1])["context"]["dropped_bytes"] > 100_000


def test_dropped_records_are_counted() -> None:
    """A processor may drop a record; the log knows."""

    def drop(_logger: Any, _name: str, _event: Any) -> Any:
        raise structlog.DropEvent

    log, lines = written(processors=[drop])
    assert log.emit("note") is False
    assert (log.dropped, lines) == (1, [])


def test_a_failing_processor_is_a_failure_of_the_trail(caplog: pytest.LogCaptureFixture) -> None:
    """An error in a processor counts as a lost record and its text is not shown."""

    def broken(_logger: Any, _name: str, _event: Any) -> Any:
        raise ValueError("canary")

    log, _ = written(processors=[broken])
    assert log.emit("note") is False
    assert log.lost == 1
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text


def test_observers_cannot_cost_a_record(caplog: pytest.LogCaptureFixture) -> None:
    """A broken observer is reported by the type of its error; the record is written."""

    def broken(_: Any) -> None:
        raise ValueError("canary")

    seen: list[str] = []
    log, lines = written(observers=[broken])
    log.observe(lambda record: seen.append(record["event"]))
    assert log.emit("note")
    assert seen == ["note"]
    assert len(lines) == 2
    assert "canary" not in caplog.text


def test_threads_share_a_chain(tmp_path: Path) -> None:
    """Sixteen threads write one unbroken chain."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, key=KEY, fsync="none") as log:
        threads = [threading.Thread(target=lambda: [log.emit("note") for _ in range(50)]) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    verdict = verify([path], keys=[KEY])
    assert verdict.status == "unanchored"
    assert verdict.records == 802


def test_standard_library_and_structlog_loggers(caplog: pytest.LogCaptureFixture) -> None:
    """Lines can go to any logger instead of a file."""
    caplog.set_level(logging.INFO)
    with AuditLog(sink=CallableSink.to_logger(logging.getLogger("trail")), key=KEY) as log:
        log.emit("note")
    assert [json.loads(record.message)["event"] for record in caplog.records] == ["log.open", "note", "log.close"]
    captured = structlog.testing.CapturingLogger()
    with AuditLog(sink=CallableSink.to_logger(structlog.wrap_logger(captured, processors=[])), key=KEY) as log:
        log.emit("note")
    assert len(captured.calls) == 3


def test_heartbeats_prove_silence() -> None:
    """When nothing happens for a while, a heartbeat is written and the head published."""
    heads: list[Head] = []
    log, lines = written(heads=heads.append, heartbeat=1e-9)
    log.emit("note")
    log.tick()
    log.tick()
    assert b"log.heartbeat" in lines[-1]
    assert heads[-1].mac == json.loads(lines[-1])["mac"]
    log.close()
    assert heads[-1].final


def test_heads_go_to_a_function() -> None:
    """A path in its place would leave every head unpublished; it is refused at once."""
    with pytest.raises(ConfigError, match=r"head_file\(path\)"):
        written(heads="heads.jsonl")


def test_heads_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A head can go to standard output."""
    log, _ = written(heads=head_stdout)
    log.emit("note")
    log.close()
    assert '"final":true' in capsys.readouterr().out


def test_decisions_and_settings(tmp_path: Path) -> None:
    """Decisions carry framework ids; settings are a keyed fingerprint that changes with them."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, key=KEY) as log:
        decision = Decision("input_guard", Action.BLOCK, ("injection.override",), (), "high", 0.9)
        log.decision(decision, user="alice", spans=[(3, 9, "override")])
        log.settings({"a": 1, "b": "x"}, profile="balanced")
        log.settings({"b": "x", "a": 1}, profile="balanced")
        log.settings({"a": 2, "b": "x"}, profile="balanced")
    _, event, *said, _ = load(path)
    assert (event["score"], event["owasp"], event["spans"]) == (0.9, ["LLM01:2025"], [[3, 9, "override"]])
    first, second, third = (record["fingerprint"] for record in said)
    assert first == second != third


@pytest.mark.parametrize("endless", [float("inf"), float("nan")])
def test_numbers_that_json_cannot_say_are_left_out(tmp_path: Path, endless: float) -> None:
    """A refusal for good, with an endless wait, is a record under the schema, from details and from fields."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, key=KEY) as log:
        refused = Decision("rate_limit", Action.BLOCK, ("rate_limit.tokens",), details=(("retry_after", endless),))
        log.decision(refused, remaining=endless, limit="5 tokens")
    _, event, _ = load(path)
    assert not {"retry_after", "remaining"} & event.keys()
    assert event["limit"] == "5 tokens"


def test_alerts_are_recorded(tmp_path: Path) -> None:
    """An alert reaches the callable and the trail."""
    path = tmp_path / "audit.jsonl"
    raised: list[Alert] = []
    with AuditLog(path, key=KEY) as log:
        watch(log, [AlertRule("notes", lambda r: 1.0 if r["event"] == "note" else None, 2, 60)], raised.append)
        for _ in range(5):
            log.emit("note")
    assert [alert.rule for alert in raised] == ["notes"]
    assert [record["event"] for record in load(path)].count("alert") == 1


@pytest.mark.parametrize("profile", ["strict", "balanced", "observe"])
def test_a_lost_record_is_told_in_every_profile(profile: str) -> None:
    """Where no record means no call, too, the alert of a lost record reaches its callable."""

    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    raised: list[Alert] = []
    log = AuditLog(sink=CallableSink(full), key=KEY, profile=profile)
    watch(log, [audit_loss()], raised.append)
    with suppress(GuardUnavailable):
        log.emit("note")
    assert [alert.rule for alert in raised] == ["audit_loss"]


def test_options_are_checked(tmp_path: Path) -> None:
    """A short key, a missing path and impossible segments are refused at once."""
    with pytest.raises(ConfigError, match="16 bytes"):
        AuditLog(tmp_path / "a", key=b"short")
    with pytest.raises(ConfigError, match="4096"):
        AuditLog(tmp_path / "a", max_bytes=10)
    with pytest.raises(ConfigError, match="without a size or an age"):
        AuditLog(tmp_path / "a", keep=3)
    with pytest.raises(TypeError, match="path or a sink"):
        AuditLog()


def test_after_closing_nothing_is_written() -> None:
    """A record after `close` is a lost record, not a crash; closing twice is closing once."""
    log, lines = written()
    log.emit("note")
    log.close()
    log.close()
    assert log.emit("note") is False
    assert len(lines) == 3


def test_keys_do_not_show() -> None:
    """A key is in no `repr` and does not travel by pickle."""
    log, _ = written(key="s3cret-" * 5)
    assert "s3cret" not in repr(log.__dict__)
    with pytest.raises(TypeError, match="picklable"):
        log._content.__reduce__()


def test_without_a_key_fingerprints_are_ephemeral() -> None:
    """Without a key the chain is plain, says so, and fingerprints differ between processes."""
    log, lines = written(key=None)
    other, _ = written(key=None)
    log.emit("note")
    opened = json.loads(lines[0])
    assert (opened["chain"], opened["fingerprints"], opened["kid"]) == ("sha256", "ephemeral", "none")
    assert log.fingerprint("input", "text") != other.fingerprint("input", "text")


def test_housekeeping_reports_what_fails_and_lives_on(caplog: pytest.LogCaptureFixture) -> None:
    """A round publishes heads and heartbeats; a chore or sink that fails in it is reported by type, never raised."""
    heads: list[Head] = []
    log, lines = written(heads=heads.append, heartbeat=3600, fsync_interval=3600)  # no round but ours
    log.emit("note")
    log._beaten = float("-inf")
    log.tick()
    assert b'"event":"log.heartbeat"' in lines[-1]
    log.emit("note")
    log.flush()
    assert heads[-1].seq == len(lines) - 1

    def broken() -> None:
        raise ValueError("canary")

    log.chores.append(broken)
    log.tick()
    assert "ValueError" in caplog.text
    log.close()
    log.close()
    assert "canary" not in caplog.text


@pytest.mark.parametrize("profile", ["balanced", "strict"])
def test_a_head_that_cannot_be_published_is_no_lost_record(profile: str, caplog: pytest.LogCaptureFixture) -> None:
    """Its record stands and is not counted as lost; what failed is told, and stops the call where the profile says."""
    broken = [False]
    told: list[Mapping[str, Any]] = []

    def publish(_: Head) -> None:
        if broken[0]:
            raise OSError(28, "No space left on device")

    log, lines = written(heads=publish, head_every=1, profile=profile, observers=[told.append])
    log.emit("note")
    broken[0] = True
    with pytest.raises(GuardUnavailable, match=r"head.*OSError 28") if profile == "strict" else nullcontext():
        assert log.emit("note", context={"due": 1})
        assert "head not published (OSError 28)" in caplog.text
    broken[0] = False
    assert b'"due":1' in lines[-1]
    assert log.emit("note")
    log.close()
    assert log.lost == 0
    assert [json.loads(line)["event"] for line in lines] == ["log.open", "note", "note", "note", "log.close"]
    assert {record["event"] for record in told} == {"note"}


def test_a_sink_that_fails_at_the_end_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    """A log that cannot confess its losses says so each time, keeps count, and closes without raising."""
    room = [2, 0, 0, 1, 0]

    def narrow(_: bytes) -> None:
        room[0] -= 1
        if room[0] < 0:
            room.pop(0)
            raise OSError(28, "No space left on device")

    log = AuditLog(sink=CallableSink(narrow), key=KEY, fsync_interval=3600)
    assert [log.emit("note") for _ in range(4)] == [True, False, False, False]
    assert log.emit("note"), "there was room for the record, not for the confession"
    log.close()
    assert log.lost == 3
    assert caplog.text.count("OSError 28") == 5, "three records, the confession, the closing line"


def test_a_profile_goes_by_its_name(tmp_path):
    """As for the other controls; a name that there is not is said so."""
    with closing(AuditLog(tmp_path / "a.jsonl", profile="strict")) as log:
        assert log.profile is STRICT
    with pytest.raises(ConfigError, match="balanced"):
        AuditLog(tmp_path / "b.jsonl", profile="lenient")
    assert not (tmp_path / "b.jsonl").exists()
