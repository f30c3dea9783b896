"""Coming in: signing in and out, registering, passwords by one-time link."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from award import clock
from award.accounts import browser
from award.accounts.blueprint import bp
from award.accounts.forms import (
    ActivationForm,
    ForgotForm,
    NewPasswordForm,
    OrganisationForm,
    RegisterForm,
    SignInForm,
)
from award.accounts.pace import unhurried
from award.accounts.queries import provinces
from award.accounts.redirects import own_path
from award.config import current
from award.extensions import db, limiter
from award.guard import public, signed_in
from award.models import PasswordToken
from award.policies import Refusal
from award.services import consents, enrolment, invitations, links, sessions, signing_in
from award.services.passwords import Busy
from award.services.rate_limits import TooOften
from award.words import _N

HOME = "/"
LETTERS_PER_NETWORK = "60 per hour"
TOO_BUSY_SECONDS = 10

_REGISTERED = _N("Đã đăng ký {name}. Bạn là chủ tài khoản của tổ chức này.")
_PASSWORD_SET = _N("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới.")
_SIGNED_OUT = _N("Bạn đã đăng xuất.")


@bp.app_errorhandler(Busy)
def too_busy(_error: Busy) -> ResponseReturnValue:
    """Too many passwords at once: the usual page for a busy house, and when to come back."""
    return current_app.handle_http_exception(ServiceUnavailable(retry_after=TOO_BUSY_SECONDS))


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in form; who is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(_onward())
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@public
def begin_session() -> ResponseReturnValue:
    """Sign in: a new session in every case, whatever the browser brought along."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        token = signing_in.sign_in(
            form.email.data, form.password.data, address=_network(), browser=_browser()
        )
    except Refusal as why:
        return _sign_in_refused(form, why)
    db.session.commit()
    return _enter(_onward(), token)


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """Revoke this browser's session."""
    sessions.end(current_user, browser.session_here().id)
    db.session.commit()
    session.clear()
    flash(_SIGNED_OUT)
    return browser.forget(_to("accounts.sign_in"))


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """The form for a new organisation; who is signed in is not asked for a person."""
    return _register_page(_register_form())


@bp.post("/register")
@public
@limiter.limit(LETTERS_PER_NETWORK)
@unhurried
def register_organisation() -> ResponseReturnValue:
    """Register an organisation; the screen does not tell whether the address has an account."""
    form = _register_form()
    if not form.validate():
        return _register_page(form), 422
    try:
        if isinstance(form, RegisterForm):
            enrolment.register(form.facts(), form.person())
            done = _to("accounts.letter_sent")
        else:
            organisation = enrolment.add(form.facts(), current_user)
            flash(_REGISTERED.format(name=organisation.name), "success")
            done = _to("accounts.team", organisation_id=organisation.id)
    except Refusal as why:
        form.tax_code.errors = [str(why)]
        return _register_page(form), 422
    db.session.commit()
    return done


@bp.get("/letter-sent")
@public
def letter_sent() -> ResponseReturnValue:
    """What to do now that a letter is on its way."""
    return render_template("accounts/letter_sent.html", folder=_mail_folder())


@bp.get("/password/forgot")
@public
def forgot_password() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("accounts/forgot.html", form=ForgotForm())


@bp.post("/password/forgot")
@public
@limiter.limit(LETTERS_PER_NETWORK)
@unhurried
def send_link() -> ResponseReturnValue:
    """Send a link if there is such an account; the answer is the same if not."""
    form = ForgotForm()
    if not form.validate():
        return render_template("accounts/forgot.html", form=form), 422
    invitations.help_in(form.email.data)
    db.session.commit()
    return _to("accounts.letter_sent")


@bp.get("/password/<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    """The form behind a one-time link; looking at it does not use it up."""
    link = links.find(token)
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    return _password_page(_password_form(link), link)


@bp.post("/password/<token>")
@public
def set_password(token: str) -> ResponseReturnValue:
    """Set the password, use the link up, end every session of the account."""
    link = links.find(token)
    if link is None:
        return render_template("accounts/link_gone.html"), 404
    form = _password_form(link)
    if not form.validate():
        return _password_page(form, link), 422
    try:
        user = signing_in.redeem(token, form.password.data)
    except Refusal as why:
        form.password.errors = [str(why)]
        return _password_page(form, link), 422
    if isinstance(form, ActivationForm):
        consents.give(user)
    db.session.commit()
    flash(_PASSWORD_SET, "success")
    return _to("accounts.sign_in")


def _sign_in_page(form: SignInForm) -> str:
    stale = browser.has_stale_cookie(request) and not form.errors
    return render_template("accounts/sign_in.html", form=form, stale=stale)


def _sign_in_refused(form: SignInForm, why: Refusal) -> ResponseReturnValue:
    """The form again with the reason; the password is never sent back."""
    form.email.errors = [str(why)]
    if not isinstance(why, TooOften):
        return _sign_in_page(form), 422
    seconds = max(1, int((why.until - clock.now()).total_seconds()))
    return _sign_in_page(form), 429, {"Retry-After": str(seconds)}


def _register_form() -> OrganisationForm:
    form = OrganisationForm() if current_user.is_authenticated else RegisterForm()
    form.offer(provinces())
    return form


def _register_page(form: OrganisationForm) -> str:
    return render_template("accounts/register.html", form=form, version=consents.TEXT_VERSION)


def _password_form(link: PasswordToken) -> NewPasswordForm:
    if link.purpose == links.INVITE and consents.given(link.user) is None:
        return ActivationForm()
    return NewPasswordForm()


def _password_page(form: NewPasswordForm, link: PasswordToken) -> str:
    return render_template(
        "accounts/set_password.html", form=form, link=link, version=consents.TEXT_VERSION
    )


def _enter(target: str, token: str) -> Response:
    session.clear()
    return browser.keep(redirect(target), token)


def _onward() -> str:
    return own_path(request.args.get("next")) or HOME


def _to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values))


def _network() -> str:
    return request.remote_addr or ""


def _browser() -> str:
    return request.user_agent.string


def _mail_folder() -> str:
    """Where letters lie when nothing is sent: shown on the developer's own machine only."""
    settings = current()
    scheme, _, folder = settings.mail_url.partition(":")
    return folder if settings.env == "local" and scheme == "file" else ""
