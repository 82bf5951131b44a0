"""The draft checker on what people wrote: figures that are right and were flagged, and wrong ones that were not told.

Every figure is the demo's, or wrong as its case says; the arithmetic of percentages stands beside them.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.checking import check_draft
from reports.draft.figures import Figures, of_rows
from schemas.declarations import Catalogue
from schemas.prose import prose

Found = list[tuple[str, str | None]]


def flagged(found: list[tuple[str, str | None, str]]) -> Found:
    return [(printed, expected) for printed, expected, verdict in found if verdict.startswith("contradicts")]


def agreeing(found: list[tuple[str, str | None, str]]) -> list[str]:
    return [printed for printed, _, verdict in found if verdict.startswith("agrees")]


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        # The year of what is compared with, of a document, of a bracket.
        ("Doanh thu viễn thông tăng 9,2% so với năm 2013, đạt 1.982 tỷ đồng.", ["9,2%", "1.982 tỷ đồng"]),
        ("Doanh thu bưu chính giảm 3% so với năm 2013, chỉ đạt 89 tỷ đồng.", ["3%", "89 tỷ đồng"]),
        ("Sản lượng bưu kiện tăng 20% so với cùng kỳ năm 2013, đạt 1.180.000 cái.", ["20%", "1.180.000"]),
        ("Cổng thông tin điện tử tỉnh có 75 kênh thành phần (tăng 3 kênh so với năm 2013) và 16 liên kết website.", ["75", "3", "16"]),
        ("Thuê bao Internet hiện có 118.493 thuê bao, tăng 16.893 thuê bao so với cuối năm 2013, trong đó FTTH đạt 11.872 thuê bao.", ["118.493", "16.893", "11.872"]),
        ("Thực hiện Kế hoạch số 15/KH-STTTT ngày 20/12/2013, Sở đã thanh tra 146 tổ chức, cá nhân.", ["146"]),
        ("Thực hiện Quyết định số 3456/QĐ-UBND ngày 25/12/2013 về nhiệm vụ năm 2013, doanh thu viễn thông đạt 1.982 tỷ đồng.", ["1.982 tỷ đồng"]),
        ("So với năm 2013 (154 đơn vị được thanh tra), số đơn vị vi phạm còn 83 đơn vị.", ["154", "83"]),
        # A plan against the result of the year before: 2.300 of 1.982 is 116,04 percent, 90 of 89 is 101,12.
        ("So sánh kế hoạch năm 2015 với thực hiện năm 2014: doanh thu viễn thông tăng 16%; doanh thu bưu chính bằng 101,1%.", ["16%", "101,1%"]),
        ("Năm 2015 phấn đấu doanh thu viễn thông đạt 2.300 tỷ đồng, tăng 16% so với năm 2014 (1.982 tỷ đồng).", ["2.300 tỷ đồng", "16%", "1.982 tỷ đồng"]),
        ("Ngành đặt mục tiêu doanh thu viễn thông, Internet 2.300 tỷ đồng.", ["2.300 tỷ đồng"]),
        # The whole year after a part of it; a percentage behind a plan in a bracket: 50.040 of 60.000.
        ("Doanh thu bưu chính 6 tháng đầu năm 2014 đạt 46 tỷ đồng, ước cả năm đạt 89 tỷ đồng, đạt 94% kế hoạch.", ["89 tỷ đồng", "94%"]),
        ("Bưu phẩm thường: 50.040 kg (KH 60.000 kg; đạt 83,4%).", ["50.040", "60.000", "83,4%"]),
        # What is narrower than the words; what begins a line; what counts in a list.
        ("Đến nay, toàn tỉnh có 2.105 trạm BTS và 186 điểm Bưu điện văn hóa xã.", []),
        ("Trong số 83 đơn vị vi phạm, có 78 đơn vị bị nhắc nhở.", ["83"]),
        ("- 6.695 bài dự thi viết thư quốc tế UPU;\n- 8.330 hòm thư điện tử.", ["6.695", "8.330"]),
        # Parts that go on, and shares: 696.231 and 385.114 of 1.721.878; 83 of 146.
        ("Thị phần thuê bao điện thoại: Viettel Quảng Ninh 40,4%, Trung tâm khu vực V 22,4%.", ["40,4%", "22,4%"]),
        ("Viettel có 696.231 thuê bao điện thoại (40,4%), VNPT 538.517 thuê bao (31,3%).", ["696.231", "40,4%", "538.517", "31,3%"]),
        ("Hạ Long có nhiều thuê bao Internet nhất với 23.522 thuê bao, tiếp theo là Cẩm Phả (16.637).", ["23.522", "16.637"]),
        ("Số đơn vị vi phạm là 83 đơn vị, chiếm 56,8% số được thanh tra.", ["83", "56,8%"]),
        # Names as people shorten them; lists of unlike things; a percentage behind a part of a declared whole.
        ("Tập huấn CQĐT cho công dân: 57/80 lớp, chia ra Cẩm Phả 19, Uông Bí 16.", ["57", "80", "19", "16"]),
        ("TB ADSL hiện có 106.621 TB, PTM 22.915 TB.", ["106.621", "22.915"]),
        ("GP: 57 GP (tài liệu không KD 27; trang TTĐT tổng hợp 12; bản tin 9; nhập khẩu XBP 5; in gia công 4).", ["57", "27", "12", "9", "5", "4"]),
        ("Trình độ: TS 1 (1,9%), ThS 7 (13,5%), ĐH 41 (78,8%), CĐ 1 (1,9%), TC 2 (3,8%).", ["1", "1,9%", "7", "13,5%", "41", "78,8%", "1", "1,9%", "2", "3,8%"]),
        ("Dự án Thư điện tử: tổng mức đầu tư 3.000 triệu đồng, vốn đã cấp 2.409 triệu đồng (80,3%).", ["3.000 triệu đồng", "2.409 triệu đồng", "80,3%"]),
        # Of several pairs that which makes the percentage: 1.418/1.800, 9/14; 3.363 are 2,43 times the 1.385 of 2013.
        ("Sở đã cấp 1.418/1.800 chữ ký số cho 28/36 cơ quan, đạt 78,8%.", ["1.418", "1.800", "28", "36", "78,8%"]),
        ("Thanh tra 9/14 địa phương, 83/146 đơn vị vi phạm, đạt 64,3% số địa phương.", ["9", "14", "83", "146", "64,3%"]),
        ("FTTH phát triển mới 3.363 thuê bao, gần gấp 2,5 lần năm 2013.", ["3.363", "2,5"]),
        ("Doanh thu viễn thông năm 2014 tăng 9,2% so với năm 2013.", ["9,2%"]),
        # More than planned is no error, and a day is none; what only some did is none either.
        ("Đã kiểm tra 120/100 đơn vị, đạt 120% kế hoạch. Tính đến 31/12 đơn vị đã nộp đủ.", []),
        ("Xếp đầu là Viettel Quảng Ninh với 696.231 thuê bao điện thoại, nhiều hơn VNPT Quảng Ninh 157.714 thuê bao.", ["696.231"]),
        ("Cơ sở in có 520 lao động; đã kiểm tra 12 cơ sở in. Sự cố ảnh hưởng 2.400 thuê bao Internet và 1.200 thuê bao điện thoại cố định.", []),
        # Restated for another year, in its own unit; each of several in turn: 752,7 and 755,6.
        ("Kênh thành phần có 75 kênh (2013: 72); doanh thu bưu chính 89 tỷ đồng (năm 2013: 91,8).", ["75", "72", "89 tỷ đồng", "91,8"]),
        ("Doanh thu viễn thông của VNPT và Viettel lần lượt là 752,7 tỷ đồng và 755,6 tỷ đồng.", ["752,7 tỷ đồng", "755,6 tỷ đồng"]),
        # Two levels; last year's figures behind a word for it; a day is no part of the year.
        ("Bưu phẩm thường tiếp tục sụt giảm: từ 68.550 kg xuống 50.040 kg.", ["68.550", "50.040"]),
        ("Phát hiện 83 đơn vị vi phạm; năm ngoái là 89 đơn vị vi phạm.", ["83", "89"]),
        ("Đến ngày 31 tháng 12 năm 2014, tổng số thuê bao điện thoại trên mạng là 1.721.878.", ["1.721.878"]),
        # A list of plans, one of which rises over the 1.385 of the year before; what was reached of plans.
        ("Kế hoạch năm 2014: phát hành báo chí 10.000.000 tờ; trả sau 30.000 thuê bao; FTTH 1.500 thuê bao, tăng 8,3% so với năm 2013.", ["10.000.000", "30.000", "1.500", "8,3%"]),
        ("Kết quả thực hiện kế hoạch năm 2014: phát hành báo chí 10.345.000 tờ; doanh thu viễn thông 1.982 tỷ đồng.", ["10.345.000", "1.982 tỷ đồng"]),
        ("Các chỉ tiêu kế hoạch năm 2014 đều hoàn thành: phát hành báo chí 10.345.000 tờ; FTTH 3.363 thuê bao.", ["10.345.000", "3.363"]),
        ("Kế hoạch năm 2014: doanh thu viễn thông 1.900 tỷ đồng. Doanh thu bưu chính 89 tỷ đồng.", ["1.900 tỷ đồng", "89 tỷ đồng"]),
        # The total of what was named, or of what is wider: of fixed, of mobile, of all telephones.
        ("Phát triển mới 22.915 thuê bao xDSL và 3.363 thuê bao FTTH; tổng số trên mạng 118.493 thuê bao.", ["22.915", "3.363", "118.493"]),
        ("Phát triển mới 22.915 thuê bao xDSL và 3.363 thuê bao FTTH; hiện có 118.493 thuê bao.", ["22.915", "3.363", "118.493"]),
        ("Phát triển mới 22.915 thuê bao xDSL và 3.363 thuê bao FTTH, tổng số 26.278 thuê bao.", ["22.915", "3.363", "26.278"]),
        ("PTM FTTH 3.363 thuê bao; PTM xDSL 22.915, tổng số 106.621 thuê bao.", ["3.363", "22.915", "106.621"]),
        ("PTM 2.169 thuê bao cố định có dây và 1.984 thuê bao cố định không dây; tổng số trên mạng 156.960.", ["2.169", "1.984", "156.960"]),
        ("PTM 29.672 thuê bao di động trả sau và 651.134 thuê bao trả trước; tổng số trên mạng 1.721.878.", ["29.672", "651.134", "1.721.878"]),
        ("PTM 29.672 thuê bao di động trả sau và 651.134 thuê bao trả trước; tổng số trên mạng 1.564.918.", ["29.672", "651.134", "1.564.918"]),
    ],
)  # fmt: skip
def test_what_is_right_is_not_flagged(
    text: str, agrees: list[str], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    found = verdicts(text, tmp_path, declared, figures)
    assert flagged(found) == []
    assert agreeing(found) == agrees


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # The plan of another year is not this one's: 150.000 and 520 are planned for 2014, 90 and 2.300 for 2015.
        ("Thư, điện chuyển tiền: KH 120.000 bức, thực hiện 86.513 bức, đạt 58% KH.", [("120.000", "150.000")]),
        ("Số tiền chuyển: KH 500 tỷ đồng, TH 423 tỷ đồng, đạt 81% KH.", [("500 tỷ đồng", "520 tỷ đồng")]),
        # Of the stock Viettel has 40,4 percent, of what is new 43,1; stock is no flow.
        ("Thị phần thuê bao điện thoại hiện có: VNPT 31,3%, Viettel 44,0%.", [("44,0%", "40,4%")]),
        ("Thị phần thuê bao điện thoại hiện có: VNPT 31,3%, Viettel 43,1%.", [("43,1%", "40,4%")]),
        ("Thuê bao Internet hiện có 26.278 thuê bao.", [("26.278", "118.493")]),
        # Of no pair: 78,78 and 77,78; a rise of 9,2 from 2013 to 2014.
        ("Sở đã cấp 1.418/1.800 chữ ký số cho 28/36 cơ quan, đạt 87,8%.", [("87,8%", "77,8%")]),
        ("Doanh thu viễn thông năm 2014 tăng 17% so với năm 2013.", [("17%", "9%")]),
        # Behind a plan's words the result is wrong: 1.500 and 95 were planned.
        ("Kế hoạch phát triển mới thuê bao Internet cáp quang FTTH năm 2014 là 3.363 thuê bao.", [("3.363", "1.500")]),
        ("Doanh thu bưu chính 89 tỷ đồng, chỉ tiêu là 89 tỷ đồng.", [("89 tỷ đồng", "95 tỷ đồng")]),
        ("Chỉ tiêu phát triển mới điện thoại năm 2014 là 740.000 thuê bao.", [("740.000", "434.500")]),
        # No more than all there are.
        ("Đã thanh tra tại 21/12 huyện, thị xã; kết nối mạng đến 21/12 địa phương.", [("21", None), ("21", None)]),
        # Shares of one whole: 2 of 52; a part but for two digits; a part named with the words of its whole.
        ("Trong 52 người có 7 thạc sỹ (13,5%), 41 cử nhân (78,8%), 2 trung cấp (8,3%).", [("8,3%", "3,8%")]),
        ("Huyện Đông Triều có 16.230 thuê bao, trong đó 14.698 thuê bao xDSL và 1.523 thuê bao cáp quang.", [("1.523", "1.532")]),
        ("Thuê bao cố định hiện có 156.960, gồm có dây 133.202; không dây 22.758.", [("22.758", "23.758")]),
        # Behind a heading for it, a part: 89.841; its growth: 755,6 of 690,0 is 109,5.
        ("1. Đại diện VNPT Quảng Ninh:\n- Thuê bao Internet trên mạng: 82.691 thuê bao.", [("82.691", "89.841")]),
        ("Doanh thu viễn thông của Viettel đạt 755,6 tỷ đồng, tăng 19,5% so với năm 2013.", [("19,5%", "9,5%")]),
        ("II. CHỈ TIÊU NĂM 2015\nPhấn đấu doanh thu bưu chính đạt 95 tỷ đồng.", [("95 tỷ đồng", "90 tỷ đồng")]),
        ("III. NHIỆM VỤ NĂM 2015\n1. Viễn thông\n- Doanh thu viễn thông, Internet: 1.900 tỷ đồng.", [("1.900 tỷ đồng", "2.300 tỷ đồng")]),
        ("So sánh kế hoạch năm 2015 với thực hiện năm 2014: doanh thu viễn thông tăng 61%.", [("61%", "16%")]),
        ("PTM 22.915 thuê bao xDSL và 3.363 thuê bao FTTH; tổng số trên mạng 120.000 thuê bao.", [("120.000", "118.493")]),
        # Behind `Kế hoạch …:` all are plans but for items that say otherwise: 1.900, 30.000, 1.500, 95 and 10.000.000.
        ("Kế hoạch năm 2014: thuê bao trả sau 29.672; FTTH 1.700; doanh thu viễn thông 1.982 tỷ đồng.", [("29.672", "30.000"), ("1.700", "1.500"), ("1.982 tỷ đồng", "1.900 tỷ đồng")]),
        ("Chỉ tiêu kế hoạch năm 2014: doanh thu viễn thông 1.900 tỷ đồng, thực hiện 1.982 tỷ đồng; FTTH 3.363 thuê bao.", [("3.363", "1.500")]),
        ("Kế hoạch năm 2014:\n- Phát hành báo chí 10.345.000 tờ;\n- FTTH 1.500 thuê bao.\n\nDoanh thu bưu chính 89 tỷ đồng.", [("10.345.000", "10.000.000")]),
        # All of the trade is all of the province.
        ("Doanh thu toàn ngành viễn thông 1.892 tỷ đồng.", [("1.892 tỷ đồng", "1.982 tỷ đồng")]),
        # Planned were 60.000 kg and 95 tỷ đồng; 50.040 kg and 89 tỷ đồng were reached.
        ("Kế hoạch bưu phẩm thường năm 2014 là 50.040 kg.", [("50.040", "60.000")]),
        ("Doanh thu bưu chính 95 tỷ đồng (kế hoạch 89 tỷ đồng).", [("95 tỷ đồng", "89 tỷ đồng"), ("89 tỷ đồng", "95 tỷ đồng")]),
        # Parts and totals: 19 + 16 + 12 + 8 + 2 are 57; 9 + 6 + 11 are 26; 83 of 146 is 56,85 percent.
        ("Đã tổ chức 57/80 lớp tập huấn chính quyền điện tử cho công dân (Cẩm Phả 19, Uông Bí 16, Móng Cái 12, Vân Đồn 8, Hạ Long 3).", [("3", "2")]),
        ("26 vị trí trạm thu phát sóng được chấp thuận: Viettel 9, Vietnamobile 7, Trung tâm khu vực V 11.", [("7", "6")]),
        ("Phát hiện 83 đơn vị vi phạm trong tổng số 146 đơn vị được thanh tra, chiếm 58,6%.", [("58,6%", "56,8%")]),
        ("Số đơn vị vi phạm là 83 đơn vị, chiếm 58,6% số được thanh tra.", [("58,6%", "56,8%")]),
        ("Thị phần thuê bao điện thoại: Viettel có 696.231 thuê bao (40,4%), Trung tâm khu vực V 385.114 thuê bao (24,2%).", [("24,2%", "22,4%")]),
        ("FTTH phát triển mới: VNPT 2.029 thuê bao, Viettel 1.343 thuê bao.", [("1.343", "1.334")]),
        ("- 6.965 bài dự thi viết thư quốc tế UPU.", [("6.965", "6.695")]),
        ("Chấp thuận 62 vị trí trạm BTS.", [("62", "26")]),
        ("Doanh thu bưu chính quý I/2014 đạt 21 tỷ đồng, cả năm đạt 98 tỷ đồng.", [("98 tỷ đồng", "89 tỷ đồng")]),
        ("Tổng số thuê bao Internet 118.493 thuê bao (xDSL 106.621; FTTH 11.872), mật độ 8,9 thuê bao/100 dân.", [("8,9", "9,9")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(text: str, wrong: Found, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    assert flagged(verdicts(text, tmp_path, declared, figures)) == wrong


HEAD = "| Chỉ tiêu | TH 2014 | KH 2015 | {} |\n|---|---|---|---|\n"


@pytest.mark.parametrize(
    "head", ["KH 2015/TH 2014 (%)", "Kế hoạch 2015 so với thực hiện 2014 (%)", "So sánh KH 2015/TH 2014 (%)"]
)
def test_a_column_of_a_plan_over_a_result(head: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """10.000.000 of 10.345.000 is 96,67 percent, 1.000.000 of 1.180.000 is 84,75 or a fall of 15,25."""
    rows = "| Sản lượng phát hành báo chí | 10.345.000 | 10.000.000 | {} |\n| Bưu kiện, bưu gửi | 1.180.000 | 1.000.000 | {} |"
    right = verdicts(HEAD.format(head) + rows.format("96,7", "-15,3"), tmp_path, declared, figures, kind="md")
    assert [verdict for _, _, verdict in right] == ["agrees", "agrees", "agrees_rounded"] * 2
    wrong = verdicts(HEAD.format(head) + rows.format("96,7", "78,4"), tmp_path, declared, figures, kind="md")
    assert flagged(wrong) == [("78,4", "84,7")]


def test_a_total_in_bold(tmp_path: Path, declared: Catalogue) -> None:
    table = "| Đơn vị | Số báo | Tiền |\n|---|---:|---:|\n| A | 1.200 | 100 |\n| B | 1.300 | 200 |\n| **Tổng cộng** | **2.900** | **300** |"
    found = verdicts(table, tmp_path, declared, of_rows([]), kind="md")
    assert flagged(found) == [("2.900", "2.500")]


DATED = "THÔNG CÁO BÁO CHÍ\n\nQuảng Ninh, ngày 29 tháng 12 năm 2014 - Sở công bố kết quả hoạt động năm 2014.\n\n"
UNDATED = "Số liệu các năm 2013 và 2014 của ngành.\n\n"


def test_the_year_of_a_draft_without_a_title(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """The date line tells it, or the figures do: those of 2014 are 89 and 1.982, of 2013 91,8 and 1.815."""
    text = "Doanh thu bưu chính 98 tỷ đồng. Doanh thu viễn thông, Internet 1.982 tỷ đồng, tăng so với năm 2013. "
    found = verdicts(text, tmp_path, declared, figures, head=DATED)
    assert flagged(found) == [("98 tỷ đồng", "89 tỷ đồng")]
    found = verdicts(text, tmp_path, declared, figures, head=UNDATED)
    assert [verdict for _, _, verdict in found] == ["not_checkable", "agrees"]
    more = "Sản lượng báo chí phát hành 10.345.000 tờ. Bưu phẩm thường 50.040 kg. Thuê bao Internet 118.493 thuê bao. "
    found = verdicts(text + more + "Thuê bao FTTH 11.872 thuê bao.", tmp_path, declared, figures, head=UNDATED)
    assert flagged(found) == [("98 tỷ đồng", "89 tỷ đồng")]


def test_a_mean_below_a_table_is_no_total(tmp_path: Path, declared: Catalogue) -> None:
    """(34 + 25) / (246 + 173) is no sum; of each row the last column is the second of the first."""
    table = "| Địa phương | Được kiểm tra | Vi phạm | Tỷ lệ (%) | Chỉ số |\n|---|---:|---:|---:|---:|\n"
    rows = "| A | 200 | 50 | 25,0 | 9,6 |\n| B | 100 | 40 | 40,0 | 9,5 |\n| C | 50 | 10 | {} | 9,8 |\n"
    total = "| Toàn tỉnh | 350 | 100 | 28,6 | 9,9 |"
    assert flagged(verdicts(table + rows.format("20,0") + total, tmp_path, declared, of_rows([]), kind="md")) == []
    found = verdicts(table + rows.format("2,0") + total, tmp_path, declared, of_rows([]), kind="md")
    assert flagged(found) == [("2,0", "20,0")]


PLANNED = (
    "| Chỉ tiêu | Kế hoạch | Thực hiện | {} |\n|---|---|---|---|\n| Đầu tư (tỷ đồng) | 96 | 89 | {} |\n"
    "| Giấy in (kg) | 60.000 | 51.040 | {} |\n| Xe cứu thương | 200 | 150 | {} |\n| Vốn | 9,6 | 8,9 | {} |"
)


@pytest.mark.parametrize("head", ["TH/KH (%)", "So với kế hoạch (%)", "% KH"])
def test_a_percentage_beside_its_operands(head: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """92,708, 85,067 and 75 percent; what has decimals is rounded itself: of 8,94 in 9,56 it is 93,5."""
    wrong = PLANNED.format(head, "94%", "83%", "90%", "95,5%")
    found = [("94%", "93%"), ("83%", "85%"), ("90%", "75%"), ("95,5%", "92,7%")]
    assert flagged(verdicts(wrong, tmp_path, declared, figures, kind="md")) == found
    right = PLANNED.format(head, "92,7%", "85%", "75%", "93,5%")
    assert flagged(verdicts(right, tmp_path, declared, figures, kind="md")) == []


def test_a_percentage_beside_its_operands_in_word(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("BÁO CÁO NĂM 2014")
    rows = [("Chỉ tiêu", "Kế hoạch", "Thực hiện", "TH/KH (%)"), ("Xe cứu thương", "200", "150", "90%")]
    table = document.add_table(rows=2, cols=4)
    for place, texts in enumerate(rows):
        for cell, text in zip(table.rows[place].cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "draft.docx"))
    judged = check_draft(tmp_path / "draft.docx", declared, prose(), figures)
    assert [(each.finding.verdict, each.finding.expected) for each in judged][2] == ("contradicts_itself", "75%")


GROWN = "| Dịch vụ | {} | {} | {} |\n|---|---|---|---|\n| Thuê bao FTTH | {} | {} | {} |"


def test_a_growth_beside_its_operands(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """7.350 of 11.872 is a fall of 38,09 percent, 11.872 of 9.120 a rise of 30,18; of 2015 the warehouse has none."""
    for head in ("Tăng trưởng (%)", "Tăng so với năm 2014"):
        right = GROWN.format("Cuối năm 2014", "Cuối năm 2015", head, "11.872", "7.350", "-38,1%")
        other = GROWN.format("Năm 2015", "Năm 2014", head, "7.350", "11.872", "-38,1%")
        wrong = GROWN.format("Cuối năm 2014", "Cuối năm 2015", head, "11.872", "7.350", "-31,8%")
        for year in (2014, 2015):
            of = f"BÁO CÁO NĂM {year}\n\n"
            assert flagged(verdicts(right, tmp_path, declared, figures, head=of, kind="md")) == []
            assert flagged(verdicts(other, tmp_path, declared, figures, head=of, kind="md")) == []
            found = flagged(verdicts(wrong, tmp_path, declared, figures, head=of, kind="md"))
            assert found == [("-31,8%", "-38,1%")]
    text = GROWN.format("Năm trước", "Năm nay", "Tăng trưởng (%)", "9.120", "11.872", "{}")
    assert flagged(verdicts(text.format("30,2%"), tmp_path, declared, figures, kind="md")) == []
    assert flagged(verdicts(text.format("33,2%"), tmp_path, declared, figures, kind="md")) == [("33,2%", "30,2%")]


def test_a_fall_is_told_without_a_second_sign(tmp_path: Path, declared: Catalogue) -> None:
    """350 of 3.363 is a fall of 89,59 percent: no rise of -10,4, as 10,4 percent of the year before are."""
    row = {"indicator": "ftth_new", "measure": "growth", "year": 2015, "breakdown": None, "value": Decimal("-89.59")}
    known = of_rows([row | {"returns_received": 4, "returns_expected": 4}])
    table = "| Dịch vụ | Tăng trưởng (%) |\n|---|---|\n| Thuê bao FTTH phát triển mới | -38,1% |"
    found = verdicts(table, tmp_path, declared, known, head="BÁO CÁO NĂM 2015\n\n", kind="md")
    assert flagged(found) == [("-38,1%", "-89,6%")]


def test_a_column_of_differences(tmp_path: Path, declared: Catalogue) -> None:
    table = "| Loại | Cuối năm 2013 | Cuối năm 2014 | Tăng, giảm |\n|---|---:|---:|---:|\n| A | 300 | 280 | -20 |\n"
    rows = "| B | 100 | 150 | 50 |\n| C | 70 | 90 | 20 |\n| D | 1.240 | 1.404 | 146 |"
    assert flagged(verdicts(table + rows, tmp_path, declared, of_rows([]), kind="md")) == [("146", "164")]


def test_a_year_that_is_running(tmp_path: Path, declared: Catalogue) -> None:
    """900 kg of three quarters, 1.200 expected of four: 90 and 120 percent of 1.000."""
    of = {"indicator": "ordinary_mail", "year": 2014, "breakdown": None, "returns_received": 3, "returns_expected": 4}
    so_far = {"actual": 900, "plan": 1000, "percent_of_plan": 90}
    expected = {"actual": 1200, "percent_of_plan": 120}
    rows = [of | {"measure": measure, "value": Decimal(value)} for measure, value in so_far.items()]
    running = of_rows(rows, [of | {"measure": measure, "value": Decimal(value)} for measure, value in expected.items()])
    right = "Bưu phẩm thường đi, đến ước đạt 1.200* kg (đạt 120%* kế hoạch). Bưu phẩm thường đã đạt 900 kg."
    assert agreeing(verdicts(right, tmp_path, declared, running)) == ["1.200", "120%", "900"]
    wrong = "Bưu phẩm thường đi, đến ước đạt 900 kg (đạt 102% kế hoạch)."
    assert flagged(verdicts(wrong, tmp_path, declared, running)) == [("900", "1.200"), ("102%", "120%")]


OTHERS = "UBND TỈNH LẠNG SƠN\nSỞ THÔNG TIN VÀ TRUYỀN THÔNG\nLạng Sơn, ngày 08 tháng 12 năm 2014\n\nBÁO CÁO NĂM 2014\n\n"


def test_a_draft_of_another_province(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """Its figures are its own: only what does not add up is told."""
    text = "Doanh thu bưu chính đạt 46,2 tỷ đồng.\n\nCó 24/96 tổ chức vi phạm (24%)."
    found = verdicts(text, tmp_path, declared, figures, head=OTHERS)
    assert found[0] == ("46,2 tỷ đồng", None, "not_checkable")
    assert flagged(found) == [("24%", "25%")]
    spoken = "Sở Thông tin và Truyền thông Quảng Ninh trao đổi kinh nghiệm với tỉnh Lạng Sơn.\n\nBÁO CÁO NĂM 2014\n\n"
    assert flagged(verdicts(text, tmp_path, declared, figures, head=spoken)) == [
        ("46,2 tỷ đồng", "89 tỷ đồng"),
        ("24%", "25%"),
    ]
