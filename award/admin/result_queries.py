"""Reads of what was submitted, decided and told."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    AwardSubmission,
    Dossier,
    IssuedDocument,
    Organisation,
    User,
)
from award.policies import facts

TOLD_BY = ("certificate", "result_notice", "feedback_report")


def awards(cycle: AwardCycle, actor: User) -> Sequence[Award]:
    """The certificate book of the year, conflicts left out."""
    return db.session.scalars(
        select(Award)
        .join(Dossier)
        .options(
            joinedload(Award.decision),
            joinedload(Award.revocation),
            joinedload(Award.dossier).options(
                joinedload(Dossier.organisation).joinedload(Organisation.province),
                joinedload(Dossier.product),
            ),
        )
        .where(Award.cycle_id == cycle.id, facts.unconflicted(actor))
        .order_by(Award.certificate_number)
    ).all()


def papers(cycle: AwardCycle, actor: User) -> dict[Dossier, list[IssuedDocument]]:
    """What was issued to each applicant about the result, by dossier in the order of their numbers.

    The newest of each kind stands last.
    """
    found: dict[Dossier, list[IssuedDocument]] = defaultdict(list)
    rows = db.session.scalars(
        select(IssuedDocument)
        .join(Dossier, Dossier.id == IssuedDocument.dossier_id)
        .options(joinedload(IssuedDocument.dossier).joinedload(Dossier.organisation))
        .where(
            Dossier.cycle_id == cycle.id,
            IssuedDocument.kind.in_(TOLD_BY),
            facts.unconflicted(actor),
        )
        .order_by(Dossier.number, IssuedDocument.id)
    )
    for document in rows:
        if document.dossier is not None:
            found[document.dossier].append(document)
    return dict(found)


def submission_papers(cycle: AwardCycle) -> dict[int, list[IssuedDocument]]:
    """The letter and the draft decision of each submission, by submission id."""
    found: dict[int, list[IssuedDocument]] = defaultdict(list)
    rows = db.session.scalars(
        select(IssuedDocument)
        .join(AwardSubmission, AwardSubmission.id == IssuedDocument.subject_id)
        .where(
            IssuedDocument.subject_type == AwardSubmission.__tablename__,
            AwardSubmission.cycle_id == cycle.id,
        )
        .order_by(IssuedDocument.id)
    )
    for document in rows:
        found[document.subject_id].append(document)
    return found
