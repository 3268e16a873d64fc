"""Small cases with tracks, colours and proposals of a look, and no film: what is looked for in a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from tests.unit.workflow.cases import BASE, seen

from gestae.base.canonical import Json
from gestae.model.colour import Colour, Part, Worn
from gestae.model.observation import Kind, Moment, Observation, Region, Status
from gestae.model.observation_document import to_document
from gestae.model.sighting import Label, Track
from gestae.workflow.case import Case
from gestae.workflow.footage import name_of
from gestae.workflow.parquet import write_documents, write_tracks, write_worn

Way = tuple[tuple[float, float], tuple[float, float]]


def path(name: str, label: Label, frames: tuple[int, int], feet: Way, height: tuple[float, float] = (40, 40)) -> Track:
    """Draw a thing that goes straight from where its feet stood first to where they stood last."""
    n = np.arange(frames[0], frames[1] + 1)
    part = np.linspace(0, 1, len(n))[:, None]
    x, y = (np.array(feet[0]) * (1 - part) + np.array(feet[1]) * part).T
    high = height[0] * (1 - part[:, 0]) + height[1] * part[:, 0]
    boxes = np.stack([x - high / 4, y - high, x + high / 4, y], axis=1).astype(np.float32)
    return Track(name, 1, label, n, n.astype(np.int64), boxes, np.full(len(n), 0.7, np.float32))


def numbered(*tracks: Track) -> tuple[Track, ...]:
    return tuple(replace(track, number=number) for number, track in enumerate(tracks, 1))


def proposal(
    film: str, kind: Kind, frames: tuple[int, int | None], *, tracks: Sequence[str] = (), region: Region | None = None
) -> Observation:
    """Propose that something was seen from one picture to another."""
    start, end = frames
    return replace(
        seen(film, start, within=0, kind=kind),
        end=None if end is None else Moment(end, end, end, BASE),
        rule=f"{kind.value}/1",
        tracks=tuple(tracks),
        region=region,
        status=Status.PROPOSED,
    )


def look(case: Case, film: str, tracks: Sequence[Track], worn: Sequence[Worn] | None, *found: Observation) -> None:
    """Journal a look with these results; None: it was taken before colours were."""
    kept = {
        "tracks": write_tracks(tracks),
        "observations": write_documents(to_document(one, name=name_of(film), first_pts=0) for one in found),
    }
    kept |= {"colours": write_worn(worn)} if worn is not None else {}
    artifacts: dict[str, Json] = {name: case.artifacts.put_bytes(data).digest.hex for name, data in kept.items()}
    case.decide("analysis-done", "looked", sha256=film, stage="look", parameters={}, versions={}, artifacts=artifacts)


def dressed(track: str, part: Part, colour: Colour | None, *others: Colour) -> Worn:
    """Dress a track: in one colour that is named, or in several of which none is."""
    shares = {colour: 0.8} if colour else {other: round(0.9 / len(others), 4) for other in others}
    return Worn(track, part, 5, shares, colour)
