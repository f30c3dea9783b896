"""Who sits in a council: chairs, members, the counting board."""

from pathlib import Path
from typing import Self

from tests.browser.person import Person
from tests.browser.site import Site


class Member(Person):
    """Sits in a council and votes."""

    council = ""

    def undertake(self, title: str) -> Self:
        """Nothing of a dossier is shown before the undertaking is signed."""
        self.at_session(title).follow("Đọc và ký cam kết")
        return self.sign_undertaking().declare_free(title)

    def declare_free(self, title: str) -> Self:
        """Say of the one dossier of the session that there is no conflict."""
        self.at_session(title).follow("Khai xung đột lợi ích")
        self.tick("Tôi không có xung đột lợi ích")
        self.press("Ghi nhận khai báo", "Đã ghi nhận khai báo.")
        return self

    @classmethod
    def of(cls, site: Site, council: str, email: str) -> Self:
        """Somebody of a council, signed in."""
        member = cls(site, email).sign_in()
        member.council = council
        return member

    def at_session(self, title: str) -> Self:
        """The page of a session, found through one's council."""
        self.room("Hội đồng").follow(self.council)
        self.follow(title, whole=False)
        return self

    def at_point(self, title: str, organisation: str) -> Self:
        """The point of the agenda that deals with an organisation's dossier."""
        self.at_session(title)
        self.page.locator("tr", has_text=organisation).get_by_role("link").first.click()
        return self

    def open_session(self, title: str) -> Self:
        """As chair."""
        self.at_session(title).press("Khai mạc phiên họp", "Phiên họp đã khai mạc")
        return self

    def close_session(self, title: str) -> Self:
        """As chair; the minutes are printed."""
        self.at_session(title).press("Bế mạc phiên họp", "Phiên họp đã bế mạc")
        return self

    def open_vote(self, title: str, organisation: str) -> Self:
        """As chair: put the next question."""
        self.at_point(title, organisation).press("Mở bỏ phiếu", "Đã mở bỏ phiếu.")
        return self

    def close_vote(self, title: str, organisation: str, outcome: str) -> Self:
        """As chair: end the vote and read what it came to."""
        self.at_point(title, organisation).press("Kết thúc bỏ phiếu", "Đã kết thúc bỏ phiếu")
        self.reads(outcome)
        return self

    def vote(self, title: str, organisation: str, choice: str) -> Self:
        """Vote electronically; a receipt comes back, no result."""
        self.at_point(title, organisation).press("Bỏ phiếu")
        self.reads("Bỏ phiếu kín")
        self.tick(choice).press("Xác nhận và bỏ phiếu", "Mã biên nhận của ông (bà)")
        self.reads("Chưa ai biết kết quả")
        return self

    def ballot_address(self) -> str:
        """Where the ballot of the point one looks at is cast."""
        link = self.page.get_by_role("button", name="Bỏ phiếu", exact=True)
        return str(link.get_attribute("href"))

    def is_refused_to_vote(self, title: str, organisation: str, ballot: str) -> Self:
        """Who scored the dossier finds no button, and a sentence at the address."""
        self.at_point(title, organisation).reads("Rời phòng họp trước mục này")
        assert not self.page.get_by_role("button", name="Bỏ phiếu", exact=True).count()
        answer = self.page.goto(ballot)
        assert answer is not None
        assert answer.status == 403
        self.reads("nên không bỏ phiếu về nó")
        return self

    def enter_count(self, title: str, organisation: str, figures: dict[str, int], scan: Path
                    ) -> Self:  # fmt: skip
        """As counting board: figures by label, then the scanned record."""
        self.at_point(title, organisation).press("Nhập kết quả kiểm phiếu")
        for label, number in figures.items():
            self.type(label, str(number))
        self.upload("Bản quét biên bản kiểm phiếu", scan)
        self.press("Ghi kết quả kiểm phiếu")
        return self

    def approve_list(self, tier: str) -> Self:
        """As chair: the list of proposals with the tier of the dossier."""
        self.room("Hội đồng").follow(self.council)
        self.follow("Danh sách đề nghị").tick(tier)
        self.press("Duyệt danh sách đề nghị", "Đã")
        return self
