"""Councils, seats, expert teams, and the table that is shown before it is taken in."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Council, ExpertTeam, OutboxMessage, Seat, SeatRole, TeamMember, User
from tests.factories import (
    assessors_of,
    make_administrator,
    make_authority,
    make_council,
    make_cycle,
    make_dossier,
    make_team,
)
from tests.web.at_field import told_at

TODAY = f"{clock.today_local():%d/%m/%Y}"
HEADS = "Họ tên;Thư điện tử;Trưởng nhóm;Tỉnh, thành phố;Lĩnh vực;Mã số thuế cơ quan"
GOOD = (
    "Chuyên gia Mẫu 01;mau01@example.vn;x;Hà Giang;production|service;\n"
    "Chuyên gia Mẫu 02;mau02@example.vn;;TP. Hồ Chí Minh;service;0100109106\n"
)


def founding(number: str = "12/QĐ-MAU") -> dict[str, str]:
    return {
        "founding-proposal_letter": "Công văn 5/CV-MAU",
        "founding-authority": "Ủy ban nhân dân tỉnh Mẫu",
        "founding-number": number,
        "founding-decided_on": TODAY,
    }


def seat(role: str, email: str, name: str = "Ủy viên Mẫu") -> dict[str, str]:
    return {
        "seat-role": role,
        "seat-email": email,
        "seat-name": name,
        "seat-representing": "Sở Mẫu",
    }


def seats(council: Council) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(Seat).where(Seat.council_id == council.id, Seat.ended_at.is_(None)).order_by(Seat.id)
    )
    return [(one.role.value, one.user.email) for one in rows]


@pytest.fixture
def council(app: Any) -> Council:
    """A provincial council without anybody in it."""
    made = make_council(seats=0, decision_number="", decision_date=None)
    for one in made.seats:
        one.ended_at = clock.now()
    db.session.flush()
    return made


@pytest.fixture
def team(app: Any) -> ExpertTeam:
    """A founded team of nobody."""
    return make_team(make_council(), members=0)


def team_path(team: ExpertTeam) -> str:
    return f"/office/councils/{team.council_id}/teams/{team.id}"


def test_a_council_is_added_founded_and_seated(office):
    cycle, agency = make_cycle("gtclqg-2020"), make_authority()
    entries = {
        "level": "provincial",
        "name": "Hội đồng sơ tuyển tỉnh Mẫu",
        "province": "01",
        "authority": agency.id,
    }

    office.post(f"/office/cycles/{cycle.id}/councils", data=entries)
    council = db.session.scalars(select(Council)).one()
    office.post(f"/office/councils/{council.id}/founding", data=founding())
    office.post(f"/office/councils/{council.id}/seats", data=seat("chair", "Chu.Tich@example.vn"))

    assert (council.level, council.province_code, council.decision_number) == (
        "provincial",
        "01",
        "12/QĐ-MAU",
    )
    assert seats(council) == [("chair", "chu.tich@example.vn")]
    letter = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert letter.payload["to"] == "chu.tich@example.vn"
    assert "Chủ tịch hội đồng" in letter.payload["text"]
    page = office.get(f"/office/councils/{council.id}").text
    assert "thiếu 6 thành viên (cần 7–11); chưa có phó chủ tịch; chưa có thư ký" in page


@pytest.mark.parametrize(
    ("edition", "entries", "sentence"),
    [
        ("gtclqg-2020", {"province": "", "level": "provincial"}, "Hãy chọn tỉnh, thành phố của"),
        ("gtclqg-2020", {"name": "", "level": "national"}, "Hãy ghi tên hội đồng."),
        ("gtclqg-2026", {"level": "provincial"}, "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_a_council_that_cannot_be_is_refused(office, edition, entries, sentence):
    cycle, agency = make_cycle(edition), make_authority()
    data = {"name": "Hội đồng Mẫu", "province": "", "authority": agency.id} | entries

    answer = office.post(f"/office/cycles/{cycle.id}/councils", data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert db.session.scalars(select(Council)).all() == []


@pytest.mark.parametrize(("level", "field"), [("national", "level"), ("provincial", "province")])
def test_a_year_has_one_council_of_a_place(office, level, field):
    council = make_council(level)
    data = {
        "level": level,
        "name": "Hội đồng khác",
        "province": "01",
        "authority": council.authority_id,
    }

    answer = office.post(f"/office/cycles/{council.cycle_id}/councils", data=data)

    assert answer.status_code == 422
    assert "Năm này đã có hội đồng như vậy." in told_at(answer, field)


def test_there_is_one_chair_one_vice_chair_and_one_vote_per_person(office, council):
    path = f"/office/councils/{council.id}/seats"
    office.post(path, data=seat("chair", "a@example.vn"))

    second = office.post(path, data=seat("chair", "b@example.vn"))
    double = office.post(path, data=seat("member", "a@example.vn"))
    secretary = office.post(path, data=seat("secretary", "a@example.vn"))
    twice = office.post(path, data=seat("secretary", "a@example.vn"))

    assert "Hội đồng đã có chủ tịch hội đồng." in told_at(second, "seat-role")
    assert "Người này đã là thành viên có quyền bỏ phiếu" in told_at(double, "seat-email")
    assert "Người này đã có vị trí ấy" in told_at(twice, "seat-email")
    assert secretary.status_code == 302
    assert seats(council) == [("chair", "a@example.vn"), ("secretary", "a@example.vn")]


def test_the_council_is_never_larger_than_the_edition_allows(office):
    council = make_council(seats=11)

    answer = office.post(
        f"/office/councils/{council.id}/seats", data=seat("member", "them@example.vn")
    )

    assert answer.status_code == 422
    assert "Hội đồng đã đủ 11 thành viên theo quy định." in told_at(answer, "seat-role")


@pytest.mark.parametrize(
    ("email", "name", "sentence"),
    [
        ("không phải thư", "Ai đó", "Địa chỉ thư điện tử chưa đúng."),
        ("ai@example.vn", "  ", "Hãy ghi họ tên."),
    ],
)
def test_a_seat_needs_a_person(office, council, email, name, sentence):
    answer = office.post(f"/office/councils/{council.id}/seats", data=seat("member", email, name))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert seats(council) == []


def test_who_leaves_frees_the_seat_once(office):
    council = make_council()
    chair = next(one for one in council.seats if one.role is SeatRole.CHAIR)
    path = f"/office/councils/{council.id}/seats/{chair.id}/end"

    first = office.post(path)
    again = office.post(path)
    follower = office.post(
        f"/office/councils/{council.id}/seats", data=seat("chair", "moi@example.vn")
    )

    assert [first.status_code, again.status_code, follower.status_code] == [302, 403, 302]


def test_a_seat_of_another_council_is_not_found_here(office):
    council, other = make_council(), make_council(province_code="04")

    answer = office.post(f"/office/councils/{council.id}/seats/{other.seats[0].id}/end")

    assert answer.status_code == 404


def test_a_team_is_added_founded_and_filled_by_hand(office):
    council = make_council()

    office.post(
        f"/office/councils/{council.id}/teams",
        data={"team-name": "Tổ Mẫu", "team-sector_group": 0},
    )
    team = db.session.scalars(select(ExpertTeam)).one()
    office.post(f"{team_path(team)}/founding", data=founding("13/QĐ-MAU"))
    office.post(
        f"{team_path(team)}/members",
        data={
            "member-email": "cg@example.vn",
            "member-name": "Chuyên gia Mẫu 03",
            "member-lead": "y",
            "member-province": "79",
            "member-sectors": ["production", "service"],
            "member-employer_tax_code": "0100109106",
        },
    )

    member = db.session.scalars(select(TeamMember)).one()
    assert team.decision_number == "13/QĐ-MAU"
    assert (member.lead, member.province_code, member.sectors, member.employer_tax_code) == (
        True,
        "79",
        ["production", "service"],
        "0100109106",
    )


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"member-sectors": []}, "Hãy chọn ít nhất một lĩnh vực."),
        ({"member-employer_tax_code": "0100109107"}, "Mã số thuế này không có thật"),
        ({"member-province": "98"}, "Không có lựa chọn"),
    ],
)
def test_a_member_with_a_wrong_entry_is_refused(office, team, entries, sentence):
    data = {
        "member-email": "cg@example.vn",
        "member-name": "Chuyên gia Mẫu 03",
        "member-province": "79",
        "member-sectors": ["production"],
        "member-employer_tax_code": "",
    } | entries

    answer = office.post(f"{team_path(team)}/members", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text or "Hãy chọn một trong các mục" in answer.text
    assert db.session.scalars(select(TeamMember)).all() == []


def test_a_table_is_shown_first_and_then_taken_in_as_a_whole(office, team):
    shown = office.post(f"{team_path(team)}/table", data={"table-text": f"{HEADS}\n{GOOD}"})
    before = db.session.scalars(select(TeamMember)).all()
    taken = office.post(f"{team_path(team)}/table/confirm", data={"table-text": f"{HEADS}\n{GOOD}"})

    assert "Mọi ô đều đúng." in shown.text
    assert before == []
    assert taken.status_code == 302
    members = db.session.scalars(select(TeamMember).order_by(TeamMember.id)).all()
    assert [
        (one.user.full_name, one.lead, one.province_code, one.sectors, one.employer_tax_code)
        for one in members
    ] == [
        ("Chuyên gia Mẫu 01", True, "08", ["production", "service"], ""),
        ("Chuyên gia Mẫu 02", False, "79", ["service"], "0100109106"),
    ]


def test_a_table_comes_as_a_file_too(office, team):
    content = io.BytesIO(f"\ufeff{HEADS}\n{GOOD}".encode())

    shown = office.post(f"{team_path(team)}/table", data={"table-file": (content, "bảng.csv")})

    assert "Ghi 2 chuyên gia" in shown.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (";khong@example.vn;;Hà Nội;service;", "Thiếu họ tên."),
        ("Ai đó;khong phai;;Hà Nội;service;", "Địa chỉ thư điện tử chưa đúng."),
        ("Ai đó;mau01@example.vn;;Hà Nội;service;", "đã có trong bảng"),
        ("Ai đó;ai@example.vn;chắc là;Hà Nội;service;", "Ghi “x” hoặc để trống."),
        ("Ai đó;ai@example.vn;;Tỉnh Mơ;service;", "Không có tỉnh, thành phố này."),
        ("Ai đó;ai@example.vn;;Hà Nội;phép thuật;", "Ghi mã hoặc tên lĩnh vực"),
        ("Ai đó;ai@example.vn;;Hà Nội;;", "Ghi mã hoặc tên lĩnh vực"),
        ("Ai đó;ai@example.vn;;Hà Nội;service;123", "Mã số thuế gồm 10 chữ số"),
        ("Chỉ có tên", "Địa chỉ thư điện tử chưa đúng."),
    ],
)
def test_one_wrong_cell_is_named_and_nothing_is_taken_in(office, team, line, sentence):
    table = {"table-text": GOOD + line}

    shown = office.post(f"{team_path(team)}/table", data=table)
    taken = office.post(f"{team_path(team)}/table/confirm", data=table)

    assert sentence in shown.text
    assert "Mã 02" not in shown.text
    assert taken.status_code == 422
    assert "nên chưa ghi dòng nào" in taken.text
    assert db.session.scalars(select(TeamMember)).all() == []
    assert db.session.scalars(select(User).where(User.email == "mau01@example.vn")).all() == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b""])
def test_a_file_that_is_no_table_is_told(office, team, content):
    answer = office.post(
        f"{team_path(team)}/table", data={"table-file": (io.BytesIO(content), "bảng.csv")}
    )

    assert answer.status_code == 422


def test_an_expert_at_work_does_not_leave(office):
    dossier = make_dossier("under_review", rulebook_id="gtclqg-2026")
    person = assessors_of(dossier)[0]
    member = db.session.scalars(select(TeamMember).where(TeamMember.user_id == person.id)).one()

    answer = office.post(f"/office/team-members/{member.id}/end")

    assert answer.status_code == 403
    assert "Chuyên gia còn phân công chưa kết thúc" in answer.text
    assert member.ended_at is None


def test_who_left_a_team_can_come_back(office, team):
    data = {
        "member-email": "cg@example.vn",
        "member-name": "Chuyên gia Mẫu 03",
        "member-province": "",
        "member-sectors": ["service"],
    }
    office.post(f"{team_path(team)}/members", data=data)
    member = db.session.scalars(select(TeamMember)).one()
    office.post(f"/office/team-members/{member.id}/end")
    left = member.ended_at is not None

    office.post(f"{team_path(team)}/members", data=data)

    assert left
    assert db.session.scalars(select(TeamMember)).one().ended_at is None


def test_an_administrator_seats_nobody(browse, council, team):
    browser = browse(make_administrator())

    answers = [
        browser.get(f"/office/councils/{council.id}"),
        browser.post(f"/office/councils/{council.id}/seats", data=seat("chair", "a@example.vn")),
        browser.post(f"{team_path(team)}/table", data={"table-text": GOOD}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_list_of_councils_asks_no_more_questions_for_three_than_for_one(office, questions):
    asked = []
    for place in ("01", "04", "08"):
        council = make_council(province_code=place)
        make_team(council)
        path = f"/office/cycles/{council.cycle_id}/councils"
        office.get(path)
        with questions() as statements:
            office.get(path)
        asked.append(len(statements))

    assert asked[0] == asked[2]
