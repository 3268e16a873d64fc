"""What the clocks burnt into the drawn films truly show, and how what was read of them stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from gestae.sample import FileTruth
from gestae.sample.clocks import RecorderClock, display_text

__all__ = ["shown_at", "true_ticks", "wrong_ticks"]


def _clock(file: FileTruth) -> RecorderClock:
    return RecorderClock(
        recorder=file.recorder,
        camera=file.camera,
        file=file.file,
        offset_ns=file.offset_ns,
        rate_ppb=file.rate_ppb,
        zero_ns=file.zero_ns,
        first_ns=file.first_ns,
        period=Fraction(file.period),
        pictures=len(file.pts),
    )


def shown_at(file: FileTruth, n: int) -> str:
    """Give what the n-th picture shows, as 2022-03-16 14:03:00."""
    clock = _clock(file)
    return display_text(clock.display_ns(clock.capture_ns(n)))


def true_ticks(file: FileTruth) -> dict[int, str]:
    """Give for the pts of every picture that is the first to show a second what it shows."""
    return {file.pts[n]: shown_at(file, n) for n in _clock(file).ticks()}


def wrong_ticks(file: FileTruth, ticks: Iterable[Mapping[str, Any]], order: str) -> list[tuple[int, str, str]]:
    """Give every tick that was read otherwise than it is: its pts, what was read, what is true."""
    true = true_ticks(file)
    read = [(tick["at"]["pts"], str(tick["shown"][order])[:19].replace("T", " ")) for tick in ticks]
    return [(pts, shown, true.get(pts, "no tick")) for pts, shown in read if true.get(pts) != shown]
