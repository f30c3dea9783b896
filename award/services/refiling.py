"""Texts find their place in another edition: by the declared item map, and none of them is lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update

from award import clock
from award.extensions import db
from award.models import (
    Answer,
    AssessmentScope,
    AwardCycle,
    Dossier,
    Evidence,
    SelfAssessment,
    User,
)
from award.services import answers, starting
from award.services.completeness import REPORT_PREFIX
from award.words import _N
from scoring.rulebook import Rulebook

UNFILED = "unfiled."  # before the old code of a text that the edition has no item for
_ON_THE_WAY = "moving."


def unfiled(dossier: Dossier) -> Sequence[Answer]:
    """Texts of the dossier without an item in the present edition: “chưa xếp hạng mục”."""
    return db.session.scalars(
        select(Answer)
        .where(
            Answer.self_assessment_id.in_(dossier.part_ids),
            Answer.code.startswith(UNFILED, autoescape=True),
        )
        .order_by(Answer.code)
    ).all()


def refile(cycle: AwardCycle, before: Rulebook, after: Rulebook, *, actor: User) -> int:
    """Move every text and paper of the year to the items of `after`; return how many have none.

    The cycle already names `after`. Several old items may share a new one: their texts are put one
    after the other under their old titles, and each also stays readable by itself.
    """
    dossiers = db.session.scalars(select(Dossier).where(Dossier.cycle_id == cycle.id)).all()
    for dossier in dossiers:
        _share_or_part(dossier, after)
    db.session.flush()
    homeless = sum(_refile_texts(rows, before, after, actor) for rows in _texts(cycle).values())
    db.session.expire_all()
    for dossier in dossiers:
        _settle(dossier, after)
        _refile_papers(dossier, before, after)
    db.session.flush()
    return homeless


def _share_or_part(dossier: Dossier, after: Rulebook) -> None:
    """Make the shared management part where `after` has one; where not, each entry has its own."""
    shares = after.management_scope == "organisation"
    if shares and dossier.management_part is None:
        dossier.management_part = starting.shared_part(dossier.organisation, dossier.cycle)
        dossier.own_part.scope = AssessmentScope.ENTRY
    elif not shares and dossier.management_part is not None:
        _copy_texts(dossier.management_part, dossier.own_part)
        dossier.management_part = None
        dossier.own_part.scope = AssessmentScope.WHOLE


def _copy_texts(shared: SelfAssessment, own: SelfAssessment) -> None:
    """The shared texts also stand in the entry's own part; the shared part keeps them too."""
    for text in db.session.scalars(select(Answer).where(Answer.self_assessment_id == shared.id)):
        copy = Answer(
            self_assessment_id=own.id,
            code=text.code,
            text=text.text,
            own_percent=text.own_percent,
            updated_at=text.updated_at,
            updated_by_id=text.updated_by_id,
        )
        db.session.add(copy)
        db.session.flush()
        answers.keep_versions([copy])


def _texts(cycle: AwardCycle) -> Mapping[int, list[Answer]]:
    """Every text of the year by its self-assessment, in the order of the codes."""
    rows = db.session.scalars(
        select(Answer)
        .join(SelfAssessment, SelfAssessment.id == Answer.self_assessment_id)
        .where(SelfAssessment.cycle_id == cycle.id)
        .order_by(Answer.self_assessment_id, Answer.code)
    )
    found: dict[int, list[Answer]] = defaultdict(list)
    for row in rows:
        found[row.self_assessment_id].append(row)
    return found


def _refile_texts(rows: Sequence[Answer], before: Rulebook, after: Rulebook, actor: User) -> int:
    """Give each text of one self-assessment its new code; return how many have no item."""
    homes: dict[str, list[Answer]] = defaultdict(list)
    for row in rows:
        homes[_home(row.code, before, after)].append(row)
    _rename({row.id: f"{_ON_THE_WAY}{row.id}" for row in rows})
    names: dict[int, str] = {}
    for code, sources in homes.items():
        first = sources[0].id
        if len(sources) > 1:
            first = _together(sources, before, actor)
        names[first] = code
        names |= {row.id: _unfiled(row.code) for row in sources if row.id != first}
    _rename(names)
    return sum(code.startswith(UNFILED) for code in homes)


def _home(code: str, before: Rulebook, after: Rulebook) -> str:
    if code.startswith(UNFILED):
        return code
    if code.startswith(REPORT_PREFIX):
        known = {REPORT_PREFIX + field.code for field in after.report_fields}
        return code if code in known else _unfiled(code)
    item = after.home_of(before.id, code)
    return _unfiled(code) if item is None else item.code


def _unfiled(code: str) -> str:
    return code if code.startswith(UNFILED) else f"{UNFILED}{code}"


def _together(sources: Sequence[Answer], before: Rulebook, actor: User) -> int:
    """A new text that holds those of several old items under their titles; its id."""
    titles = {item.code: item.title for item in before.items}
    parts = [
        f"[{row.code} {titles.get(row.code, '')}]\n\n{row.text}" for row in sources if row.text
    ]
    whole = Answer(
        self_assessment_id=sources[0].self_assessment_id,
        code=f"{_ON_THE_WAY}whole.{sources[0].id}",
        text="\n\n".join(parts),
        updated_at=clock.now(),
        updated_by_id=actor.id,
    )
    db.session.add(whole)
    db.session.flush()
    answers.keep_versions([whole])
    return whole.id


def _rename(names: Mapping[int, str]) -> None:
    """Change codes alone: the texts, their versions and whoever edits them now stay as they are."""
    for answer_id, code in names.items():
        db.session.execute(
            update(Answer)
            .where(Answer.id == answer_id)
            .values(code=code)
            .execution_options(synchronize_session=False)
        )


def _settle(dossier: Dossier, after: Rulebook) -> None:
    """Texts of shared items lie in the shared part, wherever they were written."""
    if dossier.management_part_id is None:
        return
    shared = {item.code for item in after.items if item.scope == "management"}
    report = next(part for part in after.parts if part.kind == "report")
    if report.scope == "management":
        shared |= {REPORT_PREFIX + field.code for field in after.report_fields}
    there = set(_codes(dossier.management_part_id))
    db.session.execute(
        update(Answer)
        .where(
            Answer.self_assessment_id == dossier.own_part_id,
            Answer.code.in_(shared - there),
        )
        .values(self_assessment_id=dossier.management_part_id)
        .execution_options(synchronize_session=False)
    )


def _codes(part_id: int) -> Iterable[str]:
    return db.session.scalars(select(Answer.code).where(Answer.self_assessment_id == part_id))


def _refile_papers(dossier: Dossier, before: Rulebook, after: Rulebook) -> None:
    """Papers stay in their part and follow the item they prove; without a home, none."""
    for paper in db.session.scalars(
        select(Evidence).where(Evidence.dossier_id == dossier.id, Evidence.item.is_not(None))
    ):
        home = after.home_of(before.id, paper.item or "")
        paper.item = None if home is None else home.code


def title_of(code: str) -> str:
    """What a text without an item is called on screen."""
    return _N("Chưa xếp hạng mục (trước đây: {code})").format(
        code=code.removeprefix(UNFILED).removeprefix(REPORT_PREFIX)
    )
