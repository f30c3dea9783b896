"""A province's officer at the programme, and what the national office reads of it."""

from datetime import date
from pathlib import Path
from typing import Self

from openpyxl import Workbook

from award import clock
from award.services.survey_import import COLUMNS
from tests.browser.office import today
from tests.browser.person import Person


def half_day() -> date:
    """Today, or the last day of the half-year that the report tells of."""
    return min(clock.today_local(), date(clock.today_local().year, 6, 30))


def written(day: date) -> str:
    """A day as people write it."""
    return f"{day:%d/%m/%Y}"


def workbook(path: Path, *lines: tuple[str, ...], merge: str = "") -> Path:
    """A list of organisations as a spreadsheet keeps it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (COLUMNS, *lines):
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


class Officer(Person):
    """Works from the page of the province."""

    def at_home(self) -> Self:
        """The first page of the programme: one's own province."""
        self.room("Chương trình")
        return self

    def record_plan(self, number: str) -> Self:
        """The plan of the year as it was signed."""
        year = clock.today_local().year
        self.at_home().reads(f"Chưa có kế hoạch năm {year}").follow(f"Ghi kế hoạch năm {year}")
        self.type("Tên kế hoạch", "Kế hoạch Mẫu").type("Số, ký hiệu", number)
        self.type("Ngày ban hành", f"01/01/{year}").type("Người ký", "Phó Chủ tịch Mẫu")
        self.type("Thực hiện từ ngày", f"01/01/{year}").type("Đến ngày", f"31/12/{year}")
        self.press("Lưu kế hoạch", "Đã ghi kế hoạch.")
        return self

    def add_task(self, title: str, budget: str) -> Self:
        """A task of the plan, due at its end."""
        self.press("Thêm nhiệm vụ").choose("Nhóm giải pháp", "Đào tạo")
        self.type("Nhiệm vụ", title).type("Đơn vị chủ trì", "Sở Khoa học và Công nghệ")
        self.type("Kinh phí dự kiến (đồng)", budget)
        self.press("Lưu nhiệm vụ", "Đã ghi nhiệm vụ.")
        return self

    def set_target(self, metric: str, percent: str) -> Self:
        """A percent to be reached this year."""
        self.at_home().press("Chỉ tiêu, mẫu số, chuỗi số liệu").unfold("Thêm chỉ tiêu")
        self.choose("Đo bằng", metric).type("Năm phải đạt", f"{clock.today_local().year}")
        self.type("Mức phải đạt", percent).choose("Đơn vị", "Phần trăm")
        self.type("Căn cứ", "Kế hoạch Mẫu").press("Thêm chỉ tiêu", "Đã ghi số liệu.")
        return self

    def count(self, kind: str, count: str) -> Self:
        """How many there are of a kind."""
        self.at_home().press("Chỉ tiêu, mẫu số, chuỗi số liệu").unfold("Ghi mẫu số")
        self.choose("Loại", kind).type("Số lượng", count).type("Nguồn", "Niên giám Mẫu")
        self.type("Số liệu tính đến ngày", f"01/01/{clock.today_local().year}")
        self.press("Ghi mẫu số", "Đã ghi số liệu.")
        return self

    def show_list(self, metric: str, path: Path) -> Self:
        """Upload a survey, to see what is in it."""
        self.at_home().press("Khảo sát và danh sách").choose("Danh sách nói về", metric)
        self.type("Số liệu của năm", f"{clock.today_local().year}").type("Nguồn", "Phiếu Mẫu")
        self.type("Số liệu tính đến ngày", written(half_day())).upload("Bảng (XLSX)", path)
        self.press("Xem trước")
        return self

    def record_document(self, number: str, about: str) -> Self:
        """A decision that was issued within the half-year."""
        self.at_home().press("Các sổ").follow("Văn bản đã ban hành").press("Thêm vào sổ")
        self.choose("Loại văn bản", "Quyết định").type("Số, ký hiệu", number)
        self.type("Ngày ban hành", written(half_day())).type("Trích yếu", about)
        self.type("Cơ quan ban hành", "Ủy ban nhân dân tỉnh Mẫu")
        self.press("Ghi vào sổ", "Đã ghi vào sổ.")
        return self

    def record_inspection(self, organisation: str, finding: str) -> Self:
        """A violation that was found within the half-year."""
        self.at_home().press("Các sổ").follow("Thanh tra, kiểm tra").press("Thêm vào sổ")
        self.type("Tổ chức, hộ được kiểm tra", organisation).type("Địa điểm", "Chợ Mẫu")
        self.choose("Lĩnh vực", "Nhãn hàng hóa").type("Ngày kiểm tra", written(half_day()))
        self.choose("Kết quả", "Có vi phạm").type("Nội dung vi phạm", finding)
        self.press("Ghi vào sổ", "Đã ghi vào sổ.")
        return self

    def open_course(self, title: str) -> Self:
        """A course that began in the half-year and goes on, with a session on its first day."""
        self.at_home().press("Đào tạo, tập huấn").press("Mở lớp mới").type("Tên lớp", title)
        self.choose("Lĩnh vực", "Truy xuất nguồn gốc").type("Địa điểm", "Hội trường Mẫu")
        self.type("Đơn vị tổ chức", "Sở Khoa học và Công nghệ")
        self.type("Ngày bắt đầu", written(half_day())).type("Ngày kết thúc", today())
        self.press("Lưu lớp", "Đã ghi lớp.")
        self.type("Nội dung", "Buổi Mẫu").type("Giảng viên", "Giảng viên Mẫu")
        first = written(half_day())
        self.type("Bắt đầu", f"{first}, 08:00").type("Kết thúc", f"{first}, 11:00")
        self.press("Thêm buổi học", "Đã ghi buổi học.")
        return self

    def certify(self, title: str, student: str) -> Self:
        """Tick who was there, then give the certificate."""
        self.at_home().press("Đào tạo, tập huấn").follow(title)
        self.follow("Danh sách", whole=False).tick(student).press("Lưu điểm danh")
        self.follow(title).follow("Người tham dự")
        self.press("Cấp 1 giấy chứng nhận", "Đã cấp 1 giấy chứng nhận")
        return self

    def begin_report(self) -> Self:
        """The half-year's report with the figures of now."""
        self.at_home().press("Báo cáo gửi Bộ").choose("Kỳ báo cáo", "6 tháng đầu năm")
        self.type("Năm", f"{clock.today_local().year}")
        self.press("Lấy số liệu và lập báo cáo", "Đã lấy số liệu từ các sổ.")
        return self

    def write(self, section: str, text: str) -> Self:
        """The words of a section."""
        self.follow(f"Viết phần {section}").type("Nội dung", text)
        self.press("Lưu", f"Đã lưu phần “{section}”.")
        return self

    def print_report(self) -> Path:
        """Make the PDF and fetch it; one stands at the report again afterwards."""
        here = self.page.url
        self.press("Lập PDF").waits_for("Tải tệp PDF")
        path = self.download("Tải tệp PDF")
        self.open(here)
        return path

    def sign_and_send(self, number: str, scan: Path) -> Self:
        """Attach the signed copy, then send it off."""
        self.type("Số, ký hiệu", number).type("Ngày báo cáo", today())
        self.type("Người ký", "Phó Chủ tịch Mẫu").upload("Tệp bản đã ký", scan)
        self.press("Đính kèm bản đã ký", "Đã đính kèm bản ký")
        self.press("Gửi báo cáo", "Đã gửi.")
        return self


class Student(Person):
    """Somebody of an enterprise who learns."""

    def sign_up(self, title: str, organisation: str, tax_code: str) -> Self:
        """Into a course, for one's enterprise."""
        self.room("Đào tạo").follow(title)
        self.choose("Bạn tham dự với tư cách", "Doanh nghiệp").type("Tổ chức", organisation)
        self.type("Mã số thuế của tổ chức", tax_code).press("Đăng ký", "Bạn có tên trong lớp")
        return self

    def fetch_certificate(self) -> Path:
        """From one's own record."""
        self.room("Đào tạo").follow("/ĐT-", whole=False)
        return self.waits_for("Tải tệp PDF").download("Tải tệp PDF")


class Reader(Person):
    """Whoever reads a report and looks behind its figures."""

    def figures(self) -> dict[str, tuple[str, str]]:
        """What the report says → the address of the list behind it, of lists with lines."""
        found = {}
        for row in self.page.locator("main tr:has(td.app-num)").all():
            title, value = row.locator("th"), row.locator("td.app-num")
            address = row.locator("a").get_attribute("href") or ""
            if not row.locator("a").inner_text().startswith("0 "):
                found[title.inner_text().partition("\n")[0]] = (value.inner_text(), address)
        return found

    def worth_of(self, address: str) -> str:
        """What a list comes to: its lines, or the sum of the column of numbers."""
        self.open(address)
        rows = self.page.locator("main tbody tr")
        amounts = [
            int(one.strip("–").replace(".", "") or 0)
            for one in rows.locator("td.app-num").all_inner_texts()
        ]
        total = sum(amounts) if amounts else rows.count()
        return f"{total:,}".replace(",", ".")
