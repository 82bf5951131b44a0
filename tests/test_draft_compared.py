"""The draft checker on figures that compare: of what the year before had, of several parts together, of a plan.

The figures are the demo's of 2014 (2013): post revenue 89 (91,8) billion, telecom revenue 1.982 (1.815; plan 1.900),
newspapers 107 percent and ordinary mail 73 percent of the year before; plans of 2015: telecom revenue 2.300 billion.
"""

from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.figures import Figures
from schemas.declarations import Catalogue

Found = list[tuple[str, str | None]]


def told(text: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> tuple[Found, list[str]]:
    """What is flagged, with what is offered, and what agrees."""
    found = verdicts(text, tmp_path, declared, figures, kind="md")
    flagged = [(printed, expected) for printed, expected, verdict in found if verdict.startswith("contradicts")]
    return flagged, [printed for printed, _, verdict in found if verdict.startswith("agrees")]


@pytest.mark.parametrize(
    ("text", "flagged", "agrees"),
    [
        # 89 of 91,8 is 96,95 percent, 1.982 of 1.815 is 109,2.
        ("Bưu phẩm thường giảm, chỉ bằng 73% năm trước.", [], ["73%"]),
        ("Sản lượng phát hành báo chí bằng 107% của năm 2013.", [], ["107%"]),
        ("Doanh thu bưu chính chỉ bằng khoảng 97% so với cùng kỳ năm 2013.", [], ["97%"]),
        ("Doanh thu viễn thông, Internet đạt 109,2% so với năm 2013.", [], ["109,2%"]),
        ("Số thuê bao xDSL trên mạng bằng 115,3% cùng kỳ năm trước.", [], ["115,3%"]),
        ("Doanh thu bưu chính chỉ bằng 79% cùng kỳ năm trước.", [("79%", "97%")], []),
        ("Doanh thu viễn thông, Internet tăng 2,9% so với năm 2013.", [("2,9%", "9,2%")], []),
    ],
)
def test_of_the_year_before(
    text: str, flagged: Found, agrees: list[str], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    assert told(text, tmp_path, declared, figures) == (flagged, agrees)


@pytest.mark.parametrize(
    ("text", "flagged", "agrees"),
    [
        # 2.300 over 1.982 is 16 percent or 318 more, over 1.900 it is 21,1 percent or 400 more.
        ("Kế hoạch năm 2015: doanh thu viễn thông, Internet 2.300 tỷ đồng, tăng 16% so với thực hiện và 21,1% so với kế hoạch năm 2014.", [], ["2.300 tỷ đồng", "16%", "21,1%"]),
        ("Kế hoạch năm 2015: doanh thu viễn thông, Internet 2.300 tỷ đồng, cao hơn 318 tỷ đồng so với thực hiện, 400 tỷ đồng so với kế hoạch năm 2014.", [], ["2.300 tỷ đồng", "318 tỷ đồng", "400 tỷ đồng"]),
        ("Kế hoạch năm 2015: doanh thu viễn thông, Internet 2.300 tỷ đồng, tăng 16% so với thực hiện và 12,1% so với kế hoạch năm 2014.", [("12,1%", "21,1%")], ["2.300 tỷ đồng", "16%"]),
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, tăng 9,2% so với năm 2013 và 4,3% so với kế hoạch.", [], ["1.982 tỷ đồng", "9,2%", "4,3%"]),
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, tăng 167 tỷ đồng so với năm 2013 và 82 tỷ đồng so với kế hoạch.", [], ["1.982 tỷ đồng", "167 tỷ đồng", "82 tỷ đồng"]),
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, tăng 9,2% so với năm 2013, 104,3% so với kế hoạch.", [], ["1.982 tỷ đồng", "9,2%", "104,3%"]),
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, tăng 9,2% so với năm 2013, 140,3% so với kế hoạch.", [("140,3%", "104,3%")], ["1.982 tỷ đồng", "9,2%"]),
        # Plans under a heading: 20.000 less 22.915, 700.000 less 651.134, 35.000 less 29.672.
        ("## Kế hoạch năm 2015\n\nPhát triển mới 35.000 thuê bao di động trả sau, cao hơn 5.328 thuê bao so với kết quả năm 2014; 20.000 thuê bao xDSL, thấp hơn 2.915 thuê bao so với kết quả năm 2014.", [], ["35.000", "5.328", "20.000", "2.915"]),
        ("## Kế hoạch năm 2015\n\nPhát triển mới 35.000 thuê bao di động trả sau, tăng 5.328 thuê bao so với năm 2014; 20.000 thuê bao xDSL, ít hơn 2.951 thuê bao so với năm 2014.", [("2.951", "2.915")], ["35.000", "5.328", "20.000"]),
    ],
)  # fmt: skip
def test_plans_and_what_they_are_held_against(
    text: str, flagged: Found, agrees: list[str], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    assert told(text, tmp_path, declared, figures) == (flagged, agrees)


@pytest.mark.parametrize(
    ("text", "flagged", "share"),
    [
        # Of 89 billion Hạ Long has 30,82 percent, Cẩm Phả 18,09, Uông Bí 12,33; of all telephones VNPT 31,27, Viettel 40,43.
        ("Về doanh thu bưu chính, Bưu điện Hạ Long đạt 27,4 tỷ đồng, Bưu điện Cẩm Phả 16,1 tỷ đồng; cả hai đơn vị chiếm 48,9% toàn tỉnh.", [], "48,9%"),
        ("Doanh thu bưu chính của Bưu điện Hạ Long là 27,4 tỷ đồng, Bưu điện Cẩm Phả 16,1 tỷ đồng, cộng lại chiếm 48,9%.", [], "48,9%"),
        ("Doanh thu bưu chính của Bưu điện Hạ Long là 27,4 tỷ đồng, Bưu điện Cẩm Phả 16,1 tỷ đồng, hai đơn vị chiếm gần một nửa (48,9%).", [], "48,9%"),
        ("Thị phần thuê bao điện thoại: VNPT 31,3%, Viettel 40,4%; hai nhà mạng cùng nhau chiếm 71,7%.", [], "71,7%"),
        ("Thị phần thuê bao điện thoại: VNPT 31,3%, Viettel 40,4%; hai nhà mạng cùng nhau chiếm 77,1%.", [("77,1%", "71,7%")], ""),
        ("Doanh thu bưu chính: Bưu điện Hạ Long 27,4 tỷ đồng, Bưu điện Cẩm Phả 16,1 tỷ đồng, ba bưu điện chiếm 61,2%.", [], ""),
        ("Doanh thu bưu chính: Bưu điện Hạ Long 27,4 tỷ đồng, Bưu điện Cẩm Phả 16,1 tỷ đồng, Bưu điện Uông Bí 11 tỷ đồng, hai bưu điện đầu chiếm 48,9%.", [], "48,9%"),
        ("Thuê bao điện thoại: VNPT 538.517 thuê bao; trong hai mạng lớn nhất, Viettel chiếm 40,4%.", [], ""),
    ],
)  # fmt: skip
def test_the_share_of_several_parts(
    text: str, flagged: Found, share: str, tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    found, agrees = told(text, tmp_path, declared, figures)
    assert found == flagged
    assert [each for each in agrees if each in ("48,9%", "61,2%", "71,7%", "77,1%")] == ([share] if share else [])


@pytest.mark.parametrize(
    ("lead", "item", "flagged", "agrees"),
    [
        # On the network Ba Chẽ has 28.097 telephones, of which 11.673 are new; Cẩm Phả 16.637 of the Internet.
        ("106.621 thuê bao xDSL và 11.872 thuê bao FTTH trên mạng. Thuê bao Internet trên mạng 118.493 thuê bao. Chia theo địa bàn:", "Ba Chẽ: 29.870 thuê bao điện thoại", [("29.870", "28.097")], []),
        ("Thuê bao Internet trên mạng 118.493 thuê bao (xDSL 106.621, FTTH 11.872). Theo địa bàn:", "Cẩm Phả: 16.637 thuê bao", [], ["16.637"]),
        ("Thuê bao Internet trên mạng 118.493 thuê bao, phát triển mới 26.278 thuê bao. Theo địa bàn:", "Ba Chẽ: 29.870 thuê bao điện thoại", [], []),
        ("Thuê bao Internet trên mạng 118.493 thuê bao, phát triển mới 26.278 thuê bao. Theo địa bàn:", "Ba Chẽ: 28.097 thuê bao điện thoại", [], ["28.097"]),
        ("Thuê bao Internet phát triển mới 26.278 thuê bao, trên mạng 118.493 thuê bao. Theo địa bàn:", "Ba Chẽ: 11.673 thuê bao điện thoại", [], ["11.673"]),
    ],
)  # fmt: skip
def test_items_below_a_level(
    lead: str, item: str, flagged: Found, agrees: list[str], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    found, agreeing = told(f"{lead}\n\n- Huyện {item};", tmp_path, declared, figures)
    assert found == flagged
    assert [each for each in agreeing if each in item] == agrees
