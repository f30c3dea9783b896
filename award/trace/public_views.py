"""The pages behind a QR code: what anybody may read of a product or lot, and its passport."""

from flask import abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from award.config import current
from award.guard import public
from award.services import public_items
from award.trace.blueprint import bp


@bp.get("/p/<path:code>")
@public
def public_product(code: str) -> ResponseReturnValue:
    """Exactly the public items; a recalled lot says so."""
    shown = public_items.find(address_below("/p"))
    if shown is None:
        abort(404)
    return render_template("trace/public.html", shown=shown, code=code)


@bp.get("/passport/<path:code>")
@public
def passport(code: str) -> ResponseReturnValue:
    """The digital product passport as JSON: its items, and the address of the public page."""
    shown = public_items.find(address_below("/passport"), "passport")
    if shown is None:
        abort(404)
    return jsonify(
        {
            "gtin": shown.product.gtin,
            "lot": shown.lot or None,
            "serial": shown.serial or None,
            "withdrawn": shown.withdrawn,
            "source": shown.rules.source,
            "version": shown.rules.version,
            "page": f"{current().base_url}/p/{code}",
            "items": [
                {"code": letter, "title": title, "text": text or None}
                for letter, title, text in shown.items
            ],
        }
    )


@bp.get("/passport/view/<path:code>")
@public
def passport_page(code: str) -> ResponseReturnValue:
    """The same passport for people."""
    shown = public_items.find(address_below("/passport/view"), "passport")
    if shown is None:
        abort(404)
    return render_template("trace/public.html", shown=shown, code=code)


def address_below(room: str) -> str:
    """The Digital Link as it was asked for, percent signs and all, below our own address."""
    path = request.full_path.rstrip("?") if request.query_string else request.path
    raw = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or path)
    return f"{current().base_url}/{raw[raw.find(room) + 1 :]}"
