"""Writing: saving, autosave, two editors at once, limits, history, and strings that bite."""

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select

from award.config import ROOT
from award.extensions import db
from award.models import Answer, AnswerVersion, Role
from tests.factories import make_dossier, owner_of
from tests.web.at_field import told_at

NAUGHTY = ROOT.parent / "shared" / "data" / "corpora" / "naughty"


@pytest.fixture
def draft(app):
    return make_dossier("draft")


@pytest.fixture
def owner(draft, browser):
    return browser(owner_of(draft))


def at(dossier, code="1.1", end=""):
    return f"/dossiers/{dossier.id}/texts/{code}{end}"


def saved(code="1.1"):
    return db.session.scalars(select(Answer).where(Answer.code == code)).one()


class _TextArea(HTMLParser):
    """The content of the page's one textarea, as a browser reads it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = False
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag == "textarea"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "textarea"

    def handle_data(self, data):
        if self.inside:
            self.text += data


def shown(page):
    reader = _TextArea()
    reader.feed(page)
    return reader.text.removeprefix("\n")  # browsers drop one line end after <textarea>


def test_a_text_and_its_percent_are_saved_and_shown_again(draft, owner):
    form = {"version": "0", "text": "Lãnh đạo họp tuần.\r\nHọp tháng.", "own_percent": "65"}

    answer = owner.post(at(draft), data=form)

    assert answer.location == at(draft)
    assert (saved().text, saved().own_percent, saved().version) == (
        "Lãnh đạo họp tuần.\nHọp tháng.", 65, 1,
    )  # fmt: skip
    page = owner.get(at(draft)).text
    assert shown(page) == "Lãnh đạo họp tuần.\nHọp tháng."
    assert "65 % = 45,5 điểm" in page


def test_a_report_field_has_no_percent(draft, owner):
    owner.post(at(draft, "gr.products"), data={"version": "0", "text": "Gạo.", "own_percent": "65"})

    assert (saved("gr.products").text, saved("gr.products").own_percent) == ("Gạo.", None)


def test_autosave_answers_with_the_new_version_and_the_time(draft, owner):
    first = owner.post(at(draft, end="/autosave"), data={"version": "0", "text": "Một"})
    second = owner.post(at(draft, end="/autosave"), data={"version": "1", "text": "Một hai"})

    assert first.json["version"] == 1
    assert second.json["version"] == 2
    assert len(second.json["saved_at"]) == 5
    texts = db.session.scalars(select(AnswerVersion.text).order_by(AnswerVersion.number)).all()
    assert texts == ["Một", "Một hai"]


def test_saving_the_same_again_makes_no_version(draft, owner):
    for version in ("0", "1", "1"):
        owner.post(at(draft, end="/autosave"), data={"version": version, "text": "Một"})

    assert len(db.session.scalars(select(AnswerVersion)).all()) == 1


def test_autosave_over_somebody_elses_newer_text_is_refused_in_json(draft, owner, browser, member):
    editor = browser(member(draft.organisation, Role.EDITOR))
    owner.post(at(draft), data={"version": "0", "text": "Bản của chủ"})

    answer = editor.post(at(draft, end="/autosave"), data={"version": "0", "text": "Bản khác"})

    assert answer.status_code == 409
    assert "Người khác đã lưu" in answer.json["message"]
    assert saved().text == "Bản của chủ"


def test_a_stale_save_shows_both_texts_and_loses_none(draft, owner, browser, member):
    editor = browser(member(draft.organisation, Role.EDITOR))
    owner.post(at(draft), data={"version": "0", "text": "Bản chung"})
    owner.post(at(draft), data={"version": "1", "text": "Bản của chủ", "own_percent": "60"})

    answer = editor.post(at(draft), data={"version": "1", "text": "Bản của người soạn"})

    assert answer.status_code == 409
    assert "Bản của chủ" in answer.text
    assert "Bản của người soạn" in answer.text
    assert "chưa chọn" in answer.text
    assert saved().text == "Bản của chủ"


@pytest.mark.parametrize("percent", ["63", "105", "-5", "6.5", "nhiều"])
def test_a_percent_off_the_steps_is_refused_and_the_text_kept(draft, owner, percent):
    form = {"version": "0", "text": "Đoạn vừa viết xong", "own_percent": percent}

    answer = owner.post(at(draft), data=form)
    quietly = owner.post(at(draft, end="/autosave"), data=form)

    assert answer.status_code == 422
    assert told_at(answer, "own_percent")
    assert shown(answer.text) == "Đoạn vừa viết xong"
    assert quietly.status_code == 422
    assert quietly.json["message"]
    assert db.session.scalars(select(Answer)).all() == []


def test_fifty_thousand_characters_are_taken_and_one_more_is_not(draft, owner):
    longest = "ấ" * 50_000

    taken = owner.post(at(draft), data={"version": "0", "text": longest})
    refused = owner.post(at(draft), data={"version": "1", "text": longest + "x"})

    assert taken.status_code == 302
    assert refused.status_code == 422
    assert "50001 ký tự" in refused.text
    assert shown(refused.text) == longest + "x"
    assert saved().text == longest


def test_text_is_kept_in_nfc(draft, owner):
    owner.post(at(draft), data={"version": "0", "text": unicodedata.normalize("NFD", "Đường ấm")})

    assert saved().text == "Đường ấm"


def test_only_white_space_is_no_text(draft, owner):
    owner.post(at(draft), data={"version": "0", "text": " \r\n\t "})

    assert saved().text == ""


def naughty() -> list[str]:
    found = []
    for name in ("blns.json", "vietnamese_strings.json"):
        file = Path(NAUGHTY / name)
        if file.exists():
            loaded = json.loads(file.read_text(encoding="utf-8"))
            found += loaded if isinstance(loaded[0], str) else [pair[-1] for pair in loaded]
    return [text for text in found if len(text) < 10_000]  # one is too long on purpose


def test_naughty_strings_come_back_as_they_were_written(draft, owner):
    strings = naughty()
    if not strings:
        pytest.skip("../shared/data/corpora/naughty is not here")
    whole = "\n".join(strings)

    owner.post(at(draft), data={"version": "0", "text": whole})

    expected = unicodedata.normalize("NFC", whole).replace("\r\n", "\n").replace("\r", "\n")
    expected = re.sub("[\v\f]", "\n", expected)  # breaks in texts pasted from office programs
    expected = re.sub("[\x00-\x08\x0e-\x1f\x7f]", "", expected).lstrip("\n")  # no sign at all
    assert saved().text == expected
    assert shown(owner.get(at(draft)).text) == expected


def test_an_earlier_version_is_restored_as_a_new_one(draft, owner):
    for version, text in enumerate(("Một", "Hai", "Ba")):
        owner.post(at(draft), data={"version": str(version), "text": text})

    answer = owner.post(at(draft, end="/restore/1"), data={"version": "3"})

    assert answer.location == at(draft)
    assert (saved().text, saved().version) == ("Một", 4)
    page = owner.get(at(draft, end="/versions")).text
    assert [f"Phiên bản {number}" in page for number in (1, 2, 3, 4)] == [True] * 4


def test_restoring_over_a_newer_text_or_a_version_that_is_not_there_is_refused(draft, owner):
    for version, text in enumerate(("Một", "Hai")):
        owner.post(at(draft), data={"version": str(version), "text": text})

    stale = owner.post(at(draft, end="/restore/1"), data={"version": "1"}, follow_redirects=True)

    assert "Người khác đã lưu bản mới hơn" in stale.text
    assert owner.post(at(draft, end="/restore/9"), data={"version": "2"}).status_code == 403
    assert saved().text == "Hai"


@pytest.mark.parametrize("code", ["9.9", "gr.nothing", "gr.", "1"])
def test_a_code_that_the_edition_lacks_is_not_found(draft, owner, code):
    assert owner.get(at(draft, code)).status_code == 404
    assert owner.post(at(draft, code), data={"version": "0", "text": "x"}).status_code == 404


def test_own_points_so_far_are_marked_as_ones_own(draft, owner):
    owner.post(at(draft, "1.1"), data={"version": "0", "text": "a", "own_percent": "65"})
    owner.post(at(draft, "7.1"), data={"version": "0", "text": "b", "own_percent": "50"})

    page = owner.get(f"/dossiers/{draft.id}/self-assessment").text

    assert "<strong>105,5</strong> / 1.000" in page
    assert "2/17 hạng mục đã tự chấm" in page
    assert "không phải kết quả đánh giá" in page


def test_a_submitted_text_is_shown_but_not_written(browser):
    dossier = make_dossier("submitted")
    owner = browser(owner_of(dossier))

    page = owner.get(at(dossier)).text
    answer = owner.post(at(dossier), data={"version": "1", "text": "Sửa sau khi nộp"})

    assert "<textarea" not in page
    assert "Cách làm của đơn vị ở hạng mục 1.1." in page
    assert answer.status_code == 403
