"""Zones that people drew on cameras' pictures: drawn once on one footage, they hold for all footage of its camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused, RecordError
from gestae.model.observation import Kind
from gestae.model.zone import MOST_POINTS, Point, Zone
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import Filter, findings
from gestae.workflow.footage import footage_rows, video_of

__all__ = [
    "Drawn",
    "draw_zone",
    "footage_meant",
    "footage_of_camera",
    "moved_cameras",
    "size_of",
    "zones_document",
    "zones_drawn",
    "zones_of",
]

FORMAT: Final = 1
MOST_NAME_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone with who drew it, on which footage, and the camera whose footage it holds for, as it is called now."""

    zone: Zone
    sha256: str
    footage: str
    camera: str | None
    seq: int
    author: str
    reason: str


def draw_zone(case: Case, camera: str, name: str, corners: Sequence[Point], reason: str) -> Drawn:
    """Draw a zone on a camera's picture.

    What is journaled names the footage by its digest, and no camera: cameras' names may have to be hidden.

    Args:
        case: the case.
        camera: a camera's name, or footage by its name, number or digest.
        name: what the zone is called.
        corners: in pixels of the decoded picture, in the order around it.
        reason: what it is drawn for.

    Raises:
        InputRefused: there is no such camera, its picture has no size, the camera has a zone of that name already, or
            the corners make no polygon within the picture.
    """
    view = case.store
    if not name.strip() or len(name.strip()) > MOST_NAME_CHARS:
        raise InputRefused("the zone", wrong="has no name, or a long one", right="write a short name, such as doorway")
    row = footage_meant(view, camera)
    size_px = size_of(row)
    if size_px is None:
        raise InputRefused(str(row["name"]), wrong="has no picture of a known size", right="name footage with pictures")
    taken = next((one for one in zones_of(view, str(row["sha256"])) if one.zone.name == name.strip()), None)
    if taken is not None:
        way = f"write another name, or withdraw that one: gestae withdraw CASE {taken.seq}"
        raise InputRefused("the zone", wrong=f"{name.strip()!r} is drawn already (entry {taken.seq})", right=way)
    try:
        zone = Zone(name.strip(), tuple(corners), size_px)
    except RecordError as error:
        right = f"give 3 to {MOST_POINTS} corners x1,y1 x2,y2 … within the picture, in the order around the zone"
        raise InputRefused("the zone", wrong=str(error), right=right) from error
    body: dict[str, Json] = {
        "sha256": str(row["sha256"]),
        "name": zone.name,
        "points": [[x, y] for x, y in zone.points],
        "width_px": size_px[0],
        "height_px": size_px[1],
    }
    seq = case.decide("zone-drawn", reason, **body)
    return Drawn(zone, str(row["sha256"]), str(row["name"]), row["camera"], seq, case.desk.author, reason)


def zones_drawn(view: CaseView) -> tuple[Drawn, ...]:
    """Give every zone that stands, in the order in which they were drawn."""
    rows = {str(row["sha256"]): row for row in footage_rows(view)}
    return tuple(_drawn(row, rows.get(str(row["sha256"]), {})) for row in view.rows("zones"))


def zones_of(view: CaseView, sha256: str) -> tuple[Drawn, ...]:
    """Give the zones that hold for a footage: those drawn on it, and on other footage of its camera."""
    camera = next((row["camera"] for row in footage_rows(view) if row["sha256"] == sha256), None)
    return tuple(
        one for one in zones_drawn(view) if one.sha256 == sha256 or (camera is not None and one.camera == camera)
    )


def footage_of_camera(view: CaseView, camera: str) -> frozenset[str]:
    """Find the footage that a word means: all of a camera, or one by its name, number or digest.

    Raises:
        InputRefused: there is none; it says which cameras there are.
    """
    rows = footage_rows(view)
    named = {str(row["sha256"]) for row in rows if row["camera"] == camera}
    if named:
        return frozenset(named)
    wanted = Filter.of(view, kind=None, camera=camera, decision=None)
    if wanted.footage is not None:
        return frozenset({wanted.footage})
    return frozenset(str(row["sha256"]) for row in rows if (row["camera"] or row["name"]) == camera)


def footage_meant(view: CaseView, camera: str) -> Mapping[str, Any]:
    """Choose the footage on whose picture a camera's zone is drawn: the first received that has pictures.

    Raises:
        InputRefused: there is no such camera.
    """
    meant = footage_of_camera(view, camera)
    numbers = Exhibits(view).numbers
    rows = [row for row in footage_rows(view) if row["sha256"] in meant]
    return min(rows, key=lambda row: (size_of(row) is None, numbers[str(row["sha256"])]))


def size_of(row: Mapping[str, Any]) -> tuple[int, int] | None:
    """Give (width, height) of a footage's pictures; None where its facts do not say, or are withheld."""
    video = video_of(row)
    picture = video.get("picture") if video else None
    return (int(picture["width"]), int(picture["height"])) if picture else None


def moved_cameras(view: CaseView) -> frozenset[str]:
    """Name the footage in which the view moved, as a rule proposed or a person said: a zone may not fit after that."""
    moved = (one for one in findings(view, Filter(kind=Kind.CAMERA_MOVED.value)) if one.decision != "rejected")
    return frozenset(one.observation.sha256 for one in moved)


def zones_document(drawn: Sequence[Drawn], written: str | None = None) -> dict[str, Any]:
    """Write zones for programs."""
    return {
        "format": FORMAT,
        "zones": [
            {
                "name": one.zone.name,
                "camera": one.camera,
                "footage": {"sha256": one.sha256, "name": one.footage},
                "points": [[x, y] for x, y in one.zone.points],
                "picture_px": [*one.zone.size_px],
                "entry": one.seq,
                "drawn_by": one.author,
                "reason": one.reason,
            }
            for one in drawn
        ],
        "written": written,
    }


def _drawn(row: Mapping[str, Any], footage: Mapping[str, Any]) -> Drawn:
    points = tuple((int(x), int(y)) for x, y in row["points"])
    zone = Zone(str(row["name"]), points, (int(row["width_px"]), int(row["height_px"])))
    sha256 = str(row["sha256"])
    name = str(footage.get("name") or sha256[:12])
    return Drawn(zone, sha256, name, footage.get("camera"), int(row["seq"]), str(row["author"]), str(row["reason"]))
