"""Agencies, councils and expert teams of an award year, founded through the office's services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from award import clock, workflow
from award.demo import founding as first_rows
from award.demo.people import Cast
from award.extensions import db
from award.models import (
    Authority,
    AwardCycle,
    Council,
    CouncilLevel,
    DeadlineKind,
    Role,
    SeatRole,
    SectorGroup,
    User,
)
from award.services import agencies, cycles, founding, staff
from award.services.agencies import AgencyFacts
from award.services.cycles import Founding
from award.services.founding import Expert

PROVINCES = {
    "01": ("Hà Nội", "thành phố Hà Nội"),
    "31": ("Hải Phòng", "thành phố Hải Phòng"),
    "48": ("Đà Nẵng", "thành phố Đà Nẵng"),
    "79": ("Sài Gòn", "Thành phố Hồ Chí Minh"),
    "66": ("Đắk Lắk", "tỉnh Đắk Lắk"),
    "92": ("Cần Thơ", "thành phố Cần Thơ"),
}
MINISTRY = "bct"  # the key of the ministry's council among those of the provinces
NATIONAL = "qg"
SECTORS = {
    "01": "Thực phẩm, đồ uống và nông sản chế biến",
    "02": "Cơ khí, điện, vật liệu và hóa chất",
    "03": "Hàng tiêu dùng, dệt may, nội thất và dược liệu",
}
AWAY = ("24", "40", "56", "75", "38", "52", "22", "80", "37", "96")  # where national experts live
OLD = date(2013, 1, 1)


@dataclass(frozen=True, slots=True)
class Ground:
    """An award year with its councils by key: province code, ministry, national."""

    cycle: AwardCycle
    councils: Mapping[str, Council]
    groups: Mapping[str, SectorGroup] = field(default_factory=dict)

    @property
    def national(self) -> Council:
        return self.councils[NATIONAL]


def enter_agencies(cast: Cast) -> dict[str, Authority]:
    """The agencies that papers name, by key; the standing body changed its name in 2025."""
    actor = cast.standing_body()
    general = _agency(
        "standing_body", "Tổng cục Tiêu chuẩn Đo lường Chất lượng", "Bộ Khoa học và Công nghệ",
        "TĐC", "Hà Nội", "Tổng cục trưởng", actor=actor,
    )  # fmt: skip
    committee = AgencyFacts(
        "standing_body", "Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia",
        "Bộ Khoa học và Công nghệ", "TĐC", "Hà Nội", "", "Chủ tịch", "", None,
        date(2025, 3, 1), "Dữ liệu minh họa",
    )  # fmt: skip
    found = {NATIONAL: agencies.succeed(general, committee, actor=actor)}
    _agency("ministry", "Bộ Khoa học và Công nghệ", "", "BKHCN", "Hà Nội", "Bộ trưởng", actor=actor)
    found[MINISTRY] = _agency(
        "department", "Cục Mẫu thuộc Bộ Công Thương", "Bộ Công Thương", "CM", "Hà Nội",
        "Cục trưởng", actor=actor,
    )  # fmt: skip
    for code, (name, title) in PROVINCES.items():
        found[code] = _agency(
            "department", f"Sở Khoa học và Công nghệ {title}", f"Ủy ban nhân dân {title}",
            "SKHCN", name, "Giám đốc", actor=actor, province_code=code,
        )  # fmt: skip
        _agency(
            "province", f"Ủy ban nhân dân {title}", "", "UBND", name, "Chủ tịch", actor=actor,
            province_code=code, mode="TM.",
        )  # fmt: skip
    return found


def _agency(
    kind: str,
    name: str,
    superior: str,
    abbreviation: str,
    place: str,
    title: str,
    *,
    actor: User,
    province_code: str | None = None,
    mode: str = "",
) -> Authority:
    facts = AgencyFacts(
        kind, name, superior, abbreviation, place, "", title, mode, province_code, OLD,
        "Dữ liệu minh họa",
    )  # fmt: skip
    return agencies.add(facts, actor=actor)


def enter_staff(cast: Cast) -> None:
    """An administrator, and an officer in each province."""
    actor = cast.person("Quản trị Mẫu", "Quản trị hệ thống")
    first_rows.grant(actor, Role.ADMINISTRATOR)
    for code, (name, _) in PROVINCES.items():
        officer = cast.person(f"Cán bộ Mẫu {name}", "Cán bộ đầu mối của địa phương")
        staff.grant(
            Role.PROVINCE,
            email=officer.email,
            name=officer.full_name,
            province_code=code,
            actor=actor,
        )


def found_year(
    cast: Cast,
    agency: Mapping[str, Authority],
    year: int,
    rulebook_id: str,
    *,
    keys: Iterable[str],
    experts: int = 5,
    deadlines: tuple[datetime, datetime],
) -> Ground:
    """Plan, found and open an award year with its councils, seats and expert teams."""
    actor = cast.standing_body()
    cycle = cycles.create(year, rulebook_id, actor=actor)
    cycle.demo = True
    cycles.found(cycle, _decision(f"{year % 100}01/QĐ-BKHCN"), actor=actor)
    if rulebook_id == "gtclqg-2026":
        cycles.add_sector_groups(
            cycle,
            "\n".join(f"{code};{name}" for code, name in SECTORS.items()),
            number=f"{year % 100}02/TB-BKHCN",
            published_on=clock.today_local(),
            actor=actor,
        )
    for kind, at in zip(
        (DeadlineKind.REGISTRATION, DeadlineKind.SUBMISSION), deadlines, strict=True
    ):
        cycles.set_deadline(cycle, kind, at, None, actor=actor)
    workflow.perform("open", cycle, actor=actor)
    groups = {group.code: group for group in cycle.sector_groups}
    councils = {key: _council(cast, agency, cycle, key, experts) for key in (NATIONAL, *keys)}
    db.session.flush()
    return Ground(cycle, councils, groups)


def _decision(number: str) -> Founding:
    return Founding(
        f"Tờ trình số {number.partition('/')[0]}/TTr-MAU",
        "Bộ trưởng Bộ Khoa học và Công nghệ",
        number,
        clock.today_local() - timedelta(days=3),
    )


def _council(
    cast: Cast, agency: Mapping[str, Authority], cycle: AwardCycle, key: str, experts: int
) -> Council:
    """A council of one of the three levels with everybody who belongs to it."""
    actor = cast.standing_body()
    level, name, short = _named(key)
    council = founding.add_council(
        cycle,
        level,
        name,
        province_code=key if level is CouncilLevel.PROVINCIAL else None,
        authority=agency[key],
        actor=actor,
    )
    founding.found_council(council, _decision(f"{council.id}0/QĐ-MAU"), actor=actor)
    voters = founding.rule_of(council).members_min
    for role, person in _seats(short, voters):
        cast.person(person)
        founding.add_seat(
            council, role, email=cast.person(person).email, name=person,
            representing=agency[key].name, actor=actor,
        )  # fmt: skip
    for code, title in _teams(cycle, council):
        _team(cast, council, short, code, title, experts)
    return council


def _named(key: str) -> tuple[CouncilLevel, str, str]:
    if key == NATIONAL:
        return CouncilLevel.NATIONAL, "Hội đồng Giải thưởng Chất lượng Quốc gia", "Quốc gia"
    if key == MINISTRY:
        return CouncilLevel.MINISTRY, "Hội đồng sơ tuyển Bộ Công Thương", "Bộ Công Thương"
    name, title = PROVINCES[key]
    return CouncilLevel.PROVINCIAL, f"Hội đồng sơ tuyển {title}", name


def _seats(short: str, voters: int) -> list[tuple[SeatRole, str]]:
    members = [
        (SeatRole.MEMBER, f"Ủy viên Mẫu {short} {place:02d}") for place in range(3, voters + 1)
    ]
    return [
        (SeatRole.CHAIR, f"Chủ tịch Mẫu {short}"),
        (SeatRole.VICE_CHAIR, f"Phó Chủ tịch Mẫu {short}"),
        *members,
        (SeatRole.SECRETARY, f"Thư ký Mẫu {short}"),
    ]


def _teams(cycle: AwardCycle, council: Council) -> list[tuple[str, str]]:
    """One team a council; in 2026 one a sector group of the national council."""
    if cycle.sector_groups:
        return [
            (group.code, f"Nhóm chuyên gia {group.code}: {group.name}")
            for group in cycle.sector_groups
        ]
    return [("", f"Tổ chuyên gia của {council.name}")]


def _team(cast: Cast, council: Council, short: str, code: str, title: str, experts: int) -> None:
    actor = cast.standing_body()
    group = next((one for one in council.cycle.sector_groups if one.code == code), None)
    team = founding.add_team(council, title, sector_group=group, actor=actor)
    founding.found_team(team, _decision(f"{team.id}1/QĐ-MAU"), actor=actor)
    national = council.level is CouncilLevel.NATIONAL
    for place in range(1, experts + 1):
        name = f"Chuyên gia Mẫu {f'Nhóm {code}' if code else short} {place:02d}"
        home = AWAY[place % len(AWAY)] if national else council.province_code
        expert = Expert(
            email=cast.person(name, "Chuyên gia đánh giá").email,
            name=name,
            lead=place <= max(2, experts // 2),
            province_code=home,
            sectors=(code,) if code else ("production", "service"),
            employer_tax_code="",
        )
        founding.add_member(team, expert, actor=actor)
