"""The words of an answer for a period and for the days whose data belong to it."""

import re
from collections.abc import Mapping

from schemas.calendar import cutoff, data_from, period_vi
from schemas.records import Form

REGIMES: Mapping[str, tuple[str, str]] = {
    "statistical": ("chế độ báo cáo thống kê", "statistical reporting"),
    "administrative": ("chế độ báo cáo hành chính", "administrative reporting"),
}
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def period_words(period: str) -> tuple[str, str]:
    """`2014-Q4` as people write it, in both languages; another period as it is."""
    quarter = _QUARTER.fullmatch(period)
    if quarter:
        return period_vi(period), f"Quarter {quarter[2]} of {quarter[1]}"
    return (period_vi(period), f"Year {period}") if period.isdigit() else (period, period)


def data_words(form: Form | None, period: str) -> tuple[str, str]:
    """The first and the last day of a period's data, in both languages; empty where the form has no regime."""
    if form is None or form.regime is None or not period:
        return "", ""
    first, last = f"{data_from(form, period):%d/%m/%Y}", f"{cutoff(form, period):%d/%m/%Y}"
    vi, en = REGIMES[form.regime.kind]
    return f"từ {first} đến hết {last} ({vi})", f"from {first} to the end of {last} ({en})"
