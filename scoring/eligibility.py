"""May an organisation take part: the conditions of an edition against facts frozen on a day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from scoring.clauses import EligibilityRule, OrganisationType
from scoring.months import add_months
from scoring.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class GoldAward:
    """A Gold won earlier: the award year and the year of the decision."""

    award_year: int
    decision_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an entrant on the day it registers; a date not given is None."""

    registered_on: date
    cycle_year: int
    lawfully_established: bool
    operating_since: date | None
    compliance_declared: bool
    violations: tuple[date, ...] = ()
    market_since: date | None = None
    golds: tuple[GoldAward, ...] = ()
    reentry_lifted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one condition came out; `noted` lets the entrant in but must be looked at."""

    rule: str
    outcome: Literal["met", "noted", "failed"]
    sentence: str
    article: str


_Judgement = tuple[Literal["met", "noted", "failed"], str]


def check(rulebook: Rulebook, facts: Facts) -> tuple[Finding, ...]:
    """Return a finding for each condition of the edition, in its order."""
    findings = []
    for rule in rulebook.eligibility:
        outcome, sentence = _JUDGES[rule.kind](rule, facts)
        findings.append(Finding(rule.code, outcome, sentence, rule.article))
    return tuple(findings)


def is_eligible(findings: tuple[Finding, ...]) -> bool:
    """Tell whether no condition failed."""
    return all(finding.outcome != "failed" for finding in findings)


def type_of(
    rulebook: Rulebook, *, sector: Literal["production", "service"], employees: int
) -> OrganisationType | None:
    """Return the type by sector and permanent employees (R15); None where types are not used.

    Exactly as many employees as the size line is still small or medium.
    """
    size = "large" if employees > rulebook.size_line.employees else "small_medium"
    return next((t for t in rulebook.types if (t.sector, t.size) == (sector, size)), None)


def explain_type(rulebook: Rulebook, kind: OrganisationType, *, employees: int) -> str:
    """Return why an organisation is of a type, in Vietnamese."""
    line = rulebook.size_line
    relation = "vượt quá" if employees > line.employees else "không vượt quá"
    return (
        f"{kind.title}: {employees} {line.basis}, {relation} {line.employees} người "
        f"({line.source_of('employees')})."
    )


def earliest_reentry(rule: EligibilityRule, golds: tuple[GoldAward, ...]) -> int | None:
    """Return the first award year open again to a Gold winner; None without an earlier Gold."""
    offset = rule.offset or 0
    return max((_base_year(rule, gold) + offset for gold in golds), default=None)


def _base_year(rule: EligibilityRule, gold: GoldAward) -> int:
    return gold.award_year if rule.base == "award_year" else gold.decision_year


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _established(rule: EligibilityRule, facts: Facts) -> _Judgement:
    if facts.lawfully_established:
        return "met", f"{rule.title}: đạt."
    return "failed", f"Chưa đạt điều kiện: {rule.title}."


def _operation(rule: EligibilityRule, facts: Facts) -> _Judgement:
    return _since(rule, facts.operating_since, facts.registered_on, "hoạt động")


def _market(rule: EligibilityRule, facts: Facts) -> _Judgement:
    return _since(rule, facts.market_since, facts.registered_on, "cung ứng ra thị trường")


def _since(rule: EligibilityRule, start: date | None, registered: date, what: str) -> _Judgement:
    latest = add_months(registered, -(rule.months or 0))
    if start is None:
        return "failed", f"Chưa đạt điều kiện: {rule.title}; chưa có ngày bắt đầu {what}."
    dates = f"bắt đầu {what} ngày {_day(start)}, muộn nhất phải là {_day(latest)}"
    if start <= latest:
        return "met", f"{rule.title}: đạt ({dates})."
    return "failed", f"Chưa đạt điều kiện: {rule.title} ({dates})."


def _compliance(rule: EligibilityRule, facts: Facts) -> _Judgement:
    if not facts.compliance_declared:
        return "failed", f"Chưa đạt điều kiện: {rule.title}; chưa có cam kết tuân thủ pháp luật."
    first = add_months(facts.registered_on, -(rule.months or 0))
    recent = sorted(day for day in facts.violations if day >= first)
    if recent:
        days = ", ".join(_day(day) for day in recent)
        return "noted", f"Có ghi nhận vi phạm ngày {days}; hội đồng phải có ý kiến."
    return "met", f"{rule.title}: đạt."


def _gold_reentry(rule: EligibilityRule, facts: Facts) -> _Judgement:
    first = earliest_reentry(rule, facts.golds)
    if first is None or facts.cycle_year >= first:
        return "met", f"{rule.title}: đạt."
    gold = max(facts.golds, key=lambda earlier: _base_year(rule, earlier))
    years = (
        f"Giải Vàng năm {gold.award_year}, quyết định năm {gold.decision_year}; "
        f"{_BASES[rule.base or 'award_year']}, được tham dự lại từ năm {first}"
    )
    if facts.reentry_lifted_by:
        return "noted", f"{years}; đã được cho phép theo {facts.reentry_lifted_by}."
    return "failed", f"Chưa đạt điều kiện: {rule.title} ({years})."


_BASES: Final = {
    "award_year": "tính theo năm giải thưởng",
    "decision_year": "tính theo năm của quyết định",
}
_JUDGES: Final[Mapping[str, Callable[[EligibilityRule, Facts], _Judgement]]] = {
    "established": _established,
    "operation": _operation,
    "market": _market,
    "compliance": _compliance,
    "gold_reentry": _gold_reentry,
}
