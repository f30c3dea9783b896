"""Pictures: what they draw stands in the table behind them, and leaves as a workbook."""

import base64
import io
import re
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from award.demo.programme import make_denominator, make_trained, the_province
from award.models import DenominatorKind, Unit
from award.services import programme_figures
from tests.factories import (
    make_dossier,
    make_organisation,
    make_province_officer,
    make_user,
    standing_body,
)

KINDS = (DenominatorKind.ENTERPRISE, DenominatorKind.COOPERATIVE)


def drawn(page):
    """The SVG of every picture of a page."""
    return [base64.b64decode(one).decode()
            for one in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page)]  # fmt: skip


def counted(province_code="22"):
    """One organisation trained out of two, in 2026."""
    for kind in KINDS:
        make_denominator(province_code, 1, kind=kind)
    make_trained(province_code, make_organisation(province_code=province_code))


def test_results_stand_beside_what_had_to_be_reached(browse):
    counted()

    page = browse(make_province_officer("22")).get("/programme/22/pictures?year=2026").text

    trained = next(one for one in drawn(page) if "50 %" in one)
    assert ">2030<" in trained
    assert trained.count('stroke-width="3"') == 2
    assert "2026: 50 % (1/2)" in page
    assert "2025: 0, chưa có mẫu số" in page


def test_a_value_stands_behind_the_mark_that_it_nearly_reaches(browse):
    for kind, count in zip(KINDS, (6, 7), strict=True):
        make_denominator("22", count, kind=kind, year=2025)
    for day in range(1, 7):
        make_trained("22", make_organisation(province_code="22"), date(2025, 3, day))

    page = browse(make_province_officer("22")).get("/programme/22/pictures?year=2025").text

    picture = next(one for one in drawn(page) if "46,1 %" in one)
    value = float(re.search(r'<text x="([\d.]+)"[^>]*>46,1 %', picture).group(1))
    mark = float(re.search(r"M([\d.]+) [\d.]+v28", picture).group(1))
    assert 0 < value - mark < 20


def test_a_series_of_several_years_becomes_a_line(browse):
    officer = make_province_officer("22")
    for year in (2024, 2025):
        programme_figures.save_value(
            the_province("22"), programme="gqii", title="Chỉ số <Mẫu>", unit="điểm", year=year,
            value=year - 2000, source="Báo cáo mẫu", as_of=date(year, 12, 31), actor=officer,
        )  # fmt: skip

    programme_figures.save_target(
        the_province("22"), year=2030, metric="", series_title="Chỉ số <Mẫu>", value=Decimal(60),
        unit=Unit.COUNT, source="Kế hoạch mẫu", actor=officer,
    )  # fmt: skip

    page = browse(officer).get("/programme/22/pictures?year=2026").text

    line = next(one for one in drawn(page) if "<circle" in one)
    assert line.count("<circle") == 2
    assert ">25</text>" in line
    assert (line.count('stroke-width="3"'), ">60</text>" in line, ">2030</text>" in line) == (
        1, True, True,
    )  # fmt: skip
    assert "2030: chưa có" in page


def test_the_country_ranks_its_provinces_and_shows_the_funnel(browse):
    counted("22")
    make_dossier("registered", rulebook_id="gtclqg-2026")
    office = browse(standing_body())

    page = office.get("/programme/national/pictures?year=2026").text
    ranking = office.get("/programme/national/pictures/ranking-trained.xlsx?year=2026").data
    funnel = office.get("/programme/national/pictures/funnel.xlsx?year=2026").data

    rows = list(load_workbook(io.BytesIO(ranking)).active.iter_rows(values_only=True))
    assert len(rows) == 35
    assert rows[1] == ("Quảng Ninh", "50 % (1/2)")
    assert "chưa có mẫu số" in rows[2][1]
    steps = list(load_workbook(io.BytesIO(funnel)).active.iter_rows(values_only=True))
    assert steps[1] == ("Đăng ký", "1")
    assert page.count('class="app-chart"') == 5


def test_every_result_of_a_picture_opens_the_list_that_it_counts(browse):
    counted("22")

    country = browse(standing_body()).get("/programme/national/pictures?year=2026").text
    place = browse(make_province_officer("22")).get("/programme/22/pictures?year=2026").text

    def listed(page, address):
        return re.search(rf'href="{re.escape(address)}">([^<]*)<', page).group(1)

    assert listed(country, "/programme/22/lists/trained?year=2026") == "50 % (1/2)"
    assert listed(place, "/programme/22/lists/trained?year=2026") == "50 % (1/2)"
    assert listed(place, "/programme/22/lists/trained?year=2025") == "0, chưa có mẫu số"
    assert "year=2030" not in place


def test_a_province_has_its_own_funnel(browse):
    make_dossier("registered", rulebook_id="gtclqg-2026")

    page = browse(make_province_officer("79")).get("/programme/79/pictures?year=2026").text

    assert "Đăng ký: 0" in page


def test_a_picture_that_does_not_exist_is_not_found(browse):
    officer = browse(make_province_officer("22"))

    assert officer.get("/programme/22/pictures/luck.xlsx").status_code == 404


def test_the_ranking_is_the_national_offices(browse):
    people = (make_province_officer("22"), make_user())

    statuses = [browse(one).get("/programme/national/pictures").status_code for one in people]

    assert statuses == [404, 404]


def test_a_place_without_anything_is_told_what_would_be_drawn(browse):
    page = browse(make_province_officer("79")).get("/programme/79/pictures?year=2019").text

    assert "Chưa có gì để vẽ" in page
