"""Who takes part in a course: signed up by themselves or by the officer, and taken off again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from award import clock
from award.extensions import db
from award.models import Participant, ParticipantKind, TrainingCourse, User
from award.policies import Refusal
from award.services import auditing, people, training
from award.services.enrolment import clean_tax_code
from award.services.locking import lock
from award.words import _N, sort_key

STANDS_FOR = frozenset({ParticipantKind.ENTERPRISE, ParticipantKind.HOUSEHOLD})
TWICE = _N("Người có thư điện tử này đã có trong lớp.")
_FULL = _N("Lớp đã đủ {seats} chỗ.")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A participant as the person or the officer writes them down."""

    kind: ParticipantKind
    full_name: str
    email: str = ""
    phone: str = ""
    position: str = ""
    organisation_name: str = ""
    tax_code: str = ""


def faults(facts: PersonFacts) -> dict[str, str]:
    """What is wrong with each field; empty when nothing is."""
    found: dict[str, str] = {}
    if not people.one_line(facts.full_name):
        found["full_name"] = _N("Hãy ghi họ tên.")
    if facts.kind in STANDS_FOR and not people.one_line(facts.organisation_name):
        found["organisation_name"] = _N("Hãy ghi tên doanh nghiệp, hợp tác xã hoặc hộ.")
    for name, read, text in (
        ("email", _address, facts.email),
        ("tax_code", _code, facts.tax_code),
    ):
        try:
            read(text)
        except Refusal as why:
            found[name] = str(why)
    return found


def clean(facts: PersonFacts) -> PersonFacts:
    """The same in the form that we keep. Raises `Refusal`; its `at` names the field."""
    for name, sentence in faults(facts).items():
        raise Refusal(sentence, at=name)
    return PersonFacts(
        kind=facts.kind,
        full_name=people.one_line(facts.full_name),
        email=_address(facts.email),
        phone=people.one_line(facts.phone),
        position=people.one_line(facts.position),
        organisation_name=people.one_line(facts.organisation_name),
        tax_code=_code(facts.tax_code),
    )


def _address(typed: str) -> str:
    return people.clean_address(typed) if typed.strip() else ""


def _code(typed: str) -> str:
    """A tax code: ten digits, thirteen of a branch, twelve of a household; none stays none."""
    bare = "".join(typed.split())
    return clean_tax_code(bare) if bare else ""


def is_open(course: TrainingCourse) -> bool:
    """Whether people can still sign up, seats apart."""
    last = course.sign_up_until or course.ends_on
    return course.closed_on is None and clock.today_local() <= last


def sign_up(course: TrainingCourse, facts: PersonFacts, *, actor: User) -> Participant:
    """Sign oneself up, under the address of one's account.

    Raises `Refusal` after the closing date, when the course is full, or when one is in it already.
    """
    lock(course)
    if not is_open(course):
        raise Refusal(_N("Lớp đã hết hạn đăng ký."))
    if _find(course, actor) is not None:
        raise Refusal(_N("Bạn đã đăng ký lớp này."))
    own = PersonFacts(
        facts.kind, actor.full_name, actor.email, facts.phone, facts.position,
        facts.organisation_name, facts.tax_code,
    )  # fmt: skip
    row = _add(course, clean(own))
    row.user_id = actor.id
    return _recorded(row, "sign_up", actor)


def enter(course: TrainingCourse, facts: PersonFacts, *, actor: User) -> Participant:
    """Enter somebody; the officer may do so after the closing date, never beyond the seats.

    Raises `Refusal` when the course is full or closed, or the address is in it already.
    """
    lock(course)
    if course.closed_on is not None:
        raise Refusal(_N("Lớp đã kết thúc nên không ghi thêm người được."))
    return _recorded(_add(course, clean(facts)), "enter_participant", actor)


def _add(course: TrainingCourse, facts: PersonFacts) -> Participant:
    if course.seats is not None and training.count(course) >= course.seats:
        raise Refusal(_FULL, seats=course.seats)
    if facts.email and facts.email in addresses(course):
        raise Refusal(TWICE, at="email")
    return Participant(
        course=course,
        kind=facts.kind,
        full_name=facts.full_name,
        email=facts.email,
        phone=facts.phone,
        position=facts.position,
        organisation_name=facts.organisation_name,
        tax_code=facts.tax_code,
        signed_up_at=clock.now(),
    )


def _recorded(row: Participant, action: str, actor: User) -> Participant:
    """The chain keeps that somebody came in, and no name: names end, the chain does not."""
    db.session.add(row)
    db.session.flush()
    data = {"course": row.training_course_id, "kind": row.kind.value}
    auditing.record(action, row, actor=actor, data=data)
    return row


def name_organisation(
    row: Participant, *, organisation_name: str, tax_code: str, actor: User
) -> None:
    """Write whom somebody stood for, after the course as well: targets count it by its tax code.

    Raises `Refusal` with the field's name. The chain keeps no tax code, as a household's is a
    person's own number.
    """
    lock(row)
    facts = clean(
        PersonFacts(row.kind, row.full_name, organisation_name=organisation_name, tax_code=tax_code)
    )
    row.organisation_name, row.tax_code = facts.organisation_name, facts.tax_code
    db.session.flush()
    auditing.record("name_organisation", row, actor=actor, data={"course": row.training_course_id})


def remove(row: Participant, *, actor: User) -> None:
    """Take somebody off the course, the person or the officer; who was there stays counted.

    Raises `Refusal` once the person has attended or the course is closed.
    """
    if row.course.closed_on is not None or row.attendances:
        raise Refusal(_N("Đã điểm danh hoặc lớp đã kết thúc nên không bỏ tên được."))
    row.removed_at = clock.now()
    row.full_name, row.email, row.phone, row.position = _N("(đã bỏ tên)"), "", "", ""
    row.user_id = None
    db.session.flush()
    auditing.record("remove_participant", row, actor=actor)


def addresses(course: TrainingCourse) -> set[str]:
    """The addresses that are in the course already."""
    rows = select(Participant.email).where(
        Participant.training_course_id == course.id, Participant.removed_at.is_(None)
    )
    return set(db.session.scalars(rows)) - {""}


def of_person(person: User) -> ColumnElement[bool]:
    """SQL: participants that are this person, by account or by its address."""
    by_address = Participant.user_id.is_(None) & (Participant.email == person.email)
    return Participant.removed_at.is_(None) & ((Participant.user_id == person.id) | by_address)


def _find(course: TrainingCourse, person: User) -> Participant | None:
    return db.session.scalar(
        select(Participant).where(Participant.training_course_id == course.id, of_person(person))
    )


def mine(course: TrainingCourse, person: User) -> Participant | None:
    """The person's own row in the course, if any."""
    return _find(course, person)


def record_of(person: User) -> Sequence[Participant]:
    """Everything the person takes or took part in, the newest first."""
    return db.session.scalars(
        select(Participant)
        .join(Participant.course)
        .options(
            contains_eager(Participant.course).selectinload(TrainingCourse.sessions),
            selectinload(Participant.attendances),
            joinedload(Participant.certificate),
        )
        .where(of_person(person))
        .order_by(TrainingCourse.starts_on.desc(), Participant.id.desc())
    ).all()


def open_courses(person: User) -> Sequence[TrainingCourse]:
    """Courses that the person can still sign up for, the next first."""
    today = clock.today_local()
    last = TrainingCourse.sign_up_until
    mine = exists().where(Participant.training_course_id == TrainingCourse.id, of_person(person))
    return db.session.scalars(
        select(TrainingCourse)
        .where(
            TrainingCourse.closed_on.is_(None),
            (last >= today) | (last.is_(None) & (TrainingCourse.ends_on >= today)),
            ~mine,
        )
        .order_by(TrainingCourse.starts_on, TrainingCourse.id)
    ).all()


def in_order(rows: Sequence[Participant]) -> list[Participant]:
    """Vietnamese order of given names first, as class lists have it: by the last syllable."""
    return sorted(
        rows, key=lambda row: (sort_key(row.full_name.rpartition(" ")[2]), sort_key(row.full_name))
    )
