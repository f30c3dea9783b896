"""Names as people have them, and as nobody should: kept, shown as text, never acted upon."""

import json
import unicodedata

import lxml.html
import pytest

from award.config import ROOT
from award.services.people import one_line
from tests.web.accounts.visiting import enter

CORPORA = ROOT.parent / "shared" / "data" / "corpora"


def corpus(name: str) -> list[str]:
    """The strings of one corpus file; the test is skipped where the data is not at hand."""
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"../shared/data/corpora/{name} is not here")
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else text.splitlines()


def shown(client) -> tuple[str, str]:
    """The name as the form shows it, and every tag of the page that could act."""
    page = lxml.html.fromstring(client.get("/account").text)
    acting = page.xpath("//script | //iframe | //img | //svg | //object | //embed | //style")
    return page.get_element_by_id("full_name").get("value"), str(len(acting))


@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("naughty/vietnamese_strings.json", 30),
        ("naughty/blns.json", 400),
        ("xss/RSNAKE_XSS.txt", 60),
        ("csv/formula_injection.txt", 20),
    ],
)
def test_names_come_back_as_they_were_given(client, person, file, least):
    enter(client)
    usual = shown(client)[1]
    kept = 0

    for text in corpus(file):
        response = client.post("/account", data={"full_name": text})
        expected = one_line(text)
        if not expected or len(expected) > 200:
            assert response.status_code == 422, text
            continue
        assert response.status_code == 302, text
        assert (person.full_name, *shown(client)) == (expected, expected, usual), text
        kept += 1

    assert kept >= least


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Nguyễn Thị Ngọc Ánh", "Nguyễn Thị Ngọc Ánh"),
        (unicodedata.normalize("NFD", "Đặng Đình Đức"), "Đặng Đình Đức"),
        ("  Nguyễn \t Văn\u00a0A \n", "Nguyễn Văn A"),
        ("An\x00Bình", "AnBình"),
        ("An\x07\x1b[31mBình", "An[31mBình"),
        ("An\u202eBình\u2066", "AnBình"),
        ("An\r\nBcc: x@example.vn", "An Bcc: x@example.vn"),
        ("K’Ho Y Moan Ênuôl", "K’Ho Y Moan Ênuôl"),
        ("👩‍🔬 Lê", "👩‍🔬 Lê"),
        ("ﬁnance", "ﬁnance"),
    ],
)
def test_a_name_is_kept_composed_on_one_line_without_what_cannot_be_seen(given, kept):
    assert one_line(given) == kept


@pytest.mark.parametrize("field", ["full_name", "position", "phone"])
def test_a_nul_byte_is_no_fault_of_the_server(client, person, field):
    enter(client)

    response = client.post("/account", data={"full_name": "An", field: "1\x002"})

    assert response.status_code in {302, 422}


def test_a_name_with_line_breaks_makes_no_header(client, person, letters):
    enter(client)
    client.post("/account", data={"full_name": "An\r\nSubject: x"})
    client.post("/sign-out")

    client.post("/password/forgot", data={"email": person.email})

    assert {*letters()[-1]} == {"message_id", "subject", "text", "to"}
    assert "\n" not in letters()[-1]["subject"]
