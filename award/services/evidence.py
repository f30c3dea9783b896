"""Papers of the dossier: added to a part and a year, taken back but never lost."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import AssessmentScope, Dossier, Evidence, StoredFile, User
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import auditing, completeness, file_kinds, reading, rulebooks, storage
from award.services.people import one_line
from award.services.storage import Upload
from award.words import _N
from scoring.clauses import Part

LONGEST_TITLE = 300


def parts_for_papers(dossier: Dossier) -> list[Part]:
    """The parts that papers may be added to: those made of papers, and the self-assessment."""
    return [
        part for part in rulebooks.of(dossier.cycle).parts if part.kind in {"evidence", "answers"}
    ]


def of_dossier(dossier: Dossier, *, removed: bool = False) -> Sequence[Evidence]:
    """The papers of the dossier with their files, by part, year and time; removed ones apart."""
    gone = Evidence.removed_at.is_not(None) if removed else Evidence.removed_at.is_(None)
    return db.session.scalars(
        select(Evidence)
        .options(joinedload(Evidence.file))
        .where(Evidence.dossier_id == dossier.id, gone)
        .order_by(Evidence.part, Evidence.year.desc().nulls_last(), Evidence.id)
    ).all()


def add(
    dossier: Dossier,
    upload: Upload | None,
    *,
    part: str,
    year: int | None = None,
    item: str | None = None,
    title: str = "",
    confidential: bool = False,
    actor: User,
) -> Evidence:
    """Check and keep a file as a paper of a part; flushes.

    Raises `Refusal` when the part is locked, takes no papers, or asks for a year; when the item
    is unknown; when the same file lies there already; and what `storage.store` raises. What is
    confidential is taken only in kinds that can carry the reader's name.
    """
    if why := policy.write_part(actor, dossier, part):
        raise why
    _check_place(dossier, part, year, item)
    kinds = reading.STAMPABLE if confidential else file_kinds.EVIDENCE
    stored = storage.store(upload, actor=actor, kinds=kinds)
    twin = twin_of(dossier, stored)
    if twin is not None and (twin.part, twin.year, twin.item) == (part, year, item):
        raise Refusal(
            _N("Tệp này đã có ở đây với tên “{name}” nên không lưu lần nữa."), name=twin.file.name
        )
    return _lay(
        dossier,
        stored,
        actor=actor,
        part=part,
        year=year,
        item=item,
        title=one_line(title)[:LONGEST_TITLE] or stored.name,
        confidential=confidential,
    )


def _lay(dossier: Dossier, file: StoredFile, *, actor: User, **columns: Any) -> Evidence:
    """The row of a kept file in a dossier, and its place in the record."""
    row = Evidence(
        dossier=dossier, file=file, added_at=clock.now(), added_by_id=actor.id, **columns
    )
    db.session.add(row)
    db.session.flush()
    auditing.record(
        "add_evidence", row, actor=actor, data={"part": row.part, "sha256": file.sha256}
    )
    return row


def _check_place(dossier: Dossier, code: str, year: int | None, item: str | None) -> None:
    part = next((part for part in parts_for_papers(dossier) if part.code == code), None)
    if part is None:
        raise Refusal(_N("Phần này của hồ sơ không nhận tài liệu."))
    if part.years and year not in completeness.latest_years(dossier, part.years):
        years = ", ".join(str(one) for one in completeness.latest_years(dossier, part.years))
        raise Refusal(_N("Hãy chọn năm của tài liệu: {years}."), at="year", years=years)
    if not part.years and year is not None:
        raise Refusal(_N("Phần này không chia theo năm."))
    if item is not None and item not in {one.code for one in rulebooks.of(dossier.cycle).items}:
        raise Refusal(_N("Không có hạng mục này trong bộ tiêu chí của năm giải thưởng."), at="item")


def siblings(dossier: Dossier, code: str) -> list[tuple[Dossier, int]]:
    """Other entries of the year whose papers of a shared part may be taken over, and how many."""
    if dossier.management_part_id is None or not _is_shared(dossier, code):
        return []
    counts = (
        select(Evidence.dossier_id, func.count().label("papers"))
        .where(Evidence.part == code, Evidence.removed_at.is_(None))
        .group_by(Evidence.dossier_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Dossier, counts.c.papers)
        .join(counts, counts.c.dossier_id == Dossier.id)
        .options(joinedload(Dossier.product))
        .where(Dossier.management_part_id == dossier.management_part_id, Dossier.id != dossier.id)
        .order_by(Dossier.id)
    )
    return [(entry, count) for entry, count in rows]


def take_over(dossier: Dossier, code: str, source_id: int, *, actor: User) -> int:
    """Copy the papers of a shared part from another entry of the year; those here already stay.

    Each copy is a paper of its own, so that taking one out touches no other entry. Returns how
    many came. Raises `Refusal` when the part is locked or not shared with that entry.
    """
    if why := policy.write_part(actor, dossier, code):
        raise why
    source = next((row for row, _ in siblings(dossier, code) if row.id == source_id), None)
    if source is None:
        raise Refusal(_N("Phần này không có tài liệu dùng chung ở hồ sơ đã chọn."))
    present = {
        (row.year, row.item, row.file.sha256) for row in of_dossier(dossier) if row.part == code
    }
    papers = [row for row in of_dossier(source) if row.part == code]
    new = [row for row in papers if (row.year, row.item, row.file.sha256) not in present]
    for row in new:
        _copy(row, dossier, actor=actor)
    return len(new)


def _is_shared(dossier: Dossier, code: str) -> bool:
    part = rulebooks.of(dossier.cycle).part(code)
    return part.kind == "evidence" and part.scope == AssessmentScope.MANAGEMENT.value


def _copy(paper: Evidence, dossier: Dossier, *, actor: User) -> None:
    file = storage.keep(
        paper.file.name, storage.read(paper.file), media_type=paper.file.media_type, actor=actor
    )
    same = ("part", "year", "item", "title", "confidential")
    _lay(dossier, file, actor=actor, **{name: getattr(paper, name) for name in same})


def twin_of(dossier: Dossier, stored: StoredFile) -> Evidence | None:
    """Another present paper of the dossier with the very same bytes, if there is one."""
    return db.session.scalar(
        select(Evidence)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .options(joinedload(Evidence.file))
        .where(
            Evidence.dossier_id == dossier.id,
            Evidence.removed_at.is_(None),
            StoredFile.sha256 == stored.sha256,
            StoredFile.id != stored.id,
        )
        .order_by(Evidence.id)
        .limit(1)
    )


def remove(evidence: Evidence, *, actor: User) -> None:
    """Take a paper out of the dossier; file and row stay on record.

    Raises `Refusal` when its part is locked or it was taken out before.
    """
    if why := policy.write_part(actor, evidence.dossier, evidence.part):
        raise why
    if evidence.removed_at is not None:
        raise Refusal(_N("Tài liệu này đã được bỏ khỏi hồ sơ rồi."))
    evidence.removed_at = clock.now()
    db.session.flush()
    auditing.record("remove_evidence", evidence, actor=actor, data={"sha256": evidence.file.sha256})
