"""What a person looks at before deciding: the pictures around a moment, its place in time, what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.chronology.clocks import Placed
from gestae.errors import ClockError, InputRefused
from gestae.model.observation import Observation
from gestae.store.case import CaseView
from gestae.workflow.basis import bounded_by
from gestae.workflow.case import ORIGINALS
from gestae.workflow.findings import Finding, findings, found_by_id
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.material import exhibit_numbers
from gestae.workflow.readings import picture_times
from gestae.workflow.sightings import Clocks
from gestae.workflow.stills import NoStill, Stills, later_pts, take_stills

__all__ = ["Part", "Shot", "Shown", "around", "show"]

# Wide enough to tell a person at the far end of a yard; what is wider is made as narrow as this.
WIDTH_PX: Final = 1280


class Part(StrEnum):
    """Which picture of a moment it is."""

    BEFORE = "before"
    AT = "at"
    AFTER = "after"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a moment, as JPEG, or why there is none."""

    part: Part
    pts: int
    picture: bytes | NoStill

    @property
    def not_drawn(self) -> str:
        """Say why there is no picture; empty where there is one."""
        return self.picture.why if isinstance(self.picture, NoStill) else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An observation with its pictures and its place in time.

    Attributes:
        exhibit: number of the original on the list of exhibits.
        first_pts: time of the stream's first picture, from which seconds are counted.
        frame_px: (width, height) of the decoded frame; None where the file does not say.
        placed: where its start lies in the world; None with the reason in `not_placed`.
        end: where its end lies; None where it has none or is not placed.
        rests_on: names of the time checks and clock readings that bound it.
        shots: the pictures, in order of time.
    """

    finding: Finding
    footage: str
    exhibit: int
    first_pts: int
    frame_px: tuple[int, int] | None
    placed: Placed | None
    end: Placed | None
    not_placed: str
    shots: tuple[Shot, ...]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Name what bounds its start, without what is assumed, which `placed` holds."""
        return tuple(one for one in bounded_by(self.placed) if not one.startswith("assumed: "))

    @property
    def at(self) -> Shot:
        """The picture that shows the moment."""
        return next(shot for shot in self.shots if shot.part is Part.AT)

    @property
    def is_altered(self) -> bool:
        """Whether its original is no longer what was received."""
        return any(isinstance(shot.picture, NoStill) and shot.picture.is_altered for shot in self.shots)


def show(view: CaseView, ids: Iterable[str], *, workers: int | None = None) -> tuple[Shown, ...]:
    """Take the pictures of observations and place them in time; nothing in the case changes.

    Args:
        view: the case.
        ids: of observations, or the first digits of them.
        workers: how many files are decoded at once; None: one for each core.

    Raises:
        InputRefused: none is named, there is no observation of an id, or more than one.
    """
    known = {finding.observation.id: finding for finding in findings(view)}
    chosen = [found_by_id(known, name, "the command") for name in ids]
    if not chosen:
        raise InputRefused("the command", wrong="names no observation", right="write ids as `gestae observations` does")
    wanted = {one.observation.id: _wanted(view, one.observation) for one in chosen}
    stills = take_stills(
        view.folder / ORIGINALS,
        (_key(one.observation, pts) for one in chosen for pts in wanted[one.observation.id].values()),
        workers,
        width_px=WIDTH_PX,
    )
    clocks, numbers = Clocks(view), exhibit_numbers(view)
    rows = {str(row["sha256"]): row for row in footage_rows(view)}
    distinct = {one.observation.id: one for one in chosen}
    return tuple(
        _shown(one, clocks, numbers, rows, _shots(one.observation, wanted[name], stills))
        for name, one in distinct.items()
    )


def around(one: Observation, times: npt.NDArray[np.int64]) -> dict[Part, int]:
    """Name the pictures that show a moment: the last before it can have begun, itself, the next, one a second later.

    Args:
        one: the observation.
        times: pts of the stream's pictures, sorted; none where they are not known.

    Returns:
        The pts of each picture that there is, in order of time; the moment's own always.

    >>> from fractions import Fraction
    >>> from gestae.model.observation import Kind, Moment
    >>> moment = Moment(pts=6, earliest_pts=4, latest_pts=6, time_base=Fraction(1, 25))
    >>> seen = Observation(Kind.FALL, "ab" * 32, 0, None, moment, None, "person/1")
    >>> [(part.value, pts) for part, pts in around(seen, np.arange(10)).items()]
    [('before', 4), ('at', 6), ('after', 7)]
    """
    start = one.start
    before = times[(times <= start.earliest_pts) & (times < start.pts)]
    after = times[(times >= start.latest_pts) & (times > start.pts)]
    found = {Part.BEFORE: int(before[-1])} if len(before) else {}
    found[Part.AT] = start.pts
    if len(after):
        found[Part.AFTER] = int(after[0])
    later = later_pts(one, times)
    if later is not None and later > found.get(Part.AFTER, start.pts):
        found[Part.LATER] = later
    return found


def _wanted(view: CaseView, one: Observation) -> dict[Part, int]:
    known = [times for times in picture_times(view, one.sha256) if times.stream == one.stream]
    same = [times.pts for times in known if times.time_base == one.start.time_base]
    return around(one, same[0] if same else np.zeros(0, np.int64))


def _key(one: Observation, pts: int) -> tuple[str, int, int]:
    return one.sha256, one.stream, pts


def _shots(one: Observation, wanted: Mapping[Part, int], stills: Stills) -> tuple[Shot, ...]:
    return tuple(Shot(part, pts, stills[_key(one, pts)]) for part, pts in wanted.items())


def _shown(
    finding: Finding,
    clocks: Clocks,
    numbers: Mapping[str, int],
    rows: Mapping[str, Mapping[str, object]],
    shots: Sequence[Shot],
) -> Shown:
    one = finding.observation
    row = rows.get(one.sha256, {})
    video = video_of(row) if row else None
    picture = video.get("picture") if video else None
    placed = end = None
    not_placed = ""
    try:
        placed = clocks.place(one.sha256, one.start)
        end = clocks.place(one.sha256, one.end) if one.end else None
    except ClockError as error:
        placed, not_placed = None, str(error)
    return Shown(
        finding=finding,
        footage=str(row.get("name") or one.sha256[:12]),
        exhibit=numbers[one.sha256],
        first_pts=int(video["first"]["pts"]) if video and video["first"] else 0,
        frame_px=(int(picture["width"]), int(picture["height"])) if picture else None,
        placed=placed,
        end=end,
        not_placed=not_placed,
        shots=tuple(shots),
    )
