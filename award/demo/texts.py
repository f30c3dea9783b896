"""Sentences of invented firms and their assessors, put together the same way for the same key."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

OFTEN = ("mỗi tháng", "mỗi quý", "mỗi sáu tháng", "mỗi năm")
# The aspects of 2026 say together what two or more items of the seven criteria say.
SAME_AS = {
    "a.1": ("1.1", "1.2"),
    "a.2": ("2.1", "2.2"),
    "a.3": ("3.1", "3.2"),
    "a.4": ("4.1", "4.2"),
    "a.5": ("5.1", "5.2"),
    "a.6": ("6.1", "6.2"),
    "a.7": ("7.1", "7.2", "7.3", "7.5"),
}


@dataclass(frozen=True, slots=True)
class Trade:
    """What a line of business makes, for whom, of what, and under which rules."""

    name: str
    activity: str
    group: str
    products: tuple[str, ...]
    buyers: tuple[str, ...]
    inputs: str
    standards: tuple[str, ...]
    law: str


@dataclass(frozen=True, slots=True)
class Firm:
    """An invented organisation as its texts know it; `quality` is the percent it deserves."""

    name: str
    trade: Trade
    quality: int
    since: int
    people: int


@cache
def trades() -> tuple[Trade, ...]:
    """Every line of business, those that make goods first."""
    rows = _load("trades.toml")["trades"]
    lists = ("products", "buyers", "standards")
    return tuple(Trade(**row | {key: tuple(row[key]) for key in lists}) for row in rows)


@cache
def _phrases() -> dict[str, Any]:
    return _load("phrases.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


class Composer:
    """Texts on one firm in one award year; the same seed gives the same sentences."""

    def __init__(self, firm: Firm, year: int, seed: int) -> None:
        self.firm = firm
        self.year = year
        self.seed = seed

    def answer(self, item: str) -> str:
        """The self-assessment of an item: about 1,500 to 3,500 characters in paragraphs."""
        chosen = self._random("answer", item)
        pieces = [_phrases()["items"][code] for code in SAME_AS.get(item, (item,))]
        if "metrics" in pieces[0]:
            return self._results(pieces, chosen)
        return self._process(pieces, chosen)

    def field(self, code: str) -> str:
        """A field of the general report."""
        chosen = self._random("field", code)
        return self._paragraph(_phrases()["report"][code], chosen, {})

    def say(self, kind: str, item: str = "", key: object = "", group: str = "assessor") -> str:
        """One sentence of an assessor, a team or a council, about an item or in general."""
        chosen = self._random(kind, item, key)
        sentence = chosen.choice(_phrases()[group][kind])
        return self._fill(sentence, chosen, self._about(item))

    def pages(self, kind: str) -> str:
        """Every sentence of a kind, as paragraphs."""
        chosen = self._random(kind)
        return "\n\n".join(
            self._fill(one, chosen, self._about("")) for one in _phrases()["assessor"][kind]
        )

    def _process(self, pieces: Sequence[dict[str, Any]], chosen: Random) -> str:
        """Approach, deployment, learning, integration, each with what is particular to the item."""
        frames = _phrases()["process"]
        methods = [method for piece in pieces for method in piece["methods"]]
        about = {"topic": pieces[0]["topic"], "who": pieces[0]["who"]}
        first, second = methods[: (len(methods) + 1) // 2], methods[(len(methods) + 1) // 2 :]
        blocks = (
            [*chosen.sample(frames["approach"], 2), *first],
            [*chosen.sample(frames["deployment"], 3), *second],
            chosen.sample(frames["learning"], chosen.choice((2, 3))),
            chosen.sample(frames["integration"], chosen.choice((2, 3))),
        )
        return "\n\n".join(self._paragraph(block, chosen, about) for block in blocks)

    def _results(self, pieces: Sequence[dict[str, Any]], chosen: Random) -> str:
        """Three years of figures for each measure, with goals and what others reach."""
        frames = _phrases()["results"]
        about = {"topic": pieces[0]["topic"], "who": pieces[0]["who"]}
        most = 6 if len(pieces) == 1 else 3
        lines = [
            self._figures(metric, chosen) for piece in pieces for metric in piece["metrics"][:most]
        ]
        blocks = (
            [chosen.choice(frames["opening"])],
            lines[: len(lines) // 2],
            lines[len(lines) // 2 :],
            chosen.sample(frames["closing"], 2),
            chosen.sample(_phrases()["process"]["learning"], 2),
            chosen.sample(_phrases()["process"]["integration"], 1),
        )
        return "\n\n".join(self._paragraph(block, chosen, about) for block in blocks)

    def _figures(self, metric: Sequence[Any], chosen: Random) -> str:
        name, unit, level, step = metric
        level *= chosen.uniform(0.92, 1.04)
        a, b, c = (level + step * year * chosen.uniform(0.7, 1.2) for year in range(3))
        frames = _phrases()["results"]["rising" if step > 0 else "falling"]
        values = {
            "a": a,
            "b": b,
            "c": c,
            "goal": c - step * 0.3,
            "peer": (level if step > 0 else c) + step * chosen.uniform(0.2, 1.2),
        }
        written = {key: _number(value, step) for key, value in values.items()}
        return self._fill(chosen.choice(frames), chosen, written | {"metric": name, "unit": unit})

    def _paragraph(self, lines: Sequence[str], chosen: Random, about: dict[str, str]) -> str:
        return " ".join(self._fill(line, chosen, about) for line in lines)

    def _about(self, item: str) -> dict[str, str]:
        pieces = [_phrases()["items"][code] for code in SAME_AS.get(item, (item,)) if code]
        topic = pieces[0]["topic"] if pieces else "hoạt động"
        return {"topic": topic, "who": "ban lãnh đạo", "item": item}

    def _fill(self, line: str, chosen: Random, about: dict[str, str]) -> str:
        trade, often = self.firm.trade, chosen.choice(OFTEN)
        words: dict[str, Any] = {
            "name": "đơn vị",
            "often": often,
            "buyer": chosen.choice(trade.buyers),
            "buyers": ", ".join(trade.buyers),
            "product": chosen.choice(trade.products),
            "products": ", ".join(trade.products),
            "inputs": trade.inputs,
            "standard": chosen.choice(trade.standards),
            "law": trade.law,
            "people": self.firm.people,
            "since": self.firm.since + chosen.randrange(2, 9),
            "year": self.year - 1,
            "year_before": self.year - 2,
            "next": self.year + 1,
            "y1": self.year - 3,
            "y2": self.year - 2,
            "y3": self.year - 1,
            "n": chosen.randrange(12, 48),
            "k": chosen.randrange(3, 9),
            "pct": chosen.randrange(62, 97),
            "small": chosen.randrange(8, 24),
            "metric": "",
            "topic": "hoạt động",
            "unit": "",
            "who": "ban lãnh đạo",
        } | about
        for key in ("name", "often", "topic", "metric"):
            words[key.capitalize()] = _capital(words[key])
        return line.format(**words).replace(" .", ".").replace(" ,", ",").replace("  ", " ")

    def _random(self, *key: object) -> Random:
        return Random(f"{self.seed}/{self.firm.name}/{self.year}/{key}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: float, step: float) -> str:
    """A figure with as many decimals as its steps are worth, in Vietnamese writing."""
    digits = 0 if abs(step) >= 20 else 1 if abs(step) >= 1 else 2
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
