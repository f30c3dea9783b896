"""Words: keys for searching without accents and for sorting as Vietnamese dictionaries do."""

import unicodedata
from random import Random

import pytest

from award.words import _N, fold, normal, sort_key


def test_the_marker_returns_its_text():
    assert _N("Hồ sơ đã nộp.") == "Hồ sơ đã nộp."


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Công ty Cổ phần  ĐIỆN Quang ", "cong ty co phan dien quang"),
        ("Đắk Lắk", "dak lak"),
        ("Thừa Thiên Huế", "thua thien hue"),
        (unicodedata.normalize("NFD", "Tây Ninh – Đồng Nai"), "tay ninh – dong nai"),
        ("", ""),
    ],
)
def test_a_search_key_has_no_accents(text, key):
    assert fold(text) == key


def test_composed_and_decomposed_texts_are_the_same_text():
    text = "Ủy ban Tiêu chuẩn"

    decomposed = unicodedata.normalize("NFD", text)

    assert normal(decomposed) == text
    assert sort_key(decomposed) == sort_key(text)


def test_names_are_sorted_as_in_a_vietnamese_dictionary():
    ordered = [
        "3D Mẫu", "A", "An Bình", "Án An", "Anh", "Ánh", "Ăn", "Ân", "Ba", "Ba Đình", "Bà", "Bả",
        "Bã", "Bá", "Bạ", "Can", "Cao", "Da", "Dừa", "Đa", "Đà Nẵng", "Em", "Êm", "Hà Giang",
        "Hà Nội", "Hải Phòng", "Oanh", "Ôn", "Ơn", "Uông", "Ưng", "Yên Bái",
    ]  # fmt: skip
    shuffled = Random(7).sample(ordered, len(ordered))

    assert sorted(shuffled, key=sort_key) == ordered


def test_both_places_of_a_tone_mark_sort_alike():
    assert sort_key("hoà") == sort_key("hòa")


def test_signs_come_before_digits_and_digits_before_letters():
    assert sorted(["Mẫu A", "Mẫu 1", "Mẫu -"], key=sort_key) == ["Mẫu -", "Mẫu 1", "Mẫu A"]


def test_foreign_letters_come_last():
    assert sorted(["Жук", "Zebra", "Yên"], key=sort_key) == ["Yên", "Zebra", "Жук"]
