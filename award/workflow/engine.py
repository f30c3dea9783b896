"""The only writer of state: check, change, effects, audit; the caller commits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from award import clock
from award.extensions import db
from award.models import Dossier, User
from award.policies import NotInEdition, Refusal
from award.services import auditing, rulebooks
from award.services.locking import lock
from award.words import _N
from award.workflow.move import Move, Transition
from award.workflow.transitions import TABLES


def perform(
    name: str, subject: Any, *, actor: User | None, note: str = "", **data: Any
) -> Transition:
    """Make one move or raise `Refusal`; flushes, never commits. Return the row of the table.

    The row is locked and read again first, so of two people who act at once the second is judged
    by what the first has done. Effects and the audit event belong to the same transaction.
    """
    transition = TABLES[type(subject)].get(name)
    if transition is None:
        raise Refusal(_N("Không có bước này."))
    lock(subject)
    move = Move(name, subject, actor, clock.now(), note.strip(), data)
    if why := refusal(transition, move):
        raise why
    before = subject.state
    with db.session.no_autoflush:
        for column in transition.stamps:
            setattr(subject, column, move.at)
        subject.state = transition.target
        for effect in transition.effects:
            effect(move)
    db.session.flush()
    auditing.record(
        name,
        subject,
        actor=actor,
        from_state=before,
        to_state=transition.target,
        note=move.note,
    )
    return transition


def refusal(transition: Transition, move: Move, *, entries_given: bool = True) -> Refusal | None:
    """Why the move cannot be made, or None; without its entries only place and person count."""
    if move.subject.state not in transition.sources:
        return Refusal(_N("Bước này không làm được ở trạng thái hiện tại."))
    if isinstance(move.subject, Dossier) and not _in_rulebook(move.subject, transition):
        return NotInEdition(
            _N("Trạng thái này không có trong quy trình của năm giải thưởng."), rule="R1"
        )
    if why := _not_allowed(transition, move):
        return why
    if entries_given and transition.note and not move.note:
        return Refusal(_N("Cần ghi {what}."), what=transition.note)
    checks = transition.ready if entries_given else ()
    return next((why for check in checks if (why := check(move)) is not None), None)


def _not_allowed(transition: Transition, move: Move) -> Refusal | None:
    """Persons by policy; moves of the system by nobody else, and the other way round."""
    if transition.allowed is None:
        return None if move.actor is None else Refusal(_N("Bước này do hệ thống thực hiện."))
    if move.actor is None:
        return Refusal(_N("Bước này phải do người có thẩm quyền thực hiện."))
    return transition.allowed(move.actor, move.subject)


def _in_rulebook(dossier: Dossier, transition: Transition) -> bool:
    """Whether the dossier's edition of the procedure has the state the move leads to."""
    return transition.target in rulebooks.of(dossier.cycle).state_codes


@dataclass(frozen=True, slots=True)
class Choice:
    """A move this person may think of now; `why_not` explains a button that stays grey."""

    transition: Transition
    why_not: Refusal | None


def available(subject: Any, *, actor: User) -> Iterator[Choice]:
    """The moves open to this person from here, those not ready yet with their reason."""
    for transition in TABLES[type(subject)].values():
        move = Move(transition.name, subject, actor, clock.now(), note="…")
        if refusal(transition, move, entries_given=False) is not None:
            continue
        why = refusal(transition, move)
        if not isinstance(why, NotInEdition):  # what the year does not know is no choice
            yield Choice(transition, why)
