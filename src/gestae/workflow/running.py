"""[edge] Watching an analysis that runs in another process: what it journals, as it journals it.

An analysis holds a lock on the folder of artifacts, which the system takes back however the process ends. So whoever
watches knows that it goes on without asking it, a case that is only read gets no file, and no second analysis does the
same work beside it.
"""

from __future__ import annotations

import fcntl
import functools
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from gestae.errors import CaseError
from gestae.model.moment import Moment
from gestae.store.case import DATABASE, CaseView
from gestae.workflow.case import ARTIFACTS, Case, read_artifact, read_case
from gestae.workflow.findings import Filter, Finding, findings
from gestae.workflow.footage import LOOK, footage_rows, video_of
from gestae.workflow.parquet import read_documents
from gestae.workflow.windowing import window_of

__all__ = ["LookedAt", "MomentSeen", "Told", "is_at_work", "watch", "while_at_work"]

# Ten minutes of footage take ten seconds at least: nobody waits longer for what was found than for the finding.
_POLL_S: Final = 0.5
_TRIES: Final = 4
_TRY_AGAIN_S: Final = 0.05
_BUSY: Final = (
    "another analysis of this case goes on, and would do the same work; wait until it has ended, or see what it finds "
    "with `gestae observations --follow`"
)

_Rest = ParamSpec("_Rest")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class MomentSeen:
    """A moment that was found; seconds count from the footage's first picture."""

    camera: str
    start_s: float
    end_s: float
    moment: Moment


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A footage that was looked at, with what is proposed of it and fits the question; or why it was not."""

    camera: str
    proposed: tuple[Finding, ...]
    wrong: str | None


Told = MomentSeen | LookedAt


def while_at_work(
    work: Callable[Concatenate[Case, _Rest], _Answer],
) -> Callable[Concatenate[Case, _Rest], _Answer]:
    """Let whoever watches the case know that an analysis goes on, and no other begin, as long as a function works.

    The function raises CaseError where another analysis of the case goes on.
    """

    @functools.wraps(work)
    def known(case: Case, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Answer:
        with _held(case.folder):
            return work(case, *args, **kwargs)

    return known


def is_at_work(folder: Path) -> bool:
    """Say whether an analysis of a case goes on in some process of this machine."""
    try:
        with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def watch(folder: Path, wanted: Callable[[CaseView], Filter], sleep: Callable[[float], None]) -> Iterator[Told]:
    """Give what an analysis finds from now on, until none goes on any more.

    Args:
        folder: of the case.
        wanted: makes the question that observations must fit; moments fit if they are of its camera.
        sleep: waits for so many seconds.

    Returns:
        What was journaled since the call, in the journal's order. Nothing where no analysis goes on.

    Raises:
        CaseError: there is no case.
    """
    with read_case(folder) as view:
        follower = _Follower.at(view)
    stamp = None
    is_on = is_at_work(folder)
    while is_on:
        sleep(_POLL_S)
        # Asked before the journal is read: what was written before the end is still told.
        is_on = is_at_work(folder)
        now = _stamp(folder)
        if now != stamp:
            stamp = now
            with read_case(folder) as view:
                yield from follower.news(view, wanted(view))


@dataclass(slots=True)
class _Follower:
    """How far the journal was told."""

    entry: int
    told: set[str]

    @classmethod
    def at(cls, view: CaseView) -> _Follower:
        entries = (int(row["seq"]) for row in view.rows("analyses") if isinstance(row["seq"], int))
        return cls(max(entries, default=-1), {one.observation.id for one in findings(view)})

    def news(self, view: CaseView, wanted: Filter) -> Iterator[Told]:
        """Tell what came since the last time."""
        footage = {str(row["sha256"]): row for row in footage_rows(view)}
        new = [row for row in view.rows("analyses") if isinstance(row["seq"], int) and row["seq"] > self.entry]
        proposed: dict[str, list[Finding]] = {}
        for one in findings(view, wanted) if any(row["stage"] == LOOK for row in new) else ():
            if one.observation.id not in self.told:
                self.told.add(one.observation.id)
                proposed.setdefault(one.observation.sha256, []).append(one)
        for row in new:
            self.entry = max(self.entry, int(str(row["seq"])))
            of = footage.get(str(row["sha256"]))
            if of is None or not wanted.lets_footage(of):
                continue
            camera = str(of["camera"] or of["name"])
            if row["stage"] == LOOK or row["status"] == "failed":
                yield LookedAt(camera, tuple(proposed.pop(str(row["sha256"]), ())), _text(row["wrong"]))
            elif wanted.kind is None and wanted.decision is None:
                yield from _moments(view, row, of, camera)


def _moments(view: CaseView, row: Mapping[str, Any], of: Mapping[str, Any], camera: str) -> Iterator[MomentSeen]:
    """Give the moments of one window that was searched."""
    video, artifacts = video_of(of), row["artifacts"]
    if video is None or not isinstance(artifacts, Mapping):
        return
    base, first_pts = Fraction(str(video["time_base"])), int(video["first"]["pts"])
    for document in read_documents(read_artifact(view.folder, str(artifacts["moments"]))):
        for one in window_of(document).moments:
            start_s, end_s = (float((pts - first_pts) * base) for pts in (one.start_pts, one.end_pts))
            yield MomentSeen(camera, start_s, end_s, one)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _stamp(folder: Path) -> tuple[tuple[int, int], ...]:
    """Give what changes when something is journaled: sizes and times of the database and its write-ahead log."""
    found = []
    for name in (DATABASE, f"{DATABASE}-wal"):
        path = folder / name
        if path.exists():
            status = path.stat()
            found.append((status.st_size, status.st_mtime_ns))
    return tuple(found)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a case for an analysis; whoever only asks whether one goes on lets go within a moment."""
    with ExitStack() as stack:
        for tries_left in range(_TRIES, -1, -1):
            try:
                stack.enter_context(_locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB))
                break
            except BlockingIOError as error:
                if not tries_left:
                    raise CaseError(_BUSY) from error
                time.sleep(_TRY_AGAIN_S)
        yield


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder / ARTIFACTS, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
