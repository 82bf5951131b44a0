"""The draft checker on parts of a year, its start, and what is compared with: nothing right told, what is wrong found.

The figures are the demo's: of 2014 (2013) on the network FTTH 11.872 (9.120), xDSL 106.621 (92.480), all Internet
118.493 (101.600), fixed wired 133.202 (138.410), wireless 23.758 (31.240); telecom revenue 1.982 (1.815; plan 1.900;
plan of 2015 2.300) billion, post revenue 89 (91,8; 95; 90), money transferred 423 (468,5), newspapers 10.345.000
(9.668.000; 10.000.000). Right drafts in such words lie in `drafts`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from drafting import verdicts

from reports.draft.checking import check_draft
from reports.draft.figures import Figures
from reports.draft.showing import records
from schemas.declarations import Catalogue
from schemas.prose import prose
from sources.grids import UnreadableFile

Told = list[tuple[str, str | None]]
Teller = Callable[..., tuple[Told, list[str]]]
HEAD = "# Báo cáo năm 2014\n\n"


@pytest.fixture
def told(tmp_path: Path, declared: Catalogue, figures: Figures) -> Teller:
    """What is told of a Markdown draft: flagged, with what is offered, and what agrees."""

    def tell(text: str, head: str = HEAD) -> tuple[Told, list[str]]:
        found = verdicts(text, tmp_path, declared, figures, head=head, kind="md")
        flagged = [(printed, expected) for printed, expected, verdict in found if verdict.startswith("contradicts")]
        return flagged, [printed for printed, _, verdict in found if verdict.startswith("agrees")]

    return tell


def test_what_there_was_at_a_years_start(told: Teller) -> None:
    text = """Đầu năm, mạng FTTH có 9.210 thuê bao.

Đến đầu năm 2015, toàn tỉnh có 118.493 thuê bao Internet; đầu năm 2014 có 118.493 thuê bao Internet.

Ngay từ đầu năm Sở đã đôn đốc, nhờ đó cố định có dây còn 133.202 thuê bao.

Đầu năm, sau khi rà soát lại, kết nối xDSL toàn tỉnh có 92.480 thuê bao.

Đầu kỳ, doanh thu bưu chính là 21 tỷ đồng.
"""
    assert told(text) == ([("9.210", "9.120"), ("118.493", "101.600")], ["118.493", "133.202", "92.480"])


QUARTERS = (
    "| Chỉ tiêu | ĐVT | {} 1/2014 | {} 2/2014 | {} 3/2014 | {} 4/2014 | Năm 2014 |\n|---|---|---|---|---|---|---|\n"
)


def test_quarters_make_up_their_year(told: Teller) -> None:
    """727 + 819 + 852 + 965 = 3.363; 281.180 with two digits changed makes the year 63.000 too little."""
    head = QUARTERS.format(*["TH quý"] * 4)
    right = "| FTTH phát triển mới | thuê bao | 727 | 819 | 852 | 965 | 3.363 |\n"
    there = "| Thuê bao xDSL trên mạng | thuê bao | 95.000 | 99.000 | 103.000 | 106.621 | 106.621 |\n"
    slipped = "| Bưu kiện, bưu gửi | cái | 284.005 | 218.180 | 294.842 | 319.973 | 1.180.000 |\n"
    unclear = "| Báo chí phát hành | tờ | 2.390.426 | 2.531.450 | 2.541.363 | 2.981.761 | 10.345.000 |\n"
    flagged, agrees = told(head + right + there + slipped + unclear)
    assert (flagged, agrees) == ([("218.180", "281.180")], ["3.363", "106.621", "1.180.000", "10.345.000"])


def test_a_part_of_a_year_is_not_the_year(told: Teller) -> None:
    """Under its title, its heading and the head of its column; what is of the year is checked beside it."""
    half = "Doanh thu viễn thông, Internet đạt 959,6 tỷ đồng.\n\n"
    half += "| Chỉ tiêu | KH 2014 | 6T/2014 | So KH (%) |\n|---|---|---|---|\n"
    half += "| Báo chí phát hành (tờ) | 10.000.000 | 4.921.876 | {} |\n"
    titles = ("sơ kết 6 tháng đầu năm 2014", "công tác 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2014")
    for title in titles:
        assert told(half.format("49,2"), f"# BÁO CÁO {title}\n\n") == ([], ["10.000.000", "49,2"])
    assert told(half.format("94,2"), f"# BÁO CÁO {titles[0]}\n\n")[0] == [("94,2", "49,2")]
    whole = "Doanh thu viễn thông, Internet đạt 1.928 tỷ đồng."
    assert told(whole, "# BÁO CÁO công tác quý IV và năm 2014\n\n")[0] == [("1.928 tỷ đồng", "1.982 tỷ đồng")]
    under = f"## 9 tháng\n\nDoanh thu bưu chính 64,2 tỷ đồng.\n\n## Cả năm\n\n{whole}"
    assert told(under)[0] == [("1.928 tỷ đồng", "1.982 tỷ đồng")]


def test_columns_of_a_years_start_and_what_came_since(told: Teller) -> None:
    head = "| Thuê bao | Đầu năm | Trong năm | Có đến 31/12/2014 | So với đầu năm (%) |\n|---|---|---|---|---|\n"
    rows = "| xDSL | 92.480 | 22.915 | 106.621 | 15,3 |\n| Cố định không dây | {} | 1.984 | 23.758 | {} |\n"
    assert told(head + rows.format("31.240", "-24,0"))[0] == []
    assert told(head + rows.format("32.140", "-24,0"))[0] == [("32.140", "31.240")]


def test_what_is_more_than_a_plan_or_a_year(told: Teller) -> None:
    """345.000 over the plan and 677.000 over 2013; 77 over the result and 20 under the plan of 2014."""
    text = """Phát hành báo chí hơn kế hoạch 354.000 tờ, hơn năm trước 677.000 tờ.

Doanh thu viễn thông, Internet cao hơn mức thực hiện năm 2013 là 176 tỷ đồng, hơn kế hoạch 1.900 tỷ đồng.

Kế hoạch năm 2015 giao số tiền chuyển 500 tỷ đồng, cao hơn thực hiện 77 tỷ đồng nhưng kém kế hoạch năm 2014 20 tỷ đồng.
"""
    flagged = [("354.000", "345.000"), ("176 tỷ đồng", "167 tỷ đồng")]
    assert told(text) == (flagged, ["677.000", "1.900 tỷ đồng", "500 tỷ đồng", "77 tỷ đồng", "20 tỷ đồng"])


def test_behind_a_bracket_the_whole_goes_on(told: Teller) -> None:
    text = """Thuê bao Internet có 118.493 (xDSL 106.621; FTTH 11.872), năm trước có 106.100 thuê bao.

Thanh tra 146 đơn vị (Hạ Long 34, Cẩm Phả 25), ít hơn năm 2013 là 9 đơn vị.

So với năm 2013, cố định giảm 12.690 thuê bao; Internet thêm 16.893, đạt 118.493 thuê bao.
"""
    assert told(text)[0] == [("106.100", "101.600"), ("9", "8")]


def test_a_year_compared_with_is_no_later_figures(told: Teller) -> None:
    """Those of 2013 stand where the report's year is meant; what says `khi đó` may be of 2013."""
    text = """Thư, điện chuyển tiền kém năm 2013 8.557 bức; doanh thu bưu chính đạt 91,8 tỷ đồng.

Doanh thu viễn thông tăng 9,2% so với năm 2013, số tiền chuyển đạt 468,5 tỷ đồng.

Mạng FTTH tăng 2.752 thuê bao so với cuối năm 2013, khi đó có 9.120 thuê bao.

Doanh thu viễn thông, Internet tăng 9,2% so với năm 2013, đạt 1.815 tỷ đồng.
"""
    assert told(text) == (
        [("91,8 tỷ đồng", "89 tỷ đồng"), ("468,5 tỷ đồng", "423 tỷ đồng")],
        ["8.557", "9,2%", "2.752", "9.120", "9,2%"],
    )


def test_a_plan_whose_title_stands_on_two_lines(told: Teller) -> None:
    text = """I. Kết quả

Năm 2014, doanh thu bưu chính đạt 89 tỷ đồng.

II. Mục tiêu

- Doanh thu viễn thông, Internet 2.003 tỷ đồng; doanh thu bưu chính 90 tỷ đồng;
- Thuê bao Internet phát triển mới 22.200 thuê bao, thấp hơn thực hiện năm 2014 là 4.087 thuê bao.
"""
    head = "KẾ HOẠCH\n\nCông tác bưu chính, viễn thông năm 2015\n\n"
    flagged = [("2.003 tỷ đồng", "2.300 tỷ đồng"), ("4.087", "4.078")]
    assert told(text, head) == (flagged, ["89 tỷ đồng", "90 tỷ đồng", "22.200"])


def test_names_that_others_lead_to(told: Teller) -> None:
    """A part of a name in place of another's; the parts under a heading; the growth of parts, of 752,7 over 698,4."""
    text = """Doanh thu viễn thông, Internet đạt 1.982 tỷ đồng, bưu chính chỉ đạt 98 tỷ đồng.

Mức tăng doanh thu viễn thông: Viettel tăng 9,5%, VNPT tăng 8,7%.

## Thuê bao FTTH phát triển mới

Viettel 1.343 thuê bao; VNPT 2.029 thuê bao. Nộp phạt 12 triệu đồng.

| Chỉ tiêu | Năm 2013 | Năm 2014 |
|---|---|---|
| Doanh thu bưu chính (tỷ đồng) | 91,8 | 98 |
| Số tiền chuyển (triệu đồng) | 468.500 | 423.000 |
"""
    flagged = [("98 tỷ đồng", "89 tỷ đồng"), ("8,7%", "7,8%"), ("1.343", "1.334"), ("98", "89")]
    assert told(text) == (flagged, ["1.982 tỷ đồng", "9,5%", "2.029", "91,8", "468.500", "423.000"])


def test_where_a_cell_stands_and_what_it_should_be(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    """8.750.000 of fines are told with their decimals; the number of a document is no figure."""
    draft = tmp_path / "draft.md"
    table = "| Chỉ tiêu | Năm 2014 |\n|---|---|\n| Doanh thu bưu chính (tỷ đồng) | 98 |\n"
    text = f"Số: 21/BCVT\n\nTheo Công văn số 07/TTRA, tổng số tiền xử phạt là 8,75 tỷ đồng.\n\n{table}"
    draft.write_text(HEAD + text, encoding="utf-8")
    found = records(check_draft(draft, declared, prose(), figures), declared, figures)
    assert [(r["printed"], r["expected"], r["verdict"]) for r in found] == [
        ("8,75 tỷ đồng", "0,00875 tỷ đồng", "contradicts"),
        ("98", "89", "contradicts"),
    ]
    assert found[1]["text"] == "Doanh thu bưu chính (tỷ đồng) · Năm 2014 (bảng 1, dòng 2, cột 2)"


@pytest.mark.parametrize("kind", ["txt", "md", "html", "docx", "pdf"])
def test_a_draft_without_text_is_refused(kind: str, tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    path = tmp_path / f"scan.{kind}"
    if kind == "docx":
        from docx import Document

        Document().save(str(path))
    elif kind == "pdf":
        import typst

        drawn = tmp_path / "scan.typ"
        drawn.write_text("#rect(width: 4cm, height: 4cm, fill: gray)")
        typst.compile(str(drawn), output=str(path))
    else:
        path.write_text(" \n\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as refused:
        check_draft(path, declared, prose(), figures)
    assert (refused.value.check, "OCR" in declared.messages["draft_no_text"].vi) == ("no_text", True)
