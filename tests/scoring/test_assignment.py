"""Assignment: proven against brute force, explained, deterministic."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.assignment import Assessor, Dossier, Problem, Solution, explain, solve
from scoring.errors import ScoringError

FOOD = frozenset({"thực phẩm"})


def assessor(name: str, *, province: str = "Hà Nội", lead: bool = False) -> Assessor:
    return Assessor(name, province, FOOD, lead)


def dossier(name: str, *, province: str = "Huế", sector: str = "thực phẩm") -> Dossier:
    return Dossier(name, province, sector)


def problem(
    dossiers: str, assessors: str, *, size: int = 1, load: int = 9, **more: object
) -> Problem:
    """Make a problem from one-letter ids; a capital assessor may lead."""
    people = tuple(assessor(name, lead=name.isupper()) for name in assessors)
    return Problem(tuple(map(dossier, dossiers)), people, size, load, **more)  # type: ignore[arg-type]  # keyword fields


def test_the_cheapest_team_is_chosen_and_the_sentence_says_so() -> None:
    costs = {("1", "A"): 3, ("1", "b"): 1}

    found = solve(problem("1", "Abc", size=2, costs=costs))

    assert (found.status, found.objective, found.teams) == ("optimal", 1, {"1": ("b", "c")})
    assert found.why == {
        "1": "Chọn 2 trong 3 người được phép: b (chi phí 1); c (chi phí 0); "
        "tổng chi phí của mọi hồ sơ là thấp nhất, đã chứng minh."
    }


def test_a_needed_lead_is_taken_though_dearer() -> None:
    found = solve(problem("1", "Abc", size=2, costs={("1", "A"): 3}, need_lead=True))

    assert "A" in found.teams["1"]
    assert "A (chi phí 3, trưởng nhóm)" in found.why["1"]


def test_costs_may_be_decimal_and_negative() -> None:
    costs = {("1", "a"): Decimal("0.1"), ("1", "b"): Decimal("-0.3"), ("1", "c"): 5}

    assert solve(problem("1", "abc", size=2, costs=costs)).objective == Decimal("-0.2")


def test_small_differences_between_large_costs_are_not_lost() -> None:
    costs = {(d, a): 1_000_000 for d in "123" for a in "abcd"} | {("2", "c"): 999_999}

    found = solve(problem("123", "abcd", costs=costs))

    assert found.objective == 2_999_999


def test_nothing_to_assign_is_an_optimum() -> None:
    assert solve(problem("", "ab")) == Solution("optimal", 0, {}, {})


@pytest.mark.parametrize(
    ("made", "rule", "sentence"),
    [
        (
            Problem((dossier("1", sector="dệt may"),), (assessor("a"), assessor("b")), 2, 9),
            "sector",
            "Cần 2 người; có 2: đúng nhóm ngành (sector) còn 0, không xung đột lợi ích "
            "(conflicts) còn 0, khác tỉnh (bar_same_province) còn 0.",
        ),
        (
            problem("1", "ab", size=2, conflicts=frozenset({("1", "b")})),
            "conflicts",
            "Cần 2 người; có 2: đúng nhóm ngành (sector) còn 2, không xung đột lợi ích "
            "(conflicts) còn 1, khác tỉnh (bar_same_province) còn 1.",
        ),
        (
            Problem(
                (dossier("1", province="Hà Nội"),), (assessor("a"),), 1, 9, bar_same_province=True
            ),
            "bar_same_province",
            "Cần 1 người; có 1: đúng nhóm ngành (sector) còn 1, không xung đột lợi ích "
            "(conflicts) còn 1, khác tỉnh (bar_same_province) còn 0.",
        ),
        (
            problem("1", "ab", need_lead=True),
            "need_lead",
            "Trong 2 người được phép không có ai làm được trưởng nhóm (need_lead).",
        ),
        (
            problem("1", "a", load=0),
            "max_load",
            "1 hồ sơ (1) cần 1 lượt chấm, nhưng những người được phép đã đủ tải 0 (max_load): a.",
        ),
    ],
)  # fmt: skip
def test_a_dossier_that_cannot_be_served_alone_names_its_rule(
    made: Problem, rule: str, sentence: str
) -> None:
    found = solve(made)

    assert (found.status, found.objective, found.teams) == ("infeasible", None, {})
    assert found.blocks == {"1": rule}
    assert found.why == {"1": sentence}


def test_dossiers_that_only_fail_together_name_each_other_and_who_is_full() -> None:
    made = problem("12", "abc", size=2, load=1)
    made = replace(
        made,
        dossiers=(*made.dossiers, dossier("9", sector="dệt may")),
        assessors=(*made.assessors, *(Assessor(n, "Huế", frozenset({"dệt may"})) for n in "xy")),
    )

    found = solve(made)

    assert found.blocks == {"1": "max_load", "2": "max_load"}
    assert found.why["2"] == (
        "2 hồ sơ (1, 2) cần 4 lượt chấm, nhưng những người được phép đã đủ tải 1 (max_load): "
        "a, b, c."
    )


def test_too_few_leads_for_all_teams_are_named() -> None:
    found = solve(problem("12", "Abc", size=2, load=1, need_lead=True))
    roomy = solve(problem("12", "Abcde", size=2, load=1, need_lead=True))

    assert set(found.blocks.values()) <= {"max_load", "need_lead"}
    assert list(roomy.blocks.values()) == ["need_lead"]
    assert list(roomy.why.values()) == [
        "Người làm được trưởng nhóm đều đã đủ tải 1 (need_lead): A."
    ]


def test_dossiers_blocked_alone_and_together_are_reported_at_once() -> None:
    made = problem("123", "abc", size=3, load=1, conflicts=frozenset({("3", "a")}))

    assert solve(made).blocks == {"1": "max_load", "2": "max_load", "3": "conflicts"}


def test_a_long_list_of_names_is_cut() -> None:
    found = solve(problem("12", "abcdefg", size=7, load=1))

    assert found.why["1"].endswith("(max_load): a, b, c, d, e và 2 nữa.")


def test_every_choice_can_be_explained() -> None:
    made = problem("12", "abc", load=1, costs={("1", "c"): 5}, conflicts=frozenset({("1", "b")}))
    made = replace(made, assessors=(*made.assessors, Assessor("x", "Huế", frozenset())))

    found = solve(made)

    assert found.teams == {"1": ("a",), "2": ("b",)} or found.teams == {"1": ("a",), "2": ("c",)}
    assert explain(made, found, "1", "a") == "Được chọn: chi phí 0, tải 1/1."
    assert explain(made, found, "2", "a") == "Không chọn: đã đủ tải 1/1 (max_load)."
    assert explain(made, found, "1", "b").startswith(
        "Không được phép: không đạt yêu cầu không xung"
    )
    assert explain(made, found, "1", "x").endswith("đúng nhóm ngành (sector).")
    idle = next(name for name in "bc" if name not in found.teams["2"])
    assert explain(made, found, "2", idle) == (
        "Không chọn: chi phí 0; phương án chọn có tổng chi phí thấp nhất."
    )


def test_the_same_problem_in_another_order_gives_the_same_teams() -> None:
    shuffle = random.Random(7).sample
    people = tuple(Assessor(f"CG{n:02}", f"T{n % 5}", FOOD, n % 3 == 0) for n in range(20))
    dossiers = tuple(Dossier(f"HS{n:02}", f"T{n % 5}", "thực phẩm") for n in range(12))
    rules = {"bar_same_province": True, "need_lead": True}

    straight = solve(Problem(dossiers, people, 3, 4, **rules))  # type: ignore[arg-type]  # flags
    mixed = solve(Problem(tuple(shuffle(dossiers, 12)), tuple(shuffle(people, 20)), 3, 4, **rules))  # type: ignore[arg-type]  # flags

    assert straight.status == "optimal"
    assert straight == mixed


def test_a_solver_that_gives_up_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    status = highspy.HighsModelStatus.kTimeLimit
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: status)

    with pytest.raises(ScoringError, match="Bộ giải dừng mà không có kết quả chắc chắn"):
        solve(problem("1", "a"))


def _all_teams(made: Problem, one: Dossier) -> Iterator[tuple[str, ...]]:
    allowed = [a for a in made.assessors if made.bar(one, a) is None]
    for team in combinations(sorted(allowed, key=lambda a: a.id), made.team_size):
        if not made.need_lead or any(member.lead for member in team):
            yield tuple(member.id for member in team)


def brute_force(made: Problem) -> int | Decimal | None:
    """Return the least cost over every possible choice of teams; None when there is none."""
    best: int | Decimal | None = None
    for teams in product(*(list(_all_teams(made, one)) for one in made.dossiers)):
        loads = [sum(person.id in team for team in teams) for person in made.assessors]
        if max(loads, default=0) <= made.max_load:
            cost = sum(
                made.cost(one.id, who)
                for one, team in zip(made.dossiers, teams, strict=True)
                for who in team
            )
            best = cost if best is None else min(best, cost)
    return best


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    sectors = st.sampled_from(["s", "t"])
    provinces = st.sampled_from(["p", "q"])
    dossiers = [
        Dossier(f"D{n}", draw(provinces), draw(sectors)) for n in range(draw(st.integers(1, 3)))
    ]
    people = [
        Assessor(f"A{n}", draw(provinces), frozenset(draw(st.sets(sectors))), draw(st.booleans()))
        for n in range(draw(st.integers(1, 5)))
    ]
    pairs = st.sampled_from([(d.id, a.id) for d in dossiers for a in people])
    return Problem(
        tuple(dossiers),
        tuple(people),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 3)),
        frozenset(draw(st.sets(pairs, max_size=3))),
        draw(st.dictionaries(pairs, st.integers(-3, 9))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@given(problems())
@settings(max_examples=150)
def test_the_solver_agrees_with_brute_force(made: Problem) -> None:
    found = solve(made)

    assert found.objective == brute_force(made)
    if found.status == "infeasible":
        assert found.why
        assert set(found.why) <= {one.id for one in made.dossiers}
    for one in made.dossiers if found.teams else ():
        assert found.teams[one.id] in set(_all_teams(made, one))
