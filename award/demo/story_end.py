"""The national council, the provinces, the decision and what follows, as one wave lives them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from award import clock, workflow
from award.demo import sessions_held, story_council, walk_council, walk_desk, walk_national
from award.demo.entrants import Entrant
from award.demo.wave import Wave
from award.demo.who import lead_of, secretary_of
from award.demo.window import Beat
from award.models import Consultation, Dossier, Meeting, Reply, Stage
from award.services import (
    assigning,
    consensus,
    deciding,
    scoresheets,
    verdicts,
)

REVIEW, SESSION = "thẩm định", "xét tặng"
LETTERS, AUTHORITY, RESULT = "lấy ý kiến", "trình và quyết định", "kết quả"
NOTE = "Đã quá thời hạn nêu trong công văn, địa phương không có ý kiến bằng văn bản."


def tell(wave: Wave) -> Iterator[Beat]:
    """The whole of it, in the order of time."""
    if wave.preliminary:
        yield from _national_review(wave)
    yield from _session(wave)
    yield from _letters(wave)
    yield from _second_opinion(wave)
    yield from _decision(wave)
    yield from _results(wave)


def _national_review(wave: Wave) -> Iterator[Beat]:
    """Those whose points reach the highest tier are visited once more by a national team."""
    best = [one for one in wave.through("national_review") if _is_eligible(one.dossier)]
    yield from wave.each(REVIEW, 238, 239, best, _form_team)
    yield from wave.each(REVIEW, 240, 241, best, partial(story_council.schedule, wave, 5))
    yield from wave.each(
        REVIEW, 242, 243, best, lambda one: story_council.confirm(one, Stage.NATIONAL)
    )
    for one in best:
        wave.window.wait_until(story_council.visit_of(one.dossier, Stage.NATIONAL).ends_at)
        yield from wave.each(REVIEW, 246, 246, [one], partial(_visit, wave))
    closed = [one for one in best if one.fate != "national_review"]
    yield from wave.each(REVIEW, 254, 255, closed, _close)


def _is_eligible(dossier: Dossier) -> bool:
    sheet = scoresheets.counting(dossier)
    return sheet is not None and verdicts.is_eligible(sheet.level)


def _form_team(entrant: Entrant) -> None:
    """Three of the national experts from elsewhere, the first of them leading."""
    dossier = entrant.dossier
    free = [one for one, why, _ in assigning.options(dossier) if why is None]
    free.sort(key=lambda one: not one.lead)
    walk_desk.assign_team(dossier, [one.user for one in free[:3]])


def _visit(wave: Wave, entrant: Entrant) -> None:
    dossier = entrant.dossier
    walk_desk.hold_visit(story_council.visit_of(dossier, Stage.NATIONAL), wave.author)
    lead = lead_of(dossier, Stage.NATIONAL)
    for item, percent, reason in wave.author.changed(dossier)[:1]:
        consensus.enter(dossier, item, percent, reason=reason, actor=lead)
    walk_desk.write_report(dossier, stage=Stage.NATIONAL, author=wave.author)


def _close(entrant: Entrant) -> None:
    dossier = entrant.dossier
    workflow.perform("close_national", dossier, actor=secretary_of(dossier.council))


def _session(wave: Wave) -> Iterator[Beat]:
    """The national council votes; what it turns down ends here."""
    held: list[Meeting] = []
    decided = [one for one in wave.through("national_review") if one.fate != "national_review"]
    if decided:
        plan = partial(sessions_held.plan, wave, wave.ground.national, decided, "national", held)
        yield from wave.once(SESSION, 256, plan)
        yield from sessions_held.hold(wave, SESSION, 262, held, partial(_vote, wave))
    down = [one for one in decided if not one.passes("consultation")]
    yield from wave.each(SESSION, 267, 268, down, partial(_move, wave, "decline"))


def _vote(wave: Wave, meeting: Meeting) -> None:
    for entrant, item in sessions_held.points(wave, meeting):
        carried = entrant.passes("consultation")
        walk_council.vote_on(
            meeting, entrant.dossier, "award", carried=carried, against=2, author=wave.author
        )
        if carried and any(vote.question == "gold" for vote in item.votes):
            walk_council.vote_on(meeting, entrant.dossier, "gold", against=1, author=wave.author)


def _move(wave: Wave, name: str, entrant: Entrant) -> None:
    workflow.perform(name, entrant.dossier, actor=wave.cast.standing_body())


def _letters(wave: Wave) -> Iterator[Beat]:
    """Letters go out to every province; most answer, one is silent, one does not agree."""
    asked = wave.through("consultation")
    if not asked:
        return
    yield from wave.each(LETTERS, 270, 271, asked, partial(_move, wave, "consult"))
    letters: list[Consultation] = []
    yield from wave.once(LETTERS, 272, partial(_draft, asked, letters))
    for place, letter in enumerate(letters, 1):
        number = f"{wave.year % 100}{200 + place}/TĐC-HCHQ"
        yield from wave.once(LETTERS, 273, partial(walk_national.send, letter, number))
    for letter in letters:
        yield from wave.once(LETTERS, 284, partial(_answer, wave, letter, asked))
    yield from _overdue(wave, asked, letters)


def _draft(asked: Sequence[Entrant], letters: list[Consultation]) -> None:
    letters.extend(walk_national.draft_letters([one.dossier for one in asked]))


def _answer(wave: Wave, letter: Consultation, asked: Sequence[Entrant]) -> None:
    said = {one.dossier.id: answer for one in asked if (answer := _reply(one)) is not None}
    if said.keys() & {entry.dossier_id for entry in letter.entries}:
        walk_national.answer(letter, said, wave.author)


def _reply(entrant: Entrant) -> tuple[Reply, str] | None:
    """What the province says of an entrant; None where it has not answered."""
    if "objected" in entrant.flags:
        return (
            Reply.DISAGREE,
            "Đơn vị đang bị xem xét về nước thải tại cơ sở hai; đề nghị cân nhắc thời điểm.",
        )
    if "silent" in entrant.flags or entrant.fate == "consultation":
        return None
    return Reply.AGREE, ""


def _overdue(
    wave: Wave, asked: Sequence[Entrant], letters: Sequence[Consultation]
) -> Iterator[Beat]:
    """Letters on which somebody stayed silent are closed after their term, never sooner."""
    silent = {one.dossier.id for one in wave.flagged("silent", asked)}
    for letter in letters:
        if silent & {entry.dossier_id for entry in letter.entries}:
            assert letter.due_on is not None, "a letter that was sent has its term"
            wave.window.wait_until(clock.end_of_day(letter.due_on) + timedelta(hours=9))
            yield from wave.once(LETTERS, 296, partial(walk_national.close, letter))


def _second_opinion(wave: Wave) -> Iterator[Beat]:
    """After an objection the national council votes again, and the province is asked again."""
    back = [one for one in wave.flagged("objected", wave.through("proposed"))]
    if not back:
        return
    yield from wave.each(LETTERS, 297, 297, back, partial(_return, wave))
    held: list[Meeting] = []
    plan = partial(sessions_held.plan, wave, wave.ground.national, back, "national", held)
    yield from wave.once(LETTERS, 298, plan)
    yield from sessions_held.hold(wave, LETTERS, 300, held, partial(_vote, wave))
    yield from wave.each(LETTERS, 304, 304, back, partial(_move, wave, "consult"))
    letters: list[Consultation] = []
    yield from wave.once(LETTERS, 305, partial(_draft, back, letters))
    for place, letter in enumerate(letters, 1):
        number = f"{wave.year % 100}{300 + place}/TĐC-HCHQ"
        yield from wave.once(LETTERS, 305, partial(walk_national.send, letter, number))
        said = {entry.dossier_id: (Reply.AGREE, "") for entry in letter.entries}
        yield from wave.once(LETTERS, 307, partial(walk_national.answer, letter, said, wave.author))


def _return(wave: Wave, entrant: Entrant) -> None:
    workflow.perform(
        "return_to_council",
        entrant.dossier,
        actor=wave.cast.standing_body(),
        note="Địa phương đề nghị cân nhắc thời điểm; Hội đồng quốc gia xem xét lại.",
    )


def _decision(wave: Wave) -> Iterator[Beat]:
    """Everything proposed is submitted together; the signed decision names the winners."""
    proposed = wave.through("proposed")
    if proposed:
        number = f"{wave.year % 100}41/TTr-BKHCN"
        yield from wave.once(AUTHORITY, 311, partial(_propose, proposed, number))
    decided = [one for one in proposed if one.fate != "proposed"]
    if decided:
        yield from wave.once(AUTHORITY, 320, partial(_decide, wave, decided))


def _propose(proposed: Sequence[Entrant], number: str) -> None:
    silent = {one.dossier.id: NOTE for one in proposed if "silent" in one.flags}
    walk_national.propose([one.dossier for one in proposed], number=number, notes=silent)


def _decide(wave: Wave, decided: Sequence[Entrant]) -> None:
    said = {
        one.dossier: None if "turned_down" in one.flags else verdicts.national_tier(one.dossier)
        for one in decided
    }
    decision = walk_national.decide(wave.ground.cycle, list(said.items()), author=wave.author)
    walk_national.conclude(decision, said)


def _results(wave: Wave) -> Iterator[Beat]:
    """After the decision everybody is told in writing; one award is taken back."""
    if [one for one in wave.through("proposed") if one.fate != "proposed"]:
        yield from wave.once(RESULT, 322, partial(_announce, wave))
    yield from wave.each(
        RESULT,
        330,
        331,
        wave.ending("revoked"),
        lambda one: walk_national.revoke(one.dossier, wave.author),
    )


def _announce(wave: Wave) -> None:
    deciding.announce_if_due(wave.ground.cycle, actor=wave.cast.standing_body())
