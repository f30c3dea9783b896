"""Forms of growing areas: one area, a table of them."""

import json
from collections.abc import Callable
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from award.forms import DecimalField, Form
from award.models import GrowingArea
from award.policies import Refusal
from award.services import growing_areas, places
from award.services.growing_areas import AreaFacts
from award.words import _N
from traceability.plots import PlotError, read_plot

LINE = 300
LONGEST_FILE = 500_000  # bytes of a GeoJSON file


class AreaForm(Form):
    """A growing area; the place is typed, or comes as a file."""

    version = HiddenField()
    code = StringField(
        _N("Mã số vùng trồng"),
        description=_N("Ví dụ: VN-DLOR-0123"),
        validators=[DataRequired(_N("Hãy ghi mã số vùng trồng.")), Length(max=60)],
    )
    grower = StringField(
        _N("Chủ vùng trồng"),
        validators=[DataRequired(_N("Hãy ghi chủ vùng trồng.")), Length(max=LINE)],
    )
    private_grower = BooleanField(
        _N("Chủ vùng trồng là hộ, cá nhân"),
        description=_N("Tên được che với mọi người ngoài tổ chức."),
    )
    crop = StringField(_N("Cây trồng"), validators=[Length(max=LINE)])
    season = StringField(
        _N("Vụ"),
        description=_N("Ví dụ: 2026 hoặc Đông Xuân 2025-2026"),
        validators=[Length(max=60)],
    )
    area_ha = DecimalField(_N("Diện tích (ha)"), validators=[Optional()])
    province_code = SelectField(_N("Tỉnh, thành phố"))
    geometry = TextAreaField(
        _N("Vị trí hoặc đường biên (GeoJSON)"),
        description=_N(
            'Point, Polygon hoặc MultiPolygon, kinh độ trước vĩ độ sau. Ví dụ: {"type": "Point", '
            '"coordinates": [108.051234, 12.661234]}'
        ),
    )
    file = FileField(_N("Hoặc chọn tệp GeoJSON"))

    def validate_code(self, field: StringField) -> None:
        """The code has the form of a growing area's."""
        _passes(growing_areas.check_code, field.data)

    def validate_area_ha(self, field: DecimalField) -> None:
        """The size is possible."""
        _passes(growing_areas.check_size, field.data)

    def read_geometry(self) -> dict[str, Any] | None:
        """The place as typed or from the file; a sentence stands at the field when it is none."""
        field, text = self.geometry, (self.geometry.data or "").strip()
        if self.file.data and self.file.data.filename:
            field, content = self.file, self.file.data.stream.read(LONGEST_FILE + 1)
            text = content.decode("utf-8-sig", errors="replace")
        if not text:
            return None
        try:
            return dict(read_plot(text).geometry)
        except PlotError as fault:
            field.errors = [*field.errors, str(fault)]
            return None

    def facts(self, geometry: dict[str, Any] | None) -> AreaFacts:
        """What was typed, for the service."""
        return AreaFacts(
            code=self.code.data or "",
            grower=self.grower.data or "",
            private_grower=bool(self.private_grower.data),
            crop=self.crop.data or "",
            season=self.season.data or "",
            area_ha=self.area_ha.data,
            province_code=self.province_code.data or None,
            geometry=geometry,
        )


def _passes(check: Callable[[Any], Any], value: Any) -> None:
    try:
        check(value)
    except Refusal as why:
        raise ValidationError(str(why)) from why


def area_form(area: GrowingArea | None = None) -> AreaForm:
    """The form, filled from an area."""
    form = AreaForm(obj=area)
    form.province_code.choices = [("", _N("Chưa rõ")), *places.choices()]
    if area is not None and not form.is_submitted():
        form.geometry.data = json.dumps(area.geometry) if area.geometry else ""
        form.province_code.data = area.province_code or ""
        form.area_ha.data = None if area.area_ha is None else area.area_ha.normalize()
    return form


class TableForm(Form):
    """A filled-in template."""

    table = FileField(_N("Bảng đã điền (XLSX hoặc CSV)"))
