"""The team's view of its own scores: side by side, how far apart, what was agreed and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from award.models import Assignment, ConsensusScore, Dossier, Phase, Rating, User
from award.services import consensus, evaluation, ratings, rulebooks, scoresheets
from award.services.evaluation import Standing
from award.words import _N
from scoring.agreement import agreement, severities
from scoring.clauses import Item
from scoring.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Row:
    """One item: everybody's percent, their distance, and what is agreed."""

    item: Item
    percents: tuple[int, ...]
    spread: int
    wide: bool
    agreed: ConsensusScore | None

    @property
    def disagreeing(self) -> int:
        """How many members do not agree with the agreed percent."""
        stances = () if self.agreed is None else self.agreed.stances
        return sum(not stance.agrees for stance in stances)


@dataclass(frozen=True, slots=True)
class Leaning:
    """How an assessor differs from the others on the same items, in percent points."""

    person: User
    lead: bool
    difference: Fraction | None

    @property
    def words(self) -> str:
        """The difference as a person says it, rounded to half a point."""
        if self.difference is None:
            return _N("chưa so sánh được")
        halves = round(self.difference * 2)
        if halves == 0:
            return _N("ngang mức trung bình của nhóm")
        points = str(Decimal(abs(halves)) / 2).replace(".", ",").removesuffix(",0")
        side = _N("cao hơn") if halves > 0 else _N("thấp hơn")
        return _N("{side} những người khác {points} điểm phần trăm").format(
            side=side, points=points
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The consensus page of one dossier."""

    book: Rulebook
    phase: Phase | None
    rows: tuple[Row, ...]
    people: tuple[Assignment, ...]
    leanings: tuple[Leaning, ...]
    coefficients: tuple[tuple[str, str, str], ...]
    standing: Standing
    sheets: tuple[object, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Items without an agreed percent."""
        return tuple(row.item.code for row in self.rows if row.agreed is None)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One assessor's words on one item, and their stance on what was agreed."""

    name: str
    lead: bool
    percent: int
    strengths: str
    improvements: str
    evidence: str
    opinion: str | None
    note: str


def table(dossier: Dossier) -> Table:
    """Everything of the consensus page, items that need discussion first."""
    book = rulebooks.of(dossier.cycle)
    people, found = ratings.assessors(dossier), ratings.of_dossier(dossier)
    by_item = _by_item(found)
    agreed = consensus.current(dossier)
    limit = book.consensus.spread_limit
    rows = [
        _row(item, by_item.get(item.code, {}), agreed.get(item.code), limit) for item in book.items
    ]
    rows.sort(key=lambda row: (not row.wide, -row.spread if row.wide else 0))
    return Table(
        book=book,
        phase=consensus.PHASE_OF_STATE.get(dossier.state),
        rows=tuple(rows),
        people=tuple(people),
        leanings=_leanings(people, by_item),
        coefficients=_coefficients(people, by_item),
        standing=evaluation.standing(dossier),
        sheets=tuple(scoresheets.all_of(dossier)),
    )


def _by_item(found: Sequence[Rating]) -> dict[str, dict[int, int]]:
    by_item: dict[str, dict[int, int]] = {}
    for rating in found:
        if rating.percent is not None:
            by_item.setdefault(rating.item, {})[rating.user_id] = rating.percent
    return by_item


def _row(item: Item, percents: Mapping[int, int], agreed: ConsensusScore | None, limit: int) -> Row:
    values = tuple(percents.values())
    spread = max(values) - min(values) if values else 0
    return Row(item, values, spread, spread > limit, agreed)


def _leanings(
    people: Sequence[Assignment], by_item: Mapping[str, Mapping[int, int]]
) -> tuple[Leaning, ...]:
    found = severities(
        {
            item: {str(who): percent for who, percent in rated.items()}
            for item, rated in by_item.items()
        }
    )
    return tuple(
        Leaning(
            one.user,
            one.lead,
            found[str(one.user_id)].difference if str(one.user_id) in found else None,
        )
        for one in people
    )


# Reading aids, not rules of the award: Koo & Li (2016) for ICC, Krippendorff (2004) for alpha.
_ICC_WORDS = (
    (0.9, _N("rất thống nhất")),
    (0.75, _N("thống nhất tốt")),
    (0.5, _N("thống nhất vừa phải")),
)
_ALPHA_WORDS = (
    (0.8, _N("đủ tin cậy")),
    (0.667, _N("chỉ nên kết luận dè dặt")),
)
_APART = _N("các chuyên gia còn khác nhau nhiều, nên trao đổi kỹ")


def _coefficients(
    people: Sequence[Assignment], by_item: Mapping[str, Mapping[int, int]]
) -> tuple[tuple[str, str, str], ...]:
    """Name, value and meaning of the two coefficients that are shown."""
    cells = [
        [Decimal(rated[one.user_id]) if one.user_id in rated else None for one in people]
        for rated in by_item.values()
    ]
    found = agreement(cells)
    shown = (
        ("icc2", _N("Hệ số tương quan nội lớp ICC(2,1)"), _ICC_WORDS),
        ("alpha_interval", _N("Hệ số Krippendorff alpha"), _ALPHA_WORDS),
    )
    return tuple(
        (
            label,
            _figure(found.values[name]),
            _meaning(found.values[name], words, found.reasons, name),
        )
        for name, label, words in shown
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def _meaning(
    value: float | None,
    words: tuple[tuple[float, str], ...],
    reasons: Mapping[str, str],
    name: str,
) -> str:
    if value is None:
        return _N("không tính được: {reason}").format(reason=reasons[name])
    return next((text for least, text in words if value >= least), _APART)


def opinions(dossier: Dossier, code: str) -> list[Opinion]:
    """What each assessor said on one item, the lead first, with their stance."""
    said = {one.user_id: one for one in ratings.of_dossier(dossier) if one.item == code}
    agreed = consensus.current(dossier).get(code)
    stances = {} if agreed is None else {one.user_id: one for one in agreed.stances}
    rows = []
    for one in ratings.assessors(dossier):
        rating, stance = said.get(one.user_id), stances.get(one.user_id)
        if rating is None or rating.percent is None:
            continue
        rows.append(
            Opinion(
                name=one.user.full_name,
                lead=one.lead,
                percent=rating.percent,
                strengths=rating.strengths,
                improvements=rating.improvements,
                evidence=rating.evidence,
                opinion=None if stance is None else ("agree" if stance.agrees else "disagree"),
                note="" if stance is None else stance.note,
            )
        )
    return rows


def merged(said: Sequence[Opinion]) -> tuple[str, str]:
    """Everybody's strengths and improvements put together, each sentence once, for the lead."""
    return (
        "\n".join(dict.fromkeys(one.strengths for one in said if one.strengths)),
        "\n".join(dict.fromkeys(one.improvements for one in said if one.improvements)),
    )
