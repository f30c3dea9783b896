"""Papers on a dossier at its door: registration form, intake receipt, notice of supplements."""

from typing import Any

from sqlalchemy import func, select

from award import clock
from award.extensions import db
from award.models import (
    Council,
    DeadlineKind,
    Dossier,
    Evidence,
    SeatRole,
    SectorGroup,
    SupplementRequest,
    User,
)
from award.policies import Refusal
from award.services import completeness, deadlines, paper_parts, rulebooks
from award.services.paper_parts import Paper
from award.words import _N

KINDS = {
    "enterprise": _N("Doanh nghiệp"),
    "cooperative": _N("Hợp tác xã"),
    "public_unit": _N("Đơn vị sự nghiệp"),
    "household": _N("Hộ kinh doanh"),
}
ACTIVITIES = {"production": _N("Sản xuất"), "service": _N("Dịch vụ")}
SME_CLASSES = {
    "micro": _N("Doanh nghiệp siêu nhỏ"),
    "small": _N("Doanh nghiệp nhỏ"),
    "medium": _N("Doanh nghiệp vừa"),
}


def registration_form(dossier: Dossier, *, actor: User, **_: Any) -> Paper:
    """Đơn đăng ký tham dự, from the facts that were frozen with it (domain.md §3.4).

    Raises `Refusal` while nothing has been frozen.
    """
    record = dossier.eligibility
    if record is None:
        raise Refusal(_N("Chưa kiểm tra điều kiện tham dự nên chưa in được đơn."))
    book = rulebooks.of(dossier.cycle)
    facts = record.facts["organisation"]
    data = paper_parts.common("registration_form", dossier.cycle)
    data |= {
        "number": dossier.number,
        "addressee": dossier.receiving_council.name,
        "frozen_at": record.at.isoformat(),
        "frozen_sha256": record.sha256,
        "place": paper_parts.place_name(facts["province_code"]),
        "day": clock.local(record.at).date().isoformat(),
        "organisation": facts
        | {
            "kind_title": KINDS[facts["kind"]],
            "activity_title": ACTIVITIES[facts["activity"]],
            "province": paper_parts.province_name(facts["province_code"]),
        },
        "figures": record.facts["figures"],
        "systems": record.facts["systems"],
        "product": _product(record.facts.get("product")),
        "type": book.type(dossier.type_code).title if dossier.type_code else "",
        "sme_class": SME_CLASSES.get(dossier.sme_class or "", ""),
        "conditions": record.findings["conditions"],
        "declared_at": paper_parts.text(dossier.compliance_declared_at),
        "signer": paper_parts.signer(
            facts["representative_position"] or _N("Người đại diện theo pháp luật"),
            facts["legal_representative"],
            mode=_N("Đại diện tổ chức, doanh\u00a0nghiệp"),
            hint=_N("(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)"),
        ),
    }
    return Paper(f"{data['kind_title']} {paper_parts.of_year(data)} – {facts['name']}", data)


def _product(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    group = db.session.get_one(SectorGroup, facts["sector_group_id"])
    return facts | {
        "group": group.name,
        "group_document": group.document_number,
        "group_date": group.document_date.isoformat(),
    }


def intake_receipt(dossier: Dossier, *, actor: User, **_: Any) -> Paper:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả: what came in, when, and when the answer is due."""
    data = paper_parts.common("intake_receipt", dossier.cycle)
    today = clock.today_local()
    book = rulebooks.of(dossier.cycle)
    secretary = paper_parts.secretary_of(dossier.receiving_council)
    data |= {
        "head": paper_parts.council_head(
            dossier.receiving_council, "TN", today, number=dossier.number or "", day=today
        ),
        "number": dossier.number,
        "organisation": paper_parts.organisation(dossier.organisation)
        | {
            "phone": dossier.organisation.phone,
            "email": dossier.organisation.email,
            "contact": dossier.organisation.contact_name,
        },
        "product": dossier.product.name if dossier.product else "",
        "received_at": paper_parts.text(dossier.submitted_at),
        "due_at": paper_parts.text(dossier.due_at),
        "working_days": book.clocks.intake_working_days,
        "parts": _parts_received(dossier),
        "signer": paper_parts.signer(
            _N("Thư ký Hội đồng"), secretary.user.full_name if secretary else ""
        ),
    }
    return Paper(f"{data['kind_title']} – {dossier.organisation.name}", data)


def _parts_received(dossier: Dossier) -> list[dict[str, Any]]:
    """Each part of the dossier with how much of it came in."""
    rows = db.session.execute(
        select(Evidence.part, func.count())
        .where(Evidence.dossier_id == dossier.id, Evidence.removed_at.is_(None))
        .group_by(Evidence.part)
    )
    papers = {part: count for part, count in rows}
    return [
        {
            "code": row.part.code,
            "title": row.part.title,
            "kind": row.part.kind,
            "required": row.part.required,
            "complete": row.complete,
            "written": row.done if row.part.kind in {"report", "answers"} else 0,
            "papers": papers.get(row.part.code, 0),
        }
        for row in completeness.progress(dossier)
    ]


def supplement_notice(request: SupplementRequest, *, actor: User, **_: Any) -> Paper:
    """Thông báo yêu cầu bổ sung, hoàn thiện hồ sơ: which parts, why, until when (R18)."""
    dossier = request.dossier
    council = dossier.council
    data = paper_parts.common("supplement_notice", dossier.cycle)
    book = rulebooks.of(dossier.cycle)
    data |= {
        "head": paper_parts.council_head(council, "TB", clock.today_local()),
        "number": dossier.number,
        "organisation": paper_parts.organisation(dossier.organisation),
        "product": dossier.product.name if dossier.product else "",
        "submitted_at": paper_parts.text(dossier.submitted_at),
        "parts": [{"code": code, "title": book.part(code).title} for code in request.parts],
        "reason": request.reason,
        "due_at": request.due_at.isoformat(),
        "council": council.name,
        "deadline": _deadline(dossier),
        "signer": _for_council(council),
    }
    return Paper(f"{data['kind_title']} – {dossier.organisation.name}", data)


def _deadline(dossier: Dossier) -> str | None:
    deadline = deadlines.of(dossier, DeadlineKind.SUBMISSION)
    return None if deadline is None else deadline.at.isoformat()


def _for_council(council: Council) -> dict[str, Any]:
    """Letters between sessions: the secretary by order of the chair (TL.)."""
    secretary = paper_parts.secretary_of(council)
    chaired = any(seat.role is SeatRole.CHAIR and seat.ended_at is None for seat in council.seats)
    name = secretary.user.full_name if secretary else ""
    return paper_parts.signer(
        _N("Thư ký Hội đồng"), name, mode=_N("TL. Chủ tịch Hội đồng") if chaired else ""
    )
