"""From percents to points, with literals and properties."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rulebook
from scoring.aggregate import Rating, aggregate, median, plain, points_text
from scoring.errors import ScoringError

BOOK = rulebook.load("gtclqg-2020")
SCHEME = BOOK.scheme
CODES = [item.code for item in BOOK.items]
PERCENTS = st.integers(0, 20).map(lambda step: 5 * step)
RATINGS = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from("ABCDE")), PERCENTS, max_size=60
).map(lambda rated: [Rating(item, who, percent) for (item, who), percent in rated.items()])
FULL = st.fixed_dictionaries({code: PERCENTS for code in CODES})


def test_an_item_takes_the_exact_median_which_need_not_be_a_step() -> None:
    ratings = [Rating("1.1", "A", 65), Rating("1.1", "B", 60)]

    score = aggregate(SCHEME, ratings).items["1.1"]

    assert (score.percent, score.points, score.spread) == (Decimal("62.5"), Decimal("43.75"), 5)


def test_a_consensus_stands_over_the_ratings_whose_spread_stays() -> None:
    ratings = [Rating("1.1", "A", 80), Rating("1.1", "B", 40)]

    score = aggregate(SCHEME, ratings, {"1.1": 55}).items["1.1"]

    assert (score.percent, score.points, score.spread) == (Decimal(55), Decimal("38.5"), 40)
    assert score.agreed is True


def test_a_consensus_alone_completes_an_item_without_spread() -> None:
    score = aggregate(SCHEME, [], {"7.1": 70}).items["7.1"]

    assert (score.points, score.spread) == (Decimal(84), None)


def test_a_missing_item_is_absent_and_leaves_its_criterion_and_the_total_open() -> None:
    result = aggregate(SCHEME, [Rating("1.1", "A", 0), Rating("1.2", "A", 100)])

    assert list(result.items) == ["1.1", "1.2"]
    assert result.criteria["1"] == Decimal(50)
    assert result.criteria["2"] is None
    assert result.total is None
    assert result.missing == tuple(CODES[2:])


def test_a_full_consensus_gives_criteria_and_total() -> None:
    result = aggregate(SCHEME, [], dict.fromkeys(CODES, 65))

    assert result.criteria["1"] == Decimal(78)
    assert result.total == Decimal(650)
    assert result.missing == ()


@pytest.mark.parametrize(
    ("ratings", "code"),
    [
        ([Rating("9.9", "A", 50)], "item_unknown"),
        ([Rating("1.1", "A", 63)], "percent_off_step"),
        ([Rating("1.1", "A", 105)], "percent_off_step"),
        ([Rating("1.1", "A", -5)], "percent_off_step"),
        ([Rating("1.1", "A", True)], "percent_not_integer"),
        ([Rating("1.1", "A", 65.0)], "percent_not_integer"),  # type: ignore[arg-type]  # the point
        ([Rating("1.1", "A", 65), Rating("1.1", "A", 65)], "assessor_repeated"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(ratings: list[Rating], code: str) -> None:
    with pytest.raises(ScoringError) as caught:
        aggregate(SCHEME, ratings)

    assert caught.value.code == code


def test_a_consensus_for_an_unknown_item_is_refused_with_its_sentence() -> None:
    with pytest.raises(ScoringError) as caught:
        aggregate(SCHEME, [], {"9.9": 50})

    assert str(caught.value) == "Hạng mục 9.9 không có trong bộ quy tắc gtclqg-2020."


@pytest.mark.parametrize(
    ("percents", "expected"),
    [([65], "65"), ([60, 65], "62.5"), ([100, 0, 5], "5"), ([0, 5, 10, 100], "7.5")],
)
def test_median_is_the_middle_or_the_mean_of_the_middle_two(
    percents: list[int], expected: str
) -> None:
    assert median(percents) == Decimal(expected)


@pytest.mark.parametrize(
    ("points", "text"),
    [("0", "0.00"), ("42", "42.00"), ("1E+3", "1000.00"), ("38.5", "38.50"),
     ("28.125", "28.125"), ("43.750", "43.75")],
)  # fmt: skip
def test_points_are_written_with_at_least_two_decimals_and_never_rounded(
    points: str, text: str
) -> None:
    assert points_text(Decimal(points)) == text


@pytest.mark.parametrize(("percent", "text"), [("60", "60"), ("62.50", "62.5"), ("0", "0")])
def test_a_percent_is_written_without_needless_zeros(percent: str, text: str) -> None:
    assert plain(Decimal(percent)) == text


@given(RATINGS.flatmap(lambda rated: st.tuples(st.just(rated), st.permutations(rated))))
def test_the_order_of_the_ratings_does_not_matter(
    both: tuple[list[Rating], list[Rating]],
) -> None:
    ratings, shuffled = both

    assert aggregate(SCHEME, shuffled) == aggregate(SCHEME, ratings)


@given(FULL, st.sampled_from(CODES))
def test_a_higher_percent_never_lowers_anything(percents: dict[str, int], code: str) -> None:
    raised = {**percents, code: min(100, percents[code] + 5)}

    before, after = aggregate(SCHEME, [], percents), aggregate(SCHEME, [], raised)

    assert before.total is not None
    assert after.total is not None
    assert after.total >= before.total
    assert after.items[code].points >= before.items[code].points


@given(RATINGS)
def test_a_higher_rating_never_lowers_its_item(ratings: list[Rating]) -> None:
    raised = [Rating(r.item, r.assessor, min(100, r.percent + 10)) for r in ratings]

    before, after = aggregate(SCHEME, ratings), aggregate(SCHEME, raised)

    assert all(after.items[code].points >= before.items[code].points for code in before.items)


@given(FULL)
def test_points_stay_between_zero_and_full_and_add_up(percents: dict[str, int]) -> None:
    result = aggregate(SCHEME, [], percents)

    assert result.total == sum(score.points for score in result.items.values())
    assert result.total is not None
    assert 0 <= result.total <= 1000
    assert all(0 <= result.items[i.code].points <= i.points for i in BOOK.items)
