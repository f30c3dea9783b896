"""Units as people write them in tables, with the accents that tell them apart."""

import pytest

from traceability.metrics_units import unit_code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("kg", "KGM"),
        (" KG ", "KGM"),
        ("kgm", "KGM"),
        ("tấn", "TNE"),
        ("tâ\u0301n", "TNE"),
        ("tạ", "DTN"),
        ("tá", "DZN"),
        ("gói", ""),
        ("ta", None),
        ("kilo", None),
    ],
)
def test_a_unit_is_known_by_its_word_or_its_code(word, code):
    assert unit_code(word) == code
