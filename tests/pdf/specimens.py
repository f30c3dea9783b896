"""One document of every kind on data as they occur: dossiers walked through the real procedure."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from award.extensions import db
from award.models import (
    AgendaItem,
    AnnualFigures,
    Answer,
    Award,
    AwardSubmission,
    ConsensusScore,
    Consultation,
    Dossier,
    EvaluationReport,
    Evidence,
    IssuedDocument,
    ManagementSystem,
    Meeting,
    Organisation,
    Rating,
    Shortlist,
    SiteVisit,
    Stage,
)
from award.services import issuing, registration, rulebooks
from tests import factories

NAME = "Công ty cổ phần Mẫu Chế biến Nông sản và Xuất nhập khẩu Tây Nguyên"
ANSWER = """Ban lãnh đạo xác lập tầm nhìn đến năm 2030 và năm giá trị cốt lõi, rà soát hằng năm \
vào tháng 11 cùng trưởng các đơn vị. Tổng giám đốc chủ trì họp giao ban chất lượng hằng tuần; \
số liệu lỗi, khiếu nại và giao hàng đúng hạn được trình bày công khai trên bảng điều hành.

Cách làm được triển khai ở cả ba nhà máy và bảy chi nhánh từ năm 2021. Năm 2024, 96,5 % người lao \
động được hỏi nêu đúng ít nhất ba giá trị cốt lõi (năm 2022: 71 %). Kết quả khảo sát được dùng để \
sửa chương trình đào tạo hội nhập và bổ sung buổi đối thoại hằng quý với tổ trưởng sản xuất.

Điểm còn yếu là chưa so sánh với doanh nghiệp dẫn đầu trong ngành; từ quý I năm sau, phòng \
Kế hoạch sẽ lấy số liệu so sánh của hiệp hội."""
STRENGTH = (
    "Lãnh đạo cấp cao trực tiếp theo dõi chỉ số chất lượng hằng tuần và phản hồi trong 24 giờ; "
    "cách làm có hệ thống, đã duy trì ba năm ở mọi đơn vị."
)
IMPROVEMENT = (
    "Chưa có số liệu so sánh với đối thủ và đơn vị dẫn đầu; nên chọn hai đến ba chỉ số then chốt "
    "và đặt mục tiêu so với mức tốt nhất của ngành."
)
# Of the 17 items of 2020 in order: 612.75 points in all.
PERCENTS = (65, 60, 65, 55, 75, 50, 60, 65, 60, 70, 55, 75, 50, 55, 65, 60, 70)

APPLICANT = {
    "name": NAME,
    "name_en": "Mau Central Highlands Agricultural Processing and Export JSC",
    "short_name": "MAU AGRI",
    "address": "Lô A12, Cụm công nghiệp Mẫu, phường Mẫu",
    "province_code": "66",
    "phone": "0262 000 0000",
    "email": "vanphong@mau-taynguyen.example",
    "website": "mau-taynguyen.example",
    "production_sites": "Nhà máy 1, xã Mẫu A; Nhà máy 2, xã Mẫu B",
    "contact_name": "Trần Thị Mẫu Liên Hệ",
    "contact_phone": "0900 000 000",
    "ownership": "Ngoài nhà nước",
    "main_products": "Cà phê nhân, cà phê rang xay, hồ tiêu đen",
    "charter_capital_vnd": 25_000_000_000,
}


def collect(rulebook_id: str = "gtclqg-2020") -> dict[str, IssuedDocument]:
    """Every kind of document once, all about one dossier that went from draft to award."""
    dossier = _draft(rulebook_id)
    factories.advance(dossier, "accepted")
    _write(dossier)
    factories.advance(dossier, "visit_signed")
    _comment(dossier)
    factories.advance(dossier, "awarded")
    known = {kind.code for kind in rulebooks.of(dossier.cycle).documents}
    return {kind: make(dossier) for kind, make in MAKERS.items() if kind in known}


def _draft(rulebook_id: str) -> Dossier:
    """A draft of an organisation whose every field is filled in, in a council with its agencies."""
    make_agencies()
    cycle = factories.the_cycle(rulebook_id)
    council = None
    if rulebook_id != "gtclqg-2026":
        council = factories.make_council(
            cycle=cycle, province_code="66", name="Hội đồng sơ tuyển GTCLQG tỉnh Đắk Lắk"
        )
        council.authority.name = "Sở Khoa học và Công nghệ"
        council.authority.superior = "Ủy ban nhân dân tỉnh Đắk Lắk"
        council.authority.place = "Đắk Lắk"
    national = factories.the_national_council(cycle)
    national.name = "Hội đồng quốc gia GTCLQG"
    national.authority.name, national.authority.place = "Bộ Khoa học và Công nghệ", "Hà Nội"
    organisation = factories.make_organisation(**APPLICANT)
    _figures(organisation)
    return factories.make_dossier(
        "draft",
        cycle=cycle,
        council=council or national,
        organisation=organisation,
        product="Cà phê rang xay Mẫu Sáng" if rulebook_id == "gtclqg-2026" else "",
    )


def declare(dossier: Dossier) -> IssuedDocument:
    """The registration form of a draft, which waits to be printed."""
    owner = factories.owner_of(dossier)
    registration.declare_compliance(dossier, actor=owner)
    return registration.prepare(dossier, actor=owner)


def make_agencies() -> None:
    """The agencies that papers name."""
    factories.make_authority(
        kind="standing_body",
        name="Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia",
        superior="Bộ Khoa học và Công nghệ",
        abbreviation="UBTĐC",
        place="Hà Nội",
        signer_title="Phó Chủ tịch",
        signing_mode="KT. Chủ tịch",
    )
    factories.make_authority(
        kind="ministry",
        name="Bộ Khoa học và Công nghệ",
        superior="",
        abbreviation="BKHCN",
        place="Hà Nội",
        signer_title="Bộ trưởng",
    )
    factories.make_authority(
        kind="deciding_authority",
        name="Thủ tướng Chính phủ",
        superior="",
        abbreviation="TTg",
        place="Hà Nội",
        signer_title="Thủ tướng",
    )


def _figures(organisation: Organisation) -> None:
    for year, revenue, profit in ((2024, 91, 7), (2023, 84, 6), (2022, 70, -2)):
        organisation.figures.append(
            AnnualFigures(
                year=year,
                revenue_vnd=revenue * 10**9,
                profit_vnd=profit * 10**9,
                budget_vnd=3 * 10**9,
            )
        )
    organisation.systems.append(
        ManagementSystem(
            standard="TCVN ISO 9001:2015",
            certificate_number="QMS-0001",
            issuer="Tổ chức chứng nhận Mẫu",
            valid_until=date(2027, 5, 4),
        )
    )
    db.session.flush()


def _write(dossier: Dossier) -> None:
    """Answers of the usual length, one confidential paper, and the book printed from them."""
    for answer in db.session.scalars(
        select(Answer).where(Answer.self_assessment_id.in_(dossier.part_ids))
    ):
        answer.text = ANSWER
    first = db.session.scalars(
        select(Evidence).where(Evidence.dossier_id == dossier.id).order_by(Evidence.id)
    ).first()
    assert first is not None
    first.confidential = True
    db.session.flush()


def _comment(dossier: Dossier) -> None:
    """Comments as assessors write them, in ratings and agreed scores."""
    parts = dossier.part_ids
    for row in db.session.scalars(select(Rating).where(Rating.self_assessment_id.in_(parts))):
        row.strengths, row.improvements = STRENGTH, IMPROVEMENT
        row.evidence, row.to_verify = "Phần 3, tr. 12–14; tệp khảo sát 2024", ""
    scores = db.session.scalars(
        select(ConsensusScore)
        .where(ConsensusScore.self_assessment_id.in_(parts))
        .order_by(ConsensusScore.item)
    )
    for score, percent in zip(scores, PERCENTS, strict=False):
        score.strengths, score.improvements, score.percent = STRENGTH, IMPROVEMENT, percent
    db.session.flush()


def _one(model: Any, *where: Any) -> Any:
    return db.session.scalars(select(model).where(*where).order_by(model.id.desc()).limit(1)).one()


def _on_dossier(kind: str) -> Callable[[Dossier], IssuedDocument]:
    def make(dossier: Dossier) -> IssuedDocument:
        return issuing.issue(kind, dossier, actor=factories.standing_body(), dossier=dossier)

    return make


def _existing(kind: str) -> Callable[[Dossier], IssuedDocument]:
    """The document that the workflow itself has made."""

    def find(dossier: Dossier) -> IssuedDocument:
        return _one(
            IssuedDocument, IssuedDocument.kind == kind, IssuedDocument.dossier_id == dossier.id
        )

    return find


def _supplement_notice(dossier: Dossier) -> IssuedDocument:
    other = factories.make_dossier("supplement_requested", cycle=dossier.cycle)
    return _existing("supplement_notice")(other)


def _evaluation_report(dossier: Dossier) -> IssuedDocument:
    report = _one(EvaluationReport, EvaluationReport.dossier_id == dossier.id)
    report.proposed_tier = "silver" if dossier.product else "award"
    return issuing.issue(
        "evaluation_report", report, actor=factories.lead_of(dossier), dossier=dossier
    )


def _site_visit_record(dossier: Dossier) -> IssuedDocument:
    visit = _one(
        SiteVisit, SiteVisit.dossier_id == dossier.id, SiteVisit.stage == Stage.DESK_REVIEW
    )
    visit.explanation = "Đơn vị nhất trí và sẽ bổ sung số liệu so sánh trước ngày 30/9."
    return issuing.issue(
        "site_visit_record", visit, actor=factories.lead_of(dossier), dossier=dossier
    )


def _meeting(dossier: Dossier) -> Meeting:
    meeting: Meeting = _one(
        Meeting, Meeting.id == AgendaItem.meeting_id, AgendaItem.dossier_id == dossier.id
    )
    meeting.opinions = "Các ủy viên đánh giá cao chất lượng báo cáo của chuyên gia."
    meeting.conclusion = "Hội đồng thống nhất kết quả bỏ phiếu nêu trên."
    for item in meeting.agenda:
        item.discussion = (
            "Đại diện tổ chức trình bày trong 15 phút; trưởng đoàn báo cáo kết quả đánh giá. "
            "Ủy viên hỏi về truy xuất nguồn gốc nguyên liệu và tỷ lệ khiếu nại; tổ chức giải "
            "trình, sau đó rời phòng họp."
        )
        item.conclusion = "Đồng ý với đề nghị của chuyên gia."
    return meeting


def _on_meeting(kind: str) -> Callable[[Dossier], IssuedDocument]:
    def make(dossier: Dossier) -> IssuedDocument:
        meeting = _meeting(dossier)
        return issuing.issue(kind, meeting, actor=factories.chair_of(meeting.council))

    return make


def _shortlist(dossier: Dossier) -> IssuedDocument:
    found = _one(Shortlist)
    return issuing.issue("shortlist", found, actor=factories.chair_of(found.council))


def _consultation_letter(dossier: Dossier) -> IssuedDocument:
    return issuing.issue("consultation_letter", _one(Consultation), actor=factories.standing_body())


def _on_submission(kind: str) -> Callable[[Dossier], IssuedDocument]:
    def make(dossier: Dossier) -> IssuedDocument:
        return issuing.issue(kind, _one(AwardSubmission), actor=factories.standing_body())

    return make


def _certificate(dossier: Dossier) -> IssuedDocument:
    award = _one(Award, Award.dossier_id == dossier.id)
    return issuing.issue("certificate", award, actor=factories.standing_body(), dossier=dossier)


MAKERS: dict[str, Callable[[Dossier], IssuedDocument]] = {
    "registration_form": _existing("registration_form"),
    "intake_receipt": _existing("intake_receipt"),
    "supplement_notice": _supplement_notice,
    "dossier_book": _on_dossier("dossier_book"),
    "score_form": _existing("score_form"),
    "evaluation_report": _evaluation_report,
    "site_visit_record": _site_visit_record,
    "invitation": _on_meeting("invitation"),
    "session_minutes": _on_meeting("session_minutes"),
    "counting_minutes": _on_meeting("counting_minutes"),
    "shortlist": _shortlist,
    "consultation_letter": _consultation_letter,
    "submission_letter": _on_submission("submission_letter"),
    "draft_decision": _on_submission("draft_decision"),
    "result_notice": _on_dossier("result_notice"),
    "feedback_report": _on_dossier("feedback_report"),
    "certificate": _certificate,
}
