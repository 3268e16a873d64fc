"""[edge] Read what stands still in a film: few pictures spread over it are decoded, found in, and read.

It is done once a film, where its parts are joined, so that what it costs does not grow with the film.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.decode.frames import frames
from gestae.model.sighting import Track
from gestae.model.text import Bearer, Inscription, Means, Script, TextLook
from gestae.sight.clockforms import formed
from gestae.sight.cyrillic import WIDTHS, CyrillicRules, as_read, cyrillic_of, page, worded
from gestae.sight.detector import Rgb
from gestae.sight.inscriptions import SeenLine
from gestae.sight.reading import PictureReader
from gestae.sight.stilltext import (
    FORMS,
    StillRules,
    candidates,
    found_again,
    in_all_forms,
    is_clock,
    is_readable,
    on_a_thing,
    still_text,
    told,
)
from gestae.sight.textlines import SlopedLine, levelled
from gestae.workflow.watching import Source

__all__ = ["CyrillicReader", "Shown", "read_still", "shown", "spread_times"]

_Grey = npt.NDArray[np.uint8]
# Left around a line for a reader of Cyrillic letters.
_MARGIN_PX: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One picture of the film: its ordinal, its colours (h, w, 3), and its brightness."""

    n: int
    rgb: Rgb

    @property
    def grey(self) -> _Grey:
        """(h, w) uint8."""
        return np.asarray(Image.fromarray(self.rgb).convert("L"))


def spread_times(source: Source, pictures: int) -> list[int]:
    """Choose times spread over a stream: of key frames, which are decoded fast, where there are as many."""
    keys = np.unique(source.index.times[source.index.is_key & ~source.index.is_hidden])
    times = keys if len(keys) >= pictures else source.pts
    places = (np.arange(pictures) + 0.5) * len(times) / pictures
    return [int(times[at]) for at in np.unique(places.astype(np.int64))] if len(times) else []


def shown(source: Source, pts: npt.NDArray[np.int64], size_px: tuple[int, int], pictures: int) -> Iterator[Shown]:
    """Decode pictures spread over a stream, as far as they came out when it was looked at and have its size.

    Args:
        source: the stream.
        pts: (pictures,) times of all that came out, in order.
        size_px: width and height.
        pictures: how many at most.
    """
    last = -1
    for start in spread_times(source, pictures):
        with frames(source.path, source.sha256, source.index.stream, start_pts=start, index=source.index) as found:
            frame = next(found, None)
            if frame is None or frame.ref.pts is None:
                continue
            n = int(np.searchsorted(pts, frame.ref.pts))
            if n <= last or n >= len(pts) or pts[n] != frame.ref.pts or frame.luma.shape[::-1] != size_px:
                continue
            last = n
            yield Shown(n, frame.rgb(exact=False).copy())


class CyrillicReader(Protocol):
    """What reads lines of Cyrillic letters."""

    def read(self, pages: Sequence[_Grey], /) -> tuple[str, ...]:
        """Give a text for each line, empty where nothing is read."""
        ...


def read_still(
    pictures: Sequence[Shown], reader: PictureReader, tracks: Sequence[Track], cyrillic: CyrillicReader | None = None
) -> tuple[Inscription, ...]:
    """Read what stands still in the pictures of a film, and is on none of the things that were followed.

    Args:
        pictures: in order.
        reader: finds and reads lines.
        tracks: what was followed.
        cyrillic: is asked of what nothing shows to be Latin; None: the script of that stays undecided.
    """
    used = StillRules()
    if len(pictures) < used.vote.looks:
        return ()
    looked = [pictures[0], pictures[len(pictures) // 2], pictures[-1]]
    greys = {one.n: one.grey for one in pictures}
    texts: list[Inscription | None] = []
    asked: dict[int, tuple[SlopedLine, list[int]]] = {}
    for line in found_again(_found(looked, reader, used), used):
        free = [one.n for one in pictures if not on_a_thing(line, _boxes(tracks, one.n))]
        if 2 * len(free) > len(pictures):
            first = [one.n for one in looked if one.n in free]
            lines = _lines(greys, line, [*first, *(n for n in free if n not in first)], len(first), reader, used)
            texts.append(still_text(lines, used))
            if texts[-1] is None or texts[-1].wording.script is not Script.LATIN:
                asked[len(texts) - 1] = line, free
    for place, found in _in_cyrillic(asked, greys, cyrillic).items():
        texts[place] = found
    return tuple(one for one in texts if one is not None)


def _in_cyrillic(
    asked: Mapping[int, tuple[SlopedLine, Sequence[int]]], greys: Mapping[int, _Grey], reader: CyrillicReader | None
) -> dict[int, Inscription]:
    """Ask for some lines whether they are Cyrillic, all at once; give those that are."""
    if reader is None:
        return {}
    rules, found = CyrillicRules(), {}
    pages = [page(levelled(greys[n], line, _MARGIN_PX), width)
             for line, free in asked.values() for n in free for width in WIDTHS]  # fmt: skip
    said = iter(reader.read(pages))
    for place, (line, free) in asked.items():
        pictures = [as_read([next(said) for _ in WIDTHS], rules) for _ in free]
        agreed = cyrillic_of(pictures, rules)
        if agreed is not None:
            text, places = agreed
            looks = tuple(TextLook(free[at], _around(line, greys[free[at]])) for at in places)
            found[place] = Inscription(None, Bearer.STILL, worded(text), Means.READER, looks, len(looks))
    return found


def _found(looked: Sequence[Shown], reader: PictureReader, rules: StillRules) -> list[tuple[SlopedLine, ...]]:
    """Find lines in pictures, as long as enough of them may still show one."""
    found: list[tuple[SlopedLine, ...]] = []
    for left, one in zip(range(len(looked), 0, -1), looked, strict=True):
        if left >= rules.found or any(found):
            found.append(candidates(reader.sloped_everywhere(one.rgb), one.rgb.shape[0], rules))
    return found


def _lines(
    greys: Mapping[int, _Grey], line: SlopedLine, order: Sequence[int], first: int, reader: PictureReader,
    rules: StillRules,
) -> list[SeenLine]:  # fmt: skip
    """Read a line in pictures, until too few of the first show a text, or one shows a date or a time."""
    lines: list[SeenLine] = []
    readable = 0
    for at, n in enumerate(order):
        if at <= first and readable + first - at < rules.readable:
            return []
        lines.append(_read(greys[n], line, n, reader))
        readable += is_readable(lines[-1].glyphs, rules.vote)
        if is_clock(told(lines[-1].glyphs)):
            return []
    return lines


def _read(grey: _Grey, line: SlopedLine, n: int, reader: PictureReader) -> SeenLine:
    glyphs = in_all_forms([reader.glyphs(formed(levelled(grey, line, form.margin_px), form)) for form in FORMS])
    return SeenLine(n, _around(line, grey), glyphs)


def _around(line: SlopedLine, grey: _Grey) -> tuple[int, int, int, int]:
    x1, y1, x2, y2 = line.around
    left, top = max(0, floor(x1)), max(0, floor(y1))
    right, low = min(grey.shape[1], ceil(x2)), min(grey.shape[0], ceil(y2))
    return left, top, max(left + 1, right), max(top + 1, low)


def _boxes(tracks: Sequence[Track], n: int) -> list[tuple[float, float, float, float]]:
    """Give the boxes of all that was followed through a picture."""
    found = []
    for track in tracks:
        at = int(np.searchsorted(track.n, n))
        if at < len(track.n) and track.n[at] == n:
            x1, y1, x2, y2 = (float(side) for side in track.boxes[at])
            found.append((x1, y1, x2, y2))
    return found
