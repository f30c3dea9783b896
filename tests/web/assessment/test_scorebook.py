"""Scoring item by item: nothing typed is lost, nothing is saved twice, nothing late gets in."""

import pytest
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import Assignment, AssignmentState, IssuedDocument, Rating
from award.services import ratings
from tests.factories import (
    assign_team,
    assignments_of,
    make_dossier,
    make_organisation,
    rate,
    rate_all,
    secretary_of,
    the_cycle,
)


@pytest.fixture
def mine(app):
    """The second assessor's accepted assignment on a dossier under review."""
    return assignments_of(make_dossier("under_review"))[1]


@pytest.fixture
def person(browser, mine):
    return browser(mine.user)


def post(person, mine, code="1.1", side="", **data):
    return person.post(f"/assessments/{mine.id}/items/{code}{side}", data={"version": "0"} | data)


def saved():
    return db.session.scalars(select(Rating).order_by(Rating.id)).all()


def test_the_page_of_an_item_has_text_scale_rubric_and_key_factors(person, mine):
    page = person.get(f"/assessments/{mine.id}/items/1.1").text

    assert "Cách làm của đơn vị ở hạng mục 1.1." in page
    assert 'data-worth="45,5"' in page
    assert "Sản phẩm, dịch vụ" in page
    assert "Nội dung products." in page


def test_an_item_the_edition_lacks_does_not_exist(person, mine):
    assert person.get(f"/assessments/{mine.id}/items/9.9").status_code == 404
    assert post(person, mine, "9.9", percent="60").status_code == 404


def test_a_save_keeps_everything_and_goes_on_to_the_next_item(person, mine):
    response = post(
        person, mine, percent="65", strengths="Rõ.", improvements="Đo thêm.", evidence="Trang 12",
        to_verify="Xem nhật ký.", next="1",
    )  # fmt: skip

    assert response.location == f"/assessments/{mine.id}/items/1.2"
    (rating,) = saved()
    assert (rating.item, rating.percent, rating.user_id) == ("1.1", 65, mine.user_id)
    assert (rating.strengths, rating.improvements, rating.evidence, rating.to_verify) == (
        "Rõ.",
        "Đo thêm.",
        "Trang 12",
        "Xem nhật ký.",
    )


def test_a_percent_off_the_steps_gets_its_sentence_at_the_field_and_loses_nothing(person, mine):
    response = post(person, mine, percent="63", strengths="Viết rất lâu.")

    assert response.status_code == 422
    assert 'id="percent-error"' in response.text
    assert "63" in response.text.split('id="percent-error"')[1][:300]
    assert "Viết rất lâu." in response.text
    assert saved() == []


@pytest.mark.parametrize("percent", ["-5", "105", "sáu mươi", "60,5"])
def test_what_is_no_percent_is_refused(person, mine, percent):
    response = post(person, mine, percent=percent, strengths="Viết rất lâu.")

    assert response.status_code == 422
    assert "Viết rất lâu." in response.text
    assert saved() == []


def test_comments_may_come_before_the_percent(person, mine):
    response = post(person, mine, side="/autosave", strengths="Viết trước.")

    assert response.json["version"] == 1
    assert [(one.percent, one.strengths) for one in saved()] == [(None, "Viết trước.")]
    assert "1.1" in ratings.missing(mine)


def test_the_same_content_again_appends_nothing(person, mine):
    for _ in range(3):
        post(person, mine, side="/autosave", percent="60", strengths="Rõ.")

    assert len(saved()) == 1


def test_each_change_is_appended_and_the_newest_counts(person, mine):
    post(person, mine, side="/autosave", percent="60")
    post(person, mine, side="/autosave", percent="70", version="1")

    assert [one.percent for one in saved()] == [60, 70]
    assert ratings.own(mine)["1.1"].percent == 70


def test_an_older_window_does_not_write_over_a_newer_one(person, mine):
    post(person, mine, side="/autosave", percent="60", strengths="Bản mới.")

    response = post(person, mine, side="/autosave", percent="40", strengths="Bản cũ.")

    assert response.status_code == 409
    assert response.json == {
        "message": "Hạng mục này vừa được lưu ở cửa sổ khác. Hãy tải lại trang để xem bản mới."
    }
    assert [one.strengths for one in saved()] == ["Bản mới."]


def test_an_older_window_without_script_is_shown_both_texts(person, mine):
    post(person, mine, percent="60", strengths="Bản mới.")

    response = post(person, mine, percent="40", strengths="Bản cũ.")

    assert response.status_code == 409
    assert "Bản mới." in response.text
    assert "Bản cũ." in response.text
    assert len(saved()) == 1


def test_an_autosave_off_the_steps_says_so_in_json(person, mine):
    response = post(person, mine, side="/autosave", percent="63")

    assert response.status_code == 422
    assert "63" in response.json["message"]


def test_an_incomplete_sheet_is_not_handed_in_and_says_what_is_missing(person, mine):
    rate(mine, 60, ratings.missing(mine)[:15])

    person.post(f"/assessments/{mine.id}/submit")

    assert db.session.get(Assignment, mine.id).state is AssignmentState.ACCEPTED
    page = person.get(f"/assessments/{mine.id}").text
    assert "Còn 2 hạng mục chưa chấm: 7.4, 7.5." in page
    assert "Chấm tiếp hạng mục 7.4" in page


def test_a_complete_sheet_is_handed_in_locked_and_printed(person, mine):
    rate(mine, 60)

    person.post(f"/assessments/{mine.id}/submit")

    assert db.session.get(Assignment, mine.id).state is AssignmentState.SUBMITTED
    kinds = db.session.scalars(
        select(IssuedDocument.kind).where(
            IssuedDocument.subject_type == "assignment", IssuedDocument.subject_id == mine.id
        )
    ).all()
    assert kinds == ["score_form"]
    assert "In phiếu chấm điểm của tôi" in person.get(f"/assessments/{mine.id}").text


def test_a_late_save_is_refused_and_its_text_is_still_there(person, mine):
    rate(mine, 60)
    person.post(f"/assessments/{mine.id}/submit")

    response = post(person, mine, percent="80", strengths="Muộn mất rồi.", version="1")

    assert response.status_code == 422
    assert "Phiếu chấm đã nộp nên không sửa được" in response.text
    assert "Muộn mất rồi." in response.text
    assert ratings.own(mine)["1.1"].percent == 60


def test_submitting_twice_hands_in_once(person, mine):
    rate(mine, 60)

    for _ in range(2):
        person.post(f"/assessments/{mine.id}/submit")

    assert len(db.session.scalars(select(IssuedDocument.id).where(
        IssuedDocument.kind == "score_form")).all()) == 1  # fmt: skip


def test_a_reopened_sheet_takes_changes_again(person, mine):
    rate(mine, 60)
    workflow.perform("submit", mine, actor=mine.user)
    workflow.perform(
        "reopen", mine, actor=secretary_of(mine.dossier.council), note="Nhầm hạng mục."
    )

    post(person, mine, percent="75", version="1")

    assert ratings.own(mine)["1.1"].percent == 75


def test_the_total_so_far_is_one_s_own(person, mine):
    first = assignments_of(mine.dossier)[0]
    rate(first, 100)
    rate(mine, 50, ["1.1", "1.2"])

    page = person.get(f"/assessments/{mine.id}").text

    assert "<strong>60</strong> / 120" in page
    assert "2/17 hạng mục" in page


def test_scoring_is_closed_before_review_is_open(browser, app):
    early = assign_team(make_dossier("accepted"))[1]

    response = post(browser(early.user), early, percent="60", strengths="Sớm quá.")

    assert response.status_code == 422
    assert "Hồ sơ này hiện không ở bước đánh giá hồ sơ độc lập." in response.text
    assert "Sớm quá." in response.text


def test_the_shared_part_is_locked_with_the_first_sheet(browser, app):
    organisation, cycle = make_organisation(), the_cycle("gtclqg-2026")
    first = make_dossier("under_review", cycle=cycle, organisation=organisation)
    team = tuple(one.user for one in assignments_of(first))
    second = make_dossier(
        "under_review", cycle=cycle, organisation=organisation, sector_group="02", team=team
    )
    rate_all(first)
    mine = assignments_of(second)[0]
    person = browser(mine.user)

    shared = post(person, mine, "a.1", percent="90", version="1")
    own = post(person, mine, "b.1", percent="90")

    assert shared.status_code == 422
    assert "đã nộp cùng phiếu của sản phẩm khác nên đã khóa" in shared.text
    assert own.status_code == 302
    assert ratings.missing(mine) == ["b.2", "b.3"]


def test_provisional_points_say_so(browser, app):
    mine = assignments_of(make_dossier("under_review", rulebook_id="gtclqg-2026"))[0]
    person = browser(mine.user)

    assert "tạm tính" in person.get(f"/assessments/{mine.id}").text
    assert (
        "tạm thời, chưa có văn bản chính thức"
        in person.get(f"/assessments/{mine.id}/items/a.1").text
    )
