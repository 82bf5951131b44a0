"""Two decisions that a steward launches in the browser; the figures that they touch are built right after."""

from collections.abc import Callable
from typing import Any

import dagster as dg
from pydantic import Field

from pipelines import steps
from pipelines.assets import YEARS_TAG
from schemas.declarations import catalogue
from schemas.home import home
from warehouse import decisions
from warehouse.decisions import Ask, CannotDecide
from warehouse.reading import Record

WRITER = {"solieu/warehouse": "writer"}
_REASON = Field(description="Lý do, bằng lời của bạn · Why, in your words")
_BY = Field(description="Ai quyết định · Who decides")


class Withdrawal(dg.Config):
    """Số nhận của bản điều chỉnh, lý do, người quyết định · The correction's receipt, why, and who decides."""

    receipt_no: int = Field(
        description=(
            "Số nhận của bản điều chỉnh (xem ops/receipts, dòng “Đã nhận”); bản trước nó được tính lại"
            " · The receipt number of the correction (see ops/receipts); the one before it counts again"
        )
    )
    reason: str = _REASON
    decided_by: str = _BY


class Undoing(dg.Config):
    """Số quyết định, lý do, người quyết định · The decision's number, why, and who decides."""

    decision_no: int = Field(
        description="Số của quyết định bị hủy (xem ops/decisions) · The number of the decision (see ops/decisions)"
    )
    reason: str = _REASON
    decided_by: str = _BY


@dg.op(
    description="Rút bản điều chỉnh; bản trước được tính lại\n\nWithdraw a correction; the one before it counts again"
)
def withdraw(context: dg.OpExecutionContext, config: Withdrawal) -> None:
    """Withdraw, or fail with the reason why that means nothing."""
    ask = Ask(config.decided_by, config.reason)
    _decide(context, ask, lambda c: decisions.withdraw(c, catalogue(), config.receipt_no, ask, previous_counts=True))


@dg.op(description="Hủy một quyết định\n\nUndo a decision")
def undo(context: dg.OpExecutionContext, config: Undoing) -> None:
    """Undo, or fail with the reason why that means nothing."""
    ask = Ask(config.decided_by, config.reason)
    _decide(context, ask, lambda c: decisions.undo(c, catalogue(), config.decision_no, ask))


def _decide(context: dg.OpExecutionContext, ask: Ask, decide: Callable[[Any], Record]) -> None:
    if not ask.by.strip() or not ask.reason.strip():
        raise dg.Failure("Hãy ghi lý do và người quyết định. · Say why, and who decides.", allow_retries=False)
    try:
        made, years = steps.decide(home(), catalogue(), decide)
    except CannotDecide as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    context.instance.add_run_tags(context.run.run_id, {YEARS_TAG: ",".join(map(str, years))})
    context.add_output_metadata({"Quyết định số (decision)": made["decision_no"], "Các năm (years)": str(years)})


@dg.job(
    description=(
        "Rút một bản điều chỉnh, bản trước nó được tính lại; số liệu được tính và công bố lại ngay sau đó"
        " (Launchpad: số nhận, lý do, người quyết định)\n\n"
        "Withdraw a correction; the figures follow at once"
    ),
    config={"ops": {"withdraw": {"config": {"receipt_no": 0, "reason": "", "decided_by": ""}}}},
    executor_def=dg.in_process_executor,
    tags=WRITER,
)
def withdraw_correction() -> None:
    """The job that the stewards' view offers."""
    withdraw()


@dg.job(
    description=(
        "Hủy một quyết định đã ghi; số liệu được tính và công bố lại ngay sau đó\n\n"
        "Undo a decision; the figures follow at once"
    ),
    config={"ops": {"undo": {"config": {"decision_no": 0, "reason": "", "decided_by": ""}}}},
    executor_def=dg.in_process_executor,
    tags=WRITER,
)
def undo_decision() -> None:
    """The job that the stewards' view offers."""
    undo()
