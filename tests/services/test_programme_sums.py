"""Sums of provinces: an organisation that several report is one, and the list says so as well."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from award.models import ProgrammeReport, Province
from award.services.programme_counts import key_of
from award.services.programme_reports import Standing, compared, joined

PLACES = ("01", "22", "31")
CODES = [f"010000{number:04}" for number in range(5)]
LINES = st.lists(
    st.tuples(
        st.sampled_from([*CODES, *(f"{code}-001" for code in CODES), ""]),
        st.sampled_from(["Công ty Mẫu A", "CÔNG TY MẪU A", "Hợp tác xã Mẫu"]),
        st.sampled_from(["5", "12.5"]),
    ),
    max_size=8,
)


def sent(place, lines, *, keys=None, total=None):
    """A province that has sent one figure with these lines."""
    value = sum((Decimal(line[total]) for line in lines), Decimal(0)) if total else len(lines)
    figure = {"code": "m", "title": "Đo", "unit": "tổ chức", "value": f"{value}",
              "lines": [list(line) for line in lines], "keys": keys}  # fmt: skip
    report = ProgrammeReport(province_code=place, figures={"figures": [figure]})
    return Standing(Province(code=place, name=f"Tỉnh {place}"), report, date(2026, 7, 15))


def named(line):
    code, name = line[:2]
    return code[:10] or name.casefold()


@given(st.tuples(LINES, LINES, LINES))
def test_no_organisation_is_summed_twice_and_none_is_lost(lists):
    standings = [
        sent(place, lines, keys=[key_of(*line[:2]) for line in lines])
        for place, lines in zip(PLACES, lists, strict=True)
    ]

    (row,) = compared([one.report for one in standings])
    behind = joined(standings, "m")

    known = {named(line) for lines in lists for line in lines}
    assert row.total == len(behind) == len(known)
    assert {named(line.cells) for line in behind} == known
    assert sum(len(line.provinces) for line in behind) == sum(map(len, lists))


@given(st.tuples(LINES, LINES, LINES))
def test_amounts_are_added_line_by_line(lists):
    standings = [sent(*one, total=2) for one in zip(PLACES, lists, strict=True)]

    (row,) = compared([one.report for one in standings])

    behind = joined(standings, "m")
    assert row.total == sum(row.values.values())
    assert row.total == sum((Decimal(line.cells[2]) for line in behind), Decimal(0))
