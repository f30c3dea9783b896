"""The screen: templates that refuse the unknown, Vietnamese dates and numbers, static files."""

import hashlib
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, has_request_context, request
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import (
    ChoiceLoader,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from whitenoise import WhiteNoise

from award import clock
from award.models import masked_tax_code

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
MISSING = "–"

_BASE = "govuk_frontend_jinja"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def init_app(app: Flask, compiled: Path | None = None) -> None:
    """Give the application its templates, filters and static files.

    What is compiled is kept in the folder `compiled`, where one is given: a first page costs the
    processor half a second otherwise, in each process. Comes before every extension that touches
    `app.jinja_env`; raises `RuntimeError` when late.
    """
    if "jinja_env" in app.__dict__:
        raise RuntimeError("screen.init_app must come before anything that uses app.jinja_env")
    app.jinja_environment = ScreenEnvironment
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined}
    base = PrefixLoader({_BASE: PackageLoader(_BASE)})
    ours = [app.jinja_loader] if app.jinja_loader is not None else []
    app.jinja_loader = ChoiceLoader([*ours, FileSystemLoader(TEMPLATES), base])
    if compiled is not None:
        app.jinja_env.bytecode_cache = CompiledTemplates(compiled)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        csrf_token=generate_csrf, now=clock.now, static_url=_serve_static(app)
    )


class ScreenEnvironment(Environment):
    """Strict for our templates; the base's macros get the lenient kind they were written for."""

    @cached_property
    def _lenient(self) -> Environment:
        return self.overlay(undefined=Undefined)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template of that name, from the environment that suits its origin."""
        if isinstance(name, str) and name.startswith(_BASE) and not self.overlayed:
            return self._lenient.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


class CompiledTemplates(FileSystemBytecodeCache):
    """What was compiled at earlier starts; a folder that cannot be read or written is no fault."""

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(str(folder))
        # Constant parts are worked out when compiling, by the filters below.
        self._compiler = f"{jinja_version}\n{Path(__file__).read_text(encoding='utf-8')}\n"

    def get_source_checksum(self, source: str) -> str:
        """Of the template and of what compiles it: after an upgrade nothing old is read."""
        return super().get_source_checksum(self._compiler + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket; a file that is cut short or not ours to read leaves it empty."""
        try:
            super().load_bytecode(bucket)
        except Exception:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the bucket, where there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def local_time(instant: datetime | None) -> str:
    """`31/05/2026, 17:00` in Vietnam. Raises `ValueError` for an instant without a zone."""
    return MISSING if instant is None else f"{_local(instant):%d/%m/%Y, %H:%M}"


def local_date(day: date | datetime | None) -> str:
    """`31/05/2026`; of an instant, the day it is in Vietnam."""
    if isinstance(day, datetime):
        day = _local(day)
    return MISSING if day is None else f"{day:%d/%m/%Y}"


def local_clock(instant: datetime | None) -> str:
    """`21:04` in Vietnam."""
    return MISSING if instant is None else f"{_local(instant):%H:%M}"


def long_date(day: date | datetime | None) -> str:
    """`ngày 05 tháng 02 năm 2026`, as administrative documents write it.

    Decree 30/2020, appendix I: days under 10 and the months 1 and 2 take a leading zero.
    """
    if isinstance(day, datetime):
        day = _local(day)
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def iso_time(instant: date | datetime) -> str:
    """The value of a `<time datetime>` attribute."""
    return (_local(instant) if isinstance(instant, datetime) else instant).isoformat()


def time_left(deadline: datetime, now: datetime) -> str:
    """`Còn 12 ngày`, `Còn 3 giờ 5 phút`, `Đã quá hạn 2 ngày`; whole units, rounded down."""
    seconds = int((deadline - now).total_seconds())
    lead = "Còn" if seconds > 0 else "Đã quá hạn"
    seconds = abs(seconds)
    if seconds >= _DAY:
        return f"{lead} {seconds // _DAY} ngày"
    hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
    if hours:
        return f"{lead} {hours} giờ {minutes} phút" if minutes else f"{lead} {hours} giờ"
    return f"{lead} {minutes} phút" if minutes else f"{lead} chưa đầy 1 phút"


def number(value: Decimal | int | str | None, places: int | None = None) -> str:
    """`1.000,5`: every digit of an exact value, or as many decimals as asked (half up).

    Takes the texts in which score sheets carry points. Raises `TypeError` for a float, whose
    digits are not the ones that were meant.
    """
    if value is None:
        return MISSING
    if isinstance(value, float):
        raise TypeError("a float is not exact: pass a Decimal, an int or its text")
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def percent(value: Decimal | int | str | None, places: int | None = None) -> str:
    """`62,5 %`."""
    return MISSING if value is None else f"{number(value, places)} %"


def file_size(count: int) -> str:
    """`1,2 MB`, in steps of 1024."""
    if count < 1024:
        return f"{count} byte"
    step = min((count.bit_length() - 1) // 10, 3)
    size = (Decimal(count) / 1024**step).quantize(Decimal("0.1"))
    return f"{number(size)} {('KB', 'MB', 'GB')[step - 1]}"


def short_hash(digest: str) -> str:
    """The first twelve digits of a hash, in groups of four, for people to compare."""
    return " ".join(digest[start : start + 4] for start in range(0, 12, 4))


FILTERS: Mapping[str, Callable[..., str]] = {
    "local_time": local_time,
    "masked": masked_tax_code,
    "local_date": local_date,
    "local_clock": local_clock,
    "long_date": long_date,
    "iso_time": iso_time,
    "time_left": time_left,
    "number": number,
    "percent": percent,
    "file_size": file_size,
    "short_hash": short_hash,
}


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {instant!r}")
    return clock.local(instant)


def _serve_static(app: Flask) -> Callable[[str], str]:
    """Serve `award/static` for good under a name that holds its hash; return `static_url`.

    The hash of all files is a folder of the address (`/static/3f2a91c0b7d4/app.css`), so that
    relative addresses inside style sheets and scripts carry it too without being rewritten.
    """
    prefix = f"/static/{_digest(STATIC)}/"
    names = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix=prefix,
        autorefresh=app.debug,
        immutable_file_test=lambda path, url: not app.debug,
        max_age=0 if app.debug else WhiteNoise.FOREVER,
        allow_all_origins=False,
        add_headers_function=_static_headers,
    )

    def static_url(name: str) -> str:
        """The address of a static file. Raises `LookupError` for one that does not exist."""
        if name not in names:
            raise LookupError(f"no static file named {name!r}")
        root = request.script_root if has_request_context() else ""
        return f"{root}{prefix}{name}"

    return static_url


def _digest(folder: Path) -> str:
    """Twelve hexadecimal digits over the names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


def _static_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'"
