"""The programme: a province writes its own rows, the national office its own, all else is shut."""

import pytest

from award.demo.programme import make_denominator, make_plan, make_task, the_province
from award.models import IndicatorSeries, IndicatorValue
from award.policies import programme
from tests.factories import (
    make_administrator,
    make_province_officer,
    make_user,
    standing_body,
)

PEOPLE = {
    "officer": lambda: make_province_officer("22"),
    "neighbour": lambda: make_province_officer("79"),
    "office": standing_body,
    "administrator": make_administrator,
    "stranger": make_user,
}


def rows():
    """A row of every kind that belongs to Quảng Ninh."""
    plan = make_plan("22")
    series = IndicatorSeries(province_code="22", title="Chuỗi Mẫu")
    return [the_province("22"), plan, make_task(plan), make_denominator("22"),
            IndicatorValue(series=series)]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "sees", "writes"),
    [
        ("officer", True, True),
        ("office", True, False),
        ("neighbour", False, False),
        ("administrator", False, False),
        ("stranger", False, False),
    ],
)
def test_rows_of_a_province(app, who, sees, writes):
    person = PEOPLE[who]()
    kinds = rows()

    seen = {programme.view(person, row) is None for row in kinds}
    written = {programme.edit(person, row) is None for row in kinds}

    assert (seen, written) == ({sees}, {writes})


@pytest.mark.parametrize(
    ("who", "enters", "sees", "writes"),
    [
        ("officer", True, True, False),
        ("office", True, True, True),
        ("administrator", False, False, False),
        ("stranger", False, False, False),
    ],
)
def test_rows_of_the_country(app, who, enters, sees, writes):
    person = PEOPLE[who]()
    row = IndicatorSeries(province_code=None, title="Chuỗi Mẫu")

    answers = [
        programme.enter(person, None) is None,
        programme.view(person, row) is None,
        programme.edit(person, row) is None,
    ]

    assert answers == [enters, sees, writes]
