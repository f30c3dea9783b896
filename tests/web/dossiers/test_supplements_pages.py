"""Requests for supplements: only the named parts open; at intake, and in the national stage."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AuditEvent,
    Dossier,
    DossierState,
    OutboxMessage,
    Role,
    SupplementRequest,
)
from award.policies import Refusal
from award.services import supplements
from tests.factories import make_dossier, owner_of, secretary_of
from tests.web.dossiers.papers import pdf, upload


def request_on(dossier):
    return db.session.scalars(
        select(SupplementRequest).where(SupplementRequest.dossier_id == dossier.id)
    ).one()


def page_of(dossier):
    return f"/dossiers/{dossier.id}/supplements/{request_on(dossier).id}"


def state_of(dossier):
    return db.session.scalars(select(Dossier).where(Dossier.id == dossier.id)).one().state


def ask_nationally(dossier, parts=("2", "7"), days=5):
    due = clock.end_of_day(clock.add_working_days(clock.today_local(), days))
    return supplements.request_national(
        dossier, parts=list(parts), reason="Làm rõ thị trường và bổ sung xác nhận thuế.",
        due_at=due, actor=secretary_of(dossier.council),
    )  # fmt: skip


@pytest.fixture
def asked(app):
    """A dossier of which part 7 is to be supplemented."""
    return make_dossier("supplement_requested")


def test_only_the_named_part_is_open_again(asked, browser):
    owner = browser(owner_of(asked))
    page = f"/dossiers/{asked.id}"
    year = str(asked.registered_at.year - 1)

    named = owner.post(f"{page}/papers/7", data=upload(pdf("thuế"), "t.pdf", item="", year=year))
    other = owner.post(f"{page}/papers/4", data=upload(pdf("iso"), "i.pdf", item=""))
    text = owner.post(f"{page}/texts/1.1", data={"version": "1", "text": "Sửa lén"})

    assert named.status_code == 302
    assert (other.status_code, text.status_code) == (422, 422)
    assert "không có trong yêu cầu bổ sung" in other.text
    assert "không có trong yêu cầu bổ sung" in text.text


def test_the_page_shows_reason_parts_and_term(asked, browser):
    page = browser(owner_of(asked)).get(page_of(asked)).text

    assert "Thiếu xác nhận thuế." in page
    assert "7. Xác nhận thực hiện nghĩa vụ thuế" in page
    assert "Hạn bổ sung" in page
    assert "Nộp lại hồ sơ đã bổ sung" in page


def test_resubmitting_closes_the_request_and_locks_again(asked, browser):
    owner = browser(owner_of(asked))

    bare = owner.post(page_of(asked), data={"note": " "})
    done = owner.post(page_of(asked), data={"note": "Đã bổ sung xác nhận thuế năm 2024."})
    late = owner.post(page_of(asked), data={"note": "Lần nữa"})

    assert bare.status_code == 422
    assert done.location == f"/dossiers/{asked.id}"
    assert late.status_code == 403
    assert state_of(asked) is DossierState.SUBMITTED
    assert request_on(asked).answer == "Đã bổ sung xác nhận thuế năm 2024."
    assert "Đã bổ sung xác nhận thuế năm 2024." in owner.get(f"/dossiers/{asked.id}").text


@pytest.mark.parametrize(("seconds", "state"), [(0, "submitted"), (1, "supplement_requested")])
def test_one_second_after_the_term_is_too_late(asked, browser, seconds, state):
    owner = browser(owner_of(asked))
    request = request_on(asked)
    request.due_at = clock.now().replace(microsecond=0) + timedelta(minutes=5)
    db.session.flush()

    with time_machine.travel(request.due_at + timedelta(seconds=seconds), tick=False):
        answer = owner.post(page_of(asked), data={"note": "Đã bổ sung đầy đủ."})

    assert state_of(asked) == state
    assert ("Đã quá hạn bổ sung" in answer.text) is bool(seconds)
    assert seconds == 0 or "Đã bổ sung đầy đủ." in answer.text


def test_the_national_stage_asks_without_leaving_its_state(browser):
    dossier = make_dossier("national_review")
    owner = browser(owner_of(dossier))
    ask_nationally(dossier)

    page = owner.get(f"/dossiers/{dossier.id}").text
    wrote = owner.post(
        f"/dossiers/{dossier.id}/texts/gr.markets", data={"version": "1", "text": "Thị trường rõ"}
    )
    locked = owner.post(
        f"/dossiers/{dossier.id}/texts/1.1", data={"version": "1", "text": "Sửa lén"}
    )
    answered = owner.post(page_of(dossier), data={"note": "Đã làm rõ thị trường."})
    closed = owner.post(
        f"/dossiers/{dossier.id}/texts/gr.markets", data={"version": "2", "text": "Sửa nữa"}
    )

    assert "trả lời yêu cầu bổ sung của hội đồng" in page
    assert (wrote.status_code, locked.status_code) == (302, 422)
    assert answered.location == f"/dossiers/{dossier.id}"
    assert closed.status_code == 403
    assert state_of(dossier) is DossierState.NATIONAL_REVIEW
    actions = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.contains("national_supplement"))
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["request_national_supplement", "answer_national_supplement"]


def test_a_national_request_is_told_to_the_owners_without_its_content(app):
    dossier = make_dossier("national_review")
    before = set(db.session.scalars(select(OutboxMessage.id)))

    ask_nationally(dossier)

    letters = [
        message.payload
        for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        if message.id not in before and message.kind == "email"
    ]
    assert [letter["to"] for letter in letters] == [owner_of(dossier).email]
    assert "thị trường" not in letters[0]["text"]


def test_a_second_open_national_request_is_refused(app):
    dossier = make_dossier("national_review")
    ask_nationally(dossier)

    with pytest.raises(Refusal, match="Đang có một yêu cầu"):
        ask_nationally(dossier)


@pytest.mark.parametrize(
    ("parts", "days", "sentence"), [((), 5, "ít nhất một phần"), (("99",), 5, "ít nhất một phần")]
)
def test_a_national_request_names_known_parts(app, parts, days, sentence):
    dossier = make_dossier("national_review")

    with pytest.raises(Refusal, match=sentence):
        ask_nationally(dossier, parts, days)


def test_only_the_national_secretary_asks_and_only_there(app):
    dossier = make_dossier("submitted")

    with pytest.raises(Refusal, match="ở cấp quốc gia"):
        ask_nationally(dossier)
    with pytest.raises(Refusal, match="Chỉ thư ký"):
        supplements.request_national(
            dossier, parts=["7"], reason="x", due_at=clock.now(), actor=owner_of(dossier)
        )


def test_more_time_is_given_with_a_reason(app):
    dossier = make_dossier("national_review")
    request = ask_nationally(dossier)
    secretary = secretary_of(dossier.council)
    later = request.due_at + timedelta(days=7)

    with pytest.raises(Refusal, match="lý do"):
        supplements.extend_national(request, later, reason=" ", actor=secretary)
    supplements.extend_national(request, later, reason="Chờ cơ quan thuế.", actor=secretary)

    assert (request.due_at, dossier.due_at) == (later, later)


def test_an_editor_supplements_but_the_owner_answers(asked, browser, member):
    editor = browser(member(asked.organisation, Role.EDITOR))
    year = str(asked.registered_at.year - 1)

    added = editor.post(
        f"/dossiers/{asked.id}/papers/7", data=upload(pdf("t"), "t.pdf", item="", year=year)
    )
    answered = editor.post(page_of(asked), data={"note": "Xong"})

    assert (added.status_code, answered.status_code) == (302, 403)
