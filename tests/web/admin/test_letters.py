"""Letters out and replies in: awkward input, twice pressed, overdue, objected."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Consultation, Dossier, Reply
from tests.factories import (
    make_dossier,
    make_organisation,
    make_province_officer,
    reply_to,
    send_letter,
)
from tests.web.at_field import told_at


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


@pytest.fixture
def dossier(app: Any) -> Dossier:
    """A dossier on which opinions are taken."""
    return make_dossier("consultation", rulebook_id="gtclqg-2026")


@pytest.fixture
def draft(office: Any, dossier: Dossier) -> Consultation:
    """The draft letter to its province."""
    path = f"/office/cycles/{dossier.cycle_id}/consultation/letters"
    assert office.post(path, data={"dossiers": [dossier.id]}).status_code == 302
    return db.session.scalars(select(Consultation)).one()


def test_each_province_gets_one_letter_with_its_own_list(office):
    here = [
        make_dossier("consultation", rulebook_id="gtclqg-2026", organisation=make_organisation())
        for _ in range(2)
    ]
    away = make_dossier(
        "consultation",
        rulebook_id="gtclqg-2026",
        organisation=make_organisation(province_code="04"),
    )

    office.post(
        f"/office/cycles/{away.cycle_id}/consultation/letters",
        data={"dossiers": [one.id for one in (*here, away)]},
    )

    letters = db.session.scalars(select(Consultation).order_by(Consultation.province_code)).all()
    assert [
        (letter.province_code, sorted(entry.dossier_id for entry in letter.entries))
        for letter in letters
    ] == [("01", sorted(one.id for one in here)), ("04", [away.id])]


def test_pressing_twice_writes_one_letter(office, dossier, draft):
    again = office.post(
        f"/office/cycles/{dossier.cycle_id}/consultation/letters", data={"dossiers": [dossier.id]}
    )

    assert again.status_code == 422
    assert "Không có hồ sơ nào đang chờ lập công văn" in again.text
    assert len(db.session.scalars(select(Consultation)).all()) == 1


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"sent_on": "13/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"sent_on": "31/02/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"due_on": day(-1)}, "Hạn trả lời phải sau ngày công văn."),
        ({"due_on": day()}, "Hạn trả lời phải sau ngày công văn."),
        ({"sent_on": day(1), "due_on": day(30)}, "Ngày công văn không được sau hôm nay."),
        ({"number": ""}, "Hãy ghi số, ký hiệu do văn thư cấp."),
    ],
)
def test_a_letter_is_not_sent_with_a_wrong_entry_and_what_was_typed_stays(
    office, draft, entries, sentence
):
    good = {"number": "20/CV-MAU", "sent_on": day(), "due_on": day(21)}

    answer = office.post(f"/office/letters/{draft.id}/send", data=good | entries)

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert all(f'value="{text}"' in answer.text for text in (good | entries).values() if text)
    assert draft.state == "draft"


def test_a_letter_is_sent_once(office, draft):
    data = {"number": "20/CV-MAU", "sent_on": day(), "due_on": day(21)}

    office.post(f"/office/letters/{draft.id}/send", data=data)
    again = office.post(f"/office/letters/{draft.id}/send", data=data | {"number": "21/CV-MAU"})

    assert again.status_code == 422
    assert "Công văn này đã ghi số và gửi." in again.text
    assert draft.number == "20/CV-MAU"


def test_a_draft_can_be_thrown_away_and_a_sent_letter_cannot(office, dossier, draft):
    discarded = office.post(f"/office/letters/{draft.id}/discard")
    letter = send_letter([dossier])
    refused = office.post(f"/office/letters/{letter.id}/discard")

    assert discarded.status_code == 302
    assert refused.status_code == 403
    assert [one.id for one in db.session.scalars(select(Consultation))] == [letter.id]


def test_a_letter_is_not_closed_while_somebody_may_still_answer(office, dossier):
    letter = send_letter([dossier])

    page = office.get(f"/office/letters/{letter.id}").text
    answer = office.post(f"/office/letters/{letter.id}/close")

    assert "Chưa hết hạn trả lời và còn mục chưa có ý kiến." in page
    assert answer.status_code == 403
    assert letter.state == "sent"


def test_an_overdue_letter_is_flagged_and_silence_is_never_consent(office, dossier):
    letter = send_letter([dossier])
    letter.sent_on, letter.due_on = (
        clock.today_local() - timedelta(30),
        clock.today_local() - timedelta(1),
    )
    base = f"/office/cycles/{dossier.cycle_id}"
    entries = {"number": "15/TTr-MAU", "submitted_on": day(), "dossiers": [dossier.id]}

    flagged = office.get(f"{base}/consultation").text
    office.post(f"/office/letters/{letter.id}/close")
    refused = office.post(f"{base}/submission", data=entries)
    told = office.post(
        f"{base}/submission", data=entries | {f"note_{dossier.id}": "Đã nhắc hai lần bằng văn bản."}
    )

    assert "Quá hạn trả lời" in flagged
    assert letter.entries[0].reply is Reply.NONE
    assert refused.status_code == 422
    assert "cần ghi căn cứ để trình" in told_at(refused, f"note_{dossier.id}")
    assert told.status_code == 302
    assert dossier.state == "proposed"


def test_a_reply_on_paper_needs_its_signed_copy_and_its_reason(office, dossier, signed):
    letter = send_letter([dossier])
    entry = letter.entries[0]
    path = f"/office/letters/{letter.id}/reply"

    bare = office.post(path, data={"entry": entry.id, "reply": "agree", "note": ""})
    mute = office.post(
        path, data={"entry": entry.id, "reply": "disagree", "note": " ", "file": signed()}
    )
    good = office.post(
        path, data={"entry": entry.id, "reply": "disagree", "note": "Nợ thuế.", "file": signed()}
    )

    assert "Hãy chọn một tệp." in told_at(bare, "file")
    assert "cần ghi rõ nội dung" in told_at(mute, "note")
    assert [bare.status_code, mute.status_code, good.status_code] == [422, 422, 302]
    assert (entry.reply, entry.note) == (Reply.DISAGREE, "Nợ thuế.")


def test_an_agency_is_asked_about_chosen_dossiers_and_only_once_at_a_time(office, dossier):
    path = f"/office/cycles/{dossier.cycle_id}/consultation/agencies"
    data = {"agency-agency": "Cục Thuế Mẫu", "agency-dossiers": [dossier.id]}

    first = office.post(path, data=data)
    again = office.post(path, data=data)
    nobody = office.post(path, data={"agency-agency": "Sở Mẫu"})

    assert first.status_code == 302
    assert "Đã có công văn gửi cơ quan này" in told_at(again, "agency-agency")
    assert "Hãy chọn ít nhất một tổ chức" in told_at(nobody, "agency-dossiers")
    assert [one.agency for one in db.session.scalars(select(Consultation))] == ["Cục Thuế Mẫu"]


def test_an_objection_sends_the_dossier_back_and_it_waits_for_a_new_letter(office, dossier):
    reply_to(send_letter([dossier]), Reply.DISAGREE, "Đang bị điều tra.")
    base = f"/office/cycles/{dossier.cycle_id}"

    shown = office.get(f"{base}/consultation").text
    submitted = office.get(f"{base}/submission").text
    mute = office.post(f"/office/dossiers/{dossier.id}/return", data={"note": " "})
    back = office.post(f"/office/dossiers/{dossier.id}/return", data={"note": "Cần xem lại."})

    assert "Đang bị điều tra." in shown
    assert "Cần bỏ phiếu lại" in submitted
    assert [mute.status_code, back.status_code] == [403, 302]
    assert dossier.state == "national_review"


def test_a_dossier_without_objection_is_not_sent_back(office, dossier):
    answer = office.post(f"/office/dossiers/{dossier.id}/return", data={"note": "Vì sao không."})

    assert answer.status_code == 403
    assert dossier.state == "consultation"


def test_provinces_and_strangers_touch_no_letter_of_the_office(browse, dossier):
    letter = send_letter([dossier])
    officer = browse(make_province_officer("01"))

    answers = [
        officer.get(f"/office/letters/{letter.id}"),
        officer.post(f"/office/letters/{letter.id}/close"),
        officer.post(f"/office/letters/{letter.id}/reply"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert letter.state == "sent"


def test_the_list_of_letters_asks_no_more_questions_for_three_than_for_one(office, questions):
    path = ""
    asked = []
    for province in ("01", "04", "08"):
        dossier = make_dossier(
            "consultation",
            rulebook_id="gtclqg-2026",
            organisation=make_organisation(province_code=province),
        )
        send_letter([dossier], province_code=province)
        path = f"/office/cycles/{dossier.cycle_id}/consultation"
        office.get(path)
        with questions() as statements:
            office.get(path)
        asked.append(len(statements))

    assert asked[0] == asked[2]
