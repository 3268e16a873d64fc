"""Laws of lists: twice is once, the order of tables changes nothing, what is withdrawn might never have been said."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.workflow.papers import LIST, papers, take_in

from gestae.model.told import Told
from gestae.workflow.case import Case
from gestae.workflow.told import told
from gestae.workflow.withdrawing import withdraw

HEAD, *TABLES = LIST.split("\n\n")
# What each table needs of others: a table taken out takes these with it.
CONSTRAINTS = [table for table in TABLES if table.startswith("[[constraint]]")]
# Only the constraint without an id is called by chance.
NAMED = [table.replace('from = "noise.end"', 'id = "spoken"\nfrom = "noise.end"') for table in TABLES]


@contextmanager
def case_of() -> Iterator[tuple[Case, Path]]:
    with tempfile.TemporaryDirectory() as folder, papers(Path(folder)) as case:
        yield case, Path(folder)


def said(case: Case) -> Told:
    """Give what is told under the names of lists, in one order: ids are drawn by chance, places follow the order."""
    found = told(case.store)
    names = found.names

    def point(given: str | None) -> str | None:
        event, _, end = (given or "").partition(".")
        return None if given is None else f"{names[event]}.{end}"

    def anchor(key: str) -> str:
        return next((key.replace(name, called) for name, called in names.items() if name in key), key)

    return replace(
        found,
        clocks=tuple(sorted(found.clocks, key=lambda one: one.id)),
        readings={names[event]: tuple(replace(one, point=str(point(one.point)), id=anchor(one.id)) for one in many)
                  for event, many in found.readings.items()},
        entries={anchor(key): 0 for key in found.entries},
        lasts={names[event]: long for event, long in found.lasts.items()},
        constraints=tuple(sorted((replace(one, start=point(one.start), to=str(point(one.to)))
                                  for one in found.constraints), key=lambda one: one.id)),
        links=tuple(sorted(found.links, key=lambda one: one.id)),
        anchors={anchor(key): tuple(sorted(many, key=repr)) for key, many in found.anchors.items()},
        names={name: name for name in names.values()},
    )  # fmt: skip


@given(st.permutations(NAMED))
@settings(max_examples=4, deadline=None)
def test_the_order_of_tables_changes_nothing(tables: Sequence[str]) -> None:
    with case_of() as (case, folder):
        take_in(case, folder, "\n\n".join((HEAD, *NAMED)))
        plain = said(case)
    with case_of() as (case, folder):
        take_in(case, folder, "\n\n".join((HEAD, *tables)))
        assert said(case) == plain


@given(st.lists(st.sampled_from(NAMED), min_size=1, unique=True), st.data())
@settings(max_examples=4, deadline=None)
def test_twice_is_once_in_whatever_parts_it_comes(first: list[str], data: st.DataObject) -> None:
    parts = [table for table in NAMED if table in first or not table.startswith("[[constraint]]")]
    with case_of() as (case, folder):
        take_in(case, folder, "\n\n".join((HEAD, *parts)))
        whole = "\n\n".join((HEAD, *data.draw(st.permutations(NAMED))))
        take_in(case, folder, whole)
        head, once = case.store.head(), said(case)
        take_in(case, folder, whole)
        assert (case.store.head(), said(case)) == (head, once)
    with case_of() as (case, folder):
        take_in(case, folder, whole)
        assert said(case) == once


@given(st.sets(st.sampled_from(["within-ten", "spoken", "that-day"])))
@settings(max_examples=4, deadline=None)
def test_what_is_withdrawn_might_never_have_been_said(names: set[str]) -> None:
    kept = [table for table in NAMED if not any(f'id = "{name}"' in table for name in names)]
    with case_of() as (case, folder):
        take_in(case, folder, "\n\n".join((HEAD, *NAMED)))
        withdraw(case, names, "misread") if names else ()
        left = said(case)
    with case_of() as (case, folder):
        take_in(case, folder, "\n\n".join((HEAD, *kept)))
        assert said(case) == left
