"""What holds for every document of both editions: typefaces, size, proof, nothing hidden."""

import pytest

from award.services import papers
from scoring import rulebook
from tests.pdf.reading import (
    A4,
    facts_of,
    first_word_of,
    fonts_of,
    forbidden_in,
    sizes_of,
    words_of,
)

OURS = {
    "Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic",
    "Be-Vietnam-Pro", "Be-Vietnam-Pro-Italic", "Be-Vietnam-Pro-Semi-Bold", "Be-Vietnam-Pro-Bold",
}  # fmt: skip
MIDDLE = (30 + 210 - 18) / 2 * 72 / 25.4  # points: midway between the margins, in mm
TOP_MARGIN = 20 * 72 / 25.4
REPORTS = {"dossier_book", "feedback_report"}
LANDSCAPE = {"certificate", "shortlist"}
CASES = [
    (edition, kind.code)
    for edition in ("gtclqg-2020", "gtclqg-2026")
    for kind in rulebook.load(edition).documents
]


@pytest.mark.parametrize(
    ("edition", "without"),
    [
        ("gtclqg-2011", set()),
        ("gtclqg-2020", set()),
        ("gtclqg-2026", {"shortlist"}),  # no preliminary council, no list of its own
    ],
)
def test_every_kind_of_document_of_an_edition_has_a_builder(edition, without):
    kinds = {kind.code for kind in rulebook.load(edition).documents}

    assert kinds == set(papers.BUILDERS) - without


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_a_document_embeds_our_typefaces_and_no_others(specimens_of, edition, kind):
    found = fonts_of(specimens_of(edition)[kind].content)

    assert found
    assert [name for name, embedded in found if not embedded or name not in OURS] == []


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_a_document_is_a4_on_every_page(specimens_of, edition, kind):
    specimen = specimens_of(edition)[kind]

    sizes = sizes_of(specimen.content)

    wanted = (A4[1], A4[0]) if kind in LANDSCAPE else A4
    assert len(sizes) == specimen.pages
    assert set(sizes) == {wanted}


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_a_document_hides_no_attachment_no_script_and_no_way_out(specimens_of, edition, kind):
    assert forbidden_in(specimens_of(edition)[kind].content) == []


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_a_document_says_how_it_is_verified(specimens_of, edition, kind):
    specimen = specimens_of(edition)[kind]

    text = words_of(specimen.content)

    halves = f"{specimen.sha256[:32]} {specimen.sha256[32:]}"  # on two lines
    digest = halves if kind == "certificate" else specimen.sha256
    assert f"Mã xác thực {specimen.code}" in text
    assert digest in text
    assert "127.0.0.1:8000/verify" in text


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_a_document_has_title_language_tags_and_is_made_to_be_kept(specimens_of, edition, kind):
    facts = facts_of(specimens_of(edition)[kind].content)

    assert facts["title"] not in {"", "None"}
    assert facts["language"] == "vi"
    assert facts["tagged"]
    assert facts["pdfa"] == ("3", "U")


@pytest.mark.parametrize(("edition", "kind"), CASES)
def test_no_trace_of_the_machine_is_left_in_the_words(specimens_of, edition, kind):
    text = words_of(specimens_of(edition)[kind].content)

    traces = ["None", "True", "False", "Undefined", "{{", "{%", "<", "&lt;", "gtclqg-", "standing_"]
    assert [trace for trace in traces if trace in text] == []


@pytest.mark.parametrize(
    ("edition", "kind"),
    [case for case in CASES if case[1] not in REPORTS | {"certificate", "shortlist"}],
)
def test_the_page_number_is_centred_on_top_and_hidden_on_the_first_page(
    specimens_of, edition, kind
):
    specimen = specimens_of(edition)[kind]

    first, *others = [first_word_of(specimen.content, n + 1) for n in range(specimen.pages)]

    assert not first[0].isdigit()
    assert [word for word, _, _ in others] == [f"{n}" for n in range(2, specimen.pages + 1)]
    assert all(abs(middle - MIDDLE) < 2 and top < TOP_MARGIN for _, middle, top in others)
