"""What a dossier lacks, part by part, and how far each part is (R17)."""

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Answer, Evidence
from award.services import completeness
from tests.factories import fill, make_dossier, make_draft


def test_an_empty_dossier_of_2020_lacks_thirty_two_things(app):
    gaps = completeness.gaps(make_draft())

    parts = [gap.part for gap in gaps]
    assert {part: parts.count(part) for part in parts} == {
        "2": 7, "3": 17, "4": 1, "5": 1, "6": 3, "7": 3,
    }  # fmt: skip


def test_an_entry_of_2026_also_needs_the_proofs_of_its_product(app):
    parts = [gap.part for gap in completeness.gaps(make_draft(rulebook_id="gtclqg-2026"))]

    assert {part: parts.count(part) for part in parts} == {
        "2": 7, "3": 10, "4": 1, "5": 1, "6": 3, "7": 3, "9": 1,
    }  # fmt: skip


def test_a_filled_dossier_lacks_nothing(app):
    dossier = make_dossier("registered")
    fill(dossier)

    assert completeness.gaps(dossier) == []
    assert all(part.complete for part in completeness.progress(dossier))


def test_the_years_are_the_three_before_registration(app):
    dossier = make_dossier("registered")
    year = clock.local(dossier.registered_at).year

    assert list(completeness.latest_years(dossier, 3)) == [year - 3, year - 2, year - 1]


def test_each_missing_year_is_a_gap_of_its_own(app):
    dossier = make_dossier("registered")
    fill(dossier)
    row = db.session.scalars(select(Evidence).where(Evidence.part == "7")).first()
    row.removed_at = clock.now()
    db.session.flush()

    (gap,) = completeness.gaps(dossier)

    assert (gap.part, gap.year) == ("7", row.year)
    assert gap.text.endswith(f"thiếu tài liệu năm {row.year}.")


def test_a_text_without_its_percent_is_not_finished(app):
    dossier = make_dossier("registered")
    fill(dossier)
    answer = db.session.scalars(select(Answer).where(Answer.code == "4.2")).one()
    answer.own_percent = None
    db.session.flush()

    (gap,) = completeness.gaps(dossier)

    assert (gap.part, gap.item) == ("3", "4.2")


def test_progress_counts_optional_parts_as_needing_nothing(app):
    progress = {each.part.code: each for each in completeness.progress(make_draft())}

    assert (progress["3"].done, progress["3"].needed) == (0, 17)
    assert (progress["8"].needed, progress["8"].complete) == (0, True)
