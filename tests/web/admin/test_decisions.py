"""Submission, the signed decision, results and revocation: what is refused, and that nothing is
lost or done twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Award,
    AwardDecision,
    AwardSubmission,
    Conflict,
    Dossier,
    IssuedDocument,
    PastAward,
    Revocation,
)
from award.services import deciding, invariants
from tests.factories import (
    advance,
    make_administrator,
    make_dossier,
    make_organisation,
    make_standing_body,
    reply_to,
    send_letter,
    standing_body,
)
from tests.web.at_field import told_at

EDITION = "gtclqg-2026"


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


def make_proposed(**draft: Any) -> Dossier:
    return make_dossier("proposed", rulebook_id=EDITION, organisation=make_organisation(), **draft)


def decision(file: Any, **entries: Any) -> dict[str, Any]:
    return {
        "authority": "Cấp quyết định Mẫu",
        "number": "543/QĐ-MAU",
        "decided_on": day(),
        "signer": "Trần Thị Mẫu",
        "file": file,
    } | entries


def test_only_a_dossier_that_was_answered_on_is_proposed(office):
    dossier = make_dossier("consultation", rulebook_id=EDITION)
    path = f"/office/cycles/{dossier.cycle_id}/submission"
    entries = {"number": "15/TTr-MAU", "submitted_on": day(), "dossiers": [dossier.id]}

    unasked = office.post(path, data=entries)
    letter = send_letter([dossier])
    unanswered = office.post(path, data=entries)
    reply_to(letter)
    good = office.post(path, data=entries)
    again = office.post(path, data=entries)

    assert "Chưa lấy ý kiến địa phương về hồ sơ này." in unasked.text
    assert "Còn công văn chưa có ý kiến trả lời." in unanswered.text
    assert [one.status_code for one in (unasked, unanswered, good, again)] == [422, 422, 302, 422]
    assert [one.number for one in db.session.scalars(select(AwardSubmission))] == ["15/TTr-MAU"]


def test_of_two_dossiers_both_are_proposed_or_none(office):
    ready = make_dossier("consultation", rulebook_id=EDITION, organisation=make_organisation())
    open_one = make_dossier("consultation", rulebook_id=EDITION, organisation=make_organisation())
    reply_to(send_letter([ready]))

    answer = office.post(
        f"/office/cycles/{ready.cycle_id}/submission",
        data={
            "number": "15/TTr-MAU",
            "submitted_on": day(),
            "dossiers": [ready.id, open_one.id],
        },
    )

    assert answer.status_code == 422
    assert 'value="15/TTr-MAU"' in answer.text
    assert [ready.state, open_one.state] == ["consultation", "consultation"]
    assert db.session.scalars(select(AwardSubmission)).all() == []


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"submitted_on": day(1)}, "Ngày tờ trình không được sau hôm nay."),
        ({"submitted_on": "13/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"number": ""}, "Hãy ghi số, ký hiệu tờ trình."),
        ({"dossiers": []}, "Hãy chọn ít nhất một tổ chức, sản phẩm."),
    ],
)
def test_a_submission_with_a_wrong_entry_is_told_at_its_field(office, entries, sentence):
    dossier = make_dossier("consultation", rulebook_id=EDITION)
    reply_to(send_letter([dossier]))
    good = {"number": "15/TTr-MAU", "submitted_on": day(), "dossiers": [dossier.id]}

    answer = office.post(f"/office/cycles/{dossier.cycle_id}/submission", data=good | entries)

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert dossier.state == "consultation"


def test_a_decision_names_winners_losers_and_those_it_leaves_open(office, signed):
    won, lost, later = (make_proposed() for _ in range(3))
    path = f"/office/cycles/{won.cycle_id}/decision"
    first = {f"tier_{won.id}": "silver", f"tier_{lost.id}": "none", f"tier_{later.id}": "later"}

    office.post(path, data=decision(signed(), **first))
    between = [won.state, lost.state, later.state]
    office.post(path, data=decision(signed(), **{f"tier_{later.id}": "silver"}))

    awards = db.session.scalars(select(Award).order_by(Award.certificate_number)).all()
    assert between == ["awarded", "not_awarded", "proposed"]
    assert later.state == "awarded"
    assert [(one.dossier_id, one.certificate_number) for one in awards] == [
        (won.id, 1),
        (later.id, 2),
    ]
    assert len(db.session.scalars(select(AwardDecision)).all()) == 1
    assert list(invariants.breaches()) == []


def test_everybody_who_ended_gets_a_written_result_and_who_was_scored_gets_feedback(office, signed):
    won = make_proposed()
    turned_away = make_dossier("ineligible", rulebook_id=EDITION, organisation=make_organisation())
    lost = make_dossier("not_awarded", rulebook_id=EDITION, organisation=make_organisation())
    withdrawn = make_dossier("withdrawn", rulebook_id=EDITION, organisation=make_organisation())

    office.post(
        f"/office/cycles/{won.cycle_id}/decision",
        data=decision(signed(), **{f"tier_{won.id}": "silver"}),
    )

    wanted = ["certificate", "feedback_report", "result_notice"]
    issued = {
        one.id: sorted(
            db.session.scalars(
                select(IssuedDocument.kind).where(
                    IssuedDocument.dossier_id == one.id, IssuedDocument.kind.in_(wanted)
                )
            )
        )
        for one in (won, turned_away, lost, withdrawn)
    }
    assert issued == {
        won.id: wanted,
        turned_away.id: ["result_notice"],
        lost.id: ["feedback_report", "result_notice"],
        withdrawn.id: [],
    }


def test_results_made_once_are_not_made_again(office, signed):
    dossier = make_dossier("not_awarded", rulebook_id=EDITION)
    path = f"/office/cycles/{dossier.cycle_id}/results"

    first = office.post(path)
    again = office.post(path)

    assert [first.status_code, again.status_code] == [302, 403]
    assert "Mọi tổ chức có kết quả đều đã có thông báo." in again.text


def test_a_decision_recorded_twice_changes_nothing(office, signed):
    dossier = make_proposed()
    path = f"/office/cycles/{dossier.cycle_id}/decision"
    said = {f"tier_{dossier.id}": "silver"}

    first = office.post(path, data=decision(signed(), **said))
    again = office.post(path, data=decision(signed(), **said))

    assert [first.status_code, again.status_code] == [302, 422]
    assert "Quyết định này đã được ghi" in again.text
    assert len(db.session.scalars(select(Award)).all()) == 1


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"file": None}, "Hãy chọn một tệp."),
        ({"decided_on": "13/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"decided_on": day(1)}, "Ngày quyết định không được sau hôm nay."),
        ({"decided_on": day(-400)}, "Ngày quyết định phải từ ngày tờ trình"),
        ({"signer": ""}, "Hãy ghi họ tên, chức vụ người ký."),
        ({"number": " "}, "Hãy ghi số, ký hiệu của quyết định."),
    ],
)
def test_a_decision_with_a_wrong_entry_is_refused_and_what_was_typed_stays(
    office, signed, entries, sentence
):
    dossier = make_proposed()
    data = decision(signed(), **{f"tier_{dossier.id}": "none"}) | entries
    sent = {name: value for name, value in data.items() if value is not None}

    answer = office.post(f"/office/cycles/{dossier.cycle_id}/decision", data=sent)

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert 'value="Cấp quyết định Mẫu"' in answer.text
    assert '<option value="none" selected' in answer.text
    assert dossier.state == "proposed"
    assert db.session.scalars(select(AwardDecision)).all() == []


def test_a_decision_never_gives_more_than_the_council_voted(office, signed):
    dossier = make_proposed()

    answer = office.post(
        f"/office/cycles/{dossier.cycle_id}/decision",
        data=decision(signed(), **{f"tier_{dossier.id}": "gold"}),
    )

    assert answer.status_code == 422
    assert "không được trình ở mức giải này" in told_at(answer, f"tier_{dossier.id}")
    assert dossier.state == "proposed"


def test_a_dossier_decided_by_a_colleague_in_the_meantime_is_not_decided_twice(office, signed):
    dossier = make_proposed()
    advance(dossier, "awarded")

    answer = office.post(
        f"/office/cycles/{dossier.cycle_id}/decision",
        data=decision(signed(), number="9/QĐ", **{f"tier_{dossier.id}": "silver"}),
    )

    assert answer.status_code == 422
    assert "Hãy ghi quyết định nói gì về ít nhất một hồ sơ." in answer.text
    assert len(db.session.scalars(select(Award)).all()) == 1


def test_an_award_is_remembered_for_the_question_of_re_entry(office, signed):
    dossier = make_proposed()

    office.post(
        f"/office/cycles/{dossier.cycle_id}/decision",
        data=decision(signed(), **{f"tier_{dossier.id}": "silver"}),
    )

    past = db.session.scalars(select(PastAward)).one()
    assert (past.organisation_id, past.award_year, past.tier, past.decision_number) == (
        dossier.organisation_id,
        2026,
        "silver",
        "543/QĐ-MAU",
    )


def revocation(file: Any, **entries: Any) -> dict[str, Any]:
    return {
        "ground": "fraud",
        "reason": "Gian dối số liệu doanh thu.",
        "proposal": "Văn bản 12/TĐC ngày 02/03.",
        "decision_number": "99/QĐ-MAU",
        "decided_on": day(),
        "publication": "Báo Mẫu ngày 05/03.",
        "file": file,
    } | entries


@pytest.fixture
def award(app: Any) -> Award:
    """An award given today."""
    dossier = make_dossier("awarded", rulebook_id=EDITION)
    return db.session.scalars(select(Award).where(Award.dossier_id == dossier.id)).one()


def test_an_award_is_taken_back_with_ground_decision_and_publication(office, signed, award):
    page = office.get(f"/office/awards/{award.id}/revocation")

    answer = office.post(f"/office/awards/{award.id}/revocation", data=revocation(signed()))
    again = office.post(f"/office/awards/{award.id}/revocation", data=revocation(signed()))

    assert page.status_code == 200
    assert [answer.status_code, again.status_code] == [302, 422]
    assert award.dossier.state == "revoked"
    assert len(db.session.scalars(select(Revocation)).all()) == 1
    assert "Kết quả này đã bị thu hồi" in office.get(f"/office/awards/{award.id}/revocation").text


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"publication": ""}, "Hãy ghi nơi và ngày công bố."),
        ({"proposal": " "}, "Hãy ghi văn bản đề xuất."),
        ({"ground": "whim"}, "Hãy chọn một trong các mục được nêu."),
        ({"decided_on": day(-1)}, "Ngày thu hồi phải từ ngày tặng giải đến hôm nay."),
        ({"decided_on": day(1)}, "Ngày thu hồi phải từ ngày tặng giải đến hôm nay."),
    ],
)
def test_a_revocation_with_a_wrong_entry_is_refused(office, signed, award, entries, sentence):
    answer = office.post(
        f"/office/awards/{award.id}/revocation", data=revocation(signed(), **entries)
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert award.dossier.state == "awarded"


def test_after_the_months_of_the_edition_an_award_stands(office, signed, award):
    award.decision.decided_on = clock.today_local() - timedelta(days=3 * 366 + 1)

    answer = office.post(f"/office/awards/{award.id}/revocation", data=revocation(signed()))

    assert answer.status_code == 422
    assert "Đã quá 36 tháng kể từ ngày tặng giải" in answer.text


def test_the_last_day_of_the_window_is_still_in_it(app, award):
    until = deciding.revocable_until(award)

    assert until.replace(year=until.year - 3) == award.decision.decided_on


def test_the_signed_decision_is_handed_out_as_a_download(office, signed):
    dossier = make_proposed()
    office.post(
        f"/office/cycles/{dossier.cycle_id}/decision",
        data=decision(signed("quyết định 543.pdf"), **{f"tier_{dossier.id}": "silver"}),
    )
    made = db.session.scalars(select(AwardDecision)).one()

    answer = office.get(f"/office/decisions/{made.id}/file")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data.startswith(b"%PDF")


def test_who_has_a_conflict_sees_and_moves_nothing_of_the_dossier(browse, signed):
    dossier = make_proposed()
    standing_body()
    colleague = make_standing_body()
    db.session.add(
        Conflict(
            user_id=colleague.id,
            dossier_id=dossier.id,
            reason="Từng làm việc ở đó.",
            declared_at=clock.now(),
        )
    )
    browser = browse(colleague)
    base = f"/office/cycles/{dossier.cycle_id}"

    pages = [
        browser.get(f"{base}{page}").text
        for page in ("", "/stage", "/consultation", "/decision", "/results", "/figures")
    ]
    posted = browser.post(
        f"{base}/decision", data=decision(signed(), **{f"tier_{dossier.id}": "silver"})
    )
    moved = browser.post(f"/office/dossiers/{dossier.id}/disqualify", data={"note": "x"})

    assert [page for page in pages if dossier.organisation.name in page] == []
    assert [posted.status_code, moved.status_code] == [422, 404]
    assert dossier.state == "proposed"


def test_an_administrator_decides_nothing(browse, signed):
    dossier = make_proposed()
    browser = browse(make_administrator())
    base = f"/office/cycles/{dossier.cycle_id}"

    answers = [
        browser.post(f"{base}/submission"),
        browser.post(f"{base}/decision", data=decision(signed())),
        browser.post(f"{base}/results"),
        browser.post(f"/office/dossiers/{dossier.id}/disqualify"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert dossier.state == "proposed"


def test_an_unknown_move_is_not_found(office):
    dossier = make_proposed()

    assert office.post(f"/office/dossiers/{dossier.id}/award").status_code == 404
