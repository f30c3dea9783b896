"""What a person is told when something is refused, missing, overtaken or broken; nothing leaks."""

from typing import Any

from flask import Flask, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from award.database import OldDatabaseError
from award.extensions import db
from award.logs import log, request_id
from award.policies import Hidden, Refusal
from award.postgres import PostgresError
from award.services.editing import Overtaken
from award.typed import page_before, texts
from award.words import _N

_SENTENCES = {
    400: (_N("Yêu cầu không hợp lệ"), _N("Máy chủ không hiểu yêu cầu này.")),
    401: (_N("Cần đăng nhập"), _N("Hãy đăng nhập rồi làm lại; việc vừa rồi chưa được lưu.")),
    403: (_N("Không được phép"), _N("Bạn không có quyền làm việc này.")),
    404: (
        _N("Không tìm thấy trang"),
        _N("Trang này không tồn tại hoặc không dành cho bạn. Hãy kiểm tra lại địa chỉ."),
    ),
    405: (_N("Không làm được bằng cách này"), _N("Hãy quay lại trang trước và dùng nút ở đó.")),
    409: (
        _N("Có người đã lưu trước bạn"),
        _N("Trong lúc bạn sửa, người khác đã lưu bản mới hơn. Bản của bạn chưa được lưu."),
    ),
    413: (_N("Tệp quá lớn"), _N("Dữ liệu gửi lên vượt quá dung lượng cho phép.")),
    415: (_N("Loại tệp không được nhận"), _N("Hãy chọn tệp thuộc loại được liệt kê trên trang.")),
    429: (
        _N("Quá nhiều lần thử"),
        _N("Bạn đã thử quá nhiều lần trong thời gian ngắn. Hãy đợi vài phút rồi thử lại."),
    ),
    500: (
        _N("Hệ thống gặp lỗi"),
        _N("Việc vừa rồi chưa được lưu. Hãy thử lại; nếu vẫn lỗi, báo mã dưới đây cho chúng tôi."),
    ),
    503: (
        _N("Hệ thống đang bận"),
        _N("Cơ sở dữ liệu chưa sẵn sàng. Việc vừa rồi chưa được lưu; hãy thử lại sau ít phút."),
    ),
}
_DOUBLED = _N("Việc này vừa được làm rồi, nên không làm lần nữa. Hãy mở lại trang để xem kết quả.")
_SOMEBODY = _N("người khác")
_REOPEN, _SIGN_IN = _N("Mở lại trang"), _N("Đăng nhập lại")
_EXPIRED_FORM = _N("Biểu mẫu đã hết hiệu lực hoặc không do trang này tạo. Hãy tải lại trang.")


def init_app(app: Flask) -> None:
    """Register the handlers; whatever has none becomes 500."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(IntegrityError, _doubled)
    for away in (OperationalError, OldDatabaseError, PostgresError):
        app.register_error_handler(away, _database_away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    log.info("refused", reason=str(refusal))
    return _page(404) if isinstance(refusal, Hidden) else _page(403, str(refusal))


def _forged(error: CSRFError) -> ResponseReturnValue:
    log.warning("csrf", reason=error.description)
    return _page(400, _EXPIRED_FORM)


def _overtaken(error: StaleDataError) -> ResponseReturnValue:
    """Show what was not saved beside what is stored, so that nothing typed is lost."""
    db.session.rollback()
    if not isinstance(error, Overtaken):
        return _unsaved()
    return _page(
        409,
        template="409",
        versions=error.versions,
        others=[text for text in texts() if text not in {mine for _, mine, _ in error.versions}],
        theirs_by=error.by or _SOMEBODY,
        theirs_at=error.at,
        retry_url=page_before(),
    )


def _doubled(error: IntegrityError) -> ResponseReturnValue:
    """Two requests did the same thing at once: the database let one through. Else it is a fault."""
    if not isinstance(error.orig, UniqueViolation):
        return _broken(error)
    log.warning("doubled", constraint=error.orig.diag.constraint_name)
    db.session.rollback()
    return _unsaved(_DOUBLED)


def _database_away(error: Exception) -> ResponseReturnValue:
    log.error("database", error=str(error))
    db.session.rollback()
    response = make_response(_page(503))
    response.headers["Retry-After"] = "10"
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    response = make_response(_page(error.code))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("broken", exc_info=error)
    db.session.rollback()
    return _page(500)


def _unsaved(sentence: str | None = None) -> ResponseReturnValue:
    """A 409 with the longer texts of the form that was sent, for copying."""
    return _page(409, sentence, template="unsaved", **_kept(409))


def _kept(code: int) -> dict[str, Any]:
    """What was typed, and where to go on with it: through the door first, if one was put out."""
    if code == 401:
        again = url_for("accounts.sign_in", next=page_before())
        return {"texts": texts(), "retry_url": again, "retry_label": _SIGN_IN}
    return {"texts": texts(), "retry_url": page_before(), "retry_label": _REOPEN}


def _page(
    code: int, sentence: str | None = None, *, template: str = "error", **details: Any
) -> tuple[str, int]:
    """The error page; a bare one when even that cannot be rendered."""
    title, usual = _SENTENCES.get(code, _SENTENCES[400 if code < 500 else 500])
    words = {"title": title, "sentence": sentence or usual, "code": code}
    try:
        if template == "error" and code != 413 and texts():
            template, details = "unsaved", _kept(code)
        page = render_template(
            f"errors/{template}.html", request_id=request_id(), **words, **details
        )
    except Exception as error:
        log.error("error page", exc_info=error)
        text = " ".join(str(escape(part)) for part in (words["sentence"], request_id()))
        page = f"<!doctype html><html lang=vi><title>{title}</title><p>{text}</p></html>"
    return page, code
