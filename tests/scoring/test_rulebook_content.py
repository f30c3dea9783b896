"""What the three editions say, checked against the law and the procedure, literally."""

import json
import tomllib
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from scoring import rulebook

IDS = ("gtclqg-2011", "gtclqg-2020", "gtclqg-2026")


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for entry in value:
            yield from _tables(entry)
    elif isinstance(value, dict):
        yield value
        for name, entry in value.items():
            if name != "sources":
                yield from _tables(entry)


def test_three_editions_come_with_the_software() -> None:
    assert rulebook.known_ids() == IDS


@pytest.mark.parametrize("rulebook_id", IDS)
def test_every_table_of_a_file_names_its_source(rulebook_id: str) -> None:
    text = (rulebook.FOLDER / f"{rulebook_id}.toml").read_text(encoding="utf-8")

    without = [table for table in _tables(tomllib.loads(text)) if not table.get("source")]

    assert without == []
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("rulebook_id", ["gtclqg-2011", "gtclqg-2020"])
def test_seven_criteria_and_seventeen_template_items_carry_the_baldrige_weights(
    rulebook_id: str,
) -> None:
    book = rulebook.load(rulebook_id)

    assert [criterion.points for criterion in book.criteria] == [120, 85, 85, 90, 85, 85, 450]
    assert {item.code: item.points for item in book.items} == {
        "1.1": 70, "1.2": 50, "2.1": 45, "2.2": 40, "3.1": 40, "3.2": 45, "4.1": 45, "4.2": 45,
        "5.1": 40, "5.2": 45, "6.1": 45, "6.2": 40,
        "7.1": 120, "7.2": 80, "7.3": 80, "7.4": 80, "7.5": 90,
    }  # fmt: skip
    assert book.item_set.template is True
    assert {item.rubric for item in book.items_of("7")} == {"letci"}
    assert {item.rubric for item in book.items if item.criterion != "7"} == {"adli"}


def test_the_size_line_fell_from_300_to_250() -> None:
    lines = [rulebook.load(known).size_line.employees for known in IDS[:2]]

    assert lines == [300, 250]


def test_councils_have_the_sizes_of_the_circular() -> None:
    book = rulebook.load("gtclqg-2011")
    sizes = {
        c.level: (c.members_min, c.members_max, c.chairs, c.vice_chairs) for c in book.councils
    }

    assert sizes == {"provincial": (7, 11, 1, 1), "national": (11, 17, 1, 1)}
    assert rulebook.load("gtclqg-2020").council("ministry").title == "Hội đồng sơ tuyển cấp bộ"
    assert [c.level for c in rulebook.load("gtclqg-2026").councils] == ["national"]


def test_2020_awards_at_600_and_makes_eligible_for_gold_at_800_by_the_prime_minister() -> None:
    book = rulebook.load("gtclqg-2020")

    assert [(t.code, t.threshold, t.by_decision, t.best_of) for t in book.tiers] == [
        ("award", 600, False, "none"),
        ("gold", 800, True, "type"),
    ]
    assert book.award.deciding_authority == "prime_minister"
    assert [kind.code for kind in book.types] == [
        "large_production", "small_medium_production", "large_service", "small_medium_service",
    ]  # fmt: skip
    assert book.provisional_points is False
    assert book.shared_items == ()
    assert book.entry_items == book.items


def test_2026_has_two_groups_with_a_provisional_split_and_a_shared_management_part() -> None:
    book = rulebook.load("gtclqg-2026")

    assert [(c.code, c.points, c.is_provisional("points")) for c in book.criteria] == [
        ("a", 600, True),
        ("b", 400, True),
    ]
    assert book.provisional_points is True
    assert [item.code for item in book.shared_items] == [f"a.{n}" for n in range(1, 8)]
    assert [item.code for item in book.entry_items] == ["b.1", "b.2", "b.3"]
    assert {item.rubric for item in book.entry_items} == {"product"}
    assert [(t.code, t.threshold, t.best_of) for t in book.tiers] == [
        ("silver", 600, "none"),
        ("gold", 800, "sector"),
    ]
    assert book.award.deciding_authority == "minister"
    assert book.award.consultation_required is True
    assert book.types == ()


def test_2020_knows_every_state_of_its_procedure_in_order() -> None:
    assert rulebook.load("gtclqg-2020").state_codes == (
        "draft", "registered", "submitted", "supplement_requested", "accepted", "ineligible",
        "under_review", "in_consensus", "site_visit", "in_council", "shortlisted",
        "not_shortlisted", "handed_over", "national_review", "consultation", "proposed",
        "awarded", "not_awarded", "revoked", "withdrawn", "disqualified",
    )  # fmt: skip


def test_2026_knows_the_same_states_without_the_preliminary_council() -> None:
    dropped = {"in_council", "shortlisted", "not_shortlisted", "handed_over"}
    older = rulebook.load("gtclqg-2020").state_codes

    assert rulebook.load("gtclqg-2026").state_codes == tuple(
        state for state in older if state not in dropped
    )


def test_a_dossier_may_leave_from_open_states_only() -> None:
    closed = {"ineligible", "not_shortlisted", "awarded", "not_awarded", "revoked",
              "withdrawn", "disqualified"}  # fmt: skip

    book = rulebook.load("gtclqg-2020")

    assert set(book.state_codes) - set(book.open_states) == closed


@pytest.mark.parametrize(
    ("state", "stage", "actor"),
    [
        ("draft", "registration", "applicant"),
        ("submitted", "intake", "preliminary_council"),
        ("supplement_requested", "intake", "applicant"),
        ("under_review", "desk_review", "expert_team"),
        ("consultation", "consultation", "province"),
        ("proposed", "decision", "deciding_authority"),
        ("awarded", "result", None),
        ("withdrawn", None, None),
    ],
)
def test_a_state_tells_its_stage_and_who_acts_next(
    state: str, stage: str | None, actor: str | None
) -> None:
    book = rulebook.load("gtclqg-2020")

    found = book.stage_of(state)

    assert (found.code if found else None, book.actor_of(state)) == (stage, actor)


@pytest.mark.parametrize("rulebook_id", IDS)
def test_votes_discussion_and_clocks_carry_the_provisional_defaults(rulebook_id: str) -> None:
    book = rulebook.load(rulebook_id)

    assert (book.vote.quorum, book.vote.majority) == (Fraction(2, 3), Fraction(1, 2))
    assert (book.vote.tie, book.vote.casting_vote) == ("fails", False)
    assert book.vote.is_provisional("quorum")
    assert (book.consensus.spread_limit, book.consensus.counting_sheet) == (20, "latest")
    assert (book.clocks.intake_working_days, book.clocks.supplement_days) == (5, 5)
    assert book.clocks.revocation_months == 36
    assert [phase.code for phase in book.phases] == ["desk", "on_site", "national"]
    assert (book.counting_board.heads, book.counting_board.members) == (1, 2)


def test_local_experts_are_the_rule_before_the_national_stage_only() -> None:
    book = rulebook.load("gtclqg-2020")

    barred = {rule.stage: rule.bar_same_province for rule in book.assignment}

    assert barred == {"desk_review": False, "national": True}


@pytest.mark.parametrize(
    ("rulebook_id", "rules"),
    [
        ("gtclqg-2020", {"operation": 36, "market": None}),
        ("gtclqg-2026", {"operation": 36, "market": 12}),
    ],
)
def test_only_2026_asks_for_twelve_months_on_the_market(
    rulebook_id: str, rules: dict[str, int | None]
) -> None:
    months = {rule.code: rule.months for rule in rulebook.load(rulebook_id).eligibility}

    assert {code: months.get(code) for code in rules} == rules


def test_three_years_are_asked_of_environment_and_of_tax_and_insurance() -> None:
    book = rulebook.load("gtclqg-2020")

    assert [part.code for part in book.parts] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert [part.code for part in book.parts if part.years == 3] == ["6", "7"]
    assert [part.code for part in book.parts if not part.required] == ["8"]


def test_2026_adds_product_proofs_to_the_dossier() -> None:
    added = rulebook.load("gtclqg-2026").part("9")

    assert (added.scope, added.required, added.is_provisional("title")) == ("entry", True, True)


def test_answers_of_2020_have_a_home_in_2026() -> None:
    book = rulebook.load("gtclqg-2026")

    homes = {}
    for item in rulebook.load("gtclqg-2020").items:
        home = book.home_of("gtclqg-2020", item.code)
        homes[item.code] = home.code if home else None

    assert homes == {code: f"a.{code[0]}" for code in homes}
    assert book.home_of("gtclqg-2011", "1.1") is None


def test_general_report_asks_for_the_seven_key_factors() -> None:
    fields = [field.code for field in rulebook.load("gtclqg-2026").report_fields]

    assert fields == [
        "products", "markets", "workforce", "suppliers", "regulation", "competition",
        "strategic_challenges",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "band"), [(0, "0-5"), (5, "0-5"), (10, "10-25"), (65, "50-65"), (100, "90-100")]
)
def test_a_percent_lies_in_one_band(percent: int, band: str) -> None:
    assert rulebook.load("gtclqg-2020").band_of(percent).code == band


def test_each_look_up_finds_its_clause() -> None:
    book = rulebook.load("gtclqg-2020")

    found = [
        book.item("1.1").title, book.criterion("1").title, book.rubric("adli").factors[0].title,
        book.tier("gold").short, book.type("large_service").title, book.question("gold").asked_if,
        book.assignment_for("national").team_size, book.eligibility_rule("operation").months,
        book.stage("council").label, book.phase("desk").stage, book.part("7").years,
        book.document("certificate").title, len(book.questions_of("council")), len(book.steps),
    ]  # fmt: skip

    assert found == [
        "Lãnh đạo cấp cao", "Vai trò của lãnh đạo", "Tiếp cận",
        "Giải Vàng", "Doanh nghiệp dịch vụ lớn", "award",
        3, 36,
        "Sơ tuyển", "consensus", 3,
        "Giấy chứng nhận", 2, 21,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code"),
    [("item", "9.9"), ("council", "district"), ("assignment_for", "council"), ("state", "x")],
)
def test_a_look_up_in_vain_says_so(name: str, code: str) -> None:
    look_up = getattr(rulebook.load("gtclqg-2020"), name)

    with pytest.raises(ValueError, match=f"“{code}” chưa được khai báo"):
        look_up(code)


def test_a_percent_outside_the_scale_has_no_band() -> None:
    with pytest.raises(ValueError, match="“101” chưa được khai báo"):
        rulebook.load("gtclqg-2020").band_of(101)


def test_provisional_values_are_listed_with_their_path() -> None:
    values = rulebook.load("gtclqg-2026").provisional_values

    assert values[0] == "management_scope"
    assert "criteria[a].points" in values
    assert "items[b.1].points" in values
    assert "rubrics[product].factors[level].texts" in values


def test_a_value_has_its_own_source_or_that_of_its_table() -> None:
    scale = rulebook.load("gtclqg-2020").scale

    assert scale.source_of("total_points") == scale.source
    assert scale.source_of("percent_step") == "Thang tỷ lệ điểm của mô hình Baldrige"


def test_the_hash_is_that_of_the_content_and_not_of_its_layout() -> None:
    book = rulebook.load("gtclqg-2020")
    text = (rulebook.FOLDER / "gtclqg-2020.toml").read_text(encoding="utf-8")

    spaced = rulebook.parse("# chú thích\n" + text.replace("\n\n", "\n\n\n"), file="x.toml")
    changed = rulebook.parse(text.replace("Sơ tuyển", "Sơ khảo"), file="x.toml")

    assert spaced.sha256 == book.sha256
    assert changed.sha256 != book.sha256
    assert json.loads(json.dumps(book.content)) == book.content
