"""What a person is told when something is refused, missing, overtaken or broken; nothing leaks."""

from flask import Flask, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from award.extensions import db
from award.logs import log, request_id
from award.policies import Hidden, Refusal
from award.words import _N

_SENTENCES = {
    400: (_N("Yêu cầu không hợp lệ"), _N("Máy chủ không hiểu yêu cầu này.")),
    401: (_N("Cần đăng nhập"), _N("Hãy đăng nhập để xem trang này.")),
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
_EXPIRED_FORM = _N("Biểu mẫu đã hết hiệu lực hoặc không do trang này tạo. Hãy tải lại trang.")


def init_app(app: Flask) -> None:
    """Register the handlers; whatever has none becomes 500."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    log.info("refused", reason=str(refusal))
    return _page(404) if isinstance(refusal, Hidden) else _page(403, str(refusal))


def _forged(error: CSRFError) -> ResponseReturnValue:
    log.warning("csrf", reason=error.description)
    return _page(400, _EXPIRED_FORM)


def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return _page(409)


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("database", error=repr(error.orig))
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


def _page(code: int, sentence: str | None = None) -> tuple[str, int]:
    """The error page; a bare one when even that cannot be rendered."""
    title, usual = _SENTENCES.get(code, _SENTENCES[400 if code < 500 else 500])
    words = {"title": title, "sentence": sentence or usual, "code": code}
    try:
        return render_template("errors/error.html", **words, request_id=request_id()), code
    except TemplateError as error:
        log.error("error page", exc_info=error)
        text = " ".join(str(escape(part)) for part in (words["sentence"], request_id()))
        return f"<!doctype html><html lang=vi><title>{title}</title><p>{text}</p></html>", code
