"""Two people press at the same moment: the office drafts letters, a province replies."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select

from award.extensions import db
from award.models import Consultation, ConsultationEntry, Dossier, Reply, User
from award.policies import Refusal
from award.services import consulting
from award.services.consulting import Answer
from award.services.editing import Overtaken
from tests.factories import (
    make_dossier,
    make_province_officer,
    make_standing_body,
    send_letter,
    standing_body,
)


def at_once(app: Flask, *acts: Callable[[], None]) -> list[str]:
    """Run every act in its own thread and session, begun together; what came of each, sorted."""
    gate, came = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
                db.session.commit()
                came.append("done")
            except (Refusal, Overtaken) as why:
                db.session.rollback()
                came.append(type(why).__name__)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


def test_letters_drafted_by_two_at_once_are_drafted_once(clone_database):
    app = clone_database()
    with app.app_context():
        dossier = make_dossier("consultation", rulebook_id="gtclqg-2026")
        people = [standing_body().id, make_standing_body().id]
        ids = dossier.id
        db.session.commit()

    def draft(person_id: int) -> Callable[[], None]:
        def act() -> None:
            row, actor = db.session.get_one(Dossier, ids), db.session.get_one(User, person_id)
            consulting.draft_letters(row.cycle, [ids], actor=actor)

        return act

    came = at_once(app, *(draft(one) for one in people))

    with app.app_context():
        letters = db.session.scalars(select(Consultation)).all()
        assert came == ["Refusal", "done"]
        assert [len(letter.entries) for letter in letters] == [1]


def test_of_two_officers_at_once_one_replies_and_the_other_is_shown_it(clone_database):
    app = clone_database()
    with app.app_context():
        letter = send_letter([make_dossier("consultation", rulebook_id="gtclqg-2026")])
        letter_id, entry_id = letter.id, letter.entries[0].id
        officers = [make_province_officer("01").id for _ in range(2)]
        db.session.commit()

    def reply(person_id: int, said: Reply, note: str) -> Callable[[], None]:
        def act() -> None:
            consulting.answer(
                db.session.get_one(Consultation, letter_id),
                [Answer(entry_id, said, note, None)],
                actor=db.session.get_one(User, person_id),
            )

        return act

    came = at_once(
        app,
        reply(officers[0], Reply.AGREE, ""),
        reply(officers[1], Reply.DISAGREE, "Nợ thuế."),
    )

    with app.app_context():
        entry = db.session.get_one(ConsultationEntry, entry_id)
        assert came == ["Overtaken", "done"]
        assert (entry.reply, entry.note) in {(Reply.AGREE, ""), (Reply.DISAGREE, "Nợ thuế.")}
