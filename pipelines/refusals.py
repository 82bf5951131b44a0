"""What is raised where a person has something to mend: its message says what, where and what to do."""

import os
from traceback import format_exception

from pipelines.asking import FAILED, Unasked
from pipelines.drafting import CannotCheck
from pipelines.keeping import CannotRestore
from pipelines.leaving import CannotLeave
from pipelines.printing import of_storage, unusable
from pipelines.ruling import NoSuchRule
from pipelines.usage import is_refusal, refusal
from schemas.channels import BadSetting
from schemas.home import OfProvinces, home
from schemas.layers import DeclarationError

# As FAILED, where another try may do it. Of who drives many homes alone: the command line says FAILED.
AGAIN = os.EX_TEMPFAIL


def refusals() -> tuple[type[Exception], ...]:
    """The exceptions; found only where something was raised, so that help starts without DuckDB."""
    from sources.store import StoreFault
    from warehouse.decisions import CannotDecide
    from warehouse.extensions import NoExtension
    from warehouse.faults import DamagedFile, DiskFault, LakeFault, OlderWarehouse
    from warehouse.store import EarlierWarehouse, NewerWarehouse, NoWarehouse, WarehouseBusy

    files = (DamagedFile, DiskFault, EarlierWarehouse, NewerWarehouse, NoWarehouse, OlderWarehouse, WarehouseBusy)
    lakes = (LakeFault, NoExtension, StoreFault)
    ours = (CannotCheck, CannotDecide, CannotLeave, CannotRestore)
    return (BadSetting, *ours, NoSuchRule, OfProvinces, Unasked, *files, *lakes)


def message(error: Exception) -> str:
    """What to say of an error that ended a command: what to mend, or where its trace lies; empty after a help page."""
    if isinstance(error, DeclarationError):
        return f"Khai báo sai, hãy sửa rồi chạy lại / What is declared cannot stand: {error}"
    if isinstance(error, refusals()):
        return str(error)
    if isinstance(error, OSError):
        return unusable(error)
    return refusal(error) if is_refusal(error) else of_storage(error) or _kept(error)


def _kept(error: Exception) -> str:
    """What to tell of a fault of ours, and where its trace lies; of a home that takes no log, why."""
    try:
        return f"{error}. Chi tiết / Details: {home().keep_trace(''.join(format_exception(error)))}"
    except OSError as unwritable:
        return f"{error}. {unusable(unwritable)}"


def exit_code(error: str) -> int:
    """That of an error, by the name of its class, which is what Dagster keeps: what a person has to mend is FAILED.

    All else may be gone the next time, a lock and a connection among it.
    """
    from sources.store import StoreFault
    from warehouse.faults import LakeFault
    from warehouse.store import WarehouseBusy

    passing: tuple[type[Exception], ...] = (WarehouseBusy, LakeFault, StoreFault)
    lasting = {each.__name__ for each in (*refusals(), DeclarationError) if each not in passing}
    return FAILED if error in lasting else AGAIN
