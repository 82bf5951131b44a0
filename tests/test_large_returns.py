"""Item-level returns: every row of a file, however long, is accepted or rejected, and told where it stands."""

import csv
import io
import os
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import items, steps
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

HEADER = [
    "Doanh nghiệp",
    "Địa bàn",
    "Xã, phường",
    "Tháng",
    "Dịch vụ",
    "Phát triển mới",
    "Hiện có trên mạng",
    "Doanh thu",
]
GOOD = ["vnpt_quang_ninh", "193", "Hà Tu", "2014-03", "ftth", "12", "345", "67890"]
PLAIN = "operator,district,commune,month,service,new,on_network,revenue\n"


def rows(count: int, start: int = 0) -> list[list[str]]:
    """Rows without a fault, each about another commune."""
    return [[*GOOD[:2], f"Xã {n}", *GOOD[3:]] for n in range(start, start + count)]


def but(column: int, text: str, commune: str = "Hà Tu") -> list[str]:
    row = [*GOOD[:2], commune, *GOOD[3:]]
    row[column] = text
    return row


def as_csv(table: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows([HEADER, *table])
    return text.getvalue()


def taken(home: Home, declared: Catalogue, content: str | bytes, name: str = "chi tiết.csv") -> dict[str, Any]:
    """Take one file in; its receipt with its findings."""
    file = home.create().inbox / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(file, (1_417_000_000, 1_417_000_000))
    return steps.take_in_now(home, declared, [file], patience=60)[0]


def kept(home: Home, query: str) -> list[dict[str, Any]]:
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, query)


def told(receipt: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["cell"], each["check_name"], each["value"]) for each in receipt["rejections"]]


def counts(receipt: dict[str, Any]) -> tuple[int, int, int, int]:
    read, accepted, rejected, other = (receipt[f"rows_{name}"] for name in ("read", "accepted", "rejected", "other"))
    assert read == accepted + rejected + other
    return read, accepted, rejected, other


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


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("newline", "mark", "end"), [("\n", b"", "\n"), ("\r\n", b"\xef\xbb\xbf", ""), ("\n", b"", "")]
)
def test_the_same_rows_in_any_dress(
    home: Home, declared: Catalogue, delimiter: str, newline: str, mark: bytes, end: str
) -> None:
    lines = [delimiter.join(row) for row in [HEADER, *rows(20), but(5, "x"), *rows(20, start=20)]]
    lines[0] = lines[0].replace("Xã, phường", "Xã")
    text = newline.join(lines) + end
    receipt = taken(home, declared, mark + text.encode())
    assert counts(receipt) == (41, 40, 1, 0)
    assert told(receipt) == [("F22", "not_a_number", "x")]


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


def test_rows_about_the_same_thing_are_all_rejected(home: Home, declared: Catalogue) -> None:
    table = rows(2000)
    table[500], table[1500] = but(7, "1"), but(7, "2")
    receipt = taken(home, declared, as_csv(table))
    assert counts(receipt) == (2000, 1998, 2, 0)
    assert told(receipt) == [("E502", "duplicate_row", "ftth"), ("E1502", "duplicate_row", "ftth")]
    assert "csv!1502" in receipt["rejections"][0]["message_en"]


def test_a_month_outside_the_period_of_the_others_is_rejected(home: Home, declared: Catalogue) -> None:
    receipt = taken(home, declared, as_csv([*rows(5), but(3, "03/2013"), but(3, "12/2014", "Hồng Hà")]))
    assert (receipt["period"], counts(receipt)) == ("2014", (7, 6, 1, 0))
    assert told(receipt) == [("D7", "item_period", "03/2013")]


@pytest.mark.parametrize(
    ("content", "check"),
    [
        (as_csv([but(3, "2013-01"), but(3, "2014-01")]).encode(), "item_periods"),
        (as_csv(rows(3)).encode() + "vnpt_quang_ninh,193,Hà Tu,2014-05,ftth,1,2,3\n".encode("utf-16-le"), "item_text"),
        (as_csv(rows(3)).encode() + b"vnpt_quang_ninh,193,H\xe0 Tu,2014-05,ftth,1,2,3\n", "item_text"),
        (as_csv(rows(3)).encode() + b"vnpt_quang_ninh,193,H\x00 Tu,2014-05,ftth,1,2,3\n", "item_text"),
        (as_csv([]).encode(), "no_rows"),
        (as_csv([]).encode() + b"\n \n", "no_rows"),
    ],
)
def test_a_file_of_which_nothing_can_be_taken(home: Home, declared: Catalogue, content: bytes, check: str) -> None:
    receipt = taken(home, declared, content)
    assert receipt["status"] == "rejected"
    assert [each["check_name"] for each in receipt["rejections"]] == [check]
    assert kept(home, "select count(*) as n from items.operator_detail") == [{"n": 0}]


def test_a_correction_takes_the_place_of_what_it_corrects(home: Home, declared: Catalogue) -> None:
    first = taken(home, declared, as_csv([*rows(10), but(6, "?")]))
    second = taken(home, declared, as_csv([*rows(10), GOOD]), "chi tiết bản 2.csv")
    again = taken(home, declared, as_csv([*rows(10), GOOD]), "chi tiết bản 3.csv")
    assert (second["corrects_no"], again["status"]) == (first["receipt_no"], "duplicate")
    statuses = kept(home, "select status from ops.submissions order by receipt_no")
    assert [row["status"] for row in statuses] == ["superseded", "accepted", "duplicate"]
    found = kept(
        home,
        "select count(*) as n, sum(subscribers) as s from items.operator_detail"
        " semi join core.returns using (submission_id)",
    )
    assert found == [{"n": 11, "s": 11 * 345}]
    # Both loads stand, each with its own lines.
    lines = kept(
        home,
        "select min(row) as first, max(row) as last, count(*) as n from items.operator_detail"
        " group by submission_id order by n",
    )
    assert lines == [{"first": 2, "last": 11, "n": 10}, {"first": 2, "last": 12, "n": 11}]


def test_a_load_cut_short_leaves_nothing_and_the_next_run_repeats_it(
    home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(items, "load", cut)
        with pytest.raises(KeyboardInterrupt):
            taken(home, declared, as_csv(rows(3000)))
    for table in ("ops.receipts", "items.loads", "items.codes", "items.operator_detail_lines"):
        assert kept(home, f"select count(*) as n from {table}") == [{"n": 0}]
    assert steps.take_in(home, declared).received == {"accepted": 1}
    assert kept(home, "select min(row) as a, max(row) as b from items.operator_detail") == [{"a": 2, "b": 3001}]


def test_the_answer_adds_up_and_the_original_is_kept(home: Home, declared: Catalogue) -> None:
    content = as_csv([*rows(100), but(5, "x")])
    receipt = taken(home, declared, content)
    answer = Path(receipt["answer"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "F102" in answer
    assert "34.500" in answer  # 100 rows of 345 on the network.
    [name] = [row["submission_id"] for row in kept(home, "select submission_id from ops.receipts")]
    assert (home.archive / name[:2] / name).read_bytes() == content.encode()


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1f"), max_size=8)
_FIELD = st.one_of(st.sampled_from([*GOOD, "1.404", "12,5", "-3", "", " ", "2014-00"]), _TEXT)
_ROW = st.one_of(st.just(GOOD), st.tuples(*[st.one_of(st.just(text), _FIELD) for text in GOOD]).map(list))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(_ROW, min_size=1, max_size=40), raw=st.booleans())
def test_what_a_rejection_quotes_stands_at_its_address(
    home: Home, declared: Catalogue, table: list[list[str]], raw: bool
) -> None:
    """Of any file: as many rows as lines, each accepted or told, and the text quoted is the one that stands there."""
    content = PLAIN + ("\n".join(",".join(row) for row in table) if raw else as_csv(table).partition("\n")[2])
    receipt = taken(home, declared, content)
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


def test_a_file_of_another_form_is_none(home: Home, declared: Catalogue) -> None:
    receipt = taken(home, declared, PLAIN.replace("commune,", "") + "vnpt_quang_ninh,193,2014-03,ftth,1,2,3\n")
    assert receipt["form"] is None
    assert kept(home, "select count(*) as n from items.loads") == [{"n": 0}]


def test_places_are_those_of_the_loads(home: Home, declared: Catalogue) -> None:
    """What lines are told by: a load's rows lie one after the other, from where it begins."""
    for number in range(3):
        taken(home, declared, as_csv(rows(1000 + number)), f"{number}.csv")
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        found = connection.execute(
            "select load_no, min(rowid), count(*), max(rowid) from items.operator_detail_lines"
            " group by all order by all"
        ).fetchall()
    assert found == [(1, 0, 1000, 999), (2, 1000, 1001, 2000), (3, 2001, 1002, 3002)]
