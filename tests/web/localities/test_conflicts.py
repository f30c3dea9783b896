"""An officer declares a conflict (R24): the dossier is gone from lists, letters, counts, tasks."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Conflict, OutboxMessage, Role
from award.services import worklist
from tests.factories import (
    grant,
    make_dossier,
    make_organisation,
    make_province_officer,
    secretary_of,
    send_letter,
    standing_body,
)


@pytest.fixture
def dossier(app):
    return make_dossier("consultation", rulebook_id="gtclqg-2026")


@pytest.fixture
def other(dossier):
    """A second dossier of the same province and year."""
    return make_dossier("consultation", rulebook_id="gtclqg-2026", organisation=make_organisation())


@pytest.fixture
def officer(app):
    return make_province_officer("01")


def page_of(dossier):
    return f"/province/entrants/{dossier.id}/conflict"


def declare(browse, officer, dossier):
    return browse(officer).post(page_of(dossier), data={"reason": "Em ruột làm giám đốc."})


def told_of_it(officer):
    """To whom a letter about this officer's declaration went."""
    letters = db.session.scalars(select(OutboxMessage.payload))
    return {one["to"] for one in letters if f"{officer.full_name} đã khai" in one.get("text", "")}


def test_list_and_letter_lead_to_the_page(browse, officer, dossier):
    letter = send_letter([dossier])

    texts = [
        browse(officer).get(address).text
        for address in ("/province/entrants/2026", f"/province/letters/{letter.id}")
    ]

    assert [page_of(dossier) in text for text in texts] == [True, True]


def test_what_was_declared_is_kept_and_told_of(browse, officer, dossier):
    page = browse(officer).get(page_of(dossier)).text
    answer = browse(officer).post(
        page_of(dossier), data={"reason": "Em ruột làm giám đốc."}, follow_redirects=True
    )

    assert "Việc khai không rút lại được" in page
    assert "ý kiến về hồ sơ do cán bộ khác của địa phương ghi" in answer.text
    kept = db.session.execute(select(Conflict.user_id, Conflict.dossier_id, Conflict.reason)).all()
    assert [tuple(row) for row in kept] == [(officer.id, dossier.id, "Em ruột làm giám đốc.")]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.actor_id) == ("declare_conflict", officer.id)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("  ", "Hãy ghi rõ xung đột lợi ích."), ("x" * 4001, "Dài quá: tối đa 4000 ký tự.")],
)
def test_a_reason_that_cannot_be_used_is_asked_for_again(
    browse, officer, dossier, reason, sentence
):
    answer = browse(officer).post(page_of(dossier), data={"reason": reason})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert reason.strip() in answer.text
    assert db.session.scalars(select(Conflict)).all() == []


def test_nothing_of_the_organisation_is_shown_or_counted_from_then_on(
    browse, officer, dossier, other
):
    letter = send_letter([dossier, other])
    declare(browse, officer, dossier)
    browser = browse(officer)

    entrants = browser.get("/province/entrants/2026").text
    asked = browser.get(f"/province/letters/{letter.id}").text
    index = browser.get("/province").text
    figures = browser.get("/province/figures/2026").text

    for text in (entrants, asked):
        assert dossier.organisation.name not in text
        assert other.organisation.name in text
    assert '<td class="app-num">1</td>' in index
    assert '<td class="app-num">2</td>' not in index + figures
    assert browser.get(page_of(dossier)).status_code == 404


def test_a_letter_about_nothing_else_is_the_colleagues_letter(browse, officer, dossier):
    letter = send_letter([dossier])
    colleague = make_province_officer("01")
    declare(browse, officer, dossier)
    address = f"/province/letters/{letter.id}"

    shown = browse(officer).get("/province").text
    opened = [browse(one).get(address).status_code for one in (officer, colleague)]

    assert letter.number not in shown
    assert "/province/entrants/2026" not in shown
    assert opened == [404, 200]
    waits = [[task.about for task in worklist.of(one)] for one in (officer, colleague)]
    assert waits == [[], [letter.number]]


def test_a_colleague_who_can_reply_instead_is_told(browse, officer, dossier):
    colleague, barred = make_province_officer("01"), make_province_officer("01")
    officer.full_name = "Trần Thị Mẫu"
    declare(browse, barred, dossier)

    declare(browse, officer, dossier)

    assert told_of_it(officer) == {colleague.email, secretary_of(dossier.council).email}


def test_the_standing_body_is_told_where_no_officer_is_left_to_reply(browse, officer, dossier):
    declare(browse, officer, dossier)

    secretary = secretary_of(dossier.council)
    assert told_of_it(officer) == {standing_body().email, secretary.email}


def test_an_officer_who_works_at_the_organisation_needs_no_declaration(browse, officer, dossier):
    grant(officer, Role.READER, organisation=dossier.organisation)

    answer = declare(browse, officer, dossier)

    assert answer.status_code == 422
    assert "Ông (bà) là người của tổ chức này" in answer.text
    assert "Em ruột làm giám đốc." in answer.text


def test_only_registered_dossiers_of_the_own_province_can_be_named(browse, officer, dossier):
    draft = make_dossier("draft", rulebook_id="gtclqg-2026", organisation=make_organisation())
    elsewhere = make_province_officer("79")

    answers = [
        browse(officer).get(page_of(draft)),
        declare(browse, elsewhere, dossier),
        declare(browse, standing_body(), dossier),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert db.session.scalars(select(Conflict)).all() == []
