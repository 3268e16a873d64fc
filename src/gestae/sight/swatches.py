"""The colours of clothing and vehicles over a track: every look votes, and without agreement there is no name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.model.colour import Colour, Part, Worn, parts_of
from gestae.model.sighting import Detections, Label, Track
from gestae.sight.colour import COLOURS, Light, Picture, colour_shares, light_of
from gestae.sight.sightings import Packed

__all__ = ["Swatches", "VoteRules", "agreed", "cut_out", "is_hidden", "is_whole", "place_of"]

_Box = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VoteRules:
    """Which looks vote, and when their votes agree.

    Attributes:
        version: goes up whenever the same footage may give another colour.
        least_px: a part narrower or lower than this in pixels shows no colour.
        most_side: so many pixels a side of a part are read, spread over it.
        hidden: a part of which more than this lies behind something nearer does not vote.
        edge_px: a person whose box comes so near to the picture's edge may be cut off there.
        upright: a person's box lower than this many widths shows no parts: they sit, bend or lie.
        named: part of the pixels that must bear names, else the look does not vote.
        pictures: fewer votes name nothing.
        share: mean part of the pixels that a colour must have.
        lead: by how much it must be ahead of the next.
        least_share: what is rarer is not written down.
    """

    version: int = 1
    least_px: int = 6
    most_side: int = 24
    hidden: float = 0.25
    edge_px: float = 2.0
    upright: float = 1.6
    named: float = 0.5
    pictures: int = 3
    share: float = 0.5
    lead: float = 0.15
    least_share: float = 0.05


# Where on a box each part lies, as parts of its width and height: within the outline, off the face and the arms' outer
# sides, off windows and wheels.
_PLACES: Final[Mapping[Part, tuple[float, float, float, float]]] = {
    Part.UPPER: (0.32, 0.20, 0.68, 0.45),
    Part.LOWER: (0.34, 0.54, 0.66, 0.80),
    Part.BODY: (0.15, 0.42, 0.85, 0.75),
}
_PLACES_OF_SHARE: Final = 4
_PARTS: Final = np.array([part.value for part in Part])


@dataclass(slots=True)
class Swatches:
    """What the looks at one film show of colours, kept by picture and box until the tracks are known."""

    rules: VoteRules = field(default_factory=VoteRules)
    _votes: dict[tuple[int, bytes], dict[Part, npt.NDArray[np.float32]]] = field(default_factory=dict)

    def note(self, n: int, picture: Picture, found: Detections) -> None:
        """Take the colours of what was detected in a picture.

        Args:
            n: its ordinal.
            picture: (h, w, 3) uint8, red green blue.
            found: what was detected in it.
        """
        rows = [row for row, label in enumerate(found.labels) if parts_of(label)]
        light = light_of(picture) if rows else None
        if light is None:
            return
        for row in rows:
            box = found.boxes[row]
            votes = dict(self._seen(picture, light, found, row))
            if votes:
                self._votes[n, box.tobytes()] = votes

    def packed(self) -> Packed:
        """Write all votes as arrays, one row for each part of each box."""
        rows = [(n, box, part, one) for (n, box), votes in self._votes.items() for part, one in votes.items()]
        boxes = [np.frombuffer(box, np.float32) for _, box, _, _ in rows]
        return {
            "n": np.array([n for n, *_ in rows], np.int64),
            "boxes": np.array(boxes, np.float32).reshape(-1, 4),
            "parts": np.array([part.value for *_, part, _ in rows], _PARTS.dtype),
            "shares": np.array([one for *_, one in rows], np.float32).reshape(-1, len(COLOURS)),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        for n, box, part, shares in zip(*(packed[key] for key in ("n", "boxes", "parts", "shares")), strict=True):
            self._votes.setdefault((int(n), box.tobytes()), {})[Part(str(part))] = shares

    def worn(self, tracks: Iterable[Track]) -> tuple[Worn, ...]:
        """Count the votes of each track, in the order of the tracks."""
        return tuple(worn for track in tracks for worn in self._counted(track))

    def _seen(
        self, picture: Picture, light: Light, found: Detections, row: int
    ) -> Iterator[tuple[Part, npt.NDArray[np.float32]]]:
        box, label = found.boxes[row], found.labels[row]
        for part in parts_of(label):
            if label is Label.PERSON and not is_whole(box, picture.shape[:2], self.rules):
                continue
            place = place_of(box, part)
            cut = cut_out(picture, place, self.rules)
            if cut is None or is_hidden(place, found, row, self.rules.hidden):
                continue
            shares = colour_shares(cut, light)
            if shares.sum() >= self.rules.named:
                yield part, shares.astype(np.float32)

    def _counted(self, track: Track) -> Iterator[Worn]:
        seen = [self._votes.get((int(track.n[at]), track.boxes[at].tobytes())) for at in np.flatnonzero(track.seen)]
        for part in parts_of(track.label):
            votes = [one[part] for one in seen if one is not None and part in one]
            if votes:
                shares = np.mean(np.array(votes, np.float64), axis=0)
                kept = {
                    colour: round(float(share), _PLACES_OF_SHARE)
                    for colour, share in zip(COLOURS, shares, strict=True)
                    if share >= self.rules.least_share
                }
                if kept:
                    yield Worn(track.id, part, len(votes), kept, agreed(kept, len(votes), self.rules))


def agreed(shares: Mapping[Colour, float], pictures: int, rules: VoteRules | None = None) -> Colour | None:
    """Give the colour that the votes agree on; None where they are unsure.

    >>> agreed({Colour.RED: 0.7, Colour.GREY: 0.2}, 5), agreed({Colour.RED: 0.5, Colour.GREY: 0.4}, 5)
    (<Colour.RED: 'red'>, None)
    """
    rules = rules or VoteRules()
    (first, most), (_, next_most) = [*sorted(shares.items(), key=lambda one: (-one[1], one[0])), ("", 0.0)][:2]
    is_clear = pictures >= rules.pictures and most >= rules.share and most - next_most >= rules.lead
    return Colour(first) if is_clear else None


def is_whole(box: _Box, size: tuple[int, ...], rules: VoteRules) -> bool:
    """Say whether a person's parts lie where the table looks for them: not cut off, not bent over.

    Args:
        box: (4,) x1 y1 x2 y2, pixels.
        size: height and width of the picture.
        rules: when a part shows colours.
    """
    x1, y1, x2, y2 = (float(side) for side in box)
    if y2 - y1 < rules.upright * (x2 - x1):
        return False
    reaches_top, reaches_bottom = y1 <= rules.edge_px, y2 >= size[0] - rules.edge_px
    return not (reaches_top or reaches_bottom)


def place_of(box: _Box, part: Part) -> tuple[float, float, float, float]:
    """Give where on a box a part lies: x1 y1 x2 y2, pixels."""
    left, top, right, bottom = _PLACES[part]
    x1, y1, x2, y2 = (float(side) for side in box)
    width, height = x2 - x1, y2 - y1
    return x1 + left * width, y1 + top * height, x1 + right * width, y1 + bottom * height


def cut_out(picture: Picture, place: tuple[float, float, float, float], rules: VoteRules) -> Picture | None:
    """Cut a part out, thinned to few pixels; None where too little of it lies in the picture."""
    height, width = picture.shape[:2]
    x1, x2 = (min(width, max(0, round(side))) for side in place[::2])
    y1, y2 = (min(height, max(0, round(side))) for side in place[1::2])
    if x2 - x1 < rules.least_px or y2 - y1 < rules.least_px:
        return None
    across, down = (max(1, (span + rules.most_side - 1) // rules.most_side) for span in (x2 - x1, y2 - y1))
    return picture[y1:y2:down, x1:x2:across]


def is_hidden(place: tuple[float, float, float, float], found: Detections, row: int, most: float) -> bool:
    """Say whether something that stands nearer, its lowest edge lower in the picture, covers a part."""
    x1, y1, x2, y2 = place
    boxes = found.boxes.astype(np.float64)
    wide = np.minimum(boxes[:, 2], x2) - np.maximum(boxes[:, 0], x1)
    high = np.minimum(boxes[:, 3], y2) - np.maximum(boxes[:, 1], y1)
    covered = np.maximum(wide, 0) * np.maximum(high, 0) / ((x2 - x1) * (y2 - y1))
    # What is carried or ridden belongs to who bears it; two boxes of one thing end at one height.
    is_nearer = boxes[:, 3] > boxes[row, 3] + 0.02 * (boxes[row, 3] - boxes[row, 1])
    is_nearer[row] = False
    return bool((covered[is_nearer] > most).any())
