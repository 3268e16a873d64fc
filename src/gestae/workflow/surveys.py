"""Both passes in search of moments: handed to workers, journaled window by window.

A window is ten minutes of a stream: long enough to know what is calm in it, short enough that memory stays flat for
any length and that a run which was killed has lost little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Failure, Outcome, Standing, WorkItem
from gestae.model.footage import Looked
from gestae.sight.calm import Levels
from gestae.store.case import CaseView
from gestae.workflow.case import ARTIFACTS, Case, Progress, no_progress, read_artifact
from gestae.workflow.engines import local_engine
from gestae.workflow.films import Film, Pass, window_parameters, windows_of
from gestae.workflow.outcomes import is_final, record_failure
from gestae.workflow.parquet import read_pictures
from gestae.workflow.surveying import Measured
from gestae.workflow.versions import library_versions
from gestae.workflow.windowing import Window, artifacts_of_window, calm_of, is_near, judge

__all__ = ["Found", "search"]

# Called with each window as soon as it is journaled.
Found = Callable[[Film, Pass, Window], None]

_WORK: Final = "gestae.workflow.surveying:"
_TOLD: Final = {Pass.KEYS: "first pass", Pass.CHANGED: "first pass, closer", Pass.WHOLE: "complete pass"}


def _nobody(_film: Film, _which: Pass, _window: Window) -> None:
    """Tell no one."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One window that is to be searched, as items for workers; what the first pass left of it."""

    film: Film
    window: int
    keys: dict[str, str]
    items: tuple[WorkItem, ...]


def search(
    case: Case,
    films: Sequence[Film],
    *,
    first_only: bool = False,
    workers: int | None = None,
    progress: Progress = no_progress,
    found: Found = _nobody,
) -> None:
    """Search films for moments: by their key frames first, then whole, or only what changed.

    What a window gives is journaled as soon as it is known; killed at any moment and started again, it goes on with the
    windows that have no answer in the journal. A film that cannot be measured is recorded as such and left.

    Args:
        case: where the films are.
        films: see `films.films`.
        first_only: decode whole only the groups next to a key frame in which something stands out.
        workers: how many processes; None: one for each core.
        progress: is told how far it has come.
        found: is told each window, in the order of the films and of time.
    """
    _pass(case, films, Pass.KEYS, workers=workers, progress=progress, found=found)
    closer = Pass.CHANGED if first_only else Pass.WHOLE
    _pass(case, films, closer, workers=workers, progress=progress, found=found)


def _pass(
    case: Case, films: Sequence[Film], which: Pass, *, workers: int | None, progress: Progress, found: Found
) -> None:
    tasks = list(_tasks(case, films, which))
    items = [item for task in tasks for item in task.items]
    running = _Running(case, which, found)

    def watch(standing: Standing) -> None:
        words = f"{_TOLD[which]}: {running.moments} moments so far"
        progress(words, standing.reached / standing.weight if standing.weight else 1.0)

    outcomes = local_engine(workers).run(items, watch=watch) if items else iter(())
    for task in tasks:
        running.take(task, [next(outcomes) for _ in task.items])


@dataclass(slots=True)
class _Running:
    """A pass on its way."""

    case: Case
    which: Pass
    found: Found
    moments: int = 0
    _failed: set[str] = field(default_factory=set)

    def take(self, task: _Task, outcomes: Iterable[Outcome]) -> None:
        """Journal a window, or the first failure of its film."""
        measured, failure = _sorted_out(outcomes)
        film = task.film
        if failure is not None:
            if film.sha256 not in self._failed:
                record_failure(self.case, film.sha256, self.which.value, failure, _how(self.which, task.window))
            self._failed.add(film.sha256)
            return
        looked = Looked.KEY_FRAMES if self.which is Pass.KEYS else Looked.COMPLETE
        calm = self._calm(task, measured)
        window = judge(task.window, measured, calm, looked=looked, time_base=film.time_base)
        self._record(film, window, measured, calm)
        self.moments += len(window.moments)
        self.found(film, self.which, window)

    def _calm(self, task: _Task, measured: Sequence[Measured]) -> Levels:
        """Know what is calm: by all that was measured, or, where that is only what changed, by the key frames."""
        if self.which is not Pass.CHANGED:
            return calm_of(measured)
        (calm,) = read_pictures(read_artifact(self.case.folder, task.keys["calm"])).values()
        return calm.astype(np.float32)

    def _record(self, film: Film, window: Window, measured: Sequence[Measured], calm: Levels) -> None:
        stretches = film.windows[window.number] if self.which is Pass.KEYS else ()
        stored = artifacts_of_window(film.sha256, window, measured, calm, stretches, film.time_base)
        artifacts: dict[str, Json] = {
            name: self.case.artifacts.put_bytes(data).digest.hex for name, data in stored.items()
        }
        self.case.decide(
            "analysis-done",
            "the machine searched it for moments",
            sha256=film.sha256,
            stage=self.which.value,
            artifacts=artifacts,
            **_how(self.which, window.number),
        )


def _how(which: Pass, window: int) -> dict[str, Json]:
    return {
        "parameters": window_parameters(which, window),
        "versions": {**library_versions(), "gestae": __version__},
    }


def _sorted_out(outcomes: Iterable[Outcome]) -> tuple[list[Measured], Failure | None]:
    measured, failure = [], None
    for outcome in outcomes:
        failure = failure or outcome.failure
        if outcome.failure is None:
            measured.append(Measured.unpacked(outcome.answer if isinstance(outcome.answer, bytes) else b""))
    return measured, failure


def _tasks(case: Case, films: Sequence[Film], which: Pass) -> Iterator[_Task]:
    """Plan a pass: every window that has no answer yet, of films that did not fail."""
    for film in films:
        if _has_failed(case.store, film):
            continue
        done = windows_of(case.store, film, which)
        keys = {} if which is Pass.KEYS else windows_of(case.store, film, Pass.KEYS)
        is_first = True
        for number in range(len(film.windows)):
            if number in done or (which is not Pass.KEYS and number not in keys):
                continue
            window, artifacts = keys.get(number, (None, {}))
            items = tuple(
                _items(case, film, number, window if which is Pass.CHANGED else None, artifacts, check=is_first)
            )
            yield _Task(film, number, artifacts, items)
            is_first = False


def _items(
    case: Case, film: Film, number: int, changed: Window | None, artifacts: dict[str, str], *, check: bool
) -> Iterator[WorkItem]:
    for at, stretch in enumerate(film.windows[number]):
        arguments: dict[str, Json] = {
            "path": film.path,
            "sha256": film.sha256,
            "artifacts": str(case.folder / ARTIFACTS),
            "packets": film.packets,
            "stretch": film.number_of(number, at),
            "check": check and at == 0,
        }
        key = f"{film.sha256}/{number}/{at}"
        if not artifacts:
            yield WorkItem(key, f"{_WORK}survey_keys", arguments, float(len(stretch.groups)))
            continue
        groups = [n for n, group in enumerate(stretch.groups) if changed is None or is_near(group, changed)]
        weight = float(sum(stretch.groups[n].packets for n in groups)) or 1.0
        chosen: dict[str, Json] = {"groups": list(groups), "scenes": artifacts["scenes"]}
        yield WorkItem(key, f"{_WORK}survey_groups", {**arguments, **chosen}, weight)


def _has_failed(view: CaseView, film: Film) -> bool:
    """Say whether the film itself did not allow it, by this version."""
    rows = [row for which in Pass for row in view.rows("analyses", sha256=film.sha256, stage=which.value)]
    own = [row for row in rows if isinstance(row["versions"], Mapping) and row["versions"].get("gestae") == __version__]
    return any(row["status"] == "failed" and is_final(row) for row in own)
