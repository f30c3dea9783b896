"""Agreement coefficients against published figures and independent computations."""

import warnings
from decimal import Decimal
from fractions import Fraction

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.aggregate import Rating
from scoring.agreement import Severity, agreement, severities, to_discuss

SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
CELLS = st.integers(0, 20)
TABLES = st.tuples(st.integers(2, 6), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(CELLS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
HOLED = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.none() | CELLS, min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def decimals(table: list[list[int | None]] | list[list[int]]) -> list[list[Decimal | None]]:
    return [[None if cell is None else Decimal(cell) for cell in row] for row in table]


def test_the_published_example_of_shrout_and_fleiss_is_met() -> None:
    found = agreement(decimals(SHROUT_FLEISS))

    rounded = {name: round(value, 2) for name, value in found.values.items() if value is not None}
    assert {name: rounded[name] for name in rounded if name.startswith("icc")} == {
        "icc1": 0.17, "icc2": 0.29, "icc3": 0.71, "icc1k": 0.44, "icc2k": 0.62, "icc3k": 0.91,
    }  # fmt: skip
    assert found.reasons == {}


def test_a_published_example_of_krippendorff_with_missing_values_is_met() -> None:
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]

    found = agreement(decimals([list(unit) for unit in zip(a, b, c, d, strict=True)]))

    assert round(found.values["alpha_interval"] or 0, 3) == 0.849
    assert round(found.values["alpha_ordinal"] or 0, 3) == 0.815


def test_a_missing_cell_leaves_alpha_but_no_icc() -> None:
    found = agreement(decimals([[60, 65], [70, None], [80, 75]]))

    assert found.values["icc2"] is None
    assert found.reasons["icc2"] == "có ô thiếu; hệ số tương quan nội lớp cần đủ mọi ô"
    assert found.values["alpha_interval"] is not None


@pytest.mark.parametrize(
    ("table", "undefined"),
    [
        ([[60, 60], [60, 60]], {"icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k",
                                "alpha_interval", "alpha_ordinal"}),
        ([[1, 2], [2, 1]], {"icc2", "icc1k", "icc2k", "icc3k"}),
        ([[60, 65]], {"icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"}),
        ([[60], [65]], {"icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k",
                        "alpha_interval", "alpha_ordinal"}),
    ],
)  # fmt: skip
def test_what_is_undefined_is_null_with_its_reason(
    table: list[list[int]], undefined: set[str]
) -> None:
    found = agreement(decimals(table))

    assert {name for name, value in found.values.items() if value is None} == undefined
    assert set(found.reasons) == undefined


def test_fractions_of_percent_do_not_disturb_no_variance() -> None:
    tenth = [[Decimal("0.1"), Decimal("0.10")], [Decimal("0.1"), Decimal("0.100")]]

    assert agreement(tenth).values["icc1"] is None


def test_the_last_of_thirty_digits_still_counts() -> None:
    long = "123456789012345.12345678901234"
    rows = [[Decimal(f"{long}1"), Decimal(f"{long}1")], [Decimal(f"{long}5"), Decimal(f"{long}6")]]

    assert round(agreement(rows).values["icc3"] or 0, 3) == 0.976


@given(TABLES)
def test_icc_agrees_with_an_analysis_of_variance_in_floats(table: list[list[int]]) -> None:
    x = np.array(table, dtype=float)
    n, k = x.shape
    row, column, grand = x.mean(1), x.mean(0), x.mean()
    bms = k * ((row - grand) ** 2).sum() / (n - 1)
    wms = ((x - row[:, None]) ** 2).sum() / (n * (k - 1))
    jms = n * ((column - grand) ** 2).sum() / (k - 1)
    ems = ((x - row[:, None] - column[None, :] + grand) ** 2).sum() / ((n - 1) * (k - 1))
    assume(bms > 1e-9)
    assume(ems > 1e-9)

    found = agreement(decimals(table)).values

    expected = {
        "icc1": (bms - wms) / (bms + (k - 1) * wms),
        "icc2": (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n),
        "icc3": (bms - ems) / (bms + (k - 1) * ems),
        "icc1k": (bms - wms) / bms,
        "icc3k": (bms - ems) / bms,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-6)


@given(HOLED)
def test_alpha_agrees_with_the_krippendorff_package(table: list[list[int | None]]) -> None:
    paired = [[c for c in row if c is not None] for row in table]
    values = {cell for row in paired if len(row) > 1 for cell in row}
    raters = np.array([[np.nan if c is None else c for c in row] for row in table], dtype=float).T

    found = agreement(decimals(table)).values

    for level in ("interval", "ordinal"):
        if len(values) < 2:
            assert found[f"alpha_{level}"] is None
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = krippendorff.alpha(raters, level_of_measurement=level)
        assert found[f"alpha_{level}"] == pytest.approx(expected, abs=1e-9)


@given(TABLES.flatmap(lambda t: st.tuples(st.just(t), st.permutations(t))))
def test_the_order_of_targets_does_not_matter(
    both: tuple[list[list[int]], list[list[int]]],
) -> None:
    assert agreement(decimals(both[0])) == agreement(decimals(both[1]))


def test_severity_is_the_mean_difference_from_the_others() -> None:
    percents = {
        "D1/1.1": {"A": 80, "B": 60, "C": 60},
        "D1/1.2": {"A": 70, "B": 60},
        "D2/1.1": {"D": 50},
    }

    assert severities(percents) == {
        "A": Severity(Fraction(15), 2),
        "B": Severity(Fraction(-10), 2),
        "C": Severity(Fraction(-10), 1),
        "D": Severity(None, 0),
    }


def test_only_a_spread_above_the_limit_needs_discussion_widest_first() -> None:
    ratings = [
        Rating("1.1", "A", 40), Rating("1.1", "B", 60),
        Rating("1.2", "A", 40), Rating("1.2", "B", 65), Rating("1.2", "C", 65),
        Rating("7.1", "A", 80), Rating("7.1", "B", 20),
    ]  # fmt: skip

    found = to_discuss(ratings, limit=20)

    assert [(d.item, d.spread, d.lowest, d.highest) for d in found] == [
        ("7.1", 60, ("B",), ("A",)),
        ("1.2", 25, ("A",), ("B", "C")),
    ]
