"""Quorum, majority and paper counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import rulebook
from scoring.errors import ScoringError
from scoring.votes import PaperCount, check_paper, outcome, tier_carried

RULE = rulebook.load("gtclqg-2020").vote


@pytest.mark.parametrize(
    ("seated", "recused", "voted", "in_favour", "quorum_met", "carried"),
    [
        (9, 0, 6, 5, True, True),
        (9, 0, 6, 4, True, False),
        (9, 0, 5, 5, False, False),
        (9, 1, 6, 5, True, True),
        (10, 0, 7, 5, True, False),
        (10, 0, 7, 6, True, True),
        (10, 0, 6, 6, False, False),
        (7, 7, 0, 0, False, False),
    ],
)
def test_quorum_and_majority_are_shares_of_the_members_not_recused(
    seated: int, recused: int, voted: int, in_favour: int, quorum_met: bool, carried: bool
) -> None:
    found = outcome(RULE, seated=seated, recused=recused, voted=voted, in_favour=in_favour)

    assert (found.quorum_met, found.carried) == (quorum_met, carried)


def test_an_outcome_tells_its_numbers() -> None:
    found = outcome(RULE, seated=11, recused=1, voted=8, in_favour=6)

    assert (found.entitled, found.voted, found.quorum, found.needed) == (10, 8, 7, 6)
    assert found.in_favour == 6


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((9, 10, 0, 0), "số thành viên không tham gia không vượt quá số thành viên"),
        ((9, 1, 9, 0), "số phiếu không vượt quá số thành viên được bỏ phiếu"),
        ((9, 0, 6, 7), "số phiếu đồng ý không vượt quá số phiếu"),
        ((9, 0, -1, 0), "Số phiếu phải là số nguyên không âm, không phải -1"),
    ],
)
def test_impossible_numbers_are_refused(numbers: tuple[int, int, int, int], sentence: str) -> None:
    seated, recused, voted, in_favour = numbers

    with pytest.raises(ScoringError, match=sentence):
        outcome(RULE, seated=seated, recused=recused, voted=voted, in_favour=in_favour)


@given(st.integers(1, 17), st.data())
def test_one_more_vote_in_favour_never_turns_a_result(seated: int, data: st.DataObject) -> None:
    voted = data.draw(st.integers(1, seated))
    in_favour = data.draw(st.integers(0, voted - 1))

    before = outcome(RULE, seated=seated, recused=0, voted=voted, in_favour=in_favour)
    after = outcome(RULE, seated=seated, recused=0, voted=voted, in_favour=in_favour + 1)

    assert after.carried >= before.carried
    assert before.carried == (3 * voted >= 2 * seated and 2 * in_favour > seated)


@pytest.mark.parametrize(
    ("votes", "tier"),
    [
        ({"gold": 6, "award": 3}, "gold"),
        ({"gold": 5, "award": 4}, "gold"),
        ({"gold": 4, "award": 5}, "award"),
        ({"gold": 2, "award": 1}, "award"),
    ],
)
def test_the_higher_tier_needs_a_majority_of_its_own(votes: dict[str, int], tier: str) -> None:
    assert tier_carried(RULE, entitled=9, votes=votes, tiers=("award", "gold")) == tier


def test_a_paper_count_that_adds_up_is_accepted() -> None:
    count = PaperCount(9, 8, 7, 1, {"yes": 5, "no": 2})

    check_paper(count, entitled=9)

    assert count.not_returned == 1


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (PaperCount(10, 8, 8, 0, {"yes": 8}), "số phiếu phát ra không vượt quá .* là 10 và 9"),
        (PaperCount(7, 8, 8, 0, {"yes": 8}), "số phiếu thu về không vượt quá .* là 8 và 7"),
        (PaperCount(9, 8, 8, 1, {"yes": 8}), "số phiếu thu về phải bằng .* là 8 và 9"),
        (PaperCount(9, 8, 8, 0, {"yes": 5, "no": 2}), "số phiếu hợp lệ phải bằng .* là 8 và 7"),
        (PaperCount(9, 8, 8, 0, {"yes": 9, "no": -1}), "Số phiếu không đồng ý phải là số nguyên"),
    ],
)  # fmt: skip
def test_a_paper_count_that_does_not_add_up_is_refused(count: PaperCount, sentence: str) -> None:
    with pytest.raises(ScoringError, match=sentence):
        check_paper(count, entitled=9)
