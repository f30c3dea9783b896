"""Invented coffee: from 200 plots through a collector and a wet mill to roaster and shop."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from award.demo.chain_book import Amount, Book, Event
from award.demo.chain_parts import Area, Chain, Delivery, Party
from award.models import CaptureSource

PLOTS, PER_DAY = 200, 50
CHERRY, PARCHMENT, GREEN, ROASTED, GROUND = 11, 12, 13, 14, 1  # items; the last is the product
ROASTER, COLLECTOR, MILL, SHOP = 1, 101, 102, 103  # places


def chain() -> Chain:
    """The whole of it, day by day."""
    book = Book("8939990")
    days = [
        Delivery(
            49 + 3 * day,
            f"thu hái ngày {day + 1}.json",
            partial(_harvest, book, day),
            CaptureSource.TEMPLATE,
        )
        for day in range(PLOTS // PER_DAY)
    ]
    return Chain(
        book=book,
        item=GROUND,
        profile="coffee",
        origin="Đắk Lắk, Việt Nam",
        standards="TCVN 13840:2023",
        place_name="Nhà máy rang xay",
        place=ROASTER,
        parties=(
            Party("Hợp tác xã Mẫu Thu mua cà phê", COLLECTOR, 901, "bên thu mua"),
            Party("Công ty TNHH Mẫu Chế biến ướt", MILL, 902, "xưởng chế biến ướt"),
            Party("Công ty Cổ phần Mẫu Phân phối", SHOP, 903, "khách hàng"),
        ),
        areas=tuple(_areas()),
        deliveries=(
            *days,
            Delivery(61, "giao quả tươi cho xưởng chế biến.json", partial(_to_mill, book)),
            Delivery(65, "chế biến ướt, giao cà phê thóc.json", partial(_wet, book)),
            Delivery(69, "xát khô.json", partial(_dry, book)),
            Delivery(73, "rang.json", partial(_roast, book)),
            Delivery(77, "xay và đóng gói đợt 1.json", partial(_pack, book, (0, 1))),
            Delivery(81, "giao hàng đợt 1.json", partial(_ship, book, (0, 1))),
            Delivery(130, "xay và đóng gói đợt 2.json", partial(_pack, book, (2, 3))),
            Delivery(134, "giao hàng đợt 2.json", partial(_ship, book, (2, 3))),
        ),
        checks=(88, 138),
    )


def _areas() -> Iterator[Area]:
    """The plots, in rows on a hillside that nobody owns."""
    for plot in range(PLOTS):
        east = 108.05 + (plot % 20) * 0.004
        north = 12.66 + (plot // 20) * 0.004
        yield Area(
            code=_code(plot),
            grower=f"Nông hộ Mẫu {plot + 1:03d}",
            crop="Cà phê vối",
            hectares=Decimal(6 + plot % 9) / 10,
            geometry={"type": "Point", "coordinates": [round(east, 4), round(north, 4)]},
        )


def _code(plot: int) -> str:
    return f"VT-MAU-{plot + 1:03d}"


def _cherries(book: Book, day: int) -> list[Amount]:
    plots = range(day * PER_DAY, (day + 1) * PER_DAY)
    return [(book.lot(CHERRY, f"Q{plot + 1:03d}"), 380 + plot * 37 % 140) for plot in plots]


def _collected(book: Book, day: int) -> Amount:
    total = sum(amount for _, amount in _cherries(book, day))
    return book.lot(CHERRY, f"TM{day + 1}"), total * 0.995


def _made(book: Book, item: int, mark: str, number: int, share: float) -> Amount:
    """What is left of a day's cherries after some processes."""
    return book.lot(item, f"{mark}{number + 1}"), _collected(book, number)[1] * share


def _harvest(book: Book, day: int) -> list[Event]:
    """A day's cherries are picked, brought to the collector and put together."""
    collector = book.gln(COLLECTOR)
    cherries = _cherries(book, day)
    picked = [
        book.born(one, book.place(collector, _code(day * PER_DAY + place)),
                  growingAreaCode=_code(day * PER_DAY + place))
        for place, one in enumerate(cherries)
    ]  # fmt: skip
    gathered = book.made(cherries, [_collected(book, day)], book.place(collector), "collecting")
    return [*picked, gathered]


def _to_mill(book: Book) -> list[Event]:
    days = range(PLOTS // PER_DAY)
    lots = [_collected(book, day) for day in days]
    return book.moved(lots, book.gln(COLLECTOR), book.gln(MILL))


def _wet(book: Book) -> list[Event]:
    mill = book.gln(MILL)
    parchment = [_made(book, PARCHMENT, "CT", day, 0.24) for day in range(4)]
    processes = [
        book.made([_collected(book, day)], [parchment[day]], book.place(mill), "wet_milling")
        for day in range(4)
    ]
    return [*processes, *book.moved(parchment, mill, book.gln(ROASTER))]


def _dry(book: Book) -> list[Event]:
    return _each(book, (PARCHMENT, "CT", 0.24), (GREEN, "CN", 0.192), "dry_milling")


def _roast(book: Book) -> list[Event]:
    return _each(book, (GREEN, "CN", 0.192), (ROASTED, "R", 0.163), "roasting")


def _each(
    book: Book, before: tuple[int, str, float], after: tuple[int, str, float], process: str
) -> list[Event]:
    """The same process for the lots of each day."""
    place = book.place(book.gln(ROASTER))
    return [
        book.made(
            [_made(book, before[0], before[1], day, before[2])],
            [_made(book, after[0], after[1], day, after[2])],
            place,
            process,
        )
        for day in range(4)
    ]


def _product(book: Book, day: int) -> Amount:
    return _made(book, GROUND, "CP", day, 0.162)


def _pack(book: Book, days: tuple[int, ...]) -> list[Event]:
    place = book.place(book.gln(ROASTER))
    events = []
    for day in days:
        lot, amount = _product(book, day)
        roasted = _made(book, ROASTED, "R", day, 0.163)
        events.append(book.made([roasted], [(lot, amount)], place, "grinding"))
        events += [book.packed(unit, [(lot, amount / 2)], place) for unit in _units(book, day)]
    return events


def _ship(book: Book, days: tuple[int, ...]) -> list[Event]:
    units = [unit for day in days for unit in _units(book, day)]
    number = f"urn:epcglobal:cbv:bt:{book.gln(ROASTER)}:PXK-{days[0] + 1}"
    advice = {"type": "desadv", "bizTransaction": number}
    return book.moved(units, book.gln(ROASTER), book.gln(SHOP), bizTransactionList=[advice])


def _units(book: Book, day: int) -> list[str]:
    return [book.unit(day * 2 + half + 1) for half in range(2)]
