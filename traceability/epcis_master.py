"""Reads the master data in the header of an EPCIS 2.0 JSON-LD document."""

from traceability.epcis_document import MasterDatum
from traceability.epcis_parts import PartReader
from traceability.events import Json


def master_data(header: Json, path: str, reader: PartReader) -> tuple[MasterDatum, ...]:
    """The master data of a header at `path`; what is wrong with it goes to the reader's report."""
    reader.path = path
    found = reader.fields(header, "")
    reader.extensions({k: v for k, v in found.items() if k != "epcisMasterData"}, "")
    if "epcisMasterData" not in found:
        return ()
    where = ".epcisMasterData"
    block = reader.fields(found["epcisMasterData"], where)
    where = f"{where}.vocabularyList"
    vocabularies = reader.items(block["vocabularyList"], where) if "vocabularyList" in block else []
    return tuple(
        datum
        for index, vocabulary in enumerate(vocabularies)
        for datum in _vocabulary(vocabulary, f"{where}[{index}]", reader)
    )


def _vocabulary(value: Json, where: str, reader: PartReader) -> list[MasterDatum]:
    found = reader.fields(value, where)
    reader.needed(found, ("type",), where)
    name = reader.uri(found["type"], f"{where}.type") if "type" in found else ""
    here = f"{where}.vocabularyElementList"
    elements = (
        reader.items(found["vocabularyElementList"], here)
        if "vocabularyElementList" in found
        else []
    )
    return [
        _element(element, f"{here}[{index}]", name, reader)
        for index, element in enumerate(elements)
    ]


def _element(value: Json, where: str, vocabulary: str, reader: PartReader) -> MasterDatum:
    found = reader.fields(value, where)
    reader.needed(found, ("id",), where)
    own = reader.uri(found["id"], f"{where}.id") if "id" in found else ""
    children: tuple[str, ...] = ()
    if "children" in found:
        children = reader.uris(found["children"], f"{where}.children")
    attributes: dict[str, Json] = {}
    here = f"{where}.attributes"
    for index, item in enumerate(
        reader.items(found["attributes"], here) if "attributes" in found else []
    ):
        name, text = _attribute(item, f"{here}[{index}]", reader)
        attributes[name] = text
    return MasterDatum(vocabulary, own, attributes, children)


def _attribute(value: Json, where: str, reader: PartReader) -> tuple[str, Json]:
    found = reader.fields(value, where)
    reader.needed(found, ("id",), where)
    content = found.get("attribute")
    if isinstance(content, bool | list) or ("attribute" in found and content is None):
        reader.find(f"{where}.attribute", "kind-wrong", expected="văn bản, số hoặc đối tượng")
    return (reader.uri(found["id"], f"{where}.id") if "id" in found else ""), content
