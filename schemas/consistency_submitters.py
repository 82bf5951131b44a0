"""Who has to be among the submitters, and who must not: each kind that is asked for, each code that something names."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from schemas.catalogue import Catalogue

_NAMED = 3

Asked = Mapping[str, list[str]]


def submitter_problems(c: Catalogue) -> Iterator[str]:
    """Kinds of which there is no submitter, and submitters who are named and are not there, each with who asks."""
    for kind, by in missing_kinds(c).items():
        yield f"submitters.yaml: no submitter is of kind {kind!r}, asked for by {_listed(by)}"
    for (code, kind), by in _missing_codes(c).items():
        yield f"submitters.yaml: no submitter has the code {code!r} (of kind {kind!r}), named by {_listed(by)}"
    places = {district.code for district in c.districts}
    for submitter in c.submitters.values():
        if submitter.district and submitter.district not in places:
            yield f"submitters.yaml: {submitter.code!r} is of district {submitter.district!r}, not in districts.yaml"
    yield from _rivals(c)


def _rivals(c: Catalogue) -> Iterator[str]:
    """Who would send a form at the same time that one submitter sends for all."""
    for form in c.forms.values():
        those = [submitter for submitter in c.submitters.values() if form.submitters in submitter.kinds]
        ordered = sorted(those, key=lambda each: each.valid_from) if form.one_sender else []
        for first, then in pairwise(ordered):
            if then.valid_from <= (first.valid_to or date.max):
                yield (
                    f"submitters.yaml: {first.code!r} and {then.code!r} are of kind {form.submitters!r} at the same"
                    f" time, and one of them sends form {form.code!r} for all: give the former a valid_to"
                )


def is_unknown_list(c: Catalogue, name: str | None) -> bool:
    """Whether nothing is declared of that name; of a kind that no submitter is of, `submitter_problems` tells alone."""
    return name not in c.list_names and name not in missing_kinds(c)


def missing_kinds(c: Catalogue) -> Asked:
    """The kinds that no submitter is of -> the forms whose senders they are, the tables that have a row for each."""
    asked: dict[str, list[str]] = {}
    for form in c.reported.values():
        asked.setdefault(form.submitters, []).append(f"form {form.code!r}")
    for table in c.printed_tables.values():
        if table.by:
            kind = "appendix" if table.number in c.appendices else "annex table"
            asked.setdefault(table.by, []).append(f"{kind} {table.number}")
    kinds = {kind for submitter in c.submitters.values() for kind in submitter.kinds}
    senders = {form.submitters for form in c.reported.values()} - kinds
    return {name: by for name, by in asked.items() if name in senders or name not in c.list_names}


def _missing_codes(c: Catalogue) -> Mapping[tuple[str, str], list[str]]:
    """(code, kind) of submitters who are not there -> the indicators that they report, the forms that are theirs."""
    asked: dict[tuple[str, str], list[str]] = {}
    named = [(form.submitter, form, f"form {form.code!r}") for form in c.items.values()]
    for indicator in c.indicators.values():
        form = c.forms.get(indicator.source.form) if indicator.source else None
        if indicator.source and form:
            named.append((indicator.source.submitter, form, f"indicator {indicator.code!r}"))
    for code, form, by in named:
        if code is not None and code not in c.submitters:
            asked.setdefault((code, form.submitters), []).append(by)
    return asked


def _listed(those: list[str]) -> str:
    more = f" and {len(those) - _NAMED} more" if len(those) > _NAMED else ""
    return ", ".join(those[:_NAMED]) + more
