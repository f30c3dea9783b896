"""What an assessor carries already counts against the cap."""

from scoring.assignment import Assessor, Dossier, Problem, explain, solve

FIELD = frozenset({"s"})


def problem(*assessors, team_size=1, max_load=2):
    return Problem(
        dossiers=(Dossier("d1", "01", "s"),),
        assessors=assessors,
        team_size=team_size,
        max_load=max_load,
    )


def test_somebody_who_is_full_is_passed_over():
    found = solve(problem(Assessor("a", "79", FIELD, load=2), Assessor("b", "79", FIELD)))

    assert found.teams == {"d1": ("b",)}


def test_one_place_left_is_a_place():
    found = solve(problem(Assessor("a", "79", FIELD, load=1)))

    assert found.teams == {"d1": ("a",)}


def test_nobody_left_names_the_rule():
    found = solve(problem(Assessor("a", "79", FIELD, load=2)))

    assert found.status == "infeasible"
    assert found.blocks == {"d1": "max_load"}


def test_a_load_over_the_cap_is_no_fault():
    found = solve(problem(Assessor("a", "79", FIELD, load=9), Assessor("b", "79", FIELD)))

    assert found.teams == {"d1": ("b",)}


def test_the_reason_counts_it_too():
    asked = problem(Assessor("a", "79", FIELD, load=2), Assessor("b", "79", FIELD))

    assert explain(asked, solve(asked), "d1", "a") == "Không chọn: đã đủ tải 2/2 (max_load)."
