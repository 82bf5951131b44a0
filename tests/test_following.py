"""Figures that follow from others of their row: percentages and sums, compared and never guessed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own_declarations import column, declared_with, form
from typed_returns import checks, take_in

from schemas.declarations import Catalogue, DeclarationError
from schemas.home import Home
from sources.following import follow
from warehouse.reading import records
from warehouse.store import connected

HEAD = ["Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"]
LISTED = {"goals": {"vi": "Chỉ tiêu", "en": "Goals", "codes": [{"code": "a", "vi": "Thuê bao", "en": "A"}]}}


def plan(**more: Any) -> dict[str, Any]:
    columns = [
        column("item", "Chỉ tiêu", role="code", list="goals"),
        column("planned", "Kế hoạch", unit="piece", measure="plan"),
        column("actual", "Thực hiện", unit="piece"),
        column("percent", "Tỷ lệ", unit="percent", percent_of=["actual", "planned"]),
    ]
    return form("goals_met", columns, **more)


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return declared_with(tmp_path_factory.mktemp("d") / "d", form=plan(), codes=LISTED)


@pytest.mark.parametrize(
    ("stated", "told", "kept"),
    [
        (162, False, 162),  # 162,78 cut off, as the printed report does
        ("163%", False, 163),  # rounded
        ("162,78", False, "162.78"),
        (162.78, False, "162.78"),
        (161, True, 161),
        ("162,8%", False, "162.8"),
        ("162,6", True, "162.6"),
        (1.6278, False, "162.78"),  # a cell shown as a percentage holds a hundredth
        (None, False, None),  # it follows, so it need not be stated
    ],
)
def test_a_percentage_may_be_rounded_or_cut_off(
    home: Home, goals: Catalogue, write_book: Any, stated: Any, told: bool, kept: Any
) -> None:
    """8.139 of 5.000 are 162,78 percent."""
    head = [["goals_met"], ["Cục Thống kê tỉnh Quảng Ninh"], ["Năm 2014"], HEAD]
    write_book(home.inbox / "a.xlsx", [*head, ["Thuê bao", 5000, 8139, stated]])
    entry = take_in(home, goals)
    assert checks(entry) == []
    assert [(row["cell"], row["check_name"]) for row in entry["warnings"]] == [("D5", "percent_differs")] * told
    if told:
        assert all(text in entry["warnings"][0]["message_vi"] for text in ("8139", "5000", "162,8"))
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select percent from core.goals_met")[0]["percent"]
    assert found is None if kept is None else format(found, "f").rstrip("0").rstrip(".") == str(kept)


@given(part=st.integers(0, 10**9), whole=st.integers(1, 10**9), digits=st.integers(0, 4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_rounded_or_cut_off_agrees(goals: Catalogue, part: int, whole: int, digits: int) -> None:
    """Whole arithmetic: the exact share in units of the last digit, cut off and rounded half up."""
    import polars as pl

    units = part * 100 * 10**digits
    for scaled in (units // whole, (2 * units + whole) // (2 * whole)):
        text = f"{scaled // 10**digits}" + (f",{scaled % 10**digits:0{digits}d}" if digits else "")
        frame = _row(part, whole, text, scaled, digits)
        assert follow(frame, goals.forms["goals_met"], goals)[1] == []
    wrong = _row(part, whole, str(units // whole + 2), units // whole + 2, 0) if digits == 0 else None
    if wrong is not None:
        assert (
            len(follow(wrong.with_columns(pl.lit(False).alias("percent__typed")), goals.forms["goals_met"], goals)[1])
            == 1
        )


def _row(part: int, whole: int, text: str, scaled: int, digits: int) -> Any:
    from decimal import Decimal

    import polars as pl

    kind = pl.Decimal(28, 6)
    values = {"actual": Decimal(part), "planned": Decimal(whole), "percent": Decimal(scaled).scaleb(-digits)}
    texts = {"actual__text": str(part), "planned__text": str(whole), "percent__text": text}
    texts |= {f"{name}__header": name for name in values} | {"percent__letter": "D", "sheet": "S", "submission_id": "x"}
    frame = pl.DataFrame({name: [value] for name, value in texts.items()})
    frame = frame.with_columns(pl.lit(5).alias("percent__stands"), pl.lit(False).alias("percent__typed"))
    return frame.with_columns(pl.Series(name, [value], dtype=kind) for name, value in values.items())


def test_a_sum_across_the_row_that_was_typed_wrong_is_told(home: Home, tmp_path: Path, write_book: Any) -> None:
    """85 + 80 = 165, not 167."""
    months = [column("january", "Tháng một", unit="piece"), column("february", "Tháng hai", unit="piece")]
    both = column("two_months", "Hai tháng", unit="piece", sum_of=["january", "february"])
    columns = [column("item", "Chỉ tiêu", role="code", list="goals"), *months, both]
    declared = declared_with(tmp_path / "d", form=form("two", columns), codes=LISTED)
    head = [
        ["two"],
        ["Cục Thống kê tỉnh Quảng Ninh"],
        ["Năm 2014"],
        ["Chỉ tiêu", "Tháng một", "Tháng hai", "Hai tháng"],
    ]
    write_book(home.inbox / "a.xlsx", [*head, ["Thuê bao", 85, 80, 167]])
    entry = take_in(home, declared)
    assert [(row["cell"], row["check_name"]) for row in entry["warnings"]] == [("D5", "sum_differs")]
    assert "85 (Tháng một) + 80 (Tháng hai) = 165" in entry["warnings"][0]["message_vi"]


def test_a_figure_follows_from_measures_of_its_form_only(tmp_path: Path) -> None:
    wrong = plan()
    wrong["columns"][3]["percent_of"] = ["actual", "nothing"]
    with pytest.raises(DeclarationError, match="'nothing' is no other measure"):
        declared_with(tmp_path / "d", form=wrong, codes=LISTED)
