"""Text that was read on things: each text of a track becomes one draft, from the first picture that shows it so."""

from __future__ import annotations

from collections.abc import Iterator

from gestae.model.observation import Region
from gestae.model.text import Inscription, Means, Script
from gestae.observe.acts import Draft, Limits
from gestae.observe.scene import Found, Scene

__all__ = ["text_seen"]

_UNDECIDED = "Its letters look alike in Latin and Cyrillic, or are too few to tell: it may be either."
_READ_AS = {
    Means.READER: "{looks} pictures agree; each letter that is told is said by at least {least} of them.",
    Means.SHAPE: "One large letter, told by its shape in {looks} pictures; it may be a figure that is no letter.",
}


def text_seen(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first picture in which it was read so to the last."""
    tracks = {track.id: track for track in scene.tracks}
    for one in scene.texts:
        first, last = one.looks[0], one.looks[-1]
        yield Draft(
            Found(first.n, first.n, first.n), Found(last.n, last.n, last.n),
            track=tracks[one.track], limits=tuple(_said(one)), region=_within(first.box, scene), words=one.wording,
        )  # fmt: skip


def _said(one: Inscription) -> Iterator[str]:
    yield _READ_AS[one.means].format(looks=len(one.looks), least=one.least_votes)
    if one.wording.script is Script.UNDECIDED:
        yield _UNDECIDED


def _within(box: tuple[int, int, int, int], scene: Scene) -> Region | None:
    x1, y1 = max(0, box[0]), max(0, box[1])
    x2, y2 = min(scene.facts.width_px, box[2]), min(scene.facts.height_px, box[3])
    return Region(x1, y1, x2, y2) if x1 < x2 and y1 < y2 else None
