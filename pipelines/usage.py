"""What the option parser refuses, told to a person: Vietnamese first, the parser's own English below."""

import re
from typing import Any

_SAID = {
    "NoSuchOption": "Không có tùy chọn “{option}”.",
    "NoSuchCommand": "Không có lệnh như vậy.",
    "BadOptionUsage": "Tùy chọn “{option}” dùng không đúng: thiếu hoặc thừa giá trị.",
    "MissingParameter": "Thiếu {hint}.",
    "BadParameter": "Giá trị của {hint} không dùng được{why}.",
}
# What the parser says of a value -> how that is put in Vietnamese.
_WHY = {
    r"does not exist": ": tệp hoặc thư mục không có",
    r"not one of (.+?)\.?$": ": hãy chọn một trong {0}",
    r"valid int|integer": ": phải là số nguyên",
    r"is a directory": ": đó là thư mục, không phải tệp",
    r"not readable": ": không đọc được",
}


def is_refusal(error: Exception) -> bool:
    """Whether an exception is the option parser's: typer names no class for all of them."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def refusal(error: Any) -> str:
    """What is wrong with the line that was typed, and where its help stands; empty where the help was printed."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return ""
    english, context = error.format_message(), getattr(error, "ctx", None)
    said = _SAID.get(type(error).__name__, "Dòng lệnh không đúng.").format(
        option=getattr(error, "option_name", ""), hint=_hint(error), why=_why(english)
    )
    path = context.command_path if context else "solieu"
    return f"{said} Xem cách dùng: {path} --help\n{english} See: {path} --help"


def _hint(error: Any) -> str:
    """The argument or the option that is wrong, as it is typed; a command that refuses a value names its option."""
    param, named = getattr(error, "param", None), getattr(error, "param_hint", None)
    options = [named] if named else [option for option in getattr(param, "opts", ()) if option.startswith("-")]
    return (
        "tùy chọn " + " / ".join(options)
        if options
        else f"tham số {getattr(param, 'metavar', None) or getattr(param, 'name', '')}"
    )


def _why(english: str) -> str:
    found = ((re.search(pattern, english), why) for pattern, why in _WHY.items())
    return next((why.format(*match.groups()) for match, why in found if match), "")
