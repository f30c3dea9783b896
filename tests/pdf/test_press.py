"""The press reaches named assets alone, bears awkward text, ends what takes too long."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from award.reports import pdf
from award.reports.printing import Press, PrintError, TooSlowError
from tests.pdf.reading import facts_of, fonts_of, forbidden_in, words_of

SECRET = Path(__file__)
CORPORA = Path(__file__).parents[3] / "shared" / "data" / "corpora"
PAGE = (
    '<html lang="vi"><head><title>Thử</title><link rel="stylesheet" href="asset:print.css">'
    '<link rel="stylesheet" href="asset:print-administrative.css"></head><body>{}</body></html>'
)
NESTED = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
    "xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'%3E"
    "%3Cimage width='9' height='9' xlink:href='{}'/%3E%3C/svg%3E"
)


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


@pytest.fixture(scope="module")
def knocks() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes whoever comes."""
    seen: list[str] = []

    class Doorman(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(302)
            self.send_header("Location", SECRET.as_uri())
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Doorman)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()
    thread.join()


ADDRESSES = (
    "file:///etc/hostname", "file://localhost/etc/passwd", "FILE:///etc/hostname", "/etc/hostname",
    "../config.py", "asset:../config.py", "asset:/etc/hostname", "asset:print.css/../../config.py",
    "asset:VERSIONS", "asset:app.js", "asset:no.png", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x",
    "data:text/html,<script>1</script>", "data:application/pdf,x", "{knock}/a.png",
    "//{host}/b.png",
    "{knock}/c?asset:print.css", "http://[::1]/x", "\\\\host\\share", "jar:file:///etc!/x",
)  # fmt: skip
WAYS = (
    '<img src="{}" alt="">',
    '<link rel="stylesheet" href="{}">',
    '<style>@import url("{}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{}"); }} p {{ font-family: x; }}</style><p>x',
    "<p style=\"background: url('{}')\">x</p>",
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    "<p style=\"content: url('{}')\">x</p>",
)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_but_named_assets_can_be_reached(press, knocks, way):
    knock, seen = knocks
    host = knock.removeprefix("http://")
    reached = []

    for pattern in ADDRESSES:
        address = pattern.replace("{knock}", knock).replace("{host}", host)
        try:
            content, _ = press.print(PAGE.format(way.format(address)), "x")
        except PrintError:
            continue
        text = words_of(content)
        if forbidden_in(content) or "root:" in text:
            reached.append(address)

    assert reached == []
    assert seen == []


def test_pictures_inside_pictures_are_refused_too(press, knocks):
    knock, seen = knocks

    for address in (f"{knock}/nested.png", "file:///etc/hostname"):
        with pytest.raises(PrintError):
            press.print(PAGE.format(f'<img alt="" src="{NESTED.format(address)}">'), "x")

    assert seen == []


def test_what_is_asked_for_and_refused_stops_the_document(press):
    with pytest.raises(PrintError, match="file:///etc/hostname"):
        press.print(PAGE.format('<img src="file:///etc/hostname" alt="">'), "x")

    content, pages = press.print(PAGE.format("<p>Sau đó vẫn in được.</p>"), "x")
    assert pages == 1
    assert words_of(content) == "Sau đó vẫn in được."


def test_the_same_page_gives_the_same_bytes_in_any_press(press):
    page = PAGE.format("<p>Đơn đăng ký tham dự, 612,75 điểm</p>" * 40)
    other = Press()

    first, second = press.print(page, "ABCD"), press.print(page, "ABCD")
    third = other.print(page, "ABCD")
    other.close()

    assert first == second == third


def test_no_typeface_of_the_machine_gets_into_a_paper(press):
    signs = "漢字 عربى עברית ไทย 😀 ☐ ☑ ✓ ｆｕｌｌ ａ̷"

    content, _ = press.print(PAGE.format(f"<p>Chữ: {signs}</p><pre>mono</pre>"), "x")

    assert {name.partition("-")[0] for name, _ in fonts_of(content)} == {"Tinos"}
    assert all(embedded for _, embedded in fonts_of(content))


def test_a_document_that_takes_too_long_is_ended_and_the_next_one_prints(press):
    hasty = Press(seconds=6)
    long = PAGE.format("<table>" + "<tr><td>x</td><td>y</td></tr>" * 60_000 + "</table>")

    with pytest.raises(TooSlowError):
        hasty.print(long, "x")
    content, _ = hasty.print(PAGE.format("<p>Ngắn</p>"), "x")
    hasty.close()

    assert words_of(content) == "Ngắn"


def test_a_press_that_was_killed_is_replaced(press):
    press.print(PAGE.format("<p>Một</p>"), "x")
    press.process.kill()
    press.process.wait()

    content, _ = press.print(PAGE.format("<p>Hai</p>"), "x")

    assert words_of(content) == "Hai"


def test_a_closed_press_leaves_nothing_behind():
    press = Press()
    press.print(PAGE.format("<p>x</p>"), "x")
    folder, process = press.folder, press.process

    press.close()

    assert not folder.exists()
    assert process.poll() is not None


def test_a_press_whose_application_is_gone_ends_and_cleans_up():
    press = Press()
    press.print(PAGE.format("<p>x</p>"), "x")
    folder, process = press.folder, press.process

    process.stdin.close()
    process.wait(timeout=20)

    assert not folder.exists()
    press.close()


def test_the_press_knows_nothing_of_the_application(monkeypatch):
    monkeypatch.setenv("AWARD_SECRET", "không được lộ")
    press = Press()
    press.print(PAGE.format("<p>x</p>"), "x")

    environment = Path(f"/proc/{press.process.pid}/environ").read_bytes().decode()
    press.close()

    assert "AWARD_SECRET" not in environment
    assert "DATABASE_URL" not in environment


def _strings() -> list[str]:
    naughty = json.loads((CORPORA / "naughty" / "blns.json").read_text(encoding="utf-8"))
    vietnamese = json.loads(
        (CORPORA / "naughty" / "vietnamese_strings.json").read_text(encoding="utf-8")
    )
    return [*naughty, *map(str, vietnamese)]


@pytest.mark.skipif(not CORPORA.exists(), reason="test data of ../shared are not here")
@pytest.mark.parametrize(
    "name", ["xss_payloads_quick.txt", "xss_alert_identifiable.txt", "RSNAKE_XSS.txt"]
)
def test_written_text_stays_text_whatever_it_looks_like(app, press, name):
    corpus = (CORPORA / "xss" / name).read_text(encoding="utf-8", errors="replace").splitlines()
    page = app.jinja_env.from_string(
        '{% from "macros/dossier.html" import prose %}'
        "{% for text in strings %}<h2>{{ text }}</h2>{{ prose(text) }}"
        '<img alt="{{ text }}" src="asset:marks/checked.svg">{% endfor %}'
    ).render(strings=pdf.printable([line for line in corpus if line.strip()][:300]))

    content, _ = press.print(PAGE.format(page), "x")

    assert forbidden_in(content) == []
    assert "script" in words_of(content).lower()


@pytest.mark.skipif(not CORPORA.exists(), reason="test data of ../shared are not here")
def test_awkward_strings_print(app, press):
    page = app.jinja_env.from_string(
        '{% from "macros/dossier.html" import prose %}'
        "{% for text in strings %}<h2>{{ text[:200] }}</h2>{{ prose(text) }}{% endfor %}"
    ).render(strings=pdf.printable(_strings()))

    content, pages = press.print(PAGE.format(page), "x")

    assert pages > 5
    assert "Ω≈ç√∫˜µ≤≥÷" in words_of(content)
    assert facts_of(content)["language"] == "vi"
