"""What the applicant writes: one text per item or report field, every saved version kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import Answer, AnswerVersion, AssessmentScope, Dossier, User
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import rulebooks
from award.services.completeness import REPORT_PREFIX
from award.services.editing import expect_version
from award.words import _N
from scoring.aggregate import aggregate
from scoring.clauses import Part
from scoring.errors import ScoringError
from scoring.rulebook import Rulebook

LIMIT = 50_000  # characters of one answer, about 15 printed pages


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: its code, the part of the dossier, and the self-assessment row."""

    code: str
    part: Part
    self_assessment_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class OwnScore:
    """The applicant's own points: by item, and the sum of those given so far."""

    points: dict[str, Decimal]
    total: Decimal
    given: int
    items: int


def place_of(dossier: Dossier, code: str) -> Place | None:
    """The place of `1.1` or `gr.products` in this dossier; None for a code the edition lacks."""
    book = rulebooks.of(dossier.cycle)
    if code.startswith(REPORT_PREFIX):
        known = {REPORT_PREFIX + field.code for field in book.report_fields}
        part = _part(book, "report")
        home = _report_home(dossier, part)
    else:
        known = {item.code for item in book.items}
        part = _part(book, "answers")
        home = rulebooks.items_by_part(dossier).get(code, dossier.own_part_id)
    if code not in known:
        return None
    return Place(code, part, home, home == dossier.management_part_id)


def _part(book: Rulebook, kind: str) -> Part:
    return next(part for part in book.parts if part.kind == kind)


def _report_home(dossier: Dossier, part: Part) -> int:
    """The report speaks of the organisation: written once where the management part is shared."""
    shared = part.scope == AssessmentScope.MANAGEMENT.value
    if shared and dossier.management_part_id is not None:
        return dossier.management_part_id
    return dossier.own_part_id


def codes(dossier: Dossier, kind: str) -> list[str]:
    """The codes of a part of kind `report` or `answers`, in the rulebook's order."""
    book = rulebooks.of(dossier.cycle)
    if kind == "report":
        return [REPORT_PREFIX + field.code for field in book.report_fields]
    return [item.code for item in book.items]


def of_dossier(dossier: Dossier) -> dict[str, Answer]:
    """Every text of the dossier, the shared ones included, by code."""
    query = select(Answer).where(Answer.self_assessment_id.in_(dossier.part_ids))
    return {answer.code: answer for answer in db.session.scalars(query)}


def find(place: Place) -> Answer | None:
    """The text at a place, with who saved it last."""
    return db.session.scalar(
        select(Answer)
        .options(joinedload(Answer.updated_by))
        .where(Answer.self_assessment_id == place.self_assessment_id, Answer.code == place.code)
    )


def may_write(dossier: Dossier, place: Place, *, actor: User) -> Refusal | None:
    """Why the person may not change this text now, or None."""
    return policy.write_part(actor, dossier, place.part.code, shared=place.shared)


def save(
    dossier: Dossier,
    place: Place,
    text: str,
    own_percent: int | None,
    *,
    version: int,
    actor: User,
) -> Answer:
    """Save a text made from `version` (0: there was none) and keep the version; flushes.

    Nothing is written when nothing changed. Raises `Overtaken` when somebody saved first, and
    `Refusal` for a locked part, a text over the limit, or a percent off the edition's steps (R5).
    """
    if why := may_write(dossier, place, actor=actor):
        raise why
    text = clean(text)
    _check(dossier, place, text, own_percent)
    answer = find(place)
    if answer is None:
        answer = Answer(self_assessment_id=place.self_assessment_id, code=place.code)
    elif (answer.text, answer.own_percent) == (text, own_percent):
        return answer
    else:
        _expect(answer, version, text, own_percent)
    answer.text, answer.own_percent = text, own_percent
    answer.updated_at, answer.updated_by_id = clock.now(), actor.id
    db.session.add(answer)
    db.session.flush()
    keep_versions([answer])
    return answer


def save_all(dossier: Dossier, texts: Mapping[str, tuple[str, int | None]], *, actor: User) -> None:
    """Save texts and percents by code, those where nothing stands yet all at once; flushes.

    Raises `Refusal` as `save` does, and `LookupError` for a code that the edition lacks.
    """
    standing = of_dossier(dossier)
    places: dict[tuple[str, bool], Place] = {}
    fresh: list[Answer] = []
    for code, (text, own_percent) in texts.items():
        place = place_of(dossier, code)
        if place is None:
            raise LookupError(code)
        if code in standing:
            save(dossier, place, text, own_percent, version=standing[code].version, actor=actor)
            continue
        _check(dossier, place, clean(text), own_percent)
        places[place.part.code, place.shared] = place
        fresh.append(
            Answer(
                self_assessment_id=place.self_assessment_id, code=code, text=clean(text),
                own_percent=own_percent, updated_at=clock.now(), updated_by_id=actor.id,
            )
        )  # fmt: skip
    for place in places.values():
        if why := may_write(dossier, place, actor=actor):
            raise why
    db.session.add_all(fresh)
    db.session.flush()
    keep_versions(fresh)


def clean(text: str) -> str:
    """A text as we keep it: lines end in line feeds, no NUL, and only white space is nothing.

    Empty lines at the start go too: browsers drop the first one whenever they show a text area.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.lstrip("\n") if plain.strip() else ""


def _check(dossier: Dossier, place: Place, text: str, own_percent: int | None) -> None:
    if len(text) > LIMIT:
        raise Refusal(
            _N("Nội dung dài {length} ký tự, quá giới hạn {limit}. Hãy rút gọn rồi lưu lại."),
            length=len(text),
            limit=LIMIT,
        )
    if own_percent is None:
        return
    try:
        rulebooks.of(dossier.cycle).scheme.check(place.code, own_percent)
    except ScoringError as error:
        raise Refusal(str(error), rule="R5", at="own_percent") from error


def _expect(answer: Answer, version: int, text: str, own_percent: int | None) -> None:
    versions = [(_N("Nội dung"), text, answer.text)]
    if own_percent is not None or answer.own_percent is not None:
        label = _N("Tỷ lệ điểm tự chấm (%)")
        versions.append((label, _shown(own_percent), _shown(answer.own_percent)))
    expect_version(answer, version, versions, by=answer.updated_by.full_name, at=answer.updated_at)


def _shown(percent: int | None) -> str:
    return _N("chưa chọn") if percent is None else str(percent)


def keep_versions(rows: Iterable[Answer]) -> None:
    """Keep texts as they stand now as a version each; flushes."""
    db.session.add_all(
        AnswerVersion(
            answer_id=answer.id,
            number=answer.version,
            text=answer.text,
            own_percent=answer.own_percent,
            saved_at=answer.updated_at,
            saved_by_id=answer.updated_by_id,
        )
        for answer in rows
    )
    db.session.flush()


def versions(answer: Answer, *, newest: int) -> list[AnswerVersion]:
    """The last `newest` saved versions, newest first, with who saved them."""
    return list(
        db.session.scalars(
            select(AnswerVersion)
            .options(joinedload(AnswerVersion.saved_by))
            .where(AnswerVersion.answer_id == answer.id)
            .order_by(AnswerVersion.number.desc())
            .limit(newest)
        )
    )


def restore(dossier: Dossier, place: Place, number: int, *, version: int, actor: User) -> Answer:
    """Save an earlier version as the newest one; nothing in between is lost.

    Raises `Refusal` when there is no such version, and what `save` raises.
    """
    answer = find(place)
    old = answer and db.session.scalar(
        select(AnswerVersion).where(
            AnswerVersion.answer_id == answer.id, AnswerVersion.number == number
        )
    )
    if old is None:
        raise Refusal(_N("Không có phiên bản này."))
    return save(dossier, place, old.text, old.own_percent, version=version, actor=actor)


def own_score(dossier: Dossier, written: dict[str, Answer]) -> OwnScore:
    """The applicant's own points so far; a missing percent is missing, never zero."""
    scheme = rulebooks.of(dossier.cycle).scheme
    known = codes(dossier, "answers")
    percents = {
        code: answer.own_percent
        for code, answer in written.items()
        if answer.own_percent is not None and code in known
    }
    scores = aggregate(scheme, [], percents).items
    points = {code: scores[code].points for code in percents}
    total = sum(points.values(), Decimal(0))
    return OwnScore(points, total, len(points), len(known))
