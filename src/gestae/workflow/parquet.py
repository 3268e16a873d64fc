"""Machine output in bulk as Parquet: the same rows give the same bytes, so an artifact is named by its digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.decode.timeline import find_jumps
from gestae.errors import FixityError, RecordError
from gestae.model.colour import Colour, Part, Worn
from gestae.model.footage import NO_TIME, PacketIndex, TimesFrom
from gestae.model.sighting import Label, Track
from gestae.model.skeleton import JOINTS, Joint, Poses

__all__ = [
    "PictureTimes",
    "read_documents",
    "read_index",
    "read_picture_times",
    "read_pictures",
    "read_skeletons",
    "read_table",
    "read_times",
    "read_tracks",
    "read_worn",
    "write_documents",
    "write_packets",
    "write_pictures",
    "write_skeletons",
    "write_tracks",
    "write_worn",
]

# Dictionaries and statistics are left at fixed settings; zstd at a fixed level gives the same bytes everywhere
# that the same version of the library runs.
_OPTIONS: Final[Mapping[str, Any]] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "write_statistics": True,
    "use_dictionary": True,
    "row_group_size": 1 << 20,
}
_PACKET_COLUMNS: Final = ("pts", "dts", "size_bytes", "position", "is_key", "is_corrupt", "is_hidden")
_WORN_COLUMNS: Final = ("track", "part", "pictures", "colour", "share", "is_named")
_TRACK_COLUMNS: Final = ("track", "number", "label", "n", "pts", "x1", "y1", "x2", "y2", "score")

_SKELETON_COLUMNS: Final = ("track", "n", "turn")


def write_packets(index: PacketIndex, sha256: str) -> bytes:
    """Write one stream's packet index; `pts` and `dts` hold the least int64 where there is no time.

    The file's digest stands in it, so that two files whose packets lie alike give two artifacts.
    """
    columns = {
        "pts": index.pts,
        "dts": index.dts,
        "size_bytes": index.size_bytes,
        "position": index.position,
        "is_key": index.is_key,
        "is_corrupt": index.is_corrupt,
        "is_hidden": index.is_hidden,
    }
    time_base = f"{index.time_base.numerator}/{index.time_base.denominator}"
    facts = {
        "sha256": sha256,
        "stream": str(index.stream),
        "time_base": time_base,
        "times_from": index.times_from.value,
    }
    return _write(pa.table(columns).replace_schema_metadata(facts))


@dataclass(frozen=True, slots=True)
class PictureTimes:
    """When one stream shows a picture, as far as that is sure: `pts` in ticks of `time_base`, sorted, each once.

    `runs` are the same times parted where the stream's time jumps, in file order, each sorted.
    """

    stream: int
    time_base: Fraction
    pts: npt.NDArray[np.int64]
    runs: tuple[npt.NDArray[np.int64], ...] = ()

    def sides(self, ticks: Fraction) -> frozenset[int]:
        """Give the numbers of the runs in which a moment lies, in ticks; none of them between two runs.

        Before the first time of all and after the last nothing jumps any more.
        """
        return frozenset(
            number
            for number, run in enumerate(self.runs)
            if (run[0] <= ticks or run[0] == self.pts[0]) and (ticks <= run[-1] or run[-1] == self.pts[-1])
        )


def read_index(data: bytes) -> PacketIndex:
    """Read a packet index back.

    Raises:
        FixityError: it is no packet index.
    """
    table = read_table(data)
    facts = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    try:
        columns = [table.column(name).to_numpy(zero_copy_only=False) for name in _PACKET_COLUMNS]
        return PacketIndex(int(facts["stream"]), Fraction(facts["time_base"]), *columns)
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise FixityError(f"an artifact ({error})", recorded="a packet index", found=None) from error


def read_picture_times(data: bytes) -> PictureTimes:
    """Give the stream, the time base and the times of the pictures of a packet index; none where it has no times.

    A packet that is not shown, or that the container marks as corrupt, is no picture that anyone stepped past:
    without it the picture before is an earlier one, and what rests on that is wider and still true.

    Raises:
        FixityError: it is no packet index.
    """
    table = read_table(data)
    facts = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    try:
        stream, time_base = int(facts["stream"]), Fraction(facts["time_base"])
    except (KeyError, ValueError, ZeroDivisionError) as error:
        raise FixityError(f"an artifact ({error})", recorded="a packet index", found=None) from error
    if facts.get("times_from") not in (TimesFrom.PTS, TimesFrom.DTS):
        return PictureTimes(stream, time_base, np.zeros(0, np.int64))
    packets = PacketIndex(
        stream, time_base, *(table.column(name).to_numpy(zero_copy_only=False) for name in _PACKET_COLUMNS)
    )
    sure = ~(packets.is_hidden | packets.is_corrupt) & (packets.times != NO_TIME)
    edges = [0, *(jump.packet for jump in find_jumps(packets)), len(packets)]
    runs = (np.unique(packets.times[start:stop][sure[start:stop]]) for start, stop in pairwise(edges))
    return PictureTimes(stream, time_base, np.unique(packets.times[sure]), tuple(run for run in runs if len(run)))


def read_times(data: bytes) -> npt.NDArray[np.int64]:
    """Give the times of a stream's pictures, sorted, from its packet index; empty where it has none."""
    return read_picture_times(data).pts


def write_tracks(tracks: Sequence[Track]) -> bytes:
    """Write tracks, one row for each box, in the order of the tracks' numbers and of time."""
    rows = [len(track) for track in tracks]

    def repeated(values: Iterable[Any]) -> list[Any]:
        return [value for value, count in zip(values, rows, strict=True) for _ in range(count)]

    def joined(arrays: Iterable[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, kind), *arrays]).astype(kind)

    boxes = np.concatenate([np.zeros((0, 4), np.float32), *(track.boxes for track in tracks)])
    columns: dict[str, Any] = {
        "track": pa.array(repeated(track.id for track in tracks), pa.string()),
        "number": pa.array(repeated(track.number for track in tracks), pa.int32()),
        "label": pa.array(repeated(track.label.value for track in tracks), pa.string()),
        "n": joined((track.n for track in tracks), np.int64),
        "pts": joined((track.pts for track in tracks), np.int64),
        **{name: boxes[:, place] for place, name in enumerate(("x1", "y1", "x2", "y2"))},
        "score": joined((track.scores for track in tracks), np.float32),
    }
    return _write(pa.table(columns))


def read_tracks(data: bytes) -> tuple[Track, ...]:
    """Read tracks back, as they were written."""
    table = read_table(data)
    missing = sorted(set(_TRACK_COLUMNS) - set(table.column_names))
    if missing:
        raise RecordError(f"a table of tracks without {', '.join(missing)}; take the artifact that its entry names")
    columns = {name: table.column(name).to_numpy() for name in _TRACK_COLUMNS}
    names = columns["track"]
    if not len(names):
        return ()
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    ends = np.r_[starts[1:], len(names)]
    try:
        return tuple(_track(columns, slice(int(start), int(end))) for start, end in zip(starts, ends, strict=True))
    except ValueError as error:
        raise RecordError(f"a table of tracks that says what no track can ({error}); verify the case") from error


def write_skeletons(some: Sequence[Poses]) -> bytes:
    """Write skeletons, one row a picture, three columns a joint, in the order of the tracks and of time."""
    points = np.concatenate([np.zeros((0, JOINTS, 2), np.float32), *(poses.points for poses in some)])
    scores = np.concatenate([np.zeros((0, JOINTS), np.float32), *(poses.scores for poses in some)])
    columns: dict[str, Any] = {
        "track": pa.array([poses.track for poses in some for _ in range(len(poses))], pa.string()),
        "n": np.concatenate([np.zeros(0, np.int64), *(poses.n for poses in some)]),
        "turn": np.concatenate([np.zeros(0, np.int16), *(poses.turns for poses in some)]),
    }
    for joint in Joint:
        name = joint.name.lower()
        columns |= {
            f"{name}_x": points[:, joint, 0],
            f"{name}_y": points[:, joint, 1],
            f"{name}_score": scores[:, joint],
        }
    return _write(pa.table(columns))


def read_skeletons(data: bytes) -> tuple[Poses, ...]:
    """Read skeletons back, as they were written.

    Raises:
        FixityError: it is no Parquet file.
        RecordError: it is another table, or says what no skeleton can.
    """
    table = read_table(data)
    columns = {name: _column(table, name).to_numpy() for name in _SKELETON_COLUMNS}
    joints = [
        [_column(table, f"{joint.name.lower()}_{part}").to_numpy() for part in ("x", "y", "score")] for joint in Joint
    ]
    whole = np.array(joints, np.float32).reshape(JOINTS, 3, len(table)).transpose(2, 0, 1)
    names = columns["track"]
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]]) if len(names) else np.zeros(0, int)
    ends = np.r_[starts[1:], len(names)]
    return tuple(
        Poses(str(names[a]), columns["n"][a:b], whole[a:b, :, :2], whole[a:b, :, 2], columns["turn"][a:b])
        for a, b in zip(starts.tolist(), ends.tolist(), strict=False)
    )


def write_worn(worn: Iterable[Worn]) -> bytes:
    """Write the colours of tracks, one row for each colour of each part, the most seen first."""
    rows = [
        (one.track, one.part.value, one.pictures, colour.value, share, colour is one.named)
        for one in worn
        for colour, share in sorted(one.shares.items(), key=lambda row: (-row[1], row[0]))
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in _WORN_COLUMNS]
    kinds = (pa.string(), pa.string(), pa.int32(), pa.string(), pa.float64(), pa.bool_())
    arrays = (pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True))
    return _write(pa.table(dict(zip(_WORN_COLUMNS, arrays, strict=True))))


def read_worn(data: bytes) -> tuple[Worn, ...]:
    """Read the colours of tracks back, as they were written."""
    table = read_table(data)
    rows = zip(*(_column(table, name).to_pylist() for name in _WORN_COLUMNS), strict=True)
    try:
        return tuple(_worn(key, list(group)) for key, group in groupby(rows, key=lambda row: row[:3]))
    except ValueError as error:
        raise RecordError(f"a table of colours that says what none can ({error}); verify the case") from error


def _worn(key: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]) -> Worn:
    track, part, pictures = key
    named = next((Colour(row[3]) for row in rows if row[5]), None)
    return Worn(str(track), Part(part), int(pictures), {Colour(row[3]): float(row[4]) for row in rows}, named)


def write_documents(documents: Iterable[Mapping[str, Json]]) -> bytes:
    """Write JSON documents, one a row, in the order given."""
    texts = [canonical_bytes(document).decode() for document in documents]
    return _write(pa.table({"document": pa.array(texts, pa.string())}))


def read_documents(data: bytes) -> tuple[Mapping[str, Json], ...]:
    """Read JSON documents back."""
    texts = _column(read_table(data), "document").to_pylist()
    found = [parse_json(str(text).encode(), "an artifact") for text in texts]
    return tuple(document for document in found if isinstance(document, Mapping))


def write_pictures(pictures: Mapping[int, npt.NDArray[np.uint8]]) -> bytes:
    """Write small grey pictures, (h, w) uint8 by the time from which each stands: empty scenes, levels of calm."""
    columns = {
        "from_pts": pa.array(list(pictures), pa.int64()),
        "height_px": pa.array([one.shape[0] for one in pictures.values()], pa.int32()),
        "width_px": pa.array([one.shape[1] for one in pictures.values()], pa.int32()),
        "luma": pa.array([one.tobytes() for one in pictures.values()], pa.binary()),
    }
    return _write(pa.table(columns))


def read_pictures(data: bytes) -> dict[int, npt.NDArray[np.uint8]]:
    """Read small grey pictures back, by the time from which each stands."""
    table = read_table(data)
    columns = (_column(table, name).to_pylist() for name in ("from_pts", "height_px", "width_px", "luma"))
    try:
        return {
            start: np.frombuffer(luma, np.uint8).reshape(height, width)
            for start, height, width, luma in zip(*columns, strict=True)
        }
    except (TypeError, ValueError) as error:
        raise FixityError(f"an artifact ({error})", recorded="small pictures", found=None) from error


def _track(columns: Mapping[str, npt.NDArray[Any]], rows: slice) -> Track:
    first = rows.start
    return Track(
        id=str(columns["track"][first]),
        number=int(columns["number"][first]),
        label=Label(str(columns["label"][first])),
        n=columns["n"][rows],
        pts=columns["pts"][rows],
        boxes=np.stack([columns[name][rows] for name in ("x1", "y1", "x2", "y2")], axis=1),
        scores=columns["score"][rows],
    )


def _write(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **_OPTIONS)
    return bytes(sink.getvalue().to_pybytes())


def _column(table: pa.Table, name: str) -> Any:  # noqa: ANN401 - pyarrow has no types of its own
    if name not in table.column_names:
        raise RecordError(f"a table without the column {name!r}; take the artifact that its entry names")
    return table.column(name)


def read_table(data: bytes, *, dictionary: Sequence[str] = ()) -> pa.Table:
    """Read a table on the caller's own thread.

    Arrow's threads may let go of `data` last, when Python ends already: asking for the interpreter's lock then ends the
    process by an abort (CPython 3.11 ends such a thread by unwinding it, which C++ does not allow).

    Args:
        data: a Parquet file.
        dictionary: columns that are given as dictionaries.

    Raises:
        FixityError: it is no Parquet file.
    """
    try:
        return pq.read_table(
            pa.BufferReader(data), read_dictionary=list(dictionary), use_threads=False, pre_buffer=False
        )
    except (pa.ArrowInvalid, OSError) as error:
        raise FixityError(f"an artifact ({error})", recorded="a Parquet file", found=None) from error
