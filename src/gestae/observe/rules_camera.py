"""The rules on what the camera itself does, so that nobody reads it as an act, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import acts
from gestae.observe.rule import Rule, Table

__all__ = ["OF_THE_CAMERA"]

OF_THE_CAMERA: Final[Table] = {
    Kind.LIGHT_CHANGED: Rule(
        1, "first frame in other light", "first frame from which the new light stays",
        ("light_share", "light_s", "lasting_s", "spread_share"), acts.light,
        ("Whether a lamp, the sun or the camera's exposure changed is not shown.",),
    ),
    Kind.CAMERA_MOVED: Rule(
        1, "first frame in which the whole view is shifted", "first frame from which the new view stays",
        ("shift_px", "agreement", "lasting_s"), acts.view, ("What moved the camera is not shown.",),
    ),
}  # fmt: skip
