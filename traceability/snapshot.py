"""The frozen result of a check: what went in by hash, what came out, and why another differs."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final, Self

from traceability.checks import Case, Report
from traceability.metrics import percent_text, settings, settings_sha256
from traceability.metrics_dates import utc_day
from traceability.metrics_subject import Subject

ENGINE_VERSION: Final = "3"
"""Changes when the same input would give another result."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A result as canonical JSON text; the text never changes, its SHA-256 names it.

    The content has `engine`, `at`, `seed`, `profile`, `settings`, `rule_sets`, `checklist`,
    `data` (count and hash of events, by month too), `declared` (hash of all other input) and
    `result`. The time of freezing is no part of it, so that a later run gives the same hash.
    """

    text: str

    @classmethod
    def freeze(cls, case: Case, report: Report, events: Iterable[tuple[datetime, str]]) -> Self:
        """Freeze a report; `events` are time and event hash (CBV 2.0 §8.9) of each event that
        the case's chain was built from."""
        subject = case.subject
        content = {
            "engine": ENGINE_VERSION,
            "at": subject.at.isoformat(),
            "seed": case.seed,
            "profile": {
                "id": subject.profile.id,
                "version": subject.profile.version,
                "sha256": subject.profile.sha256,
            },
            "settings": {"version": settings()["version"], "sha256": settings_sha256()},
            "rule_sets": [
                {"id": one.id, "version": one.version, "sha256": one.sha256}
                for one in subject.rule_sets
            ],
            "checklist": _digest([asdict(point) for point in case.checklist()]),
            "data": _data(events),
            "declared": _digest(declared(case)),
            "result": report.result(),
        }
        return cls(_canonical(content))

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """The snapshot with this content, as it was kept."""
        return cls(_canonical(content))

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def content(self) -> dict[str, Any]:
        """The content as a fresh copy."""
        content: dict[str, Any] = json.loads(self.text)
        return content


def explain(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """Why two snapshots differ, as Vietnamese sentences: causes first, then what changed.

    Empty when they are the same.
    """
    before, after = old.content, new.content
    return (*explain_causes(old, new), *_changes(before["result"], after["result"]))


def explain_causes(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """What went into two snapshots differently, as Vietnamese sentences."""
    return tuple(_causes(old.content, new.content))


_PARTS = {
    "organisation": "Mã số thuế của tổ chức",
    "prefixes": "Tiền tố mã của tổ chức hoặc của đối tác",
    "single_keys": "Mã địa điểm của tổ chức",
    "partners": "Danh sách đối tác trong hệ thống",
    "products": "Thông tin khai báo của sản phẩm",
    "carriers": "Nội dung đọc được từ nhãn",
    "drills": "Kết quả diễn tập truy xuất – thu hồi",
    "overrides": "Đánh giá khác của chuyên gia",
}


def explain_declared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Which declared input of a check differs from that of another, as Vietnamese sentences."""
    changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    sentences = [
        f"{_PARTS.get(name, 'Thông tin khai báo khác')} đã thay đổi."
        for name in sorted(changed)
        if name != "proofs"
    ]
    if "proofs" in changed:
        codes = _points_of(before["proofs"], after["proofs"])
        sentences.append(f"Bằng chứng đã thay đổi ở điểm {', '.join(codes)}.")
    return tuple(dict.fromkeys(sentences))


def _points_of(before: Iterable[Any], after: Iterable[Any]) -> list[str]:
    """Codes of the control points of which the proofs differ."""
    texts = [{(one["point"], _canonical(one)) for one in proofs} for proofs in (before, after)]
    return sorted({code for code, _ in texts[0] ^ texts[1]}) or ["không rõ"]


_CAUSES = {
    "engine": "Phiên bản chương trình tính khác",
    "at": "Ngày kiểm tra khác",
    "seed": "Số khởi tạo của mẫu diễn tập khác",
    "profile": "Hồ sơ ngành hàng khác",
    "settings": "Ngưỡng hoặc tham số của các chỉ số khác",
    "checklist": "Danh mục điểm kiểm soát khác",
    "declared": "Thông tin khai báo, bằng chứng hoặc đánh giá khác đã thay đổi",
}


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, sentence in _CAUSES.items():
        if before[name] != after[name]:
            shown = name not in ("checklist", "declared")
            told = _day if name == "at" else _short
            detail = f": {told(before[name])} → {told(after[name])}" if shown else ""
            yield f"{sentence}{detail}."
    sets = [{one["id"]: one for one in content["rule_sets"]} for content in (before, after)]
    for name in sorted(sets[0].keys() | sets[1].keys()):
        if sets[0].get(name) != sets[1].get(name):
            yield f"Bộ quy định {name} đã thay đổi, thêm hoặc bớt."
    months = [content["data"]["months"] for content in (before, after)]
    for month in sorted(months[0].keys() | months[1].keys()):
        one, other = months[0].get(month), months[1].get(month)
        if one != other:
            counts = [0 if part is None else part["events"] for part in (one, other)]
            told_month = "/".join(reversed(month.split("-")))
            yield f"Sự kiện của tháng {told_month} đã thay đổi: {counts[0]} → {counts[1]} sự kiện."


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    names = {
        "status": "Kết luận",
        "index": "Chỉ số chung",
        "evidence_coverage": "Độ phủ bằng chứng",
        "machine_verified": "Phần máy xác minh",
    }
    for key, name in names.items():
        if before[key] != after[key]:
            told = _number if key in ("status", "index") else _share
            yield f"{name}: {told(before[key])} → {told(after[key])}."
    old = {metric["id"]: metric for metric in before["metrics"]}
    for metric in after["metrics"]:
        one = old.get(metric["id"], {})
        if one.get("value") != metric["value"]:
            values = f"{_share(one.get('value'))} → {_share(metric['value'])}"
            yield f"{metric['id']} ({metric['name']}): {values}."


def _number(value: str | None) -> str:
    return "không áp dụng" if value is None else value.replace(".", ",")


def _share(value: str | None) -> str:
    return "không áp dụng" if value is None else percent_text(Fraction(value))


def _day(value: str) -> str:
    return f"{date.fromisoformat(value):%d/%m/%Y}"


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        name = value.get("id", "")
        return f"{name} {value['version']} ({value['sha256'][:12]})".strip()
    return str(value)


def _data(events: Iterable[tuple[datetime, str]]) -> dict[str, Any]:
    """Counts and hashes of the events: all of them, and by month (UTC) of their time."""
    months: defaultdict[str, list[str]] = defaultdict(list)
    for time, digest in events:
        months[utc_day(time).isoformat()[:7]].append(digest)
    parts = {
        month: {"events": len(hashes), "sha256": _digest(sorted(hashes))}
        for month, hashes in sorted(months.items())
    }
    return {"events": sum(map(len, months.values())), "sha256": _digest(parts), "months": parts}


def declared(case: Case) -> dict[str, Any]:
    """Everything that goes into a check beside events, rules, day and seed."""
    subject = case.subject
    left_out = {"chain", "at", "profile", "rule_sets"}
    found = {
        field.name: _plain(getattr(subject, field.name))
        for field in fields(Subject)
        if field.name not in left_out
    }
    return found | {
        "proofs": _plain(case.proofs),
        "overrides": _plain(case.overrides),
        "excluded": sorted(case.excluded),
        "documents_valid": case.documents_valid,
    }


def _plain(value: Any) -> Any:
    """A value as JSON content; sets in order, numbers and days as texts."""
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date | Decimal | Fraction):
        return value.isoformat() if isinstance(value, date) else str(value)
    return value


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(content: Any) -> str:
    return sha256(_canonical(content).encode()).hexdigest()
