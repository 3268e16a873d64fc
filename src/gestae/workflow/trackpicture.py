"""Which picture shows a tracked thing best: the one in which it is largest and lies whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gestae.errors import InputRefused
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.exhibits import LEAST_DIGITS, Exhibits
from gestae.workflow.findings import artifacts_of
from gestae.workflow.footage import footage_rows
from gestae.workflow.trackfacts import TrackFacts, TrackTables
from gestae.workflow.zones import size_of

__all__ = ["TrackPicture", "track_picture"]


@dataclass(frozen=True, slots=True)
class TrackPicture:
    """A track, the footage it is in, and the picture that shows it best."""

    sha256: str
    track: TrackFacts

    @property
    def words(self) -> str:
        """Say what is in the picture, and where: the box is not drawn."""
        x1, y1, x2, y2 = (round(side) for side in self.track.largest_box)
        return f"track {self.track.number}, {self.track.label.value}, from {x1},{y1} to {x2},{y2} in the picture"


def track_picture(view: CaseView, name: str) -> TrackPicture | None:
    """Find the track that a word means by the first digits of its id; None where it means an exhibit, or no track.

    Raises:
        InputRefused: it begins the ids of several tracks.
    """
    if len(name) < LEAST_DIGITS or set(name) - set("0123456789abcdef") or Exhibits(view).matching(name):
        return None
    found = [one for one in _tracks(view) if one.track.id.startswith(name)]
    if len(found) > 1:
        raise InputRefused("the track", wrong=f"{name!r} begins {len(found)} ids", right="write more digits of it")
    return found[0] if found else None


def _tracks(view: CaseView) -> Iterator[TrackPicture]:
    with TrackTables() as tables:
        for row in footage_rows(view):
            sha256 = str(row["sha256"])
            artifact = artifacts_of(view, sha256).get("tracks")
            data = read_artifact(view.folder, artifact) if artifact else None
            for track in tables.facts(data, size_of(row)) if data else ():
                yield TrackPicture(sha256, track)
