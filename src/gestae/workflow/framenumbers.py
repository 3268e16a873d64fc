"""Number the pictures of tracks as those who read files of boxes count them: among all that the stream shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from gestae.model.sighting import Track
from gestae.store.case import CaseView
from gestae.workflow.readings import picture_times

__all__ = ["numbered"]


def numbered(view: CaseView, sha256: str, stream: int | None, tracks: Iterable[Track]) -> tuple[Track, ...]:
    """Count the pictures of tracks among the times of the stream, which `gestae mark` reads them by.

    Pictures that could not be decoded are counted, so that one lost second moves nothing of what follows.

    Args:
        view: the case.
        sha256: the footage.
        stream: its stream; None: not known, and nothing is changed.
        tracks: of that stream; those with a time that it does not show stay as they are.
    """
    known = [one.pts for one in picture_times(view, sha256) if one.stream == stream]
    if not known or not len(known[0]):
        return tuple(tracks)
    times = known[0]

    def counted(track: Track) -> Track:
        places = np.searchsorted(times, track.pts)
        is_known = bool((times[np.minimum(places, len(times) - 1)] == track.pts).all())
        return replace(track, n=places) if is_known else track

    return tuple(counted(track) for track in tracks)
