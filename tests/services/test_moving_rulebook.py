"""A year moves to a successor edition: texts follow the item map, and none of them is lost."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import Answer, AnswerVersion, Dossier, OutboxMessage, SelfAssessment
from award.policies import Refusal
from award.services import answers, auditing, cycles, invariants, refiling
from scoring import rulebook
from tests.factories import (
    make_cycle,
    make_dossier,
    make_organisation,
    make_sector_group,
    owner_of,
    sign_in,
    standing_body,
    the_national_council,
)

NEXT = "gtclqg-2026-b"


@pytest.fixture
def successor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An edition after 2026 in which every entry has its own management part and b.1 is gone."""
    for path in rulebook.FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    text = (tmp_path / "gtclqg-2026.toml").read_text(encoding="utf-8")
    items = re.findall(r'^\[\[items\]\]\ncode = "([ab]\.\d+)"', text, flags=re.MULTILINE)
    pairs = ",".join(f'["{code}", "{code}"]' for code in items if code != "b.1")
    head, _, tail = text.partition("[[item_maps]]")
    rest = tail[tail.index("]\nsource") + 2 :]
    moved = f'{head}[[item_maps]]\npredecessor = "gtclqg-2026"\npairs = [{pairs}]\n{rest}'
    moved = moved.replace('id = "gtclqg-2026"', f'id = "{NEXT}"', 1)
    moved = moved.replace('management_scope = "organisation"', 'management_scope = "entry"', 1)
    (tmp_path / f"{NEXT}.toml").write_text(moved, encoding="utf-8")
    monkeypatch.setattr(rulebook, "FOLDER", tmp_path)
    rulebook.load.cache_clear()
    yield NEXT
    rulebook.load.cache_clear()


def write(dossier: Dossier, code: str, text: str, percent: int | None = None) -> None:
    place = answers.place_of(dossier, code)
    assert place is not None
    answers.save(dossier, place, text, percent, version=0, actor=owner_of(dossier))


def texts(dossier: Dossier) -> dict[str, str]:
    return {code: answer.text for code, answer in answers.of_dossier(dossier).items()}


def make_2020_draft(**columns: Any) -> Dossier:
    cycle = make_cycle("gtclqg-2020", opened=True)
    the_national_council(cycle)
    dossier = make_dossier("draft", cycle=cycle, **columns)
    write(dossier, "1.1", "Lãnh đạo của chúng tôi.", 60)
    write(dossier, "1.2", "Điều hành của chúng tôi.", 55)
    write(dossier, "2.1", "Chiến lược.", 50)
    write(dossier, "gr.products", "Sản phẩm mẫu.")
    return dossier


def give_groups(dossier: Dossier) -> None:
    make_sector_group(dossier.cycle, "01", "Nhóm Mẫu")


def test_texts_of_several_items_stand_together_under_their_titles_and_also_alone(app):
    dossier = make_2020_draft()
    give_groups(dossier)
    before = set(texts(dossier).values())

    cycles.move_rulebook(dossier.cycle, "gtclqg-2026", actor=standing_body())

    after = texts(dossier)
    assert dossier.cycle.rulebook_id == "gtclqg-2026"
    assert after["a.1"].count("chúng tôi.") == 2
    assert after["a.1"].startswith("[1.1 ")
    assert after["unfiled.1.1"] == "Lãnh đạo của chúng tôi."
    assert after["gr.products"] == "Sản phẩm mẫu."
    assert before <= set(after.values())
    assert list(invariants.breaches()) == []
    assert list(auditing.faults()) == []


def test_the_management_part_becomes_the_shared_one(app):
    dossier = make_2020_draft()
    give_groups(dossier)

    cycles.move_rulebook(dossier.cycle, "gtclqg-2026", actor=standing_body())

    assert dossier.management_part is not None
    homes = {
        answer.code: answer.self_assessment_id for answer in answers.of_dossier(dossier).values()
    }
    assert homes["a.1"] == homes["a.2"] == dossier.management_part_id


def test_every_applicant_is_told(app):
    dossier = make_2020_draft()
    give_groups(dossier)

    cycles.move_rulebook(dossier.cycle, "gtclqg-2026", actor=standing_body())

    letters = [
        one.payload
        for one in db.session.scalars(select(OutboxMessage))
        if "bộ quy tắc mới" in one.payload.get("subject", "")
    ]
    assert [letter["to"] for letter in letters] == [owner_of(dossier).email]
    assert "chưa xếp hạng mục" in letters[0]["text"]


def test_texts_without_a_home_stay_readable(app, successor):
    dossier = make_dossier("draft", rulebook_id="gtclqg-2026")
    write(dossier, "a.1", "Lãnh đạo.", 60)
    write(dossier, "b.1", "Chất lượng sản phẩm.", 70)

    count = cycles.move_rulebook(dossier.cycle, successor, actor=standing_body())

    assert count == 1
    assert [(one.code, one.text) for one in refiling.unfiled(dossier)] == [
        ("unfiled.b.1", "Chất lượng sản phẩm.")
    ]
    assert texts(dossier)["a.1"] == "Lãnh đạo."
    assert refiling.title_of("unfiled.b.1") == "Chưa xếp hạng mục (trước đây: b.1)"


def test_a_shared_text_comes_to_every_entry_that_shared_it(app, successor):
    organisation = make_organisation()
    first = make_dossier("draft", rulebook_id="gtclqg-2026", organisation=organisation)
    second = make_dossier(
        "draft", rulebook_id="gtclqg-2026", organisation=organisation, product="Sản phẩm Mẫu B"
    )
    write(first, "a.1", "Viết một lần.", 60)
    shared = first.management_part_id

    cycles.move_rulebook(first.cycle, successor, actor=standing_body())

    assert [texts(one)["a.1"] for one in (first, second)] == ["Viết một lần."] * 2
    assert [one.management_part_id for one in (first, second)] == [None, None]
    assert db.session.get(SelfAssessment, shared) is not None
    kept = db.session.scalars(select(Answer).where(Answer.self_assessment_id == shared)).all()
    assert [one.text for one in kept] == ["Viết một lần."]
    assert list(invariants.breaches()) == []


def test_saved_versions_follow_their_text(app, successor):
    dossier = make_dossier("registered", rulebook_id="gtclqg-2026")
    answer = answers.of_dossier(dossier).get("b.2")
    if answer is None:
        write(dossier, "b.2", "Bản đầu.", 50)
        answer = answers.of_dossier(dossier)["b.2"]

    cycles.move_rulebook(dossier.cycle, successor, actor=standing_body())

    moved = answers.of_dossier(dossier)["b.2"]
    numbers = db.session.scalars(
        select(AnswerVersion.number).where(AnswerVersion.answer_id == moved.id)
    ).all()
    assert moved.id == answer.id
    assert list(numbers) == [moved.version]


def test_after_the_first_rating_the_year_stays_with_its_edition(app, successor):
    dossier = make_dossier("in_consensus", rulebook_id="gtclqg-2026")

    with pytest.raises(Refusal, match="Đã có điểm chấm"):
        cycles.move_rulebook(dossier.cycle, successor, actor=standing_body())

    assert dossier.cycle.rulebook_id == "gtclqg-2026"


def test_registered_organisations_do_not_become_product_entries(app):
    dossier = make_dossier("registered", rulebook_id="gtclqg-2020")
    give_groups(dossier)

    with pytest.raises(Refusal, match="đối tượng của bộ quy tắc cũ"):
        cycles.move_rulebook(dossier.cycle, "gtclqg-2026", actor=standing_body())


def test_without_published_groups_an_open_year_does_not_move(app):
    dossier = make_2020_draft()

    with pytest.raises(Refusal, match="Cần nhập danh mục nhóm ngành"):
        cycles.move_rulebook(dossier.cycle, "gtclqg-2026", actor=standing_body())


def test_without_a_national_council_dossiers_of_provinces_have_nowhere_to_go(app):
    cycle = make_cycle("gtclqg-2020")
    dossier = make_dossier("draft", cycle=cycle)
    give_groups(dossier)

    with pytest.raises(Refusal, match="Cần lập Hội đồng quốc gia"):
        cycles.move_rulebook(cycle, "gtclqg-2026", actor=standing_body())


@pytest.mark.parametrize("edition", ["gtclqg-2020", "gtclqg-2011", "khac"])
def test_an_edition_that_is_no_successor_is_refused(app, edition):
    cycle = make_cycle("gtclqg-2026")

    with pytest.raises(Refusal, match="không kế tiếp"):
        cycles.move_rulebook(cycle, edition, actor=standing_body())


def test_the_applicant_reads_what_has_no_item_and_their_points_leave_it_out(app, successor, client):
    dossier = make_dossier("draft", rulebook_id="gtclqg-2026")
    write(dossier, "a.1", "Lãnh đạo.", 50)
    write(dossier, "b.1", "Chất lượng sản phẩm.", 70)
    cycles.move_rulebook(dossier.cycle, successor, actor=standing_body())

    page = sign_in(client, owner_of(dossier)).get(f"/dossiers/{dossier.id}/self-assessment").text

    assert "Chưa xếp hạng mục (trước đây: b.1)" in page
    assert "Chất lượng sản phẩm." in page
    items = rulebook.load(successor).items
    assert f"1/{len(items)} hạng mục đã tự chấm" in page
