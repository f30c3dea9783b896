"""Order and proposals: ties stay ties."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.ranking import Candidate, propose, rank

TOTALS = st.none() | st.decimals(0, 1000, places=2)


def candidate(
    dossier: str, total: str | None, *, group: str = "large", gold: bool = False
) -> Candidate:
    return Candidate(
        dossier,
        group,
        None if total is None else Decimal(total),
        "award",
        "gold" if gold else None,
    )


def test_equal_totals_share_a_rank_and_the_next_one_is_skipped() -> None:
    places = rank(
        [
            candidate("C", "700"),
            candidate("A", "650"),
            candidate("B", "700.00"),
            candidate("D", None),
        ]
    )

    assert [(p.rank, p.candidate.dossier, p.tied) for p in places] == [
        (1, "B", True),
        (1, "C", True),
        (3, "A", False),
        (None, "D", False),
    ]


def test_gold_is_proposed_to_the_best_of_each_group_only() -> None:
    proposals = propose(
        [
            candidate("A", "850", gold=True),
            candidate("B", "820", gold=True),
            candidate("C", "805", group="service", gold=True),
            candidate("D", "640", group="small"),
        ]
    )

    assert [(p.dossier, p.tier, p.best_of_group, p.tied) for p in proposals] == [
        ("A", "gold", True, False),
        ("B", "award", False, False),
        ("C", "gold", True, False),
        ("D", "award", False, False),
    ]


def test_equal_best_are_both_proposed_and_marked_as_tied() -> None:
    proposals = propose([candidate("B", "850", gold=True), candidate("A", "850.0", gold=True)])

    assert [(p.dossier, p.tier, p.tied) for p in proposals] == [
        ("A", "gold", True),
        ("B", "gold", True),
    ]


@given(st.dictionaries(st.text("AB12", min_size=1), TOTALS).flatmap(
    lambda totals: st.tuples(st.just(totals), st.permutations(sorted(totals)))
))  # fmt: skip
def test_the_order_of_the_candidates_does_not_matter(
    given_totals: tuple[dict[str, Decimal | None], list[str]],
) -> None:
    totals, order = given_totals
    made = {name: Candidate(name, "g", total) for name, total in totals.items()}

    assert rank(made[name] for name in order) == rank(made.values())
    for place in rank(made.values()):
        better = [t for t in totals.values() if t is not None and place.candidate.total is not None
                  and t > place.candidate.total]  # fmt: skip
        assert place.rank == (None if place.candidate.total is None else len(better) + 1)
