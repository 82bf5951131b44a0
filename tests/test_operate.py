"""What docs/operate/ gives to whoever keeps Solieu running, and what Dagster keeps and where."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import psycopg2
import pytest
import yaml
from dagster._core.scheduler.instigation import InstigatorType
from dagster._daemon.types import DaemonHeartbeat
from postgres import server
from typer.main import get_command

from pipelines import doctor_state
from pipelines.doctor import State
from pipelines.instance import POSTGRES, SETTINGS, prepare
from pipelines.night import run_night
from pipelines.retention import forget_old_runs
from schemas.home import Home
from schemas.parts import VARIABLE as COUNTRY
from solieu import app

ROOT = Path(__file__).parents[1]
OPERATE = ROOT / "docs" / "operate"
UNITS = sorted([*OPERATE.glob("*.service"), *OPERATE.glob("*.timer")])


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def accepted(words: list[str]) -> None:
    """Whether the program knows the command and each of its options."""
    program, command, *arguments = words
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert Path(program).name in project["scripts"]
    known = get_command(app).commands[command]  # type: ignore[attr-defined]
    options = {option for parameter in known.params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("--")} <= options


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units(path: Path) -> None:
    """Each starts a command that there is, by an account of its own; each timer has its service."""
    parser = unit(path)
    if path.suffix == ".timer":
        assert path.with_suffix(".service").is_file()
        assert parser["Timer"]["OnCalendar"].endswith("Asia/Ho_Chi_Minh")
        return
    service = parser["Service"]
    accepted(service["ExecStart"].split())
    assert (service["User"], service["ProtectSystem"], service["UMask"]) == ("solieu", "strict", "0027")
    assert service["EnvironmentFile"] == "/etc/solieu.env"


def test_the_backup_goes_where_its_unit_may_write() -> None:
    service = unit(OPERATE / "solieu-backup.service")["Service"]
    (place,) = [word for word in service["ExecStart"].split()[2:] if word.startswith("/")]
    assert place in service["ReadWritePaths"].split()
    assert place in (ROOT / "docs" / "operate.md").read_text(encoding="utf-8").partition("systemctl daemon-reload")[0]


def test_root_sets_up_with_a_python_that_every_account_reaches() -> None:
    """Where the system has one: the first on root's path may lie in a folder of root's own."""
    command = ["make", "--silent", "--eval", "said: ; @echo $(PYTHON)", "said"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    chosen = Path(str(shutil.which(said))).resolve()
    reached = all(folder.stat().st_mode & 0o001 for folder in (chosen, *chosen.parents))
    assert reached or os.geteuid() != 0 or not Path("/usr/bin/python3").exists(), chosen


def test_every_unit_is_told_of_and_stopped_for_an_upgrade() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    stopped = page.partition("## Upgrades")[2].partition("git pull")[0]
    started = {path.stem for path in UNITS if path.suffix == ".service"}
    assert started == set(re.findall(r"`(solieu-\w+)\.(?:service|timer)`", page))
    assert [name for name in started if not re.search(rf"\b{name}\b", stopped)] == []


def test_the_command_of_the_services() -> None:
    """The one for root runs the program as the units do: account, mask, settings, folder."""
    command = OPERATE / "solieu"
    assert subprocess.run(["/bin/sh", "-n", command], check=False).returncode == 0
    said = command.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()[-1].split()
    service = unit(OPERATE / "solieu-nightly.service")["Service"]
    kept = ("User", "Group", "UMask", "EnvironmentFile")
    assert {f"--property={name}={service[name]}" for name in kept} <= set(said)
    assert f"--working-directory={service['WorkingDirectory']}" in said
    assert said[-2:] == [service["ExecStart"].split()[0], '"$@"']


def test_units_as_systemd_reads_them(tmp_path: Path) -> None:
    """Systemd's own judge, where there is one, over the units with this checkout in the place of /opt/solieu."""
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/solieu", str(ROOT))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    judge = shutil.which("systemd-analyze")
    if judge:
        judged = subprocess.run([judge, "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False)
        assert (judged.returncode, judged.stderr) == (0, "")


def test_the_settings_of_the_environment() -> None:
    """Every variable of solieu.env is one that the program reads, or that a unit names."""
    lines = (OPERATE / "solieu.env").read_text(encoding="utf-8").splitlines()
    names = {line.lstrip("#").partition("=")[0] for line in lines if "=" in line}
    rooms = [path for room in ("schemas", "pipelines") for path in (ROOT / room).glob("*.py")]
    known = "".join(path.read_text(encoding="utf-8") for path in [*rooms, *UNITS])
    assert len(names) >= 4
    assert {name for name in names if name not in known} == set()


def test_the_container_is_built_by_the_steps_of_the_readme() -> None:
    lines = (OPERATE / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    ran = [step for word, step in steps if word == "RUN"]
    assert {"git", "make", "python3", "python3-pip", "python3-venv", "fonts-croscore"} <= set(ran[0].split())
    assert 'make .venv/ready SYNC="--no-dev --all-extras"' in ran[1]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\nsetup: .venv/ready" in makefile
    assert "sync --frozen --quiet --python $(PYTHON) $(SYNC)" in makefile
    told = dict(steps)
    accepted([*yaml.safe_load(told["ENTRYPOINT"]), *yaml.safe_load(told["CMD"])])
    assert "install -d -m 0711 -o solieu -g solieu /srv/solieu" in ran[-1]
    assert (told["USER"], told["VOLUME"]) == ("999:999", "/srv/solieu")
    assert "--uid 999 --gid 999" in ran[-1]


@contextmanager
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    """The instance of a home, and the environment as before."""
    before = dict(os.environ)
    try:
        with dg.DagsterInstance.from_config(str(prepare(home))) as opened:
            yield opened
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_dagster_ends_what_hangs_and_runs_again_what_died(home: Home) -> None:
    """The settings as Dagster's own instance understands them."""
    with instance(home) as opened:
        assert opened.run_monitoring_enabled
        assert opened.run_monitoring_start_timeout_seconds == 180
        assert opened.run_monitoring_max_resume_run_attempts == 0
        assert (opened.run_retries_enabled, opened.run_retries_max_retries) == (True, 2)
        assert not opened.run_retries_retry_on_asset_or_op_failure
        assert set(opened.get_tick_retention_settings(InstigatorType.SCHEDULE).values()) == {90}


def test_web_server_and_daemon_begin_at_once(tmp_path: Path) -> None:
    """Each would make what Dagster keeps in a new home, and now and then leave it such that neither opens it again."""
    found = "import sys, pathlib; from pipelines import ui; ui._found(ui.Home(pathlib.Path(sys.argv[1])), None)"
    both = [subprocess.Popen([sys.executable, "-c", found, str(tmp_path)]) for _ in range(2)]
    assert [program.wait() for program in both] == [0, 0]
    with instance(Home(tmp_path)) as opened:
        assert opened.get_runs_count() == 0


def test_old_nights_are_forgotten_and_figures_stay(home: Home) -> None:
    """Of a night, a run of figures and a board, all old, the run of figures is left, and no file of the others."""
    with instance(home) as opened:
        os.environ["DAGSTER_HOME"] = str(home.dagster)
        jobs = [_trivial(name) for name in ("nightly", "figures", "board")]
        runs = {job.name: job.execute_in_process(instance=opened).run_id for job in jobs}
        assert forget_old_runs(opened) == 0
        assert forget_old_runs(opened, kept=timedelta(0)) == 2
        assert [run.run_id for run in opened.get_runs()] == [runs["figures"]]
        assert {path.stem for path in (home.dagster / "history" / "runs").glob("*-*.db")} == {runs["figures"]}


def _trivial(name: str) -> dg.JobDefinition:
    @dg.op
    def nothing() -> None:
        pass

    @dg.job(name=name)
    def job() -> None:
        nothing()

    return job


def test_dagster_keeps_its_storage_in_postgresql(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night with Dagster's storage in a real PostgreSQL: runs and events are there, and no database in the home."""
    with server() as address:
        monkeypatch.setenv(POSTGRES, address)
        monkeypatch.setenv("DAGSTER_HOME", "")
        monkeypatch.setenv("SOLIEU_HOME", str(home.root))
        result = run_night(home)
        assert (result.success, result.errors) == (True, [])
        with psycopg2.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute("select pipeline_name, status from runs order by pipeline_name")
            assert cursor.fetchall() == [("board_and_alerts", "SUCCESS"), ("nightly", "SUCCESS")]
            cursor.execute("select count(*) > 20 from event_logs")
            assert cursor.fetchone() == (True,)
        connection.close()
        assert not list(home.dagster.rglob("*.db"))
        assert address not in (home.dagster / SETTINGS.name).read_text(encoding="utf-8")
        assert [each.state for each in doctor_state.check_dagster(home)] == [State.well] * 3
        _daemon_stopped(home)
        monkeypatch.setattr(doctor_state, "_OVERDUE", timedelta(0))
        found = {each.check: each.state for each in doctor_state.check_dagster(home)}
        assert found == {"dagster": State.well, "daemon": State.look, "night": State.look}


def test_a_province_keeps_its_own_nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its home, where the doctor finds them, whatever storage Dagster has for the country's runs."""
    monkeypatch.setenv(COUNTRY, str(tmp_path))
    monkeypatch.setenv(POSTGRES, "postgresql://nobody@127.0.0.1:1/nothing")
    place = Home(tmp_path / "provinces" / "22")
    with instance(place) as opened:
        _trivial("nightly").execute_in_process(instance=opened)
        assert [each.state for each in doctor_state.check_dagster(place)] == [State.well] * 3


def test_a_countrys_own_night_is_that_of_its_figures(tmp_path: Path) -> None:
    """Nobody runs `nightly` there; where a timer runs the country's night, Dagster knows of none."""
    place = Home(tmp_path / "national").create_national()
    with instance(place) as opened:
        assert [each.check for each in doctor_state.check_dagster(place)] == ["dagster", "daemon"]
        _trivial("national_figures").execute_in_process(instance=opened)
        assert [each.check for each in doctor_state.check_dagster(place)] == ["dagster", "daemon", "night"]
    assert ["country nightly" in each.mend for each in doctor_state.check_warehouse(place)] == [True]


def _daemon_stopped(home: Home) -> None:
    """As a daemon leaves it that ended an hour ago."""
    with dg.DagsterInstance.from_config(str(home.dagster)) as opened:
        beat = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
        opened.add_daemon_heartbeat(DaemonHeartbeat(beat, "SENSOR", "1", []))
