"""Where a dossier stands: in which state, whose turn it is, until when, and what follows (R37)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from award.models import Deadline, DeadlineKind, Dossier, DossierState
from award.services import deadlines, rulebooks
from award.words import _N
from scoring.rulebook import Rulebook

APPLICANT = _N("Tổ chức của bạn")
OWN_STATES = {
    DossierState.DRAFT: DeadlineKind.REGISTRATION,
    DossierState.REGISTERED: DeadlineKind.SUBMISSION,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status line says; `who` is empty when nobody has anything to do any more."""

    where: str
    who: str
    until: datetime | None
    then: str


def of(dossier: Dossier) -> Standing:
    """The status of a dossier in the words of its edition."""
    return of_all([dossier])[0]


def of_all(dossiers: Sequence[Dossier]) -> list[Standing]:
    """The status of several dossiers; their deadlines are read in one query."""
    cycles = {dossier.cycle_id for dossier in dossiers}
    terms = deadlines.of_cycles(cycles) if cycles else []
    return [_of(dossier, terms) for dossier in dossiers]


def _of(dossier: Dossier, terms: Sequence[Deadline]) -> Standing:
    book = rulebooks.of(dossier.cycle)
    state = book.state(dossier.state.value)
    who = _who(dossier, book) if state.open else _N("Đã kết thúc")
    return Standing(state.label, who, _until(dossier, terms), _then(dossier, book))


def body(dossier: Dossier, book: Rulebook, actor: str | None) -> str:
    """The name of an acting body as the applicant knows it."""
    names = {
        "applicant": APPLICANT,
        "preliminary_council": dossier.receiving_council.name,
        "national_council": _N("Hội đồng quốc gia"),
        "expert_team": _capital(f"{book.words.expert_team} của {dossier.council.name}"),
        "province": _N("Ủy ban nhân dân tỉnh, thành phố được hỏi ý kiến"),
        "standing_body": _N("Cơ quan thường trực"),
        "deciding_authority": book.award.deciding_authority_label,
    }
    return names.get(actor or "", "")


def _who(dossier: Dossier, book: Rulebook) -> str:
    actor = book.actor_of(dossier.state.value)
    if dossier.state is DossierState.NATIONAL_REVIEW and dossier.due_at is not None:
        actor = "applicant"
    return body(dossier, book, actor)


def _until(dossier: Dossier, terms: Sequence[Deadline]) -> datetime | None:
    """The deadline of the applicant's own act, or the term that runs."""
    kind = OWN_STATES.get(dossier.state)
    if kind is None:
        return dossier.due_at
    deadline = deadlines.binding(dossier, kind, terms)
    return None if deadline is None else deadline.at


def _then(dossier: Dossier, book: Rulebook) -> str:
    """The step after the present one; nothing after the last or for an ended dossier."""
    stage = book.stage_of(dossier.state.value)
    if stage is None or not book.state(dossier.state.value).open:
        return ""
    following = book.stages[book.stages.index(stage) + 1 :]
    return following[0].label if following else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
