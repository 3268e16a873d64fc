"""A film is looked at part by part: what is known is not done again, what fails is told once, and films are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.cases import made

from gestae.engine.work import Agenda, Failure, FailureKind, Outcome, Standing, Watch, WorkItem, agenda_of
from gestae.sight.groups import Group, Stretch
from gestae.workflow.films import Film
from gestae.workflow.footage import LOOK_PART
from gestae.workflow.lookparts import Around, Job, part_items, run_jobs

BASE = Fraction(1, 25)
GROUPS = tuple(Group(at, at + 50 if at < 950 else None, 50) for at in range(0, 1000, 50))
STRETCHES = tuple(Stretch(GROUPS[at : at + 5]) for at in range(0, 20, 5))
SPANS = ((50, 150), (300, 400), (450, 550), (800, None))
MOMENTS = ((80, 90), (340, 350), (490, 500), (880, 900))
COMMON = {"detector": None, "setting": "quick", "looks_per_s": 5.0, "pose": None, "text": None, "artifacts": "vault"}


def digest(name: str) -> str:
    return name.encode().hex().ljust(64, "0")


def job(name: str, *, spans: tuple[tuple[int, int | None], ...] | None = SPANS) -> Job:
    film = Film(digest(name), f"/{name}", digest("packets"), BASE, (STRETCHES,))
    around = None if spans is None else Around(film, spans, MOMENTS)
    arguments = {**COMMON, "path": film.path, "sha256": film.sha256}
    return Job(
        WorkItem(f"look {name}", "gestae.workflow.looking:look", arguments, 1000.0), {"setting": "quick"}, around
    )


class Hands:
    """Does items without doing them; a part's answer is named by its film and its first span."""

    def __init__(self, fail: Iterable[str] = ()) -> None:
        self.done: list[WorkItem] = []
        self.most_ahead = 0
        self._fail = set(fail)

    def run(self, items: Iterable[WorkItem] | Agenda, *, watch: Watch | None = None) -> Iterator[Outcome]:
        agenda = agenda_of(items)
        for number, item in enumerate(agenda.items):
            self.most_ahead = max(self.most_ahead, len(agenda.items) - number)
            self.done.append(item)
            if watch:
                watch(Standing(len(agenda.items), number, 0, 1.0, float(number)))
            name = answer_of(item)
            failed = Failure(FailureKind.DIED, "the worker was killed") if name in self._fail else None
            yield Outcome(item, None if failed else name, failed)


def answer_of(item: WorkItem) -> str:
    spans: Any = item.arguments.get("spans") or [["whole"]]
    name = str(item.arguments["path"])[1:]
    return digest(f"{name} {spans[0][0]}") if item.function.endswith("part") else f"looked at {name}"


def test_a_part_has_what_begins_in_one_stretch_and_the_moments_near_it() -> None:
    items = part_items(job("gate"))
    assert [item.arguments["spans"] for item in items] == [[[50, 150]], [[300, 400], [450, 550]], [[800, None]]]
    assert [item.arguments["moments"] for item in items] == [[[80, 90]], [[340, 350], [490, 500]], [[880, 900]]]
    assert [item.arguments["check"] for item in items] == [True, False, False]
    assert [item.weight for item in items] == [100.0, 200.0, 200.0]
    assert len({item.key for item in items} | {item.key for item in part_items(job("yard"))}) == 6
    assert part_items(job("short", spans=None)) == ()


def run(case: Any, jobs: list[Job], hands: Hands) -> list[tuple[str, Any]]:
    told: list[tuple[str, Any]] = []

    def record(one: Job, outcome: Outcome) -> None:
        told.append((one.item.key, outcome.failure.detail if outcome.failure else outcome.answer))

    run_jobs(case, jobs, hands, record, progress=lambda _words, _part: None)
    return told


def test_parts_are_journaled_and_joined_in_order_of_time(tmp_path: Path) -> None:
    hands = Hands()
    with made(tmp_path) as case:
        told = run(case, [job("gate"), job("short", spans=None), job("calm", spans=())], hands)
        used: list[Any] = [row["parameters"] for row in case.store.rows("analyses", stage=LOOK_PART)]
    assert sorted(told) == [(f"look {name}", f"looked at {name}") for name in ("calm", "gate", "short")]
    parts = {
        str(item.arguments["path"]): item.arguments.get("parts") for item in hands.done if "parts" in item.arguments
    }
    assert parts == {"/gate": [digest("gate 50"), digest("gate 300"), digest("gate 800")], "/calm": []}
    assert [one["part"] for one in used] == [0, 1, 2]


def test_what_is_journaled_is_not_done_again(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        killed = run(case, [job("gate")], Hands(fail=[digest("gate 300")]))
        hands = Hands()
        told = run(case, [job("gate")], hands)
        again = Hands()
        run(case, [job("gate")], again)
    assert killed == [("look gate", "the worker was killed")]
    assert told == [("look gate", "looked at gate")]
    assert [answer_of(item) for item in hands.done] == [digest("gate 300"), "looked at gate"]
    assert [answer_of(item) for item in again.done] == ["looked at gate"]


def test_of_a_film_whose_parts_fail_the_first_failure_is_told_once(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        told = run(case, [job("gate"), job("yard")], Hands(fail=[digest("gate 50"), digest("gate 800")]))
    assert told == [("look gate", "the worker was killed"), ("look yard", "looked at yard")]


@pytest.mark.parametrize("films", [3, 30])
def test_few_items_wait_ahead_of_what_is_done(tmp_path: Path, films: int) -> None:
    hands = Hands()
    with made(tmp_path) as case:
        told = run(case, [job(f"film {n:02}") for n in range(films)], hands)
    assert len(told) == films
    assert hands.most_ahead <= 24 + 3
    assert [key for key, _ in told] == sorted(key for key, _ in told)
