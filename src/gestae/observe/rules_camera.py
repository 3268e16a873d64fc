"""The rules on what the camera itself does, so that nobody reads it as an act, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import acts, outages
from gestae.observe.rule import Rule, Table

__all__ = ["OF_THE_CAMERA"]

OF_THE_CAMERA: Final[Table] = {
    Kind.LIGHT_CHANGED: Rule(
        1, "first frame in other light", "first frame from which the new light stays",
        ("light_share", "light_s", "lasting_s", "spread_share"), acts.light,
        ("Whether a lamp, the sun or the camera's exposure changed is not shown.",),
    ),
    Kind.CAMERA_MOVED: Rule(
        2, "first frame in which the whole view is shifted", "first frame from which the new view stays",
        ("shift_px", "agreement", "lasting_s"), acts.view, ("What moved the camera is not shown.",),
    ),
    Kind.PICTURE_LOST: Rule(
        1, "first picture that shows nothing: black, without its scene, standing still, or not decoded whole",
        "first picture that shows the scene again; not known where the recording ends so",
        (
            "loss.dark_grey", "loss.flat_grey", "loss.faded_share", "loss.unlike", "loss.lost_s", "loss.frozen_s",
            "loss.still_grey", "loss.live_share",
        ), outages.losses,
        ("Whether the camera, the recorder or somebody caused it is not shown, nor what happened meanwhile.",),
    ),
    Kind.CLOCK_JUMPED: Rule(
        1, "last picture before the file's own times run back, or leap ahead by more than 10 s",
        "first picture after it; not known where the times run back", (), outages.clock_leaps,
        ("How much time passed between the two pictures, and what happened in it, is not shown.",),
    ),
}  # fmt: skip
