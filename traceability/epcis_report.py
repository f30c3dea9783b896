"""Every finding the EPCIS readers can make: its level, its sentence, and where it is gathered."""

from collections.abc import Mapping
from dataclasses import replace
from string import digits
from typing import Final

from traceability.findings import Finding, Level

MOST_FINDINGS: Final = 1000

SENTENCES: Final[Mapping[str, tuple[Level, str]]] = {
    # the file as a whole
    "unreadable": ("error", "Không đọc được tệp: {reason}."),
    "empty": ("error", "Tệp rỗng."),
    "too-large": ("error", "Tệp lớn hơn giới hạn {limit} byte."),
    "too-deep": ("error", "Dữ liệu lồng nhau quá {limit} tầng."),
    "too-many-values": ("error", "Tệp có hơn {limit} giá trị; hãy chia thành nhiều tệp."),
    "encoding": ("error", "Tệp không phải là văn bản {encoding} hợp lệ."),
    "not-json": ("error", "Tệp không phải là JSON hợp lệ (dòng {line}, cột {column})."),
    "not-xml": ("error", "Tệp không phải là XML hợp lệ (dòng {line}, cột {column})."),
    "number-range": ("error", "Tệp có số nằm ngoài phạm vi tính được."),
    "doctype": ("error", "Tệp XML có khai báo DOCTYPE, không được chấp nhận."),
    # document
    "document-unknown": (
        "error",
        "Đây không phải là tài liệu EPCIS: cần EPCISDocument, EPCISQueryDocument hoặc một sự kiện.",
    ),
    "required": ("error", "Thiếu trường bắt buộc “{name}”."),
    "kind-wrong": ("error", "Giá trị phải là {expected}."),
    "version-malformed": ("error", "“{value}” không phải là số phiên bản (ví dụ: 2.0)."),
    "version-differs": ("warning", "Tài liệu ghi phiên bản {value} nhưng có cấu trúc của {found}."),
    "context-malformed": ("error", "“@context” phải gồm các URI hoặc các đối tượng khai báo."),
    "context-foreign": ("warning", "“@context” chưa nêu ngữ cảnh EPCIS của GS1."),
    "prefix-undeclared": ("warning", "Tiền tố “{name}” chưa được khai báo trong “@context”."),
    "key-repeated": ("error", "Trường “{name}” xuất hiện nhiều lần trong cùng một đối tượng."),
    "text-broken": ("error", "Văn bản chứa ký tự không hợp lệ (U+0000 hoặc nửa cặp thay thế)."),
    "more-findings": ("warning", "Còn phát hiện khác; chỉ liệt kê {limit} phát hiện đầu tiên."),
    # fields
    "field-unknown": ("error", "Trường “{name}” không có trong EPCIS ở vị trí này."),
    "namespace-missing": (
        "error",
        "Trường “{name}” không có trong EPCIS; trường mở rộng phải có tiền tố không gian tên.",
    ),
    "field-misplaced": ("warning", "Trường “{name}” thuộc về sensorMetadata."),
    "uri-malformed": ("error", "“{value}” không phải là URI."),
    "uri-broken": ("error", "“{value}” không phải là URI."),
    "time-malformed": (
        "error",
        "“{value}” không phải là thời điểm có múi giờ (ví dụ: 2026-11-21T08:30:00+07:00).",
    ),
    "time-short": ("warning", "Thời điểm “{value}” thiếu giây."),
    "offset-malformed": ("error", "“{value}” không phải là độ lệch múi giờ (ví dụ: +07:00)."),
    "number-malformed": ("error", "“{value}” không phải là số."),
    "boolean-malformed": ("error", "“{value}” không phải là true hoặc false."),
    "hex-malformed": ("error", "“{value}” không phải là chuỗi thập lục phân."),
    "uom-malformed": (
        "error",
        "“{value}” không phải là mã đơn vị của Khuyến nghị 20 UN/ECE (ví dụ: KGM).",
    ),
    "action-unknown": ("error", "“action” phải là ADD, OBSERVE hoặc DELETE, không phải “{value}”."),
    "word-unknown": (
        "error",
        "“{value}” không có trong từ vựng chuẩn CBV 2.0; hãy dùng từ chuẩn hoặc một URI đầy đủ.",
    ),
    "word-unlisted": ("warning", "“{value}” nằm trong vùng từ vựng của GS1 nhưng không có ở CBV."),
    "word-legacy": ("warning", "“{value}” là cách viết của EPCIS 1.2; nên viết “{short}”."),
    "measurement-unknown": ("warning", "“{value}” không phải là loại phép đo của GS1."),
    "list-empty": ("error", "Danh sách “{name}” phải có ít nhất một phần tử."),
    "item-repeated": ("error", "“{value}” lặp lại trong danh sách."),
    "child-repeated": ("warning", "“{value}” lặp lại trong danh sách."),
    "quantity-negative": ("warning", "Số lượng {value} nhỏ hơn 0."),
    # events
    "event-unknown": ("error", "“{value}” không phải là loại sự kiện EPCIS."),
    "event-other": ("warning", "Loại sự kiện riêng “{value}”: được giữ nguyên, không truy vết."),
    "event-deprecated": ("warning", "QuantityEvent đã bị thay thế; được đọc như ObjectEvent."),
    "objects-missing": ("error", "Sự kiện không nêu đối tượng nào: cần {names}."),
    "ilmd-not-add": ("error", "“ilmd” chỉ được dùng khi “action” là ADD."),
    "parent-missing": ("warning", "Sự kiện {action} nên có “parentID”."),
    "future": ("warning", "Thời điểm sự kiện {value} nằm ở tương lai."),
    "offset-differs": (
        "warning",
        "Múi giờ của “eventTime” ({value}) khác “eventTimeZoneOffset” ({offset}).",
    ),
    "recorded-before": ("warning", "“recordTime” sớm hơn “eventTime”."),
    # XML
    "element-unknown": ("error", "Phần tử “{name}” không có trong lược đồ ở vị trí này."),
    "attribute-unknown": ("error", "Thuộc tính “{name}” không có trong lược đồ ở vị trí này."),
    "text-misplaced": ("error", "Ở đây chỉ được có phần tử, không được có văn bản “{value}”."),
    "element-repeated": ("error", "Phần tử “{name}” chỉ được xuất hiện một lần."),
    "element-order": ("error", "Phần tử “{name}” sai thứ tự của lược đồ."),
    "element-unordered": (
        "warning",
        "Các phần tử của sự kiện không theo thứ tự nào của lược đồ; được đọc theo tên.",
    ),
    "element-late": ("warning", "Phần tử “{name}” của EPCIS 2.0 nằm trong tài liệu 1.2."),
    "namespace-wrong": ("error", "Phần tử gốc có không gian tên “{value}” không thuộc EPCIS."),
    "namespace-local": ("warning", "Phần tử “{name}” không được mang không gian tên."),
    "event-list-missing": ("warning", "Tài liệu không có EventList."),
}


class UnusableError(Exception):
    """The input cannot be read at all; `finding` says why, at path `$`."""

    def __init__(self, code: str, **params: object) -> None:
        self.finding = finding("$", code, params)
        super().__init__(self.finding.message)


def finding(path: str, code: str, params: Mapping[str, object]) -> Finding:
    """The finding of this code, its sentence filled with `params` (long texts cut short)."""
    level, sentence = SENTENCES[code]
    return Finding(
        level, path, code, sentence.format_map({k: _brief(v) for k, v in params.items()})
    )


def _brief(value: object) -> str:
    text = printable(str(value))
    if len(text) <= 80:
        return text
    # A person's number cut in two would no longer be known as one, and be shown.
    start = text[:79].rstrip(digits) if text[79] in digits else text[:79]
    return f"{start}…"


def printable(text: str) -> str:
    """A text that can be printed and stored: without U+0000 and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


class Report:
    """Gathers the findings of one document, `MOST_FINDINGS` at most.

    `levels` changes the level of some codes, as XML Schema is laxer than the JSON schema;
    None leaves the finding out.
    """

    def __init__(self, levels: Mapping[str, Level | None] | None = None) -> None:
        self.findings: list[Finding] = []
        self.errors = 0
        self._levels = levels or {}
        self._cut = False

    def add(self, path: str, code: str, **params: object) -> bool:
        """Put down one finding; True if it is an error."""
        level = self._levels.get(code, SENTENCES[code][0])
        if level is None:
            return False
        is_error = level == "error"
        self.errors += is_error
        if len(self.findings) < MOST_FINDINGS:
            found = finding(path, code, params)
            self.findings.append(replace(found, level=level))
        elif not self._cut:
            self._cut = True
            self.findings.append(finding("$", "more-findings", {"limit": MOST_FINDINGS}))
        return is_error
