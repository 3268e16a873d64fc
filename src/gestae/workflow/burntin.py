"""The clock burnt into footage: read by the machine as a proposal, taken as clock readings when a person accepts it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gestae import __version__
from gestae.base.canonical import Json, content_id
from gestae.engine.work import Failure, FailureKind, Outcome, WorkItem
from gestae.errors import InputRefused
from gestae.model.time import CameraTime, Instant
from gestae.sight.table import Role
from gestae.sight.weights import is_there, whole_table
from gestae.store.case import CaseView
from gestae.workflow.case import ARTIFACTS, Case, Progress, no_progress
from gestae.workflow.clockfacts import CLOCK, RULE, document_of, status_of
from gestae.workflow.engines import local_engine
from gestae.workflow.footage import every_failure, footage_rows, video_of
from gestae.workflow.material import exhibit_numbers
from gestae.workflow.versions import library_versions

__all__ = ["FEW_WINDOWS", "ClocksRead", "clock_document", "read_clocks"]

# So many stretches show a rate to a few parts in a million over an hour, and cost less than a minute.
WINDOWS: Final = 300
# Enough for the ticks that a person accepts at once, where nobody asked for the clock yet.
FEW_WINDOWS: Final = 24
_HOUR_NS: Final = 3_600_000_000_000
_NO_MODELS: Final = "fetch what reads it with `gestae models fetch --defaults`"
_PASSING: Final = tuple(f"{kind.value}:" for kind in FailureKind if kind is not FailureKind.REFUSED)


@dataclass(frozen=True, slots=True)
class ClocksRead:
    """What came of a run: how many files were read now, how many before, which failed why, and what is off.

    `shown` names the files in which a clock was read, now or before.
    """

    read: int
    known: int
    failed: tuple[tuple[str, str], ...]
    feature_off: str
    shown: tuple[str, ...] = ()


def read_clocks(
    case: Case,
    only: Collection[str] = (),
    *,
    windows: int = WINDOWS,
    workers: int | None = None,
    progress: Progress = no_progress,
) -> ClocksRead:
    """Read the burnt-in clock of every footage that was not read in this way yet; each answer is journaled as it comes.

    Args:
        case: the case.
        only: digests; all footage with pictures if empty.
        windows: in how many stretches at most each is followed; one that was followed in more is known.
        workers: processes; None: one for each core.
        progress: is told what is done.
    """
    how = _how(windows)
    if how is None:
        return ClocksRead(0, 0, (), _feature_off())
    rows = [row for row in footage_rows(case.store) if video_of(row) and (not only or row["sha256"] in only)]
    items = [_item(case, row, how) for row in rows]
    done = {_key_of(row) for row in case.store.rows("analyses", stage=CLOCK) if _is_final(row, windows)}
    todo = [item for item in items if item.key not in done]
    names = {str(row["sha256"]): str(row["name"]) for row in rows}
    failed = []

    def tell(standing: Any) -> None:  # noqa: ANN401 - a Standing of the engine
        share = standing.reached / standing.weight if standing.weight else 1.0
        progress(f"reading clocks: {standing.finished} of {standing.items} files", share)

    for outcome in local_engine(workers).run(todo, watch=tell):
        _record(case, outcome, how)
        if outcome.failure is not None:
            failed.append((names[str(outcome.item.arguments["sha256"])], outcome.failure.detail))
    found = {sha256: document_of(case.store, sha256) for sha256 in names}
    shown = tuple(names[sha256] for sha256, one in found.items() if one and one["read"]["stretches"])
    return ClocksRead(len(todo) - len(failed), len(items) - len(todo), tuple(failed), "", shown)


def clock_document(view: CaseView, only: Collection[str] = ()) -> dict[str, Any]:
    """Write what was read of each footage's clock, what a person took of it, and what the file itself says."""
    numbers = exhibit_numbers(view)
    failed = every_failure(view.rows("analyses", stage=CLOCK))
    clocks = []
    for row in footage_rows(view):
        sha256 = str(row["sha256"])
        if only and sha256 not in only:
            continue
        read = document_of(view, sha256)
        found = None if read is None else read["read"]
        clocks.append(
            {
                "exhibit": numbers[sha256],
                "sha256": sha256,
                "name": row["name"],
                "camera": row["camera"],
                "recorder": row["recorder"],
                "status": status_of(found, failed.get(sha256)),
                "why": failed.get(sha256),
                "artifact": None if read is None else read["artifact"],
                "read": found,
                "file_time": _file_time(row, found),
                "accepted": _accepted(view, sha256),
            }
        )
    return {"format": 1, "feature_off": None if _how(WINDOWS) else _feature_off(), "clocks": clocks}


def _how(windows: int) -> dict[str, Json] | None:
    table = whole_table()
    finder, reader = (table.choose(role, is_there) for role in (Role.TEXT_FINDER, Role.TEXT_READER))
    if finder is None or reader is None:
        return None
    models: dict[str, Json] = {"finder": finder.name, "reader": reader.name}
    digests: dict[str, Json] = {"finder_sha256": finder.sha256, "reader_sha256": reader.sha256}
    return {**models, **digests, "windows": windows, "rule": RULE}


def _feature_off() -> str:
    table = whole_table()
    missing = [role for role in (Role.TEXT_FINDER, Role.TEXT_READER) if table.choose(role, is_there) is None]
    return "; ".join([*(role.off for role in missing), _NO_MODELS])


def _item(case: Case, row: Mapping[str, Any], how: Mapping[str, Json]) -> WorkItem:
    sha256 = str(row["sha256"])
    arguments: dict[str, Json] = {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "artifacts": str(case.folder / ARTIFACTS),
        **{name: how[name] for name in ("finder", "reader", "windows", "rule")},
    }
    video = video_of(row) or {}
    return WorkItem(
        _key(sha256, how, library_versions()),
        "gestae.workflow.clockscan:read_clock",
        arguments,
        float(max(1, video.get("packets", 1))),
    )


def _key(sha256: str, how: Mapping[str, Json], versions: Mapping[str, Json]) -> str:
    """Name all that an answer depends on, but for how many stretches were followed."""
    plain = {name: version for name, version in versions.items() if name != "gestae"}
    same = {name: value for name, value in how.items() if name != "windows"}
    return content_id({"sha256": sha256, "clock": same, "versions": plain, "gestae": __version__})


def _key_of(row: Mapping[str, Json]) -> str:
    how, versions = row["parameters"], row["versions"]
    if not isinstance(how, Mapping) or not isinstance(versions, Mapping) or versions.get("gestae") != __version__:
        return ""
    return _key(str(row["sha256"]), how, versions)


def _is_final(row: Mapping[str, Json], windows: int) -> bool:
    """Say whether a file need not be read again: it was, in as many stretches, or it does not allow it."""
    how = row["parameters"]
    followed = how.get("windows") if isinstance(how, Mapping) else None
    is_enough = row["status"] != "done" or (isinstance(followed, int) and followed >= windows)
    return is_enough and not str(row["wrong"] or "").startswith(_PASSING)


def _record(case: Case, outcome: Outcome, how: Mapping[str, Json]) -> None:
    sha256 = str(outcome.item.arguments["sha256"])
    with_what: dict[str, Json] = {
        "parameters": dict(how),
        "versions": {**library_versions(), "gestae": __version__},
    }
    if outcome.failure is not None:
        wrong = _wrong(outcome.failure)
        case.decide("analysis-failed", "as the worker reported", sha256=sha256, stage=CLOCK, wrong=wrong, **with_what)
        return
    answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
    case.decide(
        "analysis-done",
        "the machine looked for the burnt-in clock and proposes what it read",
        sha256=sha256,
        stage=CLOCK,
        artifacts=answer["artifacts"],
        model=answer["model"],
        **with_what,
    )


def _wrong(failure: Failure) -> str:
    return failure.detail if failure.kind is FailureKind.REFUSED else f"{failure.kind.value}: {failure.detail}"


def _accepted(view: CaseView, sha256: str) -> list[dict[str, Any]]:
    """Give the readings that count, of people and of machines that people stand by."""
    rows = view.rows("clock_readings", sha256=sha256)
    fields = ("seq", "pts", "displayed", "how", "within_ns", "read_by", "author")
    return [{name: row[name] for name in fields} for row in rows]


def _file_time(row: Mapping[str, Any], read: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Hold what the container says of its making against the display; a display has no zone, so nothing is resolved."""
    says = row["facts"].get("metadata", {}).get("creation_time")
    if says is None:
        return None
    stretches: Sequence[Mapping[str, Any]] = read["stretches"] if read else ()
    shown = stretches[0]["first"]["shown"] if stretches else {}
    written = str(says) if str(says).endswith("Z") else f"{says}Z"
    try:
        made = Instant.parse(written)
    except InputRefused:
        return {"says": str(says), "apart_h": {}}
    apart = {order: float(Fraction(CameraTime.parse(one).ns - made.ns, _HOUR_NS)) for order, one in shown.items()}
    return {"says": str(says), "apart_h": {order: round(hours, 4) for order, hours in apart.items()}}
