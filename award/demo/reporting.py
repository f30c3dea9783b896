"""Reports of provinces, begun, signed and sent, for demonstration and tests."""

from award import clock, workflow
from award.demo.founding import make_file, officer_of
from award.extensions import db
from award.models import ProgrammeReport, Province, ReportPeriod
from award.services import programme_reports


def start_report(
    province_code: str, year: int, period: ReportPeriod = ReportPeriod.HALF
) -> ProgrammeReport:
    """A draft with the figures of now."""
    province = db.session.get_one(Province, province_code)
    return programme_reports.start(province, year, period, actor=officer_of(province_code))


def sign_report(report: ProgrammeReport) -> ProgrammeReport:
    """The report with its signed copy."""
    workflow.perform(
        "sign",
        report,
        actor=officer_of(report.province_code),
        file=make_file(),
        number=f"{report.id}/BC-UBND",
        issued_on=clock.today_local(),
        signer="Nguyễn Văn Mẫu",
    )
    return report


def send_report(report: ProgrammeReport) -> ProgrammeReport:
    """The report on its way to the national office."""
    workflow.perform("send", report, actor=officer_of(report.province_code))
    return report
