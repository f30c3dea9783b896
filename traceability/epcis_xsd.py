"""The order GS1's XML schemas of EPCIS 2.0 and 1.2 give the elements of an event."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

Version: TypeAlias = Literal["2.0", "1.2"]

NAMESPACES: Final[Mapping[str, Version]] = {
    "urn:epcglobal:epcis:xsd:2": "2.0",
    "urn:epcglobal:epcis-query:xsd:2": "2.0",
    "urn:epcglobal:epcis:xsd:1": "1.2",
    "urn:epcglobal:epcis-query:xsd:1": "1.2",
}
SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"

_WHY: Final = ("bizStep", "disposition", "readPoint", "bizLocation")
_BASE_2_0: Final = (
    *("eventTime", "recordTime", "eventTimeZoneOffset", "eventID"),
    *("errorDeclaration", "certificationInfo", "baseExtension"),
)
_PARTIES: Final = ("sourceList", "destinationList")
_TAIL: Final = ("sensorElementList", "persistentDisposition")

EVENTS_2_0: Final[Mapping[str, Sequence[str]]] = {
    "ObjectEvent": (
        *(*_BASE_2_0, "epcList", "action", *_WHY, "bizTransactionList", "quantityList"),
        *(*_PARTIES, *_TAIL, "ilmd", "extension"),
    ),
    "AggregationEvent": (
        *(*_BASE_2_0, "parentID", "childEPCs", "action", *_WHY, "bizTransactionList"),
        *("childQuantityList", *_PARTIES, *_TAIL, "extension"),
    ),
    "AssociationEvent": (
        *(*_BASE_2_0, "parentID", "childEPCs", "childQuantityList", "action", *_WHY),
        *("bizTransactionList", *_PARTIES, *_TAIL, "extension"),
    ),
    "TransactionEvent": (
        *(*_BASE_2_0, "bizTransactionList", "parentID", "epcList", "action", *_WHY),
        *("quantityList", *_PARTIES, *_TAIL, "extension"),
    ),
    "TransformationEvent": (
        *(*_BASE_2_0, "inputEPCList", "inputQuantityList", "outputEPCList"),
        *("outputQuantityList", "transformationID", *_WHY, "bizTransactionList"),
        *(*_PARTIES, *_TAIL, "ilmd", "extension"),
    ),
}

_BASE_1_2: Final = ("eventTime", "recordTime", "eventTimeZoneOffset", "baseExtension")

EVENTS_1_2: Final[Mapping[str, Sequence[str]]] = {
    "ObjectEvent": (
        *(*_BASE_1_2, "epcList", "action", *_WHY, "bizTransactionList"),
        *("extension", "certificationInfo"),
    ),
    "AggregationEvent": (
        *(*_BASE_1_2, "parentID", "childEPCs", "action", *_WHY, "bizTransactionList"),
        *("extension", "certificationInfo"),
    ),
    "QuantityEvent": (
        *(*_BASE_1_2, "epcClass", "quantity", *_WHY, "bizTransactionList"),
        *("extension", "certificationInfo"),
    ),
    "TransactionEvent": (
        *(*_BASE_1_2, "bizTransactionList", "parentID", "epcList", "action", *_WHY),
        *("extension", "certificationInfo"),
    ),
    "TransformationEvent": (
        *(*_BASE_1_2, "inputEPCList", "inputQuantityList", "outputEPCList"),
        *("outputQuantityList", "transformationID", *_WHY, "bizTransactionList"),
        *(*_PARTIES, "ilmd", "extension", "certificationInfo"),
    ),
    # Of EPCIS 2.0; in 1.2 it may stand where the schema lets anything stand.
    "AssociationEvent": (
        *(*_BASE_1_2, "parentID", "childEPCs", "childQuantityList", "action", *_WHY),
        *("bizTransactionList", *_PARTIES, *_TAIL, "extension", "certificationInfo"),
    ),
}
EVENTS: Final[Mapping[Version, Mapping[str, Sequence[str]]]] = {
    "2.0": EVENTS_2_0,
    "1.2": EVENTS_1_2,
}

# What EPCIS 1.2 keeps in baseExtension and extension; an extension in an extension may hold the
# lists of 2.0 in any order.
BASE_EXTENSION: Final = ("eventID", "errorDeclaration", "extension")
EXTENSION: Final = (
    *("quantityList", "childQuantityList", *_PARTIES, "ilmd"),
    *(*_TAIL, "certificationInfo", "extension"),
)
# Elements of 2.0 that a 1.2 document has no place of its own for.
LATE: Final = frozenset({*_TAIL, "certificationInfo", "AssociationEvent"})

REPEATABLE: Final = frozenset({"certificationInfo"})

# A producer that writes an event's fields as a set, in no order, is told so; one or two elements
# out of place are an error. It counts as unordered when so many elements stand out of order, as
# long as not almost all do (which is a reversed event).
LEAST_UNORDERED: Final = 5
MOST_UNORDERED_SHARE: Final = 0.7
