"""The province's report as a paper: what PDF and DOCX say, from words and frozen figures."""

from typing import Any

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import AwardCycle, ProgrammeReport, User
from award.services import authorities, paper_parts, programme_reports
from award.services.paper_parts import Paper
from award.services.programme_rules import Section
from award.services.report_rules import rules
from award.words import _N

KIND = "programme_report"
TITLE = _N("Báo cáo")
_ABOUT = _N("Kết quả thực hiện truy xuất nguồn gốc, tiêu chuẩn đo lường chất lượng {period}")
_CORRECTED = _N("Báo cáo này thay báo cáo cùng kỳ đã gửi (bản đính chính lần {number}).")


def paper(report: ProgrammeReport, *, actor: User, **_: Any) -> Paper:
    """The report as it stands."""
    data = content(report)
    return Paper(f"{TITLE} {programme_reports.title_of(report)} – {report.province.name}", data)


def content(report: ProgrammeReport) -> dict[str, Any]:
    """Everything that the paper says; plain JSON."""
    on = report.issued_on or clock.today_local()
    agency = authorities.valid_on("province", on, report.province_code)
    fallback = _N("Ủy ban nhân dân {province}").format(
        province=paper_parts.province_name(report.province_code)
    )
    head = paper_parts.agency_head(
        agency, fallback, rules().paper.symbol, number=report.number, day=report.issued_on
    )
    head["place"] = head["place"] or report.province.name
    signer = paper_parts.agency_signer(agency)
    return {
        "kind": KIND,
        "kind_title": TITLE,
        "at": clock.now().isoformat(),
        "award": head["agency"],
        "demo": bool(db.session.scalar(select(exists().where(AwardCycle.demo)))),
        "head": head,
        "about": _ABOUT.format(period=programme_reports.title_of(report)),
        "addressee": rules().paper.addressee,
        "correction": "" if report.edition == 1 else _CORRECTED.format(number=report.edition - 1),
        "span": {name: report.figures[name] for name in ("from", "until", "drawn_on")},
        "sections": [_section(report, one) for one in programme_reports.sections()],
        "figures_sha256": report.figures_sha256,
        "signer": signer | ({"name": report.signer} if report.signer else {}),
        "recipients": [_N("Như trên"), _N("Lưu: VT")],
        "provisional": [],
    }


def _section(report: ProgrammeReport, section: Section) -> dict[str, Any]:
    """Its words, its figures, and the lines of those that the paper lists."""
    return {
        "title": section.title,
        "words": report.words.get(section.code, ""),
        "figures": [
            {name: one[name] for name in ("title", "unit", "value", "note", "heads")}
            | {"lines": one["lines"] if one["listed"] else []}
            for one in report.figures["figures"]
            if one["section"] == section.code
        ],
    }
