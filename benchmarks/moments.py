"""Finding moments: first pass, complete pass and looking in moments, beside ffmpeg and DVR-Scan, in one run.

Films with eighteen known events are drawn once (`moments_footage.py`) and coded as recorders do. Then, film by film and
round by round, in turn: `ffmpeg -f null` with one and with two threads, `dvr-scan -so -b CNT -df 4` and `dvr-scan -so`
where it is installed, gestae's first pass, both passes, and both with the detector. Each is a whole process, its start
included. Told are wall and processor seconds, the largest process, events missed, and which share of the idle time is
called active: time, not intervals, and none within a second of an event. Ratios are taken round by round and their
medians given.

    python -m benchmarks.moments --people FILM --cars FILM [--work FOLDER] [--rounds 3] [--formats hd,sd] [--quick]
    python -m benchmarks.moments --people FILM --cars FILM --formats hd --hour
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.moments_footage import PARKED, Format, draw

Span = tuple[float, float]

FORMATS = {
    "hd": (Format(1920, 1080, 25.0, 720.0), ("h264-vbr", "h264-cbr")),
    "hevc": (Format(1920, 1080, 25.0, 360.0), ("hevc",)),
    "sd": (Format(768, 576, 12.5, 720.0), ("mpeg4", "mjpeg")),
}
# What is active within this time of an event is no false alarm.
NEAR_S = 1.0
_VERB = "import sys; from gestae.cli import main; sys.exit(main())"
_RUN = [sys.executable, "-m", "benchmarks.moments_run"]


@dataclass(frozen=True)
class Told:
    """What one process took and found; `spans` are none where it finds nothing by its nature."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    spans: tuple[Span, ...] | None


Run = Callable[[Path, Path], Told]


@dataclass(frozen=True)
class Truth:
    """A film's events, from their first to their last picture, in seconds."""

    events: tuple[tuple[str, float, float], ...]
    length_s: float

    @classmethod
    def read(cls, path: Path) -> Truth:
        said = json.loads(path.read_text("utf-8"))
        rate = said["rate_hz"]
        events = tuple((one["title"], one["first"] / rate, one["last"] / rate) for one in said["events"])
        return cls(events, said["frames"] / rate)

    @property
    def busy(self) -> list[Span]:
        """Give the times in which something is there that the empty scene has not: events, and the parked car."""
        parked = (PARKED.start_s, PARKED.start_s + PARKED.lasts_s)
        return [(first, last) for _, first, last in self.events] + [parked]

    def missed(self, spans: Iterable[Span]) -> list[str]:
        """Name the events that no span touches."""
        found = list(spans)
        return [title for title, first, last in self.events if not any(a <= last and b >= first for a, b in found)]

    def false_share(self, spans: Iterable[Span]) -> float:
        """Say which share of the idle time is called active, in steps of a tenth of a second."""
        found = list(spans)
        idle = active = 0
        for step in range(round(self.length_s * 10)):
            at = step / 10
            if any(first - NEAR_S <= at <= last + NEAR_S for first, last in self.busy):
                continue
            idle += 1
            active += any(a <= at <= b for a, b in found)
        return active / idle if idle else 0.0


def measured(command: Sequence[str | Path]) -> tuple[float, float, float, str]:
    """Run a command; give its wall and processor seconds, its largest process in MB, and what it printed."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(str(word) for word in command)} ended with {process.returncode}")
    return wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text


def of_ffmpeg(film: Path, threads: int) -> Told:
    """Decode all of a film, which is the least that any tool that sees every picture must do."""
    wall_s, cpu_s, memory_mb, _ = measured(
        ["ffmpeg", "-v", "error", "-threads", str(threads), "-i", film, "-f", "null", "-"]
    )
    return Told(wall_s, cpu_s, memory_mb, None)


def of_dvr_scan(film: Path, options: Sequence[str]) -> Told:
    """Scan a film; its own padding around events stays in, as its users get it."""
    wall_s, cpu_s, memory_mb, text = measured(["dvr-scan", "-i", film, "-so", *options])
    times = [_seconds(word) for word in re.findall(r"\d\d:\d\d:\d\d\.\d+", text.splitlines()[-1] if text else "")]
    return Told(wall_s, cpu_s, memory_mb, tuple(zip(times[::2], times[1::2], strict=False)))


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def a_case(film: Path, work: Path) -> Path:
    """Take a film into a new case."""
    case = work / "moments.case"
    shutil.rmtree(case, ignore_errors=True)
    for words in (["init", case, "--title", "Moments", "--zone", "UTC"], ["add", case, film, "--from", "a benchmark"]):
        subprocess.run([sys.executable, "-c", _VERB, *map(str, words)], check=True, capture_output=True)
    return case


def of_gestae(film: Path, how: str, work: Path) -> Told:
    """Search a film that a new case holds; taking it in is not counted, reading its facts is."""
    wall_s, cpu_s, memory_mb, text = measured([*_RUN, a_case(film, work), how])
    return Told(wall_s, cpu_s, memory_mb, tuple((first, last) for first, last in json.loads(text)))


def _gestae(how: str, film: Path, work: Path) -> Told:
    return of_gestae(film, how, work)


def contenders(*, quick: bool) -> dict[str, Run]:
    """Name what is run, in turn."""
    found: dict[str, Run] = {
        "ffmpeg, 1 thread": lambda film, _: of_ffmpeg(film, 1),
        "ffmpeg, 2 threads": lambda film, _: of_ffmpeg(film, 2),
    }
    if shutil.which("dvr-scan"):
        found["dvr-scan -b CNT -df 4"] = lambda film, _: of_dvr_scan(film, ("-b", "CNT", "-df", "4"))
        if not quick:
            found["dvr-scan"] = lambda film, _: of_dvr_scan(film, ())
    else:
        print("dvr-scan is not installed and left out: pip install dvr-scan opencv-python-headless")
    for name, how in (("first pass", "first"), ("both passes", "both"), ("both, detector", "detector")):
        found[f"gestae, {name}"] = partial(_gestae, how)
    return found


def score(film: Path, truth: Truth, rounds: int, work: Path, *, quick: bool) -> None:
    """Run everything on one film, round by round, and print what came of it."""
    runs = contenders(quick=quick)
    told: dict[str, list[Told]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, run in runs.items():
            told[name].append(run(film, work))
            print(f"  round {number + 1}: {name}: {told[name][-1].wall_s:.1f} s", file=sys.stderr)
    print(f"\n{film.name}: {truth.length_s:.0f} s, {len(truth.events)} events")
    print(f"{'':24}{'wall s':>8}{'CPU s':>8}{'/ffmpeg 2':>11}{'MB':>6}{'missed':>8}{'false':>8}")
    base = [one.wall_s for one in told["ffmpeg, 2 threads"]]
    for name, rows in told.items():
        ratio = statistics.median(one.wall_s / against for one, against in zip(rows, base, strict=True))
        wall_s, cpu_s = (statistics.median(getattr(one, field) for one in rows) for field in ("wall_s", "cpu_s"))
        row = f"{name:24}{wall_s:8.1f}{cpu_s:8.1f}{ratio:11.2f}{max(one.memory_mb for one in rows):6.0f}"
        spans = rows[-1].spans
        if spans is not None:
            row += f"{len(truth.missed(spans)):8}{truth.false_share(spans):8.2%}"
            row += "".join(f"\n{'':8}missed: {title}" for title in truth.missed(spans))
        print(row)


def tell_hour(film: Path, work: Path) -> None:
    """Join a film of twelve minutes to an hour, packet for packet, and print when its first moments are told."""
    hour, names = work / f"{film.stem}-hour{film.suffix}", work / "hour.txt"
    if not hour.exists():
        names.write_text(f"file '{film.resolve()}'\n" * 5, "utf-8")
        joining = ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", names, "-c", "copy", hour]
        subprocess.run([str(word) for word in joining], check=True)
    _, _, _, text = measured([*_RUN, a_case(hour, work), "hour"])
    print(f"\n{hour.name}: seconds after the start of the process")
    for what, value in json.loads(text).items():
        print(f"{what:32}{value:8}")


def main() -> None:
    """Draw, run, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=Path, required=True, help="a film of a fixed camera with people")
    parser.add_argument("--cars", type=Path, required=True, help="a film of a fixed camera with cars")
    parser.add_argument("--work", type=Path, default=Path("build/moments"), help="films are kept there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--formats", default=",".join(FORMATS), help=f"of {', '.join(FORMATS)}")
    parser.add_argument("--quick", action="store_true", help="leave dvr-scan's slow default out")
    parser.add_argument("--hour", action="store_true", help="only: when the first moments of an hour's film are told")
    asked = parser.parse_args()
    for name in asked.formats.split(","):
        form, codecs = FORMATS[name]
        films, truth = draw(asked.people, asked.cars, asked.work, form, codecs)
        for film in films.values():
            if asked.hour:
                tell_hour(film, asked.work)
                continue
            score(film, Truth.read(truth), asked.rounds, asked.work, quick=asked.quick)


if __name__ == "__main__":
    main()
