"""`make bench`: measure Solieu beside the usual ways."""

from typing import Annotated

import typer

from benchmarks.cases import cases
from benchmarks.machine import machine
from benchmarks.measuring import SideFailed, progress, results, rounds
from benchmarks.telling import keep


def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="[CASE]…", help="Only these cases.")] = None,
    rows: Annotated[int | None, typer.Option(min=1, help="So many rows, in place of the case's own number.")] = None,
    times: Annotated[int, typer.Option(min=1, help="How often each side runs.")] = 3,
    listed: Annotated[bool, typer.Option("--list", help="Only say which cases there are.")] = False,
) -> None:
    """Run each case side by side with its baselines; write benchmarks/RESULTS.md and results.json.

    Results of cases that are not run stay. Inputs are made once, into benchmarks/.cache.
    """
    known = cases()
    for unknown in set(names or ()) - known.keys():
        raise typer.BadParameter(f"no case is named {unknown!r}; there are: {', '.join(known)}")
    if listed:
        typer.echo("\n".join(f"{case.name:12} {case.rows:>12,} rows  {case.title}" for case in known.values()))
        raise typer.Exit
    here = machine()
    for case in [known[name] for name in names or known]:
        for number in [rows] if rows else [case.rows, *case.also]:
            try:
                keep(results(case, number, list(rounds(case, number, times, progress)), here), known)
            except SideFailed as failed:
                typer.echo(str(failed), err=True)
                raise typer.Exit(2) from failed


if __name__ == "__main__":
    typer.run(bench)
