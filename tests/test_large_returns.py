"""Item-level returns: every row of a file, however long, is accepted or rejected, and told where it stands."""

import csv
import os
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_files import GOOD, PLAIN, as_csv, but, counts, kept, rows, taken, told

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse import item_words


def test_every_fault_is_told_at_its_cell(home: Home, declared: Catalogue) -> None:
    faults = [
        (but(0, "vina_phone"), "A", "unknown_code"),
        (but(1, ""), "B", "missing"),
        (but(2, "  "), "C", "missing"),
        (but(3, "2014-13"), "D", "unknown_code"),
        (but(4, "mobile"), "E", "unknown_code"),
        (but(5, "-5"), "F", "below_minimum"),
        (but(5, "133.202"), "F", "item_digits"),
        (but(6, "133,202"), "G", "ambiguous_number"),
        (but(6, "160,21"), "G", "ambiguous_number"),
        (but(6, "12.5"), "G", "ambiguous_number"),
        (but(7, "chưa có"), "H", "not_a_number"),
        (but(7, "1e3"), "H", "not_a_number"),
        (but(7, "+5"), "H", "not_a_number"),
        (but(7, " 5"), "H", "item_digits"),
        (but(7, "1234567890123456789"), "H", "too_precise"),
        (but(7, ""), "H", "missing"),
    ]
    table = rows(3000)
    for number, (row, _, _) in enumerate(faults):
        table.insert(100 * number, row)
    receipt = taken(home, declared, as_csv(table, ";"))
    assert counts(receipt) == (3016, 3000, 16, 0)
    assert receipt["status"] == "accepted_with_rejections"
    assert (receipt["form"], receipt["submitter"], receipt["period"]) == (
        "operator_detail",
        "post_telecom_office",
        "2014",
    )
    expected = [
        (f"{letter}{100 * number + 2}", check, row[ord(letter) - ord("A")])
        for number, (row, letter, check) in enumerate(faults)
    ]
    assert sorted(told(receipt)) == sorted(expected)


def test_accepted_rows_are_kept_with_their_lines_and_codes(home: Home, declared: Catalogue) -> None:
    table = [
        GOOD,
        ["Viettel Quảng Ninh", "TP Cẩm Phả", "Cửa Ông", "Tháng 4/2014", "FTTH", "007", "0", "999999999999999999"],
        but(4, "?"),
        ["MobiFone", " thành phố hạ long ", "Hà Tu", "05/2014", "xDSL", "1", "2", "3"],
    ]
    assert counts(taken(home, declared, as_csv(table))) == (4, 3, 1, 0)
    found = kept(home, "select * exclude (submission_id, sheet) from items.operator_detail order by row")
    assert [tuple(row.values()) for row in found] == [
        (2, "vnpt_quang_ninh", "193", "Hà Tu", "2014-03", "ftth", 12, 345, 67890),
        (3, "viettel_quang_ninh", "195", "Cửa Ông", "2014-04", "ftth", 7, 0, 999999999999999999),
        (5, "mobifone_centre_5", "193", "Hà Tu", "2014-05", "xdsl", 1, 2, 3),
    ]


def test_headers_in_another_order_and_one_too_many(home: Home, declared: Catalogue) -> None:
    header = "revenue,note,month,operator,district,commune,service,on_network,new\n"
    lines = ["5,tốt,2014-01,vietnamobile,194,Ka Long,xdsl,7,x", "5,tốt,2014-01,vietnamobile,194,Hải Hòa,xdsl,7,9"]
    receipt = taken(home, declared, header + "\n".join(lines))
    assert counts(receipt) == (2, 1, 1, 0)
    assert told(receipt) == [("I2", "not_a_number", "x")]
    assert [(each["cell"], each["check_name"]) for each in receipt["warnings"]] == [("B1", "unknown_column")]
    found = kept(home, "select row, new_subscribers, subscribers, revenue from items.operator_detail")
    assert found == [{"row": 3, "new_subscribers": 9, "subscribers": 7, "revenue": 5}]


def test_lines_that_are_no_rows_keep_their_numbers(home: Home, declared: Catalogue) -> None:
    line = ",".join
    lines = [
        line(rows(1)[0]),
        "",
        line(GOOD[:7]),
        line([*GOOD, "9"]),
        line([*GOOD[:2], '"Xã ""Ba"", cũ"', *GOOD[3:]]),
        line([*GOOD[:2], '"Xã', *GOOD[3:]]),
        line(["", "", 'Xã"', *GOOD[3:]]),
        "   ",
        line(but(7, "x", "Hà Khánh")),
        line([*GOOD[:2], "Xã cuối", "2014-03", "ftth", "1"]),
    ]
    receipt = taken(home, declared, PLAIN + "\n".join(lines))
    assert counts(receipt) == (10, 2, 6, 2)
    # Two lines are one cell that was broken, so neither parts into fields; the last one ends too early.
    whole = [(f"A{number + 2}", "item_fields", lines[number]) for number in (2, 3, 5, 6, 9)]
    assert sorted(told(receipt)) == sorted([*whole, ("H10", "not_a_number", "x")])
    found = kept(home, "select row, commune from items.operator_detail order by row")
    assert found == [{"row": 2, "commune": "Xã 0"}, {"row": 6, "commune": 'Xã "Ba", cũ'}]


@pytest.mark.parametrize("at_once", [1 << 23, 300])
def test_rows_about_the_same_thing_are_all_rejected(
    home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Also where the file has more rows than are compared at a time."""
    monkeypatch.setattr(item_words, "_AT_ONCE", at_once)
    table = rows(2000)
    table[500], table[1500] = but(7, "1"), but(7, "2")
    receipt = taken(home, declared, as_csv(table))
    assert counts(receipt) == (2000, 1998, 2, 0)
    assert told(receipt) == [("E502", "duplicate_row", "ftth"), ("E1502", "duplicate_row", "ftth")]
    assert "csv!1502" in receipt["rejections"][0]["message_en"]


def test_a_column_may_have_the_name_of_what_rows_are_compared_by(home: Home, declared: Catalogue) -> None:
    form = declared.items["operator_detail"]
    columns = tuple(each.model_copy(update={"name": each.name.replace("commune", "about")}) for each in form.columns)
    key = tuple(name.replace("commune", "about") for name in form.key)
    own = {form.code: form.model_copy(update={"columns": columns, "key": key})}
    table = rows(20)
    table[5], table[15] = but(7, "1"), but(7, "2")
    receipt = taken(home, replace(declared, version="own", items={**declared.items, **own}), as_csv(table))
    assert told(receipt) == [("E7", "duplicate_row", "ftth"), ("E17", "duplicate_row", "ftth")]


def test_a_month_outside_the_period_of_the_others_is_rejected(home: Home, declared: Catalogue) -> None:
    receipt = taken(home, declared, as_csv([*rows(5), but(3, "03/2013"), but(3, "12/2014", "Hồng Hà")]))
    assert (receipt["period"], counts(receipt)) == ("2014", (7, 6, 1, 0))
    assert told(receipt) == [("D7", "item_period", "03/2013")]


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1f"), max_size=8)
_FIELD = st.one_of(st.sampled_from([*GOOD, "1.404", "12,5", "-3", "", " ", "2014-00"]), _TEXT)
_ROW = st.one_of(st.just(GOOD), st.tuples(*[st.one_of(st.just(text), _FIELD) for text in GOOD]).map(list))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(_ROW, min_size=1, max_size=60), raw=st.booleans())
def test_what_a_rejection_quotes_stands_at_its_address(
    home: Home, declared: Catalogue, table: list[list[str]], raw: bool
) -> None:
    """Of any file: as many rows as lines, each accepted or told, and the text quoted is the one that stands there."""
    content = PLAIN + ("\n".join(",".join(row) for row in table) if raw else as_csv(table).partition("\n")[2])
    receipt = taken(home, declared, content, f"{os.urandom(8).hex()}.csv")
    if receipt["status"] == "duplicate":
        return  # Hypothesis tries the same file twice.
    lines = content.split("\n")
    accepted = check_addresses(receipt, lines)
    file = f"where submission_id = '{receipt['submission_id']}'"
    found = kept(home, f"select row, commune from items.operator_detail {file}")
    assert len(found) == receipt["rows_accepted"]
    assert {row["row"] for row in found} <= accepted
    for row in found:
        assert next(csv.reader([lines[row["row"] - 1]]))[2] == row["commune"]


def check_addresses(receipt: dict[str, Any], lines: list[str]) -> set[int]:
    """The lines of which nothing is told, after each that is was found to hold what is quoted of it."""
    read, _, rejected, _ = counts(receipt)
    assert read in (0, len(lines) - 1 - (not lines[-1]))
    places: set[int] = set()
    for cell, check, value in told(receipt):
        if cell is None:  # The file as a whole.
            continue
        number = int(re.sub("[A-Z]+", "", cell))
        line = lines[number - 1].removesuffix("\r")
        fields = [line] if check == "item_fields" else next(csv.reader([line], strict=True))
        assert fields[ord(cell[0]) - ord("A")] == value
        places.add(number)
    assert len(places) == rejected
    return {*range(2, len(lines) + 1)} - places
