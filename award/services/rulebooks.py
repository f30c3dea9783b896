"""The rulebook of an award year, and which self-assessment each of its items belongs to."""

from award.models import AssessmentScope, AwardCycle, Dossier
from scoring import rulebook
from scoring.clauses import Item
from scoring.rulebook import Rulebook


def of(cycle: AwardCycle) -> Rulebook:
    """The edition the award year runs under; raises `RulebookError` when it is not known."""
    return rulebook.load(cycle.rulebook_id)


def part_of(dossier: Dossier, item: Item) -> int:
    """The id of the self-assessment in which the item is written and scored for this dossier."""
    if item.scope == AssessmentScope.MANAGEMENT.value and dossier.management_part_id is not None:
        return dossier.management_part_id
    return dossier.own_part_id


def items_by_part(dossier: Dossier) -> dict[str, int]:
    """Item code → self-assessment id, in the rulebook's order."""
    return {item.code: part_of(dossier, item) for item in of(dossier.cycle).items}
