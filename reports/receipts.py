"""The words of an answer: what was received, what was counted, what has to be mended and where."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from reports.numbers import literal, vi_number
from reports.receipts_periods import data_words, period_words
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.notes import Message
from schemas.text import of_any_year

Record = Mapping[str, Any]

MOST_FINDINGS = 5_000
MOST_SHOWN = 1_000
MOST_MEMBERS = 200
NOBODY = "khong-ro-don-vi"
# What the name of an answer says at its end, and what the answer calls the outcome.
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "accepted": ("đã nhận", "accepted"),
    "accepted_with_rejections": ("cần sửa", "accepted in part"),
    "rejected": ("bị từ chối", "rejected"),
    "nil": ("không phát sinh", "nothing to report"),
    "unpacked": ("đã giải nén", "unpacked"),
    "withdrawal": ("đã rút", "withdrawn"),
    "no_change": ("không thay đổi", "no change"),
    "duplicate": ("trùng", "duplicate"),
}
# Warnings of a plan that came and does not count.
OUTRANKED = ("plan_outranked", "plan_without_day")
_OTHER = ("đã ghi sổ", "in the ledger")
# File systems stop at 255 bytes; Windows folders and mail programs long before.
_NAME_BYTES = 120
_LONGEST_EXTENSION = 5
_NOT_IN_NAMES = re.compile(r'[<>:"\\|?*]')
# What XML cannot carry, and the marks that turn the direction of the text around them.
_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Fact:
    """A line of the answer's head: its name and its value in both languages (`en` empty: the same)."""

    name: Message
    vi: str
    en: str = ""


@dataclass(frozen=True)
class Total:
    """What the accepted rows add up to in one column: the number, exact and as people write it, with its unit."""

    name: Message
    amount: str
    unit: Message


@dataclass(frozen=True)
class Place:
    """A finding: where it stands, what stands there, why it is told and what to do."""

    rejects: bool
    sheet: str
    cell: str
    column: str
    value: str
    why: Message


@dataclass(frozen=True)
class Receipt:
    """Everything that an answer says. `about`: which file; `more`: findings beyond those that are listed."""

    title: Message
    about: str
    verdict: Message
    facts: tuple[Fact, ...]
    totals: tuple[Total, ...]
    findings: tuple[Place, ...]
    more: int
    notes: tuple[Message, ...]
    sheet: str
    moment: datetime


def receipt(record: Record, catalogue: Catalogue) -> Receipt:
    """The words of the answer to one receipt, a record of `warehouse.answers.unanswered`."""
    found = [_place(f, record, catalogue, rejects=True) for f in record["rejections"][:MOST_FINDINGS]]
    found += [_place(f, record, catalogue, rejects=False) for f in record["warnings"][: MOST_FINDINGS - len(found)]]
    return Receipt(
        title=catalogue.messages["answer_title"],
        about=f"{record['receipt_no']:06d} · {shown(record['file_name'])}",
        verdict=_verdict(record, catalogue),
        facts=tuple(_facts(record, catalogue)),
        totals=tuple(_total(total, record, catalogue) for total in record["totals"]),
        findings=tuple(found),
        more=len(record["rejections"]) + len(record["warnings"]) - len(found),
        notes=(),
        sheet=catalogue.words.answer_sheet,
        moment=record["ingested_at"],
    )


def _verdict(record: Record, catalogue: Catalogue) -> Message:
    absent = sum(finding["check_name"] == "row_absent" for finding in record["warnings"])
    outcome = "accepted_lacking" if absent and record["outcome"] == "accepted" else record["outcome"]
    said = catalogue.messages.get(f"answer_{outcome}") or catalogue.messages["answer_other"]
    counts = {name: vi_number(record[name], 0) for name in ("rows_accepted", "rows_rejected")}
    counts["rows_absent"] = vi_number(absent, 0)
    return Message(vi=said.vi.format(**counts), en=said.en.format(**counts))


def _facts(record: Record, catalogue: Catalogue) -> list[Fact]:
    form, submitter = catalogue.form(record["form"]), catalogue.submitters.get(record["submitter"])
    outcome = OUTCOMES.get(record["outcome"], _OTHER)
    facts = [
        _fact("Tệp", "File", shown(record["file_name"])),
        _fact("Số biên nhận", "Receipt number", f"{record['receipt_no']:06d}"),
        _fact("Kết quả", "Outcome", *outcome),
        _fact("Biểu mẫu", "Form", form.name_vi if form else "", form.name_en if form else ""),
        _fact("Đơn vị báo cáo", "Submitter", submitter.vi if submitter else "", submitter.en if submitter else ""),
        _fact("Kỳ báo cáo", "Period", *period_words(record["period"] or "")),
        _fact("Kỳ số liệu", "Data", *data_words(form, record["period"] or "")),
        _fact("Nhận lúc", "Received", _moment(record["received_at"])),
        _fact("Xử lý lúc", "Processed", _moment(record["ingested_at"])),
        _late(record["days_late"] or 0),
        _rows(record),
        _earlier(record),
        *_members(record["members"]),
        _fact("Dung lượng", "Size", f"{vi_number(record['size_bytes'], 0)} byte"),
        _fact("SHA-256", "SHA-256", record["submission_id"]),
    ]
    return [fact for fact in facts if fact.vi]


def _fact(name_vi: str, name_en: str, vi: str, en: str = "") -> Fact:
    return Fact(Message(vi=name_vi, en=name_en), vi, en)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(PROVINCE_TIME):%d/%m/%Y %H:%M:%S}"


def _late(days: int) -> Fact:
    return _fact("Trễ hạn", "Late", f"{days} ngày", f"{days} days") if days else _fact("Trễ hạn", "Late", "")


def _rows(record: Record) -> Fact:
    if not record["rows_read"]:
        return _fact("Số dòng", "Rows", "")
    read, accepted, rejected, other = (
        vi_number(record[name], 0) for name in ("rows_read", "rows_accepted", "rows_rejected", "rows_other")
    )
    return _fact(
        "Số dòng",
        "Rows",
        f"{read} đã đọc = {accepted} được nhận + {rejected} bị loại + {other} dòng tổng, tiêu đề, ghi chú",
        f"{read} read = {accepted} accepted + {rejected} rejected + {other} totals, headings and notes",
    )


def _earlier(record: Record) -> Fact:
    """The receipt that this one repeats or replaces."""
    repeats = record["outcome"] == "duplicate"
    name_vi, name_en = ("Trùng với", "Same as") if repeats else ("Thay thế", "Replaces")
    if record["earlier_no"] is None:
        return _fact(name_vi, name_en, "")
    number, file, moment = f"{record['earlier_no']:06d}", shown(record["earlier_file"]), _moment(record["earlier_at"])
    vi, en = OUTCOMES.get(record["earlier_outcome"], _OTHER)
    if any(finding["check_name"] in OUTRANKED for finding in record["warnings"]):
        vi, en = f"{vi}; chỉ tiêu của tệp này chưa được tính, xem lưu ý", f"{en}; see the warning: it does not count"
    return _fact(
        name_vi,
        name_en,
        f"biên nhận {number}, tệp “{file}”, nhận lúc {moment} ({vi})",
        f"receipt {number}, file '{file}', received {moment} ({en})",
    )


def _members(members: list[Record]) -> list[Fact]:
    """What was inside an archive, each with what became of it."""
    told = []
    for member in members[:MOST_MEMBERS]:
        vi, en = OUTCOMES.get(member["outcome"], _OTHER)
        name, number = shown(member["member"]), f"{member['member_no']:06d}"
        told.append(
            _fact("Bên trong", "Inside", f"{name}: {vi}, biên nhận {number}", f"{name}: {en}, receipt {number}")
        )
    more = len(members) - len(told)
    return told + ([_fact("Bên trong", "Inside", f"và {more} tệp khác", f"and {more} more")] if more else [])


def _total(total: Record, record: Record, catalogue: Catalogue) -> Total:
    form = catalogue.form(record["form"])
    assert form  # noqa: S101
    column, unit = form.column(total["column"]), catalogue.units[total["unit"]]
    label = of_any_year(column.label)
    name = Message(vi=label, en=column.comment_en)
    if total["item"] is not None:
        codes = catalogue.codes(form.column(form.key[0]).list or "")
        code = next(code for code in codes if code.code == total["item"])
        name = Message(vi=f"{code.vi}: {label}", en=f"{code.en}: {column.comment_en}")
    places = len(literal(total["total"]).partition(".")[2])
    return Total(name, vi_number(total["total"], places), Message(vi=unit.vi, en=unit.en))


def _place(finding: Record, record: Record, catalogue: Catalogue, *, rejects: bool) -> Place:
    form = catalogue.form(record["form"])
    column = next((c for c in form.columns if c.name == finding["column_name"]), None) if form else None
    # A check that is no message of its own is the code of a form's identity.
    check = finding["check_name"] if finding["check_name"] in catalogue.messages else "identity"
    todo = catalogue.messages.get(f"mend_{check}")
    return Place(
        rejects=rejects,
        sheet=shown(finding["sheet"] or ""),
        cell=finding["cell"] or "",
        column=of_any_year(column.label) if column else "",
        value=shown(finding["value"] or ""),
        why=Message(
            vi=_joined(finding["message_vi"], todo.vi if todo else ""),
            en=_joined(finding["message_en"], todo.en if todo else ""),
        ),
    )


def _joined(why: str, todo: str) -> str:
    return " ".join(filter(None, (shown(why), todo)))


def shown(text: str) -> str:
    """A sender's text, fit to stand in a document of ours: nothing unwritable, not without end."""
    plain = _UNWRITABLE.sub("\ufffd", text)
    return plain if len(plain) <= MOST_SHOWN else plain[:MOST_SHOWN] + "…"


def folder_of(record: Record) -> str:
    """The folder of the outbox in which a submitter finds its answers."""
    return record["submitter"] or NOBODY


def name_of(record: Record, extension: str) -> str:
    """The name of an answer: receipt number, the file's own name, what became of it.

    The same for the same receipt, and good on every file system: folders and archives that the file
    came in are told with dashes, and what no name may hold is left out.
    """
    word = OUTCOMES.get(record["outcome"], _OTHER)[0]
    return f"{record['receipt_no']:06d} {_plain_name(record['file_name'])} - {word}.{extension}"


def _plain_name(file_name: str) -> str:
    path = PurePosixPath(file_name)
    known = 1 < len(path.suffix) <= _LONGEST_EXTENSION
    parts = [*path.parts[:-1], path.stem if known else path.name]
    plain = " - ".join(parts).translate({ord("/"): " "})
    plain = "".join(c for c in unicodedata.normalize("NFC", plain) if not _invisible(c))
    plain = " ".join(_NOT_IN_NAMES.sub(" ", plain).split())
    return plain.encode()[:_NAME_BYTES].decode(errors="ignore").strip(" .-") or "tep"


def _invisible(character: str) -> bool:
    """Whether a character neither shows nor separates: control and format marks, broken halves of others."""
    return character not in "\n\t\r" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
