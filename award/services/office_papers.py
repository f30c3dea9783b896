"""Papers of the standing body: consultation letter, submission letter, draft of the decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AwardCycle,
    AwardSubmission,
    Consultation,
    Council,
    CouncilLevel,
    Organisation,
    SubmissionEntry,
    User,
)
from award.policies import Refusal
from award.services import authorities, paper_parts, rulebooks
from award.services.paper_parts import STANDING_BODY, Paper
from award.words import _N
from scoring.rulebook import Rulebook

MINISTRY = _N("Bộ Khoa học và Công nghệ")
GOVERNMENT = _N("Thủ tướng Chính phủ")


def consultation_letter(letter: Consultation, *, actor: User, **_: Any) -> Paper:
    """Công văn hiệp y (lấy ý kiến) with its list: registered facts only, no points, no evidence."""
    book = rulebooks.of(letter.cycle)
    on = letter.sent_on or clock.today_local()
    authority = paper_parts.standing_body(on)
    dossiers = [entry.dossier for entry in letter.entries]
    names = paper_parts.entrants(dossiers)
    data = paper_parts.common("consultation_letter", letter.cycle)
    data |= {
        "head": paper_parts.agency_head(
            authority, STANDING_BODY, "", number=letter.number, day=letter.sent_on
        ),
        "addressee": _addressee(letter),
        "due_on": paper_parts.text(letter.due_on),
        "legal_basis": list(book.legal_basis),
        "fields_asked": _fields_asked(book),
        "entries": [names[dossier.id] | _registered(dossier.organisation) for dossier in dossiers],
        "signer": paper_parts.agency_signer(authority),
        "recipients": _recipients(authority),
    }
    return Paper(f"{data['kind_title']} – {data['addressee']}", data)


def _addressee(letter: Consultation) -> str:
    if letter.province_code is None:
        return letter.agency
    authority = authorities.valid_on(
        "province", letter.sent_on or clock.today_local(), letter.province_code
    )
    if authority is not None:
        return authority.name
    return _N("Ủy ban nhân dân {}").format(paper_parts.province_name(letter.province_code))


def _fields_asked(book: Rulebook) -> list[str]:
    """What the local authority is asked about (domain.md §3.1, A10)."""
    asked = [
        _N("việc chấp hành pháp luật trong sản xuất, kinh doanh"),
        _N("việc thực hiện nghĩa vụ thuế"),
        _N("việc thực hiện pháp luật về lao động và bảo hiểm xã hội"),
        _N("việc chấp hành pháp luật về bảo vệ môi trường"),
    ]
    if book.award.object == "product":
        asked.append(_N("việc bảo đảm chất lượng, an toàn của sản phẩm, hàng hóa tham dự"))
    return asked


def _registered(organisation: Organisation) -> dict[str, Any]:
    return {
        "registration_number": organisation.registration_number,
        "main_products": organisation.main_products,
    }


def _recipients(authority: Any) -> list[str]:
    office = authority.abbreviation if authority else ""
    return [_N("Như trên"), _N("Lưu: VT{office}").format(office=f", {office}" if office else "")]


def _proposing(book: Rulebook, on: date) -> tuple[Any, str, str]:
    """Who submits: the ministry to the Prime Minister, the standing body to the Minister."""
    if book.award.deciding_authority == "prime_minister":
        return authorities.valid_on("ministry", on), MINISTRY, GOVERNMENT
    return paper_parts.standing_body(on), STANDING_BODY, book.award.deciding_authority_label


def submission_letter(submission: AwardSubmission, *, actor: User, **_: Any) -> Paper:
    """Tờ trình to the deciding authority with the list and the way that led to it."""
    cycle = db.session.get_one(AwardCycle, submission.cycle_id)
    book = rulebooks.of(cycle)
    authority, fallback, addressee = _proposing(book, submission.submitted_on)
    data = paper_parts.common("submission_letter", cycle)
    data |= {
        "head": paper_parts.agency_head(
            authority, fallback, "TTr", number=submission.number, day=submission.submitted_on
        ),
        "addressee": addressee,
        "legal_basis": list(book.legal_basis),
        "founding": _founding(cycle),
        "council": _national(cycle),
        "standing_body": _body_name(submission.submitted_on),
        "entries": _list(submission, book),
        "tiers": _counts(submission, book),
        "provisional": _submitter_notes(book),
        "signer": paper_parts.agency_signer(authority, book.award.submitted_by_label),
        "recipients": [_N("Như trên"), _N("Lưu: VT")],
    }
    return Paper(
        _N("{kind} {number} – {what}").format(
            kind=data["kind_title"], number=submission.number, what=paper_parts.of_year(data)
        ),
        data,
    )


def _submitter_notes(book: Rulebook) -> list[str]:
    if not book.award.is_provisional("submitted_by_label"):
        return []
    return [_N("Người ký tờ trình là tham số tạm thời, chưa có văn bản quy định.")]


def _body_name(on: date) -> str:
    body = paper_parts.standing_body(on)
    return body.name if body else STANDING_BODY


def _founding(cycle: AwardCycle) -> dict[str, Any]:
    return {
        "authority": cycle.decision_authority,
        "number": cycle.decision_number,
        "date": paper_parts.text(cycle.decision_date),
    }


def _national(cycle: AwardCycle) -> dict[str, Any] | None:
    council = db.session.scalar(
        select(Council).where(Council.cycle_id == cycle.id, Council.level == CouncilLevel.NATIONAL)
    )
    if council is None:
        return None
    return {
        "name": council.name,
        "authority": council.decision_authority,
        "number": council.decision_number,
        "date": paper_parts.text(council.decision_date),
    }


def _list(submission: AwardSubmission, book: Rulebook) -> list[dict[str, Any]]:
    """The proposed, the highest tier first, in Vietnamese order of names within a tier."""
    worth = {tier.code: tier.threshold for tier in book.tiers}
    entries = sorted(submission.entries, key=lambda entry: _order(entry, worth))
    names = paper_parts.entrants([entry.dossier for entry in entries])
    return [
        names[entry.dossier_id]
        | {"tier": paper_parts.tier_title(book, entry.tier), "tier_code": entry.tier}
        for entry in entries
    ]


def _order(entry: SubmissionEntry, worth: dict[str, int]) -> tuple[int, str, int]:
    return -worth[entry.tier], entry.dossier.organisation.sort_key, entry.dossier_id


def _counts(submission: AwardSubmission, book: Rulebook) -> list[dict[str, Any]]:
    tiers: Sequence[Any] = sorted(book.tiers, key=lambda tier: -tier.threshold)
    return [
        {
            "title": tier.title,
            "count": sum(entry.tier == tier.code for entry in submission.entries),
        }
        for tier in tiers
    ]


def draft_decision(subject: AwardSubmission | AwardCycle, *, actor: User, **_: Any) -> Paper:
    """Dự thảo Quyết định for a submission, or for the newest one of an award year.

    Number, date and signature are never ours: they stay open until the signed decision is
    uploaded. Raises `Refusal` when the year has no submission yet.
    """
    submission = _newest(subject) if isinstance(subject, AwardCycle) else subject
    cycle = db.session.get_one(AwardCycle, submission.cycle_id)
    book = rulebooks.of(cycle)
    by_premier = book.award.deciding_authority == "prime_minister"
    authority = authorities.valid_on(
        "deciding_authority" if by_premier else "ministry", submission.submitted_on
    )
    agency = authority.name if authority else (GOVERNMENT if by_premier else MINISTRY)
    data = paper_parts.common("draft_decision", cycle)
    data |= {
        "head": paper_parts.head(
            agency, book.award.decision_symbol, authority.place if authority else _N("Hà Nội")
        ),
        "decider": book.award.deciding_authority_label,
        "legal_basis": list(book.legal_basis),
        "proposer": book.award.submitted_by_label,
        "submission_number": submission.number,
        "submission_date": submission.submitted_on.isoformat(),
        "council": _national(cycle),
        "standing_body": _body_name(submission.submitted_on),
        "entries": _list(submission, book),
        "tiers": _counts(submission, book),
        "provisional": _submitter_notes(book),
        "signer": paper_parts.signer(paper_parts.deciding_post(book)),
    }
    return Paper(f"{data['kind_title']} – {paper_parts.of_year(data)}", data)


def _newest(cycle: AwardCycle) -> AwardSubmission:
    found = db.session.scalar(
        select(AwardSubmission)
        .where(AwardSubmission.cycle_id == cycle.id)
        .order_by(AwardSubmission.id.desc())
        .limit(1)
    )
    if found is None:
        raise Refusal(_N("Năm này chưa có tờ trình nào nên chưa lập dự thảo quyết định được."))
    return found
