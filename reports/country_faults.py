"""What is wrong with what provinces of a country offer it, for people at a terminal; and what to do."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

FAULTS = {
    "damaged": ("hỏng", "damaged"),
    "lost": ("mất", "lost"),
    "older": ("cũ hơn bản cả nước đã nhận", "older than what the country has"),
    "shared": ("trùng", "another province's as well"),
    "anew": ("của thư mục khác", "another home's"),
    "empty": ("thư mục trống", "gone with all of its home"),
    "no_folder": ("không phải thư mục", "without a folder"),
    "closed": ("không đọc được", "not to be read"),
    "renamed": ("tên khác", "under another name"),
}
# Those that no night mends: what it is, what to do.
_NOT_TAKEN = {
    "anew": (
        "bản công bố là của một thư mục khác, bắt đầu lại từ đầu, nên cả nước không nhận, giữ số liệu đã có. Hãy gắn ổ"
        " hoặc phục hồi thư mục cũ rồi chạy `{again}`; đúng là bắt đầu lại thì bỏ tỉnh khỏi provinces.yaml, chạy"
        " `solieu country nightly`, thêm lại rồi chạy lần nữa (docs/country.md) / its publication is another home's,"
        " begun anew, so the country does not take it and keeps what it has. Mount or restore the home that was, then"
        " run that; where the new one is meant, take the province out of provinces.yaml for a night and put it back"
    ),
    "empty": (
        "thư mục tỉnh không còn kho, tệp gốc và bản công bố mà cả nước đã nhận; cả nước giữ số liệu đã có. Hãy gắn ổ"
        " hoặc phục hồi thư mục đó (docs/operate/deployment.md) rồi chạy `{again}` / its home has lost all that the"
        " country's figures rest on, which stay. Mount or restore that home, then run that"
    ),
    "no_folder": (
        "provinces/{code} không phải thư mục, hoặc là liên kết tới nơi không có; hãy gắn ổ hoặc dời nó đi, phục hồi"
        " thư mục của tỉnh rồi chạy `{again}` / provinces/{code} is no folder, or a link that leads nowhere: mount the"
        " share or move it away, restore the province's home, then run that"
    ),
    "closed": (
        "tài khoản này không đọc được provinces/{code} hoặc published/ trong đó (thiếu quyền, hoặc ổ đĩa lỗi); cả nước"
        " giữ số liệu đã có. Hãy sửa quyền hoặc ổ đĩa rồi chạy `{again}` / this account cannot read provinces/{code} or"
        " published/ in it (its rights, or the disk); the country keeps what it has. Mend that, then run that"
    ),
    "renamed": (
        "số liệu đã có dưới mã {code} là của “{held_as}”, nên cả nước không nhận gì của tỉnh, giữ số liệu đã có dưới"
        " tên cũ. Vẫn tỉnh đó mà đổi tên thì khai `formerly: [{held_as}]` trong provinces.yaml; là tỉnh khác (sau sáp"
        " nhập) thì cho nó mã riêng, còn {held_as} giữ mã {code} với `valid_to` (docs/country.md); rồi chạy"
        " `solieu country nightly` / the country has figures of {code} as of {held_as}; it takes nothing of it, and"
        " keeps what it has under that name. The same province renamed: say `formerly`; another territory: a key of its"
        " own, and `valid_to` for the former; then run that"
    ),
}


def again(code: str) -> str:
    """The command that runs a province's night again."""
    return f"solieu country nightly --province {code}"


def fault_line(code: str, name: str, fault: str, others: Sequence[str] = (), held_as: str | None = None) -> Text:
    """What is wrong with a province's publication, and what to do; `others`, `held_as`: as of `offered.Misplaced`."""
    word, english = FAULTS[fault]
    if others:
        those = ", ".join(others)
        return Text(
            f"{name}: bản công bố cũng nằm ở tỉnh {those}, nên cả nước không nhận của tỉnh nào: một thư mục là bản"
            f" chép. Dời published/ của tỉnh chép nhầm đi (nếu chép cả thư mục {code}/ thì dời cả thư mục), rồi chạy"
            f" `{again(code)}` / its publication lies in {those} as well, so the country takes neither: one home is a"
            " copy. Move its published/ away (the whole home where all of it was copied), then run that",
            "red",
        )
    if fault in _NOT_TAKEN:
        return Text(f"{name}: " + _NOT_TAKEN[fault].format(code=code, again=again(code), held_as=held_as), "red")
    return Text(
        f"{name}: bản công bố {word}, hãy chạy `{again(code)}` để công bố lại"
        f" / its publication is {english}: run that, which publishes anew",
        "red",
    )


def left_lines(left: Mapping[str, str]) -> Iterator[Text]:
    """The provinces (code -> name) that were taken out of the list since the last time, and their figures with them."""
    for code, name in left.items():
        yield Text(
            f"{name} ({code}): không còn trong provinces.yaml, nên số liệu mọi năm của tỉnh ra khỏi số liệu cả nước."
            " Tỉnh cũ (đã sáp nhập) thì đưa lại vào danh sách với `valid_to: <năm cuối>-12-31` rồi chạy lại"
            " `solieu country nightly` / not in provinces.yaml any more, so its figures leave the country's, of all"
            " years. A former province (merged) stays in the list, with `valid_to`: put it back and run that",
            "yellow",
        )


def outside_lines(outside: Mapping[str, Sequence[int]], names: Mapping[str, str]) -> Iterator[Text]:
    """The years of which provinces published figures that are none of their own."""
    for code, years in outside.items():
        told = ", ".join(map(str, years))
        yield Text(
            f"{names[code]}: có số liệu của {told}, không phải năm của tỉnh theo provinces.yaml (valid_from, valid_to),"
            " nên cả nước không cộng; của tỉnh khác thì gửi báo cáo vào inbox của tỉnh đó / it has figures of these"
            " years, which are none of its own, so the country does not add them; where they are another province's,"
            " send the returns to its inbox",
            "yellow",
        )
