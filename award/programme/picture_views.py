"""Pictures of the programme, each with its table and a workbook."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.models import Province
from award.policies import office, programme
from award.programme import pictures
from award.programme.figure_views import of_any_place, place_url
from award.programme.views import asked_year
from award.services import programme_pictures, workbooks
from award.words import _N


@of_any_place("get", "pictures", programme.view, office.manage, "pictures")
def show_pictures(province: Province | None) -> ResponseReturnValue:
    """Targets against results, trends, the funnel; for the country the provinces in their order."""
    year = asked_year()
    charts = programme_pictures.of_place(province, year, current_user)
    return render_template(
        "programme/pictures.html",
        province=province,
        place_url=place_url,
        year=year,
        charts=[(one, pictures.draw(one)) for one in charts],
    )


@of_any_place("get", "pictures/<chart>.xlsx", programme.view, office.manage, "picture_workbook")
def picture_workbook(province: Province | None, chart: str) -> Response:
    """The table behind a picture as a workbook."""
    charts = programme_pictures.of_place(province, asked_year(), current_user)
    found = next((one for one in charts if one.code == chart), None)
    if found is None:
        abort(404)
    content = workbooks.of_texts(_N("Số liệu"), found.heads, found.rows)
    return downloads.send_made(content, downloads.XLSX, f"{found.title.replace('/', '-')}.xlsx")
