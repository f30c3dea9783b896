"""What script adds, and what works without it, in a real Chromium at two widths."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Response, jsonify, request
from gallery import make_app
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'"
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[SimpleNamespace]:
    """The gallery on a port of its own; autosave meets `status`; `saved` is what it sent."""
    app = make_app()
    state = SimpleNamespace(saved=[], status=200, sent=0)

    @app.post("/autosave")
    def autosave() -> tuple[Response, int]:
        state.saved.append(request.form.to_dict())
        if state.status != 200:
            return jsonify(message="Chưa lưu được: quá dài."), state.status
        return jsonify(version=int(request.form["version"]) + 1, saved_at="21:05"), 200

    @app.post("/m")
    def move() -> tuple[str, int]:
        state.sent += 1
        return "", 204

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.url = f"http://127.0.0.1:{server.port}/"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, site: SimpleNamespace) -> Iterator[Page]:
    site.saved.clear()
    site.status, site.sent = 200, 0
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url)
    yield page
    page.close()


def write(page: Page, text: str) -> None:
    page.get_by_label("Tiếp cận").fill(text)


def status(page: Page):
    return page.locator("[data-save-status]")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_gallery_breaks_no_policy_no_width_and_no_rule_of_accessibility(chromium, site, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(site.url)
    page.wait_for_function("document.fonts.status === 'loaded'")
    findings = Axe().run(page)

    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [finding["id"] for finding in findings.response["violations"]] == []
    page.close()


def test_files_that_are_too_much_are_told_before_they_are_sent(page, site):
    scan = page.locator("form[data-most] input[type=file]").first
    scan.set_input_files({"name": "lớn.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2**21})

    page.locator("form[data-most]").first.evaluate("form => form.requestSubmit()")

    expect(page.locator("form[data-most] [role=alert]")).to_have_text(
        "Tệp lớn quá: 2 MB, nhiều nhất 1 MB một lần gửi. "
        "Hãy giảm dung lượng hoặc gửi làm nhiều lần."
    )
    assert page.url == site.url


def test_the_words_of_a_list_stand_under_each_other_on_a_phone(chromium, site):
    page = chromium.new_page(viewport={"width": 390, "height": 844})

    page.goto(site.url)
    cells = page.locator(".app-table--stack tbody td").all()

    assert [cell.bounding_box()["width"] > 300 for cell in cells] == [True, True]
    page.close()


def test_a_draft_is_saved_after_a_pause_and_says_so(page: Page, site: SimpleNamespace):
    write(page, "Câu mới về khách hàng.")

    expect(status(page)).to_have_text("Đã lưu lúc 21:05 · phiên bản 18")
    assert [sent["answer"] for sent in site.saved] == ["Câu mới về khách hàng."]
    assert site.saved[0]["version"] == "17"
    assert site.saved[0]["csrf_token"]
    assert page.locator("input[name=version]").input_value() == "18"


def test_without_network_the_text_is_kept_and_sent_once_the_network_is_back(page: Page, site):
    page.context.set_offline(True)
    write(page, "Viết khi mất mạng.")
    expect(status(page)).to_contain_text("được giữ trên máy này")
    assert "Viết khi mất mạng." in page.evaluate("localStorage.getItem(localStorage.key(0))")

    page.context.set_offline(False)

    expect(status(page)).to_have_text("Đã lưu lúc 21:05 · phiên bản 18")
    assert [sent["answer"] for sent in site.saved] == ["Viết khi mất mạng."]
    assert page.evaluate("localStorage.length") == 0


def test_text_that_could_not_be_sent_comes_back_with_the_page(page: Page, site):
    site.status = 503
    write(page, "Máy chủ đang nghỉ.")
    expect(status(page)).to_contain_text("được giữ trên máy này")

    site.status = 200
    page.goto(site.url)

    expect(page.get_by_label("Tiếp cận")).to_have_value("Máy chủ đang nghỉ.")
    expect(status(page)).to_have_text("Đã lưu lúc 21:05 · phiên bản 18")


def test_a_draft_that_was_overtaken_is_kept_and_does_not_overwrite(page: Page, site):
    site.status = 409
    write(page, "Bản của tôi.")

    expect(status(page)).to_contain_text("Người khác vừa lưu trước bạn")
    write(page, "Bản của tôi, viết thêm.")
    page.wait_for_timeout(2000)
    assert len(site.saved) == 1
    assert "Bản của tôi" in page.evaluate("localStorage.getItem(localStorage.key(0))")


def test_a_refused_draft_shows_the_servers_sentence(page: Page, site: SimpleNamespace):
    site.status = 422
    write(page, "Quá dài.")

    expect(status(page)).to_have_text("Chưa lưu được: quá dài.")


def test_a_button_pressed_twice_sends_once(page: Page, site: SimpleNamespace):
    page.get_by_role("button", name="Chuyển tiếp").dblclick()
    page.wait_for_timeout(500)

    assert site.sent == 1


def test_a_step_that_cannot_be_undone_spells_out_its_consequence_first(page: Page):
    consequence = page.get_by_text("Hồ sơ sẽ không được xét tiếp trong năm giải thưởng này.")
    expect(consequence).to_be_hidden()

    page.locator("summary", has_text="Rút hồ sơ").click()

    expect(consequence).to_be_visible()


def test_a_chosen_percent_shows_its_points(page: Page):
    page.get_by_role("radio", name="60 %").check()

    expect(page.locator("[data-worth-shown]")).to_have_text("60 % = 27 điểm")


def test_the_menu_of_a_phone_opens_and_the_percent_is_chosen_without_script(chromium, site):
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(site.url)
    links = page.get_by_role("navigation", name="Điều hướng chính")
    expect(links).to_be_hidden()

    page.get_by_role("link", name="Menu", exact=True).click()
    page.get_by_role("radio", name="70 %").check()

    expect(links).to_be_visible()
    expect(page.get_by_role("radio", name="70 %")).to_be_checked()
    context.close()
