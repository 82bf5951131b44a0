"""What a country's variables come to in each of its homes: a province's own part of the lake and of the store."""

from collections.abc import Mapping
from pathlib import Path

from schemas.channels import BadSetting

VARIABLE = "SOLIEU_COUNTRY"
# Below the country's folder: the folder of its provinces' homes, each named by its code, and the country's own home.
PROVINCES, NATIONAL = "provinces", "national"
# In a country's home, the note that its figures are its provinces': among its declarations, to come back with them.
OF_PROVINCES = "declarations/of-provinces.txt"

# What a home has, and nobody calls a home.
_OF_A_HOME = ("inbox", "outbox", "archive", "published", "reports", "board")


def province_at(root: Path, environment: Mapping[str, str]) -> str:
    """The code of the province whose home lies there, below SOLIEU_COUNTRY; empty for any other home."""
    return root.name if country_root(environment) == root.parent.parent and root.parent.name == PROVINCES else ""


def is_national(root: Path, environment: Mapping[str, str]) -> bool:
    """Whether the home there is that of the country which SOLIEU_COUNTRY names."""
    return country_root(environment) == root.parent and root.name == NATIONAL


def refuse_no_country(root: Path) -> None:
    """Raise BadSetting where no country was founded in a folder: a share that is not mounted is an empty one."""
    if not (root / PROVINCES).is_dir():
        raise BadSetting(
            f"{VARIABLE}: máy này không có thư mục {root / PROVINCES}, nên {root} không phải thư mục của cả nước. Ổ"
            " dùng chung chưa gắn thì gắn (mount) rồi chạy lại; biến sai thì sửa (các máy dùng chung một thư mục, cùng"
            " đường dẫn); cả nước mới thì lập bằng `solieu country found` (docs/country.md). / There is no such folder"
            " here, so this is no country's: mount the share where it is not; mend the variable where it is wrong (all"
            " machines share one folder, at the same path); a new country is founded by `solieu country found`."
        )


def refuse_misplaced(root: Path, environment: Mapping[str, str]) -> None:
    """Raise BadSetting where no home may lie: a country's folder, beside its homes, or in a country that is not there.

    Nor in a folder of another home. One that merely stands beside one called `provinces` is a home as any other.
    """
    if root.name in _OF_A_HOME and all((root.parent / name).is_dir() for name in _OF_A_HOME):
        raise BadSetting(
            f"SOLIEU_HOME: {root} là một thư mục trong {root.parent}, nơi đã có dữ liệu; hãy đặt"
            f" SOLIEU_HOME={root.parent} hoặc chọn thư mục khác; không ghi gì. / This is a folder of the home above it:"
            " name that home, or another folder; nothing was written."
        )
    if province_at(root, environment) or is_national(root, environment):
        refuse_no_country(root.parent if root.name == NATIONAL else root.parent.parent)
        return
    above = root.parent
    is_known = above == country_root(environment) or (above / NATIONAL / OF_PROVINCES).exists()
    beside = is_known and root.name != NATIONAL and (above / PROVINCES).is_dir()
    if beside or (root / PROVINCES).is_dir():
        place = above if beside else root
        raise BadSetting(
            f"SOLIEU_HOME: {place} là thư mục của cả nước (có {PROVINCES}/), nên {root} không phải thư mục của một"
            f" tỉnh; không ghi gì. Việc của cả nước: đặt {VARIABLE}={place} rồi chạy `solieu country …`; của một tỉnh:"
            f" SOLIEU_HOME={place / PROVINCES}/<mã>; xem số liệu cả nước: SOLIEU_HOME={place / NATIONAL}"
            " (docs/country.md). / This is a country's folder, and no province's home: nothing was written. Set"
            f" {VARIABLE} to it for `solieu country …`, SOLIEU_HOME to a province's home in it, or to {NATIONAL}/ to"
            " read the country's figures."
        )


def country_root(environment: Mapping[str, str]) -> Path | None:
    """The folder that SOLIEU_COUNTRY names; None where it names none."""
    said = environment.get(VARIABLE)
    return Path(said).resolve() if said else None
