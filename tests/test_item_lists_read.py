"""Lists of postal items: read alike as Parquet and as text; what a crash and a restore leave; their declarations."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_files import counts, kept, told
from item_lists import SUMS, item, parquet, sent, text

from pipelines import items, steps
from pipelines.backing_up import back_up
from pipelines.restoring import restore
from pipelines.trying import dry_run
from schemas.consistency import problems
from schemas.declarations import Catalogue
from schemas.home import Home

_CELL = {
    0: st.sampled_from(["RR000000001VN", "RR000000002VN", "", None]),
    1: st.sampled_from(["post_ha_long", "Bưu điện TP Hạ Long", "post_cam_pha", "?"]),
    2: st.sampled_from(["2014-02", "03/2014", "2014-07", "2014-13"]),
    3: st.sampled_from(["press", " EMS ", "thư thường", "telegram", ""]),
    4: st.one_of(st.none(), st.integers(-1, 5)),
    5: st.one_of(st.none(), st.integers(-1, 10**17)),
    6: st.one_of(st.none(), st.integers(-1, 2**31 - 1)),
}
_CHANGES = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 6)).flatmap(lambda at: st.tuples(st.just(at), _CELL[at[1]])),
    max_size=5,
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_CHANGES)
def test_both_ways_of_reading_agree(home: Home, declared: Catalogue, tmp_path: Path, changes: list[Any]) -> None:
    """Of any list: every row accepted or rejected, the same ones in both dresses, and the accepted ones added up."""
    rows = [list(item(n)) for n in range(12)]
    for (row, column), value in changes:
        rows[row][column] = value
    found = {}
    for write, first in ((parquet, 1), (text, 2)):
        name = f"{os.urandom(8).hex()}.{write.__name__}"
        receipt = sent(home, declared, write(tmp_path / name, [tuple(row) for row in rows]))
        if receipt["status"] == "duplicate":
            return  # Hypothesis tries the same file twice.
        places = {(cell[0], int(cell[1:]) - first, check) for cell, check, _ in told(receipt)}
        read, accepted, rejected, _ = counts(receipt)
        assert (read, rejected) == (12, len({row for _, row, _ in places}))
        mine = kept(home, SUMS.replace("order", f"where submission_id = '{receipt['submission_id']}' order"))
        left = [row for n, row in enumerate(rows) if n not in {place for _, place, _ in places}]
        assert sum(row["rows_added"] for row in mine) == accepted == len(left)
        assert sum(row["quantity"] for row in mine) == sum(1 if row[4] is None else row[4] for row in left)
        assert sum(int(row["amount"]) for row in mine) == sum(row[5] or 0 for row in left)
        assert sum(int(row["revenue"]) for row in mine) == sum(row[6] for row in left)
        found[write] = (places, mine, receipt["period"], receipt["submitter"])
    assert found[parquet] == found[text]


def test_a_load_cut_short_a_trial_and_a_restore(
    home: Home, declared: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    file = parquet(tmp_path / "gửi.parquet", [*(item(n) for n in range(9)), item(9, _6=-1)])
    [tried] = dry_run(home, declared, [file], patience=60).receipts
    assert (counts(tried), told(tried)) == ((10, 9, 1, 0), [("G10", "below_minimum", "-1")])
    with monkeypatch.context() as patched:
        patched.setattr(items, "load", cut)
        with pytest.raises(KeyboardInterrupt):
            sent(home, declared, file)
    assert not kept(home, "from core.postal_item_list") + kept(home, "from ops.receipts")
    assert steps.take_in(home, declared).received == {"accepted_with_rejections": 1}
    before = kept(home, "from core.postal_item_list order by row")
    assert [row["rows_added"] for row in before] == [2, 2, 2, 3]  # Orders, mail, parcels, press.
    back_up(home, tmp_path / "backup", declared)
    restored = restore(Home(tmp_path / "restored"), tmp_path / "backup", declared)
    assert (restored.receipts, restored.otherwise) == (1, [])
    assert kept(Home(tmp_path / "restored"), "from core.postal_item_list order by row") == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layout_of": "register"}, "its senders and frequency must be those of 'register'"),
        ({"layout_of": "postal"}, "'postal' is no form that it could be a layout of"),
    ],
)
def test_a_list_is_a_layout_of_a_return_that_is_owed(declared: Catalogue, changed: dict[str, Any], said: str) -> None:
    form = declared.items["postal_item_list"]
    wrong = replace(declared, items={**declared.items, form.code: form.model_copy(update=changed)})
    assert any(said in problem for problem in problems(wrong))


@pytest.mark.parametrize(
    ("column", "changed", "said"),
    [
        ("quantity", {"default": 0}, "what a blank cell says (0)"),
        ("kind", {"role": "note"}, "are not added up by 'kind'"),
        ("office", {"list": "postal_kinds"}, "or a column does, with the list 'post_office'"),
    ],
)
def test_what_cannot_be_added_up_is_refused(
    declared: Catalogue, column: str, changed: dict[str, Any], said: str
) -> None:
    form = declared.items["postal_item_list"]
    columns = tuple(each.model_copy(update=changed) if each.name == column else each for each in form.columns)
    changed_form = form.model_copy(update={"columns": columns})
    wrong = replace(declared, items={**declared.items, form.code: changed_form})
    assert any(said in problem for problem in problems(wrong))
