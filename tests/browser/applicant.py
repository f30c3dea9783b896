"""An organisation at its desk: registers itself, writes, proves, signs, submits, answers."""

from pathlib import Path
from typing import Self

from playwright.sync_api import expect

from award import clock
from tests.browser.paper import a_pdf
from tests.browser.person import Person

LATER = "Mục sau →"
CONDITIONS = "1. Điều kiện tham dự"


class Applicant(Person):
    """Somebody of an organisation; `desk` is the address of the dossier once there is one."""

    desk = ""

    def register_organisation(self, name: str, tax_code: str, province: str) -> Self:
        """Fill in the public form and take the letter."""
        self.open("/register")
        self.choose("Loại hình", "Doanh nghiệp")
        self.type("Mã số thuế", tax_code).type("Tên đầy đủ", name)
        self.choose("Tỉnh, thành phố", province)
        self.type("Địa chỉ trụ sở", "Số 1, phố Mẫu")
        self.type("Họ và tên", "Chủ tài khoản Mẫu").type("Địa chỉ thư điện tử", self.email)
        self.tick("Tôi đã đọc và đồng ý")
        self.press("Đăng ký", "một thư có liên kết và hướng dẫn đang trên đường tới")
        self.take_invitation()
        self.sign_in()
        return self

    def declare_facts(self) -> Self:
        """What the registration form asks of the organisation."""
        self.room("Hồ sơ")
        self.follow("Thông tin tổ chức").press("Sửa thông tin")
        lines = {
            "Số giấy chứng nhận đăng ký doanh nghiệp hoặc quyết định thành lập": "DK-00001",
            "Ngày cấp": "04/01/2010",
            "Nơi cấp": "Sở Mẫu",
            "Ngày bắt đầu hoạt động": "04/01/2010",
            "Người đại diện theo pháp luật": "Nguyễn Văn Mẫu",
            "Chức vụ người đại diện": "Giám đốc",
            "Sản phẩm, dịch vụ chính": "Sản phẩm mẫu",
            "Lao động chính thức": "120",
            "Lao động tham gia bảo hiểm xã hội bình quân năm": "110",
            "Doanh thu năm trước": "90.000.000.000",
            "Tổng nguồn vốn": "40.000.000.000",
        }
        for label, text in lines.items():
            self.type(label, text)
        self.tick("Sản xuất").tick("Nông, lâm nghiệp, thủy sản; công nghiệp và xây dựng")
        expect(self.page.locator("#size")).to_contain_text("vừa")
        self.press("Lưu thông tin", "90.000.000.000")
        return self

    def invite(self, email: str, name: str) -> Self:
        """Ask somebody to help with the dossier."""
        self.room("Hồ sơ")
        self.follow("Thành viên")
        self.type("Địa chỉ thư điện tử", email).type("Họ và tên", name)
        self.choose("Vai trò", "Người soạn")
        self.press("Gửi thư mời", f"Đã gửi thư mời tới {email}")
        return self

    def begin(self, year: int, council: str, product: dict[str, str] | None = None) -> Self:
        """Choose the year and the receiving council; in 2026 name the product."""
        self.room("Hồ sơ")
        self.press("Lập hồ sơ mới").press(f"Tham dự năm {year}")
        for label, text in (product or {}).items():
            fill = self.choose if label == "Nhóm ngành, lĩnh vực" else self.type
            fill(label, text)
        self.tick(council)
        self.press("Lập hồ sơ", "Các phần của hồ sơ")
        self.desk = self.page.url
        return self

    def at_desk(self) -> Self:
        """The page of the dossier."""
        self.open(self.desk)
        return self

    def print_and_sign(self, scan: Path) -> Self:
        """Declare, print the form, take it home, attach the signed copy, register."""
        self.at_desk().follow("1. Đơn đăng ký tham dự")
        self.reads(CONDITIONS)
        self.tick("Tôi thay mặt tổ chức cam kết").press("Ghi nhận cam kết", "Đã cam kết lúc")
        self.press("In Đơn đăng ký")
        self.waits_for("4. Đính kèm đơn đã ký")
        self.download_printed()
        self.upload("Bản đơn đã ký", scan)
        self.type("Người ký", "Nguyễn Văn Mẫu")
        self.type("Ngày ký", f"{clock.today_local():%d/%m/%Y}")
        self.tick("Bản chính: ký số hoặc ký tay")
        self.press("Đính kèm đơn đã ký", "Đã đính kèm bản ký của Nguyễn Văn Mẫu")
        self.press("Đăng ký tham dự", "Đã đăng ký. Việc tiếp theo")
        return self

    def download_printed(self) -> None:
        """The printed form is a real PDF; then back to where one was."""
        here = self.page.url
        self.follow("Đơn đăng ký", whole=False)
        assert self.download("Tải tệp PDF").read_bytes().startswith(b"%PDF")
        self.open(here)

    def write_report(self) -> Self:
        """Every field of the general report, one after the other."""
        self.at_desk().follow("2. Báo cáo giới thiệu chung", whole=False)
        self.page.locator(".govuk-task-list__link").first.click()
        self._write_all(percent=None)
        return self

    def write_items(self, percent: int) -> Self:
        """Every item of the self-assessment with the own percent."""
        self.at_desk().follow("3. Báo cáo tự đánh giá", whole=False)
        self.page.locator("main table a.govuk-link").first.click()
        self._write_all(percent)
        return self

    def _write_all(self, percent: int | None) -> None:
        while True:
            title = self.page.locator("h1").inner_text()
            self.type("Nội dung", f"{title}\n\nĐơn vị làm theo kế hoạch năm và xem lại mỗi quý.")
            if percent is not None:
                self.page.get_by_label(f"{percent} %", exact=True).check()
            self.press("Lưu", "Đã lưu.")
            if not self.page.get_by_role("link", name=LATER).count():
                return
            here = self.page.url
            self.follow(LATER)
            expect(self.page).not_to_have_url(here)

    def type_and_leave(self, code: str, text: str) -> Self:
        """Write into an item and do not press anything: the draft saves itself."""
        self.open(f"{self.desk}/texts/{code}").type("Nội dung", text)
        expect(self.page.locator("[data-save-status]")).to_contain_text("Đã lưu lúc")
        self.page.reload()
        expect(self.page.get_by_label("Nội dung", exact=True)).to_have_value(text)
        return self

    def file_papers(self, folder: Path) -> Self:
        """Upload what the list of missing things asks for, until it asks for nothing."""
        missing = self.page.locator("main .govuk-list--bullet a")
        for number in range(1, 40):
            self.open(f"{self.desk}/completeness").reads("bắt buộc.")
            if not missing.count():
                break
            missing.first.click()
            paper = a_pdf(folder / f"tai-lieu-{number}.pdf", f"Tài liệu {number}")
            self.upload("Tệp", paper).press("Tải lên", "Đã")
            self.reads("SHA-256")
        self.reads("Hồ sơ đã đủ các phần bắt buộc.")
        return self

    def submit(self) -> str:
        """Confirm what will be locked, submit; return the number on the receipt."""
        self.press("Kiểm tra và nộp hồ sơ").tick("Tôi đã kiểm tra hồ sơ")
        self.press("Nộp hồ sơ", "Đã nộp hồ sơ.")
        self.waits_for("Biên nhận nộp hồ sơ")
        return self.page.locator("dd").first.inner_text().strip()

    def answer_supplement(self, paper: Path, said: str) -> Self:
        """Open the request from the dossier's page, add the paper, answer."""
        self.at_desk().reads("Yêu cầu bổ sung").follow("Xem yêu cầu")
        request = self.page.url
        self.page.locator("main .govuk-list--bullet a").first.click()
        self.upload("Tệp", paper).press("Tải lên", "Đã")
        self.open(request).type("Nội dung đã bổ sung, giải trình", said)
        self.press("Nộp lại hồ sơ đã bổ sung", "Đã nộp lại.")
        return self

    def confirm_visit(self) -> Self:
        """Agree to the date."""
        self._visit().press("Xác nhận lịch", "Đã xác nhận lịch.")
        return self

    def countersign_visit(self, explanation: str) -> Self:
        """Sign the record, with an explanation."""
        self._visit().type("Giải trình, ý kiến của tổ chức (nếu có)", explanation)
        self.press("Ký biên bản", "Hai bên đã ký biên bản")
        return self

    def _visit(self) -> Self:
        self.at_desk()
        self.page.locator("main a[href*='/visits/']").first.click()
        return self

    def download_result(self, document: str) -> str:
        """Open a document of the dossier, download it, return the code that verifies it."""
        self.at_desk().follow(document, whole=False)
        row = self.page.locator(".govuk-summary-list__row", has_text="Mã xác thực")
        code = row.locator("dd").inner_text().strip()
        assert self.download("Tải tệp PDF").read_bytes().startswith(b"%PDF")
        return code
