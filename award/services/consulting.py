"""Hiệp y (lấy ý kiến): letters built from dossiers, numbered, answered, followed (R27)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from award import clock
from award.extensions import db
from award.models import (
    AuditEvent,
    AwardCycle,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Dossier,
    DossierState,
    Organisation,
    Reply,
    StoredFile,
    User,
)
from award.policies import Hidden, Refusal, facts
from award.services import auditing
from award.services.editing import Overtaken
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N

REPLY_NAMES = {
    Reply.AGREE: _N("Đồng ý"),
    Reply.DISAGREE: _N("Không đồng ý"),
    Reply.OTHER: _N("Ý kiến khác"),
}
WITH_ORGANISATION = (
    joinedload(Dossier.organisation).joinedload(Organisation.province),
    joinedload(Dossier.product),
)


OPINION_MATTERS = frozenset(
    {DossierState.CONSULTATION, DossierState.NATIONAL_REVIEW, DossierState.PROPOSED}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about one line of a letter; `seen` is the reply the form was made from."""

    entry_id: int
    reply: Reply
    note: str
    seen: datetime | None
    file: StoredFile | None = None


def in_consultation(cycle: AwardCycle, actor: User) -> Sequence[Dossier]:
    """The dossiers of the year on which opinions are taken now, conflicts left out."""
    return _dossiers(cycle, actor)


def last_moved_here() -> ScalarSelect[datetime]:
    """For lists: when the dossier of the outer query last came to this step."""
    return (
        select(func.max(AuditEvent.at))
        .where(
            AuditEvent.subject_type == Dossier.__tablename__,
            AuditEvent.subject_id == Dossier.id,
            AuditEvent.action == "consult",
        )
        .correlate(Dossier)
        .scalar_subquery()
    )


def waiting(cycle: AwardCycle, actor: User) -> Sequence[Dossier]:
    """Those for which no letter to their province was made since they came to this step."""
    written = exists().where(
        ConsultationEntry.dossier_id == Dossier.id,
        ConsultationEntry.consultation_id == Consultation.id,
        Consultation.province_code.is_not(None),
        Consultation.created_at >= last_moved_here(),
    )
    return _dossiers(cycle, actor, ~written)


def _dossiers(
    cycle: AwardCycle, actor: User, *conditions: ColumnElement[bool]
) -> Sequence[Dossier]:
    return db.session.scalars(
        select(Dossier)
        .join(Organisation)
        .options(*WITH_ORGANISATION)
        .where(
            Dossier.cycle_id == cycle.id,
            Dossier.state == DossierState.CONSULTATION,
            facts.unconflicted(actor),
            *conditions,
        )
        .order_by(Organisation.sort_key, Dossier.id)
    ).all()


def draft_letters(
    cycle: AwardCycle, dossier_ids: Iterable[int], *, actor: User
) -> list[Consultation]:
    """One draft letter to each province of the chosen dossiers; a draft there is is added to.

    Raises `Refusal` when none of them waits for a letter (any more).
    """
    lock(cycle)
    wanted = set(dossier_ids)
    chosen = [dossier for dossier in waiting(cycle, actor) if dossier.id in wanted]
    if not chosen:
        raise Refusal(_N("Không có hồ sơ nào đang chờ lập công văn; hãy chọn ít nhất một hồ sơ."))
    letters: dict[str, Consultation] = {}
    for dossier in chosen:
        code = dossier.organisation.province_code
        letter = letters.get(code) or _draft_to(cycle, code) or _new(cycle, actor, province=code)
        letters[code] = letter
        letter.entries.append(ConsultationEntry(dossier=dossier))
    db.session.flush()
    for letter in letters.values():
        _record_list(letter, actor)
    return list(letters.values())


def draft_to_agency(
    cycle: AwardCycle, agency: str, dossier_ids: Iterable[int], *, actor: User
) -> Consultation:
    """A draft letter to an agency (tax, environment, labour, …) on chosen dossiers.

    Raises `Refusal` without a name or a dossier, or when the agency is asked already.
    """
    lock(cycle)
    wanted, name = set(dossier_ids), one_line(agency)
    chosen = [dossier for dossier in in_consultation(cycle, actor) if dossier.id in wanted]
    if not name:
        raise Refusal(_N("Hãy ghi tên cơ quan được hỏi ý kiến."), at="agency")
    if not chosen:
        raise Refusal(_N("Hãy chọn ít nhất một hồ sơ đang ở bước này."), at="dossiers")
    asked = exists().where(
        Consultation.cycle_id == cycle.id,
        Consultation.agency == name,
        Consultation.state != ConsultationState.CLOSED,
    )
    if db.session.scalar(select(asked)):
        raise Refusal(_N("Đã có công văn gửi cơ quan này và chưa kết thúc."), at="agency")
    letter = _new(cycle, actor, agency=name)
    letter.entries.extend(ConsultationEntry(dossier=dossier) for dossier in chosen)
    db.session.flush()
    _record_list(letter, actor)
    return letter


def _draft_to(cycle: AwardCycle, province_code: str) -> Consultation | None:
    return db.session.scalar(
        select(Consultation).where(
            Consultation.cycle_id == cycle.id,
            Consultation.province_code == province_code,
            Consultation.state == ConsultationState.DRAFT,
        )
    )


def _new(
    cycle: AwardCycle, actor: User, *, province: str | None = None, agency: str = ""
) -> Consultation:
    letter = Consultation(
        cycle_id=cycle.id,
        province_code=province,
        agency=agency,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _record_list(letter: Consultation, actor: User) -> None:
    auditing.record(
        "draft_letter",
        letter,
        actor=actor,
        data={"dossiers": sorted(entry.dossier_id for entry in letter.entries)},
    )


def discard(letter: Consultation, *, actor: User) -> None:
    """Throw a draft letter away; its dossiers wait for a letter again."""
    _expect(letter, ConsultationState.DRAFT, _N("Công văn đã gửi nên không bỏ được nữa."))
    auditing.record("discard_letter", letter, actor=actor)
    for entry in letter.entries:
        db.session.delete(entry)
    db.session.flush()
    db.session.delete(letter)
    db.session.flush()


def give_number(letter: Consultation, *, number: str, sent_on: date, due_on: date) -> None:
    """Number, date and term from the agency's own registry; the caller then moves it to sent.

    Raises `Refusal` for a date to come, or a term that does not lie after it.
    """
    _expect(letter, ConsultationState.DRAFT, _N("Công văn này đã ghi số và gửi."))
    if sent_on > clock.today_local():
        raise Refusal(_N("Ngày công văn không được sau hôm nay."), at="sent_on")
    if due_on <= sent_on:
        raise Refusal(_N("Hạn trả lời phải sau ngày công văn."), at="due_on")
    letter.number, letter.sent_on, letter.due_on = one_line(number), sent_on, due_on
    db.session.flush()


def _expect(letter: Consultation, state: ConsultationState, why_not: str) -> None:
    """Hold the letter, and go on only while it has this state."""
    lock(letter)
    if letter.state is not state:
        raise Refusal(why_not)


def answer(letter: Consultation, answers: Sequence[Answer], *, actor: User) -> None:
    """Record replies to lines of a sent letter; a reply may be replaced until the letter closes.

    Raises `Refusal` when the letter takes no replies, nothing is answered, or an objection lacks
    its reason; `Hidden` for a line that is not the letter's or that the actor has a conflict on;
    `Overtaken` when a colleague answered a line after the form was made.
    """
    _expect(letter, ConsultationState.SENT, _N("Công văn này đã kết thúc nhận ý kiến."))
    if not answers:
        raise Refusal(_N("Hãy chọn ý kiến cho ít nhất một tổ chức, sản phẩm trong danh sách."))
    entries = _entries(letter, actor)
    if any(one.entry_id not in entries for one in answers):
        raise Hidden()
    for one in answers:
        _answer_line(entries[one.entry_id], one, actor)
    db.session.flush()
    auditing.record(
        "reply",
        letter,
        actor=actor,
        data={"replies": [[one.entry_id, one.reply.value, one.note] for one in answers]},
    )


def takes_reply(entry: ConsultationEntry) -> bool:
    """Whether the dossier still waits for its decision: what one rests on is not rewritten."""
    return entry.dossier.state in OPINION_MATTERS


def _answer_line(entry: ConsultationEntry, given: Answer, actor: User) -> None:
    if not takes_reply(entry):
        raise Refusal(
            _N("Việc xét tặng {name} đã kết thúc nên ý kiến không ghi, không đổi được nữa."),
            rule="R27",
            at="entry",
            name=entry.dossier.organisation.name,
        )
    _expect_unanswered_since(entry, given)
    if given.reply is not Reply.AGREE and not given.note:
        raise Refusal(
            _N("Ý kiến “{reply}” về {name} cần ghi rõ nội dung."),
            rule="R27",
            at="note",
            reply=REPLY_NAMES[given.reply],
            name=entry.dossier.organisation.name,
        )
    entry.reply, entry.note = given.reply, given.note
    entry.replied_at, entry.replied_by_id = clock.now(), actor.id
    if given.file is not None:
        entry.signed_copy_id = given.file.id


def _expect_unanswered_since(entry: ConsultationEntry, given: Answer) -> None:
    if entry.replied_at == given.seen or entry.reply is None:
        return
    by = db.session.get(User, entry.replied_by_id) if entry.replied_by_id else None
    raise Overtaken(
        [(entry.dossier.organisation.name, _in_words(given), _in_words(entry))],
        "" if by is None else by.full_name,
        entry.replied_at,
    )


def _in_words(said: Answer | ConsultationEntry) -> str:
    name = "" if said.reply is None else REPLY_NAMES[said.reply]
    return f"{name}: {said.note}" if said.note else name


def _entries(letter: Consultation, actor: User) -> Mapping[int, ConsultationEntry]:
    """The lines of the letter by id, conflicts left out (R24)."""
    rows = db.session.scalars(
        select(ConsultationEntry)
        .join(Dossier)
        .options(joinedload(ConsultationEntry.dossier).joinedload(Dossier.organisation))
        .where(ConsultationEntry.consultation_id == letter.id, facts.unconflicted(actor))
        .execution_options(populate_existing=True)
    )
    return {entry.id: entry for entry in rows}


def is_overdue(letter: Consultation) -> bool:
    """Whether the term has passed and something is still unanswered; never taken for consent."""
    return (
        letter.state is ConsultationState.SENT
        and letter.due_on is not None
        and letter.due_on < clock.today_local()
        and any(entry.reply is None for entry in letter.entries)
    )


def letters_of(cycle: AwardCycle) -> Sequence[Consultation]:
    """Every letter of the year with its list, in the order of their making."""
    return db.session.scalars(
        select(Consultation)
        .options(
            joinedload(Consultation.province),
            selectinload(Consultation.entries)
            .joinedload(ConsultationEntry.dossier)
            .options(*WITH_ORGANISATION),
        )
        .where(Consultation.cycle_id == cycle.id)
        .order_by(Consultation.id)
    ).all()


def unanswered(dossiers: Iterable[Dossier]) -> set[int]:
    """Ids of the dossiers for which some letter closed without a reply: they need a reason."""
    return set(
        db.session.scalars(
            select(ConsultationEntry.dossier_id).where(
                ConsultationEntry.dossier_id.in_([dossier.id for dossier in dossiers]),
                ConsultationEntry.reply == Reply.NONE,
            )
        )
    )


def signed_copy(letter: Consultation, entry_id: int, reader: User) -> StoredFile | None:
    """The signed copy of the reply to one line of the letter, for who has no conflict with it."""
    return db.session.scalar(
        select(StoredFile)
        .join(ConsultationEntry, ConsultationEntry.signed_copy_id == StoredFile.id)
        .join(Dossier)
        .where(
            ConsultationEntry.id == entry_id,
            ConsultationEntry.consultation_id == letter.id,
            facts.unconflicted(reader),
        )
    )
