"""Acts of a council that move several rows at once: approve the list, hand it over, receive it."""

from collections.abc import Mapping

from award.models import Council, DossierState, HandOver, Shortlist, User
from award.services import handing_over, shortlisting
from award.words import _N
from award.workflow.engine import perform


def approve_list(council: Council, tiers: Mapping[int, str], *, actor: User) -> Shortlist:
    """Approve the proposal list: dossiers in `tiers` are listed, those voted down are not.

    Raises `Refusal` and leaves nothing done when one of them cannot be moved; the caller commits
    or rolls back.
    """
    voted_down = [
        row.dossier for row in shortlisting.proposals(council, actor=actor) if row.carried is False
    ]
    shortlist = shortlisting.record(council, tiers, actor=actor)
    for entry in shortlist.entries:
        perform("shortlist", entry.dossier, actor=actor)
    for dossier in voted_down:
        perform("not_shortlist", dossier, actor=actor)
    return shortlist


def close_without_list(council: Council, *, actor: User) -> int:
    """Conclude the dossiers that were voted down where nothing is proposed; return how many."""
    voted_down = [
        row.dossier for row in shortlisting.proposals(council, actor=actor) if row.carried is False
    ]
    for dossier in voted_down:
        perform("not_shortlist", dossier, actor=actor)
    return len(voted_down)


def hand_over(shortlist: Shortlist, *, letter_number: str, actor: User) -> HandOver:
    """Send the list with its dossiers to the national council, hashes and all."""
    sent = handing_over.send(shortlist, letter_number=letter_number, actor=actor)
    for entry in shortlist.entries:
        if entry.dossier.state is DossierState.SHORTLISTED:
            perform("hand_over", entry.dossier, actor=actor)
    return sent


def receive(hand_over: HandOver, *, actor: User) -> None:
    """Receive a hand-over whose hashes agree; its dossiers come under the national council."""
    perform("receive", hand_over, actor=actor)
    for entry in hand_over.shortlist.entries:
        if entry.dossier.state is DossierState.HANDED_OVER:
            perform("receive", entry.dossier, actor=actor)


def refuse(hand_over: HandOver, *, note: str, actor: User) -> None:
    """Send a hand-over back with the reason; its dossiers return to the preliminary council."""
    perform("refuse", hand_over, actor=actor, note=note)
    for entry in hand_over.shortlist.entries:
        if entry.dossier.state is DossierState.HANDED_OVER:
            perform(
                "take_back", entry.dossier, actor=actor, note=note or _N("Bàn giao bị trả lại.")
            )
