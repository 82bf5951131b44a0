"""The draft checker where two readings are possible: right figures stay unflagged, wrong ones never agree.

The figures are the demo's: on the network at the end of 2014 (2013) xDSL 106.621 (92.480), FTTH 11.872 (9.120), fixed
wired 133.202 (138.410), wireless 23.758 (31.240), mobile 1.564.918 (1.381.820), postpaid 160.210 (141.320), all
telephones 1.721.878 (1.551.470), Internet 118.493 (101.600).
"""

from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.checking import check_draft
from reports.draft.figures import Figures, of_rows
from reports.draft.showing import records
from schemas.declarations import Catalogue
from schemas.prose import prose

Found = list[tuple[str, str | None]]


def flagged(found: list[tuple[str, str | None, str]]) -> Found:
    return [(printed, expected) for printed, expected, verdict in found if verdict.startswith("contradicts")]


def agreeing(found: list[tuple[str, str | None, str]]) -> list[str]:
    return [printed for printed, _, verdict in found if verdict in ("agrees", "agrees_rounded")]


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        # Bare parts count in the unit of their whole.
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, trong đó Viettel 755,6; Vietnamobile 92,4.", ["1.982 tỷ đồng", "755,6", "92,4"]),
        ("Vốn dự án Thư điện tử đã cấp 2.409 triệu đồng (ngân sách trung ương 664).", ["2.409 triệu đồng", "664"]),
        # What is on the network rises by 14.141 and 18.890, falls by 7.482 and 12.690.
        ("Số thuê bao xDSL hiện có tăng 14.141 thuê bao, lên mức 106.621 thuê bao.", ["14.141", "106.621"]),
        ("Thuê bao di động trả sau hiện có 160.210 thuê bao, tăng thêm 18.890 thuê bao so với năm trước.", ["160.210", "18.890"]),
        ("Cố định không dây trên mạng mất đi 7.482 thuê bao, chỉ còn 23.758 thuê bao.", ["7.482", "23.758"]),
        ("Hết năm có 106.621 thuê bao xDSL, tăng 14.141 thuê bao (15,3%), trong đó phát triển mới 22.915 thuê bao.", ["106.621", "14.141", "15,3%", "22.915"]),
        ("Thuê bao FTTH phát triển mới vượt kế hoạch 1.863 thuê bao.", ["1.863"]),
        # Percentages in brackets are of what stands before them: 180.000 of 1.000.000, 63.487 of 150.000, 196.700 of 983.300.
        ("Sản lượng bưu kiện đạt 1.180.000 cái, vượt kế hoạch 180.000 cái (18%), tăng 196.700 cái (20%) so với năm 2013.", ["1.180.000", "180.000", "18%", "196.700", "20%"]),
        ("Thư, điện chuyển tiền 86.513 bức, hụt 63.487 bức (42,3%) so với kế hoạch.", ["86.513", "63.487", "42,3%"]),
        ("So với kế hoạch năm 2014, doanh thu viễn thông vượt 82 tỷ đồng.", ["82 tỷ đồng"]),
        # Plans against plans and results: 500 of 423 and of 520, 120.000 of 150.000 and of 86.513, 700.000 of 400.000.
        ("Kế hoạch năm 2015: số tiền chuyển qua bưu điện 500 tỷ đồng, tăng 18,2% so với thực hiện năm 2014, giảm 3,8% so với kế hoạch năm 2014.", ["500 tỷ đồng", "18,2%", "3,8%"]),
        ("Chỉ tiêu thư, điện chuyển tiền năm 2015 là 120.000 bức, bằng 80% kế hoạch năm 2014, bằng 138,7% thực hiện năm 2014.", ["120.000", "80%", "138,7%"]),
        ("Kế hoạch di động trả trước năm 2015 là 700.000 thuê bao, gấp 1,75 lần kế hoạch năm 2014.", ["700.000", "1,75"]),
        ("Kế hoạch bưu phẩm thường năm 2015 là 50.000 kg, giảm 10.000 kg so với kế hoạch năm 2014 (giảm 16,7%).", ["50.000", "10.000", "16,7%"]),
        ("Doanh thu viễn thông 1.982 tỷ đồng (kế hoạch năm 2015: 2.300 tỷ đồng), tăng 9,2% so với năm 2013, đạt 104,3% kế hoạch năm 2014.", ["1.982 tỷ đồng", "2.300 tỷ đồng", "9,2%", "104,3%"]),
        # A field or a district at the head of a sentence: 19 of 25, 2 of 34, 13 of 21.
        ("Lĩnh vực phát thanh, truyền hình thanh tra 25 đơn vị, phát hiện 19 đơn vị vi phạm (chiếm 76%).", ["25", "19", "76%"]),
        ("Ở lĩnh vực viễn thông, công nghệ thông tin, Sở thanh tra 34 đơn vị, chỉ có 2 đơn vị vi phạm.", ["34", "2"]),
        ("Tại Đông Triều, đã thanh tra 21 đơn vị, có 13/21 đơn vị vi phạm (chiếm 61,9%).", ["21", "13", "21", "61,9%"]),
        ("Trong lĩnh vực quảng cáo thanh tra 12 đơn vị, có 9 đơn vị vi phạm.", []),
        # Wholes and rests: 1.800 less 1.418, 36 less 28, 146 less 83, 14 less 9.
        ("Dự án chữ ký số đã được cấp 2.230 triệu đồng trên tổng mức 3.726 triệu đồng.", ["2.230 triệu đồng", "3.726 triệu đồng"]),
        ("Còn 382 chữ ký số chưa cấp phát; 8 cơ quan chưa được cấp chữ ký số.", ["382", "8"]),
        ("Còn 5 địa phương chưa được thanh tra.", ["5"]),
        # The plan that another indicator is: 57 of 80.
        ("Theo kế hoạch phải mở 80 lớp tập huấn chính quyền điện tử, thực tế đã mở 57 lớp.", ["80"]),
        ("Sở được giao tổ chức 80 lớp tập huấn chính quyền điện tử, đã hoàn thành 57 lớp (71,3% kế hoạch).", []),
        # The whole behind what was said of a part, and the other way round.
        ("Bưu điện Hạ Long dẫn đầu với doanh thu 27,4 tỷ đồng. Doanh thu toàn ngành đạt 89 tỷ đồng.", ["27,4 tỷ đồng", "89 tỷ đồng"]),
        ("Viettel có 696.231 thuê bao điện thoại trên tổng số 1.721.878 thuê bao toàn tỉnh.", ["696.231", "1.721.878"]),
        ("Wifi Hạ Long có 106 điểm, trong đó 99 điểm hoạt động.", ["106", "99"]),
        # A list that its first line opens.
        ("Số đơn vị được thanh tra ở một số địa phương:\n- Hạ Long: 34 đơn vị;\n- Quảng Yên: 19 đơn vị.", ["34", "19"]),
        ("Doanh thu bưu chính của một số bưu điện:\n- Bưu điện Hạ Long: 27,4 tỷ đồng;\n- Bưu điện Cẩm Phả: 16,1 tỷ đồng.", ["27,4 tỷ đồng", "16,1 tỷ đồng"]),
    ],
)  # fmt: skip
def test_right_figures(text: str, agrees: list[str], tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    found = verdicts(text, tmp_path, declared, figures)
    assert flagged(found) == []
    assert agreeing(found) == agrees


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # Of another part, of the whole, of what there is instead of what is new.
        ("Huyện Đông Triều có 118.493 thuê bao Internet.", "118.493"),
        ("Viettel có doanh thu viễn thông 1.982 tỷ đồng.", "1.982 tỷ đồng"),
        ("Tại Cẩm Phả, Sở thanh tra 146 đơn vị.", "146"),
        ("Lĩnh vực báo chí có 83 đơn vị vi phạm.", "83"),
        ("Đã chấp thuận cho Viettel 26 vị trí trạm BTS.", "26"),
        ("Thuê bao di động trên mạng tăng 651.134 thuê bao.", "651.134"),
        ("Cố định không dây trên mạng tăng 23.758 thuê bao.", "23.758"),
        # Of what is called alike: all that there are, what was planned, what is left.
        ("Số cơ quan đã được cấp chữ ký số là 36 cơ quan.", "36"),
        ("Vốn được cấp trong năm của dự án Thư điện tử là 2.409 triệu đồng.", "2.409 triệu đồng"),
        ("Đài cấp huyện tiếp sóng chương trình trung ương: 14 đài.", "14"),
        ("Số tin, bài được duyệt đăng trên Cổng thành phần của Sở là 1.300 tin, bài.", "1.300"),
        ("Còn 1.418 chữ ký số chưa cấp.", "1.418"),
        ("Có 99 điểm Wifi ngừng hoạt động.", "99"),
        ("Kế hoạch phát triển mới FTTH 1.500 thuê bao, thực hiện 1.500 thuê bao.", ""),
    ],
)
def test_wrong_figures_never_agree(
    text: str, wrong: str, tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    found = verdicts(text, tmp_path, declared, figures)
    assert wrong not in agreeing(found)
    assert wrong or agreeing(found) == ["1.500"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # Swapped: 4.722 and 7.150 on the network; 22.915 new, 106.621 there.
        ("Thuê bao xDSL phát triển mới 106.621 thuê bao, hiện có trên mạng 22.915 thuê bao.", [("106.621", "22.915"), ("22.915", "106.621")]),
        ("Thuê bao cố định 156.960 thuê bao, gồm 23.758 thuê bao có dây và 133.202 thuê bao không dây.", [("133.202", "23.758")]),
        # A market share is of what there is: 24,6 and 25,7 of all mobile; of two of a pair, 12 of 21.
        ("Thị phần thuê bao điện thoại: Viettel chiếm 22,4%.", [("22,4%", "40,4%")]),
        ("Tần số có 12/21 đơn vị vi phạm (chiếm 51,7%).", [("51,7%", "57,1%")]),
        ("Dự án Thư điện tử được duyệt 3.000 triệu đồng (trung ương 646, địa phương 2.336).", [("646", "664")]),
        ("Kế hoạch doanh thu bưu chính năm 2015 là 90 tỷ đồng, giảm 3,5% so với kế hoạch năm 2014.", [("3,5%", "5,3%")]),
        ("Doanh thu viễn thông, Internet 1.982 tỷ đồng, vượt kế hoạch 82 tỷ đồng (3,4%).", [("3,4%", "4,3%")]),
        ("Kế hoạch bưu phẩm thường 50.040 kg, thực hiện 60.000 kg.", [("50.040", "60.000"), ("60.000", "50.040")]),
        ("Đã tổ chức 57 lớp tập huấn chính quyền điện tử, đạt 73,1% kế hoạch (90 lớp).", [("73,1%", "71,3%"), ("90", "80")]),
        ("Thuê bao Internet hiện có tại một số địa phương:\n- Cẩm Phả: 16.637 thuê bao;\n- Quảng Yên: 12.173 thuê bao.", [("12.173", "12.713")]),
        # Three telling digits are enough for a slip where the words name the figure well.
        ("Tổng số tiền xử phạt vi phạm hành chính là 8.570.000 đồng.", [("8.570.000 đồng", "8.750.000 đồng")]),
    ],
)  # fmt: skip
def test_the_right_correction(text: str, wrong: Found, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    assert flagged(verdicts(text, tmp_path, declared, figures)) == wrong


def test_what_a_reason_says(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """The direction that is wrong, and times as times: 433.595 to 684.959 is 1,58 times, a rise of 57,97 percent."""
    path = tmp_path / "draft.txt"
    text = "Thuê bao điện thoại phát triển mới giảm 58% so với năm 2013, gấp 1,85 lần năm 2013."
    path.write_text(f"BÁO CÁO NĂM 2014\n\n{text}\n", encoding="utf-8")
    turned, times = records(check_draft(path, declared, prose(), figures), declared, figures)
    assert turned["expected"] == "tăng 58%"
    assert "Sai chiều" in turned["reason"]
    assert "tăng 57,97%" in turned["reason"]
    assert "là 1,58 lần, không phải 1,85 lần" in times["reason"]


def test_a_rise_over_a_plan_is_no_share(tmp_path: Path, declared: Catalogue) -> None:
    """30 of 600 over 570 is 5,3 percent; 210, 240 and 150 are 35, 40 and 25 percent of 600."""
    text = "Thu 600 triệu đồng, vượt kế hoạch 30 triệu đồng (5,3%). Cơ cấu: A 210 triệu đồng (35%), B 240 triệu đồng (40%), C 150 triệu đồng (25%)."
    assert flagged(verdicts(text, tmp_path, declared, of_rows([]))) == []


UNRULED = """#set page(width: 16cm)
BÁO CÁO NĂM 2014

Đến hết năm trên địa bàn tỉnh có 1.721.878 thuê bao điện thoại, phát triển mới năm nay \\ 684.959 thuê bao.

#table(columns: (auto, 1fr, auto, auto, auto), stroke: none, align: {align},
[TT], [Dịch vụ], [Kế hoạch], [Thực hiện], [TH/KH (%)],
[1], [Cố định không dây], [2.500], [1.984], [79,4],
[2], [Thuê bao điện thoại di động trả sau phát triển mới của các doanh nghiệp], [30.000], [29.672], [99,8],
[3], [Internet xDSL], [14.000], [22.915], [163,7])

Doanh thu bưu chính đạt 89 tỷ đồng.
"""


@pytest.mark.parametrize("align", ["left", "(left, left, right, right, right)", "center"])
def test_a_table_without_ruling_lines(align: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """Of a PDF; its columns are plans, results, percentages. 29.672 of 30.000 is 98,9 percent."""
    import typst

    source, path = tmp_path / "a.typ", tmp_path / "a.pdf"
    source.write_text(UNRULED.replace("{align}", align), encoding="utf-8")
    typst.compile(str(source), output=str(path))
    listed = records(check_draft(path, declared, prose(), figures), declared, figures)
    found = [(r["printed"], r["expected"], r["verdict"]) for r in listed]
    assert flagged(found) == [("99,8", "98,9")]
    assert agreeing(found) == ["1.721.878", "684.959", "2.500", "1.984", "79,4", "30.000", "29.672", "14.000", "22.915", "163,7", "89 tỷ đồng"]  # fmt: skip
