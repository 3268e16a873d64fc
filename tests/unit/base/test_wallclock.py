"""The one place that reads the clock and draws chance."""

from __future__ import annotations

import time

from gestae.base.wallclock import SALT_BYTES, draw_salt, now_ns


def test_the_clock_is_this_machines() -> None:
    before = time.time_ns()  # noqa: TID251 - compared with what is under test
    read = now_ns()
    assert before <= read <= time.time_ns()  # noqa: TID251


def test_a_salt_is_as_long_as_a_digest_and_never_the_same() -> None:
    salts = {draw_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {SALT_BYTES} == {32}
