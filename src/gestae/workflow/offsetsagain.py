"""Accepted offsets computed again: the two recordings held against each other as the evidence says they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.engine.work import Outcome
from gestae.errors import FixityError, InputRefused
from gestae.model.evidence import Digest
from gestae.model.offset import OffsetBy
from gestae.workflow.case import Case, read_artifact
from gestae.workflow.differing import Again, Difference, few, values_differ, versions_differ
from gestae.workflow.syncing import Asked, compared_by, comparison, evidence_of

__all__ = ["offsets_again"]

_BOUNDS: Final = ("least_ns", "most_ns")


def offsets_again(case: Case, rows: Sequence[Mapping[str, Any]]) -> Iterator[Again]:
    """Give what is to be held against each other again, for every offset that counts.

    Args:
        case: the case.
        rows: its footage.
    """
    names = {str(row["sha256"]): str(row["name"]) for row in rows}
    for row in case.store.rows("offsets"):
        pair = " and ".join(names.get(str(row[side]), str(row[side])[:12]) for side in ("a_sha256", "b_sha256"))
        yield _again(case, pair, row)


def _again(case: Case, pair: str, row: Mapping[str, Any]) -> Again:
    what = f"offset, entry {row['seq']}"
    try:
        evidence: Any = parse_json(read_artifact(case.folder, str(row["artifact"])), "the evidence for an offset")
        asked = _asked(evidence)
        item = comparison(case, asked, f"offset again/{row['seq']}")
    except (FixityError, InputRefused) as error:
        return Again(None, lambda _: (), (Difference(pair, what, str(row["artifact"])[:16], str(error)),))
    known = (*versions_differ(pair, evidence["versions"]), *_entry_differs(pair, what, row, evidence))
    return Again(item, lambda outcome: _compare(case, pair, row, evidence, asked, outcome), known)


def _asked(evidence: Mapping[str, Any]) -> Asked:
    a, b = (evidence[side] for side in ("a", "b"))
    parts = [None if side["part_ns"] is None else (side["part_ns"][0], side["part_ns"][1]) for side in (a, b)]
    senses = (OffsetBy(evidence["found"]["how"]),)
    return Asked(str(a["sha256"]), str(b["sha256"]), senses, int(evidence["within_m"]), parts[0], parts[1])


def _entry_differs(pair: str, what: str, row: Mapping[str, Any], evidence: Mapping[str, Any]) -> Iterator[Difference]:
    """Name where the entry says otherwise than the evidence that it names."""
    found = evidence["found"]
    said = {name: row[name] for name in ("a_sha256", "b_sha256", "how", "first_ns", "last_ns", *_BOUNDS)}
    sides = {f"{side}_sha256": evidence[side]["sha256"] for side in ("a", "b")}
    first_ns, last_ns = found["overlap_ns"]
    rests: dict[str, Json] = {**sides, "how": found["how"], "first_ns": first_ns, "last_ns": last_ns}
    rests |= {name: found[name] for name in _BOUNDS}
    for place, recorded, evident in values_differ(said, rests, what):
        yield Difference(pair, place, recorded, f"{evident} in its evidence")


def _compare(
    case: Case,
    pair: str,
    row: Mapping[str, Any],
    evidence: Mapping[str, Any],
    asked: Asked,
    outcome: Outcome,
) -> Iterator[Difference]:
    what = f"offset, entry {row['seq']}"
    if outcome.failure is not None:
        yield Difference(pair, what, "done", outcome.failure.detail)
        return
    (one,) = compared_by(asked, outcome).found
    again = evidence_of(case.store, asked, one)
    digest = Digest.of(canonical_bytes(again)).hex
    if digest == row["artifact"]:
        return
    plain = [{name: value for name, value in side.items() if name != "versions"} for side in (evidence, again)]
    if canonical_bytes(plain[0]) != canonical_bytes(plain[1]):
        yield from few(pair, what, (str(row["artifact"]), digest), values_differ(plain[0], plain[1], what))
