"""What the scoring core refuses, as a code with its parameters and a Vietnamese sentence."""

from typing import Final

SENTENCES: Final = {
    "assessor_repeated": "Chuyên gia {assessor} có hai lượt chấm cho hạng mục {item}.",
    "cell_count": "Dòng {row} có {found} ô, phải có {expected} ô như dòng đầu.",
    "cell_not_number": "Dòng {row}, cột {column}: “{value}” không phải là số.",
    "command": "Lệnh không đúng: {reason}; xem python -m scoring --help.",
    "count_wrong": "{name} phải là số nguyên không âm, không phải {value}.",
    "file_no_rows": "Tệp {file} không có dòng dữ liệu nào.",
    "file_not_csv": "Tệp {file} không phải là CSV hợp lệ: {reason}.",
    "file_not_json": "Tệp {file} không phải là JSON hợp lệ: {reason}.",
    "file_not_text": "Tệp {file} không phải là văn bản UTF-8.",
    "file_too_large": "Tệp {file} lớn hơn {limit} byte.",
    "file_unreadable": "Không đọc được tệp {file}: {reason}.",
    "item_unknown": "Hạng mục {item} không có trong bộ quy tắc {rulebook}.",
    "paper_mismatch": "Số phiếu không khớp: {rule}, nhưng số đã nhập là {left} và {right}.",
    "percent_not_integer": "Tỷ lệ điểm của hạng mục {item} phải là số nguyên, không phải {value}.",
    "percent_off_step": (
        "Tỷ lệ điểm {value} của hạng mục {item} không đúng thang: "
        "phải từ {low} đến {high}, cách nhau {step}."
    ),
    "rulebook_invalid": "{file}: {key}: {reason}.",
    "rulebook_unknown": "Không có bộ quy tắc {rulebook}; hiện có: {known}.",
    "sheet_altered": "Phiếu kết quả điểm không khớp với nội dung của chính nó: {part}.",
    "sheet_rulebook": "Phiếu kết quả điểm lập theo {found}, không phải {expected}.",
    "solver_stopped": "Bộ giải dừng mà không có kết quả chắc chắn: {status}.",
    "tier_out_of_reach": "Không thể trao mức {tier}: {reason}",
    "value_repeated": "{key}: “{value}” xuất hiện hai lần.",
    "value_unknown": "{key}: “{value}” chưa được khai báo.",
    "value_wrong": "{key}: {reason}.",
}
_LONGEST: Final = 200


def shown(value: object) -> str:
    """Return a value as one printable line of bounded length, fit to stand in a sentence."""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


class ScoringError(ValueError):
    """A refusal: `code` names it, `params` its particulars, `str()` is the Vietnamese sentence."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(SENTENCES[code].format_map({k: shown(v) for k, v in params.items()}))


class RulebookError(ScoringError):
    """A rulebook file is not usable; names the file, the key and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__("rulebook_invalid", file=file, key=key, reason=reason)
