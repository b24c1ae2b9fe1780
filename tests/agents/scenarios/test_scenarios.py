"""Attacks that work on the bare agent fail on the guarded one, honest work gets done; all with one configuration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agents.scenarios.attacks import ATTACKS, GOALS, TASKS, Attack, carried
from tests.agents.scenarios.attacks import script as attacked
from tests.agents.scenarios.honest import HONEST, Honest, laid_out
from tests.agents.scenarios.honest import script as working
from tests.agents.scenarios.office import Office, Web
from tests.agents.scenarios.play import MODES, careful, office_guard, play
from tests.openai_server import OpenAIServer

MODE_OF = {scenario.name: MODES[place % len(MODES)] for place, scenario in enumerate((*ATTACKS, *HONEST))}
"""Every mode has its share of the scenarios; the bench plays all in all."""


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """One web for all."""
    with Web() as web:
        yield web


@pytest.fixture
def office(tmp_path: Path, web: Web) -> Office:
    """A fresh office."""
    return Office(tmp_path, web)


def test_there_are_enough() -> None:
    """At least thirty attacks on ten goals over all carriers, and thirty honest tasks."""
    assert len(ATTACKS) >= 30
    assert {attack.goal for attack in ATTACKS} == set(GOALS)
    assert len(GOALS) >= 10
    assert {attack.carrier for attack in ATTACKS} == set(TASKS)
    assert len(HONEST) >= 30
    assert len(MODE_OF) == len(ATTACKS) + len(HONEST)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_attack(openai_server: OpenAIServer, office: Office, tmp_path: Path, web: Web, attack: Attack) -> None:
    """The attack works without the package, not with it, and not either when every detector has missed it."""
    goal, mode = GOALS[attack.goal], MODE_OF[attack.name]
    task, _ = TASKS[attack.carrier]
    carried(attack, office)
    assert goal(office, await play(openai_server, office, task, attacked(attack), mode=mode)), "it is no attack"
    for detect in (True, False):
        office = Office(tmp_path / str(detect), web)
        carried(attack, office)
        guards, script = [office_guard(office, detect=detect)], attacked(attack)
        played = await play(openai_server, office, task, script, guards=guards, reviewer=careful(script), mode=mode)
        assert not goal(office, played), played.stopped_by
        assert played.stopped_by


@pytest.mark.parametrize("task", HONEST, ids=lambda task: task.name)
async def test_honest_task(openai_server: OpenAIServer, office: Office, task: Honest) -> None:
    """The task is done, and the person is told; whoever is asked has asked for it."""
    laid_out(task, office)
    script, guards = working(task), [office_guard(office)]
    mode = MODE_OF[task.name]
    played = await play(openai_server, office, task.user, script, guards=guards, reviewer=careful(script), mode=mode)
    assert (played.answer, played.error) == (task.answer, "")
    assert task.done(office)
    assert all(approved for _, approved in played.reviews)
