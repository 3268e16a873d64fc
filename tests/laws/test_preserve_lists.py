"""Laws of lists, names and custody."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gestae.errors import Faults, InputRefused
from gestae.model.evidence import Custody, Digest, Movement
from gestae.model.time import Instant
from gestae.preserve.custody import ALLOWED, replay
from gestae.preserve.expect import Expected, compare, read_expected
from gestae.preserve.kinds import recognise
from gestae.preserve.names import read_name

DIGESTS = st.binary(min_size=1, max_size=4).map(Digest.of)
# Whatever a file may be called; str.splitlines knows more line ends than sha256sum escapes: no list holds one.
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda name: name.strip() and "/" not in name and name not in (".", "..")
)
HOSTILE = st.one_of(NAMES, st.sampled_from(["new\nline", "back\\slash", "\\n", "re\rturn", "100%", "%0A"]))
LISTS = st.dictionaries(HOSTILE, DIGESTS, min_size=1, max_size=6)


def _sum_line(name: str, digest: Digest) -> str:
    """Write a line as GNU sha256sum does."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def _bag_line(name: str, digest: Digest) -> str:
    """Write a line as RFC 8493, section 2.1.3, asks."""
    return f"{digest}  {name.replace('%', '%25').replace(chr(10), '%0A').replace(chr(13), '%0D')}\n"


@given(LISTS)
def test_a_list_of_any_names_is_read_as_it_was_written(files: dict[str, Digest]) -> None:
    expected = [Expected(name, digest) for name, digest in files.items()]
    sums = "".join(_sum_line(name, digest) for name, digest in files.items()).encode()
    assert list(read_expected(sums, "sums.txt")) == expected


@given(
    st.dictionaries(HOSTILE.filter(lambda name: not name.startswith((" ", "\t", "*"))), DIGESTS, min_size=1, max_size=6)
)
def test_a_bags_manifest_is_read_as_it_was_written(files: dict[str, Digest]) -> None:
    expected = [Expected(name, digest) for name, digest in files.items()]
    bag = "".join(_bag_line(name, digest) for name, digest in files.items()).encode()
    assert list(read_expected(bag, "manifest-sha256.txt")) == expected


@given(st.dictionaries(NAMES.map(str.strip), DIGESTS, min_size=1, max_size=6))
def test_a_table_is_read_as_it_was_written(files: dict[str, Digest]) -> None:
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(["file", "sha256"])
    rows.writerows((name, digest.hex) for name, digest in files.items())
    expected = [Expected(name, digest) for name, digest in files.items()]
    assert list(read_expected(page.getvalue().encode(), "list.csv")) == expected


@given(st.binary(max_size=200), st.sampled_from(["sums.txt", "manifest-sha256.txt", "list.csv"]))
def test_whatever_bytes_a_list_has_it_is_read_or_refused(source: bytes, what: str) -> None:
    try:
        read_expected(source, what)
    except (InputRefused, Faults):
        return


@given(LISTS)
def test_a_delivery_agrees_with_its_own_list(files: dict[str, Digest]) -> None:
    expected = [Expected(name, digest) for name, digest in files.items()]
    assert compare(expected, [(f"usb/{name}", digest) for name, digest in files.items()]).agrees


@given(LISTS, LISTS)
def test_every_line_and_every_item_is_accounted_for(listed: dict[str, Digest], came: dict[str, Digest]) -> None:
    expected = [Expected(name, digest) for name, digest in listed.items()]
    compared = compare(expected, list(came.items()))
    lines = {match.expected for match in compared.matched} | {one.expected for one in compared.different}
    assert lines | set(compared.missing) == set(expected)
    assert not lines & set(compared.missing)
    places = {match.under for match in compared.matched} | {one.under for one in compared.different}
    assert places | set(compared.unlisted) == set(came)
    for match in compared.matched:
        assert came[match.under] == match.expected.digest
    for one in compared.different:
        assert came[one.under] == one.found != one.expected.digest


STEPS = st.lists(st.sampled_from(list(Custody)), max_size=8)


@given(STEPS)
def test_a_history_stands_exactly_when_each_of_its_steps_may_follow(steps: list[Custody]) -> None:
    movements = [Movement(step, Instant(at), "the registry", "a shelf", "why") for at, step in enumerate(steps)]
    stands = all(after in ALLOWED[before] for before, after in zip([None, *steps], steps, strict=False))
    try:
        last = replay(movements)
    except InputRefused:
        assert not stands
    else:
        assert stands
        assert last == (movements[-1] if movements else None)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=5))
def test_a_history_never_runs_backwards(times: list[int]) -> None:
    first = Movement(Custody.RECEIVED, Instant(times[0]), "the registry", "a shelf", "why")
    movements = [first, *(replace(first, step=Custody.MOVED, at=Instant(at)) for at in times[1:])]
    try:
        replay(movements)
    except InputRefused:
        assert times != sorted(times)
    else:
        assert times == sorted(times)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(["utf-8", "bytes", "cp1251"]))
def test_a_name_that_is_utf8_is_read_as_that_whatever_was_stated(name: str, names: str) -> None:
    read = read_name(name.encode(), names)
    assert (read.text, read.raw_hex, read.refused) == (name, None, None)


@given(st.binary(max_size=20), st.sampled_from(["utf-8", "bytes", "cp1251", "shift_jis"]))
def test_no_name_loses_its_bytes(raw: bytes, names: str) -> None:
    read = read_name(raw, names)
    assert bytes.fromhex(read.raw_hex) == raw if read.raw_hex is not None else read.text.encode() == raw


@given(st.binary(max_size=600), st.text(max_size=8))
def test_whatever_its_bytes_an_item_is_something(head: bytes, name: str) -> None:
    assert recognise(head, name) == recognise(head, name)
