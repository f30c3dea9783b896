"""Everything a test needs in one place: rows to begin with, and dossiers in any state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from coverage import Coverage
from flask.testing import FlaskClient

from award import clock, workflow
from award.config import current
from award.demo import walk_council, walk_desk, walk_national
from award.demo.authors import Author
from award.demo.founding import (
    grant,
    make_administrator,
    make_authority,
    make_council,
    make_cycle,
    make_deadline,
    make_file,
    make_organisation,
    make_province_officer,
    make_seat,
    make_sector_group,
    make_standing_body,
    make_team,
    make_user,
    standing_body,
    the_cycle,
    the_national_council,
    undertake,
)
from award.demo.reporting import send_report, sign_report, start_report
from award.demo.training import (
    attend,
    make_course,
    make_participant,
    make_session,
    runner_of,
)
from award.demo.walk_council import (
    declare_free,
    hold_session,
    make_meeting,
    make_shortlist,
    open_meeting,
    open_vote,
    receiving_council,
    send_hand_over,
    vote_on,
)
from award.demo.walk_desk import (
    agree_all,
    assign_team,
    fill,
    make_draft,
    plan_visit,
    rate,
    rate_all,
    render,
    sign_document,
    write_report,
)
from award.demo.walk_national import decide, reply_to, send_letter, submit_to_authority
from award.demo.who import (
    assessors_of,
    assignments_of,
    chair_of,
    lead_of,
    owner_of,
    secretary_of,
    voters_of,
)
from award.extensions import db
from award.models import Dossier, User
from award.services import rulebooks, sessions

__all__ = [
    "advance",
    "agree_all",
    "assessors_of",
    "assign_team",
    "assignments_of",
    "attend",
    "chair_of",
    "decide",
    "declare_free",
    "fill",
    "grant",
    "hold_session",
    "lead_of",
    "make_administrator",
    "make_authority",
    "make_council",
    "make_course",
    "make_cycle",
    "make_deadline",
    "make_dossier",
    "make_draft",
    "make_file",
    "make_meeting",
    "make_organisation",
    "make_participant",
    "make_province_officer",
    "make_seat",
    "make_sector_group",
    "make_session",
    "make_shortlist",
    "make_standing_body",
    "make_team",
    "make_user",
    "open_meeting",
    "open_vote",
    "owner_of",
    "plan_visit",
    "rate",
    "rate_all",
    "receiving_council",
    "render",
    "reply_to",
    "runner_of",
    "secretary_of",
    "send_hand_over",
    "send_letter",
    "send_report",
    "sign_document",
    "sign_in",
    "sign_report",
    "standing_body",
    "start_report",
    "submit_to_authority",
    "the_cycle",
    "the_national_council",
    "undertake",
    "vote_on",
    "voters_of",
    "write_report",
]

Step = Callable[..., None]
_walked: set[tuple[str, str]] = set()  # in this process: from where to where


def make_dossier(
    state: str = "draft",
    *,
    percent: int = 65,
    percents: tuple[int, ...] = (60, 65, 70),
    team: tuple[Any, ...] = (),
    **draft: Any,
) -> Dossier:
    """A dossier walked to `state` by the persons entitled to each move.

    `state` is a dossier state, or `desk_closed` (in consensus, first sheet frozen) or
    `visit_signed` (at the site visit, record signed by both). `percents` are what the assessors
    rate, `percent` what the lead agrees, `team` who assesses (the first leads). `draft` goes to
    `make_draft`: `rulebook_id=`, `cycle=`, `council=`, `organisation=`, `product=`.
    """
    dossier = walk_desk.make_draft(**draft)
    return advance(dossier, state, author=Author(percents, percent), team=team)


def advance(dossier: Dossier, state: str, **entries: Any) -> Dossier:
    """Walk a dossier on from where it stands to a later state."""
    base, turn = TURNS.get(state, (state, None))
    steps = _steps(dossier)
    names = ["draft", *(name for name, _ in steps)]
    if base not in names:
        raise LookupError(f"no way to {state!r} under {dossier.cycle.rulebook_id}")
    with _measured_once(dossier, state):
        for _, step in steps[_place(dossier, names) : names.index(base)]:
            step(dossier, **entries)
        if turn is not None:
            turn(dossier)
        db.session.flush()
    return dossier


@contextmanager
def _measured_once(dossier: Dossier, state: str) -> Iterator[None]:
    """A way that was walked before is not measured again: measuring doubles its time."""
    way = (f"{dossier.cycle.rulebook_id} {dossier.state}", state)
    measuring = Coverage.current() if way in _walked else None
    _walked.add(way)
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()


def _steps(dossier: Dossier) -> list[tuple[str, Step]]:
    """The whole way of the dossier's edition, each step named after what it leads to."""
    desk = list(walk_desk.STEPS)
    if "in_council" in rulebooks.of(dossier.cycle).state_codes:
        return [*desk, *walk_council.COUNCIL_STEPS, *walk_national.LAST_STEPS]
    desk[-1] = ("national_review", desk[-1][1])
    return [*desk, *walk_national.LAST_STEPS]


def _place(dossier: Dossier, names: list[str]) -> int:
    """How many steps the dossier has made: the number of its state, or of the stop after it."""
    place = names.index(dossier.state.value)
    after = names[place + 1] if place + 1 < len(names) else ""
    stops: dict[str, Callable[[Dossier], bool]] = {
        "desk_closed": walk_desk.is_desk_closed,
        "visit_signed": walk_desk.is_visit_signed,
    }
    return place + 1 if after in stops and stops[after](dossier) else place


def _supplement(dossier: Dossier) -> None:
    due = clock.end_of_day(clock.add_working_days(clock.today_local(), 5))
    workflow.perform(
        "request_supplement",
        dossier,
        actor=secretary_of(dossier.council),
        note="Thiếu xác nhận thuế.",
        parts=["7"],
        due_at=due,
    )


def _reject(dossier: Dossier) -> None:
    workflow.perform(
        "reject", dossier, actor=secretary_of(dossier.council), note="Không đủ 36 tháng hoạt động."
    )


def _not_shortlist(dossier: Dossier) -> None:
    hold_session(dossier, "propose", carried=False)
    workflow.perform("not_shortlist", dossier, actor=chair_of(dossier.council))


def _decline(dossier: Dossier) -> None:
    hold_session(dossier, "award", carried=False)
    workflow.perform("decline", dossier, actor=standing_body())


def _withdraw(dossier: Dossier) -> None:
    workflow.perform("withdraw", dossier, actor=owner_of(dossier), note="Đơn vị chưa sẵn sàng.")


def _disqualify(dossier: Dossier) -> None:
    workflow.perform(
        "disqualify", dossier, actor=secretary_of(dossier.council), note="Tài liệu giả mạo."
    )


# States beside the straight way: from where they are reached, and how.
TURNS: dict[str, tuple[str, Callable[[Dossier], None]]] = {
    "supplement_requested": ("submitted", _supplement),
    "ineligible": ("submitted", _reject),
    "not_shortlisted": ("in_council", _not_shortlist),
    "not_awarded": ("national_review", _decline),
    "withdrawn": ("submitted", _withdraw),
    "disqualified": ("accepted", _disqualify),
}


def sign_in(client: FlaskClient, user: User) -> FlaskClient:
    """The same browser, signed in as this person."""
    client.set_cookie(current().cookie_name, sessions.begin(user))
    return client
