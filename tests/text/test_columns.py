"""The head of a column counts for each of its cells, in whole texts and in streams alike."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from langchain_guard import RedactionPolicy, StreamRedactor, redact, scan
from langchain_guard.text import columns

PASSWORD = "Hunt" + "er22!x"
TOKEN = "wJ8x7Qm2" + "ZpL0vTb4KdR9"
SSN = "5369" + "04399"

LEAKING = (
    f"Users:\n\n| user | Password | x |\n|---|---|---|\n| bob | {PASSWORD} | x |\n| eve | `{PASSWORD}` | x |\n\nDone.",
    f"| Name | API key |\n| :--- | ---: |\n| prod | {TOKEN} |\n",
    f"> | user | password |\n> |---|---|\n> | bob | {PASSWORD} |\n",
    f"| Ünïcödé | 密码 |\n|---|---|\n| ☃ | {PASSWORD} |\n",
    f'```csv\nname,email,password\nbob,b,{PASSWORD}\neve,"e, f",{PASSWORD}\n```\n',
    f"user;passwort;rolle\r\nbob;{PASSWORD};admin\r\n",
    f"user\ttoken\nbob\t{TOKEN}\n",
    f"Here you go, Bob:\nuser,password\nbob,{PASSWORD}",
    f"host,db_pass\nx,{PASSWORD}\n",
    f" id | user | password  \n----+------+-----------\n  1 | bob  | {PASSWORD}\n(1 row)\n",
    f"+----+----------+\n| id | password |\n+----+----------+\n|  1 | {PASSWORD} |\n+----+----------+\n",
    f"│ user │ password │\n├──────┼──────────┤\n│ bob  │ {PASSWORD} │\n",
    f"USER      PASSWORD      ROLE\nbob       {PASSWORD}    admin\n",
    f"<table><tr><th>User</th><th>Password</th></tr><tr><td>a</td><td><code>{PASSWORD}</code></td></tr></table>",
    f"<TABLE>\n<TR>\n<TH>User\n<TH>Password\n<TR>\n<TD>a\n<TD>{PASSWORD}\n</TABLE>",
    f"id,user_ssn,card_pin\n7,{SSN},0492\n",
)

PIECES = (
    *("| user | password |\n", "|---|---|\n", f"| bob | {PASSWORD} |\n", "user,password\n", f"bob,{PASSWORD}\n", "\n"),
    *("<table>", "<tr><th>a<th>password</tr>", f"<tr><td>x</td><td>{PASSWORD}</td></tr>", "</table>", "<t", "<tr"),
    *("token\tssn\n", f"{TOKEN}\t{SSN}\n", "pin  cvv\n", "4921  123\n", "é, ☃", ",", "|", "x" * 45, "\r\n", "  "),
)


@pytest.mark.parametrize("text", LEAKING)
def test_cells_below_a_head_are_judged_as_if_it_stood_before_them(text: str) -> None:
    """What the head of a column names goes from each of its cells, however the table is drawn, and nothing else."""
    clean = redact(text, kinds=["password", "secret", "us_ssn"])
    assert not any(value in clean for value in (PASSWORD, TOKEN, SSN, "0492"))
    assert clean.count("\n") == text.count("\n")
    assert clean.partition("\n")[0] == text.partition("\n")[0] or text.startswith("<table>")


@pytest.mark.parametrize(
    "text",
    [
        "Team,Home,Away\nArsenal,2500000,1250000\n",
        "| Suite | Pass | Fail |\n|---|---|---|\n| unit | 100.0% | 1204 |\n",
        "| Key | Action |\n|---|---|\n| Ctrl+Shift+P2 | x |\n",
        "City,State,PIN\nBengaluru,Karnataka,560001\n",
        "Enter your email, password\nThen click on OK, Continue2go!\n",
        "| Name | Value |\n|---|---|\n| Password | required |\n| Host1 | Db-server1 |\n",  # that is no head
        f"| user | password |\n|---|---|\n| bob | x |\n\nThe plan is called | {PASSWORD} |\n",  # another table
        f"user,password\nbob,x,{PASSWORD}\n",  # no row of it
        f"<table><tr><th>User<th>Password</table><td>a</td><td>{PASSWORD}</td>",
        f"<table><tr><td>User<td>Password</tr><tr><td>a</td><td>{PASSWORD}</td></tr>",  # cells, no heads
    ],
)
def test_other_tables_stay(text: str) -> None:
    """A head that names nothing, a line that is no head, and what stands behind a table hide nothing."""
    assert redact(text) == text


def test_a_row_that_is_too_long_ends_its_table() -> None:
    """What is held back of a row has an end, and where it ends does not depend on how the text comes."""
    long = f"user,password\nbob,{'x' * columns.LONGEST}\neve,{PASSWORD}\n"
    assert not scan(long)
    redactor = StreamRedactor(RedactionPolicy())
    assert "".join(redactor.feed(character) for character in long) + redactor.close() == long


def test_rows_wait_for_their_end_only_below_such_heads() -> None:
    """A stream holds a row back while the head of its table names something, and no other."""
    redactor = StreamRedactor(RedactionPolicy())
    assert "bob" in redactor.feed("user,role\nbob, admin")
    assert "bob" not in redactor.feed("\n\nuser,password\nbob, ")
    assert "bob, [REDACTED_PASSWORD]" in redactor.feed(f"{PASSWORD}\n\n")


def test_allowed_values_stay_in_columns() -> None:
    """An allow-list holds in tables, too."""
    text = f"user,password\nbob,{PASSWORD}\n"
    assert redact(text, allow_list=[PASSWORD]) == text


@pytest.mark.parametrize("strategy", ["redact", "flag"])
@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
@example(pieces=["user,password\n", "x" * 45, "\n", f"bob,{PASSWORD}\n"], sizes=[1])
def test_tables_obey_the_streaming_law(strategy: str, pieces: list[str], sizes: list[int]) -> None:
    """What streams out of any table equals what the whole text gives, also where rows are too long."""
    text, policy = "".join(pieces), RedactionPolicy(strategy=strategy)
    with patch.object(columns, "LONGEST", 40):
        whole = policy.apply(text)
        redactor = StreamRedactor(policy)
        streamed, place, turn = "", 0, 0
        while place < len(text):
            size = sizes[turn % len(sizes)]
            streamed += redactor.feed(text[place : place + size])
            place, turn = place + size, turn + 1
        assert streamed + redactor.close() == whole.text
    assert redactor.findings == whole.findings
