"""The homes of a country: what is taken over of which, what is lost, in use, closed, or no home at all."""

import re
import shutil
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import rights
from commands import called, solieu
from conftest import OF_A_FILE, WriteBook, night
from countries import OURS, THEIRS, YEAR, build, declare, figure, made, put
from test_vintages import AHEAD
from typed_returns import OPERATOR_HEAD

from pipelines import nationwide, steps
from pipelines.country_assets import definitions
from reports.nationwide import nation_lines
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.declarations import catalogue
from schemas.home import Home, OfProvinces
from sources.demo.country import write_demo_country
from warehouse.country import ranked
from warehouse.store import connected


def test_no_invented_figures_among_a_countrys_own(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor in a home: one that has submissions, of its own, refuses the demo as a country does."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    before, provinces = {*copy.root.rglob("*")}, copy.root / "declarations" / "provinces.yaml"
    provinces.write_text(f"# Ours.\n{provinces.read_text('utf-8')}", "utf-8")
    told = called(None, "country", "demo")
    assert (told.code, "đã là cả nước đang dùng" in told.err) == (2, True), told
    provinces.unlink()
    assert called(None, "country", "demo").code == 2
    assert called(copy.home(THEIRS), "demo").code == 2
    assert {*copy.root.rglob("*.xlsx")} == {path for path in before if path.suffix == ".xlsx"}


def test_a_demo_country_in_which_something_real_lies_is_none(tmp_path: Path) -> None:
    """Its list of provinces says nothing: what was received and declared has to be the demo's, or it stays."""
    write_demo_country(Country(tmp_path), 2)
    place = Country(tmp_path)
    ours, (theirs,) = place.home(OURS), (home for code, home in place.homes.items() if code != OURS)
    (first, *_), submitters = ours.inbox.iterdir(), theirs.root / "declarations" / "submitters.yaml"
    for path, real in (
        (first, "Báo cáo thật"),
        (ours.archive / "ab" / "abcd", "Báo cáo thật"),
        (submitters, f"# Ours.\n{submitters.read_text('utf-8')}"),
    ):
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(real, "utf-8")
        with pytest.raises(BadSetting, match=re.escape(f"có {path}, không phải của số liệu mẫu")):
            write_demo_country(place, 2)
        assert path.read_text("utf-8") == real
        path.unlink() if before is None else path.write_bytes(before)
    write_demo_country(place, 2)


def test_a_file_that_cannot_be_read_holds_back_nobody_else(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province whose publication is damaged, or gone, keeps what the country had of it, and is named."""
    published = copy.home(THEIRS).published_warehouse
    published.chmod(0o644)
    published.write_bytes(published.read_bytes()[:5000])
    taken = build(copy)
    assert (list(taken.unreadable), taken.provinces) == ([THEIRS], ())
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    mended = f", hãy chạy `solieu country nightly --province {THEIRS}`"
    assert f"Tỉnh Bắc Giang: bản công bố hỏng{mended}" in solieu(None, "country", "status", code=1)
    published.unlink()
    assert f"Tỉnh Bắc Giang: bản công bố mất{mended}" in solieu(None, "country", "status", code=1)


def test_a_publication_is_its_own_provinces_and_newer_than_the_last(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook, tmp_path: Path
) -> None:
    """A copy is taken from neither, an older one not at all: the country keeps what it had, and says so."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.home(OURS)
    backup = Path(shutil.copytree(home.root, tmp_path / "backup"))
    own = backup / "published"
    sold = {row["province"]: row["value"] for row in ranked(copy.national, "telecom_revenue", YEAR)}
    shutil.rmtree(home.published)
    shutil.copytree(copy.home(THEIRS).published, home.published)
    taken = build(copy)
    assert (taken.provinces, {*taken.misplaced}) == ((), {OURS, THEIRS})
    told = solieu(None, "country", "status", code=1)
    assert f"bản công bố cũng nằm ở tỉnh {THEIRS}, nên cả nước không nhận của tỉnh nào" in told
    shutil.rmtree(home.published)
    shutil.copytree(own, home.published)
    assert solieu(None, "country", "status")
    returned(copy, write_book, AHEAD)
    assert build(copy).provinces == (OURS,)
    shutil.rmtree(home.published)
    shutil.copytree(own, home.published)
    assert {code: each.fault for code, each in build(copy).misplaced.items()} == {OURS: "older"}
    assert "bản công bố cũ hơn bản cả nước đã nhận" in solieu(None, "country", "status", code=1)
    assert {row["province"]: row["value"] for row in ranked(copy.national, "telecom_revenue", YEAR)} == sold
    # Restored, it counts its builds on from the backup; of what it had taken in since nothing stays.
    shutil.rmtree(home.root)
    shutil.copytree(backup, home.root)
    returned(copy, write_book, AHEAD - 1)
    assert AHEAD in build(copy).years
    assert ftth_of_ours(copy).keys() & {AHEAD, AHEAD - 1} == {AHEAD - 1}


def returned(place: Country, write_book: WriteBook, year: int) -> None:
    """A night of Quảng Ninh with a return of 10 subscriptions."""
    home, known = place.home(OURS), place.catalogue(OURS)
    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    row = [known.districts[0].vi, "FTTH", 10, 500, 5]
    write_book(home.create().inbox / "new.xlsx", [["VNPT Quảng Ninh"], title, OPERATOR_HEAD, row])
    night(home, known)


def ftth_of_ours(place: Country) -> dict[int, Decimal]:
    """What the country has of Quảng Ninh's: year -> FTTH gained."""
    with connected(place.national.warehouse, read_only=True) as connection:
        of_ours = f"province = '{OURS}' and indicator = 'ftth_new' and actual is not null"
        return dict(connection.execute(f"select year, actual from country.indicator_year where {of_ours}").fetchall())


def test_a_home_that_begins_anew_is_not_taken_for_the_one_that_was(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """An empty home in the place of one, and what it publishes: the country keeps what it had, and says what to do.

    Where the new one is meant, the province leaves the list for a night; then nothing of the lost home stays.
    """
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    before = ftth_of_ours(copy)
    shutil.rmtree(copy.home(OURS).root)
    copy.create()
    taken = build(copy)
    assert ({code: each.fault for code, each in taken.misplaced.items()}, taken.absent) == ({OURS: "empty"}, ())
    told = "Tỉnh Quảng Ninh: thư mục tỉnh không còn kho, tệp gốc"
    assert told in solieu(None, "country", "status", code=1)
    assert told in str(nation_lines(taken, copy).renderables[1])
    returned(copy, write_book, YEAR)
    taken = build(copy)
    assert ({code: each.fault for code, each in taken.misplaced.items()}, taken.years) == ({OURS: "anew"}, ())
    assert "của một thư mục khác, bắt đầu lại từ đầu" in solieu(None, "country", "status", code=1)
    assert ftth_of_ours(copy) == before
    build(declare(copy, THEIRS))
    assert {*before} <= {*build(declare(copy, OURS, THEIRS)).years}
    assert ftth_of_ours(copy) == {YEAR: 10}
    assert solieu(None, "country", "status")


def test_what_an_earlier_release_took_over_is_known_by_its_home(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """It noted not when the home began: the next night does, and takes nothing over again."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    with connected(copy.national.warehouse) as connection:
        connection.execute("alter table country.provinces drop column begun_at")
    assert solieu(None, "country", "status")
    assert build(copy).provinces == ()
    shutil.rmtree(copy.home(OURS).root)
    returned(copy, write_book, YEAR)
    assert {code: each.fault for code, each in build(copy).misplaced.items()} == {OURS: "anew"}


def test_status_tells_what_the_countrys_next_night_has_to_do(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """What was published and not taken over, then what was taken over and built or published no more: its command."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    returned(copy, write_book, AHEAD)
    told = solieu(None, "country", "status", code=1)
    assert "chưa nhận bản công bố mới, hãy chạy `solieu country nightly`" in told
    assert "not taken over: run that: Tỉnh Quảng Ninh\n" in told
    build(copy)
    assert solieu(None, "country", "status")
    with connected(copy.national.warehouse) as connection:  # As a kill leaves it that comes after a takeover.
        connection.execute(f"insert into country.touched values ({AHEAD}, now())")
    untold = "chưa công bố cả nước (đêm bị dừng giữa chừng), hãy chạy `solieu country nightly`"
    told = solieu(None, "country", "status", code=1)
    assert (untold in told, f"was cut off: run that: {AHEAD}" in told) == (True, True), told
    assert made(copy).years == (AHEAD,)  # Built, and read by nobody.
    assert untold in solieu(None, "country", "status", code=1)
    build(copy)
    assert solieu(None, "country", "status")


def test_status_tells_that_the_countrys_own_home_is_lost(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its warehouse, of all of it, of what is no folder: what to restore, and of no night before that."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.national

    def told(of: str) -> None:
        said = solieu(None, "country", "status", code=1)
        assert (of in said, "solieu restore <bản sao lưu>" in said, "Tỉnh Bắc Giang" in said) == (True, True, True), (
            said
        )
        assert "chưa nhận bản công bố mới" not in said

    home.warehouse.unlink()
    told(f" đã mất, mà trong thư mục còn {home.published_warehouse}")
    shutil.rmtree(home.root)
    gone = f"{home.root} không có, trống hoặc không phải thư mục"
    told(gone)
    home.root.mkdir()
    told(gone)
    home.root.rmdir()
    home.root.write_text("x", "utf-8")
    told(gone)
    home.root.unlink()
    copy.create()
    said = solieu(None, "country", "status", code=1)
    assert ("không phải thư mục" in said, "chưa nhận bản công bố mới" in said) == (False, True), said


# Whom rights bind does not reach the socket of the tests' own server either.
@OF_A_FILE
def test_what_cannot_be_read_names_the_countrys_setting(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose folder the path lies in, which is not the home's; of a fault of its warehouse, the country's command."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    copy.national.root.chmod(0)
    with rights.obeyed():
        told = called(None, "country", "status")
        ours = called(copy.national, "status")
    assert (told.code, "không có quyền. Hãy kiểm tra" in told.err, told.err.count("SOLIEU_COUNTRY")) == (2, True, 2)
    assert ("SOLIEU_HOME" in told.err, ours.code, "SOLIEU_HOME, SOLIEU_COUNTRY" in ours.err) == (False, 2, True)
    copy.national.root.chmod(0o711)
    copy.national.warehouse.chmod(0)
    with rights.obeyed():
        told = called(None, "country", "status")
    assert (told.code, "rồi chạy lại `solieu country nightly`" in told.err) == (2, True), told
    file = copy.root / "file"
    file.touch()
    monkeypatch.setenv("SOLIEU_COUNTRY", str(file))
    for command in ("found", "demo", "status"):
        told = called(None, "country", command)
        assert (told.code, "SOLIEU_COUNTRY" in told.err, "SOLIEU_HOME" in told.err) == (2, True, False), told


def test_what_a_lost_home_reported_keeps_its_names(copy: Country) -> None:
    """Its declarations went with it: the country knows who submitted, and builds and prints what it has of it."""
    known = {*copy.declared.submitters}
    assert {code for code in known if code.endswith(f"_{THEIRS}")}
    shutil.rmtree(copy.home(THEIRS).root)
    taken = nationwide.build_nation(copy)
    assert ({*taken.misplaced}, taken.blocked, {*copy.declared.submitters}) == ({THEIRS}, (), known)
    assert copy.declared.submitters["vnpt"].vi == "VNPT"


def test_a_home_that_is_no_folder_stops_its_own_night_alone(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on, and what the country has of it stays; night and status say what lies there."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    root = copy.home(OURS).root
    shutil.rmtree(root)
    root.write_text("x", "utf-8")
    said = solieu(None, "country", "nightly", code=2)
    assert "[1/2] 22 Tỉnh Quảng Ninh: KHÔNG XONG" in said
    assert f"“{root / 'inbox'}”: một phần của đường dẫn không phải thư mục" in said
    assert "[2/2] 24 Tỉnh Bắc Giang: xong" in said
    wrong = "Tỉnh Quảng Ninh: provinces/22 không phải thư mục"
    assert (wrong in said, wrong in solieu(None, "country", "status", code=1)) == (True, True)
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    root.unlink()
    root.symlink_to(copy.root / "unmounted")
    assert wrong in solieu(None, "country", "status", code=1)


# Whom rights bind does not reach the socket of the tests' own server either.
@OF_A_FILE
def test_a_home_that_may_not_be_read_stops_its_own_night_alone(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The country goes on, and what it has of it stays; night and status say what to mend, Dagster loads."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.home(OURS)
    wrong = "Tỉnh Quảng Ninh: tài khoản này không đọc được provinces/22 hoặc published/ trong đó"
    home.root.chmod(0)
    with rights.obeyed():
        said = solieu(None, "country", "nightly", "--province", OURS, code=2)
        told = solieu(None, "country", "status", code=1)
        jobs = {job.name for job in definitions(copy).resolve_all_job_defs()}
    assert "22 Tỉnh Quảng Ninh: KHÔNG XONG" in said
    assert f"“{home.inbox}”: không có quyền" in said
    assert (wrong in said, wrong in told, "night.json”: không có quyền" in told) == (True, True, True), told
    assert ("districts.yaml" in told, "provinces_night" in jobs) == (False, True)
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    home.root.chmod(0o711)
    for closed in (home.published, home.published_warehouse):
        mode = closed.stat().st_mode
        closed.chmod(0)
        with rights.obeyed():
            assert wrong in solieu(None, "country", "status", code=1)
            assert ({code: each.fault for code, each in build(copy).misplaced.items()}) == {OURS: "closed"}
        closed.chmod(mode)
    build(copy)
    assert solieu(None, "country", "status")


def test_declarations_that_may_not_be_looked_into_are_no_empty_ones(tmp_path: Path) -> None:
    """What would stand in a folder there in place of the program's is not passed over."""
    (tmp_path / "forms").mkdir(0)
    with rights.obeyed(), pytest.raises(PermissionError, match="forms"):
        catalogue(tmp_path)


def test_a_province_that_leaves_takes_its_figures_along(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The country is Quảng Ninh alone then: the figures of the print. What was not published is built again.

    Its home is told as that of a former province; a folder that no province's file is taken from, as something to see.
    """
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    place = declare(copy, OURS)
    assert made(place).years == (2012, 2013, 2014, 2015)
    assert build(place).years == (2012, 2013, 2014, 2015)
    told = solieu(None, "country", "status")
    assert f"Tỉnh cũ, không còn trong provinces.yaml / Former provinces, no more in provinces.yaml: {THEIRS}\n" in told
    (place.root / "provinces" / "77").mkdir()
    assert "or move it: 77\n" in solieu(None, "country", "status", code=1)
    (copy.home(THEIRS).inbox / "a.xlsx").touch()
    assert f"or move it: {THEIRS}, 77\n" in solieu(None, "country", "status", code=1)
    with closing(duckdb.connect(str(place.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "mobile_prepaid_new") == 651134
        assert figure(nation, "mobile_prepaid_new", "plan") == 400000


def test_a_folder_that_holds_no_country_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is one that is not there, or an empty mount point: nothing is served, told or written, also by hand."""
    (tmp_path / "mount").mkdir()
    nothing = (tmp_path / "no", tmp_path / "mount")
    of_country = (["status"], ["nightly"], ["worker"], ["ui"], ["ranks", "--indicator", "ftth_new", "--year", "2014"])
    for root in nothing:
        monkeypatch.setenv("SOLIEU_COUNTRY", str(root))
        province, national = Home(root / "provinces" / OURS), Home(root / "national")
        asked = [called(None, "country", *command) for command in of_country]
        asked += [called(province, *command) for command in (["nightly"], ["status"], ["doctor"], ["import", tmp_path])]
        for told in (*asked, called(national, "status")):
            assert (told.code, f"không có thư mục {root / 'provinces'}" in told.err, told.out) == (2, True, "")
        assert "solieu country found" in told.err
    assert [path.name for path in tmp_path.rglob("*")] == ["mount"]
    put(tmp_path / "mount" / "declarations" / "provinces.yaml", [{"code": OURS, "vi": "Tỉnh A", "en": "A"}])
    assert "1 tỉnh" in solieu(None, "country", "found")
    assert {path.name for path in (tmp_path / "mount").iterdir()} == {"declarations", "national", "provinces"}
    assert called(None, "country", "status").code == 1  # It is one now, of which nothing is published.


def test_a_new_province_is_told_all_that_it_lacks_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is missing among its submitters, and who asks for them, a line each; the country waits for a publication."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "1000")
    put(tmp_path / "declarations" / "provinces.yaml", [{"code": THEIRS, "vi": "Tỉnh A", "en": "A"}])
    solieu(None, "country", "found")
    told = solieu(None, "country", "status", code=1)
    assert "Chưa tỉnh nào công bố, hãy để báo cáo vào inbox của tỉnh rồi chạy `solieu country nightly`" in told
    own = Country(tmp_path).home(THEIRS).root / "declarations"
    put(own / "districts.yaml", [{"code": "213", "vi": "Thành phố Bắc Giang", "en": "Bac Giang City"}])
    viettel = {
        "code": "viettel_a",
        "kind": "operator",
        "vi": "Viettel A",
        "en": "Viettel A",
        "valid_from": "2013-01-01",
    }
    put(own / "submitters.yaml", [viettel])
    night = called(None, "country", "nightly")
    lines = [line.strip() for line in night.out.splitlines()]
    assert (night.code, "Chưa công bố / Nothing published yet: Tỉnh A" in lines, night.err) == (2, True, "")
    assert "- submitters.yaml: no submitter is of kind 'district', asked for by form 'district_inspection'" in lines
    missing = ["department", "district", "planning", "post_office", "statistics"]
    said = [line for line in lines if line.startswith("- submitters.yaml: no submitter")]
    assert sorted(line.split("'")[1] for line in said if "is of kind" in line) == missing
    offices = ["general_office", "ict_centre", "inspectorate", "it_office"]
    offices += ["planning_office", "post_telecom_office", "press_office"]
    assert sorted(line.split("'")[1] for line in said if "has the code" in line) == offices
    assert [line for line in lines if line.startswith("- ") and line not in said] == [
        "- exchange.yaml: submitters.yaml needs a submitter 'exchange' of kind 'exchange', and of no other"
    ]
    told = solieu(None, "country", "status", code=1)  # Now the night is what to look at.
    assert ("Chưa tỉnh nào công bố" in told, "is of kind 'district'" in told) == (False, True)


def test_a_countrys_folder_is_no_home(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what lies in it beside its homes; a home that a province has already becomes no country."""
    before = {*copy.root.rglob("*")}
    for set_too in (False, True):
        monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root) if set_too else "")
        for root in (copy.root, copy.root / OURS, copy.root / "provinces"):
            for command in ("status", "nightly", "doctor"):
                told = called(Home(root), command)
                assert (told.code, f"SOLIEU_HOME: {copy.root} là thư mục của cả nước" in told.err) == (2, True), told
        assert solieu(copy.national, "status")
    assert {*copy.root.rglob("*")} == before
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.home(OURS).root))
    for command in ("found", "demo"):
        told = called(None, "country", command)
        assert (told.code, "là thư mục của một tỉnh" in told.err) == (2, True)


def test_no_country_in_a_country_and_no_home_in_a_home(land: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was meant is named, and nothing is written."""
    before = {*land.root.rglob("*")}
    for root in (land.root / "provinces", land.root / "provinces" / "99", land.root / "new"):
        monkeypatch.setenv("SOLIEU_COUNTRY", str(root))
        for command in ("found", "demo"):
            told = called(None, "country", command)
            assert (told.code, f"nằm trong thư mục của cả nước {land.root};" in told.err) == (2, True), told
    for whole in (land.home(OURS), land.national):
        for folder in (whole.inbox, whole.archive):
            told = called(Home(folder), "nightly")
            assert (told.code, f"hãy đặt SOLIEU_HOME={whole.root}" in told.err) == (2, True), told
    assert {*land.root.rglob("*")} == before


def test_nothing_is_taken_in_at_the_countrys_home(
    copy: Country, write_book: WriteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would take a file in or build figures there says where to go; what reads, signs and waives is done."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home, sent = copy.create().national, write_book(tmp_path / "a.xlsx", quarter(YEAR, 10))
    commands: list[list[str | Path]] = [
        ["receive", sent],
        ["receive", "--dry-run", sent],
        ["nightly"],
        ["demo"],
        ["import", tmp_path],
        ["ui"],
        ["resolve", "1", "--reason", "Đúng"],
        ["resolve", "--withdraw", "1", "--reason", "Nhầm"],
        ["resolve", "--undo", "1", "--reason", "Nhầm"],
    ]
    for command in commands:
        told = called(home, *command)
        assert (told.code, "solieu country nightly" in told.err, told.out) == (2, True, ""), (command, told)
    for taking in (
        lambda: steps.take_in(home, copy.declared),
        lambda: steps.build_model(home, "kpi/observed", [YEAR], copy.declared),
        lambda: steps.decide(home, copy.declared, lambda _: {}),
    ):
        with pytest.raises(OfProvinces):
            taking()
    assert not [*home.inbox.iterdir()]
    waived = called(
        home, "resolve", "--rule", "districts_add_up", "--year", "2014", "--until", "2999-01-01", "--reason", "Đang xem"
    )
    assert "solieu country" not in waived.err  # It holds, so that there is nothing to waive.
    solieu(home, "resolve", "--list")
    write_book(home.inbox / "lac.xlsx", quarter(YEAR, 10))
    stands = called(home, "country", "status")
    assert (stands.code, str(home.inbox / "lac.xlsx") in stands.out) == (1, True), stands


def quarter(year: int, gained: int) -> list[list[Any]]:
    """A return that a file in the country's own home could be taken for."""
    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    row: list[Any] = ["Tỉnh Quảng Ninh", "FTTH", gained, 500, 5]
    return [["VNPT"], title, OPERATOR_HEAD, row]


def test_what_the_countrys_home_exports_does_not_come_back(land: Country, tmp_path: Path) -> None:
    """Neither whole nor as values, in which provinces stand where a province has its districts."""
    solieu(land.national, "export", tmp_path / "export", "--year", "2014")
    for name, folder in (("parquet", "."), ("sdmx", "."), ("sdmx", "sdmx")):
        told = called(Home(tmp_path / "home"), "import", tmp_path / "export" / folder, "--format", name)
        assert (told.code, "bản xuất của từng tỉnh" in told.err, "manifest.json" in told.err) == (2, True, False), told
    assert not (tmp_path / "home").exists()


def test_what_was_fed_to_the_countrys_home_goes(copy: Country, write_book: WriteBook) -> None:
    """An earlier release took files in there, built and published: the next night has what provinces published."""

    def gained() -> dict[int, Decimal]:
        with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
            query = "select year, actual from kpi.indicator_year where indicator = 'ftth_new' and actual is not null"
            return dict(nation.sql(f"{query} order by year").fetchall())

    before, marks = gained(), [*(copy.national.root / "declarations").glob("*.txt")]
    for mark in marks:
        mark.unlink()
    write_book(copy.national.inbox / "a.xlsx", quarter(YEAR, 10))
    write_book(copy.national.inbox / "b.xlsx", quarter(AHEAD, 7))
    assert night(copy.national, copy.declared).received == {"accepted": 2}
    fed = gained()
    assert (len(marks), int(fed[YEAR]), int(fed[AHEAD])) == (1, 10, 7)
    write_book(copy.national.inbox / "c.xlsx", quarter(AHEAD - 1, 7))
    steps.take_in(copy.national, copy.declared)  # And one that no night built.
    assert {YEAR, AHEAD, AHEAD - 1} <= {*build(copy).years}
    assert gained() == before
    assert build(copy).years == ()
