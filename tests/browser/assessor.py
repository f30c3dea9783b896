"""An assessor: undertakes, accepts or steps aside, scores, agrees, visits, reports."""

from typing import Self

from playwright.sync_api import expect

from tests.browser.person import Person


class Assessor(Person):
    """Works from the list of own assignments."""

    def undertake(self) -> Self:
        """Read and sign Cam kết bảo mật và khách quan."""
        self.room("Chấm điểm").follow("Đọc và ký cam kết")
        return self.sign_undertaking()

    def at(self, organisation: str) -> Self:
        """The assignment to this organisation's dossier."""
        self.room("Chấm điểm").follow(organisation, whole=False)
        return self

    def accept(self, organisation: str) -> Self:
        """No conflict: the dossier opens."""
        self.at(organisation).reads("Nội dung hồ sơ chỉ mở sau khi")
        self.press("Tôi không có xung đột, nhận phân công", "Đã nhận phân công")
        return self

    def step_aside(self, organisation: str) -> Self:
        """Declare a conflict: nothing of the organisation is shown any more."""
        self.at(organisation)
        ask = self.page.locator("details.app-ask", has_text="Khai xung đột lợi ích và từ chối")
        ask.locator("summary").click()
        self.page.get_by_role("radio").first.check()
        self.type("Nói rõ quan hệ đó", "Từng tư vấn cho đơn vị năm trước.")
        self.press("Khai xung đột và từ chối", "Đã ghi nhận xung đột lợi ích.")
        self.room("Chấm điểm").does_not_read(organisation)
        return self

    def score(self, organisation: str, percent: int, other: dict[str, int]) -> Self:
        """Every item at `percent`, but those of `other`; the first one with all its comments."""
        self.at(organisation).follow("Chấm tiếp hạng mục", whole=False)
        first = True
        while True:
            code = self.page.locator("h1").inner_text().split("\n")[-1].split()[0]
            chosen = other.get(code, percent)
            self.page.get_by_label(f"{chosen} %", exact=True).check()
            if first:
                self._comment(code)
            onward = self.page.get_by_role("button", name="Lưu và sang")
            if not onward.count():
                self.press("Lưu", "Đã lưu")
                return self
            here = self.page.url
            onward.click()
            expect(self.page).not_to_have_url(here)
            first = False

    def _comment(self, code: str) -> None:
        self.type("Điểm mạnh", f"Cách làm ở {code} có hệ thống.")
        self.type("Cơ hội cải tiến", "Chưa so sánh với đơn vị dẫn đầu.")
        self.type("Minh chứng đã dựa vào", "Phần 3, trang 2.")
        self.type("Vấn đề cần xác minh tại chỗ", f"Xem sổ theo dõi ở {code}.")

    def submit(self, organisation: str) -> Self:
        """Hand the score form in; it is locked then."""
        self.at(organisation).reads("Đã chấm đủ.")
        self.press("Nộp phiếu chấm điểm", "Đã nộp phiếu chấm điểm")
        return self

    def agree_all(self, organisation: str, percent: int, reasons: dict[str, str]) -> Self:
        """As lead: the agreed percent of every item; without its reason a wide one is refused."""
        self.at(organisation).follow("Thống nhất điểm")
        while True:
            onward = self.page.get_by_role("link", name="Vào hạng mục")
            if not onward.count():
                self.reads("Đã thống nhất mọi hạng mục.")
                return self
            code = onward.inner_text().split()[-1]
            onward.click()
            self.page.get_by_label(f"{percent} %", exact=True).check()
            if code in reasons:
                self.press("Ghi điểm thống nhất", "Lỗi")
                self.type("Lý do của điểm thống nhất", reasons[code])
            self.press("Ghi điểm thống nhất", "Đã ghi điểm thống nhất")
            self.at(organisation).follow("Thống nhất điểm")

    def disagree(self, organisation: str, code: str, note: str) -> Self:
        """As member: say on one item that one does not agree, and why."""
        self.at(organisation).follow("Thống nhất điểm").follow(f"{code} ", whole=False)
        self.tick("Không nhất trí").type("Ý kiến", note).press("Ghi ý kiến", "Đã ghi")
        return self

    def record_visit(self, organisation: str) -> Self:
        """As lead: what was found on each matter, the record, the signature for the team."""
        self.at(organisation).follow("Đánh giá tại chỗ")
        self.type("Vấn đề cần xác minh", "Xem kho thành phẩm.")
        self.press("Thêm vấn đề", "Đã thêm vấn đề cần xác minh.")
        findings = self.page.locator("textarea[name^=finding-]")
        expect(findings.first).to_be_visible()
        for place in range(findings.count()):
            findings.nth(place).fill("Đã xác minh tại chỗ.")
        self.type("Nội dung biên bản", "Đoàn đã làm việc với đơn vị từ 8 giờ.")
        self.press("Lưu và ký thay mặt đoàn", "Đoàn đánh giá đã ký")
        return self

    def report(self, organisation: str, tier: str) -> Self:
        """As lead: the evaluation report with the proposed tier."""
        self.at(organisation).follow("Báo cáo đánh giá")
        self.type("Nhận xét chung", "Tổ chức có cách làm rõ ràng ở hầu hết hạng mục.")
        self.type("Điểm mạnh nổi bật", "Lãnh đạo trực tiếp theo dõi kết quả.")
        self.type("Cơ hội cải tiến chính", "Chưa so sánh với đơn vị dẫn đầu.")
        self.tick(tier).press("Lưu báo cáo", "Đã lưu")
        self.press("Lập văn bản báo cáo đánh giá", "Báo cáo đánh giá của")
        return self
