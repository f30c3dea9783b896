"""The award under TT 27/2019, from registration to certificate, by clicking and typing."""

import pytest

from award.extensions import db
from tests.browser import chapters
from tests.browser.chapters import ORGANISATION, Award
from tests.browser.council import Member
from tests.browser.secretary import Secretary
from tests.factories import (
    chair_of,
    make_council,
    make_province_officer,
    make_team,
    make_user,
    secretary_of,
    standing_body,
    the_national_council,
    voters_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PRELIMINARY = "Hội đồng sơ tuyển Mẫu"
NATIONAL = "Hội đồng quốc gia Mẫu"


@pytest.fixture
def award(site, tmp_path):
    """The year is open, councils and team are founded; the last voter is also an assessor."""
    with site.found():
        council = make_council(name=PRELIMINARY)
        national = the_national_council(council.cycle)
        national.name = NATIONAL
        voters, nationals = voters_of(council), voters_of(national)
        team = make_team(council, users=[*(make_user() for _ in range(3)), voters[-1]])
        addresses = {
            "body": standing_body().email,
            "province": make_province_officer("01").email,
            "secretary": secretary_of(council).email,
            "chair": chair_of(council).email,
            "national secretary": secretary_of(national).email,
            "national chair": chair_of(national).email,
        }
        addresses |= {f"voter {place}": one.email for place, one in enumerate(voters, 1)}
        addresses |= {f"counter {place}": one.full_name for place, one in enumerate(nationals[-3:])}
        addresses["head"] = nationals[-3].email
        assessors = {one.user.full_name: one.user.email for one in team.members}
        db.session.commit()
    site.give_passwords()
    return Award(
        site=site, folder=tmp_path, year=2025, council=PRELIMINARY, first="1.1", items=17,
        consultation="hiệp y", addresses=addresses, assessors=assessors, product={},
    )  # fmt: skip


def test_an_organisation_walks_from_registration_to_its_certificate(award):
    owner = chapters.register(award, percent=60)
    number = owner.submit()
    secretary = Secretary.of(award.site, PRELIMINARY, award.who("secretary"))
    chapters.take_in(award, owner, secretary, number)
    team = chapters.assemble(award, secretary, number, stays=award.who("voter 7"))
    lead = chapters.assess(award, secretary, team, number, percent=80)
    chair = Member.of(award.site, PRELIMINARY, award.who("chair"))
    hold_first_session(award, secretary, chair, number)
    chapters.visit(award, owner, secretary, lead, number, "Giải Vàng")
    secretary.move(number, "Đóng điểm sau tại chỗ, trình hội đồng", "bảng điểm sau tại chỗ")
    hold_second_session(award, secretary, chair, number)
    chair.approve_list("Giải Vàng")
    secretary.hand_over("15/CV-MAU")
    hold_national_session(award, number)
    chapters.certify(award, owner, "Vàng")

    assert chapters.is_in_order(award.site)


def hold_first_session(award, secretary, chair, number):
    """It hears the result; its minutes are signed."""
    title = "Phiên họp thứ nhất"
    secretary.plan_session(title, "Sơ tuyển").put_on_agenda(number, vote=False)
    secretary.invite_and_mark()
    chair.undertake(title).open_session(title).reads(ORGANISATION)
    secretary.at_session(title).write_minutes("Đồng ý tổ chức đánh giá tại chỗ.")
    chair.close_session(title)
    secretary.at_session(title)
    secretary.attach_signed("Biên bản họp", award.paper("bien-ban", "Biên bản đã ký"))
    chair.at_session(title).press("Xác nhận biên bản đã ký", "Biên bản đã ký")


def hold_second_session(award, secretary, chair, number):
    """Every member votes; who scored the dossier may not."""
    title = "Phiên họp thứ hai"
    secretary.plan_session(title, "Sơ tuyển").put_on_agenda(number, vote=True)
    secretary.invite_and_mark()
    members = [
        Member.of(award.site, PRELIMINARY, award.who(f"voter {place}")).undertake(title)
        for place in range(2, 7)
    ]
    recused = Member.of(award.site, PRELIMINARY, award.who("voter 7"))
    chair.open_session(title).open_vote(title, ORGANISATION)
    ballot = members[0].at_point(title, ORGANISATION).ballot_address()
    recused.is_refused_to_vote(title, ORGANISATION, ballot)
    for one in (chair, *members):
        one.vote(title, ORGANISATION, "Đề nghị")
    chair.close_vote(title, ORGANISATION, "Thông qua")
    chapters.vote(title, chair, [chair, *members], "Giải Vàng", "Mức giải đề nghị: Giải Vàng")
    chair.close_session(title)


def hold_national_session(award, number):
    """Receipt by hashes, then paper votes that three people count."""
    title = "Phiên họp quốc gia"
    secretary = Secretary.of(award.site, NATIONAL, award.who("national secretary"))
    secretary.receive("15/CV-MAU")
    secretary.plan_session(title, "Xét tặng tại Hội đồng quốc gia", paper=True)
    secretary.put_on_agenda(number, vote=True)
    secretary.name_counting_board(*(award.who(f"counter {place}") for place in range(3)))
    secretary.invite_and_mark()
    chair = Member.of(award.site, NATIONAL, award.who("national chair")).undertake(title)
    chair.open_session(title)
    head = Member.of(award.site, NATIONAL, award.who("head")).undertake(title)
    scan = award.paper("kiem-phieu", "Biên bản kiểm phiếu")
    for _question in ("award", "gold"):
        chair.open_vote(title, ORGANISATION)
        head.enter_count(title, ORGANISATION, count(agree=9), scan)
        head.reads("Cần sửa trước khi tiếp tục").does_not_read("Đã ghi kết quả")
        head.enter_count(title, ORGANISATION, count(agree=10), scan)
        head.reads("Đã ghi kết quả kiểm phiếu.")
        chair.close_vote(title, ORGANISATION, "Thông qua")
    chair.close_session(title)


def count(*, agree):
    """What the counting board enters: one ballot is against, so nine for do not add up."""
    return {
        "Số phiếu phát ra": 11,
        "Số phiếu thu về": 11,
        "Số phiếu hợp lệ": 11,
        "Số phiếu không hợp lệ": 0,
        "Số phiếu: Đồng ý": agree,
        "Số phiếu: Không đồng ý": 1,
    }
