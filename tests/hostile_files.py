"""Files that nobody should send, each made here: name -> what the ledger has to say of it."""

import os
import random
import struct
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from handmade import PACKAGE, ods, package, xls, xlsb, xlsx, xlsx_rows
from typed_returns import PRESS, postal

ROWS = [list(row) for row in postal(PRESS)]
# A file's name -> the checks that reject it; none: it is accepted.
Expected = dict[str, set[str]]
_ENTITIES = [f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)]
_LAUGHS = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{''.join(_ENTITIES)}]>"
_LINK = 0o120777 << 16


def returns(count: int) -> Iterator[list[list[object]]]:
    """Returns that differ in their period, so that each is one of its own."""
    for number in range(count):
        when = [f"Kỳ báo cáo: Quý {number % 4 + 1}/{2013 + number // 4}"]
        yield [list(row) for row in postal(PRESS, when=when)]


def make(inbox: Path, outside: Path) -> Expected:
    """Fill the inbox; `outside` is a folder beside it that nothing may be read from."""
    outside.mkdir()
    good = iter(returns(12))
    made: Expected = {}
    for part in (_broken, _bombs, _packed, _cells, _names):
        made |= part(inbox, good)
    return made | _no_files(inbox, outside)


def _broken(inbox: Path, good: Iterator[list[list[object]]]) -> Expected:
    """Protected, cut off, empty, of another kind than the name says."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    (inbox / "mã hoá.xlsx").write_bytes(head + "EncryptedPackage".encode("utf-16-le"))
    xls(inbox / "mật khẩu.xls", {"S": ROWS}, password=True)
    (inbox / "rỗng.xlsx").touch()
    (inbox / "nul.csv").write_bytes(b"a;b\x00c\n" * 50)
    (inbox / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(2000))
    expected = {
        "mã hoá.xlsx": {"encrypted_workbook"},
        "mật khẩu.xls": {"encrypted_workbook"},
        "rỗng.xlsx": {"empty_file"},
        "nul.csv": {"unknown_format"},
        "ảnh.xlsx": {"unknown_format"},
    }
    whole = inbox / "whole"
    document = docx.Document()
    document.add_paragraph("Kính gửi Sở")
    document.save(str(whole))
    bodies = {"docx": whole.read_bytes()}
    for kind, write in {"xlsx": _plain, "xlsm": _plain, "xlsb": xlsb, "zip": _plain}.items():
        bodies[kind] = write(whole, ROWS).read_bytes()
    bodies["ods"] = ods(whole, {"S": ROWS}).read_bytes()
    bodies["xls"] = xls(whole, {"S": ROWS}).read_bytes()
    whole.unlink()
    for kind, body in bodies.items():
        (inbox / f"cụt.{kind}").write_bytes(body[: len(body) // 3])
        expected[f"cụt.{kind}"] = {"broken_workbook"}
    _plain(inbox / "thật ra là xlsx.csv", next(good))
    return expected | {"thật ra là xlsx.csv": set()}


def _plain(path: Path, rows: list[list[object]]) -> Path:
    return xlsx(path, xlsx_rows(rows))


def _bombs(inbox: Path, good: Iterator[list[list[object]]]) -> Expected:
    """Small files that become large ones."""
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    xlsx(inbox / "hai góc.xlsx", corner)
    laugh = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row>'
    xlsx(inbox / "cười.xlsx", laugh, before=_LAUGHS)
    document = docx.Document()
    document.add_paragraph("ha")
    document.save(str(inbox / "cười.docx"))
    _replace_part(inbox / "cười.docx", "word/document.xml", _laughing)
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    repeated = f'{cell}</table:table-row><table:table-row table:number-rows-repeated="9999">{cell}'.encode()
    ods(inbox / "lặp.ods", {"S": [[repeated]]})
    with zipfile.ZipFile(inbox / "bom.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        _zeros(packed, "a.csv", 420)
    with zipfile.ZipFile(inbox / "bom.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "")
        _zeros(packed, "xl/worksheets/sheet1.xml", 420)
    with (inbox / "200 MB.xlsx").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 << 20)
    with (inbox / "200 MB.csv").open("wb") as file:
        file.write(b"a;b\n")
        file.truncate(200 << 20)
    formatted = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="D{n}" s="0"/></row>' for n in range(7, 1_000_001))
    xlsx(inbox / "triệu dòng trống.xlsx", xlsx_rows(next(good)) + formatted)
    wide = next(good)
    wide[4] += [f"Cột {n}" for n in range(16_000)]
    xlsx(inbox / "16000 cột.xlsx", xlsx_rows(wide))
    many = "".join(f'<mergeCell ref="A1:XFD{n}"/>' for n in range(2, 3000))
    sheet = xlsx_rows(ROWS) + '<row r="9000"><c r="XFD9000"><v>1</v></c></row>'
    xlsx(inbox / "gộp chồng.xlsx", sheet + f"</sheetData><mergeCells>{many}</mergeCells><sheetData>")
    return {
        "hai góc.xlsx": {"too_costly"},
        "cười.xlsx": {"broken_workbook"},
        "cười.docx": {"broken_workbook", "no_form"},
        "lặp.ods": {"too_large", "too_costly", "broken_workbook"},
        "bom.zip": {"too_large"},
        "bom.xlsx": {"too_large"},
        "200 MB.xlsx": {"too_large"},
        "200 MB.csv": {"too_large"},
        "triệu dòng trống.xlsx": set(),
        "16000 cột.xlsx": {"too_large"},
        "gộp chồng.xlsx": {"too_large", "too_costly"},
    }


def _zeros(packed: zipfile.ZipFile, name: str, megabytes: int) -> None:
    with packed.open(name, "w", force_zip64=True) as member:
        for _ in range(megabytes):
            member.write(bytes(1 << 20))


def _laughing(content: bytes) -> bytes:
    begin = content.index(b"<w:document")
    return _LAUGHS.replace("x [", "w:document [").encode() + content[begin:].replace(b">ha<", b">&a11;<")


def _replace_part(path: Path, name: str, change: object) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    parts[name] = change(parts[name])  # type: ignore[operator]
    package(path, parts)


def _packed(inbox: Path, good: Iterator[list[list[object]]]) -> Expected:
    """Archives of every kind of trouble; each member is answered for."""
    whole = inbox / "whole"
    inside = _plain(whole, next(good)).read_bytes()
    other = _plain(whole, next(good)).read_bytes()
    nested = package(whole, {"a.xlsx": inside}).read_bytes()
    whole.unlink()
    with zipfile.ZipFile(inbox / "gói.zip", "w") as packed:
        packed.writestr("../../../etc/passwd.xlsx", inside)
        packed.writestr("trong.zip", nested)
        link = zipfile.ZipInfo("liên kết.xlsx")
        link.create_system, link.external_attr = 3, _LINK
        packed.writestr(link, "/etc/passwd")
        name = zipfile.ZipInfo("Quý.xlsx")
        packed.writestr(name, other)
    # The same name twice, as Windows wrote it before Unicode, once with other bytes.
    with zipfile.ZipFile(inbox / "trùng tên.zip", "w") as packed:
        packed.writestr("Bao cao.csv", b"")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            packed.writestr("Bao cao.csv", b"x")
        packed.writestr("B\xe1o.csv", "Kính gửi")
    content = (inbox / "trùng tên.zip").read_bytes()
    old = "Báo.csv".encode("cp1258")
    content = content.replace("B\xe1o.csv".encode(), old + b"_")
    (inbox / "trùng tên.zip").write_bytes(_without_utf8_flag(content))
    zipfile.ZipFile(inbox / "không có gì.zip", "w").close()
    with zipfile.ZipFile(inbox / "nhiều.zip", "w") as packed:
        for number in range(2001):
            packed.writestr(f"{number}", "")
    return {
        "gói.zip": set(),
        "gói.zip/etc/passwd.xlsx": set(),
        "gói.zip/trong.zip": {"nested_archive"},
        "gói.zip/liên kết.xlsx": {"link"},
        "gói.zip/Quý.xlsx": set(),
        "trùng tên.zip": set(),
        "trùng tên.zip/Bao cao.csv": {"empty_file", "no_form"},
        "trùng tên.zip/Báo.csv_": {"no_form"},
        "không có gì.zip": {"empty_archive"},
        "nhiều.zip": {"too_large"},
    }


def _without_utf8_flag(content: bytes) -> bytes:
    """Clear the mark of a Unicode name in the headers of every member."""
    out = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            (flags,) = struct.unpack_from("<H", content, place + at)
            struct.pack_into("<H", out, place + at, flags & ~0x800)
    return bytes(out)


def _cells(inbox: Path, good: Iterator[list[list[object]]]) -> Expected:
    """Formulas that have no number to give."""
    for name, cell in {
        "lỗi.xlsx": b't="e"><f>#REF!</f><v>#REF!</v>',
        "chưa tính.xlsx": b"><f>SUM(A1:A2)</f>",
        "vòng.xlsx": b"><f>D6+1</f><v></v>",
    }.items():
        rows = next(good)
        rows[5][3] = cell
        _plain(inbox / name, rows)
    rows = next(good)
    rows[5][3] = b"><f>[1]S!A1</f><v>1200</v>"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    outside = f'<Relationship Id="r1" Type="{relation}" Target="file:///etc/passwd" TargetMode="External"/>'
    target = f'<Relationships xmlns="{PACKAGE}/relationships">{outside}</Relationships>'
    xlsx(inbox / "ngoài.xlsx", xlsx_rows(rows), parts={"xl/externalLinks/_rels/externalLink1.xml.rels": target})
    return {
        "lỗi.xlsx": {"formula_error"},
        "chưa tính.xlsx": {"not_calculated"},
        "vòng.xlsx": {"not_calculated"},
        "ngoài.xlsx": set(),
    }


def _names(inbox: Path, good: Iterator[list[list[object]]]) -> Expected:
    """Names that few programs think of, and a folder."""
    names = ["hai\ndòng\r.xlsx", "😀 báo cáo 🇻🇳.xlsx", "thư mục/trong.xlsx"]
    (inbox / "thư mục").mkdir()
    for name in names:
        _plain(inbox / name, next(good))
    with open(os.fsencode(inbox) + b"/B\xe1o c\xe1o.csv", "wb") as file:  # noqa: PTH123
        file.write("Kính gửi Sở".encode())
    return {**{name: set() for name in names}, "Báo cáo.csv": {"no_form"}}


def _no_files(inbox: Path, outside: Path) -> Expected:
    """Links, pipes, sockets, devices, what may not be read."""
    secret = outside / "secret.xlsx"
    _plain(secret, ROWS)
    (inbox / "liên kết.xlsx").symlink_to(secret)
    (inbox / "liên kết thư mục").symlink_to(outside)
    (inbox / "liên kết đứt.xlsx").symlink_to(outside / "nothing")
    os.mkfifo(inbox / "ống.xlsx")
    os.mknod(inbox / "ổ cắm.xlsx", 0o140600)
    (inbox / "cấm.xlsx").write_bytes(b"a;b")
    (inbox / "cấm.xlsx").chmod(0)
    (inbox / "thư mục cấm").mkdir(mode=0)
    return {
        "liên kết.xlsx": {"link"},
        "liên kết thư mục": {"link"},
        "liên kết đứt.xlsx": {"link"},
        "ống.xlsx": {"special_file"},
        "ổ cắm.xlsx": {"special_file"},
        "cấm.xlsx": {"unreadable"},
        "thư mục cấm": {"unreadable"},
    }
