"""EPCIS in XML: the two schemas' order and names are kept, damage is refused with its place."""

from datetime import UTC, datetime

import pytest

from traceability.epcis import read
from traceability.events import ObjectEvent

NOW = datetime(2026, 11, 21, tzinfo=UTC)

XML_2_0 = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:mau="https://example.vn/mau/"
  schemaVersion="2.0" creationDate="2026-11-20T10:00:00+07:00">
 <EPCISHeader><extension><EPCISMasterData><VocabularyList>
  <Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
   <VocabularyElement id="urn:epc:id:sgln:8938501.00001.0">
    <attribute id="urn:epcglobal:cbv:mda#name">Kho</attribute>
    <attribute id="urn:epcglobal:cbv:mda#address"><mau:street>Đường 1</mau:street></attribute>
    <children><id>urn:epc:id:sgln:8938501.00001.1</id></children><mau:x/>
   </VocabularyElement>
  </VocabularyElementList></Vocabulary>
 </VocabularyList></EPCISMasterData></extension></EPCISHeader>
 <EPCISBody><EventList>
  <ObjectEvent>
   <eventTime>2026-11-20T08:00:00+07:00</eventTime>
   <recordTime>2026-11-20T08:01:00+07:00</recordTime>
   <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
   <eventID>urn:uuid:1</eventID>
   <errorDeclaration><declarationTime>2026-11-20T09:00:00Z</declarationTime>
    <reason>urn:epcglobal:cbv:er:did_not_occur</reason><correctiveEventIDs>
    <correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs><extension><x/>
    </extension><mau:by>A</mau:by></errorDeclaration>
   <certificationInfo>https://example.vn/c/1</certificationInfo>
   <certificationInfo>https://example.vn/c/2</certificationInfo>
   <baseExtension><x/></baseExtension>
   <epcList><epc>urn:epc:id:sgtin:8938501.000123.1</epc></epcList>
   <action>ADD</action>
   <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
   <disposition>cbv:Disp-active</disposition>
   <readPoint><id>urn:epc:id:sgln:8938501.00001.0</id><extension><x/></extension>
    <mau:cửa>1</mau:cửa></readPoint>
   <bizTransactionList>
    <bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epcglobal:cbv:bt:1:2</bizTransaction>
    </bizTransactionList>
   <quantityList><quantityElement><epcClass>urn:epc:class:lgtin:8938501.000123.L1</epcClass>
    <quantity>10.50</quantity><uom>KGM</uom></quantityElement></quantityList>
   <sourceList>
    <source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:8938501.00001</source>
    </sourceList>
   <destinationList>
    <destination type="urn:epcglobal:cbv:sdt:location">
     urn:epc:id:sgln:8938501.00001.0</destination>
   </destinationList>
   <sensorElementList><sensorElement><sensorMetadata time="2026-11-20T08:00:00+07:00"/>
    <sensorReport type="gs1:Temperature" value="4.5E0" uom="CEL" booleanValue="1" mau:x="y"/>
    <extension><x/></extension><mau:z>1</mau:z></sensorElement></sensorElementList>
   <persistentDisposition>
    <unset>urn:epcglobal:cbv:disp:unknown</unset><set>urn:epcglobal:cbv:disp:conformant</set>
    </persistentDisposition>
   <ilmd><extension><x/></extension><mau:lot kind="a">L1</mau:lot><mau:lot>L2</mau:lot>
    <mau:lot>L3</mau:lot></ilmd>
   <extension><x/></extension>
   <mau:ghiChú>chữ<mau:a>1</mau:a><b>2</b></mau:ghiChú>
  </ObjectEvent>
 </EventList></EPCISBody>
</epcis:EPCISDocument>"""

XML_1_2 = """<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2"
  creationDate="2026-11-20T10:00:00+07:00">
 <EPCISBody><EventList>
  <QuantityEvent><eventTime>2026-11-20T08:00:00+07:00</eventTime>
    <eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
    <epcClass>urn:epc:class:lgtin:8938501.000123.L1</epcClass><quantity>7</quantity>
    </QuantityEvent>
  <ObjectEvent><eventTime>2026-11-20T08:00:00+07:00</eventTime>
    <eventTimeZoneOffset>+07:00</eventTimeZoneOffset><baseExtension><eventID>urn:uuid:1</eventID>
    <extension><x/></extension></baseExtension><epcList/><action>OBSERVE</action>
    <extension><quantityList><quantityElement><epcClass>urn:a:b</epcClass></quantityElement>
    </quantityList><extension><x/><persistentDisposition><set>urn:epcglobal:cbv:disp:active</set>
    </persistentDisposition></extension></extension></ObjectEvent>
  <extension><TransformationEvent><eventTime>2026-11-20T08:00:00+07:00</eventTime>
    <eventTimeZoneOffset>+07:00</eventTimeZoneOffset><inputEPCList><epc>urn:a:b</epc>
    </inputEPCList><outputEPCList><epc>urn:a:c</epc></outputEPCList></TransformationEvent>
    </extension>
 </EventList></EPCISBody>
</epcis:EPCISDocument>"""

D = "/EPCISDocument"
L = f"{D}/EPCISBody/EventList"
E = f"{L}/ObjectEvent[1]"
TIME = "<eventTime>2026-11-20T08:00:00+07:00</eventTime>"
ACTION = "<action>ADD</action>"

# What is replaced in the 2.0 document, by what, and the error that makes.
DAMAGES = [
    ("urn:epcglobal:epcis:xsd:2", "urn:khac", D, "namespace-wrong"),
    ('schemaVersion="2.0"', "", f"{D}/@schemaVersion", "required"),
    ('schemaVersion="2.0"', 'schemaVersion="hai"', f"{D}/@schemaVersion", "version-malformed"),
    (' creationDate="2026-11-20T10:00:00+07:00"', "", f"{D}/@creationDate", "required"),
    ("2026-11-20T10:00:00+07:00", "20/11/2026", f"{D}/@creationDate", "time-malformed"),
    ("EPCISBody", "Body", f"{D}/EPCISBody", "required"),
    ("EPCISBody", "Body", f"{D}/Body", "element-unknown"),
    ("ObjectEvent>", "ObjectEvents>", f"{L}/ObjectEvents[1]", "element-unknown"),
    ("ObjectEvent>", "QuantityEvent>", f"{L}/QuantityEvent[1]", "element-unknown"),
    ("ObjectEvent>", "mau:ObjectEvent>", f"{L}/ObjectEvent[1]", "element-unknown"),
    (TIME, "", f"{E}/eventTime", "required"),
    (TIME, "<eventTime>22-07-2026</eventTime>", f"{E}/eventTime", "time-malformed"),
    (TIME, "<eventTime>2026-11-20T08:00:00</eventTime>", f"{E}/eventTime", "time-malformed"),
    (TIME, "<eventTime/>", f"{E}/eventTime", "time-malformed"),
    (TIME, TIME + TIME, f"{E}/eventTime[2]", "element-repeated"),
    ("+07:00</eventTimeZone", "7</eventTimeZone", f"{E}/eventTimeZoneOffset", "offset-malformed"),
    (ACTION, "", f"{E}/action", "required"),
    (ACTION, "<action>CREATE</action>", f"{E}/action", "action-unknown"),
    (ACTION, "<action>add</action>", f"{E}/action", "action-unknown"),
    (TIME, ACTION + TIME, f"{E}/eventTime", "element-order"),
    (ACTION, ACTION + "<madeUp>1</madeUp>", f"{E}/madeUp", "element-unknown"),
    (ACTION, ACTION + "<parentID>urn:a:b</parentID>", f"{E}/parentID", "element-unknown"),
    ("</epcList>", "<epc2/></epcList>", f"{E}/epcList/epc2[2]", "element-unknown"),
    ("urn:epcglobal:cbv:bizstep:commissioning", "transforming", f"{E}/bizStep", "word-unknown"),
    ("cbv:Disp-active", "in_transport", f"{E}/disposition", "word-unknown"),
    ("urn:epcglobal:cbv:sdt:owning_party", "x", f"{E}/sourceList/source[1]/type", "word-unknown"),
    (
        ' type="urn:epcglobal:cbv:sdt:location"',
        "",
        f"{E}/destinationList/destination[1]/type",
        "required",
    ),
    ("<id>urn:epc:id:sgln:8938501.00001.0</id>", "", f"{E}/readPoint/id", "required"),
    (">10.50<", ">mười<", f"{E}/quantityList/quantityElement[1]/quantity", "number-malformed"),
    (
        ">10.50<",
        f">{'9' * 101}<",
        f"{E}/quantityList/quantityElement[1]/quantity",
        "number-malformed",
    ),
    (">10.50<", ">1E5<", f"{E}/quantityList/quantityElement[1]/quantity", "number-malformed"),
    (
        "<quantity>10.50</quantity><uom>KGM</uom>",
        "<uom>KGM</uom><quantity>1</quantity>",
        f"{E}/quantityList/quantityElement[1]/quantity",
        "element-order",
    ),
    (">KGM<", ">kg<", f"{E}/quantityList/quantityElement[1]/uom", "uom-malformed"),
    (
        "<epcClass>urn:epc:class:lgtin:8938501.000123.L1</epcClass>",
        "",
        f"{E}/quantityList/quantityElement[1]/epcClass",
        "required",
    ),
    ("quantityElement>", "element>", f"{E}/quantityList/element[1]", "element-unknown"),
    (
        'value="4.5E0"',
        'value="ấm"',
        f"{E}/sensorElementList/sensorElement[1]/sensorReport[2]/@value",
        "number-malformed",
    ),
    (
        'value="4.5E0"',
        'value="1E999"',
        f"{E}/sensorElementList/sensorElement[1]/sensorReport[2]/@value",
        "number-malformed",
    ),
    (
        'booleanValue="1"',
        'booleanValue="có"',
        f"{E}/sensorElementList/sensorElement[1]/sensorReport[2]/@booleanValue",
        "boolean-malformed",
    ),
    (
        "<sensorReport ",
        "<report ",
        f"{E}/sensorElementList/sensorElement/report",
        "element-unknown",
    ),
    (
        "<sensorReport ",
        "<report ",
        f"{E}/sensorElementList/sensorElement[1]/sensorReport",
        "required",
    ),
    (
        "<extension><x/></extension><mau:z>",
        "<sensorMetadata/><mau:z>",
        f"{E}/sensorElementList/sensorElement/sensorMetadata[2]",
        "element-order",
    ),
    (
        "<unset>urn:epcglobal:cbv:disp:unknown</unset><set>urn:epcglobal:cbv:disp:conformant</set>",
        "<set>active</set><unset>unknown</unset>",
        f"{E}/persistentDisposition/unset[2]",
        "element-order",
    ),
    (
        "<declarationTime>2026-11-20T09:00:00Z</declarationTime>",
        "",
        f"{E}/errorDeclaration/declarationTime",
        "required",
    ),
    ("T09:00:00Z<", "T09:61Z<", f"{E}/errorDeclaration/declarationTime", "time-malformed"),
    ("<mau:lot>L2</mau:lot>", "<lot>L2</lot>", f"{E}/ilmd/lot", "element-unknown"),
    (
        ' type="urn:epcglobal:epcis:vtype:Location"',
        "",
        f"{D}/EPCISHeader//Vocabulary/@type",
        "required",
    ),
    (
        ' id="urn:epc:id:sgln:8938501.00001.0"',
        "",
        f"{D}/EPCISHeader//VocabularyElement[1]/@id",
        "required",
    ),
    (
        ' id="urn:epcglobal:cbv:mda#name"',
        "",
        f"{D}/EPCISHeader//VocabularyElement[1]/attribute/@id",
        "required",
    ),
]


def errors(text: str) -> list[tuple[str, str]]:
    document = read(text.encode(), now=NOW)
    return [(f.path, f.code) for f in document.findings if f.level == "error"]


def test_the_documents_are_good_before_they_are_damaged() -> None:
    assert errors(XML_2_0) == []
    assert errors(XML_1_2) == []


@pytest.mark.parametrize(("old", "new", "path", "code"), DAMAGES)
def test_t10_damage_is_refused_with_its_place(old: str, new: str, path: str, code: str) -> None:
    assert old in XML_2_0

    document = read(XML_2_0.replace(old, new).encode(), now=NOW)

    assert not document.valid
    assert (path, code) in [(f.path, f.code) for f in document.findings]
    assert path == D or path.startswith(f"{D}/EPCISHeader") or "@" in path or not document.events


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("<quantity>7<", "<quantity>bảy<", f"{L}/QuantityEvent[1]/quantity", "number-malformed"),
        (
            "<eventID>",
            "<action>ADD</action><eventID>",
            f"{E}/baseExtension/action",
            "element-unknown",
        ),
        (
            "<extension><quantityList>",
            "<extension><x/><quantityList>",
            f"{E}/extension/x",
            "element-unknown",
        ),
        (
            "</TransformationEvent>",
            "</TransformationEvent><AssociationEvent/>",
            f"{L}/extension[1]",
            "element-repeated",
        ),
        ("<epcList/>", "<eventID>urn:a:b</eventID><epcList/>", f"{E}/eventID", "element-unknown"),
    ],
)
def test_damage_to_1_2_is_refused(old: str, new: str, path: str, code: str) -> None:
    assert old in XML_1_2

    assert (path, code) in errors(XML_1_2.replace(old, new))


def test_everything_in_a_2_0_event_is_read() -> None:
    event = read(XML_2_0.encode(), now=NOW).events[0]

    assert isinstance(event, ObjectEvent)
    assert event.biz_step == "commissioning"
    assert event.disposition == "active"
    assert event.certification_info == ("https://example.vn/c/1", "https://example.vn/c/2")
    assert event.sensor_elements[0].reports == (
        {"type": "Temperature", "value": 4.5, "uom": "CEL", "booleanValue": True, "mau:x": "y"},
    )
    assert event.sensor_elements[0].extensions == {"mau:z": "1"}
    assert event.ilmd == {"mau:lot": [{"kind": "a", "#text": "L1"}, "L2", "L3"]}
    assert event.extensions == {"mau:ghiChú": {"mau:a": "1", "b": "2", "#text": "chữ"}}
    assert event.namespaces == {"mau": "https://example.vn/mau/"}
    assert event.read_point is not None
    assert event.read_point.extensions == {"mau:cửa": "1"}
    assert event.error_declaration is not None
    assert event.error_declaration.corrective_event_ids == ("urn:uuid:2",)
    assert event.error_declaration.extensions == {"mau:by": "A"}


def test_master_data_of_a_header_is_read() -> None:
    (datum,) = read(XML_2_0.encode(), now=NOW).master_data

    assert datum.id == "urn:epc:id:sgln:8938501.00001.0"
    assert datum.attributes == {
        "urn:epcglobal:cbv:mda#name": "Kho",
        "urn:epcglobal:cbv:mda#address": {"mau:street": "Đường 1"},
    }
    assert datum.children == ("urn:epc:id:sgln:8938501.00001.1",)


def test_a_quantity_event_becomes_an_observation() -> None:
    document = read(XML_1_2.encode(), now=NOW)

    event = document.events[0]
    assert isinstance(event, ObjectEvent)
    assert (event.action, event.quantities[0].quantity) == ("OBSERVE", 7)
    assert document.events[1].event_id == "urn:uuid:1"
    assert document.events[1].persistent_disposition is not None
    assert [f.code for f in document.findings] == ["event-deprecated", "element-late"]
