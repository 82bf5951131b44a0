"""The draft checker on columns that compare two others of their table: differences, growth, and the signs of falls.

The figures are the demo's at the end of 2014 (2013): xDSL 106.621 (92.480), FTTH 11.872 (9.120), fixed wired 133.202
(138.410), wireless 23.758 (31.240), prepaid 1.404.708 (1.240.500); new ones of 2014: xDSL 22.915, FTTH 3.363.
"""

from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.figures import Figures
from schemas.declarations import Catalogue

Found = list[tuple[str, str | None]]
LEVELS = "Dịch vụ | Cuối năm 2013 | Cuối năm 2014"
XDSL, FTTH = "xDSL | 92.480 | 106.621", "FTTH | 9.120 | 11.872"
WIRED, WIRELESS = "Cố định có dây | 138.410 | 133.202", "Cố định không dây | 31.240 | 23.758"
PREPAID = "Di động trả trước | 1.240.500 | 1.404.708"


def table(head: str, *rows: str) -> str:
    rule = "|".join("---" for _ in head.split("|"))
    return "\n".join(f"| {row} |" for row in (head, rule, *rows))


def told(text: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> tuple[Found, list[str]]:
    """What is flagged, with what is offered, and what cannot be checked."""
    found = verdicts(text, tmp_path, declared, figures, kind="md")
    flagged = [(printed, expected) for printed, expected, verdict in found if verdict.startswith("contradicts")]
    return flagged, [printed for printed, _, verdict in found if verdict == "not_checkable"]


@pytest.mark.parametrize("head", ["Số tăng thêm", "Tăng thêm", "Số tăng", "Tăng trong năm", "Chênh lệch", "Tăng/giảm"])
def test_a_difference_of_levels_is_no_gain(head: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """106.621 less 92.480 is 14.141, where 22.915 were new."""
    right = table(f"{LEVELS} | {head}", f"{XDSL} | 14.141", f"{FTTH} | 2.752")
    assert told(right, tmp_path, declared, figures) == ([], [])
    wrong = table(f"{LEVELS} | {head}", f"{XDSL} | 16.141")
    assert told(wrong, tmp_path, declared, figures) == ([("16.141", "14.141")], [])


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (f"{LEVELS} | Tăng thêm | Phát triển mới", f"{XDSL} | 14.141 | 22.915"),
        (f"{LEVELS} | Phát triển mới | Tăng thêm", f"{XDSL} | 22.915 | 14.141"),
        ("Dịch vụ | Kế hoạch | Thực hiện | Tăng thêm", "xDSL | 14.000 | 22.915 | 8.915"),
        ("Dịch vụ | Năm 2014 | Tăng thêm", "xDSL | 106.621 | 14.141"),
        ("Dịch vụ | Tăng thêm | Hiện có", "xDSL | 22.915 | 106.621"),
        ("Dịch vụ | Cuối năm 2014 | Cuối năm 2013 | Số tăng", "xDSL | 106.621 | 92.480 | 14.141"),
    ],
)
def test_more_of_something(head: str, row: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """By a plan of 14.000, by what was there the year before, or by what is new."""
    assert told(table(head, row), tmp_path, declared, figures) == ([], [])


def test_gains_beside_losses_and_gains_by_name(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    both = table(f"{LEVELS} | Tăng trong năm | Giảm trong năm", f"{XDSL} | 22.915 | 8.774", f"{FTTH} | 3.363 | 611")
    assert told(both, tmp_path, declared, figures)[0] == []
    new = table(f"{LEVELS} | Phát triển mới", f"{XDSL} | 22.951")
    assert told(new, tmp_path, declared, figures) == ([("22.951", "22.915")], [])


@pytest.mark.parametrize(
    ("head", "wrong", "flagged"),
    [
        # 133.202 of 138.410 is less by 3,76 percent, 106.621 of 92.480 more by 15,3, 1.404.708 of 1.240.500 by 13,2.
        ("Tỷ lệ (%)", "-3,8", []),
        ("Tỷ lệ (%)", "-6,3", [("-6,3", "-3,8")]),
        ("Tăng, giảm (%)", "-3,8", []),
        ("Tăng trưởng (%)", "-3,8", []),
        ("Tăng trưởng (%)", "-6,3", [("-6,3", "-3,8")]),
        ("Tăng trưởng (%)", "3,8", [("3,8", "-3,8")]),
    ],
)
@pytest.mark.parametrize("amount", ["Tăng/giảm", "Tăng, giảm"])
def test_one_reading_for_a_column(
    amount: str, head: str, wrong: str, flagged: Found, tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    rows = (f"{WIRED} | -5.208 | {wrong}", f"{XDSL} | 14.141 | 15,3", f"{PREPAID} | 164.208 | 13,2")
    text = table(f"{LEVELS} | {amount} | {head}", *rows)
    assert told(text, tmp_path, declared, figures) == (flagged, [])
    unsigned = text.replace("-5.208", "5.208")
    assert told(unsigned, tmp_path, declared, figures) == (flagged, ["5.208"])


@pytest.mark.parametrize(
    ("head", "flagged", "open_"),
    [
        ("+/-", [("7.482", "-7.482")], []),
        ("Tăng (+), giảm (-)", [("7.482", "-7.482")], []),
        ("Tăng, giảm", [], ["7.482"]),
        ("Chênh lệch", [], ["7.482"]),
        ("Giảm", [], ["14.141"]),
    ],
)
def test_a_lost_minus(
    head: str, flagged: Found, open_: list[str], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    text = table(f"{LEVELS} | {head}", f"{WIRELESS} | 7.482", f"{XDSL} | 14.141")
    assert told(text, tmp_path, declared, figures) == (flagged, open_)


def test_a_sign_that_other_falls_have(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    head = f"{LEVELS} | Tăng, giảm"
    one = table(head, f"{WIRELESS} | -7.482", f"{WIRED} | 5.208", f"{XDSL} | 14.141")
    assert told(one, tmp_path, declared, figures) == ([("5.208", "-5.208")], [])
    false = table(head, f"{WIRELESS} | -7.482", f"{WIRED} | -5.208", f"{XDSL} | -14.141")
    assert told(false, tmp_path, declared, figures) == ([("-14.141", "14.141")], [])


def test_falls_where_the_table_gives_one_year(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """Fixed wired fell by 3,76 percent."""
    row = "Cố định có dây | 133.202 | {}"
    for head, printed, flagged, open_ in (
        ("Tăng, giảm (%)", "3,8", [], ["3,8"]),
        ("Giảm (%)", "3,8", [], []),
        ("Tăng trưởng (%)", "-3,8", [], []),
        ("Tăng trưởng (%)", "3,8", [("3,8", "-3,8")], []),
    ):
        text = table(f"Dịch vụ | Năm 2014 | {head}", row.format(printed))
        assert told(text, tmp_path, declared, figures) == (flagged, open_)


def test_differences_from_plans(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """22.915 less 14.000, 3.363 less 1.500, 1.984 less 2.500."""
    rows = ("xDSL | 14.000 | 22.915 | 8.915 | 163,7", "FTTH | 1.500 | 3.363 | 1.863 | 224,2")
    text = table(
        "Chỉ tiêu | KH 2014 | TH 2014 | Tăng/giảm | Tỷ lệ (%)", *rows, "Cố định không dây | 2.500 | 1.984 | -516 | {}"
    )
    assert told(text.format("79,4"), tmp_path, declared, figures) == ([], [])
    assert told(text.format("97,4"), tmp_path, declared, figures) == ([("97,4", "79,4")], [])
