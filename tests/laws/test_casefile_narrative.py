"""No sentence claims more than follows, and what is not told does not follow."""

from __future__ import annotations

from datetime import UTC
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.chronology_networks import Incident, incidents
from tests.laws.narrative_reader import Distances, claimed, follows, read_lead

from gestae.casefile.accountview import AccountView, Stands, closure_of
from gestae.casefile.narrative import Narrative, Says, tell
from gestae.casefile.tongues import TONGUES
from gestae.chronology.bounds import solve
from gestae.model.network import Apart, Network, Said
from gestae.workflow.narrating import gaps, view_of

# Compiling the kernel takes longer than an example may.
LAW = settings(deadline=None, max_examples=60)
MS = 1_000_000
# As it is drawn, in nanoseconds, where all is rounded; in milliseconds, where nothing is; in steps of 0.7 ms.
scales = st.sampled_from([1, MS, 700_000, 1_000 * MS])


def scaled(network: Network, by: int) -> Network:
    def of(one: Apart) -> Apart:
        sides = (None if side is None else side * by for side in (one.least_ns, one.most_ns))
        return Apart(one.start, one.to, *sides)

    said = [Said(one.id, of(one.apart), one.sources, one.links, one.grade) for one in network.said]
    return Network.of(network.points, said, [of(one) for one in network.axioms], 1_700_000_000_123_456_789)


def told(network: Network, lang: str = "en", about_ns: int = 60_000 * MS) -> tuple[Narrative, AccountView]:
    solved = solve(network)
    view = view_of(solved, "drawn", UTC, {name: (name, name) for name in network.points})
    return tell(view, gaps(solved), TONGUES[lang], about_ns=about_ns), view


@LAW
@given(incidents(), scales, st.sampled_from(["en", "uk"]), st.sampled_from([0, 50, 60_000 * MS]))
def test_every_claim_follows_from_statements_as_firm_as_it_says(
    incident: Incident, by: int, lang: str, about_ns: int
) -> None:
    network = scaled(incident.network, by)
    narrative, _ = told(network, lang, about_ns)
    for sentence in narrative.sentences:
        for claim in sentence.claims:
            assert follows(claim, network), (claim, sentence.text)


@LAW
@given(incidents(), scales)
def test_the_words_say_what_the_claims_say(incident: Incident, by: int) -> None:
    narrative, _ = told(scaled(incident.network, by))
    names: list[str] = []
    for sentence in narrative.sentences:
        assert read_lead(sentence, names) == claimed(sentence), sentence.text
        opened = [claim for claim in sentence.claims if claim.says is Says.OPEN]
        assert ("is not established" in sentence.text) == bool(opened)
        names.append(sentence.point)


@LAW
@given(incidents())
def test_every_pair_is_ordered_by_what_is_told_or_said_to_be_open(incident: Incident) -> None:
    narrative, view = told(incident.network)
    names = [sentence.point for sentence in narrative.sentences]
    assert sorted(names) == list(incident.network.points)
    closure, far = closure_of(tuple(names), view.links), Distances(incident.network)
    opened = {
        (claim.first, claim.second) for one in narrative.sentences for claim in one.claims if claim.says is Says.OPEN
    }
    for first, second in combinations(names, 2):
        stands, least = closure.stands(first, second), far.least(first, second)
        assert ((first, second) in opened) == (stands is Stands.OPEN)
        assert (stands is Stands.BEFORE) == (least is not None and least > 0)
        assert (stands is Stands.SAME) == (least == far.most(first, second) == 0)
        assert (stands is Stands.NOT_AFTER) == (least == 0 != far.most(first, second))


@LAW
@given(incidents())
def test_claims_of_order_alone_give_the_whole_order_back(incident: Incident) -> None:
    narrative, view = told(incident.network)
    names = tuple(sentence.point for sentence in narrative.sentences)
    orders = [claim for one in narrative.sentences for claim in one.claims]
    said = [
        Said(
            f"s{number:03}",
            Apart(one.first, one.second or "", {"before": 1}.get(one.says, 0), 0 if one.says is Says.SAME else None),
            (),
        )
        for number, one in enumerate(orders)
        if one.says in (Says.BEFORE, Says.NOT_AFTER, Says.SAME)
    ]
    again, closure = Distances(Network.of(names, said)), closure_of(names, view.links)
    for first, second in combinations(names, 2):
        least = again.least(first, second)
        assert (closure.stands(first, second) is Stands.BEFORE) == (least is not None and least > 0)


@LAW
@given(incidents())
def test_both_languages_claim_the_same(incident: Incident) -> None:
    english, ukrainian = (told(incident.network, lang)[0] for lang in ("en", "uk"))
    assert [one.claims for one in english.sentences] == [one.claims for one in ukrainian.sentences]


@LAW
@given(incidents())
def test_the_order_of_entry_changes_nothing(incident: Incident) -> None:
    _, view = told(incident.network)
    turned = AccountView(view.title, view.zone, tuple(reversed(view.points)), view.links)
    between = gaps(solve(incident.network))
    assert tell(view, between, TONGUES["en"]) == tell(turned, between, TONGUES["en"])
