"""Counting votes: quorum, majority, and whether paper counts add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from scoring.clauses import VoteRule
from scoring.errors import ScoringError

_NAMES: Final = {
    "seated": "Số thành viên hội đồng",
    "recused": "Số thành viên không tham gia",
    "voted": "Số phiếu",
    "in_favour": "Số phiếu đồng ý",
    "issued": "Số phiếu phát ra",
    "returned": "Số phiếu thu về",
    "valid": "Số phiếu hợp lệ",
    "invalid": "Số phiếu không hợp lệ",
    "yes": "Số phiếu đồng ý",
    "no": "Số phiếu không đồng ý",
    "abstain": "Số phiếu trắng",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vote came to; all numbers are members."""

    entitled: int
    voted: int
    quorum: int
    quorum_met: bool
    needed: int
    in_favour: int
    carried: bool


@dataclass(frozen=True, slots=True)
class PaperCount:
    """What the counting board enters for one question; `choices` are the valid papers by choice."""

    issued: int
    returned: int
    valid: int
    invalid: int
    choices: Mapping[str, int]

    @property
    def not_returned(self) -> int:
        """Return how many papers were handed out and not given back."""
        return self.issued - self.returned


def outcome(rule: VoteRule, *, seated: int, recused: int, voted: int, in_favour: int) -> Outcome:
    """Return whether a question is carried.

    Quorum and majority are shares of the same members: seated and not recused on the dossier.
    Quorum is rounded up; more than the majority share must be in favour, so that abstention and
    absence count against and a tie fails. There is no casting vote.

    Raises:
        ScoringError: a number is negative or more have voted than may.
    """
    _check_counts(seated=seated, recused=recused, voted=voted, in_favour=in_favour)
    entitled = seated - recused
    _check_at_most("số thành viên không tham gia không vượt quá số thành viên", recused, seated)
    _check_at_most("số phiếu không vượt quá số thành viên được bỏ phiếu", voted, entitled)
    _check_at_most("số phiếu đồng ý không vượt quá số phiếu", in_favour, voted)
    quorum, needed = ceil(rule.quorum * entitled), _more_than(rule.majority, entitled)
    quorum_met = 0 < voted >= quorum
    return Outcome(
        entitled, voted, quorum, quorum_met, needed, in_favour, quorum_met and in_favour >= needed
    )


def tier_carried(
    rule: VoteRule, *, entitled: int, votes: Mapping[str, int], tiers: Sequence[str]
) -> str:
    """Return the highest tier that enough members want; `tiers` are lowest first.

    A vote for a higher tier also supports every lower one; without enough votes for a higher
    tier the lowest is left, since the question before it was carried.
    """
    needed = _more_than(rule.majority, entitled)
    support = 0
    for tier in reversed(tiers):
        support += votes.get(tier, 0)
        if support >= needed:
            return tier
    return tiers[0]


def check_paper(count: PaperCount, *, entitled: int) -> None:
    """Refuse a paper count whose sums do not agree.

    Raises:
        ScoringError: a number is negative, more papers than members, or a sum is off.
    """
    _check_counts(
        issued=count.issued, returned=count.returned, valid=count.valid, invalid=count.invalid,
        **count.choices,
    )  # fmt: skip
    _check_at_most("số phiếu phát ra không vượt quá số thành viên", count.issued, entitled)
    _check_at_most("số phiếu thu về không vượt quá số phiếu phát ra", count.returned, count.issued)
    _check_equal(
        "số phiếu thu về phải bằng số phiếu hợp lệ cộng số phiếu không hợp lệ",
        count.returned,
        count.valid + count.invalid,
    )
    _check_equal(
        "số phiếu hợp lệ phải bằng tổng số phiếu của các phương án",
        count.valid,
        sum(count.choices.values()),
    )


def _more_than(share: Fraction, members: int) -> int:
    return floor(share * members) + 1


def _check_counts(**counts: object) -> None:
    for name, value in counts.items():
        if type(value) is not int or value < 0:
            raise ScoringError("count_wrong", name=_NAMES.get(name, name), value=value)


def _check_at_most(rule: str, left: int, right: int) -> None:
    if left > right:
        raise ScoringError("paper_mismatch", rule=rule, left=left, right=right)


def _check_equal(rule: str, left: int, right: int) -> None:
    if left != right:
        raise ScoringError("paper_mismatch", rule=rule, left=left, right=right)
