"""An invented chain in which everything goes wrong, so that every finding can be seen."""

from datetime import timedelta
from functools import partial
from typing import Any

from award import clock
from award.demo.chain_book import Book, Event, ago, from_party, to_party
from award.demo.chain_parts import Chain, Delivery, Party

LEAF, TEA, EXPIRED, FOREIGN = 11, 1, 1, 1  # items
FACTORY, GARDEN, SHOP = 1, 101, 102  # places
STRANGER = "8938599000014"  # whose prefix nobody has declared
PERSON = "001099000001"  # a personal number where none belongs; it is nobody's
GIVEN_UP = "8939994"  # a prefix that ends while events are still written with it
ABROAD = "9529999"  # a foreign prefix (of the block for demonstrations) without authorisation


def chain() -> Chain:
    """The whole of it, day by day."""
    book = Book("8939993")
    return Chain(
        book=book,
        item=TEA,
        profile="default",
        origin="Thái Nguyên, Việt Nam",
        standards="",
        place_name="Xưởng chè",
        place=FACTORY,
        parties=(
            Party("Hợp tác xã Mẫu Trồng chè", GARDEN, 931, "vùng nguyên liệu"),
            Party("Công ty TNHH Mẫu Bán lẻ", SHOP, 932, "khách hàng"),
        ),
        deliveries=(
            Delivery(49, "hái búp.json", partial(_picked, book)),
            Delivery(52, "hái búp, gửi lại.json", partial(_picked_again, book)),
            Delivery(55, "chế biến.json", partial(_processed, book)),
            Delivery(59, "đóng gói.json", partial(_packed, book)),
            Delivery(63, "giao hàng.json", partial(_shipped, book)),
            Delivery(67, "mã sai.json", partial(_miscoded, book)),
            Delivery(71, "ghi muộn và sai thứ tự.json", partial(_mistimed, book)),
            Delivery(75, "sai cấu trúc.json", partial(_malformed, book)),
        ),
        checks=(88,),
        whole=False,
        more_prefixes={GIVEN_UP: timedelta(days=5), ABROAD: None},
    )


def _leaf(book: Book, number: int) -> str:
    return book.lot(LEAF, f"B{number}")


def _tea(book: Book, number: int) -> str:
    return book.lot(TEA, f"T{number}")


def _picked(book: Book) -> list[Event]:
    """Four lots of leaves; of one neither the day nor the origin is known."""
    place = book.place(book.gln(GARDEN))
    events = [book.born((_leaf(book, number), 200), place) for number in range(1, 5)]
    del events[1]["ilmd"], events[1]["readPoint"]
    return [{**event, "eventID": _leaf_id(number)} for number, event in enumerate(events, 1)]


def _leaf_id(number: int) -> str:
    return f"https://mau.example.vn/su-kien/8939993-hai-{number}"


def _picked_again(book: Book) -> list[Event]:
    """The same events once more with other times: repeated ids of another content."""
    return _picked(book)


def _processed(book: Book) -> list[Event]:
    """More than went in, far less, pieces out of kilograms, from a lot nobody knows, and one lot
    used twice."""
    place = book.place(book.gln(FACTORY))
    pieces = {"epcClass": _tea(book, 3), "quantity": 400, "uom": "H87"}
    mixed = book.made([(_leaf(book, 3), 200)], [], place, "drying")
    return [
        book.made([(_leaf(book, 1), 200)], [(_tea(book, 1), 260)], place, "drying"),
        book.made([(_leaf(book, 2), 200)], [(_tea(book, 2), 40)], place, "drying"),
        mixed | {"outputQuantityList": [pieces]},
        book.made([(_leaf(book, 9), 50)], [(_tea(book, 4), 49)], place, "drying"),
        book.made([(_leaf(book, 4), 150)], [(_tea(book, 5), 148)], place, "drying"),
        book.made([(_leaf(book, 4), 120)], [(_tea(book, 6), 118)], place, "drying"),
    ]


def _packed(book: Book) -> list[Event]:
    """A unit is emptied and loaded anew too early; an item is brought into use twice; a lot
    expires without anybody knowing where it went."""
    place = book.place(book.gln(FACTORY))
    unit = book.unit(1)
    serial = f"https://id.gs1.org/01/{book.gtin(TEA)}/21/HOP1"
    soon = (clock.today_local() + timedelta(days=5)).isoformat()
    stale = book.born((_tea(book, 7), 20), place)
    stale["ilmd"]["cbvmda:itemExpirationDate"] = soon
    twice = [
        book.event("ObjectEvent", "commissioning", place, action="ADD", epcList=[serial])
        for _ in range(2)
    ]
    emptied = {"action": "DELETE", "parentID": unit}
    return [
        book.packed(unit, [(_tea(book, 1), 100)], place),
        book.event("AggregationEvent", "unpacking", place, **emptied),
        book.packed(unit, [(_tea(book, 5), 70)], place),
        *twice,
        stale,
    ]


def _shipped(book: Book) -> list[Event]:
    """To nobody, without receipt, received without having been sent, and received differently."""
    factory, shop = book.gln(FACTORY), book.gln(SHOP)
    both = {"sourceList": from_party(factory), "destinationList": to_party(shop)}
    arrived = book.moved([(_tea(book, 6), 60)], factory, shop)[1]
    differs = book.moved([(_tea(book, 5), 78)], factory, shop)
    differs[1]["quantityList"][0]["quantity"] = 51
    return [
        book.sent([(_tea(book, 4), 49)], factory, sourceList=from_party(factory)),
        book.sent([(_tea(book, 2), 40)], factory, **both),
        arrived,
        *differs,
    ]


def _miscoded(book: Book) -> list[Event]:
    """A wrong check digit, codes of strangers, of a prefix given up and of one abroad, a code
    outside GS1, and a person's number."""
    place = book.place(book.gln(FACTORY))
    right = book.gtin(TEA)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    others = [
        (f"https://id.gs1.org/01/{wrong}/10/T1", 10),
        (Book(GIVEN_UP).lot(EXPIRED, "C1"), 10),
        (Book(ABROAD).lot(FOREIGN, "N1"), 10),
        ("https://mau.example.vn/lo/ngoai-gs1-01", 10),
    ]
    looked = book.seen([(_tea(book, 1), 10), *others], place, **{"mau:party": PERSON})
    to_stranger = book.sent([(_tea(book, 1), 10)], book.gln(FACTORY),
                            destinationList=to_party(STRANGER))  # fmt: skip
    return [looked, to_stranger]


def _mistimed(book: Book) -> list[Event]:
    """Before it came into being, after its end, in the future, recorded late, and a mistake
    declared that nobody made; a process whose result was there before anything went in."""
    place = book.place(book.gln(FACTORY))
    item = f"https://id.gs1.org/01/{book.gtin(TEA)}/21/HOP2"
    known = {"action": "ADD", "epcList": [item]}
    gone = {"action": "DELETE", "epcList": [item]}
    declared = {"reason": "did_not_occur", "declarationTime": ago()["eventTime"]}
    lots = [(_tea(book, 1), 5)]
    halves = {"transformationID": "https://mau.example.vn/qua-trinh/8939993-say-8"}
    return [
        book.seen(lots, place, **_time(days=45)),
        book.seen(lots, place, **_time(hours=-5)),
        book.seen(lots, place, **_time(days=9)),
        book.event("ObjectEvent", "commissioning", place, **known, **_time(hours=5)),
        book.event("ObjectEvent", "destroying", place, **gone, **_time(hours=4)),
        book.seen([item], place, **_time(hours=3)),
        book.seen(lots, place, errorDeclaration=declared, **_time(hours=2)),
        book.made([], [(_tea(book, 8), 9)], place, "drying", **halves, **_time(hours=8)),
        book.made([(_leaf(book, 3), 10)], [], place, "drying", **halves, **_time(hours=6)),
    ]


def _time(**before: float) -> dict[str, Any]:
    return {**ago(**before), "eventTimeZoneOffset": "+07:00"}


def _malformed(book: Book) -> list[Event]:
    """Refused as a whole: a word nobody knows, a number as text, a missing zone."""
    place = book.place(book.gln(SHOP))
    word = book.seen([(_tea(book, 1), 1)], place) | {"bizStep": "ban_hang"}
    text = book.seen([(_tea(book, 1), 1)], place)
    text["quantityList"][0]["quantity"] = "mười"
    zone = book.seen([(_tea(book, 1), 1)], place) | {"eventTimeZoneOffset": "7"}
    return [word, text, zone]
