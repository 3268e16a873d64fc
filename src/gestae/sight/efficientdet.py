"""[edge] EfficientDet-Lite by LiteRT: whole-number and float files, one thread, no code but the runtime's.

Source: Tan, Pang & Le 2020 (EfficientDet); the Lite variants are Google's, trained on COCO 2017.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from gestae.errors import WeightsError
from gestae.model.sighting import Detections, ModelIdentity
from gestae.sight.detector import Limits, RawRows, Rgb, check_picture, clean
from gestae.sight.litert import open_interpreter
from gestae.sight.resize import place
from gestae.sight.table import ModelEntry

__all__ = ["EfficientDet"]

# The whole-number files end in four arrays, named by the exporter "…:3" boxes, ":2" classes, ":1" scores, ":0" count.
_FOUR_OUTPUTS: Final = {"boxes": ":3", "classes": ":2", "scores": ":1", "count": ":0"}
# The float file ends in one array (1, n, 7): image, y1, x1, y2, x2 in pixels of the input, score, COCO id from 1.
_SEVEN_COLUMNS: Final = 7


@dataclass(slots=True)
class EfficientDet:
    """A loaded EfficientDet-Lite file.

    Attributes:
        identity: model and parameters, for findings to name.
        entry: its size, fit and classes.
        limits: which rows are passed on.
    """

    identity: ModelIdentity
    entry: ModelEntry
    limits: Limits
    _interpreter: Any = field(repr=False)
    _input: dict[str, Any] = field(repr=False)
    _outputs: list[dict[str, Any]] = field(repr=False)

    @classmethod
    def load(cls, weights: bytes, entry: ModelEntry, identity: ModelIdentity, limits: Limits) -> EfficientDet:
        """Hand the file's bytes to the runtime.

        Raises:
            WeightsError: the runtime cannot read them, or they are not of a form that is known here.
        """
        interpreter = open_interpreter(weights, entry.name)
        outputs, taken = interpreter.get_output_details(), interpreter.get_input_details()[0]
        wanted = (1, entry.input.height_px, entry.input.width_px, 3)
        if len(outputs) not in (1, len(_FOUR_OUTPUTS)) or tuple(int(side) for side in taken["shape"]) != wanted:
            raise WeightsError(
                f"model {entry.name}: {len(outputs)} outputs, input {taken['shape'].tolist()}; "
                f"an EfficientDet-Lite file has 4 outputs or 1, and the table says input {list(wanted)}"
            )
        return cls(identity, entry, limits, interpreter, taken, outputs)

    def detect(self, rgb: Rgb) -> Detections:
        """Look at one picture of any size; see `gestae.sight.detector.Detector`."""
        check_picture(rgb)
        form = self.entry.input
        placed = place(rgb, (form.width_px, form.height_px), form.fit, filling=form.filling)
        self._interpreter.set_tensor(self._input["index"], placed.rgb[None])
        self._interpreter.invoke()
        rows = self._one_output() if len(self._outputs) == 1 else self._four_outputs()
        in_picture = RawRows(rows.boxes * placed.scale, rows.scores, rows.classes)
        return clean(in_picture, self.entry.classes, (rgb.shape[1], rgb.shape[0]), self.limits)

    def _four_outputs(self) -> RawRows:
        found = {name: self._tensor(ending) for name, ending in _FOUR_OUTPUTS.items()}
        form, rows = self.entry.input, int(found["count"][0])
        corners = found["boxes"][0, :rows][:, [1, 0, 3, 2]] * np.array([form.width_px, form.height_px] * 2, np.float32)
        return RawRows(corners, found["scores"][0, :rows], found["classes"][0, :rows].astype(np.int64))

    def _one_output(self) -> RawRows:
        table = self._tensor("")[0].reshape(-1, _SEVEN_COLUMNS)
        return RawRows(table[:, [2, 1, 4, 3]], table[:, 5], table[:, 6].astype(np.int64) - 1)

    def _tensor(self, ending: str) -> npt.NDArray[np.float32]:
        index = next(output["index"] for output in self._outputs if output["name"].endswith(ending))
        return cast("npt.NDArray[np.float32]", self._interpreter.get_tensor(index))
