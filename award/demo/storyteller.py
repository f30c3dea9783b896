"""The author of believable data: long texts, assessors of different severity, real papers."""

import io
from datetime import datetime, timedelta
from random import Random
from typing import Any

from award import clock
from award.demo import papers
from award.demo.authors import Author, Sheet
from award.demo.printing import House
from award.demo.texts import Composer, Firm
from award.models import (
    Assignment,
    Dossier,
    IssuedDocument,
    SiteVisit,
    StoredFile,
    User,
    VisitIssue,
)
from award.services import consensus, evaluation, rulebooks, storage
from award.words import fold

SEVERITIES = (-15, -10, -5, 0, 0, 5, 5, 10)  # percent points that an assessor adds
WIDE = 35  # percent points by which one assessor may stand apart on an item


class Storyteller(Author):
    """Everything follows from the seed, the firm, the item and the person."""

    def __init__(self, seed: int, house: House) -> None:
        super().__init__()
        self.seed = seed
        self.house = house
        self.firms: dict[int, Firm] = {}
        self._spreads: tuple[int, dict[str, int]] = (0, {})  # of the dossier agreed on last

    def composer(self, dossier: Dossier) -> Composer:
        """Who writes the texts on this dossier."""
        return Composer(self.firms[dossier.organisation_id], dossier.cycle.year, self.seed)

    def deserved(self, dossier: Dossier, item: str) -> int:
        """The percent that an item of the dossier deserves, on the edition's steps."""
        firm = self.firms[dossier.organisation_id]
        drift = self._random("deserved", firm.name, dossier.cycle.year, item).choice((-5, 0, 0, 5))
        return _step(firm.quality + drift)

    def answer(self, dossier: Dossier, item: str) -> tuple[str, int]:
        hope = self._random("own", dossier.number, item).choice((0, 5, 10, 15))
        return self.composer(dossier).answer(item), _step(self.deserved(dossier, item) + hope)

    def field(self, dossier: Dossier, code: str) -> str:
        return self.composer(dossier).field(code)

    def paper(self, dossier: Dossier, part: str, year: int | None) -> Sheet:
        mark = f"{dossier.number or dossier.id} / {dossier.organisation.tax_code} / {year or ''}"
        name = f"{papers.title_of(part)}{f' năm {year}' if year else ''}.pdf"
        return Sheet(name, io.BytesIO(papers.paper(part, mark)))

    def rating(self, assignment: Assignment, item: str, place: int) -> dict[str, Any]:
        dossier, person = assignment.dossier, assignment.user.email
        chosen = self._random("rating", dossier.number, item, person)
        severity = self._random("severity", person).choice(SEVERITIES)
        percent = self.deserved(dossier, item) + severity + chosen.choice((-5, 0, 0, 0, 5))
        if place == 2 and self._random("wide", dossier.number, item).random() < 0.12:
            percent += WIDE if percent < 50 else -WIDE
        return {"percent": _step(percent)} | self._remarks(assignment, item, chosen)

    def _remarks(self, assignment: Assignment, item: str, chosen: Random) -> dict[str, str]:
        composer, person = self.composer(assignment.dossier), assignment.user.email
        verify = chosen.random() < 0.25
        return {
            "strengths": composer.say("strengths", item, person),
            "improvements": composer.say("improvements", item, person),
            "evidence": composer.say("evidence", item, person),
            "to_verify": composer.say("to_verify", item, person) if verify else "",
        }

    def agreement(self, dossier: Dossier, item: str) -> dict[str, Any]:
        composer = self.composer(dossier)
        if self._spreads[0] != dossier.id:
            self._spreads = dossier.id, consensus.spreads(dossier)
        wide = self._spreads[1].get(item, 0) > 10
        return {
            "percent": self.deserved(dossier, item),
            "reason": composer.say("agreed", item) if wide else "",
            "strengths": composer.say("strengths", item, "agreed"),
            "improvements": composer.say("improvements", item, "agreed"),
        }

    def stance(self, assignment: Assignment, item: str) -> str | None:
        dossier = assignment.dossier
        chosen = self._random("stance", dossier.number, item, assignment.user.email).random()
        if chosen > 0.3:
            return None
        return self.composer(dossier).say("stance", item) if chosen < 0.02 else ""

    def visit(self, dossier: Dossier, starts_at: datetime) -> dict[str, Any]:
        return {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=8, minutes=30),
            "place": dossier.organisation.address,
            "agenda": (
                "08:00 họp mở đầu với ban lãnh đạo; 09:00 xem hiện trường và phỏng vấn; "
                "13:30 đối chiếu hồ sơ gốc; 16:00 họp kết thúc"
            ),
        }

    def finding(self, issue: VisitIssue) -> str:
        dossier = issue.visit.dossier
        return self.composer(dossier).say("finding", issue.item or "", issue.question)

    def record(self, visit: SiteVisit) -> tuple[str, str]:
        composer = self.composer(visit.dossier)
        return composer.pages("record"), composer.say("explanation")

    def report(self, dossier: Dossier) -> dict[str, str]:
        composer = self.composer(dossier)
        tiers = evaluation.standing(dossier).tiers
        return {
            "summary": composer.say("summary"),
            "strengths": composer.say("report_strengths"),
            "improvements": composer.say("report_improvements"),
            "proposed_tier": tiers[-1],
        }

    def discussion(self, dossier: Dossier | None) -> tuple[str, str]:
        if dossier is None or dossier.organisation_id not in self.firms:
            return "", ""
        composer = self.composer(dossier)
        return (
            composer.say("discussion", group="council"),
            composer.say("point_conclusion", group="council"),
        )

    def minutes(self) -> dict[str, str]:
        composer = Composer(next(iter(self.firms.values())), 0, self.seed)
        return {kind: composer.say(kind, group="council") for kind in ("opinions", "conclusion")}

    def scan(self, name: str, actor: User) -> StoredFile:
        mark = f"{fold(name)} / {actor.email} / {clock.now():%Y-%m-%d %H:%M:%S}"
        return storage.store(Sheet(name, io.BytesIO(papers.paper("signed", mark))), actor=actor)

    def order(self, document: IssuedDocument) -> None:
        self.house.order(document)

    def render(self, document: IssuedDocument) -> None:
        self.house.finish(document)

    def signed(self, document: IssuedDocument) -> dict[str, Any]:
        facts = document.data.get("organisation", {})
        return super().signed(document) | {
            "signed_by": facts.get("legal_representative") or "Nguyễn Văn Mẫu"
        }

    def changed(self, dossier: Dossier) -> list[tuple[str, int, str]]:
        """Own items whose agreed percent a visit changes: code, new percent, reason."""
        agreed = consensus.current(dossier)
        parts = rulebooks.items_by_part(dossier)
        chosen = self._random("changed", dossier.number, len(agreed))
        own = [code for code, part in parts.items() if part == dossier.own_part_id]
        return [
            (
                item,
                _step(agreed[item].percent + chosen.choice((-5, 5))),
                self.composer(dossier).say("finding", item, "changed"),
            )
            for item in chosen.sample(own, 2)
        ]

    def _random(self, *key: object) -> Random:
        return Random(f"{self.seed}/{key}")


def _step(percent: int) -> int:
    """On the steps of five, between 5 and 100."""
    return max(5, min(100, 5 * round(percent / 5)))
