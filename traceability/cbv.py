"""The words of GS1's Core Business Vocabulary: every spelling of one to its short form."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One standard vocabulary; `spellings` leads from every way to write a word to its short form.

    `starts` are the beginnings of URIs that GS1 keeps for this vocabulary, `met` are words outside
    it that valid documents are met with.
    """

    name: str
    web: str
    spellings: Mapping[str, str]
    starts: tuple[str, ...]
    met: frozenset[str]

    def short(self, text: str) -> str | None:
        """The short word that `text` spells, or None if the vocabulary has no such word."""
        return self.spellings.get(text)

    def uri(self, text: str) -> str:
        """The web URI of a word (CBV 2.0 §8.9), other texts unchanged."""
        word = self.spellings.get(text)
        return text if word is None else self.web + word

    def looks_standard(self, text: str) -> bool:
        """Whether `text` lies where GS1 keeps its words, known or not."""
        return text.startswith(self.starts)


def _load() -> dict[str, Vocabulary]:
    tables = tomllib.loads((files(__package__) / "rules/cbv.toml").read_text(encoding="utf-8"))
    return {name: _vocabulary(name, table) for name, table in tables.items()}


def _vocabulary(name: str, table: Mapping[str, list[str]]) -> Vocabulary:
    web = str(table["web"])
    starts = (web, *table["also"])
    spellings = {start + word: word for start in starts for word in table["words"]}
    spellings.update({word: word for word in table["words"]})
    return Vocabulary(name, web, spellings, starts, frozenset(table.get("met", ())))


_ALL = _load()

BIZ_STEP = _ALL["bizStep"]
DISPOSITION = _ALL["disposition"]
BIZ_TRANSACTION_TYPE = _ALL["bizTransactionType"]
SOURCE_DEST_TYPE = _ALL["sourceDestType"]
ERROR_REASON = _ALL["errorReason"]
COMPONENT = _ALL["component"]
MEASUREMENT_TYPE = _ALL["measurementType"]
SENSOR_ALERT_TYPE = _ALL["sensorAlertType"]
