"""Periods of the report are data: which days they hold."""

from dataclasses import replace
from datetime import date

from award.models import ReportPeriod
from award.services.report_rules import rules


def test_a_period_whose_first_day_is_later_in_the_year_than_its_last_began_the_year_before():
    half = replace(rules().period(ReportPeriod.HALF), since="12-15", until="06-14")

    assert (half.first_day(2026), half.last_day(2026)) == (date(2025, 12, 15), date(2026, 6, 14))
