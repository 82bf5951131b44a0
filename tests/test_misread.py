"""What is easily misread in a file is refused or told, and never taken for something else in silence."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typed_returns import PRESS, checks, operator, postal, take_in

from schemas.declarations import Catalogue
from schemas.home import Home

FTTH = ["Hạ Long", "FTTH", 15, 100, 2]


@pytest.mark.parametrize(
    "line", ["Không phát sinh sự cố trong kỳ", "Không phát sinh đơn thư khiếu nại, tố cáo", "Không phát sinh"]
)
def test_a_table_that_fits_no_form_is_no_nil_return(home: Home, declared: Catalogue, write_book: Any, line: str) -> None:
    """Whatever a cell says: the figures stand there."""
    write_book(home.inbox / "a.xlsx", [*postal(PRESS, head=["STT", "Tên", "ĐVT", "Số liệu"]), [line]])
    entry = take_in(home, declared)
    assert (entry["status"], checks(entry)) == ("rejected", [(None, "no_form")])


def test_a_sentence_about_something_else_is_no_nil_return(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", [*postal([1, "Sản lượng phát hành báo chí", "Tờ, cuốn", None]), ["Không phát sinh sự cố"]])
    assert take_in(home, declared)["status"] == "rejected"


def test_a_request_beside_figures_withdraws_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    take_in(home, declared)
    rows = postal(PRESS, head=["STT", "Tên", "ĐVT", "Số liệu"])
    asks = "Đề nghị rút báo cáo kết quả hoạt động bưu chính quý IV/2014"
    write_book(home.inbox / "b.xlsx", [rows[0], rows[1], [asks], *rows[2:]])
    entry = take_in(home, declared)
    assert (entry["status"], checks(entry)) == ("rejected", [(None, "withdrawal_with_figures")])
    assert entry["values"] == {"press_copies": (1200, "D6")}
