"""What a search for moments has to do, as items for workers: which windows of which films, in which pass.

Both passes are cut into items of one or two seconds, so that no worker waits long for the last one. A stretch's empty
scene comes from all its key frames: whoever takes the outcomes puts the parts of a stretch together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gestae import __version__
from gestae.base.canonical import Json
from gestae.engine.work import WorkItem
from gestae.sight.groups import Group, Stretch, key_parts
from gestae.store.case import CaseView
from gestae.workflow.case import ARTIFACTS
from gestae.workflow.films import Film, Pass, windows_of
from gestae.workflow.outcomes import is_final
from gestae.workflow.windowing import Window, is_near

__all__ = ["Task", "closer_task", "keys_task", "planned", "weight_of"]

_WORK: Final = "gestae.workflow.surveying:"
# A key frame costs as much as ten of the pictures after it (measured: 24 ms and 2.4 ms, 1080p H.264).
_KEY_WEIGHT: Final = 10
# One item decodes about so many pictures: opening the file costs what twenty do.
_PICTURES_AN_ITEM: Final = 900
# In a window's last stretch, after which a worker may have nothing left to do.
_PICTURES_A_LAST_ITEM: Final = 300
# What of a film is decoded whole beside its key frames, before that is known.
_CHANGED_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class Task:
    """One window that is to be searched.

    Attributes:
        film: the window's.
        window: which of the film's.
        which: in which pass.
        keys: the artifacts that the first pass left of it; none in that pass.
        items: for workers, in order of time.
    """

    film: Film
    window: int
    which: Pass
    keys: Mapping[str, str]
    items: tuple[WorkItem, ...]


def planned(view: CaseView, films: Sequence[Film], closer: Pass) -> tuple[list[Task], list[Task]]:
    """Plan what can be begun at once: windows without an answer, of films that did not fail.

    Args:
        view: the case.
        films: to be searched.
        closer: the pass after the first.

    Returns:
        What is left of the first pass; and of the closer one where the first has its answer.
    """
    first, second = [], []
    for film in films:
        if _has_failed(view, film):
            continue
        keys, done = windows_of(view, film, Pass.KEYS), windows_of(view, film, closer)
        for number in range(len(film.windows)):
            if number not in keys:
                first.append(keys_task(view, film, number))
            elif number not in done:
                second.append(closer_task(view, film, closer, *keys[number]))
    checked: set[str] = set()
    return _with_checks(first, checked), _with_checks(second, checked)


def keys_task(view: CaseView, film: Film, number: int) -> Task:
    """Plan a window's first pass."""
    items = tuple(
        WorkItem(
            f"{film.sha256}/{number}/{at}/key {part}", f"{_WORK}survey_keys",
            {**_where(view, film, number, at), "part": part}, _keys(groups),
        )
        for at, stretch in enumerate(film.windows[number])
        for part, groups in enumerate(key_parts(stretch))
    )  # fmt: skip
    return Task(film, number, Pass.KEYS, {}, items)


def closer_task(view: CaseView, film: Film, which: Pass, window: Window, artifacts: Mapping[str, str]) -> Task:
    """Plan a window's closer pass.

    Args:
        view: the case.
        film: the window's.
        which: decode everything, or what changed.
        window: what its first pass found.
        artifacts: what that left.
    """
    items = []
    stretches = film.windows[window.number]
    for at, stretch in enumerate(stretches):
        most = _PICTURES_AN_ITEM if at < len(stretches) - 1 else _PICTURES_A_LAST_ITEM
        wanted = [n for n, group in enumerate(stretch.groups) if which is Pass.WHOLE or is_near(group, window)]
        for part, weight in _parts(stretch, wanted, most):
            arguments: dict[str, Json] = {
                **_where(view, film, window.number, at), "groups": list(part), "scenes": artifacts["scenes"],
            }  # fmt: skip
            key = f"{film.sha256}/{window.number}/{at}/{part[0] if part else 0}"
            items.append(WorkItem(key, f"{_WORK}survey_groups", arguments, weight))
    return Task(film, window.number, which, artifacts, tuple(items))


def weight_of(tasks: Sequence[Task], closer: Pass) -> float:
    """Foresee how much work the closer pass brings up for windows whose first pass is still to be done."""
    packets = (
        group.packets
        for task in tasks
        for stretch in task.film.windows[task.window]
        for group in stretch.groups
    )  # fmt: skip
    return sum(packets) * (1.0 if closer is Pass.WHOLE else _CHANGED_SHARE)


def _where(view: CaseView, film: Film, number: int, at: int) -> dict[str, Json]:
    return {
        "path": film.path,
        "sha256": film.sha256,
        "artifacts": str(view.folder / ARTIFACTS),
        "packets": film.packets,
        "stretch": film.number_of(number, at),
    }


def _with_checks(tasks: Sequence[Task], checked: set[str]) -> list[Task]:
    """Let each film's first task check its copy, and note that it is."""
    planned = []
    for task in tasks:
        planned.append(task if task.film.sha256 in checked else _checking(task))
        checked.add(task.film.sha256)
    return planned


def _checking(task: Task) -> Task:
    """Have the copy checked along with a film's first window: nothing is journaled of it before that is done.

    It is the second item, so that one worker looks while the other checks.
    """
    item = task.items[0]
    arguments: dict[str, Json] = {"path": task.film.path, "sha256": task.film.sha256}
    check = WorkItem(f"{task.film.sha256}/check", f"{_WORK}check_film", arguments, item.weight / _KEY_WEIGHT)
    return Task(task.film, task.window, task.which, task.keys, (item, check, *task.items[1:]))


def _keys(groups: Sequence[Group]) -> float:
    return float(sum(min(_KEY_WEIGHT, group.packets) for group in groups))


def _parts(stretch: Stretch, wanted: Sequence[int], most: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """Cut the groups of a stretch that are wanted into items, each with its weight; none wanted is one empty item."""
    part: list[int] = []
    for number in wanted:
        if _pictures(stretch.groups, part) >= most:
            yield tuple(part), float(_pictures(stretch.groups, part))
            part = []
        part.append(number)
    yield tuple(part), float(_pictures(stretch.groups, part)) or 1.0


def _pictures(groups: Sequence[Group], numbers: Sequence[int]) -> int:
    return sum(groups[number].packets for number in numbers)


def _has_failed(view: CaseView, film: Film) -> bool:
    """Say whether the film itself did not allow it, by this version."""
    rows = [row for which in Pass for row in view.rows("analyses", sha256=film.sha256, stage=which.value)]
    own = [row for row in rows if isinstance(row["versions"], Mapping) and row["versions"].get("gestae") == __version__]
    return any(row["status"] == "failed" and is_final(row) for row in own)
