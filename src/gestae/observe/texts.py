"""Text that was read: each text on a thing or in the scene becomes one draft, from the first picture that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from gestae.model.observation import Region
from gestae.model.text import Bearer, Inscription, Means, Script, in_cyrillic
from gestae.observe.acts import Draft, Limits
from gestae.observe.scene import Found, Scene

__all__ = ["text_seen"]

_TWO_READINGS = "Its letters look alike in both scripts: it may be {latin} in Latin or {cyrillic} in Cyrillic letters."
_UNDECIDED = "Nothing here shows whether its letters are Latin or Cyrillic: it may be either."
_STILL = (
    "Whether it hangs in the scene or was burnt into the picture is not shown.",
    "It was read in a few pictures, spread over the film; whether it stood there in between is not shown.",
)
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
            track=None if one.track is None else tracks[one.track], limits=tuple(_said(one)),
            region=_within(first.box, scene), words=one.wording, attribute=one.on.value,
        )  # fmt: skip


def _said(one: Inscription) -> Iterator[str]:
    yield _READ_AS[one.means].format(looks=len(one.looks), least=one.least_votes)
    if one.wording.script is Script.UNDECIDED and any(map(str.isalpha, one.wording.reads)):
        cyrillic = in_cyrillic(one.wording.reads)
        yield _TWO_READINGS.format(latin=one.wording.reads, cyrillic=cyrillic) if cyrillic else _UNDECIDED
    if one.on is Bearer.STILL:
        yield from _STILL


def _within(box: tuple[int, int, int, int], scene: Scene) -> Region | None:
    x1, y1 = max(0, box[0]), max(0, box[1])
    x2, y2 = min(scene.facts.width_px, box[2]), min(scene.facts.height_px, box[3])
    return Region(x1, y1, x2, y2) if x1 < x2 and y1 < y2 else None
