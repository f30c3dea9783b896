"""Papers of the tests: facts for the three frames, and a fetcher that gives named assets only."""

import mimetypes
from datetime import date

from flask import Flask, render_template
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from award.screen import STATIC

SHA256 = "3f2a91c0b7d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4"
FACTS = {
    "day": date(2026, 2, 5),
    "running_title": "Báo cáo phản hồi · Công ty Mẫu",
    "proof": {
        "code": "GT25-7KQM-4D2X",
        "sha256": SHA256,
        "address": "example.vn/xac-thuc",
        "qr": "",
    },
    "certificate": {
        "giver": "Bộ trưởng Bộ Khoa học và Công nghệ",
        "verb": "tặng",
        "title": "Giải thưởng Chất lượng Quốc gia",
        "tier": "Giải Vàng",
        "owner": "Công ty cổ phần Mẫu Chế biến Nông sản và Xuất nhập khẩu Tây Nguyên",
        "reason": "Đã đạt thành tích về năng suất, chất lượng sản phẩm, hàng hóa năm 2025.",
        "year": 2025,
        "decision": "Theo Quyết định số 00/QĐ-MAU ngày 05/02/2026",
        "register": "2025/001",
        "place": "Hà Nội",
        "day": date(2026, 2, 5),
        "post": "Bộ trưởng",
        "signer": "Bộ trưởng Mẫu 01",
        "status": "BẢN MẪU",
    },
}


class Assets(URLFetcher):
    """Gives `asset:<name>` from the static folder and inline images; refuses everything else."""

    refused: list[str]

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",))
        self.refused = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = (STATIC / url.removeprefix("asset:")).resolve()
        if not url.startswith("asset:") or not path.is_relative_to(STATIC) or not path.is_file():
            self.refused.append(url)
            raise ValueError(f"not a named asset: {url}")
        kind = mimetypes.guess_type(path.name)[0] or "font/ttf"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def paper(app: Flask, template: str, fetcher: Assets, **facts: object) -> bytes:
    """One PDF of a template."""
    with app.test_request_context():
        html = render_template(template, **FACTS, **facts)
    return HTML(string=html, url_fetcher=fetcher).write_pdf()
