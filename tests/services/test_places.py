"""Provinces by the names people write: of today, of before the merger, with and without rank."""

import pytest

from award.services import places


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hà Nội", "01"),
        ("thành phố hà nội", "01"),
        ("TP. Hồ Chí Minh", "79"),
        ("tp.ho chi minh", "79"),
        ("Hồ Chí Minh", "79"),
        ("Tỉnh Hà Giang", "08"),
        ("  thừa thiên  huế ", "46"),
    ],
)
def test_a_province_is_found_as_people_write_it(app, written, code):
    found = places.find(written)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["", "Tỉnh Mơ", "tỉnh "])
def test_a_place_that_does_not_exist_is_not_found(app, written):
    assert places.find(written) is None
