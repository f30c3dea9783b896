"""The duty to trace: high-risk goods after their roadmap date, warned of, never scored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from traceability.findings import Finding


class Risk(StrEnum):
    """Risk levels of goods (Law 78/2025/QH15)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Duty:
    """What obliges a product to be traceable: its ministry's list and the day it begins."""

    risk: Risk
    list_reference: str = ""
    begins: date | None = None

    def binds(self, on: date) -> bool:
        """Whether traceability is mandatory on a day (Decree 37/2026/NĐ-CP Điều 22.1)."""
        return self.risk is Risk.HIGH and self.begins is not None and self.begins <= on


def duty_warning(duty: Duty, *, on: date, traced: bool) -> Finding | None:
    """The warning at eligibility, intake and council for a product that must be traceable and of
    which there is no evidence (Decree 37/2026/NĐ-CP Điều 22.1, 59.2); None where there is none.
    """
    if traced or not duty.binds(on) or duty.begins is None:
        return None
    source = f" ({duty.list_reference})" if duty.list_reference else ""
    message = (
        f"Sản phẩm có mức độ rủi ro cao{source} phải truy xuất nguồn gốc từ "
        f"{duty.begins:%d/%m/%Y} nhưng chưa có bằng chứng truy xuất nguồn gốc."
    )
    return Finding("warning", "$", "duty_unmet", message)
