"""Right drafts of which no figure may be flagged: a person's, and the report's standard sentences of every year."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from reports.draft.checking import check_draft
from reports.draft.figures import Figures, Key, of_rows, published
from reports.draft.showing import records
from reports.sentences import draft
from reports.sentences_files import WRITERS
from schemas.declarations import Catalogue, folder
from schemas.home import Home
from schemas.prose import prose
from solieu import app
from warehouse.reading import year_figures
from warehouse.store import connected

# 91,8 less 89 is 2,8 and 95 less 89 is 6; 10.345.000 less 9.668.000 is 677.000; 68.550 less 50.040 is 18.510;
# 651.134 of 400.000 is 1,63; 30.000 less 29.672 is 328; 1.982 less 1.815 is 167; 39 of 41 is 95,1 percent.
RIGHT = """# BÁO CÁO
## Kết quả thực hiện nhiệm vụ thông tin và truyền thông năm 2014, phương hướng năm 2015

Năm 2014, mảng bưu chính của tỉnh thu về 89 tỷ đồng, hụt 6 tỷ đồng so với con số 95 tỷ đồng đã giao, tức chỉ hoàn
thành 94% kế hoạch. So với 91,8 tỷ đồng của năm 2013 thì doanh thu bưu chính giảm 2,8 tỷ đồng, tương đương giảm 3%.
Viễn thông và Internet mang lại 1.982 tỷ đồng doanh thu, cao hơn mức kế hoạch 1.900 tỷ đồng và cao hơn năm 2013 là
167 tỷ đồng.

Toàn mạng bưu chính phát hành 10.345.000 tờ, cuốn báo chí, nhiều hơn năm trước 677.000 tờ, cuốn. Khối lượng bưu phẩm
thường chỉ còn 50.040 kg, giảm 18.510 kg so với 68.550 kg của năm ngoái.

- Các nhà mạng có thêm 684.959 thuê bao điện thoại mới, riêng trả trước là 651.134 thuê bao, bằng 1,63 lần kế hoạch.
- Thuê bao trả sau phát triển được 29.672, còn thiếu 328 thuê bao mới đủ kế hoạch 30.000 thuê bao.
- Điện thoại bàn có dây có thêm 2.169 khách hàng; loại không dây có 1.984 khách hàng mới.
- Cuối năm 2014 mạng điện thoại toàn tỉnh có 1.721.878 thuê bao, cứ 100 dân thì có 143,6 thuê bao.
- Internet cố định: 118.493 thuê bao đang sử dụng, gồm 106.621 thuê bao xDSL cùng 11.872 thuê bao cáp quang FTTH.
- Riêng đại lý Internet, 39 trên 41 cơ sở được thanh tra mắc lỗi (95,1%).
- Đã bàn giao 1.418 chữ ký số trong số 1.800 chữ ký số được duyệt.
- Năm 2015 ngành đặt chỉ tiêu doanh thu bưu chính 90 tỷ đồng, doanh thu viễn thông, Internet 2.300 tỷ đồng.
"""


@pytest.fixture(scope="module")
def figures(demo_home: Home) -> Figures:
    return published(demo_home.published_warehouse)


def flagged(path: Path, declared: Catalogue, figures: Figures) -> list[tuple[str, str]]:
    """Printed and expected of each figure that contradicts something."""
    judged = records(check_draft(path, declared, prose(folder()), figures), declared, figures)
    assert judged
    return [(each["printed"], each["expected"]) for each in judged if each["verdict"].startswith("contradicts")]


def test_a_right_draft_of_a_person(tmp_path: Path, declared: Catalogue, figures: Figures) -> None:
    path = tmp_path / "right.md"
    path.write_text(RIGHT, encoding="utf-8")
    assert flagged(path, declared, figures) == []


@pytest.mark.parametrize("kind", ["md", "docx", "html"])
def test_the_standard_sentences_of_every_year(
    tmp_path: Path, demo_home: Home, declared: Catalogue, figures: Figures, kind: str
) -> None:
    """Every year that has sentences."""
    path, said = tmp_path / f"draft.{kind}", []
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        years = {year: year_figures(connection, year) for year in sorted(figures.years)}
    for year, rows in years.items():
        written = draft(year, rows, declared)
        if written.paragraphs:
            text = WRITERS[kind](written)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            assert flagged(path, declared, figures) == [], year
            said.append(year)
    assert {2013, 2014} <= set(said)


def test_a_unit_that_slipped_is_told_of_round_figures_too(tmp_path: Path, declared: Catalogue) -> None:
    """A plan of 95.000 billion where it is 95 billion."""
    path = tmp_path / "a.md"
    path.write_text(
        "# Năm 2014\n\nDoanh thu bưu chính, chuyển phát: kế hoạch năm 2014 là 95.000 tỷ đồng.\n", encoding="utf-8"
    )
    plan = {"indicator": "post_revenue", "breakdown": None, "measure": "plan", "year": 2014, "value": 95_000_000_000}
    known = of_rows([plan | {"returns_received": 1, "returns_expected": 1}])
    assert known.get(Key("post_revenue", "plan", 2014)) == 95_000_000_000
    assert flagged(path, declared, known) == [("95.000 tỷ đồng", "95 tỷ đồng")]


def test_where_nothing_is_published_that_is_said(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Năm 2014\n\nThuê bao FTTH phát triển mới 3.363 thuê bao.\n", encoding="utf-8")
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    ran = CliRunner().invoke(app, ["check-draft", str(path)])
    assert ran.exit_code == 0
    assert "Chưa có kho số liệu công bố" in ran.stderr
