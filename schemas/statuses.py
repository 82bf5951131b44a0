"""What people call that which becomes of a file, by its code in the ledger."""

from collections.abc import Mapping

STATUSES: Mapping[str, str] = {
    "accepted": "được nhận",
    "accepted_with_rejections": "được nhận, có dòng bị loại",
    "nil": "không phát sinh",
    "unpacked": "đã giải nén",
    "rejected": "bị từ chối",
    "superseded": "đã có bản thay thế",
    "withdrawn": "đã rút",
    "withdrawal": "đề nghị rút báo cáo, đã thực hiện",
    "no_change": "không có gì thay đổi so với bản đã nhận",
    "duplicate": "trùng tệp đã nhận",
}
