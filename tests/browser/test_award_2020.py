"""The award under TT 27/2019, from registration to certificate, by clicking and typing."""

import pytest

from award.demo.founding import tax_code
from award.extensions import db
from tests.browser.applicant import Applicant
from tests.browser.assessor import Assessor
from tests.browser.council import Member
from tests.browser.office import Province, StandingBody, Visitor
from tests.browser.paper import a_pdf
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

ORGANISATION = "Công ty Mẫu Bình Minh"
PRELIMINARY = "Hội đồng sơ tuyển Mẫu"
NATIONAL = "Hội đồng quốc gia Mẫu"


@pytest.fixture
def people(site):
    """Addresses of those who were invited before the award begins; one voter also scores."""
    with site.found():
        council = make_council(name=PRELIMINARY)
        national = the_national_council(council.cycle)
        national.name = NATIONAL
        voters = voters_of(council)
        team = make_team(council, users=[make_user() for _ in range(3)] + voters[-1:])
        db.session.commit()
        found = {
            "body": standing_body().email,
            "province": make_province_officer("01").email,
            "secretary": secretary_of(council).email,
            "chair": chair_of(council).email,
            "voters": [one.email for one in voters],
            "assessors": {one.user.full_name: one.user.email for one in team.members},
            "national_secretary": secretary_of(national).email,
            "national_chair": chair_of(national).email,
            "national_voters": {one.full_name: one.email for one in voters_of(national)},
        }
        db.session.commit()
    site.give_passwords()
    return found


def test_an_organisation_walks_from_registration_to_its_certificate(site, people, tmp_path):
    owner = register(site, tmp_path)
    number = owner.submit()
    secretary = Secretary.of(site, PRELIMINARY, people["secretary"])
    take_in(owner, secretary, number, tmp_path)
    lead = assess(site, people, secretary, number)
    chair = Member.of(site, PRELIMINARY, people["chair"])
    visit(site, owner, secretary, lead, chair, number, tmp_path)
    propose(site, people, secretary, chair, number)
    decide_nationally(site, people, secretary, number, tmp_path)
    certify(site, people, owner, tmp_path)

    assert site.command("audit", "verify").returncode == 0
    assert site.command("invariants", "check").returncode == 0
    assert site.unfinished_papers() == []


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
    """One of those asked steps aside; three score alone, then agree."""
    known, voter = people["assessors"], people["voters"][-1]
    secretary.apply_proposal()
    rows = secretary.at(number).page.locator("tr")
    chosen = [name for name in known if rows.filter(has_text=name).count()]
    spare = next(name for name in known if name not in chosen)
    first = rows.filter(has_text="Trưởng nhóm").inner_text()
    aside = next(name for name in chosen if name not in first and known[name] != voter)
    team = {name: Assessor(site, known[name]).sign_in().undertake() for name in chosen}
    team.pop(aside).step_aside(ORGANISATION)
    secretary.assign_by_hand(number, spare)
    team[spare] = Assessor(site, known[spare]).sign_in().undertake()
    for one in team.values():
        one.accept(ORGANISATION)
    secretary.move(number, "Mở đánh giá hồ sơ", "Đã mở chấm điểm độc lập.")
    for one, percent, first_item in zip(team.values(), (80, 80, 85), (85, 80, 60), strict=True):
        one.score(ORGANISATION, percent, {"1.1": first_item}).submit(ORGANISATION)
    secretary.at(number).reads("17/17 mục").does_not_read("80 %")
    secretary.press("Mở thống nhất điểm", "Đã mở thống nhất điểm")
    lead = next(one for name, one in team.items() if name in first)
    member = next(one for one in team.values() if one is not lead)
    lead.agree_all(ORGANISATION, 80, {"1.1": "Đã đọc lại minh chứng; số liệu đủ ba năm."})
    member.disagree(ORGANISATION, "1.1", "Số liệu năm đầu chưa rõ.")
    secretary.move(number, "Đóng thống nhất điểm", "Đã đóng và lưu cố định bảng điểm hồ sơ.")
    return lead


def visit(site, owner, secretary, lead, chair, number, folder):
    """The first session hears the result; then the visit, its record, the report."""
    first = "Phiên họp thứ nhất"
    secretary.plan_session(first, "Sơ tuyển").put_on_agenda(number, vote=False)
    secretary.invite_and_mark()
    chair.undertake(first).open_session(first).reads(ORGANISATION)
    secretary.at_session(first).write_minutes("Đồng ý tổ chức đánh giá tại chỗ.")
    chair.close_session(first)
    secretary.at_session(first)
    secretary.attach_signed("Biên bản họp", a_pdf(folder / "bien-ban.pdf", "Biên bản đã ký"))
    chair.at_session(first).press("Xác nhận biên bản đã ký", "Biên bản đã ký")
    secretary.move(number, "Chuyển sang đánh giá tại chỗ", "Việc tiếp theo: lập kế hoạch")
    secretary.plan_visit(number)
    owner.confirm_visit()
    site.visits_begin()
    lead.record_visit(ORGANISATION)
    owner.countersign_visit("Đơn vị nhất trí với biên bản.")
    lead.report(ORGANISATION, "Giải Vàng")
    secretary.move(number, "Đóng điểm sau tại chỗ, trình hội đồng", "bảng điểm sau tại chỗ")


def propose(site, people, secretary, chair, number):
    """The second session votes member by member; who scored the dossier may not vote on it."""
    second = "Phiên họp thứ hai"
    secretary.plan_session(second, "Sơ tuyển").put_on_agenda(number, vote=True)
    secretary.invite_and_mark()
    voters = people["voters"][1:-1]
    members = [Member.of(site, PRELIMINARY, email).undertake(second) for email in voters]
    recused = Member.of(site, PRELIMINARY, people["voters"][-1])
    chair.open_session(second)
    for choice, outcome in (("Đề nghị", "Thông qua"), ("Giải Vàng", "Giải Vàng")):
        chair.open_vote(second, ORGANISATION)
        ballot = members[0].at_point(second, ORGANISATION).ballot_address()
        for one in (chair, *members):
            one.vote(second, ORGANISATION, choice)
        recused.is_refused_to_vote(second, ORGANISATION, ballot)
        chair.close_vote(second, ORGANISATION, outcome)
    chair.close_session(second)
    chair.approve_list("Giải Vàng")
    secretary.hand_over("15/CV-MAU")


def decide_nationally(site, people, secretary, number, folder):
    """Receipt by hashes, a session with paper votes, counted by three."""
    title, names = "Phiên họp quốc gia", list(people["national_voters"])
    secretary = Secretary.of(site, NATIONAL, people["national_secretary"])
    secretary.receive("15/CV-MAU")
    secretary.plan_session(title, "Xét tặng tại Hội đồng quốc gia", paper=True)
    secretary.put_on_agenda(number, vote=True)
    secretary.name_counting_board(*names[-3:])
    secretary.invite_and_mark()
    chair = Member.of(site, NATIONAL, people["national_chair"])
    chair.undertake(title).open_session(title)
    head = Member.of(site, NATIONAL, people["national_voters"][names[-3]]).undertake(title)
    scan = a_pdf(folder / "kiem-phieu.pdf", "Biên bản kiểm phiếu")
    for _question in ("award", "gold"):
        chair.open_vote(title, ORGANISATION)
        head.enter_count(title, ORGANISATION, paper(valid=11, agree=9), scan)
        head.reads("Số phiếu").does_not_read("Đã ghi kết quả")
        head.enter_count(title, ORGANISATION, paper(valid=11, agree=10), scan)
        head.reads("Đã ghi kết quả kiểm phiếu.")
        chair.close_vote(title, ORGANISATION, "Thông qua")
    chair.close_session(title)


def paper(*, valid, agree):
    """What the counting board enters: one ballot against, so nine for do not add up."""
    return {
        "Số phiếu phát ra": 11,
        "Số phiếu thu về": 11,
        "Số phiếu hợp lệ": valid,
        "Số phiếu không hợp lệ": 11 - valid,
        "Số phiếu: Đồng ý": agree,
        "Số phiếu: Không đồng ý": 1,
    }


def certify(site, people, owner, folder):
    """Hiệp y, submission, decision; then papers for the organisation and a list for everybody."""
    body = StandingBody(site, people["body"]).sign_in()
    body.year = 2025
    body.consult("Chuyển hiệp y").write_to_province("Hiệp y", "Hà Nội", "20/CV-MAU")
    province = Province(site, people["province"]).sign_in()
    province.reply("20/CV-MAU", a_pdf(folder / "tra-loi.pdf", "Trả lời"))
    body.close_letter("Hiệp y", "Hà Nội").submit("1/TTr-MAU")
    body.record_decision("1/QĐ-MAU", a_pdf(folder / "quyet-dinh.pdf", "Quyết định"))
    site.settle()
    owner.at_desk().reads("Báo cáo phản hồi").reads("Giấy chứng nhận")
    code = owner.download_result("Báo cáo phản hồi")
    everybody = Visitor(site, "")
    everybody.verify(code)
    everybody.room("Tổ chức đạt giải").reads(ORGANISATION).reads("Vàng")
