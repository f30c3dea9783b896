"""Reads the parts of an EPCIS 2.0 event: lists of objects, places, parties, declarations."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final, TypeAlias

from traceability import cbv
from traceability.epcis_report import Report, UnusableError
from traceability.epcis_values import is_field_name, is_offset, is_plain_uri, is_uom, is_uri, moment
from traceability.events import (
    BizTransaction,
    Endpoint,
    ErrorDeclaration,
    Fields,
    Json,
    PersistentDisposition,
    Place,
    Quantity,
)

MOST_DEPTH: Final = 100

ACTIONS: Final = frozenset({"ADD", "OBSERVE", "DELETE"})
_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)

# Called as method(reader, value, where).
Method: TypeAlias = Callable[[Any, Json, str], Any]
_METHODS: dict[tuple[type, str], Mapping[str, Method]] = {}


def most_repeated(texts: Iterable[str]) -> str:
    """The text that stands most often among `texts`, which has one at least."""
    return Counter(texts).most_common(1)[0][0]


class PartReader:
    """Turns JSON values into parts of events and reports what is wrong with them.

    `where` is the rest of the path behind the event's own; it is joined only when there is
    something to report, since this is the hot loop of capture.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.path = "$"
        self.failed = False
        self.namespaces: Mapping[str, str] = {}
        self.used: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._undeclared: set[str] = set()

    @classmethod
    def methods(cls, table: str, names: Mapping[str, str]) -> Mapping[str, Method]:
        """Field → method of this class, for a table of names; built once for each class."""
        found = _METHODS.get((cls, table))
        if found is None:
            found = {field: getattr(cls, method) for field, method in names.items()}
            _METHODS[cls, table] = found
        return found

    def find(self, where: str, code: str, **params: object) -> None:
        """Report a finding at `where` in this event; an error fails the event."""
        if self.report.add(self.path + where, code, **params):
            self.failed = True

    # simple values

    def text(self, value: Json, where: str) -> str:
        """Any string."""
        if isinstance(value, str):
            return value
        self.find(where, "kind-wrong", expected="văn bản")
        return ""

    def uri(self, value: Json, where: str) -> str:
        """A URI, full or compact."""
        if type(value) is str and is_plain_uri(value) and "%" not in value:
            return value
        text = self.text(value, where)
        if isinstance(value, str) and not is_uri(value):
            self.find(where, "uri-malformed", value=value)
        return text

    def time(self, value: Json, where: str) -> datetime:
        """A moment with its offset."""
        if type(value) is str:
            found = moment(value)
            if found is not None:
                return found
            self.find(where, "time-malformed", value=value)
        else:
            self.find(where, "kind-wrong", expected="văn bản ghi thời điểm")
        return _NO_TIME

    def lax_time(self, value: Json, where: str) -> datetime:
        """A moment that may lack its seconds, as in declarations of old documents."""
        if type(value) is str and len(value) > 16 and value[16] in "Z+-":
            full = f"{value[:16]}:00{value[16:]}"
            if moment(full) is not None:
                self.find(where, "time-short", value=value)
                return self.time(full, where)
        return self.time(value, where)

    def offset(self, value: Json, where: str) -> str:
        """An offset from UTC such as +07:00."""
        text = self.text(value, where)
        if isinstance(value, str) and not is_offset(text):
            self.find(where, "offset-malformed", value=value)
        return text

    def number(self, value: Json, where: str) -> int | float:
        """A JSON number; a number as text is an error."""
        if type(value) is int or type(value) is float:
            return value
        self.find(where, "kind-wrong", expected="số")
        return 0

    def action(self, value: Json, where: str) -> str:
        """ADD, OBSERVE or DELETE."""
        if isinstance(value, str) and value in ACTIONS:
            return value
        self.find(where, "action-unknown", value=value)
        return ""

    def word(self, vocabulary: cbv.Vocabulary, value: Json, where: str) -> str:
        """A word of a standard vocabulary made short, or the full URI of another."""
        if type(value) is not str:
            return self.text(value, where)
        short = vocabulary.short(value)
        if short is not None:
            if value.startswith("urn:"):
                self.find(where, "word-legacy", value=value, short=short)
            return short
        if not is_uri(value):
            self.find(where, "word-unknown", value=value)
            return value
        if vocabulary.looks_standard(value):
            self.find(where, "word-unlisted", value=value)
        return self.expand(value)

    def expand(self, value: str) -> str:
        """A compact URI made full, if its prefix is declared."""
        prefix, _, rest = value.partition(":")
        namespace = self.namespaces.get(prefix)
        if namespace is None or not is_uri(namespace + rest):
            return value
        return namespace + rest

    def biz_step(self, value: Json, where: str) -> str:
        """A business step."""
        return self.word(cbv.BIZ_STEP, value, where)

    def disposition(self, value: Json, where: str) -> str:
        """A disposition."""
        return self.word(cbv.DISPOSITION, value, where)

    # lists

    def items(self, value: Json, where: str) -> list[Json]:
        """Any list; empty if the value is none."""
        if type(value) is list:
            return value
        self.find(where, "kind-wrong", expected="danh sách")
        return []

    def full_items(self, value: Json, where: str) -> list[Json]:
        """A list of one element or more."""
        found = self.items(value, where)
        if not found and type(value) is list:
            self.find(where, "list-empty", name=where[1:])
        return found

    def fields(self, value: Json, where: str) -> dict[str, Json]:
        """An object; empty if the value is none."""
        if type(value) is dict:
            return value
        self.find(where, "kind-wrong", expected="đối tượng")
        return {}

    def uris(self, value: Json, where: str) -> tuple[str, ...]:
        """A list of URIs that may repeat, though it should not."""
        return self._uris(value, where, "child-repeated")

    def unique_uris(self, value: Json, where: str) -> tuple[str, ...]:
        """A list of URIs without repetition."""
        return self._uris(value, where, "item-repeated")

    def _uris(self, value: Json, where: str, repeated: str) -> tuple[str, ...]:
        found = tuple(
            item
            if type(item) is str and is_plain_uri(item) and "%" not in item
            else self.uri(item, f"{where}[{index}]")
            for index, item in enumerate(self.items(value, where))
        )
        if len(set(found)) != len(found) and not self.failed:
            self.find(where, repeated, value=most_repeated(found))
        return found

    def certifications(self, value: Json, where: str) -> tuple[str, ...]:
        """One URI or a list of them."""
        return (self.uri(value, where),) if isinstance(value, str) else self.uris(value, where)

    def quantities(self, value: Json, where: str) -> tuple[Quantity, ...]:
        """A list of quantity elements."""
        return tuple(
            self._quantity(item, f"{where}[{index}]")
            for index, item in enumerate(self.items(value, where))
        )

    def _quantity(self, value: Json, where: str) -> Quantity:
        found = self.fields(value, where)
        if "epcClass" not in found or not found.keys() <= _QUANTITY_FIELDS:
            self.only(found, _QUANTITY_FIELDS, where)
            self.needed(found, ("epcClass",), where)
        amount: Decimal | None = None
        if "quantity" in found:
            amount = Decimal(str(self.number(found["quantity"], f"{where}.quantity")))
            if amount < 0:
                self.find(f"{where}.quantity", "quantity-negative", value=amount)
        uom: str | None = None
        if "uom" in found:
            uom = self.text(found["uom"], f"{where}.uom")
            if isinstance(found["uom"], str) and not is_uom(uom):
                self.find(f"{where}.uom", "uom-malformed", value=uom)
        return Quantity(self.uri(found.get("epcClass", "urn:"), f"{where}.epcClass"), amount, uom)

    def biz_transactions(self, value: Json, where: str) -> tuple[BizTransaction, ...]:
        """A list of business transactions."""
        return tuple(
            self._biz_transaction(item, f"{where}[{index}]")
            for index, item in enumerate(self.items(value, where))
        )

    def _biz_transaction(self, value: Json, where: str) -> BizTransaction:
        found = self.fields(value, where)
        self.only(found, _BIZ_TRANSACTION_FIELDS, where)
        self.needed(found, ("bizTransaction",), where)
        kind = found.get("type")
        return BizTransaction(
            self._optional_uri(found, "bizTransaction", where),
            None
            if kind is None and "type" not in found
            else self.word(cbv.BIZ_TRANSACTION_TYPE, kind, f"{where}.type"),
        )

    def sources(self, value: Json, where: str) -> tuple[Endpoint, ...]:
        """A list of sources."""
        return self._endpoints(value, where, "source")

    def destinations(self, value: Json, where: str) -> tuple[Endpoint, ...]:
        """A list of destinations."""
        return self._endpoints(value, where, "destination")

    def _endpoints(self, value: Json, where: str, name: str) -> tuple[Endpoint, ...]:
        return tuple(
            self._endpoint(item, f"{where}[{index}]", name)
            for index, item in enumerate(self.items(value, where))
        )

    def _endpoint(self, value: Json, where: str, name: str) -> Endpoint:
        found = self.fields(value, where)
        self.only(found, frozenset({"type", name}), where)
        self.needed(found, ("type", name), where)
        kind = ""
        if "type" in found:
            kind = self.word(cbv.SOURCE_DEST_TYPE, found["type"], f"{where}.type")
        return Endpoint(kind, self._optional_uri(found, name, where))

    def _optional_uri(self, found: Fields, name: str, where: str) -> str:
        return self.uri(found[name], f"{where}.{name}") if name in found else ""

    # objects

    def place(self, value: Json, where: str) -> Place:
        """A read point or business location."""
        found = self.fields(value, where)
        if len(found) == 1 and "id" in found:
            return Place(self.uri(found["id"], f"{where}.id"))
        self.needed(found, ("id",), where)
        rest = {name: field for name, field in found.items() if name != "id"}
        self.extensions(rest, where)
        return Place(self._optional_uri(found, "id", where), rest)

    def persistent_disposition(self, value: Json, where: str) -> PersistentDisposition:
        """Dispositions set and unset."""
        found = self.fields(value, where)
        self.only(found, frozenset({"set", "unset"}), where)
        if not found and isinstance(value, dict):
            self.find(where, "required", name="set")
        return PersistentDisposition(
            self._dispositions(found, "set", where), self._dispositions(found, "unset", where)
        )

    def _dispositions(self, found: Fields, name: str, where: str) -> tuple[str, ...]:
        if name not in found:
            return ()
        here = f"{where}.{name}"
        words = tuple(
            self.disposition(item, f"{here}[{index}]")
            for index, item in enumerate(self.full_items(found[name], here))
        )
        if len(set(words)) != len(words):
            self.find(here, "item-repeated", value=most_repeated(words))
        return tuple(dict.fromkeys(words))

    def error_declaration(self, value: Json, where: str) -> ErrorDeclaration:
        """The declaration that an earlier event was wrong."""
        found = self.fields(value, where)
        self.needed(found, ("declarationTime",), where)
        rest = {k: v for k, v in found.items() if k not in _DECLARATION_FIELDS}
        self.extensions(rest, where)
        time, reason, corrections = _NO_TIME, None, ()
        if "declarationTime" in found:
            time = self.declared_at(found["declarationTime"], f"{where}.declarationTime")
        if "reason" in found:
            reason = self.word(cbv.ERROR_REASON, found["reason"], f"{where}.reason")
        here = f"{where}.correctiveEventIDs"
        if "correctiveEventIDs" in found:
            return ErrorDeclaration(
                time, reason, self.uris(found["correctiveEventIDs"], here), rest
            )
        return ErrorDeclaration(time, reason, corrections, rest)

    def declared_at(self, value: Json, where: str) -> datetime:
        """The time of an error declaration."""
        return self.time(value, where)

    # names of fields

    def needed(self, found: Fields, names: tuple[str, ...], where: str) -> None:
        """Report the mandatory fields that are missing."""
        for name in names:
            if name not in found:
                self.find(f"{where}.{name}", "required", name=name)

    def only(self, found: Fields, names: frozenset[str], where: str) -> None:
        """Report the fields that EPCIS does not know here and users may not add."""
        if not found.keys() <= names:
            for name in found:
                if name not in names:
                    self.find(f"{where}.{name}", "field-unknown", name=name)

    def extensions(self, found: Fields, where: str) -> None:
        """Check fields of users: each name has a namespace, nothing is nested too deep."""
        for name, value in found.items():
            self.extension(name, value, where)

    def extension(self, name: str, value: Json, where: str) -> None:
        """Check one field of a user's and note its prefix."""
        prefix = self._prefixes.get(name)
        if prefix is None:
            prefix = self._prefixes[name] = name.partition(":")[0] if is_field_name(name) else ""
        if not prefix:
            self.find(f"{where}.{name}", "namespace-missing", name=name)
            return
        if prefix not in self.used:
            self._use(prefix, f"{where}.{name}")
        if type(value) is dict or type(value) is list:
            self.nested(value, f"{where}.{name}")

    def _use(self, prefix: str, where: str) -> None:
        namespace = self.namespaces.get(prefix)
        if namespace is not None:
            self.used[prefix] = namespace
        elif prefix not in _SCHEMES and prefix not in self._undeclared:
            self._undeclared.add(prefix)
            self.find(where, "prefix-undeclared", name=prefix)

    def nested(self, value: Json, where: str) -> None:
        """Note the prefixes inside a user's field; inside it, names may go without one."""
        level: list[Json] = [value]
        for _ in range(MOST_DEPTH):
            objects = [item for item in level if type(item) is dict]
            for name in chain.from_iterable(objects):
                if ":" in name:
                    self._use(name.partition(":")[0], where)
            lists = [item for item in level if type(item) is list]
            level = [*chain.from_iterable(lists), *chain(*(o.values() for o in objects))]
            if not level:
                return
        raise UnusableError("too-deep", limit=MOST_DEPTH)


_SCHEMES: Final = frozenset({"http", "https", "urn"})
_QUANTITY_FIELDS: Final = frozenset({"epcClass", "quantity", "uom"})
_BIZ_TRANSACTION_FIELDS: Final = frozenset({"type", "bizTransaction"})
_DECLARATION_FIELDS: Final = frozenset({"declarationTime", "reason", "correctiveEventIDs"})
