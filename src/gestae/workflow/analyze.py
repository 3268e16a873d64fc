"""Facts of what came in, then every footage looked at: work items over processes, each answer journaled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import Outcome, Standing, WorkItem, pending
from gestae.model.evidence import ItemKind
from gestae.model.footage import Looked
from gestae.sight.clothing import GarbRules
from gestae.sight.cyrillic import parameters as cyrillic_rules
from gestae.sight.hands import HandRules
from gestae.sight.moments import parameters as moment_rules
from gestae.sight.spans import looked_spans
from gestae.sight.swatches import VoteRules
from gestae.workflow.case import ARTIFACTS, Case, Progress, no_progress
from gestae.workflow.detectors import choose_cyrillic, choose_detector, choose_pose, choose_text
from gestae.workflow.engines import local_engine
from gestae.workflow.eye import around_rules
from gestae.workflow.films import Pass, films, found_in
from gestae.workflow.footage import FACTS, FLAWED, LOOK, LOOKS_PER_S, PACKETS, every_failure, footage_rows
from gestae.workflow.lookparts import Around, Job, run_jobs
from gestae.workflow.outcomes import analysis_key, is_final, key_of, record_failure
from gestae.workflow.running import while_at_work
from gestae.workflow.surveys import search
from gestae.workflow.unlooked import Unlooked, unlooked_after
from gestae.workflow.versions import library_versions

__all__ = ["Analysis", "Looks", "Search", "analyze", "read_new_facts"]

FACTS_SECONDS_PER_FILE: Final = 1800.0

# What is certainly no footage is not handed to a decoder at all.
_NEVER_OPENED: Final = frozenset(
    kind.value for kind in (ItemKind.DISK_IMAGE, ItemKind.PROGRAM, ItemKind.ARCHIVE, ItemKind.EMPTY)
) | {"protected"}
# These need no decoder either, where their bytes say so; a name alone may be wrong.
_READ_BY_PEOPLE: Final = frozenset(
    kind.value for kind in (ItemKind.TEXT, ItemKind.TABLE, ItemKind.DOCUMENT, ItemKind.PICTURE)
)
_BY_CONTENT: Final = "(by content)"


class Search(StrEnum):
    """How a long film is searched for moments before anybody is looked for in them."""

    COMPLETE = "complete"
    FIRST = "first pass only"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Looks:
    """How closely to look.

    Attributes:
        detector: a name of the table; None: the first of the table that is on this machine, if any.
        setting: "quick", or "close" for small and far people at twice the cost.
        looks_per_s: how often people and vehicles are looked for; None: in every frame.
        search: how long films are searched first; NONE: people and vehicles are looked for from beginning to end, as in
            every film that is short, damaged or unsteady.
        pose: the net that reads poses; None: none is on this machine, or no detector is.
        text: the nets that find and read text; None: they are not on this machine, or no detector is.
        cyrillic: what reads Cyrillic letters; None: it is not on this machine, or the nets for text are not.
    """

    detector: str | None = None
    setting: str = "quick"
    looks_per_s: float | None = LOOKS_PER_S
    search: Search = Search.COMPLETE
    pose: str | None = None
    text: tuple[str, str] | None = None
    cyrillic: Mapping[str, Json] | None = None

    def parameters(self) -> dict[str, Json]:
        """Write down all that the answer depends on beside footage, model and version."""
        # The compiler and SciPy are behind these: the search begins without them.
        from gestae.observe.rules import Settings, parameters
        from gestae.sight.lasting import LastingRules
        from gestae.workflow.textnoting import parameters as text_rules

        rules: Mapping[str, Json] = parameters(Settings())
        votes = {name: getattr(VoteRules(), name) for name in VoteRules.__slots__}
        looks = {"detector": self.detector, "setting": self.setting, "looks_per_s": self.looks_per_s}
        # Looks from before films were searched have no such parameter, and are the same answers.
        searched: dict[str, Json] = (
            {}
            if self.search is Search.NONE
            else {"search": self.search.value, "moments": dict(moment_rules()), "around": around_rules()}
        )
        # So with looks from before text was read.
        read: dict[str, Json] = {} if self.text is None else {"text": list(self.text), "texts": dict(text_rules())}
        if self.cyrillic is not None:
            read |= {"cyrillic": dict(self.cyrillic), "cyrillic_rules": dict(cyrillic_rules())}
        lasting = {name: getattr(LastingRules(), name) for name in LastingRules.__slots__}
        hands = {name: getattr(HandRules(), name) for name in HandRules.__slots__}
        garb = {name: getattr(GarbRules(), name) for name in GarbRules.__slots__}
        noted: dict[str, Json] = {
            "rules": dict(rules), "colours": votes, "clothing": garb, "lasting": lasting, "hands": hands,
        }  # fmt: skip
        return {**looks, **searched, **read, "pose": self.pose, **noted}


_CLOSER: Final = {Search.COMPLETE: Pass.WHOLE, Search.FIRST: Pass.CHANGED}
# How what no moment covers was searched. Between two key frames an event can hide from the first pass.
_ELSEWHERE: Final[Mapping[Search, str | None]] = {
    Search.COMPLETE: Looked.COMPLETE.value,
    Search.FIRST: Looked.KEY_FRAMES.value,
    Search.NONE: None,
}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What came of a run: how many files were looked at now, how many before, and which were not, each with why.

    `not_looked_at` names them in every run, whether it failed now or before.
    """

    looked_at: int
    known: int
    not_looked_at: tuple[Unlooked, ...]
    detector: str | None
    feature_off: str


def read_new_facts(case: Case, *, workers: int | None = None, progress: Progress = no_progress) -> int:
    """Read the facts of every exhibit that may be footage and was not opened yet, or failed for a passing cause.

    Returns:
        How many turned out to be footage or sound.
    """
    done = {row["sha256"] for row in case.store.rows("footage")}
    done |= {row["sha256"] for row in case.store.rows("analyses", stage=FACTS) if is_final(row)}
    todo = [row for row in case.store.rows("exhibits") if row["sha256"] not in done]
    items = [_facts_item(case, row) for row in todo if _may_be_footage(row)]
    engine = local_engine(workers, seconds_per_item=FACTS_SECONDS_PER_FILE)
    opened = 0
    for outcome in engine.run(items, watch=_watch("reading facts", progress)) if items else ():
        opened += outcome.done
        _record_facts(case, outcome)
    return opened


@while_at_work
def analyze(
    case: Case, looks: Looks | None = None, *, workers: int | None = None, progress: Progress = no_progress
) -> Analysis:
    """Look at every footage that was not looked at in this way yet; each answer is journaled as it comes.

    Killed at any moment and started again, it goes on with the files that have no answer in the journal.
    """
    read_new_facts(case, workers=workers, progress=progress)
    asked = looks or Looks()
    detector, pose, (finder, reader) = choose_detector(asked.detector), choose_pose(), choose_text()
    text = (finder.name, reader.name) if finder.name and reader.name else None
    reads = text is not None and detector.name is not None
    cyrillic, no_cyrillic = choose_cyrillic() if reads else (None, "")
    chosen = replace(
        asked, detector=detector.name, pose=pose.name if detector.name else None, text=text if reads else None,
        cyrillic=cyrillic,
    )  # fmt: skip
    off = detector.feature_off or "; ".join(filter(None, (pose.feature_off, finder.feature_off, no_cyrillic)))
    plans = _searched(case, chosen, workers=workers, progress=progress)
    jobs = [_job(case, row, *plans[str(row["sha256"])]) for row in footage_rows(case.store)]
    tried: dict[str, bool] = {}

    def record(job: Job, outcome: Outcome) -> None:
        _record_look(case, outcome, job.parameters)
        tried[job.item.key] = outcome.done

    # What proves damaged only when it is looked at in parts is looked at whole in a second round.
    for _ in range(2):
        jobs = _whole_where_flawed(case, jobs, replace(chosen, search=Search.NONE))
        done = {key_of(row) for row in case.store.rows("analyses", stage=LOOK) if is_final(row)}
        items = {job.item.key: job for job in jobs if job.item.key not in tried}
        todo = [items[item.key] for item in pending([job.item for job in items.values()], done)]
        run_jobs(case, todo, local_engine(workers), record, progress=progress)
    now = [tried[job.item.key] for job in jobs if job.item.key in tried]
    keys = {job.item.key for job in jobs}
    rows = [row for row in case.store.rows("analyses", stage=LOOK) if key_of(row) in keys]
    known = len(jobs) - len(now) - (len(every_failure(rows)) - now.count(False))
    return Analysis(now.count(True), known, unlooked_after(case.store, rows), detector.name, off)


def _whole_where_flawed(case: Case, jobs: Sequence[Job], everywhere: Looks) -> list[Job]:
    """Look from beginning to end at films of which a part was looked at and proved damaged."""
    rows = {str(row["sha256"]): row for row in footage_rows(case.store)}
    failed = case.store.rows("analyses", stage=LOOK)
    flawed = {key_of(row) for row in failed if str(row["wrong"] or "").startswith(FLAWED)}
    return [_job(case, rows[job.sha256], everywhere, None) if job.item.key in flawed else job for job in jobs]


def _searched(
    case: Case, looks: Looks, *, workers: int | None, progress: Progress
) -> dict[str, tuple[Looks, Around | None]]:
    """Search long films; give for each footage how it is then looked at, and where: None is everywhere."""
    everywhere = replace(looks, search=Search.NONE)
    plans: dict[str, tuple[Looks, Around | None]] = {
        str(row["sha256"]): (everywhere, None) for row in footage_rows(case.store)
    }
    if looks.search is Search.NONE:
        return plans
    long, _ = films(case.store)
    search(case, long, first_only=looks.search is Search.FIRST, workers=workers, progress=progress)
    for film in long:
        moments = found_in(case.store, film, _CLOSER[looks.search])
        if moments is not None:
            spans = looked_spans(moments, film.groups, film.time_base)
            plans[film.sha256] = looks, Around(film, spans, moments)
    return plans


def _may_be_footage(row: Mapping[str, Json]) -> bool:
    """Say whether a decoder should be asked; what it cannot open then is a refusal, and the rest is none."""
    if row["item"] in _READ_BY_PEOPLE:
        return not str(row["media_type"]).endswith(_BY_CONTENT)
    return row["item"] not in _NEVER_OPENED


def _facts_item(case: Case, row: Mapping[str, Json]) -> WorkItem:
    sha256, size = str(row["sha256"]), row["size_bytes"]
    arguments: dict[str, Json] = {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "artifacts": str(case.folder / ARTIFACTS),
    }
    weight = max(1.0, float(size) if isinstance(size, int) else 1.0)
    return WorkItem(f"{FACTS}/{sha256}", "gestae.workflow.looking:read_one", arguments, weight)


def _record_facts(case: Case, outcome: Outcome) -> None:
    sha256 = str(outcome.item.arguments["sha256"])
    if outcome.failure is not None:
        record_failure(case, sha256, FACTS, outcome.failure, {})
        return
    answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
    entries = [case.desk.entry("facts-read", "read when it was received", {"sha256": sha256, "facts": answer["facts"]})]
    if answer["packets"]:
        body: dict[str, Json] = {
            "sha256": answer["packets"],
            "name": PACKETS,
            "source_sha256": sha256,
            "stage": PACKETS,
            "media_type": "application/vnd.apache.parquet",
        }
        entries.append(case.desk.entry("artifact-recorded", "the index of its packets", body))
    case.store.append(*entries)


def _job(case: Case, row: Mapping[str, Any], looks: Looks, around: Around | None) -> Job:
    sha256 = str(row["sha256"])
    arguments: dict[str, Json] = {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "artifacts": str(case.folder / ARTIFACTS),
        "detector": looks.detector,
        "setting": looks.setting,
        "looks_per_s": looks.looks_per_s,
        "searched": _ELSEWHERE[looks.search],
        "pose": looks.pose,
        "text": None if looks.text is None else list(looks.text),
        "cyrillic": None if looks.cyrillic is None else dict(looks.cyrillic),
        **({"spans": None, "moments": None} if around is None else around.arguments()),
    }
    key = analysis_key(sha256, looks.parameters(), library_versions())
    return Job(WorkItem(key, "gestae.workflow.looking:look", arguments, _seconds_of(row)), looks.parameters(), around)


def _seconds_of(row: Mapping[str, Any]) -> float:
    """Weigh a footage by its pictures: what decoding costs."""
    streams = row["facts"].get("streams", ()) if isinstance(row["facts"], Mapping) else ()
    packets = [stream.get("packets", 1) for stream in streams if stream.get("kind") == "video"]
    return float(max([1, *packets]))


def _record_look(case: Case, outcome: Outcome, used: Mapping[str, Json]) -> None:
    sha256 = str(outcome.item.arguments["sha256"])
    how: dict[str, Json] = {
        "parameters": dict(used),
        "versions": {**library_versions(), "gestae": __version__},
    }
    if outcome.failure is not None:
        record_failure(case, sha256, LOOK, outcome.failure, how)
        return
    answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
    case.decide(
        "analysis-done",
        "the machine looked at it and proposes what follows",
        sha256=sha256,
        stage=LOOK,
        artifacts=answer["artifacts"],
        model=answer["model"],
        **how,
    )


def _watch(what: str, progress: Progress) -> Any:  # noqa: ANN401 - a Watch of the engine
    def watch(standing: Standing) -> None:
        names = f"{what}: {standing.finished} of {standing.items} files"
        progress(names, standing.reached / standing.weight if standing.weight else 1.0)

    return watch
