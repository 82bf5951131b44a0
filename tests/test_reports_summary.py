"""The words of the morning, as a person reads them in a terminal."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

from rich.console import Console

from reports.summary import MOST_LINES, Night, summary


def read(night: Night, width: int = 120) -> str:
    """The summary as plain text."""
    console = Console(file=StringIO(), width=width)
    console.print(summary(night))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def rejection(cell: str | None, value: str | None, message: str, file_name: str = "a.xlsx") -> dict[str, str | None]:
    """One rejected value."""
    return {
        "file_name": file_name,
        "sheet": "Quý 4",
        "cell": cell,
        "column_name": "revenue",
        "value": value,
        "check_name": "not_a_number",
        "message_vi": message,
        "message_en": "English is for other eyes",
    }


def test_says_clearly_that_nothing_came_in() -> None:
    text = read(Night(places={"inbox": Path("/data/inbox")}))
    assert text.startswith("Không có tệp mới. Nothing new.\n")
    assert "/data/inbox" in text
    assert read(Night(received={"accepted": 0})) == "Không có tệp mới. Nothing new.\n"


def test_a_night_that_could_take_nothing_in() -> None:
    """Nobody looked whether there is anything new, and so it does not say that there is not."""
    assert read(Night(untaken=2)) == "Chưa nhận tệp nào, 2 tệp chờ ở đây. Nothing was taken in; 2 wait here.\n"
    assert read(Night(untaken=0)) == "Chưa nhận tệp nào. Nothing was taken in.\n"
    assert read(Night(received={"accepted": 1}, untaken=0)).startswith("\nĐã nhận 1 tệp")


def test_counts_files_by_status_in_vietnamese() -> None:
    lines = read(Night(received={"duplicate": 1, "accepted": 140, "rejected": 2})).split("\n")
    assert "Đã nhận 143 tệp · Received" in lines
    counts = [line.split() for line in lines if line.startswith(" ")]
    assert counts == [["140", "được", "nhận"], ["2", "bị", "từ", "chối"], ["1", "trùng", "tệp", "đã", "nhận"]]


def test_explains_each_rejection_with_its_place_and_reason() -> None:
    found = [
        rejection("D7", "12,34x [red]", "“12,34x” không phải là số."),
        rejection(None, None, "Không mở được."),
    ]
    text = read(Night(received={"rejected": 1}, rejections=found))
    (line,) = [line for line in text.split("\n") if "D7" in line]
    assert " ".join(line.split()) == "a.xlsx Quý 4 D7 12,34x [red] “12,34x” không phải là số."
    assert "Không mở được." in text
    assert "English" not in text
    assert "dòng khác" not in text


def test_shows_twenty_rejections_and_counts_the_rest() -> None:
    text = read(Night(rejections=[rejection(f"D{row}", "x", "sai") for row in range(1, 48)]))
    assert sum("sai" in line for line in text.split("\n")) == MOST_LINES == 20
    assert "D20" in text
    assert "D21" not in text
    assert "và 27 dòng khác" in text


def test_tells_late_files_years_and_publication() -> None:
    late = [{"file_name": "b.xlsx", "submitter": "Viettel", "period": "2014-Q4", "days_late": 12}]
    text = read(Night(received={"accepted": 1}, late=late, years=[2014, 2013], published=True))
    (line,) = [line for line in text.split("\n") if "b.xlsx" in line]
    assert line.split() == ["b.xlsx", "Viettel", "2014-Q4", "12"]
    assert "Đã tính lại số liệu năm 2013, 2014" in text
    assert "Đã công bố" in text
    assert "Chưa công bố" not in text


def test_tells_corrections_and_the_figures_they_moved() -> None:
    """10,004 and 10,2 both print as 10: told to the last digit; 1404708 and a blank as printed."""
    correction = {"file_name": "b.xlsx", "corrects_file": "a.xlsx", "reason": "Nhập sai số liệu", "material": True}
    correction |= {"cells_changed": 2, "rows_added": 0, "rows_dropped": 1}
    cell = {"appendix": 2, "year": 2014, "column": "Số tăng trong năm", "decimals": 0}
    changes = [
        cell | {"label": "FTTH", "before": Decimal("1404708.000000"), "after": None, "material": True},
        cell | {"label": "Doanh thu", "before": Decimal("10.004000"), "after": Decimal("10.2"), "material": False},
    ]
    text = read(Night(received={"accepted": 1}, corrections=[correction], changes=changes))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert "1 bản điều chỉnh · Corrections" in lines
    assert "b.xlsx a.xlsx Nhập sai số liệu 2 ô, 1 dòng mất thay đổi" in lines
    assert "2 số đã công bố ở phụ lục thay đổi, 1 quá mức làm tròn · Published figures of appendices changed" in lines
    assert "2 (2014) FTTH Số tăng trong năm 1.404.708 —" in lines
    assert "Doanh thu Số tăng trong năm 10,0 10,2" in lines


def test_names_the_checks_that_kept_figures_from_publication() -> None:
    text = read(Night(received={"accepted": 1}, years=[2014], blocked=["kpi/appendix_2: total"]))
    assert "Chưa công bố" in text
    assert "  - kpi/appendix_2: total" in text
    assert "Đã công bố" not in text


def test_a_long_path_is_folded_and_never_cut() -> None:
    path = Path("/") / "/".join(["nhiều-thư-mục"] * 12)
    text = read(Night(places={"reports": path, "other": Path("/o")}), width=60)
    assert str(path) in "".join(line[11:].strip() for line in text.split("\n") if line.startswith("  "))
    assert "Phụ lục" in text
    assert "other" in text
