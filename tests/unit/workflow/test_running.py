"""Who watches a case sees what is journaled while an analysis holds it, in order, and sees it end."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.unit.workflow.cases import BASE, VERSIONS, add_film, made, propose, seen

from gestae.errors import CaseError
from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.model.observation import Kind
from gestae.workflow.case import ARTIFACTS, Case
from gestae.workflow.films import Pass
from gestae.workflow.findings import Filter
from gestae.workflow.parquet import write_documents
from gestae.workflow.running import LookedAt, MomentSeen, Told, is_at_work, watch, while_at_work
from gestae.workflow.windowing import Window, window_document


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as case:
        yield case


def search(case: Case, sha256: str, which: Pass, *moments: Moment) -> None:
    """Journal a window as a search does."""
    document = {"sha256": sha256, **window_document(Window(0, moments, (), 9, 0), BASE)}
    kept = case.artifacts.put_bytes(write_documents([document])).digest.hex
    case.decide(
        "analysis-done", "searched", sha256=sha256, stage=which.value, parameters={"window": 0}, versions=VERSIONS,
        artifacts={"moments": kept},
    )  # fmt: skip


@contextmanager
def held(case: Case) -> Iterator[int]:
    """Hold the case as an analysis in another process does."""
    handle = os.open(case.folder / "artifacts", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    try:
        yield handle
    finally:
        os.close(handle)


def watched(case: Case, wanted: Filter, *steps: Callable[[], object]) -> list[Told]:
    """Watch while one step after the other happens; then the analysis ends."""
    coming = list(steps)
    with held(case) as handle:

        def sleep(_seconds: float) -> None:
            if coming:
                coming.pop(0)()
            else:
                fcntl.flock(handle, fcntl.LOCK_UN)

        return list(watch(case.folder, lambda _view: wanted, sleep))


def test_a_case_is_held_as_long_as_somebody_works_at_it(case: Case) -> None:
    @while_at_work
    def work(case: Case, answer: int) -> tuple[int, bool]:
        return answer, is_at_work(case.folder)

    assert work(case, 7) == (7, True)
    assert not is_at_work(case.folder)


def test_a_second_analysis_is_refused_and_one_that_has_ended_holds_nothing(case: Case) -> None:
    @while_at_work
    def work(case: Case) -> None:
        with pytest.raises(CaseError, match="another analysis of this case goes on"):
            other(case)

    @while_at_work
    def other(_case: Case) -> str:
        return "done"

    work(case)
    assert other(case) == "done"


def test_who_only_asks_for_a_moment_keeps_no_analysis_out(case: Case) -> None:
    @while_at_work
    def work(_case: Case) -> str:
        return "done"

    handle = os.open(case.folder / ARTIFACTS, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    threading.Timer(0.06, os.close, [handle]).start()
    assert work(case) == "done"


def test_where_nobody_works_nothing_is_waited_for(case: Case) -> None:
    def sleep(_seconds: float) -> None:
        raise AssertionError("there is nothing to wait for")

    assert list(watch(case.folder, lambda _view: Filter(), sleep)) == []


def test_what_is_journaled_is_told_once_and_in_order(case: Case) -> None:
    gate = add_film(case, "gate.mp4", camera="gate")
    old = seen(gate, 3)
    propose(case, gate, old)
    first, second = (
        Moment(25, 50, (0, 0, 9, 9), 4.0, Looked.KEY_FRAMES),
        Moment(30, 45, (0, 0, 9, 9), 5.0, Looked.COMPLETE),
    )
    told = watched(
        case,
        Filter(),
        lambda: search(case, gate, Pass.KEYS, first),
        lambda: None,
        lambda: search(case, gate, Pass.WHOLE, second),
        lambda: propose(case, gate, old, seen(gate, 30)),
    )
    assert told[:2] == [MomentSeen("gate", 1.0, 2.0, first), MomentSeen("gate", 1.2, 1.8, second)]
    (looked,) = told[2:]
    assert isinstance(looked, LookedAt)
    assert (looked.camera, looked.wrong) == ("gate", None)
    assert [one.observation.start.pts for one in looked.proposed] == [30], "the other was proposed before"


def test_only_what_is_asked_for_is_told(case: Case) -> None:
    gate, yard = add_film(case, "gate.mp4", camera="gate"), add_film(case, "yard.mp4", camera="yard")
    told = watched(
        case,
        Filter(kind=Kind.FALL.value, camera="gate"),
        lambda: search(case, gate, Pass.KEYS, Moment(25, 50, (0, 0, 9, 9), 4.0, Looked.COMPLETE)),
        lambda: propose(case, yard, seen(yard, 9)),
        lambda: propose(case, gate, seen(gate, 9), seen(gate, 12, kind=Kind.PERSON_RUNS)),
    )
    (looked,) = told
    assert isinstance(looked, LookedAt)
    assert [one.observation.kind for one in looked.proposed] == [Kind.FALL]


def test_what_failed_is_told_with_its_reason(case: Case) -> None:
    gate = add_film(case, "gate.mp4")

    def fail() -> None:
        case.decide(
            "analysis-failed", "as the worker reported", sha256=gate, stage="look", wrong="worker died: by a signal",
            parameters={}, versions=VERSIONS,
        )  # fmt: skip

    assert watched(case, Filter(), fail) == [LookedAt("gate.mp4", (), "worker died: by a signal")]
