"""The page of a document: who sees it, what it says while it is made, how it leaves the house."""

import pytest
from flask import render_template_string
from sqlalchemy import event, func, select

from award.extensions import db
from award.models import Conflict, DocumentState, IssuedDocument, OutboxMessage
from award.reports import pdf
from tests import factories
from tests.factories import owner_of
from tests.pdf.specimens import declare


def path(document, rest=""):
    return f"/documents/{document.id}{rest}"


def test_the_owner_sees_status_code_and_hash(browser, document):
    page = browser(owner_of(document.dossier)).get(path(document))

    assert page.status_code == 200
    for words in (document.verification_code, document.data_sha256, "Dự thảo, chưa có chữ ký"):
        assert words in page.text
    assert "Tải tệp PDF (2 trang)" in page.text


def test_the_pdf_leaves_as_an_attachment_under_its_title(browser, document):
    response = browser(owner_of(document.dossier)).get(path(document, "/file"))

    assert response.data.startswith(b"%PDF-1.7")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "%C4%90%C6%A1n%20%C4%91%C4%83ng%20k%C3%BD" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize("rest", ["", "/file", "/signed-file"])
def test_strangers_learn_nothing_of_a_document(browser, document, rest):
    stranger = factories.owner_of(factories.make_dossier("draft", cycle=document.dossier.cycle))

    hidden = browser(stranger).get(path(document, rest))
    missing = browser(stranger).get(f"/documents/999999{rest}")

    assert (hidden.status_code, missing.status_code) == (404, 404)


def test_whoever_has_not_signed_in_is_sent_to_the_door(client, document):
    response = client.get(path(document))

    assert response.status_code == 302
    assert "/sign-in" in response.headers["Location"]


def test_a_signed_copy_that_is_not_there_is_not_found(browser, document):
    response = browser(owner_of(document.dossier)).get(path(document, "/signed-file"))

    assert response.status_code == 404


def test_while_it_is_made_the_page_asks_again_and_reloads_without_script(browser, waiting):
    page = browser(owner_of(waiting.dossier)).get(path(waiting))

    assert f'hx-get="/documents/{waiting.id}" hx-trigger="every 2s"' in page.text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert "Đính kèm bản ký" not in page.text


def test_htmx_gets_the_progress_and_then_the_word_to_reload(browser, waiting):
    visitor = browser(owner_of(waiting.dossier))

    running = visitor.get(path(waiting), headers={"HX-Request": "true"})
    pdf.render(waiting.id)
    done = visitor.get(path(waiting), headers={"HX-Request": "true"})

    assert "Đang lập tệp PDF" in running.text
    assert "<html" not in running.text
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")


def test_the_file_of_a_document_that_is_not_made_yet_is_not_found(browser, waiting):
    assert browser(owner_of(waiting.dossier)).get(path(waiting, "/file")).status_code == 404


@pytest.fixture
def failed(waiting, monkeypatch):
    """A document whose making has failed."""

    def broken():
        raise OSError("no press")

    with monkeypatch.context() as without:
        without.setattr(pdf, "press", broken)
        pdf.render(waiting.id)
    return waiting


def queued(document):
    """How many messages ask for this document."""
    wanted = {"document_id": document.id}
    return db.session.scalar(
        select(func.count()).where(
            OutboxMessage.kind == "document", OutboxMessage.payload == wanted
        )
    )


def test_a_failure_is_said_and_can_be_tried_again(browser, failed):
    visitor = browser(owner_of(failed.dossier))
    before = queued(failed)

    page = visitor.get(path(failed))
    response = visitor.post(path(failed, "/retry"))

    assert "Không lập được tệp PDF." in page.text
    assert "Lập lại văn bản" in page.text
    assert response.status_code == 302
    assert failed.state is DocumentState.RENDERING
    assert (before, queued(failed)) == (1, 2)


def test_a_document_that_did_not_fail_is_not_made_again(browser, document):
    response = browser(owner_of(document.dossier)).post(path(document, "/retry"))

    assert response.status_code == 403
    assert document.state is DocumentState.DRAFT


def test_a_province_sees_the_letter_it_was_sent_and_another_does_not(browser):
    dossier = factories.make_dossier("consultation")
    letter = factories.send_letter([dossier], province_code=dossier.organisation.province_code)
    (paper,) = db.session.scalars(
        select(IssuedDocument).where(IssuedDocument.kind == "consultation_letter")
    )
    pdf.render(paper.id)
    own = factories.make_province_officer(letter.province_code)
    other = factories.make_province_officer("79")

    seen = browser(own).get(path(paper))
    hidden = browser(other).get(path(paper))

    assert (seen.status_code, hidden.status_code) == (200, 404)
    assert "Đính kèm bản ký" not in seen.text


def test_a_score_form_is_seen_by_its_own_assessor_only(browser):
    dossier = factories.make_dossier("in_consensus")
    mine, other, *_ = factories.assessors_of(dossier)
    (paper,) = [
        one
        for one in db.session.scalars(
            select(IssuedDocument).where(IssuedDocument.kind == "score_form")
        )
        if one.created_by_id == mine.id
    ]

    answers = [
        browser(person).get(path(paper)).status_code
        for person in (mine, other, owner_of(dossier), factories.secretary_of(dossier.council))
    ]

    assert answers == [200, 404, 404, 404]


def test_whoever_declared_a_conflict_sees_no_paper_of_the_dossier(browser, document):
    secretary = factories.secretary_of(document.dossier.council)
    document.kind = "intake_receipt"
    before = browser(secretary).get(path(document)).status_code
    db.session.add(
        Conflict(
            user_id=secretary.id,
            dossier_id=document.dossier_id,
            reason="Người nhà",
            declared_at=document.created_at,
        )
    )

    assert (before, browser(secretary).get(path(document)).status_code) == (200, 404)


def test_lists_of_documents_ask_as_often_for_three_as_for_one(app, document):
    more = [declare(factories.make_dossier("draft")) for _ in range(2)]
    db.session.flush()
    asked: list[str] = []
    event.listen(db.session.connection(), "before_cursor_execute", lambda *a: asked.append(a[2]))

    counts = []
    for rows in ([document], [document, *more]):
        asked.clear()
        with app.test_request_context():
            page = render_template_string(
                '{% from "macros/documents.html" import document_list %}{{ document_list(rows) }}',
                rows=rows,
            )
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert page.count("/documents/") == 3
