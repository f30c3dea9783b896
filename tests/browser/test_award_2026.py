"""The award under Decree 37/2026, from registration to certificate, by clicking and typing."""

import pytest

from award.extensions import db
from tests.browser import chapters
from tests.browser.chapters import Award
from tests.browser.council import Member
from tests.browser.secretary import Secretary
from tests.factories import (
    chair_of,
    make_council,
    make_cycle,
    make_province_officer,
    make_team,
    secretary_of,
    standing_body,
    voters_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

NATIONAL = "Hội đồng quốc gia Mẫu"
PRODUCT = {
    "Tên sản phẩm, hàng hóa": "Nước mắm Mẫu",
    "Nhóm ngành, lĩnh vực": "01 · Nhóm Mẫu thực phẩm",
    "Ngày cung ứng ra thị trường": "06/01/2020",
}


@pytest.fixture
def award(site, tmp_path):
    """The year is open with its sector groups; one national council, one expert group."""
    with site.found():
        council = make_council("national", cycle=make_cycle("gtclqg-2026"), name=NATIONAL)
        team = make_team(council, 4)
        addresses = {
            "body": standing_body().email,
            "province": make_province_officer("01").email,
            "secretary": secretary_of(council).email,
            "chair": chair_of(council).email,
        }
        voters = voters_of(council)
        addresses |= {f"voter {place}": one.email for place, one in enumerate(voters, 1)}
        assessors = {one.user.full_name: one.user.email for one in team.members}
        db.session.commit()
    site.give_passwords()
    return Award(
        site=site, folder=tmp_path, year=2026, council=NATIONAL, first="a.1", items=10,
        consultation="lấy ý kiến", addresses=addresses, assessors=assessors, product=PRODUCT,
    )  # fmt: skip


def test_a_product_walks_from_registration_to_its_certificate(award):
    owner = chapters.register(award, percent=60)
    number = owner.submit()
    secretary = Secretary.of(award.site, NATIONAL, award.who("secretary"))
    chapters.take_in(award, owner, secretary, number)
    team = chapters.assemble(award, secretary, number)
    lead = chapters.assess(award, secretary, team, number, percent=70)
    chapters.visit(award, owner, secretary, lead, number, "Giải Bạc")
    secretary.move(number, "Đóng điểm sau tại chỗ, trình Hội đồng quốc gia", "sau tại chỗ")
    hold_session(award, secretary, number)
    chapters.certify(award, owner, "Bạc")

    assert chapters.is_in_order(award.site)


def hold_session(award, secretary, number):
    """Every one of the eleven members votes electronically."""
    title = "Phiên họp Hội đồng quốc gia"
    secretary.plan_session(title, "Xét tặng tại Hội đồng quốc gia")
    secretary.put_on_agenda(number, vote=True).invite_and_mark()
    chair, *members = [
        Member.of(award.site, NATIONAL, award.who(f"voter {place}")).undertake(title)
        for place in range(1, 12)
    ]
    chair.open_session(title)
    chapters.vote(title, chair, [chair, *members], "Đồng ý", "Thông qua")
    chair.close_session(title)
