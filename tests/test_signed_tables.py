"""A signed report after its tables were declared otherwise: printed as it was, compared by what each cell is."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import night
from rich.console import Console, RenderableType
from test_corrections import postal
from test_dry_run import book

from reports.appendix import UnfitFigures
from reports.matters import drafts
from reports.showing import appendix
from reports.signed import errata_lines
from reports.summary import Night, summary
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import HERE, Catalogue, catalogue
from schemas.home import Home
from warehouse.alerts import standing
from warehouse.decisions import CannotDecide
from warehouse.migrate import prepare
from warehouse.reading import figures_changed, records, rows_changed
from warehouse.store import HERE as WAREHOUSE
from warehouse.store import connected
from warehouse.vintages import Signature, as_published, contradicted, errata, sign

NUMBER, TABLE, CHECKS = "460/BC", "appendices/1.yaml", WAREHOUSE / "checks"
MAIL, PRESS = "Sản lượng Bưu phẩm thường đi, đến trong nước và Quốc tế", "Sản lượng phát hành báo chí"
# Of which nothing is reported: its row stands blank.
SENT = "Số tiền chuyển"


def declared_as(folder: Path, indicators: list[str], **words: Any) -> Catalogue:
    """The program's declarations, but that Appendix 1 has these rows and no chart, and words that are others."""
    body = yaml.safe_load((HERE / TABLE).read_text(encoding="utf-8")) | {"charts": []}
    known = {row["indicator"]: row for row in body["rows"]}
    body |= {"rows": [known[each] for each in indicators]} | {k: v for k, v in words.items() if k in body}
    body["columns"][1]["label"] = words.get("label", "Số tăng")
    known["post_revenue"]["unit"] = words.get("unit", "billion_dong")
    (folder / TABLE).parent.mkdir(parents=True)
    (folder / TABLE).write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return catalogue(folder)


def test_rows_added_removed_moved_and_recast_change_no_signed_figure(tmp_path: Path) -> None:
    """300 copies, 200 kg and 1 tỷ stay as they were printed; 250 kg came since, and Biểu 1 still prints that."""
    place = Home(tmp_path / "home").create()
    then = declared_as(tmp_path / "then", ["ordinary_mail", "post_revenue", "parcels", "money_orders"])
    book(place.inbox / "a.xlsx", postal(300, 200, 1000))
    night(place, then)
    frozen = as_published(place, 2014, then)
    with connected(place.warehouse) as connection:
        sign(connection, frozen, Signature(NUMBER, date(2014, 11, 26), "Giám đốc"), then)
    kept = [appendix("1", 2014, kind, place, then, signed=NUMBER) for kind in ("csv", "html")]
    assert kept[0] == appendix("1", 2014, "csv", place, then)
    listed = ["press_copies", "post_revenue", "money_orders", "parcels", "money_transferred"]
    now = declared_as(tmp_path / "now", listed, title_vi="Khác", label="Khác", unit="million_dong")
    with connected(place.warehouse) as connection:
        prepare(connection, now)
    with pytest.raises(CannotDecide, match="đã đổi từ lần công bố"):
        as_published(place, 2014, now)
    with pytest.raises(UnfitFigures, match="`solieu nightly`"):
        appendix("1", 2014, "csv", place, declared_as(tmp_path / "two", listed[:2]))
    book(place.inbox / "b.xlsx", postal(300, 250, 1000))
    night(place, now)
    assert kept == [appendix("1", 2014, kind, place, now, signed=NUMBER) for kind in ("csv", "html")]
    others = {"added": [PRESS, SENT], "removed": [MAIL], "recast": ["Doanh thu"], "moved": True}
    (report,) = errata(place.warehouse, NUMBER, now)
    assert {(c["appendix"], c["label"], c["before"], c["after"]) for c in report["errata"]} == {
        (101, MAIL, 200, 250),
        (102, "Bưu điện huyện Hải Hà", 200, 250),
        (102, "Tổng cộng", 200, 250),
    }
    assert report["rows"] == [{"appendix": 1, **others}]
    told = f"Phụ lục 1 nay có dòng khác: thêm “{PRESS}”, “{SENT}”; bỏ “{MAIL}”; “Doanh thu” đứng ở cột khác"
    assert told in shown(errata_lines([report], place))
    with connected(place.warehouse) as connection:
        assert {cell["appendix"] for cell in contradicted(connection, [2014])} == {101, 102}
        compared = records(connection, (CHECKS / "signed_agrees.sql").read_text(encoding="utf-8"))
        assert {(row["value"], row["against"]) for row in compared if row["value"] != row["against"]} == {(200, 250)}
        # The night and the digest tell of the rows, and of no figure.
        assert (figures_changed(connection, 1), rows_changed(connection, 1)) == ([], [{"appendix": 1, **others}])
        made = drafts(standing(connection, now, 2), [], now, datetime.now(PROVINCE_TIME))
        (digest,) = (each.facts for each in made if each.kind == "digest")
        assert (digest["changed"], told in shown(summary(Night(rows=digest["rows"])))) == (0, True)
        # A report that an earlier release signed kept no tables: its rows stand, in what else is declared by now.
        connection.execute("delete from ops.vintage_tables")
    assert appendix("1", 2014, "csv", place, now, signed=NUMBER) == kept[0]
    assert appendix("1", 2014, "html", place, then, signed=NUMBER) == kept[1]


def shown(lines: RenderableType) -> str:
    console = Console(record=True, width=400)
    console.print(lines)
    return console.export_text()
