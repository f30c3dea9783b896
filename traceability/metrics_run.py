"""All metrics M1-M15 of a subject, in order."""

from collections.abc import Callable
from typing import Final

from traceability.metrics import Metric
from traceability.metrics_balance import mass_balance
from traceability.metrics_elements import cte_coverage, kde_completeness
from traceability.metrics_identifiers import identifier_validity, uniqueness
from traceability.metrics_links import backward_connectivity, forward_connectivity, orphans
from traceability.metrics_matching import link_match
from traceability.metrics_record import carriers, record_completeness
from traceability.metrics_subject import Subject
from traceability.metrics_time import chronology, retention, timeliness
from traceability.recall import mock_recall

_METRICS: Final[tuple[Callable[[Subject], Metric], ...]] = (
    identifier_validity,
    kde_completeness,
    cte_coverage,
    backward_connectivity,
    forward_connectivity,
    link_match,
    mass_balance,
    chronology,
    orphans,
    timeliness,
    mock_recall,
    uniqueness,
    retention,
    record_completeness,
    carriers,
)


def compute(subject: Subject) -> tuple[Metric, ...]:
    """M1 to M15; those that have nothing to judge are there too, with denominator 0."""
    return tuple(metric(subject) for metric in _METRICS)
