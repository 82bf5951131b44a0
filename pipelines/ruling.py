"""`solieu rules`: the rules of the warehouse and what judging them found, from the command line."""

from typing import Annotated

import typer

from pipelines.options import Json
from schemas.declarations import catalogue
from schemas.home import home

LOOK = 1


class NoSuchRule(ValueError):
    """A rule that is not declared; the message says how to see those that are."""


def rules(
    rule: Annotated[str | None, typer.Argument(help="The code of a rule: its history. None: every rule.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="With a rule: its history for this year alone.")] = None,
    as_json: Json = False,
) -> None:
    """List the rules that the figures are judged by, and which do not hold; or the history of one of them.

    An [bold]error[/] holds back publication, a [bold]warning[/] is shown; [bold]resolve --rule[/] waives a rule
    for a year, up to a day. Exits with 1 while a rule does not hold.

    In use:

      solieu rules

      solieu rules districts_add_up --year 2014
    """
    from reports.ruling import history_lines, rule_lines
    from warehouse import results
    from warehouse.store import connected

    declared = catalogue()
    if rule is not None and rule not in declared.rules:
        raise NoSuchRule(declared.messages["no_such_rule"].vi.format(rule=rule))
    with connected(home().warehouse, read_only=True) as connection:
        broken = results.broken(connection)
        found = results.history(connection, rule, year) if rule else broken
    if as_json:
        import simplejson

        typer.echo(simplejson.dumps(found, ensure_ascii=False, indent=2, use_decimal=True, default=str))
    else:
        from rich.console import Console

        Console().print(history_lines(declared.rules[rule], found) if rule else rule_lines(broken, declared))
    if any(rule in (None, each["rule"]) for each in broken):
        raise typer.Exit(LOOK)
