"""What looks for people and vehicles, by which rules they are followed, how often, and what reads poses and text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.sight.detector import Detector
from gestae.sight.pose import PoseReader
from gestae.sight.reading import OnnxText
from gestae.sight.spans import NEAR_S, PAD_S
from gestae.sight.tesseract import Tesseract
from gestae.sight.tracker import TrackRules
from gestae.workflow.detectors import open_cyrillic, open_detector, open_pose, open_text

__all__ = ["IDLE_LOOKS_PER_S", "Eye", "around_rules"]

# Around a moment, where the search found that nothing changes, who stands there is met again once a second: the tracker
# keeps what it lost for two.
IDLE_LOOKS_PER_S: Final = 1.0


def around_rules() -> dict[str, Json]:
    """Write down how far around moments is looked, and how often."""
    return {"pad_s": float(PAD_S), "near_s": float(NEAR_S), "idle_looks_per_s": IDLE_LOOKS_PER_S}


@dataclass(frozen=True, slots=True)
class Eye:
    """A detector with all that goes with it; None where it is not on this machine.

    Attributes:
        detector: finds people and vehicles.
        rules: how they are followed.
        looks_per_s: how often it looks; None: at every picture.
        pose: reads the joints of people.
        text: reads what stands on vehicles and clothing, and what stands still.
        cyrillic: is asked of what stands still and is not shown to be Latin.
    """

    detector: Detector | None
    rules: TrackRules | None
    looks_per_s: float | None
    pose: PoseReader | None = None
    text: OnnxText | None = None
    cyrillic: Tesseract | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Json]) -> Eye:
        """Open what a work item names: `detector`, `setting`, `looks_per_s`, `pose`, `text`, `cyrillic`."""
        rate = arguments["looks_per_s"]
        looks_per_s = float(rate) if isinstance(rate, int | float) else None
        if not arguments["detector"]:
            return cls(None, None, looks_per_s)
        pose = open_pose(str(arguments["pose"])) if arguments.get("pose") else None
        text = open_text(*map(str, nets)) if isinstance(nets := arguments.get("text"), list) else None
        cyrillic = open_cyrillic(asked) if isinstance(asked := arguments.get("cyrillic"), dict) else None
        detector = open_detector(str(arguments["detector"]), str(arguments["setting"]))
        return cls(*detector, looks_per_s, pose, text, cyrillic)

    def identity(self) -> Json:
        """Write down the detector, and beside it the nets for poses and text."""
        if self.detector is None:
            return None
        others = [*([self.pose.identity] if self.pose else []), *(self.text.identities if self.text else ()),
                  *([self.cyrillic.identity] if self.cyrillic else [])]  # fmt: skip
        return {**self.detector.identity.as_json(), **{one.role: one.as_json() for one in others}}

    def every(self, rate_hz: float, *, idle: bool = False) -> int:
        """Say that every n-th of `rate_hz` pictures a second is looked at.

        Args:
            rate_hz: pictures a second.
            idle: the search found that nothing changes there.

        >>> five, all_ = Eye(None, None, 5.0), Eye(None, None, None)
        >>> five.every(25.0), five.every(25.0, idle=True), all_.every(25.0)
        (5, 25, 1)
        """
        if self.looks_per_s is None:
            return 1
        most = min(self.looks_per_s, IDLE_LOOKS_PER_S) if idle else self.looks_per_s
        return max(1, round(rate_hz / most))
