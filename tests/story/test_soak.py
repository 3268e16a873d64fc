"""Footage for hours: memory stays flat, the time left is told rightly, and five kills change no byte.

As long as SOAK_MINUTES says (40 by default; 3 to try it), on two workers, with real footage joined to itself. Run by
`make prove-soak`, which prints the figures.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
from tests.story.incident import Workplace
from tests.story.processes import no_worker_left, workers_of
from tests.story.test_moments import artifacts

from gestae.engine.estimate import Sample, estimate, remember
from gestae.workflow.case import read_case

pytestmark = [pytest.mark.prove, pytest.mark.soak, pytest.mark.timeout(4 * 3600)]

MINUTES = float(os.environ.get("SOAK_MINUTES", "40"))
WORKERS = 2
KILLS = 5
# A film is searched for moments from five minutes on: three times a hundred and forty seconds.
TIMES_LEAST = 3
MEMORY_MOST_MB = 512.0
# Over the second half of a stage, as a share of what is used: caches fill in the first.
GROWTH_MOST = 0.10
ESTIMATE_OFF_MOST = 0.30
# Workers take seconds to start: the first tenth of a stage that is over sooner says little of the rest.
STAGE_LEAST_S = 300.0


@dataclass
class Stage:
    """What was seen of one stage: how far it was when, and the largest process then, in MB."""

    progress: list[Sample] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)

    @property
    def lasted_s(self) -> float:
        return self.progress[-1][0] - self.progress[0][0]

    def estimate_off(self) -> tuple[float, float]:
        """Give what gestae's estimate said was left after the first tenth, and how long it then was."""
        samples: tuple[Sample, ...] = ()
        for sample in self.progress:
            samples = remember(samples, sample)
            left_s = estimate(samples, 1.0).left_s
            if sample[1] >= 0.1 and left_s is not None:
                return left_s, self.progress[-1][0] - sample[0]
        raise AssertionError("it ended before a tenth of it was told")

    def slope(self) -> tuple[float, float]:
        """Give by how many MB an hour the largest process grows in the stage's second half, and how large it is."""
        middle_s = self.progress[0][0] + self.lasted_s / 2
        late = np.array([sample for sample in self.memory if sample[0] >= middle_s])
        slope, _ = np.polyfit(late[:, 0], late[:, 1], 1)
        return float(slope) * 3600, float(late[:, 1].mean())


def join(source: Path, target: Path, times: int) -> None:
    """Join a film to itself, packet for packet."""
    with av.open(str(target), "w") as out:
        stream, shift = None, 0
        for _ in range(times):
            with av.open(str(source)) as film:
                video = film.streams.video[0]
                stream = stream or out.add_stream_from_template(video)
                packets = [packet for packet in film.demux(video) if packet.dts is not None]
            dts = [int(packet.dts or 0) for packet in packets]
            for packet, at in zip(packets, dts, strict=True):
                packet.pts, packet.dts, packet.stream = int(packet.pts or 0) + shift, at + shift, stream
                out.mux(packet)
            shift += dts[-1] - dts[0] + round(float(np.median(np.diff(dts))))


def case_of(root: Path, film: Path, lengths: list[int]) -> Workplace:
    """Take in a film, joined to itself as often as each of `lengths` says."""
    place = Workplace(root)
    place.delivery.mkdir(parents=True)
    for number, times in enumerate(lengths):
        join(film, place.delivery / f"day-{number:02}.mp4", times)
    place.run("init", place.case, "--title", "Soak", "--zone", "UTC")
    place.run("add", place.case, place.delivery, "--from", "I. Mak")
    return place


def run(place: Workplace) -> dict[str, Stage]:
    """Analyze undisturbed, and watch how far it comes and how large its processes are."""
    stages: dict[str, Stage] = {}
    command = [sys.executable, "-m", "tests.story.soak_run", str(place.case), str(WORKERS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for at_s, what, fraction in told(process):
            stage = stages.setdefault("look" if what.startswith("looking") else "search", Stage())
            stage.progress.append((at_s, fraction))
            if not stage.memory or at_s - stage.memory[-1][0] >= 0.5:
                stage.memory.append((at_s, largest_mb(process.pid)))
        assert process.wait() == 0
    return stages


def told(process: subprocess.Popen[str]) -> Iterator[tuple[float, str, float]]:
    assert process.stdout is not None
    for line in process.stdout:
        at_s, what, fraction = json.loads(line)
        yield at_s, what, fraction


def largest_mb(pid: int) -> float:
    """Give the largest resident set among a process and its workers."""
    sizes = []
    for one in (pid, *workers_of(pid)):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:  # it ended meanwhile
            continue
        sizes += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")]
    return max(sizes, default=0.0)


def killed(place: Workplace, whole_s: float) -> None:
    """Analyze, killed at five points of the time that a whole run takes, and then to the end."""
    command = [sys.executable, "-m", "tests.story.soak_run", str(place.case), str(WORKERS)]
    for kill in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                process.wait(whole_s * (kill + 1) / (KILLS + 1) / 2)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            process.wait()
        no_worker_left(process.pid)
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_analysis_for_long(shared_footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = shared_footage / "cctv" / "one-by-one-person-detection.mp4"
    first = case_of(tmp_path / "first", film, [TIMES_LEAST])
    began_s = time.monotonic()
    run(first)
    # So many films, each a little longer than the one before, take the undisturbed run's share of the time.
    once_s = time.monotonic() - began_s
    wanted = max(2 * TIMES_LEAST, round(MINUTES * 60 / 2 / once_s * TIMES_LEAST))
    lengths = [TIMES_LEAST + n % 3 for n in range(max(2, round(wanted / (TIMES_LEAST + 1))))]
    place = case_of(tmp_path / "calm", film, lengths)
    other = Workplace(tmp_path / "killed")
    shutil.copytree(place.case, other.case)

    began_s = time.monotonic()
    stages = run(place)
    whole_s = time.monotonic() - began_s
    killed(other, whole_s)
    lines = [f"{len(lengths)} films, {sum(lengths) * 139.4 / 60:.0f} min of footage in {whole_s / 60:.1f} min"]
    for name, stage in stages.items():
        left_s, was_s = stage.estimate_off() if stage.lasted_s >= STAGE_LEAST_S else (float("nan"), float("nan"))
        slope, mean = stage.slope()
        lines.append(
            f"{name}: {stage.lasted_s:.0f} s; largest process {max(mb for _, mb in stage.memory):.0f} MB, "
            f"{slope:+.0f} MB an hour in its second half; after a tenth {left_s:.0f} s were said to be left, "
            f"and {was_s:.0f} s were"
        )
    with capsys.disabled():
        print("\n" + "\n".join(lines))

    with read_case(place.case) as view, read_case(other.case) as again:
        assert artifacts(view) == artifacts(again)
    assert set(stages) == {"search", "look"}
    for name, stage in stages.items():
        assert max(mb for _, mb in stage.memory) <= MEMORY_MOST_MB, name
        slope, mean = stage.slope()
        assert slope * stage.lasted_s / 2 / 3600 <= GROWTH_MOST * mean, name
        if stage.lasted_s >= STAGE_LEAST_S:
            left_s, was_s = stage.estimate_off()
            assert left_s == pytest.approx(was_s, rel=ESTIMATE_OFF_MOST), name
