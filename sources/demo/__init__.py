"""The demo inbox: submissions of 2013 and 2014 as people send them, made from the printed totals.

`seed.yaml` holds the totals, `figures` splits them into returns, `shapes` chooses how each file looks,
`pages` lays it out, `files` turns it into bytes, `inbox` sends it.
"""

from sources.demo.figures import Line, Return, demo_figures
from sources.demo.inbox import Sending, demo_sendings, write_demo_inbox

__all__ = ["Line", "Return", "Sending", "demo_figures", "demo_sendings", "write_demo_inbox"]
