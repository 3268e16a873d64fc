"""[edge] What can be asked of the tracks of a footage, summed up by DuckDB from their Parquet tables.

The bytes are held against their digest before anything is read from them (`read_artifact`), and the engine is given
those bytes alone: it may open no file, load no extension and reach no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa

from gestae.errors import RecordError
from gestae.model.sighting import Label
from gestae.model.zone import Edge, Zone
from gestae.observe.ways import Stand
from gestae.workflow.parquet import read_table

__all__ = ["TrackFacts", "TrackTables"]

_COLUMNS: Final = ("track", "number", "label", "n", "pts", "x1", "y1", "x2", "y2", "score")
_OFFLINE: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
# A box that reaches so near to the picture's edge may be cut off, so its height says nothing.
_EDGE_PX: Final = 2
# Looks whose mean says where a thing stood first and last.
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What one track shows, from the pictures in which it was detected.

    Attributes:
        id, number, label: as in `Track`.
        first_pts, last_pts: when it was first and last seen.
        looks: in how many pictures it was detected.
        height_px: of its box, the median.
        first, last: where it stood.
        largest_pts: the picture in which it is largest, its box lying whole in the picture where it ever does.
        largest_box: its box there.
        stays: for each zone that was asked for, the first and the last time that it was seen there; None: never.
    """

    id: str
    number: int
    label: Label
    first_pts: int
    last_pts: int
    looks: int
    height_px: float
    first: Stand
    last: Stand
    largest_pts: int
    largest_box: tuple[float, float, float, float]
    stays: tuple[tuple[int, int] | None, ...]


class TrackTables:
    """An engine that sums up tables of tracks; use it in `with`."""

    def __init__(self) -> None:
        import duckdb  # a large library, which no other verb waits for

        self._engine: Any = duckdb.connect(":memory:", config=dict(_OFFLINE))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def facts(
        self, data: bytes, size_px: tuple[int, int] | None, zones: Sequence[Zone] = (), labels: Iterable[Label] = ()
    ) -> tuple[TrackFacts, ...]:
        """Sum up the tracks of one footage.

        Args:
            data: the table, as `write_tracks` writes it.
            size_px: (width, height) of its pictures; None where that is not known.
            zones: zones drawn on its picture.
            labels: only these; none: all.

        Returns:
            In the order of their numbers.
        """
        self._engine.register("boxes", _table(data))
        wanted = sorted({label.value for label in labels})
        width, height = size_px or (None, None)
        rows = self._engine.execute(_statement(zones), {"labels": wanted, "width": width, "height": height}).fetchall()
        self._engine.unregister("boxes")
        return tuple(_facts(row, len(zones)) for row in rows)


def _table(data: bytes) -> pa.Table:
    table = read_table(data, dictionary=["track", "label"])
    missing = sorted(set(_COLUMNS) - set(table.column_names))
    if missing:
        raise RecordError(f"a table of tracks without {', '.join(missing)}; take the artifact that its entry names")
    return table.select(list(_COLUMNS))


def _statement(zones: Sequence[Zone]) -> str:
    """Write the statement; of what people said only whole numbers stand in it, as the corners of zones."""
    inside = "".join(
        f", min(pts) FILTER (WHERE {_within(zone.edges)}), max(pts) FILTER (WHERE {_within(zone.edges)})"
        for zone in zones
    )
    first, last = (
        f"list_avg({pick}(x, n, {_FEW})), list_avg({pick}(feet, n, {_FEW})), "
        f"list_avg({pick}(high, n, {_FEW}) FILTER (WHERE is_whole))"
        for pick in ("arg_min", "arg_max")
    )
    # Whole boxes before those that are cut off, large ones before small ones, early ones before late ones.
    best = "row(is_whole, area, -n)"
    return f"""
        WITH seen AS (
            SELECT track, number, label, n, pts, x1, y1, x2, y2,
                   (x1::DOUBLE + x2) / 2 AS x, y2::DOUBLE AS feet, y2::DOUBLE - y1 AS high,
                   (x2::DOUBLE - x1) * (y2::DOUBLE - y1) AS area,
                   coalesce(x1 > {_EDGE_PX} AND y1 > {_EDGE_PX}
                            AND x2 < $width::INT - {_EDGE_PX} AND y2 < $height::INT - {_EDGE_PX}, false) AS is_whole
            FROM boxes WHERE score > 0 AND (len($labels::VARCHAR[]) = 0 OR list_contains($labels::VARCHAR[], label))
        )
        SELECT track, any_value(number), any_value(label), min(pts), max(pts), count(*), median(high),
               {first}, {last}, arg_max(pts, {best}), arg_max([x1, y1, x2, y2], {best}){inside}
        FROM seen GROUP BY track ORDER BY any_value(number), track
    """  # noqa: S608 - numbers of our own and whole numbers of a record that was checked


def _within(edges: Iterable[Edge]) -> str:
    """Say in SQL what `Zone.holds` says."""
    sides = " + ".join(
        f"(({ay} > feet) <> ({by} > feet) AND x < ({bx - ax}) * (feet - {ay}) / ({by - ay})::DOUBLE + {ax})::INT"
        for (ax, ay), (bx, by) in edges
        if ay != by  # a level side is never crossed by a level ray
    )
    return f"({sides}) % 2 = 1"


def _facts(row: Sequence[Any], zones: int) -> TrackFacts:
    stays = ((row[15 + 2 * place], row[16 + 2 * place]) for place in range(zones))
    x1, y1, x2, y2 = (float(side) for side in row[14])
    return TrackFacts(
        id=str(row[0]),
        number=int(row[1]),
        label=Label(str(row[2])),
        first_pts=int(row[3]),
        last_pts=int(row[4]),
        looks=int(row[5]),
        height_px=float(row[6]),
        first=Stand(row[7], row[8], row[9]),
        last=Stand(row[10], row[11], row[12]),
        largest_pts=int(row[13]),
        largest_box=(x1, y1, x2, y2),
        stays=tuple(None if since is None else (int(since), int(until)) for since, until in stays),
    )
