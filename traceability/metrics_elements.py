"""M2 and M3: key data elements (KDE) of events, critical tracking events (CTE) of lots."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from traceability.chain import Chain
from traceability.chain_carriage import carried
from traceability.chain_lots import LotKind
from traceability.chain_parties import presences
from traceability.events import Event, Json, Quantity
from traceability.metrics import Failure, Metric, Ratio
from traceability.metrics_identifiers import Form, judge_id
from traceability.metrics_subject import Subject
from traceability.profiles import Profile
from traceability.rule_sets import fact_rules

_KDE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "event_time": "thời gian",
        "time_zone": "múi giờ",
        "biz_step": "bước nghiệp vụ",
        "read_point": "điểm đọc",
        "record_time": "thời gian ghi",
        "party": "bên thực hiện",
        "identifier": "mã vật phẩm",
        "quantity": "số lượng",
        "production_date": "ngày sản xuất",
        "origin": "xuất xứ",
        "inputs": "đầu vào",
        "outputs": "đầu ra",
        "input_quantity": "số lượng đầu vào",
        "output_quantity": "số lượng đầu ra",
        "parent": "đơn vị chứa",
        "children": "vật phẩm bên trong",
        "source": "bên giao",
        "destination": "bên nhận",
    }
)

# The side of a process that each of these is about; halves of a process share both sides.
_SIDE_OF: Mapping[str, str] = MappingProxyType(
    {"inputs": "inputs", "input_quantity": "inputs", "outputs": "outputs",
     "output_quantity": "outputs"}
)  # fmt: skip
_NOTHING: frozenset[str] = frozenset()

# What units and assets do not have.
_OF_GOODS = frozenset({"production_date", "origin"})


def kde_completeness(subject: Subject) -> Metric:
    """M2: mean over events of the share of required KDE that are there.

    The share `strict` counts events that have all. The time of recording is asked only of
    events that come from a repository: where no event has it, none is asked for it. A side of a
    process that is told in another event of its `transformation_id` is not missing here.
    """
    events = list(subject.events())
    recorded = any(event.record_time is not None for _, event in events)
    told = _sides_of_processes(subject.chain)
    sums: Counter[int] = Counter()
    failures = []
    for index, event in events:
        cte = subject.profile.cte_of(event)
        wanted = [
            kde
            for kde in (*subject.profile.always, *(cte.kdes if cte is not None else ()))
            if (recorded or kde != "record_time")
            and (kde not in _OF_GOODS or _names_goods(subject.chain, index))
        ]
        missing = [
            kde
            for kde in wanted
            if not _HAS[kde](event) and not _told_elsewhere(event, kde, told.get(index, _NOTHING))
        ]
        sums[len(wanted)] += len(wanted) - len(missing)
        if missing:
            names = ", ".join(_KDE_NAMES[kde] for kde in missing)
            title = cte.title if cte is not None else "sự kiện khác"
            params = {"missing": names, "cte": title}
            failures.append(Failure(subject.event_id(index), "kde_missing", (index,), params))
    total = sum((Fraction(present, size) for size, present in sums.items()), Fraction(0))
    strict = Ratio(Fraction(len(events) - len(failures)), len(events))
    return Metric("M2", Ratio(total, len(events)), tuple(failures), shares={"strict": strict})


def _sides_of_processes(chain: Chain) -> dict[int, frozenset[str]]:
    """By event: which sides of its process some event of the process names."""
    found: dict[int, frozenset[str]] = {}
    for process in chain.links.processes:
        named = {"inputs": process.inputs, "outputs": process.outputs}
        sides = frozenset(side for side, uses in named.items() if uses)
        found.update(dict.fromkeys(process.events, sides))
    return found


def _told_elsewhere(event: Event, kde: str, told: frozenset[str]) -> bool:
    """Whether the KDE is of a side that another half of the process names, and this one not."""
    side = _SIDE_OF.get(kde)
    return side is not None and side in told and not _HAS[side](event)


def _names_goods(chain: Chain, index: int) -> bool:
    lots = (chain.lot(node) for _, node, _ in chain.objects[index])
    return any(lot.kind is not LotKind.LOGISTIC_UNIT and lot.goods for lot in lots)


def _has_party(event: Event) -> bool:
    """A party of its own field, or a place with a GLN, whose holder is a party."""
    for one in presences(event):
        if one.side == "party" or (one.side in ("source", "destination") and "party" in one.role):
            return True
        if judge_id(one.id).form is Form.VALID:
            return True
    return False


def _objects(event: Event, ids: str, quantities: str) -> bool:
    return bool(getattr(event, ids, ()) or getattr(event, quantities, ()))


def _amounts(event: Event, ids: str, quantities: str) -> bool:
    """Whether every object has a quantity; what is named one by one counts itself."""
    classes: tuple[Quantity, ...] = getattr(event, quantities, ())
    known = all(one.quantity is not None for one in classes)
    return known and bool(classes or getattr(event, ids, ()))


def _identified(event: Event) -> bool:
    fields = ("epcs", "quantities", "child_epcs", "child_quantities", "parent_id")
    return any(getattr(event, name, None) for name in fields)


def _counted(event: Event) -> bool:
    """Whether a movement says how much; a unit's content is known from its packing."""
    if getattr(event, "parent_id", None):
        return True
    return _amounts(event, "epcs", "quantities")


def _fact(event: Event, name: str) -> bool:
    wanted = fact_rules()["fields"][name]
    fields: dict[str, Json] = {**event.extensions, **getattr(event, "ilmd", {})}
    given = (key.rpartition(":")[2] for key, value in fields.items() if value not in (None, ""))
    return any(key in wanted for key in given)


_HAS: Mapping[str, Callable[[Event], bool]] = MappingProxyType(
    {
        "event_time": lambda event: event.event_time is not None,
        "time_zone": lambda event: bool(event.event_time_zone_offset),
        "biz_step": lambda event: event.biz_step is not None,
        "read_point": lambda event: event.read_point is not None,
        "record_time": lambda event: event.record_time is not None,
        "party": _has_party,
        "identifier": _identified,
        "quantity": _counted,
        "production_date": lambda event: _fact(event, "production_date"),
        "origin": lambda event: _fact(event, "origin"),
        "inputs": lambda event: _objects(event, "input_epcs", "input_quantities"),
        "outputs": lambda event: _objects(event, "output_epcs", "output_quantities"),
        "input_quantity": lambda event: _amounts(event, "input_epcs", "input_quantities"),
        "output_quantity": lambda event: _amounts(event, "output_epcs", "output_quantities"),
        "parent": lambda event: bool(getattr(event, "parent_id", None)),
        "children": lambda event: _objects(event, "child_epcs", "child_quantities"),
        "source": lambda event: bool(event.sources),
        "destination": lambda event: bool(event.destinations),
    }
)


def finished_lots(subject: Subject) -> Iterator[str]:
    """Lots at the end of the chain: made, received or sent, and used up by no process.

    A logistic unit counts only where nothing is known of its content, else its content does.
    With products declared, lots of other products do not count.
    """
    chain = subject.chain
    gtins = {product.gtin for product in subject.products}
    within = {index for index, _ in subject.events()}
    for lot in chain.lots():
        if not lot.goods or lot.id in chain.links.used_in:
            continue
        if lot.kind is LotKind.LOGISTIC_UNIT and lot.id in chain.links.holding:
            continue
        if gtins and lot.gtin not in gtins:
            continue
        if not within.isdisjoint(chain.touched[lot.id]):
            yield lot.id


def cte_coverage(subject: Subject) -> Metric:
    """M3: mean over finished lots of the share of required CTEs found on their way.

    The way of a lot is everything upstream of it, and the units it lay in.
    """
    profile = subject.profile
    wanted = frozenset(profile.ctes)
    seen = _ctes_upstream(subject.chain, profile)
    total, failures, count = Fraction(0), [], 0
    for lot in finished_lots(subject):
        count += 1
        found = seen.get(lot, frozenset()) | _ctes_carried(subject.chain, profile, lot)
        missing = [cte for cte in profile.ctes if cte not in found]
        total += Fraction(len(wanted) - len(missing), len(wanted))
        if missing:
            names = ", ".join(profile.known[cte].title for cte in missing)
            failures.append(Failure(lot, "cte_missing", (), {"missing": names}))
    strict = Ratio(Fraction(count - len(failures)), count)
    return Metric("M3", Ratio(total, count), tuple(failures), shares={"strict": strict})


def _ctes_upstream(chain: Chain, profile: Profile) -> dict[str, frozenset[str]]:
    """CTEs of a lot's own events and of all upstream, grown along links until nothing changes."""
    seen: dict[str, frozenset[str]] = {}
    for index, event in chain.active():
        cte = profile.cte_of(event)
        if cte is not None:
            for _, node, _ in chain.objects[index]:
                seen[node] = seen.get(node, frozenset()) | {cte.id}
    heard: dict[int, frozenset[str]] = {}
    todo = deque(seen)
    while todo:
        node = todo.popleft()
        for after in _news(chain, node, seen[node], heard):
            grown = seen.get(after, frozenset()) | seen[node]
            if grown != seen.get(after):
                seen[after] = grown
                todo.append(after)
    return seen


def _news(
    chain: Chain, node: str, seen: frozenset[str], heard: dict[int, frozenset[str]]
) -> Iterator[str]:
    """Lots directly downstream, leaving out processes that have heard all of it already."""
    for number in chain.links.used_in.get(node, ()):
        before = heard.get(number, frozenset())
        if not seen <= before:
            heard[number] = before | seen
            yield from (use.lot for use in chain.links.processes[number].outputs)
    for one in chain.links.inside.get(node, ()):
        yield one.parent


def _ctes_carried(chain: Chain, profile: Profile, lot: str) -> frozenset[str]:
    found = (profile.cte_of(chain.events[place]) for place in carried(chain, lot))
    return frozenset(cte.id for cte in found if cte is not None)
