"""Two people at the same moment: one organisation, one owner left, one use of a link."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Membership, Organisation, OrganisationKind, Role, User
from award.policies import Refusal
from award.services import enrolment, links, signing_in, teams
from tests.factories import grant, make_organisation, make_user

TOGETHER = 4


@pytest.fixture
def other_app(clone_database):
    """An application whose commits are real."""
    app = clone_database()
    cheap = {"password_memory_mib": 19, "password_passes": 2}
    app.config["AWARD"] = app.config["AWARD"].model_copy(update=cheap)
    return app


def at_once(app, act):
    """What `act(number)` gave in each of several transactions begun together, or its refusal."""
    ready = Barrier(TOGETHER)

    def run(number):
        with app.app_context():
            ready.wait(10)
            try:
                done = act(number)
                db.session.commit()
            except Refusal as why:
                db.session.rollback()
                return str(why)
            return done

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(run, range(TOGETHER)))


def test_one_tax_code_is_registered_once(other_app):
    def register(number):
        enrolment.register(
            enrolment.OrganisationFacts(
                OrganisationKind.ENTERPRISE, "0100112437", f"Công ty Mẫu {number}", "01", "Phố Mẫu"
            ),
            enrolment.PersonFacts(f"mau{number}@example.vn", "Người Mẫu", "", ""),
        )
        return "done"

    outcomes = at_once(other_app, register)

    assert sorted(outcomes) == sorted(["done", *[enrolment.ALREADY_HERE] * 3])
    with other_app.app_context():
        assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_one_address_gets_one_account_however_many_register_it(other_app):
    codes = ["0100112437", "0312687878", "0100233488", "0314409058"]

    def register(number):
        enrolment.register(
            enrolment.OrganisationFacts(
                OrganisationKind.ENTERPRISE, codes[number], "Công ty Mẫu", "01", "Phố Mẫu"
            ),
            enrolment.PersonFacts("mot@example.vn", "Người Mẫu", "", ""),
        )
        return "done"

    outcomes = at_once(other_app, register)

    assert outcomes == ["done"] * 4
    with other_app.app_context():
        assert db.session.scalars(select(User.email)).all() == ["mot@example.vn"]


def test_of_owners_who_leave_together_one_stays(other_app):
    with other_app.app_context():
        organisation = make_organisation(owner=make_user())
        for _ in range(TOGETHER - 1):
            grant(make_user(), Role.OWNER, organisation=organisation)
        organisation_id = organisation.id
        db.session.commit()

    def leave(number):
        found = db.session.get_one(Organisation, organisation_id)
        own = db.session.scalars(select(Membership).order_by(Membership.id)).all()[number]
        teams.end(own, actor=db.session.get_one(User, own.user_id))
        assert found.id == organisation_id
        return "left"

    outcomes = at_once(other_app, leave)

    assert sorted(outcomes) == sorted([*["left"] * 3, teams.LAST_OWNER])


def test_a_link_is_used_once_however_many_come(other_app):
    with other_app.app_context():
        token = links.issue(make_user(email="mot@example.vn"), links.INVITE).token
        db.session.commit()
    sentences = ["ba con mèo vàng qua sông", "bốn cái ghế gỗ ngoài hiên",
                 "năm quả cam chín trên cây", "sáu chiếc thuyền ra khơi"]  # fmt: skip

    outcomes = at_once(other_app, lambda number: bool(signing_in.redeem(token, sentences[number])))

    assert outcomes.count(True) == 1
    assert outcomes.count(signing_in.LINK_GONE) == 3
