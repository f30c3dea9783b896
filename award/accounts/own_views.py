"""One's own account: profile, password, sessions, personal data."""

import json

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.accounts import browser
from award.accounts.blueprint import bp
from award.accounts.browser_names import browser_name
from award.accounts.forms import ChangePasswordForm, ProfileForm
from award.accounts.queries import organisations_of
from award.extensions import db
from award.guard import signed_in
from award.policies import Refusal
from award.services import consents, people, personal_data, sessions, signing_in
from award.words import _N

_SAVED = _N("Đã lưu thông tin của bạn.")
_CHANGED = _N("Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
_ENDED = _N("Đã kết thúc phiên đăng nhập đó.")
_OTHERS_ENDED = _N("Đã kết thúc {count} phiên đăng nhập khác.")
_CONSENTED = _N("Đã ghi nhận sự đồng ý của bạn.")
_WITHDRAWN = _N("Đã ghi nhận việc rút lại sự đồng ý.")


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """The profile, and the organisations one belongs to."""
    return _account_page(ProfileForm(obj=current_user))


@bp.post("/account")
@signed_in
def save_profile() -> ResponseReturnValue:
    """Correct one's own name, position and phone."""
    form = ProfileForm()
    if not form.validate():
        return _account_page(form), 422
    people.update_profile(
        current_user,
        full_name=form.full_name.data,
        position=form.position.data,
        phone=form.phone.data,
    )
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for("accounts.account"))


@bp.get("/account/password")
@signed_in
def own_password() -> ResponseReturnValue:
    """The form for another password."""
    return render_template("accounts/change_password.html", form=ChangePasswordForm())


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; this browser gets a new session, all others end."""
    form = ChangePasswordForm()
    if not form.validate():
        return render_template("accounts/change_password.html", form=form), 422
    here = browser.session_here()
    try:
        token = signing_in.change_password(
            current_user, form.present.data, form.password.data, here=here
        )
    except signing_in.PresentWrong as why:
        form.present.errors = [str(why)]
        return render_template("accounts/change_password.html", form=form), 422
    except Refusal as why:
        form.password.errors = [str(why)]
        return render_template("accounts/change_password.html", form=form), 422
    db.session.commit()
    session.clear()
    flash(_CHANGED, "success")
    return browser.keep(redirect(url_for("accounts.account")), token)


@bp.get("/account/sessions")
@signed_in
def own_sessions() -> ResponseReturnValue:
    """Where one is signed in."""
    return render_template(
        "accounts/sessions.html",
        sessions=sessions.live(current_user),
        here=browser.session_here(),
        browser_name=browser_name,
    )


@bp.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions; somebody else's does not exist here."""
    if not sessions.end(current_user, session_id):
        abort(404)
    db.session.commit()
    flash(_ENDED, "success")
    return redirect(url_for("accounts.own_sessions"))


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    count = sessions.end_all(current_user, but=browser.session_here())
    db.session.commit()
    flash(_OTHERS_ENDED.format(count=count), "success")
    return redirect(url_for("accounts.own_sessions"))


@bp.get("/account/data")
@signed_in
def own_data() -> ResponseReturnValue:
    """Everything kept about oneself, and the consent to it (R36)."""
    return render_template(
        "accounts/data.html",
        data=personal_data.collect(current_user),
        given=consents.given(current_user),
        history=consents.all_of(current_user),
        version=consents.TEXT_VERSION,
    )


@bp.get("/account/data/export")
@signed_in
def export_data() -> ResponseReturnValue:
    """The same as a JSON file to take along."""
    text = json.dumps(personal_data.collect(current_user), ensure_ascii=False, indent=2)
    return downloads.send_made(text.encode(), "application/json", "du-lieu-ca-nhan.json")


@bp.post("/account/data/consent")
@signed_in
def give_consent() -> ResponseReturnValue:
    """Agree to the present text; only with the box ticked by hand."""
    if request.form.get("consent") != "y":
        flash(_N("Hãy đánh dấu vào ô đồng ý trước khi gửi."), "error")
        return redirect(url_for("accounts.own_data"))
    consents.give(current_user)
    db.session.commit()
    flash(_CONSENTED, "success")
    return redirect(url_for("accounts.own_data"))


@bp.post("/account/data/withdraw")
@signed_in
def withdraw_consent() -> ResponseReturnValue:
    """Take the consent back."""
    consents.withdraw(current_user)
    db.session.commit()
    flash(_WITHDRAWN, "success")
    return redirect(url_for("accounts.own_data"))


def _account_page(form: ProfileForm) -> str:
    return render_template(
        "accounts/account.html", form=form, memberships=organisations_of(current_user)
    )
