"""Arrays as an artifact: the same bytes for the same arrays, and no other file is taken for one."""

from __future__ import annotations

import io

import numpy as np
import pytest

from gestae.errors import FixityError
from gestae.workflow.parcels import read_parcel, write_parcel

OF = "ab" * 32
ARRAYS = {"n": np.arange(3), "a.b.labels": np.array(["car", "person"]), "none": np.zeros((0, 4), np.float32)}


def test_what_was_written_is_read_and_always_the_same_bytes() -> None:
    data = write_parcel(ARRAYS, OF)
    assert write_parcel(dict(ARRAYS), OF) == data
    again = read_parcel(data, OF)
    assert list(again) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert again[name].dtype == array.dtype
        assert again[name].tolist() == array.tolist()


@pytest.mark.parametrize("data", [b"", b"PK\3\4 and nothing more", write_parcel(ARRAYS, OF)[:-40]])
def test_what_is_no_parcel_is_refused(data: bytes) -> None:
    with pytest.raises(FixityError, match="arrays of a part"):
        read_parcel(data, OF)


def test_a_parcel_of_another_footage_is_refused() -> None:
    with pytest.raises(FixityError) as refused:
        read_parcel(write_parcel(ARRAYS, OF), "cd" * 32)
    assert refused.value.found == OF


def test_objects_are_not_read() -> None:
    file = io.BytesIO()
    np.savez(file, sha256=np.array(OF), bad=np.array([{"a": 1}], dtype=object))
    with pytest.raises(FixityError):
        read_parcel(file.getvalue(), OF)
