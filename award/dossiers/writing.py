"""What the page of one text shows: its place, neighbours, rubric, the worth of each percent."""

from dataclasses import dataclass

from award.models import Answer, Dossier, User
from award.policies import Refusal
from award.screen import number
from award.services import answers, rulebooks
from award.services.answers import Place
from award.services.completeness import REPORT_PREFIX
from award.words import _N
from scoring.aggregate import aggregate
from scoring.clauses import Criterion, Item, ReportField
from scoring.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Desk:
    """One text with all that lies beside it while writing."""

    dossier: Dossier
    book: Rulebook
    place: Place
    answer: Answer | None
    item: Item | None
    field: ReportField | None
    locked: Refusal | None
    earlier: str | None
    later: str | None

    @property
    def title(self) -> str:
        """`3.2 Gắn kết khách hàng`, or the name of the report field."""
        if self.item is not None:
            return f"{self.item.code} {self.item.title}"
        return "" if self.field is None else self.field.label

    @property
    def guidance(self) -> str:
        """What to write about."""
        if self.item is not None:
            return self.item.guidance
        return "" if self.field is None else self.field.hint

    @property
    def version(self) -> int:
        """The version this page shows; 0 before the first text."""
        return 0 if self.answer is None else self.answer.version

    @property
    def worth(self) -> dict[int, str]:
        """What each percent of the item is worth, as shown."""
        if self.item is None:
            return {}
        code = self.item.code
        return {
            step: number(aggregate(self.book.scheme, [], {code: step}).items[code].points)
            for step in self.book.steps
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One text in a list of texts: how far it is, and its own points where it is an item."""

    code: str
    title: str
    state: str
    answer: Answer | None
    item: Item | None


def desk(dossier: Dossier, code: str, *, actor: User) -> Desk | None:
    """The desk of a code; None for a code that the edition does not have."""
    place = answers.place_of(dossier, code)
    if place is None:
        return None
    book = rulebooks.of(dossier.cycle)
    order = answers.codes(dossier, place.part.kind)
    here = order.index(code)
    plain = code.removeprefix(REPORT_PREFIX)
    return Desk(
        dossier=dossier,
        book=book,
        place=place,
        answer=answers.find(place),
        item=next((item for item in book.items if item.code == code), None),
        field=next((field for field in book.report_fields if field.code == plain), None)
        if code != plain
        else None,
        locked=answers.may_write(dossier, place, actor=actor),
        earlier=order[here - 1] if here else None,
        later=order[here + 1] if here + 1 < len(order) else None,
    )


def report_lines(dossier: Dossier, written: dict[str, Answer]) -> list[Line]:
    """The fields of the general report."""
    book = rulebooks.of(dossier.cycle)
    return [
        _line(REPORT_PREFIX + field.code, field.label, written, None)
        for field in book.report_fields
    ]


def item_lines(dossier: Dossier, written: dict[str, Answer]) -> list[tuple[Criterion, list[Line]]]:
    """The items under their criteria."""
    book = rulebooks.of(dossier.cycle)
    return [
        (
            criterion,
            [
                _line(item.code, f"{item.code} {item.title}", written, item)
                for item in book.items_of(criterion.code)
            ],
        )
        for criterion in book.criteria
    ]


def _line(code: str, title: str, written: dict[str, Answer], item: Item | None) -> Line:
    answer = written.get(code)
    has_text = answer is not None and answer.text != ""
    has_percent = answer is not None and answer.own_percent is not None
    if has_text and (has_percent or item is None):
        state = "done"
    else:
        state = "started" if has_text or has_percent else "empty"
    return Line(code, title, state, answer, item)


STALE = _N("Người khác đã lưu bản mới hơn. Hãy tải lại trang để xem rồi sửa tiếp.")
