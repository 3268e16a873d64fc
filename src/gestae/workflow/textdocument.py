"""What was read on things as an artifact: one document for each text, with every picture that took part."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.model.text import Inscription
from gestae.workflow.parquet import write_documents

__all__ = ["text_document", "write_inscriptions"]


def write_inscriptions(texts: Iterable[Inscription], pts: npt.NDArray[np.int64]) -> bytes:
    """Write texts as an artifact; the same texts give the same bytes.

    Args:
        texts: in order.
        pts: the times of the stream's pictures, by ordinal.
    """
    return write_documents([text_document(one, pts) for one in texts])


def text_document(one: Inscription, pts: npt.NDArray[np.int64]) -> dict[str, Json]:
    """Write one text with the pictures that agree on it."""
    looks: list[Json] = [{"n": look.n, "pts": int(pts[look.n]), "box": list(look.box)} for look in one.looks]
    return {
        "track": one.track,
        "on": one.on.value,
        "reads": one.wording.reads,
        "script": one.wording.script.value,
        "alternatives": list(one.wording.alternatives),
        "means": one.means.value,
        "least_votes": one.least_votes,
        "looks": looks,
    }
