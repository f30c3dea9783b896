"""The management part of 2026: written once, shared by the entries, locked by the first one."""

import pytest
from sqlalchemy import func, select

from award import clock, workflow
from award.extensions import db
from award.models import SelfAssessment
from award.services import evidence
from tests.factories import advance, make_draft, owner_of, secretary_of
from tests.web.dossiers.papers import paper_in


@pytest.fixture
def entries(app):
    """Two entries of one organisation in one year."""
    first = make_draft(rulebook_id="gtclqg-2026", product="Nước mắm Mẫu")
    second = make_draft(cycle=first.cycle, organisation=first.organisation, product="Muối Mẫu")
    return first, second


def write(visitor, dossier, code, text, version=0):
    data = {"version": str(version), "text": text, "own_percent": "60"}
    return visitor.post(f"/dossiers/{dossier.id}/texts/{code}", data=data)


def test_entries_share_one_management_part(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))

    write(owner, first, "a.1", "Lãnh đạo chung")
    write(owner, first, "b.1", "Chất lượng nước mắm")

    assert "Lãnh đạo chung" in owner.get(f"/dossiers/{second.id}/texts/a.1").text
    assert "Chất lượng nước mắm" not in owner.get(f"/dossiers/{second.id}/texts/b.1").text
    assert db.session.scalar(select(func.count()).select_from(SelfAssessment)) == 3


def test_the_shared_part_locks_with_the_first_entry_submitted(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))
    advance(first, "submitted")

    shared = write(owner, second, "a.1", "Sửa phần chung", version=1)
    own = write(owner, second, "b.1", "Chất lượng muối")

    assert shared.status_code == 422
    assert "dùng chung" in shared.text
    assert own.status_code == 302
    assert "đã khóa" in owner.get(f"/dossiers/{second.id}/texts/a.1").text


def test_a_request_naming_the_part_opens_it_for_the_entry_it_was_made_to(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))
    advance(first, "submitted")
    workflow.perform(
        "request_supplement", first, actor=secretary_of(first.council), note="Viết rõ hơn a.1.",
        parts=["3"], due_at=clock.end_of_day(clock.add_working_days(clock.today_local(), 5)),
    )  # fmt: skip

    asked = write(owner, first, "a.1", "Viết rõ hơn", version=1)
    beside = write(owner, second, "a.1", "Sửa qua hồ sơ khác", version=2)

    assert asked.status_code == 302
    assert beside.status_code == 422


def test_an_entry_that_was_withdrawn_no_longer_locks(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))
    advance(first, "submitted")
    workflow.perform("withdraw", first, actor=owner_of(first), note="Chưa sẵn sàng.")

    assert write(owner, second, "a.1", "Sửa phần chung", version=1).status_code == 302


def test_papers_of_shared_parts_are_taken_over_once_and_stand_alone(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))
    paper = paper_in(first, "Chứng chỉ ISO 9001", part="4", year=None)
    at = f"/dossiers/{second.id}/papers/4"

    offered = owner.get(at).text
    owner.post(f"{at}/take-over", data={"entry": first.id})
    owner.post(f"{at}/take-over", data={"entry": first.id})
    owner.post(f"/dossiers/{first.id}/papers/{paper.id}/remove")

    assert "Lấy 1 tài liệu của Nước mắm Mẫu" in offered
    (copy,) = evidence.of_dossier(second)
    assert (copy.title, copy.file.sha256) == ("Chứng chỉ ISO 9001", paper.file.sha256)
    assert copy.file_id != paper.file_id
    assert evidence.of_dossier(first) == []


def test_papers_of_a_products_own_parts_are_not_taken_over(entries, browser):
    first, second = entries
    owner = browser(owner_of(first))
    paper_in(first, "Kết quả thử nghiệm", part="9", year=None)
    at = f"/dossiers/{second.id}/papers/9"

    assert "Lấy 1 tài liệu" not in owner.get(at).text
    assert owner.post(f"{at}/take-over", data={"entry": first.id}).status_code == 403
    assert evidence.of_dossier(second) == []
