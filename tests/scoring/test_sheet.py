"""A frozen result proves itself."""

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rulebook
from scoring.aggregate import Rating, aggregate
from scoring.errors import ScoringError
from scoring.sheet import ENGINE_VERSION, ScoreSheet, result_content

BOOK = rulebook.load("gtclqg-2020")
CODES = [item.code for item in BOOK.items]
SUBJECT = {"dossier": "HS-01", "phase": "desk"}
RATINGS = [Rating("1.1", "B", 60), Rating("1.1", "A", 65)]
PERCENTS = st.integers(0, 20).map(lambda step: 5 * step)


def sheet() -> ScoreSheet:
    return ScoreSheet.freeze(BOOK, RATINGS, {"1.2": 50}, subject=SUBJECT)


def test_a_sheet_carries_its_subject_rulebook_engine_inputs_and_result() -> None:
    content = sheet().content

    assert content["subject"] == SUBJECT
    assert content["rulebook"] == {"id": "gtclqg-2020", "sha256": BOOK.sha256}
    assert content["engine"] == ENGINE_VERSION
    assert content["ratings"] == [["1.1", "A", 65], ["1.1", "B", 60]]
    assert content["consensus"] == {"1.2": 50}
    assert content["result"]["criteria"]["1"] == "68.75"
    assert content["scheme"]["items"][0] == {
        "code": "1.1", "criterion": "1", "title": "Lãnh đạo cấp cao", "points": 70,
    }  # fmt: skip


def test_the_order_of_the_ratings_does_not_change_the_hash() -> None:
    other = ScoreSheet.freeze(BOOK, reversed(RATINGS), {"1.2": 50}, subject=SUBJECT)

    assert other.sha256 == sheet().sha256


def test_a_sheet_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        sheet().text = ""  # type: ignore[misc]  # the point of the test

    frozen = sheet()
    frozen.content["result"]["total"] = "1000.00"

    assert frozen.result["total"] is None


def test_a_sheet_survives_storage_that_reorders_keys() -> None:
    stored = json.dumps(dict(reversed(sheet().content.items())), indent=1)

    ScoreSheet(stored).verify(sheet().sha256, BOOK)

    assert ScoreSheet(stored).recompute() == sheet().result


def altered(**changes: object) -> ScoreSheet:
    return ScoreSheet(json.dumps({**sheet().content, **changes}))


def test_an_altered_sheet_does_not_have_the_hash_kept_for_it() -> None:
    with pytest.raises(ScoringError, match="không khớp với nội dung của chính nó: mã băm"):
        altered(consensus={"1.2": 55}).verify(sheet().sha256)


def test_a_result_that_does_not_follow_is_found_even_with_a_fitting_hash() -> None:
    forged = altered(consensus={"1.2": 55})

    with pytest.raises(ScoringError, match="kết quả tính lại"):
        forged.verify(forged.sha256)


def test_a_sheet_of_another_rulebook_is_refused() -> None:
    with pytest.raises(ScoringError, match=r"lập theo gtclqg-2020 .* không phải gtclqg-2026"):
        sheet().verify(sheet().sha256, rulebook.load("gtclqg-2026"))


@given(
    st.dictionaries(st.tuples(st.sampled_from(CODES), st.sampled_from("ABC")), PERCENTS),
    st.dictionaries(st.sampled_from(CODES), PERCENTS),
)
def test_a_sheet_is_always_made_again_equal(
    rated: dict[tuple[str, str], int], consensus: dict[str, int]
) -> None:
    ratings = [Rating(item, who, percent) for (item, who), percent in rated.items()]

    frozen = ScoreSheet.freeze(BOOK, ratings, consensus, subject={})

    frozen.verify(frozen.sha256)
    expected = result_content(BOOK.scheme, aggregate(BOOK.scheme, ratings, consensus))
    assert frozen.result == expected


def test_a_sheet_keeps_the_floors_of_its_rulebook() -> None:
    text = (rulebook.FOLDER / "gtclqg-2020.toml").read_text(encoding="utf-8")
    floor = '[[floors]]\ncriterion = "7"\ntier = "award"\npercent = 50\nsource = "Thử"\n'
    book = rulebook.parse(f"{text}\n{floor}", file="thử.toml")
    percents = {code: 45 if code.startswith("7") else 100 for code in CODES}

    frozen = ScoreSheet.freeze(book, [], percents, subject={})

    assert frozen.result["level"] == "none"
    frozen.verify(frozen.sha256, book)
