"""The draft checker on figures that those beside them explain: percentages of two years, shares behind parts, sums.

The figures are the demo's: fixed wired lines planned and new in 2014 2.000, 2.169 (2013: 3.000, 2.455), postpaid
30.000, 29.672 (25.000, 25.830); 146 units inspected, 83 in breach (154, 89).
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.figures import Figures
from schemas.declarations import Catalogue

Teller = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def told(tmp_path: Path, declared: Catalogue, figures: Figures) -> Teller:
    """What is said of the figures of a text: printed, expected where it is flagged, verdict."""

    def tell(text: str, *, head: str = "BÁO CÁO NĂM 2014\n\n", kind: str = "txt") -> list[tuple[str, str, str]]:
        found = verdicts(text, tmp_path, declared, figures, head=head, kind=kind)
        return [
            (printed, expected if verdict.startswith("contra") else "", verdict) for printed, expected, verdict in found
        ]

    return tell


def flagged(found: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(printed, expected) for printed, expected, _ in found if expected]


def agreeing(found: list[tuple[str, str, str]]) -> list[str]:
    return [printed for printed, _, verdict in found if verdict.startswith("agrees")]


TWO_YEARS = (
    "<h1>Báo cáo năm 2014</h1><table><tr><th rowspan=2>Loại hình</th><th colspan=3>Năm 2013</th>"
    "<th colspan=3>Năm 2014</th></tr><tr><th>KH</th><th>TH</th><th>{0}</th><th>KH</th><th>TH</th><th>{0}</th></tr><tr>"
    "<td>Cố định có dây phát triển mới</td><td>3.000</td><td>2.455</td><td>{1}</td>"
    "<td>2.000</td><td>2.169</td><td>108,5</td></tr></table>"
)


@pytest.mark.parametrize("head", ["% KH", "%KH", "% so với KH", "TH/KH (%)"])
def test_percentages_under_two_years(head: str, told: Teller) -> None:
    """2.455 of 3.000 are 81,83 percent, whatever 2.169 of 2.000 are."""
    right = told(TWO_YEARS.format(head, "81,8"), head="", kind="html")
    assert agreeing(right) == ["3.000", "2.455", "81,8", "2.000", "2.169", "108,5"]
    assert flagged(told(TWO_YEARS.format(head, "108,5"), head="", kind="html")) == [("108,5", "81,8")]


def rows(*lines: str) -> str:
    rule = "|".join("---" for _ in lines[0].split("|"))
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


def test_a_column_without_a_year_is_of_what_stands_beside_it(told: Teller) -> None:
    flat = "Dịch vụ | KH 2013 | TH 2013 | %KH | KH 2014 | TH 2014 | %KH"
    assert told(
        rows(flat, "Di động trả sau phát triển mới | 25.000 | 25.830 | 103,3 | 30.000 | 29.672 | 98,9"), kind="md"
    )[2::3] == [("103,3", "", "agrees_rounded"), ("98,9", "", "agrees_rounded")]
    growth = rows(
        "Dịch vụ | TH 2012 | TH 2013 | % tăng | TH 2014 | % tăng",
        "Doanh thu viễn thông (tỷ đồng) | 1.650 | 1.815 | 10,0 | 1.982 | 9,2",
    )
    assert "9,2" in agreeing(told(growth, kind="md")) and not flagged(told(growth, kind="md"))
    open_heads = rows(
        "Dịch vụ | KH 2013 | KH 2014 | TH 2013 | TH 2014 | %KH | %KH",
        "Di động trả sau | 25.000 | 30.000 | 25.830 | 29.672 | 103,3 | 98,9",
    )
    assert [verdict for *_, verdict in told(open_heads, kind="md")[-2:]] == ["not_checkable"] * 2


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (
            "Di động của VNPT lên 401.703 thuê bao, trong đó trả trước 347.110, trả sau 54.593; đơn vị chiếm {}.",
            "25,7%",
        ),
        ("Về Internet, Viettel đạt 28.652 thuê bao, gồm 23.930 xDSL cùng 4.722 FTTH; thị phần là {}.", "24,2%"),
        ("VNPT giữ 89.841 thuê bao Internet, trong đó FTTH có 7.150, chiếm {}.", "8%"),
    ],
)
def test_a_share_behind_parts_may_be_that_of_their_sum(text: str, share: str, told: Teller) -> None:
    """Of 1.564.918 mobile subscriptions 401.703 are 25,67 percent; of 89.841 to the Internet 7.150 are 7,96."""
    assert told(text.format(share))[-1] == (share, "", "agrees_rounded")
    assert not flagged(told(text.format("51,7%")))


@pytest.mark.parametrize(
    "text",
    [
        "Ba quỹ có 54,5 tỷ đồng: quỹ A 27.426,1 triệu đồng, quỹ B 16.101 triệu đồng, quỹ C 10.976,7 triệu đồng.",
        "Hai quỹ có 91 tỷ đồng, gồm quỹ A 45 tỷ đồng và quỹ B 45 tỷ đồng.",
        "Lượng thư chuyển tiền 86.513, chưa bằng 58% kế hoạch 150.000.",
        "Doanh thu bưu chính không tới 94% kế hoạch; bưu phẩm thường chưa đạt 84% kế hoạch.",
        "Đã thanh tra 146 đơn vị, 83 đơn vị vi phạm; năm trước là 154 đơn vị và 89 đơn vị.",
        "xDSL có 106.621 thuê bao, FTTH có 11.872 thuê bao; cuối năm 2013 là 92.480 thuê bao và 9.120 thuê bao.",
        "Trong quý I thu phí 12 tỷ đồng, quý II 15 tỷ đồng, cộng dồn cả tiền nợ cũ 61 tỷ đồng.",
        "Số thuê bao điện thoại là 1.721.878, riêng Viettel tăng 11,5% so với 624.173 thuê bao.",
        "VNPT có 82.691 thuê bao xDSL, 7.150 thuê bao FTTH, chiếm 77,6% và 60,2%.",
        "Thu 22.915 thuê bao xDSL mới, tăng 129,2% so với 10.000 thuê bao của tỉnh bạn.",
    ],
)
def test_what_is_right_by_what_stands_beside_it(text: str, told: Teller) -> None:
    assert not flagged(told(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "Ba quỹ có 56,5 tỷ đồng: quỹ A 27.426,1 triệu đồng, quỹ B 16.101 triệu đồng, quỹ C 10.976,7 triệu đồng.",
            "56,5 tỷ đồng",
        ),
        ("Phí thu quý I là 412,3 tỷ đồng, quý II là 431,5 tỷ đồng, lũy kế 834,8 tỷ đồng.", "834,8 tỷ đồng"),
        ("Phí thu được 21,4 triệu đồng, trong đó đã nộp 18,6 tỷ đồng.", "18,6 tỷ đồng"),
        ("Số phạt là 9,6 tỷ đồng, đã thu 6,1 triệu đồng, còn 3,5 triệu đồng chưa thu.", "9,6 tỷ đồng"),
        ("Doanh thu bưu chính đạt 93,7% kế hoạch và bằng 91,4% thực hiện năm 2013.", "91,4%"),
        ("Cố định không dây mất thêm 7.482 thuê bao, chỉ còn 27.358.", "27.358"),
        ("Các đơn vị đã dự 91 cuộc họp báo.", "91"),
        # 32 and 17 come to 49, and all four to the 53 that the register has.
        (
            "Cán bộ, công chức, viên chức, lao động hiện có 49 người, gồm 32 công chức, 17 viên chức, 3 hợp đồng 68 "
            "và 1 hợp đồng lao động khác.",
            "49",
        ),
        ("Lắp mới: có dây 2.169, trả sau 29.672, trả trước 651.134, xDSL 22.915, FTTH 3.900.", "3.900"),
        ("Mạng A có 6.400 khách, tăng 60% so với 3.200 khách của năm 2013.", "60%"),
        ("Doanh thu viễn thông đạt một nghìn chín trăm hai mươi tám tỷ đồng (1.928 tỷ đồng).", "1.928 tỷ đồng"),
    ],
)
def test_what_is_wrong_by_what_stands_beside_it(text: str, wrong: str, told: Teller) -> None:
    assert [printed for printed, _ in flagged(told(text))] == [wrong]


def test_a_date_line_is_of_no_year_and_of_no_place(told: Teller) -> None:
    """A report dated in the first months of 2015 is of 2014, and what it counts is the province's."""
    head = "BÁO CÁO TÌNH HÌNH\nCẩm Phả, ngày {} năm 2015\n\n"
    text = "Hệ thống thư điện tử có 8.330 hòm thư. Số thuê bao di động trả sau hiện có 160.210, xDSL hiện có 106.621."
    for day in ("09 tháng 02", "9 tháng 1"):
        assert agreeing(told(text, head=head.format(day))) == ["8.330", "160.210", "106.621"]


def test_a_draft_of_an_operators_own(told: Teller) -> None:
    """Of postpaid subscriptions VNPT has 54.593 of 160.210, which is 34,08 percent; of xDSL 77,56."""
    table = rows(
        "Mạng | Hiện có 31/12/2014 | Thị phần (%)", "Di động trả sau | 54.593 | {}", "Internet xDSL | 82.691 | 77,6"
    )
    head = "VNPT QUẢNG NINH\n\n# Báo cáo năm 2014 của VNPT Quảng Ninh\n\n"
    assert agreeing(told(table.format("34,1"), head=head, kind="md")) == ["54.593", "34,1", "82.691", "77,6"]
    assert flagged(told(table.format("43,1"), head=head, kind="md")) == [("43,1", "34,1")]
    town = "UBND THỊ XÃ QUẢNG YÊN\n\nBáo cáo năm 2014\n\n"
    density = told("Tổng số thuê bao điện thoại là 190.130. Mật độ điện thoại đạt 143,4 thuê bao/100 dân.", head=town)
    assert agreeing(density) == ["190.130", "143,4"]
