"""What must hold inside a rulebook: sums, steps, bands, references, the order of the procedure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from scoring.clauses import Edition
from scoring.regimes import Regime, regimes

Problem = tuple[str, str]
"""The key that does not hold and the reason, in Vietnamese."""

_CODED: Final = (
    "criteria", "items", "bands", "rubrics", "tiers", "types", "questions", "eligibility",
    "states", "stages", "phases", "parts", "report_fields", "documents",
)  # fmt: skip
_WAYS_OUT: Final = ("withdrawn", "disqualified")


def problems(edition: Edition) -> Iterator[Problem]:
    """Yield what does not hold, the most basic first; later ones may follow from earlier ones."""
    for check in (
        _codes, _years, _scale, _points, _regime, _bands, _rubrics, _tiers, _types, _councils,
        _vote, _questions, _experts, _eligibility, _states, _stages, _phases, _clocks, _parts,
        _after, _item_maps,
    ):  # fmt: skip
        yield from check(edition)


def _repeated(values: Iterable[object]) -> Iterator[object]:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


def _unknown(key: str, named: Iterable[str | None], known: Iterable[str]) -> Iterator[Problem]:
    allowed = set(known)
    for name in named:
        if name is not None and name not in allowed:
            yield key, f"nhắc đến “{name}”, chưa được khai báo"


def _below(key: str, value: int, least: int) -> Iterator[Problem]:
    if value < least:
        yield key, f"là {value}, không được nhỏ hơn {least}"


def _codes(edition: Edition) -> Iterator[Problem]:
    for name in _CODED:
        for code in _repeated(clause.code for clause in getattr(edition, name)):
            yield f"{name}.code", f"“{code}” xuất hiện hai lần"
    for level in _repeated(council.level for council in edition.councils):
        yield "councils.level", f"“{level}” xuất hiện hai lần"
    for stage in _repeated(rule.stage for rule in edition.assignment):
        yield "assignment.stage", f"“{stage}” xuất hiện hai lần"


def _years(edition: Edition) -> Iterator[Problem]:
    yield from _below("first_year", edition.first_year, 1)
    if edition.last_year is not None and edition.last_year < edition.first_year:
        yield "last_year", "sớm hơn first_year"


def _scale(edition: Edition) -> Iterator[Problem]:
    scale = edition.scale
    yield from _below("scale.percent_step", scale.percent_step, 1)
    if (scale.percent_low, scale.percent_high) != (0, 100):
        yield "scale.percent_high", "tỷ lệ điểm phải đi từ 0 đến 100"
    elif scale.percent_step > 0 and scale.percent_high % scale.percent_step:
        yield "scale.percent_step", f"bước {scale.percent_step} không chia hết thang 0–100"


def _points(edition: Edition) -> Iterator[Problem]:
    yield from _unknown(
        "items.criterion",
        (item.criterion for item in edition.items),
        (criterion.code for criterion in edition.criteria),
    )
    for item in edition.items:
        yield from _below(f"items[{item.code}].points", item.points, 1)
    for criterion in edition.criteria:
        found = sum(item.points for item in edition.items if item.criterion == criterion.code)
        if found != criterion.points:
            reason = f"là {criterion.points}, nhưng các hạng mục của tiêu chí cộng lại {found} điểm"
            yield f"criteria[{criterion.code}].points", reason
    found = sum(criterion.points for criterion in edition.criteria)
    if found != edition.scale.total_points:
        reason = f"các tiêu chí cộng lại {found} điểm, phải bằng {edition.scale.total_points}"
        yield "criteria.points", reason


def _regime(edition: Edition) -> Iterator[Problem]:
    regime = regimes().get(edition.regime)
    if regime is None:
        yield "regime", f"“{edition.regime}” chưa được khai báo"
    else:
        yield from _regime_points(edition, regime)


def _regime_points(edition: Edition, regime: Regime) -> Iterator[Problem]:
    if edition.scale.total_points != regime.total_points:
        yield "scale.total_points", f"phải là {regime.total_points} ({regime.source})"
    if tuple(criterion.code for criterion in edition.criteria) != regime.criteria:
        yield "criteria.code", f"phải là {', '.join(regime.criteria)} ({regime.source})"
    points = tuple(criterion.points for criterion in edition.criteria)
    if regime.points and points != regime.points:
        split = "/".join(str(value) for value in regime.points)
        yield "criteria.points", f"phải là {split} ({regime.source_of('points')})"


def _bands(edition: Edition) -> Iterator[Problem]:
    steps = list(edition.scale.steps)
    for band in edition.bands:
        for name in ("low", "high"):
            if getattr(band, name) not in steps:
                yield f"bands[{band.code}].{name}", "không nằm trên bước của thang tỷ lệ điểm"
    covered = [step for band in edition.bands for step in steps if band.low <= step <= band.high]
    if covered != steps:
        yield "bands", "các mức phải phủ mỗi bước của thang đúng một lần, từ thấp đến cao"


def _rubrics(edition: Edition) -> Iterator[Problem]:
    yield from _unknown(
        "items.rubric",
        (item.rubric for item in edition.items),
        (rubric.code for rubric in edition.rubrics),
    )
    for rubric in edition.rubrics:
        for factor in rubric.factors:
            if len(factor.texts) != len(edition.bands):
                key = f"rubrics[{rubric.code}].factors[{factor.code}].texts"
                yield key, f"có {len(factor.texts)} mô tả, phải có {len(edition.bands)}"


def _tiers(edition: Edition) -> Iterator[Problem]:
    thresholds = [tier.threshold for tier in edition.tiers]
    if thresholds != sorted(set(thresholds)):
        yield "tiers.threshold", "các ngưỡng phải tăng dần"
    for tier in edition.tiers:
        if not 0 < tier.threshold <= edition.scale.total_points:
            yield f"tiers[{tier.code}].threshold", "phải nằm trong thang điểm"
    known_tiers = [tier.code for tier in edition.tiers]
    known_criteria = [criterion.code for criterion in edition.criteria]
    yield from _unknown("floors.tier", (floor.tier for floor in edition.floors), known_tiers)
    yield from _unknown(
        "floors.criterion", (floor.criterion for floor in edition.floors), known_criteria
    )
    for floor in edition.floors:
        if floor.percent not in edition.scale.steps:
            yield f"floors[{floor.criterion}].percent", "không nằm trên bước của thang tỷ lệ điểm"


def _types(edition: Edition) -> Iterator[Problem]:
    yield from _below("size_line.employees", edition.size_line.employees, 1)
    pairs = {(kind.sector, kind.size) for kind in edition.types}
    expected = 4 if edition.award.grouping == "type" else 0
    if len(edition.types) != expected or len(pairs) != expected:
        yield (
            "types",
            f"cách xếp nhóm “{edition.award.grouping}” cần {expected} loại hình khác nhau",
        )


def _councils(edition: Edition) -> Iterator[Problem]:
    for council in edition.councils:
        key = f"councils[{council.level}]"
        yield from _below(f"{key}.members_min", council.members_min, council.chairs + 1)
        yield from _below(f"{key}.members_max", council.members_max, council.members_min)
        yield from _below(f"{key}.chairs", council.chairs, 1)
        yield from _below(f"{key}.vice_chairs", council.vice_chairs, 0)
    yield from _below("counting_board.heads", edition.counting_board.heads, 1)
    yield from _below("counting_board.members", edition.counting_board.members, 0)


def _vote(edition: Edition) -> Iterator[Problem]:
    for name in ("quorum", "majority"):
        if not 0 < getattr(edition.vote, name) <= 1:
            yield f"vote.{name}", "phải lớn hơn 0 và không quá 1"


def _questions(edition: Edition) -> Iterator[Problem]:
    stages = [stage.code for stage in edition.stages]
    yield from _unknown("questions.stage", (ask.stage for ask in edition.questions), stages)
    asked: dict[str, str] = {}
    for ask in edition.questions:
        if ask.asked_if is not None and asked.get(ask.asked_if) != ask.stage:
            reason = f"“{ask.asked_if}” không phải là câu hỏi đứng trước trong cùng bước"
            yield f"questions[{ask.code}].asked_if", reason
        if ask.kind == "yes_no" and (ask.yes is None or ask.no is None):
            yield f"questions[{ask.code}].yes", "thiếu lời của phương án"
        asked[ask.code] = ask.stage


def _experts(edition: Edition) -> Iterator[Problem]:
    stages = [stage.code for stage in edition.stages]
    yield from _unknown("assignment.stage", (rule.stage for rule in edition.assignment), stages)
    for rule in edition.assignment:
        yield from _below(f"assignment[{rule.stage}].team_size", rule.team_size, 1)
        yield from _below(f"assignment[{rule.stage}].max_load", rule.max_load, 1)
    if edition.consensus.spread_limit not in edition.scale.steps:
        yield "consensus.spread_limit", "không nằm trên bước của thang tỷ lệ điểm"
    choices = ["latest", *(phase.code for phase in edition.phases)]
    yield from _unknown("consensus.counting_sheet", [edition.consensus.counting_sheet], choices)


def _eligibility(edition: Edition) -> Iterator[Problem]:
    needed = {
        "operation": ("months",),
        "market": ("months",),
        "compliance": ("months",),
        "gold_reentry": ("base", "offset", "tier"),
        "established": (),
    }
    for rule in edition.eligibility:
        for name in needed[rule.kind]:
            if getattr(rule, name) is None:
                yield f"eligibility[{rule.code}].{name}", "thiếu giá trị"
        for name in ("months", "offset"):
            if (value := getattr(rule, name)) is not None:
                yield from _below(f"eligibility[{rule.code}].{name}", value, 1)
    tiers = [tier.code for tier in edition.tiers]
    yield from _unknown("eligibility.tier", (rule.tier for rule in edition.eligibility), tiers)


def _states(edition: Edition) -> Iterator[Problem]:
    codes = [state.code for state in edition.states]
    in_stages = [code for stage in edition.stages for code in stage.states]
    yield from _unknown("stages.states", in_stages, codes)
    for code in _repeated(in_stages):
        yield "stages.states", f"trạng thái “{code}” thuộc hai bước"
    inside = [code for code in codes if code not in _WAYS_OUT]
    for code in inside:
        if code not in in_stages:
            yield f"states[{code}]", "không thuộc bước nào"
    if set(inside) == set(in_stages) and inside != in_stages:
        yield "stages.states", "thứ tự các bước không theo thứ tự các trạng thái"
    yield from _unknown("states", _WAYS_OUT, codes)


def _stages(edition: Edition) -> Iterator[Problem]:
    documents = [document.code for document in edition.documents]
    needed = [code for stage in edition.stages for code in stage.documents]
    yield from _unknown("stages.documents", needed, documents)
    for code in documents:
        if code not in needed:
            yield f"documents[{code}]", "không bước nào cần đến"


def _phases(edition: Edition) -> Iterator[Problem]:
    stages = [stage.code for stage in edition.stages]
    yield from _unknown("phases.stage", (phase.stage for phase in edition.phases), stages)


def _clocks(edition: Edition) -> Iterator[Problem]:
    for name in (
        "intake_working_days", "supplement_days", "consultation_days", "revocation_months",
    ):  # fmt: skip
        yield from _below(f"clocks.{name}", getattr(edition.clocks, name), 1)
    if edition.clocks.review_working_days is not None:
        yield from _below("clocks.review_working_days", edition.clocks.review_working_days, 1)
    for name in ("registration_deadline", "submission_deadline"):
        day = getattr(edition.clocks, name)
        if day is not None and not _is_day_of_year(day):
            yield f"clocks.{name}", f"“{day}” không phải là tháng-ngày viết như “05-01”"


def _is_day_of_year(text: str) -> bool:
    try:
        date.fromisoformat(f"2000-{text}")
    except ValueError:
        return False
    return True


def _parts(edition: Edition) -> Iterator[Problem]:
    if [part.order for part in edition.parts] != list(range(1, len(edition.parts) + 1)):
        yield "parts.order", "phải là 1, 2, 3… theo thứ tự của tập hồ sơ"
    for part in edition.parts:
        yield from _below(f"parts[{part.code}].years", part.years, 0)


def _after(edition: Edition) -> Iterator[Problem]:
    tiers = [tier.code for tier in edition.tiers]
    yield from _unknown("nomination.tiers", edition.nomination.tiers, tiers)
    yield from _below("nomination.years", edition.nomination.years, 1)


def _item_maps(edition: Edition) -> Iterator[Problem]:
    items = [item.code for item in edition.items]
    for item_map in edition.item_maps:
        if any(len(pair) != 2 for pair in item_map.pairs):
            yield "item_maps.pairs", "mỗi cặp gồm đúng hai mã hạng mục"
        yield from _unknown("item_maps.pairs", (pair[1] for pair in item_map.pairs), items)
        for code in _repeated(pair[0] for pair in item_map.pairs):
            yield "item_maps.pairs", f"hạng mục “{code}” có hai nơi đến"
