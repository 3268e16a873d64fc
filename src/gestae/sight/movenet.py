"""[edge] MoveNet Lightning by LiteRT: seventeen joints of one person in a square picture.

Source: Votel & Li 2021 (MoveNet, Google); trained on COCO keypoints and pictures of exercise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gestae.errors import WeightsError
from gestae.model.sighting import ModelIdentity, Scores
from gestae.model.skeleton import JOINTS, Skeleton
from gestae.sight.crops import Square, cut_square
from gestae.sight.detector import Rgb, check_picture
from gestae.sight.litert import open_interpreter
from gestae.sight.pose import PoseLimits, best_skeleton
from gestae.sight.table import ModelEntry

__all__ = ["MoveNet"]


@dataclass(slots=True)
class MoveNet:
    """A loaded MoveNet file.

    Attributes:
        identity: model and parameters, for findings to name.
        entry: its size.
        limits: how a person's box is looked at.
    """

    identity: ModelIdentity
    entry: ModelEntry
    limits: PoseLimits
    _interpreter: Any = field(repr=False)
    _input: dict[str, Any] = field(repr=False)
    _output: dict[str, Any] = field(repr=False)

    @classmethod
    def load(cls, weights: bytes, entry: ModelEntry, identity: ModelIdentity, limits: PoseLimits) -> MoveNet:
        """Hand the file's bytes to the runtime.

        Raises:
            WeightsError: the runtime cannot read them, or they are not of a form that is known here.
        """
        interpreter = open_interpreter(weights, entry.name)
        taken, given = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
        wanted, known = [1, entry.input.height_px, entry.input.width_px, 3], [1, 1, JOINTS, 3]
        if taken["shape"].tolist() != wanted or given["shape"].tolist() != known or taken["dtype"] is not np.uint8:
            raise WeightsError(
                f"model {entry.name}: input {taken['shape'].tolist()} of {np.dtype(taken['dtype'])}, output "
                f"{given['shape'].tolist()}; the table says input {wanted} of uint8, and MoveNet gives {known}"
            )
        return cls(identity, entry, limits, interpreter, taken, given)

    def pose(self, rgb: Rgb, box: npt.NDArray[np.float32]) -> Skeleton | None:
        """Look at one person; see `gestae.sight.pose.PoseReader`."""
        check_picture(rgb)
        return best_skeleton(box, lambda square: self._joints(rgb, square), self.limits)

    def _joints(self, rgb: Rgb, square: Square) -> tuple[npt.NDArray[np.float32], Scores]:
        self._interpreter.set_tensor(self._input["index"], cut_square(rgb, square, self.entry.input.width_px)[None])
        self._interpreter.invoke()
        rows = np.asarray(self._interpreter.get_tensor(self._output["index"])[0, 0], np.float32)
        return rows[:, [1, 0]], rows[:, 2]
