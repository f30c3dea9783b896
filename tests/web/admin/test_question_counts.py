"""Lists ask the database no more for many rows than for one."""

from collections.abc import Callable

import pytest

from award.models import Dossier
from tests.factories import make_dossier, make_organisation

LISTS: dict[str, tuple[str, str]] = {
    "stage": ("national_review", "/office/cycles/{0}/stage"),
    "submission": ("consultation", "/office/cycles/{0}/submission"),
    "decision": ("proposed", "/office/cycles/{0}/decision"),
    "results": ("awarded", "/office/cycles/{0}/results"),
    "figures": ("registered", "/office/cycles/{0}/figures"),
    "overview": ("registered", "/office/cycles/{0}"),
    "room": ("registered", "/office"),
    "past awards": ("awarded", "/office/past-awards"),
}


def one_more(state: str) -> Dossier:
    return make_dossier(state, rulebook_id="gtclqg-2026", organisation=make_organisation())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_questions_for_three_rows_than_for_one(office, questions, name):
    state, address = LISTS[name]
    first = one_more(state)
    page = address.format(first.cycle_id)

    asked = [_counted(office, questions, page)]
    one_more(state)
    one_more(state)
    asked.append(_counted(office, questions, page))

    assert asked[0] == asked[1]


def _counted(office: object, questions: Callable, page: str) -> int:
    office.get(page)
    with questions() as statements:
        answer = office.get(page)
    assert answer.status_code == 200
    return len(statements)
