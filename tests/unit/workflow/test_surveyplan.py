"""What a search has to do is cut into items that cover every group once, and every film's copy is checked once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.cases import made

from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.sight.groups import Group, Stretch
from gestae.store.case import CaseView
from gestae.workflow.films import Film, Pass
from gestae.workflow.surveyplan import Task, closer_task, keys_task, planned, weight_of
from gestae.workflow.windowing import Window

SHA, OTHER = "a" * 64, "b" * 64
KEYS = {"scenes": "5" * 64, "calm": "c" * 64}
GROUP = 50  # pictures


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with made(tmp_path) as case:
        yield case.store


def film(sha256: str = SHA, windows: int = 2, groups: int = 75) -> Film:
    """Cut a film of so many windows into four stretches each."""
    cut: list[list[Stretch]] = []
    start = 0
    for _ in range(windows):
        cut.append([])
        for _ in range(4):
            ends = range(start, start + (groups + 1) * GROUP, GROUP)
            cut[-1].append(Stretch(tuple(Group(at, at + GROUP, GROUP) for at in ends[:-1])))
            start = ends[-1]
    return Film(sha256, f"/originals/{sha256}", "9" * 64, Fraction(1, 25), tuple(tuple(one) for one in cut))


def window(number: int, *moments: tuple[int, int]) -> Window:
    found = tuple(Moment(first, last, (0, 0, 9, 9), 4.0, Looked.KEY_FRAMES) for first, last in moments)
    return Window(number, found, (), 9, 0)


def groups_of(task: Task) -> dict[Any, list[Any]]:
    """Give the groups that a task's items decode, by stretch."""
    found: dict[Any, list[Any]] = {}
    for item in task.items:
        groups = item.arguments["groups"]
        found.setdefault(item.arguments["stretch"], []).extend(groups if isinstance(groups, list) else [])
    return found


def test_a_first_pass_is_an_item_for_each_part_of_a_stretch_and_one_check_for_each_film(view: CaseView) -> None:
    first, second = planned(view, [film(), film(OTHER)], Pass.WHOLE)
    assert second == []
    assert [(task.film.sha256, task.window) for task in first] == [(SHA, 0), (SHA, 1), (OTHER, 0), (OTHER, 1)]
    names = [[item.function.rpartition(":")[2] for item in task.items] for task in first]
    keys = ["survey_keys"] * 4 * 3
    assert names == [["survey_keys", "check_film", *keys[1:]], keys] * 2
    cut = [(item.arguments["stretch"], item.arguments["part"]) for item in first[1].items]
    assert cut == [(stretch, part) for stretch in (4, 5, 6, 7) for part in (0, 1, 2)]
    assert len({item.key for item in first[1].items}) == 12


def test_every_group_is_decoded_once_in_items_of_some_hundred_pictures(view: CaseView) -> None:
    task = closer_task(view, film(), Pass.WHOLE, window(1), KEYS)
    assert groups_of(task) == {stretch: list(range(75)) for stretch in (4, 5, 6, 7)}
    assert [item.weight for item in task.items[:5]] == [900.0, 900.0, 900.0, 900.0, 150.0]
    # The last stretch finely: at the end of a film a worker has nothing else to do.
    assert [item.weight for item in task.items[15:]] == [300.0] * 12 + [150.0]
    assert len({item.key for item in task.items}) == len(task.items) == 28
    assert {item.arguments["scenes"] for item in task.items} == {KEYS["scenes"]}


def test_of_what_changed_the_group_before_is_decoded_too(view: CaseView) -> None:
    task = closer_task(view, film(), Pass.CHANGED, window(0, (500, 520)), KEYS)
    assert groups_of(task) == {0: [9, 10], 1: [], 2: [], 3: []}
    assert [item.weight for item in task.items] == [100.0, 1.0, 1.0, 1.0]


def test_a_closer_pass_follows_only_from_a_first_one(view: CaseView) -> None:
    task = keys_task(view, film(), 1)
    assert (task.which, task.keys) == (Pass.KEYS, {})
    assert sum(item.weight for item in task.items) == 4 * 75 * 10


@pytest.mark.parametrize(("closer", "share"), [(Pass.WHOLE, 1.0), (Pass.CHANGED, 0.15)])
def test_what_is_to_come_is_foreseen(view: CaseView, closer: Pass, share: float) -> None:
    first, _ = planned(view, [film()], closer)
    assert weight_of(first, closer) == pytest.approx(2 * 4 * 75 * GROUP * share)
