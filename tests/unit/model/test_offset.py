"""The noun: exact, checked at birth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gestae.errors import RecordError
from gestae.model.offset import Offset, OffsetBy

ONE = Offset("a" * 64, "b" * 64, 1000, 5000, -30, 70, OffsetBy.MOVEMENT, "c" * 64)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"a_sha256": "A" * 64}, "64 hexadecimal"),
        ({"b_sha256": "b"}, "64 hexadecimal"),
        ({"artifact": ""}, "64 hexadecimal"),
        ({"b_sha256": "a" * 64}, "to itself"),
        ({"most_ns": -31}, "the least comes first"),
        ({"last_ns": 999}, "the least comes first"),
    ],
)
def test_what_contradicts_itself_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(RecordError, match=said):
        replace(ONE, **changed)  # type: ignore[arg-type]
