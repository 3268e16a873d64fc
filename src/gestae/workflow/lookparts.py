"""The parts in which a film is looked at: planned, handed to workers, journaled, joined.

A film around whose moments is looked has a part for each stretch in which something happens; any worker takes any part,
and what each leaves is journaled, so that a run which was killed has lost a few minutes of film. One more item joins
the parts. A film that is looked at everywhere is one item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Engine, Outcome, Standing, WorkItem
from gestae.sight.spans import Span, Ticks, in_parts, near_spans
from gestae.workflow.case import Case, Progress
from gestae.workflow.films import Film
from gestae.workflow.footage import LOOK_PART
from gestae.workflow.outcomes import analysis_key, key_of
from gestae.workflow.versions import library_versions

__all__ = ["Around", "Job", "Record", "part_items", "run_jobs"]

_WORK: Final = "gestae.workflow.looking:look_at_part"
_FROM_THE_LOOK: Final = ("path", "sha256", "artifacts", "detector", "setting", "looks_per_s", "pose", "text")
# So many items are handed to the workers before the films to which the parts belong are joined: enough that few workers
# wait at the end of them, few enough that films are journaled as the run goes.
_ITEMS_AT_A_TIME: Final = 24
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
        pictures = sum(group.packets for group in around.film.groups if _is_in(spans, group.start_pts))
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
    run = _Run(case, engine, record, known, _Line(planned, known, progress))
    joined: list[_Planned] = []
    for batch in (*_batches(planned), ()):
        joined = run.take(joined, batch)


@dataclass(frozen=True, slots=True)
class _Planned:
    job: Job
    parts: tuple[WorkItem, ...]


def _batches(planned: Iterable[_Planned]) -> Iterator[tuple[_Planned, ...]]:
    batch: list[_Planned] = []
    for one in planned:
        batch.append(one)
        if sum(max(1, len(each.parts)) for each in batch) >= _ITEMS_AT_A_TIME:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


@dataclass(slots=True)
class _Run:
    case: Case
    engine: Engine
    record: Record
    known: dict[str, str]
    line: _Line

    def take(self, joined: Sequence[_Planned], batch: Sequence[_Planned]) -> list[_Planned]:
        """Join films whose parts are noted, and look at the next; give those of them that are to be joined."""
        whole = [one for one in batch if not one.parts]
        parts = [(one, item) for one in batch for item in one.parts if item.key not in self.known]
        items = [self._joining(one) for one in joined] + [one.job.item for one in whole] + [item for _, item in parts]
        outcomes = iter(self.engine.run(items, watch=self.line.watch) if items else ())
        for one in (*joined, *whole):
            self.record(one.job, next(outcomes))
            self.line.files += 1
        failed: set[str] = set()
        for one, item in parts:
            self._part(one.job, one.parts.index(item), next(outcomes), failed)
        self.line.before += sum(item.weight for item in items)
        return [one for one in batch if one.parts and one.job.item.key not in failed]

    def _joining(self, planned: _Planned) -> WorkItem:
        item = planned.job.item
        digests: list[Json] = [self.known[part.key] for part in planned.parts]
        return replace(item, arguments={**item.arguments, "parts": digests}, weight=_joining_weight(planned))

    def _part(self, job: Job, number: int, outcome: Outcome, failed: set[str]) -> None:
        """Journal what a part left; of a film whose part failed, the first failure."""
        if outcome.failure is not None:
            if job.item.key not in failed:
                self.record(job, Outcome(job.item, failure=outcome.failure))
                self.line.files += 1
            failed.add(job.item.key)
            return
        noted = str(outcome.answer)
        self.case.decide(
            "analysis-done",
            "the machine looked at a part of it",
            sha256=job.sha256,
            stage=LOOK_PART,
            artifacts={"noted": noted},
            parameters=_parameters(job, number),
            versions={**library_versions(), "gestae": __version__},
        )
        self.known[outcome.item.key] = noted


class _Line:
    """Says how far all jobs have come, over several runs of the engine."""

    def __init__(self, planned: Sequence[_Planned], known: Mapping[str, str], progress: Progress) -> None:
        self.files, self.before = 0, 0.0
        self._all, self._progress = len(planned), progress
        items = [part for one in planned for part in one.parts if part.key not in known]
        joins = sum(_joining_weight(one) for one in planned if one.parts)
        self._weight = sum(one.job.item.weight for one in planned if not one.parts) + joins
        self._weight += sum(item.weight for item in items)

    def watch(self, standing: Standing) -> None:
        """Hear from the engine."""
        done = (self.before + standing.reached) / self._weight if self._weight else 1.0
        self._progress(f"looking: {self.files} of {self._all} files", min(1.0, done))


def _joining_weight(planned: _Planned) -> float:
    return max(1.0, _JOINING_SHARE * sum(part.weight for part in planned.parts))


def _parameters(job: Job, part: int) -> dict[str, Json]:
    return {**job.parameters, "part": part}


def _is_in(spans: Iterable[Span], pts: int) -> bool:
    return any(first <= pts and (end is None or pts < end) for first, end in spans)
