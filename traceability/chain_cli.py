"""`python -m traceability trace|check FILE…`: the chain of EPCIS files told or judged, as JSON.

`trace FILE… --lot ID --direction up|down` answers {"valid", "lot", "direction", "lots", "carriers",
"events", "parties", "quantities", "history", "files", "findings"}; the lot may be written in any
spelling, or as its bare number where only one lot has it. `check FILE… [--profile ID] [--at DATE]
[--seed N]` answers {"valid", "profile", "at", "rule_sets", "status", "index", "evidence_coverage",
"machine_verified", "metrics", "points", "files", "findings"}; ID is a sector profile or a rule set.
Exit code 0 conforming, 1 findings of level error, 2 unusable input (one error at path `$`).
"""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from traceability.chain import UnknownLotError, build
from traceability.chain_files import Sources, UnusableFileError, read_files
from traceability.checks import Case, Report, rule_sets_for, run
from traceability.command import CONFORMING, FINDINGS, UNUSABLE, Parser, UsageError, emit
from traceability.findings import Finding
from traceability.metrics_record import products_of
from traceability.metrics_subject import Subject
from traceability.profiles import DEFAULT, Profile, profile, profiles
from traceability.rule_sets import RuleSet, all_sets, rule_set
from traceability.trace import Direction, trace
from traceability.trace_json import trace_content

MOST_CANDIDATES = 10


class _RefusalError(Exception):
    """The input cannot be used; `finding` says why, `file` which file it is about."""

    def __init__(self, finding: Finding, file: str | None = None) -> None:
        self.finding = finding
        self.file = file
        super().__init__(finding.message)


def main(arguments: list[str]) -> int:
    """Run `trace` or `check`, named by the first argument; the exit code."""
    now = datetime.now(UTC)
    try:
        if arguments[0] == "trace":
            answer = _trace(_trace_options(arguments[1:]), now)
        else:
            answer = _check(_check_options(arguments[1:]), now)
    except UsageError as error:
        return _refuse(Finding("error", "$", "usage", str(error)), None, now)
    except UnusableFileError as error:
        return _refuse(error.cause.finding, error.name, now)
    except _RefusalError as error:
        return _refuse(error.finding, error.file, now)
    emit(answer, year=now.year)
    return CONFORMING if answer["valid"] else FINDINGS


def _refuse(finding: Finding, file: str | None, now: datetime) -> int:
    told = finding.as_json() | ({} if file is None else {"file": file})
    emit({"valid": False, "findings": [told]}, year=now.year)
    return UNUSABLE


def _trace_options(arguments: list[str]) -> Namespace:
    parser = Parser(prog="python -m traceability trace", description="Truy xuất một lô.")
    parser.add_argument("files", metavar="FILE", nargs="+", help="tệp EPCIS")
    parser.add_argument("--lot", metavar="ID", required=True, help="mã lô, sê-ri hoặc SSCC")
    parser.add_argument(
        "--direction", choices=[*Direction], required=True, metavar="up|down", help="hướng"
    )
    return parser.parse_args(arguments)


def _check_options(arguments: list[str]) -> Namespace:
    parser = Parser(prog="python -m traceability check", description="Kiểm tra một chuỗi.")
    parser.add_argument("files", metavar="FILE", nargs="+", help="tệp EPCIS")
    parser.add_argument("--profile", metavar="ID", default=DEFAULT, help="hồ sơ hoặc bộ quy định")
    parser.add_argument("--at", metavar="DATE", help="ngày kiểm tra, ví dụ 2026-07-01")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="mẫu diễn tập")
    return parser.parse_args(arguments)


def _trace(options: Namespace, now: datetime) -> dict[str, Any]:
    sources = read_files(options.files, now=now)
    chain = build(sources.events)
    try:
        node = chain.find(options.lot)
    except UnknownLotError as error:
        raise _RefusalError(_unknown(error)) from None
    found = trace(chain, node, Direction(options.direction))

    def home(place: int) -> dict[str, Any]:
        return {"file": sources.file_of(place), "path": sources.path_of(place)}

    return {
        "valid": sources.valid,
        **trace_content(chain, found, year=now.year, home=home),
        "files": sources.as_json(),
        "findings": _of_files(sources),
    }


def _unknown(error: UnknownLotError) -> Finding:
    if error.candidates:
        names = ", ".join(error.candidates[:MOST_CANDIDATES])
        message = f"Nhiều lô có số “{error.text}”, hãy ghi cả mã: {names}."
        return Finding("error", "$", "lot_ambiguous", message)
    return Finding("error", "$", "lot_unknown", f"Không có sự kiện nào nêu lô “{error.text}”.")


def _check(options: Namespace, now: datetime) -> dict[str, Any]:
    at = _day(options.at, now)
    sector, chosen = _profile(options.profile)
    sources = read_files(options.files, now=now)
    chain = build(sources.events)
    products = products_of(chain, sources.master_data)
    subject = Subject(chain=chain, at=at, profile=sector, products=products)
    rules = rule_sets_for(subject) if chosen is None else (chosen,)
    case = Case(
        subject=replace(subject, rule_sets=rules),
        points=chosen.points if chosen is not None and chosen.points else None,
        documents_valid=sources.valid,
        seed=options.seed,
    )
    report = run(case)
    return {
        "valid": sources.valid and report.conforming,
        "profile": sector.id,
        "at": at.isoformat(),
        "rule_sets": [_rules(one) for one in rules],
        **report.result(),
        "files": sources.as_json(),
        "findings": _of_files(sources) + _of_rules(chosen, at) + _of_report(sources, report),
    }


def _day(text: str | None, now: datetime) -> date:
    if text is None:
        return now.date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” không phải là ngày (ví dụ: 2026-07-01)."
        raise _RefusalError(Finding("error", "$", "date", message)) from None


def _profile(identifier: str) -> tuple[Profile, RuleSet | None]:
    """The sector profile, or the default one with a single rule set."""
    try:
        return profile(identifier), None
    except KeyError:
        pass
    try:
        return profile(), rule_set(identifier)
    except KeyError:
        known = [one.id for one in profiles()] + [one.id for one in all_sets()]
        message = f"Không có hồ sơ hay bộ quy định “{identifier}”. Có: {', '.join(known)}."
        raise _RefusalError(Finding("error", "$", "profile", message)) from None


def _rules(one: RuleSet) -> Mapping[str, Any]:
    return {"id": one.id, "version": one.version, "source": one.source}


def _of_files(sources: Sources) -> list[dict[str, Any]]:
    return [
        finding.as_json() | {"file": file.name}
        for file in sources.files
        for finding in file.document.findings
    ]


def _of_rules(chosen: RuleSet | None, at: date) -> list[dict[str, Any]]:
    """Whoever names a rule set may ask by it on any day, but is told when it does not hold."""
    if chosen is None or chosen.in_force(at):
        return []
    message = f"Bộ quy định “{chosen.id}” không có hiệu lực vào ngày {at:%d/%m/%Y}."
    return [Finding("warning", "$", "rules_not_in_force", message).as_json()]


def _of_report(sources: Sources, report: Report) -> list[dict[str, Any]]:
    """Findings of the check, those about an event with the file and the place where it stands."""
    return [
        told.finding.as_json()
        | (
            {}
            if told.place is None
            else {"file": sources.file_of(told.place), "path": sources.path_of(told.place)}
        )
        for told in report.told
    ]
