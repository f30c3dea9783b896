"""From the queue to the stored file: once, whole, the same each time; or failed with a sentence."""

import copy
import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from sqlalchemy import select, text

from award.extensions import db
from award.models import DocumentState, IssuedDocument, OutboxMessage, StoredFile
from award.reports import pdf
from award.reports.printing import PrintError, TooSlowError
from award.services import delivering, issuing, reading, storage
from scoring.canonical import sha256
from tests import factories
from tests.pdf.reading import fonts_of, words_of
from tests.pdf.specimens import declare


@pytest.fixture
def document(app):
    """A registration form that waits for its PDF."""
    return declare(factories.make_dossier("draft"))


class BrokenPress:
    """A press that does nothing but fail."""

    def __init__(self, error):
        self.error = error

    def print(self, html, identifier):
        raise self.error


def test_a_document_is_printed_stored_and_becomes_a_draft(document):
    pdf.render(document.id)

    assert document.state is DocumentState.DRAFT
    assert document.file is not None
    assert document.file.media_type == "application/pdf"
    assert document.pages == 2
    assert "ĐƠN ĐĂNG KÝ THAM DỰ" in words_of(storage.read(document.file))


def test_the_mark_on_a_confidential_paper_is_set_in_the_papers_own_typeface():
    plain, out = pikepdf.new(), io.BytesIO()
    plain.add_blank_page(page_size=(595, 842))
    plain.save(out)

    marked = reading.stamp_pdf(out.getvalue(), "Mật kinh doanh · Trần Thị <Mẫu>")

    assert set(fonts_of(marked)) == {("Be-Vietnam-Pro", True)}
    assert "Mật kinh doanh · Trần Thị <Mẫu>" in words_of(marked)


def test_a_second_delivery_changes_nothing(document):
    pdf.render(document.id)
    before = (document.version, document.file_id)

    pdf.render(document.id)

    assert (document.version, document.file_id) == before


def test_the_outbox_leads_to_the_press(document):
    message = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "document").order_by(OutboxMessage.id)
    ).first()

    delivering.deliver(message.id)

    assert message.payload == {"document_id": document.id}
    assert document.state is DocumentState.DRAFT
    assert message.delivered_at is not None


def test_the_same_data_give_the_same_bytes(document):
    first, _ = pdf.printed(document)
    second, _ = pdf.printed(document)

    assert first == second


def test_the_hash_on_paper_is_the_hash_of_the_data(document):
    content, _ = pdf.printed(document)

    assert sha256(document.data) == document.data_sha256
    assert document.data_sha256 in words_of(content)


def test_paper_follows_the_frozen_data_and_not_the_rows(document):
    organisation = document.dossier.organisation
    before = organisation.name
    organisation.name = "Tên Mẫu Đã Đổi"
    db.session.flush()

    text = words_of(pdf.printed(document)[0])

    assert before in text
    assert "Tên Mẫu Đã Đổi" not in text


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PrintError("Traceback …"), "Không lập được tệp PDF."),
        (TooSlowError("…"), "Văn bản quá dài nên không lập xong trong thời gian cho phép."),
    ],
)
def test_what_cannot_be_printed_fails_with_a_sentence(document, monkeypatch, error, sentence):
    monkeypatch.setattr(pdf, "press", lambda: BrokenPress(error))

    pdf.render(document.id)
    pdf.render(document.id)

    assert document.state is DocumentState.FAILED
    assert document.error.startswith(sentence)
    assert document.file_id is None


def test_a_failed_document_is_printed_by_the_next_try(document, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(pdf, "press", lambda: BrokenPress(PrintError("…")))
        pdf.render(document.id)

    pdf.render(document.id)

    assert document.state is DocumentState.DRAFT
    assert document.error == ""


def test_a_full_store_is_no_fault_of_the_document(document, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(storage, "keep", full)

    with pytest.raises(OSError, match="no space"):
        pdf.render(document.id)

    assert document.state is DocumentState.RENDERING


def test_a_press_may_take_longer_than_a_request(document, monkeypatch):
    limits = []

    class SlowPress:
        def print(self, html, identifier):
            limits.append(db.session.scalar(text("SHOW idle_in_transaction_session_timeout")))
            return b"%PDF-", 1

    monkeypatch.setattr(pdf, "press", SlowPress)

    pdf.render(document.id)

    assert limits == ["0"]


def test_an_unknown_kind_is_no_document(document):
    with pytest.raises(LookupError, match="love_letter"):
        issuing.issue("love_letter", document.dossier, actor=factories.standing_body())


def test_the_command_line_prints_what_waits(app, document):
    runner = app.test_cli_runner()

    listed = runner.invoke(args=["document", "pending", "--list"])
    done = runner.invoke(args=["document", "pending"])
    again = runner.invoke(args=["document", "render", f"{document.id}"])
    missing = runner.invoke(args=["document", "render", "999999"])

    assert listed.output.splitlines() == [f"{document.id}", "1 văn bản đang chờ."]
    assert done.output.splitlines()[0] == f"{document.id} registration_form: draft"
    assert again.output == f"Văn bản {document.id} (registration_form): draft, 2 trang\n"
    assert missing.exit_code == 1
    assert "Không có văn bản 999999." in missing.output


def test_the_command_line_says_what_failed(app, document, monkeypatch):
    monkeypatch.setattr(pdf, "press", lambda: BrokenPress(PrintError("…")))

    result = app.test_cli_runner().invoke(args=["document", "render", f"{document.id}"])

    assert result.exit_code == 1
    assert "Không lập được tệp PDF." in result.output


def _with_text(specimen, text):
    """The dossier book of a specimen with another text in every answer."""
    data = copy.deepcopy(specimen.data)
    for criterion in data["criteria"]:
        for item in criterion["items"]:
            item["text"] = text
    return _book(data, specimen)


def _book(data, specimen):
    return IssuedDocument(
        kind="dossier_book",
        data=data,
        data_sha256=specimen.sha256,
        verification_code=specimen.code,
    )


def test_an_answer_of_fifty_thousand_signs_prints_whole(app, of_2020):
    sentence = "Cách làm được rà soát hằng quý, đo bằng 12 chỉ số và so với mục tiêu năm. "
    long = sentence * (50_000 // len(sentence))
    data = copy.deepcopy(of_2020["dossier_book"].data)
    data["criteria"][0]["items"][0]["text"] = long

    content, pages = pdf.printed(_book(data, of_2020["dossier_book"]))

    assert pages > 25
    assert words_of(content).count("rà soát hằng quý") >= long.count("rà soát hằng quý") - 40


def test_an_answer_without_a_single_space_prints_too(app, of_2020):
    _, pages = pdf.printed(_with_text(of_2020["dossier_book"], "ư" * 4_000))

    assert pages > 17


@pytest.mark.parametrize("kind", ["dossier_book", "registration_form", "feedback_report"])
def test_what_was_left_empty_prints_as_empty(app, of_2020, kind):
    specimen = of_2020[kind]
    document = IssuedDocument(
        kind=kind,
        data=_emptied(specimen.data),
        data_sha256=specimen.sha256,
        verification_code=specimen.code,
    )

    content, _ = pdf.printed(document)

    assert "None" not in words_of(content)


OPTIONAL = {
    "name_en", "short_name", "phone", "email", "website", "ownership", "production_sites",
    "contact_name", "contact_phone", "contact_email", "registered_by", "text", "strengths",
    "improvements", "main_products", "file", "group", "product",
}  # fmt: skip
ABSENT = {"charter_capital_vnd", "capital_vnd", "own_percent", "employees_insured", "year"}


def _emptied(value, key=""):
    """The same data with everything optional left out."""
    if isinstance(value, dict):
        return {name: _emptied(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [] if key in {"figures", "systems", "evidence"} else [_emptied(one) for one in value]
    if key in OPTIONAL:
        return ""
    return None if key in ABSENT and not isinstance(value, list) and key != "year" else value


def test_two_workers_at_once_leave_one_file(clone_database):
    app = clone_database()
    with app.app_context():
        document_id = declare(factories.make_dossier("draft")).id
        db.session.commit()

    def work() -> None:
        with app.app_context():
            pdf.render(document_id)
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        for outcome in [pool.submit(work) for _ in range(2)]:
            outcome.result()

    with app.app_context():
        made = db.session.scalars(
            select(StoredFile).where(StoredFile.media_type == "application/pdf")
        ).all()
        document = db.session.get_one(IssuedDocument, document_id)
        assert [file.id for file in made] == [document.file_id]
        assert document.state is DocumentState.DRAFT
