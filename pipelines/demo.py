"""The demo's submissions in the inbox of a home that is there to be tried."""

import hashlib

from pipelines.storing import opened
from schemas.channels import BadSetting
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.demo.inbox import demo_sendings, put
from warehouse.migrate import prepare
from warehouse.store import connected, sql


def lay_demo(home: Home, catalogue: Catalogue) -> None:
    """Put the demo's submissions into the inbox; what refuses a night does so before a file lies there.

    Raises BadSetting in a home whose first submission was another: invented figures would count among its own.
    """
    sendings = demo_sendings(catalogue)
    opened(home)
    with connected(home.warehouse) as connection:
        prepare(connection, catalogue)
        first = connection.execute(sql("first_receipt")).fetchone()
    if first and first[0] not in {hashlib.sha256(sending.content).hexdigest() for sending in sendings}:
        raise BadSetting(
            f"SOLIEU_HOME: {home.root} đã có báo cáo thật, không ghi số liệu mẫu vào. Hãy thử ở thư mục mới."
            " / It has submissions of its own: invented figures are not put among them. Try it in a new folder."
        )
    for sending in sendings:
        put(home.inbox, sending)
