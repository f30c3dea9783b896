"""What a dossier still lacks before it can be submitted (R17), part by part."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Answer, Dossier, Evidence
from award.services import rulebooks
from award.words import _N
from scoring.clauses import Part

REPORT_PREFIX = "gr."


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: which part, which item or year, and the sentence that says so."""

    part: str
    text: str
    item: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PartProgress:
    """A part of the task list: how much of it is there."""

    part: Part
    done: int
    needed: int

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing."""
        return self.done >= self.needed


def latest_years(dossier: Dossier, count: int) -> range:
    """The `count` whole years before the year of registration (or of today in a draft)."""
    end = clock.local(dossier.registered_at or clock.now()).year
    return range(end - count, end)


def gaps(dossier: Dossier) -> list[Gap]:
    """Everything required that is missing, in the order of the dossier's parts."""
    written = written_codes(dossier)
    papers = _papers(dossier)
    return [
        gap
        for part in rulebooks.of(dossier.cycle).parts
        if part.required
        for gap in _gaps_of(dossier, part, written, papers)
    ]


def progress(dossier: Dossier) -> list[PartProgress]:
    """How far each part has come, optional parts included."""
    written = written_codes(dossier)
    papers = _papers(dossier)
    rows = []
    for part in rulebooks.of(dossier.cycle).parts:
        missing = len(list(_gaps_of(dossier, part, written, papers)))
        needed = len(list(_gaps_of(dossier, part, frozenset(), frozenset())))
        rows.append(PartProgress(part, needed - missing, needed if part.required else 0))
    return rows


def written_codes(dossier: Dossier) -> frozenset[str]:
    """Codes of the items and report fields that have text."""
    rows = db.session.execute(
        select(Answer.code, Answer.own_percent).where(
            Answer.self_assessment_id.in_(dossier.part_ids), Answer.text != ""
        )
    )
    return frozenset(
        code for code, percent in rows if code.startswith(REPORT_PREFIX) or percent is not None
    )


def _papers(dossier: Dossier) -> frozenset[tuple[str, int | None]]:
    rows = db.session.execute(
        select(Evidence.part, Evidence.year).where(
            Evidence.dossier_id == dossier.id, Evidence.removed_at.is_(None)
        )
    )
    return frozenset((part, year) for part, year in rows)


def _gaps_of(
    dossier: Dossier,
    part: Part,
    written: frozenset[str],
    papers: frozenset[tuple[str, int | None]],
) -> Iterator[Gap]:
    """The gaps of one part, by its kind: form, report, answers, or papers (per year)."""
    book = rulebooks.of(dossier.cycle)
    if part.kind == "report":
        for entry in book.report_fields:
            if REPORT_PREFIX + entry.code not in written:
                yield Gap(part.code, _N("Chưa viết mục “{}”.").format(entry.label), entry.code)
    elif part.kind == "answers":
        for item in book.items:
            if item.code not in written:
                text = _N("Hạng mục {} {} chưa có nội dung hoặc tỷ lệ điểm tự chấm.")
                yield Gap(part.code, text.format(item.code, item.title), item.code)
    elif part.kind == "evidence":
        yield from _paper_gaps(dossier, part, papers)


def _paper_gaps(
    dossier: Dossier, part: Part, papers: frozenset[tuple[str, int | None]]
) -> Iterator[Gap]:
    if part.years:
        for year in latest_years(dossier, part.years):
            if (part.code, year) not in papers:
                text = _N("{}: thiếu tài liệu năm {}.").format(part.title, year)
                yield Gap(part.code, text, year=year)
    elif not any(code == part.code for code, _ in papers):
        yield Gap(part.code, _N("{}: chưa có tài liệu nào.").format(part.title))
