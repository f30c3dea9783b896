"""The standing body at the beginning of a year: the year, its councils, its people."""

from datetime import timedelta
from typing import Self

from playwright.sync_api import expect

from award import clock
from tests.browser.office import StandingBody, today


class Founder(StandingBody):
    """Founds everything through the screens, nothing before its decision."""

    def plan_year(self, year: int, rulebook: str) -> Self:
        """A year under an edition, with the decision that founds it."""
        self.year = year
        self.room("Điều hành").press("Lập năm giải thưởng mới")
        self.type("Năm giải thưởng", str(year)).tick(rulebook)
        self.press("Lập năm giải thưởng", "Đã lập năm giải thưởng.")
        self._decision("01/QĐ-MAU").press("Ghi quyết định", "Đã ghi quyết định tổ chức")
        return self

    def _decision(self, number: str) -> Self:
        self.type("Văn bản đề nghị (số, ngày, cơ quan)", "1/TTr-MAU, Cơ quan Mẫu")
        self.type("Cơ quan ra quyết định", "Cơ quan Mẫu")
        self.type("Số, ký hiệu quyết định", number).type("Ngày quyết định", today())
        return self

    def publish_groups(self, *lines: str) -> Self:
        """The year's sector groups with the document that published them."""
        self.at_year("Tổng quan").type("Số, ký hiệu văn bản công bố", "02/TB-MAU")
        self.type("Ngày văn bản", today()).type("Danh mục", "\n".join(lines))
        self.press("Thêm nhóm", f"Đã thêm {len(lines)} nhóm ngành, lĩnh vực.")
        return self

    def set_deadline(self, kind: str, days: int) -> Self:
        """A deadline for the whole year."""
        instant = clock.local(clock.now() + timedelta(days=days))
        self.at_year("Tổng quan").unfold("Đặt thời hạn")
        self.tick(kind).type("Ngày, giờ", f"{instant:%d/%m/%Y, %H:%M}")
        self.press("Đặt thời hạn", "Đã đặt thời hạn.")
        return self

    def open_year(self) -> Self:
        """From now on organisations register."""
        self.at_year("Tổng quan").press("Mở năm giải thưởng", "tổ chức nay đăng ký được")
        return self

    def register_agency(self, name: str) -> Self:
        """An agency, as papers will name it."""
        self.room("Điều hành").follow("Cơ quan trên văn bản")
        self.choose("Loại", "Sở, chi cục").type("Tên cơ quan", name)
        self.type("Chữ viết tắt trong số, ký hiệu", "SMAU").type("Địa danh trên văn bản", "Mẫu")
        self.type("Chức vụ người ký", "Giám đốc").type("Có hiệu lực từ", "01/01/2020")
        self.press("Ghi cơ quan", name)
        return self

    def found_council(self, level: str, name: str, agency: str) -> Self:
        """A council with its founding decision."""
        self.at_year("Hội đồng").tick(level).type("Tên hội đồng", name)
        self.choose("Cơ quan đóng dấu, ghi trên văn bản", agency)
        self.press("Thêm hội đồng", "Đã thêm hội đồng.")
        self.at_council(name)._decision("10/QĐ-MAU")
        self.press("Ghi quyết định thành lập", "Đã ghi quyết định thành lập.")
        return self

    def at_council(self, name: str) -> Self:
        """The page of a council's seats and teams."""
        self.at_year("Hội đồng").follow(name)
        expect(self.page.locator("h1")).to_contain_text(name)
        return self

    def seat(self, council: str, role: str, email: str, name: str) -> Self:
        """Somebody takes a seat and is written to."""
        if name not in self.page.locator("h1").inner_text():
            self.at_council(council)
        self.unfold("Thêm thành viên hoặc thư ký").choose("Vị trí", role)
        self.type("Thư điện tử", email).type("Họ tên", name)
        self.press("Thêm thành viên", "Đã ghi thành viên; người này nhận thư báo.")
        return self

    def found_team(self, council: str, team: str, table: str) -> Self:
        """An expert team with its decision, its people pasted from a table, looked at first."""
        self.at_council(council).type("Tên tổ (nhóm) chuyên gia", team)
        self.press("Thêm nhóm chuyên gia", "Đã thêm tổ (nhóm) chuyên gia.")
        if self.page.locator("h1").inner_text().find(team) < 0:
            self.follow(team)
        self._decision("11/QĐ-MAU").press("Ghi quyết định thành lập", "Đã ghi quyết định")
        self.unfold("Nhập cả bảng").type("Dán bảng ở đây", table)
        self.press("Xem trước", "Mọi ô đều đúng.")
        count = len(table.splitlines())
        self.press(f"Ghi {count} chuyên gia", f"Đã ghi {count} chuyên gia")
        return self

    def grant(self, role: str, email: str, name: str, province: str = "") -> Self:
        """A role outside councils; the person is written to."""
        self.room("Điều hành").follow("Tài khoản và vai trò").tick(role)
        self.type("Thư điện tử", email).type("Họ tên", name)
        if province:
            self.choose("Tỉnh, thành phố (cán bộ địa phương)", province)
        self.press("Giao vai trò và gửi thư", "Đã giao vai trò; người này nhận thư báo.")
        return self
