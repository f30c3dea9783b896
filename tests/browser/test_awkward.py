"""What people do to a page besides what it was made for; nothing is lost, nothing happens twice."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from award import clock
from award.extensions import db
from award.models import Answer, AuditEvent, Dossier, UserSession
from award.services import completeness
from tests.browser.applicant import Applicant
from tests.browser.assessor import Assessor
from tests.browser.conftest import running_site
from tests.browser.paper import a_pdf
from tests.factories import assessors_of, fill, make_dossier, owner_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def house(request, chromium, databases, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """One system for all these tests; `dossier(state)` makes one with people who can sign in."""
    folder = tmp_path_factory.mktemp("awkward")
    with running_site(request, chromium, databases, folder) as site:

        def dossier(state: str, *, complete: bool = False) -> SimpleNamespace:
            with site.found():
                made = make_dossier(state)
                if complete:
                    fill(made)
                team = [one.email for one in assessors_of(made)]
                facts = SimpleNamespace(
                    id=made.id, owner=owner_of(made).email, team=team, name=made.organisation.name
                )
                db.session.commit()
            site.give_passwords()
            return facts

        yield SimpleNamespace(site=site, dossier=dossier, folder=folder)


@pytest.fixture(autouse=True)
def no_complaints(house) -> Iterator[None]:
    """Each test answers for its own console errors, policy violations and broken pages."""
    house.site.complaints.clear()
    yield
    assert house.site.complaints == []


def applicant(house, dossier, **window) -> Applicant:
    person = Applicant(house.site, dossier.owner, **window).sign_in()
    person.desk = f"{house.site.address}/dossiers/{dossier.id}"
    return person


def asked(house, question):
    with house.site.found():
        found = db.session.scalar(question)
        db.session.rollback()
        return found


def text_of(house, dossier, code="1.1"):
    row = select(Dossier.own_part_id).where(Dossier.id == dossier.id).scalar_subquery()
    return asked(
        house, select(Answer.text).where(Answer.code == code, Answer.self_assessment_id == row)
    )


def submissions(house, dossier):
    count = select(func.count(AuditEvent.id)).where(
        AuditEvent.action == "submit",
        AuditEvent.subject_type == "dossier",
        AuditEvent.subject_id == dossier.id,
    )
    return asked(house, count)


def status(person):
    return person.page.locator("[data-save-status]")


def test_going_back_after_submitting_shows_that_it_is_done(house):
    dossier = house.dossier("registered", complete=True)
    owner = applicant(house, dossier)
    owner.open(f"{owner.desk}/completeness").submit()

    owner.page.go_back()

    owner.reads("Biên nhận nộp hồ sơ")
    assert submissions(house, dossier) == 1


def test_a_double_click_submits_once(house):
    dossier = house.dossier("registered", complete=True)
    owner = applicant(house, dossier)
    owner.open(f"{owner.desk}/submission").tick("Tôi đã kiểm tra hồ sơ")

    owner.page.get_by_role("button", name="Nộp hồ sơ", exact=True).dblclick()

    owner.reads("Biên nhận nộp hồ sơ")
    assert submissions(house, dossier) == 1


def test_two_windows_submitting_at_once_submit_once(house):
    dossier = house.dossier("registered", complete=True)
    first, second = applicant(house, dossier), applicant(house, dossier)
    for owner in (first, second):
        owner.open(f"{owner.desk}/submission").tick("Tôi đã kiểm tra hồ sơ")

    for owner in (first, second):
        owner.page.get_by_role("button", name="Nộp hồ sơ", exact=True).click(no_wait_after=True)

    for owner in (first, second):
        owner.reads("Biên nhận nộp hồ sơ")
    assert submissions(house, dossier) == 1


def test_two_tabs_on_one_answer_keep_both_texts(house):
    dossier = house.dossier("draft")
    first, second = applicant(house, dossier), applicant(house, dossier)
    for owner in (first, second):
        owner.open(f"{owner.desk}/texts/1.1")
    first.type("Nội dung", "Bản của cửa sổ thứ nhất.").press("Lưu", "Đã lưu.")

    second.type("Nội dung", "Bản của cửa sổ thứ hai.").press("Lưu")

    second.reads("Có người đã lưu trước bạn").reads("Bản của cửa sổ thứ hai.")
    second.reads("Bản của cửa sổ thứ nhất.")
    assert text_of(house, dossier) == "Bản của cửa sổ thứ nhất."


def test_saving_while_a_draft_is_under_way_is_no_conflict_with_oneself(house):
    dossier = house.dossier("draft")
    owner = applicant(house, dossier).open(f"{house.site.address}/dossiers/{dossier.id}/texts/1.1")
    late = []
    owner.page.route("**/autosave", lambda route: late.append((route, route.fetch())))
    owner.type("Nội dung", "Câu đầu.")
    owner.page.wait_for_timeout(2500)
    assert len(late) == 1

    owner.type("Nội dung", "Câu đầu. Câu sau.")
    owner.page.get_by_role("button", name="Lưu", exact=True).click(no_wait_after=True)
    for route, response in late:
        route.fulfill(response=response)

    owner.reads("Đã lưu.")
    assert text_of(house, dossier) == "Câu đầu. Câu sau."


def test_what_is_typed_without_network_is_sent_when_it_is_back(house):
    dossier = house.dossier("draft")
    owner = applicant(house, dossier).open(f"{house.site.address}/dossiers/{dossier.id}/texts/1.1")

    owner.page.context.set_offline(True)
    owner.type("Nội dung", "Viết khi mất mạng.")
    expect(status(owner)).to_contain_text("được giữ trên máy này")
    owner.page.context.set_offline(False)

    expect(status(owner)).to_contain_text("Đã lưu lúc")
    assert text_of(house, dossier) == "Viết khi mất mạng."


def test_what_is_typed_after_the_session_ended_waits_for_the_next_sign_in(house):
    dossier = house.dossier("draft")
    owner = applicant(house, dossier).open(f"{house.site.address}/dossiers/{dossier.id}/texts/1.1")
    with house.site.found():
        db.session.execute(update(UserSession).values(revoked_at=clock.now()))
        db.session.commit()

    owner.type("Nội dung", "Viết khi phiên đã hết.")
    expect(status(owner)).to_contain_text("Phiên làm việc đã hết")
    owner.page.on("dialog", lambda dialog: dialog.accept())
    owner.sign_in().open(f"{house.site.address}/dossiers/{dossier.id}/texts/1.1")

    expect(owner.page.get_by_label("Nội dung", exact=True)).to_have_value("Viết khi phiên đã hết.")
    expect(status(owner)).to_contain_text("Đã lưu lúc")
    assert text_of(house, dossier) == "Viết khi phiên đã hết."


def test_pressing_save_after_the_session_ended_loses_nothing(house):
    dossier = house.dossier("draft")
    address = f"{house.site.address}/dossiers/{dossier.id}/texts/1.1"
    owner = applicant(house, dossier).open(address)
    with house.site.found():
        db.session.execute(update(UserSession).values(revoked_at=clock.now()))
        db.session.commit()

    owner.type("Nội dung", "Bấm lưu khi phiên đã hết.").press("Lưu")
    expect(owner.page).to_have_url(re.compile("/sign-in"))
    owner.sign_in().open(address)

    expect(owner.page.get_by_label("Nội dung", exact=True)).to_have_value(
        "Bấm lưu khi phiên đã hết."
    )


def test_an_assessor_scores_on_a_phone(house):
    dossier = house.dossier("under_review")
    assessor = Assessor(house.site, dossier.team[0], viewport=PHONE).sign_in()
    wide = []
    assessor.page.on("load", lambda page: wide.append(page.url) if too_wide(page) else None)

    assessor.score(dossier.name, 60, {"1.2": 75}).submit(dossier.name)

    assert wide == []


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_an_applicant_needs_no_script(house):
    dossier = house.dossier("registered")
    owner = applicant(house, dossier, java_script_enabled=False)

    owner.write_report().write_items(55).file_papers(house.folder)
    owner.submit()

    assert submissions(house, dossier) == 1


def test_an_assessor_needs_no_script(house):
    dossier = house.dossier("under_review")
    assessor = Assessor(house.site, dossier.team[0], java_script_enabled=False).sign_in()

    assessor.score(dossier.name, 70, {}).submit(dossier.name)

    assessor.at(dossier.name).reads("Phiếu đã nộp và đã khóa.")


def test_a_file_that_is_not_what_it_says_keeps_what_was_typed(house):
    dossier = house.dossier("draft")
    owner = applicant(house, dossier)
    false = house.folder / "khong-phai.pdf"
    false.write_bytes(b"<html></html>")

    owner.open(f"{owner.desk}/papers/4").upload("Tệp", false)
    owner.type("Tên tài liệu", "Chứng chỉ ISO 9001").press("Tải lên")

    owner.reads("Cần sửa trước khi tiếp tục")
    expect(owner.page.get_by_label("Tên tài liệu", exact=True)).to_have_value("Chứng chỉ ISO 9001")
    owner.upload("Tệp", a_pdf(house.folder / "iso.pdf", "ISO")).press("Tải lên", "Đã")
    with house.site.found():
        lacking = {gap.part for gap in completeness.gaps(db.session.get_one(Dossier, dossier.id))}
        db.session.rollback()
    assert "4" not in lacking
