"""The nights of a country, by command and in Dagster: what fails, is killed, held back, and who is told."""

import json
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from commands import PROGRAM, called, solieu
from countries import OURS, THEIRS, YEAR, made
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.run_coordinator import SubmitRunContext
from typer.testing import CliRunner

from pipelines import nationwide
from pipelines.asking import FAILED
from pipelines.country_assets import FIGURES, NATION, NIGHT, definitions
from pipelines.instance import prepare
from pipelines.refusals import AGAIN, exit_code
from schemas.country import Country
from schemas.home import Home, home
from schemas.lake import asked
from schemas.store import address
from solieu import app
from warehouse.store import connected


def test_a_night_that_fails_is_run_again_where_that_may_help(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are mended by nobody's waiting; what a disk or a network refuses may be there again. Status tells it."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    solieu(None, "country", "status")
    monkeypatch.setenv("SOLIEU_WAREHOUSE", "nonsense")
    failed = nationwide.province_night(copy, THEIRS, pauses=(0.0,))
    assert (failed.exit_code, failed.tries, failed.hopeless) == (2, 1, True)
    monkeypatch.delenv("SOLIEU_WAREHOUSE")
    told = solieu(None, "country", "status", code=1)
    assert ("Tỉnh Bắc Giang: đêm gần nhất" in told, "SOLIEU_WAREHOUSE: phải có dạng" in told) == (True, True)
    (copy.home(THEIRS).dagster / "dagster.yaml").mkdir()
    failed = nationwide.province_night(copy, THEIRS, pauses=(0.0,))
    assert (failed.exit_code, failed.tries, failed.hopeless) == (AGAIN, 2, False)
    assert solieu(copy.home(THEIRS), "nightly", code=2) == ""  # By hand there is one code for both.
    assert nationwide._last("a\n\nNơi lưu · Where\n  Hộp nhận  /x\nLỗi: b\n") == "a\nLỗi: b"
    table = "\n1 tệp trễ hạn · Late\nTệp   Kỳ\n────────\nBC    Quý\n      II\n\nĐã công bố.\nKhông đạt:\n  - x\n"
    assert nationwide._last(table) == "1 tệp trễ hạn · Late\nĐã công bố.\nKhông đạt:\n  - x"
    passing = ("WarehouseBusy", "LakeFault", "StoreFault", "OperationalError")
    assert {*map(exit_code, passing)} == {AGAIN}
    assert {*map(exit_code, ("DeclarationError", "BadSetting", "NewerWarehouse", "DamagedFile"))} == {FAILED}


def test_a_night_by_hand_is_the_last_one(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends well takes back that the country's failed, and one that fails is told."""
    ours = copy.home(OURS)
    in_the_way = ours.dagster / "dagster.yaml"

    def spoil() -> None:
        in_the_way.unlink(missing_ok=True)
        in_the_way.mkdir()

    spoil()
    assert called(ours, "nightly").code == 2
    assert not (ours.root / "night.json").exists()  # No country ran it so far.
    assert not nationwide.province_night(copy, OURS, pauses=()).done
    assert nationwide.failed_nights(copy)[OURS]["log"] == str(ours.root / "night.log")
    in_the_way.rmdir()
    assert called(ours, "nightly").code == 1  # Done, with something to see.
    assert nationwide.failed_nights(copy) == {}
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    spoil()
    assert called(ours, "nightly").code == 2
    told = solieu(None, "country", "status", code=1)
    assert (f"xem {ours.notices}" in told, "chạy bằng tay" in told) == (True, True), told
    assert [*ours.notices.glob("*night-failed.txt")]


def test_a_night_that_is_killed_is_told_until_the_next(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs there is nothing to see."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    command: list[str | Path] = [PROGRAM, "country", "nightly", "--province", THEIRS]
    kept = copy.home(THEIRS).root / "night.json"
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while not kept.exists():
            time.sleep(0.05)
        assert nationwide.failed_nights(copy) == {}
        os.killpg(run.pid, signal.SIGKILL)
    assert "không xong" in solieu(None, "country", "status", code=1)
    assert [night["told"].split(",")[0] for night in nationwide.failed_nights(copy).values()] == ["bị dừng giữa chừng"]


def test_runs_by_province_and_year(copy: Country) -> None:
    """Dagster runs a year of a province alone; then, and not before, the country's figures are asked for."""
    defs = definitions(copy)
    look, tick = defs.resolve_sensor_def("when_provinces_published"), defs.resolve_schedule_def("every_night")
    with dg.DagsterInstance.ephemeral() as instance:
        sensed = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs))
        assert sensed.run_requests == []
        key = dg.MultiPartitionKey({"province": THEIRS, "year": str(YEAR + 1)})
        job = defs.resolve_job_def("provinces_figures")
        assert job.execute_in_process(instance=instance, partition_key=key).success
        other = instance.create_run_for_job(defs.resolve_job_def("__ASSET_JOB"), status=dg.DagsterRunStatus.STARTING)
        assert look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests == []
        instance.report_run_canceled(other)
        (request,) = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests or ()
        assert YEAR + 1 in made(copy).years  # Taken over and built, as a run leaves it that dies before its end.
        (again,) = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests or ()
        assert request.run_key not in (None, again.run_key)
        nation = defs.resolve_job_def("national_figures").execute_in_process(instance=instance)
        judged = {each.check_name: each.passed for each in nation.get_asset_check_evaluations()}
        assert judged.keys() == {rule.code for rule in copy.declared.rules.values() if rule.asset.startswith("kpi")}
        assert (judged["identities_hold"], judged["signed_agrees"]) == (True, True)
        assert look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests == []
        at = dg.build_schedule_context(
            instance,
            scheduled_execution_time=datetime(2015, 1, 2, tzinfo=UTC),
            repository_def=defs.get_repository_def(),
        )
        asked = tick.evaluate_tick(at).run_requests or ()
    assert [each.partition_key for each in asked] == [OURS, THEIRS]
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    assert {name: spec.owners for name, spec in specs.items()} == {
        "provinces/night": ["team:so-tttt"],
        "provinces/figures": ["team:so-tttt"],
        "national/figures": ["team:bo-tttt"],
    }
    # What the partitions' codes stand for.
    (named,) = (
        each for each in specs["provinces/figures"].metadata.values() if isinstance(each, dg.MarkdownMetadataValue)
    )
    assert named.value and f"| {THEIRS} | Tỉnh Bắc Giang |" in named.value


def test_a_run_that_is_terminated_ends_and_its_night_with_it(copy: Country, tmp_path: Path) -> None:
    """Nothing runs it again; that the night was cut off is told until the next, which goes on, and tells its years."""
    job, lock = definitions(copy).resolve_job_def("provinces_night"), copy.home(THEIRS).root / ".night.lock"
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:

        def terminate() -> None:
            while not nationwide._at_work(lock):
                time.sleep(0.05)
            (run,) = instance.get_runs()
            instance.report_run_canceling(run)
            os.kill(os.getpid(), signal.SIGTERM)

        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(terminate)
            job.execute_in_process(instance=instance, partition_key=THEIRS, raise_on_error=False)
            asked.result()
        (run,) = instance.get_runs()
        events = {entry.dagster_event_type for entry in instance.all_logs(run.run_id)}
        told = [night["told"].split(",")[0] for night in nationwide.failed_nights(copy).values()]
        assert (told, nationwide._at_work(lock)) == (["bị dừng giữa chừng"], False)
        assert instance.get_materialized_partitions(dg.AssetKey(FIGURES)) == set()
        for years in ((2012, 2013, YEAR), ()):  # Those that the province has published; none, where nothing is new.
            night = job.execute_in_process(instance=instance, partition_key=THEIRS)
            made = [each for each in night.get_asset_materialization_events() if each.asset_key == dg.AssetKey(FIGURES)]
            assert [each.partition for each in made] == [f"{THEIRS}|{year}" for year in years]
    assert (run.status, dg.DagsterEventType.STEP_UP_FOR_RETRY in events) == (dg.DagsterRunStatus.CANCELED, False)


def test_a_run_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it was asked for, a run of a province waits for others of that province; of the country's it is none."""
    for name in ("DAGSTER_HOME", "SOLIEU_HOME"):
        monkeypatch.setenv(name, "")
    defs = definitions(Country(tmp_path))
    here = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("country"), "country")
    with dg.DagsterInstance.from_config(str(prepare(Home(tmp_path / "national")))) as instance:

        def queued(job: str, asset: list[str], tags: dict[str, str]) -> str | None:
            run = instance.create_run_for_job(
                defs.resolve_job_def(job),
                tags=tags,
                asset_selection={dg.AssetKey(asset)},
                remote_job_origin=here.get_job_origin(job),
            )
            context = SubmitRunContext(run, workspace=None)  # type: ignore[arg-type]  # A queue asks for none.
            return instance.run_coordinator.submit_run(context).tags.get("solieu/province")

        both = {"dagster/partition": "24|2014", "dagster/partition/province": THEIRS}
        assert queued("__ASSET_JOB", FIGURES, both) == THEIRS
        assert queued("__ASSET_JOB", NIGHT, {"dagster/partition": THEIRS}) == THEIRS
        assert queued("provinces_night", NIGHT, {"dagster/partition": OURS}) == OURS
        assert queued("national_figures", NATION, {}) is None


def test_who_has_one_province_sees_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for without a country, the command says what to set."""
    monkeypatch.delenv("SOLIEU_COUNTRY", raising=False)
    assert "country" not in CliRunner().invoke(app, ["--help"]).output
    refused = CliRunner().invoke(app, ["country", "status"])
    assert "SOLIEU_COUNTRY" in str(refused.exception)


def test_the_commands(land: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the provinces stand, and who ranks where."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(land.root))
    stands = CliRunner().invoke(app, ["country", "status"])
    assert (stands.exit_code, "Bắc Giang" in stands.output) == (0, True)
    ranks = CliRunner().invoke(app, ["country", "ranks", "--indicator", "telecom_revenue", "--year", "2014"])
    assert ("Quảng Ninh" in ranks.output, "1.982" in ranks.output or "1982" in ranks.output) == (True, True)
    none = CliRunner().invoke(app, ["country", "ranks", "--indicator", "telecom_revenue", "--year", "2031"])
    assert (none.exit_code, "2031" in none.output, "chưa tỉnh nào" in none.output) == (2, True, True), none.output
    for line, option in (
        (("nightly", "--province", "99"), "--province"),
        (("ranks", "--year", "2014", "--indicator", "nope"), "--indicator"),
    ):
        unknown = called(None, "country", *line)
        assert (unknown.code, f"tùy chọn {option} không" in unknown.err, line[-1] in unknown.err) == (2, True, True)
    for command in (["appendix", "1"], ["annex"], ["sentences"], ["trace", "ftth_new"]):
        without = called(land.national, *command, "--year", "2031")
        assert (without.code, "solieu country nightly" in without.err, "inbox" in without.err) == (2, True, False)


def test_rules_that_hold_the_countrys_publication_back_are_told(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name and year, and where to read more: more were in breach than inspected, which no province published."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    with connected(copy.national.warehouse) as connection:
        too_many = "value = 100000 where indicator = 'inspection_in_breach' and measure = 'actual'"
        connection.execute(f"update country.observed set {too_many} and year = {YEAR}")
        connection.execute(f"insert into country.touched values ({YEAR}, now())")
    job = definitions(copy).resolve_job_def("national_figures")
    with dg.DagsterInstance.ephemeral() as instance:
        run = job.execute_in_process(instance=instance, raise_on_error=False)
    severe = [c.check_name for c in run.get_asset_check_evaluations() if c.severity is dg.AssetCheckSeverity.ERROR]
    assert (run.success, "identities_hold" in severe) == (False, True)
    told = solieu(None, "country", "status", code=1)
    asked = f"SOLIEU_HOME={copy.national.root} solieu rules identities_hold"
    assert (f"identities_hold (năm {YEAR}): " in told, f"xem `{asked}`" in told) == (True, True), told
    assert str(YEAR) in solieu(copy.national, *asked.split()[2:], code=1)
    as_json = called(None, "country", "status", "--json")
    assert (as_json.code, len(json.loads(as_json.out)), asked in as_json.err) == (1, 2, True)


def test_provinces_share_a_database_not_a_lake(monkeypatch: pytest.MonkeyPatch, land: Country) -> None:
    """Each has a schema and a folder of its own, so that nobody waits for another."""
    monkeypatch.setenv("SOLIEU_WAREHOUSE", "ducklake:postgres:dbname=solieu schema=vn")
    monkeypatch.setenv("SOLIEU_LAKE", "/data/lake/")
    monkeypatch.setenv("SOLIEU_STORE", "s3://bucket/vn")
    monkeypatch.setenv("SOLIEU_DAGSTER_POSTGRES", "postgresql://country")
    own = nationwide.environment(land, OURS)
    assert "SOLIEU_DAGSTER_POSTGRES" not in own
    root = land.home(OURS).root
    lake = asked(root, own)
    assert lake
    assert (lake.schema, lake.files, str(address(root, own))) == ("vn_22", "/data/lake/22/", "s3://bucket/vn/22/")
    # A command by hand has the country's variables, and the same part.
    monkeypatch.setenv("SOLIEU_COUNTRY", str(land.root))
    monkeypatch.setenv("SOLIEU_HOME", str(root))
    assert (asked(root), str(address(root))) == (lake, "s3://bucket/vn/22/")
    # The country's own home is a file; one of no country has all that the variables name.
    monkeypatch.setenv("SOLIEU_HOME", str(land.national.root))
    assert not home().lake
    alone = asked(Path("/srv/solieu"))
    assert alone
    assert (alone.schema, alone.files, str(address(Path("/srv/solieu")))) == ("vn", "/data/lake/", "s3://bucket/vn/")
