"""What ends: papers lose their weight by themselves, products are judged anew, people are told."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from award import clock
from award.extensions import db
from award.models import (
    CheckRun,
    CompanyPrefix,
    ConformityPaper,
    Membership,
    Organisation,
    Product,
    TraceEvidence,
    User,
)
from award.policies import Refusal
from award.policies.trace import EDITORS
from award.services import checking, letters
from award.services.conformities import REMIND_DAYS
from award.words import _N


@dataclass(frozen=True, slots=True)
class Ending:
    """A paper of an organisation and the last day on which it counts."""

    organisation_id: int
    name: str
    last_day: date


def daily(today: date) -> tuple[int, int]:
    """Judge anew what an end has overtaken, and tell people of what will end; flushes.

    Returns how many products were judged and how many letters queued. A second call on the same
    day judges nothing again; the reminders go out once, on the day that lies so far ahead.
    """
    return judge_again(today), remind(today)


def judge_again(today: date) -> int:
    """Run the check of each product whose last run still counts a paper that ended since (T24)."""
    ended = _ended_after_run(today)
    count = 0
    for product in db.session.scalars(select(Product).where(Product.id.in_(ended))):
        try:
            checking.run(product, actor=None)
        except Refusal:  # a chain too long for one check keeps its last run
            continue
        count += 1
    return count


def remind(today: date) -> int:
    """Write to the editors of each organisation whose papers end on the day so far ahead."""
    day = today + timedelta(days=REMIND_DAYS)
    found: defaultdict[int, list[Ending]] = defaultdict(list)
    for ending in endings(day, day):
        found[ending.organisation_id].append(ending)
    count = 0
    for organisation_id, papers in found.items():
        organisation = db.session.get_one(Organisation, organisation_id)
        for person in _editors(organisation_id):
            letters.send("papers_ending", person, organisation=organisation, papers=papers, day=day)
            count += 1
    return count


def endings(first: date, last: date) -> Iterator[Ending]:
    """What ends on one of these days: conformity, evidence by documents, company prefixes."""
    for paper in db.session.scalars(
        select(ConformityPaper).where(
            ConformityPaper.removed_at.is_(None), ConformityPaper.valid_to.between(first, last)
        )
    ):
        yield Ending(paper.organisation_id, f"{paper.norm}, số {paper.number}", _day(paper))
    for evidence, organisation_id in db.session.execute(
        select(TraceEvidence, Product.organisation_id)
        .join(Product)
        .where(TraceEvidence.removed_at.is_(None), TraceEvidence.valid_to.between(first, last))
    ):
        name = f"{evidence.control_point}: {evidence.issuer}, số {evidence.number}"
        yield Ending(organisation_id, name, _day(evidence))
    for prefix in db.session.scalars(
        select(CompanyPrefix).where(CompanyPrefix.valid_to.between(first, last))
    ):
        name = _N("Mã doanh nghiệp GS1 {digits}").format(digits=prefix.digits)
        yield Ending(prefix.organisation_id, name, _day(prefix))


def _day(row: ConformityPaper | TraceEvidence | CompanyPrefix) -> date:
    assert row.valid_to is not None
    return row.valid_to


def _ended_after_run(today: date) -> set[int]:
    """Products whose last run lies on or before the last day of something that ended by now."""
    newest = (
        select(CheckRun.product_id, func.max(CheckRun.ran_at).label("ran_at"))
        .group_by(CheckRun.product_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Product.id, Product.organisation_id, newest.c.ran_at).join(
            newest, newest.c.product_id == Product.id
        )
    ).all()
    if not rows:
        return set()
    since = min(clock.local(row.ran_at).date() for row in rows)
    last: defaultdict[int, list[date]] = defaultdict(list)
    for ending in endings(since, today - timedelta(days=1)):
        last[ending.organisation_id].append(ending.last_day)
    return {
        row.id
        for row in rows
        if any(day >= clock.local(row.ran_at).date() for day in last[row.organisation_id])
    }


def _editors(organisation_id: int) -> list[User]:
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(EDITORS),
            Membership.ended_at.is_(None),
            User.active,
        )
        .order_by(User.id)
        .distinct()
    )
    return list(db.session.scalars(query))
