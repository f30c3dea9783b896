"""What documents refuse to say, and which agency they name."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Award, AwardDecision, DossierState, IssuedDocument
from award.policies import Refusal
from award.services import authorities, issuing, paper_parts, papers
from scoring import rulebook
from tests import factories


def test_an_agency_is_named_as_it_was_on_the_day(app):
    old = factories.make_authority(
        kind="standing_body",
        name="Tổng cục Tiêu chuẩn Đo lường Chất lượng",
        valid_from=date(2009, 1, 1),
        valid_to=date(2025, 3, 1),
    )
    new = factories.make_authority(
        kind="standing_body",
        name="Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia",
        valid_from=date(2025, 3, 1),
    )

    found = [
        authorities.valid_on("standing_body", day)
        for day in (date(2008, 12, 31), date(2025, 2, 28), date(2025, 3, 1))
    ]

    assert found == [None, old, new]


def test_a_council_s_agency_is_followed_to_its_successor(app):
    new = factories.make_authority(name="Sở Mới", valid_from=date(2025, 7, 1))
    old = factories.make_authority(
        name="Sở Cũ",
        valid_from=date(2020, 1, 1),
        valid_to=date(2025, 7, 1),
        successor_id=new.id,
    )

    assert authorities.as_of(old, date(2025, 6, 30)) is old
    assert authorities.as_of(old, date(2025, 7, 1)) is new
    assert authorities.as_of(new, date(2030, 1, 1)) is new


def test_an_agency_that_succeeds_itself_is_no_trap(app):
    lonely = factories.make_authority(valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    lonely.successor_id = lonely.id
    db.session.flush()

    assert authorities.as_of(lonely, date(2025, 1, 1)) is lonely


@pytest.mark.parametrize(
    ("mode", "lines"),
    [("KT. Chủ tịch", ["KT. Chủ tịch"]), ("TM.", ["TM. Sở Mẫu"]), ("", [])],
)
def test_an_agency_signs_as_its_row_says(app, mode, lines):
    authority = factories.make_authority(name="Sở Mẫu", signing_mode=mode, signer_title="Giám đốc")

    signer = paper_parts.agency_signer(authority)

    assert (signer["mode"], signer["post"], signer["name"]) == (lines, "Giám đốc", "")


def test_the_vice_chair_signs_in_the_chair_s_place(app):
    council = factories.make_council()
    _, vice, *_ = factories.voters_of(council)

    signer = paper_parts.chair_signer(council, vice)

    assert signer["mode"] == ["TM. Hội đồng", "KT. Chủ tịch"]
    assert (signer["post"], signer["name"]) == ("Phó Chủ tịch", vice.full_name)


@pytest.mark.parametrize(
    ("code", "name", "place"),
    [
        ("66", "tỉnh Đắk Lắk", "Đắk Lắk"),
        ("46", "thành phố Huế", "Huế"),
        ("79", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        (None, "", ""),
    ],
)
def test_a_province_is_called_by_its_kind_once(app, code, name, place):
    assert paper_parts.province_name(code) == name
    assert paper_parts.place_name(code) == place


def test_no_form_before_the_conditions_were_checked(app):
    dossier = factories.make_dossier("draft")

    with pytest.raises(Refusal, match="Chưa kiểm tra điều kiện"):
        papers.collect("registration_form", dossier, actor=factories.standing_body())


def test_no_result_is_announced_before_there_is_one(app):
    dossier = factories.make_dossier("submitted")

    with pytest.raises(Refusal, match="chưa có kết quả") as why:
        papers.collect("result_notice", dossier, actor=factories.standing_body())

    assert why.value.rule == "R29"


def test_no_feedback_without_a_frozen_sheet(app):
    dossier = factories.make_dossier("submitted")

    with pytest.raises(Refusal, match="chưa có bảng điểm"):
        papers.collect("feedback_report", dossier, actor=factories.standing_body())


def test_no_draft_decision_before_a_submission(app):
    cycle = factories.make_cycle()

    with pytest.raises(Refusal, match="chưa có tờ trình"):
        papers.collect("draft_decision", cycle, actor=factories.standing_body())


@pytest.mark.parametrize(("number", "day"), [("", date(2026, 1, 5)), ("01/QĐ-MAU", None)])
def test_no_certificate_without_number_and_date_of_a_decision(app, number, day):
    award = Award(decision=AwardDecision(number=number, decided_on=day), tier="award")

    with pytest.raises(Refusal, match="Chưa ghi quyết định") as why:
        papers.collect("certificate", award, actor=factories.standing_body())

    assert why.value.rule == "R28"


@pytest.mark.parametrize(
    ("state", "outcome", "writer"),
    [
        (DossierState.INELIGIBLE, "ineligible", "HĐST"),
        (DossierState.DISQUALIFIED, "disqualified", "HĐST"),
        (DossierState.NOT_SHORTLISTED, "not_shortlisted", "HĐST"),
        (DossierState.NOT_AWARDED, "not_awarded", "TB"),
    ],
)
def test_every_end_has_its_notice_from_whoever_ended_it(app, state, outcome, writer):
    dossier = factories.make_dossier(state.value)

    paper = papers.collect("result_notice", dossier, actor=factories.standing_body())

    assert paper.data["outcome"] == outcome
    assert paper.data["head"]["symbol"].endswith(writer)
    assert bool(paper.data["reason"]) is (outcome in {"ineligible", "disqualified"})


@pytest.mark.parametrize(
    ("percent", "label"),
    [("50", "Đáp ứng yêu cầu tổng thể"), ("67.5", "Đáp ứng yêu cầu tổng thể"), (None, "")],
)
def test_a_percent_between_two_bands_belongs_to_the_lower(percent, label):
    from award.services.result_papers import _band

    assert _band(rulebook.load("gtclqg-2020"), percent) == label


def test_points_are_carried_as_exact_texts(app):
    book = rulebook.load("gtclqg-2020")
    result = {
        "items": {"1.1": {"percent": "62.5", "points": "43.75", "spread": 15}},
        "criteria": {"1": None},
    }

    first, *_ = paper_parts.score_rows(book, result)

    assert first["items"][0]["reached"] == "43.75"
    assert first["items"][1]["reached"] is None
    assert Decimal(first["items"][0]["points"]) == 70


def test_a_number_that_was_entered_stands_with_the_document(app):
    dossier = factories.make_dossier("consultation")
    letter = factories.send_letter([dossier])

    (paper,) = issuing.of_subject(letter)

    assert (paper.number, paper.issued_on) == (letter.number, letter.sent_on)


def test_a_number_that_nobody_gave_is_not_made_up(app):
    dossier = factories.make_dossier("supplement_requested")

    (paper,) = [
        one
        for one in db.session.scalars(select(IssuedDocument))
        if one.kind == "supplement_notice" and one.dossier_id == dossier.id
    ]

    assert (paper.number, paper.issued_on) == ("", None)
    assert paper.data["head"]["symbol"] == "TB-HĐST"
