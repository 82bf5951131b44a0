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
    """A return that a submitter owes for a period, with the first and the last day of its data (none for plans)."""

    form: str
    submitter: str
    period: str
    year: int
    data_from: date | None
    cutoff: date | None
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


def periods_before(form: Form, period: str, count: int) -> list[str]:
    """The `count` periods of the form before a period, oldest first."""
    years = range(year_of(period) - count, year_of(period) + 1)
    return [each for year in years for each in periods_of(form, year) if each < period][-count:]


def cutoff(form: Form, period: str) -> date:
    """The last day whose data belong to the period: by the form's regime, else the period's last."""
    end = last_day(period)
    return end if form.regime is None or form.regime.closes_on is None else end.replace(day=form.regime.closes_on)


def data_from(form: Form, period: str) -> date:
    """The first day whose data belong to the period: the day after the cut-off of the one before."""
    return cutoff(form, periods_before(form, period, 1)[0]) + timedelta(days=1)


def is_provisional(form: Form, period: str, received_at: datetime) -> bool:
    """Whether a return came before its data were complete: by the province's clock, up to the cut-off day."""
    return form.regime is not None and received_at.astimezone(PROVINCE_TIME).date() <= cutoff(form, period)


def is_far_ahead(period: str, received_at: datetime) -> bool:
    """Whether a period lies beyond the next year: a slip of the pen."""
    return year_of(period) > received_at.astimezone(PROVINCE_TIME).year + 1


def ahead_words(period: str, received_at: datetime) -> dict[str, str]:
    """What is told of a return for a period that lies ahead."""
    return {"period": period_vi(period), "day": f"{received_at.astimezone(PROVINCE_TIME):%d/%m/%Y}"}


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
    for form in (form for form in catalogue.forms.values() if form.layout_of is None):
        owing = [s for s in catalogue.submitters.values() if form.submitters in s.kinds]
        for year in range(form.valid_from.year, through + 1):
            for period in periods_of(form, year):
                for submitter in owing:
                    if is_valid(form, period) and is_valid(submitter, period):
                        yield _expected(form, submitter, period)


def _expected(form: Form, submitter: Submitter, period: str) -> ExpectedReturn:
    return ExpectedReturn(
        form=form.code,
        submitter=submitter.code,
        period=period,
        year=year_of(period),
        data_from=data_from(form, period) if form.regime else None,
        cutoff=cutoff(form, period) if form.regime else None,
        due_date=due_date(form, period),
    )


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


def moment_name(moment: datetime) -> str:
    """A moment as the name of a folder, by the province's clock: `2014-11-26` (its end), `2014-11-26T17-00-00`."""
    local = moment.astimezone(PROVINCE_TIME)
    if local.time() == time.max:
        return f"{local:%Y-%m-%d}"
    return f"{local:%Y-%m-%dT%H-%M-%S}" + (f".{local.microsecond:06d}" if local.microsecond else "")
