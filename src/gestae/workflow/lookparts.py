"""The parts in which a film is looked at: planned, handed to workers, journaled, joined.

A film around whose moments is looked has a part for each stretch in which something happens; any worker takes any part,
and what each leaves is journaled, so that a run which was killed has lost a few minutes of film. One more item joins
the parts. A film that is looked at everywhere is one item.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, TypeAlias

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Agenda, Engine, Outcome, Standing, WorkItem
from gestae.sight.spans import Span, Ticks, in_parts, is_in, near_spans
from gestae.workflow.case import Case, Progress
from gestae.workflow.films import Film
from gestae.workflow.footage import LOOK_PART
from gestae.workflow.outcomes import analysis_key, key_of
from gestae.workflow.versions import library_versions

__all__ = ["Around", "Job", "Record", "part_items", "run_jobs"]

_WORK: Final = "gestae.workflow.looking:look_at_part"
_FROM_THE_LOOK: Final = ("path", "sha256", "artifacts", "detector", "setting", "looks_per_s", "pose", "text")
# So many items are handed to the workers ahead of what is done: enough that none of them waits, few enough that a film
# is joined and journaled before those that come long after it.
_ITEMS_AHEAD: Final = 24
# What joining costs against looking.
_JOINING_SHARE: Final = 0.1


# Called with each job and what came of it.
Record: TypeAlias = "Callable[[Job, Outcome], None]"


@dataclass(frozen=True, slots=True)
class Around:
    """Where a film that was searched is looked at.

    Attributes:
        film: which.
        spans: in order.
        moments: first and last times of what was found in them.
    """

    film: Film
    spans: tuple[Span, ...]
    moments: tuple[Ticks, ...]

    @property
    def parts(self) -> tuple[tuple[Span, ...], ...]:
        """The spans, by the stretch in which they begin."""
        return in_parts(self.spans, [stretch for window in self.film.windows for stretch in window])

    def arguments(self) -> dict[str, Json]:
        """Write it for a work item."""
        return {"spans": [list(one) for one in self.spans], "moments": [list(one) for one in self.moments]}


@dataclass(frozen=True, slots=True)
class Job:
    """One footage that is to be looked at.

    Attributes:
        item: the look; it joins the parts, if there are any.
        parameters: all that its answer depends on beside footage and version.
        around: None where it is looked at everywhere.
    """

    item: WorkItem
    parameters: Mapping[str, Json]
    around: Around | None = None

    @property
    def sha256(self) -> str:
        """The footage's digest."""
        return str(self.item.arguments["sha256"])


def part_items(job: Job) -> tuple[WorkItem, ...]:
    """Plan the parts of a footage; none where it is one item."""
    around = job.around
    if around is None:
        return ()
    found = []
    for number, spans in enumerate(around.parts):
        arguments: dict[str, Json] = {
            **{name: job.item.arguments[name] for name in _FROM_THE_LOOK},
            "packets": around.film.packets,
            "spans": [list(span) for span in spans],
            "moments": [list(one) for one in near_spans(around.moments, spans, around.film.time_base)],
            "check": number == 0,
        }
        pictures = sum(group.packets for group in around.film.groups if is_in(spans, group.start_pts))
        key = analysis_key(job.sha256, _parameters(job, number), library_versions())
        found.append(WorkItem(key, _WORK, arguments, float(max(1, pictures))))
    return tuple(found)


def run_jobs(case: Case, jobs: Sequence[Job], engine: Engine, record: Record, *, progress: Progress) -> None:
    """Look at footage: whole, or part by part; what a part leaves is journaled, and then joined with the others.

    Args:
        case: where the footage is.
        jobs: what is to be looked at.
        engine: runs it.
        record: is given each job with its outcome, as soon as that is known.
        progress: is told how far it has come.
    """
    known = {
        key_of(row): str(row["artifacts"]["noted"])
        for row in case.store.rows("analyses", stage=LOOK_PART)
        if row["status"] == "done" and isinstance(row["artifacts"], Mapping)
    }
    planned = [_Planned(job, part_items(job)) for job in jobs]
    _Run(case, record, known, _Line(planned, known, progress), deque(planned)).go(engine)


@dataclass(slots=True)
class _Planned:
    """A footage with its parts, and how many of them are yet to come."""

    job: Job
    parts: tuple[WorkItem, ...]
    missing: int = 0
    failed: bool = False


_Step: TypeAlias = "Callable[[Outcome], None]"


@dataclass(slots=True)
class _Run:
    """All jobs as one run of the same workers: joining a film is put at the end as soon as its last part is there."""

    case: Case
    record: Record
    known: dict[str, str]
    line: _Line
    waiting: deque[_Planned]
    agenda: Agenda = field(default_factory=Agenda)
    steps: deque[_Step] = field(default_factory=deque)

    def go(self, engine: Engine) -> None:
        """Hand out what is to be done, a little ahead of what is done."""
        self._plan()
        if not self.agenda.items:
            return
        for outcome in engine.run(self.agenda, watch=self.line.watch):
            self.steps.popleft()(outcome)
            self._plan()

    def _plan(self) -> None:
        """Take up further films while few items wait; a film whose parts are all known is joined at once."""
        while self.waiting and len(self.steps) < _ITEMS_AHEAD:
            one = self.waiting.popleft()
            new = [(number, item) for number, item in enumerate(one.parts) if item.key not in self.known]
            one.missing = len(new)
            for number, item in new:
                self._add(item, partial(self._part, one, number))
            if not new:
                self._whole(one)

    def _add(self, item: WorkItem, step: _Step) -> None:
        self.agenda.add(item)
        self.steps.append(step)

    def _whole(self, one: _Planned) -> None:
        """Look at a footage as one item, or join its parts."""
        item = one.job.item
        if one.job.around is not None:
            digests: list[Json] = [self.known[part.key] for part in one.parts]
            item = replace(item, arguments={**item.arguments, "parts": digests}, weight=_joining_weight(one))
        self._add(item, partial(self._done, one))

    def _done(self, one: _Planned, outcome: Outcome) -> None:
        self.record(one.job, outcome)
        self.line.files += 1

    def _part(self, one: _Planned, number: int, outcome: Outcome) -> None:
        """Journal what a part left; of a film whose part failed, the first failure."""
        if outcome.failure is not None:
            if not one.failed:
                self._done(one, Outcome(one.job.item, failure=outcome.failure))
            one.failed = True
            return
        noted = str(outcome.answer)
        self.case.decide(
            "analysis-done",
            "the machine looked at a part of it",
            sha256=one.job.sha256,
            stage=LOOK_PART,
            artifacts={"noted": noted},
            parameters=_parameters(one.job, number),
            versions={**library_versions(), "gestae": __version__},
        )
        self.known[outcome.item.key] = noted
        one.missing -= 1
        if not one.missing:
            self._whole(one)


class _Line:
    """Says how far all jobs have come; those not yet handed out count."""

    def __init__(self, planned: Sequence[_Planned], known: Mapping[str, str], progress: Progress) -> None:
        self.files = 0
        self._all, self._progress = len(planned), progress
        self._weight = sum(item.weight for one in planned for item in one.parts if item.key not in known)
        self._weight += sum(_joining_weight(one) if one.job.around else one.job.item.weight for one in planned)

    def watch(self, standing: Standing) -> None:
        """Hear from the engine."""
        self._progress(f"looking: {self.files} of {self._all} files", min(1.0, standing.reached / self._weight))


def _joining_weight(planned: _Planned) -> float:
    return max(1.0, _JOINING_SHARE * sum(part.weight for part in planned.parts))


def _parameters(job: Job, part: int) -> dict[str, Json]:
    return {**job.parameters, "part": part}
