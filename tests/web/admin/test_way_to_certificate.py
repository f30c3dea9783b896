"""From the national council's vote to the certificate, through the browser of each person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    Award,
    Consultation,
    Dossier,
    IssuedDocument,
)
from award.services import auditing, invariants
from tests.factories import make_dossier, make_province_officer


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


def letter_of(dossier: Dossier) -> Consultation:
    return db.session.scalars(
        select(Consultation).where(Consultation.cycle_id == dossier.cycle_id)
    ).one()


def kinds_of(dossier: Dossier) -> list[str]:
    return sorted(
        db.session.scalars(
            select(IssuedDocument.kind).where(
                IssuedDocument.dossier_id == dossier.id,
                IssuedDocument.kind.in_(["certificate", "result_notice", "feedback_report"]),
            )
        )
    )


@pytest.mark.parametrize(("edition", "tier"), [("gtclqg-2020", "award"), ("gtclqg-2026", "silver")])
def test_a_dossier_is_consulted_on_proposed_decided_and_certified(
    office, browse, signed, edition, tier
):
    dossier = make_dossier("consultation", rulebook_id=edition)
    officer = make_province_officer("01")
    base = f"/office/cycles/{dossier.cycle_id}"

    drafted = office.post(f"{base}/consultation/letters", data={"dossiers": [dossier.id]})
    letter = letter_of(dossier)
    number = {"number": "20/CV-MAU", "sent_on": day(), "due_on": day(21)}
    sent = office.post(f"/office/letters/{letter.id}/send", data=number)
    entry = letter.entries[0]
    province = browse(officer)
    page = province.get(f"/province/letters/{letter.id}")
    replied = province.post(
        f"/province/letters/{letter.id}",
        data={f"reply_{entry.id}": "agree", f"note_{entry.id}": "", f"seen_{entry.id}": "",
              "file": signed("trả lời.pdf")},
    )  # fmt: skip
    closed = office.post(f"/office/letters/{letter.id}/close")
    proposed = office.post(
        f"{base}/submission",
        data={"number": "15/TTr-MAU", "submitted_on": day(), "dossiers": [dossier.id]},
    )
    decided = office.post(
        f"{base}/decision",
        data={"authority": "Cấp quyết định Mẫu", "number": "543/QĐ-MAU", "decided_on": day(),
              "signer": "Trần Thị Mẫu", f"tier_{dossier.id}": tier, "file": signed()},
    )  # fmt: skip

    answers = [drafted, sent, replied, closed, proposed, decided]
    assert [answer.status_code for answer in answers] == [302] * 6
    assert page.status_code == 200
    assert dossier.state == "awarded"
    assert [award.tier for award in db.session.scalars(select(Award))] == [tier]
    assert kinds_of(dossier) == ["certificate", "feedback_report", "result_notice"]
    assert list(invariants.breaches()) == []
    assert list(auditing.faults()) == []
