"""The applicant's whole way through the browser: start, declare, print, sign, write, submit."""

from datetime import date

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Dossier, DossierState, IssuedDocument
from award.services import completeness, registration
from tests.factories import make_council, make_cycle, make_organisation, owner_of, render
from tests.web.dossiers.papers import pdf, upload


def the_dossier() -> Dossier:
    return db.session.scalars(select(Dossier)).one()


def test_an_owner_registers_and_submits_a_dossier_of_2020(browser):
    council = make_council()
    organisation = make_organisation()
    member = browser(organisation_owner(organisation))

    started = member.post(
        f"/organisations/{organisation.id}/start/2025", data={"council": council.id}
    )
    dossier = the_dossier()
    page = f"/dossiers/{dossier.id}"
    assert started.status_code == 302
    assert started.location == page
    assert (
        member.post(f"{page}/registration/declaration", data={"declared": "y"}).status_code == 302
    )
    assert member.post(f"{page}/registration/form").status_code == 302
    render(registration.current_form(the_dossier()))
    signed = upload(
        pdf("đơn đã ký"), "Đơn đăng ký đã ký.pdf", signed_by="Nguyễn Văn Mẫu",
        signed_on=f"{clock.today_local():%d/%m/%Y}", original="signed",
    )  # fmt: skip
    attached = member.post(f"{page}/registration/signed-copy", data=signed)
    assert attached.status_code == 302
    assert member.post(f"{page}/register").status_code == 302
    assert the_dossier().state is DossierState.REGISTERED
    write_everything(member, the_dossier())
    submitted = member.post(f"{page}/submission", data={"confirmed": "y"})

    assert submitted.location == f"{page}/receipt"
    assert the_dossier().state is DossierState.SUBMITTED
    kinds = set(db.session.scalars(select(IssuedDocument.kind)))
    assert kinds == {"registration_form", "intake_receipt", "dossier_book"}
    assert member.get(f"{page}/receipt").status_code == 200


def test_an_owner_registers_and_submits_an_entry_of_2026(browser):
    cycle = make_cycle("gtclqg-2026")
    council = make_council("national", cycle=cycle)
    organisation = make_organisation()
    member = browser(organisation_owner(organisation))
    entry = {
        "name": "Nước mắm Mẫu",
        "sector_group": cycle.sector_groups[0].id,
        "on_market_since": "06/01/2020",
        "council": council.id,
    }

    member.post(f"/organisations/{organisation.id}/start/2026", data=entry)
    page = f"/dossiers/{the_dossier().id}"
    member.post(f"{page}/registration/declaration", data={"declared": "y"})
    member.post(f"{page}/registration/form")
    render(registration.current_form(the_dossier()))
    signed = upload(
        pdf("đơn đã ký"), "don.pdf", signed_by="Nguyễn Văn Mẫu", signed_on="01/02/2026",
        original="copy",
    )  # fmt: skip
    member.post(f"{page}/registration/signed-copy", data=signed)
    member.post(f"{page}/register")
    write_everything(member, the_dossier())
    submitted = member.post(f"{page}/submission", data={"confirmed": "y"})

    assert submitted.location == f"{page}/receipt"
    dossier = the_dossier()
    assert dossier.state is DossierState.SUBMITTED
    assert dossier.product.on_market_since == date(2020, 1, 6)
    assert dossier.management_part_id is not None


def organisation_owner(organisation):
    from award.models import Membership

    return (
        db.session.scalars(select(Membership).where(Membership.organisation_id == organisation.id))
        .one()
        .user
    )


def write_everything(member, dossier):
    """Fill every gap through the pages that the completeness list links to."""
    page = f"/dossiers/{dossier.id}"
    for gap in completeness.gaps(dossier):
        if gap.item is None:
            data = upload(pdf(f"{gap.part} {gap.year}"), "Tài liệu.pdf", item="", title="")
            if gap.year:
                data["year"] = str(gap.year)
            answer = member.post(f"{page}/papers/{gap.part}", data=data)
        else:
            code = f"gr.{gap.item}" if gap.part == "2" else gap.item
            form = {"version": "0", "text": f"Cách làm ở {code}."}
            if gap.part != "2":
                form["own_percent"] = "60"
            answer = member.post(f"{page}/texts/{code}", data=form)
        assert answer.status_code == 302, answer.text
    assert completeness.gaps(dossier) == []
    assert owner_of(dossier) is not None
