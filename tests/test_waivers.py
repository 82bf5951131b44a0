"""A rule that does not hold: what is kept of it, how it is waived, undone and over, and the annex that tells of it."""

import csv
import json
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from conftest import today
from openpyxl import load_workbook
from typer.testing import CliRunner

from pipelines import steps
from reports.broken_rules import handled
from reports.documents import write_broken_rules
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import app, main
from warehouse import results
from warehouse.checks import Outcome
from warehouse.decisions import Ask, CannotDecide, undo, waive, waivers
from warehouse.models import pending_years
from warehouse.store import connected, rules_version

TODAY = today()
RULE = "totals_add_up"
# The seed's text says 84 in breach, its Appendix 3 says 83.
FAULT = (
    "update kpi.appendix_values set value = 84 "
    "where appendix = 3 and row = 8 and column_name = 'in_breach' and year = 2014"
)
ABOUT = "Số đơn vị, doanh nghiệp, cá nhân có vi phạm"
ASK = Ask("Hoa", "Thanh tra Sở đang rà soát", until=TODAY + timedelta(days=30), year=2014)


@pytest.fixture
def home(demo_home: Home, tmp_path: Path) -> Home:
    """A copy of the demo's home in which the total of those in breach is 84, and has been judged."""
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    with connected(home.warehouse) as connection:
        connection.execute(FAULT)
    return home


def judged(home: Home, declared: Catalogue) -> Outcome:
    found = {outcome.rule.code: outcome for outcome, _ in steps.judge_asset(home, declared, "kpi/appendix_values")}
    return found[RULE]


def decided(home: Home, declared: Catalogue, rule: str = RULE, **more: Any) -> Any:
    with connected(home.warehouse) as connection:
        return waive(connection, declared, rule, Ask(**(vars(ASK) | more)), TODAY)


def test_what_is_found_is_kept_with_its_numbers(home: Home, declared: Catalogue) -> None:
    assert judged(home, declared).blocking
    with connected(home.warehouse) as connection:
        (row,) = results.broken(connection)
        connection.execute("update kpi.appendix_values set value = 83 where value = 84 and column_name = 'in_breach'")
    numbers = [{"about": ABOUT, "value": Decimal(84), "against": Decimal(83)}]
    assert (row["rule"], row["version"], row["year"], row["guilty"], row["numbers"]) == (RULE, 2, 2014, 1, numbers)
    assert judged(home, declared).passed
    with connected(home.warehouse, read_only=True) as connection:
        assert results.broken(connection) == []
        found = results.history(connection, RULE)
        assert [(row["passed"], row["year"], row["guilty"]) for row in found] == [(True, None, 0), (False, 2014, 1)]
        assert results.history(connection, RULE, 2013) == found[:1]
        # A rule that holds is one row a night.
        asked = [rule for rule in declared.rules.values() if rule.asset == "kpi/appendix_values"]
        assert connection.execute("select count(*) from ops.rule_results").fetchall() == [(2 * len(asked),)]


def test_a_waived_rule_does_not_block_until_undone_or_over(home: Home, declared: Catalogue) -> None:
    judged(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        assert pending_years(connection, rules_version(declared.version)) == []
    made = decided(home, declared)
    assert (made["kind"], made["rule"], made["year"], made["in_force"]) == ("waive_rule", RULE, 2014, True)
    outcome = judged(home, declared)
    assert (outcome.passed, outcome.blocking) == (False, False)
    with connected(home.warehouse) as connection:
        # The next night judges the year again, and the year after it, which rests on it where there is one.
        assert 2014 in pending_years(connection, rules_version(declared.version))
        assert results.broken(connection, 2014)[0]["waived_by"] == made["decision_no"]
        assert results.broken(connection, 2014)[0]["waived_until"] == ASK.until
        undo(connection, declared, made["decision_no"], Ask("Hoa", "Đã rà soát xong"))
        assert waivers(connection) == {}
    assert judged(home, declared).blocking
    decided(home, declared)
    with connected(home.warehouse) as connection:
        connection.execute("update ops.decisions set valid_until = current_date - 1 where kind = 'waive_rule'")
    outcome = judged(home, declared)
    assert (outcome.blocking, outcome.lapsed[2014]["decision_no"]) == (True, 3)
    with connected(home.warehouse) as connection:
        # The night after its last day judges the year again, that which built it last waived the rule.
        rules = rules_version(declared.version)
        connection.execute("update ops.builds set through_decision = 3")
        assert pending_years(connection, rules) == []
        connection.execute("update ops.builds set built_at = built_at - interval 2 day")
        assert pending_years(connection, rules) == [2014]
        connection.execute("update ops.rule_results set waived_by = 3 where not passed")
        (row,) = results.broken(connection, 2014)
    assert handled(declared.rules[RULE], row) == (
        f"Tạm miễn đã hết hạn {TODAY - timedelta(days=1):%d/%m/%Y} (quyết định số 3); đêm tới kiểm tra lại"
    )


def test_a_waiver_for_one_year_is_none_for_another(home: Home, declared: Catalogue) -> None:
    judged(home, declared)
    decided(home, declared)
    with connected(home.warehouse) as connection:
        connection.execute(FAULT.replace("2014", "2013"))
    outcome = judged(home, declared)
    assert (outcome.years, outcome.blocking) == ([2013, 2014], True)


@pytest.mark.parametrize(
    ("rule", "more", "said"),
    [
        ("no_rule", {}, "Không có quy tắc “no_rule”"),
        (RULE, {"year": None}, "--year"),
        (RULE, {"until": None}, "--until"),
        (RULE, {"until": TODAY - timedelta(days=1)}, "đã qua"),
        (RULE, {"year": 2013}, "không có điểm nào không đạt của năm 2013"),
        ("identities_hold", {}, "không có điểm nào không đạt của năm 2014"),
    ],
)
def test_a_waiver_that_means_nothing_is_refused(
    home: Home, declared: Catalogue, rule: str, more: dict[str, Any], said: str
) -> None:
    judged(home, declared)
    with pytest.raises(CannotDecide, match=said):
        decided(home, declared, rule, **more)


def test_from_the_command_line(home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    judged(home, declared)
    run = CliRunner().invoke

    listed = run(app, ["rules"], env={"COLUMNS": "200"})
    assert listed.exit_code == 1
    assert "2014: 1 chỗ; Giữ lại công bố" in listed.stdout
    told = run(app, ["rules", RULE, "--year", "2014"], env={"COLUMNS": "200"}).stdout
    assert f"{ABOUT}: 84 / 83" in told
    (row,) = json.loads(run(app, ["rules", "--json"]).stdout)
    assert (row["rule"], row["numbers"]) == (RULE, [{"about": ABOUT, "value": 84, "against": 83}])
    # A rule that holds: no reason to look.
    assert run(app, ["rules", "identities_hold"]).exit_code == 0

    until = ASK.until.isoformat() if ASK.until else ""
    command = ["resolve", "--rule", RULE, "--year", "2014", "--until", until, "--reason", "Đang rà soát", "--by", "Hoa"]
    made = run(app, command, env={"COLUMNS": "200"})
    assert made.exit_code == 0
    assert f"tạm miễn quy tắc đến hết {ASK.until:%d/%m/%Y} · quy tắc {RULE}, năm 2014 · Đang rà soát" in made.stdout
    assert "`solieu nightly` tới" in made.stdout
    run(app, ["resolve", "--undo", "1", "--reason", "Nhầm", "--by", "Hoa"])
    found = run(app, ["resolve", "--list"], env={"COLUMNS": "200"}).stdout
    assert "(đã hủy bởi quyết định 2)" in found
    for wrong in (["--rule", RULE, "12"], ["--year", "2014", "12"], ["--rule", RULE, "--cell", "A1"]):
        monkeypatch.setattr("sys.argv", ["solieu", "resolve", *wrong, "--reason", "x"])
        with pytest.raises(SystemExit, match="2"):
            main()
    monkeypatch.setattr("sys.argv", ["solieu", "rules", "no_rule"])
    with pytest.raises(SystemExit, match="2"):
        main()


def test_the_annex_tells_rule_numbers_and_waiver(home: Home, declared: Catalogue) -> None:
    judged(home, declared)
    decided(home, declared)
    judged(home, declared)
    steps.judge_asset(home, declared, "kpi/appendix_3")
    with connected(home.warehouse, read_only=True) as connection:
        found = results.broken(connection, 2014)
    made = {path.suffix: path for path in write_broken_rules(home.reports, 2014, found, declared)}
    page, book = made[".html"], made[".xlsx"]
    assert {path.name for path in made.values()} == {
        f"phu-luc-kiem-tra.{kind}" for kind in ("html", "xlsx", "docx", "pdf", "csv")
    }
    told = made[".csv"].read_bytes().decode()
    assert told.startswith("\ufeffyear;rule;")
    assert len({len(line) for line in csv.reader(told.splitlines(), delimiter=";")}) == 1
    assert f"{ABOUT};84;83;" in told
    text = page.read_text(encoding="utf-8")
    for wanted in (
        "Các quy tắc kiểm tra không đạt, năm 2014",
        "Dòng tổng của phụ lục bằng tổng các dòng. Số kiểm tra: dòng tổng; số đối chiếu: tổng các dòng",
        ABOUT,
        ">84<",
        ">83<",
        f"Tạm miễn đến hết {ASK.until:%d/%m/%Y} (quyết định số 1)",
    ):
        assert wanted in text, wanted
    sheet = load_workbook(book).worksheets[0]
    assert sheet.title == "PHỤ LỤC KIỂM TRA"
    row = [cell.value for cell in sheet[5]]
    assert row[2:5] == [ABOUT, 84, 83]
    first = [path.read_bytes() for path in made.values()]
    assert [path.read_bytes() for path in write_broken_rules(home.reports, 2014, found, declared)] == first
    assert write_broken_rules(home.reports, 2014, [], declared) == []
    assert not page.exists()


def test_no_word_of_the_annex_leaves_its_cell(declared: Catalogue, tmp_path: Path) -> None:
    """Revenue in đồng, one off at the last digit, beside long names: in the PDF, and in Word's widths."""
    value, against = Decimal("1982000000000.000001"), Decimal(10**12)
    rows = [{"about": f"{ABOUT}: Bưu chính, 2014-Q1", "value": value, "against": against}] * 9
    kept = {"version": 1, "guilty": 9, "numbers": rows, "waived_by": None, "waived_until": None}
    made = write_broken_rules(tmp_path, 2014, [{"rule": code} | kept for code in (RULE, "growth_plausible")], declared)
    paths = {path.suffix: path for path in made}
    with pdfplumber.open(paths[".pdf"]) as pdf:
        for page in pdf.pages:
            (table,) = page.find_tables()
            _, top, _, bottom = table.bbox
            words = [word for word in page.extract_words() if top < word["top"] < bottom]
            assert all(any(x0 <= w["x0"] and w["x1"] <= x1 for x0, _, x1, _ in table.cells) for w in words)
            texts = [" ".join(cell.split()) for row in table.extract() for cell in row if cell]
            assert {"1.982.000.000.000,000001", f"{ABOUT}: Bưu chính, Quý I/2014"} <= set(texts)
    cell = docx.Document(str(paths[".docx"])).tables[0].rows[1].cells[3]
    # A digit of 13 points is half as wide as high.
    assert cell.width.pt > len(cell.text) * 6.5


def test_every_rule_can_be_told_in_the_annex(declared: Catalogue, tmp_path: Path) -> None:
    """Whatever a rule compares has Vietnamese words, a missing or a written figure too."""
    numbers = [{"about": "x", "value": Decimal("1.5"), "against": None}, {"about": "y", "value": "Kg", "against": "Tờ"}]
    found = [
        {
            "rule": r.code,
            "version": r.version,
            "guilty": 30,
            "numbers": numbers,
            "waived_by": None,
            "waived_until": None,
        }
        for r in declared.rules.values()
    ]
    page, *_ = write_broken_rules(tmp_path, 2014, found, declared)
    text = page.read_text(encoding="utf-8")
    assert text.count("(và 28 dòng khác)") == len(declared.rules)
    assert ">1,5<" in text
    assert ">Kg<" in text
