"""Submission: what is missing, what locks, twice, one second late, and the receipt."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Deadline, DeadlineKind, Dossier, DossierState, Evidence
from tests.factories import fill, make_dossier, owner_of
from tests.web.dossiers.papers import pdf, upload


@pytest.fixture
def complete(app):
    """A registered dossier that lacks nothing."""
    dossier = make_dossier("registered")
    fill(dossier)
    return dossier


def at(dossier):
    return f"/dossiers/{dossier.id}/submission"


def state_of(dossier):
    return db.session.scalars(select(Dossier).where(Dossier.id == dossier.id)).one().state


def test_submitting_twice_submits_once(complete, browser):
    owner = browser(owner_of(complete))

    first = owner.post(at(complete), data={"confirmed": "y"})
    second = owner.post(at(complete), data={"confirmed": "y"})

    assert first.location == second.location == f"/dossiers/{complete.id}/receipt"
    moves = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action == "submit")).all()
    assert moves == ["submit"]


def test_submission_without_confirmation_is_refused(complete, browser):
    answer = browser(owner_of(complete)).post(at(complete), data={})

    assert answer.status_code == 422
    assert "Cần đánh dấu xác nhận" in answer.text
    assert state_of(complete) is DossierState.REGISTERED


def test_a_missing_year_of_tax_papers_is_named_and_linked(complete, browser):
    owner = browser(owner_of(complete))
    row = db.session.scalars(
        select(Evidence).where(Evidence.part == "7").order_by(Evidence.year).limit(1)
    ).one()
    owner.post(f"/dossiers/{complete.id}/papers/{row.id}/remove")

    listed = owner.get(f"/dossiers/{complete.id}/completeness").text
    answer = owner.post(at(complete), data={"confirmed": "y"})

    assert f"thiếu tài liệu năm {row.year}" in listed
    assert f'href="/dossiers/{complete.id}/papers/7?year={row.year}"' in listed
    assert answer.status_code == 422
    assert f"thiếu tài liệu năm {row.year}" in answer.text
    assert state_of(complete) is DossierState.REGISTERED


@pytest.mark.parametrize(("seconds", "state"), [(0, "submitted"), (1, "registered")])
def test_one_second_after_the_deadline_is_too_late(complete, browser, seconds, state):
    owner = browser(owner_of(complete))
    deadline = db.session.scalars(
        select(Deadline).where(Deadline.kind == DeadlineKind.SUBMISSION)
    ).one()
    deadline.at = deadline.at.replace(microsecond=0) - timedelta(days=30) + timedelta(minutes=5)
    db.session.flush()

    with time_machine.travel(deadline.at + timedelta(seconds=seconds), tick=False):
        answer = owner.post(at(complete), data={"confirmed": "y"})

    assert state_of(complete) == state
    assert ("Đã quá thời hạn" in answer.text) is bool(seconds)


def test_the_page_says_what_submitting_locks(complete, browser):
    page = browser(owner_of(complete)).get(at(complete)).text

    assert "Báo cáo tự đánh giá theo bảy tiêu chí: khóa, chỉ đọc." in page
    assert "8 tài liệu đã tải lên: khóa" in page
    assert "trong 5 ngày làm việc" in page


def test_papers_are_locked_after_submission(browser):
    dossier = make_dossier("submitted")
    owner = browser(owner_of(dossier))
    row = db.session.scalars(select(Evidence).where(Evidence.part == "4")).first()

    added = owner.post(f"/dossiers/{dossier.id}/papers/4", data=upload(pdf("mới"), "mới.pdf"))
    removed = owner.post(f"/dossiers/{dossier.id}/papers/{row.id}/remove")

    assert (added.status_code, removed.status_code) == (403, 403)


def test_the_receipt_says_when_where_and_until_when(browser):
    dossier = make_dossier("submitted")

    page = browser(owner_of(dossier)).get(f"/dossiers/{dossier.id}/receipt").text

    assert dossier.number in page
    assert dossier.receiving_council.name in page
    assert "Giấy tiếp nhận hồ sơ" in page
    assert "Còn" in page


def test_a_withdrawal_asks_for_its_reason_and_keeps_what_was_typed(complete, browser):
    owner = browser(owner_of(complete))
    at_page = f"/dossiers/{complete.id}/withdraw"

    bare = owner.post(at_page, data={"note": "  "})
    longer = owner.post(at_page, data={"note": "x" * 2001})
    done = owner.post(at_page, data={"note": "Đơn vị chưa sẵn sàng."})
    again = owner.post(at_page, data={"note": "Lần nữa"})

    assert (bare.status_code, longer.status_code) == (422, 422)
    assert "x" * 2001 in longer.text
    assert done.status_code == 302
    assert again.status_code == 422
    assert state_of(complete) is DossierState.WITHDRAWN
