"""How a report writes times, widths, sizes and strangers' text: plain, unambiguous, and never less than is so.

Bounds are rounded *outwards* to the millisecond, so that what is printed holds what is known. Text from
outside (names of files, reasons) may carry characters that hide or reorder what stands beside them; they
are written out by their code point, as Unicode's security report advises for identifiers (UTS #39).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from gestae.base.unseen import spelt_out
from gestae.model.observation import Moment
from gestae.model.time import CameraTime, Instant, TimeInterval

__all__ = [
    "clock_words",
    "count_words",
    "display_words",
    "duration_words",
    "exact_words",
    "instant_words",
    "interval_words",
    "latest_words",
    "local_ns",
    "moment_words",
    "numbers_words",
    "offset_words",
    "position_words",
    "shortened",
    "shown_words",
    "size_words",
    "visible",
    "width_words",
]

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NS_PER_MS: Final = 1_000_000
_MS_PER_S: Final = 1_000
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a reading of local clocks has no zone any more
# The bracket that opens a written code point is written out too, so that no name can imitate one.
_BRACKET: Final = "⟨"


def visible(text: str) -> str:
    """Write out every character that cannot be seen for what it is.

    >>> visible(f"a{chr(0x202E)}gpj.exe"), visible("plain name.mp4")
    ('a⟨U+202E⟩gpj.exe', 'plain name.mp4')
    """
    return spelt_out(text.replace(_BRACKET, _written(_BRACKET)), _written)


def _written(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"


def shortened(text: str, limit: int) -> str:
    """Keep the beginning of a long text and say how long it is.

    >>> shortened("x" * 10_000, 3)
    'xxx… (10,000 characters in all)'
    """
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters in all)"


def exact_words(moment: Instant, zone: ZoneInfo) -> str:
    """Write a moment that somebody stated, to its last digit.

    >>> exact_words(Instant.parse("2022-03-16T12:18:24.25Z"), ZoneInfo("Europe/Kyiv"))
    '16 March 2022, 14:18:24.25 (+02:00)'
    """
    return f"{_exactly(local_ns(moment, zone))} ({offset_words(moment, zone)})"


def shown_words(shown: CameraTime) -> str:
    """Write what a recorder's clock displayed, to its last digit; it has no zone.

    >>> shown_words(CameraTime.parse("2022-03-16T14:03:00"))
    '16 March 2022, 14:03:00'
    """
    return _exactly(shown.ns)


def instant_words(moment: Instant, zone: tzinfo) -> str:
    """Write one recorded moment, to the second below.

    >>> instant_words(Instant.parse("2022-03-16T12:18:24.2Z"), ZoneInfo("Europe/Kyiv"))
    '16 March 2022, 14:18:24 (+02:00)'
    """
    date, clock = _date_and_clock(local_ns(moment, zone) // _NS_PER_MS, 0)
    return f"{date}, {clock} ({offset_words(moment, zone)})"


def interval_words(interval: TimeInterval, zone: ZoneInfo) -> str:
    """Write bounds with their date, offset and width.

    >>> low, high = Instant.parse("2022-03-16T12:18:24.2Z"), Instant.parse("2022-03-16T12:18:26.28Z")
    >>> interval_words(TimeInterval(low, high), ZoneInfo("Europe/Kyiv"))
    '16 March 2022, 14:18:24.20 to 14:18:26.28 (+02:00), 2.08 s wide'
    """
    early, late = _outwards_ms(local_ns(interval.earliest, zone), local_ns(interval.latest, zone))
    offsets = [offset_words(moment, zone) for moment in (interval.earliest, interval.latest)]
    return f"{_range_words(early, late, offsets)}, {width_words(interval)} wide"


def latest_words(moment: Instant, zone: ZoneInfo) -> str:
    """Write the moment by which something had begun, rounded up to the millisecond.

    >>> latest_words(Instant.parse("2022-03-16T12:18:26.2800001Z"), ZoneInfo("Europe/Kyiv"))
    '16 March 2022, 14:18:26.281 (+02:00)'
    """
    _, late = _outwards_ms(0, local_ns(moment, zone))
    date, clock = _date_and_clock(late, 2 if late % 10 == 0 else 3)
    return f"{date}, {clock} ({offset_words(moment, zone)})"


def display_words(display: tuple[CameraTime, CameraTime]) -> str:
    """Write what a recorder's own clock stood at; it has no zone.

    >>> display_words((CameraTime.parse("2022-03-16T14:03:00"), CameraTime.parse("2022-03-16T14:03:00.04")))
    '16 March 2022, 14:03:00.00 to 14:03:00.04'
    """
    return _range_words(*_outwards_ms(display[0].ns, display[1].ns), ["", ""])


def width_words(interval: TimeInterval) -> str:
    """Write how much is not known: the difference of the bounds as they are printed."""
    early, late = _outwards_ms(interval.earliest.ns, interval.latest.ns)
    return duration_words(Fraction(late - early, _MS_PER_S))


def duration_words(seconds: Fraction) -> str:
    """Write a duration, to the nearest millisecond.

    >>> [duration_words(Fraction(s)) for s in ("2.08", "83.4", "11520", "90000")]
    ['2.08 s', '1 min 23.4 s', '3 h 12 min', '1 d 1 h']
    """
    ms = round(seconds * _MS_PER_S)
    minutes, rest_ms = divmod(ms, 60 * _MS_PER_S)
    parts = [(minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min")]
    words = [f"{amount} {unit}" for amount, unit in parts if amount]
    if rest_ms or not words:
        words.append(f"{rest_ms / _MS_PER_S:.3f}".rstrip("0").rstrip(".") + " s")
    return " ".join(words)


def position_words(seconds: Fraction) -> str:
    """Write a place in a file as hours, minutes, seconds from its first frame, to the nearest millisecond.

    >>> position_words(Fraction(8348, 100)), position_words(Fraction(-1, 2))
    ('0:01:23.480', '-0:00:00.500')
    """
    ms = round(abs(seconds) * _MS_PER_S)
    minutes, rest_ms = divmod(ms, 60 * _MS_PER_S)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}:{rest_ms // _MS_PER_S:02d}.{rest_ms % _MS_PER_S:03d}"


def moment_words(moment: Moment) -> str:
    """Write a media time as what all decoders can agree on: its ticks, from the least to the most they may be.

    >>> moment_words(Moment(7200, 3600, 7200, Fraction(1, 90000)))
    'pts 7200 (from 3600 to 7200)'
    """
    if moment.earliest_pts == moment.latest_pts:
        return f"pts {moment.pts}"
    return f"pts {moment.pts} (from {moment.earliest_pts} to {moment.latest_pts})"


def clock_words(moment: Instant, zone: tzinfo, step_ns: int) -> str:
    """Write a tick of an axis: as fine as its step, no finer.

    >>> clock_words(Instant.parse("2022-03-16T12:18:24Z"), ZoneInfo("Europe/Kyiv"), 60_000_000_000)
    '14:18'
    """
    _, clock = _date_and_clock(local_ns(moment, zone) // _NS_PER_MS, 3)
    if step_ns % (60 * _MS_PER_S * _NS_PER_MS) == 0:
        return clock[:5]
    return clock[:8] if step_ns % (_MS_PER_S * _NS_PER_MS) == 0 else clock.rstrip("0")


def size_words(size_bytes: int) -> str:
    """Write a size exactly, and roughly where that helps.

    >>> size_words(999), size_words(1), size_words(48_234_496)
    ('999 bytes', '1 byte', '48,234,496 bytes (46.0 MiB)')
    """
    exact = count_words(size_bytes, "byte")
    if size_bytes < 10 * 1024:
        return exact
    rough, unit = next(
        (size_bytes / scale, unit)
        for scale, unit in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
        if size_bytes >= scale
    )
    return f"{exact} ({rough:.1f} {unit})"


def count_words(count: int, noun: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> count_words(1, "event"), count_words(1200, "event"), count_words(0, "entry", "entries")
    ('1 event', '1,200 events', '0 entries')
    """
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def numbers_words(numbers: Sequence[int]) -> str:
    """Write numbers as ranges.

    >>> numbers_words((7, 1, 2, 3, 5)), numbers_words((4,))
    ('1 to 3, 5 and 7', '4')
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [text for run in runs for text in _run_words(run)]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def local_ns(moment: Instant, zone: tzinfo) -> int:
    """Give what the clocks of a zone showed, in nanoseconds since 1970-01-01T00:00:00 on them."""
    return moment.ns + _offset(moment, zone) // timedelta(microseconds=1) * 1_000


def offset_words(moment: Instant, zone: tzinfo) -> str:
    """Write the offset that held at a moment; old ones have seconds.

    >>> offset_words(Instant.parse("2022-01-16T12:00:00Z"), ZoneInfo("America/New_York"))
    '-05:00'
    """
    whole_s = _offset(moment, zone) // timedelta(seconds=1)
    hours, rest_s = divmod(abs(whole_s), 3600)
    seconds = f":{rest_s % 60:02d}" if rest_s % 60 else ""
    return f"{'-' if whole_s < 0 else '+'}{hours:02d}:{rest_s // 60:02d}{seconds}"


def _exactly(local: int) -> str:
    date, clock = _date_and_clock(local // _NS_PER_MS, 0)
    rest_ns = local % (_MS_PER_S * _NS_PER_MS)
    fraction = f".{rest_ns:09d}".rstrip("0") if rest_ns else ""
    return f"{date}, {clock}{fraction}"


def _run_words(run: list[int]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]


def _offset(moment: Instant, zone: tzinfo) -> timedelta:
    there = datetime.fromtimestamp(moment.ns // (_MS_PER_S * _NS_PER_MS), UTC).astimezone(zone)
    return there.utcoffset() or timedelta()


def _outwards_ms(low_ns: int, high_ns: int) -> tuple[int, int]:
    return low_ns // _NS_PER_MS, -(-high_ns // _NS_PER_MS)


def _date_and_clock(local_ms: int, places: int) -> tuple[str, str]:
    whole_s, rest_ms = divmod(local_ms, _MS_PER_S)
    there = _EPOCH + timedelta(seconds=whole_s)
    fraction = f".{rest_ms:03d}"[: places + 1] if places else ""
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year}", f"{there:%H:%M:%S}{fraction}"


def _range_words(low_ms: int, high_ms: int, offsets: Sequence[str]) -> str:
    """Write a range, naming the date and the offset once where they are the same at both ends."""
    places = 2 if low_ms % 10 == 0 and high_ms % 10 == 0 else 3
    (date, clock), (late_date, late_clock) = (_date_and_clock(ms, places) for ms in (low_ms, high_ms))
    zones = [f" ({offset})" if offset else "" for offset in offsets]
    first = f"{date}, {clock}{zones[0] if offsets[0] != offsets[1] else ''}"
    second = late_clock if late_date == date else f"{late_date}, {late_clock}"
    return f"{first} to {second}{zones[1]}"
