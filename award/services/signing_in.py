"""Signing in with address and password, and everything that sets a password."""

from typing import NoReturn

import structlog

from award import clock
from award.extensions import db
from award.models import User, UserSession
from award.policies import Refusal
from award.services import auditing, letters, links, passwords, people, rate_limits, sessions
from award.words import _N

WRONG = _N(
    "Địa chỉ thư hoặc mật khẩu không đúng. "
    "Hãy kiểm tra lại, hoặc đặt lại mật khẩu ở “Quên mật khẩu”."
)
ACCOUNT_TOO_OFTEN = _N(
    "Địa chỉ thư này vừa bị nhập sai mật khẩu quá nhiều lần. "
    "Hãy thử lại sau {time}, hoặc đặt lại mật khẩu ở “Quên mật khẩu”."
)
ADDRESS_TOO_OFTEN = _N("Từ mạng của bạn vừa có quá nhiều lần nhập sai. Hãy thử lại sau {time}.")
WRONG_PRESENT = _N("Mật khẩu hiện tại không đúng.")
SAME_AGAIN = _N("Mật khẩu mới trùng với mật khẩu hiện tại. Hãy chọn mật khẩu khác.")
LINK_GONE = _N(
    "Liên kết này đã dùng rồi, đã hết hạn hoặc không đúng. "
    "Hãy vào “Quên mật khẩu” để nhận liên kết mới."
)

_log = structlog.get_logger("award")


class PresentWrong(Refusal):
    """The present password that a change asks for was not the right one."""


def sign_in(email: str, password: str, *, address: str, browser: str) -> str:
    """Begin a session and return its token; `address` is the network's, `email` as typed.

    Raises `TooOften` beyond 5 tries of an account or 30 of a network address in 15 minutes, else
    `Refusal` with one and the same sentence, after about the same time, whatever is wrong.
    """
    account = people.one_line(email).lower()
    rate_limits.count(rate_limits.SIGN_IN_ACCOUNT, account, too_often=ACCOUNT_TOO_OFTEN)
    rate_limits.count(rate_limits.SIGN_IN_ADDRESS, address, too_often=ADDRESS_TOO_OFTEN)
    user = people.by_address(account)
    kept = user.password_hash if user is not None and user.active else None
    if not passwords.matches(password, kept) or user is None or kept is None:
        _refuse(user, address)
    rate_limits.forget(rate_limits.SIGN_IN_ACCOUNT, account)
    rate_limits.give_back(rate_limits.SIGN_IN_ADDRESS, address)
    if passwords.outdated(kept):
        user.password_hash = passwords.hashed(password)
    user.last_sign_in_at = clock.now()
    _log.info("signed in", user=user.id, address=address)
    return sessions.begin(user, address=address, browser=browser)


def _refuse(user: User | None, address: str) -> NoReturn:
    _log.warning("sign-in refused", user=None if user is None else user.id, address=address)
    raise Refusal(WRONG)


def redeem(token: str, password: str) -> User:
    """Set the password a one-time link stands for, and use the link up; return the person.

    Raises `Refusal` when the link is not open, or when the password is weak (the link stays open).
    """
    link = links.find(token, lock=True)
    if link is None:
        raise Refusal(LINK_GONE)
    _set_password(link.user, password, how=link.purpose)
    rate_limits.forget(rate_limits.SIGN_IN_ACCOUNT, link.user.email)
    return link.user


def change_password(user: User, present: str, new: str, *, here: UserSession) -> str:
    """Replace the password, end every session, and return the token of a new one for this browser.

    Raises `TooOften` after 5 wrong tries, `PresentWrong` for a wrong present password and `Refusal`
    for a weak new one.
    """
    rate_limits.count(rate_limits.SIGN_IN_ACCOUNT, user.email, too_often=ACCOUNT_TOO_OFTEN)
    if not passwords.matches(present, user.password_hash):
        raise PresentWrong(WRONG_PRESENT)
    rate_limits.forget(rate_limits.SIGN_IN_ACCOUNT, user.email)
    if passwords.matches(new, user.password_hash):
        raise Refusal(SAME_AGAIN)
    _set_password(user, new, how="change")
    return sessions.begin(user, address=here.address, browser=here.browser)


def _set_password(user: User, password: str, *, how: str) -> None:
    if why := passwords.weakness(password, people.own_words(user)):
        raise why
    user.password_hash = passwords.hashed(password)
    user.password_changed_at = clock.now()
    links.close(user)
    ended = sessions.end_all(user)
    db.session.flush()
    auditing.record("set_password", user, actor=user, data={"how": how, "sessions_ended": ended})
    if how != links.INVITE:
        letters.send("password_changed", user, at=clock.now())
