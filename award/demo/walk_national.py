"""From the national council's vote to the award: consultation, submission, decision, revocation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from award import clock, workflow
from award.demo import founding
from award.demo.authors import PLAIN, Author
from award.demo.walk_council import hold_session
from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    AwardDecision,
    AwardSubmission,
    Consultation,
    ConsultationState,
    Dossier,
    Reply,
)
from award.services import consulting, deciding, rulebooks, submitting

Step = Callable[..., None]


def lowest_tier(dossier: Dossier) -> str:
    """The edition's tier with the lowest threshold."""
    return min(rulebooks.of(dossier.cycle).tiers, key=lambda tier: tier.threshold).code


def draft_letters(dossiers: Sequence[Dossier]) -> list[Consultation]:
    """A draft letter to every province of the dossiers that wait for one."""
    return consulting.draft_letters(
        dossiers[0].cycle, [one.id for one in dossiers], actor=founding.standing_body()
    )


def send_letter(
    dossiers: Sequence[Dossier], *, province_code: str = "", number: str = "20/CV-MAU"
) -> Consultation:
    """The letter to one province (that of the first dossier), sent with its number."""
    wanted = province_code or dossiers[0].organisation.province_code
    letter = next(one for one in draft_letters(dossiers) if one.province_code == wanted)
    send(letter, number)
    return letter


def send(letter: Consultation, number: str) -> None:
    """Number, date and term come from the registry, and the letter goes out."""
    today = clock.today_local()
    days = rulebooks.of(letter.cycle).clocks.consultation_days
    due = today + timedelta(days=days)
    consulting.give_number(letter, number=number, sent_on=today, due_on=due)
    workflow.perform("send", letter, actor=founding.standing_body())


def answer(
    letter: Consultation, said: Mapping[int, tuple[Reply, str]], author: Author = PLAIN
) -> None:
    """The province's officer answers lines of a letter, by dossier id, with a signed copy."""
    officer = founding.officer_of(letter.province_code or "01")
    consulting.answer(
        letter,
        [
            consulting.Answer(
                entry.id,
                *said[entry.dossier_id],
                seen=entry.replied_at,
                file=author.scan("ý kiến của địa phương.pdf", officer),
            )
            for entry in letter.entries
            if entry.dossier_id in said
        ],
        actor=officer,
    )


def close(letter: Consultation) -> None:
    """The standing body closes the letter; what is still open is recorded as not answered."""
    workflow.perform("close", letter, actor=founding.standing_body())


def reply_to(letter: Consultation, reply: Reply = Reply.AGREE, note: str = "") -> None:
    """The province answers on every line of a letter, and the letter is closed."""
    answer(letter, {entry.dossier_id: (reply, note) for entry in letter.entries})
    close(letter)


def open_letters(cycle: AwardCycle) -> list[Consultation]:
    """The letters of a year that wait for replies."""
    return [one for one in consulting.letters_of(cycle) if one.state is ConsultationState.SENT]


def submit_to_authority(dossiers: Sequence[Dossier], *, number: str = "") -> AwardSubmission:
    """Tờ trình with every dossier proposed for the tier that was voted."""
    cycle, body = dossiers[0].cycle, founding.standing_body()
    past = db.session.scalars(select(func.count(AwardSubmission.id))).one()
    submission = submitting.record(
        cycle,
        dossiers,
        number=number or f"{past + 1}/TTr-MAU",
        submitted_on=clock.today_local(),
        actor=body,
    )
    submitting.issue_papers(submission, actor=body)
    return submission


def propose(
    dossiers: Sequence[Dossier], *, number: str = "", notes: Mapping[int, str] | None = None
) -> None:
    """The submission goes to the deciding authority, and each dossier with it.

    `notes` say by dossier id why one is proposed although its province did not answer.
    """
    submit_to_authority(dossiers, number=number)
    for dossier in dossiers:
        note = (notes or {}).get(dossier.id, "")
        workflow.perform("propose", dossier, actor=founding.standing_body(), note=note)


def decide(
    cycle: AwardCycle,
    awards: Sequence[tuple[Dossier, str | None]],
    *,
    author: Author = PLAIN,
    number: str = "",
) -> AwardDecision:
    """The signed decision of the deciding authority, recorded with what it says of each dossier."""
    body = founding.standing_body()
    past = db.session.scalars(select(func.count(AwardDecision.id))).one()
    award = rulebooks.of(cycle).award
    paper = deciding.Paper(
        authority=award.deciding_authority_label,
        number=number or f"{past + 1}/{award.decision_symbol}-MAU",
        decided_on=clock.today_local(),
        signer="Trần Thị Mẫu",
        file=author.scan("quyết định.pdf", body),
    )
    return deciding.record(cycle, paper, dict(awards), actor=body)


def conclude(decision: AwardDecision, said: Mapping[Dossier, str | None]) -> None:
    """Each dossier moves to what the decision said of it, and the certificates are made."""
    body = founding.standing_body()
    for dossier, tier in said.items():
        workflow.perform("award" if tier else "not_award", dossier, actor=body)
    deciding.issue_certificates(decision, said, actor=body)


def revoke(dossier: Dossier, author: Author = PLAIN, **_: Any) -> None:
    """Ground, decision and publication are recorded, then the award is taken back."""
    body = founding.standing_body()
    award = db.session.scalars(select(Award).where(Award.dossier_id == dossier.id)).one()
    deciding.revoke(
        award,
        ground="fraud",
        proposal="Tờ trình số 98/TTr-MAU về việc thu hồi kết quả",
        decision_number="99/QĐ-MAU",
        decided_on=clock.today_local(),
        publication="Trang thông tin Mẫu",
        file=author.scan("quyết định thu hồi.pdf", body),
        actor=body,
    )
    workflow.perform("revoke", dossier, actor=body, note="Gian dối trong hồ sơ.")


def _consult(dossier: Dossier, **_: Any) -> None:
    hold_session(dossier, "award")
    workflow.perform("consult", dossier, actor=founding.standing_body())


def _propose(dossier: Dossier, **_: Any) -> None:
    reply_to(send_letter([dossier]))
    propose([dossier])


def _award(dossier: Dossier, **_: Any) -> None:
    said = {dossier: lowest_tier(dossier)}
    conclude(decide(dossier.cycle, list(said.items())), said)


LAST_STEPS: tuple[tuple[str, Step], ...] = (
    ("consultation", _consult),
    ("proposed", _propose),
    ("awarded", _award),
    ("revoked", revoke),
)
