"""One assessor's scorebook: what is rated, what it is worth, what is missing, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from award.models import Answer, Assignment, Evidence, Rating
from award.screen import number
from award.services import answers, evidence, ratings, rulebooks
from award.services.completeness import REPORT_PREFIX
from scoring.aggregate import ItemScore, aggregate
from scoring.clauses import Criterion, Item, ReportField
from scoring.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the scorebook with one's own rating, if any."""

    item: Item
    rating: Rating | None
    points: Decimal | None

    @property
    def state(self) -> str:
        """Whether the item is done, begun, or untouched."""
        if self.rating is None:
            return "empty"
        return "started" if self.rating.percent is None else "done"


@dataclass(frozen=True, slots=True)
class Scorebook:
    """Everything one assessor has rated of one dossier; nobody else's figures are in it."""

    book: Rulebook
    chapters: tuple[tuple[Criterion, tuple[Line, ...]], ...]
    total: Decimal
    missing: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All items in the rulebook's order."""
        return tuple(line for _, lines in self.chapters for line in lines)

    @property
    def rated(self) -> int:
        """How many items have a percent."""
        return len(self.lines) - len(self.missing)

    @property
    def maximum(self) -> int:
        """The points of the items rated so far, at a hundred percent."""
        return sum(line.item.points for line in self.lines if line.points is not None)

    @property
    def first_missing(self) -> str:
        """The item to go on with: the first without a percent, else the first."""
        return self.missing[0] if self.missing else self.lines[0].item.code


@dataclass(frozen=True, slots=True)
class Sheet:
    """One item's page: the applicant's text and papers, the scale, the neighbours."""

    item: Item
    criterion: Criterion
    answer: Answer | None
    papers: tuple[Evidence, ...]
    key_factors: tuple[tuple[ReportField, str], ...]
    worth: dict[int, str]
    previous: str | None
    following: str | None
    version: int
    saved: Rating | None


def open_for(assignment: Assignment) -> Scorebook:
    """The scorebook of an accepted assignment."""
    book = rulebooks.of(assignment.dossier.cycle)
    own = ratings.own(assignment)
    result = aggregate(book.scheme, ratings.pure(own.values()))
    chapters = tuple(
        (
            criterion,
            tuple(_line(item, own, result.items) for item in book.items_of(criterion.code)),
        )
        for criterion in book.criteria
    )
    total = sum((score.points for score in result.items.values()), Decimal(0))
    return Scorebook(book, chapters, total, result.missing)


def _line(item: Item, own: dict[str, Rating], scores: Mapping[str, ItemScore]) -> Line:
    score = scores.get(item.code)
    return Line(item, own.get(item.code), None if score is None else score.points)


def sheet(assignment: Assignment, code: str) -> Sheet | None:
    """The page of one item, or None for a code the edition lacks."""
    dossier = assignment.dossier
    book = rulebooks.of(dossier.cycle)
    codes = [item.code for item in book.items]
    if code not in codes:
        return None
    place, item = codes.index(code), book.item(code)
    written = answers.of_dossier(dossier)
    saved = ratings.versions(assignment, code)
    return Sheet(
        item=item,
        criterion=book.criterion(item.criterion),
        answer=written.get(code),
        papers=tuple(row for row in evidence.of_dossier(dossier) if row.item == code),
        key_factors=key_factors(book, written),
        worth=worth(book, code),
        previous=codes[place - 1] if place else None,
        following=codes[place + 1] if place + 1 < len(codes) else None,
        version=len(saved),
        saved=saved[-1] if saved else None,
    )


def key_factors(book: Rulebook, written: dict[str, Answer]) -> tuple[tuple[ReportField, str], ...]:
    """The general report's fields with what the applicant wrote in them."""
    return tuple(
        (field, written[code].text)
        for field in book.report_fields
        if (code := REPORT_PREFIX + field.code) in written
    )


def worth(book: Rulebook, code: str) -> dict[int, str]:
    """What each percent of an item is worth in points, as shown."""
    return {
        step: number(aggregate(book.scheme, [], {code: step}).items[code].points)
        for step in book.steps
    }
