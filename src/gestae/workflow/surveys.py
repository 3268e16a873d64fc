"""Both passes in search of moments: handed to workers, journaled window by window.

A window is ten minutes of a stream: long enough to know what is calm in it, short enough that memory stays flat for
any length and that a run which was killed has lost little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Agenda, Failure, FailureKind, Outcome, Standing
from gestae.errors import GestaeError
from gestae.sight.calm import Levels, get_ready
from gestae.workflow.case import Case, Progress, no_progress, read_artifact
from gestae.workflow.engines import local_engine
from gestae.workflow.films import Film, Pass, looked_in, window_parameters
from gestae.workflow.outcomes import record_failure
from gestae.workflow.parquet import read_pictures
from gestae.workflow.surveying import Keys, Measured, measure_keys
from gestae.workflow.surveyplan import Task, closer_task, planned, weight_of
from gestae.workflow.versions import library_versions
from gestae.workflow.windowing import Window, artifacts_of_window, calm_of, judge

__all__ = ["Found", "search"]

# Called with each window as soon as it is journaled.
Found = Callable[[Film, Pass, Window], None]

_TOLD: Final = {Pass.KEYS: "first pass", Pass.CHANGED: "first pass, closer", Pass.WHOLE: "complete pass"}


def _nobody(_film: Film, _which: Pass, _window: Window) -> None:
    """Tell no one."""


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
    windows that have no answer in the journal. A film that cannot be measured is recorded as such and left. Both passes
    are one run of the same workers: the closer pass of a window is put at the end as soon as its first is judged.

    Args:
        case: where the films are.
        films: see `films.films`.
        first_only: decode whole only the groups next to a key frame in which something stands out.
        workers: how many processes; None: one for each core.
        progress: is told how far it has come.
        found: is told each window, in the order of the films and of time.
    """
    closer = Pass.CHANGED if first_only else Pass.WHOLE
    first, second = planned(case.store, films, closer)
    if not first and not second:
        return
    running = _Running(case, closer, found, progress, coming=weight_of(first, closer))
    agenda = Agenda([item for task in (*first, *second) for item in task.items])
    outcomes = local_engine(workers).run(agenda, watch=running.watch)
    get_ready()  # while the workers do the same
    for task in first:
        after = running.take(task, outcomes)
        running.coming -= weight_of([task], closer)
        if after is not None:
            second.append(after)
            agenda.add(*after.items)
    running.turn()
    # It does not grow any more, and a film's first window may come after a later film's.
    for task in second:
        running.take(task, outcomes)
    # The end of the run lets the workers go.
    for _ in outcomes:
        continue


@dataclass(slots=True)
class _Running:
    """A search on its way.

    Attributes:
        case: what it is journaled in.
        closer: the pass after the first.
        found: is told each window.
        progress: is told how far it has come.
        coming: how much work the closer pass will bring up, as far as it is not planned yet.
        which: the pass in which windows are taken now.
        moments: how many were found in it.
        maybe: how many more there are in the window at hand by what is measured of it.
    """

    case: Case
    closer: Pass
    found: Found
    progress: Progress
    coming: float
    which: Pass = Pass.KEYS
    moments: int = 0
    maybe: int = 0
    _standing: Standing | None = None
    _failed: set[str] = field(default_factory=set)

    def watch(self, standing: Standing) -> None:
        """Tell how far the workers have come."""
        self._standing = standing
        self._tell()

    def _tell(self) -> None:
        if self._standing is not None:
            whole = self._standing.weight + max(0.0, self.coming)
            found = self.moments + self.maybe
            # A log has one line for each beginning of the words: the first moment is told at once.
            words = f"{_TOLD[self.which]}: {found} moments so far" if found else f"searching, {_TOLD[self.which]}"
            self.progress(words, self._standing.reached / whole if whole else 1.0)

    def turn(self) -> None:
        """Go over to the closer pass."""
        self.which, self.moments, self.coming = self.closer, 0, 0.0

    def take(self, task: Task, outcomes: Iterator[Outcome]) -> Task | None:
        """Journal a window, or the first failure of its film; after that, nothing of it.

        Returns:
            What follows from it: its closer pass, if this was the first.
        """
        measured, failure = self._gathered(task, outcomes)
        film = task.film
        if failure is not None:
            if film.sha256 not in self._failed:
                record_failure(self.case, film.sha256, task.which.value, failure, _how(task.which, task.window))
            self._failed.add(film.sha256)
        if film.sha256 in self._failed:
            return None
        calm = self._calm(task, measured)
        window = _judged(task, measured, calm)
        artifacts = self._record(task, window, measured, calm)
        self.moments, self.maybe = self.moments + len(window.moments), 0
        self.found(film, task.which, window)
        if task.which is not Pass.KEYS:
            return None
        return closer_task(self.case.store, film, self.closer, window, artifacts)

    def _gathered(self, task: Task, outcomes: Iterator[Outcome]) -> tuple[list[Measured], Failure | None]:
        """Take a task's outcomes; of a first pass, measure each stretch as soon as all its parts are there."""
        measured: list[Measured] = []
        failure: Failure | None = None
        parts: list[Keys] = []
        left = Counter(item.arguments.get("stretch") for item in task.items)
        for item in task.items:
            outcome = next(outcomes)
            failure = failure or outcome.failure
            left[item.arguments.get("stretch")] -= 1
            if failure is not None or not isinstance(outcome.answer, bytes):
                continue
            if task.which is not Pass.KEYS:
                measured.append(Measured.unpacked(outcome.answer))
                continue
            parts.append(Keys.unpacked(outcome.answer))
            if not left[item.arguments.get("stretch")]:
                failure = self._measure(task, parts, measured)
                parts = []
        return measured, failure

    def _measure(self, task: Task, parts: Sequence[Keys], measured: list[Measured]) -> Failure | None:
        """Add a stretch's measures of its key frames, and count what stands out by what is there of the window."""
        try:
            measured.append(measure_keys(parts))
        except GestaeError as error:
            return Failure(FailureKind.REFUSED, str(error))
        self.maybe = len(_judged(task, measured, calm_of(measured)).moments)
        self._tell()
        return None

    def _calm(self, task: Task, measured: Sequence[Measured]) -> Levels:
        """Know what is calm: by all that was measured, or, where that is only what changed, by the key frames."""
        if task.which is not Pass.CHANGED:
            return calm_of(measured)
        (calm,) = read_pictures(read_artifact(self.case.folder, task.keys["calm"])).values()
        return calm.astype(np.float32)

    def _record(self, task: Task, window: Window, measured: Sequence[Measured], calm: Levels) -> dict[str, str]:
        film, which = task.film, task.which
        stretches = film.windows[window.number] if which is Pass.KEYS else ()
        stored = artifacts_of_window(film.sha256, window, measured, calm, stretches, film.time_base)
        artifacts = {name: self.case.artifacts.put_bytes(data).digest.hex for name, data in stored.items()}
        self.case.decide(
            "analysis-done",
            "the machine searched it for moments",
            sha256=film.sha256,
            stage=which.value,
            artifacts=dict(artifacts),
            **_how(which, window.number),
        )
        return artifacts


def _judged(task: Task, measured: Sequence[Measured], calm: Levels) -> Window:
    looked = looked_in(task.which, task.film.every)
    return judge(task.window, measured, calm, looked=looked, time_base=task.film.time_base)


def _how(which: Pass, window: int) -> Mapping[str, Json]:
    return {
        "parameters": window_parameters(which, window),
        "versions": {**library_versions(), "gestae": __version__},
    }
