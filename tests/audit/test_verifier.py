"""The verifier: detects every attack of the trials with key and head, every committed vector, every flipped bit."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from pathlib import Path

import pytest

from langchain_guard.audit import AuditLog, CallableSink, Head, read_heads, verify
from langchain_guard.audit.chain import AuditKey, Chain
from langchain_guard.audit.reading import read
from langchain_guard.audit.report import report
from langchain_guard.exceptions import ConfigError
from tests.audit.tampering import ATTACKS, KEY, MODES, OTHER_KEY, VECTORS, flip, judge, make_case, write_log

UNDETECTED = {
    "no key": {
        "rewrite from i without the key",
        "rewrite from i with a stolen key",
        "truncate the end",
        "delete the file",
        "roll back to an older copy",
    },
    "no key, head": set(),
    "key": {"rewrite from i with a stolen key", "truncate the end", "delete the file", "roll back to an older copy"},
    "key, head": set(),
}
"""What each mode cannot show; `tests/bench/audit_tamper.py` measures the same with 200 trials each."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks(mode: str, attack: str, tmp_path: Path) -> None:
    """Each attack is detected exactly in the modes that the table says."""
    key, anchored = MODES[mode]
    for seed in range(5):
        rng = random.Random(f"{mode}/{attack}/{seed}")
        case = make_case(rng, key)
        heads = case.heads if anchored else []
        assert judge(tmp_path, case.lines, key, heads).status == ("intact" if anchored else "unanchored")
        verdict = judge(tmp_path, ATTACKS[attack](case, rng, key), key, heads)
        assert (verdict.status == "tampered") == (attack not in UNDETECTED[mode]), str(verdict)


def test_one_file_needs_no_list(tmp_path: Path) -> None:
    """A path alone is that file, for the verifier, the report and tables; its letters were looked for."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, key=KEY) as log:
        log.emit("note")
    for one in (path, str(path)):
        assert verify(one, keys=[KEY]).records == len(list(read(one))) == 3
        assert "audit.jsonl" in report(one, keys=[KEY])


MANIFEST = json.loads((VECTORS / "manifest.json").read_text())


def test_there_are_enough_vectors() -> None:
    """At least 25 named vectors are committed, one for each CVE the verifier learnt from."""
    assert len(MANIFEST["vectors"]) >= 25
    said = " ".join(vector["what"] for vector in MANIFEST["vectors"])
    assert all(cve in said for cve in ("CVE-2023-31438", "CVE-2023-31439", "#15425", "CVE-2022-36111"))


@pytest.mark.parametrize("vector", MANIFEST["vectors"], ids=lambda vector: vector["name"])
def test_vectors(vector: dict[str, str]) -> None:
    """Every committed vector is detected with key and head, and without a head as far as that can be."""
    heads = [*read_heads((VECTORS / "heads.jsonl").read_text().splitlines())]
    path = VECTORS / f"{vector['name']}.jsonl"
    with_head = verify([path], keys=[KEY], heads=heads)
    assert with_head.status == "tampered"
    assert vector["finds"] in {problem.kind for problem in with_head.problems}
    assert verify([path], keys=[KEY]).status == vector["without_head"]


def test_the_untouched_log_is_intact() -> None:
    """The log that the vectors were made from verifies, so that the vectors show something."""
    heads = [*read_heads((VECTORS / "heads.jsonl").read_text().splitlines())]
    verdict = verify([VECTORS / "untouched.jsonl"], keys=[KEY], heads=heads)
    assert verdict.status == "intact"
    assert "intact and complete" in str(verdict)


def test_every_single_bit_flip_is_detected(tmp_path: Path) -> None:
    """Each of the bits of a three-record log, flipped alone, is detected with a key and no head."""
    lines = write_log(1, KEY)
    assert len(lines) == 3
    whole = b"".join(lines)
    path = tmp_path / "audit.jsonl"
    for at in range(len(whole)):
        for bit in range(8):
            path.write_bytes(flip(whole, at, bit))
            assert verify([path], keys=[KEY]).status == "tampered", (at, bit)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_record_follows_one_record_only(key: bytes | None, tmp_path: Path) -> None:
    """Two continuations of one log, as a restored copy has them, cannot be spliced, though every code is genuine."""
    chain, start = Chain(AuditKey.of(key), "a" * 16), b'{"v":1,"time":"2026-01-01T00:00:00.000000Z","event":"%b"}'
    opened, mac = chain.seal(start % b"log.open")
    chain.commit(mac)
    here, _ = chain.seal(start % b"note")
    there, mac = chain.seal(start % b"llm_call")
    chain.commit(mac)
    last, _ = chain.seal(start % b"note")
    assert judge(tmp_path, [opened, there, last], key, []).problems == ()
    (problem,) = judge(tmp_path, [opened, here, last], key, []).problems
    assert (problem.kind, problem.line) == ("altered", 3)


def test_a_problem_names_its_line(tmp_path: Path) -> None:
    """Lines are counted from one, as editors and `sed -n` count them."""
    lines = write_log(4, KEY)
    lines[2] = flip(lines[2], 20, 0)
    (problem,) = judge(tmp_path, lines, KEY, []).problems
    assert (problem.kind, problem.line) == ("altered", 3)


@pytest.mark.parametrize("key", [b"k" * 15, "k" * 15])
def test_a_short_key_is_refused(key: bytes | str) -> None:
    """The least length is 16 bytes; a fingerprint of content is made with a key or not at all."""
    with pytest.raises(ConfigError, match="16 bytes"):
        AuditKey.of(key)
    assert AuditKey.of(key + key[:1]).keyed
    with pytest.raises(ConfigError, match="needs a key"):
        AuditKey.of(None).content(b"text", b"hello")


def test_without_a_head_truncation_is_not_claimed(tmp_path: Path) -> None:
    """Without a head the verdict says up to where, and that truncation was not checked."""
    verdict = judge(tmp_path, write_log(4, KEY)[:-2], KEY, [])
    assert verdict.status == "unanchored"
    assert "truncation not checked" in str(verdict)
    assert "intact up to record 3" in str(verdict)
    assert "not closed" in str(verdict)


def test_without_the_key_nothing_is_claimed(tmp_path: Path) -> None:
    """A keyed log without its key is `unverifiable`, with a wrong key it is a problem."""
    lines = write_log(4, KEY)
    assert judge(tmp_path, lines, None, []).status == "unverifiable"
    assert judge(tmp_path, lines, OTHER_KEY, []).problems[0].kind == "key"


def test_nothing_is_not_intact(tmp_path: Path) -> None:
    """No file and an empty file prove nothing."""
    assert verify([], keys=[KEY]).status == "unanchored"
    assert judge(tmp_path, [], KEY, []).status == "unanchored"


def test_key_rotation(tmp_path: Path) -> None:
    """A log that changes its key verifies with both keys, in any order, and not with one."""
    lines: list[bytes] = []
    with AuditLog(sink=CallableSink(lines.append), key=KEY) as log:
        log.emit("note")
        log.rekey(OTHER_KEY)
        log.emit("note")
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"".join(lines))
    assert verify([path], keys=[OTHER_KEY, KEY]).status == "unanchored"
    assert verify([path], keys=[KEY]).status == "tampered"
    path.write_bytes(b"".join(line for line in lines if b"log.rekey" not in line))
    assert "key" in {problem.kind for problem in verify([path], keys=[KEY, OTHER_KEY]).problems}


@pytest.mark.parametrize("closes", [True, False])
def test_losses_up_to_the_end_are_told(tmp_path: Path, closes: bool) -> None:
    """Records lost after the last one that was written are in the closing line, also of a log that nobody closed."""
    path = tmp_path / "audit.jsonl"
    room = iter([True, False, False])

    def narrow(_logger: object, _name: str, record: dict[str, object]) -> dict[str, object]:
        if next(room):
            return record
        raise OSError(28, "No space left on device")

    log = AuditLog(path, key=KEY, processors=[narrow])
    assert [log.emit("note") for _ in range(3)] == [True, False, False]
    if closes:
        log.close()
    del log
    gc.collect()
    verdict = verify([path], keys=[KEY])
    assert [(log.closed, log.lost) for log in verdict.logs] == [(True, 2)]
    assert "2 records could not be written" in str(verdict)


def test_two_heads_of_one_record(tmp_path: Path) -> None:
    """Two different heads of the same record are a split view."""
    heads: list[Head] = []
    lines = write_log(4, KEY, heads)
    heads.append(Head(heads[0].log, heads[0].seq, "f" * 64, "later"))
    assert "head" in {problem.kind for problem in judge(tmp_path, lines, KEY, heads).problems}


def test_heads_in_captured_output() -> None:
    """Heads are found between other lines of output; a broken one is an error, not a gap."""
    head = Head("0" * 16, 3, "f" * 64, "now", final=True)
    assert [*read_heads(["starting", str(head), b"done"])] == [head]
    for broken in ('{"log":"0"}', '{"log":"0","seq":' + "[" * 100_000):
        with pytest.raises(ValueError, match="head file"):
            list(read_heads([broken]))


def test_heads_in_dockers_own_log_files() -> None:
    """Docker's json-file driver wraps each line of output: the heads among them are found, other lines passed over."""
    head = Head("0" * 16, 3, "f" * 64, "now", final=True)
    lines = [json.dumps({"log": f"{said}\n", "stream": "stdout", "time": "now"}) for said in ("starting", head)]
    assert [*read_heads(line.replace(": ", ":").replace(", ", ",") for line in lines)] == [head]


@pytest.mark.parametrize("before", ["2026-01-02T03:04:05.6Z ", "2026-01-02T03:04:05.678901234+02:00 stdout F "])
def test_heads_in_the_log_files_of_kubernetes(before: str) -> None:
    """The time, and the stream as containerd and CRI-O write it, may stand before a head; a broken one is an error."""
    head = Head("0" * 16, 3, "f" * 64, "now", final=True)
    assert [*read_heads(f"{before}{said}\n" for said in ("starting", head))] == [head]
    with pytest.raises(ValueError, match="head file"):
        list(read_heads([before + '{"log":"0"}']))


def test_a_file_that_is_no_trail_is_not_kept_in_memory(tmp_path: Path) -> None:
    """Of a trail whose line ends were changed, each line is a problem, and its text is let go."""
    path = tmp_path / "audit.jsonl"
    path.write_bytes((b"x" * 8190 + b"\r\n") * 4000)
    tracemalloc.start()
    try:
        verdict = verify([path])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(verdict.problems) == 4000
    assert peak < path.stat().st_size / 2


def test_the_problems_of_a_file_do_not_fill_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file of line ends, each of which is a problem, so many are told, and that there are more."""
    monkeypatch.setattr("langchain_guard.audit.verifier.MAX_PROBLEMS", 50)
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"\n" * 1000)
    verdict = verify([path], keys=[KEY])
    assert (verdict.status, verdict.records, len(verdict.problems)) == ("tampered", 1000, 51)
    assert str(verdict.problems[-1]) == "audit.jsonl:51: here is one problem more than the 50 that are told"


HOSTILE = [
    b"not json",
    b'"lost":1',
    b'"lost":[]}',
    b'"heads":7}',
    b'"heads":{"a":7}}',
    b'"heads":{"a":[1,2]}}',
    b'"bytes":1}',
    b'"next_kid":{}}',
    b'"lost":Infinity}',
    b'"heads":{"a":[Infinity,"b"]}}',
    b'"after_log":"\\u001b]0;owned\\u0007","after_seq":"\\u001b[2J","after_mac":""}',
]
"""Ends of records of a log about itself that no writer of ours makes."""


@pytest.mark.parametrize("event", ["open", "close", "degraded", "retired", "repaired", "rekey"])
@pytest.mark.parametrize("end", HOSTILE)
def test_hostile_lines_do_not_stop_the_verifier(event: str, end: bytes, tmp_path: Path) -> None:
    """Without a key anybody can seal anything: the verifier and the report survive it and give a verdict."""
    chain = Chain(AuditKey.of(None), "a" * 16)
    start = b'{"v":1,"time":"2026-01-01T00:00:00.000000Z","event":"log.' + event.encode() + b'",'
    line, _ = chain.seal(start + (end if end.endswith(b"}") else end + b"}"))
    path = tmp_path / "audit.jsonl"
    path.write_bytes(line + b"[]\n" + b'{"event":"llm_call","latency":"x","outcome":"ok","counts":7}\n')
    verdict = verify([path])
    assert verdict.status == "tampered"
    assert "\x1b" not in str(verdict)
    assert "Chain broken" in report([path])


def test_what_a_log_never_says_of_itself_is_a_problem(tmp_path: Path) -> None:
    """A sealed record of losses without their number was made by nobody who keeps this log."""
    chain, lines = Chain(AuditKey.of(None), "a" * 16), []
    for event in (b"open", b"degraded"):
        line, mac = chain.seal(b'{"v":1,"time":"2026-01-01T00:00:00.000000Z","event":"log.' + event + b'"}')
        chain.commit(mac)
        lines.append(line)
    (problem,) = judge(tmp_path, lines, None, []).problems
    assert (problem.kind, problem.line) == ("malformed", 2)
