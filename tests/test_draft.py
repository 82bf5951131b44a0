"""The draft checker on real files and the demo's figures: what it finds, what it lets stand, what it leaves alone."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import normalize

import docx
import pytest
from commands import solieu
from drafting import verdicts
from made_drafts import measured

from reports.draft.checking import check_draft
from reports.draft.figures import Figures, Key, of_rows
from reports.draft.numbers import Number, Reader
from reports.draft.showing import records
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.prose import prose

KEYS = ["line", "column", "text", "printed", "expected", "verdict", "indicator", "year", "measure", "reason"]


def numbers(text: str, declared: Catalogue) -> list[Number]:
    said = declared.words
    reader = Reader(prose(), list(declared.units.values()), said.magnitudes, said.abbreviations)
    return reader.numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 99/2014/QĐ-UBND ngày 05/3/2014, Công văn 12/STTTT-VP, Chỉ thị số 7-CT/TU",
        "theo khoản 3 Điều 21 Luật số 47/2010/QH12, Phụ lục 4, Nghị quyết 30a",
        "từ ngày 1/7 đến ngày 31 tháng 12 năm 2014, giai đoạn 2015-2020, quý III/2014, lúc 14h30",
        "lần thứ 9, khoá 12, lớp 5, 6 tháng đầu năm, điện thoại 0203.3838.456, mạng 4G",
        "3.2. Về công tác thanh tra",
    ],
)
def test_what_is_no_figure(text: str, declared: Catalogue) -> None:
    assert [n.text for n in numbers(text, declared)] == []


def test_a_number_with_its_words(declared: Catalogue) -> None:
    money, share, about, ratio, whole, odd = numbers(
        "1,5 nghìn tỷ đồng, đạt 92,85%; hơn 2.600 người; 13/14 đài; 160,21 thuê bao", declared
    )
    assert (money.value, money.unit) == (Decimal(1500000000000), "dong")
    assert (share.value, share.step, share.percent) == (Decimal("92.85"), Decimal("0.01"), True)
    assert (about.value, about.nearly) == (Decimal(2600), "more")
    assert (ratio.over, whole.under) == (True, True)
    assert [odd.value, odd.other] == [Decimal("160.21"), Decimal(160210)]


# 89 of 95 is 93.68 percent, 2.169 of 2.000 is 108.45, 651.134 of 400.000 is 162.78; 50.040 against 68.550 is -27.002.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Doanh thu bưu chính, chuyển phát đạt 89 tỷ đồng, đạt 83% kế hoạch.", [("89 tỷ đồng", "agrees", "89 tỷ đồng"), ("83%", "contradicts", "94%")]),
        ("Điện thoại cố định có dây: 2.196 TB, đạt 108% KH năm.", [("2.196", "contradicts", "2.169"), ("108%", "agrees_rounded", "108%")]),
        ("Di động trả trước đạt 162% kế hoạch năm 2014.", [("162%", "agrees_truncated", "163%")]),
        ("Bưu phẩm thường đi, đến 50.040 kg, tăng 27% so với năm 2013.", [("50.040", "agrees", "50.040"), ("27%", "contradicts", "giảm 27%")]),
        ("Thuê bao FTTH phát triển mới 3.363.000 thuê bao.", [("3.363.000", "contradicts", "3.363")]),
        ("Kế hoạch năm 2015 thuê bao FTTH là 2.200 thuê bao.", [("2.200", "agrees", "2.200")]),
        ("Thuê bao di động trả sau hiện có trên mạng 160,21 thuê bao.", [("160,21", "contradicts", "160.210")]),
        ("Doanh thu viễn thông, Internet gần 2.000 tỷ đồng.", [("2.000 tỷ đồng", "agrees_rounded", "1.982 tỷ đồng")]),
        ("Doanh thu viễn thông, Internet của cả nước 2.500 tỷ đồng.", [("2.500 tỷ đồng", "not_checkable", None)]),
    ],
)  # fmt: skip
def test_a_sentence_against_the_warehouse(
    text: str, expected: list[Any], tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    assert [(p, v, e) for p, e, v in verdicts(text, tmp_path, declared, figures)] == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Đã mở 30 lớp bồi dưỡng (Sa Pa 11 lớp; Bắc Hà 12 lớp; Bảo Yên 8 lớp).", [("30", "31")]),
        ("Đã mở 31 lớp bồi dưỡng (Sa Pa 11 lớp; Bắc Hà 12 lớp; Bảo Yên 8 lớp).", []),
        ("Có 12/16 xã (70%) về đích.", [("70%", "75%")]),
        ("Tổng vốn 900 triệu đồng (tỉnh 500 triệu đồng, huyện 300 triệu đồng).", [("900 triệu đồng", "800 triệu đồng")]),
        ("Tổng vốn 900 triệu đồng (trong đó: tỉnh 500 triệu đồng, huyện 300 triệu đồng).", []),
        ("Trồng cây xanh: kế hoạch 200 cây, thực hiện 150 cây, đạt 85% kế hoạch.", [("85%", "75%")]),
    ],
)  # fmt: skip
def test_a_sentence_against_itself_without_a_warehouse(
    text: str, wrong: list[Any], tmp_path: Path, declared: Catalogue
) -> None:
    found = verdicts(text, tmp_path, declared, of_rows([]))
    assert [(p, e) for p, e, v in found if v == "contradicts_itself"] == wrong
    assert not [p for p, _, v in found if v == "contradicts"]


def test_a_table_against_itself(tmp_path: Path, declared: Catalogue) -> None:
    table = (
        "TT\tXã\tKế hoạch năm 2014\tThực hiện\tSo với kế hoạch (%)\n1\tA Lù\t40\t30\t75\n2\tY Tý\t50\t45\t90\n"
        "3\tBát Xát\t20\t18\t80\n\tTổng cộng\t110\t95\t84,5"
    )
    found = verdicts(table, tmp_path, declared, of_rows([]))
    # 18 of 20 is 90 percent; 30 + 45 + 18 is 93, and 93 of 110 is 84.5: the total was not updated.
    assert [(p, e) for p, e, v in found if v == "contradicts_itself"] == [("80", "90"), ("95", "93")]


def test_what_a_draft_says_twice_without_a_warehouse(tmp_path: Path, declared: Catalogue) -> None:
    text = "Thuê bao FTTH phát triển mới 4.100 thuê bao.\n\nThuê bao FTTH phát triển mới 4.010 thuê bao."
    found = verdicts(text, tmp_path, declared, of_rows([]))
    assert [(p, e) for p, e, v in found if v == "contradicts_itself"] == [("4.010", "4.100")]


def test_every_kind_of_file_says_the_same(tmp_path: Path, demo_home: Home) -> None:
    """The same sentence and table in five kinds of file; the docx comes back with comments at the figures."""
    said = "Doanh thu bưu chính, chuyển phát năm 2014 ước đạt 89 tỷ đồng (đạt 83% kế hoạch)."
    rows = [
        ["STT", "Chỉ tiêu", "Thực hiện năm 2014"],
        ["1", "Thuê bao FTTH", "3.336"],
        ["2", "Thuê bao xDSL", "22.915"],
    ]
    document = docx.Document()
    document.add_paragraph("BÁO CÁO NĂM 2014")
    document.add_paragraph(said)
    table = document.add_table(rows=3, cols=3)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    document.save(str(tmp_path / "a.docx"))
    bars = "\n".join("|" + "|".join(row) + "|" for row in rows)
    (tmp_path / "a.md").write_text(f"# BÁO CÁO NĂM 2014\n\n{said}\n\n{bars}\n", encoding="utf-8")
    tabs = "\n".join("\t".join(row) for row in rows)
    (tmp_path / "a.txt").write_text(f"BÁO CÁO NĂM 2014\n\n{said}\n\n{tabs}\n", encoding="utf-8")
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    (tmp_path / "a.html").write_text(f"<h1>BÁO CÁO NĂM 2014</h1><p>{said}</p><table>{cells}</table>", encoding="utf-8")
    _pdf(tmp_path / "a.pdf", said, rows)
    for kind in ("docx", "md", "txt", "html", "pdf"):
        listed = json.loads(solieu(demo_home, "check-draft", tmp_path / f"a.{kind}", "--json", code=1))
        assert all(list(record) == KEYS for record in listed)
        wrong = [
            (r["printed"], r["expected"], r["indicator"], r["measure"]) for r in listed if "contra" in r["verdict"]
        ]
        assert wrong == [("83%", "94%", "post_revenue", "percent_of_plan"), ("3.336", "3.363", "ftth_new", "actual")], (
            kind
        )
    text_line = json.loads(solieu(demo_home, "check-draft", tmp_path / "a.txt", "--json", code=1))[1]
    assert (text_line["line"], text_line["column"]) == (3, said.index("83%") + 1)
    out = tmp_path / "b.docx"
    assert "94%" in solieu(demo_home, "check-draft", tmp_path / "a.docx", "--annotated", out, code=1)
    comments = [comment.text for comment in docx.Document(str(out)).comments]
    assert len(comments) == 2
    assert "93,68%" in comments[0]
    assert "Phụ lục 2, dòng 6; 16/16 báo cáo; solieu trace ftth_new --year 2014" in comments[1]


def _pdf(path: Path, said: str, rows: list[list[str]]) -> None:
    import typst

    cells = "".join(f"[{text}]," for row in rows for text in row)
    source = f"BÁO CÁO NĂM 2014\n\n{said}\n\n#table(columns: 3, {cells})"
    source_file = path.with_suffix(".typ")
    source_file.write_text(source, encoding="utf-8")
    typst.compile(str(source_file), output=str(path))


def test_a_draft_without_a_fault_and_one_that_cannot_be_read(tmp_path: Path, demo_home: Home) -> None:
    good = tmp_path / "good.txt"
    good.write_text("Năm 2014, thuê bao FTTH phát triển mới 3.363 thuê bao.", encoding="utf-8")
    assert "agrees" in solieu(demo_home, "check-draft", good)
    (tmp_path / "a.docx").write_bytes(b"no document")
    solieu(demo_home, "check-draft", tmp_path / "a.docx", code=2)
    solieu(demo_home, "check-draft", good, "--annotated", tmp_path / "x.docx", code=2)


def test_recall_and_precision_on_made_drafts(figures: Figures) -> None:
    """A bounded sample of `made_drafts`; docs/draft-checker.md gives the whole measurement."""
    assert figures.get(Key("ftth_new", "actual", 2014)) == 3363
    tally, lines = measured(figures, 60, seed=7)
    assert tally.recall >= 0.9, lines
    assert tally.precision >= 0.97, lines


@pytest.mark.parametrize("kind", ["md", "docx"])
def test_letters_in_two_parts_are_read_as_one(tmp_path: Path, declared: Catalogue, figures: Figures, kind: str) -> None:
    """A draft from elsewhere, in text and in Word."""
    lines = [
        normalize("NFD", "Tổng kết công tác năm 2014"),
        normalize("NFD", "Sản lượng phát hành báo chí đạt 10.354.000 tờ."),
    ]
    path = tmp_path / f"a.{kind}"
    if kind == "md":
        path.write_text("\n\n".join(lines), encoding="utf-8")
    else:
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))
    found = records(check_draft(path, declared, prose(), figures), declared, figures)
    assert [(row["printed"], row["expected"], row["verdict"]) for row in found] == [
        ("10.354.000", "10.345.000", "contradicts")
    ]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Số thuê bao điện thoại 684.959 thuê bao.", ["684.959"]),
        ("Liên hệ điện thoại 0203.3835.678.", []),
        ("Đã cấp 75 giấy phép xuất bản.", ["75"]),
        ("TT 146 đơn vị, trình độ trung cấp 02 người.", ["146", "02"]),
        ("- 1.481 chữ ký số; cả năm 89 tỷ đồng; chữ ký số: 28 cơ quan.", ["1.481", "89 tỷ đồng", "28"]),
        ("Trường cấp 2 có 3.363 thuê bao FTTH phát triển mới.", ["3.363"]),
    ],
)
def test_what_is_a_figure(declared: Catalogue, said: str, found: list[str]) -> None:
    """A telephone number begins with 0; what is granted is counted, a grade is not."""
    assert [number.text for number in numbers(said, declared)] == found


@pytest.mark.parametrize(
    "said",
    [
        "Phấn đấu năm 2015 đạt doanh thu viễn thông 2.300 tỷ đồng, doanh thu bưu chính 90 tỷ đồng.",
        "Kế hoạch năm 2015: thuê bao Internet xDSL 20.000 thuê bao, thuê bao FTTH 2.200 thuê bao.",
        "Doanh thu viễn thông tăng từ 1.815 tỷ đồng năm 2013 lên 1.982 tỷ đồng năm 2014.",
        "Thành phố Hạ Long có 347.588 thuê bao điện thoại và 23.522 thuê bao Internet.",
        "Tháng 12, doanh thu bưu chính đạt 8 tỷ đồng, số tiền chuyển qua bưu điện 40 tỷ đồng.",
    ],
)
def test_what_a_sentence_said_holds_for_its_later_figures(
    tmp_path: Path, declared: Catalogue, figures: Figures, said: str
) -> None:
    """A plan, a year, a district or a month that stands once at its beginning; figures as in the demo."""
    assert not [v for v in verdicts(said, tmp_path, declared, figures) if v[2].startswith("contradicts")]


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "drafts").glob("*.md")), ids=lambda path: path.stem)
def test_a_right_draft_is_not_flagged(path: Path, declared: Catalogue, figures: Figures) -> None:
    """A report of the department and one of a district, in words of their own; every figure is the demo's."""
    found = records(check_draft(path, declared, prose(), figures), declared, figures)
    assert len(found) > 50
    assert [(r["line"], r["printed"], r["reason"]) for r in found if r["verdict"].startswith("contradicts")] == []


@pytest.mark.parametrize("year", [2013, 2014])
def test_our_own_documents_are_not_flagged(
    year: int, tmp_path: Path, demo_home: Home, declared: Catalogue, figures: Figures
) -> None:
    """The sentences and the further tables of a year, as they are written for it."""
    (tmp_path / "doan-van.md").write_text(solieu(demo_home, "sentences", "--year", str(year), "--format", "md"))
    (tmp_path / "bieu.html").write_text(solieu(demo_home, "annex", "--year", str(year), "--format", "html"))
    for path in tmp_path.iterdir():
        found = records(check_draft(path, declared, prose(), figures, year), declared, figures)
        assert len(found) > 70
        assert not [(path.name, r["text"], r["reason"]) for r in found if r["verdict"].startswith("contradicts")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 10.345.000 less 10.000.000; 133.202 less 138.410; 89 less 91,8 and less 95; 1.982 less 1.815.
        ("Phát hành báo chí vượt kế hoạch 345.000 tờ.", ("345.000", "345.000", "agrees")),
        ("Thuê bao cố định có dây hiện có giảm 5.208 thuê bao so với cuối năm 2013.", ("5.208", "5.208", "agrees")),
        ("Doanh thu bưu chính, chuyển phát giảm 6 tỷ đồng so với năm 2013.", ("6 tỷ đồng", "2,8 tỷ đồng", "contradicts")),
        ("Doanh thu viễn thông, Internet tăng 176 tỷ đồng so với năm trước.", ("176 tỷ đồng", "167 tỷ đồng", "contradicts")),
        # 89 and 1.982; a part is compared with the part.
        ("Tổng doanh thu viễn thông và bưu chính đạt 2.071 tỷ đồng.", ("2.071 tỷ đồng", "2.071 tỷ đồng", "agrees")),
        ("Lĩnh vực Internet có 39 đơn vị vi phạm.", ("39", "39", "agrees")),
        ("Lĩnh vực Internet có 93 đơn vị vi phạm.", ("93", "39", "contradicts")),
        ("Thuê bao FTTH phát triển mới gấp 2,24 lần kế hoạch.", ("2,24", "2,24", "agrees_rounded")),
        ("Doanh thu bưu chính của tỉnh Hải Phòng đạt 120 tỷ đồng.", ("120 tỷ đồng", None, "not_checkable")),
        ("Nộp thuế 150 tỷ đồng từ doanh thu viễn thông.", ("150 tỷ đồng", None, "not_checkable")),
        # 1.800 less 1.418.
        ("Còn 382 chữ ký số chưa cấp.", ("382", "382", "agrees")),
    ],
)  # fmt: skip
def test_differences_parts_and_sums(
    text: str, expected: Any, tmp_path: Path, declared: Catalogue, figures: Figures
) -> None:
    (found,) = verdicts(text, tmp_path, declared, figures)
    assert found == expected


def test_a_ratio_shares_the_unit_behind_it(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    found = verdicts("Doanh thu viễn thông, Internet: 1.982/1.900 tỷ đồng (104%).", tmp_path, declared, figures)
    assert [verdict for _, _, verdict in found] == ["agrees", "agrees", "agrees_rounded"]


def test_a_home_without_figures_says_so(tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_text("Thuê bao FTTH phát triển mới 3.363 thuê bao.", encoding="utf-8")
    assert "Chưa có số liệu nào được công bố" in solieu(Home(tmp_path / "nothing"), "check-draft", draft)
