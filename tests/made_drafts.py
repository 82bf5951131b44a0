"""Drafts of reports made from published figures: right ones, and ones with a single wrong number.

`python tests/made_drafts.py PUBLISHED.duckdb [COUNT [SEED]]` prints recall by kind of error, and precision.
The sentences are no report's: several styles, names as people shorten them, places of other provinces in lists.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

from reports.draft.checking import checked
from reports.draft.figures import Figures, Key, published
from reports.draft.passages import blocks_of
from reports.draft.showing import WRONG
from schemas.declarations import catalogue
from schemas.prose import prose

YEAR = 2014
PLACE = "Quảng Ninh"
KINDS = ("swapped", "other_percent", "thousand", "total", "other_row")

# How people call an indicator in a sentence, and its unit there.
NAMES = {
    "press_copies": (
        ("Sản lượng phát hành báo chí", "Phát hành báo chí", "Tổng sản lượng báo chí phát hành"),
        "tờ, cuốn",
    ),
    "ordinary_mail": (("Bưu phẩm thường đi, đến", "Sản lượng bưu phẩm thường trong nước và quốc tế"), "kg"),
    "parcels": (
        ("Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Bưu gửi và hàng gửi chuyển phát nhanh các loại"),
        "cái",
    ),
    "money_orders": (("Thư, điện chuyển tiền", "Thư, điện chuyển tiền quốc tế và liên tỉnh"), "bức"),
    "money_transferred": (("Số tiền chuyển qua bưu điện", "Tổng số tiền chuyển qua bưu điện"), "tỷ đồng"),
    "post_revenue": (("Doanh thu bưu chính, chuyển phát", "Tổng doanh thu bưu chính"), "tỷ đồng"),
    "telecom_revenue": (("Doanh thu viễn thông, Internet", "Doanh thu dịch vụ viễn thông và Internet"), "tỷ đồng"),
    "fixed_wired_new": (("Điện thoại cố định có dây", "Thuê bao cố định có dây", "Cố định có dây"), "thuê bao"),
    "fixed_wireless_new": (("Điện thoại cố định không dây", "Thuê bao cố định không dây"), "thuê bao"),
    "mobile_postpaid_new": (("Điện thoại di động trả sau", "Thuê bao di động trả sau", "Di động trả sau"), "TB"),
    "mobile_prepaid_new": (("Điện thoại di động trả trước", "Thuê bao di động trả trước"), "thuê bao"),
    "xdsl_new": (("Internet băng thông rộng xDSL", "Thuê bao Internet xDSL", "Thuê bao xDSL"), "thuê bao"),
    "ftth_new": (("Thuê bao Internet cáp quang FTTH", "Thuê bao FTTH", "Internet cáp quang FTTH"), "TB"),
}
TELECOM = ("fixed_wired_new", "fixed_wireless_new", "mobile_postpaid_new", "mobile_prepaid_new", "xdsl_new", "ftth_new")
FIELDS = {
    "post": "Bưu chính, chuyển phát",
    "spectrum": "Tần số vô tuyến điện",
    "telecom_it": "Viễn thông, CNTT",
    "internet": "Internet",
    "press": "Báo chí",
    "publishing": "Xuất bản",
    "broadcasting": "Phát thanh, truyền hình",
}
NEUTRAL = (
    "Thực hiện Quyết định số 1755/QĐ-TTg ngày 22/9/2010 của Thủ tướng Chính phủ, Sở đã trình Kế hoạch giai đoạn 2015-2020.",
    "Căn cứ khoản 2 Điều 14 Nghị định số 72/2013/NĐ-CP ngày 15 tháng 7 năm 2013, các đơn vị báo cáo trước ngày 10/12.",
    "Đường dây nóng: 0203.3838.456; họp giao ban lúc 8h30 thứ 2 hằng tuần, lần thứ 12 vào quý III/2014.",
    "Hội nghị có hơn 150 đại biểu tham dự, trao 12 bằng khen và 3 cờ thi đua.",
    "Trong 9 tháng đầu năm 2014, Sở đã ban hành 47 văn bản hướng dẫn theo Thông tư 08/2012/TT-BTTTT.",
)


@dataclass(frozen=True)
class Slot:
    """A number of a draft: as printed; `kind`: amount, percent or total; `factor`: what it counts in; `key`: whose."""

    text: str
    kind: str
    code: str = ""


Line = list[str | Slot]


def vietnamese(value: Decimal, places: int = 0) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,.{places}f}".translate(str.maketrans(",.", ".,"))


class Maker:
    """Writes lines from figures, with one source of chance."""

    def __init__(self, figures: Figures, chance: random.Random) -> None:
        """Keep both, and name the province."""
        self.figures, self.chance = figures, chance
        self.place = PLACE

    def value(self, code: str, measure: str, year: int = YEAR, breakdown: str = "") -> Decimal:
        """The exact figure."""
        found = self.figures.get(Key(code, measure, year, breakdown))
        assert found is not None, (code, measure, year)
        return found

    def amount(self, code: str, measure: str = "actual", year: int = YEAR) -> Slot:
        """A figure in the unit of its sentence."""
        value = self.value(code, measure, year)
        unit = NAMES[code][1]
        if unit == "tỷ đồng":
            billions = value / 10**9
            return Slot(vietnamese(billions, 0 if billions == billions.to_integral_value() else 1), "amount", code)
        return Slot(vietnamese(value), "amount", code)

    def percent(self, code: str) -> Slot:
        """The percent of the plan, with up to two decimals."""
        value = self.value(code, "percent_of_plan")
        return Slot(vietnamese(value, self.chance.choice((0, 0, 1, 2))) + "%", "percent", code)

    def growth(self, code: str) -> tuple[str, Slot]:
        """The direction and the growth."""
        value = self.value(code, "growth")
        word = "tăng" if value > 0 else "giảm"
        return word, Slot(vietnamese(abs(value), self.chance.choice((0, 1, 2))) + "%", "growth", code)

    def name(self, code: str) -> str:
        """One of the names that people use."""
        return self.chance.choice(NAMES[code][0])

    def sentence(self, code: str) -> Line:
        """An indicator in one of five styles."""
        name, unit = self.name(code), NAMES[code][1]
        word, growth = self.growth(code)
        last = self.chance.choice((f"so với năm {YEAR - 1}", "so với cùng kỳ", "so với cùng kỳ năm trước"))
        plan = self.chance.choice(("KH năm", "kế hoạch năm", f"kế hoạch năm {YEAR}", "kế hoạch đề ra"))
        amount, percent = self.amount(code), self.percent(code)
        styles: list[Line] = [
            [
                f"- {name} năm {YEAR} ước đạt ",
                amount,
                f" {unit} (đạt ",
                percent,
                f" {plan}, {word} ",
                growth,
                f" {last}).",
            ],
            [f"- {name}: ", amount, f" {unit}, bằng ", percent, f" {plan}, {word} ", growth, f" {last}."],
            [f"{name} thực hiện ", amount, f" {unit}, {word} ", growth, f" {last} và đạt ", percent, f" {plan}."],
            [
                f"- {name}: kế hoạch năm {YEAR} là ",
                self.amount(code, "plan"),
                f" {unit}, thực hiện ",
                amount,
                f" {unit}, đạt ",
                percent,
                f" kế hoạch; kế hoạch năm {YEAR + 1} là ",
                self.amount(code, "next_plan"),
                f" {unit}.",
            ],
            [
                f"Năm {YEAR}, {name[0].lower() + name[1:] if name[1].islower() else name} trên địa bàn tỉnh {self.place} đạt ",
                amount,
                f" {unit} (năm {YEAR - 1}: ",
                self.amount(code, year=YEAR - 1),
                f" {unit}), {word} ",
                growth,
                ".",
            ],
        ]
        return self.chance.choice(styles)

    def telecom(self, code: str) -> Line:
        """A service: what was gained, its percent of the plan, what is on the network."""
        name, word = (
            self.name(code).lower().replace("thuê bao ", ""),
            self.chance.choice(("phát triển mới", "tăng thêm")),
        )
        stock = self.figures.get(Key(code, "stock", YEAR))
        assert stock is not None
        name = name.replace("internet", "Internet").replace("xdsl", "xDSL").replace("ftth", "FTTH")
        return [
            f"- Thuê bao {name}: {word} ",
            self.amount(code),
            " thuê bao, đạt ",
            self.percent(code),
            " kế hoạch; hiện có trên mạng ",
            Slot(vietnamese(stock), "amount", code),
            " thuê bao.",
        ]

    def inspection(self) -> list[Line]:
        """The inspections, and the units in breach by field."""
        inspected, breach = (self.value(f"inspection_{n}", "actual") for n in ("inspected", "in_breach"))
        fined = self.value("inspection_fined_amount", "actual")
        head: Line = [
            "Sở đã thanh tra ",
            Slot(vietnamese(inspected), "total"),
            " đơn vị, doanh nghiệp, cá nhân; có ",
            Slot(vietnamese(breach), "total"),
            f"/{vietnamese(inspected)} đơn vị vi phạm; tổng số tiền xử phạt vi phạm hành chính ",
            Slot(vietnamese(fined), "total"),
            " đồng.",
        ]
        parts: Line = ["Số đơn vị có vi phạm theo lĩnh vực là ", Slot(vietnamese(breach), "total"), " đơn vị, gồm: "]
        for field, label in FIELDS.items():
            parts += [
                f"{label} ",
                Slot(vietnamese(self.value("inspection_in_breach", "actual", YEAR, field)), "part"),
                " đơn vị; ",
            ]
        return [head, [*parts[:-1], " đơn vị."]]

    def sums(self) -> list[Line]:
        """Sentences that no warehouse knows: a list, a ratio, a budget."""
        sizes = [self.chance.randint(11, 39) for _ in range(self.chance.randint(3, 5))]
        noun = self.chance.choice(("lớp", "buổi", "trạm", "điểm"))
        names = self.chance.sample(("Yên Bình", "Mường Khương", "Tiền Hải", "Phù Cát", "Đầm Dơi", "Sa Pa"), len(sizes))
        listed: Line = ["- Đã tổ chức ", Slot(str(sum(sizes)), "total"), f" {noun} tại các huyện ("]
        for i, (size, name) in enumerate(zip(sizes, names, strict=True)):
            listed += [f"{'; ' if i else ''}{name} ", Slot(str(size), "part"), f" {noun}"]
        top, base = self.chance.randint(11, 60), self.chance.randint(61, 99)
        share = Decimal(top) / base * 100
        ratio: Line = [
            "- Có ",
            Slot(str(top), "part"),
            f"/{base} xã (",
            Slot(vietnamese(share, 1) + "%", "ratio"),
            ") hoàn thành việc số hoá.",
        ]
        one, two = self.chance.randint(201, 899), self.chance.randint(1001, 2999)
        money: Line = [
            "- Tổng mức đầu tư là ",
            Slot(vietnamese(Decimal(one + two)), "total"),
            " triệu đồng (ngân sách trung ương ",
            Slot(vietnamese(Decimal(one)), "part"),
            " triệu đồng, ngân sách địa phương ",
            Slot(vietnamese(Decimal(two)), "part"),
            " triệu đồng).",
        ]
        return [[*listed, ")."], ratio, money]

    def table(self) -> list[Line]:
        """A table of five indicators."""
        heads = self.chance.choice(
            (
                (
                    f"Kế hoạch năm {YEAR}",
                    f"Thực hiện năm {YEAR}",
                    "Tỷ lệ đạt so với KH (%)",
                    f"Kế hoạch năm {YEAR + 1}",
                ),
                (f"KH {YEAR}", "Kết quả", "% KH", f"KH {YEAR + 1}"),
            )
        )
        top: Line = ["|".join(["", "STT", "Chỉ tiêu", "ĐVT", *heads, ""])]
        rows: list[Line] = [top]
        codes = self.chance.sample(sorted(NAMES), 5)
        for i, code in enumerate(codes, start=1):
            percent = Slot(vietnamese(self.value(code, "percent_of_plan"), 1), "percent", code)
            row: Line = [f"|{i}|{NAMES[code][0][0]}|{NAMES[code][1]}|", self.amount(code, "plan"), "|"]
            row += [self.amount(code), "|", percent, "|", self.amount(code, "next_plan"), "|"]
            rows.append(row)
        return rows

    def draft(self) -> list[Line]:
        """A draft of some dozen lines."""
        lines: list[Line] = [
            [f"BÁO CÁO TỔNG KẾT CÔNG TÁC NĂM {YEAR}"],
            [f"Sở Thông tin và Truyền thông tỉnh {self.place} báo cáo kết quả như sau."],
            ["1. Bưu chính và viễn thông"],
        ]
        lines += [self.sentence(code) for code in self.chance.sample(sorted(NAMES), 5)]
        lines += [self.telecom(code) for code in self.chance.sample(TELECOM, 2)]
        lines += [[self.chance.choice(NEUTRAL)], ["2. Thanh tra, kiểm tra"], *self.inspection()]
        lines += [["3. Công tác khác"], *self.chance.sample(self.sums(), 2), [self.chance.choice(NEUTRAL)], [""]]
        return [*lines, *self.table()]


def text_of(line: Line) -> str:
    return "".join(part.text if isinstance(part, Slot) else part for part in line)


def spoilt(maker: Maker, lines: Sequence[Line], kind: str) -> tuple[list[Line], int, str] | None:
    """The draft with one wrong number of a kind, its line and how it is printed; None where none can be made."""
    places = [(n, i) for n, line in enumerate(lines) for i, part in enumerate(line) if isinstance(part, Slot)]
    maker.chance.shuffle(places)
    for n, i in places:
        slot = lines[n][i]
        assert isinstance(slot, Slot)
        wrong = _wrong(maker, slot, kind)
        if wrong and wrong != slot.text:
            made = [list(line) for line in lines]
            made[n][i] = Slot(wrong, slot.kind, slot.code)
            return made, n, wrong
    return None


def _wrong(maker: Maker, slot: Slot, kind: str) -> str | None:
    if kind == "swapped":
        return _swapped(slot.text, maker.chance)
    if kind == "other_percent" and slot.kind == "percent":
        others = [maker.value(code, "percent_of_plan") for code in NAMES if code != slot.code]
        places = len(slot.text.rstrip("%").partition(",")[2])
        other = vietnamese(maker.chance.choice(others), places)
        return other + "%" * slot.text.endswith("%") if abs(_number(other) - _number(slot.text)) >= 2 else None
    if kind == "thousand" and slot.kind in ("amount", "total") and _number(slot.text) >= 10:
        return slot.text + ".000" if "," not in slot.text else None
    if kind == "total" and slot.kind == "total":
        return vietnamese(_number(slot.text) + maker.chance.choice((-2, -1, 1, 3)))
    if kind == "other_row" and slot.kind == "amount" and NAMES[slot.code][1] in ("thuê bao", "TB"):
        return maker.amount(maker.chance.choice([c for c in TELECOM if c != slot.code])).text
    return None


def _number(text: str) -> Decimal:
    return Decimal(text.rstrip("%").replace(".", "").replace(",", "."))


def _swapped(text: str, chance: random.Random) -> str | None:
    """Two neighbouring digits that differ change places; the first stays no zero."""
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    pairs = [(a, b) for a, b in pairs if not (a == digits[0] and text[b] == "0")]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    swapped = list(text)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return "".join(swapped)


@dataclass
class Tally:
    """What was found of what was wrong, and what was flagged though right."""

    wrong: Counter[str]
    found: Counter[str]
    flagged_wrong: int = 0
    flagged: int = 0
    figures: int = 0

    @property
    def recall(self) -> float:
        """Of the wrong numbers, the share that was found."""
        return self.found.total() / self.wrong.total()

    @property
    def precision(self) -> float:
        """Of the flagged numbers, the share that was wrong."""
        return 1 - self.flagged_wrong / self.flagged if self.flagged else 1.0


def measured(figures: Figures, count: int, seed: int) -> tuple[Tally, list[str]]:
    """Judge `count` drafts, every fifth without an error; the tally and the lines that went wrong."""
    declared, words = catalogue(), prose()
    tally, missed = Tally(Counter(), Counter()), []
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        maker = Maker(figures, chance)
        lines = maker.draft()
        kind = KINDS[number % 5] if number % 6 else ""
        made = spoilt(maker, lines, kind) if kind else None
        lines, place, wrong = made or (lines, -1, "")
        judged = checked(
            list(blocks_of([(n, text_of(line)) for n, line in enumerate(lines)])), declared, words, figures
        )
        tally.figures += len(judged)
        hit = False
        for each in (each for each in judged if each.finding.verdict in WRONG):
            line, _ = each.passage.place(each.finding.claim.number.start)
            tally.flagged += 1
            itself = each.finding.verdict == "contradicts_itself"
            here = line == place and (itself or each.finding.claim.number.text.startswith(wrong))
            hit = hit or here
            if not here:
                tally.flagged_wrong += 1
                said = f"{each.finding.claim.number.text} -> {each.finding.expected} {each.finding.why}"
                missed.append(f"flagged though right: {said} | {text_of(lines[line])}")
        if made:
            tally.wrong[kind] += 1
            tally.found[kind] += hit
            if not hit:
                missed.append(f"not found: {kind} {wrong} | {text_of(lines[place])}")
    return tally, missed


def main(arguments: Sequence[str]) -> Iterator[str]:
    count, seed = (int(arguments[1]) if len(arguments) > 1 else 500), (int(arguments[2]) if len(arguments) > 2 else 1)
    tally, missed = measured(published(Path(arguments[0])), count, seed)
    yield from missed[:25]
    for kind in KINDS:
        yield f"{kind:15} {tally.found[kind]:>5} of {tally.wrong[kind]:>5}"
    yield f"recall {tally.recall:.1%}, precision {tally.precision:.1%}"
    yield f"{tally.figures} figures, {tally.flagged} flagged"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in main(sys.argv[1:]))
