"""Invented shrimp: pond, collector, processing, cartons and pallets, shipment in a cold chain."""

from functools import partial
from typing import Any

from award.demo.chain_book import Amount, Book, Event, ago
from award.demo.chain_parts import Chain, Delivery, Party
from award.models import CaptureSource

RAW, PEELED, FROZEN = 11, 12, 1  # items; the last is the product
FACTORY, FARM, COLLECTOR, STORE, BUYER = 1, 101, 102, 103, 104  # places
PONDS = 6


def chain() -> Chain:
    """The whole of it, day by day."""
    book = Book("8939991")
    return Chain(
        book=book,
        item=FROZEN,
        profile="seafood",
        origin="Cà Mau, Việt Nam",
        standards="TCVN 13991:2024",
        place_name="Nhà máy chế biến thủy sản",
        place=FACTORY,
        parties=(
            Party("Hợp tác xã Mẫu Nuôi tôm", FARM, 911, "vùng nuôi"),
            Party("Công ty TNHH Mẫu Thu mua tôm", COLLECTOR, 912, "bên thu mua"),
            Party("Công ty Cổ phần Mẫu Kho lạnh", STORE, 913, "kho lạnh"),
            Party("Công ty Cổ phần Mẫu Siêu thị", BUYER, 914, "khách hàng"),
        ),
        deliveries=(
            _sent(49, "thu hoạch ao nuôi", partial(_harvest, book)),
            _sent(53, "giao tôm nguyên liệu cho nhà máy", partial(_to_factory, book)),
            _sent(57, "sơ chế", partial(_peel, book)),
            _sent(61, "cấp đông", partial(_freeze, book)),
            _sent(66, "đóng thùng, xếp kiện", partial(_pack, book)),
            _sent(71, "chuyển kho lạnh", partial(_store, book)),
            Delivery(74, "khai báo lỗi.json", partial(_mistake, book)),
            _sent(79, "giao hàng", partial(_ship, book)),
        ),
        checks=(88,),
    )


def _sent(day: float, name: str, events: Any) -> Delivery:
    """Most documents come from the enterprise's own system."""
    return Delivery(day, f"{name}.json", events, CaptureSource.API)


def _ponds(book: Book) -> list[Amount]:
    return [(book.lot(RAW, f"AO{pond + 1}"), 900 + pond * 45) for pond in range(PONDS)]


def _gathered(book: Book) -> list[Amount]:
    """Two ponds at a time make a lot of the collector."""
    ponds = _ponds(book)
    return [
        (book.lot(RAW, f"TM{pair + 1}"), ponds[pair * 2][1] + ponds[pair * 2 + 1][1])
        for pair in range(PONDS // 2)
    ]


def _share(book: Book, item: int, mark: str, share: float) -> list[Amount]:
    return [
        (book.lot(item, f"{mark}{number}"), round(amount * share, 1))
        for number, (_, amount) in enumerate(_gathered(book), 1)
    ]


def _peeled(book: Book) -> list[Amount]:
    return _share(book, PEELED, "SC", 0.58)


def _frozen(book: Book) -> list[Amount]:
    return _share(book, FROZEN, "TDL", 0.57)


def _harvest(book: Book) -> list[Event]:
    farm, collector = book.gln(FARM), book.gln(COLLECTOR)
    ponds = _ponds(book)
    caught = [
        book.born(one, book.place(farm, f"AO{pond}"), catchArea=f"Ao nuôi Mẫu {pond}")
        for pond, one in enumerate(ponds, 1)
    ]
    mixed = [
        book.made(ponds[pair * 2 : pair * 2 + 2], [lot], book.place(collector), "collecting")
        for pair, lot in enumerate(_gathered(book))
    ]
    return [*caught, *book.moved(ponds, farm, collector), *mixed]


def _to_factory(book: Book) -> list[Event]:
    ice = _sensor("Temperature", 2.1, "CEL")
    return book.moved(_gathered(book), book.gln(COLLECTOR), book.gln(FACTORY), **ice)


def _peel(book: Book) -> list[Event]:
    place = book.place(book.gln(FACTORY))
    pairs = zip(_gathered(book), _peeled(book), strict=True)
    return [book.made([raw], [peeled], place, "peeling") for raw, peeled in pairs]


def _freeze(book: Book) -> list[Event]:
    place = book.place(book.gln(FACTORY))
    pairs = zip(_peeled(book), _frozen(book), strict=True)
    return [book.made([peeled], [frozen], place, "freezing") for peeled, frozen in pairs]


def _pack(book: Book) -> list[Event]:
    """Ten cartons a lot, all of a lot on one pallet."""
    place = book.place(book.gln(FACTORY))
    events = []
    for number, (lot, amount) in enumerate(_frozen(book), 1):
        cartons = [book.unit(number * 100 + carton) for carton in range(1, 11)]
        events += [book.packed(carton, [(lot, amount / 10)], place) for carton in cartons]
        pallet = {"action": "ADD", "parentID": _pallet(book, number), "childEPCs": cartons}
        events.append(book.event("AggregationEvent", "packing", place, **pallet))
    return events


def _pallet(book: Book, number: int) -> str:
    return book.unit(9000 + number)


def _pallets(book: Book) -> list[str]:
    return [_pallet(book, number) for number in range(1, PONDS // 2 + 1)]


def _store(book: Book) -> list[Event]:
    cold = _sensor("Temperature", -19.4, "CEL")
    moved = book.moved(_pallets(book), book.gln(FACTORY), book.gln(STORE), **cold)
    wrong = book.seen(_pallets(book)[:1], book.place(book.gln(STORE)), disposition="damaged")
    return [*moved, wrong | {"eventID": _MISTAKE}]


_MISTAKE = "https://mau.example.vn/su-kien/8939991-nham"


def _mistake(book: Book) -> list[Event]:
    """The pallet was not damaged: what was written down is declared wrong."""
    declared = {
        "reason": "incorrect_data",
        "declarationTime": ago()["eventTime"],
    }
    wrong = book.seen(_pallets(book)[:1], book.place(book.gln(STORE)), disposition="damaged")
    return [wrong | {"eventID": _MISTAKE, "errorDeclaration": declared}]


def _ship(book: Book) -> list[Event]:
    cold = _sensor("Temperature", -18.6, "CEL")
    return book.moved(_pallets(book), book.gln(STORE), book.gln(BUYER), **cold)


def _sensor(kind: str, value: float, uom: str) -> dict[str, Any]:
    report = {"type": kind, "value": value, "uom": uom}
    return {"sensorElementList": [{"sensorReport": [report]}]}
