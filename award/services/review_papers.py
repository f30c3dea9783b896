"""Papers of the assessors: one person's score form, the team's report, the record of a visit."""

from typing import Any

from award import clock
from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    Council,
    Dossier,
    EvaluationReport,
    Phase,
    SiteVisit,
    Stage,
    User,
)
from award.services import (
    assigning,
    consensus,
    evaluation,
    paper_parts,
    ratings,
    rulebooks,
    scoresheets,
    undertakings,
    visits,
)
from award.services.paper_parts import Paper
from award.words import _N
from scoring.aggregate import aggregate
from scoring.sheet import result_content
from scoring.thresholds import level


def _council(dossier: Dossier, stage: Stage) -> Council:
    """The council whose assessors worked: the receiving one's at the desk, later the national's."""
    return dossier.receiving_council if stage is Stage.DESK_REVIEW else dossier.council


def score_form(assignment: Assignment, *, actor: User, **_: Any) -> Paper:
    """Phiếu chấm điểm of one person: their own percents and comments and nobody else's."""
    dossier = assignment.dossier
    book = rulebooks.of(dossier.cycle)
    own = ratings.own(assignment)
    result = aggregate(book.scheme, ratings.pure(own.values()))
    promise = undertakings.signed(assignment.user, dossier.cycle)
    data = paper_parts.common("score_form", dossier.cycle)
    data |= {
        "number": f"{dossier.number}/{assignment.id}",
        "council": _council(dossier, assignment.stage).name,
        "entrant": paper_parts.entrant(dossier),
        "assessor": assignment.user.full_name,
        "lead": assignment.lead,
        "submitted_at": paper_parts.text(assignment.submitted_at),
        "undertaken_at": paper_parts.text(promise.signed_at) if promise else None,
        "accepted_at": paper_parts.text(assignment.accepted_at),
        "criteria": paper_parts.score_rows(book, result_content(book.scheme, result)),
        "comments": {
            code: {
                "strengths": rating.strengths,
                "improvements": rating.improvements,
                "evidence": rating.evidence,
                "to_verify": rating.to_verify,
            }
            for code, rating in own.items()
        },
        "total": result_content(book.scheme, result)["total"],
        "provisional": paper_parts.scoring_notes(book),
        "signer": paper_parts.signer(
            _N("Chuyên gia đánh giá"), assignment.user.full_name, hint=_N("(Ký, ghi rõ họ tên)")
        ),
    }
    return Paper(f"{data['kind_title']} – hồ sơ {dossier.number}", data)


def evaluation_report(report: EvaluationReport, *, actor: User, **_: Any) -> Paper:
    """Báo cáo đánh giá of the team: who, when, agreed percents, findings, the tier it proposes."""
    dossier = report.dossier
    book = rulebooks.of(dossier.cycle)
    standing = evaluation.standing(dossier)
    result = result_content(book.scheme, standing.result)
    found = level(book.scheme, standing.result)
    data = paper_parts.common("evaluation_report", dossier.cycle)
    data |= {
        "head": paper_parts.council_head(
            _council(dossier, report.stage), "BC", clock.today_local()
        ),
        "stage": report.stage.value,
        "council": _council(dossier, report.stage).name,
        "number": dossier.number,
        "entrant": paper_parts.entrant(dossier),
        "team": _team(dossier, report.stage),
        "schedule": _schedule(dossier),
        "visits": [_visit_row(visit) for visit in visits.of_dossier(dossier)],
        "criteria": paper_parts.score_rows(book, result),
        "comments": _agreed_comments(dossier),
        "total": result["total"],
        "level": "" if found is None else found.reason,
        "summary": report.summary,
        "strengths": report.strengths,
        "improvements": report.improvements,
        "tier": paper_parts.tier_title(book, report.proposed_tier),
        "tier_code": report.proposed_tier,
        "written_at": report.written_at.isoformat(),
        "provisional": paper_parts.scoring_notes(book),
        "signer": _lead_signer(dossier, report.stage, book.words.expert_team),
    }
    return Paper(f"{data['kind_title']} – hồ sơ {dossier.number}", data)


def _team(dossier: Dossier, stage: Stage) -> list[dict[str, Any]]:
    """The active assessors of a stage, the lead first; those of the desk where it has none."""
    found = [one for one in assigning.team(dossier, stage) if one.state in ACTIVE_ASSIGNMENT]
    if not found:
        found = ratings.assessors(dossier)
    return [
        {"name": one.user.full_name, "position": one.user.position, "lead": one.lead}
        for one in found
    ]


def _lead_signer(dossier: Dossier, stage: Stage, team_word: str) -> dict[str, Any]:
    lead = next((one["name"] for one in _team(dossier, stage) if one["lead"]), "")
    post = _N("Trưởng {team}").format(team=team_word)
    return paper_parts.signer(post, lead, mode=_N("TM. {team}").format(team=team_word))


def _schedule(dossier: Dossier) -> list[dict[str, Any]]:
    """When each phase of scoring was closed."""
    book = rulebooks.of(dossier.cycle)
    return [
        {
            "phase": book.phase(sheet.phase.value).label,
            "frozen_at": sheet.frozen_at.isoformat(),
            "sha256": sheet.sha256,
        }
        for sheet in scoresheets.all_of(dossier)
    ]


def _visit_row(visit: SiteVisit) -> dict[str, Any]:
    return {
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "place": visit.place,
        "state": visit.state.value,
    }


def _agreed_comments(dossier: Dossier) -> dict[str, dict[str, str]]:
    return {
        item: {
            "strengths": score.strengths,
            "improvements": score.improvements,
            "reason": score.reason,
        }
        for item, score in consensus.current(dossier).items()
    }


def site_visit_record(visit: SiteVisit, *, actor: User, **_: Any) -> Paper:
    """Biên bản đánh giá (thẩm định) tại chỗ: matters, findings, changes, the applicant's word."""
    dossier = visit.dossier
    book = rulebooks.of(dossier.cycle)
    national = visit.stage is Stage.NATIONAL
    council = _council(dossier, visit.stage)
    words = book.words.national_site_visit if national else book.words.site_visit
    data = paper_parts.common("site_visit_record", dossier.cycle)
    data |= {
        "head": paper_parts.council_head(
            council, "BB", clock.today_local(), day=clock.local(visit.ends_at).date()
        ),
        "what": words,
        "council": council.name,
        "number": dossier.number,
        "entrant": paper_parts.entrant(dossier),
        "representative": dossier.organisation.legal_representative,
        "representative_position": dossier.organisation.representative_position,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "place": visit.place,
        "team": _team(dossier, visit.stage),
        "agenda": visit.agenda,
        "issues": [
            {"item": issue.item, "question": issue.question, "finding": issue.finding}
            for issue in visit.issues
        ],
        "changes": _changes(dossier, Phase.NATIONAL if national else Phase.ON_SITE),
        "record": visit.record,
        "explanation": visit.explanation,
        "team_signed_at": paper_parts.text(visit.team_signed_at),
        "organisation_signed_at": paper_parts.text(visit.organisation_signed_at),
        "signers": _both_sides(visit, book.words.expert_team),
    }
    title = _N("Biên bản {what}").format(what=words)
    return Paper(f"{title} – {dossier.organisation.name}", data | {"kind_title": title})


def _changes(dossier: Dossier, phase: Phase) -> list[dict[str, Any]]:
    """Agreed percents that the visit changed, with the percent before and the reason."""
    book = rulebooks.of(dossier.cycle)
    entries, rows = consensus.history(dossier), []
    for item in book.items:
        history = entries.get(item.code, [])
        before = [score for score in history if score.phase is not phase]
        after = [score for score in history if score.phase is phase]
        if after:
            rows.append(
                {
                    "item": item.code,
                    "title": item.title,
                    "before": before[-1].percent if before else None,
                    "after": after[-1].percent,
                    "reason": after[-1].reason,
                }
            )
    return rows


def _both_sides(visit: SiteVisit, team_word: str) -> list[dict[str, Any]]:
    """The organisation on the left, the team on the right, each with who signed on screen."""
    organisation = visit.dossier.organisation
    by_team = _name(visit.team_signed_by_id)
    return [
        paper_parts.signer(
            organisation.representative_position or _N("Người đại diện"),
            organisation.legal_representative or _name(visit.organisation_signed_by_id),
            mode=_N("Đại diện tổ chức, doanh\u00a0nghiệp"),
        ),
        paper_parts.signer(
            _N("Trưởng đoàn"), by_team, mode=_N("TM. {team}").format(team=team_word)
        ),
    ]


def _name(user_id: int | None) -> str:
    user = db.session.get(User, user_id) if user_id else None
    return "" if user is None else user.full_name
