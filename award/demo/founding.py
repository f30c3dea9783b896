"""Rows that stand before any dossier: people, organisations, award years, councils, teams."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import (
    Authority,
    AwardCycle,
    Council,
    CouncilLevel,
    Deadline,
    DeadlineKind,
    ExpertTeam,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    Seat,
    SeatRole,
    SectorGroup,
    StoredFile,
    TeamMember,
    User,
)
from award.policies import facts
from award.services import rulebooks, undertakings
from award.words import fold, sort_key
from scoring import rulebook

YEARS = {"gtclqg-2011": 2019, "gtclqg-2020": 2025, "gtclqg-2026": 2026}
SECTOR_GROUPS = (("01", "Nhóm Mẫu thực phẩm"), ("02", "Nhóm Mẫu cơ khí"))
_numbers = count(1)


def next_number() -> int:
    """A number that nobody had before in this process."""
    return next(_numbers)


def make_user(name: str = "", *, email: str = "", **columns: Any) -> User:
    """A person who can sign in; named “Người Mẫu 001” unless told otherwise."""
    number = next_number()
    full_name = name or f"Người Mẫu {number:03d}"
    user = User(
        email=email or f"nguoi.mau.{number}@example.vn",
        full_name=full_name,
        sort_key=sort_key(full_name),
        created_at=clock.now(),
        **columns,
    )
    db.session.add(user)
    db.session.flush()
    return user


def grant(user: User, role: Role, **where: Any) -> Membership:
    """Give a person a role: `organisation=` for owner, editor, reader; `province_code=`."""
    membership = Membership(user=user, role=role, created_at=clock.now(), **where)
    db.session.add(membership)
    db.session.flush()
    return membership


def make_standing_body() -> User:
    """A person of the standing body."""
    user = make_user("Cán bộ Mẫu thường trực")
    grant(user, Role.STANDING_BODY)
    return user


def standing_body() -> User:
    """The person of the standing body; made when there is none."""
    user = db.session.scalar(
        select(User).join(Membership).where(Membership.role == Role.STANDING_BODY).limit(1)
    )
    return user or make_standing_body()


def make_administrator() -> User:
    """A person who administers accounts."""
    user = make_user("Quản trị Mẫu")
    grant(user, Role.ADMINISTRATOR)
    return user


def make_province_officer(province_code: str = "01") -> User:
    """An officer of a province."""
    user = make_user("Cán bộ Mẫu địa phương")
    grant(user, Role.PROVINCE, province_code=province_code)
    return user


def officer_of(province_code: str) -> User:
    """The officer of a province; made when there is none."""
    user = db.session.scalar(
        select(User)
        .join(Membership)
        .where(Membership.role == Role.PROVINCE, Membership.province_code == province_code)
        .order_by(User.id)
        .limit(1)
    )
    return user or make_province_officer(province_code)


def make_organisation(*, owner: User | None = None, **columns: Any) -> Organisation:
    """An eligible enterprise with its owner; any column may be given."""
    number = next_number()
    name = columns.pop("name", f"Công ty Mẫu {number:03d}")
    given: dict[str, Any] = {
        "kind": OrganisationKind.ENTERPRISE,
        "tax_code": tax_code(number),
        "province_code": "01",
        "address": "Số 1, phố Mẫu",
        "registration_number": f"DK-{number:05d}",
        "registered_on": date(2010, 1, 4),
        "registered_by": "Sở Mẫu",
        "legal_representative": "Nguyễn Văn Mẫu",
        "representative_position": "Giám đốc",
        "operating_since": date(2010, 1, 4),
        "main_products": "Sản phẩm mẫu",
        "employees_permanent": 120,
        "employees_insured": 110,
        "revenue_vnd": 90_000_000_000,
        "capital_vnd": 40_000_000_000,
    } | columns
    organisation = Organisation(
        name=name,
        sort_key=sort_key(name),
        search_key=fold(name),
        created_at=clock.now(),
        **given,
    )
    db.session.add(organisation)
    grant(owner or make_user(), Role.OWNER, organisation=organisation)
    return organisation


def tax_code(number: int) -> str:
    """A valid ten-digit MST made from a number."""
    for attempt in count(number * 7):
        digits = f"{9_000_000 + attempt:09d}"
        weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
        check = 10 - sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError("unreachable")


def make_authority(*, kind: str = "department", **columns: Any) -> Authority:
    """An agency as papers name it."""
    given: dict[str, Any] = {
        "name": "Sở Khoa học và Công nghệ Mẫu",
        "superior": "Ủy ban nhân dân tỉnh Mẫu",
        "abbreviation": "SKHCN",
        "place": "Mẫu",
        "signer_title": "Giám đốc",
        "valid_from": date(2020, 1, 1),
    } | columns
    authority = Authority(kind=kind, **given)
    db.session.add(authority)
    db.session.flush()
    return authority


def make_cycle(
    rulebook_id: str = "gtclqg-2020", *, opened: bool = True, **columns: Any
) -> AwardCycle:
    """An award year with its founding decision, deadlines and sector groups; open by default."""
    book = rulebook.load(rulebook_id)
    given: dict[str, Any] = {
        "year": YEARS[rulebook_id],
        "demo": True,
        "decision_authority": "Bộ Khoa học và Công nghệ",
        "decision_number": "01/QĐ-MAU",
        "decision_date": date(2025, 1, 6),
    } | columns
    cycle = AwardCycle(
        rulebook_id=rulebook_id, rulebook_sha256=book.sha256, created_at=clock.now(), **given
    )
    db.session.add(cycle)
    db.session.flush()
    for kind in DeadlineKind:
        make_deadline(cycle, kind)
    if book.award.grouping == "sector":
        for code, name in SECTOR_GROUPS:
            make_sector_group(cycle, code, name)
    if opened:
        workflow.perform("open", cycle, actor=standing_body())
    return cycle


def make_deadline(
    cycle: AwardCycle, kind: DeadlineKind, *, council: Council | None = None, days: int = 30
) -> Deadline:
    """A deadline so many days from now: the award year's, or a receiving council's."""
    deadline = Deadline(
        cycle_id=cycle.id,
        council_id=None if council is None else council.id,
        kind=kind,
        at=clock.now() + timedelta(days=days),
    )
    db.session.add(deadline)
    db.session.flush()
    return deadline


def make_sector_group(cycle: AwardCycle, code: str, name: str) -> SectorGroup:
    """A published sector group of an award year."""
    group = SectorGroup(
        cycle=cycle,
        code=code,
        name=name,
        document_number="02/TB-MAU",
        document_date=date(2026, 2, 2),
    )
    db.session.add(group)
    db.session.flush()
    return group


def the_cycle(rulebook_id: str) -> AwardCycle:
    """The award year under an edition; made when there is none."""
    cycle = db.session.scalar(select(AwardCycle).where(AwardCycle.rulebook_id == rulebook_id))
    return cycle or make_cycle(rulebook_id)


def make_council(
    level: CouncilLevel | str = CouncilLevel.PROVINCIAL,
    seats: int | None = None,
    *,
    cycle: AwardCycle | None = None,
    authority: Authority | None = None,
    people: Callable[[SeatRole, int], User | None] = lambda role, place: None,
    **columns: Any,
) -> Council:
    """A founded council with a secretary and `seats` voters (the edition's fewest by default).

    `people` names who takes a seat, by role and place; a new person does where it gives None.
    """
    cycle = cycle or the_cycle("gtclqg-2020")
    level = CouncilLevel(level)
    given: dict[str, Any] = {
        "name": f"Hội đồng Mẫu {next_number():03d}",
        "province_code": "01" if level is CouncilLevel.PROVINCIAL else None,
        "decision_authority": "Ủy ban nhân dân tỉnh Mẫu",
        "decision_number": "10/QĐ-MAU",
        "decision_date": date(2025, 2, 3),
    } | columns
    council = Council(cycle=cycle, level=level, authority=authority or make_authority(), **given)
    db.session.add(council)
    fewest = rulebooks.of(cycle).council(level.value).members_min
    voting = [SeatRole.CHAIR, SeatRole.VICE_CHAIR] + [SeatRole.MEMBER] * 15
    for place, role in enumerate(
        [SeatRole.SECRETARY, *voting[: fewest if seats is None else seats]]
    ):
        make_seat(council, role, user=people(role, place))
    return council


def make_seat(council: Council, role: SeatRole, *, user: User | None = None) -> Seat:
    """A place in a council."""
    seat = Seat(council=council, user=user or make_user(), role=role, created_at=clock.now())
    db.session.add(seat)
    db.session.flush()
    return seat


def the_national_council(cycle: AwardCycle) -> Council:
    """The year's national council; made when there is none."""
    council = db.session.scalar(
        select(Council).where(Council.cycle_id == cycle.id, Council.level == CouncilLevel.NATIONAL)
    )
    return council or make_council(CouncilLevel.NATIONAL, cycle=cycle)


def make_team(
    council: Council,
    members: int = 4,
    *,
    users: Sequence[User] = (),
    province_code: str | None = "79",
    sectors: Sequence[str] = ("production", "service", "01", "02"),
    **columns: Any,
) -> ExpertTeam:
    """A founded expert team whose first two members may lead; they know every sector."""
    given: dict[str, Any] = {
        "name": f"Tổ chuyên gia Mẫu {next_number():03d}",
        "decision_authority": council.decision_authority,
        "decision_number": "11/QĐ-MAU",
        "decision_date": date(2025, 2, 10),
    } | columns
    team = ExpertTeam(council=council, **given)
    db.session.add(team)
    people = list(users) or [make_user() for _ in range(members)]
    for place, user in enumerate(people):
        team.members.append(
            TeamMember(
                user=user,
                lead=place < 2,
                province_code=province_code,
                sectors=list(sectors),
            )
        )
    db.session.flush()
    return team


def undertake(user: User, cycle: AwardCycle) -> None:
    """Let a person sign Cam kết bảo mật và khách quan."""
    undertakings.sign(cycle, version=facts.UNDERTAKING_VERSION, actor=user)


def make_file(name: str = "bản ký mẫu.pdf", *, size: int = 1200) -> StoredFile:
    """The row of a stored file; its bytes exist nowhere."""
    stored = StoredFile(
        name=name,
        media_type="application/pdf",
        size=size,
        sha256=uuid4().hex * 2,
        created_at=clock.now(),
    )
    db.session.add(stored)
    db.session.flush()
    return stored
