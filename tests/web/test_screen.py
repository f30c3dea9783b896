"""The screen: strict templates, Vietnamese formats, hashed files, no inline script or style."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask, render_template, render_template_string
from gallery import make_app
from jinja2 import UndefinedError
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from award import screen
from award.forms import DateField, DateTimeField, DecimalField, Form, IntegerField, VersionField

PAPER = re.compile('{% extends "(print|reports/_)')
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def page(app: Flask) -> str:
    response = app.test_client().get("/")

    assert response.status_code == 200
    return response.get_data(as_text=True)


def render(app: Flask, source: str, **facts: object) -> str:
    with app.test_request_context():
        return render_template_string(source, **facts)


def test_no_page_part_needs_inline_script_or_style(page: str):
    found = INLINE.findall(page)

    assert found == []


def test_no_template_that_a_browser_gets_holds_inline_script_or_style():
    templates = {path.name: path.read_text() for path in screen.TEMPLATES.rglob("*.html")}
    # A paper is measured as it is printed: the length of its bars stands in its own text.
    screens = {name: text for name, text in templates.items() if not PAPER.search(text)}

    inline = {name: INLINE.findall(text) for name, text in screens.items()}

    assert len(screens) > 100
    assert len(templates) - len(screens) > 10
    assert {name: found for name, found in inline.items() if found} == {}


def test_every_macro_of_every_theme_is_shown_by_the_gallery(page: str):
    shown = (screen.TEMPLATES.parent.parent / "tests/web/templates/gallery.html").read_text()
    themes = [path for path in (screen.TEMPLATES / "macros").glob("*.html") if path.stem != "paper"]

    macros = {
        name
        for path in themes
        for name in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text())
        if f"{name}(" not in shown
    }

    # Shown through another macro: `facts` and `people` call these.
    assert macros == {"csrf", "errors_list", "finding_row"}


def test_every_post_form_of_the_gallery_carries_a_token(page: str):
    posts = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)

    assert len(posts) == 6
    assert all('name="csrf_token"' in form for form in posts)


def test_an_undefined_variable_raises(app: Flask):
    with pytest.raises(UndefinedError):
        render(app, "{{ nobody_set_this }}")


def test_an_unknown_state_raises(app: Flask):
    source = '{% from "macros/dossier.html" import state_tag %}{{ state_tag("lost") }}'

    with pytest.raises(UndefinedError):
        render(app, source)


def test_the_macros_of_the_base_stay_lenient(app: Flask):
    source = (
        '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
        '{{ govukButton({"text": "Nộp hồ sơ"}) }}'
    )

    assert "Nộp hồ sơ" in render(app, source)


def test_the_screen_comes_before_what_uses_the_environment():
    app = Flask("late", static_folder=None)
    app.jinja_env.globals["early"] = "bird"

    with pytest.raises(RuntimeError, match="before"):
        screen.init_app(app)


def test_text_of_people_is_escaped_in_every_macro_that_shows_it(app: Flask):
    source = (
        '{% from "macros/dossier.html" import prose, evidence_chip, notice, tag %}'
        "{{ prose(bad) }}{{ evidence_chip(bad) }}{{ notice(bad) }}{{ tag(bad) }}"
    )

    assert "<b>" not in render(app, source, bad="<b>x</b>")


# --- Static files --------------------------------------------------------------------------------


def test_static_addresses_hold_a_hash_and_stay_for_good(app: Flask, page: str):
    address = re.search(r'href="(/static/[0-9a-f]{12}/app\.css)"', page)

    assert address
    with app.test_client().get(address[1]) as response:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_addresses_inside_style_sheets_are_hashed_by_being_relative(app: Flask):
    with app.test_request_context():
        sheet = app.jinja_env.globals["static_url"]("app.css")
    folder = sheet.rpartition("/")[0]

    inside = re.findall(r'url\("([^"]+)"\)', (screen.STATIC / "app.css").read_text())

    assert inside == ["fonts/BeVietnamPro-Regular.woff2", "fonts/BeVietnamPro-Bold.woff2"]
    for name in inside:
        with app.test_client().get(f"{folder}/{name}") as response:
            assert response.status_code == 200


def test_compressed_files_are_sent_to_those_who_read_them(app: Flask):
    with app.test_request_context():
        address = app.jinja_env.globals["static_url"]("vendor/govuk-frontend.css")

    with app.test_client().get(address, headers={"Accept-Encoding": "br"}) as response:
        assert response.headers["Content-Encoding"] == "br"


def test_a_file_that_does_not_exist_is_noticed_while_rendering(app: Flask):
    with pytest.raises(LookupError, match=r"gone\.css"):
        render(app, "{{ static_url('gone.css') }}")


def test_no_committed_file_of_the_look_names_where_it_was_downloaded():
    hosts = re.compile(rb"npmjs|pypi\.org|pythonhosted|sourceMappingURL")

    files = [path for path in screen.STATIC.rglob("*") if path.is_file()]
    naming = [path.name for path in files if hosts.search(path.read_bytes())]

    assert naming == []


# --- Formats -------------------------------------------------------------------------------------

EVENING = datetime(2026, 5, 31, 10, 0, tzinfo=UTC)


def test_instants_are_told_in_vietnam():
    late = datetime(2026, 5, 31, 17, 30, tzinfo=UTC)

    assert screen.local_time(EVENING) == "31/05/2026, 17:00"
    assert screen.local_clock(EVENING) == "17:00"
    assert screen.local_date(late) == "01/06/2026"
    assert screen.iso_time(late) == "2026-06-01T00:30:00+07:00"
    assert screen.local_time(None) == "–"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        screen.local_time(datetime(2026, 5, 31, 17, 0))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (None, "ngày … tháng … năm …"),
    ],
)
def test_documents_write_days_under_ten_and_the_first_two_months_with_a_zero(day, text):
    assert screen.long_date(day) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=12, hours=3), "Còn 12 ngày"),
        (timedelta(hours=3, minutes=5), "Còn 3 giờ 5 phút"),
        (timedelta(hours=2), "Còn 2 giờ"),
        (timedelta(seconds=40), "Còn chưa đầy 1 phút"),
        (timedelta(seconds=-90), "Đã quá hạn 1 phút"),
        (timedelta(days=-2), "Đã quá hạn 2 ngày"),
    ],
)
def test_what_is_left_until_a_deadline(left, text):
    assert screen.time_left(EVENING + left, EVENING) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1000.50"), None, "1.000,5"),
        ("612.75", None, "612,75"),
        (Decimal("0.1") + Decimal("0.2"), None, "0,3"),
        (1234567, None, "1.234.567"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("-0.50"), None, "-0,5"),
        (0, None, "0"),
        (None, 2, "–"),
    ],
)
def test_numbers_are_vietnamese_and_exact(value, places, text):
    assert screen.number(value, places) == text


def test_a_float_is_refused_because_its_digits_are_not_meant():
    with pytest.raises(TypeError, match="exact"):
        screen.number(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (1024, "1 KB"),
        (1258291, "1,2 MB"),
        (5 * 2**40, "5.120 GB"),
    ],
)
def test_sizes_of_files(count, text):
    assert screen.file_size(count) == text


def test_percents_and_hashes():
    assert screen.percent(Decimal("62.5")) == "62,5 %"
    assert screen.percent(None) == "–"
    assert screen.short_hash("3f2a91c0b7d4e5f6") == "3f2a 91c0 b7d4"


# --- Forms ---------------------------------------------------------------------------------------


class Entry(Form):
    name = StringField(validators=[InputRequired(), Length(max=20)])
    size = RadioField(choices={"small": "Nhỏ", "large": "Lớn"})
    people = IntegerField()
    version = VersionField()
    money = DecimalField()
    founded = DateField(validators=[Optional()])
    starts = DateTimeField(validators=[Optional()])


def fill(app: Flask, **data: str) -> Entry:
    with app.test_request_context():
        form = Entry(MultiDict(data), meta={"csrf": False})
        form.validate()
        return form


def test_built_in_checks_answer_in_vietnamese(app: Flask):
    form = fill(app, people="1,5", money="1.5", size="huge")

    assert form.errors == {
        "name": ["Hãy điền mục này."],
        "size": ["Hãy chọn một trong các mục được nêu."],
        "people": ["Hãy ghi một số nguyên, ví dụ 250."],
        "money": ["Hãy ghi một số, ví dụ 1.000,5."],
    }


def test_numbers_are_read_as_vietnamese_write_them(app: Flask):
    form = fill(app, name="Mẫu", size="small", people="1.250", money="1.000,50")

    assert form.errors == {}
    assert (form.people.data, form.money.data) == (1250, Decimal("1000.50"))


def test_days_and_local_times_are_read_as_vietnamese_write_them_and_kept_in_utc(app: Flask):
    form = fill(app, name="Mẫu", size="small", founded="01/03/2010", starts="31/05/2026, 17:00")

    assert form.errors == {}
    assert form.founded.data == date(2010, 3, 1)
    assert form.starts.data == EVENING


def test_an_instant_is_shown_for_editing_in_local_time(app: Flask):
    with app.test_request_context():
        form = Entry(starts=EVENING, meta={"csrf": False})

    assert form.starts._value() == "31/05/2026, 17:00"


def test_days_that_do_not_exist_get_their_sentence(app: Flask):
    form = fill(app, name="Mẫu", size="small", founded="31/02/2026", starts="mai")

    assert form.errors == {
        "founded": ["Hãy ghi ngày theo dạng 31/05/2026."],
        "starts": ["Hãy ghi ngày giờ theo dạng 31/05/2026, 17:00."],
    }


@pytest.mark.parametrize("written", ["2.147.483.648", "-2147483648", "9" * 5000])
def test_a_number_that_no_column_holds_gets_its_sentence(app: Flask, written: str):
    form = fill(app, name="Mẫu", size="small", people=written)

    assert form.errors == {"people": ["Số lớn quá; hãy kiểm tra lại các chữ số."]}
    assert form.people._value() == written


@pytest.mark.parametrize(("written", "read"), [("17", 17), ("", 0), ("x", 0), ("9" * 30, 0)])
def test_the_version_of_a_form_is_a_number_whatever_was_sent(app: Flask, written: str, read: int):
    form = fill(app, name="Mẫu", size="small", version=written)

    assert form.version.number == read


@pytest.mark.parametrize("written", ["01/01/0206", "31/12/9999"])
def test_a_year_that_nobody_means_gets_its_sentence(app: Flask, written: str):
    form = fill(app, name="Mẫu", size="small", founded=written, starts=f"{written}, 08:00")

    assert form.errors == {
        "founded": ["Hãy kiểm tra lại năm, ví dụ 31/05/2026."],
        "starts": ["Hãy kiểm tra lại năm, ví dụ 31/05/2026."],
    }
    assert form.starts._value() == f"{written}, 08:00"


def test_control_signs_of_a_pasted_text_are_left_behind(app: Flask):
    form = fill(app, name="Mẫu\x0bhai\x07\x00\tba\x1f😀", size="small")

    assert form.name.data == "Mẫu\nhai\tba😀"


def test_text_is_composed_on_the_way_in(app: Flask):
    form = fill(app, name="Mẫu", size="small")

    assert form.name.data == "Mẫu"


# --- Error pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_pages_say_what_happened_what_to_do_and_the_number_to_quote(app: Flask, code: int):
    with app.test_request_context():
        page = render_template(
            "errors/error.html", code=code, title="Tiêu đề", sentence="Câu.", request_id="abc-123"
        )

    assert "Câu." in page
    assert "Bạn có thể" in page
    assert "abc-123" in page


def test_the_conflict_page_shows_both_versions(app: Flask):
    with app.test_request_context():
        page = render_template(
            "errors/409.html",
            versions=[("Tiếp cận", "Câu của tôi", "Câu của họ")],
            theirs_by="Biên tập Mẫu 02",
            theirs_at=EVENING,
            retry_url="/items/1.1",
            request_id="abc-123",
        )

    assert "Câu của tôi" in page
    assert "Câu của họ" in page
    assert "31/05/2026, 17:00" in page
