"""A person gets a part to play: their account found or made, and told by letter."""

from award.models import User
from award.policies import Refusal
from award.services import invitations, letters, people
from award.words import _N


def person_for(email: str, full_name: str) -> User:
    """The account of this address, made when there is none.

    Raises `Refusal` for an address that is none, a missing name, or a deactivated account.
    """
    address = people.clean_address(email)
    if not people.one_line(full_name):
        raise Refusal(_N("Hãy ghi họ tên."), at="name")
    person = people.account_for(address, full_name)
    if not person.active:
        raise Refusal(_N("Tài khoản của địa chỉ này đã bị khóa; hãy mở lại trước."))
    return person


def tell(person: User, role: str) -> None:
    """Tell them their part; somebody without a password gets a link to choose one."""
    if person.password_hash is None:
        invitations.invite(person, "role_given", role=role)
    else:
        letters.send("role_given", person, role=role)
