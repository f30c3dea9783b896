"""The rules of one edition of the award, read from its file and validated whole."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from scoring.canonical import sha256
from scoring.clauses import (
    Actor,
    AssignmentRule,
    Band,
    CouncilRule,
    Criterion,
    DocumentKind,
    Edition,
    EligibilityRule,
    Item,
    OrganisationType,
    Part,
    Phase,
    Question,
    Rubric,
    Stage,
    State,
    Tier,
)
from scoring.errors import RulebookError, ScoringError
from scoring.reading import Clause, MisfitError, read
from scoring.rulebook_check import problems
from scoring.scheme import Scheme

FOLDER: Final = Path(__file__).parent / "rulebooks"


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_T = TypeVar("_T", bound=_Coded)


def _pick(kind: str, clauses: Iterable[_T], code: str) -> _T:
    for clause in clauses:
        if clause.code == code:
            return clause
    raise ScoringError("value_unknown", key=kind, value=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Edition):
    """An edition with its look-ups; `content` is the file as it stands, `sha256` its hash.

    Every look-up by code raises `ScoringError("value_unknown")` when the edition lacks the code.
    """

    content: Mapping[str, Any] = field(repr=False, hash=False)
    sha256: str

    @property
    def steps(self) -> range:
        """Return every percent that may be entered, ascending (R5)."""
        return self.scale.steps

    @property
    def scheme(self) -> Scheme:
        """Return the part of this edition that turns percents into points."""
        return Scheme.of(self)

    def item(self, code: str) -> Item:
        """Return the item with this code."""
        return _pick("items", self.items, code)

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with this code."""
        return _pick("criteria", self.criteria, code)

    def items_of(self, criterion: str) -> tuple[Item, ...]:
        """Return the items of a criterion in order."""
        return tuple(item for item in self.items if item.criterion == criterion)

    @property
    def shared_items(self) -> tuple[Item, ...]:
        """Return the items written and scored once for all entries of an organisation."""
        if self.management_scope == "entry":
            return ()
        return tuple(item for item in self.items if item.scope == "management")

    @property
    def entry_items(self) -> tuple[Item, ...]:
        """Return the items written and scored for each entry."""
        shared = self.shared_items
        return tuple(item for item in self.items if item not in shared)

    def rubric(self, code: str) -> Rubric:
        """Return the rubric with this code."""
        return _pick("rubrics", self.rubrics, code)

    def tier(self, code: str) -> Tier:
        """Return the tier with this code."""
        return _pick("tiers", self.tiers, code)

    def type(self, code: str) -> OrganisationType:
        """Return the type of organisation with this code."""
        return _pick("types", self.types, code)

    def band_of(self, percent: int) -> Band:
        """Return the band that holds a percent of the scale."""
        for band in self.bands:
            if band.low <= percent <= band.high:
                return band
        raise ScoringError("value_unknown", key="bands", value=percent)

    def council(self, level: str) -> CouncilRule:
        """Return how a council of this level is made up."""
        for council in self.councils:
            if council.level == level:
                return council
        raise ScoringError("value_unknown", key="councils", value=level)

    def questions_of(self, stage: str) -> tuple[Question, ...]:
        """Return the questions voted on in a stage, in order."""
        return tuple(question for question in self.questions if question.stage == stage)

    def question(self, code: str) -> Question:
        """Return the question with this code."""
        return _pick("questions", self.questions, code)

    def assignment_for(self, stage: str) -> AssignmentRule:
        """Return the assignment rules of a stage."""
        for rule in self.assignment:
            if rule.stage == stage:
                return rule
        raise ScoringError("value_unknown", key="assignment", value=stage)

    def eligibility_rule(self, code: str) -> EligibilityRule:
        """Return the condition for taking part with this code."""
        return _pick("eligibility", self.eligibility, code)

    def state(self, code: str) -> State:
        """Return the state with this code."""
        return _pick("states", self.states, code)

    @property
    def state_codes(self) -> tuple[str, ...]:
        """Return the codes of all states of this edition in order."""
        return tuple(state.code for state in self.states)

    @property
    def open_states(self) -> tuple[str, ...]:
        """Return the states from which a dossier may be withdrawn or disqualified, in order."""
        return tuple(state.code for state in self.states if state.open)

    def stage(self, code: str) -> Stage:
        """Return the stage with this code."""
        return _pick("stages", self.stages, code)

    def stage_of(self, state: str) -> Stage | None:
        """Return the stage a state belongs to; None for the ways out of the procedure."""
        self.state(state)
        return next((stage for stage in self.stages if state in stage.states), None)

    def actor_of(self, state: str) -> Actor | None:
        """Return who acts next while a dossier is in this state; None where nobody does."""
        clause, stage = self.state(state), self.stage_of(state)
        if not clause.open or stage is None:
            return None
        return clause.actor or stage.actor

    def phase(self, code: str) -> Phase:
        """Return the scoring phase with this code."""
        return _pick("phases", self.phases, code)

    def part(self, code: str) -> Part:
        """Return the dossier part with this code."""
        return _pick("parts", self.parts, code)

    def document(self, code: str) -> DocumentKind:
        """Return the kind of document with this code."""
        return _pick("documents", self.documents, code)

    @property
    def provisional_values(self) -> tuple[str, ...]:
        """Return the path of every value that is not officially known, in file order."""
        return tuple(_provisional(self, ""))

    @property
    def provisional_points(self) -> bool:
        """Tell whether the points of a criterion or an item are not officially known."""
        return any(clause.is_provisional("points") for clause in (*self.criteria, *self.items))

    def home_of(self, predecessor: str, item: str) -> Item | None:
        """Return our item that continues an item of a predecessor; None when it has no home."""
        for item_map in self.item_maps:
            for old, new in item_map.pairs:
                if (item_map.predecessor, old) == (predecessor, item):
                    return self.item(new)
        return None


def _provisional(value: object, key: str) -> Iterator[str]:
    if isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _provisional(entry, f"{key}[{getattr(entry, 'code', place)}]")
    elif isinstance(value, Clause):
        stem = f"{key}." if key else ""
        yield from (stem + name for name in value.provisional)
        for spec in fields(value):
            yield from _provisional(getattr(value, spec.name), stem + spec.name)


def known_ids() -> tuple[str, ...]:
    """Return the ids of the editions that come with the software, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(rulebook_id: str) -> Rulebook:
    """Return the edition with this id.

    Raises:
        ScoringError: there is no such edition.
        RulebookError: its file is not usable; names file, key and reason.
    """
    known = known_ids()
    if rulebook_id not in known:
        raise ScoringError("rulebook_unknown", rulebook=rulebook_id, known=", ".join(known))
    path = FOLDER / f"{rulebook_id}.toml"
    book = parse(path.read_text(encoding="utf-8"), file=path.name)
    if book.id != rulebook_id:
        raise RulebookError(path.name, "id", f"là “{book.id}”, phải như tên tệp")
    return book


def parse(text: str, *, file: str) -> Rulebook:
    """Return the rulebook written in `text`; `file` is its name in error sentences.

    Raises:
        RulebookError: the text is not TOML or breaks a rule; names file, key and reason.
    """
    try:
        content = tomllib.loads(text)
        edition = read(Edition, content)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(file, "cú pháp", f"không phải là TOML hợp lệ ({error})") from error
    except MisfitError as misfit:
        raise RulebookError(file, misfit.key, misfit.reason) from misfit
    for key, reason in chain(problems(edition), _lost_items(edition)):
        raise RulebookError(file, key, reason)
    values = {spec.name: getattr(edition, spec.name) for spec in fields(edition)}
    return Rulebook(**values, content=content, sha256=sha256(content))


def _lost_items(edition: Edition) -> Iterator[tuple[str, str]]:
    for item_map in edition.item_maps:
        known = _items_of(item_map.predecessor)
        for old, _ in item_map.pairs:
            if old not in known:
                yield "item_maps.pairs", f"“{old}” không có trong {item_map.predecessor}"


def _items_of(predecessor: str) -> set[str]:
    """Return the item codes of another edition, none if it is not there; nothing is validated."""
    if predecessor not in known_ids():
        return set()
    text = (FOLDER / f"{predecessor}.toml").read_text(encoding="utf-8")
    return {item["code"] for item in tomllib.loads(text)["items"]}
