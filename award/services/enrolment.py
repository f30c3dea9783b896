"""An organisation puts itself on the books, together with its first owner."""

import re
from dataclasses import dataclass

from sqlalchemy import select, text
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.vn import mst

from award import clock
from award.extensions import db
from award.models import Organisation, OrganisationKind, User, masked_tax_code
from award.policies import Refusal
from award.services import auditing, consents, invitations, letters, links, people, teams
from award.words import _N, fold, sort_key

TAX_CODE_LENGTH = _N(
    "Mã số thuế gồm 10 chữ số, 13 chữ số đối với đơn vị phụ thuộc (ví dụ 0123456789-001), "
    "hoặc 12 chữ số đối với hộ kinh doanh."
)
TAX_CODE_WRONG = _N(
    "Mã số thuế này không có thật: chữ số kiểm tra không khớp. "
    "Hãy so lại với giấy chứng nhận đăng ký."
)
HOUSEHOLD_CODE = re.compile(r"0[0-9]{11}")
HOUSEHOLD_SHAPE = _N(
    "Mã số thuế của hộ kinh doanh là số định danh cá nhân của chủ hộ: 12 chữ số, bắt đầu bằng số 0."
)
NOT_A_HOUSEHOLD = _N(
    "Số định danh cá nhân 12 chữ số chỉ là mã số thuế của hộ kinh doanh; hãy xem lại loại hình "
    "hoặc ghi mã số thuế 10 chữ số."
)
TAX_CODE_SHAPE = _N("Mã số thuế chỉ gồm chữ số, có thể có dấu gạch ngang trước 3 số cuối.")
ALREADY_HERE = _N(
    "Tổ chức có mã số thuế này đã đăng ký. Nếu đó là tổ chức của bạn, hãy nhờ chủ tài khoản của "
    "tổ chức mời bạn vào; nếu không biết là ai, hãy gửi công văn tới cơ quan thường trực."
)


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What has to be known of an organisation at the start; the rest is declared later."""

    kind: OrganisationKind
    tax_code: str
    name: str
    province_code: str
    address: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The first owner."""

    email: str
    full_name: str
    position: str
    phone: str


def clean_tax_code_of(kind: OrganisationKind, typed: str) -> str:
    """The tax code of an organisation of this kind. Raises `Refusal` for a personal number of one
    that is no household, and what `clean_tax_code` raises."""
    code = clean_tax_code(typed)
    if is_personal(code) and kind is not OrganisationKind.HOUSEHOLD:
        raise Refusal(NOT_A_HOUSEHOLD)
    return code


def is_personal(code: str) -> bool:
    """Whether the code is a person's own number, as households have it."""
    return HOUSEHOLD_CODE.fullmatch(code) is not None


def clean_tax_code(typed: str) -> str:
    """`0123456789`, `0123456789-001`, or a household's `0` and 11 digits.

    Since 01/07/2025 households go by the personal number of their owner (Luật Quản lý thuế, Điều
    35 khoản 7; Thông tư 86/2024/TT-BTC), which has no check digit. Raises `Refusal` with the
    sentence that says why not.
    """
    digits = re.sub(r"[ .-]", "", typed)
    if len(digits) == 12 and digits.isdecimal():
        if not is_personal(digits):
            raise Refusal(HOUSEHOLD_SHAPE)
        return digits
    try:
        mst.validate(typed)
    except InvalidLength as error:
        raise Refusal(TAX_CODE_LENGTH) from error
    except InvalidChecksum as error:
        raise Refusal(TAX_CODE_WRONG) from error
    except ValidationError as error:
        raise Refusal(TAX_CODE_SHAPE) from error
    return str(mst.format(typed))


def register(facts: OrganisationFacts, person: PersonFacts) -> None:
    """Register the organisation; its owner comes in by the link in a letter.

    Raises `Refusal` when the organisation is here already. For an address that has an account
    nothing is made and that person is told by letter: the screen must not say which it was.
    """
    if _taken(facts.tax_code):
        raise Refusal(ALREADY_HERE)
    owner = people.by_address(person.email)
    if owner is not None and owner.password_hash is not None:
        letters.send("account_exists", owner, tax_code=masked_tax_code(facts.tax_code))
        return
    owner = people.account_for(person.email, person.full_name)
    owner.position, owner.phone = people.one_line(person.position), people.one_line(person.phone)
    organisation = add(facts, owner)
    consents.give(owner)
    invitations.invite(owner, "registration", tax_code=organisation.shown_tax_code)


def add(facts: OrganisationFacts, owner: User) -> Organisation:
    """Make the organisation with this owner. Raises `Refusal` when it is here already.

    A registration whose link nobody opened in time holds no tax code: the next one takes it over.
    """
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:code))"), {"code": facts.tax_code}
    )
    if _taken(facts.tax_code):
        raise Refusal(ALREADY_HERE)
    organisation = _known(facts.tax_code) or Organisation(
        tax_code=facts.tax_code, created_at=clock.now()
    )
    organisation.kind = facts.kind
    organisation.name = people.one_line(facts.name)
    organisation.sort_key = sort_key(organisation.name)
    organisation.search_key = fold(organisation.name)
    organisation.province_code = facts.province_code
    organisation.address = people.one_line(facts.address)
    db.session.add(organisation)
    db.session.flush()
    auditing.record(
        "register_organisation", organisation, actor=owner, data={"name": organisation.name}
    )
    teams.found(organisation, owner)
    return organisation


def _known(tax_code: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.tax_code == tax_code))


def _taken(tax_code: str) -> bool:
    """Whether the organisation is somebody's, or may still become it by an open link."""
    organisation = _known(tax_code)
    if organisation is None:
        return False
    team = teams.everybody(organisation)
    return not team or any(
        person.password_hash is not None or links.is_open(person) for person in team
    )
