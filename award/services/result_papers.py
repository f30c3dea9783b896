"""Papers of the result: notice to the applicant, feedback report, certificate."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AuditEvent,
    Award,
    AwardDecision,
    Dossier,
    DossierState,
    User,
)
from award.policies import Refusal
from award.services import authorities, paper_parts, rulebooks, scoresheets, trace_annex
from award.services.paper_parts import STANDING_BODY, Paper
from award.words import _N
from scoring import rulebook
from scoring.rulebook import Rulebook

S = DossierState
EXTREMES = 3  # items named as the highest and the lowest of a feedback report

# What a notice says of each way a dossier can end; the body that ended it writes the notice.
OUTCOMES = {
    S.AWARDED: ("awarded", "standing_body"),
    S.REVOKED: ("revoked", "standing_body"),
    S.NOT_AWARDED: ("not_awarded", "standing_body"),
    S.NOT_SHORTLISTED: ("not_shortlisted", "council"),
    S.INELIGIBLE: ("ineligible", "council"),
    S.DISQUALIFIED: ("disqualified", "council"),
}
ENDING_MOVES = ("reject", "disqualify", "revoke")


def result_notice(dossier: Dossier, *, actor: User, **_: Any) -> Paper:
    """Thông báo kết quả to every applicant whose dossier has come to its end (R29).

    Raises `Refusal` while there is no result.
    """
    if dossier.state not in OUTCOMES:
        raise Refusal(_N("Hồ sơ chưa có kết quả để thông báo."), rule="R29")
    outcome, writer = OUTCOMES[dossier.state]
    book = rulebooks.of(dossier.cycle)
    today = clock.today_local()
    award = db.session.scalar(select(Award).where(Award.dossier_id == dossier.id))
    body = paper_parts.standing_body(today)
    by_council = writer == "council"
    data = paper_parts.common("result_notice", dossier.cycle)
    data |= {
        "head": paper_parts.council_head(dossier.council, "TB", today)
        if by_council
        else paper_parts.agency_head(body, STANDING_BODY, "TB"),
        "outcome": outcome,
        "number": dossier.number,
        "entrant": paper_parts.entrant(dossier),
        "council": dossier.council.name,
        "tier": paper_parts.tier_title(book, award.tier) if award else "",
        "decision": _decision(award.decision) if award else None,
        "ended_on": paper_parts.text(dossier.ended_at),
        "reason": _reason(dossier),
        "revocation": _revocation(award),
        "feedback": scoresheets.counting(dossier) is not None,
        "follow_up_months": book.clocks.revocation_months,
        "signer": paper_parts.chair_signer(dossier.council, None)
        if by_council
        else paper_parts.agency_signer(body),
        "recipients": [_N("Như trên"), _N("Lưu: VT")],
    }
    return Paper(f"{data['kind_title']} – {dossier.organisation.name}", data)


def _reason(dossier: Dossier) -> str:
    """The reason recorded with the move that ended the dossier, where the notice owes one."""
    note = db.session.scalar(
        select(AuditEvent.note)
        .where(
            AuditEvent.subject_type == Dossier.__tablename__,
            AuditEvent.subject_id == dossier.id,
            AuditEvent.action.in_(ENDING_MOVES),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return note or ""


def _decision(decision: AwardDecision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "date": decision.decided_on.isoformat(),
        "authority": decision.authority,
        "signer": decision.signer,
    }


def _revocation(award: Award | None) -> dict[str, Any] | None:
    if award is None or award.revocation is None:
        return None
    return {
        "number": award.revocation.decision_number,
        "date": award.revocation.decided_on.isoformat(),
    }


def feedback_report(dossier: Dossier, *, actor: User, **_: Any) -> Paper:
    """Báo cáo phản hồi, from the counting score sheet as it was frozen, and from nothing else.

    The annex on traceability is of frozen results too, and stands outside the points. No
    assessor's name and no single percent is in it. Raises `Refusal` without a frozen sheet, and
    `ScoringError` when the sheet is no longer what was frozen.
    """
    record = scoresheets.counting(dossier)
    if record is None:
        raise Refusal(_N("Hồ sơ chưa có bảng điểm lưu cố định nên chưa lập được báo cáo phản hồi."))
    content = scoresheets.open_sheet(record).content
    book = rulebook.load(content["rulebook"]["id"])
    subject, result = content["subject"], content["result"]
    criteria = _with_bands(book, paper_parts.score_rows(book, result))
    data = paper_parts.common("feedback_report", dossier.cycle)
    data |= {
        "number": subject["dossier"],
        "entrant": paper_parts.entrant(dossier),
        "year": subject["award_year"],
        "phase": book.phase(subject["phase"]).label,
        "frozen_at": subject["frozen_at"],
        "sheet_sha256": record.sha256,
        "total": result["total"],
        "total_points": book.scale.total_points,
        "level": result["level"],
        "tiers": [
            {"title": tier.title, "short": tier.short, "threshold": tier.threshold}
            for tier in sorted(book.tiers, key=lambda tier: tier.threshold)
        ],
        "criteria": criteria,
        "highest": _extremes(criteria, highest=True),
        "lowest": _extremes(criteria, highest=False),
        "comments": subject["comments"],
        "traceability": trace_annex.annex(dossier, overrides=True),
        "bands": [{"low": b.low, "high": b.high, "label": b.label} for b in book.bands],
        "provisional": paper_parts.scoring_notes(book),
    }
    return Paper(f"{data['kind_title']} – {dossier.organisation.name}", data)


def _with_bands(book: Rulebook, criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows, each item with the words of the band its agreed percent lies in."""
    for criterion in criteria:
        for item in criterion["items"]:
            item["band"] = _band(book, item["percent"])
    return criteria


def _extremes(criteria: list[dict[str, Any]], *, highest: bool) -> list[dict[str, Any]]:
    """Up to three items with the highest (lowest) percent; none where all are alike."""
    items = [item for criterion in criteria for item in criterion["items"] if item["percent"]]
    percents = {Decimal(item["percent"]) for item in items}
    if len(percents) < 2:
        return []
    middle = (max(percents) + min(percents)) / 2
    wanted = [item for item in items if (Decimal(item["percent"]) > middle) is highest]
    wanted.sort(key=lambda item: Decimal(item["percent"]), reverse=highest)
    return [{key: item[key] for key in ("code", "title", "percent")} for item in wanted[:EXTREMES]]


def _band(book: Rulebook, percent: str | None) -> str:
    """The band of a percent; of one between two bands (a median), the lower one."""
    if percent is None:
        return ""
    whole = int(percent.partition(".")[0])
    reached = [band for band in book.bands if band.low <= whole]
    return reached[-1].label if reached else ""


def certificate(award: Award, *, actor: User, **_: Any) -> Paper:
    """Giấy chứng nhận of an award that a recorded decision gave (R28).

    Raises `Refusal` when the decision has no number or date, or the award was taken back.
    """
    decision = award.decision
    if decision is None or not decision.number or decision.decided_on is None:
        raise Refusal(_N("Chưa ghi quyết định tặng giải nên chưa lập giấy chứng nhận."), rule="R28")
    if award.revocation is not None:
        raise Refusal(_N("Kết quả trao tặng đã bị thu hồi, hủy bỏ."), rule="R30")
    dossier = award.dossier
    book = rulebooks.of(dossier.cycle)
    by_premier = book.award.deciding_authority == "prime_minister"
    kind = "deciding_authority" if by_premier else "ministry"
    authority = authorities.valid_on(kind, decision.decided_on)
    data = paper_parts.common("certificate", dossier.cycle)
    data |= {
        "giver": book.award.deciding_authority_label,
        "tier": paper_parts.tier_title(book, award.tier),
        "tier_code": award.tier,
        "entrant": paper_parts.entrant(dossier),
        "number": dossier.number,
        "decision": _decision(decision),
        "register": f"{dossier.cycle.year}/{award.certificate_number:03d}",
        "place": authority.place if authority else _N("Hà Nội"),
        "post": paper_parts.deciding_post(book),
        "signer": decision.signer,
    }
    return Paper(f"{data['kind_title']} – {dossier.organisation.name}", data)
