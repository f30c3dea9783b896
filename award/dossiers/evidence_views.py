"""Papers of a part: the list by year, adding one, taking one out, and handing one out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, refused
from award.config import current
from award.dossiers.blueprint import bp
from award.dossiers.forms import PaperForm
from award.extensions import db
from award.guard import require
from award.models import Dossier, Evidence
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import completeness, reading, rulebooks
from award.services import evidence as service
from award.words import _N
from scoring.clauses import Part

_ADDED = _N("Đã lưu tài liệu “{title}”.")
_TWIN = _N("Đã lưu. Lưu ý: tệp này giống hệt tệp “{name}” đã có trong hồ sơ.")
_TAKEN_OVER = _N("Đã lấy {count} tài liệu từ hồ sơ kia; tài liệu đã có thì giữ nguyên.")
_REMOVED = _N("Đã bỏ tài liệu khỏi hồ sơ; tệp vẫn được lưu trong lịch sử.")


@bp.get("/dossiers/<int:dossier_id>/papers/<part>")
@require(policy.belongs, Dossier)
def papers(dossier: Dossier, part: str) -> ResponseReturnValue:
    """The papers of one part, by year where it asks for years."""
    found = _part(dossier, part)
    return _page(dossier, found, _form(dossier, found))


@bp.post("/dossiers/<int:dossier_id>/papers/<part>")
@require(policy.write, Dossier)
def add_paper(dossier: Dossier, part: str) -> ResponseReturnValue:
    """Check and keep an uploaded paper."""
    found = _part(dossier, part)
    form = _form(dossier, found)
    if not form.validate():
        return _page(dossier, found, form), 422
    try:
        row = service.add(
            dossier,
            form.file.data,
            part=found.code,
            year=form.chosen_year(),
            item=form.item.data or None,
            title=form.title.data or "",
            confidential=form.confidential.data,
            actor=current_user,
        )
    except Refusal as why:
        status = refused.in_form(form, why, form.file)
        return _page(dossier, found, form), status
    _tell(row)
    db.session.commit()
    return redirect(_home(row))


def _tell(row: Evidence) -> None:
    twin = service.twin_of(row.dossier, row.file)
    if twin is None:
        flash(_ADDED.format(title=row.title), "success")
    else:
        flash(_TWIN.format(name=twin.file.name), "info")


def _home(row: Evidence) -> str:
    """The page the paper belongs to: its item's for the self-assessment, else its part's."""
    book = rulebooks.of(row.dossier.cycle)
    if row.item is not None and book.part(row.part).kind == "answers":
        return url_for("dossiers.text", dossier_id=row.dossier_id, code=row.item)
    return url_for("dossiers.papers", dossier_id=row.dossier_id, part=row.part)


@bp.post("/dossiers/<int:dossier_id>/papers/<part>/take-over")
@require(policy.write, Dossier)
def take_over_papers(dossier: Dossier, part: str) -> ResponseReturnValue:
    """Take over the papers of a shared part from another entry of the year."""
    found = _part(dossier, part)
    source = request.form.get("entry", 0, type=int)
    count = service.take_over(dossier, found.code, source, actor=current_user)
    db.session.commit()
    flash(_TAKEN_OVER.format(count=count), "success")
    return redirect(url_for("dossiers.papers", dossier_id=dossier.id, part=found.code))


@bp.post("/dossiers/<int:dossier_id>/papers/<int:evidence_id>/remove")
@require(policy.view_evidence, Dossier, Evidence)
def remove_paper(dossier: Dossier, evidence: Evidence) -> ResponseReturnValue:
    """Take a paper out of the dossier; it stays on record."""
    service.remove(evidence, actor=current_user)
    db.session.commit()
    flash(_REMOVED, "success")
    return redirect(_home(evidence))


@bp.get("/dossiers/<int:dossier_id>/papers/<int:evidence_id>/file")
@require(policy.view_evidence, Dossier, Evidence)
def paper_file(dossier: Dossier, evidence: Evidence) -> ResponseReturnValue:
    """The bytes, always as a download; every reading of a confidential paper is noted."""
    marked = reading.marked_for(current_user, evidence)
    return downloads.send(evidence.file, content=marked)


def _part(dossier: Dossier, code: str) -> Part:
    """The part of that code, among those that take papers."""
    found = service.parts_for_papers(dossier)
    return next((part for part in found if part.code == code), None) or abort(404)


def _form(dossier: Dossier, part: Part) -> PaperForm:
    form = PaperForm.for_part(dossier, part, rulebooks.of(dossier.cycle))
    asked = request.args.get("year", type=int)
    if asked is not None and "year" in form and request.method == "GET":
        form.year.data = asked
    return form


def _page(dossier: Dossier, part: Part, form: PaperForm) -> str:
    years: list[int | None] = [None]
    if part.years:
        years = list(reversed(completeness.latest_years(dossier, part.years)))
    present = [row for row in service.of_dossier(dossier) if row.part == part.code]
    return render_template(
        "dossiers/papers.html",
        dossier=dossier,
        part=part,
        form=form,
        groups=[(year, [row for row in present if row.year == year]) for year in years],
        removed=[row for row in service.of_dossier(dossier, removed=True) if row.part == part.code],
        siblings=service.siblings(dossier, part.code),
        locked=policy.write_part(current_user, dossier, part.code),
        limit=current().max_upload_mb,
    )
