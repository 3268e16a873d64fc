"""Acts against truth read by eye: per kind found, missed, false per hour, and the error of start and end.

Each clip is looked at as `gestae analyze` does it, its proposals are held against the clip's truth (events.toml),
and what fails is printed too. Spans agree if they share three tenths of what they cover together; moments if they lie
within the truth's own doubt and one second.

    python benchmarks/acts.py [--looks 5] [--every-frame] [--only fall_] [--idle] [--work FOLDER] [--again]

The footage is found by GESTAE_SHARED, as in the tests; it is not part of the repository. What a clip gave is kept in
the work folder for as long as neither the clip, the models, the code nor the settings change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import gestae
from gestae.decode.container import read_facts
from gestae.model.evidence import Digest
from gestae.observe.bearing import PostureLimits, bearing_of
from gestae.observe.bodies import bodies
from gestae.observe.rules import RULES
from gestae.preserve.vault import Vault
from gestae.workflow.detectors import choose_detector, choose_pose
from gestae.workflow.looking import look, read_one
from gestae.workflow.parquet import read_documents, read_skeletons, read_times, read_tracks

ROOT = Path(__file__).resolve().parent.parent
LEAST_OVERLAP = 0.3
MOMENT_S = 1.0
# A raise of the jumping jacks lasts about three tenths of a second.
HALF_RAISE_S = 0.15
JACKS, STILL = "hands_up_jacks.mp4", "brightness_change.avi"

# The words of the truth and the kinds of gestae; other words have no rule yet and are listed so.
KIND_OF = {
    "fall": "fall",
    "lying": "lying",
    "person_present": "person_present",
    "vehicle_pass": "vehicle_present",
    "person_enters": "person_enters",
    "person_leaves": "person_leaves",
    "person_stops": "person_stops",
}
# Seen by the joints and told by no rule: a raise that is not held is no hands_up.
BY_JOINTS = frozenset({"both_hands_above_head"})
POSTURES = (
    "hands_up", "fall", "lying", "gets_up", "person_runs", "person_surrounded", "arm_aimed", "weapon_raised",
)  # fmt: skip
# Of these the truth lists every one in every clip; of the others only in clips where it lists one.
COMPLETE = frozenset(POSTURES)
OF_THE_CAMERA = frozenset({"light_changed", "camera_moved"})
# Nobody falls, lies, raises both hands, runs, is surrounded or pointed at in these, so whatever is found there is false.
IDLE = (
    "cctv/car-detection.mp4", "cctv/one-by-one-person-detection.mp4", "cctv/pedestrians_side.mp4",
    "cctv/pets09_s2l1_vtest.avi", "cctv/traffic_camera.mp4", "cctv/vehicles_street.mp4", "cctv/highway_bgs_02.avi",
    "mot/TUD-Campus.avi", "events/bag_taken_desk.mp4", "events/store_aisle_cctv.mp4",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """An act from a time to a time in seconds of its file; a moment where both are one. `pm_s` is its doubt."""

    kind: str
    start_s: float
    end_s: float
    pm_s: float = 0.0
    is_moment: bool = False


@dataclass(frozen=True)
class Clip:
    """One file: its truth, what was proposed, how long it lasts, and its wrists."""

    name: str
    truth: tuple[Span, ...]
    unruled: tuple[str, ...]
    found: tuple[Span, ...]
    bounds: tuple[tuple[float, float], ...]  # of the start of each found act, seconds
    lasts_s: float
    raised_s: tuple[float, ...]  # looks that show both wrists above the eyes


@dataclass
class Score:
    """One kind over all clips."""

    found: int = 0
    missed: int = 0
    false: int = 0
    hours: float = 0.0
    start_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    held: int = 0


def main() -> None:
    arguments = parse()
    footage = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared")) / "footage"
    if not footage.is_dir():
        sys.exit(f"no footage at {footage}; set GESTAE_SHARED to the folder that holds it")
    listed = tomllib.loads((footage / "truth" / "events.toml").read_text("utf-8"))["clip"]
    listed += [
        {"file": name, "event": []} for name in IDLE if arguments.idle and name not in {c["file"] for c in listed}
    ]
    listed = [one for one in listed if arguments.only in one["file"] and (footage / one["file"]).exists()]
    rate = None if arguments.every_frame else arguments.looks
    clips = []
    for one in listed:
        clips.append(watch(footage / one["file"], one, rate, arguments))
        print(f"{one['file']}: {said(clips[-1])}", file=sys.stderr)
    print(f"{len(clips)} clips, {sum(clip.lasts_s for clip in clips):.0f} s, ", end="")
    print("every frame" if rate is None else f"{rate:g} looks a second", f"gestae {gestae.__version__}\n", sep=", ")
    scores = {kind: score(kind, clips) for kind in sorted({*POSTURES, *KIND_OF.values()})}
    print_scores(scores)
    print_failures(scores, clips)
    sys.exit(0 if print_targets(scores, clips) else 1)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=float, default=5.0)
    parser.add_argument("--every-frame", action="store_true")
    parser.add_argument("--only", default="", help="clips whose name holds this")
    parser.add_argument("--idle", action="store_true", help="also clips in which nobody falls, lies or raises hands")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench-acts")
    parser.add_argument("--again", action="store_true", help="look again at what was looked at")
    return parser.parse_args()


def watch(path: Path, one: dict, rate: float | None, arguments: argparse.Namespace) -> Clip:
    """Look at a clip, or take what was seen of it before, and read off what the score needs."""
    sha256 = Digest.of(path.read_bytes()).hex
    vault = arguments.work / "artifacts"
    asked = {
        "path": str(path), "sha256": sha256, "artifacts": str(vault), "setting": "quick", "looks_per_s": rate,
        "detector": choose_detector(None).name, "pose": choose_pose().name,
    }  # fmt: skip
    kept = arguments.work / f"{digest_of(asked)}.json"
    if arguments.again or not kept.exists():
        vault.mkdir(parents=True, exist_ok=True)
        packets = read_one(asked, lambda _: None)["packets"]
        kept.write_text(json.dumps({**look(asked, lambda _: None), "packets": packets}))
    answer = json.loads(kept.read_text())
    data = {name: Vault(vault).get(Digest(digest)) for name, digest in answer["artifacts"].items()}
    facts = read_facts(path, sha256).video
    pts = np.unique(read_times(Vault(vault).get(Digest(answer["packets"]))))
    t_s = (pts - pts[0]) * float(facts.time_base)
    found = [proposed(document, t_s[-1]) for document in read_documents(data["observations"])]
    truth, unruled = truth_of(one["event"])
    return Clip(
        path.name, truth, unruled, tuple(span for span, _ in found), tuple(bounds for _, bounds in found),
        float(t_s[-1]), tuple(wrists(data, t_s, facts)),
    )  # fmt: skip


def digest_of(asked: dict) -> str:
    """Name all that an answer depends on; the code by its bytes."""
    code = hashlib.sha256()
    for path in sorted((ROOT / "src" / "gestae").rglob("*")):
        if path.suffix in {".py", ".toml"} and path.parent.name in {"sight", "observe", "decode", "model", "workflow"}:
            code.update(path.read_bytes())
    told = {key: value for key, value in asked.items() if key != "artifacts"}
    return hashlib.sha256(json.dumps([told, code.hexdigest()], sort_keys=True).encode()).hexdigest()[:24]


def proposed(document: dict, last_s: float) -> tuple[Span, tuple[float, float]]:
    start, end = document["start"], document["end"]
    tick_s = 1 / float(start["time_base"].split("/")[1]) * float(start["time_base"].split("/")[0])
    bounds = tuple(start["seconds"] + (start[f"{side}_pts"] - start["pts"]) * tick_s for side in ("earliest", "latest"))
    return Span(document["kind"], start["seconds"], end["seconds"] if end else last_s), (bounds[0], bounds[1])


def truth_of(events: Iterable[dict]) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    spans, unruled = [], []
    for event in events:
        kind = KIND_OF.get(event["kind"])
        if kind is None and event["kind"] in BY_JOINTS:
            continue
        if kind is None:
            unruled.append(event["kind"])
            continue
        start, end = event.get("from", event.get("at")), event.get("to", event.get("at"))
        spans.append(Span(kind, start, end, event["pm"], is_moment="at" in event))
    return tuple(spans), tuple(unruled)


def wrists(data: dict[str, bytes], t_s: np.ndarray, facts) -> Iterator[float]:
    """Give the times of looks that show both wrists of the person with the most skeletons above the eyes."""
    poses = {one.track: one for one in read_skeletons(data["skeletons"])} if "skeletons" in data else {}
    seen = bodies(read_tracks(data["tracks"]), poses, t_s)
    if poses and seen:
        body = max(seen, key=lambda one: float((one.boxes[:, 3] - one.boxes[:, 1]).sum()))
        bearing = bearing_of(body, PostureLimits(), (facts.picture.width_px, facts.picture.height_px))
        yield from bearing.t_s[bearing.over_eyes > 0].tolist()


def score(kind: str, clips: Iterable[Clip]) -> Score:
    total = Score()
    for clip in clips:
        pairs, missed, false = matched(kind, clip)
        total.found += len(pairs)
        total.missed += len(missed)
        if kind in COMPLETE or any(span.kind == kind for span in clip.truth):
            total.false += len(false)
            total.hours += clip.lasts_s / 3600
        for truth, place in pairs:
            total.start_s.append(clip.found[place].start_s - truth.start_s)
            total.end_s += [] if truth.is_moment else [clip.found[place].end_s - truth.end_s]
            low, high = clip.bounds[place]
            total.held += low - truth.pm_s <= truth.start_s <= high + truth.pm_s
    return total


def matched(kind: str, clip: Clip) -> tuple[list[tuple[Span, int]], list[Span], list[int]]:
    """Pair truth and proposals of a kind, best first, one for one: pairs, what is missed, what is false."""
    places = [place for place, span in enumerate(clip.found) if span.kind == kind]
    truths = [span for span in clip.truth if span.kind == kind]
    likely = sorted(
        ((agreement(truth, clip.found[place]), t, place) for t, truth in enumerate(truths) for place in places),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for agrees, t, place in likely:
        if agrees > 0 and t not in pairs and place not in pairs.values():
            pairs[t] = place
    missed = [truth for t, truth in enumerate(truths) if t not in pairs]
    return [(truths[t], place) for t, place in pairs.items()], missed, [p for p in places if p not in pairs.values()]


def agreement(truth: Span, found: Span) -> float:
    """Give how well two acts agree; 0 where they are not the same."""
    if truth.is_moment:
        return max(0.0, 1.0 - abs(found.start_s - truth.start_s) / (truth.pm_s + MOMENT_S))
    shared = min(truth.end_s, found.end_s) - max(truth.start_s, found.start_s)
    both = max(truth.end_s, found.end_s) - min(truth.start_s, found.start_s)
    return shared / both if shared >= LEAST_OVERLAP * both else 0.0


def print_scores(scores: dict[str, Score]) -> None:
    print(
        "| kind | found | missed | false | false an hour | start, median error s | end, median error s | start held |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for kind, one in scores.items():
        an_hour = f"{one.false / one.hours:.1f}" if one.hours else "-"
        print(
            f"| {kind}{'' if kind in RULES else ' (no rule)'} | {one.found} | {one.missed} | {one.false} | {an_hour} "
            f"| {error(one.start_s)} | {error(one.end_s)} | {one.held} of {one.found} |"
        )


def error(errors: list[float]) -> str:
    """Give the middle of the errors without their sign, and the greatest."""
    if not errors:
        return "-"
    sizes = [abs(one) for one in errors]
    return f"{statistics.median(sizes):.2f} (most {max(sizes):.2f})"


def print_failures(scores: dict[str, Score], clips: Iterable[Clip]) -> None:
    print("\nWhat fails:")
    for clip in clips:
        for kind in scores:
            _, missed, false = matched(kind, clip)
            for span in missed:
                print(f"- {clip.name}: {kind} {span.start_s:.1f}-{span.end_s:.1f} s is missed")
            listed = kind in COMPLETE or any(span.kind == kind for span in clip.truth)
            for place in false if listed else ():
                span = clip.found[place]
                print(f"- {clip.name}: {kind} {span.start_s:.1f}-{span.end_s:.1f} s is false")
        if clip.unruled:
            print(f"- {clip.name}: no rule for {', '.join(sorted(set(clip.unruled)))}")


def print_targets(scores: dict[str, Score], clips: list[Clip]) -> bool:
    names = {clip.name: clip for clip in clips}
    falls, lying = scores["fall"], scores["lying"]
    rows = [
        ("falls found", f"{falls.found} of {falls.found + falls.missed}", not falls.missed),
        ("falls that are none (a bend is none)", str(falls.false), not falls.false),
        ("lying found", f"{lying.found} of {lying.found + lying.missed}", not lying.missed),
    ]
    if JACKS in names:
        truth, looks_s = jacks_truth(), names[JACKS].raised_s
        seen = sum(any(abs(look_s - at_s) <= pm_s + HALF_RAISE_S for look_s in looks_s) for at_s, pm_s in truth)
        held = sum(span.kind == "hands_up" for span in names[JACKS].found)
        reached = f"{seen} of {len(truth)}"
        rows.append(("raises of the jumping jacks seen with wrists above the eyes", reached, seen >= 0.9 * len(truth)))
        rows.append(("hands_up in the jumping jacks", str(held), held == 0))
    if STILL in names:
        acts = [span.kind for span in names[STILL].found if span.kind not in OF_THE_CAMERA]
        rows.append(("acts where nobody moves and the light changes", str(len(acts)), not acts))
    print("\n| target | reached | |\n|---|---|---|")
    for what, reached, is_met in rows:
        print(f"| {what} | {reached} | {'met' if is_met else 'NOT met'} |")
    return all(is_met for *_, is_met in rows)


def jacks_truth() -> list[tuple[float, float]]:
    """Give when both hands are above the head, and the doubt of it."""
    shared = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared"))
    for one in tomllib.loads((shared / "footage" / "truth" / "events.toml").read_text("utf-8"))["clip"]:
        if one["file"].endswith(JACKS):
            return [(event["at"], event["pm"]) for event in one["event"]]
    return []


def said(clip: Clip) -> str:
    counts = {kind: sum(span.kind == kind for span in clip.found) for kind in dict.fromkeys(s.kind for s in clip.found)}
    return ", ".join(f"{kind} {count}" for kind, count in counts.items()) or "nothing"


if __name__ == "__main__":
    main()
