"""Accounts: found by address, made once; names and addresses in the one form we keep."""

import re
import unicodedata

from sqlalchemy import select, text

from award import clock
from award.extensions import db
from award.models import User
from award.policies import Refusal
from award.services import auditing
from award.words import _N, normal, sort_key

LONGEST_ADDRESS = 254  # RFC 5321 with its erratum 1690

# The shape that browsers accept in <input type="email"> (WHATWG HTML), with a dot in the domain.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")

_BAD_ADDRESS = _N("Địa chỉ thư điện tử chưa đúng. Ví dụ đúng: ten@donvi.vn")

# Characters that would turn text around or hide in it (Unicode "bidi controls" and line ends).
_TURNING = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean_address(typed: str) -> str:
    """The address in lower case. Raises `Refusal` when it is none."""
    address = typed.strip().lower()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise Refusal(_BAD_ADDRESS)
    return address


def one_line(typed: str) -> str:
    """A name as we keep it: NFC, on one line, without control and text-turning characters."""
    visible = "".join(
        sign if sign.isspace() or unicodedata.category(sign) != "Cc" else ""
        for sign in typed.translate(_TURNING)
    )
    return normal(visible)


def by_address(address: str) -> User | None:
    """The account of an address that `clean_address` gave."""
    return db.session.scalar(select(User).where(User.email == address))


def account_for(address: str, full_name: str) -> User:
    """The account of this address, made without a password when there is none yet.

    Of several at the same moment the first makes it; the others wait and find it.
    """
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": address})
    user = by_address(address)
    if user is None:
        user = User(email=address, full_name="", created_at=clock.now())
        rename(user, full_name)
        db.session.add(user)
        db.session.flush()
    return user


def rename(user: User, full_name: str) -> None:
    """Give a person this name, with the key by which lists sort it."""
    user.full_name = one_line(full_name)
    user.sort_key = sort_key(user.full_name)


def update_profile(user: User, *, full_name: str, position: str, phone: str) -> None:
    """Correct what the person says of themselves; recorded with what stood there before (R38)."""
    before = {"full_name": user.full_name, "position": user.position, "phone": user.phone}
    rename(user, full_name)
    user.position, user.phone = one_line(position), one_line(phone)
    after = {"full_name": user.full_name, "position": user.position, "phone": user.phone}
    if before != after:
        db.session.flush()
        auditing.record("update_profile", user, actor=user, data={"before": before, "after": after})


def own_words(user: User) -> list[str]:
    """What a guesser knows of the person: name, address, phone, organisations."""
    names = [
        name
        for membership in user.memberships
        if (organisation := membership.organisation) is not None
        for name in (organisation.name, organisation.short_name, organisation.tax_code)
    ]
    return [user.full_name, user.email, user.phone, *names]
