"""Files in a format of exchange, as somebody edited them or nobody can mean: told at the cell, or refused whole."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from commands import solieu
from conftest import night
from test_dry_run import book
from test_leaving import asked

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.exchange import uid
from schemas.exchange_codes import element
from schemas.home import Home
from warehouse.store import connected

HEAD = (
    "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,MEASURE,REF_AREA,SUBMITTER,BREAKDOWN,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,\
UNIT_MULT"
)
INSPECTED, POST, INTERNET = "district_193", "inspection_fields-post", "inspection_fields-internet"
GOOD = "dataflow,QNDIC:VALUES(1.0.0),I,parcels,actual,22,post_tien_yen,_T,2014-Q1,{},piece,0"


def one(home: Home, declared: Catalogue, name: str, content: str | bytes) -> dict[str, Any]:
    """What became of one file: its status, rows accepted, and its findings as (cell, check)."""
    (home.inbox / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    steps.take_in(home, declared)
    receipt = asked(home, "from ops.submissions order by receipt_no desc limit 1").to_dicts()[0]
    findings = "select cell, check_name from ops.rejections where submission_id = ?"
    with connected(home.warehouse, read_only=True) as connection:
        found = connection.execute(findings, [receipt["submission_id"]]).fetchall()
    return {"status": receipt["status"], "rows": receipt["rows_accepted"], "found": found}


def test_a_file_that_somebody_edited(home: Home, declared: Catalogue) -> None:
    """Each thing that is wrong costs its row, at its cell; the other rows count, and the sender is told."""
    lines = [
        HEAD,
        GOOD.format(12),
        GOOD.format("1,5").replace("1,5", '"1,5"').replace("Q1", "Q2"),
        GOOD.format(3).replace("Q1", "Q3").replace("parcels", "parcel"),
        GOOD.format(3).replace("2014-Q1", "2014"),
        GOOD.format(3).replace("2014-Q1", "2013-Q4"),
        GOOD.format(3).replace("Q1", "Q4").replace("piece", "kilogram"),
        GOOD.format(3).replace("Q1", "Q4").replace("piece,0", "piece,3"),
        GOOD.format("2.5").replace("Q1", "Q4"),
        GOOD.format(3).replace("Q1", "Q4").replace(",22,", ",999,"),
        GOOD.format(3).replace("Q1", "Q4").replace("_T", "services-ftth"),
        GOOD.format(5).replace("Q1", "Q4"),
        GOOD.format(5).replace("Q1", "Q4"),
        GOOD.format(9).replace("parcels,actual", "telephone_density,actual"),
        GOOD.format("=1+1").replace("Q1", "Q3"),
        GOOD.format("1" * 30).replace("Q1", "Q3"),
    ]
    found = one(home, declared, "a.csv", "\n".join(lines))
    assert dict(found["found"]) == {
        "D4": "unknown_code",
        "D14": "exchange_formula",
        "F10": "unknown_code",
        "H11": "unknown_code",
        "I5": "exchange_period",
        "I6": "item_period",
        "J3": "exchange_number",
        "J9": "not_whole",
        "J12": "duplicate_row",
        "J13": "duplicate_row",
        "J15": "exchange_number",
        "J16": "too_precise",
        "K7": "wrong_unit",
        "L8": "exchange_multiplier",
    }
    assert (found["status"], found["rows"]) == ("accepted_with_rejections", 1)
    answer = next(home.outbox.glob("exchange/*.txt")).read_text(encoding="utf-8")
    assert "J3" in answer and "không phải số viết gọn" in answer
    # The post office's own return, once it is in, stands; another file of the year stands for this one, whole.
    book(
        home.inbox / "b.xlsx",
        [
            ["Báo cáo kết quả hoạt động bưu chính"],
            ["Đơn vị báo cáo: Bưu điện Tiên Yên"],
            ["Kỳ báo cáo: Quý I/2014"],
            ["Chỉ tiêu", "ĐVT", "Thực hiện"],
            ["Sản lượng phát hành báo chí", "Tờ, cuốn", 300],
        ],
    )
    steps.take_in(home, declared)
    assert asked(home, "select indicator, value from core.observations").rows() == [("press_copies", Decimal(300))]
    one(home, declared, "c.csv", "\n".join([HEAD, GOOD.format(7).replace("Q1", "Q2")]))
    assert sorted(asked(home, "select indicator, value from core.observations").rows()) == [
        ("parcels", Decimal(7)),
        ("press_copies", Decimal(300)),
    ]


LINE = "dataflow,QNDIC:VALUES(1.0.0),I,{indicator},{measure},{area},{submitter},{part},{period},{value},{unit},0"
# What a workbook may not say either: indicator, measure, territory, submitter, part, period, value, unit; the check.
FORBIDDEN = [
    ("ftth_new", "actual", "193", "viettel_quang_ninh", "_T", "2014-Q1", -700, "subscription", "below_minimum"),
    ("ftth_new", "actual", "193", "viettel_quang_ninh", "_T", "2014-Q2", 0, "subscription", ""),
    ("population", "actual", "193", "statistics_office", "_T", "2014", -5, "person", "below_minimum"),
    ("population", "actual", "194", "statistics_office", "_T", "2014", 1001, "person", "above_maximum"),
    ("population", "actual", "195", "statistics_office", "_T", "2014", 1000, "person", ""),
    ("parcels", "plan", "22", "planning_office", "_T", "2014", -7, "piece", "below_minimum"),
    ("population", "plan", "22", "planning_office", "_T", "2014", 7, "person", "unknown_code"),
    # A post office may have to give revenue back: one of the layouts of its return has no least value for it.
    ("post_revenue", "actual", "22", "post_tien_yen", "_T", "2014-Q1", -1, "dong", ""),
    ("parcels", "actual", "22", "viettel_quang_ninh", "_T", "2014-Q1", 5, "piece", "wrong_submitter"),
    ("portal_links", "actual", "22", "it_office", "_T", "2014", 5, "website", "other_office"),
    ("portal_links", "actual", "22", "ict_centre", "_T", "2014", 5, "website", ""),
    # Three in breach of two inspected: neither counts. Two of two do.
    ("inspection_in_breach", "actual", "193", INSPECTED, POST, "2014", 3, "organisation", "breach_within_inspected"),
    ("inspection_inspected", "actual", "193", INSPECTED, POST, "2014", 2, "organisation", "breach_within_inspected"),
    ("inspection_in_breach", "actual", "193", INSPECTED, INTERNET, "2014", 2, "organisation", ""),
    ("inspection_inspected", "actual", "193", INSPECTED, INTERNET, "2014", 2, "organisation", ""),
]  # fmt: skip


def test_what_a_form_declares_holds_for_carried_values(home: Home, change: Callable[..., Catalogue]) -> None:
    """Limits, identities and whose figure it is, in SDMX and in DHIS2, each at its cell and in a workbook's words."""
    declared = change("forms/population.yaml", lambda form: form["columns"][1].update(max=1000))
    names = ("indicator", "measure", "area", "submitter", "part", "period", "value", "unit")
    lines = [LINE.format(**dict(zip(names, each[:-1], strict=True))) for each in FORBIDDEN]
    found = one(home, declared, "a.csv", "\n".join([HEAD, *lines]))
    columns = {"unknown_code": "E", "wrong_submitter": "G", "other_office": "D"}
    due = [(f"{columns.get(check, 'J')}{row}", check) for row, (*_, check) in enumerate(FORBIDDEN, start=2) if check]
    assert (found["found"], found["rows"]) == (due, len(FORBIDDEN) - len(due))
    told = asked(home, "select cell, message_vi from ops.rejections")
    words = dict(told.iter_rows())
    assert words["J2"] == "“-700” ở cột “OBS_VALUE” nhỏ hơn mức thấp nhất cho phép (0)."
    assert words["J5"] == "“1001” ở cột “OBS_VALUE” lớn hơn mức cao nhất cho phép (1000)."
    both = (
        "“Số đơn vị, doanh nghiệp, cá nhân có vi phạm” (3) phải không lớn hơn"
        " “Số đơn vị, doanh nghiệp, cá nhân được thanh tra” (2)."
    )
    assert (words["J13"], words["J14"]) == (both, both)
    values = [
        {
            "dataElement": uid("dataElement", element(indicator, measure)),
            "period": period.replace("-", ""),
            "orgUnit": uid("organisationUnit", area),
            "categoryOptionCombo": "" if part == "_T" else uid("categoryOptionCombo", part),
            "attributeOptionCombo": uid("submitter", submitter),
            "value": str(value),
        }
        for indicator, measure, area, submitter, part, period, value, *_ in FORBIDDEN
    ]
    again = one(home, declared, "a.json", json.dumps({"dataValues": values}))
    columns = {"unknown_code": "A", "wrong_submitter": "E", "other_office": "A"}
    due = [(f"{columns.get(check, 'F')}{row}", check) for row, (*_, check) in enumerate(FORBIDDEN, start=1) if check]
    assert (again["found"], again["rows"]) == (due, found["rows"])
    # In a list by codes a value is a sum: of at least 0 it is so too, of at most 1.000 in a district it is not.
    listed = ",,22,x,2014,{},person,A,population\n,,193,x,2014,-5,person,A,population\n"
    codes = one(home, declared, "b.csv", CODES + listed.format(1001))
    assert (codes["found"], codes["rows"]) == ([("F3", "below_minimum")], 1)


def test_a_file_of_a_year_that_is_far_ahead(home: Home, declared: Catalogue) -> None:
    found = one(home, declared, "a.csv", "\n".join([HEAD, GOOD.format(1).replace("2014", "2914")]))
    assert (found["status"], [check for _, check in found["found"]]) == ("rejected", ["period_ahead"])


QUARTER = ",post_tien_yen,_T,2014-Q{},{},piece,0"
RESULT = "dataflow,QNDIC:VALUES(1.0.0),I,parcels,actual,22" + QUARTER
TARGET = "dataflow,QNDIC:VALUES(1.0.0),I,parcels,plan,22,planning_office,_T,2014,{},piece,0"
CORRECTIONS = """select receipt_no, reason_code, cells_changed, rows_added, rows_dropped, material
    from ops.corrections order by receipt_no"""


def test_what_a_correction_by_such_a_file_changes_is_told(home: Home, declared: Catalogue) -> None:
    """Value by value, whatever the format; as of any correction, with its reason and in the trace of what it moved."""
    quarters = [RESULT.format(*each) for each in ((1, 12), (2, 20), (3, 30), (4, 40))]
    (home.inbox / "a.csv").write_text("\n".join([HEAD, *quarters, TARGET.format(100)]), encoding="utf-8")
    night(home, declared)
    # Three values are others, one is left out, one is rejected.
    mended = [RESULT.format(*each) for each in ((1, 13), (2, 22), (4, -1))]
    (home.inbox / "b.csv").write_text("\n".join([HEAD, *mended, TARGET.format(110)]), encoding="utf-8")
    night(home, declared)
    assert asked(home, CORRECTIONS).rows() == [(2, "revises", 3, 0, 2, True)]
    dropped = asked(home, "select message_vi from ops.warnings where check_name = 'rows_dropped'").item()
    assert "csv!4; csv!5" in dropped
    told = solieu(home, "trace", "parcels", "--year", "2014")
    where = "csv!J2 (Bưu điện huyện Tiên Yên, 2014-Q1) trước 12, nay 13"
    assert (where in told, "csv!J4 của số nhận 1" in told, "trước 100, nay 110" in told) == (True, True, False)
    assert "trước 100, nay 110" in solieu(home, "trace", "parcels", "--year", "2014", "--measure", "plan")
    # The same values in another format; one of them provisional; one more of them.
    same = [
        {
            "dataElement": uid("dataElement", element("parcels", measure)),
            "period": period,
            "orgUnit": uid("organisationUnit", "22"),
            "attributeOptionCombo": uid("submitter", submitter),
            "value": value,
        }
        for measure, period, submitter, value in (
            ("actual", "2014Q1", "post_tien_yen", "13"),
            ("actual", "2014Q2", "post_tien_yen", "22"),
            ("actual", "2014Q4", "post_tien_yen", "-1"),
            ("plan", "2014", "planning_office", "110"),
        )
    ]
    assert one(home, declared, "c.json", json.dumps({"dataValues": same}))["status"] == "no_change"
    one(home, declared, "d.json", json.dumps({"dataValues": [same[0] | {"followup": True}, *same[1:]]}))
    one(home, declared, "e.json", json.dumps({"dataValues": [*same, same[0] | {"period": "2014Q3"}]}))
    assert [row[:5] for row in asked(home, CORRECTIONS).rows()[1:]] == [
        (4, "mends", 0, 0, 0),
        (5, "completes", 0, 1, 0),
    ]


CODES = "body,code,territory,territory_name,year,value,unit,status,indicator\n"
HOSTILE: list[tuple[str | bytes, str]] = [
    (HEAD.replace("OBS_VALUE,", "") + "\n" + GOOD.format(1), "exchange_columns"),
    (HEAD + ",INDICATOR\n" + GOOD.format(1), "exchange_columns"),
    (HEAD + "\n" + GOOD.format(1).replace("VALUES", "FIGURES"), "exchange_figures"),
    (HEAD + "\n" + GOOD.format(1).replace("QNDIC:VALUES", "ESTAT:NAMA"), "exchange_flow"),
    (HEAD + "\n" + GOOD.format(1).replace(",I,", ",D,"), "exchange_action"),
    (HEAD + "\n" + GOOD.format(1) + ",,,,", "exchange_text"),
    (HEAD + "\n" + GOOD.format(1) + "\n" + GOOD.format(2).rpartition(",")[0], "exchange_text"),
    ((HEAD + "\n" + GOOD.format(1)).encode().replace(b"actual", b"\xff\xfe"), "exchange_text"),
    ((HEAD + "\n" + GOOD.format(1)).encode("utf-16"), "exchange_encoding"),
    ((HEAD + "\n" + GOOD.format(1)).replace(",", "\t").encode("utf-16-be"), "exchange_encoding"),
    ('{"dataValues": []}'.encode("utf-16"), "exchange_encoding"),
    (HEAD + "\n", "no_rows"),
    (HEAD + "\n" + GOOD.format(1) + "\n" + GOOD.format(1).replace("2014", "2013"), "item_periods"),
    ('{"dataValues": ' + "[" * 200_000, "exchange_json"),
    ('{"period": "2014", "period": "2015", "dataValues": []}', "exchange_json"),
    ('{"dataValues": {"value": "1"}}', "exchange_json"),
    ('{"dataValues": [{"dataElement": "a", "dataElement": "b"}]}', "exchange_entry"),
    ('{"dataValues": [7]}', "exchange_entry"),
    ('{"dataValues": [{"value": 1}, {"dataElement": "abc", "orgUnit": 5, "value": {"a": 1}}]}', "exchange_entry"),
    ('{"dataValues": [{"value": "\\ud800", "period": "2014"}]}', "exchange_entry"),
    ('{"dataValues": [{"value": NaN, "period": "2014", "orgUnit": "x"}]}', "unknown_code"),
    (CODES +
     "ITU,i271,22,x,2014,5,subscription,A,mobile_subscriptions", "exchange_terms"),
    (CODES +
     ",,22,x,2014,2,subscription,A,mobile_prepaid_subscriptions\n"
     ",,22,x,2014,2,subscription,A,mobile_postpaid_subscriptions\n"
     "ITU,i271,22,x,2014,5,subscription,A,mobile_subscriptions", "exchange_differs"),
    (CODES +
     "ITU,i271,22,x,2014,5,subscription,A,mobile_prepaid_subscriptions", "exchange_code"),
]  # fmt: skip


def test_files_that_nobody_can_mean(home: Home, declared: Catalogue) -> None:
    for number, (content, _) in enumerate(HOSTILE):
        (home.inbox / f"{number}").write_bytes(content if isinstance(content, bytes) else content.encode())
    steps.take_in(home, declared)
    found = asked(
        home,
        "select cast(s.file_name as integer), r.check_name, s.status from ops.rejections as r \
        inner join ops.submissions as s on r.submission_id = s.submission_id order by all",
    ).rows()
    assert [check for _, check, _ in found] == [check for _, check in HOSTILE]
    (told,) = asked(home, "select message_vi from ops.rejections where cell = 'A2' and sheet = 'dataValues'").rows()
    assert "thứ 2 trong “dataValues” (dataElement: abc, orgUnit: 5)" in told[0]
    # What the terms of a figure come to is told; they themselves are taken.
    taken = {check for _, check, status in found if status != "rejected"}
    assert taken == {"exchange_differs"}
    assert asked(home, "select indicator from core.carried order by 1").to_series().to_list() == [
        "mobile_postpaid_subscriptions",
        "mobile_prepaid_subscriptions",
    ]
