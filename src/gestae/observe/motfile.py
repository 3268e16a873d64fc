"""Tracks in MOTChallenge's text form, read back: one line a box, `frame,id,x,y,w,h,score,…`, frames from 1.

Source: MOT16 (Milan et al. 2016), section 3.3. The form names no kind of thing, so whoever takes a file in says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite
from typing import Final

from gestae.errors import Faults, InputRefused
from gestae.observe.dive import MOST_BYTES, Box, Followed

__all__ = ["read_mot"]

# A box's line: frame, id, left, top, width, height; score and three more may follow.
_LEAST_CELLS, _MOST_CELLS = 6, 10
# A line of MOT16's ground truth has a flag, a class and a visibility after its box (section 3.3, table 6).
_TRUTH_CELLS: Final = 9
# No picture is so large, nor anything that stands out of one.
_MOST_PX: Final = 100_000
# From here on floats leave whole numbers out.
_EXACT: Final = 2**53
# So many faults tell that it is no such file.
_MOST_FAULTS: Final = 50


def read_mot(data: bytes, what: str) -> tuple[Followed, ...]:
    r"""Read a file of boxes; what it calls no score is kept, for a box that was drawn in between is a box as well.

    Args:
        data: the file.
        what: its name, for refusals.

    Raises:
        InputRefused: it is too large, no text, or a ground truth of things of several classes.
        Faults: all lines that are wrong, at once, the first fifty of them.

    >>> [one.name for one in read_mot(b"1,7,10,20,5,9,1,-1,-1,-1\n2,7,11,20,5,9,1,-1,-1,-1\n", "gt.txt")]
    ['track 7']
    """
    if len(data) > MOST_BYTES:
        raise InputRefused(what, wrong=f"has {len(data)} bytes", right=f"give at most {MOST_BYTES // 2**20} MiB")
    try:
        lines = data.decode("ascii").splitlines()
    except UnicodeDecodeError as error:
        raise InputRefused(what, wrong="is no plain text", right="write lines of numbers with commas") from error
    faults: list[InputRefused] = []
    boxes: dict[tuple[int, int], Box] = {}
    _refuse_classes(lines, what)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        read = _box(line)
        wrong = read if isinstance(read, str) else f"is the second box of track {read[0]} in a frame"
        if isinstance(read, str) or (read[0], read[1].frame) in boxes:
            faults.append(InputRefused(what, wrong=f"line {number} {wrong}", right="write frame,id,x,y,w,h,score"))
            if len(faults) == _MOST_FAULTS:
                break
        else:
            boxes[read[0], read[1].frame] = read[1]
    if faults:
        raise Faults(f"nothing was taken from {what}", tuple(faults))
    return tuple(_followed(boxes))


def _refuse_classes(lines: Sequence[str], what: str) -> None:
    """Refuse a ground truth of people and cars at once: whoever takes it in names one kind for all of it."""
    truths = [cells for line in lines if len(cells := line.split(",")) == _TRUTH_CELLS]
    classes = sorted({cells[7].strip()[:20] for cells in truths})
    if len(classes) > 1:
        wrong = f"follows things of {len(classes)} classes ({', '.join(classes[:5])}), which cannot all be one kind"
        right = "give the lines of one class in a file of their own; the class is the eighth number of a line"
        raise InputRefused(what, wrong=wrong, right=right)


def _box(line: str) -> tuple[int, Box] | str:
    cells = line.split(",")
    if not _LEAST_CELLS <= len(cells) <= _MOST_CELLS:
        return f"has {len(cells)} cells"
    try:
        frame, track = (_whole(cell) for cell in cells[:2])
        places = [float(cell) for cell in cells[2:_LEAST_CELLS]]
    except ValueError:
        return "holds what is no number"
    if not all(isfinite(one) for one in places) or frame is None or track is None or frame < 1:
        return "has no whole frame from 1, or no whole id"
    if len(cells) == _TRUTH_CELLS and cells[6].strip() == "0":
        return "is one that its ground truth does not count (0 after the box)"
    left, top, width, height = places
    if max(abs(one) for one in places) > _MOST_PX:
        return f"has a box beyond {_MOST_PX} pixels"
    if width <= 0 or height <= 0:
        return "has a box without an area"
    return track, Box(frame - 1, (left, top, left + width, top + height))


def _whole(cell: str) -> int | None:
    """Read a whole number, which some programs write with a point; None: it is not whole, or no float tells which.

    >>> [_whole(cell) for cell in ("7", " 7.0", "7.5", "9007199254740993", "9007199254740993.0", "inf")]
    [7, 7, None, 9007199254740993, None, None]
    """
    if cell.strip().lstrip("-").isdecimal():
        return int(cell)
    number = float(cell)
    return int(number) if abs(number) < _EXACT and number % 1 == 0 else None


def _followed(boxes: dict[tuple[int, int], Box]) -> Iterator[Followed]:
    for track, keys in groupby(sorted(boxes), key=lambda key: key[0]):
        own = tuple(boxes[key] for key in keys)
        yield Followed(f"track {track}", "", own[0].frame, own[-1].frame, own)
