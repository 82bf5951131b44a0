"""What is raised where a person has something to mend: its message says what, where and what to do."""

from pipelines.asking import Unasked
from pipelines.drafting import CannotCheck
from pipelines.keeping import CannotRestore
from pipelines.leaving import CannotLeave
from pipelines.ruling import NoSuchRule
from schemas.channels import BadSetting
from schemas.home import OfProvinces


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
