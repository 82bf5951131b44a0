"""The belt: what Dagster shows, which years a night touches, and what a failing check holds back."""

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import dagster as dg
import pytest
from conftest import night
from dagster._core.storage.event_log import SqliteEventLogStorage
from test_night import kept, press, published
from typed_returns import OPERATOR_HEAD

from pipelines import morning, steps
from pipelines.assets import PUBLISHED, range_tags
from pipelines.definitions import defs
from pipelines.describing import LABELS, markdown
from pipelines.instance import prepare
from pipelines.jobs import blocks
from pipelines.night import NightResult, run_night
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from sources.inbox import archived
from warehouse.decisions import Ask, undo, waive
from warehouse.store import connected

IDENTITIES = dg.AssetCheckKey(dg.AssetKey(["kpi", "appendix_values"]), "identities_hold")
APPENDIX_2 = dg.AssetKey(["kpi", "appendix_2"])


class After(NamedTuple):
    """A home after two nights, what they came to, and the partitions of Appendix 2 that were built by the first."""

    home: Home
    instance: dg.DagsterInstance
    first: NightResult
    once: list[str]
    again: NightResult


@pytest.fixture
def place(home: Home, declared: Catalogue, write_book: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home after a night with an operator's return of 2013 and one of 2014, which the environment names."""
    for year in (2013, 2014):
        above = [["VNPT Quảng Ninh"], [f"Kỳ báo cáo: Quý IV/{year}"]]
        write_book(home.inbox / f"{year}.xlsx", [*above, OPERATOR_HEAD, ["Hạ Long", "Di động trả sau", 1, 2, 3]])
    night(home, declared)
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    monkeypatch.setenv("DAGSTER_HOME", str(prepare(home)))
    return home


def built(instance: dg.DagsterInstance) -> list[str]:
    """The partitions of Appendix 2, one for each time it was materialised."""
    records = instance.fetch_materializations(APPENDIX_2, limit=100).records
    return sorted(record.partition_key or "" for record in records)


def test_every_asset_says_what_it_is() -> None:
    for asset in defs.get_repository_def().asset_graph.asset_nodes:
        name = asset.key.to_user_string()
        assert asset.description, name
        assert asset.group_name in {
            "sources",
            "declarations",
            "ledger",
            "core",
            "kpi",
            "appendices",
            "published",
            "signed",
        }, name
        assert asset.kinds, name
        assert asset.owners == ["team:so-tttt"], name


def test_the_lineage_is_the_flow() -> None:
    graph = defs.get_repository_def().asset_graph

    def above(*path: str) -> set[str]:
        return {key.to_user_string() for key in graph.get(dg.AssetKey(path)).parent_keys}

    assert above("core", "postal_quarterly") == {"sources/post_office"}
    assert {"core/returns", "core/postal_quarterly", "core/annual_plan"} <= above("core", "observations")
    assert above("kpi", "observed") == {"core/observations", "core/cumulative", "ops/receipts"}
    assert "kpi/observed" in above("kpi", "indicator_year")
    assert {"kpi/contribution", "kpi/figure_terms"} == above("kpi", "trace")
    assert "kpi/appendix_values" in above("kpi", "appendix_2")
    assert {"kpi/appendix_1", "kpi/appendix_2", "kpi/appendix_3"} <= above("published", "solieu")


def test_every_rule_of_the_warehouse_is_a_check_and_blocks_as_declared() -> None:
    graph = defs.get_repository_def().asset_graph
    shown = {key.name: graph.get(key).blocking for key in graph.asset_check_keys}
    for rule in catalogue().rules.values():
        assert shown[rule.code] is rule.blocking, rule.code


def test_the_schedule_and_the_sensor_are_on_by_default() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 1 * * *", "Asia/Ho_Chi_Minh")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    for name in ("figures_after_nightly", "board_after_success", "board_after_failure"):
        assert defs.resolve_sensor_def(name).default_status is dg.DefaultSensorStatus.RUNNING


def test_years_that_follow_each_other_are_one_run() -> None:
    assert blocks([2014, 2013, 2019]) == [(2013, 2014), (2019, 2019)]


@pytest.fixture(scope="module")
def after(demo_home: Home, tmp_path_factory: pytest.TempPathFactory, write_book: Any) -> Iterator[After]:
    """A night with a correction and a file that was rejected, and one with nothing, over the demo."""
    home = Home(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("after") / "home"))
    write_book(home.inbox / "a.xlsx", press(1_000_000))
    write_book(home.inbox / "b.xlsx", press("nhiều"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOLIEU_HOME", str(home.root))
        patch.setenv("DAGSTER_HOME", str(prepare(home)))
        with dg.DagsterInstance.get() as instance:
            first = run_night(home)
            once = built(instance)
            again = run_night(home)
            yield After(home, instance, first, once, again)


def test_a_night_touches_the_years_of_its_submissions_only(after: After) -> None:
    assert (after.first.success, after.first.years, after.first.published) == (True, [2014], True)
    assert after.once == ["2014"]
    assert (after.again.success, after.again.years, after.again.published) == (True, [], False)
    assert built(after.instance) == ["2014"]


def test_dagster_reads_its_events_by_itself(after: After) -> None:
    """Its files are kept open while nights are told of, and few of them; what is in them is whole at any time."""
    folder = after.home.dagster / "history" / "runs"
    own = SqliteEventLogStorage(str(folder))
    runs = [run.run_id for run in after.instance.get_runs()]
    assert len(runs) == 5  # A night in three jobs, and one that had no figures to build.
    for run in runs:
        assert len(own.get_logs_for_run(run)) == len(after.instance.all_logs(run)) > 10
    links = [each for each in Path("/proc/self/fd").iterdir() if os.path.lexists(each)]
    still = {name for name in map(os.readlink, links) if name.startswith(str(folder)) and name.endswith(".db")}
    assert 1 <= len(still) <= 4


def test_what_a_steward_sees_of_an_appendix(after: After) -> None:
    record = after.instance.fetch_materializations(APPENDIX_2, limit=1).records[0]
    assert record.asset_materialization is not None
    metadata = record.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 14  # seven rows a year, 2013 and 2014
    assert "Điện thoại cố định có dây" in str(metadata[LABELS["preview"]].value)
    schema = metadata["dagster/column_schema"].value
    assert isinstance(schema, dg.TableSchema)
    assert "Hiện có trên mạng" in str({column.name: column.description for column in schema.columns}["stock"])
    assert (after.home.reports / "2014" / "phu-luc-2.html").exists()
    lineage = metadata["dagster/column_lineage"].value
    assert isinstance(lineage, dg.TableColumnLineage)
    stock = [(dep.asset_key.to_user_string(), dep.column_name) for dep in lineage.deps_by_column["stock"]]
    assert stock == [("core/operator_quarterly", "subscribers")]
    drawn = f"{after.home.board.as_uri()}/nguon-goc.html#table-2"
    assert metadata[LABELS["lineage_page"]].value == drawn
    assert 'id="table-2"' in (after.home.board / "nguon-goc.html").read_text(encoding="utf-8")
    assert "nguon-goc.html#table-2" in str(defs.get_repository_def().asset_graph.get(APPENDIX_2).description)
    assert "000156 a.xlsx" in (after.home.board / "index.html").read_text(encoding="utf-8")


def told(after: After, *path: str) -> Mapping[str, Any]:
    """The metadata of an asset's newest run, as the stewards' view shows it."""
    (record,) = after.instance.fetch_materializations(dg.AssetKey(path), limit=1).records
    event = record.asset_materialization
    assert event is not None
    return {name: value.value for name, value in event.metadata.items()}


def test_a_steward_sees_what_came_in_and_what_was_rejected(after: After) -> None:
    """Each file with its sender and answer, each cell that was rejected and why; a night with nothing new adds none."""
    night = told(after, "ops", "receipts")
    answer = after.home.outbox / "post_hai_ha" / "000157 b - bị từ chối.xlsx"
    assert answer.is_file()
    assert (night["Số tệp (files)"], night["Tệp bị từ chối (files_rejected)"], night["dagster/row_count"]) == (
        2,
        1,
        157,
    )
    came = "Bưu điện huyện Hải Hà · Báo cáo quý về hoạt động bưu chính, chuyển phát · Quý I/2014 | b.xlsx"
    ((late,),) = kept(after.home, "select days_late from ops.receipts where receipt_no = 157")
    outcome = f"| 157 | bị từ chối, trễ {late} ngày (days late) |"
    assert f"{outcome} {came} | {answer} |" in night["Đã nhận (received)"]
    rejected = told(after, "ops", "rejections")
    assert rejected["Số chỗ bị loại (rejections)"] == 1
    assert "| b.xlsx | Biểu!C5 | nhiều |" in rejected["Bị loại và lý do (rejected, and why)"]
    assert f"{answer}" in rejected["Bị loại và lý do (rejected, and why)"]


def test_a_steward_sees_which_figures_changed(after: After) -> None:
    """11.278.891 copies of the other offices and 1.000.000 now: row 1 of Appendix 1 is told first."""
    published = told(after, "published", "solieu")
    assert published["Số công bố đã đổi (figures changed)"] > 0
    assert (
        "| Phụ lục 1, 2014 | Sản lượng phát hành báo chí · Số tăng trong kỳ |" in published["Các số đã đổi (changes)"]
    )


def test_a_steward_sees_what_is_missing_by_the_calendar(after: After, home: Home, write_book: Any) -> None:
    """The demo's returns are all in, and nothing came of the years since: they are overdue, and told in one line.

    Where one office alone sent one quarter of 2014, its other three are named.
    """
    owed = told(after, "ops", "expected_returns")
    ((since,),) = kept(after.home, "select count(*) from ops.expected_returns where status = 'missing' and year > 2014")
    assert owed["Số báo cáo quá hạn (overdue)"] == since
    assert owed["Báo cáo quá hạn (overdue returns)"].startswith("—\n\nNăm 2015–")
    assert f"chưa nhận được báo cáo nào ({since} báo cáo quá hạn)" in owed["Báo cáo quá hạn (overdue returns)"]
    key = dg.AssetCheckKey(dg.AssetKey(["ops", "expected_returns"]), "returns_overdue")
    (check,) = after.instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
    assert check.event is not None
    evaluation = check.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    assert not evaluation.passed
    assert evaluation.metadata[LABELS["page"]].value == f"{after.home.board.as_uri()}/bao-cao.html?status=missing"

    write_book(home.inbox / "a.xlsx", press(100))
    night(home, catalogue())
    found = morning.owed(steps.owed(home), catalogue())
    state = kept(home, "select count(*) from ops.expected_returns where year >= 2014 and status = 'missing'")
    assert [(found["overdue"],)] == state
    assert "Quý IV/2014 | Bưu điện huyện Hải Hà |" in str(found["missing"].value)  # type: ignore[union-attr]


def test_a_steward_undoes_a_correction_and_takes_that_back(
    home: Home, declared: Catalogue, write_book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100 copies, then 130: launched with the receipt's number the correction goes, and its year is to be built.

    The steward rebuilds that year alone: the next one, whose growth rests on it, is built with it.
    """
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    monkeypatch.setenv("DAGSTER_HOME", str(prepare(home)))
    write_book(home.inbox / "a.xlsx", press(100))
    steps.take_in(home, declared)
    write_book(home.inbox / "b.xlsx", press(130))
    steps.take_in(home, declared)
    write_book(home.inbox / "c.xlsx", [*press(7)[:2], ["Kỳ báo cáo: Quý I/2015"], *press(7)[3:]])
    night(home, declared)
    stands = "select year, previous, actual from kpi.indicator_year where indicator = 'press_copies' order by year"
    with dg.DagsterInstance.get() as instance:

        def launched(job: str, op: str, **asked: Any) -> dg.DagsterRun:
            config = {"ops": {op: {"config": asked}}}
            run = defs.resolve_job_def(job).execute_in_process(
                run_config=config, instance=instance, raise_on_error=False
            )
            found = instance.get_run_by_id(run.run_id)
            assert found is not None
            return found

        nobody = launched("withdraw_correction", "withdraw", receipt_no=2, reason="Gửi nhầm", decided_by=" ")
        assert nobody.status is dg.DagsterRunStatus.FAILURE
        gone = launched("withdraw_correction", "withdraw", receipt_no=2, reason="Gửi nhầm tệp", decided_by="Hoa")
        assert (gone.status, gone.tags["solieu/years"]) == (dg.DagsterRunStatus.SUCCESS, "2014,2015")
        job = defs.resolve_job_def("figures")
        assert job.execute_in_process(instance=instance, partition_key="2014").success
        assert published(home, stands) == [(2014, None, 100), (2015, 100, 7)]
        back = launched("undo_decision", "undo", decision_no=1, reason="Đúng tệp", decided_by="Hoa")
        assert back.status is dg.DagsterRunStatus.SUCCESS
        assert steps.years_together(home, declared, [2015]) == [2014, 2015]


def test_one_year_is_rebuilt_by_its_partition(place: Home) -> None:
    """A steward rebuilds 2013: the row that went wrong is right again, and 2014 is left alone."""
    with connected(place.warehouse) as connection:
        connection.execute("update kpi.appendix_2 set actual = 0")
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("figures")
        assert job.execute_in_process(instance=instance, partition_key="2013").success
        assert built(instance) == ["2013"]
    wrong = "select year, count(*) from kpi.appendix_2 where actual = 0 group by year"
    assert kept(place, wrong) == [(2014, 7)]
    # What readers have of 2014 was published before it went wrong, and no build touched it since.
    assert published(place, wrong) == []


def test_what_a_sender_wrote_is_no_mark_of_a_table() -> None:
    reason = "Không phải là số. " * 20
    told = markdown([{"file": "<b>gửi & nộp *1*_.xlsx"}, {"file": reason}])
    assert "| &lt;b>gửi &amp; nộp \\*1\\*\\_.xlsx |" in told
    assert told.endswith("Không phải là số. … |")


@pytest.mark.usefixtures("place")
def test_several_years_are_built_in_one_run() -> None:
    with dg.DagsterInstance.get() as instance:
        job = defs.resolve_job_def("figures")
        assert job.execute_in_process(instance=instance, tags=range_tags(2013, 2014)).success
        assert built(instance) == ["2013", "2014"]
        rows = dg.AssetRecordsFilter(dg.AssetKey(["kpi", "appendix_2"]), asset_partitions=["2013"])
        (event,) = instance.fetch_materializations(rows, limit=1).records
        assert event.asset_materialization is not None
        assert event.asset_materialization.metadata["dagster/partition_row_count"].value == 7
        assert len(instance.fetch_materializations(dg.AssetKey(PUBLISHED), limit=10).records) == 1


@pytest.fixture
def inspected(home: Home, demo_home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home after a night with the inspections of one district alone, which the environment names."""
    query = "select submission_id from core.returns where (submitter, form, year) = ({}, {}, 2014)"
    ((submission,),) = kept(demo_home, query.format("'district_193'", "'district_inspection'"))
    shutil.copyfile(archived(demo_home, submission), home.inbox / "thanh tra.xlsx")
    night(home, declared)
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    monkeypatch.setenv("DAGSTER_HOME", str(prepare(home)))
    return home


def test_a_broken_rule_keeps_the_last_good_publication_until_waived_or_mended(inspected: Home, write_book: Any) -> None:
    """More in breach than inspected is held back; waived, it is published and said so; mended, nothing is said."""
    place = inspected
    good = place.published_warehouse.read_bytes()
    spoil = "update core.district_inspection set in_breach = in_breach {} 1000 where field = 'post'"
    with connected(place.warehouse) as connection:
        connection.execute(spoil.format("+"))
    write_book(place.inbox / "a.xlsx", press(7))
    result = run_night(place)
    assert (result.success, result.published) == (False, False)
    assert [told.partition(":")[0] for told in result.blocked] == ["identities_hold"]
    assert place.published_warehouse.read_bytes() == good
    told = (place.board / "index.html").read_text(encoding="utf-8")
    assert 'href="quy-tac.html#identities_hold"' in told
    assert "Giữ lại công bố" in told

    until = datetime.now(PROVINCE_TIME).date()
    with connected(place.warehouse) as connection:
        ask = Ask("Hoa", "Hạ Long đang rà soát", year=2014, until=until)
        waive(connection, catalogue(), "identities_hold", ask, until)
    with dg.DagsterInstance.get() as instance:
        result = run_night(place)
        (check,) = instance.event_log_storage.get_asset_check_execution_history(IDENTITIES, limit=1)
    assert (result.success, result.published, result.blocked) == (True, True, [])
    assert any(f"năm 2014 được tạm miễn đến hết {until:%d/%m/%Y}" in told for told in result.broken)
    assert check.event is not None
    evaluation = check.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    assert (evaluation.passed, evaluation.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert evaluation.metadata[LABELS["guilty"]].value == 2
    assert str(evaluation.metadata[LABELS["page"]].value) == f"{place.board.as_uri()}/quy-tac.html#identities_hold"
    assert "✗ | 2014 | 2 |" in str(evaluation.metadata[LABELS["history"]].value)
    annex = place.reports / "2014" / "phu-luc-kiem-tra.html"
    assert "(quyết định số 1)" in annex.read_text(encoding="utf-8")

    with connected(place.warehouse) as connection:
        connection.execute(spoil.format("-"))
        undo(connection, catalogue(), 1, Ask("Hoa", "Đã rà soát"))
    with dg.DagsterInstance.get() as instance:
        assert defs.resolve_job_def("figures").execute_in_process(instance=instance, partition_key="2014").success
    assert "identities_hold" not in annex.read_text(encoding="utf-8")


def test_a_step_that_fails_is_told_in_a_line(home: Home, write_book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    write_book(home.inbox / "a.xlsx", press(7))
    home.published_warehouse.mkdir()
    result = run_night(home)
    assert not result.success
    assert len(result.errors) == 1
    assert "published__solieu" in result.errors[0]
    assert "\n" not in result.errors[0]
