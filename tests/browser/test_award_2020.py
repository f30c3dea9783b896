"""The award under TT 27/2019, from registration to certificate, by clicking and typing."""

import pytest

from award.demo.founding import tax_code
from award.extensions import db
from tests.browser.applicant import Applicant
from tests.browser.assessor import Assessor
from tests.browser.council import Member
from tests.browser.paper import a_pdf
from tests.browser.secretary import Secretary
from tests.factories import (
    chair_of,
    make_council,
    make_team,
    secretary_of,
    the_national_council,
    voters_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ORGANISATION = "Công ty Mẫu Bình Minh"
PRELIMINARY = "Hội đồng sơ tuyển Mẫu"


@pytest.fixture
def people(site):
    """Addresses of those who were invited before the award begins."""
    with site.found():
        council = make_council(name=PRELIMINARY)
        national = the_national_council(council.cycle)
        team = make_team(council, 4)
        db.session.commit()
        found = {
            "secretary": secretary_of(council).email,
            "chair": chair_of(council).email,
            "voters": [one.email for one in voters_of(council)],
            "assessors": [(one.user.email, one.user.full_name) for one in team.members],
            "national_secretary": secretary_of(national).email,
            "national_chair": chair_of(national).email,
            "national_voters": [one.email for one in voters_of(national)],
        }
    site.give_passwords()
    return found


def test_an_organisation_walks_from_registration_to_its_certificate(site, people, tmp_path):
    owner = register(site, tmp_path)
    number = owner.submit()
    secretary = Secretary(site, people["secretary"]).sign_in()
    secretary.council = PRELIMINARY
    take_in(owner, secretary, number, tmp_path)
    team = assess(site, people, secretary, number)
    print(team)


def register(site, folder):
    """The organisation, its editor, the dossier, the signed form, every paper."""
    owner = Applicant(site, "chu@example.vn")
    owner.register_organisation(ORGANISATION, tax_code(1), "Hà Nội")
    owner.declare_facts()
    owner.invite("soan@example.vn", "Người soạn Mẫu")
    owner.begin(2025, PRELIMINARY)
    editor = Applicant(site, "soan@example.vn").take_invitation().sign_in()
    editor.room("Hồ sơ").follow(ORGANISATION)
    editor.desk = editor.page.url
    editor.type_and_leave("1.1", "Câu của người soạn, chưa bấm lưu.")
    owner.write_report()
    owner.write_items(60)
    owner.print_and_sign(a_pdf(folder / "don-da-ky.pdf", "Đơn đã ký"))
    owner.file_papers(folder)
    return owner


def take_in(owner, secretary, number, folder):
    """The checklist finds a gap, the organisation fills it, the dossier is accepted."""
    lacking = "Thiếu xác nhận thuế năm gần nhất."
    secretary.check_parts(number, {"7": lacking})
    secretary.ask_for_supplement(number, lacking)
    owner.answer_supplement(a_pdf(folder / "thue.pdf", "Xác nhận thuế"), "Đã nộp xác nhận thuế.")
    secretary.check_parts(number, {})
    secretary.move(number, "Tiếp nhận hồ sơ", "Đã tiếp nhận.")


def assess(site, people, secretary, number):
    """Three assessors score, after one of those asked has stepped aside."""
    secretary.apply_proposal()
    asked = secretary.at(number).page.locator("main").inner_text()
    names = {name: email for email, name in people["assessors"]}
    chosen = [name for name in names if name in asked]
    assert len(chosen) == 3
    print(asked)
    return chosen
