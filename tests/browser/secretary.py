"""A council's secretary: takes dossiers in, has them assessed, prepares sessions, hands over."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Self

from award import clock
from tests.browser.council import Member


def minute(hours: float = 0) -> str:
    """An instant so many hours from now, as people write it: `31/05/2026, 17:00`."""
    return f"{clock.local(clock.now() + timedelta(hours=hours)):%d/%m/%Y, %H:%M}"


class Secretary(Member):
    """Works from the page of the council and the page of each dossier."""

    def at_council(self) -> Self:
        """The page of the council."""
        self.room("Hội đồng").follow(self.council)
        self.reads("Phiên họp")
        return self

    def at(self, number: str) -> Self:
        """The page of one dossier, found by its organisation on the board."""
        self.at_council()
        self.page.locator("tr", has_text=number).get_by_role("link").first.click()
        self.reads("Việc làm được lúc này")
        return self

    def check_parts(self, number: str, lacking: dict[str, str]) -> Self:
        """Go through the checklist; parts named in `lacking` are not good, and why."""
        self.at(number).press("Danh mục kiểm tra")
        groups = self.page.get_by_role("group", name=re.compile(r"^\d+\. "))
        self.reads("Lưu được nhiều lần")
        for place in range(groups.count()):
            group = groups.nth(place)
            code = group.inner_text().partition(".")[0]
            answer = "Chưa đạt" if code in lacking else "Đạt"
            group.get_by_role("radio", name=answer, exact=True).check()
            if code in lacking:
                self.type(f"Ghi chú phần {code}", lacking[code])
        self.press("Lưu danh mục", "Đã lưu danh mục")
        return self

    def ask_for_supplement(self, number: str, reason: str) -> Self:
        """What is lacking was taken over from the checklist; send the request."""
        self.at(number).press("Yêu cầu bổ sung")
        self.reads("Thông báo được lập tự động")
        self.type("Nội dung cần bổ sung và lý do", reason)
        self.press("Gửi yêu cầu bổ sung", "Đã gửi yêu cầu bổ sung")
        return self

    def move(self, number: str, label: str, told: str = "") -> Self:
        """Press one of the moves of a dossier."""
        self.at(number).press(label, told)
        return self

    def apply_proposal(self) -> Self:
        """Look at the proposed teams with their reasons, then apply them."""
        self.at_council().follow("Phân công chuyên gia")
        self.reads("Nhóm đề xuất và lý do").reads("Trưởng nhóm")
        self.press("Áp dụng đề xuất này", "Đã phân công")
        return self

    def assign_by_hand(self, number: str, name: str) -> Self:
        """Ask somebody by name."""
        self.at(number).press("Nhóm chuyên gia")
        self.choose("Chuyên gia", name)
        self.press("Mời chuyên gia này", f"Đã mời {name}")
        return self

    def plan_session(self, title: str, stage: str, *, paper: bool = False) -> Self:
        """A session that begins now."""
        self.at_council().press("Lập phiên họp")
        self.choose("Thuộc bước", stage)
        self.type("Tên phiên họp", title).type("Thời gian họp", minute())
        self.type("Địa điểm (hoặc đường dẫn họp trực tuyến)", "Phòng họp Mẫu")
        self.tick("Phiếu giấy" if paper else "Điện tử")
        self.press("Lập phiên họp", "Đã lập phiên họp.")
        return self

    def put_on_agenda(self, number: str, *, vote: bool) -> Self:
        """The dossier becomes a point of the session's page that is open."""
        self.choose("Hồ sơ", number)
        box = self.page.get_by_label("Bỏ phiếu về hồ sơ này trong phiên")
        box.set_checked(vote)
        self.press("Đưa vào chương trình", "Đã đưa hồ sơ vào chương trình.")
        return self

    def invite_and_mark(self) -> Self:
        """Print the invitation; everybody came."""
        self.press("Lập giấy mời", "Đã lập giấy mời")
        self.press("Điểm danh").reads("Lưu điểm danh")
        boxes = self.page.get_by_role("checkbox", name="Có mặt")
        for place in range(boxes.count()):
            boxes.nth(place).check()
        self.press("Lưu điểm danh", "Đã ghi điểm danh.")
        return self

    def name_counting_board(self, head: str, *members: str) -> Self:
        """Three people who count the paper votes."""
        self.press("Cử ban kiểm phiếu")
        self.choose("Trưởng ban kiểm phiếu", head)
        for place, name in enumerate(members, 1):
            self.choose(f"Thành viên {place}", name)
        self.press("Ghi ban kiểm phiếu", "Đã ghi ban kiểm phiếu.")
        return self

    def write_minutes(self, conclusion: str) -> Self:
        """The general part of the minutes."""
        self.press("Viết ý kiến và kết luận").type("Ý kiến chung", "Hội đồng thống nhất cao.")
        self.type("Kết luận của phiên họp", conclusion)
        self.press("Lưu", "Đã lưu nội dung biên bản.")
        return self

    def plan_visit(self, number: str) -> Self:
        """A visit the day after tomorrow."""
        self.at(number).press("Lập lịch tại chỗ")
        self.type("Bắt đầu", minute(48)).type("Kết thúc", minute(56))
        self.type("Địa điểm", "Số 1, phố Mẫu")
        self.type("Chương trình làm việc", "08:00 làm việc với lãnh đạo")
        self.press("Gửi lịch", "Đã")
        return self

    def attach_signed(self, document: str, scan: Path, *, number: str = "") -> Self:
        """Open a document from the page one is on and attach what came back from the signer."""
        self.site.settle()
        self.page.reload()
        self.follow(document, whole=False)
        self.reads("Đính kèm bản ký").upload("Tệp bản ký", scan)
        if number:
            self.type("Số, ký hiệu", number)
            self.type("Ngày văn bản", f"{clock.today_local():%d/%m/%Y}")
        self.type("Người ký", "Nguyễn Văn Mẫu")
        self.tick("Có dấu hoặc chữ ký số của cơ quan, tổ chức")
        self.press("Đính kèm bản ký", "Đã đính kèm bản ký.")
        return self

    def hand_over(self, letter: str) -> Self:
        """Send the approved list to the national council."""
        self.at_council().follow("Danh sách đề nghị")
        self.follow("Danh sách duyệt lúc", whole=False)
        self.type("Số văn bản gửi danh sách", letter).press("Bàn giao", "Đã")
        return self

    def receive(self, letter: str) -> Self:
        """Compare the hashes, then acknowledge."""
        self.at_council().reads("Danh sách đề nghị được bàn giao đến")
        self.page.locator("tr", has_text=letter).get_by_role("link").first.click()
        self.reads("Mọi mã băm khớp").does_not_read("Không khớp")
        self.press("Xác nhận đã nhận bàn giao", "Đã nhận bàn giao")
        return self
