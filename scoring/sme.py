"""The class of an enterprise under the law on small and medium enterprises (R16)."""

from dataclasses import dataclass
from typing import Final, Literal

from scoring.reading import Clause, load_table

Sector = Literal["agriculture_industry", "trade_service"]

_BILLION: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SmeClass(Clause):
    """The limits of one class in one sector; money in billions of đồng."""

    code: Literal["micro", "small", "medium"]
    title: str
    sector: Sector
    employees: int
    revenue_billion: int
    capital_billion: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    classes: tuple[SmeClass, ...]


@dataclass(frozen=True, slots=True)
class SmeFinding:
    """The class (“large” above all limits, None when money is unknown) and why, in Vietnamese."""

    code: str | None
    title: str
    reason: str


def sme_class(
    sector: Sector, *, employees: int, revenue: int | None, capital: int | None
) -> SmeFinding:
    """Return the smallest class that fits.

    `employees` is the yearly average with social insurance; `revenue` (last year) and `capital`
    are in đồng, None if unknown. The number of employees must fit, and revenue or capital.
    """
    classes = [c for c in load_table("sme", _Table).classes if c.sector == sector]
    fitting = [limits for limits in classes if employees <= limits.employees]
    for limits in fitting:
        if _within(revenue, limits.revenue_billion) or _within(capital, limits.capital_billion):
            return SmeFinding(limits.code, limits.title, _reason(limits, employees))
    if fitting and (revenue is None or capital is None):
        reason = "Cần cả doanh thu năm trước và tổng nguồn vốn để xếp loại."
        return SmeFinding(None, "Chưa xếp loại được", reason)
    largest = classes[-1]
    return SmeFinding(
        "large",
        "Không thuộc doanh nghiệp nhỏ và vừa",
        f"{employees} lao động; vượt giới hạn của {largest.title.lower()} ({largest.source}).",
    )


def _within(money: int | None, limit_billion: int) -> bool:
    return money is not None and money <= limit_billion * _BILLION


def _reason(limits: SmeClass, employees: int) -> str:
    return (
        f"{employees} lao động, không quá {limits.employees}; doanh thu không quá "
        f"{limits.revenue_billion} tỷ đồng hoặc nguồn vốn không quá {limits.capital_billion} "
        f"tỷ đồng ({limits.source})."
    )
