"""The sample incident as a case: drawn, taken in like any delivery, looked at, decided, told."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from gestae.errors import CaseError, GestaeError
from gestae.sample import Act, Truth, draw_yard
from gestae.workflow.analyze import analyze, read_new_facts
from gestae.workflow.case import Case, Desk, Progress, create_case, no_progress, read_case
from gestae.workflow.demolooks import borne_out
from gestae.workflow.demopapers import name_of_act, told_lines
from gestae.workflow.eventlists import record_events
from gestae.workflow.findings import Filter, accept, findings
from gestae.workflow.intake import Delivery, add
from gestae.workflow.investigate import share
from gestae.workflow.protected import make_key
from gestae.workflow.reporting import Report, write_report

__all__ = [
    "Demo",
    "Found",
    "build_case",
    "build_demo",
    "clear_demo",
    "count_found",
    "draw_film",
    "event_list",
    "mark_built",
]

TITLE: Final = "The yard (an invented incident)"
ZONE: Final = "Europe/Kyiv"
# Whoever demonstrates is no investigator, and the journal says so.
REVIEWER: Final = "Demo reviewer"
# Of these all are accepted; of other acts what the truth bears out.
_ACCEPTED: Final = (
    "person_enters", "person_leaves", "vehicle_arrives", "vehicle_stops", "vehicle_leaves", "light_changed",
    "camera_moved",
)  # fmt: skip
_MARKER: Final = ".gestae-demo"
_MARKED: Final = "What lies here was built by `gestae demo`, which may remove it.\n"
_BUILT: Final = "built up to entry "
# What the software itself journals when a case is looked at again or told: nothing of it is anybody's word.
_NOBODYS_WORD: Final = frozenset(
    {"facts-read", "analysis-done", "analysis-failed", "artifact-recorded", "report-written"}
)
_MADE: Final = ("yard.case", "yard.key", "yard-report.html", "delivery", "papers", "truth", "events.toml")
# The acts that no rule names, or that a rule finds on some cameras only, in the words of somebody who watched the film,
# told from its truth.
_TITLES: Final[Mapping[str, str]] = {
    "gets_out": "A man gets out of the van",
    "person_surrounded": "Four men stand around a guard",
    "arm_aimed": "A man stretches an arm towards a guard; what is held cannot be told",
    "hands_up": "A guard raises both hands",
    "object_transferred": "A guard hands a bag over",
    "turns_away": "A guard turns away from the men",
    "fall": "A guard falls",
    "gets_up": "A guard gets up",
    "telephones": "A guard telephones in the booth",
    "object_taken": "A man takes the bicycle",
    "gets_in": "A man gets into the van",
}
_FROM_TRUTH: Final = "written from the film's known truth, as a person who watched would"
# What papers say of its end, so that it has one.
_LASTING: Final = frozenset({"telephones"})
# How exactly a person who steps through pictures can tell the start of such an act.
_WITHIN_S: Final = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Found:
    """How often a kind stands in the demo's case: as rules proposed it, and as its list of events says it."""

    proposed: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class Demo:
    """What was built, where, and how long it took."""

    seed: int
    case: Path
    key: Path
    report: Report
    films: int
    papers: int
    exhibits: int
    found: Mapping[tuple[str, str], Found]
    drawn_s: float
    investigated_s: float


def build_demo(
    folder: Path,
    *,
    seed: int,
    replace: bool = False,
    discard: bool = False,
    workers: int | None = None,
    progress: Progress = no_progress,
) -> Demo:
    """Draw the film and build case and report.

    Raises:
        CaseError: see `clear_demo`.
    """
    clear_demo(folder, replace=replace, discard=discard)
    started_s = time.monotonic()
    truth = draw_film(folder, seed, workers, share(progress, 0.0, 0.45))
    drawn_s = time.monotonic() - started_s
    with build_case(folder, truth, workers=workers, progress=share(progress, 0.45, 0.97)) as case:
        report = write_report(case, folder / "yard-report.html", reason="the demo's report")
        found = count_found(case)
        exhibits = len(case.store.rows("exhibits"))
        mark_built(folder, case)
    progress("done", 1.0)
    papers = exhibits - len(truth.files)
    spent_s = time.monotonic() - started_s - drawn_s
    return Demo(
        seed,
        folder / "yard.case",
        folder / "yard.key",
        report,
        len(truth.files),
        papers,
        exhibits,
        found,
        drawn_s,
        spent_s,
    )


def draw_film(folder: Path, seed: int, workers: int | None, progress: Progress) -> Truth:
    """Draw the films; what is handed over lies in `delivery`, the protected paper in `papers`, the truth apart."""
    delivery = folder / "delivery"
    truth = draw_yard(delivery, seed=seed, workers=workers or 2, progress=progress)
    (folder / "papers").mkdir()
    (delivery / "statements" / "guard.txt").rename(folder / "papers" / "guard.txt")
    (delivery / "truth").rename(folder / "truth")
    (folder / "events.toml").write_text(event_list(truth), encoding="utf-8")
    return truth


def build_case(folder: Path, truth: Truth, *, workers: int | None = None, progress: Progress = no_progress) -> Case:
    """Make the case of a drawn yard: everything taken in, looked at, decided; the caller closes it."""
    case = create_case(folder / "yard.case", Desk(REVIEWER), title=TITLE, zone=ZONE)
    delivery = folder / "delivery"
    add(case, Delivery((delivery,), acquisition=delivery / "handover.toml", reason="handed over after the incident"))
    make_key(case, folder / "yard.key")
    paper = Delivery(
        (folder / "papers" / "guard.txt",),
        received_from="Witness 1",
        is_protected=True,
        pseudonym="Statement of Witness 1",
        reason="statement of a protected witness",
    )
    add(case, paper)
    read_new_facts(case, workers=workers, progress=share(progress, 0.0, 0.05))
    analyze(case, workers=workers, progress=share(progress, 0.05, 1.0))
    proposed = findings(case.store, Filter(decision="proposed"))
    chosen = [one.observation.id for one in proposed if one.observation.kind.value in _ACCEPTED]
    accept(case, chosen, "the demo accepts what its rules propose; in a case a person looks first")
    others = [one for one in proposed if one.observation.kind.value not in _ACCEPTED]
    accept(case, borne_out(truth, others), "the film's known truth bears it out, as a person who looked would find")
    record_events(case, folder / "events.toml", f"{_FROM_TRUTH} (seed {truth.seed})")
    return case


def event_list(truth: Truth) -> str:
    """Write the case's own list: what a person who watched would see, and what a reader would mark in the papers.

    What is seen is written to a tenth of a second, within a fifth.
    """
    lines = ["# What a person who watched the films and read the papers would list, beside what the rules find."]
    lines += ["[list]", "format = 1", 'words = "en"']
    named, there = [], set[tuple[str, ...]]()
    for act in (one for one in truth.acts if one.kind in _TITLES):
        seen = (act.kind, *_seen(act, truth))
        # Four men around two guards are seen as one act: what looks the same and is called the same is one event.
        if seen not in there:
            there.add(seen)
            named.append(name_of_act(act))
            lines += ["", "[[event]]", f'id = "{named[-1]}"', f'title = "{_TITLES[act.kind]}"']
            lines += [*(["lasts = {}"] if act.kind in _LASTING else []), *seen[1:]]
    return "\n".join((*lines, *told_lines(truth, named))) + "\n"


def _seen(act: Act, truth: Truth) -> Iterable[str]:
    for sight in act.sights:
        file = truth.file(sight.camera)
        if sight.pts is None:
            continue
        first_s, base = file.pts[0] * Fraction(file.time_base), Fraction(file.time_base)
        at_s = float(sight.pts * base - first_s)
        yield "[[event.seen]]"
        yield f'footage = "{file.file}"'
        yield f'kind = "{act.kind}"'
        yield f'start = "{at_s:.1f}"'
        yield f'within = "{float(_WITHIN_S):g} s"'
        yield f'says = "{_TITLES[act.kind].lower()}"'


def clear_demo(folder: Path, *, replace: bool, discard: bool = False) -> None:
    """Make the folder of a demo empty: remove what an earlier demo made there, and nothing else.

    Args:
        folder: the demo's.
        replace: an earlier demo may go.
        discard: what people decided in it since, or added to it, may go with it.

    Raises:
        CaseError: the folder holds something that no demo made, a demo that is not to be replaced, or one with
            somebody's decisions that are not to be discarded.
    """
    marker = folder / _MARKER
    if folder.is_dir() and any(folder.iterdir()):
        if not marker.is_file():
            raise CaseError(f"{folder} holds something that no demo made; name a folder of its own with --to")
        if not replace:
            raise CaseError(f"{folder} holds a demo already; build it anew with --replace, or name another with --to")
        if not discard:
            _refuse_to_discard(folder)
        for name in _MADE:
            place = folder / name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text(_MARKED, encoding="utf-8")


def mark_built(folder: Path, case: Case) -> None:
    """Note how far the journal went when the demo was built, so that what people add later is told from it."""
    (folder / _MARKER).write_text(f"{_MARKED}{_BUILT}{case.store.head().seq}\n", encoding="utf-8")


def count_found(case: Case) -> dict[tuple[str, str], Found]:
    """Count what stands in a case by camera and kind."""
    counts: Counter[tuple[tuple[str, str], bool]] = Counter()
    for one in findings(case.store):
        key = (one.observation.camera or "–", one.observation.kind.value)
        counts[key, one.decision == "recorded"] += 1
    return {key: Found(counts[key, False], counts[key, True]) for key, _ in counts}


def _refuse_to_discard(folder: Path) -> None:
    place = folder / "yard.case"
    if not place.exists():
        return
    choice = "build another with --to, or lose it all with --replace --discard-decisions"
    try:
        with read_case(place) as view:
            entries = view.entries()
    except GestaeError as error:
        raise CaseError(
            f"{place} does not open, so nobody can tell what was decided in it ({error}); {choice}"
        ) from error
    built = (folder / _MARKER).read_text(encoding="utf-8").rpartition(_BUILT)[2].strip()
    since = [
        one
        for one in entries
        if (one.record.seq > int(built) if built.isdecimal() else one.entry and one.entry.author != REVIEWER)
        and not (one.entry and one.entry.kind in _NOBODYS_WORD)
    ]
    if since:
        last = since[-1].entry
        said = f", the last of them {last.kind} by {last.author}" if last else ""
        many = "entry was" if len(since) == 1 else "entries were"
        raise CaseError(f"{place}: {len(since)} {many} added since the demo was made{said}; {choice}")
