"""The report's standard sentences: figures typed by hand from the printed report of 2014, words, what is missing."""

import json
import re
import shutil
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from conftest import night
from typed_returns import PRESS, postal
from typer.testing import CliRunner

from pipelines import steps
from reports.sentences import changed, draft
from reports.sentences_files import WRITERS
from schemas.consistency_sentences import sentence_problems
from schemas.declarations import HERE, Catalogue, DeclarationError, catalogue
from schemas.home import Home
from schemas.sentences import Sentences
from solieu import app
from warehouse.reading import records, year_figures
from warehouse.store import connected

# From the text and the appendices of the printed report; where the two disagree, from the appendices. Percentages
# of plan are worked out: 423/520 = 81,3; 89/95 = 93,7; 651.134/400.000 = 162,8; 22.915/14.000 = 163,7. Densities:
# 1.721.878/1.199.400 = 143,56 and 118.493/1.199.400 = 9,88 per 100; 83/146 = 56,8; 99/106 = 93,4.
PRINTED: dict[str, list[str]] = {
    "press_copies": ["10.345.000", "103%", "tăng 7% so với năm 2013", "năm 2015 là 10.000.000"],
    "ordinary_mail": ["50.040 kg", "83%", "giảm 27% so với năm 2013", "năm 2015 là 50.000"],
    "parcels": ["1.180.000 cái", "118%", "tăng 20%"],
    "money_orders": ["86.513 bức", "58%", "giảm 9%", "120.000"],
    "money_transferred": ["423 tỷ đồng", "đạt 81% kế hoạch năm", "500 tỷ đồng"],
    "post_revenue": ["đạt 89 tỷ đồng", "94% kế hoạch năm", "giảm 3%", "90 tỷ đồng"],
    "unclaimed_items": ["Thư thường 35; Bưu kiện 7; Bưu phẩm 143"],
    "commune_books": ["1.100 đầu sách", "52 điểm"],
    "upu": ["6.695 bài", "14/14"],
    "telephone_new": ["684.959", "2.169, đạt 108%", "1.984, đạt 79%", "29.672, đạt 99%", "651.134*, đạt 163%*"],
    "telephone_stock": ["1.721.878", "143,6 thuê bao/100 dân", "1.199.400 người, nguồn: Cục Thống kê tỉnh Quảng Ninh"],
    "internet_new": ["26.278", "22.915*, đạt 164%*", "3.363*, đạt 224%*"],
    "internet_stock": ["118.493", "106.621", "11.872", "9,9 thuê bao/100 dân"],
    "telecom_revenue": ["1.982* tỷ đồng", "104%", "2.300 tỷ đồng"],
    "telecom_next": ["điện thoại 740.000; Internet 22.200"],
    "base_stations": ["26 vị trí", "Trung tâm khu vực V: 11 trạm", "Vietnamobile: 6 trạm"],
    "wifi": ["99/106", "(93,4%)", "7 điểm ngừng"],
    "inspections": ["146 tổ chức", "9/14 địa phương", "83 trường hợp vi phạm", "56,8%"],
    "inspection_fields": ["Bưu chính chuyển phát 8/10", "12/21", "2/34", "Internet 39/41", "19/25"],
    "penalties": ["cảnh cáo đã ban hành: 0;", "quyết định phạt tiền: 5;", "8.750.000 đồng"],
    "unplanned": ["2 cuộc", "13 tổ chức", "43 xuất bản phẩm"],
    "press_cards": ["14 thẻ", "3 thẻ"],
    "sites": ["327 trang", "11 trang"],
    "cooperation": ["20 cơ quan báo chí", "5.652 triệu đồng"],
    "stations": ["14/14", "13/14"],
    "licences": ["57 giấy phép", "Xuất bản bản tin 9", "In gia công cho nước ngoài 4"],
    "signatures": ["1.418/1.800", "28/36", "745", "363"],
    "egov_classes": ["57/80 lớp", "Thành phố Uông Bí 16 lớp", "Thành phố Cẩm Phả 19 lớp", "2.600 người"],
    "procedures": ["23/23", "(100%)"],
}
WORDS = {"2013", "2014", "2015", "100", "8"}  # years, `100 dân`, `tiêu chí số 8`


@pytest.fixture(scope="module")
def figures(demo_home: Home) -> list[dict[str, Any]]:
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        return year_figures(connection, 2014)


def fact(indicator: str, measure: str, value: Any, **more: Any) -> dict[str, Any]:
    """A figure, whole and final unless `more` says otherwise."""
    whole = {"dimension": None, "code": None, "maturity": "final"}
    return {"indicator": indicator, "measure": measure, "value": Decimal(value)} | whole | more


def test_the_figures_of_the_print_stand_in_the_right_sentences(figures: Any, declared: Catalogue) -> None:
    said = {each.code: each.text or "" for each in draft(2014, figures, declared).sentences}
    lacking = {code: [each for each in wanted if each not in said[code]] for code, wanted in PRINTED.items()}
    assert {code: (each, said[code]) for code, each in lacking.items() if each} == {}


def printed_by_hand(value: Decimal, places: int) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, part = str(abs(rounded)).partition(".")
    groups = re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", whole)
    return groups + ("," + part if part else "")


def test_every_number_is_one_of_the_kpi_tables(
    demo_home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each figure is in its table under its name, printed as rounded half up; and no sentence has a number besides."""
    monkeypatch.setenv("SOLIEU_HOME", str(demo_home.root))
    ran = CliRunner().invoke(app, ["sentences", "--year", "2014", "--format", "json"])
    told = json.loads(ran.output, parse_float=Decimal, parse_int=Decimal)
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        wholes = {r["indicator"]: r for r in records(connection, "from kpi.indicator_year where year = 2014")}
        parts = records(connection, "from kpi.indicator_part_year where year = 2014")
    by_code = {(r["indicator"], r["code"]): r for r in parts}
    assert sum(len(each["figures"]) for each in told) > 150
    for sentence in told:
        left = re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", sentence["text"])
        for used in sentence["figures"]:
            row = by_code[used["indicator"], used["code"]] if used["code"] else wholes[used["indicator"]]
            assert used["value"] == row[used["measure"]], used
            value = used["value"] / (declared.units[used["unit"]].factor if used["unit"] != "percent" else 1)
            number = re.sub(r"[^\d.,]", "", used["printed"])
            assert number == printed_by_hand(value, len(number.partition(",")[2])), used
            left.remove(number)
        assert {*left} <= WORDS, sentence


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        ("7.002", "tăng 7%"),
        ("-27.002", "giảm 27%"),
        ("0.5", "tăng 1%"),
        ("0", "không đổi"),
        ("0.3", "hầu như không đổi"),
        ("-0.499999", "hầu như không đổi"),
    ],
)
def test_growth_in_words(growth: str, words: str, declared: Catalogue) -> None:
    facts = [fact("press_copies", "actual", 5), fact("press_copies", "growth", growth)]
    said = draft(2014, facts, declared).sentences[0].text
    assert said == f"Sản lượng báo chí phát hành năm 2014 đạt 5 tờ, cuốn ({words} so với năm 2013)."


def test_what_is_missing_takes_its_clause_or_its_sentence_and_is_named(declared: Catalogue) -> None:
    facts = [fact("post_revenue", "actual", "89500000000"), fact("parcels", "growth", 20)]
    written = draft(2014, facts, declared)
    assert written.paragraphs == [
        ("Bưu chính, chuyển phát", ["Doanh thu bưu chính, chuyển phát đạt 90 tỷ đồng."]),
    ]
    notes = [note.removeprefix("Chưa có số liệu, mục ").removesuffix(".") for note in written.notes]
    named = {section: names.split("; ") for section, _, names in (note.partition(": ") for note in notes)}
    names = named["Bưu chính, chuyển phát"]
    assert "Doanh thu bưu chính, chuyển phát (phần trăm kế hoạch)" in names
    assert "Doanh thu bưu chính, chuyển phát (kế hoạch năm sau)" in names
    assert "Doanh thu bưu chính, chuyển phát" not in names
    assert "Bưu kiện, Bưu gửi, hàng gửi chuyển phát nhanh các loại đi đến trong và ngoài nước" in names
    assert len(names) == len(set(names))
    # Money transferred is not there at all: that says it of its growth and its percentage too.
    assert [name for name in names if name.startswith("Số tiền chuyển")] == ["Số tiền chuyển qua bưu điện"]
    assert list(named) == [section.heading for section in declared.sentences.sections]


def test_no_figure_no_sentence(declared: Catalogue) -> None:
    """Also where a sentence has clauses alone, of which none can be said."""
    written = draft(2014, [], declared)
    assert written.paragraphs == []
    assert all(each.text is None and each.missing for each in written.sentences)


def running(missing: int) -> dict[str, Any]:
    """Three of four returns are in; the last is overdue or not yet due."""
    returns = {"returns_expected": 4, "returns_received": 3, "returns_in_part": 0, "returns_missing": missing}
    return returns | {"maturity": "provisional", "through_period": "2014-Q3"}


@pytest.mark.parametrize(
    ("missing", "reached", "note"),
    [
        (0, "đã đạt", "* Số liệu đến hết Quý III/2014: đã nhận 3/4 báo cáo của năm, 1 báo cáo chưa đến hạn."),
        (1, "đạt", "* Số liệu chưa đầy đủ: đã nhận 3/4 báo cáo, 1 báo cáo quá hạn chưa nhận."),
    ],
)
def test_a_figure_that_is_not_complete(missing: int, reached: str, note: str, declared: Catalogue) -> None:
    facts = [fact("ordinary_mail", "actual", 900, **running(missing)), fact("ordinary_mail", "plan", 1000)]
    written = draft(2014, facts, declared)
    ((_, (text,)),) = written.paragraphs
    assert text == f"Bưu phẩm thường đi, đến {reached} 900* kg."
    assert written.notes[0] == note
    (complete,) = [
        each for each in draft(2014, [fact("ordinary_mail", "actual", 900)], declared).sentences if each.text
    ]
    assert complete.text == "Bưu phẩm thường đi, đến đạt 900 kg."


ESTIMATED = "* Ước thực hiện cả năm: bình quân các kỳ đã có nhân với số kỳ của năm, số liệu đến hết Quý III/2014, "


def test_a_running_year_is_told_by_its_estimates(declared: Catalogue) -> None:
    """900 in three quarters are 1.200 a year, 120% of 1.000: all of it, or none where one figure has no estimate."""
    estimated = running(0) | {"estimate": Decimal(1200), "method": "run_rate"}
    percent = estimated | {"estimate": Decimal(120)}
    facts = [fact("ordinary_mail", "actual", 900, **estimated), fact("ordinary_mail", "plan", 1000)]
    facts.append(fact("ordinary_mail", "percent_of_plan", 90, **percent))
    written = draft(2014, facts, declared)
    ((_, (text,)),) = written.paragraphs
    assert text == "Bưu phẩm thường đi, đến ước đạt 1.200* kg (đạt 120%* kế hoạch năm)."
    assert written.notes[0] == ESTIMATED + "đã nhận 3/4 báo cáo của năm, 1 báo cáo chưa đến hạn."
    (said,) = [each for each in written.sentences if each.text]
    assert [used.value for used in said.figures] == [1200, 120]
    assert {used.maturity for used in said.figures} == {"estimate"}
    halves = [*facts[:2], fact("ordinary_mail", "percent_of_plan", 90, **running(0))]
    ((_, (text,)),) = draft(2014, halves, declared).paragraphs
    assert text == "Bưu phẩm thường đi, đến đã đạt 900* kg (đạt 90%* kế hoạch năm)."


def test_what_says_no_reached_tells_no_estimate(declared: Catalogue) -> None:
    facts = [fact("upu_letters", "actual", 5, **running(0), estimate=Decimal(7), method="run_rate")]
    ((_, (text,)),) = draft(2014, facts, declared).paragraphs
    assert text == "Cuộc thi viết thư quốc tế UPU nhận 5* bài dự thi."


def test_a_note_belongs_to_a_mark_that_is_shown(declared: Catalogue) -> None:
    """Wi-Fi points: 99 of what is not known, so neither figure nor note is printed; letters have the first mark."""
    facts = [fact("wifi_working", "actual", 99, **running(1)), fact("upu_letters", "actual", 5, **running(0))]
    written = draft(2014, facts, declared)
    assert written.paragraphs == [
        ("Bưu chính, chuyển phát", ["Cuộc thi viết thư quốc tế UPU nhận 5* bài dự thi."]),
    ]
    assert [note[:3] for note in written.notes[:2]] == ["* S", "Chư"]


def test_a_sentence_differs_by_its_words_alone(declared: Catalogue) -> None:
    def of(value: int, **more: Any) -> Any:
        return draft(2014, [fact("parcels", "actual", value, **more)], declared)

    assert changed(of(7), of(7)) == []
    (moved,) = changed(of(7), of(8))
    assert (moved["code"], moved["before"], moved["after"]) == (
        "parcels",
        "Bưu kiện, bưu gửi và hàng chuyển phát nhanh đạt 7 cái.",
        "Bưu kiện, bưu gửi và hàng chuyển phát nhanh đạt 8 cái.",
    )
    assert changed(of(7, **running(1)), of(7, **running(2))) == []
    assert [each["before"] for each in changed(draft(2014, [], declared), of(7))] == [None]


WRONG = {
    "{press}": "unknown indicator 'press'",
    "{press_copies.total}": "unknown measure 'total' of 'press_copies'",
    "{press_copies.stock}": "indicator 'press_copies' has no measure 'stock'",
    "{press_copies.share}": "has no measure 'share'",
    "{population.plan}": "indicator 'population' has no measure 'plan'",
    "{population.source}": "has no measure 'source'",
    "{post_revenue:kilogram}": "'kilogram' is no unit of 'post_revenue'",
    "{post_revenue:pound}": "'pound' is no unit of 'post_revenue'",
    "{press_copies * 2}": "'{press_copies * 2}' is no {indicator.measure:unit,decimals}",
    "{press_copies": "is no {indicator.measure:unit,decimals}",
    "[{press_copies}": "a [ is never closed",
    "{press_copies}]": "a ] has no [ before it",
    "{press_copies} ({each})": "{each} stands in the text where `each` says what of",
    "{label} {press_copies}": "{label} stands in the text of `each` alone",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_template_is_refused_by_name(text: str, declared: Catalogue) -> None:
    body = declared.sentences.model_dump() | {
        "sections": [{"heading": "X", "sentences": [{"code": "mine", "text": text}]}]
    }
    wrong = replace(declared, sentences=Sentences.model_validate(body))
    found = list(sentence_problems(wrong))
    assert found
    assert found[0].startswith("sentence 'mine': ")
    assert WRONG[text] in found[0]


@pytest.mark.parametrize(
    ("by", "item", "problem"),
    [
        ("licence_kind", "{label} {licences}", "unknown list 'licence_kind'"),
        ("licence_kinds", "{label} {permits}", "indicator 'permits' has no measure 'actual' by licence_kinds"),
        ("licence_kinds", "{label} {licences.plan}", "indicator 'licences' has no measure 'plan' by licence_kinds"),
    ],
)
def test_a_wrong_enumeration_is_refused(by: str, item: str, problem: str, declared: Catalogue) -> None:
    sentence = {"code": "mine", "text": "({each})", "each": {"by": by, "text": item}}
    body = declared.sentences.model_dump() | {"sections": [{"heading": "X", "sentences": [sentence]}]}
    found = list(sentence_problems(replace(declared, sentences=Sentences.model_validate(body))))
    assert found == [f"sentence 'mine': {problem}"]


def test_declarations_with_a_wrong_sentence_do_not_load(tmp_path: Path) -> None:
    root = tmp_path / "own"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    body = yaml.safe_load((root / "sentences.yaml").read_text(encoding="utf-8"))
    body["sections"][0]["sentences"] *= 2
    (root / "sentences.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DeclarationError, match="sentence 'press_copies' is declared twice"):
        catalogue(root)


def test_the_formats_say_the_same(figures: Any, declared: Catalogue) -> None:
    written = draft(2014, figures, declared)
    texts = [text for _, paragraphs in written.paragraphs for text in paragraphs]
    plain, marked, page = (str(WRITERS[name](written)) for name in ("text", "md", "html"))
    word = docx.Document(BytesIO(bytes(WRITERS["docx"](written))))  # type: ignore[arg-type]
    paragraphs = [each.text for each in word.paragraphs]
    for text in texts:
        assert f"- {text}\n" in plain
        assert "- " + text.replace("*", "\\*") in marked
        assert f"<li>{text}</li>" in page
        assert f"- {text}" in paragraphs
    assert paragraphs[-1] == written.notes[-1]
    assert WRITERS["docx"](written) == WRITERS["docx"](written)
    assert word.sections[0].page_width < word.sections[0].page_height  # type: ignore[operator]


def test_the_night_writes_them(
    home: Home, declared: Catalogue, write_book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    night(home, declared)
    steps.write_year(home, declared, 2014)
    folder = home.reports / "2014"
    said = (folder / "doan-van.md").read_text(encoding="utf-8")
    assert "năm 2014 đạt 1.200\\* tờ, cuốn." in said
    assert "\\* Số liệu chưa đầy đủ: đã nhận 1/" in said
    assert (folder / "doan-van.docx").exists()
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    then = CliRunner().invoke(app, ["sentences", "--year", "2014", "--as-of", "now"])
    assert "năm 2014 đạt 1.200* tờ, cuốn.\n" in then.output


def test_the_command(demo_home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(demo_home.root))
    shown = CliRunner().invoke(app, ["sentences", "--year", "2013"])
    assert shown.exit_code == 0
    assert "Sản lượng báo chí phát hành năm 2013 đạt" in shown.output
    assert "(tăng trưởng so với năm trước)" in shown.output
    monkeypatch.setenv("SOLIEU_HOME", str(tmp_path))
    assert "Chưa công bố" in str(CliRunner().invoke(app, ["sentences", "--year", "2014"]).exception)
