"""The audit view: searched, in words, checked, exported as strings; it never tells a score."""

import ast
import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select, update

from award import clock
from award.admin import event_words
from award.extensions import db
from award.models import AuditEvent, Conflict
from award.services import auditing, workbooks
from tests.factories import make_cycle, make_dossier, make_standing_body, owner_of, standing_body

CODE = Path(event_words.__file__).parents[1]


def recorded() -> set[tuple[str, str]]:
    """Every action that services record, with the file that does."""
    found = set()
    for path in (CODE / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "auditing.record"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add((node.args[0].value, path.name))
    return found


def test_every_recorded_action_has_its_words():
    wordless = {(action, file) for action, file in recorded() if action not in event_words.ACTIONS}

    assert wordless == set()


def test_every_event_of_a_whole_way_is_told_in_vietnamese(office):
    make_dossier("revoked", rulebook_id="gtclqg-2026")
    events = db.session.scalars(select(AuditEvent)).all()

    told = {(one.action, event_words.what_happened(one)) for one in events}
    subjects = {one.subject_type for one in events}

    assert {action for action, words in told if action == words} == set()
    assert subjects - set(event_words.SUBJECTS) == set()


def test_the_search_narrows_by_subject_person_and_day(office):
    dossier = make_dossier("registered", rulebook_id="gtclqg-2026")
    owner = owner_of(dossier)
    today = f"{clock.today_local():%d/%m/%Y}"

    one = office.get(f"/office/audit?subject=dossier&number={dossier.id}").text
    by = office.get(f"/office/audit?person={owner.email}").text
    none = office.get("/office/audit?last=01/01/2020").text
    now = office.get(f"/office/audit?first={today}&last={today}").text

    assert "Đăng ký tham dự" in one
    assert "Mở năm giải thưởng" not in one
    assert "Đăng ký tham dự" in by
    assert "Không có sự kiện nào" in none
    assert "Mở năm giải thưởng" in now


def test_a_search_that_cannot_be_read_says_so_and_shows_the_rest(office):
    make_cycle("gtclqg-2026")

    answer = office.get("/office/audit?first=13/2026&number=abc&subject=nothing")

    assert answer.status_code == 200
    assert "Hãy ghi ngày theo dạng 31/05/2026." in answer.text
    assert "Hãy ghi một số nguyên" in answer.text
    assert "Mở năm giải thưởng" in answer.text


def test_agreed_percents_stand_in_the_chain_and_nowhere_on_the_screen(office):
    make_dossier("in_consensus", rulebook_id="gtclqg-2026")
    dossier = make_dossier("desk_closed", rulebook_id="gtclqg-2026", percent=85)
    agreed = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "agree_percent").limit(1)
    ).one()

    texts = [
        office.get(f"/office/audit?subject=dossier&number={dossier.id}").text,
        office.get(f"/office/audit.csv?subject=dossier&number={dossier.id}").text,
    ]

    assert agreed.data["percent"] == 85
    assert all("Thống nhất tỷ lệ điểm một hạng mục" in text for text in texts)
    assert [text for text in texts if "percent" in text or ",85," in text] == []


def test_a_draft_leaves_no_trace_on_the_screen(office):
    dossier = make_dossier("draft", rulebook_id="gtclqg-2026")

    page = office.get(f"/office/audit?subject=dossier&number={dossier.id}").text

    assert "Không có sự kiện nào" in page
    assert db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == "start")) is not None


def test_events_of_a_conflicted_dossier_and_its_papers_are_hidden(browse):
    dossier = make_dossier("submitted", rulebook_id="gtclqg-2026")
    standing_body()
    colleague = make_standing_body()
    db.session.add(
        Conflict(
            user_id=colleague.id,
            dossier_id=dossier.id,
            reason="Người nhà.",
            declared_at=clock.now(),
        )
    )
    browser = browse(colleague)

    pages = [
        browser.get(f"/office/audit?subject={kind}").text for kind in ("dossier", "issued_document")
    ]

    assert [page for page in pages if "Không có sự kiện nào" not in page] == []


def test_the_whole_chain_is_checked_and_a_forged_event_is_named(office):
    make_cycle("gtclqg-2026")
    sound = office.get("/office/audit/chain").text
    last = auditing.head()[0]
    db.session.execute(update(AuditEvent).where(AuditEvent.id == last).values(note="sửa lén"))

    forged = office.get("/office/audit/chain").text

    assert "Chuỗi nguyên vẹn" in sound
    assert f"audit_event {last}" in forged
    assert "không còn nguyên vẹn" in forged


def test_exports_hold_texts_only_and_never_a_formula(office):
    cycle = make_cycle("gtclqg-2026")
    auditing.record("found_cycle", cycle, actor=standing_body(), note='=HYPERLINK("x")')

    table = list(csv.reader(io.StringIO(office.get("/office/audit.csv").data.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(office.get("/office/audit.xlsx").data))

    notes = [row[7] for row in table]
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert '\'=HYPERLINK("x")' in notes
    assert {cell.data_type for cell in cells} == {"s"}
    assert '=HYPERLINK("x")' in {cell.value for cell in cells}


def test_states_are_exported_in_words(office):
    make_cycle("gtclqg-2026")

    table = list(csv.reader(io.StringIO(office.get("/office/audit.csv").data.decode("utf-8-sig"))))

    moved = [row[5:7] for row in table if row[3] == "Mở năm giải thưởng"]
    assert moved == [["Đang chuẩn bị", "Đang mở"]]


def test_what_a_program_would_calculate_gets_an_apostrophe():
    content = workbooks.csv_of_texts(["A"], [["=1+1"], ["+84"], ["-5"], ["@x"], ["chữ"]])

    assert content.decode("utf-8-sig").split() == ["A", "'=1+1", "'+84", "'-5", "'@x", "chữ"]


def test_a_page_of_the_audit_asks_no_more_questions_for_many_than_for_few(office, questions):
    make_cycle("gtclqg-2026")
    office.get("/office/audit")
    with questions() as few:
        office.get("/office/audit")
    make_dossier("registered", rulebook_id="gtclqg-2026")
    with questions() as many:
        office.get("/office/audit")

    assert len(few) == len(many)
