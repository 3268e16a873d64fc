"""[edge] Draw the yard: three recorders' films, the papers and the truth, into a folder, from one seed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gestae.base.units import NS_PER_S
from gestae.errors import InputRefused
from gestae.sample.cameras import Camera
from gestae.sample.clocks import RecorderClock, display_text, wind_clocks
from gestae.sample.draw import Painter
from gestae.sample.film import read_pts, write_film
from gestae.sample.overlay import CLOCK_FORMS, burn_in
from gestae.sample.papers import write_papers
from gestae.sample.place import hang_cameras
from gestae.sample.scene import SUBJECTS, Scene
from gestae.sample.script import write_scene
from gestae.sample.tell import BoxRow, tell_truth
from gestae.sample.truth import Truth, file_truth, truth_bytes

__all__ = ["draw_yard"]

Progress = Callable[[str, float], None]

# The films' share of all the work, and how often the progress is told.
_FILMS_SHARE: Final = 0.95
_TELL_EVERY_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """One camera's film: which seed, which camera, where to, and how many pictures at most (None: all)."""

    seed: int
    camera: int
    folder: Path
    most: int | None


def camera_pairs(seed: int, scene: Scene) -> tuple[tuple[Camera, Camera], ...]:
    """Hang the cameras and give each its pose after the jolt (the same, where it is not jolted)."""
    rng = np.random.default_rng([seed, 6])
    right, down = (float(rng.choice([-1, 1]) * rng.uniform(*span)) for span in ((6.0, 9.0), (2.5, 4.5)))
    return tuple(
        (camera, camera.jolted(right, down) if camera.name == scene.jolt_camera else camera)
        for camera in hang_cameras(seed)
    )


@dataclass(slots=True)
class _Meter:
    """How many pictures of a film are done; and whether to go on."""

    done: int = 0
    stop: bool = False


def draw_film(task: Task, meter: _Meter) -> list[BoxRow]:
    """Paint and encode one camera's film; returns what is seen in every picture."""
    scene = write_scene(task.seed)
    pair = camera_pairs(task.seed, scene)[task.camera]
    clock = wind_clocks(task.seed, scene.length_s)[task.camera]
    painter = Painter(scene, pair, task.seed)
    path = task.folder / clock.recorder / clock.file
    path.parent.mkdir(parents=True, exist_ok=True)
    rows: list[BoxRow] = []
    with write_film(path, pair[0].size_px, clock.period) as film:
        for n in range(_pictures(task, clock)):
            if meter.stop:
                break
            taken_ns = clock.capture_ns(n)
            planes, seen = painter.paint(
                (taken_ns - clock.zero_ns) / NS_PER_S,
                n + 1_000_000 * task.camera,
                full_range=clock.file.endswith("avi"),
            )
            burn_in(planes, display_text(clock.display_ns(taken_ns), CLOCK_FORMS[clock.camera]), _name(clock))
            film.add(planes)
            rows.extend((clock.camera, n, s.subject, *s.box, s.seen_px, s.whole_px) for s in seen)
            meter.done = n + 1
    return rows


def _pictures(task: Task, clock: RecorderClock) -> int:
    return clock.pictures if task.most is None else min(task.most, clock.pictures)


def _name(clock: RecorderClock) -> str:
    return {"gate": "CAM 1 GATE", "yard": "YARD-02", "booth": "BOOTH"}[clock.camera]


def draw_yard(folder: Path, *, seed: int, workers: int = 2, progress: Progress | None = None) -> Truth:
    """Draw the sample incident: films, papers, truth.

    Args:
        folder: where to; made when it is not there, files of an earlier drawing are written over.
        seed: which drawing; the same seed gives the same pictures, byte for byte, on one version.
        workers: processors to use. From two on all three films are drawn at once, which shares them out evenly.
        progress: is told what is being done and the share of the whole, 0 to 1, about twice a second.

    Raises:
        InputRefused: a negative seed, or no worker.
    """
    return draw_part(folder, seed=seed, workers=workers, progress=progress, most=None)


def draw_part(folder: Path, *, seed: int, workers: int, progress: Progress | None, most: int | None) -> Truth:
    """Draw as `draw_yard` does, but at most so many pictures of each film."""
    if seed < 0 or workers < 1:
        raise InputRefused("the yard", wrong=f"seed {seed}, {workers} workers", right="a seed from 0 on and a worker")
    tell = progress or (lambda _what, _share: None)
    scene = write_scene(seed)
    pairs, clocks = camera_pairs(seed, scene), wind_clocks(seed, scene.length_s)
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [Task(seed, camera, folder, most) for camera in range(len(clocks))]
    rows = _draw_films(tasks, workers, tell, sum(_pictures(task, clocks[task.camera]) for task in tasks))
    tell("truth and papers", _FILMS_SHARE)
    files = []
    for clock, pair in zip(clocks, pairs, strict=True):
        pts, time_base = read_pts(folder / clock.recorder / clock.file)
        files.append(file_truth(clock, size_px=pair[0].size_px, time_base=time_base, pts=pts))
    truth = tell_truth(seed, scene, (pairs, clocks, tuple(files)), rows)
    (folder / "truth").mkdir(exist_ok=True)
    (folder / "truth" / "truth.json").write_bytes(truth_bytes(truth))
    _write_boxes(folder / "truth" / "boxes.parquet", truth, rows)
    write_papers(folder, seed, clocks, truth)
    tell("truth and papers", 1.0)
    return truth


def _draw_films(tasks: list[Task], workers: int, tell: Progress, pictures: int) -> list[BoxRow]:
    """Draw the films side by side.

    Threads do: painters and encoders are compiled and let each other run, and what one compiles serves all.
    """
    meters = [_Meter() for _ in tasks]
    with ThreadPoolExecutor(1 if workers == 1 else len(tasks), "film") as pool:
        try:
            running = [pool.submit(draw_film, task, meter) for task, meter in zip(tasks, meters, strict=True)]
            left = set(running)
            while left:
                done, left = wait(left, _TELL_EVERY_S)
                for film in done:
                    film.result()  # what failed ends the others, too
                tell("drawing the films", _FILMS_SHARE * sum(meter.done for meter in meters) / pictures)
            return [row for film in running for row in film.result()]
        finally:
            for meter in meters:
                meter.stop = True


def _write_boxes(path: Path, truth: Truth, rows: list[BoxRow]) -> None:
    """Write what is seen of every subject in every picture, ordered by camera, picture and subject."""
    pts = {file.camera: file.pts for file in truth.files}
    ordered = sorted(rows, key=lambda row: (row[0], row[1], SUBJECTS[row[2]][0]))
    columns = list(zip(*ordered, strict=True)) or [()] * 9
    names = ("camera", "n", "subject", "x1", "y1", "x2", "y2", "visible_px", "whole_px")
    table = dict(zip(names, (list(c) for c in columns), strict=True))
    table["pts"] = [pts[row[0]][row[1]] for row in ordered]
    table["class"] = [SUBJECTS[row[2]][1] for row in ordered]
    order = ("camera", "n", "pts", "subject", "class", "x1", "y1", "x2", "y2", "visible_px", "whole_px")
    pq.write_table(pa.table({name: table[name] for name in order}), path)
