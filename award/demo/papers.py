"""Real small PDFs for dossiers: one page a kind, printed once, marked with whose it is."""

import io
from functools import cache

import pikepdf

from award.reports.printing import press

KINDS = {
    "4": "Chứng chỉ hệ thống quản lý",
    "5": "Phiếu kết quả thử nghiệm và bản công bố hợp chuẩn, hợp quy",
    "6": "Báo cáo kết quả quan trắc môi trường",
    "7": "Xác nhận nghĩa vụ thuế và chế độ bảo hiểm xã hội",
    "8": "Báo cáo kết quả sản xuất, kinh doanh",
    "9": "Tài liệu chứng minh về sản phẩm, hàng hóa",
    "signed": "Bản đã ký và đóng dấu",
}
PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="asset:print.css">
<link rel="stylesheet" href="asset:print-administrative.css"></head><body>
<h1>{title}</h1>
<p>Tài liệu mẫu của một tổ chức không có thật, dùng để minh họa phần mềm.
Không có giá trị pháp lý.</p>
<p>Nội dung thật của loại tài liệu này gồm: tên và địa chỉ của tổ chức, phạm vi, thời gian, kết quả
theo từng chỉ tiêu, kết luận, chữ ký và dấu của bên phát hành.</p>
</body></html>"""


def paper(kind: str, mark: str) -> bytes:
    """The page of a kind with a line of plain letters at its top, so that no two are the same."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(_page(kind))) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier
        )
        name = page.add_resource(font, pikepdf.Name.Font)
        line = f"q BT {name} 9 Tf 90 812 Td ({mark}) Tj ET Q".encode("ascii", "replace")
        page.contents_add(line)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def title_of(kind: str) -> str:
    """What the paper says it is."""
    return KINDS.get(kind, "Tài liệu kèm theo")


@cache
def _page(kind: str) -> bytes:
    """Printed as every other paper is, but without a document behind it."""
    return press().print(PAGE.format(title=title_of(kind)), f"demo-{kind}")[0]
