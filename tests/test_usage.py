"""A line typed wrong, and an output that cannot be written: what the program says."""

from pathlib import Path

import pytest
from commands import called, started


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["status", "--jsn"], ["Không có tùy chọn “--jsn”", "No such option"]),
        (["trace"], ["Thiếu", "Missing argument"]),
        (["appendix", "1", "--year", "x"], ["số nguyên", "Invalid value"]),
        (["nightli"], ["Xem cách dùng: solieu --help", "No such command"]),
        (["receive", "/no/such.xlsx"], ["không có", "Invalid value"]),
        (["annex", "--year", "2014", "--format", "doc"], ["chọn một trong", "docx"]),
    ],
)
def test_a_line_typed_wrong_is_told_in_both_languages(arguments: list[str], told: list[str]) -> None:
    run = called(None, *arguments)
    assert run.code == 2
    assert all(words in run.err for words in told), run.err
    assert run.err.index(told[0]) < run.err.index(told[1]) or told[1] == "docx"


def test_an_output_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    asked = ["template", "operator_quarterly", "--submitter", "viettel_quang_ninh", "--period", "2014-Q4"]
    target = tmp_path / "no" / "x.xlsx"
    run = started(None, *asked, "-o", target)
    assert run.code == 2
    assert f"“{target}”: tệp hoặc thư mục chứa nó không có" in run.err.replace("\n", "")
    assert "does not exist" in run.err
    assert "Traceback" not in run.err
