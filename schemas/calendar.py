"""Periods, due dates and the calendar of expected returns, as the declarations imply them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.declarations import Catalogue
from schemas.records import Form, Submitter

PROVINCE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class ExpectedReturn:
    """A return that a submitter owes for a period."""

    form: str
    submitter: str
    period: str
    year: int
    due_date: date


def year_of(period: str) -> int:
    """The year of `2014` or `2014-Q4`."""
    return int(period[:4])


def last_day(period: str) -> date:
    """The last day of `2014` or `2014-Q4`."""
    quarter = int(period[6:]) if "-Q" in period else 4
    first_of_next = date(year_of(period) + quarter // 4, quarter * 3 % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def periods_of(form: Form, year: int) -> list[str]:
    """The periods of a year for which the form is due."""
    return [f"{year}-Q{quarter}" for quarter in range(1, 5)] if form.frequency == "quarterly" else [str(year)]


def period_vi(period: str) -> str:
    """A period as people write it: `Quý IV/2014`, `Năm 2014`."""
    year, _, quarter = period.partition("-Q")
    return f"Quý {('I', 'II', 'III', 'IV')[int(quarter) - 1]}/{year}" if quarter else f"Năm {year}"


def period_example(form: Form) -> str:
    """How a submitter would write a period of the form."""
    return period_vi(periods_of(form, 2014)[-1])


def due_date(form: Form, period: str) -> date:
    """The last day on which the return is in time."""
    return last_day(period) + timedelta(days=form.due_days)


def days_late(form: Form, period: str, received_at: datetime) -> int:
    """Whole days after the due date, by the province's clock; 0 when in time."""
    return max(0, (received_at.astimezone(PROVINCE_TIME).date() - due_date(form, period)).days)


def is_valid(record: Form | Submitter, period: str) -> bool:
    """Whether a form or a submitter is in force on the last day of the period."""
    day = last_day(period)
    return record.valid_from <= day and (record.valid_to is None or day <= record.valid_to)


def first_year(catalogue: Catalogue) -> int:
    """The first year that a return may say something about: rows may state an earlier one than their return."""
    stated = [int(c.min) for form in catalogue.forms.values() for c in form.having("year") if c.min is not None]
    return min([*stated, *(form.valid_from.year for form in catalogue.forms.values())])


def expected_returns(catalogue: Catalogue, through: int) -> Iterator[ExpectedReturn]:
    """Every return owed from the first year of each form through the year `through`."""
    for form in catalogue.forms.values():
        owing = [s for s in catalogue.submitters.values() if form.submitters in s.kinds]
        for year in range(form.valid_from.year, through + 1):
            for period in periods_of(form, year):
                for submitter in owing:
                    if is_valid(form, period) and is_valid(submitter, period):
                        yield ExpectedReturn(form.code, submitter.code, period, year, due_date(form, period))


def moment_of(text: str) -> datetime:
    """A moment as people write it: `now`, a date (its end, by the province's clock), or a date and time.

    Raises ValueError for anything else.
    """
    if text == "now":
        return datetime.now(PROVINCE_TIME)
    moment = datetime.fromisoformat(text)
    if len(text) == len("2014-11-26"):
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=PROVINCE_TIME)
