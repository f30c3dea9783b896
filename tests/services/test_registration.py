"""Registration: what is frozen with the printed form, and when it must be printed again."""

import pytest

from award.extensions import db
from award.models import AnnualFigures, ManagementSystem, Role
from award.policies import Refusal
from award.services import registration
from tests.factories import grant, make_dossier, make_draft, make_user, owner_of


def declared(**draft):
    dossier = make_draft(**draft)
    registration.declare_compliance(dossier, actor=owner_of(dossier))
    return dossier


def test_the_form_freezes_every_declared_fact(app):
    dossier = declared()
    organisation = dossier.organisation
    organisation.figures.append(AnnualFigures(year=2024, revenue_vnd=5_000_000))
    organisation.systems.append(ManagementSystem(standard="ISO 9001:2015"))
    db.session.flush()

    registration.prepare(dossier, actor=owner_of(dossier))

    facts = dossier.eligibility.facts
    assert facts["organisation"]["tax_code"] == organisation.tax_code
    assert facts["organisation"]["revenue_vnd"] == 90_000_000_000
    assert [row["revenue_vnd"] for row in facts["figures"]] == [5_000_000]
    assert [row["standard"] for row in facts["systems"]] == ["ISO 9001:2015"]
    assert dossier.type_code == "small_medium_production"
    assert dossier.sme_class == "medium"


def test_the_form_is_stale_exactly_when_a_declared_fact_changed(app):
    dossier = declared()
    registration.prepare(dossier, actor=owner_of(dossier))
    db.session.commit()
    db.session.expire_all()

    unchanged = registration.facts_changed(dossier)
    dossier.organisation.revenue_vnd = 91_000_000_000
    db.session.flush()
    changed = registration.facts_changed(dossier)
    registration.prepare(dossier, actor=owner_of(dossier))

    assert (unchanged, changed) == (False, True)
    assert registration.facts_changed(dossier) is False


def test_a_new_system_or_product_fact_makes_it_stale_too(app):
    dossier = declared(rulebook_id="gtclqg-2026")
    registration.prepare(dossier, actor=owner_of(dossier))
    dossier.organisation.systems.append(ManagementSystem(standard="HACCP"))
    db.session.flush()
    first = registration.facts_changed(dossier)
    registration.prepare(dossier, actor=owner_of(dossier))
    dossier.product.standards = "TCVN 5107:2018"
    db.session.flush()

    assert (first, registration.facts_changed(dossier)) == (True, True)


def test_numbers_follow_each_other_and_stay_when_printed_again(app):
    first = declared()
    registration.prepare(first, actor=owner_of(first))
    second = declared(cycle=first.cycle, council=first.council)
    registration.prepare(second, actor=owner_of(second))
    registration.prepare(first, actor=owner_of(first))

    assert (first.number, second.number) == ("2025-001", "2025-002")


def test_after_registration_nothing_is_printed_or_declared_again(app):
    dossier = make_dossier("registered")
    owner = owner_of(dossier)

    with pytest.raises(Refusal, match="đã cố định"):
        registration.prepare(dossier, actor=owner)
    with pytest.raises(Refusal, match="đã được ghi nhận"):
        registration.declare_compliance(dossier, actor=owner)


def test_an_editor_does_not_declare_for_the_organisation(app):
    dossier = make_draft()
    editor = make_user()
    grant(editor, Role.EDITOR, organisation=dossier.organisation)

    with pytest.raises(Refusal, match="Chỉ chủ tài khoản"):
        registration.declare_compliance(dossier, actor=editor)
    assert dossier.compliance_declared_at is None


def test_declaring_twice_keeps_the_first_time(app):
    dossier = declared()
    first = dossier.compliance_declared_at

    registration.declare_compliance(dossier, actor=owner_of(dossier))

    assert dossier.compliance_declared_at == first
