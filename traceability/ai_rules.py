"""Content rules of application identifier values: dates, countries, check digits and the like."""

import calendar
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stdnum import iban

from traceability.application_identifiers import rulebook
from traceability.checkdigits import (
    CHARACTER_SET_32,
    CHARACTER_SET_82,
    check_digit,
    check_pair,
    is_digits,
)

# A rule takes characters of the right set and length; it answers None or (code, sentence).
Fault = tuple[str, str]
Rule = Callable[[str], Fault | None]

# GS1 General Specifications §1.4.4: the shortest company prefix in the world has four digits.
SHORTEST_COMPANY_PREFIX = 4


def _csum(text: str) -> Fault | None:
    expected = check_digit(text[:-1])
    if text[-1] == expected:
        return None
    return "check_digit", f"Chữ số kiểm tra sai: đang là {text[-1]}, đúng phải là {expected}."


def _csumalpha(text: str) -> Fault | None:
    payload, pair = text[:-2], text[-2:]
    if not payload:
        return "length", "Quá ngắn để có cặp ký tự kiểm tra."
    if any(character not in CHARACTER_SET_32 for character in pair):
        return "check_pair", f"Cặp ký tự kiểm tra chỉ dùng các ký tự {CHARACTER_SET_32}."
    expected = check_pair(payload)
    if pair == expected:
        return None
    return "check_pair", f"Cặp ký tự kiểm tra sai: đang là {pair}, đúng phải là {expected}."


def _prefix_at(start: int) -> Rule:
    def rule(text: str) -> Fault | None:
        head = text[start : start + SHORTEST_COMPANY_PREFIX]
        if len(head) == SHORTEST_COMPANY_PREFIX and is_digits(head):
            return None
        return "company_prefix", "Phải có mã doanh nghiệp GS1 (ít nhất 4 chữ số) ở đúng vị trí."

    return rule


def _date(year: int, month: int, day: int, *, day_may_be_zero: bool) -> Fault | None:
    if not 1 <= month <= 12:
        return "date", f"Tháng {month:02d} không có thật."
    if day == 0 and day_may_be_zero:
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return "date", f"Ngày {day:02d} không có trong tháng {month:02d} của năm ghi trong mã."
    return None


def _short_date(*, day_may_be_zero: bool) -> Rule:
    def rule(text: str) -> Fault | None:
        # Leap years follow the same pattern in 1951-1999 and 2000-2076, so 2000 + YY serves both.
        year, month, day = int(text[:2]) + 2000, int(text[2:4]), int(text[4:])
        return _date(year, month, day, day_may_be_zero=day_may_be_zero)

    return rule


def _long_date(text: str) -> Fault | None:
    year = int(text[:4])
    if year == 0:
        return "date", "Năm 0000 không có thật."
    return _date(year, int(text[4:6]), int(text[6:]), day_may_be_zero=False)


def _hour(text: str) -> Fault | None:
    return None if int(text) < 24 else ("time", f"Giờ {text} không có thật (00–23).")


def _sixtieth(word: str) -> Rule:
    def rule(text: str) -> Fault | None:
        return None if int(text) < 60 else ("time", f"{word} {text} không có thật (00–59).")

    return rule


_minute = _sixtieth("Phút")


def _hour_minute(text: str) -> Fault | None:
    return _hour(text[:2]) or _minute(text[2:])


def _listed(name: str, code: str, sentence: str, *extra: str) -> Rule:
    def rule(text: str) -> Fault | None:
        known = text in rulebook().lists[name] or text in extra
        return None if known else (code, sentence.format(text))

    return rule


def _matching(pattern: str, code: str, sentence: str) -> Rule:
    compiled = re.compile(pattern)

    def rule(text: str) -> Fault | None:
        return None if compiled.fullmatch(text) else (code, sentence)

    return rule


def _at_most(limit: int, sentence: str) -> Rule:
    def rule(text: str) -> Fault | None:
        return None if int(text) <= limit else ("coordinate", sentence)

    return rule


def _part(number: int, total: int) -> Fault | None:
    if number == 0 or total == 0:
        return "part", "Số thứ tự và tổng số phải lớn hơn 0."
    if number > total:
        return "part", f"Phần thứ {number} vượt quá tổng số {total}."
    return None


def _piece_of_total(text: str) -> Fault | None:
    return _part(int(text[:2]), int(text[2:]))


def _position_in_sequence(text: str) -> Fault | None:
    match = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", text)
    if match is None:
        return "part", "Phải viết dạng thứ tự/tổng số, ví dụ 1/2, không có số 0 đứng đầu."
    return _part(int(match[1]), int(match[2]))


def _iban(text: str) -> Fault | None:
    if re.fullmatch(r"[A-Z0-9]+", text) and iban.is_valid(text):
        return None
    return "iban", "Số tài khoản IBAN không hợp lệ."


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "csum": _csum,
        "csumalpha": _csumalpha,
        "gcppos1": _prefix_at(0),
        "gcppos2": _prefix_at(1),
        "yymmdd": _short_date(day_may_be_zero=False),
        "yymmd0": _short_date(day_may_be_zero=True),
        "yyyymmdd": _long_date,
        "hh": _hour,
        "mi": _minute,
        "ss": _sixtieth("Giây"),
        "hhmi": _hour_minute,
        "iso3166": _listed("country_numeric", "country", "{} không phải mã nước ISO 3166."),
        "iso3166999": _listed("country_numeric", "country", "{} không phải mã nước.", "999"),
        "iso3166alpha2": _listed("country_alpha2", "country", "{} không phải mã nước hai chữ."),
        "iso4217": _listed("currency_numeric", "currency", "{} không phải mã tiền tệ ISO 4217."),
        "mediatype": _listed("media_type", "media_type", "{} không phải loại vật mang AIDC."),
        "iso5218": _matching(r"[0129]", "sex", "Giới tính ghi 0, 1, 2 hoặc 9 (ISO 5218)."),
        "latitude": _at_most(1_800_000_000, "Vĩ độ vượt quá giới hạn."),
        "longitude": _at_most(3_600_000_000, "Kinh độ vượt quá giới hạn."),
        "zero": _matching(r"0", "zero", "Chữ số này phải là 0."),
        "nonzero": _matching(r"[0-9]*[1-9][0-9]*", "zero", "Giá trị phải lớn hơn 0."),
        "nozeroprefix": _matching(r"[1-9][0-9]*", "zero", "Không được bắt đầu bằng số 0."),
        "yesno": _matching(r"[01]", "flag", "Chỉ nhận 0 (không) hoặc 1 (có)."),
        "winding": _matching(r"[019]", "flag", "Chiều cuộn chỉ nhận 0, 1 hoặc 9."),
        "hyphen": _matching(r"-", "sign", "Chỉ nhận dấu trừ."),
        "importeridx": _matching(
            r"[-0-9A-Z_a-z]", "importer", "Chỉ số nhà nhập khẩu không hợp lệ."
        ),
        "hasnondigit": _matching(r".*[^0-9].*", "digits", "Phải có ít nhất một ký tự không là số."),
        "pcenc": _matching(
            r"(?:[^%]|%[0-9A-Fa-f]{2})*", "percent_encoding", "Mã hóa phần trăm (%XX) không đúng."
        ),
        "pieceoftotal": _piece_of_total,
        "posinseqslash": _position_in_sequence,
        "iban": _iban,
    }
)

CHARACTER_SETS: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "N": (re.compile(r"[0-9]*"), "chỉ nhận chữ số 0–9"),
        "X": (
            re.compile(f"[{re.escape(CHARACTER_SET_82)}]*"),
            "chỉ nhận 82 ký tự của GS1 (chữ cái không dấu, chữ số và một số dấu)",
        ),
        "Y": (
            re.compile(r"[-#/0-9A-Z]*"),
            "chỉ nhận 39 ký tự của GS1 (chữ in hoa không dấu, chữ số, #, - và /)",
        ),
        "Z": (re.compile(r"[-_A-Za-z0-9]*={0,2}"), "chỉ nhận ký tự base64 dùng trong URI"),
    }
)
