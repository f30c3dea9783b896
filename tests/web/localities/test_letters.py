"""A province replies: line by line, with reasons, once or in parts, and never over a colleague."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import (
    Conflict,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Reply,
    StoredFile,
)
from award.policies import Hidden
from award.services import conflicts, consulting
from award.services.consulting import Answer
from tests.factories import (
    make_dossier,
    make_organisation,
    make_province_officer,
    make_user,
    owner_of,
    send_letter,
    standing_body,
)
from tests.web.at_field import told_at


@pytest.fixture
def letter(app: Any) -> Consultation:
    """A letter to Hà Nội with two dossiers of the same year."""
    first = make_dossier("consultation", rulebook_id="gtclqg-2026")
    second = make_dossier(
        "consultation", rulebook_id="gtclqg-2026", organisation=make_organisation()
    )
    return send_letter([first, second])


def said(entry: ConsultationEntry, reply: str = "", note: str = "", seen: str = "") -> dict:
    return {f"reply_{entry.id}": reply, f"note_{entry.id}": note, f"seen_{entry.id}": seen}


def test_the_letter_asks_about_registered_facts_and_shows_no_points(browse, letter):
    page = browse(make_province_officer("01")).get(f"/province/letters/{letter.id}").text

    entry = letter.entries[0]
    assert entry.dossier.organisation.tax_code in page
    assert entry.dossier.product.name in page
    assert "650" not in page


def test_some_lines_are_answered_now_and_the_others_later(browse, letter):
    officer = make_province_officer("01")
    first, second = letter.entries
    browser = browse(officer)

    browser.post(f"/province/letters/{letter.id}", data=said(first, "agree") | said(second))
    between = [entry.reply for entry in letter.entries]
    seen = first.replied_at.isoformat()
    browser.post(
        f"/province/letters/{letter.id}",
        data=said(first, "agree", seen=seen) | said(second, "other", "Đang thanh tra thuế."),
    )

    assert between == ["agree", None]
    assert [(entry.reply, entry.note) for entry in letter.entries] == [
        ("agree", ""),
        ("other", "Đang thanh tra thuế."),
    ]
    assert {entry.replied_by_id for entry in letter.entries} == {officer.id}


def test_one_signed_copy_stands_for_every_line_of_the_save(browse, letter, signed):
    officer = make_province_officer("01")
    first, second = letter.entries
    data = said(first, "agree") | said(second, "disagree", "Nợ bảo hiểm xã hội.")

    browse(officer).post(
        f"/province/letters/{letter.id}", data=data | {"file": signed("công văn trả lời.pdf")}
    )

    stored = {db.session.get(StoredFile, entry.signed_copy_id) for entry in letter.entries}
    assert [file.name for file in stored if file] == ["công văn trả lời.pdf"]
    copy = browse(officer).get(f"/province/letters/{letter.id}/replies/{first.id}")
    assert copy.headers["Content-Disposition"].startswith("attachment")
    assert copy.data.startswith(b"%PDF")


@pytest.mark.parametrize("reply", ["disagree", "other"])
def test_an_objection_says_what_it_is_about(browse, letter, reply):
    first, second = letter.entries
    data = said(first, reply, "   ") | said(second, "agree", "Ghi chú đã viết.")

    answer = browse(make_province_officer("01")).post(f"/province/letters/{letter.id}", data=data)

    assert answer.status_code == 422
    assert "cần ghi rõ nội dung" in answer.text
    assert "Ghi chú đã viết." in answer.text
    assert [entry.reply for entry in letter.entries] == [None, None]


def test_an_empty_answer_is_told_so(browse, letter):
    first, second = letter.entries

    answer = browse(make_province_officer("01")).post(
        f"/province/letters/{letter.id}", data=said(first) | said(second)
    )

    assert answer.status_code == 422
    assert "Hãy chọn ý kiến cho ít nhất một tổ chức" in answer.text


def test_a_file_of_the_wrong_kind_is_refused_and_nothing_is_lost(browse, letter, signed):
    first, second = letter.entries
    content, _ = signed()

    answer = browse(make_province_officer("01")).post(
        f"/province/letters/{letter.id}",
        data=said(first, "other", "Đã ghi dài.") | said(second) | {"file": (content, "x.exe")},
    )
    own = browse(make_province_officer("01")).post(
        f"/province/letters/{letter.id}",
        data=said(first, "agree") | {f"file_{first.id}": (signed()[0], "x.exe")},
    )

    assert answer.status_code == 422
    assert "Loại tệp không được nhận" in told_at(answer, "file")
    assert "Loại tệp không được nhận" in told_at(own, f"file_{first.id}")
    assert "Đã ghi dài." in answer.text
    assert first.reply is None


def test_the_second_of_two_officers_sees_what_the_first_replied(browse, letter):
    first, second = letter.entries
    early, late = make_province_officer("01"), make_province_officer("01")

    browse(early).post(f"/province/letters/{letter.id}", data=said(first, "agree") | said(second))
    answer = browse(late).post(
        f"/province/letters/{letter.id}",
        data=said(first, "disagree", "Có khiếu kiện đất đai.") | said(second),
    )

    assert answer.status_code == 409
    assert "Không đồng ý: Có khiếu kiện đất đai." in answer.text
    assert "Đồng ý" in answer.text
    assert first.reply == "agree"


def test_a_reply_may_be_replaced_until_the_letter_closes(browse, letter):
    first, second = letter.entries
    browser = browse(make_province_officer("01"))
    path = f"/province/letters/{letter.id}"

    browser.post(path, data=said(first, "agree") | said(second))
    seen = first.replied_at.isoformat()
    browser.post(path, data=said(first, "disagree", "Mới phát hiện.", seen) | said(second))
    replaced = first.reply
    letter.due_on = clock.today_local() - timedelta(days=1)
    letter.sent_on = letter.due_on - timedelta(days=20)
    db.session.flush()
    workflow.perform("close", letter, actor=standing_body())
    late = browser.post(path, data=said(second, "agree"))

    assert replaced == "disagree"
    assert late.status_code == 403
    assert "đã kết thúc nhận ý kiến" in late.text
    assert second.reply == "none"


def test_a_line_of_another_letter_cannot_be_answered_here(browse, letter):
    other = make_dossier(
        "consultation", rulebook_id="gtclqg-2026", organisation=make_organisation()
    )
    stranger = send_letter([other]).entries[0]

    answer = browse(make_province_officer("01")).post(
        f"/province/letters/{letter.id}", data=said(stranger, "agree")
    )

    assert answer.status_code == 422
    assert stranger.reply is None


def test_only_officers_of_the_addressed_province_see_a_letter_once_it_is_sent(browse, letter):
    dossier = letter.entries[0].dossier
    strangers = [make_user(), owner_of(dossier), make_province_officer("79")]
    draft = Consultation(
        cycle=letter.cycle, province_code="01", created_at=clock.now(),
        created_by_id=standing_body().id,
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()

    seen = [browse(one).get(f"/province/letters/{letter.id}").status_code for one in strangers]
    before = browse(make_province_officer("01")).get(f"/province/letters/{draft.id}").status_code
    posted = browse(standing_body()).post(f"/province/letters/{letter.id}", data={}).status_code

    assert seen == [404, 404, 404]
    assert before == 404
    assert posted == 403


def test_an_officer_with_a_conflict_neither_sees_nor_answers_that_line(browse, letter):
    officer = make_province_officer("01")
    first, second = letter.entries
    db.session.add(
        Conflict(
            user_id=officer.id, dossier_id=first.dossier_id, reason="Người nhà.",
            declared_at=clock.now(),
        )
    )  # fmt: skip
    browser = browse(officer)

    page = browser.get(f"/province/letters/{letter.id}").text
    browser.post(
        f"/province/letters/{letter.id}", data=said(first, "agree") | said(second, "agree")
    )

    assert first.dossier.organisation.name not in page
    assert second.dossier.organisation.name in page
    assert [first.reply, second.reply] == [None, "agree"]


def test_no_line_is_answered_by_whoever_has_a_conflict_on_it_whichever_way_they_come(letter):
    officer, entry = make_province_officer("01"), letter.entries[0]
    conflicts.declare(entry.dossier, "Người nhà.", actor=officer)

    with pytest.raises(Hidden):
        consulting.answer(letter, [Answer(entry.id, Reply.AGREE, "", None)], actor=officer)

    assert entry.reply is None


def test_after_the_decision_no_reply_is_written_over(browse):
    dossier = make_dossier("awarded", rulebook_id="gtclqg-2026")
    entry = db.session.scalars(
        select(ConsultationEntry).where(ConsultationEntry.dossier_id == dossier.id)
    ).one()
    before = (entry.reply, entry.note)
    entry.consultation.state = ConsultationState.SENT
    officer = browse(make_province_officer(entry.consultation.province_code))
    path = f"/province/letters/{entry.consultation_id}"

    page = officer.get(path).text
    officer.post(path, data={f"reply_{entry.id}": "disagree", f"note_{entry.id}": "Nghĩ lại."})

    assert "đã kết thúc; ý kiến đã ghi không đổi được nữa" in page
    assert f'name="reply_{entry.id}"' not in page
    assert (entry.reply, entry.note) == before
