"""The award year: planned, founded, given groups and deadlines, opened, extended, closed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, AwardCycle, Deadline, DeadlineExtension, DeadlineKind
from tests.factories import make_administrator, make_council, make_cycle, make_dossier
from tests.web.at_field import told_at

R, S = DeadlineKind.REGISTRATION, DeadlineKind.SUBMISSION


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


def founding(**entries: str) -> dict[str, str]:
    given = {
        "proposal_letter": "Công văn 5/CV-MAU",
        "authority": "Bộ Mẫu",
        "number": "12/QĐ-MAU",
        "decided_on": day(),
    } | entries
    return {f"founding-{name}": value for name, value in given.items()}


def term(kind: str, at: str, council: int = 0) -> dict[str, Any]:
    return {"deadline-kind": kind, "deadline-council": council, "deadline-at": at}


def extension(new_at: str, kind: str = "submission", **entries: Any) -> dict[str, Any]:
    given = {
        "kind": kind,
        "council": 0,
        "new_at": new_at,
        "reason": "Bão lũ tại nhiều tỉnh.",
        "number": "30/QĐ-MAU",
        "decided_on": day(),
    } | entries
    return {f"extension-{name}": value for name, value in given.items()}


def test_a_year_is_planned_founded_given_its_terms_and_opened(office):
    office.post("/office/cycles/new", data={"year": "2026", "rulebook": "gtclqg-2026"})
    cycle = db.session.scalars(select(AwardCycle)).one()
    base = f"/office/cycles/{cycle.id}"

    early = office.post(f"{base}/open")
    office.post(f"{base}/founding", data=founding())
    office.post(
        f"{base}/groups",
        data={
            "groups-number": "8/TB-MAU",
            "groups-published_on": day(),
            "groups-groups": "01; Thực phẩm\n02; Cơ khí, điện\n",
        },
    )
    office.post(f"{base}/deadlines", data=term("registration", f"{day(30)}, 17:00"))
    office.post(f"{base}/deadlines", data=term("submission", f"{day(60)} 17:00"))
    opened = office.post(f"{base}/open")

    assert [early.status_code, opened.status_code] == [403, 302]
    assert cycle.state == "open"
    assert (cycle.decision_authority, cycle.decision_number) == ("Bộ Mẫu", "12/QĐ-MAU")
    assert [(group.code, group.name) for group in cycle.sector_groups] == [
        ("01", "Thực phẩm"),
        ("02", "Cơ khí, điện"),
    ]
    shown = [clock.local(one.at).strftime("%d/%m/%Y %H:%M") for one in _deadlines(cycle)]
    assert shown == [f"{day(30)} 17:00", f"{day(60)} 17:00"]


def _deadlines(cycle: AwardCycle) -> list[Deadline]:
    return list(
        db.session.scalars(
            select(Deadline).where(Deadline.cycle_id == cycle.id).order_by(Deadline.at)
        )
    )


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"year": "2025", "rulebook": "gtclqg-2026"}, "không áp dụng cho năm 2025"),
        ({"year": "2026", "rulebook": "gtclqg-2020"}, "không áp dụng cho năm 2026"),
        ({"year": "hai nghìn", "rulebook": "gtclqg-2026"}, "Hãy ghi một số nguyên"),
        ({"year": "2026"}, "Hãy chọn bộ quy tắc của năm."),
        ({"year": "2026", "rulebook": "khac"}, "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_a_year_that_cannot_be_is_refused(office, entries, sentence):
    answer = office.post("/office/cycles/new", data=entries)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalars(select(AwardCycle)).all() == []


def test_a_year_exists_once(office):
    make_cycle("gtclqg-2026")

    answer = office.post("/office/cycles/new", data={"year": "2026", "rulebook": "gtclqg-2026"})

    assert "Năm giải thưởng 2026 đã có." in answer.text


def test_provisional_values_are_listed_before_a_year_is_planned_and_after(office):
    cycle = make_cycle("gtclqg-2026")

    pages = [office.get("/office/cycles/new").text, office.get(f"/office/cycles/{cycle.id}").text]

    assert [page for page in pages if "criteria[a].points" not in page] == []


def test_the_founding_decision_is_fixed_once_the_year_is_open(office):
    cycle = make_cycle("gtclqg-2020")

    answer = office.post(f"/office/cycles/{cycle.id}/founding", data=founding(number="99/QĐ"))

    assert answer.status_code == 422
    assert cycle.decision_number == "01/QĐ-MAU"


def test_a_decision_of_tomorrow_is_refused(office):
    cycle = make_cycle("gtclqg-2020", opened=False)

    answer = office.post(f"/office/cycles/{cycle.id}/founding", data=founding(decided_on=day(1)))

    assert answer.status_code == 422
    assert "Ngày quyết định không được sau hôm nay." in answer.text
    assert 'value="12/QĐ-MAU"' in answer.text


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("91; Thực phẩm\n91; Dệt may", "Dòng 2: mã “91” đã có."),
        ("91; Thực phẩm\n92;", "Dòng 2: cần mã"),
        (" \n ", "Hãy dán ít nhất một dòng."),
        (f"{'9' * 21}; Dài", "Dòng 1: cần mã"),
    ],
)
def test_groups_that_cannot_be_read_are_refused_as_a_whole(office, pasted, sentence):
    cycle = make_cycle("gtclqg-2026", opened=False)
    before = len(cycle.sector_groups)
    data = {
        "groups-number": "8/TB",
        "groups-published_on": day(),
        "groups-groups": pasted,
    }

    answer = office.post(f"/office/cycles/{cycle.id}/groups", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(cycle.sector_groups) == before


def test_groups_are_pasted_from_a_spreadsheet_too(office):
    cycle = make_cycle("gtclqg-2026", opened=False)

    office.post(
        f"/office/cycles/{cycle.id}/groups",
        data={
            "groups-number": "8/TB",
            "groups-published_on": day(),
            "groups-groups": "=A1\tNhóm, có dấu phẩy\r\n92\tNhóm khác",
        },
    )

    assert [(one.code, one.name) for one in cycle.sector_groups][-2:] == [
        ("92", "Nhóm khác"),
        ("=A1", "Nhóm, có dấu phẩy"),
    ]


def test_a_group_is_taken_back_only_while_nobody_has_entered_in_it(office):
    dossier = make_dossier("draft", rulebook_id="gtclqg-2026")
    used = dossier.product.sector_group
    free = next(one for one in dossier.cycle.sector_groups if one.id != used.id)

    kept = office.post(f"/office/groups/{used.id}/remove")
    gone = office.post(f"/office/groups/{free.id}/remove")

    assert [kept.status_code, gone.status_code] == [403, 302]
    assert [one.code for one in dossier.cycle.sector_groups] == [used.code]


def test_the_registration_never_ends_after_the_submission(office):
    cycle = make_cycle("gtclqg-2020", opened=False)

    answer = office.post(
        f"/office/cycles/{cycle.id}/deadlines", data=term("registration", f"{day(90)}, 17:00")
    )

    assert answer.status_code == 422
    assert "Hạn đăng ký không được sau hạn nộp hồ sơ." in answer.text


@pytest.mark.parametrize("at", ["13/2026", "31/05/2026", "31/05/2026, 25:00", "mai"])
def test_a_time_that_is_none_is_told(office, at):
    cycle = make_cycle("gtclqg-2020", opened=False)

    answer = office.post(f"/office/cycles/{cycle.id}/deadlines", data=term("submission", at))

    assert answer.status_code == 422
    assert "Hãy ghi ngày giờ theo dạng 31/05/2026, 17:00." in answer.text
    assert f'value="{at}"' in answer.text


def test_once_a_year_is_open_a_deadline_moves_by_decision_alone(office):
    cycle = make_cycle("gtclqg-2020")
    council = make_council(cycle=cycle)

    for place in (0, council.id):
        answer = office.post(
            f"/office/cycles/{cycle.id}/deadlines",
            data=term("submission", f"{day(80)}, 17:00", place),
        )
        assert answer.status_code == 422
        assert "chỉ đổi được bằng quyết định gia hạn" in answer.text


def test_an_extension_keeps_old_and_new_and_its_decision(office):
    cycle = make_cycle("gtclqg-2020")
    old = _deadlines(cycle)[-1].at

    answer = office.post(
        f"/office/cycles/{cycle.id}/extensions", data=extension(f"{day(90)}, 17:00")
    )

    kept = db.session.scalars(select(DeadlineExtension)).one()
    assert answer.status_code == 302
    assert (kept.old_at, kept.decision_number, kept.reason) == (
        old,
        "30/QĐ-MAU",
        "Bão lũ tại nhiều tỉnh.",
    )
    assert kept.new_at in {one.at for one in _deadlines(cycle)}
    page = office.get(f"/office/cycles/{cycle.id}").text
    assert "Các lần gia hạn" in page


def test_an_extension_for_one_council_leaves_the_others_alone(office):
    cycle = make_cycle("gtclqg-2020")
    council = make_council(cycle=cycle)
    general = {one.id: one.at for one in _deadlines(cycle)}

    office.post(
        f"/office/cycles/{cycle.id}/extensions",
        data=extension(f"{day(90)}, 17:00", council=council.id),
    )

    own = [one for one in _deadlines(cycle) if one.council_id == council.id]
    assert [(one.kind, clock.local(one.at).strftime("%d/%m/%Y")) for one in own] == [(S, day(90))]
    assert {one.id: one.at for one in _deadlines(cycle) if one.council_id is None} == general


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"new_at": f"{day(1)}, 17:00"}, "Thời hạn mới phải sau thời hạn đang có"),
        ({"reason": " "}, "Hãy ghi lý do gia hạn."),
        ({"number": ""}, "Hãy ghi số quyết định gia hạn."),
        ({"decided_on": day(1)}, "Ngày quyết định không được sau hôm nay."),
        ({"new_at": f"{day(200)}, 17:00", "kind": "registration"}, "Hạn đăng ký không được sau"),
    ],
)
def test_an_extension_with_a_wrong_entry_moves_nothing(office, entries, sentence):
    cycle = make_cycle("gtclqg-2020")
    before = [one.at for one in _deadlines(cycle)]
    data = extension(**({"new_at": f"{day(90)}, 17:00"} | entries))

    answer = office.post(f"/office/cycles/{cycle.id}/extensions", data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, f"extension-{next(iter(entries))}")
    assert [one.at for one in _deadlines(cycle)] == before


def test_an_extension_into_the_past_is_refused(office):
    cycle = make_cycle("gtclqg-2020")
    for one in _deadlines(cycle):
        one.at = clock.now() - timedelta(days=20)

    answer = office.post(
        f"/office/cycles/{cycle.id}/extensions", data=extension(f"{day(-3)}, 17:00")
    )

    assert "Không gia hạn được đến một thời điểm đã qua." in answer.text


def test_a_year_with_running_dossiers_is_not_closed(office):
    dossier = make_dossier("registered", rulebook_id="gtclqg-2026")

    page = office.get(f"/office/cycles/{dossier.cycle_id}").text
    answer = office.post(f"/office/cycles/{dossier.cycle_id}/close")

    assert "Còn hồ sơ chưa kết thúc trong năm giải thưởng này." in page
    assert answer.status_code == 403


def test_every_step_of_the_year_is_in_the_audit(office):
    office.post("/office/cycles/new", data={"year": "2025", "rulebook": "gtclqg-2020"})
    cycle = db.session.scalars(select(AwardCycle)).one()
    office.post(f"/office/cycles/{cycle.id}/founding", data=founding())

    actions = db.session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.subject_type == "award_cycle")
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["create_cycle", "found_cycle"]


def test_an_administrator_changes_no_year(browse):
    cycle = make_cycle("gtclqg-2020", opened=False)
    browser = browse(make_administrator())

    answers = [
        browser.post("/office/cycles/new", data={"year": "2026", "rulebook": "gtclqg-2026"}),
        browser.post(f"/office/cycles/{cycle.id}/open"),
        browser.post(f"/office/cycles/{cycle.id}/extensions", data=extension(day(90))),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert cycle.state == "planned"
