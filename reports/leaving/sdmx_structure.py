"""The structure of what is exchanged as SDMX-ML 3.0: code lists, concepts, one data structure, two dataflows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from lxml import etree

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.exchange import TOTAL, Artefact, Exchange, Field, breakdown_code

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/"
_SPACES = {short: _SCHEMAS + long for short, long in (("mes", "message"), ("str", "structure"), ("com", "common"))}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DIMENSIONS = ("freq", "indicator", "measure", "area", "submitter", "breakdown")
_MANDATORY = ("unit", "multiplier", "status")
_TYPES = {"multiplier": "Integer", "decimals": "Integer", "decided": "GregorianDay", "value": "Decimal"}
Names = Mapping[str, tuple[str, str]]


def structure(catalogue: Catalogue, made_at: datetime) -> bytes:
    """The structure message; code lists hold everything that is declared."""
    e = catalogue.exchange
    fields = e.format("sdmx_values").fields
    root = etree.Element(_tag("mes", "Structure"), nsmap=_SPACES)
    header = _child(root, "mes", "Header")
    _child(header, "mes", "ID", f"{e.structure.id}_{made_at.astimezone(PROVINCE_TIME):%Y%m%dT%H%M%S}")
    _child(header, "mes", "Test", "false")
    _child(header, "mes", "Prepared", made_at.isoformat(timespec="seconds"))
    _child(header, "mes", "Sender", id=e.agency)
    held = _child(root, "mes", "Structures")
    lists = _child(held, "str", "Codelists")
    for name, (titles, codes) in _codelists(catalogue).items():
        _items(lists, "Codelist", "Code", Artefact(id=name, vi=titles[0], en=titles[1]), codes, e)
    schemes = _child(held, "str", "ConceptSchemes")
    concepts = {field.label: (field.vi, field.en) for field in fields}
    _items(schemes, "ConceptScheme", "Concept", e.concepts, concepts, e)
    flows = _child(held, "str", "Dataflows")
    for flow in (e.values, e.figures):
        node = _artefact(flows, "Dataflow", flow, e)
        _child(node, "str", "Structure", e.urn("datastructure.DataStructure", e.structure.id))
    node = _artefact(_child(held, "str", "DataStructures"), "DataStructure", e.structure, e)
    _components(_child(node, "str", "DataStructureComponents"), fields, e)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _codelists(c: Catalogue) -> dict[str, tuple[tuple[str, str], Names]]:
    """The identifier of each code list -> its names, its codes with theirs."""
    e, whole = c.exchange, {TOTAL: ("Tổng số", "Total")}
    fields = {f.list: (f.vi, f.en) for f in e.format("sdmx_values").fields if f.list}
    codes: dict[str, Names] = {
        "CL_FREQ": _of(e.frequencies),
        "CL_INDICATOR": {i.code: (c.name_vi(i), i.name_en) for i in c.indicators.values()},
        "CL_MEASURE": _of(e.measures),
        # Of several names of a district the last is the one that it has.
        "CL_AREA": _of((e.territory, *c.districts)),
        "CL_SUBMITTER": whole | _of(c.submitters.values()),
        "CL_BREAKDOWN": whole | dict(_parts(c)),
        "CL_UNIT": {code: (unit.vi, unit.en) for code, unit in c.units.items() if unit.base == code},
        "CL_OBS_STATUS": _of(e.statuses),
    }
    return {name: (titles, codes[name]) for name, titles in fields.items()}


def _of(named: Iterable[object]) -> dict[str, tuple[str, str]]:
    return {each.code: (each.vi, each.en) for each in named}  # type: ignore[attr-defined]


def _parts(c: Catalogue) -> Iterator[tuple[str, tuple[str, str]]]:
    """The codes of every list that an indicator is broken down by."""
    names = dict.fromkeys(name for i in c.indicators.values() if (name := c.breakdown_list(i)))
    for name in names:
        yield from ((breakdown_code(name, code.code), (code.vi, code.en)) for code in c.codes(name))


def _components(node: etree._Element, fields: tuple[Field, ...], e: Exchange) -> None:
    named = {field.name: field for field in fields}
    dimensions = _child(node, "str", "DimensionList")
    for position, name in enumerate(_DIMENSIONS, 1):
        _component(_child(dimensions, "str", "Dimension", id=named[name].label, position=str(position)), named[name], e)
    time = _child(dimensions, "str", "TimeDimension", id=named["period"].label)
    _component(time, named["period"], e, "ObservationalTimePeriod")
    attributes = _child(node, "str", "AttributeList")
    for name, field in named.items():
        if name not in (*_DIMENSIONS, "period", "value"):
            usage = "mandatory" if name in _MANDATORY else "optional"
            attribute = _child(attributes, "str", "Attribute", id=field.label, usage=usage)
            _component(attribute, field, e)
            _child(_child(attribute, "str", "AttributeRelationship"), "str", "Observation")
    measures = _child(node, "str", "MeasureList")
    _component(_child(measures, "str", "Measure", id=named["value"].label), named["value"], e)


def _component(node: etree._Element, field: Field, e: Exchange, kind: str = "") -> None:
    concept = f"{e.urn('conceptscheme.Concept', e.concepts.id)}.{field.label}"
    _child(node, "str", "ConceptIdentity", concept)
    shape = _child(node, "str", "LocalRepresentation")
    if field.list:
        _child(shape, "str", "Enumeration", e.urn("codelist.Codelist", field.list))
    else:
        _child(shape, "str", "TextFormat", textType=kind or _TYPES.get(field.name, "String"))


def _items(node: etree._Element, kind: str, item: str, artefact: Artefact, items: Names, e: Exchange) -> None:
    scheme = _artefact(node, kind, artefact, e)
    for code, names in items.items():
        _name(_child(scheme, "str", item, id=code), *names)


def _artefact(node: etree._Element, kind: str, artefact: Artefact, e: Exchange) -> etree._Element:
    made = _child(node, "str", kind, id=artefact.id, agencyID=e.agency, version=e.version)
    _name(made, artefact.vi, artefact.en)
    return made


def _name(node: etree._Element, vi: str, en: str) -> None:
    for language, text in (("vi", vi), ("en", en)):
        _child(node, "com", "Name", text).set(_LANG, language)


def _child(node: etree._Element, space: str, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(node, _tag(space, name), attributes)
    child.text = text or None
    return child


def _tag(space: str, name: str) -> str:
    return f"{{{_SPACES[space]}}}{name}"
