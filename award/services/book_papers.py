"""The dossier book: every part in order, every answer, and the index of evidence with hashes."""

from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Answer, Dossier, Evidence, User, masked_tax_code
from award.services import completeness, evidence, paper_parts, rulebooks, trace_annex
from award.services.paper_parts import Paper
from award.words import _N
from scoring.rulebook import Rulebook


def dossier_book(dossier: Dossier, *, actor: User, **_: Any) -> Paper:
    """Hồ sơ tham dự as a book, in the order of the edition's parts."""
    data = paper_parts.common("dossier_book", dossier.cycle)
    book = rulebooks.of(dossier.cycle)
    answers = _answers(dossier)
    papers = evidence.of_dossier(dossier)
    data |= {
        "number": dossier.number,
        "organisation": paper_parts.organisation(dossier.organisation),
        "product": dossier.product.name if dossier.product else "",
        "group": paper_parts.group_of(dossier),
        "council": dossier.receiving_council.name,
        "registered_at": paper_parts.text(dossier.registered_at),
        "submitted_at": paper_parts.text(dossier.submitted_at),
        "printed_at": clock.now().isoformat(),
        "form": _form(dossier),
        "parts": [
            {
                "code": part.code,
                "title": part.title,
                "kind": part.kind,
                "required": part.required,
                "years": sorted(completeness.latest_years(dossier, part.years), reverse=True),
                "evidence": [_paper(row) for row in papers if row.part == part.code],
            }
            for part in sorted(book.parts, key=lambda part: part.order)
        ],
        "report": _report(book, answers),
        "criteria": _criteria(dossier, answers),
        "traceability": trace_annex.annex(dossier, overrides=False),
        "provisional": paper_parts.scoring_notes(book),
    }
    name = dossier.organisation.name
    return Paper(f"{data['kind_title']} {paper_parts.of_year(data)} – {name}", data)


def _report(book: Rulebook, answers: dict[str, Answer]) -> list[dict[str, Any]]:
    return [
        {
            "code": field.code,
            "label": field.label,
            "text": _text(answers.get(completeness.REPORT_PREFIX + field.code)),
        }
        for field in book.report_fields
    ]


def _answers(dossier: Dossier) -> dict[str, Answer]:
    rows = db.session.scalars(
        select(Answer).where(Answer.self_assessment_id.in_(dossier.part_ids)).order_by(Answer.id)
    )
    return {row.code: row for row in rows}


def _text(answer: Answer | None) -> str:
    return "" if answer is None else answer.text


def _criteria(dossier: Dossier, answers: dict[str, Answer]) -> list[dict[str, Any]]:
    book = rulebooks.of(dossier.cycle)
    return [
        {
            "code": criterion.code,
            "title": criterion.title,
            "points": criterion.points,
            "provisional": criterion.is_provisional("points"),
            "items": [
                {
                    "code": item.code,
                    "title": item.title,
                    "points": item.points,
                    "provisional": item.is_provisional("points"),
                    "guidance": item.guidance,
                    "text": _text(answers.get(item.code)),
                    "own_percent": _percent(answers.get(item.code)),
                }
                for item in book.items_of(criterion.code)
            ],
        }
        for criterion in book.criteria
    ]


def _percent(answer: Answer | None) -> int | None:
    return None if answer is None else answer.own_percent


def _paper(row: Evidence) -> dict[str, Any]:
    return {
        "title": row.title,
        "file": row.file.name,
        "year": row.year,
        "item": row.item,
        "size": row.file.size,
        "sha256": row.file.sha256,
        "confidential": row.confidential,
        "added_at": row.added_at.isoformat(),
    }


def _form(dossier: Dossier) -> dict[str, Any] | None:
    """What the registration form said, as it was frozen; the signed form is a paper of its own."""
    record = dossier.eligibility
    if record is None:
        return None
    facts = record.facts["organisation"]
    book = rulebooks.of(dossier.cycle)
    return {
        "frozen_at": record.at.isoformat(),
        "sha256": record.sha256,
        "rows": [
            [_N("Tên tổ chức, doanh nghiệp"), facts["name"]],
            [_N("Tên tiếng Anh"), facts["name_en"]],
            [_N("Mã số thuế"), masked_tax_code(facts["tax_code"])],
            [_N("Giấy chứng nhận đăng ký"), facts["registration_number"]],
            [_N("Địa chỉ trụ sở"), facts["address"]],
            [_N("Tỉnh, thành phố"), paper_parts.province_name(facts["province_code"])],
            [_N("Người đại diện theo pháp luật"), facts["legal_representative"]],
            [_N("Chức vụ"), facts["representative_position"]],
            [_N("Loại hình"), book.type(dossier.type_code).title if dossier.type_code else ""],
            [_N("Sản phẩm, dịch vụ chính"), facts["main_products"]],
        ],
        "conditions": record.findings["conditions"],
    }
