"""The catalogue of standards and law, and the warning for a standard that was replaced (T29)."""

import pytest

from traceability.catalogue import replaced_in


def test_t29_anybody_finds_a_standard_with_or_without_accents(client):
    page = client.get("/standards?q=rau+qua+tuoi")

    assert "TCVN 12827:2019" in page.text
    assert "Đã thay thế" in page.text
    assert "bằng TCVN 12827:2023" in page.text
    assert "TCVN 13840:2023" not in page.text


def test_the_catalogue_shows_all_standards_and_the_days_in_force_of_the_law(client):
    page = client.get("/standards")

    assert page.text.count("Hiện hành") >= 35
    assert "Nghị định 37/2026/NĐ-CP" in page.text
    assert "23/01/2026" in page.text
    assert "Chưa có hiệu lực" in page.text


def test_a_search_that_finds_nothing_says_what_to_do(client):
    page = client.get("/standards?q=khong-co-gi%00")

    assert page.status_code == 200
    assert "Không tìm thấy tiêu chuẩn hay quy định nào." in page.text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TCVN 13167:2020", 1),
        ("theo tcvn 13167 : 2020 và 12827:2019", 2),
        ("TCVN 13167:2025", 0),
        ("TCVN 113167:2020", 0),
        ("TCVN 13167:20201", 0),
        ("", 0),
    ],
)
def test_t29_a_replaced_standard_is_found_in_what_was_typed(text, count):
    assert len(replaced_in(text)) == count


def test_t29_picking_a_replaced_standard_for_a_product_warns(browser, editor, product):
    answer = browser(editor).post(
        f"/trace/products/{product.id}/edit",
        data={
            "version": product.version, "name": "Cà phê Mẫu", "gtin": "8938505970011",
            "profile": "default", "risk": "low", "item_standards": "TCVN 13167:2020",
        },
        follow_redirects=True,
    )  # fmt: skip

    assert "TCVN 13167:2020 đã được thay thế bằng TCVN 13167:2025" in answer.text
    page = browser(editor).get(f"/trace/products/{product.id}")
    assert "Tiêu chuẩn áp dụng: TCVN 13167:2020 đã được thay thế" in page.text


def test_t29_evidence_that_names_a_replaced_standard_warns(browser, editor, product):
    answer = browser(editor).post(
        f"/trace/products/{product.id}/evidence/R01",
        data={
            "evidence_class": "declared", "satisfaction": "1",
            "statement": "Áp dụng TCVN 12827:2019 từ năm 2024.",
        },
        follow_redirects=True,
    )  # fmt: skip

    assert "hãy dùng TCVN 12827:2023" in answer.text
