"""A visit on the applicant's side: the date confirmed, the record signed with an explanation."""

import pytest
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import Role, SiteVisit, VisitState
from tests.factories import lead_of, make_dossier, owner_of, plan_visit


@pytest.fixture
def dossier(app):
    return make_dossier("site_visit")


@pytest.fixture
def visit(dossier):
    return plan_visit(dossier)


def at(visit, end=""):
    return f"/dossiers/{visit.dossier_id}/visits/{visit.id}{end}"


def state():
    return db.session.scalars(select(SiteVisit)).one().state


def recorded(visit):
    """The team has been there and signed its record."""
    workflow.perform("confirm", visit, actor=owner_of(visit.dossier))
    visit.record = "Đoàn đã xem hai dây chuyền."
    for issue in visit.issues:
        issue.finding = "Đã xác minh."
    visit.starts_at = visit.starts_at.replace(year=2020)
    db.session.flush()
    workflow.perform("record", visit, actor=lead_of(visit.dossier))


def test_the_owner_confirms_the_date(dossier, visit, browser):
    owner = browser(owner_of(dossier))

    shown = owner.get(at(visit)).text
    told = owner.get(f"/dossiers/{dossier.id}").text
    answer = owner.post(at(visit, "/confirm"))

    assert visit.place in shown
    assert "Xác nhận lịch" in shown
    assert "xác nhận lịch đánh giá tại chỗ" in told
    assert answer.location == at(visit)
    assert state() is VisitState.CONFIRMED


def test_the_owner_signs_the_record_with_an_explanation(dossier, visit, browser):
    owner = browser(owner_of(dossier))
    recorded(visit)

    shown = owner.get(at(visit)).text
    answer = owner.post(at(visit, "/countersign"), data={"note": "Dây chuyền 2 đang nâng cấp."})
    page = owner.get(at(visit)).text

    assert "Đoàn đã xem hai dây chuyền." in shown
    assert answer.status_code == 302
    assert state() is VisitState.SIGNED
    assert "Dây chuyền 2 đang nâng cấp." in page
    assert "Biên bản đánh giá tại chỗ" in page


def test_a_record_is_not_signed_twice_nor_before_it_is_there(dossier, visit, browser):
    owner = browser(owner_of(dossier))

    early = owner.post(at(visit, "/countersign"), data={"note": "Ý kiến viết sớm"})
    recorded(visit)
    owner.post(at(visit, "/countersign"))
    again = owner.post(at(visit, "/countersign"))

    assert (early.status_code, again.status_code) == (422, 422)
    assert state() is VisitState.SIGNED


def test_moves_of_the_team_are_not_the_applicants(dossier, visit, browser):
    owner = browser(owner_of(dossier))

    assert [owner.post(at(visit, f"/{move}")).status_code for move in ("record", "cancel")] == [
        404, 404,
    ]  # fmt: skip


def test_a_reader_sees_the_visit_but_not_the_buttons(dossier, visit, browser, member):
    page = browser(member(dossier.organisation, Role.READER)).get(at(visit)).text

    assert visit.place in page
    assert "Xác nhận lịch</button>" not in page
    assert "Chủ tài khoản của tổ chức thực hiện" in page
