"""The demo inbox: some 150 files that come when and as they should, and a few that do not."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from schemas.calendar import PROVINCE_TIME, days_late
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.text import clean
from sources.demo import Return, Sending, demo_figures, demo_sendings, write_demo_inbox
from sources.inbox import keep, waiting
from sources.judging import Judged, judge
from sources.lexicon import lexicon
from sources.reading import read


@pytest.fixture(scope="module")
def figures(declared: Catalogue) -> list[Return]:
    return demo_figures(declared)


@pytest.fixture(scope="module")
def sendings(declared: Catalogue) -> list[Sending]:
    return demo_sendings(declared)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> list[Path]:
    return write_demo_inbox(tmp_path_factory.mktemp("inbox"), declared)


def test_some_150_files_with_names_as_people_give_them(files: list[Path]) -> None:
    assert len(files) == 151 + 4
    assert len({path.name for path in files}) == len(files)
    assert sum(path.suffix == ".csv" for path in files) == 6
    assert all(" " in path.name for path in files)
    assert sum(path.name.isascii() for path in files) < 5  # `MobiFone - BC Q3.2014`
    assert [path.stat().st_mtime for path in files] == sorted(path.stat().st_mtime for path in files)


def test_the_same_bytes_each_time(files: list[Path], declared: Catalogue, tmp_path: Path) -> None:
    def known(paths: list[Path]) -> list[tuple[str, bytes, float]]:
        return [(path.name, path.read_bytes(), path.stat().st_mtime) for path in paths]

    assert known(write_demo_inbox(tmp_path, declared)) == known(files)


def test_one_file_is_late_and_nine_days(sendings: list[Sending], declared: Catalogue) -> None:
    late = {
        (s.returned.submitter, s.returned.period): days
        for s in sendings
        if (days := days_late(declared.forms[s.returned.form], s.returned.period, s.arrived))
    }
    assert late == {("vietnamobile", "2014-Q2"): 9}
    assert [s.arrived.date() for s in sendings if s.returned.submitter == "vietnamobile"].count(date(2014, 7, 24)) == 1


def test_no_return_comes_before_its_period_is_over_and_plans_before_their_year(
    sendings: list[Sending],
) -> None:
    ends = {"Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30), "Q4": (12, 31)}
    for sending in sendings:
        year, _, quarter = sending.returned.period.partition("-")
        end = date(int(year), *ends[quarter or "Q4"])
        if sending.returned.form == "annual_plan":
            end = date(int(year) - 1, 12, 14)
        assert sending.arrived.tzinfo is PROVINCE_TIME
        assert end < sending.arrived.date() < end + timedelta(days=180)
        assert 7 <= sending.arrived.hour < 20


def test_the_modification_time_is_the_moment_of_arrival(files: list[Path], sendings: list[Sending]) -> None:
    for path, sending in zip(files, sendings, strict=True):
        assert datetime.fromtimestamp(path.stat().st_mtime, PROVINCE_TIME) == sending.arrived


def test_one_pair_of_files_has_the_same_bytes(sendings: list[Sending]) -> None:
    same = [bytes_ for bytes_, times in Counter(s.content for s in sendings).items() if times > 1]
    assert len(same) == 1
    first, second = (s for s in sendings if s.content == same[0])
    assert first.file_name != second.file_name
    assert first.arrived < second.arrived


def test_one_return_came_with_other_figures_first(sendings: list[Sending], figures: list[Return]) -> None:
    both = [s for s in sendings if (s.returned.submitter, s.returned.period) == ("viettel_quang_ninh", "2014-Q3")]
    first, second = both
    assert first.returned not in figures
    assert second.returned in figures
    assert first.content != second.content
    new = [sum(line.values["new_subscribers"] for line in s.returned.lines) for s in both]
    assert new[0] < new[1]


def test_one_workbook_does_not_open(files: list[Path], sendings: list[Sending]) -> None:
    broken = [path for path in files if path.suffix == ".xlsx" and not opens(path)]
    assert len(broken) == 1
    assert broken[0].read_bytes().startswith(b"PK")
    holding = next(s.returned for s in sendings if s.file_name == broken[0].name)
    assert [s.file_name for s in sendings if s.returned == holding][-1] != broken[0].name


def opens(path: Path) -> bool:
    try:
        CalamineWorkbook.from_path(path)
    except Exception:
        return False
    return True


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Judged:
    """What our own reader makes of the files, the copy left out."""
    home = Home(tmp_path_factory.mktemp("read")).create()
    write_demo_inbox(home.inbox, declared)
    received = {s.submission_id: s for s in keep(home, waiting(home), declared.limits)}
    words = lexicon(declared)
    return judge([read(submission, words, declared) for submission in received.values()], [], words, declared)


def test_a_reader_finds_in_the_files_what_the_figures_say(
    judged: Judged, figures: list[Return], declared: Catalogue
) -> None:
    newest = {
        (entry["form"], entry["submitter"], entry["period"]): entry["submission_id"]
        for entry in judged.ledger.sort("received_at").iter_rows(named=True)
        if entry["outcome"] != "rejected"
    }
    assert len(newest) == len(figures)
    accepted = {form: frame.partition_by("submission_id", as_dict=True) for form, frame in judged.rows.items()}
    for returned in figures:
        form = declared.forms[returned.form]
        rows = accepted[form.code][(newest[form.code, returned.submitter, returned.period],)]
        got = {tuple(row[name] for name in form.key): row for row in rows.iter_rows(named=True)}
        assert len(got) == len(returned.lines)
        for line in returned.lines:
            row = got[tuple(line.codes[name] for name in form.key)]
            assert {name: row[name] for name in line.values} == line.values


def test_a_reader_stumbles_only_where_it_should(judged: Judged) -> None:
    assert Counter(judged.ledger["outcome"]) == {"accepted": 151, "accepted_with_rejections": 1, "rejected": 2}
    bad = judged.ledger.filter(judged.ledger["outcome"] == "accepted_with_rejections").row(0, named=True)
    assert (bad["submitter"], bad["period"]) == ("mobifone_centre_5", "2014-Q1")
    assert (bad["rows_accepted"], bad["rows_rejected"]) == (14 * 2, 3)
    rejected = judged.rejections.filter(judged.rejections["submission_id"] == bad["submission_id"])
    assert set(rejected["value"]) == {"Huyện Quảng Ninh", "mười lăm", "-15"}
    assert any("Công ty TNHH Bưu chính Hạ Long" in (value or "") for value in judged.rejections["value"])
    assert "total_differs" not in judged.warnings["check_name"].to_list()


def test_delimited_text_of_three_kinds(files: list[Path]) -> None:
    kinds: Counter[tuple[str, bool]] = Counter()
    for content in (path.read_bytes() for path in files if path.suffix == ".csv"):
        lines = content.removeprefix(b"\xef\xbb\xbf").decode().split("\r\n")
        cut = max(";\t,", key=lines[0].count)
        kinds[cut, content.startswith(b"\xef\xbb\xbf")] += 1
        assert any(clean(line.replace(cut, " ")).startswith("Đơn vị") for line in lines)
    assert kinds == {(";", True): 4, (",", False): 1, ("\t", False): 1}
