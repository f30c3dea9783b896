"""What happens in both regimes, told once: from registration to the visit, and the last papers."""

from dataclasses import dataclass
from pathlib import Path

from award.demo.founding import tax_code
from tests.browser.applicant import Applicant
from tests.browser.assessor import Assessor
from tests.browser.council import Member
from tests.browser.office import Province, StandingBody, Visitor
from tests.browser.paper import a_pdf
from tests.browser.secretary import Secretary
from tests.browser.site import Site

ORGANISATION = "Công ty Mẫu Bình Minh"


@dataclass(frozen=True, slots=True)
class Award:
    """One award year as a walk finds it; `items` is how many there are, `first` the first one."""

    site: Site
    folder: Path
    year: int
    council: str
    first: str
    items: int
    consultation: str
    addresses: dict[str, str]
    assessors: dict[str, str]
    product: dict[str, str]

    def paper(self, name: str, text: str) -> Path:
        """A file to upload."""
        return a_pdf(self.folder / f"{name}.pdf", text)

    def who(self, role: str) -> str:
        """The address of somebody who was invited before the award began."""
        return self.addresses[role]


def register(award: Award, percent: int) -> Applicant:
    """The organisation, its editor, the dossier, the signed form, every paper."""
    owner = Applicant(award.site, "chu@example.vn")
    owner.register_organisation(ORGANISATION, tax_code(1), "Hà Nội")
    owner.declare_facts()
    owner.invite("soan@example.vn", "Người soạn Mẫu")
    owner.begin(award.year, award.council, award.product)
    editor = Applicant(award.site, "soan@example.vn").take_invitation().sign_in()
    editor.room("Hồ sơ").follow(award.product.get("Tên sản phẩm, hàng hóa", ORGANISATION))
    editor.desk = editor.page.url
    editor.type_and_leave(award.first, "Câu của người soạn, chưa bấm lưu.")
    owner.write_report()
    owner.write_items(percent)
    owner.print_and_sign(award.paper("don-da-ky", "Đơn đã ký"))
    owner.file_papers(award.folder)
    return owner


def take_in(award: Award, owner: Applicant, secretary: Secretary, number: str) -> None:
    """The checklist finds a gap, the organisation fills it, the dossier is accepted."""
    lacking = "Thiếu xác nhận thuế năm gần nhất."
    secretary.check_parts(number, {"7": lacking})
    secretary.ask_for_supplement(number, lacking)
    owner.answer_supplement(award.paper("thue", "Xác nhận thuế"), "Đã nộp xác nhận thuế.")
    secretary.check_parts(number, {})
    secretary.move(number, "Tiếp nhận hồ sơ", "Đã tiếp nhận.")


def assemble(
    award: Award, secretary: Secretary, number: str, *, stays: str = ""
) -> dict[str, Assessor]:
    """The proposal is applied; one of those asked steps aside (not who `stays`); the lead first."""
    secretary.apply_proposal()
    rows = secretary.at(number).page.locator("tr")
    chosen = [name for name in award.assessors if rows.filter(has_text=name).count()]
    spare = next(name for name in award.assessors if name not in chosen)
    line = rows.filter(has_text="Trưởng nhóm").inner_text()
    chosen.sort(key=lambda name: name not in line)
    aside = next(name for name in chosen[1:] if award.assessors[name] != stays)
    team = {name: assessor(award, name).undertake() for name in chosen}
    team.pop(aside).step_aside(ORGANISATION)
    secretary.assign_by_hand(number, spare)
    team[spare] = assessor(award, spare).undertake()
    for one in team.values():
        one.accept(ORGANISATION)
    return team


def assessor(award: Award, name: str) -> Assessor:
    """Somebody of the expert team, signed in."""
    return Assessor(award.site, award.assessors[name]).sign_in()


def assess(
    award: Award, secretary: Secretary, team: dict[str, Assessor], number: str, percent: int
) -> Assessor:
    """Three score alone, far apart on the first item; then they agree. Returns the lead."""
    secretary.move(number, "Mở đánh giá hồ sơ", "Đã mở chấm điểm độc lập.")
    lead, member, third = team.values()
    for one, first in ((lead, percent + 5), (member, percent), (third, percent - 20)):
        one.score(ORGANISATION, percent, {award.first: first}).submit(ORGANISATION)
    secretary.at(number).reads(f"{award.items}/{award.items} mục").does_not_read(f"{percent} %")
    secretary.press("Mở thống nhất điểm", "Đã mở thống nhất điểm")
    reasons = {award.first: "Đã đọc lại minh chứng; số liệu đủ ba năm."}
    lead.agree_all(ORGANISATION, percent, reasons)
    member.disagree(ORGANISATION, award.first, "Số liệu năm đầu chưa rõ.")
    secretary.move(number, "Đóng thống nhất điểm", "Đã đóng và lưu cố định bảng điểm hồ sơ.")
    return lead


def visit(award: Award, owner: Applicant, secretary: Secretary, lead: Assessor, number: str,
          tier: str) -> None:  # fmt: skip
    """Planned, confirmed, recorded, countersigned; then the report with the proposed tier."""
    secretary.move(number, "Chuyển sang đánh giá tại chỗ", "Việc tiếp theo: lập kế hoạch")
    secretary.plan_visit(number)
    owner.confirm_visit()
    award.site.visits_begin()
    lead.record_visit(ORGANISATION)
    owner.countersign_visit("Đơn vị nhất trí với biên bản.")
    lead.report(ORGANISATION, tier)


def certify(award: Award, owner: Applicant, tier: str) -> None:
    """Consultation, submission, decision; papers for the organisation, a list for everybody."""
    body = StandingBody(award.site, award.who("body")).sign_in()
    body.year, side = award.year, award.consultation.capitalize()
    body.consult(f"Chuyển {award.consultation}")
    body.write_to_province(side, "Hà Nội", "20/CV-MAU")
    province = Province(award.site, award.who("province")).sign_in()
    province.reply("20/CV-MAU", award.paper("tra-loi", "Trả lời"))
    body.close_letter(side, "Hà Nội").submit("1/TTr-MAU")
    body.record_decision("1/QĐ-MAU", award.paper("quyet-dinh", "Quyết định"))
    award.site.settle()
    owner.at_desk().reads("Giấy chứng nhận")
    code = owner.download_result("Báo cáo phản hồi")
    everybody = Visitor(award.site, "")
    everybody.verify(code)
    everybody.room("Tổ chức đạt giải").reads(ORGANISATION).reads(tier)


def is_in_order(site: Site) -> bool:
    """The chain of the audit is whole, every invariant holds, every paper was made."""
    commands = (("audit", "verify"), ("invariants", "check"))
    codes = [site.command(*words).returncode for words in commands]
    return (codes, site.unfinished_papers()) == ([0, 0], [])


def vote(title: str, chair: Member, voters: list[Member], choice: str, outcome: str) -> None:
    """The chair opens the next question, everybody votes, the chair closes."""
    chair.open_vote(title, ORGANISATION)
    for one in voters:
        one.vote(title, ORGANISATION, choice)
    chair.close_vote(title, ORGANISATION, outcome)
