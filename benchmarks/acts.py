"""Acts against truth read by eye and against the sample's own: found, missed, false, the error of start and end.

Each film is looked at as `gestae analyze` does it, its proposals are held against the film's truth (events.toml, or the
truth that is drawn with the sample), and what fails is printed too. Spans agree if they share three tenths of what they
cover together; moments if they lie within the truth's own doubt and one second.

    python -m benchmarks.acts [--looks 5] [--every-frame] [--only fall_] [--idle] [--seeds 1-5] [--work FOLDER]
                              [--again] [--write docs/reference/measured.toml]

The footage is found by GESTAE_SHARED, as in the tests; it is not part of the repository. What a film gave is kept in
the work folder for as long as neither the film, the models, the code nor the settings change.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from benchmarks.acts_measured import write_measured
from benchmarks.acts_sample import SampleFilm, sample_films
from benchmarks.acts_score import Clip, Score, Span, matched, print_failures, print_scores, score

import gestae
from gestae.base.units import NS_PER_S
from gestae.base.wallclock import now_ns
from gestae.decode.container import read_facts
from gestae.model.evidence import Digest
from gestae.observe.bearing import PostureLimits, bearing_of
from gestae.observe.bodies import bodies
from gestae.observe.rules import RULES
from gestae.preserve.vault import Vault
from gestae.workflow.detectors import choose_detector, choose_pose, choose_text
from gestae.workflow.looking import look, read_one
from gestae.workflow.parquet import read_documents, read_skeletons, read_times, read_tracks

ROOT = Path(__file__).resolve().parent.parent
# A raise of the jumping jacks lasts about three tenths of a second.
HALF_RAISE_S = 0.15
JACKS, STILL = "hands_up_jacks.mp4", "brightness_change.avi"
CARS, ONE_BY_ONE = "car-detection.mp4", "one-by-one-person-detection.mp4"
MOST_FALSE_A_FILM = 2

# Words of the truth that name a kind of gestae otherwise; words that no rule proposes are listed so.
KIND_OF = {"vehicle_pass": "vehicle_present", "person_leaves_object": "object_left"}
# Seen by the joints and told by no rule: a raise that is not held is no hands_up.
BY_JOINTS = frozenset({"both_hands_above_head"})
POSTURES = (
    "hands_up", "fall", "lying", "gets_up", "person_runs", "person_surrounded", "arm_aimed", "weapon_raised",
)  # fmt: skip
# Of these the truth lists every one in every clip; of the others only in clips where it lists one.
COMPLETE = frozenset(POSTURES)
# A caption that is read is nobody's act, so it is judged only where the truth lists text.
NO_ACT = frozenset({"text_seen"})
OF_THE_CAMERA = frozenset({"light_changed", "camera_moved", "picture_lost", "clock_jumped"})
# Nobody falls, lies, raises hands, runs, is surrounded or pointed at in these, so whatever is found there is false.
IDLE = (
    "cctv/car-detection.mp4", "cctv/one-by-one-person-detection.mp4", "cctv/pedestrians_side.mp4",
    "cctv/pets09_s2l1_vtest.avi", "cctv/traffic_camera.mp4", "cctv/vehicles_street.mp4", "cctv/highway_bgs_02.avi",
    "mot/TUD-Campus.avi", "events/bag_taken_desk.mp4", "events/store_aisle_cctv.mp4",
)  # fmt: skip


def main() -> None:
    arguments = parse()
    rate = None if arguments.every_frame else arguments.looks
    real = list(real_clips(arguments, rate))
    drawn = [watch_sample(film, rate, arguments) for film in chosen_films(arguments)]
    print(f"gestae {gestae.__version__}, {'every frame' if rate is None else f'{rate:g} looks a second'}")
    met, tables = True, {}
    for material, clips, targets in (("real footage", real, real_targets), ("the sample", drawn, sample_targets)):
        if clips:
            print(f"\n## {material}: {len(clips)} films, {sum(clip.lasts_s for clip in clips):.0f} s\n")
            tables[material] = scores = {kind.value: score(kind.value, clips) for kind in RULES}
            print_scores(scores, scores)
            print_failures(scores, clips)
            met &= print_targets(targets(scores, clips))
    if arguments.write:
        write_measured(
            arguments.write, tables, looks_per_s=rate, on=datetime.fromtimestamp(now_ns() // NS_PER_S, UTC).date()
        )
    sys.exit(0 if met else 1)


def real_clips(arguments: argparse.Namespace, rate: float | None) -> Iterator[Clip]:
    """Watch the clips whose truth was read by eye."""
    footage = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared")) / "footage"
    if not footage.is_dir():
        print(f"no footage at {footage}; set GESTAE_SHARED to the folder that holds it", file=sys.stderr)
        return
    listed = tomllib.loads((footage / "truth" / "events.toml").read_text("utf-8"))["clip"]
    listed += [
        {"file": name, "event": []} for name in IDLE if arguments.idle and name not in {c["file"] for c in listed}
    ]
    for one in listed:
        if arguments.only in one["file"] and (footage / one["file"]).exists():
            yield watch_real(footage / one["file"], one["event"], rate, arguments)


def chosen_films(arguments: argparse.Namespace) -> Iterator[SampleFilm]:
    first, _, last = arguments.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1) if first else range(0)
    yield from (film for film in sample_films(arguments.work, seeds) if arguments.only in film.name)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--looks", type=float, default=5.0)
    parser.add_argument("--every-frame", action="store_true")
    parser.add_argument("--only", default="", help="clips whose name holds this")
    parser.add_argument("--idle", action="store_true", help="also clips in which nobody falls, lies or raises hands")
    parser.add_argument("--seeds", default="", help="also the sample's films of these seeds: 1-5, or 3")
    parser.add_argument("--write", type=Path, help="write what was measured into this file")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench-acts")
    parser.add_argument("--again", action="store_true", help="look again at what was looked at")
    return parser.parse_args()


def watch_real(path: Path, events: Iterable[dict], rate: float | None, arguments: argparse.Namespace) -> Clip:
    truth, unruled = truth_of(events)
    every = frozenset(kind.value for kind in RULES) - OF_THE_CAMERA - NO_ACT if path.name == STILL else frozenset()
    complete = COMPLETE | every | {span.kind for span in truth}
    seen, data, t_s, facts = watched(path, rate, arguments, lambda _: frozenset())
    spans, bounds = [span for span, _ in seen], [both for _, both in seen]
    raised = tuple(wrists(data, t_s, facts))
    return Clip(path.name, truth, unruled, tuple(spans), tuple(bounds), float(t_s[-1]), raised, complete)


def watch_sample(film: SampleFilm, rate: float | None, arguments: argparse.Namespace) -> Clip:
    seen, _, t_s, _ = watched(film.path, rate, arguments, film.whose)
    spans, bounds = [span for span, _ in seen], [both for _, both in seen]
    return Clip(film.name, film.truth, film.unruled, tuple(spans), tuple(bounds), float(t_s[-1]), (), film.complete)


def watched(path: Path, rate: float | None, arguments: argparse.Namespace, whose: Callable[[dict], frozenset[str]]):
    """Look at a film, or take what was seen of it before: proposals with bounds, artifacts, times, facts."""
    sha256 = Digest.of(path.read_bytes()).hex
    vault = arguments.work / "artifacts"
    asked = {
        "path": str(path), "sha256": sha256, "artifacts": str(vault), "setting": "quick", "looks_per_s": rate,
        "detector": choose_detector(None).name, "pose": choose_pose().name, "text": [net.name for net in choose_text()],
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
    seen = [proposed(document, t_s[-1], whose(document)) for document in read_documents(data["observations"])]
    print(f"{path.name}: {said(seen)}", file=sys.stderr)
    return seen, data, t_s, facts


@functools.cache
def code_digest() -> str:
    """Name the code that a look runs through: every module that it loads, and the tables beside them."""
    told = (
        "import gestae.workflow.looking, sys; print(*(m.__file__ for n, m in sys.modules.items() if n[:6] == 'gestae'))"
    )
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    code = hashlib.sha256()
    for path in sorted({*loaded, *(str(one) for one in Path(gestae.__path__[0]).rglob("*.toml"))}):
        code.update(Path(path).read_bytes())
    return code.hexdigest()


def digest_of(asked: dict) -> str:
    """Name all that an answer depends on, wherever the film lies."""
    told = {key: value for key, value in asked.items() if key not in ("artifacts", "path")}
    return hashlib.sha256(json.dumps([told, code_digest()], sort_keys=True).encode()).hexdigest()[:24]


def proposed(document: dict, last_s: float, who: frozenset[str]) -> tuple[Span, tuple[float, float]]:
    start, end = document["start"], document["end"]
    tick_s = 1 / float(start["time_base"].split("/")[1]) * float(start["time_base"].split("/")[0])
    bounds = tuple(start["seconds"] + (start[f"{side}_pts"] - start["pts"]) * tick_s for side in ("earliest", "latest"))
    span = Span(document["kind"], start["seconds"], end["seconds"] if end else last_s, who=who)
    return span, (bounds[0], bounds[1])


def truth_of(events: Iterable[dict]) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    spans, unruled = [], []
    for event in events:
        kind = KIND_OF.get(event["kind"], event["kind"])
        if kind in BY_JOINTS:
            continue
        if kind not in RULES:
            unruled.append(event["kind"])
            continue
        start, end = event.get("from", event.get("at")), event.get("to", event.get("at"))
        spans.append(Span(kind, start, end, event["pm"], is_moment="at" in event, act=len(spans)))
    return tuple(spans), tuple(unruled)


def wrists(data: dict[str, bytes], t_s: np.ndarray, facts) -> Iterator[float]:
    """Give the times of looks that show both wrists of the person with the most skeletons above the eyes."""
    poses = {one.track: one for one in read_skeletons(data["skeletons"])} if "skeletons" in data else {}
    seen = bodies(read_tracks(data["tracks"]), poses, t_s)
    if poses and seen:
        body = max(seen, key=lambda one: float((one.boxes[:, 3] - one.boxes[:, 1]).sum()))
        bearing = bearing_of(body, PostureLimits(), (facts.picture.width_px, facts.picture.height_px))
        yield from bearing.t_s[bearing.over_eyes > 0].tolist()


def real_targets(scores: dict[str, Score], clips: list[Clip]) -> Iterator[tuple[str, str, bool]]:
    """Give what is aimed at on real footage: what, what was reached, whether that is enough."""
    names = {clip.name: clip for clip in clips}
    for kind, what in (("fall", "falls found"), ("lying", "lying found")):
        one = scores[kind]
        yield what, f"{one.found} of {one.found + one.missed}", not one.missed
    yield "falls that are none (a bend is none)", str(scores["fall"].false), not scores["fall"].false
    for kind in ("object_left", "object_taken"):
        if kind in scores and scores[kind].acts:
            yield f"{kind} found", f"{scores[kind].found}", not scores[kind].missed and not scores[kind].false
    for name, kind in ((CARS, "vehicle_present"), (ONE_BY_ONE, "person_present")):
        if name in names:
            match = matched(kind, names[name])
            reached = f"{len(match.pairs)} of {len(match.pairs) + len(match.missed)}, {len(match.false)} more"
            yield f"{kind} in {name}, one track each", reached, not match.missed and not match.false
    if JACKS in names:
        truth, looks_s = jacks_truth(), names[JACKS].raised_s
        seen = sum(any(abs(look_s - at_s) <= pm_s + HALF_RAISE_S for look_s in looks_s) for at_s, pm_s in truth)
        held = sum(span.kind == "hands_up" for span in names[JACKS].found)
        yield (
            "raises of the jumping jacks with wrists above the eyes",
            f"{seen} of {len(truth)}",
            seen >= 0.9 * len(truth),
        )
        yield "hands_up in the jumping jacks", str(held), held == 0
    if STILL in names:
        acts = [span.kind for span in names[STILL].found if span.kind not in OF_THE_CAMERA | NO_ACT]
        yield "acts where nobody moves and the light changes", str(len(acts)), not acts


def sample_targets(scores: dict[str, Score], clips: list[Clip]) -> Iterator[tuple[str, str, bool]]:
    """Give what is aimed at on the sample: every act on at least one camera, two false acts a film at most."""
    acts, found = sum(len(one.acts) for one in scores.values()), sum(len(one.acts_found) for one in scores.values())
    yield "acts found on at least one camera", f"{found} of {acts}", found == acts
    false = {
        clip.name: sum(len(matched(kind, clip).false) for kind in scores if kind in clip.complete) for clip in clips
    }
    worst = max(false, key=lambda name: false[name])
    middle = sum(false.values()) / len(false)
    reached = f"{middle:.1f}, most {false[worst]} ({worst})"
    yield f"false acts a film, at most {MOST_FALSE_A_FILM}", reached, false[worst] <= MOST_FALSE_A_FILM


def print_targets(rows: Iterable[tuple[str, str, bool]]) -> bool:
    print("\n| target | reached | |\n|---|---|---|")
    met = True
    for what, reached, is_met in rows:
        met &= is_met
        print(f"| {what} | {reached} | {'met' if is_met else 'NOT met'} |")
    return met


def jacks_truth() -> list[tuple[float, float]]:
    """Give when both hands are above the head, and the doubt of it."""
    shared = Path(os.environ.get("GESTAE_SHARED", ROOT.parent / "shared"))
    for one in tomllib.loads((shared / "footage" / "truth" / "events.toml").read_text("utf-8"))["clip"]:
        if one["file"].endswith(JACKS):
            return [(event["at"], event["pm"]) for event in one["event"]]
    return []


def said(seen: Iterable[tuple[Span, tuple[float, float]]]) -> str:
    kinds = [span.kind for span, _ in seen]
    return ", ".join(f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds)) or "nothing"


if __name__ == "__main__":
    main()
