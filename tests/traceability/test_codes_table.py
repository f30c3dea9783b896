"""The table of application identifiers: complete, unambiguous, and each content rule at work."""

import re
from pathlib import Path

import pytest

from traceability.ai_rules import CHARACTER_SETS, RULES
from traceability.application_identifiers import _component, find, known, leading, rulebook

DICTIONARY = (
    Path(__file__).parents[2].parent / "shared" / "data" / "gs1" / "gs1-syntax-dictionary.txt"
)


def test_every_rule_of_the_table_is_checked_or_named_as_unchecked() -> None:
    table = rulebook()
    parts = [part for ai in table.identifiers.values() for part in ai.components]
    named = {rule for part in parts for rule in part.rules}

    assert named - RULES.keys() == {"packagetype", "couponcode", "couponposoffer"}
    assert set(table.unchecked) == {"packagetype", "couponcode", "couponposoffer"}
    assert {part.charset for part in parts} == set(CHARACTER_SETS)


def test_no_identifier_is_the_beginning_of_another() -> None:
    codes = sorted(rulebook().identifiers)

    assert not [(a, b) for a in codes for b in codes if a != b and b.startswith(a)]


def test_identifiers_are_found_by_code_and_at_the_head_of_a_text() -> None:
    lot, weight, nothing = leading("10ABC"), leading("3103000195"), leading("89")

    assert lot is known("10")
    assert weight is known("3103")
    assert nothing is None
    assert find("1") is None
    with pytest.raises(KeyError):
        known("999")


def test_lengths_count_mandatory_and_optional_parts() -> None:
    grai, lot = known("8003"), known("10")

    assert (grai.minimum, grai.maximum) == (14, 30)
    assert (lot.minimum, lot.maximum) == (1, 20)


def test_a_format_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"rules/ai\.toml"):
        _component("Q12")


@pytest.mark.skipif(not DICTIONARY.exists(), reason="GS1 syntax dictionary not at hand")
def test_the_table_says_what_the_gs1_syntax_dictionary_says() -> None:
    for line in DICTIONARY.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.partition(" # ")[0].split()
        first, _, last = words[0].partition("-")
        flags = words[1] if re.fullmatch(r"[*?]+", words[1]) else ""
        keys = {word.partition("=")[0]: word.partition("=")[2] for word in words[1:]}
        for number in range(int(first), int(last or first) + 1):
            ai = known(str(number).zfill(len(first)))
            assert (ai.fixed, ai.query, ai.key) == ("*" in flags, "?" in flags, "dlpkey" in keys)
            assert ",".join("+".join(group) for group in ai.needs) == keys.get("req", "")
            assert ",".join(ai.bars) == keys.get("ex", "")
            assert "|".join(",".join(order) for order in ai.qualifiers) == keys.get("dlpkey", "")
            sizes = [word for word in words[1:] if re.match(r"\[?[NXYZ][.\d]", word)]
            assert len(ai.components) == len(sizes)


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        ("csum", "9520123456788", "9520123456780"),
        ("csumalpha", "1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2X"),
        ("csumalpha", "!22", "22"),
        ("csumalpha", "!!22", "!!2I"),
        ("gcppos1", "9520A", "952"),
        ("gcppos1", "0000", "952A"),
        ("gcppos2", "X9520", "X952"),
        ("yymmdd", "240229", "230229"),
        ("yymmdd", "991231", "991301"),
        ("yymmdd", "000229", "000230"),
        ("yymmdd", "251130", "251100"),
        ("yymmd0", "251100", "250000"),
        ("yymmd0", "251130", "251131"),
        ("yyyymmdd", "20260228", "20260229"),
        ("yyyymmdd", "19991231", "00001231"),
        ("hh", "23", "24"),
        ("mi", "59", "60"),
        ("ss", "00", "99"),
        ("hhmi", "2359", "2360"),
        ("hhmi", "0000", "2400"),
        ("iso3166", "704", "999"),
        ("iso3166999", "999", "998"),
        ("iso3166alpha2", "VN", "vn"),
        ("iso4217", "704", "000"),
        ("mediatype", "10", "11"),
        ("iso5218", "9", "3"),
        ("latitude", "1800000000", "1800000001"),
        ("longitude", "3600000000", "3600000001"),
        ("zero", "0", "1"),
        ("nonzero", "0010", "0000"),
        ("nozeroprefix", "10", "01"),
        ("yesno", "1", "2"),
        ("winding", "9", "2"),
        ("hyphen", "-", "X"),
        ("importeridx", "_", "="),
        ("hasnondigit", "12a", "123"),
        ("pcenc", "L%C3%B4", "L%C3%B"),
        ("pieceoftotal", "0102", "0302"),
        ("pieceoftotal", "0202", "0002"),
        ("pieceoftotal", "0101", "0100"),
        ("posinseqslash", "2/10", "02/10"),
        ("posinseqslash", "9/9", "9/8"),
        ("iban", "FR1420041010050500013M02606", "FR1420041010050500013M02607"),
        ("iban", "GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32"),
    ],
)
def test_a_content_rule_takes_the_right_and_refuses_the_wrong(
    rule: str, right: str, wrong: str
) -> None:
    fault = RULES[rule](wrong)

    assert RULES[rule](right) is None
    assert fault is not None
    assert fault[1].endswith(".")


def test_every_content_rule_is_proved_above() -> None:
    marks = test_a_content_rule_takes_the_right_and_refuses_the_wrong.pytestmark  # type: ignore[attr-defined]

    assert {case[0] for case in marks[0].args[1]} == set(RULES)
