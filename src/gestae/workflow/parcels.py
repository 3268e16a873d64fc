"""Arrays as one artifact: what a part of a film left for whoever joins the parts. Pure.

The same arrays give the same bytes; nothing but numbers and short texts is read, so that reading runs no code.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gestae.errors import FixityError

__all__ = ["read_parcel", "write_parcel"]

_OF = "sha256"


def write_parcel(arrays: Mapping[str, npt.NDArray[Any]], sha256: str) -> bytes:
    """Write arrays by name, with the digest of the footage of which they tell."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{_OF: np.array(sha256)}, **dict(arrays))
    return file.getvalue()


def read_parcel(data: bytes, sha256: str) -> dict[str, npt.NDArray[Any]]:
    """Read arrays back.

    Raises:
        FixityError: it holds no such arrays, or tells of another footage.

    >>> read_parcel(write_parcel({"n": np.arange(3)}, "ab"), "ab")["n"].tolist()
    [0, 1, 2]
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise FixityError(f"an artifact ({error})", recorded="arrays of a part of a film", found=None) from error
    of = str(arrays.pop(_OF, ""))
    if of != sha256:
        raise FixityError("an artifact of another footage", recorded=sha256, found=of)
    return arrays
