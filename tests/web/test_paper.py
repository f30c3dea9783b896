"""The three frames of paper, printed with a fetcher that refuses everything but named assets."""

import io
import subprocess

import pikepdf
import pytest
from gallery import PICTURE, make_app
from paper import Assets, paper
from weasyprint import HTML

from award.reports import pdf

A4 = (595, 842)


@pytest.fixture(scope="module")
def app():
    app = make_app()
    pdf.init_app(app)
    return app


def fonts(pdf: pikepdf.Pdf) -> set[str]:
    """The families in use, without the tag of the subset."""
    names = {
        str(font.BaseFont)
        for page in pdf.pages
        for font in page.resources.get("/Font", pikepdf.Dictionary()).values()
    }
    return {name.partition("+")[2] for name in names}


def text(data: bytes) -> list[str]:
    """The text of each page; needs poppler-utils, as the reports do."""
    out = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return out.stdout.decode().split("\f")[:-1]


def size(pdf: pikepdf.Pdf) -> tuple[int, int]:
    box = pdf.pages[0].mediabox
    return round(box[2]), round(box[3])


def test_an_administrative_document_has_its_nine_elements_and_hides_the_first_page_number(app):
    fetcher = Assets()

    data = paper(app, "minutes.html", fetcher)

    pdf = pikepdf.open(io.BytesIO(data))
    first, second = text(data)
    assert fetcher.refused == []
    assert size(pdf) == A4
    assert fonts(pdf) == {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}
    for element in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "Số: 15/BB-HĐST",
        "Đắk Lắk, ngày 05 tháng 02 năm 2026",
        "BIÊN BẢN",
        "Mã xác thực GT25-7KQM-4D2X",
    ):
        assert element in first
    for element in ("Nơi nhận:", "TM. HỘI ĐỒNG", "CHỦ TỊCH", "Lưu: VT, HĐST."):
        assert element in second
    assert first.lstrip().split()[0] != "1"
    assert second.lstrip().split()[0] == "2"


def test_a_report_has_a_cover_contents_with_pages_and_its_own_typeface(app):
    fetcher = Assets()

    data = paper(app, "feedback.html", fetcher, picture=PICTURE)

    pdf = pikepdf.open(io.BytesIO(data))
    cover, contents, summary, chapter = text(data)
    assert fetcher.refused == []
    assert fonts(pdf) == {"Be-Vietnam-Pro", "Be-Vietnam-Pro-Semi-Bold", "Be-Vietnam-Pro-Bold"}
    assert "SHA-256" not in cover
    assert "Trang 2 / 4" in contents
    assert contents.split("Tóm tắt")[1].split()[0] == "3"
    assert "612,75 / 1.000" in summary
    assert "Báo cáo phản hồi · Công ty Mẫu" in chapter


def test_a_certificate_is_one_landscape_page(app):
    fetcher = Assets()

    data = paper(app, "reports/_certificate.html", fetcher)

    pdf = pikepdf.open(io.BytesIO(data))
    (page,) = text(data)
    assert fetcher.refused == []
    assert size(pdf) == (A4[1], A4[0])
    assert "GIẢI THƯỞNG CHẤT LƯỢNG QUỐC GIA" in page
    assert "2025/001" in page


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "asset:../config.py", "http://127.0.0.1/x.png", "asset:no.png"],
)
def test_paper_reads_nothing_but_named_assets(address):
    fetcher = Assets()

    HTML(string=f'<img src="{address}" alt="">', url_fetcher=fetcher).write_pdf()

    assert fetcher.refused == [address]
