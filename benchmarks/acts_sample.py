"""Acts of the sample: films drawn from a seed, whose truth is known to the picture."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from benchmarks.acts_score import Span

import gestae.sample
from gestae.observe.rules import RULES
from gestae.sample import FileTruth, Truth, draw_yard, load_truth
from gestae.workflow.check import LIES_ON, TrueBoxes

# What lasts to the end of the film where its truth says no end; all else without an end is a moment.
LASTS = frozenset({"lying"})
# Never in the sample, so whatever is found of it is false.
NEVER = frozenset({"flash", "picture_lost", "clock_jumped", "object_left", "weapon_raised"})
# A film's instants are known to the picture.
WITHIN_S = 0.1


@dataclass(frozen=True)
class SampleFilm:
    """One drawn film: where it lies, its truth, and whom boxes lie on."""

    name: str
    path: Path
    truth: tuple[Span, ...]
    unruled: tuple[str, ...]
    complete: frozenset[str]
    file: FileTruth
    boxes: TrueBoxes

    def whose(self, document: dict) -> frozenset[str]:
        """Name the one that a proposal lies on at its start; nobody where it lies on none or on several alike."""
        if document.get("region") is None:
            return frozenset()
        places = [int(pts) for pts in self.file.pts]
        pts = places[min(bisect_left(places, document["start"]["pts"]), len(places) - 1)]
        there = self.boxes.by_picture.get((self.file.camera, pts), ())
        best = max(((_overlap(document["region"], box), name) for name, box in there), default=(0.0, ""))
        return frozenset({best[1]}) if best[0] >= LIES_ON else frozenset()


def sample_films(work: Path, seeds: range) -> Iterator[SampleFilm]:
    """Draw the seeds that are not drawn yet by this code, and give their films."""
    for seed in seeds:
        folder = _drawn(work / f"sample-{seed}", seed)
        truth = load_truth(folder)
        boxes = TrueBoxes.load(folder)
        for file in truth.files:
            spans, unruled = _truth_of(truth, file)
            complete = frozenset(span.kind for span in spans) | {act.kind for act in truth.acts} | NEVER
            path = next((folder / "delivery").rglob(file.file))
            yield SampleFilm(f"sample-{seed}/{file.camera}", path, spans, unruled, complete, file, boxes)


def _drawn(folder: Path, seed: int) -> Path:
    code = hashlib.sha256()
    for path in sorted(Path(gestae.sample.__path__[0]).glob("*.py")):
        code.update(path.read_bytes())
    mark = folder / "drawn-by"
    if not mark.exists() or mark.read_text() != code.hexdigest():
        draw_yard(folder / "delivery", seed=seed)
        (folder / "truth").mkdir(exist_ok=True)
        for path in (folder / "delivery" / "truth").iterdir():
            path.replace(folder / "truth" / path.name)
        mark.write_text(code.hexdigest())
    return folder


def _truth_of(truth: Truth, file: FileTruth) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """Give what one camera can see, in seconds of its file."""
    spans, unruled = [], []
    seconds = Fraction(file.time_base)
    for number, act in enumerate(truth.acts):
        for sight in (one for one in act.sights if one.camera == file.camera and one.pts is not None):
            if act.kind not in RULES:
                unruled.append(act.kind)
                continue
            start = float((sight.pts - file.pts[0]) * seconds)
            lasts = act.end_ns is not None or act.kind in LASTS
            end_pts = file.pts[-1] if sight.end_pts is None else sight.end_pts
            end = float((end_pts - file.pts[0]) * seconds) if lasts else start
            spans.append(Span(act.kind, start, end, WITHIN_S, not lasts, number, frozenset(act.subjects)))
    return tuple(spans), tuple(unruled)


def _overlap(a: list[float], b: tuple[float, ...]) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, wide) * max(0, high)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)
