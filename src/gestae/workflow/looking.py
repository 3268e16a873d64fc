"""What a worker does with one footage: read its facts; look at it, or at a part of it; say what happened.

Run by the engine in a process of its own with limits, so that a hostile file ends its worker and nothing else.
What is computed goes straight into the vault of artifacts, whose names are digests: a worker that is killed leaves
nothing half, and one that is started again stores the same bytes under the same names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from gestae.base.canonical import Json
from gestae.decode.container import NotFootage, read_facts, read_packets
from gestae.decode.document import coverage_json, footage_json
from gestae.engine.work import Report
from gestae.errors import DecodeError, FixityError, IntakeError
from gestae.model.evidence import Digest
from gestae.model.footage import FootageFacts, Looked, StreamFacts
from gestae.model.observation_document import to_document
from gestae.model.sighting import Boxes, Track
from gestae.model.text import Inscription
from gestae.observe.facts import StreamFacts as SceneFacts
from gestae.observe.footage import observe_footage
from gestae.preserve.vault import Vault
from gestae.sight.bridging import Alike, is_unchanged
from gestae.sight.groups import decoded_every
from gestae.sight.secondlook import bridged
from gestae.sight.stilltext import StillRules, not_still
from gestae.sight.tracker import Tracker, TrackRules, every_frame
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.eye import Eye
from gestae.workflow.flaws import recording_of
from gestae.workflow.footage import name_of
from gestae.workflow.lookplan import Plan, coverage_of, moments_of, spans_of
from gestae.workflow.parcels import write_parcel
from gestae.workflow.parquet import (
    read_index,
    write_documents,
    write_packets,
    write_skeletons,
    write_tracks,
    write_worn,
)
from gestae.workflow.rewinding import Rewinder
from gestae.workflow.stillreading import read_still, shown
from gestae.workflow.textdocument import write_inscriptions
from gestae.workflow.watching import Pass, Source, watch_spans

__all__ = ["NoPictures", "NotTheFilesFault", "look", "look_at_part", "read_one"]


class NoPictures(DecodeError):  # noqa: N818 - what it is, as a person says it
    """There is nothing to look at: no video stream, or one without times."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; it is preserved and its facts are listed, and no act is looked for in it")
        self.why = why


def read_one(arguments: Mapping[str, Json], report: Report) -> Json:
    """Read the facts of one footage and keep the packet index of its video stream as an artifact.

    Args:
        arguments: `path` and `sha256` of the original, `artifacts` the folder of the vault.
        report: is told 1 at the end.

    Returns:
        `{"facts": …, "packets": digest or null}`.

    Raises:
        NotFootage: with the reason.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    try:
        facts = read_facts(path, sha256)
    except NotFootage as refused:
        # Not the vault's path, and not the name as received: a name may have to be hidden, and is shown beside this.
        raise NotFootage(Path(name_of(sha256)), refused.reason) from refused
    packets = None
    if facts.video is not None:
        index = read_packets(path, facts.video.index)
        packets = _keep(Vault(Path(str(arguments["artifacts"]))), write_packets(index, sha256))
    report(1.0)
    return {"facts": footage_json(facts, name_of(sha256)), "packets": packets}


def look_at_part(arguments: Mapping[str, Json], report: Report) -> Json:
    """Look at the spans of a film that begin in one stretch of it.

    Args:
        arguments: `path`, `sha256`, `artifacts`; `packets`, the digest of the packet index in it; `detector`,
            `setting`, `pose`, `text`, `looks_per_s` as for `look`; `spans` and `moments` of the part; `check`, whether
            the copy is to be checked before; `recorded`, the vault that holds the index, if it is another.
        report: is told the fraction that is done.

    Returns:
        The digest of the artifact that holds what was noted.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    if arguments["check"]:
        check_copy(path, sha256)
    vault = Vault(Path(str(arguments["artifacts"])))
    recorded = _recorded(arguments, "recorded")
    source = Source(path, sha256, read_index(recorded.get(Digest(str(arguments["packets"])))))
    spans, moments = spans_of(arguments["spans"]), moments_of(arguments["moments"])
    seen = watch_spans(source, Eye.of(arguments), spans, moments, report)
    return _keep(vault, write_parcel(seen.packed(), sha256))


def look(arguments: Mapping[str, Json], report: Report) -> Json:
    """Look at one footage from its first frame to its last, or join what was seen of its parts.

    Args:
        arguments: `path`, `sha256`, `artifacts`; `detector` (name of the table) or null, its `setting`; `pose` (a net
            for poses), `text` (a finder and a reader) and `cyrillic` (a reader of such letters), null or absent;
            `looks_per_s`, or null for every frame;
            `spans`, outside of which a search found no change, `moments`, where it found one, and `searched`, how
            closely it searched, or null for all three; `parts`, the digests of what `look_at_part` noted of the spans,
            where it did; `noted`, the vault that holds it, if it is another. No name and no camera: people give and
            hide those later, and what is computed must neither change with them nor keep them.
        report: is told the fraction that is done.

    Returns:
        `{"artifacts": {name: digest}, "model": …|null, "counts": …, "damage": […]}`.

    Raises:
        NoPictures: there is no video stream, or it has no times.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    facts = read_facts(path, sha256)
    stream = _looked_at(facts)
    eye, vault = Eye.of(arguments), Vault(Path(str(arguments["artifacts"])))
    plan = Plan.of(arguments)
    source = Source(path, sha256, read_packets(path, stream.index))
    seen = plan.watch(source, eye, _recorded(arguments, "noted"), report)
    if not seen.pts:
        raise NoPictures("none of its pictures could be decoded with a time")
    pts = np.array(seen.pts, np.int64)
    with Rewinder(source, pts) as again:
        tracks = _tracks(seen, plan, eye, source, again)
        poses, texts = seen.notes.poses.poses(tracks), _texts(seen, source, eye, tracks)
        observed = observe_footage(
            tracks, seen.activity, SceneFacts(sha256, stream.index, None, stream.time_base, *seen.size_px, pts),
            window=again.window, poses=poses, texts=texts,
            recording=recording_of(facts, stream, seen.damage, seen.notes.vitals, seen.notes.lasting, seen.notes.hands),
        )  # fmt: skip
    coverage = coverage_of(plan, seen, eye, source, (facts, stream))
    # As everywhere, seconds count from the stream's first time, though its picture may not have come out.
    first_pts = int(pts[0]) if stream.first_pts is None else stream.first_pts
    stored = {
        "tracks": write_tracks(tracks),
        "observations": write_documents(
            to_document(one, name=name_of(sha256), first_pts=first_pts) for one in observed
        ),
        "coverage": write_documents([{"spans": coverage_json(coverage, stream.time_base)}]),
        "colours": write_worn(seen.notes.swatches.worn(tracks)),
        **({"skeletons": write_skeletons(poses)} if eye.pose else {}),
        **({"texts": write_inscriptions(texts, pts)} if eye.text else {}),
        **plan.stored(sha256),
    }
    return {
        "artifacts": {name: _keep(vault, data) for name, data in stored.items()},
        "model": eye.identity(),
        "counts": {"frames": len(pts), "tracks": len(tracks), "observations": len(observed)},
        "damage": [f"{damage.kind.value}: after {damage.after_pts}" for damage in seen.damage],
    }


def _tracks(seen: Pass, plan: Plan, eye: Eye, source: Source, again: Rewinder) -> tuple[Track, ...]:
    """Follow what was detected, look after look, and draw it in every frame."""
    pts, seconds = np.array(seen.pts, np.int64), float(source.time_base)
    tracker, spans = Tracker(eye.rules), deque(plan.spans or ())
    for place, found in seen.notes.sightings:
        while spans and spans[0][1] is not None and spans[0][1] <= seen.pts[place]:
            end = spans.popleft()[1]
            if spans and spans[0][0] != end:
                tracker.pause()
        tracker.step(place, seen.pts[place] * seconds, found, seen.notes.clothing.of(place, found))
    n, t_s = np.arange(len(pts)), (pts * seconds).astype(np.float64)
    # Only a search of every picture knows that nothing changed while nobody looked.
    searched = plan.elsewhere is Looked.COMPLETE and decoded_every(source.index) == 1
    alike = _alike(again, eye) if plan.spans and searched else None
    scope = f"{source.sha256}/{source.index.stream}"
    followed = bridged(tracker.finish(scope, alike=alike), seen.notes.movers.bodies, scope)
    return tuple(every_frame(track, n, t_s, pts) for track in followed)


def _texts(seen: Pass, source: Source, eye: Eye, tracks: Sequence[Track]) -> tuple[Inscription, ...]:
    """Join what was read on things, and read what stands still."""
    if eye.text is None:
        return ()
    pictures = list(shown(source, np.array(seen.pts, np.int64), seen.size_px, StillRules().pictures))
    still = read_still(pictures, eye.text, tracks, eye.cyrillic)
    return (*not_still(seen.notes.texts.inscriptions(tracks), still), *still)


def _alike(again: Rewinder, eye: Eye) -> Alike:
    """Compare what two pictures of a stream show in two boxes, decoded again."""
    rules = (eye.rules or TrackRules()).bridge

    def alike(before: tuple[int, Boxes], after: tuple[int, Boxes]) -> bool:
        one, other = ([luma for *_, luma in again.window(n, n)] for n in (before[0], after[0]))
        return bool(one and other) and is_unchanged(one[0], other[0], np.stack([before[1], after[1]]), rules)

    return alike


def _recorded(arguments: Mapping[str, Json], name: str) -> Vault:
    """Open the vault that an argument names, else the one in which everything is kept."""
    return Vault(Path(str(arguments.get(name) or arguments["artifacts"])), read_only=True)


def _keep(vault: Vault, data: bytes) -> str:
    try:
        return vault.put_bytes(data).digest.hex
    except (IntakeError, FixityError) as error:
        raise NotTheFilesFault(str(error)) from error


def _looked_at(facts: FootageFacts) -> StreamFacts:
    stream = facts.video
    if stream is None:
        raise NoPictures("it has no video stream")
    if stream.first_pts is None or not stream.packets:
        raise NoPictures("its pictures have no times, so no act in it can be given one")
    return stream
