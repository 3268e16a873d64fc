"""What every engine promises, and what only the one with processes can: that any worker may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from gestae.base.canonical import Json
from gestae.engine.inline import InlineEngine
from gestae.engine.limits import Limits
from gestae.engine.local import LocalEngine
from gestae.engine.work import Agenda, Engine, FailureKind, Standing, WorkItem, pending

JOBS = "tests.contracts.engine_jobs"
ROOT = Path(__file__).resolve().parents[2]
MEMORY_BYTES = 400 * 1024 * 1024


def item(job: str, key: str = "", **arguments: object) -> WorkItem:
    return WorkItem(key or f"{job}-{sorted(arguments.items())}", f"{JOBS}:{job}", arguments)  # type: ignore[arg-type]


def local(workers: int = 2, seconds: float = 60.0) -> LocalEngine:
    return LocalEngine(workers, Limits(MEMORY_BYTES, seconds))


class EngineContract:
    """What every engine promises; each engine's test class inherits it."""

    def engine(self) -> Engine:
        raise NotImplementedError

    def test_no_work_gives_no_outcomes(self) -> None:
        assert list(self.engine().run([])) == []

    def test_outcomes_come_in_the_order_of_the_items(self) -> None:
        items = [item("slow", seconds=0.2, say=0), *(item("echo", say=n) for n in range(1, 6))]
        assert [outcome.answer for outcome in self.engine().run(items)] == [0, 1, 2, 3, 4, 5]

    def test_bytes_and_json_come_back_as_they_were(self) -> None:
        said = {"ї": [1, None, True, 0.5], "b": {"c": "д"}}
        first, second = self.engine().run([item("raw", times=1000), item("echo", say=said)])
        assert first.answer == bytes(range(256)) * 1000
        assert second.answer == said

    @pytest.mark.parametrize(
        ("job", "kind", "words"),
        [
            ("refuse", FailureKind.REFUSED, "vendor's player"),
            ("stumble", FailureKind.ERROR, "ZeroDivisionError: a picture without width (stumble, line"),
            ("nobody", FailureKind.REFUSED, "no function at"),
        ],
    )
    def test_what_goes_wrong_is_said_and_the_rest_goes_on(self, job: str, kind: FailureKind, words: str) -> None:
        before, wrong, after = self.engine().run([item("echo", say=1), item(job), item("echo", say=2)])
        assert wrong.failure is not None
        assert wrong.failure.kind is kind
        assert words in wrong.failure.detail
        assert (before.answer, after.answer) == (1, 2)

    def test_whoever_watches_sees_the_whole_run_and_no_step_back(self) -> None:
        seen: list[Standing] = []
        items = [
            WorkItem("a", f"{JOBS}:echo", {"say": 1}, weight=30.0),
            WorkItem("b", f"{JOBS}:refuse", {}, weight=10.0),
        ]
        list(self.engine().run(items, watch=seen.append))
        assert seen[0] == Standing(items=2, finished=0, failed=0, weight=40.0, reached=0.0)
        assert seen[-1] == Standing(items=2, finished=2, failed=1, weight=40.0, reached=40.0)
        assert any(standing.reached == 15.0 or standing.reached == 25.0 for standing in seen)
        assert all(a.reached <= b.reached and a.finished <= b.finished for a, b in pairwise(seen))

    def test_the_same_work_gives_the_same_answers_again(self) -> None:
        items = [item("echo", say=n) for n in range(4)]
        assert list(self.engine().run(items)) == list(self.engine().run(items))

    def test_what_is_added_while_work_goes_on_is_done_in_its_turn(self) -> None:
        agenda, answers, seen = Agenda([item("echo", say=0), item("echo", say=1)]), [], list[Standing]()
        for outcome in self.engine().run(agenda, watch=seen.append):
            answers.append(outcome.answer)
            if outcome.answer in (0, 1, 10):
                agenda.add(item("echo", say=10 * (outcome.answer + 1)))
        assert answers == [0, 1, 10, 20, 110]
        assert (seen[0].items, seen[-1].items) == (2, 5)
        assert seen[-1].reached == seen[-1].weight == 5.0

    def test_leaving_early_is_no_error(self) -> None:
        outcomes = iter(self.engine().run([item("echo", say=n) for n in range(50)]))
        assert next(outcomes).answer == 0
        del outcomes


class TestInlineEngine(EngineContract):
    def engine(self) -> Engine:
        return InlineEngine()


class TestLocalEngineWithOneWorker(EngineContract):
    def engine(self) -> Engine:
        return local(workers=1)


class TestLocalEngineWithTwoWorkers(EngineContract):
    def engine(self) -> Engine:
        return local(workers=2)


@pytest.mark.parametrize(
    ("job", "arguments", "kind", "words"),
    [
        ("kill", {}, FailureKind.DIED, "ended by signal SIGKILL"),
        ("segfault", {}, FailureKind.DIED, "ended by signal SIGSEGV"),
        ("leave", {}, FailureKind.DIED, "ended with exit status 7: the library gave up"),
        ("swallow", {"bytes": 2 * MEMORY_BYTES}, FailureKind.MEMORY, "allocate"),
        ("slow", {"seconds": 30, "say": 0}, FailureKind.TIME, "longer than 1.5 s"),
        ("chatter", {}, FailureKind.TIME, "longer than 1.5 s"),
        ("unsayable", {}, FailureKind.ERROR, "cannot be sent"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_death_is_the_outcome_of_its_item_alone(
    job: str, arguments: dict[str, Json], kind: FailureKind, words: str, workers: int
) -> None:
    wrong = WorkItem(job, f"{JOBS}:{job}", arguments)
    items = [item("echo", say=1), wrong, *(item("echo", say=n) for n in range(2, 5))]
    outcomes = list(local(workers, seconds=1.5).run(items))
    assert [outcome.answer for outcome in outcomes] == [1, None, 2, 3, 4]
    failure = outcomes[1].failure
    assert failure is not None
    assert failure.kind is kind, failure
    assert words in failure.detail


def test_when_every_item_kills_its_worker_each_is_reported() -> None:
    outcomes = list(local().run([item("kill", key=str(n)) for n in range(5)]))
    assert [outcome.failure.kind for outcome in outcomes if outcome.failure] == [FailureKind.DIED] * 5


def test_work_within_the_memory_limit_is_done() -> None:
    (outcome,) = local(1).run([item("swallow", bytes=MEMORY_BYTES // 4)])
    assert outcome.answer == MEMORY_BYTES // 4


def test_workers_are_single_threaded_live_on_and_import_nothing_from_where_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('evidence was run')", encoding="utf-8")
    answers = [outcome.answer for outcome in local(1).run([item("describe", key=str(n)) for n in range(3)])]
    assert all(isinstance(a, dict) and a["threads"] == "1" and not a["cwd_importable"] for a in answers)
    assert len({a["pid"] for a in answers if isinstance(a, dict)}) == 1


def test_a_worker_waits_for_what_may_be_added() -> None:
    agenda, pids = Agenda([item("describe")]), []
    for outcome in local(1).run(agenda):
        assert isinstance(outcome.answer, dict)
        pids.append(outcome.answer["pid"])
        if len(pids) < 3:
            agenda.add(item("describe", key=str(len(pids))))
    assert len(pids) == 3
    assert len(set(pids)) == 1


def test_a_worker_that_dies_while_it_waits_costs_no_item() -> None:
    agenda, answers = Agenda([item("describe")]), []
    for outcome in local(1).run(agenda):
        answers.append(outcome.answer)
        if len(answers) == 1 and isinstance(outcome.answer, dict):
            os.kill(outcome.answer["pid"], signal.SIGKILL)
            while _lives(outcome.answer["pid"]):
                time.sleep(0.02)
            agenda.add(item("echo", say="still there"))
    assert answers[1:] == ["still there"]


def test_a_slow_reader_does_not_make_workers_late() -> None:
    outcomes = local(1, seconds=1.0).run([item("echo", say=n) for n in range(3)])
    answers = []
    for outcome in outcomes:
        time.sleep(1.2)
        answers.append(outcome.answer)
    assert answers == [0, 1, 2]


def test_leaving_early_ends_the_workers(tmp_path: Path) -> None:
    outcomes = local(2).run([item("echo", say=0), item("note", place=str(tmp_path)), item("note", place=str(tmp_path))])
    next(outcomes)
    pids = _noted(tmp_path, 1)
    outcomes.close()  # type: ignore[attr-defined]
    assert not any(_lives(pid) for pid in pids)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_die_with_the_process_that_started_them(tmp_path: Path, ending: signal.Signals) -> None:
    script = (
        "from gestae.engine.local import LocalEngine\n"
        "from gestae.engine.limits import Limits\n"
        "from gestae.engine.work import WorkItem\n"
        f"items = [WorkItem(str(n), '{JOBS}:note', {{'place': {str(tmp_path)!r}}}) for n in range(2)]\n"
        f"list(LocalEngine(2, Limits({MEMORY_BYTES}, 60.0)).run(items))\n"
    )
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.DEVNULL
    )
    try:
        pids = _noted(tmp_path, 2)
        parent.send_signal(ending)
        parent.wait(20)
        deadline_s = time.monotonic() + 10
        while any(_lives(pid) for pid in pids) and time.monotonic() < deadline_s:
            time.sleep(0.05)
        assert not any(_lives(pid) for pid in pids)
    finally:
        parent.kill()
        parent.wait()


def test_a_run_that_was_cut_short_is_taken_up_where_it_stood() -> None:
    items = [item("echo", say=n) for n in range(5)]
    recorded = {}
    for outcome in local(2).run(items):
        recorded[outcome.item.key] = outcome.answer
        if len(recorded) == 2:
            break
    rest = pending(items, recorded)
    recorded |= {outcome.item.key: outcome.answer for outcome in local(1).run(rest)}
    assert len(rest) == 3
    assert [recorded[i.key] for i in items] == [0, 1, 2, 3, 4]


def _noted(place: Path, count: int) -> list[int]:
    deadline_s = time.monotonic() + 30
    while time.monotonic() < deadline_s:
        names = [path.stem for path in place.glob("*.json")]
        if len(names) >= count:
            return [int(name) for name in names]
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} workers began")


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
