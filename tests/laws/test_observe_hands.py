"""What is carried and handed over is told alike in whatever order it was noted, and when the picture is mirrored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.model.held import Held
from gestae.model.observation import Kind
from gestae.model.sighting import Label, Track, track_id
from gestae.observe import acts
from gestae.observe.acts import Draft
from gestae.observe.carried import carried, transferred
from gestae.observe.facts import StreamFacts
from gestae.observe.scene import Scene

FRAMES, WIDTH = 500, 640
PLACES = st.lists(st.integers(60, 560), min_size=3, max_size=5)


def person(number: int, lefts: Sequence[int]) -> Track:
    n = np.arange(FRAMES)
    left = np.interp(np.linspace(0, 1, FRAMES), np.linspace(0, 1, len(lefts)), lefts)
    boxes = np.stack([left, np.full(FRAMES, 150.0), left + 30, np.full(FRAMES, 250.0)], axis=1).astype(np.float32)
    name = track_id("drawn", Label.PERSON, n, boxes)
    return Track(name, number, Label.PERSON, n, n * 512, boxes, np.full(FRAMES, 0.6, np.float32))


def bags(track: Track, looks: Sequence[int]) -> list[Held]:
    rights = [float(track.boxes[n, 2]) for n in looks]
    return [
        Held(n, (x - 10, 200, x + 10, 224), Label.HANDBAG, 0.4, (150, 70, 40), 0.0)
        for n, x in zip(looks, rights, strict=True)
    ]


def told(tracks: Sequence[Track], seen: Sequence[Held]) -> list[tuple[Kind, int, float, float, int | None, str, int]]:
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, 12800), WIDTH, 360, np.arange(FRAMES) * 512)
    scene = Scene(facts, (), tracks, lambda first, last: [], held=tuple(seen))

    def row(kind: Kind, one: Draft) -> tuple[Kind, int, float, float, int | None, str, int]:
        assert one.track is not None
        end = None if one.end is None else one.end.n
        return kind, one.start.n, one.start.earliest, one.start.latest, end, " ".join(one.limits), one.track.number

    found = [row(Kind.OBJECT_CARRIED, one) for one in carried(scene, acts.Limits())]
    return found + [row(Kind.OBJECT_TRANSFERRED, one) for one in transferred(scene, acts.Limits())]


def mirrored(track: Track) -> Track:
    boxes = track.boxes.copy()
    boxes[:, [0, 2]] = WIDTH - track.boxes[:, [2, 0]]
    return Track(track.id, track.number, track.label, track.n, track.pts, boxes, track.scores)


@settings(max_examples=25, deadline=None)
@given(PLACES, PLACES, st.integers(5, 14), st.randoms(use_true_random=False))
def test_neither_order_nor_side_matters(one: list[int], other: list[int], handed: int, chance: object) -> None:
    tracks = [person(1, one), person(2, other)]
    looks = list(range(0, FRAMES, 25))
    seen = [*bags(tracks[0], looks[:handed]), *bags(tracks[1], looks[handed:])]
    shuffled = list(seen)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = told(tracks, seen)
    assert told(tracks, shuffled) == found
    flipped = [replace(it, box=(WIDTH - it.box[2], it.box[1], WIDTH - it.box[0], it.box[3])) for it in seen]
    assert told([mirrored(track) for track in tracks], flipped) == found
    assert all(earliest <= start <= latest for _, start, earliest, latest, *_ in found)
    assert all(end is None or start <= end for _, start, _, _, end, *_ in found)
