"""The province's report: its officers write it, the national office reads it once it is sent."""

from award.models import ProgrammeReport, ProgrammeReportState, User
from award.policies import Hidden, Refusal, facts, office
from award.words import _N

S = ProgrammeReportState


def view(actor: User, report: ProgrammeReport) -> Refusal | None:
    """The province's own officers; the national office from the day it was sent."""
    if facts.province_of(actor) == report.province_code:
        return None
    if report.state is S.SENT and office.manage(actor, report) is None:
        return None
    return Hidden()


def edit(actor: User, report: ProgrammeReport) -> Refusal | None:
    """Sign, send, take back, correct: the province's own officers."""
    if facts.province_of(actor) == report.province_code:
        return None
    return Refusal(_N("Chỉ cán bộ của địa phương được lập báo cáo của địa phương mình."))


def write(actor: User, report: ProgrammeReport) -> Refusal | None:
    """Words and figures: the province's own officers while it is a draft."""
    if why := edit(actor, report):
        return why
    if report.state is not S.DRAFT:
        return Refusal(_N("Báo cáo đã ký nên không sửa được nữa."))
    return None
