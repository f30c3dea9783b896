"""The certificate of training as a paper: its data, frozen before it is printed."""

from datetime import date
from typing import Any

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import Authority, AwardCycle, TrainingCertificate, TrainingCourse, User
from award.services import authorities, paper_parts, training, training_results
from award.services.paper_parts import Paper
from award.services.people import one_line
from award.words import _N

KIND = "training_certificate"
TITLE = _N("Giấy chứng nhận hoàn thành khóa đào tạo, tập huấn")


def short_name(full_name: str) -> str:
    """`N. V. An`: enough to compare with the paper in one's hand, too little to learn a name by."""
    *front, last = full_name.split() or [""]
    return " ".join([*(f"{word[0]}." for word in front), last])


def paper(row: TrainingCertificate, *, actor: User, **_: Any) -> Paper:
    """The certificate as a paper."""
    course, person = row.participant.course, row.participant
    agency = _agency(course, row.issued_on)
    result = training_results.result_of(person)
    data = {
        "kind": KIND,
        "kind_title": TITLE,
        "at": clock.now().isoformat(),
        "award": course.organiser,
        "demo": bool(db.session.scalar(select(exists().where(AwardCycle.demo)))),
        "giver": course.organiser,
        "register": row.number,
        "holder": person.full_name,
        "of": person.organisation_name,
        "position": person.position,
        "course": course.title,
        "field": training.FIELD_NAMES[course.field],
        "starts_on": course.starts_on.isoformat(),
        "ends_on": course.ends_on.isoformat(),
        "sessions": len(course.sessions),
        "percent": None if result is None else result.percent,
        "issued_on": row.issued_on.isoformat(),
        "valid_to": paper_parts.text(row.valid_to),
        "place": paper_parts.place_name(course.province_code) or (agency.place if agency else ""),
        "signer": paper_parts.agency_signer(agency),
    }
    return Paper(f"{TITLE}: {one_line(person.full_name)}", data)


def _agency(course: TrainingCourse, on: date) -> Authority | None:
    """Under whose post a certificate is signed: the province's agency, or the standing body."""
    if course.province_code is None:
        return paper_parts.standing_body(on)
    return authorities.valid_on("department", on, course.province_code)
