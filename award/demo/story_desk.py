"""From the registration to the close of the desk review, as one wave of entrants lives it."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from award import clock, workflow
from award.demo import walk_desk
from award.demo.entrants import Entrant, settle
from award.demo.wave import Wave
from award.demo.who import assignments_of, owner, owner_of, secretary_of
from award.demo.window import Beat
from award.models import AssignmentState, Council, Stage
from award.services import assigning, completeness, intake, rulebooks, starting
from award.services.products import ProductFacts

REGISTER, WRITE, SUBMIT = "đăng ký", "viết hồ sơ", "nộp hồ sơ"
INTAKE, ASSIGN, REVIEW, AGREE = "tiếp nhận", "phân công", "chấm điểm", "thống nhất điểm"


def tell(wave: Wave) -> Iterator[Beat]:
    """The whole of it, in the order of time."""
    yield from _registration(wave)
    yield from _writing(wave)
    yield from _intake(wave)
    yield from _assignment(wave)
    yield from _review(wave)
    yield from _agreement(wave)


def _registration(wave: Wave) -> Iterator[Beat]:
    yield from wave.each(REGISTER, 5, 30, wave.entrants, partial(_enter, wave))
    registered = wave.through("registered")
    yield from wave.each(
        REGISTER, 30, 36, registered, lambda one: walk_desk.declare(one.dossier, wave.author)
    )
    yield from wave.each(
        REGISTER, 38, 44, registered, lambda one: walk_desk.register(one.dossier, wave.author)
    )


def _enter(wave: Wave, entrant: Entrant) -> None:
    """The organisation registers once, and begins a dossier (2026: one for each product)."""
    cycle, council = wave.ground.cycle, wave.ground.councils[entrant.council]
    if entrant.number not in wave.organisations:
        wave.organisations[entrant.number] = settle(entrant, wave.cast, cycle.year)
    organisation = entrant.organisation = wave.organisations[entrant.number]
    wave.author.firms[organisation.id] = entrant.firm
    product = None
    if starting.enters_products(cycle):
        since = date(min(entrant.firm.since + 4, cycle.year - 3), 5, 20)
        standard = entrant.firm.trade.standards[0]
        group = wave.ground.groups[entrant.group]
        product = ProductFacts(entrant.product, group.id, since, standard, "Công bố hợp chuẩn")
    entrant.made = starting.start(
        organisation, cycle, council, product=product, actor=owner(organisation)
    )


def _writing(wave: Wave) -> Iterator[Beat]:
    """Texts and papers in three goes; those who do not submit stop half-way."""
    for place, begin in enumerate((46, 62, 78)):
        writers = wave.through("submitted") if place else list(wave.entrants)
        yield from wave.each(WRITE, begin, begin + 14, writers, partial(_write, wave, 3 - place))
    yield from wave.each(
        SUBMIT, 94, 99, wave.through("submitted"), lambda one: walk_desk.submit(one.dossier)
    )


def _write(wave: Wave, goes: int, entrant: Entrant) -> None:
    """Close the first of the gaps that are left, one part of so many goes."""
    gaps = completeness.gaps(entrant.dossier)
    walk_desk.close(entrant.dossier, gaps[: -(-len(gaps) // goes)], wave.author)


def _intake(wave: Wave) -> Iterator[Beat]:
    submitted = wave.through("submitted")
    asked = wave.flagged("supplement", submitted)
    yield from wave.each(INTAKE, 100, 101, asked, _ask)
    yield from wave.each(INTAKE, 101.5, 102, asked, _answer)
    yield from wave.each(INTAKE, 102, 103, wave.ending("ineligible"), _reject)
    yield from wave.each(
        INTAKE, 103, 108, wave.through("accepted"), lambda one: walk_desk.accept(one.dossier)
    )
    yield from wave.each(INTAKE, 108, 109, wave.ending("withdrawn"), _withdraw)
    yield from wave.each(INTAKE, 109, 110, wave.ending("supplement_requested"), _ask)


def _ask(entrant: Entrant) -> None:
    dossier = entrant.dossier
    secretary = secretary_of(dossier.council)
    found = {"6": (False, "Thiếu kết quả quan trắc quý IV."), "7": (True, "")}
    intake.save_checks(dossier, found, actor=secretary)
    days = rulebooks.of(dossier.cycle).clocks.supplement_days
    workflow.perform(
        "request_supplement",
        dossier,
        actor=secretary,
        note="Bổ sung kết quả quan trắc môi trường quý IV của năm gần nhất, có dấu của đơn vị đo.",
        parts=["6"],
        due_at=clock.end_of_day(intake.due_date(days)),
    )


def _answer(entrant: Entrant) -> None:
    workflow.perform(
        "resubmit",
        entrant.dossier,
        actor=owner_of(entrant.dossier),
        note="Đơn vị đã đính kèm kết quả quan trắc quý IV.",
    )


def _reject(entrant: Entrant) -> None:
    workflow.perform(
        "reject",
        entrant.dossier,
        actor=secretary_of(entrant.dossier.council),
        note="Giấy chứng nhận của hệ thống quản lý đã hết hiệu lực và đơn vị không gia hạn.",
    )


def _withdraw(entrant: Entrant) -> None:
    workflow.perform(
        "withdraw",
        entrant.dossier,
        actor=owner_of(entrant.dossier),
        note="Đơn vị đang tái cơ cấu, xin rút để tham dự năm sau.",
    )


def _assignment(wave: Wave) -> Iterator[Beat]:
    """Each council takes over the proposal; people undertake and accept, one may decline."""
    waiting = [one for one in wave.through("accepted") if one.fate != "withdrawn"]
    served = [one for one in waiting if "unassigned" not in one.flags]
    for council in wave.by_council(served):
        yield from wave.once(ASSIGN, 111, partial(_propose, council))
    yield from wave.each(ASSIGN, 112, 112.5, wave.flagged("recusal", served), _recuse)
    accepting = [one for one in served if "offered" not in one.flags]
    yield from wave.each(ASSIGN, 113, 117, accepting, _accept_all)
    yield from wave.each(
        ASSIGN,
        118,
        119,
        wave.through("under_review"),
        lambda one: walk_desk.start_review(one.dossier),
    )


def _propose(council: Council) -> None:
    proposal = assigning.propose(council, Stage.DESK_REVIEW)
    assert not proposal.blocked, [team.why for team in proposal.blocked]
    assigning.apply(
        council, seen=proposal.sha256, stage=Stage.DESK_REVIEW, actor=secretary_of(council)
    )


def _recuse(entrant: Entrant) -> None:
    """A member declines all entries of the organisation, and the secretary asks somebody else."""
    dossier = entrant.dossier
    person = assignments_of(dossier)[-1].user
    note = "Có người thân góp vốn tại tổ chức này."
    for sibling in assigning.unit_of(dossier):
        for assignment in assignments_of(sibling):
            if assignment.user_id == person.id:
                workflow.perform("recuse", assignment, actor=person, note=note)
    free = [one.user for one, why, _ in assigning.options(dossier) if why is None]
    if free:
        assigning.assign(dossier, free[0], actor=secretary_of(dossier.council))


def _accept_all(entrant: Entrant) -> None:
    for assignment in assignments_of(entrant.dossier):
        if assignment.state is AssignmentState.OFFERED:
            walk_desk.take_on(assignment)


def _review(wave: Wave) -> Iterator[Beat]:
    """Each assessor scores alone; of those still under review some sheets are in, some begun."""
    reviewed = wave.through("under_review")
    for place, begin in enumerate((120, 129, 138)):
        yield from wave.each(REVIEW, begin, begin + 8, reviewed, partial(_rate, wave, place))
    yield from wave.each(REVIEW, 147, 148, wave.ending("disqualified"), _disqualify)


def _rate(wave: Wave, place: int, entrant: Entrant) -> None:
    team = assignments_of(entrant.dossier)
    for turn, assignment in enumerate(team[place::3]):
        unfinished = entrant.fate == "under_review" and place + turn > 0
        most = 5 * (3 - place) - 2 if unfinished else None
        walk_desk.rate_as(assignment, place, wave.author, most)
        if not unfinished and assignment.state is AssignmentState.ACCEPTED:
            workflow.perform("submit", assignment, actor=assignment.user)


def _disqualify(entrant: Entrant) -> None:
    workflow.perform(
        "disqualify",
        entrant.dossier,
        actor=secretary_of(entrant.dossier.council),
        note="Phiếu kết quả thử nghiệm trong hồ sơ không do phòng thử nghiệm nêu tên phát hành.",
    )


def _agreement(wave: Wave) -> Iterator[Beat]:
    agreeing = wave.through("in_consensus")
    yield from wave.each(
        AGREE, 149, 151, agreeing, lambda one: walk_desk.open_consensus(one.dossier, wave.author)
    )
    yield from wave.each(AGREE, 152, 166, agreeing, partial(_agree, wave))
    yield from wave.each(
        AGREE,
        167,
        169,
        [one for one in agreeing if "half_agreed" not in one.flags],
        lambda one: walk_desk.close_desk(one.dossier, wave.author),
    )


def _agree(wave: Wave, entrant: Entrant) -> None:
    items = list(rulebooks.items_by_part(entrant.dossier))
    most = len(items) * 2 // 3 if "half_agreed" in entrant.flags else len(items)
    walk_desk.agree_all(entrant.dossier, author=wave.author, most=most)
