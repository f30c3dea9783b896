"""The clauses that make up a rulebook: plain frozen records, each table with its source."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scoring.reading import Clause

Actor = Literal[
    "applicant",
    "preliminary_council",
    "expert_team",
    "national_council",
    "province",
    "standing_body",
    "deciding_authority",
]
Level = Literal["provincial", "ministry", "national"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Award(Clause):
    """What is given, to whom and by whose decision."""

    name: str
    object: Literal["organisation", "product"]
    grouping: Literal["type", "sector"]
    deciding_authority: Literal["prime_minister", "minister"]
    deciding_authority_label: str
    submitted_by_label: str
    decision_symbol: str
    consultation_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Clause):
    """The percents that may be entered and what a full score is worth."""

    total_points: int
    percent_low: int
    percent_high: int
    percent_step: int

    @property
    def steps(self) -> range:
        """Return every percent that may be entered, ascending (R5)."""
        return range(self.percent_low, self.percent_high + 1, self.percent_step)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSet(Clause):
    """Where the list of items comes from; `template` marks one that is not the award's own."""

    title: str
    template: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Clause):
    """A criterion (tiêu chí) and its points."""

    code: str
    title: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Clause):
    """An item (hạng mục): what is written about, rated and scored."""

    code: str
    criterion: str
    title: str
    points: int
    rubric: str
    scope: Literal["management", "entry"]
    guidance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Clause):
    """A range of percents, both ends included, with its short text."""

    code: str
    low: int
    high: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Clause):
    """One factor of a rubric; `texts` has one description per band, lowest first."""

    code: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric(Clause):
    """How the maturity of an item is judged; the factors carry no weights of their own."""

    code: str
    title: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Clause):
    """A tier of the award; `by_decision` tiers are never given by points alone (R8)."""

    code: str
    title: str
    short: str
    threshold: int
    by_decision: bool
    best_of: Literal["type", "sector", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor(Clause):
    """The least percent of a criterion's points that a tier asks for."""

    criterion: str
    tier: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLine(Clause):
    """More permanent employees than `employees` make an organisation large (R15)."""

    employees: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationType(Clause):
    """One of the types within which the best is sought."""

    code: str
    title: str
    sector: Literal["production", "service"]
    size: Literal["large", "small_medium"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRule(Clause):
    """How a council of one level is made up."""

    level: Level
    title: str
    members_min: int
    members_max: int
    chairs: int
    vice_chairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingBoard(Clause):
    """Who counts a secret vote."""

    heads: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRule(Clause):
    """Quorum and majority; both are shares of the same members (`base`)."""

    quorum: Fraction
    majority: Fraction
    base: Literal["seated_not_recused"]
    tie: Literal["fails"]
    casting_vote: bool
    secret: bool
    replaceable_while_open: bool
    written_opinions: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Clause):
    """A question a council votes on; `asked_if` names the one that must be carried first."""

    code: str
    stage: str
    text: str
    kind: Literal["yes_no", "tier"]
    yes: str | None = None
    no: str | None = None
    asked_if: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRule(Clause):
    """How experts are assigned to dossiers in one stage."""

    stage: str
    team_size: int
    max_load: int
    need_lead: bool
    bar_same_province: bool
    council_member_may_score: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus(Clause):
    """When agreed scores need a reason, and which frozen sheet counts."""

    spread_limit: int
    counting_sheet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule(Clause):
    """A condition for taking part, with the article that demands it."""

    code: str
    kind: Literal["operation", "market", "gold_reentry", "compliance", "established"]
    title: str
    article: str
    months: int | None = None
    base: Literal["award_year", "decision_year"] | None = None
    offset: int | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Clause):
    """A state of a dossier; `actor` is set where another than the stage's body acts next."""

    code: str
    label: str
    open: bool
    actor: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Clause):
    """A step of the procedure: who acts, which states belong to it, which documents it needs."""

    code: str
    label: str
    actor: Actor
    states: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Clause):
    """A phase of scoring; closing it freezes a score sheet."""

    code: str
    label: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks(Clause):
    """Default time limits; a cycle or a receiving council may set its own."""

    intake_working_days: int
    supplement_days: int
    consultation_days: int
    revocation_months: int
    review_working_days: int | None = None
    registration_deadline: str | None = None
    submission_deadline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Clause):
    """A part of the dossier, in the order of the book; `years` latest years are each needed."""

    code: str
    title: str
    kind: Literal["form", "report", "answers", "evidence"]
    scope: Literal["management", "entry"]
    required: bool
    years: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportField(Clause):
    """A field of the general report, from which assessors see the key factors."""

    code: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind(Clause):
    """A kind of document that the procedure produces."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Clause):
    """A ground on which a result may be revoked."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation(Clause):
    """Who may take a result back and what must then be done (R30)."""

    proposed_by: Actor
    publication_required: bool
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination(Clause):
    """From which tiers and how many latest award years international nominees come (R31)."""

    award: str
    tiers: tuple[str, ...]
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Clause):
    """The words of this edition where editions differ."""

    expert_team: str
    consultation: str
    desk_review: str
    site_visit: str
    national_site_visit: str
    consensus: str
    national: str
    grouping: str
    preliminary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMap(Clause):
    """Where answers written under a predecessor go: pairs of (its item, our item)."""

    predecessor: str
    pairs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Clause):
    """The whole content of a rulebook file."""

    id: str
    title: str
    regime: str
    first_year: int
    last_year: int | None = None
    legal_basis: tuple[str, ...]
    management_scope: Literal["organisation", "entry"]
    award: Award
    scale: Scale
    item_set: ItemSet
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    rubrics: tuple[Rubric, ...]
    tiers: tuple[Tier, ...]
    floors: tuple[Floor, ...] = ()
    size_line: SizeLine
    types: tuple[OrganisationType, ...] = ()
    councils: tuple[CouncilRule, ...]
    counting_board: CountingBoard
    vote: VoteRule
    questions: tuple[Question, ...]
    assignment: tuple[AssignmentRule, ...]
    consensus: Consensus
    eligibility: tuple[EligibilityRule, ...]
    states: tuple[State, ...]
    stages: tuple[Stage, ...]
    phases: tuple[Phase, ...]
    clocks: Clocks
    parts: tuple[Part, ...]
    report_fields: tuple[ReportField, ...]
    documents: tuple[DocumentKind, ...]
    revocation: Revocation
    nomination: Nomination
    words: Words
    item_maps: tuple[ItemMap, ...] = ()
