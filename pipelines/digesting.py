"""`solieu digest`: the last night's digest again, and a test of the channels."""

from typing import Annotated

import typer
from rich.console import Console

from pipelines.asking import print_json
from pipelines.printing import fail, put
from schemas.channels import VARIABLES
from schemas.declarations import alert_words
from schemas.home import home

_err = Console(stderr=True)


def digest(
    send: Annotated[
        bool, typer.Option("--send", help="Send a test message, which says that it is one, by every channel set up.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as a webhook gets it.")] = False,
) -> None:
    """Print the last night's digest again: received, rejected, published, changed, rules, missing.

    Every message lies in [bold]notices/[/] as text and as a page, sent or not. It is also sent by mail and to a
    webhook where these are set up by environment variables (SOLIEU_SMTP_…, SOLIEU_MAIL_…, SOLIEU_WEBHOOK_…;
    docs/alerts.md). With [bold]--send[/] the channels are tried with a test message; exit code 2 when one fails.
    """
    if send:
        _try_channels()
        return
    from reports.alerts import body, letter
    from warehouse.alerts import last_digest
    from warehouse.store import connected

    place, words = home(), alert_words()
    with connected(place.warehouse, read_only=True) as connection:
        found = last_digest(connection)
    if found is None:
        fail("Chưa có đêm nào chạy xong, nên chưa có bản tổng hợp. / No digest yet: no night has been run.")
    if as_json:
        print_json(body(found, place, words))
    else:
        put(letter(found, place, words).text())


def _try_channels() -> None:
    from pipelines.alerting import try_out

    tried = try_out(home(), alert_words())
    if not tried:
        fail(f"Chưa thiết lập kênh nào. / No channel is set up. Biến môi trường / Variables: {', '.join(VARIABLES)}")
    for channel, remark in tried:
        _err.print(f"{channel}: {remark or 'đã gửi / sent'}", markup=False, highlight=False)
    if any(remark for _, remark in tried):
        raise typer.Exit(2)
