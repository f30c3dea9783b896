"""Who sits in a council: chairs, members, the counting board."""

import re
from pathlib import Path

from tests.browser.assessor import Assessor
from tests.browser.person import Person


class Member(Person):
    """Sits in a council and votes."""

    session = ""

    def undertake(self) -> "Member":
        """Sign Cam kết bảo mật và khách quan, once a year."""
        Assessor.undertake(self)  # type: ignore[arg-type]
        return self

    def at_session(self, title: str) -> "Member":
        """The page of a session, from the list of one's councils."""
        self.room("Hội đồng").follow(re.compile("^" + re.escape(title)))
        self.session = self.page.url
        return self

    def at_point(self, title: str, organisation: str) -> "Member":
        """The point of the agenda that deals with an organisation's dossier."""
        self.at_session(title)
        self.page.locator("tr", has_text=organisation).get_by_role("link").first.click()
        return self

    def open_session(self, title: str) -> "Member":
        """As chair."""
        self.at_session(title).press("Khai mạc phiên họp", "Phiên họp đã khai mạc")
        return self

    def close_session(self, title: str) -> "Member":
        """As chair; the minutes are printed."""
        self.at_session(title).press("Bế mạc phiên họp", "Phiên họp đã bế mạc")
        return self

    def open_vote(self, title: str, organisation: str) -> "Member":
        """As chair: put the next question."""
        self.at_point(title, organisation).press("Mở bỏ phiếu", "Đã mở bỏ phiếu.")
        return self

    def close_vote(self, title: str, organisation: str, outcome: str) -> "Member":
        """As chair: end the vote and read what it came to."""
        self.at_point(title, organisation).press("Kết thúc bỏ phiếu", "Đã kết thúc bỏ phiếu")
        self.reads(outcome)
        return self

    def vote(self, title: str, organisation: str, choice: str) -> "Member":
        """Vote electronically; a receipt comes back, no result."""
        self.at_point(title, organisation).press("Bỏ phiếu")
        self.reads("Bỏ phiếu kín")
        self.tick(choice).press("Xác nhận và bỏ phiếu", "Mã biên nhận của ông (bà)")
        self.reads("Chưa ai biết kết quả")
        return self

    def enter_count(self, title: str, organisation: str, figures: dict[str, int], scan: Path
                    ) -> "Member":  # fmt: skip
        """As counting board: figures by label, then the scanned record."""
        self.at_point(title, organisation).press("Nhập kết quả kiểm phiếu")
        for label, number in figures.items():
            self.type(label, str(number))
        self.upload("Bản quét biên bản kiểm phiếu", scan)
        self.press("Ghi kết quả kiểm phiếu")
        return self

    def approve_list(self, council: str, tier: str) -> "Member":
        """As chair: the list of proposals with the tier of the dossier."""
        self.room("Hội đồng").follow(council)
        self.follow("Danh sách đề nghị").tick(tier)
        self.press("Duyệt danh sách đề nghị", "Đã")
        return self
