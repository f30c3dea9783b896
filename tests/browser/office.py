"""The standing body, a province's officer, and anybody on the street."""

from pathlib import Path
from typing import Self

from award import clock
from tests.browser.person import Person


def today() -> str:
    """Today as people write it."""
    return f"{clock.today_local():%d/%m/%Y}"


class StandingBody(Person):
    """Works from the page of the award year."""

    year = 0

    def at_year(self, side: str) -> Self:
        """One side of the award year."""
        self.room("Điều hành")
        self.follow(str(self.year), whole=False)
        self.follow(side)
        return self

    def consult(self, move: str) -> Self:
        """Send the dossier on, after the vote."""
        self.at_year("Cấp quốc gia").press(move, "Việc tiếp theo: lập công văn")
        return self

    def write_to_province(self, side: str, province: str, number: str) -> Self:
        """A draft letter to the province of each dossier, then its number, then out."""
        self.at_year(side).press("Lập dự thảo công văn", "Đã lập dự thảo 1 công văn.")
        self.follow(province, whole=False)
        self.type("Số, ký hiệu công văn", number)
        self.press("Ghi số và gửi công văn", "Đã gửi công văn")
        return self

    def close_letter(self, side: str, province: str) -> Self:
        """The reply is in."""
        self.at_year(side).follow(province, whole=False).reads("Đồng ý")
        self.press("Kết thúc nhận ý kiến", "Đã kết thúc")
        return self

    def submit(self, number: str) -> Self:
        """Tờ trình with the dossiers that are ready."""
        self.at_year("Trình").type("Số, ký hiệu tờ trình", number)
        self.type("Ngày tờ trình", today())
        self.press("Ghi tờ trình và trình", "Đã ghi tờ trình; 1 hồ sơ đã trình.")
        return self

    def record_decision(self, number: str, signed: Path) -> Self:
        """Upload the decision that was signed elsewhere."""
        self.at_year("Quyết định").type("Số, ký hiệu quyết định", number)
        self.type("Ngày quyết định", today()).type("Người ký", "Trần Thị Mẫu")
        self.upload("Quyết định đã ký", signed)
        self.press("Ghi quyết định", "Đã ghi quyết định")
        return self


class Province(Person):
    """An officer of a province."""

    def reply(self, number: str, signed: Path) -> Self:
        """Agree on every line of a letter, with the signed copy."""
        self.room("Địa phương").follow(number, whole=False)
        self.tick("Đồng ý")
        self.upload("Văn bản trả lời đã ký", signed)
        self.press("Gửi ý kiến", "Đã ghi 1 ý kiến.")
        return self


class Visitor(Person):
    """Somebody without an account."""

    def verify(self, code: str) -> Self:
        """Look a paper up by the code at its foot."""
        self.open("/").room("Xác minh văn bản")
        self.type("Mã xác minh", code).press("Xác minh", "Có văn bản này")
        return self
