"""The three appendices of 2014, typed from the printed report, through every writer.

`PRINT` is what people must read. It follows the print, but for what the print has wrong: the percent of
plan in 1.5, 1.6, 2.4 and 2.5 and the separators of the stock column of Appendix 2. The rows that go in
are the same figures as numbers, with the percentages worked out here by integers.
"""

import csv
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
import simplejson

from reports.appendix import KpiRow, Value
from reports.documents import render
from schemas.declarations import Catalogue, catalogue
from schemas.printed import AppendixColumn

TITLES = {
    1: "Kết quả hoạt động Bưu chính, Chuyển phát năm 2014",
    2: "Kết quả hoạt động Viễn thông, Internet năm 2014",
    3: "Kết quả thanh tra chuyên ngành thông tin và truyền thông năm 2014",
}
HEADS = {
    1: ["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2014", "Số tăng trong kỳ"]
    + ["So với kế hoạch năm 2014", "Kế hoạch năm 2015"],
    2: ["STT", "Tên chỉ tiêu", "Đơn vị tính", "Kế hoạch năm 2014", "Số tăng trong năm"]
    + ["So với kế hoạch 2014", "Hiện có trên mạng", "Kế hoạch năm 2015"],
    3: ["STT", "Lĩnh vực thanh tra", "Số đơn vị, doanh nghiệp, cá nhân được thanh tra"]
    + ["Số đơn vị, doanh nghiệp, cá nhân có vi phạm", "Số Quyết định xử phạt VPHC được ban hành"]
    + ["Tổng số tiền xử phạt VPHC", "Tổng số tiền xử phạt VPHC đã nộp NSNN"],
}
# A merged cell is told once, in the row where it begins.
PRINT = {
    1: """1|Sản lượng phát hành báo chí|Tờ, cuốn|10.000.000|10.345.000|103%|10.000.000
2|Sản lượng Bưu phẩm thường đi, đến trong nước và Quốc tế|Kg|60.000|50.040|83%|50.000
3|Bưu kiện, Bưu gửi, hàng gửi chuyển phát nhanh các loại đi đến trong và ngoài nước|Cái|1.000.000|1.180.000|118%|1.000.000
4|Thư, điện chuyển tiền từ liên tỉnh, quốc tế đi, đến|Cái, bức|150.000|86.513|58%|120.000
5|Số tiền chuyển|Tỷ đồng|520|423|81%|500
6|Doanh thu|95|89|94%|90""",
    2: """1|Điện thoại cố định có dây|Thuê bao|2.000|2.169|108%|133.202|2.000
2|Điện thoại cố định không dây|2.500|1.984|79%|23.758|3.000
3|Điện thoại di động trả sau|30.000|29.672|99%|160.210|35.000
4|Điện thoại di động trả trước|400.000|651.134|163%|1.404.708|700.000
5|Thuê bao internet băng thông rộng xDSL|14.000|22.915|164%|106.621|20.000
6|Thuê bao FTTH|1.500|3.363|224%|11.872|2.200
7|Doanh thu|Tỷ đồng|1.900|1.982|104%||2.300""",
    3: """1|Bưu chính chuyển phát|10|8|0|0|0|0
2|Tần số VTD|21|12|0|2|8.000.000|4.000.000
3|Viễn thông CNTT|34|2|0|0|0|0
4|Internet|41|39|0|3|750.000|750.000
5|Báo chí|3|3|0|0|0|0
6|Xuất bản|12|0|0|0|0|0
7|Phát thanh truyền hình|25|19|0|0|0|0
Tổng cộng|146|83|0|5|8.750.000|4.750.000""",
}
KEYS = {
    1: ["plan", "actual", "percent_of_plan", "stock", "next_plan"],
    2: ["plan", "actual", "percent_of_plan", "stock", "next_plan"],
    3: ["inspected", "in_breach", "warnings", "fines", "fined_amount", "paid_amount"],
}


def printed(number: int) -> list[list[str]]:
    """The cells of the printed body."""
    return [line.split("|") for line in PRINT[number].split("\n")]


def percent(actual: int, plan: int) -> Decimal:
    """100 * actual / plan to 12 decimals, half up, by integers."""
    return Decimal(f"{(2 * 100 * actual * 10**12 + plan) // (2 * plan)}E-12")


def given_rows(number: int) -> list[dict[str, Value]]:
    """The rows as the warehouse gives them: the print's figures as Decimals with six or twelve decimals."""
    units = {
        1: ["Tờ, cuốn", "Kg", "Cái", "Cái, bức", "Tỷ đồng", "Tỷ đồng"],
        2: ["Thuê bao"] * 6 + ["Tỷ đồng"],
    }
    rows: list[dict[str, Value]] = []
    for place, cells in enumerate(printed(number)):
        label = cells[0] if cells[0] == "Tổng cộng" else cells[1]
        count = {1: 4, 2: 5, 3: 6}[number]
        figures = [
            Decimal(text.replace(".", "") + ".000000") if text[-1:].isdigit() else None for text in cells[-count:]
        ]
        if number != 3:
            plan, actual = (int(cell.replace(".", "")) for cell in cells[-count:][:2])
            stock = figures[3] if number == 2 else None
            figures = [Decimal(plan), Decimal(actual), percent(actual, plan), stock, figures[-1]]
        unit = units[number][place] if number in units else None
        rows.append(
            {
                "year": 2014,
                "row": place + 1,
                "label": label,
                "unit": unit,
                **dict(zip(KEYS[number], figures, strict=True)),
            }
        )
    return rows


def text_of(number: int, format: str, rows: Sequence[KpiRow] | None = None, declared: Catalogue | None = None) -> str:
    """An appendix of 2014 as text; the seed's rows and the program's declarations unless told."""
    content = render(number, 2014, rows or given_rows(number), declared or catalogue(), format)
    assert isinstance(content, str)
    return content


def redeclared(number: int, name: str, **changes: object) -> Catalogue:
    """The catalogue with one column of an appendix declared otherwise."""
    declared = catalogue()

    def changed(column: AppendixColumn) -> AppendixColumn:
        return column.model_copy(update=changes) if column.name == name else column

    columns = tuple(changed(column) for column in declared.appendices[number].columns)
    appendix = declared.appendices[number].model_copy(update={"columns": columns})
    return replace(declared, appendices={**declared.appendices, number: appendix})


@pytest.mark.parametrize("number", [1, 2, 3])
def test_csv_and_json_are_exact_and_hold_every_column(number: int) -> None:
    wanted = given_rows(number)
    names = ["year", "row", "label", "unit", *KEYS[number]]
    header, *lines = csv.reader(StringIO(text_of(number, "csv")))
    assert header == [*names, "incomplete", "maturity"]
    for line, row in zip(lines, wanted, strict=True):
        assert line[2:4] == [row["label"], row["unit"] or ""]
        assert [Decimal(text) if text else None for text in line[4 : 4 + len(KEYS[number])]] == [
            row[name] for name in KEYS[number]
        ]
    found = simplejson.loads(text_of(number, "json"), use_decimal=True)
    assert found == [{**row, "incomplete": None, "maturity": None} for row in wanted]
    assert [list(row) for row in found] == [[*names, "incomplete", "maturity"]] * len(wanted)


def test_json_and_csv_write_plain_literals() -> None:
    text = text_of(2, "json")
    assert '"plan": 400000, "actual": 651134, "percent_of_plan": 162.7835, "stock": 1404708,' in text
    assert '"percent_of_plan": 163.678571428571,' in text
    assert (
        '"percent_of_plan": 104.315789473684, "stock": null, "next_plan": 2300, "incomplete": null, "maturity": null}'
        in text
    )
    assert text_of(2, "csv").split("\n")[7] == "2014,7,Doanh thu,Tỷ đồng,1900,1982,104.315789473684,,2300,,"
    assert '"stock": null' in text_of(1, "json")
