"""Verbs that look for things and acts in a case, and that draw the zones in which they are looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from gestae.cli.options import FINDING, json_option, verb
from gestae.cli.output import Screen, counted
from gestae.model.colour import Worn
from gestae.model.observation import ATTRIBUTES, Kind
from gestae.model.sighting import Label
from gestae.model.time import Instant
from gestae.observe.likeness import MEASURE, Likeness
from gestae.observe.question import describe_keys, read_query
from gestae.workflow.about import zone_of
from gestae.workflow.case import read_case
from gestae.workflow.casetimes import Taken

if TYPE_CHECKING:  # what it reads tables with is large
    from gestae.workflow.alike import Lookalike
    from gestae.workflow.find import Hit

__all__ = ["COMMANDS"]

_BOUNDS: Final = ("not before #", "not after #")
_COLUMNS: Final = ("id", "what", "camera", "from #", "to #", "lasts #", *_BOUNDS, "more")
_UNKNOWN: Final = "not known"
_ID_CHARS: Final = 12


@click.command("find")
@click.argument("case", type=click.Path(path_type=Path), required=False)
@click.argument("words", nargs=-1)
@click.option(
    "--may-be", "with_may_be", is_flag=True, help="Also list what may be meant, with what is not known of it."
)
@click.option(
    "--like", default=None, help="Rank by clothing what looks like this one: the id of a person or a vehicle."
)
@click.option("--to", type=click.Path(path_type=Path), default=None, help="With --like: a file in .png for pictures.")
@click.option("--words", "tell_words", is_flag=True, help="Print the words and keys of a question, and stop.")
@json_option
@verb
def find_(
    screen: Screen,
    case: Path | None,
    words: tuple[str, ...],
    with_may_be: bool,
    like: str | None,
    to: Path | None,
    tell_words: bool,
) -> int:
    """Find people, vehicles and acts by what, when, where, colour, direction and how long.

    Words of one sort and values of one key are alternatives; different keys must all hold. Times of day are those of
    the case's zone; a picture's place in the world's time is as far known as `gestae order` knows it.

    \b
    gestae find yard.case "person bicycle after 14:00 camera:gate colour:red lasting>10s"
    gestae find yard.case "vehicle_stops fall zone:doorway decision:accepted"
    gestae find yard.case "person upper:blue direction:towards,left after 90s"
    gestae find yard.case --like 540ec8d3a6d7 --to alike.png
    gestae find yard.case "camera:yard after 14:00" --like 540ec8d3a6d7
    gestae find --words

    --like ranks by the colours of clothing alone, within the case: likeness, never identity. No face is compared.
    """
    if tell_words or case is None:
        _tell_words(screen)
        return 0
    if like is not None or to is not None:
        is_found = _find_like(screen, case, like, " ".join(words), to)
    else:
        is_found = _find(screen, case, " ".join(words), with_may_be=with_may_be)
    return 0 if is_found else FINDING


COMMANDS: Final = (find_,)


def _find(screen: Screen, case: Path, asked: str, *, with_may_be: bool) -> bool:
    """Answer a question; says whether anything fulfils it."""
    from gestae.workflow.find import find, find_document  # a large library, which no other verb waits for

    query = read_query(asked)
    with read_case(case) as view:
        found, zone = find(view, query), zone_of(view)
    shown = (*found.hits, *(found.may_be if with_may_be else ()))
    day, rows = _one_day([_row(hit, zone) for hit in shown])
    many = counted(len(found.hits), "finding")
    columns, rows = _narrowed(rows, is_narrow=screen.is_narrow)
    screen.table(f"{many}{day}", columns, rows, empty=f"nothing fulfils {asked!r}", unbroken=("id", "what", "camera"))
    if found.may_be and not with_may_be:
        screen.say(f"{len(found.may_be)} more may be meant; --may-be lists them")
    if shown and not any(hit.one.began.is_known for hit in shown):
        screen.say(f"none of it has a place in the world's time; gestae order {case} says why")
    for why, count in found.reasons:
        screen.say(f"not known of {count}: {why}")
    for sentence in (*(f"not looked at: {one}" for one in found.not_looked_at), *found.aside):
        screen.say(sentence)
    if any(hit.one.finding for hit in shown):
        screen.say(f"look    gestae show {case} ID…")
    if any(hit.one.finding is None for hit in shown):
        screen.say(f"look    gestae frame {case} ID   (the picture in which the thing is largest)")
    screen.say(f"what was looked at, and how closely: gestae coverage {case}")
    screen.document(find_document(asked, found))
    return bool(found.hits)


def _find_like(screen: Screen, case: Path, name: str | None, words: str, to: Path | None) -> bool:
    """Rank what looks like one thing, and show it; says whether anything can be compared, and all of it shown."""
    if name is None:
        raise click.UsageError("--to goes with --like; gestae frame writes the picture of a track")
    from gestae.workflow.alike import alike, alike_document, worn_words

    lacking = 0
    with read_case(case) as view:
        found, zone = alike(view, name, words), zone_of(view)
        if to is not None:
            from gestae.workflow.alikesheet import write_alike

            with screen.progress("taking pictures"):
                lacking = write_alike(view, found, to, None)
    named = found.named
    screen.say(f"like {named.what} {named.id[:_ID_CHARS]}, {named.camera}: {worn_words(named.one.worn)}")
    rows = [_like_row(one, zone, worn_words(one.hit.one.worn)) for one in found.ranked]
    columns: tuple[str, ...] = ("id", "camera", "likeness #", "from #", "not before #", "shows")
    if screen.is_narrow:  # what is worn says more than when
        columns, rows = (*columns[:4], columns[5]), [(*row[:4], row[5]) for row in rows]
    screen.table("By clothing", columns, rows, empty="nothing of the case can be compared", unbroken=("id", "camera"))
    screen.say(f"likeness: {MEASURE}")
    for why, count in found.not_compared:
        screen.say(f"not compared, {count}: {why}")
    for sentence in found.not_looked_at:
        screen.say(f"not looked at: {sentence}")
    screen.say(f"wrote {to}" if to else f"look    gestae find {case} --like {named.id[:_ID_CHARS]} --to FILE.png")
    screen.document({**alike_document(found), "written": str(to) if to else None})
    return bool(found.ranked) and not lacking


def _alike(one: Likeness) -> str:
    """Write a likeness; as two bounds where a part was not seen."""
    return f"{one.least:.2f}" if one.least == one.most else f"{one.least:.2f}–{one.most:.2f}"


def _like_row(one: Lookalike, zone: ZoneInfo, worn: str) -> tuple[str, ...]:
    hit = one.hit
    unseen = [f"{part.value} not seen" for part, share in one.likeness.shared.items() if share is None]
    other = ["in the same pictures: another"] if one.is_other else []
    since = f"{float(hit.one.seconds(hit.one.since)):.2f}"
    return (
        hit.id[:_ID_CHARS], hit.camera, _alike(one.likeness), since, _bounds(hit.one.began, zone)[0],
        "; ".join((worn, *unseen, *other)),
    )  # fmt: skip


def _row(hit: Hit, zone: ZoneInfo) -> tuple[str, ...]:
    one = hit.one
    until = "–" if one.until is None else f"{float(one.seconds(one.until)):.2f}"
    lasts = "–" if one.lasts_s is None else f"{float(one.lasts_s):.2f} s"
    return (
        hit.id[:_ID_CHARS], hit.what, hit.camera, f"{float(one.seconds(one.since)):.2f}", until, lasts,
        *_bounds(one.began, zone), "; ".join(_more(hit)),
    )  # fmt: skip


def _more(hit: Hit) -> list[str]:
    one = hit.one
    seen = one.finding.observation if one.finding else None
    zones = [f"in {name}" for name in sorted(one.stood.keys() - one.unfit)]
    return [
        *([seen.text] if seen and seen.text else []),
        *([f"reads {seen.reads}"] if seen and seen.reads else []),
        *_wear(one.worn),
        *zones,
        *([one.decision] if one.decision not in ("", "proposed") else []),
        *(f"not known: {why}" for why in hit.unsure),
    ]


def _wear(worn: Iterable[Worn]) -> list[str]:
    """Say what each of those who were seen wears: once of all who wear the same, apart where they do not."""
    by_track: dict[str, list[str]] = {}
    for one in worn:
        if one.named is not None:
            by_track.setdefault(one.track, []).append(f"{one.part.value} {one.named.value}")
    alike = Counter(tuple(said) for said in by_track.values())
    if len(by_track) < 2:
        return [part for said in alike for part in said]
    return [f"{'one' if many == 1 else f'{many} alike'}: {', '.join(said)}" for said, many in alike.items()]


def _bounds(taken: Taken, zone: ZoneInfo) -> tuple[str, str]:
    """Write between which moments it began; rounded outwards."""
    earliest = _UNKNOWN if taken.earliest_ns is None else Instant(taken.earliest_ns).local(zone)
    latest = _UNKNOWN if taken.latest_ns is None else Instant(taken.latest_ns).local(zone, up=True)
    return earliest, latest


def _one_day(rows: Sequence[tuple[str, ...]]) -> tuple[str, list[tuple[str, ...]]]:
    """Say date and offset once, over the table, where all its times share them.

    >>> row = ("ab", "person", "gate", "1.00", "2.00", "1.00 s", "2022-03-16 14:18:24.200 +02:00", "not known", "")
    >>> _one_day([row])[0], _one_day([row])[1][0][6:8]
    (', times on 2022-03-16 (+02:00)', ('14:18:24.200', 'not known'))
    """
    shared = {tuple(cell.split(" ")[::2]) for row in rows for cell in row[6:8] if cell[:1].isdigit()}
    if len(shared) != 1:
        return "", list(rows)
    date, offset = shared.pop()
    short = [
        (*row[:6], *(cell.split(" ")[1] if cell[:1].isdigit() else cell for cell in row[6:8]), *row[8:]) for row in rows
    ]
    return f", times on {date} ({offset})", short


def _narrowed(rows: Sequence[tuple[str, ...]], *, is_narrow: bool) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Leave out what a narrow terminal has no room for, and bounds where none of the rows has any.

    `lasts` tells the end, and the document has the other bound.

    >>> row = ("ab", "person", "gate", "1.00", "2.00", "1.00 s", "not known", "not known", "")
    >>> _narrowed([row], is_narrow=True)
    (('id', 'what', 'camera', 'from #', 'lasts #', 'more'), [('ab', 'person', 'gate', '1.00', '1.00 s', '')])
    """
    left_out = {"to #", "not after #"} if is_narrow else set()
    left_out |= set() if any(cell != _UNKNOWN for row in rows for cell in row[6:8]) else set(_BOUNDS)
    kept = [place for place, name in enumerate(_COLUMNS) if name not in left_out]
    return tuple(_COLUMNS[place] for place in kept), [tuple(row[place] for place in kept) for row in rows]


def _tell_words(screen: Screen) -> None:
    keys = describe_keys()
    things, acts = [label.value for label in Label], [kind.value for kind in Kind]
    of = {kind.value: list(words) for kind, words in ATTRIBUTES.items()}
    screen.table("Keys", ("example", "says"), [(row["example"], row["says"]) for row in keys], empty="")
    screen.say(f"Things: {', '.join(things)}, vehicle, bag")
    screen.say(f"Acts: {', '.join(acts)}")
    for kind, words in of.items():
        screen.say(f"{kind}:WORD, one of {', '.join(words)}")
    screen.document(
        {"format": 1, "keys": list(keys), "things": [*things, "vehicle", "bag"], "acts": acts, "said_of": of}
    )
