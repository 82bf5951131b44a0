"""The commands of a country: `solieu country …`, for the ministry. Who has one province sees none of them."""

from typing import Annotated

import typer
from rich.console import Console, Group

from pipelines.asking import FAILED, LOOK
from pipelines.options import Json, Part
from schemas.country import country

_WELL = 0
_MODULE = "pipelines.country_definitions"
out, err = Console(), Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    help="""Số liệu của cả nước: mỗi tỉnh một thư mục, cộng thành số liệu cả nước. / The figures of a country.

    SOLIEU_COUNTRY names its folder: [bold]provinces/<code>[/] and [bold]national[/] in it are homes as any other, so
    that every command works in them (SOLIEU_HOME=$SOLIEU_COUNTRY/national solieu appendix 2 --year 2014).""",
)
Provinces = Annotated[
    list[str] | None,
    typer.Option("--province", help="The code of a province, such as 22; several may be given. All by default."),
]


@app.command()
def nightly(
    province: Provinces = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many provinces at a time.")] = 1,
) -> None:
    """Chạy đêm của từng tỉnh, rồi cộng số liệu cả nước. / Run the provinces' nights, then build the country's figures.

    A province's night that fails is run again, three times at most; the others go on, and the country's figures say
    what is missing. Exits as [bold]solieu nightly[/] does, with the worst of them.
    """
    from pipelines.nationwide import build_nation, run_provinces
    from reports.nationwide import nation_lines, night_line
    from sources.inbox import waiting

    place = country().create()
    codes, names = _asked(province, [*place.names]), place.names
    worst = _WELL
    for done, night in enumerate(run_provinces(place, codes, workers), start=1):
        out.print(night_line(night, names, done, len(codes)), soft_wrap=True)
        worst = max(worst, night.exit_code if night.done else FAILED)
    with err.status("Đang cộng số liệu cả nước… / Building the country's figures…"):
        taken = build_nation(place)
    strayed = waiting(place.national)
    out.print(nation_lines(taken, place, strayed), soft_wrap=True)
    missing = [taken.absent, taken.left, taken.outside, taken.differing, place.undeclared, strayed]
    looks = FAILED if taken.blocked or taken.unreadable or taken.misplaced else LOOK if any(missing) else _WELL
    raise typer.Exit(max(worst, looks))


def _asked(wanted: list[str] | None, known: list[str]) -> list[str]:
    unknown = [code for code in wanted or () if code not in known]
    if unknown:
        told = f"{', '.join(unknown)}: không có mã tỉnh này / no such province ({', '.join(known)})"
        raise typer.BadParameter(told, param_hint="--province")
    return wanted or known


@app.command()
def found() -> None:
    """Lập cả nước ở thư mục mà SOLIEU_COUNTRY nêu. / Found a country in the folder that SOLIEU_COUNTRY names.

    Makes it and the homes of its provinces, those of declarations/provinces.yaml in it, or all that there are. Without
    provinces/ in it no other command takes a folder for a country's: a share that is not mounted is an empty one.
    Harmless where the country is there.
    """
    place = country(new=True).create()
    out.print(f"Cả nước / The country: {place.root} ({len(place.homes)} tỉnh / provinces)", soft_wrap=True)


@app.command()
def demo(
    provinces: Annotated[int, typer.Option("--provinces", min=2, max=63, help="How many provinces.")] = 3,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many provinces at a time.")] = 2,
) -> None:
    """Thử với số liệu mẫu của vài tỉnh. / Try it: write demo submissions for some provinces, and run the night.

    Quảng Ninh has those of [bold]solieu demo[/]; the others are made after it, with names and sizes of their own.
    Refused in a country that has anything else, for invented figures would count among its own.
    """
    from sources.demo.country import write_demo_country

    place = country(new=True)
    err.print("Ghi báo cáo mẫu của các tỉnh… / Writing the demo submissions…", style="dim")
    write_demo_country(place, provinces)
    nightly(None, workers)


@app.command()
def ranks(
    indicator: Annotated[str, typer.Option("--indicator", help="The code of an indicator, such as mobile_density.")],
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    as_json: Json = False,
) -> None:
    """Xếp hạng các tỉnh theo một chỉ tiêu. / Rank the provinces by an indicator, each with its share of the country.

    Provinces without the figure stand last, without a rank; equal figures share one. Exits with 1 where rules hold the
    country's publication back: what is ranked is then not what readers have.
    """
    from pipelines.asking import print_json
    from reports.nationwide import held_lines
    from reports.ranking import rank_table
    from warehouse.country import held_back, ranked

    place = country()
    declared = place.declared
    if indicator not in declared.indicators:
        told = f"{indicator}: không có chỉ tiêu này / no such indicator (docs/catalogue.md)"
        raise typer.BadParameter(told, param_hint="--indicator")
    of_places = declared.units[declared.indicators[indicator].unit].among is not None
    found = ranked(place.national, indicator, year, of_places=of_places)
    if not any(row["value"] is not None or row["what"] for row in found):
        told = f"{indicator}, {year}: chưa tỉnh nào công bố số liệu / no province has published a figure of it"
        raise typer.BadParameter(told, param_hint="--year")
    if as_json:
        print_json(found)
    else:
        out.print(rank_table(found, declared.indicators[indicator], year, declared))
    if lines := held_lines(held_back(place.national, place.common), place):
        err.print(Group(*lines), soft_wrap=True)
        raise typer.Exit(LOOK)


@app.command()
def status(as_json: Json = False) -> None:
    """Từng tỉnh: đã công bố gì, cả nước đã nhận gì. / What each province published, and what the country has of it.

    Exits with 1 where there is something that a person should see: a province's last night that was not done, a
    publication that is damaged, lost or not taken over, the country's own home lost, years taken over that no reader
    has yet, what is declared otherwise or not at all, files that nobody takes in, rules that hold the country's own
    publication back, a server of lakes or of Dagster's storage that does not answer within seconds. With
    [bold]--json[/], what is of no one province stands on standard error.
    """
    from pipelines.asking import print_json
    from pipelines.nationwide import failed_nights
    from pipelines.workers import out_of_reach
    from reports.nationwide import country_lines, owed_lines, standing_table
    from sources.inbox import waiting
    from warehouse.country import held_back, unbuilt
    from warehouse.offered import lost, standing

    place = country()
    gone = lost(place.national)
    failed, strayed = failed_nights(place), [] if gone else waiting(place.national)
    found = [each | {"failed_night": failed.get(each["province"])} for each in standing(place)]
    broken = held_back(place.national, place.common)
    lines = country_lines(place, strayed, broken, [*filter(None, [gone]), *out_of_reach(place)])
    owed = [] if gone else owed_lines(found, () if broken else unbuilt(place.national), place.names)
    if as_json:
        print_json(found)
    else:
        out.print(standing_table(found, place), soft_wrap=True)
    if lines or owed:
        (err if as_json else out).print(Group(*owed, *lines), soft_wrap=True)
    looks = failed or lines or owed or any(each["behind"] or each["fault"] or each["differing"] for each in found)
    raise typer.Exit(LOOK if looks else _WELL)


@app.command()
def ui(
    port: Annotated[int, typer.Option("--port", help="The port on 127.0.0.1.")] = 3000,
    only: Annotated[Part | None, typer.Option("--only", help="One of the two, for a service manager.")] = None,
) -> None:
    """Giao diện quản trị của cả nước. / Open the country's stewards' view: the provinces by province and year.

    Its schedule runs every province's night at 01:00; the country's figures follow when they are done. Dagster keeps
    what it knows in [bold]national/dagster[/].
    """
    from pipelines.ui import become, serve
    from pipelines.workers import settings

    place = country().create().national
    if only:
        become(place, port, only.value, _MODULE, settings())
    raise typer.Exit(serve(place, port, _MODULE, settings()))


@app.command()
def worker(
    runs: Annotated[int, typer.Option("--runs", min=1, help="How many runs at a time on this machine.")] = 2,
) -> None:
    """Máy làm việc: nhận việc của các tỉnh từ hàng đợi chung. / Be a worker: do provinces' runs from the common queue.

    On as many machines as there are. SOLIEU_BROKER names the broker, SOLIEU_DAGSTER_POSTGRES Dagster's storage;
    the country's folder has the same path everywhere. What is missing or cannot be reached is said at once. Ctrl-C
    lets the runs that it is at end, then stops.
    """
    from pipelines.instance import prepare
    from pipelines.workers import become_worker, check, settings

    place = country()
    check(place)
    prepare(place.create().national, settings())
    become_worker(runs)
