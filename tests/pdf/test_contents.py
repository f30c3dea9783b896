"""What each document says: the nine elements, the words of its edition, exact numbers."""

from decimal import Decimal

import pytest

from tests.pdf.reading import facts_of, pages_of, words_of
from tests.pdf.specimens import ANSWER, IMPROVEMENT, NAME, PERCENTS, STRENGTH

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
STANDING_BODY = "ỦY BAN TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG QUỐC GIA"
COUNCIL = "HỘI ĐỒNG SƠ TUYỂN GTCLQG TỈNH ĐẮK LẮK"


def in_order(text: str, parts: list[str]) -> list[str]:
    """The parts that are missing, or stand before one that should come earlier."""
    at, faults = 0, []
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            faults.append(part)
        else:
            at = found + len(part)
    return faults


# Nghị định 30/2020/NĐ-CP, Điều 8 khoản 2: nine elements; the seal is put on the signed copy.
NINE_ELEMENTS = {
    "intake_receipt": [
        COUNCIL, MOTTO, "Số: 2025-001", "Đắk Lắk, ngày", "GIẤY TIẾP NHẬN HỒ SƠ",
        "và hẹn trả kết quả", "đã tiếp nhận hồ sơ", "Nơi nhận:", "THƯ KÝ HỘI ĐỒNG",
    ],
    "supplement_notice": [
        COUNCIL, MOTTO, "/TB-HĐST", "Đắk Lắk, ngày … tháng … năm …", "THÔNG BÁO",
        "Yêu cầu bổ sung", "Kính gửi", "Nơi nhận:", "TL. CHỦ TỊCH HỘI ĐỒNG",
    ],
    "invitation": [
        "HỘI ĐỒNG QUỐC GIA GTCLQG", MOTTO, "/GM-HĐQG", "Hà Nội, ngày … tháng … năm …", "GIẤY MỜI",
        "Họp Hội đồng quốc gia", "trân trọng kính mời", "Nơi nhận:", "TM. HỘI ĐỒNG",
    ],
    "consultation_letter": [
        STANDING_BODY, MOTTO, "Số: 20/CV-MAU", "V/v hiệp y",
        "Kính gửi: Ủy ban nhân dân tỉnh Đắk Lắk",
        "đề nghị quý cơ quan cho ý kiến", "Nơi nhận:", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH",
    ],
    "submission_letter": [
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ", MOTTO, "Số: 1/TTr-MAU", "TỜ TRÌNH", "Về việc tặng",
        "Kính gửi: Thủ tướng Chính phủ", "kính trình", "Nơi nhận:", "BỘ TRƯỞNG",
    ],
    "draft_decision": [
        "THỦ TƯỚNG CHÍNH PHỦ", MOTTO, "/QĐ-TTg", "DỰ THẢO", "Hà Nội, ngày … tháng … năm …",
        "QUYẾT ĐỊNH", "Về việc tặng", "QUYẾT ĐỊNH:", "Điều 1.", "Điều 4.", "Nơi nhận:", "THỦ TƯỚNG",
    ],
    "result_notice": [
        STANDING_BODY, MOTTO, "/TB-UBTĐC", "Hà Nội, ngày … tháng … năm …", "THÔNG BÁO",
        "Kết quả xét tặng", "Kính gửi: Công ty cổ phần Mẫu", "Được tặng",
        "Nơi nhận:", "PHÓ CHỦ TỊCH",
    ],
    "evaluation_report": [
        COUNCIL, MOTTO, "/BC-HĐST", "Đắk Lắk, ngày", "BÁO CÁO", "Đánh giá của tổ chuyên gia",
        "Kính gửi", "Nơi nhận:", "TM. TỔ CHUYÊN GIA", "TRƯỞNG TỔ CHUYÊN GIA",
    ],
    "site_visit_record": [
        COUNCIL, MOTTO, "/BB-HĐST", "Đắk Lắk, ngày", "BIÊN BẢN", "Đánh giá tại chỗ tại",
        "Ý kiến, giải trình của tổ chức", "ĐẠI DIỆN TỔ CHỨC", "TM. TỔ CHUYÊN GIA",
    ],
    "session_minutes": [
        "HỘI ĐỒNG QUỐC GIA GTCLQG", MOTTO, "/BB-HĐQG", "Hà Nội, ngày", "BIÊN BẢN", "Có mặt",
        "Vắng mặt", "Chủ trì", "Kết quả: được thông qua", "Kết luận của chủ trì",
        "THƯ KÝ", "CHỦ TỊCH",
    ],
    "counting_minutes": [
        "HỘI ĐỒNG QUỐC GIA GTCLQG", MOTTO, "/BB-HĐQG", "Hà Nội, ngày", "BIÊN BẢN KIỂM PHIẾU",
        "Ban kiểm phiếu", "Kết quả kiểm phiếu", "Mã biên nhận", "THƯ KÝ", "CHỦ TỊCH",
    ],
    "shortlist": [
        COUNCIL, MOTTO, "/DS-HĐST", "Đắk Lắk, ngày", "DANH SÁCH ĐỀ NGHỊ",
        "Kính gửi: Ủy ban Tiêu chuẩn", "đề nghị xét tặng 01 tổ chức", "Nơi nhận:", "TM. HỘI ĐỒNG",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", NINE_ELEMENTS)
def test_an_administrative_document_has_the_nine_elements_in_their_order(of_2020, kind):
    text = words_of(of_2020[kind].content)

    assert NATION in text
    assert in_order(text, NINE_ELEMENTS[kind]) == []


def test_the_registration_form_states_the_facts_that_were_frozen(of_2020):
    text = words_of(of_2020["registration_form"].content)

    wanted = [
        NATION, MOTTO, "ĐƠN ĐĂNG KÝ THAM DỰ", "Kính gửi: Hội đồng sơ tuyển", NAME,
        "Mau Central Highlands", "Mã số thuế", "phường Mẫu, tỉnh Đắk Lắk", "Nguyễn Văn Mẫu",
        "Doanh nghiệp sản xuất nhỏ và vừa", "120 người", "25.000.000.000 đồng",
        "91.000.000.000", "-2.000.000.000", "TCVN ISO 9001:2015", "04/05/2027",
        "36 tháng", "cam kết", "GIÁM ĐỐC", "(Ký, ghi rõ họ tên, đóng dấu hoặc ký số)",
    ]  # fmt: skip
    assert in_order(text, wanted) == []


def test_the_form_of_2026_adds_product_sector_group_and_market_date(of_2026):
    text = words_of(of_2026["registration_form"].content)

    wanted = ["Sản phẩm, hàng hóa tham dự", "Cà phê rang xay Mẫu Sáng", "02/TB-MAU", "06/01/2020"]
    assert in_order(text, wanted) == []
    assert "Loại hình tham dự" not in text


def test_the_feedback_report_gives_the_frozen_numbers_exactly(of_2020):
    feedback = of_2020["feedback_report"]
    weights = (70, 50, 45, 40, 40, 45, 45, 45, 40, 45, 45, 40, 120, 80, 80, 80, 90)
    exact = sum(
        Decimal(weight * percent) / 100 for weight, percent in zip(weights, PERCENTS, strict=True)
    )

    pages = pages_of(feedback.content)

    assert exact == Decimal("612.75")
    assert feedback.data["total"] == "612.75"
    assert "612,75" in pages[2]
    assert "trên tổng số 1.000 điểm" in pages[2]
    assert "61,3 %" in pages[2]
    assert "600 (GTCLQG) và 800 (Giải Vàng)" in pages[2]


def test_the_feedback_report_names_no_assessor_and_no_single_percent(of_2020):
    feedback = of_2020["feedback_report"]

    text = words_of(feedback.content)

    assessors = {one["name"] for one in of_2020["evaluation_report"].data["team"]}
    assert len(assessors) == 3
    assert [name for name in assessors if name in text] == []
    assert "ratings" not in feedback.data
    assert "spread" not in str(feedback.data)
    assert text.count(STRENGTH) == 17
    assert text.count(IMPROVEMENT) == 17


def test_the_feedback_report_is_a_book_with_cover_contents_and_bookmarks(of_2020):
    feedback = of_2020["feedback_report"]

    cover, contents, summary, *_ = pages_of(feedback.content)

    assert "SHA-256" not in cover
    assert contents.split("Kết quả chung")[-1].split()[0] == "3"
    assert f"Trang 3 / {feedback.pages}" in summary
    assert "7. Kết quả hoạt động" in facts_of(feedback.content)["bookmarks"]


@pytest.mark.parametrize("edition", ["gtclqg-2020", "gtclqg-2026"])
def test_criteria_follow_one_another_and_every_heading_stands_over_its_text(specimens_of, edition):
    feedback = specimens_of(edition)["feedback_report"]
    criteria = feedback.data["criteria"]

    _, _, *pages = pages_of(feedback.content)

    depths = []
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        last = next(at for at, line in enumerate(lines) if line.startswith("Mã xác thực")) - 1
        assert lines[last] not in {"Điểm mạnh", "Cơ hội cải tiến"}
        assert "điểm · " not in lines[last]
        for one in criteria:
            head = f"{one['code']}. {one['title'][:12]}"
            begins = [at for at, line in enumerate(lines) if line.startswith(head)]
            depths += begins
            assert all(one["items"][0]["title"][:20] in page for _ in begins)
    assert len(depths) == len(criteria)
    assert max(depths) > 1  # below the end of the one before, not at the head of a page


def test_the_radar_has_its_words_for_those_who_do_not_see_it(of_2020):
    pictures = facts_of(of_2020["feedback_report"].content)["pictures"]

    (radar,) = [words for words in pictures if words.startswith("Biểu đồ mạng nhện")]
    assert "Vai trò của lãnh đạo 62,9 %; Chiến lược hoạt động" in radar


def test_the_book_has_the_parts_in_order_every_answer_and_the_index_with_hashes(of_2020):
    book = of_2020["dossier_book"]

    text = words_of(book.content)
    papers = [paper for part in book.data["parts"] for paper in part["evidence"]]

    parts = [f"Phần {part['code']}. {part['title']}" for part in book.data["parts"]]
    assert [part["code"] for part in book.data["parts"]] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert in_order(text.split("Danh mục bằng chứng", 1)[1], parts) == []
    assert text.count(ANSWER.split("\n\n")[0].replace("  ", " ")[:60]) == 17 + 7
    assert text.count("tự chấm 60 %") == 17
    assert len(papers) == 8
    assert all(text.count(paper["sha256"]) >= 2 for paper in papers)
    assert text.count("Mật kinh doanh") >= 2


def test_the_book_counts_its_contents_in_pages(of_2020):
    pages = pages_of(of_2020["dossier_book"].content)

    (line,) = [line for line in pages[1].splitlines() if line.strip().startswith("Phần 2.")]
    number = int(line.split()[-1])

    assert "Phần 2. Báo cáo giới thiệu chung" in pages[number - 1]


def test_a_score_form_is_one_person_s_own(of_2020):
    form = of_2020["score_form"]

    text = words_of(form.content)

    team = {one["name"] for one in of_2020["evaluation_report"].data["team"]}
    others = team - {form.data["assessor"]}
    assert len(others) == 2
    assert form.data["assessor"] in text
    assert [name for name in others if name in text] == []
    assert "Cam kết bảo mật và khách quan" in text


def test_the_evaluation_report_proposes_and_does_not_decide(of_2020):
    text = words_of(of_2020["evaluation_report"].content)

    assert "kiến nghị hội đồng: xem xét mức Giải thưởng Chất lượng Quốc gia" in text
    assert "Quyết định thuộc thẩm quyền của hội đồng" in text
    assert "612,75" in text


def test_letters_to_provinces_carry_registered_facts_and_no_scores(of_2020):
    letter = of_2020["consultation_letter"]

    text = words_of(letter.content)

    assert "DANH SÁCH HIỆP Y" in text
    assert NAME.split()[-1] in text
    assert letter.data["entries"][0]["organisation"]["tax_code"] in text
    assert [word for word in ("612", "điểm", "phiếu", "mật", "tài liệu") if word in text] == []
    assert not {"total", "tier", "evidence", "criteria"} & set(letter.data["entries"][0])


@pytest.mark.parametrize(
    ("edition", "team", "asked"),
    [("gtclqg-2020", "tổ chuyên gia", "hiệp y"), ("gtclqg-2026", "nhóm chuyên gia", "lấy ý kiến")],
)
def test_each_edition_speaks_its_own_words(specimens_of, edition, team, asked):
    made = specimens_of(edition)

    assert team in words_of(made["evaluation_report"].content)
    assert asked in words_of(made["consultation_letter"].content)


def test_who_decides_follows_the_edition(of_2020, of_2026):
    old, new = (words_of(made["draft_decision"].content) for made in (of_2020, of_2026))

    assert in_order(old, ["THỦ TƯỚNG CHÍNH PHỦ", "/QĐ-TTg", "Tặng Giải thưởng"]) == []
    assert in_order(new, ["BỘ KHOA HỌC VÀ CÔNG NGHỆ", "/QĐ-BKHCN", "BỘ TRƯỞNG BỘ KHOA HỌC"]) == []


def test_provisional_values_are_marked_on_paper(of_2026):
    feedback = words_of(of_2026["feedback_report"].content)
    minutes = words_of(of_2026["session_minutes"].content)

    assert "Điểm có dấu * là tạm thời, chưa có văn bản chính thức." in feedback
    assert "600*" in feedback
    assert "tham số tạm thời" in minutes


def test_the_certificate_names_award_owner_decision_and_register(of_2020, of_2026):
    old, new = (words_of(made["certificate"].content) for made in (of_2020, of_2026))

    assert in_order(
        old,
        [NATION, MOTTO, "THỦ TƯỚNG CHÍNH PHỦ", "tặng", "GIẢI THƯỞNG CHẤT LƯỢNG QUỐC GIA",
         "năm 2025", NAME, "Tỉnh Đắk Lắk", "Quyết định số 1/QĐ-TTg-MAU", "2025/001"],
    ) == []  # fmt: skip
    assert in_order(
        new,
        ["BỘ TRƯỞNG BỘ KHOA HỌC VÀ CÔNG NGHỆ", "GIẢI BẠC CHẤT LƯỢNG QUỐC GIA",
         "VIETNAM BEST QUALITY", "năm 2026", "Cà phê rang xay Mẫu Sáng", f"của {NAME}", "2026/001"],
    ) == []  # fmt: skip


def test_demonstration_data_say_so_on_paper(of_2020):
    assert "Dữ liệu minh họa" in words_of(of_2020["registration_form"].content)
    assert "BẢN MINH HỌA" in words_of(of_2020["certificate"].content)
