"""Elements of EPCIS in XML hold what the schemas let stand in them, and nothing else."""

from datetime import UTC, datetime

import pytest

from traceability.epcis import read

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"

HEADER = """<sbdh:StandardBusinessDocumentHeader>
 <sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>
 <sbdh:Sender><sbdh:Identifier Authority="MAU">a</sbdh:Identifier></sbdh:Sender>
 <sbdh:Receiver><sbdh:Identifier>b</sbdh:Identifier></sbdh:Receiver>
 <sbdh:DocumentIdentification><sbdh:Standard>EPCglobal</sbdh:Standard>
  <sbdh:TypeVersion>1.0</sbdh:TypeVersion>
  <sbdh:InstanceIdentifier>1</sbdh:InstanceIdentifier><sbdh:Type>Events</sbdh:Type>
  <sbdh:CreationDateAndTime>2026-11-20T08:00:00Z</sbdh:CreationDateAndTime>
 </sbdh:DocumentIdentification></sbdh:StandardBusinessDocumentHeader>"""
VOCABULARY = """<extension><EPCISMasterData><VocabularyList>
 <Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
  <VocabularyElement id="urn:x:1"><attribute id="urn:x:name">Kho <mau:b/></attribute>
   <children><id>urn:x:2</id></children></VocabularyElement>
 </VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension>"""
EVENT = """<ObjectEvent mau:a="1">
 <eventTime>2026-11-20T08:00:00+07:00</eventTime>
 <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
 <epcList><epc>urn:epc:id:sgtin:8938501.000123.1</epc></epcList>
 <action>OBSERVE</action>
 <readPoint><id>urn:x:3</id></readPoint>
 <bizTransactionList><bizTransaction>urn:x:4</bizTransaction></bizTransactionList>
 <quantityList><quantityElement><epcClass>urn:x:5</epcClass><quantity>1</quantity>
  <uom>KGM</uom></quantityElement></quantityList>
 <sourceList><source type="urn:epcglobal:cbv:sdt:location">urn:x:6</source></sourceList>
 <destinationList><destination type="urn:epcglobal:cbv:sdt:location">urn:x:7</destination>
 </destinationList>
 <sensorElementList><sensorElement><sensorMetadata/><sensorReport type="gs1:Speed"/>
 </sensorElement></sensorElementList>
 <persistentDisposition><set>urn:epcglobal:cbv:disp:active</set></persistentDisposition>
 <extension><x/></extension>
 <mau:của kind="b">chữ<mau:con/></mau:của>
</ObjectEvent>"""
DOCUMENT = f"""<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:sbdh="{SBDH}"
 xmlns:mau="https://example.vn/mau/" schemaVersion="2.0" creationDate="2026-11-20T10:00:00Z">
<EPCISHeader>{HEADER}{VOCABULARY}</EPCISHeader>
<EPCISBody><EventList>{EVENT}</EventList></EPCISBody></epcis:EPCISDocument>"""

D = "/EPCISDocument"
E = f"{D}/EPCISBody/EventList/ObjectEvent[1]"
H = f"{D}/EPCISHeader"
B = f"{H}/StandardBusinessDocumentHeader"
V = f"{H}/extension/EPCISMasterData/VocabularyList"

# What is replaced in the document, by what, and the error that makes.
DAMAGES = [
    # an element inside of text
    ("2026-11-20T08:00:00+07:00<", "2026-11-20T08:00:00+07:00<b/><", f"{E}/eventTime/b",
     "element-unknown"),
    ("<epc>urn", "<epc><mau:b/>urn", f"{E}/epcList/epc/b", "element-unknown"),
    ("urn:x:3</id>", "urn:x:3<b/></id>", f"{E}/readPoint/id/b", "element-unknown"),
    ("urn:x:4<", "urn:x:4<b/><", f"{E}/bizTransactionList/bizTransaction/b", "element-unknown"),
    ("urn:x:6<", "urn:x:6<mau:b/><", f"{E}/sourceList/source/b", "element-unknown"),
    ("<sensorMetadata/>", "<sensorMetadata><b/></sensorMetadata>",
     f"{E}/sensorElementList/sensorElement/sensorMetadata/b", "element-unknown"),
    # text among elements
    ("<EPCISBody>", "<EPCISBody>chữ", f"{D}/EPCISBody", "text-misplaced"),
    ("<EventList>", "<EventList>chữ", f"{D}/EPCISBody/EventList", "text-misplaced"),
    ("</EPCISHeader>", "</EPCISHeader>chữ", D, "text-misplaced"),
    ("<epcList>", "<epcList>chữ", f"{E}/epcList", "text-misplaced"),
    ("</action>", "</action>chữ", E, "text-misplaced"),
    ("<quantityElement>", "<quantityElement>5", f"{E}/quantityList/quantityElement",
     "text-misplaced"),
    ("<readPoint>", "<readPoint>urn:x:9", f"{E}/readPoint", "text-misplaced"),
    # attributes where none belong
    ("<eventTime>", '<eventTime zone="+7">', f"{E}/eventTime/@zone", "attribute-unknown"),
    ("<epc>", '<epc mau:a="1">', f"{E}/epcList/epc/@a", "attribute-unknown"),
    ("<epcList>", '<epcList count="1">', f"{E}/epcList/@count", "attribute-unknown"),
    ("<quantity>", '<quantity uom="KGM">', f"{E}/quantityList/quantityElement/quantity/@uom",
     "attribute-unknown"),
    ("<readPoint>", '<readPoint id="urn:x:3">', f"{E}/readPoint/@id", "attribute-unknown"),
    ("<source ", '<source kind="a" ', f"{E}/sourceList/source/@kind", "attribute-unknown"),
    # lists and elements that lack what they are for
    ("<bizTransaction>urn:x:4</bizTransaction>", "",
     f"{E}/bizTransactionList/bizTransaction", "required"),
    ('<source type="urn:epcglobal:cbv:sdt:location">urn:x:6</source>', "",
     f"{E}/sourceList/source", "required"),
    ('<destination type="urn:epcglobal:cbv:sdt:location">urn:x:7</destination>', "",
     f"{E}/destinationList/destination", "required"),
    ("<sensorReport type=\"gs1:Speed\"/>", "",
     f"{E}/sensorElementList/sensorElement/sensorReport", "required"),
    ("<quantity>1</quantity>", "", f"{E}/quantityList/quantityElement/quantity", "required"),
    ("<sensorMetadata/>", "<sensorMetadata/><sensorMetadata/>",
     f"{E}/sensorElementList/sensorElement/sensorMetadata[2]", "element-repeated"),
    ("<sensorMetadata/>", "<mau:b/><sensorMetadata/>",
     f"{E}/sensorElementList/sensorElement/sensorMetadata", "element-order"),
    ("<extension><x/></extension>", "<extension><mau:x/></extension>", f"{E}/extension/x",
     "element-unknown"),
    # ids that are not even references
    ("urn:x:3<", "%zz<", f"{E}/readPoint/id", "uri-broken"),
    ("urn:x:5<", "+07:00<", f"{E}/quantityList/quantityElement[1]/epcClass", "uri-broken"),
    # the header
    ("<sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>", "", f"{B}/HeaderVersion", "required"),
    ("<sbdh:Type>Events</sbdh:Type>", "", f"{B}/DocumentIdentification/Type", "required"),
    ("<sbdh:Type>Events</sbdh:Type>", "<sbdh:Kind/>", f"{B}/DocumentIdentification/Kind",
     "element-unknown"),
    ('Authority="MAU"', 'By="MAU"', f"{B}/Sender/Identifier/@By", "attribute-unknown"),
    ("<VocabularyList>", "<VocabularyList>chữ", V, "text-misplaced"),
    ("VocabularyElementList>", "ElementList>", f"{V}/Vocabulary/ElementList", "element-unknown"),
    ("</VocabularyList>", "</VocabularyList><VocabularyList/>", f"{V}[2]", "element-repeated"),
    ("<children>", "<extension/><children>",
     f"{V}/Vocabulary/VocabularyElementList/VocabularyElement/children", "element-order"),
    ("</VocabularyElementList>", "<mau:b/></VocabularyElementList>",
     f"{V}/Vocabulary/VocabularyElementList/b", "element-unknown"),
]  # fmt: skip


def errors(text: str) -> set[tuple[str, str]]:
    return {
        (found.path, found.code)
        for found in read(text.encode(), now=NOW).findings
        if found.level == "error"
    }


def test_the_document_is_good_before_it_is_damaged() -> None:
    assert errors(DOCUMENT) == set()


@pytest.mark.parametrize(("old", "new", "path", "code"), DAMAGES)
def test_t10_damage_is_refused_with_its_place(old: str, new: str, path: str, code: str) -> None:
    damaged = DOCUMENT.replace(old, new)

    assert damaged != DOCUMENT
    assert (path, code) in errors(damaged)


def test_anything_may_stand_in_an_extension_of_an_extension() -> None:
    old = DOCUMENT.replace("xsd:2", "xsd:1").replace('schemaVersion="2.0"', 'schemaVersion="1.2"')
    event = EVENT[: EVENT.index("<quantityList>")].replace(' mau:a="1"', "")
    inner = "<extension><extension><hạn>7</hạn></extension></extension></ObjectEvent>"

    assert errors(old.replace(EVENT, event + inner)) == set()


@pytest.mark.parametrize("moment", ["2026-11-20t08:00:00z", "2026-11-20T08:00:00.5z"])
def test_small_letters_of_a_moment_are_read(moment: str) -> None:
    assert errors(DOCUMENT.replace("2026-11-20T08:00:00+07:00", moment)) == set()
