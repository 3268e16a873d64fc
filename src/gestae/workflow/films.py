"""Films that are searched for moments: how each is cut, and what the journal has of it already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.model.footage import Looked
from gestae.sight.groups import Group, Stretch, decoded_every, why_not, windows
from gestae.sight.lightjoints import light_joints
from gestae.sight.moments import parameters
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.footage import PACKETS, footage_rows, video_of
from gestae.workflow.outcomes import analysis_key, key_of
from gestae.workflow.parquet import read_documents, read_index, read_pictures
from gestae.workflow.versions import library_versions
from gestae.workflow.windowing import Window, window_of

__all__ = ["Film", "Pass", "films", "found_in", "looked_in", "window_parameters", "windows_of"]


class Pass(StrEnum):
    """How closely a film was searched, as the journal names the stage."""

    KEYS = "moments: key frames"
    CHANGED = "moments: what changed"
    WHOLE = "moments: every picture"


@dataclass(frozen=True, slots=True)
class Film:
    """A stream that can be searched.

    Attributes:
        sha256: of the original.
        path: where it lies.
        packets: the digest of its packet index.
        time_base: seconds a tick.
        windows: its stretches, ten minutes at a time.
        every: the complete pass decodes each so-many-th picture, see `decoded_every`.
    """

    sha256: str
    path: str
    packets: str
    time_base: Fraction
    windows: tuple[tuple[Stretch, ...], ...]
    every: int = 1

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups, in order."""
        return tuple(group for window in self.windows for stretch in window for group in stretch.groups)

    def number_of(self, window: int, stretch: int) -> int:
        """Count a stretch of a window from the stream's first."""
        return sum(len(before) for before in self.windows[:window]) + stretch


def looked_in(which: Pass, every: int) -> Looked:
    """Say how closely a pass looks at what it decodes, where the complete one decodes each so-many-th picture.

    >>> looked_in(Pass.WHOLE, 1).value, looked_in(Pass.WHOLE, 2).value, looked_in(Pass.KEYS, 2).value
    ('complete', 'every n-th', 'key frames only')
    """
    if which is Pass.KEYS:
        return Looked.KEY_FRAMES
    return Looked.COMPLETE if every == 1 else Looked.EVERY_NTH


def films(view: CaseView) -> tuple[tuple[Film, ...], dict[str, str]]:
    """Cut every footage that can be searched; say of every other why it is looked at in every picture instead."""
    packets = {str(row["source_sha256"]): str(row["sha256"]) for row in view.rows("artifacts", name=PACKETS)}
    found, others = [], {}
    for row in footage_rows(view):
        sha256 = str(row["sha256"])
        one = _film(view, row, packets.get(sha256))
        if isinstance(one, Film):
            found.append(one)
        else:
            others[sha256] = one
    return tuple(found), others


def _film(view: CaseView, row: Mapping[str, Any], packets: str | None) -> Film | str:
    video, sha256 = video_of(row), str(row["sha256"])
    if video is None or packets is None:
        return "it has no pictures with times"
    index = read_index(read_artifact(view.folder, packets))
    jumps = video.get("jumps") or ()
    reason = why_not(index, is_steady=not any(jump["direction"] == "backwards" for jump in jumps))
    if reason is None and row["facts"].get("damage"):
        reason = "a part of it is damaged or hidden"
    if reason is not None:
        return reason
    path = str(view.folder / "originals" / sha256[:2] / sha256)
    return Film(sha256, path, packets, index.time_base, windows(index), decoded_every(index))


def window_parameters(which: Pass, number: int) -> dict[str, Json]:
    """Write down all that a window's answer depends on beside footage and version."""
    return {"pass": which.value, "window": number, "rules": dict(parameters())}


def windows_of(view: CaseView, film: Film, which: Pass) -> dict[int, tuple[Window, dict[str, str]]]:
    """Give the windows that were searched in this way by this version, each with its artifacts, by number."""
    versions = library_versions()
    keys = {
        analysis_key(film.sha256, window_parameters(which, number), versions): number
        for number in range(len(film.windows))
    }
    found = {}
    for row in view.rows("analyses", sha256=film.sha256, stage=which.value):
        number = keys.get(key_of(row)) if row["status"] == "done" else None
        if number is not None and isinstance(row["artifacts"], Mapping):
            artifacts = {str(name): str(digest) for name, digest in row["artifacts"].items()}
            (document,) = read_documents(read_artifact(view.folder, artifacts["moments"]))
            found[number] = window_of(document), artifacts
    return found


def found_in(view: CaseView, film: Film, which: Pass) -> tuple[tuple[int, int], ...] | None:
    """Give first and last time of all that a search found; None where it did not come to its end."""
    done = windows_of(view, film, which)
    if len(done) < len(film.windows) or any(window.wrong for window, _ in done.values()):
        return None
    found = {one for window, _ in done.values() for one in window.found}
    return tuple(sorted({*found, *light_joints(film.windows, _scenes(view, film))}))


def _scenes(view: CaseView, film: Film) -> dict[int, npt.NDArray[np.uint8]]:
    """Read the empty scene of each stretch, as the first pass left it."""
    keys = windows_of(view, film, Pass.KEYS)
    found: dict[int, npt.NDArray[np.uint8]] = {}
    for _, artifacts in keys.values():
        found |= read_pictures(read_artifact(view.folder, artifacts["scenes"]))
    return found
