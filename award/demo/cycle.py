"""A whole award year through the real services on a database of its own, and its summary."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, count
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select

from award import clock, workflow
from award.demo import entrants, places, story_council, story_desk, story_end
from award.demo.keeping import kept
from award.demo.people import Cast
from award.demo.printing import House, open_house
from award.demo.storyteller import Storyteller
from award.demo.wave import Wave
from award.demo.window import Beat, Window
from award.extensions import db
from award.models import AwardCycle, Dossier, IssuedDocument
from award.reports import pdf
from award.services import auditing, invariants, scoresheets, storage
from scoring.aggregate import points_text

WINDOWS = {
    "gtclqg-2020": (2025, Window(date(2025, 3, 3), date(2026, 2, 27), 335)),
    "gtclqg-2026": (2026, Window(date(2026, 2, 16), date(2026, 8, 31), 335)),
}
COUNCILS = ("01", "31", places.MINISTRY, "48", "79", "66", "92")
# The ends that dossiers come to, the first ones so that even a few show most of the procedure.
ENDS = (
    ("awarded", "gold", "supplement"),
    ("not_awarded", "good", ""),
    ("awarded", "good", "recusal"),
    ("not_shortlisted", "fair", ""),
    ("withdrawn", "fair", ""),
    ("revoked", "good", ""),
    ("ineligible", "poor", ""),
    ("awarded", "good", "objected"),
    ("disqualified", "fair", ""),
    ("not_awarded", "good", "turned_down"),
    ("awarded", "good", "silent"),
    ("awarded", "gold", ""),
)
PREPARE, CLOSE, PRINT, CHECK = "chuẩn bị", "kết thúc năm", "in văn bản", "kiểm tra"

Say = Callable[[str], None]


class Stopwatch:
    """Seconds by phase; says when a new phase begins."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._phase, self._since = "", time.monotonic()

    def enter(self, phase: str) -> None:
        """From here on time belongs to this phase."""
        now = time.monotonic()
        if self._phase:
            self.seconds[self._phase] += now - self._since
        if phase and phase != self._phase and phase not in self.seconds:
            self.say(f"→ {phase}")
        self._phase, self._since = phase, now


def run(rulebook_id: str, dossiers: int, seed: int, out: Path, say: Say) -> dict[str, Any]:
    """Migrate the application's empty database, tell the story, print, check; return the summary.

    Writes every PDF and `summary.json` into `out`. The same seed gives the same states, levels and
    totals. A fault of the audit chain counts as a violated invariant. Needs an application
    context; commits.
    """
    watch = Stopwatch(say)
    watch.enter(PREPARE)
    upgrade()
    out.mkdir(parents=True, exist_ok=True)
    with open_house() as house:
        with kept():
            cycle = _live(rulebook_id, dossiers, Storyteller(seed, house), watch)
        db.session.commit()
        watch.enter(PRINT)
        papers = list(_papers(house, out, say))
    watch.enter(CHECK)
    summary = _summary(cycle, rulebook_id, papers)
    broken = [breach.name for breach in invariants.breaches()] + list(auditing.faults())
    summary["invariants"] = {"checked": len(invariants.named()), "violated": len(broken)}
    for one in broken:
        say(f"VI PHẠM: {one}")
    watch.enter("")
    summary["seconds"] = {phase: round(spent, 2) for phase, spent in watch.seconds.items()}
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    (out / "summary.json").write_text(text + "\n", encoding="utf-8")
    return summary


def _live(rulebook_id: str, dossiers: int, author: Storyteller, watch: Stopwatch) -> AwardCycle:
    """Everything that happens in the award year, from its founding to its close."""
    year, plan = WINDOWS[rulebook_id]
    window = Window(plan.first, plan.last, plan.plan_days)
    goods = rulebook_id == "gtclqg-2026"
    rows = list(_rows(dossiers, author.seed, goods))
    keys = sorted({row[0] for row in rows} - {places.NATIONAL})
    busiest = max(Counter(row[0] for row in rows).values())
    experts = max(6, ceil(busiest * 3 / (3 if goods else 1) / 7) + 2)
    cast = Cast()
    with clock.held_at(clock.start_of_day(window.first)):
        cast.standing_body()
        agencies = places.enter_agencies(cast)
        places.enter_staff(cast)
        ground = places.found_year(
            cast, agencies, year, rulebook_id, keys=keys, experts=experts,
            deadlines=(window.end_of(46), window.end_of(104)),
        )  # fmt: skip
    people = entrants.enrol(rows, count(1), author.seed, goods=goods)
    wave = Wave(cast, author, year, {year: ground}, people, window, {})
    for beat in _story(wave):
        watch.enter(beat.phase)
        beat.happen()
    return ground.cycle


def _story(wave: Wave) -> Iterator[Beat]:
    def close() -> None:
        workflow.perform("close", wave.ground.cycle, actor=wave.cast.standing_body())

    yield from chain(story_desk.tell(wave), story_council.tell(wave), story_end.tell(wave))
    yield from wave.once(CLOSE, 334, close)


def _rows(dossiers: int, seed: int, goods: bool) -> Iterator[tuple[str, str, str, str]]:
    """Council, end, worth and turns of each dossier; beyond the first dozen as the seed has it."""
    chosen = Random(seed)
    keys = COUNCILS[: min(len(COUNCILS), ceil(dossiers / 3))]
    before = ""
    for place in range(dossiers):
        fate, worth, turns = ENDS[place] if place < len(ENDS) else chosen.choice(ENDS)
        if goods and fate == "not_shortlisted":
            fate = "not_awarded"
        if goods and place % 4 == 2 and before == fate == "awarded":
            turns += " sibling"
        before = fate
        yield places.NATIONAL if goods else keys[place % len(keys)], fate, worth, turns


def _papers(house: House, out: Path, say: Say) -> Iterator[dict[str, Any]]:
    """Print what is not printed yet, and write every PDF with its number, kind and dossier."""
    waiting = pdf.pending()
    for done, _ in enumerate(house.print_all(waiting), 1):
        db.session.commit()
        if done % 50 == 0 or done == len(waiting):
            say(f"  {done}/{len(waiting)} văn bản")
    for document in db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)):
        assert document.file is not None, "every document is printed by now"
        number = document.dossier.number if document.dossier else f"{document.subject_id}"
        name = f"{document.id:05d}-{document.kind}-{number}.pdf"
        (out / name).write_bytes(storage.read(document.file))
        yield {
            "file": name,
            "kind": document.kind,
            "pages": document.pages,
            "sha256": document.file.sha256,
        }


def _summary(cycle: AwardCycle, rulebook_id: str, papers: list[dict[str, Any]]) -> dict[str, Any]:
    """What came of the year."""
    dossiers = db.session.scalars(
        select(Dossier).where(Dossier.cycle_id == cycle.id).order_by(Dossier.id)
    ).all()
    sheets = {one.number: sheet for one in dossiers if (sheet := scoresheets.counting(one))}
    events, head = auditing.head()
    return {
        "regime": rulebook_id,
        "dossiers": dict(sorted(Counter(one.state.value for one in dossiers).items())),
        "levels": dict(sorted(Counter(sheet.level for sheet in sheets.values()).items())),
        "totals": {str(number): points_text(sheet.total) for number, sheet in sheets.items()},
        "documents": papers,
        "audit": {"events": events, "head": head},
    }
