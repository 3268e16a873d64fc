"""[edge] Pictures of a stream given again, a few here and a few there, with as little decoding as may be.

Rules ask for the pictures around a hand, at the picture's edge, before somebody rests: mostly those that follow what
was asked for last, or the same again. A decoder that stays open reads on, and the last pictures are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.decode.frames import Frames, frames
from gestae.workflow.watching import Source

__all__ = ["Rewinder"]

_Luma: TypeAlias = npt.NDArray[np.uint8]

# What is kept of the last pictures, without their colours, which the decoder holds with them: at 1080p more than a
# second, of small pictures a quarter of a minute.
KEPT_BYTES: Final = 64_000_000
# Opening a file and finding its place costs as much as decoding so many pictures.
OPENING: Final = 12


@dataclass(slots=True)
class Rewinder:
    """Gives pictures of a stream again; to be closed, or used in `with`.

    Attributes:
        source: the stream.
        pts: (pictures,) times of those that came out when it was first looked at, increasing: they are told by ordinal.
    """

    source: Source
    pts: npt.NDArray[np.int64]
    _keys: npt.NDArray[np.int64] = field(init=False, repr=False)
    _kept: dict[int, _Luma] = field(default_factory=dict, init=False, repr=False)
    _low: int = field(default=0, init=False)  # what came out from here up to, without, _next is kept
    _next: int = field(default=0, init=False)
    _open: Frames | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        index = self.source.index
        self._keys = np.searchsorted(self.pts, np.sort(index.times[index.is_key & ~index.is_hidden]))

    def __enter__(self) -> Rewinder:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _: BaseException | None, _at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()
        self._open, self._kept, self._low = None, {}, self._next

    def window(self, first_n: int, last_n: int) -> Iterator[tuple[int, int, _Luma]]:
        """Give the pictures from the first_n to the last_n, both included: (n, pts, luma).

        One that does not come out this time is left out. Two windows may be read in turn; that costs more.
        """
        for n in range(first_n, last_n + 1):
            luma = self._at(n)
            if luma is not None:
                yield n, int(self.pts[n]), luma

    def _at(self, n: int) -> _Luma | None:
        if not self._low <= n < self._next and not self._leads_to(n):
            self._begin_at(n)
        while self._next <= n:
            self._read()
        return self._kept.get(n)

    def _leads_to(self, n: int) -> bool:
        """Say whether reading on is cheaper than beginning anew at the key frame before a picture."""
        if self._open is None or n < self._next:
            return False
        place = int(np.searchsorted(self._keys, n, side="right")) - 1
        return place < 0 or int(self._keys[place]) <= self._next + OPENING

    def _begin_at(self, n: int) -> None:
        self.close()
        of = self.source
        self._open = frames(of.path, of.sha256, of.index.stream, start_pts=int(self.pts[n]), index=of.index)
        self._low = self._next = n

    def _read(self) -> None:
        """Decode one picture; after the last one, all that did not come will not come."""
        frame = None if self._open is None else next(self._open, None)
        if frame is None:
            self._next = len(self.pts)
            return
        if frame.ref.pts is None:
            return
        place = int(np.searchsorted(self.pts, frame.ref.pts))
        self._next = max(self._next, place)
        if place < len(self.pts) and self.pts[place] == frame.ref.pts:
            self._kept[place] = frame.luma
            self._next = max(self._next, place + 1)
        self._forget()

    def _forget(self) -> None:
        while len(self._kept) > 1 and len(self._kept) * next(iter(self._kept.values())).nbytes > KEPT_BYTES:
            oldest = next(iter(self._kept))
            del self._kept[oldest]
            self._low = oldest + 1
