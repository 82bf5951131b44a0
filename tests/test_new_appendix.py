"""An appendix of one's own is a declaration: table, view, documents, pages, traces and assets follow without code."""

import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import docx
import pytest
import yaml
from conftest import broken, night, today
from typed_returns import postal

from pipelines import assets, steps
from pipelines.describing import column_lineage
from reports.tracing import traces_of
from schemas.declarations import HERE, Catalogue, DeclarationError, catalogue
from schemas.home import Home
from warehouse.models import kpi_models
from warehouse.reading import records
from warehouse.store import connected

AHEAD = today().year + 1
PAST = [1, "Sản lượng phát hành báo chí", "Tờ, cuốn", 1200], [2, "Bưu phẩm thường", "Kg", 50]
NOW = [1, "Sản lượng phát hành báo chí", "Tờ, cuốn", 300], [2, "Bưu phẩm thường", "Kg", 12]
FOURTH: dict[str, Any] = {
    "number": 4,
    "title_vi": "Báo chí và bưu phẩm năm {year}",
    "title_en": "Press and mail, {year}",
    "row_head_vi": "Chỉ tiêu",
    "columns": [
        {"name": "gained", "measure": "actual", "estimated": True, "label": "Kết quả", "comment_en": "Result"},
        {"name": "before", "measure": "previous", "label": "Năm {last_year}", "comment_en": "The year before"},
    ],
    "rows": [{"indicator": "press_copies"}, {"indicator": "ordinary_mail"}],
    "charts": [{"title": "Năm {last_year} và năm {year}", "bars": ["before", "gained"], "scale": "row"}],
}


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    root = tmp_path_factory.mktemp("own") / "schemas"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = root / "appendices" / "appendix_4.yaml"
    path.write_text(yaml.safe_dump(FOURTH, allow_unicode=True), encoding="utf-8")
    return catalogue(root)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, blank: Path, more: Catalogue, write_book: Any) -> Home:
    """A warehouse made before the appendix was declared; one office's first quarters of two years."""
    home = Home(tmp_path_factory.mktemp("fourth")).create()
    shutil.copyfile(blank, home.warehouse)
    write_book(home.inbox / "then.xlsx", postal(*PAST, when=[f"Kỳ báo cáo: Quý I/{AHEAD - 1}"]))
    write_book(home.inbox / "now.xlsx", postal(*NOW, when=[f"Kỳ báo cáo: Quý I/{AHEAD}"]))
    night(home, more)
    steps.write_year(home, more, AHEAD)
    steps.write_board_pages(home, more)
    return home


def test_its_table_and_its_published_view(place: Home, more: Catalogue) -> None:
    """300 copies of one quarter in four are 1.200 a year."""
    wanted = [(1, "Sản lượng phát hành báo chí", 1200, 1200, "before provisional, gained estimate")]
    for relation in ("kpi.appendix_4", "main.appendix_4"):
        with connected(place.published_warehouse, read_only=True) as connection:
            query = f"from {relation} where year = {AHEAD} order by row"
            found = [(r["row"], r["label"], r["gained"], r["before"]) for r in records(connection, query)]
        assert found[0] == wanted[0][:4]
        assert found[1][2:] == (48, 50)
    assert (place.published / "appendix_4.parquet").exists()
    assert (place.published / "appendix_4.csv").exists()
    assert broken(place, more, *(code for code in more.rules if code.startswith("appendix_4_"))) == {}
    assert {code for code in more.rules if code.startswith("appendix_4_")} == {
        f"appendix_4_{name}" for name in ("rows_unique", "rows_complete", "labels", "units")
    }


def test_its_documents_and_its_page_on_the_board(place: Home) -> None:
    folder = place.reports / str(AHEAD)
    kinds = {path.suffix for path in folder.glob("phu-luc-4.*")}
    assert kinds == {".docx", ".pdf", ".xlsx", ".html", ".csv", ".json"}
    text = "\n".join(each.text for each in docx.Document(str(folder / "phu-luc-4.docx")).paragraphs)
    assert "PHỤ LỤC 4" in text
    assert "Ước thực hiện cả năm" in text
    assert "#r1-gained" in (folder / "phu-luc-4.html").read_text(encoding="utf-8")
    assert "1.200" in (place.board / "phu-luc-4.html").read_text(encoding="utf-8")


def test_its_traces_and_assets(place: Home, more: Catalogue) -> None:
    with connected(place.published_warehouse, read_only=True) as connection:
        found = {(t.cell["row"], t.cell["column_name"]): t for t in traces_of(connection, [4], AHEAD, more)}
    assert found[2, "gained"].estimates[0][0].endswith("12 : 1 × 4 = 48 kg")
    assert [r["cells"][0]["cell"] for each in found[1, "before"].sums for r in each.returns] == ["D6"]
    assert "kpi/appendix_4" in kpi_models(more)
    asset = assets.kpi("kpi/appendix_4", more)
    assert asset.asset_deps[asset.key] == {dg.AssetKey(["kpi", "appendix_values"])}
    assert dg.AssetKey(["kpi", "appendix_4"]) in assets.published(more).asset_deps[dg.AssetKey(assets.PUBLISHED)]
    lineage = column_lineage("kpi.appendix_4", more)["dagster/column_lineage"]
    deps = lineage.deps_by_column["gained"]  # type: ignore[union-attr]
    assert {(dep.asset_key.path[-1], dep.column_name) for dep in deps} >= {("postal_quarterly", "quantity")}


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"number": 3}, "table 3 is declared twice"),
        ({"columns": [{**FOURTH["columns"][0], "name": "label"}], "charts": []}, "'label' is there already"),
        ({"columns": FOURTH["columns"] * 2}, "'gained' is there already"),
        (
            {"rows": [{"indicator": "parcels"}, {"indicator": "unclaimed_items", "decimals": 1}]},
            "'piece' have different decimals",
        ),
        ({"rows": [{"indicator": "parcels"}] * 2, "charts": []}, "row 'parcels' is there already"),
    ],
)
def test_a_number_or_a_column_that_is_taken_is_refused(edit: dict[str, Any], told: str, tmp_path: Path) -> None:
    root = tmp_path / "schemas"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = root / "appendices" / "mine.yaml"
    path.write_text(yaml.safe_dump(FOURTH | edit, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DeclarationError, match=told):
        catalogue(root)
