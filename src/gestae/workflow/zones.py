"""Zones that people drew on cameras' pictures: drawn once on one footage, they hold for all footage of its camera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused, RecordError
from gestae.model.zone import MOST_POINTS, Point, Zone
from gestae.observe.opinions import refuse_opinions
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import Filter
from gestae.workflow.footage import footage_rows, video_of

__all__ = [
    "Drawn",
    "draw_zone",
    "footage_meant",
    "footage_of_camera",
    "size_of",
    "zones_document",
    "zones_drawn",
    "zones_of",
]

FORMAT: Final = 1
MOST_NAME_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone with who drew it, on which picture, and the camera whose footage it holds for, as it is called now."""

    zone: Zone
    sha256: str
    footage: str
    camera: str | None
    pts: int
    time_base: Fraction
    seq: int
    author: str
    reason: str


def draw_zone(
    case: Case, camera: str, name: str, corners: Sequence[Point], reason: str, *, at_s: Fraction = Fraction(0)
) -> Drawn:
    """Draw a zone on a camera's picture; a zone of one name may be of several polygons, each drawn by itself.

    What is journaled names the footage by its digest, and no camera: cameras' names may have to be hidden.

    Args:
        case: the case.
        camera: a camera's name, or footage by its name, number or digest.
        name: what the zone is called.
        corners: in pixels of the decoded picture, in the order around it.
        reason: what it is drawn for.
        at_s: on which picture it is drawn, in seconds from the first; where the camera moves, it holds up to there.

    Raises:
        InputRefused: the name is no name to ask for, or an opinion; there is no such camera, its picture has no size
            or its pictures no times, this very zone stands already, or the corners make no polygon within the picture.
    """
    view = case.store
    _refuse_name(name.strip())
    row = footage_meant(view, camera)
    size_px, video = size_of(row), video_of(row)
    if size_px is None or video is None or not video["first"]:
        raise InputRefused(str(row["name"]), wrong="has no pictures with a size and times", right="name other footage")
    pts, time_base = _at(row, video, at_s)
    try:
        zone = Zone(name.strip(), tuple(corners), size_px)
    except RecordError as error:
        right = f"give 3 to {MOST_POINTS} corners x1,y1 x2,y2 … within the picture, in the order around the zone"
        raise InputRefused("the zone", wrong=str(error), right=right) from error
    for one in zones_of(view, str(row["sha256"])):
        if (one.zone, one.sha256, one.pts) == (zone, row["sha256"], pts):
            way = f"withdraw that one first: gestae withdraw CASE {one.seq}"
            raise InputRefused("the zone", wrong=f"{zone.name!r} is drawn already (entry {one.seq})", right=way)
    body: dict[str, Json] = {
        "sha256": str(row["sha256"]),
        "name": zone.name,
        "pts": pts,
        "time_base": f"{time_base.numerator}/{time_base.denominator}",
        "points": [[x, y] for x, y in zone.points],
        "width_px": size_px[0],
        "height_px": size_px[1],
    }
    seq = case.decide("zone-drawn", reason, **body)
    said = {"author": case.desk.author, "reason": reason, "seq": seq}
    return _drawn({**body, **said}, row)


def _refuse_name(name: str) -> None:
    right = "write a short name, such as doorway"
    if not name or len(name) > MOST_NAME_CHARS:
        raise InputRefused("the zone", wrong="has no name, or a long one", right=right)
    if '"' in name or not name.isprintable():
        raise InputRefused(
            "the zone", wrong="has a name that no question can hold: quotes, or control signs", right=right
        )
    refuse_opinions(name, "the zone's name")


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
                "pts": one.pts,
                "time_base": f"{one.time_base.numerator}/{one.time_base.denominator}",
                "entry": one.seq,
                "drawn_by": one.author,
                "reason": one.reason,
            }
            for one in drawn
        ],
        "written": written,
    }


def _at(row: Mapping[str, Any], video: Mapping[str, Any], at_s: Fraction) -> tuple[int, Fraction]:
    """Give a moment of a footage in its own ticks."""
    base, first, last = Fraction(str(video["time_base"])), int(video["first"]["pts"]), int(video["last"]["pts"])
    pts = first + floor(at_s / base)
    if pts > last:
        length_s = float((last - first) * base)
        raise InputRefused(
            str(row["name"]), wrong=f"ends at {length_s:.2f} s", right="name an earlier picture with --at"
        )
    return pts, base


def _drawn(row: Mapping[str, Any], footage: Mapping[str, Any]) -> Drawn:
    points = tuple((int(x), int(y)) for x, y in row["points"])
    zone = Zone(str(row["name"]), points, (int(row["width_px"]), int(row["height_px"])))
    sha256 = str(row["sha256"])
    name = str(footage.get("name") or sha256[:12])
    return Drawn(
        zone,
        sha256,
        name,
        footage.get("camera"),
        int(row["pts"]),
        Fraction(str(row["time_base"])),
        int(row["seq"]),
        str(row["author"]),
        str(row["reason"]),
    )
