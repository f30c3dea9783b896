"""Two provinces through a half-year of the programme: from the plan to the report."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from award import clock, workflow
from award.demo import founding, programme, story_training
from award.demo.reporting import start_report
from award.demo.storyteller import Storyteller
from award.demo.window import Beat
from award.extensions import db
from award.models import (
    ClaimOrigin,
    Inspection,
    Organisation,
    PlanTask,
    PriorityProduct,
    ProgrammeDocument,
    ProgrammePlan,
    ProgrammeReport,
    Province,
    SupportGrant,
    TraceSystem,
    Unit,
    User,
)
from award.services import (
    issuing,
    programme_figures,
    programme_plans,
    programme_registers,
    programme_reports,
    report_papers,
    storage,
    survey_import,
    workbooks,
)
from award.services.file_kinds import KINDS
from award.services.programme_plans import TaskFacts
from award.services.survey_import import ImportFacts

PROGRAMME = "chương trình"
MILLION = 1_000_000
HALF_OVER = (7, 1)
_XLSX = next(kind.media_type for kind in KINDS if kind.code == "xlsx")


@cache
def facts() -> dict[str, Any]:
    """What `programme.toml` says of the two provinces."""
    path = Path(__file__).with_name("programme.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def year_of(today: date) -> int:
    """The year whose half-year report was last due."""
    return today.year if today >= date(today.year, *HALF_OVER) else today.year - 1


def tell(author: Storyteller, today: date) -> Iterator[Beat]:
    """Both provinces and the country, in the order of time."""
    year = year_of(today)
    stories = [Story(author, code, year) for code in facts()["reporting"]]
    steps = [step for story in stories for step in story.steps()]
    steps += [(date(year, 1, 22), partial(_country, year))]
    steps += story_training.steps(author, [story.code for story in stories], year, today)
    for day, act in sorted(steps, key=lambda step: step[0]):
        yield Beat(_at_work(day), PROGRAMME, act)


def _at_work(day: date) -> datetime:
    """Ten o'clock of the day, or of the last working day before it."""
    while not clock.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(10), tzinfo=clock.VIETNAM)


class Story:
    """One province: what its officer enters on which day."""

    def __init__(self, author: Storyteller, code: str, year: int) -> None:
        self.author, self.code, self.year = author, code, year
        self.tasks: dict[str, PlanTask] = {}

    def steps(self) -> Iterator[tuple[date, Callable[[], None]]]:
        """Each step with its day."""
        told = facts()
        yield date(self.year - 1, 1, 8), self._plan_before
        yield date(self.year, 1, 9), self._plan
        yield date(self.year, 1, 20), self._figures
        yield date(self.year, 2, 6), self._products
        for task in told["tasks"]:
            if done := task.get("done", {}).get(self.code):
                yield self._day(done), partial(self._finish, task)
        for system in told["systems"]:
            yield (
                self._day(system["connected"].get(self.code, "02-10")),
                partial(self._system, system),
            )
        for row in told["support"]:
            yield self._day(row["on"]), partial(self._support, row)
        for row in told["documents"]:
            yield self._day(row["on"]), partial(self._document, row)
        for row in told["inspections"]:
            yield self._day(row["on"]), partial(self._inspection, row)
        for place, row in enumerate(told["surveys"]):
            yield self._day("06-10"), partial(self._survey, row, place)
        yield date(self.year, *HALF_OVER), self._report

    def _day(self, text: str, year: int = 0) -> date:
        return date.fromisoformat(f"{year or self.year}-{text}")

    @property
    def _place(self) -> Province:
        return programme.the_province(self.code)

    def _task(self, plan: ProgrammePlan, task: Mapping[str, Any]) -> PlanTask:
        return programme.make_task(
            plan,
            solution_group=task["group"],
            title=task["title"],
            owner=task["owner"],
            due_on=self._day(task["due"], plan.year),
            budget_vnd=Decimal(task["budget"] * MILLION),
        )

    def _plan_before(self) -> None:
        plan = programme.make_plan(self.code, self.year - 1)
        for task in facts()["left"]:
            self._task(plan, task)

    def _plan(self) -> None:
        """The year's plan; what the year before left is carried over."""
        plan = programme.make_plan(self.code, self.year)
        self.tasks = {task["title"]: self._task(plan, task) for task in facts()["tasks"]}
        before = programme_plans.of_year(self._place, self.year - 1)
        assert before is not None
        programme_plans.carry_over(before, actor=founding.officer_of(self.code))

    def _finish(self, told: Mapping[str, Any]) -> None:
        task = self.tasks[told["title"]]
        done = TaskFacts(
            solution_group=task.solution_group,
            title=task.title,
            owner=task.owner,
            due_on=task.due_on,
            budget_vnd=task.budget_vnd,
            spent_vnd=Decimal(told["spent"] * MILLION),
            result=told["result"],
            done_on=clock.today_local(),
        )
        officer = founding.officer_of(self.code)
        programme_plans.save_task(task.plan, done, actor=officer, task=task)

    def _figures(self) -> None:
        """How many there are, what is to be reached, and series of the years before."""
        told, officer = facts(), founding.officer_of(self.code)
        for year in (self.year - 1, self.year):
            for kind, count in told["denominators"][self.code].items():
                programme.make_denominator(
                    self.code, count, kind, year, as_of=date(self.year, 1, 5)
                )
        for metric, percent in told["targets"][self.code].items():
            programme_figures.save_target(
                self._place, year=self.year, metric=metric, series_title="",
                value=Decimal(percent), unit=Unit.PERCENT, source="Kế hoạch mẫu của địa phương",
                actor=officer,
            )  # fmt: skip
        for series in told["series"]:
            _enter_series(self._place, series, series["values"][self.code], self.year)

    def _products(self) -> None:
        for row in facts()["products"]:
            _enter(
                PriorityProduct(
                    province_code=self.code, decision_number=f"15/QĐ-UBND-{self.year}",
                    criteria="Bộ tiêu chí mẫu", decided_on=clock.today_local(), **row,
                )
            )  # fmt: skip

    def _system(self, row: Mapping[str, Any]) -> None:
        connected = self.code in row["connected"]
        _enter_system(self.code, row, connected=connected)

    def _support(self, row: Mapping[str, Any]) -> None:
        _enter(
            SupportGrant(
                province_code=self.code, recipient=row["recipient"], purpose=row["purpose"],
                amount_vnd=Decimal(row["amount"] * MILLION), granted_on=clock.today_local(),
                legal_basis="Nghị quyết mẫu của Hội đồng nhân dân",
            )
        )  # fmt: skip

    def _document(self, row: Mapping[str, Any]) -> None:
        given = {name: text for name, text in row.items() if name != "on"}
        _enter(
            ProgrammeDocument(
                province_code=self.code, issued_on=clock.today_local(),
                issuer="Cơ quan Mẫu của địa phương", **given,
            )
        )  # fmt: skip

    def _inspection(self, row: Mapping[str, Any]) -> None:
        """The quality of a registered organisation is looked at too, so that the award hears it."""
        given = {name: text for name, text in row.items() if name != "on"}
        if row["field"] == "traceability":
            given |= self._registered()
        today = clock.today_local()
        _enter(Inspection(province_code=self.code, inspected_on=today, **given))

    def _registered(self) -> dict[str, Any]:
        one = story_training.organisations(self.code)[0]
        return {"organisation_name": one.name, "tax_code": one.tax_code}

    def _survey(self, row: Mapping[str, Any], place: int) -> None:
        """A workbook is read and taken in as an officer's would be."""
        officer, year = founding.officer_of(self.code), self.year
        lines = [
            (one.name, one.tax_code, "Doanh nghiệp", "", "x", "", "")
            for one in self._answering(row["count"][self.code])
        ]
        content = workbooks.of_texts("Khảo sát", survey_import.COLUMNS, lines)
        name = f"khảo sát {place + 1}.xlsx"
        file = storage.keep(name, content, media_type=_XLSX, actor=officer)
        about = ImportFacts(
            year, row["metric"], ClaimOrigin(row["origin"]), row["source"], clock.today_local()
        )
        survey_import.take_in(self._place, about, file, actor=officer)

    def _answering(self, count: int) -> list[Organisation]:
        """Some who are registered here, so that doubles show, and many who are not."""
        known = story_training.organisations(self.code)[:4]
        first = 5000 + 1000 * list(facts()["reporting"]).index(self.code)
        others = [
            Organisation(name=f"Công ty Mẫu {number}", tax_code=founding.tax_code(number))
            for number in range(first, first + count - len(known))
        ]
        return [*known, *others]

    def _report(self) -> None:
        """Drawn, written, and in one of the provinces printed, signed and sent."""
        report = start_report(self.code, self.year)
        officer = founding.officer_of(self.code)
        for code, text in facts()["words"].items():
            programme_reports.write(report, code, text, actor=officer)
        if facts()["reporting"][self.code] == "sent":
            self._send(report)

    def _send(self, report: ProgrammeReport) -> None:
        officer = founding.officer_of(self.code)
        self.author.render(issuing.issue(report_papers.KIND, report, actor=officer))
        workflow.perform(
            "sign",
            report,
            actor=officer,
            file=self.author.scan("báo cáo 6 tháng đã ký.pdf", officer),
            number="27/BC-UBND",
            issued_on=clock.today_local(),
            signer="Phó Chủ tịch Mẫu",
        )
        workflow.perform("send", report, actor=officer)


def _enter(entry: Any) -> None:
    """Through the service, so that it is checked and on record."""
    code = entry.province_code
    actor = founding.standing_body() if code is None else founding.officer_of(code)
    programme_registers.save(entry, _as_it_is, actor=actor)
    db.session.refresh(entry)  # words of the file become what the columns hold


def _as_it_is(_entry: Any, _actor: User) -> None:
    """No form fills it in."""


def _enter_system(code: str | None, row: Mapping[str, Any], *, connected: bool) -> None:
    _enter(
        TraceSystem(
            province_code=code,
            kind=row["kind"],
            name=row["name"],
            operator=row["operator"],
            conformity=row.get("conformity", "none"),
            declaration_number=row.get("declaration_number", ""),
            portal_state="connected" if connected else "connecting",
            connected_on=clock.today_local() if connected else None,
            source="Công văn mẫu của đơn vị vận hành",
        )
    )


def _enter_series(
    place: Province | None, series: Mapping[str, Any], values: list[float], year: int
) -> None:
    actor = founding.standing_body() if place is None else founding.officer_of(place.code)
    for before, value in zip(range(len(values), 0, -1), values, strict=True):
        programme_figures.save_value(
            place, programme=series["programme"], title=series["title"], unit=series["unit"],
            year=year - before, value=Decimal(str(value)), source="Niên giám thống kê mẫu",
            as_of=date(year - before, 12, 31), actor=actor,
        )  # fmt: skip


def _country(year: int) -> None:
    """The national office's own: series, systems of ministries, how many there are."""
    told = facts()
    for series in told["national_series"]:
        _enter_series(None, series, series["values"], year)
    for row in told["national_systems"]:
        _enter_system(None, row, connected="connected" in row)
    for kind, count in (("ministry_system", 2), ("provider", 6)):
        programme_figures.save_denominator(
            None, year=year, kind=programme.DenominatorKind(kind), count=count,
            source="Danh sách mẫu của cơ quan thường trực", as_of=date(year, 1, 15),
            actor=founding.standing_body(),
        )  # fmt: skip
