"""What the doctor looks at in a home: warehouse, archive, publication, answers, inbox, Dagster."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.backing_up import is_whole
from pipelines.doctor import Check, Found, State, run_night, well
from pipelines.doctor_store import holdings
from schemas.calendar import PROVINCE_TIME
from schemas.channels import BadSetting
from schemas.home import Home
from sources.inbox import archived, waiting
from warehouse import health, publication
from warehouse.extensions import NoExtension
from warehouse.faults import LakeFault
from warehouse.store import NewerWarehouse, NoWarehouse, WarehouseBusy

_RESTORE = (
    "Dời cả thư mục sang một bên, rồi khôi phục vào thư mục trống: solieu restore <bản sao lưu> (docs/operate.md)."
    " / Set the home aside, and restore a backup into an empty one."
)
_PUT_BACK = (
    "Dời published/ về đúng thư mục đã công bố nó (ở đó đã có thì chỉ dời đi), rồi công bố lại ở đây."
    " / Move published/ back to the home that made it (away, where that has its own), and publish here again."
)
_OR_PUT_BACK = f"Hoặc, nếu bản công bố là của thư mục (tỉnh) khác / Or, where another home published it: {_PUT_BACK}"
_SEND_AGAIN = (
    "Chúng chỉ có trong kho S3, được nhận sau bản sao lưu đã khôi phục. Chép từng tệp trong kho từ archive/ sang inbox/"
    " với tên nói rõ là tệp gì, rồi chạy `solieu nightly` (docs/store.md, A home that was lost). / The store alone has"
    " them: they came after the backup that was restored. Copy each there from archive/ to inbox/, under a name that"
    " says what it is, and run `solieu nightly`."
)
_OF_A_LAKE = (BadSetting, LakeFault, NoExtension)
_TOLD = 5
# A night, and the time that it may take.
_OVERDUE = timedelta(hours=26)
# The daemon writes its heartbeat every half minute.
_STILL = timedelta(minutes=5)


@cache
def _standing(path: Path) -> dict[str, Any] | Exception:
    """How the warehouse stands, or why nobody can say; looked up once for all checks."""
    try:
        return health.standing(path)
    except (NoWarehouse, WarehouseBusy, NewerWarehouse, health.Damaged, *_OF_A_LAKE) as error:
        return error


def check_warehouse(place: Home) -> Iterator[Found]:
    """The warehouse opens, is whole, and is of this release or an earlier one."""
    found = _standing(place.warehouse)
    log = place.warehouse.with_name(place.warehouse.name + ".wal")
    if isinstance(found, dict):
        if found["missing"]:
            told = f"Kho do bản Solieu cũ hơn ghi (thiếu bước {found['missing']}). / Of an earlier release."
            yield Found("warehouse", State.look, told, f"{run_night(place)} (Sao lưu trước. / After a backup.)")
            return
        left = " Có tệp .wal của lần chạy bị dừng; lần chạy sau sẽ nhập. / A run was cut off." if log.exists() else ""
        yield well("warehouse", f"{place.warehouse}: {found['receipts']} số nhận / receipts.{left}")
    elif isinstance(found, NoWarehouse):
        lost = place.left()
        mend = _RESTORE if lost else run_night(place)
        yield Found("warehouse", State.failed if lost else State.look, str(found), mend)
    elif isinstance(found, WarehouseBusy):
        mend = "Chạy lại khi việc đó xong. / Run this again when it is done."
        yield Found("warehouse", State.look, f"Kho đang được dùng: {found}", mend)
    elif isinstance(found, NewerWarehouse):
        yield Found("warehouse", State.failed, str(found), "Cài bản Solieu mới hơn. / Install the later release.")
    elif isinstance(found, _OF_A_LAKE):
        yield Found("warehouse", State.failed, str(found), "docs/lake.md")
    else:
        told = f"{place.warehouse} bị hỏng hoặc bị cắt: {found} / The file is broken or cut off."
        yield Found("warehouse", State.failed, told, _RESTORE)


def check_archive(place: Home) -> Iterator[Found]:
    """Every original that the ledger names is there and still what its name says, and the ledger names every one."""
    found = _standing(place.warehouse)
    named = set(found.get("files", ())) if isinstance(found, dict) else set()
    held = {path.name: path for path in place.archive.glob("??/*") if not path.name.startswith(".")}
    bad = [str(held[name]) for name in sorted(held) if not is_whole(held[name])]
    stored = holdings(place).originals
    gone = [str(archived(place, name)) for name in sorted(named - held.keys() - stored.keys())]
    lost = [str(path) for path in _lost(place, named, held) if str(path) not in bad]
    mend = "Chép lại các tệp này từ <bản sao lưu>/archive. / Copy them back from the archive of a backup."
    if bad:
        told = f"Nội dung không còn như lúc nhận / No longer what was received: {_listed(bad)}"
        yield Found("archive", State.failed, told, mend)
    if gone:
        yield Found("archive", State.failed, f"Thiếu tệp gốc / Originals missing: {_listed(gone)}", mend)
    if lost:
        told = (
            f"Mất hoặc hỏng ở kho S3, ở đây còn / Lost from the store or damaged there, and here still: {_listed(lost)}"
        )
        yield Found("archive", State.look, told, "`solieu backup <thư mục>` chép lại. / It puts them there again.")
    if isinstance(found, dict) and "files" in found and (strange := (held.keys() | stored.keys()) - named):
        yield _unnamed(place, sorted(strange), found["receipts"], there_alone=not strange & held.keys())
    elif not bad and not gone and not lost:
        yield well("archive", f"{len(held)} tệp gốc nguyên vẹn / originals, all whole")


def _lost(place: Home, named: Set[str], held: Mapping[str, Path]) -> list[Path]:
    """The originals of the ledger that the home has, and its store should have as well."""
    stored = holdings(place)
    there = stored.originals if stored.kept else {name: path.stat().st_size for name, path in held.items()}
    return [held[name] for name in sorted(named & held.keys()) if there.get(name) != held[name].stat().st_size]


def _unnamed(place: Home, strange: Sequence[str], receipts: int, *, there_alone: bool) -> Found:
    """Originals that the ledger knows nothing of: a run that was cut off left them, or the warehouse is another one.

    `there_alone`: they are in the store and not in the home, as after the restore of an earlier backup.
    """
    told = (
        f"Kho chỉ có {receipts} số nhận và không biết các tệp gốc / Originals unknown to the ledger: {_listed(strange)}"
    )
    if holdings(place).waiting or (place.inbox.is_dir() and waiting(place)):
        mend = f"Một lần chạy bị dừng giữa chừng: {run_night(place)} / A run was cut off."
        return Found("archive", State.look, told, mend)
    if there_alone:
        return Found("archive", State.failed, told, _SEND_AGAIN)
    return Found("archive", State.failed, told, f"Kho này không phải kho đã nhận các tệp đó. {_RESTORE}")


def _listed(names: Sequence[str]) -> str:
    return f"({len(names)}) " + ", ".join(names[:_TOLD]) + (" …" if len(names) > _TOLD else "")


def check_published(place: Home) -> Iterator[Found]:
    """Readers have the last publication, and can open it."""
    found = _standing(place.warehouse)
    last = found.get("publication_no") if isinstance(found, dict) else None
    try:
        held = health.published_no(place)
    except (health.Damaged, NewerWarehouse, OSError) as error:
        told = f"{place.published_warehouse} bị hỏng hoặc không mở được / damaged, or does not open: {error}"
        yield Found("published", State.failed, told, run_night(place))
        return
    own, theirs = found.get("begun_at") if isinstance(found, dict) else None, publication.held(place).begun_at
    if own and theirs and own != theirs:
        told = f"{place.published} là bản công bố của một thư mục (tỉnh) khác. / Another home (province) published it."
        yield Found("published", State.failed, told, f"{_PUT_BACK} {run_night(place)}")
        return
    if isinstance(found, dict) and "receipts" in found and (held or 0) > (last or 0):
        told = f"Người đọc có lần công bố {held}, mà kho mới có lần {last or 0}. / The warehouse never made it."
        other = "" if own else f" {_OR_PUT_BACK} {run_night(place)}"
        yield Found("published", State.failed, told, f"Kho này không phải kho đã công bố. {_RESTORE}{other}")
        return
    if held is None and last:
        yield Found("published", State.failed, f"Thiếu {place.published_warehouse} / It is missing.", run_night(place))
    elif last and held != last:
        told = f"Người đọc có lần công bố {held}, kho đã có lần {last}. / Readers have an older publication."
        yield Found("published", State.look, told, run_night(place))
    elif isinstance(found, dict):
        yield well("published", f"lần công bố / publication {held}" if held else "chưa công bố / nothing published yet")


def check_answers(place: Home) -> Iterator[Found]:
    """Every receipt is answered, and every answer lies where the ledger says."""
    found = _standing(place.warehouse)
    if not isinstance(found, dict) or "unanswered" not in found:
        return
    left, gone = found["unanswered"], [path for path in found["answers"] if not (place.outbox / path).exists()]
    gone = [path for path in gone if path not in holdings(place).answers]
    if left:
        told = f"{left} số nhận chưa có thư trả lời / receipts without an answer"
        yield Found("answers", State.look, told, run_night(place))
    if gone:
        told = f"Thư trả lời không còn trong hộp gửi / Answers that are no longer in the outbox: {_listed(gone)}"
        mend = (
            "Ai lấy thư thì sao chép, không dời đi. Để có lại: khôi phục bản sao lưu vào thư mục khác rồi chép outbox/."
            " / Fetch by copying. To have them again, restore a backup into another home and copy its outbox/."
        )
        yield Found("answers", State.look, told, mend)
    if not left and not gone:
        yield well("answers", "đủ / all answered")


def check_moments(place: Home) -> Iterator[Found]:
    """Nothing in the ledger happened in the future."""
    found = _standing(place.warehouse)
    moments = [found.get(name) for name in ("last_receipt", "last_moment")] if isinstance(found, dict) else []
    ahead = [moment for moment in moments if moment and moment > datetime.now(PROVINCE_TIME)]
    if ahead:
        told = f"Sổ nhận có thời điểm ở tương lai: {max(ahead):%d/%m/%Y %H:%M}. / The ledger is ahead of the clock."
        mend = "Đồng hồ đã hoặc đang sai: timedatectl set-ntp true. / The clock was wrong, or is."
        yield Found("moments", State.failed, told, mend)


def check_inbox(place: Home) -> Iterator[Found]:
    """The inbox is there, and no file has waited for longer than a night."""
    if place.root.is_dir() and not place.inbox.is_dir():
        told = f"Không có {place.inbox}, nên không ai nộp được. / Nobody can drop a file."
        state = State.failed if place.warehouse.exists() else State.look
        yield Found("inbox", state, told, f"{run_night(place)} → {place.inbox}")
        return
    since = (datetime.now(PROVINCE_TIME) - _OVERDUE).timestamp()
    files = waiting(place) if place.inbox.is_dir() else []
    old = [str(path) for path in files if path.lstat().st_ctime < since]
    if old:
        told = f"Chờ quá một đêm / Waiting for longer than a night: {_listed(old)}"
        mend = f"{run_night(place)} Tệp nào còn lại thì không đọc được: xem quyền. / What stays cannot be read."
        yield Found("inbox", State.look, told, mend)
    else:
        yield well("inbox", f"{len(files)} tệp chờ / files wait")


def check_dagster(place: Home) -> Iterator[Found]:
    """Dagster's storage opens, its daemon lives where one was started, and the night has run."""
    from pipelines import instance

    if not any(place.dagster.glob("*/*")) and not instance.in_postgres(place):
        yield well("dagster", "chưa chạy / not used yet")
        return
    import dagster as dg  # Seconds.

    job = "national_figures" if place.is_national else "nightly"
    try:
        with dg.DagsterInstance.from_config(str(instance.prepare(place))) as opened:
            beats = opened.get_daemon_heartbeats()
            runs = opened.get_run_records(dg.RunsFilter(job_name=job), limit=1)
    except Exception as error:
        told = f"Không mở được kho của Dagster / Dagster's storage does not open: {error}"
        mend = f"Kiểm tra {place.dagster} hoặc PostgreSQL; docs/operate.md. / Check it, or PostgreSQL."
        yield Found("dagster", State.failed, told, mend)
        return
    yield well("dagster", "PostgreSQL" if instance.in_postgres(place) else str(place.dagster))
    yield _daemon(max((beat.timestamp for beat in beats.values()), default=None))
    if runs or not place.is_national:  # A country's nights by hand or by a timer are told by `solieu country status`.
        yield _night(place, runs[0] if runs else None)


def _daemon(beat: float | None) -> Found:
    if beat is None:
        return well("daemon", "không dùng (hẹn giờ chạy `solieu nightly`) / not used: a timer runs the night")
    last = datetime.fromtimestamp(beat, PROVINCE_TIME)
    if datetime.now(PROVINCE_TIME) - last < _STILL:
        return well("daemon", f"đang chạy / running, {last:%d/%m/%Y %H:%M:%S}")
    mend = "systemctl start solieu-daemon, trừ khi hẹn giờ chạy đêm. / Start it, unless a timer runs the night."
    return Found("daemon", State.look, f"không chạy từ / not running since {last:%d/%m/%Y %H:%M}", mend)


def _night(place: Home, run: Any) -> Found:
    if run is None:
        return Found("night", State.look, "chưa có đêm nào / no night yet", run_night(place))
    began = run.create_timestamp.astimezone(PROVINCE_TIME)
    told = f"{began:%d/%m/%Y %H:%M}: {run.dagster_run.status.value}"
    if datetime.now(PROVINCE_TIME) - began > _OVERDUE:
        return Found("night", State.look, f"đêm gần nhất / the last one: {told}", run_night(place))
    if run.dagster_run.is_failure:
        return Found("night", State.failed, told, "Xem `solieu ui`, rồi chạy lại. / See the run, then run it again.")
    return well("night", told)


CHECKS: tuple[Check, ...] = (
    check_warehouse,
    check_archive,
    check_published,
    check_answers,
    check_moments,
    check_inbox,
    check_dagster,
)
