"""Second half of benchmarks/tracking.py: peers on the same detections, everything scored by trackeval.

Runs in an environment that holds trackeval and trackers and nothing of gestae. Peers draw boxes only where they saw
something; here all get the same straight lines between sightings up to `lost_for_s`, as gestae draws them.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

for name in ("float", "int", "bool"):  # trackeval still uses names that NumPy dropped in 1.24
    if not hasattr(np, name):
        setattr(np, name, getattr(builtins, name))

import supervision as sv  # noqa: E402
import trackeval  # noqa: E402
from trackers import ByteTrackTracker, OCSORTTracker  # noqa: E402


def main(plan: Path) -> None:
    print("| film | model | setting | pictures/s | tracker | HOTA | IDF1 | MOTA | switches | false | missed | ids |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    results = []
    for run in json.loads(plan.read_text())["runs"]:
        data = np.load(run["data"])
        truth = read_truth(run["truth"])
        for name, rows in {"gestae": data["tracks"], **peers(run, data["detections"])}.items():
            result = score(truth, rows, run["frames"])
            results.append({**run, "tracker": name, **result})
            figures = " | ".join(f"{result[key]:.3f}" for key in ("HOTA", "IDF1", "MOTA"))
            counts = " | ".join(str(result[key]) for key in ("IDSW", "FP", "FN", "ids"))
            head = f"{run['film']} | {run['model']} | {run['setting']} | {run['pictures_hz']:g} | {name}"
            print(f"| {head} | {figures} | {counts} |", flush=True)
    plan.with_name("results.json").write_text(json.dumps(results, indent=1))
    print("\n| film | model | setting | detector ms CPU a picture | tracker ms CPU a picture |\n|---|---|---|---|---|")
    for run in json.loads(plan.read_text())["runs"]:
        if run["rate"] == "full":
            print(f"| {run['film']} | {run['model']} | {run['setting']} | {run['detect_ms']} | {run['track_ms']} |")


def peers(run: dict, detections: np.ndarray) -> dict[str, np.ndarray]:
    """Each peer as it comes, and told our scores' meaning (their defaults expect a net that scores higher)."""
    rate = {"frame_rate": run["pictures_hz"]}
    told_byte = {"track_activation_threshold": run["begins"], "high_conf_det_threshold": run["strong"]}
    told_oc = {"high_conf_det_threshold": run["strong"]}
    trackers = {
        "ByteTrack, as it comes": ByteTrackTracker(**rate),
        "ByteTrack, our scores": ByteTrackTracker(**rate, **told_byte),
        "OC-SORT, as it comes": OCSORTTracker(**rate),
        "OC-SORT, our scores": OCSORTTracker(**rate, **told_oc),
    }
    return {name: follow(tracker, run, detections) for name, tracker in trackers.items()}


def follow(tracker, run: dict, detections: np.ndarray) -> np.ndarray:
    rows = []
    for frame in range(1, run["frames"] + 1, run["step"]):
        here = detections[detections[:, 0] == frame]
        seen = sv.Detections(
            xyxy=here[:, 1:5].astype(np.float32),
            confidence=here[:, 5].astype(np.float32),
            class_id=np.zeros(len(here), int),
        )
        told = tracker.update(seen)
        ids = told.tracker_id if told.tracker_id is not None else np.zeros(0)
        rows += [(frame, one, *box) for one, box in zip(ids, told.xyxy, strict=True) if one >= 0]
    return filled(np.array(rows, float).reshape(-1, 6), run)


def filled(rows: np.ndarray, run: dict) -> np.ndarray:
    """Draw straight lines between an id's sightings, as for our own tracks."""
    longest = run["lost_for_s"] * run["frame_hz"]
    out = []
    for one in np.unique(rows[:, 1]):
        own = rows[rows[:, 1] == one]
        for before, after in pairwise(own):
            gap = after[0] - before[0]
            steps = np.arange(gap) if gap <= longest else np.zeros(1)
            out.extend(before + (after - before) * step / gap for step in steps)
        out.append(own[-1])
    return np.array(out).reshape(-1, 6)


def read_truth(path: str) -> np.ndarray:
    rows = np.loadtxt(path, delimiter=",")
    rows[:, 4:6] += rows[:, 2:4]
    return rows


def score(truth: np.ndarray, rows: np.ndarray, frames: int) -> dict:
    data = as_trackeval(truth, rows, frames)
    quiet = {"PRINT_CONFIG": False}
    with contextlib.redirect_stdout(io.StringIO()):
        hota = trackeval.metrics.HOTA().eval_sequence(data)
        clear = trackeval.metrics.CLEAR(quiet).eval_sequence(data)
        identity = trackeval.metrics.Identity(quiet).eval_sequence(data)
    return {
        "HOTA": float(hota["HOTA"].mean()),
        "IDF1": float(identity["IDF1"]),
        "MOTA": float(clear["MOTA"]),
        "IDSW": int(clear["IDSW"]),
        "FP": int(clear["CLR_FP"]),
        "FN": int(clear["CLR_FN"]),
        "ids": data["num_tracker_ids"],
    }


def as_trackeval(truth: np.ndarray, rows: np.ndarray, frames: int) -> dict:
    """Write both sides in the form that trackeval's metrics take (MOT15: one class, all truth counts)."""
    truth_ids, own_ids = np.unique(truth[:, 1]), np.unique(rows[:, 1])
    data = {
        "num_timesteps": frames,
        "num_gt_ids": len(truth_ids),
        "num_tracker_ids": len(own_ids),
        "num_gt_dets": len(truth),
        "num_tracker_dets": len(rows),
        "gt_ids": [],
        "tracker_ids": [],
        "similarity_scores": [],
    }
    for frame in range(1, frames + 1):
        real, own = truth[truth[:, 0] == frame], rows[rows[:, 0] == frame]
        data["gt_ids"].append(np.searchsorted(truth_ids, real[:, 1]))
        data["tracker_ids"].append(np.searchsorted(own_ids, own[:, 1]))
        data["similarity_scores"].append(overlap(real[:, 2:6], own[:, 2:6]))
    return data


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (a, b)]
    return shared / (areas[0][:, None] + areas[1][None, :] - shared)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
