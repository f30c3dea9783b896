"""A rulebook that does not hold is refused with file, key and reason."""

from pathlib import Path

import pytest

from scoring import rulebook
from scoring.errors import RulebookError, ScoringError

TEXT = {
    known: (rulebook.FOLDER / f"{known}.toml").read_text(encoding="utf-8")
    for known in rulebook.known_ids()
}
MEMBERS = "members_min = 7\nmembers_max = 11\nchairs = 1\nvice_chairs = 1"


def refusal(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        rulebook.parse(text, file="thử.toml")
    return str(caught.value)


def changed(old: str, new: str, *, edition: str = "gtclqg-2020") -> str:
    assert old in TEXT[edition]
    return TEXT[edition].replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("points = 70", "points = 71", "criteria[1].points: là 120, nhưng các hạng mục của tiêu"),
        ("points = 120\n", "points = 125\n", "criteria[1].points: là 125, nhưng các hạng mục của"),
        ("points = 70", "points = 0", "items[1.1].points: là 0, không được nhỏ hơn 1"),
        ("points = 70", 'points = "70"', "items[0].points: phải là một số nguyên"),
        ("points = 70", "points = 70.0", "items[0].points: phải là một số nguyên"),
        ("points = 70", "points = true", "items[0].points: phải là một số nguyên"),
        ("points = 70\n", "", "items[0].points: thiếu giá trị"),
        ("points = 70\n", "points = 70\nweight = 2\n", "items[0].weight: khóa không có trong bộ"),
        ("template = true", "template = 1", "item_set.template: phải là true hoặc false"),
        ('title = "Lãnh đạo cấp cao"', "title = 5", "items[0].title: phải là một chuỗi"),
        ('title = "Lãnh đạo cấp cao"', 'title = " "', "items[0].title: không được để trống"),
        ('criterion = "1"', 'criterion = "8"', "items.criterion: nhắc đến “8”, chưa được khai báo"),
        ('rubric = "letci"', 'rubric = "radar"', "items.rubric: nhắc đến “radar”, chưa được khai"),
        ('code = "1.2"', 'code = "1.1"', "items.code: “1.1” xuất hiện hai lần"),
        ('scope = "management"', 'scope = "all"', "items[0].scope: phải là một trong:"),
        ('source = "Mô hình Baldrige 2017–2022"\n', "", "item_set.source: thiếu giá trị"),
        ('sources.title = "Bản dịch', 'sources.weight = "Bản dịch', "items[0].sources: nói về"),
        ('provisional = ["texts"]', 'provisional = ["text"]',
         "rubrics[0].factors[0].provisional: nói về “text”, là khóa không có trong bảng"),
        ("first_year = 2020", "first_year = 2026", "last_year: sớm hơn first_year"),
        ('regime = "TT27"', 'regime = "TT99"', "regime: “TT99” chưa được khai báo"),
        ('regime = "TT27"', 'regime = "ND37"', "criteria.code: phải là a, b"),
        ("total_points = 1000", "total_points = 900", "criteria.points: các tiêu chí cộng lại"),
        ("percent_step = 5", "percent_step = 0", "scale.percent_step: là 0, không được nhỏ hơn 1"),
        ("percent_step = 5", "percent_step = 15", "scale.percent_step: bước 15 không chia hết"),
        ("percent_step = 5", "percent_step = 10", "bands[0-5].high: không nằm trên bước của"),
        ("percent_high = 100", "percent_high = 90", "scale.percent_high: tỷ lệ điểm phải đi từ 0"),
        ("low = 10\n", "low = 15\n", "bands: các mức phải phủ mỗi bước của thang đúng một lần,"),
        ("high = 25\n", "high = 30\n", "bands: các mức phải phủ mỗi bước của thang đúng một lần,"),
        ('    "Chưa thấy cách làm', '    "Thừa.",\n    "Chưa thấy cách làm',
         "rubrics[adli].factors[approach].texts: có 7 mô tả, phải có 6"),
        ("threshold = 800", "threshold = 500", "tiers.threshold: các ngưỡng phải tăng dần"),
        ("threshold = 800", "threshold = 1100", "tiers[gold].threshold: phải nằm trong thang điểm"),
        ("employees = 250", "employees = 0", "size_line.employees: là 0, không được nhỏ hơn 1"),
        ('grouping = "type"', 'grouping = "sector"', "types: cách xếp nhóm “sector” cần 0 loại"),
        (MEMBERS, MEMBERS.replace("11", "6"), "councils[provincial].members_max: là 6, không"),
        (MEMBERS, MEMBERS.replace("min = 7", "min = 1"),
         "councils[provincial].members_min: là 1, không được nhỏ hơn 2"),
        ('level = "ministry"', 'level = "provincial"', "councils.level: “provincial” xuất hiện"),
        ("heads = 1", "heads = 0", "counting_board.heads: là 0, không được nhỏ hơn 1"),
        ('quorum = "2/3"', 'quorum = "3/2"', "vote.quorum: phải lớn hơn 0 và không quá 1"),
        ('quorum = "2/3"', "quorum = 0.66", "vote.quorum: phải là một phân số viết như “2/3”"),
        ('quorum = "2/3"', 'quorum = "2/0"', "vote.quorum: phải là một phân số viết như “2/3”"),
        ('asked_if = "award"', 'asked_if = "propose"', "questions[gold].asked_if: “propose”"),
        ('yes = "Đề nghị"\n', "", "questions[propose].yes: thiếu lời của phương án"),
        ('stage = "council"', 'stage = "jury"', "questions.stage: nhắc đến “jury”, chưa được"),
        ("team_size = 3", "team_size = 0", "assignment[desk_review].team_size: là 0, không được"),
        ('[[assignment]]\nstage = "national"', '[[assignment]]\nstage = "desk_review"',
         "assignment.stage: “desk_review” xuất hiện hai lần"),
        ("spread_limit = 20", "spread_limit = 22", "consensus.spread_limit: không nằm trên bước"),
        ('counting_sheet = "latest"', 'counting_sheet = "last"',
         "consensus.counting_sheet: nhắc đến “last”, chưa được khai báo"),
        ("months = 36\n", "months = -1\n", "eligibility[operation].months: là -1, không được nhỏ"),
        ("offset = 3\n", "offset = 0\n", "eligibility[gold_reentry].offset: là 0, không được"),
        ("first_year = 2020", "first_year = 0", "first_year: là 0, không được nhỏ hơn 1"),
        ("months = 36\n", "", "eligibility[operation].months: thiếu giá trị"),
        ('base = "award_year"', 'base = "today"', "eligibility[3].base: phải là một trong:"),
        ('tier = "gold"', 'tier = "platinum"', "eligibility.tier: nhắc đến “platinum”, chưa được"),
        ('states = ["registered"]', 'states = ["enrolled"]', "stages.states: nhắc đến"),
        ('states = ["registered"]', "states = []", "states[registered]: không thuộc bước nào"),
        ('states = ["registered"]', 'states = ["registered", "draft"]',
         "stages.states: trạng thái “draft” thuộc hai bước"),
        ('states = ["in_council", "shortlisted"', 'states = ["shortlisted", "in_council"',
         "stages.states: thứ tự các bước không theo thứ tự các trạng thái"),
        ('code = "withdrawn"', 'code = "left"', "states[left]: không thuộc bước nào"),
        ('documents = ["dossier_book"]', 'documents = ["book"]', "stages.documents: nhắc đến"),
        ('documents = ["dossier_book"]', "documents = []", "documents[dossier_book]: không bước"),
        ('stage = "site_visit"', 'stage = "trip"',
         "phases.stage: nhắc đến “trip”, chưa được khai báo"),
        ("supplement_days = 5", "supplement_days = 0", "clocks.supplement_days: là 0, không được"),
        ("review_working_days = 10", "review_working_days = 0",
         "clocks.review_working_days: là 0, không được"),
        ("order = 8", "order = 9", "parts.order: phải là 1, 2, 3… theo thứ tự của tập hồ sơ"),
        ("years = 3", "years = -1", "parts[6].years: là -1, không được nhỏ hơn 0"),
        ('tiers = ["gold"]', 'tiers = ["platinum"]', "nomination.tiers: nhắc đến “platinum”,"),
        ("[clocks]", "[[clocks]]", "clocks: phải là một bảng"),
        ("[[phases]]", "[phases]", "cú pháp: không phải là TOML hợp lệ"),
        ('tiers = ["gold"]', 'tiers = "gold"', "nomination.tiers: phải là một danh sách"),
        ("id = ", "id", "cú pháp: không phải là TOML hợp lệ"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_key_and_reason(old: str, new: str, sentence: str) -> None:
    assert refusal(changed(old, new)).startswith(f"thử.toml: {sentence}")


def test_another_split_of_the_criteria_is_refused_even_where_its_sums_agree() -> None:
    text = changed("points = 120\n", "points = 115\n").replace("points = 70", "points = 65")
    text = text.replace("points = 450", "points = 455").replace(
        "points = 90\nrubric", "points = 95\nrubric"
    )

    assert refusal(text).startswith("thử.toml: criteria.points: phải là 120/85/85/90/85/85/450")


def test_another_total_is_refused_even_where_its_sums_agree() -> None:
    text = changed("points = 600", "points = 500", edition="gtclqg-2026")
    text = text.replace("points = 270", "points = 170").replace("points = 1000", "points = 900")

    assert refusal(text).startswith("thử.toml: scale.total_points: phải là 1000")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('["7.5", "a.7"]', '["7.5", "a.8"]', "item_maps.pairs: nhắc đến “a.8”, chưa được khai báo"),
        ('["7.5", "a.7"]', '["7.4", "a.7"]', "item_maps.pairs: hạng mục “7.4” có hai nơi đến"),
        ('["7.5", "a.7"]', '["7.5"]', "item_maps.pairs: mỗi cặp gồm đúng hai mã hạng mục"),
        ('["7.5", "a.7"]', '["7.6", "a.7"]', "item_maps.pairs: “7.6” không có trong gtclqg-2020"),
        ('predecessor = "gtclqg-2020"', 'predecessor = "gtclqg-1996"',
         "item_maps.pairs: “1.1” không có trong gtclqg-1996"),
    ],
)  # fmt: skip
def test_a_fault_in_the_item_map_is_named(old: str, new: str, sentence: str) -> None:
    text = changed(old, new, edition="gtclqg-2026")

    assert refusal(text).startswith(f"thử.toml: {sentence}")


FLOOR = """
[[floors]]
criterion = "7"
tier = "award"
percent = 50
source = "Thử"
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('criterion = "7"', 'criterion = "8"', "floors.criterion: nhắc đến “8”"),
        ('tier = "award"', 'tier = "silver"', "floors.tier: nhắc đến “silver”"),
        ("percent = 50", "percent = 51", "floors[7].percent: không nằm trên bước"),
    ],
)
def test_a_floor_must_refer_to_what_there_is(old: str, new: str, sentence: str) -> None:
    text = TEXT["gtclqg-2020"] + FLOOR.replace(old, new)

    assert refusal(text).startswith(f"thử.toml: {sentence}")


def test_a_floor_may_be_declared() -> None:
    book = rulebook.parse(TEXT["gtclqg-2020"] + FLOOR, file="thử.toml")

    assert [(floor.criterion, floor.percent) for floor in book.floors] == [("7", 50)]


def test_a_deadline_must_be_a_day_of_the_year() -> None:
    text = changed('submission_deadline = "07-01"', 'submission_deadline = "13-01"',
                   edition="gtclqg-2011")  # fmt: skip

    assert refusal(text).startswith("thử.toml: clocks.submission_deadline: “13-01” không phải")


def test_sources_must_be_a_table_of_texts() -> None:
    text = changed('sources.points = "Trang', 'sources = "Trang')

    assert refusal(text).startswith("thử.toml: criteria[0].sources: phải là một bảng")


def test_a_file_must_bear_the_name_of_its_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gtclqg-2099.toml").write_text(TEXT["gtclqg-2020"], encoding="utf-8")
    monkeypatch.setattr(rulebook, "FOLDER", tmp_path)

    with pytest.raises(RulebookError) as caught:
        rulebook.load("gtclqg-2099")

    assert str(caught.value) == "gtclqg-2099.toml: id: là “gtclqg-2020”, phải như tên tệp."


def test_an_unknown_edition_is_refused_with_what_there_is() -> None:
    with pytest.raises(ScoringError) as caught:
        rulebook.load("gtclqg-1996")

    assert str(caught.value) == (
        "Không có bộ quy tắc gtclqg-1996; hiện có: gtclqg-2011, gtclqg-2020, gtclqg-2026."
    )


def test_an_edition_may_leave_the_term_of_reviews_to_the_secretary():
    text = TEXT["gtclqg-2026"]
    for line in (
        "review_working_days = 10\n",
        'sources.review_working_days = "Tham số tạm thời, chưa có văn bản quy định"\n',
        '"review_working_days", ',
    ):
        assert line in text
        text = text.replace(line, "", 1)

    found = rulebook.parse(text, file="thử.toml")

    assert found.clocks.review_working_days is None
