"""What was found in the sample, held against its exact truth: found or missed, inside or outside, how wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeAlias

import pyarrow.parquet as pq

from gestae.base.units import NS_PER_S
from gestae.chronology.clocks import world_bounds
from gestae.model.observation import Observation
from gestae.model.time import Instant
from gestae.sample import Act, Truth, acts_for_check, load_truth
from gestae.workflow.case import Case, Progress, no_progress
from gestae.workflow.demo import build_case, clear_demo, draw_film
from gestae.workflow.findings import findings
from gestae.workflow.investigate import share
from gestae.workflow.ordercheck import OrderChecked, check_order, shown_by_hand
from gestae.workflow.placing import order_of_events
from gestae.workflow.sightings import Clocks

__all__ = ["Checked", "CheckedAct", "TrueBoxes", "check_seed", "check_seeds", "compare"]

Box: TypeAlias = "tuple[float, float, float, float]"

# An observation is taken for an act of its kind if it starts this near to it; farther off, it is another thing.
NEAR_S: Final = Fraction(2)
# A presence is taken for a true one if they share so much of the time that both together last.
PRESENT_SHARED: Final = 0.3
# A region lies on a subject if both share so much of what they cover together.
LIES_ON: Final = 0.25
_PRESENT: Final = ("person_present", "vehicle_present")
_FRAMES_ALLOWED: Final = 2


@dataclass(frozen=True, slots=True)
class TrueBoxes:
    """Where every subject truly is in every picture of every camera."""

    by_picture: Mapping[tuple[str, int], tuple[tuple[str, Box], ...]]

    @classmethod
    def load(cls, folder: Path) -> TrueBoxes:
        """Read the boxes of a drawn yard."""
        rows = pq.read_table(folder / "truth" / "boxes.parquet").to_pylist()
        found: dict[tuple[str, int], tuple[tuple[str, Box], ...]] = {}
        for row in rows:
            key = (str(row["camera"]), int(row["pts"]))
            box = (float(row["x1"]), float(row["y1"]), float(row["x2"]), float(row["y2"]))
            found[key] = (*found.get(key, ()), (str(row["subject"]), box))
        return cls(found)

    def whose(self, one: Observation) -> str | None:
        """Name the subject that an observation's region lies on at its start; None where it lies on nobody."""
        if one.region is None or one.camera is None:
            return None
        x1, y1, x2, y2 = one.region.corners
        region = (float(x1), float(y1), float(x2), float(y2))
        there = self.by_picture.get((one.camera, one.start.pts), ())
        best = max(((_overlap(region, box), name) for name, box in there), default=(0.0, ""))
        return best[1] if best[0] >= LIES_ON else None


@dataclass(frozen=True, slots=True)
class CheckedAct:
    """One act on one camera: was it found, does its interval hold the truth, how wide is it.

    `allowed_ns` is what the recorder's time checks leave open at that moment, and two frame intervals.
    """

    act: int
    kind: str
    what: str
    camera: str
    is_found: bool
    is_inside: bool | None
    off_s: float | None
    width_ns: int | None
    allowed_ns: int
    observation: str = ""

    @property
    def verdict(self) -> str:
        """Say it in a word or two."""
        if not self.is_found:
            return "missed"
        return "found, inside" if self.is_inside else f"found, OUTSIDE by {self.off_s or 0:.3f} s"

    @property
    def width_words(self) -> str:
        """Give the width in seconds."""
        return "–" if self.width_ns is None else f"{self.width_ns / NS_PER_S:.3f} s"

    @property
    def allowed_words(self) -> str:
        """Give the width that is aimed at in seconds."""
        return f"{self.allowed_ns / NS_PER_S:.3f} s"


@dataclass(frozen=True, slots=True)
class Checked:
    """One seed's result."""

    seed: int
    acts: tuple[CheckedAct, ...]
    more: int
    order: OrderChecked | None = None

    @property
    def found(self) -> int:
        """Count the acts that were found on at least one camera."""
        return len({one.act for one in self.acts if one.is_found})

    @property
    def total(self) -> int:
        """Count the acts of the truth."""
        return len({one.act for one in self.acts})

    @property
    def is_met(self) -> bool:
        """Say whether all were found, all inside, none wider than aimed at, and no order is wrong."""
        seen = [one for one in self.acts if one.is_found]
        narrow = all(one.width_ns is not None and one.width_ns <= one.allowed_ns for one in seen)
        sound = self.order is None or self.order.is_sound
        return self.found == self.total and all(one.is_inside for one in seen) and narrow and sound

    @property
    def summary(self) -> str:
        """Say the result in a sentence."""
        seen = [one for one in self.acts if one.is_found]
        inside = sum(bool(one.is_inside) for one in seen)
        narrow = sum(one.width_ns is not None and one.width_ns <= one.allowed_ns for one in seen)
        widths = [one.width_ns / NS_PER_S for one in seen if one.width_ns is not None]
        middle = f"{median(widths):.3f} s" if widths else "–"
        return (
            f"seed {self.seed}: {self.found} of {self.total} acts found on at least one camera "
            f"({len(seen)} of {len(self.acts)} sightings); {inside} of {len(seen)} inside; "
            f"median width {middle}; {narrow} of {len(seen)} as narrow as aimed at; {self.more} other observations"
        )

    def document(self) -> dict[str, Any]:
        """Write it for programs."""
        return {
            "seed": self.seed,
            "found": self.found,
            "total": self.total,
            "met": self.is_met,
            "other_observations": self.more,
            "order": None if self.order is None else self.order.document(),
            "acts": [
                {
                    "kind": one.kind,
                    "what": one.what,
                    "camera": one.camera,
                    "found": one.is_found,
                    "inside": one.is_inside,
                    "width_s": None if one.width_ns is None else one.width_ns / NS_PER_S,
                    "allowed_s": one.allowed_ns / NS_PER_S,
                }
                for one in self.acts
            ],
        }


def check_seeds(
    folder: Path,
    seeds: Sequence[int],
    *,
    discard: bool = False,
    workers: int | None = None,
    progress: Progress = no_progress,
) -> tuple[Checked, ...]:
    """Build the case of each seed anew in a folder of its own below `folder`, and hold it against its truth."""
    checked = []
    for place, seed in enumerate(seeds):
        part = share(progress, place / len(seeds), (place + 1) / len(seeds))
        checked.append(check_seed(folder / f"seed-{seed}", seed, discard=discard, workers=workers, progress=part))
    return tuple(checked)


def check_seed(
    folder: Path,
    seed: int,
    *,
    discard: bool = False,
    workers: int | None = None,
    progress: Progress = no_progress,
) -> Checked:
    """Draw one seed and build its case anew, and hold what was found against the truth."""
    clear_demo(folder, replace=True, discard=discard)
    truth = draw_film(folder, seed, workers, share(progress, 0.0, 0.45))
    with build_case(folder, truth, workers=workers, progress=share(progress, 0.45, 1.0)) as case:
        clocks = Clocks(case.store)
        found = [one.observation for one in findings(case.store) if one.decision in ("proposed", "accepted")]
        checked = compare(load_truth(folder), found, clocks, boxes=TrueBoxes.load(folder), seed=seed)
        return replace(checked, order=_order(case, load_truth(folder), checked))


def _order(case: Case, truth: Truth, checked: Checked) -> OrderChecked:
    """Hold the order of the case's events against the truth: what rules found and what was written by hand."""
    events = order_of_events(case.store)
    cameras = {str(row["sha256"]): str(row["camera"]) for row in case.store.rows("cameras")}
    of_act = shown_by_hand(truth, events, cameras)
    place_of = {id(act): place for place, act in enumerate(truth.acts)}
    numbers = [place_of[id(act)] for act in acts_for_check(truth)]
    by_member = {one.decided.observation.id: event.id for event in events for one in event.sightings}
    for one in checked.acts:
        if one.observation in by_member:
            place = numbers[one.act]
            of_act[place] = of_act.get(place, frozenset()) | {by_member[one.observation]}
    return check_order(events, [(act, of_act.get(place, frozenset())) for place, act in enumerate(truth.acts)])


def compare(truth: Truth, found: Sequence[Observation], clocks: Clocks, *, boxes: TrueBoxes, seed: int) -> Checked:
    """Match each act on each camera that can see it with the nearest observation of its kind, each used once.

    An observation that lies on another subject than the act's is not taken for it, however near in time.
    """
    left = [one for one in found if one.rule != "person/1"]
    rows = []
    for number, act in enumerate(acts_for_check(truth)):
        for camera in act.cameras:
            match = _nearest(act, camera, truth, [one for one in left if _may_be(act, boxes.whose(one))])
            if match is not None:
                left.remove(match)
            rows.append(_row(number, act, camera, truth, match, clocks))
    return Checked(seed, tuple(rows), len(left))


def _nearest(act: Act, camera: str, truth: Truth, found: Sequence[Observation]) -> Observation | None:
    same = [one for one in found if one.kind.value == act.kind and one.camera == camera]
    if act.kind in _PRESENT:
        shared = [(_shared(act, camera, truth, one), one) for one in same]
        best = max(shared, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] >= PRESENT_SHARED else None
    apart = [(abs(_true_s(act, camera, truth) - one.start.pts * one.start.time_base), one.id, one) for one in same]
    nearest = min(apart, default=None)
    return nearest[2] if nearest and nearest[0] <= NEAR_S else None


def _may_be(act: Act, subject: str | None) -> bool:
    return subject is None or not act.subjects or subject in act.subjects


def _overlap(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = wide * high
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def _true_s(act: Act, camera: str, truth: Truth) -> Fraction:
    """Give the time, in its file, of the first picture at or after an act's start."""
    sight = next(sight for sight in act.sights if sight.camera == camera)
    file = truth.file(camera)
    pts = file.pts[-1] if sight.pts is None else sight.pts
    return pts * Fraction(file.time_base)


def _shared(act: Act, camera: str, truth: Truth, one: Observation) -> float:
    sight = next(sight for sight in act.sights if sight.camera == camera)
    file = truth.file(camera)
    base = Fraction(file.time_base)
    start, end = _true_s(act, camera, truth), (sight.end_pts or file.pts[-1]) * base
    its_start = one.start.pts * one.start.time_base
    its_end = one.end.pts * one.end.time_base if one.end else file.pts[-1] * base
    both = min(end, its_end) - max(start, its_start)
    return float(both / (max(end, its_end) - min(start, its_start))) if both > 0 else 0.0


def _row(number: int, act: Act, camera: str, truth: Truth, match: Observation | None, clocks: Clocks) -> CheckedAct:
    what = ", ".join(act.subjects)
    file = truth.file(camera)
    frame_ns = Fraction(file.pts[-1] - file.pts[0], len(file.pts) - 1) * Fraction(file.time_base) * NS_PER_S
    truly = Instant(act.start_ns)
    if match is None:
        allowed = round(_FRAMES_ALLOWED * frame_ns)
        return CheckedAct(
            number,
            act.kind,
            what,
            camera,
            is_found=False,
            is_inside=None,
            off_s=None,
            width_ns=None,
            allowed_ns=allowed,
        )
    placed = clocks.place(match.sha256, match.start)
    clock = clocks.recorders[str(clocks.recorder_of(match.sha256))]
    shown = placed.display.earliest
    frames_ns = ceil(_FRAMES_ALLOWED * frame_ns * (1 + clock.max_rate_error))
    allowed = world_bounds(clock, shown, shown)[0].width_ns + frames_ns
    span = placed.interval
    off_ns = max(span.earliest.ns - truly.ns, truly.ns - span.latest.ns, 0)
    return CheckedAct(
        number,
        act.kind,
        what,
        camera,
        is_found=True,
        is_inside=span.holds(truly),
        off_s=off_ns / NS_PER_S,
        width_ns=span.width_ns,
        allowed_ns=allowed,
        observation=match.id,
    )
