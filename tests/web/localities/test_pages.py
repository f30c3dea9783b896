"""What a province sees: its own entrants by their registered facts, its letters, its figures."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award.extensions import db
from award.models import FormerProvince
from tests.factories import (
    make_dossier,
    make_organisation,
    make_province_officer,
    make_user,
    send_letter,
    standing_body,
)

PAGES = ("/province", "/province/entrants/2026", "/province/figures/2026")


def test_an_officer_opens_every_page_and_nobody_else_does(browse):
    make_dossier("registered", rulebook_id="gtclqg-2026")
    officer = browse(make_province_officer("01"))
    others = [browse(make_user()), browse(standing_body())]

    opened = [officer.get(page).status_code for page in PAGES]
    refused = [browser.get(page).status_code for browser in others for page in PAGES]

    assert opened == [200, 200, 200]
    assert set(refused) == {404}


def test_empty_lists_say_what_will_stand_there(browse):
    page = browse(make_province_officer("01")).get("/province").text

    assert "Công văn hiện ở đây khi cơ quan thường trực gửi" in page
    assert "Danh sách hiện ở đây khi tổ chức trên địa bàn đăng ký" in page


def test_a_year_that_does_not_exist_is_not_found(browse):
    assert browse(make_province_officer("01")).get("/province/entrants/1999").status_code == 404


def test_entrants_are_those_of_the_province_that_have_registered(browse):
    here = make_dossier("registered", rulebook_id="gtclqg-2026")
    draft = make_dossier("draft", rulebook_id="gtclqg-2026", organisation=make_organisation())
    away = make_dossier(
        "registered",
        rulebook_id="gtclqg-2026",
        organisation=make_organisation(province_code="79"),
    )

    page = browse(make_province_officer("01")).get("/province/entrants/2026").text

    names = [one.organisation.name for one in (here, draft, away)]
    assert [name in page for name in names] == [True, False, False]


def test_a_search_ignores_accents(browse):
    make_dossier(
        "registered", rulebook_id="gtclqg-2026", organisation=make_organisation(name="Nhà máy Đỏ")
    )
    officer = browse(make_province_officer("01"))

    found = officer.get("/province/entrants/2026?q=nha+may+do").text
    missed = officer.get("/province/entrants/2026?q=xanh").text

    assert "Nhà máy Đỏ" in found
    assert "Nhà máy Đỏ" not in missed


@pytest.mark.parametrize("state", ["under_review", "in_consensus", "awarded"])
def test_no_page_tells_points_or_how_the_review_goes(browse, state):
    make_dossier(state, rulebook_id="gtclqg-2026")
    officer = browse(make_province_officer("01"))

    texts = [officer.get(page).text for page in PAGES]

    assert [word for text in texts for word in ("650", "Thống nhất điểm") if word in text] == []


def test_the_names_of_before_the_merger_are_told(browse):
    former = db.session.scalars(select(FormerProvince).order_by(FormerProvince.name).limit(1)).one()

    page = browse(make_province_officer(former.province_code)).get("/province").text

    assert f"Gồm các đơn vị trước ngày 01/07/2025: {former.name}" in page


def test_the_figures_come_as_a_workbook_with_the_same_counts(browse):
    make_dossier("submitted", rulebook_id="gtclqg-2026")

    answer = browse(make_province_officer("01")).get("/province/figures/2026.xlsx")

    book = load_workbook(io.BytesIO(answer.data))
    by_sector = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert by_sector[0][0] == "Theo nhóm ngành, lĩnh vực"
    assert by_sector[-1] == ["Tổng", 1, 1, 0, 0, 0, 0]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_past_letters_stay_readable(browse):
    letter = send_letter([make_dossier("consultation", rulebook_id="gtclqg-2026")])

    page = browse(make_province_officer("01")).get("/province").text

    assert letter.number in page
    assert f"/province/letters/{letter.id}" in page


def test_lists_ask_as_often_for_three_rows_as_for_one(browse, questions):
    officer = browse(make_province_officer("01"))
    asked = []
    for more in (1, 2):
        for _ in range(more):
            dossier = make_dossier(
                "consultation", rulebook_id="gtclqg-2026", organisation=make_organisation()
            )
            send_letter([dossier])
        for page in ("/province", "/province/entrants/2026"):
            officer.get(page)  # what is loaded once is loaded
            with questions() as statements:
                officer.get(page)
            asked.append(len(statements))

    assert asked[:2] == asked[2:]
    assert min(asked) > 0
