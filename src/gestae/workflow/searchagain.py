"""Search a film's windows for moments again, and name what came out otherwise than the case records it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.engine.work import Outcome, Report, WorkItem
from gestae.errors import FixityError
from gestae.model.evidence import Digest
from gestae.preserve.vault import Vault
from gestae.sight.groups import Stretch, decoded_every, key_parts, windows
from gestae.workflow.case import ARTIFACTS, Case, read_artifact
from gestae.workflow.copies import check_copy
from gestae.workflow.differing import Again, Difference, again_folder, few, values_differ, versions_differ
from gestae.workflow.films import Film, Pass, films, looked_in
from gestae.workflow.parquet import read_documents, read_index
from gestae.workflow.surveying import Measured, keys_of, measure_groups, measure_keys
from gestae.workflow.windowing import artifacts_of_window, calm_of, is_near, judge

__all__ = ["search_again", "searches_again"]

_FUNCTION: Final = "gestae.workflow.searchagain:search_again"


def searches_again(case: Case, rows: Sequence[Mapping[str, Any]]) -> Iterator[Again]:
    """Plan to search again every window that was searched, by the newest search of it."""
    names = {str(row["sha256"]): str(row["name"]) for row in rows}
    for film in films(case.store)[0]:
        recorded = _recorded(case, film)
        for number, passes in sorted(recorded.items()):
            versions = next(iter(passes.values()))["versions"]
            known = tuple(versions_differ(names[film.sha256], versions))
            yield _again(case, film, names[film.sha256], number, passes, known)


def _recorded(case: Case, film: Film) -> dict[int, dict[Pass, Mapping[str, Any]]]:
    """Give the newest journaled search of each window and pass."""
    found: dict[int, dict[Pass, Mapping[str, Any]]] = {}
    for which in Pass:
        for row in case.store.rows("analyses", sha256=film.sha256, stage=which.value):
            used = row["parameters"]
            number = used.get("window") if isinstance(used, Mapping) else None
            if row["status"] == "done" and isinstance(number, int) and number < len(film.windows):
                found.setdefault(number, {})[which] = row
    return found


def _again(
    case: Case,
    film: Film,
    name: str,
    number: int,
    passes: Mapping[Pass, Mapping[str, Any]],
    known: tuple[Difference, ...],
) -> Again:
    arguments: dict[str, Json] = {
        "path": film.path,
        "sha256": film.sha256,
        "artifacts": str(case.folder / ARTIFACTS),
        "packets": film.packets,
        "window": number,
        "passes": [which.value for which in passes],
        "again": str(again_folder(case.folder)),
    }
    weight = float(sum(group.packets for stretch in film.windows[number] for group in stretch.groups))
    item = WorkItem(f"search again/{film.sha256}/{number}", _FUNCTION, arguments, weight)
    return Again(item, lambda outcome: _compare(case.folder, name, number, passes, outcome), known)


def search_again(arguments: Mapping[str, Json], report: Report) -> Json:
    """Search one window, in as many passes as are asked for.

    Args:
        arguments: `path`, `sha256`, `artifacts`, `packets` as in `surveying`; `window`, `passes`; `again`, the folder
            for what comes out.
        report: is told the fraction that is done.

    Returns:
        For each pass the digests of its artifacts.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    index = read_index(Vault(Path(str(arguments["artifacts"])), read_only=True).get(Digest(str(arguments["packets"]))))
    number, base = int(str(arguments["window"])), index.time_base
    stretches: tuple[Stretch, ...] = windows(index)[number]
    keys = [measure_keys([keys_of(path, sha256, index, part) for part in key_parts(stretch)]) for stretch in stretches]
    calm = calm_of(keys)
    first = judge(number, keys, calm, looked=looked_in(Pass.KEYS, 1), time_base=base)
    stored = {Pass.KEYS.value: artifacts_of_window(sha256, first, keys, calm, stretches, base)}
    passes = arguments["passes"] if isinstance(arguments["passes"], Sequence) else ()
    for which in (one for one in passes if one != Pass.KEYS.value):
        measured: list[Measured] = []
        for stretch, scene in zip(stretches, (one.scene for one in keys), strict=True):
            whole = which == Pass.WHOLE.value
            groups = [group for group in stretch.groups if whole or is_near(group, first)]
            measured.append(measure_groups(path, sha256, index, groups, scene, report))
        level = calm_of(measured) if which == Pass.WHOLE.value else calm
        found = judge(number, measured, level, looked=looked_in(Pass(str(which)), decoded_every(index)), time_base=base)
        stored[str(which)] = artifacts_of_window(sha256, found, measured, level, (), base)
    vault = Vault(Path(str(arguments["again"])))
    return {
        which: {name: vault.put_bytes(data).digest.hex for name, data in artifacts.items()}
        for which, artifacts in stored.items()
    }


def _compare(
    folder: Path, name: str, number: int, passes: Mapping[Pass, Mapping[str, Any]], outcome: Outcome
) -> Iterator[Difference]:
    if outcome.failure is not None:
        yield Difference(name, f"search of window {number}", "done", outcome.failure.detail)
        return
    answer: Any = outcome.answer
    for which, row in passes.items():
        for what, recorded in sorted(row["artifacts"].items()):
            found = str(answer[which.value].get(what, "missing"))
            place = f"{which.value}, window {number}, {what}"
            try:
                before = read_artifact(folder, recorded)
            except FixityError as error:
                yield Difference(name, f"artifact {place}", recorded, f"recorded bytes cannot be read: {error}")
                continue
            if found != recorded:
                yield from _named(folder, name, place, (recorded, found), before)


def _named(folder: Path, name: str, place: str, digests: tuple[str, str], before: bytes) -> Iterator[Difference]:
    """Name each value that differs; of pictures, that they do."""
    if not place.endswith("moments"):
        yield Difference(name, place, *digests)
        return
    found = digests[1]
    (old,), (new,) = (
        read_documents(data) for data in (before, (again_folder(folder) / found[:2] / found).read_bytes())
    )
    yield from few(name, place, digests, values_differ(old, new))
