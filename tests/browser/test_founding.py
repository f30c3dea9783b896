"""A year begins: the standing body founds it on screen, and whoever was invited comes in."""

import pytest

from award.extensions import db
from tests.browser.assessor import Assessor
from tests.browser.council import Member
from tests.browser.founder import Founder
from tests.browser.office import Province
from tests.browser.site import Site
from tests.factories import make_standing_body

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

COUNCIL = "Hội đồng quốc gia Mẫu"
TEAM = "Nhóm chuyên gia Mẫu thực phẩm"
EXPERTS = """\
Chuyên gia Mẫu 01;cg1@example.vn;x;Hải Phòng;01|02;
Chuyên gia Mẫu 02;cg2@example.vn;;Hải Phòng;01;
Chuyên gia Mẫu 03;cg3@example.vn;;Cần Thơ;01;"""


def test_a_year_is_founded_on_screen_and_the_invited_come_in(site: Site) -> None:
    with site.found():
        email = make_standing_body().email
        db.session.commit()
    site.give_passwords()
    body = Founder(site, email).sign_in()

    body.plan_year(2026, "2026").publish_groups("01; Thực phẩm", "02; Cơ khí")
    body.set_deadline("Đăng ký", 30).set_deadline("Nộp", 60).open_year()
    body.register_agency("Văn phòng Mẫu")
    body.found_council("quốc gia", COUNCIL, "Văn phòng Mẫu")
    body.seat(COUNCIL, "Thư ký", "thuky@example.vn", "Thư ký Mẫu")
    body.seat(COUNCIL, "Chủ tịch hội đồng", "chutich@example.vn", "Chủ tịch Mẫu")
    body.seat(COUNCIL, "Phó chủ tịch", "phochutich@example.vn", "Phó chủ tịch Mẫu")
    for number in range(9):
        body.seat(COUNCIL, "Ủy viên", f"uv{number}@example.vn", f"Ủy viên Mẫu {number:02d}")
    body.at_year("Hội đồng").reads("Đủ")
    body.found_team(COUNCIL, TEAM, EXPERTS)
    body.grant("Cán bộ địa phương", "tinh@example.vn", "Cán bộ Mẫu", "Hà Nội")

    secretary = Member(site, "thuky@example.vn").take_invitation().sign_in()
    secretary.room("Hội đồng").follow(COUNCIL).reads("Lập phiên họp")
    assessor = Assessor(site, "cg1@example.vn").take_invitation().sign_in()
    assessor.undertake().reads("Chưa có phân công nào.")
    province = Province(site, "tinh@example.vn").take_invitation().sign_in()
    province.room("Địa phương").reads("Hà Nội")
