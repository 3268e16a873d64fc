"""[edge] From a table's entry and a file's bytes to a net that is ready to look."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from gestae.model.sighting import ModelIdentity, Parameter
from gestae.sight.detector import Detector, Limits
from gestae.sight.efficientdet import EfficientDet
from gestae.sight.movenet import MoveNet
from gestae.sight.onnx import OnnxDetector
from gestae.sight.pose import PoseLimits, PoseReader
from gestae.sight.table import Kind, ModelEntry
from gestae.sight.tiles import TiledDetector
from gestae.sight.tracker import TrackRules

__all__ = ["Setting", "load_detector", "load_pose", "rules_for"]

# How far below the score at which a model is sure a detection may lie and still carry a track on.
_WEAK_PART: Final = 0.3
# From there a detection is placed first; see the decision record on the tracker for how both were chosen.
_STRONG_PART: Final = 0.7


class Setting(StrEnum):
    """How closely each picture is looked at."""

    QUICK = "quick"  # the whole picture at once
    CLOSE = "close"  # in two overlapping tiles: twice the cost, people of half the height

    @property
    def tiles(self) -> int:
        """Tiles a picture."""
        return _TILES[self]


_TILES: Final = {Setting.QUICK: 1, Setting.CLOSE: 2}


def load_detector(entry: ModelEntry, weights: bytes, setting: Setting = Setting.QUICK) -> Detector:
    """Load a detector.

    Args:
        entry: from the table.
        weights: the file's bytes, digest checked (`gestae.sight.weights.read_weights`).
        setting: how closely to look.

    Raises:
        WeightsError: the file is not of the kind that the entry says.
    """
    limits = Limits(least_score=round(_WEAK_PART * entry.sure_score, 4))
    identity = ModelIdentity(entry.role.value, entry.name, entry.sha256, _parameters(entry, limits))
    one: Detector
    if entry.kind is Kind.EFFICIENTDET:
        one = EfficientDet.load(weights, entry, identity, limits)
    else:
        one = OnnxDetector.load(weights, entry, identity, limits)
    return one if setting.tiles == 1 else TiledDetector(one, setting.tiles)


def load_pose(entry: ModelEntry, weights: bytes) -> PoseReader:
    """Load a net for poses; see `load_detector`.

    Raises:
        WeightsError: the file is not of the kind that the entry says.
    """
    limits = PoseLimits()
    identity = ModelIdentity(entry.role.value, entry.name, entry.sha256, limits.parameters())
    return MoveNet.load(weights, entry, identity, limits)


def rules_for(entry: ModelEntry) -> TrackRules:
    """Set the tracker's scores by what this model's scores mean.

    >>> from gestae.sight.weights import shipped_table
    >>> rules = rules_for(shipped_table().entry("efficientdet-lite1"))
    >>> rules.strong, rules.begins
    (0.35, 0.5)
    """
    sure = entry.sure_score
    return TrackRules(strong=round(_STRONG_PART * sure, 4), begins=sure, clear=sure)


def _parameters(entry: ModelEntry, limits: Limits) -> tuple[tuple[str, Parameter], ...]:
    return (
        ("fit", entry.input.fit.value),
        ("least_score", limits.least_score),
        ("least_side_px", limits.least_side_px),
        ("most_overlap", limits.most_overlap),
    )
