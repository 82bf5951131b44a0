"""Values as a DHIS2 data value set, and the metadata that a DHIS2 needs to take it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from reports.leaving.texts import plain
from schemas.declarations import Catalogue
from schemas.exchange import EXCHANGE, GIVEN, TOTAL, breakdown_code, uid
from schemas.exchange_codes import DEFAULT_CATEGORIES, areas, element, form_of, parted

Record = dict[str, Any]
_OPENED = "1900-01-01"
_SHORT = 50
_PERIODS = {"quarterly": "Quarterly", "annual": "Yearly"}


def values(frame: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """The values that figures are worked out from (`warehouse.leaving.values`), one a line."""
    layout = catalogue.exchange.format("dhis2_values")
    lists = {i.code: catalogue.breakdown_list(i) for i in catalogue.indicators.values()}
    text = frame.with_columns(value=plain("value"), period=pl.col("period").str.replace("-", "", literal=True))

    def fields(row: Record) -> Record:
        listed = lists[row["indicator"]] if row["measure"] == "actual" else None
        parts = uid("categoryOptionCombo", breakdown_code(listed, row["breakdown"] or TOTAL)) if listed else None
        return {
            "element": uid("dataElement", element(row["indicator"], row["measure"])),
            "period": row["period"],
            "area": uid("organisationUnit", row["district"] or catalogue.exchange.territory.code),
            "breakdown": parts,
            "submitter": uid("submitter", row["submitter"]),
            "value": row["value"],
            "status": True if row["provisional"] else None,
        }

    rows = (fields(row) for row in text.iter_rows(named=True))
    lines = ({f.label: row[f.name] for f in layout.fields if row[f.name] is not None} for row in rows)
    return _document({"dataValues": lines})


def metadata(catalogue: Catalogue) -> bytes:
    """Organisation units, categories, data elements and data sets, each with its own identifier for good."""
    return _document(
        {
            "organisationUnits": _units(catalogue),
            "categoryOptions": [*_options(catalogue), *_submitters(catalogue, "categoryOption")],
            "categories": _categories(catalogue, "category", "categoryOptions", "categoryOption"),
            "categoryCombos": _categories(catalogue, "categoryCombo", "categories", "category"),
            "categoryOptionCombos": _combinations(catalogue),
            "dataElements": _elements(catalogue),
            "dataSets": _sets(catalogue),
        }
    )


def _document(lists: Mapping[str, Iterable[Record]]) -> bytes:
    """The lists as one JSON object, an entry a line."""
    parts = (
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in listed) + "\n]"
        for name, listed in lists.items()
    )
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _named(kind: str, code: str, name: str, key: str | None = None) -> Record:
    return {"id": uid(kind, key or code), "code": code, "name": name, "shortName": name[:_SHORT]}


def _units(c: Catalogue) -> Iterator[Record]:
    whole = c.exchange.territory
    root = _named("organisationUnit", whole.code, whole.vi)
    yield root | {"openingDate": _OPENED}
    for code, name in {d.code: d.vi for d in c.districts}.items():
        first = next(d.valid_from for d in c.districts if d.code == code)
        last = [d.valid_to for d in c.districts if d.code == code][-1]
        dates = {"openingDate": str(first or _OPENED)} | ({"closedDate": str(last)} if last else {})
        yield _named("organisationUnit", code, name) | dates | {"parent": {"id": root["id"]}}


def _lists(c: Catalogue) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """List that reported indicators are broken down by -> its name, its codes with theirs; the whole is one of them."""
    names = dict.fromkeys(name for _, name, _ in parted(c))
    return {
        name: (
            c.lists[name].vi if name in c.lists else name,
            [(TOTAL, "Tổng số"), *((each.code, each.vi) for each in c.codes(name))],
        )
        for name in names
    }


def _options(c: Catalogue) -> Iterator[Record]:
    for name, (title, codes) in _lists(c).items():
        for code, label in codes:
            own = breakdown_code(name, code)
            # Names of options are unique in a DHIS2, and labels of lists are not.
            yield _named("categoryOption", own, f"{title}: {label}") | {"shortName": own[:_SHORT]}


def _submitters(c: Catalogue, kind: str) -> Iterator[Record]:
    for code, submitter in c.submitters.items():
        own = f"{EXCHANGE}-{code}"
        short = {"shortName": code[:_SHORT]} if kind == "categoryOption" else {}
        yield {"id": uid(kind, own), "code": own, "name": submitter.vi} | short


def _categories(c: Catalogue, kind: str, inside: str, of: str) -> Iterator[Record]:
    """A category for each list, or a combination of it alone; and one of the submitters, beside all values."""
    for name, (title, codes) in _lists(c).items():
        held = [uid(of, breakdown_code(name, code)) for code, _ in codes] if of == "categoryOption" else [uid(of, name)]
        yield _named(kind, name, title) | {
            "dataDimensionType": "DISAGGREGATION",
            inside: [{"id": each} for each in held],
        }
    own = [uid(of, f"{EXCHANGE}-{code}") for code in c.submitters] if of == "categoryOption" else [uid(of, EXCHANGE)]
    kept = {"dataDimensionType": "ATTRIBUTE", inside: [{"id": each} for each in own]}
    yield _named(kind, EXCHANGE, "Đơn vị báo cáo") | kept


def _combinations(c: Catalogue) -> Iterator[Record]:
    for name, (title, codes) in _lists(c).items():
        for code, label in codes:
            own = breakdown_code(name, code)
            yield _combination(uid("categoryOptionCombo", own), f"{title}: {label}", name, own)
    for code, submitter in c.submitters.items():
        yield _combination(uid("submitter", code), submitter.vi, EXCHANGE, f"{EXCHANGE}-{code}")


def _combination(key: str, name: str, categories: str, option: str) -> Record:
    options = [{"id": uid("categoryOption", option)}]
    known = {"id": key, "code": option, "name": name}
    return known | {"categoryCombo": {"id": uid("categoryCombo", categories)}, "categoryOptions": options}


def _elements(c: Catalogue) -> Iterator[Record]:
    measures = {each.code: each.vi for each in c.exchange.measures}
    for indicator, measure in _given(c):
        i = c.indicators[indicator]
        listed = c.breakdown_list(i) if measure == "actual" else None
        code = element(indicator, measure)
        name = c.name_vi(i) if measure == "actual" else f"{c.name_vi(i)}: {measures[measure]}"
        yield _named("dataElement", code, name) | {
            "shortName": code[:_SHORT],
            "description": f"{i.name_en} ({c.units[i.unit].en})",
            "domainType": "AGGREGATE",
            "valueType": "INTEGER" if c.units[i.unit].whole else "NUMBER",
            "aggregationType": "LAST" if i.aggregation == "stock" else "SUM",
            "categoryCombo": {"id": uid("categoryCombo", listed) if listed else DEFAULT_CATEGORIES},
        }


def _given(c: Catalogue) -> Iterator[tuple[str, str]]:
    """Indicator and measure, of everything that is reported."""
    for indicator in c.indicators.values():
        for measure in GIVEN if indicator.planned else GIVEN[:1]:
            if indicator.source:
                yield indicator.code, measure


def _sets(c: Catalogue) -> Iterator[Record]:
    places = [{"id": uid("organisationUnit", code)} for code in areas(c)]
    for frequency, kind in _PERIODS.items():
        held = [
            {"dataElement": {"id": uid("dataElement", element(indicator, measure))}}
            for indicator, measure in _given(c)
            if (form := form_of(c.indicators[indicator], measure, c)) and form.frequency == frequency
        ]
        yield _named("dataSet", frequency, f"{c.exchange.structure.vi}: {kind}") | {
            "periodType": kind,
            "categoryCombo": {"id": uid("categoryCombo", EXCHANGE)},
            "dataSetElements": held,
            "organisationUnits": places,
        }
