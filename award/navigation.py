"""What every page knows of the person who looks at it: the rooms open to them, and their name."""

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from award.config import VERSION, current
from award.extensions import db
from award.models import (
    ORGANISATION_ROLES,
    Assignment,
    AwardCycle,
    CountingBoardMember,
    Membership,
    Role,
    Seat,
    TeamMember,
    User,
)
from award.words import _N

ROOMS = (
    ("organisation", _N("Hồ sơ"), "dossiers.index"),
    ("organisation", _N("Truy xuất"), "trace.index"),
    ("assessor", _N("Chấm điểm"), "assessment.index"),
    ("council", _N("Hội đồng"), "councils.index"),
    ("province", _N("Địa phương"), "localities.index"),
    ("programme", _N("Chương trình"), "programme.index"),
    ("office", _N("Điều hành"), "admin.index"),
)
OWN_TRAINING = (_N("Đào tạo"), "programme.my_training")
OPEN_PAGES = (
    (_N("Lịch"), "public.calendar"),
    (_N("Tổ chức đạt giải"), "public.laureates"),
    (_N("Xác minh văn bản"), "public.verify"),
)
ROLE_NAMES = {
    "organisation": _N("Tổ chức tham dự"),
    "assessor": _N("Chuyên gia đánh giá"),
    "council": _N("Hội đồng"),
    "province": _N("Địa phương"),
    "office": _N("Cơ quan thường trực"),
}


def init_app(app: Flask) -> None:
    """Give every template `nav`, `signed_in`, `demo_data`, `app_version`, `home_href`."""
    app.context_processor(_context_or_less)


def capacities(person: User) -> frozenset[str]:
    """In which rooms the person has something to do; one query."""
    roles = Membership.user_id == person.id, Membership.ended_at.is_(None)
    questions = {
        "organisation": exists().where(*roles, Membership.role.in_(ORGANISATION_ROLES)),
        "assessor": exists().where(TeamMember.user_id == person.id)
        | exists().where(Assignment.user_id == person.id),
        "council": exists().where(Seat.user_id == person.id, Seat.ended_at.is_(None))
        | exists().where(CountingBoardMember.user_id == person.id),
        "province": exists().where(*roles, Membership.role == Role.PROVINCE),
        "office": exists().where(
            *roles, Membership.role.in_([Role.STANDING_BODY, Role.ADMINISTRATOR])
        ),
    }
    questions["programme"] = questions["province"] | exists().where(
        *roles, Membership.role == Role.STANDING_BODY
    )
    answers = db.session.execute(select(*questions.values())).one()
    return frozenset(name for name, answer in zip(questions, answers, strict=True) if answer)


def _context_or_less() -> dict[str, Any]:
    """The same, and without the database no names: an error page must always appear."""
    try:
        return _context()
    except SQLAlchemyError:
        db.session.rollback()
        return {"home_href": url_for("public.home"), "app_version": VERSION, "nav": []} | {
            "signed_in": None,
            "demo_data": False,
        }


def _context() -> dict[str, Any]:
    home = {"home_href": url_for("public.home"), "app_version": VERSION}
    home["help_href"] = url_for("public.guide")
    if not current_user.is_authenticated:
        pages = (*OPEN_PAGES, (_N("Đăng nhập"), "accounts.sign_in"))
        return home | {"nav": _links(pages), "signed_in": None, "demo_data": _is_demo()}
    rooms = capacities(current_user)
    links = [(label, endpoint) for room, label, endpoint in ROOMS if room in rooms]
    return home | {
        "nav": _links([(_N("Việc của tôi"), "public.home"), *links, OWN_TRAINING]),
        "signed_in": {
            "name": current_user.full_name,
            "role": ", ".join(name for room, name in ROLE_NAMES.items() if room in rooms),
            "account_href": url_for("accounts.account"),
            "sign_out_href": url_for("accounts.sign_out"),
        },
        "demo_data": _is_demo(),
    }


def _links(pages: Any) -> list[tuple[str, str, bool]]:
    return [
        (label, url_for(endpoint), _is_here(endpoint))
        for label, endpoint in pages
        if endpoint in current_app.view_functions
    ]


def _is_here(endpoint: str) -> bool:
    """A room's link is active in the whole room; a public page's only on that page.

    The pages of one's own in a room, named `my_…`, are a side of it with a link of its own.
    """
    here = request.endpoint or ""
    room, _, name = endpoint.partition(".")
    own = here.removeprefix(f"{room}.").startswith("my_") == name.startswith("my_")
    return here == endpoint or (room != "public" and here.startswith(f"{room}.") and own)


def _is_demo() -> bool:
    """Whether this is a local system that holds demo data."""
    if current().is_production:
        return False
    return bool(db.session.scalar(select(exists().where(AwardCycle.demo))))
