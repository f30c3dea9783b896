"""Invented fish sauce: boats, fermenting in vats that lasts for weeks, bottling, shipment."""

from functools import partial

from award.demo.chain_book import Amount, Book, Event
from award.demo.chain_parts import Chain, Delivery, Party

FISH, SALT, SAUCE, BOTTLED = 11, 12, 13, 1  # items; the last is the product
CELLAR, HARBOUR, SALTWORKS, SHOP = 1, 101, 102, 103  # places
BOATS, VATS = 8, 2


def chain() -> Chain:
    """The whole of it, day by day."""
    book = Book("8939992")
    return Chain(
        book=book,
        item=BOTTLED,
        profile="fish-sauce",
        origin="Kiên Giang, Việt Nam",
        standards="TCVN 5107:2018",
        place_name="Nhà thùng",
        place=CELLAR,
        parties=(
            Party("Hợp tác xã Mẫu Khai thác biển", HARBOUR, 921, "đội tàu"),
            Party("Công ty TNHH Mẫu Muối biển", SALTWORKS, 922, "bên cung cấp muối"),
            Party("Công ty Cổ phần Mẫu Đặc sản", SHOP, 923, "khách hàng"),
        ),
        deliveries=(
            Delivery(48, "cá về bến, muối.json", partial(_landed, book)),
            Delivery(50, "vào thùng ủ chượp.json", partial(_filled, book)),
            Delivery(80, "rút nước mắm cốt.json", partial(_drawn, book)),
            Delivery(82, "đóng chai, đóng thùng.json", partial(_bottled, book)),
            Delivery(86, "giao hàng.json", partial(_shipped, book)),
        ),
        checks=(89, 180),
    )


def _catch(book: Book) -> list[Amount]:
    return [(book.lot(FISH, f"TAU{boat}"), 1800 + boat * 60) for boat in range(1, BOATS + 1)]


def _salt(book: Book) -> Amount:
    return book.lot(SALT, "MUOI1"), 5200


def _vat(book: Book, vat: int) -> list[Amount]:
    """What goes into a vat: the catch of four boats and half of the salt."""
    salt, amount = _salt(book)
    half = BOATS // VATS
    return [*_catch(book)[vat * half : (vat + 1) * half], (salt, amount / VATS)]


def _sauce(book: Book, vat: int) -> Amount:
    into = sum(amount for _, amount in _vat(book, vat))
    return book.lot(SAUCE, f"COT{vat + 1}"), round(into * 0.46, 1)


def _bottles(book: Book, vat: int) -> Amount:
    return book.lot(BOTTLED, f"CH{vat + 1}"), round(_sauce(book, vat)[1] * 0.985, 1)


def _landed(book: Book) -> list[Event]:
    harbour, salt = book.gln(HARBOUR), book.gln(SALTWORKS)
    caught = [
        book.born(one, book.place(harbour, f"TAU{boat}"), catchArea=f"Ngư trường Mẫu {boat}")
        for boat, one in enumerate(_catch(book), 1)
    ]
    gained = book.born(_salt(book), book.place(salt))
    cellar = book.gln(CELLAR)
    fish = book.moved(_catch(book), harbour, cellar)
    return [*caught, *fish, gained, *book.moved([_salt(book)], salt, cellar)]


def _process(vat: int) -> str:
    return f"https://mau.example.vn/me-chuop/8939992-{vat + 1}"


def _filled(book: Book) -> list[Event]:
    """Fermenting begins: what goes in is known, what comes out is told weeks later."""
    place = book.place(book.gln(CELLAR))
    return [
        book.made(_vat(book, vat), [], place, "fermenting", transformationID=_process(vat))
        for vat in range(VATS)
    ]


def _drawn(book: Book) -> list[Event]:
    place = book.place(book.gln(CELLAR))
    return [
        book.made([], [_sauce(book, vat)], place, "fermenting", transformationID=_process(vat))
        for vat in range(VATS)
    ]


def _bottled(book: Book) -> list[Event]:
    place = book.place(book.gln(CELLAR))
    events = []
    for vat in range(VATS):
        lot, amount = _bottles(book, vat)
        events.append(book.made([_sauce(book, vat)], [(lot, amount)], place, "bottling"))
        events += [book.packed(unit, [(lot, amount / 4)], place) for unit in _units(book, vat)]
    return events


def _units(book: Book, vat: int) -> list[str]:
    return [book.unit(vat * 4 + place + 1) for place in range(4)]


def _shipped(book: Book) -> list[Event]:
    units = [unit for vat in range(VATS) for unit in _units(book, vat)]
    return book.moved(units, book.gln(CELLAR), book.gln(SHOP))
