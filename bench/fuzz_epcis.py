"""Throws damaged EPCIS documents at both readers: each must answer, none may crash.

Run from the project root: `python bench/fuzz_epcis.py [count] [seed]` (100,000 inputs by default,
half JSON, half XML). The documents of ../shared/data/epcis are damaged byte by byte, piece by
piece, and value by value or element by element.
"""

import copy
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from traceability.epcis import UnusableError, read  # noqa: E402  # only now on the path
from traceability.epcis_write import to_document  # noqa: E402  # as above
from traceability.event_hash import event_hash  # noqa: E402  # as above

DATA = ROOT.parent / "shared" / "data" / "epcis"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
LONGEST = 8_000

# An EPC that XML repeats is written once; a prefix nobody declared may be another event's.
LOSSY = {"item-repeated", "prefix-undeclared"}

PIECES = [
    *(b"<", b">", b"&", b"&#0;", b"&x;", b"]]>", b"<!DOCTYPE a>", b"<![CDATA[", b"<extension>"),
    *(b"</extension>", b" xmlns=''", b" xmlns:a='b'", b"<a:b/>", b"<epc/>", b"type=''", b"<!--"),
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud800", b"null", b"true"),
    *(b"NaN", b"Infinity", b"-", b"1e999", b"9" * 50, b"0.1", b'""', b'"type"', b'"@context"'),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc3",
        b"\xf0\x9f\x90\x9f",
        b"\r\n",
    ),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 10**30, 1.5, "", "x", "a:b", "urn:x:y", [], {}, [[]], [None], [{}]),
    *({"a": 1}, {"a:b": [{"c": {}}]}, {"id": []}, {"@context": 5}, {"#text": "x", "a:b": ""}),
    *("2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999-14:00"),
    *("ADD", "shipping", "https://id.gs1.org/01/1/21/2", "urn:epc:id:sgtin:1.2.3", "\u0000", "ữ"),
]
TEXTS = [value for value in VALUES if isinstance(value, str) and "\u0000" not in value]


def damage_bytes(data: bytes, source: random.Random) -> bytes:
    """One to eight cuts, copies, flips and foreign pieces."""
    for _ in range(source.randint(1, 8)):
        at = source.randrange(len(data) + 1)
        end = min(len(data), at + source.choice((1, 2, 5, 30, 200)))
        kind = source.randrange(5)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + bytes(source.randrange(256) for _ in range(end - at)) + data[end:]
        elif kind == 2:
            data = data[:at] + source.choice(PIECES) + data[at:]
        elif kind == 3:
            data = data[:end] + data[at:end] * source.choice((1, 2, 10)) + data[end:]
        else:
            data = data[:at] + source.choice(PIECES) + data[end:]
    return data


def damage_values(document: Any, source: random.Random) -> bytes:
    """One to four values of a JSON document replaced, taken out, added or swapped."""
    whole = json.loads(json.dumps(document))
    for _ in range(source.randint(1, 4)):
        place: Any = whole
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = source.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and source.random() < 0.8:
                place = place[key]
                continue
            _change(place, key, source)
            break
    return json.dumps(whole).encode()


def _change(place: Any, key: Any, source: random.Random) -> None:
    kind = source.randrange(4)
    if kind == 0:
        del place[key]
    elif kind == 1 and isinstance(place, dict):
        place[source.choice(("type", "id", "x:y", "ilmd", "epcList", "quantity", "@context"))] = (
            copy.deepcopy(source.choice(VALUES))
        )
    else:
        place[key] = copy.deepcopy(source.choice(VALUES))


def damage_tree(data: bytes, source: random.Random) -> bytes:
    """One to four elements moved, repeated, taken out, renamed, filled or given attributes."""
    root = etree.fromstring(data)
    for _ in range(source.randint(1, 4)):
        elements = [element for element in root.iter("*") if element.getparent() is not None]
        if not elements:
            break
        one, other = source.choice(elements), source.choice(elements)
        kind = source.randrange(6)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            one.addnext(copy.deepcopy(one))
        elif kind == 2:
            one.text = source.choice(TEXTS)
        elif kind == 3:
            one.tag = other.tag
        elif kind == 4:
            one.set(source.choice(("type", "value", "{urn:x}y", "id", "time")), "urn:a:b")
        else:
            other.addprevious(copy.deepcopy(one))
    return etree.tostring(root)


def try_one(data: bytes) -> str:
    """Read, and if that goes well write and hash; what came of it in a word."""
    try:
        document = read(data, now=NOW)
    except UnusableError:
        return "unusable"
    for event in document.events:
        event_hash(event)
    if not document.valid:
        return "refused"
    written = json.dumps(to_document(document.events, creation_date=NOW)).encode()
    again = read(written, now=NOW)
    if not again.valid:
        raise AssertionError(f"what was written is not valid: {again.findings[:3]}")
    codes = {finding.code for finding in document.findings}
    if again.events != document.events and not codes & LOSSY:
        raise AssertionError("what was written does not read back equal")
    return "accepted"


def run(count: int, seed: int) -> Counter[str]:
    """Try `count` damaged inputs; returns how many were accepted, refused, unusable."""
    source = random.Random(seed)
    files = {path: path.read_bytes() for path in sorted(DATA.glob("*/*.*"))}
    texts = [data for path, data in files.items() if path.suffix == ".json"]
    pages = [data for path, data in files.items() if path.suffix == ".xml"]
    small = [data for data in texts if len(data) < LONGEST]
    small_pages = [data for data in pages if len(data) < LONGEST]
    seen: Counter[str] = Counter()
    for number in range(count):
        if number % 4 == 1:
            data = damage_bytes(source.choice(small_pages), source)
        elif number % 4 == 3:
            data = damage_tree(source.choice(small_pages), source)
        elif number % 4 == 2:
            data = damage_bytes(source.choice(small), source)
        else:
            data = damage_values(json.loads(source.choice(small)), source)
        try:
            seen[("xml " if number % 2 else "json ") + try_one(data)] += 1
        except Exception:
            print(f"crash at input {number} of seed {seed}:\n{data!r}")
            raise
    return seen


def main() -> int:
    """Run and print the counts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    started = time.monotonic()
    seen = run(count, seed)
    print(f"{count:,} inputs, seed {seed}, {time.monotonic() - started:.0f} s, no crash")
    for outcome, number in sorted(seen.items()):
        print(f"  {outcome}: {number:,}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
