"""Tracking beside its peers: HOTA, IDF1 and MOTA on footage with hand-drawn truth.

First half, in gestae's environment: the default detector looks at every picture, the tracker follows, and
detections and tracks are written down. Second half, in an environment of its own (trackeval and trackers pull the
desktop build of OpenCV): peers track the same detections, and everything is scored by trackeval.

    python benchmarks/tracking.py [--models efficientdet-lite1 ...] [--settings quick close] [--work FOLDER]

The footage is found by GESTAE_SHARED, as in the tests; it is not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from gestae.model.sighting import NO_PTS, Detections, Group, Label
from gestae.sight.clothing import Clothing
from gestae.sight.fetch import fetch
from gestae.sight.loading import Setting, load_detector, rules_for
from gestae.sight.tracker import Tracker, every_frame
from gestae.sight.weights import read_weights, weights_folder, whole_table

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "benchmarks" / "requirements-tracking.txt"
DEFAULT_RATE_HZ = 5.0


@dataclass(frozen=True)
class Film:
    name: str
    path: str
    truth: str
    rate_hz: float  # of the file; pets09 was filmed at 7 and plays at 10


FILMS = (
    Film("TUD-Campus", "mot/TUD-Campus.avi", "truth/mot/TUD-Campus.gt.txt", 25.0),
    Film("vtest", "cctv/pets09_s2l1_vtest.avi", "truth/mot/PETS09-S2L1.gt.txt", 10.0),
)


def main() -> None:
    arguments = parse()
    footage = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared")) / "footage"
    if not footage.is_dir():
        sys.exit(f"no footage at {footage}; set GESTAE_SHARED to the folder that holds it")
    arguments.work.mkdir(parents=True, exist_ok=True)
    runs = [
        run(arguments.work, footage, film, model, Setting(setting))
        for film in FILMS
        for model in arguments.models
        for setting in arguments.settings
    ]
    plan = arguments.work / "plan.json"
    plan.write_text(json.dumps({"runs": [row for rows in runs for row in rows]}, indent=1))
    scorer = ROOT / "benchmarks" / "tracking_score.py"
    subprocess.run([scoring_python(arguments.env), str(scorer), str(plan)], check=True)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["efficientdet-lite2", "efficientdet-lite1"])
    parser.add_argument("--settings", nargs="+", default=["quick", "close"])
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench-tracking")
    parser.add_argument("--env", type=Path, default=ROOT / "build" / "bench-env")
    return parser.parse_args()


def run(work: Path, footage: Path, film: Film, model: str, setting: Setting) -> list[dict]:
    """Detect once, track at the full and at the default rate; write what the scorer needs."""
    entry = whole_table().entry(model)
    found, clothing, cost_ms = detections(footage / film.path, entry, setting)
    rows = []
    for rate, step in (("full", 1), ("default", max(1, round(film.rate_hz / DEFAULT_RATE_HZ)))):
        began = time.process_time()
        tracks = ours(found, clothing, film.rate_hz, step, entry)
        track_ms = (time.process_time() - began) * 1e3 / len(found[::step])
        stem = work / f"{film.name}-{model}-{setting}-{rate}"
        rules = rules_for(entry)
        np.savez(stem.with_suffix(".npz"), detections=detection_rows(found, step), tracks=tracks)
        rows.append(
            {
                "film": film.name,
                "model": model,
                "setting": setting.value,
                "rate": rate,
                "pictures_hz": film.rate_hz / step,
                "frames": len(found),
                "frame_hz": film.rate_hz,
                "step": step,
                "detect_ms": round(cost_ms, 1),
                "track_ms": round(track_ms, 2),
                "truth": str(footage / film.truth),
                "data": str(stem.with_suffix(".npz")),
                "strong": rules.strong,
                "begins": rules.begins,
                "lost_for_s": rules.lost_for_s,
            }
        )
    return rows


def detections(path: Path, entry, setting: Setting) -> tuple[list[Detections], Clothing, float]:
    """Look at every picture of a film; what people wear, and CPU milliseconds a picture beside it."""
    folder = weights_folder()
    fetch(entry, folder, progress=lambda _: None)
    detector = load_detector(entry, read_weights(entry, folder), setting)
    found, clothing, spent_s = [], Clothing(), 0.0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24")
            began = time.process_time()
            found.append(detector.detect(rgb))
            spent_s += time.process_time() - began
            clothing.note(len(found) - 1, rgb, found[-1])
    print(f"{path.name}: {entry.name} {setting}: {spent_s * 1e3 / len(found):.1f} ms CPU a picture", file=sys.stderr)
    return found, clothing, spent_s * 1e3 / len(found)


def ours(found: list[Detections], clothing: Clothing, rate_hz: float, step: int, entry) -> np.ndarray:
    """Track people by place and clothes, as looking does.

    Returns:
        (k, 6) rows: frame from 1, number, x1 y1 x2 y2, a box for every frame.
    """
    tracker = Tracker(rules_for(entry))
    for n in range(0, len(found), step):
        tracker.step(n, n / rate_hz, found[n], clothing.of(n, found[n]))
    n = np.arange(len(found))
    rows = []
    for track in tracker.finish("benchmark"):
        if track.label is Label.PERSON:
            dense = every_frame(track, n, n / rate_hz, np.full(len(n), NO_PTS))
            number = np.full(len(dense), track.number)
            rows.append(np.column_stack([dense.n + 1, number, dense.boxes]))
    return np.concatenate(rows) if rows else np.zeros((0, 6))


def detection_rows(found: list[Detections], step: int) -> np.ndarray:
    """Give the peers the same people: (k, 6) rows: frame from 1, x1 y1 x2 y2, score."""
    rows = [np.zeros((0, 6))]
    for n in range(0, len(found), step):
        people = found[n].of(Group.PERSON)
        rows.append(np.column_stack([np.full(len(people), n + 1), people.boxes, people.scores]))
    return np.concatenate(rows)


def scoring_python(env: Path) -> str:
    """Make the scorer's environment if it is not there."""
    python = env / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(env)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)], check=True)
    return str(python)


if __name__ == "__main__":
    main()
