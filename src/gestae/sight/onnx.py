"""[edge] Any ONNX detector by ONNX Runtime, one thread, fed and read as its table entry says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import WeightsError
from gestae.model.sighting import Detections, ModelIdentity
from gestae.sight.decoders import boxes_rows, nanodet_rows, prepare, yolox_rows
from gestae.sight.detector import Limits, RawRows, Rgb, check_picture, clean
from gestae.sight.resize import place
from gestae.sight.table import Kind, ModelEntry

__all__ = ["OnnxDetector", "open_session"]

_Rows: TypeAlias = Callable[[Mapping[str, npt.NDArray[np.float32]]], RawRows]
# 3: errors only; the runtime would else print pages on how a file was exported.
_ERRORS_ONLY: Final = 3


@dataclass(slots=True)
class OnnxDetector:
    """A loaded ONNX detector.

    Attributes:
        identity: model and parameters, for findings to name.
        entry: how it is fed and read.
        limits: which rows are passed on.
    """

    identity: ModelIdentity
    entry: ModelEntry
    limits: Limits
    _session: Any = field(repr=False)
    _rows: _Rows = field(repr=False)

    @classmethod
    def load(cls, weights: bytes, entry: ModelEntry, identity: ModelIdentity, limits: Limits) -> OnnxDetector:
        """Hand the file's bytes to the runtime.

        Raises:
            WeightsError: the runtime cannot read them, or its input is not one picture of the table's size.
        """
        session = open_session(weights, entry)
        _check_input(entry, session.get_inputs())
        return cls(identity, entry, limits, session, _reader(entry))

    def detect(self, rgb: Rgb) -> Detections:
        """Look at one picture of any size; see `gestae.sight.detector.Detector`."""
        check_picture(rgb)
        form = self.entry.input
        placed = place(rgb, (form.width_px, form.height_px), form.fit, filling=form.filling)
        names = [output.name for output in self._session.get_outputs()]
        arrays = self._session.run(names, {self._session.get_inputs()[0].name: prepare(placed.rgb, form)})
        rows = self._rows(dict(zip(names, arrays, strict=True)))
        in_picture = RawRows(rows.boxes * placed.scale, rows.scores, rows.classes)
        return clean(in_picture, self.entry.classes, (rgb.shape[1], rgb.shape[0]), self.limits)


def open_session(weights: bytes, entry: ModelEntry) -> Any:  # noqa: ANN401 - the runtime's own type
    """Hand a file's bytes to the runtime, one thread.

    Raises:
        WeightsError: the runtime cannot read them.
    """
    import onnxruntime  # 0.2 s; only users pay

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    failures = (onnxruntime.capi.onnxruntime_pybind11_state.InvalidProtobuf, RuntimeError, ValueError)
    try:
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except failures as error:
        raise WeightsError(f"model {entry.name}: the runtime cannot read it ({error}); fetch it anew") from error


def _reader(entry: ModelEntry) -> _Rows:
    if entry.output is not None:
        return partial(boxes_rows, form=entry.input, output=entry.output)
    return partial({Kind.YOLOX: yolox_rows, Kind.NANODET: nanodet_rows}[entry.kind], form=entry.input)


def _check_input(entry: ModelEntry, inputs: list[Any]) -> None:
    form = entry.input
    first = form.channels == "first"
    wanted = (1, 3, form.height_px, form.width_px) if first else (1, form.height_px, form.width_px, 3)
    shape = tuple(inputs[0].shape)
    fits = len(shape) == len(wanted) and all(
        not isinstance(side, int) or side == want for side, want in zip(shape, wanted, strict=True)
    )
    if len(inputs) != 1 or not fits or inputs[0].type != "tensor(float)":
        raise WeightsError(
            f"model {entry.name}: it takes {len(inputs)} input(s), {inputs[0].type} {shape}; "
            f"the table says float {wanted}: mend [model.input]"
        )
