"""Beginning a dossier: years, councils, the second dossier of a year, the same product twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, Deadline, Dossier, ProductEntry, Role
from tests.factories import make_council, make_cycle, make_organisation, make_user


@pytest.fixture
def owner(app):
    return make_user()


@pytest.fixture
def organisation(owner):
    return make_organisation(owner=owner)


def entry(cycle, council, name="Nước mắm Mẫu", **others):
    return {
        "name": name, "sector_group": cycle.sector_groups[0].id, "council": council.id,
        "on_market_since": "06/01/2020",
    } | others  # fmt: skip


def test_the_own_provinces_council_and_the_ministries_are_offered(browser, owner, organisation):
    cycle = make_cycle()
    own = make_council(name="Hội đồng tỉnh nhà Mẫu", cycle=cycle)
    make_council(name="Hội đồng tỉnh khác Mẫu", province_code="79", cycle=cycle)
    make_council("ministry", name="Hội đồng bộ Mẫu", cycle=cycle)
    make_council("national", name="Hội đồng quốc gia Mẫu", cycle=cycle)
    unfounded = {"decision_number": "", "decision_date": None, "decision_authority": ""}
    make_council("ministry", name="Hội đồng chưa lập Mẫu", cycle=cycle, **unfounded)

    page = browser(owner).get(f"/organisations/{organisation.id}/start/2025").text

    assert own.name in page
    assert "Hội đồng bộ Mẫu" in page
    assert [name in page for name in ("tỉnh khác Mẫu", "quốc gia Mẫu", "chưa lập Mẫu")] == [
        False, False, False,
    ]  # fmt: skip


def test_a_council_that_was_not_offered_is_refused(browser, owner, organisation):
    cycle = make_cycle()
    make_council(cycle=cycle)
    other = make_council(province_code="79", cycle=cycle)

    answer = browser(owner).post(
        f"/organisations/{organisation.id}/start/2025", data={"council": other.id}
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(Dossier)).all() == []


def test_an_organisation_enters_once_in_2020(browser, owner, organisation):
    council = make_council()
    visitor, at = browser(owner), f"/organisations/{organisation.id}/start/2025"

    first = visitor.post(at, data={"council": council.id})
    second = visitor.post(at, data={"council": council.id})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "đã có hồ sơ trong năm" in second.text
    assert len(db.session.scalars(select(Dossier)).all()) == 1


def test_the_same_product_twice_is_refused_at_its_field(browser, owner, organisation):
    cycle = make_cycle("gtclqg-2026")
    council = make_council("national", cycle=cycle)
    visitor, at = browser(owner), f"/organisations/{organisation.id}/start/2026"

    visitor.post(at, data=entry(cycle, council))
    twice = visitor.post(at, data=entry(cycle, council, "  NƯỚC   MẮM mẫu ", standards="TCVN 1"))
    other = visitor.post(at, data=entry(cycle, council, "Muối Mẫu"))

    assert twice.status_code == 422
    assert 'href="#name"' in twice.text
    assert "TCVN 1" in twice.text
    assert other.status_code == 302
    assert db.session.scalars(select(ProductEntry.name)).all() == ["Nước mắm Mẫu", "Muối Mẫu"]


def test_the_national_council_receives_by_itself_in_2026(browser, owner, organisation):
    cycle = make_cycle("gtclqg-2026")
    council = make_council("national", cycle=cycle)

    page = browser(owner).get(f"/organisations/{organisation.id}/start/2026").text

    assert council.name in page
    assert page.count('name="council"') == 1
    assert "checked" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("sector_group", "0"), ("on_market_since", "2020-13-45"), ("council", "0")],
)
def test_a_wrong_entry_is_shown_again_with_what_was_typed(
    browser, owner, organisation, field, value
):
    cycle = make_cycle("gtclqg-2026")
    council = make_council("national", cycle=cycle)
    data = entry(cycle, council, conformity="Số công bố 123") | {field: value}

    answer = browser(owner).post(f"/organisations/{organisation.id}/start/2026", data=data)

    assert answer.status_code == 422
    assert "Số công bố 123" in answer.text
    assert db.session.scalars(select(Dossier)).all() == []


def test_a_year_that_is_not_open_is_not_found(browser, owner, organisation):
    make_cycle(opened=False)
    visitor = browser(owner)

    assert (
        "không có năm giải thưởng nào"
        in visitor.get(f"/organisations/{organisation.id}/start").text
    )
    assert visitor.get(f"/organisations/{organisation.id}/start/2025").status_code == 404


def test_a_year_whose_registration_is_over_is_not_offered(browser, owner, organisation):
    cycle = make_cycle()
    make_council(cycle=cycle)
    mine = browser(owner)
    before = mine.get(f"/organisations/{organisation.id}/start").text
    for deadline in db.session.scalars(select(Deadline)):
        deadline.at = clock.now() - timedelta(seconds=1)
    db.session.flush()

    after = mine.get(f"/organisations/{organisation.id}/start").text
    late = mine.get(f"/organisations/{organisation.id}/start/2025")

    assert "Tham dự năm 2025" in before
    assert "Hiện không có năm giải thưởng nào đang nhận hồ sơ." in after
    assert late.status_code == 404


def test_an_editor_may_start_and_it_goes_on_record(browser, organisation, member):
    council = make_council()
    editor = member(organisation, Role.EDITOR)

    at = f"/organisations/{organisation.id}/start/2025"
    browser(editor).post(at, data={"council": council.id})

    events = db.session.execute(
        select(AuditEvent.action, AuditEvent.actor_id).where(AuditEvent.subject_type == "dossier")
    ).all()
    assert events == [("start", editor.id)]


def test_a_withdrawn_dossier_no_longer_holds_its_product(browser, owner, organisation):
    cycle = make_cycle("gtclqg-2026")
    council = make_council("national", cycle=cycle)
    visitor, at = browser(owner), f"/organisations/{organisation.id}/start/2026"
    visitor.post(at, data=entry(cycle, council))
    first = db.session.scalars(select(Dossier)).one()

    visitor.post(f"/dossiers/{first.id}/withdraw", data={"note": "Nhầm nhóm ngành."})
    again = visitor.post(at, data=entry(cycle, council))
    twice = visitor.post(at, data=entry(cycle, council))

    assert (again.status_code, twice.status_code) == (302, 422)
    states = db.session.scalars(select(Dossier.state).order_by(Dossier.id)).all()
    assert states == ["withdrawn", "draft"]
