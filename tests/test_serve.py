"""`solieu serve` and a real client of its own: reading, and nothing else."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from commands import PROGRAM
from server import COPIES, Served, client, free_port, put, served

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.extensions import NoExtension, extension
from warehouse.served import FUNCTIONS
from warehouse.serving import only_reads
from warehouse.store import literal

__all__ = ["served"]
ROOT = Path(__file__).parent.parent


def test_a_client_reads_in_both_ways(served: Served) -> None:
    assert served.ask(COPIES) == [(100,)]
    where = "appendix = 1 and row = 1 and column_name = 'actual'"
    assert served.ask(f"select cell, value, file_name from trace where {where}") == [("C5", 100, "100.xlsx")]
    with client() as connection:
        connection.execute(f"attach '{served.uri}' as so_lieu (token '{served.token}', read_only)")
        assert connection.execute("select actual from so_lieu.appendix_1 where row = 1").fetchall() == [(100,)]
        assert connection.execute("select count(*) from so_lieu.dictionary").fetchall()[0][0] > 500


def test_the_recipe_runs_as_it_stands(served: Served) -> None:
    page = (ROOT / "docs" / "bi.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"^```sql\n(.*?)^```", page, re.M | re.S)
    script = recipe.replace("'quack:127.0.0.1:9494'", literal(served.uri)).replace("'TOKEN'", literal(served.token))
    with client() as connection:
        found = [connection.execute(each.query).fetchall() for each in connection.extract_statements(script)]
    asked, _, attached, joined, _ = found
    assert (asked[0][1], attached[0][2]) == (100, 100)
    assert joined[0][0] > 0


@pytest.mark.parametrize(
    "statement",
    [
        *("insert into kpi.observed select * from kpi.observed", "update kpi.observed set value = 1"),
        *("delete from kpi.observed", "create table t (a integer)", "create temp table t (a integer)"),
        *("create or replace view publication as select 1 as publication_no", "drop view publication"),
        *("attach '{file}' as o", "attach ':memory:' as o", "detach solieu", "use kpi", "export database '{folder}/x'"),
        *("copy kpi.observed to '{folder}/x.csv'", "copy (select 1) to '{folder}/x.parquet'"),
        *("from read_csv('/etc/passwd')", "from read_text('/etc/passwd')", "from read_blob('{file}')"),
        *("from read_parquet('{folder}/published/observed.parquet')", "from '{folder}/published/dictionary.csv'"),
        *("from read_json('/etc/passwd')", "from glob('/*')", "from sniff_csv('/etc/passwd')"),
        *("from read_csv('http://127.0.0.1/x')", "from query('from read_text(''/etc/passwd'')')"),
        *("install icu", "install x from 'http://127.0.0.1/'", "load icu", "load '{folder}/x.duckdb_extension'"),
        *("set enable_external_access = true", "set lock_configuration = false", "set memory_limit = '9GB'"),
        *("set global quack_authorization_function = 'quack_nop_authorization'", "reset memory_limit"),
        *("call quack_serve('quack:0.0.0.0:9', token => 'x', allow_other_hostname => true)", "call quack_stop('x')"),
        *("from quack_stop('{uri}')", "from quack_active_connections()", "describe from quack_server_list()"),
        *("select 1; drop view publication", "create secret s (type http, bearer_token 'x')", "checkpoint", ""),
        *("select current_setting('secret_directory')", "select CURRENT_SETTING('allowed_paths')", "from duckdb_logs"),
        *(
            "select write_log('x')",
            "select pg_sleep(1)",
            "select pg_catalog.pg_sleep(1)",
            "select path from DuckDB_Databases",
        ),
        *("from pg_settings", "from pragma_database_list", "select sleep_ms(1000)", "select nextval('x')"),
        *("prepare p as select 1", "pragma database_list", "explain analyze select 1", "call enable_logging()"),
    ],
)
def test_a_client_with_the_token_may_do_nothing_but_read(served: Served, statement: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in served.home.root.rglob("*")}
    words = {"file": served.home.published_warehouse, "folder": served.home.root, "uri": served.uri}
    with pytest.raises(duckdb.Error):
        served.ask(statement.format(**words))
    assert {path: path.stat().st_mtime_ns for path in served.home.root.rglob("*")} == before
    assert served.ask(COPIES) == [(100,)]


def test_an_attached_client_cannot_write_either(served: Served) -> None:
    with client() as connection:
        connection.execute(f"attach '{served.uri}' as so_lieu (token '{served.token}')")
        for statement in ("create table so_lieu.t (a integer)", "drop view so_lieu.publication"):
            with pytest.raises(duckdb.Error, match=r"Authorization failed|read-only"):
                connection.execute(statement)
        with pytest.raises(duckdb.Error):
            connection.execute("insert into so_lieu.publication select * from so_lieu.publication")


def test_the_file_and_the_locked_settings_hold_without_the_gate(home: Home, declared: Catalogue) -> None:
    """Each of the three holds alone: here the connection that is served, asked past the check of statements."""
    put(home, declared, 1)
    script = (
        "import sys; from pathlib import Path; from warehouse.serving import Served\n"
        "import duckdb\n"
        "served = Served(Path(sys.argv[1]), sys.argv[2], 'a token of some length', others=False).connection\n"
        "for statement in sys.argv[3:]:\n"
        "    try: served.execute(statement)\n"
        "    except duckdb.Error as error: print(str(error).partition(chr(10))[0])\n"
        "    else: print('done', statement)\n"
    )
    asked = ["create table t (a integer)", "from read_text('/etc/passwd')", "copy (select 1) to '/tmp/x.csv'"]
    asked += ["set enable_external_access = true", "install icu", "attach '/tmp/x.duckdb' as o"]
    asked += [f"copy (select 1) to {literal(str(home.published_warehouse))} (format csv, use_tmp_file false)"]
    asked += ["attach ':memory:' as o", "create table published.t (a integer)"]
    command = [sys.executable, "-c", script, str(home.published_warehouse), f"quack:127.0.0.1:{free_port()}", *asked]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert len(told.stdout.splitlines()) == len(asked)
    assert all(re.search("read-only mode|disabled by configuration|locked", line) for line in told.stdout.splitlines())


def test_only_a_select_from_tables_and_harmless_functions_reads() -> None:
    with duckdb.connect() as parser:
        reads = (
            "from t",
            "select #1 from t",
            "with x as (select 1) from x",
            "describe t",
            "from range(5)",
            "values (1)",
            "select year, sum(actual) over (order by year), row_number() over () from t where label ilike 'a%'",
            "select case when a > 1 then a || 'b' end, -a ** 2, a // 2, [a][1], {'x': a}.x, a::date from t",
            "select extract(year from a), substring(a from 1 for 2), trim(a), a similar to 'b', a not like 'c' from t",
            "select list_transform(a, lambda x: x + 1), [x for x in a if x > 1], a->'$.b', map {'a': 1} from t",
            "select count(*), count(distinct a), median(a) filter (where a > 0), string_agg(a, ',' order by a) from t",
            "select coalesce(a, 1), ifnull(a, 1), if(a, 1, 2), current_date, now(), a at time zone 'UTC' from t",
            "select columns('a.*') from t group by rollup (a) having grouping(a) = 0 qualify rank() over () = 1",
            "summarize t",
            "from t natural join u asof join v on t.a >= v.a",
        )
        assert [query for query in reads if not only_reads(query, parser)] == []
        hidden = [
            *("with x as (from quack_stop('u')) from x", "select (select count(*) from quack_server_list())"),
            *("from t where a in (from glob('*'))", "from (values (1)) v, lateral (from duckdb_settings())"),
            *("select", "select 1; select 2", "", None),
            *(
                "select (select current_setting('x')) from t",
                "from t order by pg_sleep(1)",
                "describe select getenv('x')",
            ),
            *("from (pivot t on current_setting('x') using sum(a))", "from t, lateral (select write_log(t.a))"),
        ]
        assert [query for query in hidden if only_reads(query, parser)] == []
        # What is declared is DuckDB's, and none of it is new with every call.
        parser.execute("load json")
        stability = "select function_name, max(stability) from duckdb_functions() group by all"
        known = dict(parser.execute(stability).fetchall())
        assert {name for name in FUNCTIONS if known.get(name, "VOLATILE") == "VOLATILE"} <= {"->"}


@pytest.mark.parametrize("token", ["another token that is long enough", ""])
def test_a_wrong_token_is_refused(served: Served, token: str) -> None:
    asked = {"uri": served.uri, "token": token}
    with client() as connection, pytest.raises(duckdb.Error, match=r"[Aa]uthentication"):
        connection.execute("from quack_query($uri, 'select 1', token => $token)", asked).fetchall()


def test_the_token_is_the_accounts_own_and_in_no_list_of_processes(served: Served) -> None:
    assert stat.S_IMODE((served.home.root / "serve-token").stat().st_mode) == 0o600
    assert len(served.token) >= 40
    told = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if os.access(path, os.R_OK)]
    assert any(b"warehouse.serving" in line for line in told)
    assert not any(served.token.encode() in line for line in told)


def test_it_listens_on_this_machine_alone(served: Served) -> None:
    port = f":{int(served.uri.rpartition(':')[2]):04X}"
    lines = Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()
    found = {fields[1] for line in lines[1:] if (fields := line.split())[1].endswith(port) and fields[3] == "0A"}
    assert found == {f"0100007F{port}"}
    everywhere = Path("/proc/net/tcp6").read_text(encoding="utf-8").splitlines()
    assert not [line for line in everywhere[1:] if line.split()[1].endswith(port)]


def refused(home: Home, *arguments: str, **environment: str) -> str:
    """What `solieu serve` says when it does not serve."""
    variables = os.environ | {"SOLIEU_HOME": str(home.root)} | environment
    command = [str(PROGRAM), "serve", *arguments]
    run = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=600)
    assert (run.returncode, run.stdout) == (2, "")
    return " ".join(run.stderr.split())


def test_what_stands_in_the_way_is_said(served: Served, tmp_path: Path) -> None:
    assert "Cổng" in refused(served.home, "--port", served.uri.rpartition(":")[2])
    assert "không mã hoá" in refused(served.home, "--port", str(free_port()), "--listen", "0.0.0.0")  # noqa: S104
    assert "không phải địa chỉ" in refused(served.home, "--listen", "may-chu")
    assert "Chưa công bố số liệu nào" in refused(Home(tmp_path / "empty"))
    known = tmp_path / "token"
    known.write_text("a token that others may read", encoding="utf-8")
    known.chmod(0o644)
    assert "chmod 600" in refused(served.home, "--token-file", str(known), "--port", str(free_port()))
    assert "ngắn hơn" in refused(served.home, "--port", str(free_port()), SOLIEU_SERVE_TOKEN="abc")  # noqa: S106
    with pytest.raises(NoExtension, match="duckdb-extension-nothing==1"):
        extension("nothing")
