"""What the arrays of ONNX detectors mean: YOLOX, NanoDet, and any net that says boxes, scores and classes. Pure.

Each decoder takes the net's arrays and returns boxes in pixels of the net's own input.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.errors import WeightsError
from gestae.sight.detector import RawRows, Rgb
from gestae.sight.table import Input, Output

__all__ = ["boxes_rows", "nanodet_rows", "prepare", "yolox_rows"]

Floats = npt.NDArray[np.float32]

# Cells of these many pixels of the input each propose boxes, finest first; both nets were trained so.
STRIDES: Final = (8, 16, 32)
# A YOLOX row: centre x, centre y, width, height, objectness, then a score per class.
_YOLOX_HEAD: Final = 5


def prepare(rgb: Rgb, form: Input) -> Floats:
    """Turn a picture at the net's size into its input array.

    Args:
        rgb: (h, w, 3) uint8, already placed.
        form: the table's words on this input.

    Returns:
        (1, 3, h, w) or (1, h, w, 3) float32.

    >>> form = Input(2, 1, "stretch", colours="bgr", mean=(1.0, 0.0, 0.0), deviation=(2.0, 1.0, 1.0))
    >>> prepare(np.array([[[3, 4, 5], [3, 4, 5]]], np.uint8), form)[0, :, 0, 0].tolist()
    [2.0, 4.0, 3.0]
    """
    ordered = rgb if form.colours == "rgb" else rgb[:, :, ::-1]
    mean, deviation = np.array(form.mean, np.float32), np.array(form.deviation, np.float32)
    values = (ordered.astype(np.float32) - mean) / deviation
    return np.ascontiguousarray(values.transpose(2, 0, 1) if form.channels == "first" else values)[None]


def yolox_rows(arrays: Mapping[str, Floats], form: Input) -> RawRows:
    """Read a YOLOX net: one array (1, n, 5 + classes), places relative to their cell.

    Source: Ge et al. 2021; the published ONNX files leave this decoding to the user.

    Raises:
        WeightsError: the arrays have another form.
    """
    table = next(iter(arrays.values()))
    corners, strides = _cells(form, middle=False)
    if table.ndim != len("1nc") or table.shape[1] != len(corners) or table.shape[2] <= _YOLOX_HEAD:
        raise WeightsError(f"an array {table.shape} is not YOLOX's (1, {len(corners)}, 5 + classes); use another kind")
    rows = table[0]
    centres = (rows[:, :2] + corners) * strides
    sides = np.exp(rows[:, 2:4]) * strides
    scores, classes = _best(rows[:, 4:5] * rows[:, 5:])
    return RawRows(_from_centres(centres, sides), scores, classes)


def nanodet_rows(arrays: Mapping[str, Floats], form: Input) -> RawRows:
    """Read a NanoDet net: for each stride an array of class scores and one of spread-out side distances.

    A distance is the mean of a distribution over whole numbers of cells, one for each side of the box.

    Source: RangiLyu/nanodet; generalized focal loss, Li et al. 2020.

    Raises:
        WeightsError: the arrays have another form.
    """
    scores = [array[0] for name, array in arrays.items() if "cls" in name]
    spreads = [array[0] for name, array in arrays.items() if "dis" in name or "reg" in name]
    middles, strides = _cells(form, middle=True)
    if not scores or not spreads or sum(map(len, scores)) != len(middles) or sum(map(len, spreads)) != len(middles):
        raise WeightsError("the arrays are not NanoDet's (cls_… and dis_… for strides 8, 16, 32); use another kind")
    spread = np.concatenate(sorted(spreads, key=len, reverse=True)).reshape(len(middles), 4, -1)
    weight = np.exp(spread - spread.max(axis=2, keepdims=True))
    distance = (weight * np.arange(spread.shape[2], dtype=np.float32)).sum(axis=2) / weight.sum(axis=2) * strides
    centre = middles * strides
    best, classes = _best(np.concatenate(sorted(scores, key=len, reverse=True)))
    corners = np.concatenate([centre - distance[:, :2], centre + distance[:, 2:]], axis=1)
    return RawRows(corners.astype(np.float32), best, classes)


def boxes_rows(arrays: Mapping[str, Floats], form: Input, output: Output) -> RawRows:
    """Read any net whose arrays are named in its table entry.

    Raises:
        WeightsError: an array that the entry names is not there, or has another form.
    """
    named = (output.boxes, output.scores, *([output.classes] if output.classes else []))
    missing = [name for name in named if name not in arrays]
    if missing:
        raise WeightsError(f"the net has no output {missing[0]!r}; its outputs are {', '.join(sorted(arrays))}")
    boxes, scores = arrays[output.boxes].reshape(-1, 4), arrays[output.scores]
    if output.scores_are == "logits":
        scores = np.asarray(1 / (1 + np.exp(-scores)), np.float32)
    if output.classes is None:
        best, classes = _best(scores.reshape(len(boxes), -1))
    else:
        best, classes = scores.reshape(-1), arrays[output.classes].reshape(-1).astype(np.int64)
    if not len(boxes) == len(best) == len(classes):
        raise WeightsError(
            f"{len(boxes)} boxes, {len(best)} scores, {len(classes)} classes; name arrays of equal length"
        )
    unit = np.array([form.width_px, form.height_px] * 2 if output.box_unit == "part" else [1] * 4, np.float32)
    return RawRows(_in_order(boxes, output.box_form) * unit, best.astype(np.float32), classes)


def _in_order(boxes: Floats, form: str) -> Floats:
    if form == "y1 x1 y2 x2":
        return boxes[:, [1, 0, 3, 2]]
    if form == "cx cy w h":
        return _from_centres(boxes[:, :2], boxes[:, 2:])
    if form == "x1 y1 w h":
        return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    return boxes


def _from_centres(centres: Floats, sides: Floats) -> Floats:
    return np.concatenate([centres - sides / 2, centres + sides / 2], axis=1).astype(np.float32)


def _best(scores: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    classes = scores.argmax(axis=1)
    return scores[np.arange(len(scores)), classes].astype(np.float32), classes.astype(np.int64)


def _cells(form: Input, *, middle: bool) -> tuple[Floats, Floats]:
    """List all cells: (n, 2) column and row, in cells, and (n, 1) the stride of each."""
    places, strides = [], []
    for stride in STRIDES:
        rows, columns = np.mgrid[: -(-form.height_px // stride), : -(-form.width_px // stride)]
        cells = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)
        places.append(cells + np.float32(0.5 if middle else 0))
        strides.append(np.full((len(cells), 1), stride, np.float32))
    return np.concatenate(places), np.concatenate(strides)
