"""Everybody around a dossier, by the part they play, and what a door answers them."""

from typing import Any

from award import clock
from award.extensions import db
from award.guard import VISIBLE
from award.models import Conflict, CouncilLevel, Dossier, Role, SeatRole, Stage, User
from award.workflow.transitions import TABLES
from tests.factories import (
    assignments_of,
    chair_of,
    grant,
    make_administrator,
    make_council,
    make_province_officer,
    make_seat,
    make_user,
    owner_of,
    secretary_of,
    standing_body,
    the_national_council,
    voters_of,
)

OK, FORBIDDEN, NOT_FOUND = "ok", 403, 404


def around(dossier: Dossier) -> dict[str, User]:
    """One person for each part: the applicant's, the councils', the team's, everybody else."""
    council, organisation = dossier.council, dossier.organisation
    people = {
        "owner": owner_of(dossier),
        "editor": _member(organisation, Role.EDITOR),
        "reader": _member(organisation, Role.READER),
        "secretary": secretary_of(council),
        "conflicted secretary": _conflicted_secretary(dossier),
        "chair": chair_of(council),
        "member": voters_of(council)[-1],
        "standing body": standing_body(),
        "administrator": make_administrator(),
        "province": make_province_officer(organisation.province_code),
        "stranger": make_user(),
        "other secretary": secretary_of(make_council(cycle=dossier.cycle))
        if dossier.cycle.rulebook_id != "gtclqg-2026"
        else make_user(),
    }
    if council.level is not CouncilLevel.NATIONAL:
        people["national secretary"] = secretary_of(the_national_council(dossier.cycle))
    for stage in Stage:
        for one in assignments_of(dossier, stage):
            people.setdefault(f"{'lead' if one.lead else 'assessor'}", one.user)
    return people


def _member(organisation: Any, role: Role) -> User:
    user = make_user()
    grant(user, role, organisation=organisation)
    return user


def _conflicted_secretary(dossier: Dossier) -> User:
    user = make_user()
    make_seat(dossier.council, SeatRole.SECRETARY, user=user)
    declare_conflict(user, dossier)
    return user


def declare_conflict(user: User, dossier: Dossier) -> None:
    """The person declares a conflict on the dossier."""
    db.session.add(
        Conflict(
            user_id=user.id,
            dossier_id=dossier.id,
            reason="Có người thân góp vốn.",
            declared_at=clock.now(),
        )
    )
    db.session.flush()


def answer(actor: User, subject: Any, move: str) -> str | int:
    """What the address of a move answers the person: the door first, then the policy of the row."""
    if VISIBLE[type(subject)](actor, subject) is not None:
        return NOT_FOUND
    allowed = TABLES[type(subject)][move].allowed
    assert allowed is not None
    return OK if allowed(actor, subject) is None else FORBIDDEN


def answers(people: dict[str, User], subject: Any, move: str) -> dict[str | int, set[str]]:
    """Who gets which answer; empty answers are left out."""
    found: dict[str | int, set[str]] = {}
    for part, person in people.items():
        found.setdefault(answer(person, subject, move), set()).add(part)
    return found
