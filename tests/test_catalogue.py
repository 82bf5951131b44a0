"""Every figure of the report's text, against what comes out of the demo's submissions; formulas and their arithmetic.

The text is wrong in places. `TEXT_ERRORS` lists each, with the arithmetic; everything else must agree.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import pytest

from schemas.declarations import Catalogue
from schemas.home import Home
from sources.demo.seed import seed
from warehouse.reading import records
from warehouse.store import connected

MILLION = 1_000_000
Printed = tuple[str, int, str | None, str]

# As printed: (indicator, year, code of its breakdown, figure). Years before 2014 are those of which the text gives
# the figure itself.
COUNTED: list[Printed] = [
    # I. Organisation and staff
    ("leaders_approved", 2014, None, "04"),
    ("leaders", 2014, None, "02"),
    ("specialised_offices", 2014, None, "06"),
    ("public_units", 2014, None, "01"),
    ("office_staff", 2014, "general_office", "12"),
    ("office_staff", 2014, "inspectorate", "04"),
    ("office_staff", 2014, "press_office", "06"),
    ("office_staff", 2014, "post_telecom_office", "04"),
    ("office_staff", 2014, "it_office", "04"),
    ("office_staff", 2014, "planning_office", "04"),
    ("office_staff", 2014, "ict_centre", "17"),
    ("seconded_staff", 2014, None, "03"),
    ("seconded_staff", 2014, "general_office", "01"),
    ("seconded_staff", 2014, "it_office", "01"),
    ("seconded_staff", 2014, "ict_centre", "01"),
    ("rotating_staff", 2014, None, "05"),
    ("rotating_staff", 2014, "press_office", "03"),
    ("rotating_staff", 2014, "post_telecom_office", "02"),
    ("staff_assigned", 2014, None, "52"),
    ("staff_assigned", 2014, "civil_servant", "32"),
    ("staff_assigned", 2014, "public_employee", "17"),
    ("staff_assigned", 2014, "contract_68", "03"),
    ("staff", 2014, None, "53"),
    ("staff", 2014, "civil_servant", "32"),
    ("staff", 2014, "public_employee", "17"),
    ("staff", 2014, "contract_68", "03"),
    ("staff", 2014, "other_contract", "01"),
    ("public_employees", 2014, None, "17"),
    ("public_employees", 2014, "recruited", "14"),
    ("public_employees", 2014, "not_recruited", "03"),
    ("staff_by_degree", 2014, "doctor", "01"),
    ("staff_by_degree", 2014, "master", "07"),
    ("staff_by_degree", 2014, "bachelor", "41"),
    ("staff_by_degree", 2014, "college", "01"),
    ("staff_by_degree", 2014, "intermediate", "02"),
    ("staff_by_political_training", 2014, "high", "13"),
    ("staff_by_political_training", 2014, "intermediate", "03"),
    ("staff_by_political_training", 2014, "elementary", "21"),
    ("schemes", 2014, None, "02"),
    # II.1 Documents
    ("legal_documents", 2014, None, "04"),
    ("legal_documents_submitted", 2014, None, "01"),
    ("master_plans", 2014, None, "01"),
    ("master_plan_outlines", 2014, None, "01"),
    ("annual_plans", 2014, None, "05"),
    ("drafts", 2014, None, "02"),
    # II.2a Press, foreign information, district stations
    ("press_agencies", 2014, None, "03"),
    ("press_bureaus", 2014, None, "28"),
    ("press_meetings", 2014, None, "05"),
    ("press_egov_items", 2014, None, "900"),
    ("press_conferences", 2014, None, "19"),
    ("press_conferences_events", 2014, "economic_zone", "02"),
    ("press_conferences_events", 2014, "carnival", "04"),
    ("press_conferences_events", 2014, "investment", "01"),
    ("press_conferences_events", 2014, "heritage", "03"),
    ("press_cards_new", 2014, None, "14"),
    ("press_cards_reissued", 2014, None, "03"),
    ("sites_reviewed", 2014, None, "327"),
    ("sites_to_license", 2014, None, "11"),
    ("cooperation_agencies", 2014, None, "20"),
    ("cooperation_agencies", 2014, "department", "09"),
    ("cooperation_agencies", 2014, "others", "11"),
    ("district_meetings", 2014, None, "03"),
    ("department_articles", 2014, None, "1300"),
    ("department_articles_published", 2014, None, "100"),
    ("foreign_information_trainees", 2014, None, "50"),
    ("border_posts_surveyed", 2014, None, "08"),
    ("stations", 2014, None, "14"),
    ("stations_own_programmes", 2014, None, "14"),
    ("stations_relaying", 2014, None, "13"),
    ("stations_local_page", 2014, None, "14"),
    ("dao_programmes", 2014, None, "02"),
    # II.2b Publishing
    ("printers", 2014, None, "36"),
    ("distributors", 2014, None, "02"),
    ("licences", 2014, None, "57"),
    ("licences", 2014, "non_commercial", "27"),
    ("licences", 2014, "bulletin", "09"),
    ("licences", 2014, "aggregated_site", "12"),
    ("licences", 2014, "import", "05"),
    ("licences", 2014, "foreign_print", "04"),
    ("permits", 2014, "letter", "07"),
    ("permits", 2014, "conference", "04"),
    ("permits", 2014, "correspondent", "02"),
    ("permits", 2014, "photocopier", "01"),
    ("bulletins", 2014, None, "29"),
    ("special_issues", 2014, None, "02"),
    # II.2c Post
    ("unclaimed_items", 2014, "letters", "35"),
    ("unclaimed_items", 2014, "parcels", "07"),
    ("unclaimed_items", 2014, "packets", "143"),
    ("commune_books", 2014, None, "1.100"),
    ("commune_post_points", 2014, None, "52"),
    ("countryside_dossiers", 2014, None, "18"),
    ("upu_letters", 2014, None, "6.695"),
    ("upu_districts", 2014, None, "14"),
    ("upu_prizes", 2014, None, "01"),
    # II.2d Telecom, internet, spectrum
    ("wifi_points", 2014, None, "106"),
    ("wifi_working", 2014, None, "99"),
    ("wifi_stopped", 2014, None, "07"),
    ("tall_towers", 2014, None, "02"),
    ("data_network_contracts", 2014, None, "02"),
    ("data_network_surveyed", 2014, None, "12"),
    ("base_stations", 2014, None, "26"),
    ("base_stations", 2014, "mobifone_centre_5", "11"),
    ("base_stations", 2014, "viettel_quang_ninh", "9"),
    ("base_stations", 2014, "vietnamobile", "6"),
    ("spectrum_breaches", 2014, None, "11"),
    ("spectrum_stations", 2014, None, "02"),
    ("telephone_new", 2014, None, "684.959"),
    ("telephone_subscriptions", 2014, None, "1.721.878"),
    ("internet_new", 2014, None, "26.278"),
    ("internet_subscriptions", 2014, None, "118.493"),
    ("fixed_wired_new", 2014, None, "2.169"),
    ("fixed_wireless_new", 2014, None, "1.984"),
    ("mobile_postpaid_new", 2014, None, "29.672"),
    ("mobile_prepaid_new", 2014, None, "651.134"),
    ("xdsl_new", 2014, None, "22.915"),
    ("ftth_new", 2014, None, "3.363"),
    # II.2e Information technology
    ("ict_workshop_people", 2014, None, "800"),
    ("ict_readiness_rank", 2014, None, "10"),
    ("provinces_ranked", 2014, None, "63"),
    ("ict_application_rank", 2013, None, "48"),
    ("ict_application_rank", 2012, None, "35"),
    ("portal_channels", 2014, None, "75"),
    ("portal_links", 2014, None, "16"),
    ("portal_articles", 2014, None, "12.936"),
    ("portal_documents", 2014, None, "1.248"),
    ("portal_procedures", 2014, None, "869"),
    ("mail_groups", 2014, None, "122"),
    ("mailboxes", 2014, None, "8.330"),
    ("mail_active", 2014, None, "2.500"),
    ("mail_created", 2014, None, "803"),
    ("mail_passwords", 2014, None, "1.353"),
    ("mail_deleted", 2014, None, "58"),
    ("video_units", 2014, None, "85"),
    ("video_points", 2014, None, "91"),
    # II.3a Inspection
    ("inspection_districts", 2014, None, "09"),
    ("districts", 2014, None, "14"),
    ("inspection_inspected", 2014, None, "146"),
    ("inspection_in_breach", 2014, "post", "08"),
    ("inspection_inspected", 2014, "post", "10"),
    ("inspection_in_breach", 2014, "telecom_it", "02"),
    ("inspection_inspected", 2014, "telecom_it", "34"),
    ("inspection_in_breach", 2014, "spectrum", "12"),
    ("inspection_inspected", 2014, "spectrum", "21"),
    ("inspection_in_breach", 2014, "internet", "39"),
    ("inspection_inspected", 2014, "internet", "41"),
    ("inspection_in_breach", 2014, "broadcasting", "19"),
    ("inspection_inspected", 2014, "broadcasting", "25"),
    ("inspection_fined_units", 2014, None, "05"),
    ("inspection_fined_amount", 2014, None, "8.750.000"),
    ("unplanned_inspections", 2014, None, "02"),
    ("unplanned_inspected", 2014, None, "13"),
    ("publications_seized", 2014, None, "43"),
    ("internet_conference_people", 2014, None, "250"),
    ("petitions", 2014, None, "02"),
    ("petitions_elsewhere", 2014, None, "02"),
    # II.3b Plans and projects
    ("egov_laptops", 2014, None, "40"),
    ("egov_projectors", 2014, None, "02"),
    ("egov_classes", 2014, None, "57"),
    ("egov_classes_planned", 2014, None, "80"),
    ("egov_classes", 2014, "196", "16"),
    ("egov_classes", 2014, "195", "19"),
    ("egov_classes", 2014, "194", "12"),
    ("egov_classes", 2014, "203", "08"),
    ("egov_classes", 2014, "193", "02"),
    ("egov_trainees", 2014, None, "2.600"),
    ("egov_leaflets", 2014, None, "150.000"),
    ("egov_workshops", 2014, None, "02"),
    ("egov_workshop_people", 2014, None, "400"),
    ("signature_systems", 2014, None, "04"),
    ("signatures_planned", 2014, None, "1.800"),
    ("signature_agencies", 2014, None, "36"),
    ("signatures_issued", 2014, None, "1.418"),
    ("signature_agencies_served", 2014, None, "28"),
    ("signatures_received", 2014, None, "745"),
    ("signatures_excess", 2014, None, "363"),
    ("video_rent_years", 2014, None, "05"),
    # II.3c Administration, and what the next year shall bring
    ("staff_trained", 2014, "senior_course", "02"),
    ("staff_trained", 2014, "specialist_course", "02"),
    ("staff_trained", 2014, "senior_exam", "02"),
    ("staff_trained", 2014, "specialist_exam", "01"),
    ("procedure_decisions", 2014, None, "02"),
    ("procedures", 2014, None, "23"),
    ("procedures_at_centre", 2014, None, "23"),
    ("internal_regulations", 2014, None, "04"),
    ("next_year_recruits", 2014, None, "06"),
    ("next_year_classes", 2014, None, "04"),
]
# As printed, in million dong.
MONEY: list[Printed] = [
    ("cooperation_budget", 2014, None, "5.652"),
    ("plan_budget_approved", 2014, "post_telecom", "577"),
    ("plan_budget_allocated", 2014, "it", "377"),
    ("plan_budget_allocated", 2014, "press", "290"),
    ("plan_budget_allocated", 2014, "egov_training", "1.906"),
    ("mail_project_approved", 2014, None, "3.000"),
    ("mail_project_approved", 2014, "central", "664"),
    ("mail_project_approved", 2014, "local", "2.336"),
    ("mail_project_allocated", 2014, None, "2.409"),
    ("mail_project_allocated", 2014, "central", "664"),
    ("mail_project_allocated", 2014, "local", "1.745"),
    ("mail_project_allocated_year", 2014, None, "670"),
    ("signature_project_approved", 2014, None, "3.726"),
    ("signature_project_allocated", 2014, None, "2.230"),
    ("signature_project_allocated_year", 2014, None, "590"),
    ("video_rent", 2014, None, "20.350"),
    ("video_rent_per_year", 2014, None, "4.070"),
    ("video_rent_allocated_year", 2014, None, "2.082"),
]
# As printed: what a stock gained on 2013 (a rank: places won).
GAINED = {"portal_channels": "03", "portal_links": "02", "video_points": "18", "ict_readiness_rank": "3"}
# As printed: shares and percentages, with the decimals of the print.
SHARES: list[Printed] = [
    ("staff_degree_share", 2014, "doctor", "1,92"),
    ("staff_degree_share", 2014, "master", "13,46"),
    ("staff_degree_share", 2014, "bachelor", "78,85"),
    ("staff_degree_share", 2014, "college", "1,92"),
    ("staff_degree_share", 2014, "intermediate", "3,85"),
    ("staff_political_share", 2014, "high", "25"),
    ("staff_political_share", 2014, "intermediate", "5,77"),
    ("staff_political_share", 2014, "elementary", "40,38"),
    ("stations_own_programmes_share", 2014, None, "100"),
    ("stations_relaying_share", 2014, None, "92,8"),
    ("procedures_at_centre_share", 2014, None, "100"),
    ("telephone_density", 2014, None, "157"),
    ("internet_density", 2014, None, "11"),
]
# (indicator, code) -> (printed, right): where the text is wrong, and why. What contradicts an appendix, that says.
TEXT_ERRORS: dict[tuple[str, str | None], tuple[str, str]] = {
    ("stations_relaying_share", None): ("92,8", "92,9"),  # 13 / 14 = 92.857 %, cut off and not rounded
    ("telephone_density", None): ("157", "144"),  # 1,721,878 / 1,199,400 = 143.56; 684,959 / 434,500 planned is 157 %
    ("internet_density", None): ("11", "10"),  # 118,493 / 1,199,400 = 9.88
}
# Said thrice: 8 + 12 + 2 + 39 + 3 + 0 + 19 = 83, in Appendix 3 and in the text's own list (08, 02, 12, 39, 03, 19).
IN_BREACH = ("84", 83)


@pytest.fixture(scope="module")
def published(demo_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's published warehouse."""
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def figures(published: duckdb.DuckDBPyConnection) -> dict[tuple[str, int, str | None], Decimal]:
    """(indicator, year, code) -> the warehouse's figure; no code: the whole."""
    found = {
        (r["indicator"], r["year"], None): r["actual"]
        for r in records(published, "select indicator, year, actual from kpi.indicator_year")
    }
    parts = "select indicator, year, code, actual from kpi.indicator_part_year"
    return found | {(r["indicator"], r["year"], r["code"]): r["actual"] for r in records(published, parts)}


def number(printed: str) -> Decimal:
    """A figure as the text prints it."""
    return Decimal(printed.replace(".", "").replace(",", "."))


Figures = dict[tuple[str, int, str | None], Decimal]


@pytest.mark.parametrize(("printed", "factor"), [(COUNTED, 1), (MONEY, MILLION)], ids=["counted", "money"])
def test_every_figure_of_the_text_comes_out(figures: Figures, printed: list[Printed], factor: int) -> None:
    said = {row[:3]: number(row[3]) * factor for row in printed}
    assert {place: figures.get(place) for place in said} == said


def test_every_share_of_the_text_comes_out_or_is_listed_as_wrong(figures: Figures) -> None:
    for indicator, year, code, said in SHARES:
        wrong, right = TEXT_ERRORS.get((indicator, code), (said, said))
        assert wrong == said, "the list of errors quotes the print"
        step = number(right).normalize().as_tuple().exponent
        got = figures[indicator, year, code].quantize(Decimal((0, (1,), min(int(step), 0))), ROUND_HALF_UP)
        assert got == number(right), indicator


def test_what_was_gained_on_2013(figures: Figures) -> None:
    for indicator, said in GAINED.items():
        gained = figures[indicator, 2014, None] - figures[indicator, 2013, None]
        assert abs(gained) == number(said)
        assert (gained > 0) == (indicator != "ict_readiness_rank")


def test_the_units_in_breach_are_83_and_not_84(figures: Figures) -> None:
    said, right = IN_BREACH
    assert figures["inspection_in_breach", 2014, None] == right == 8 + 12 + 2 + 39 + 3 + 0 + 19
    assert int(said) != right
    # The text's 03/15 in press and publishing together:
    fields = ("press", "publishing")
    assert sum(figures["inspection_in_breach", 2014, field] for field in fields) == 3 + 0
    assert sum(figures["inspection_inspected", 2014, field] for field in fields) == 3 + 12


def test_licences_are_the_five_kinds_and_other_permits_are_none_of_them(figures: Figures) -> None:
    assert figures["licences", 2014, None] == 57 == 27 + 9 + 12 + 5 + 4
    assert figures["permits", 2014, None] == 7 + 4 + 2 + 1


def test_the_demo_s_registers_hold_every_indicator_that_is_reported_by_name(declared: Catalogue) -> None:
    assert set(seed().registers) == set(declared.registered)


def test_the_formulas_of_telecom(figures: Figures) -> None:
    """Sums to the unit; densities per 100 of the 1,199,400 people of 2014, exact to twelve decimals."""
    whole = {code: value for (code, year, part), value in figures.items() if year == 2014 and part is None}
    assert whole["telephone_new"] == 2_169 + 1_984 + 29_672 + 651_134 == 684_959
    assert whole["fixed_telephone_subscriptions"] == 133_202 + 23_758 == 156_960
    assert whole["mobile_subscriptions"] == 160_210 + 1_404_708 == 1_564_918
    assert whole["telephone_subscriptions"] == 156_960 + 1_564_918 == 1_721_878
    assert whole["internet_new"] == 22_915 + 3_363 == 26_278
    assert whole["internet_subscriptions"] == 106_621 + 11_872 == 118_493
    densities = {
        "fixed_telephone_density": 156_960,
        "mobile_density": 1_564_918,
        "telephone_density": 1_721_878,
        "internet_density": 118_493,
    }
    for indicator, subscriptions in densities.items():
        exact = Decimal(subscriptions * 100) / 1_199_400
        assert whole[indicator] == exact.quantize(Decimal("1e-12"), ROUND_HALF_UP)
    assert whole["telephone_density"].quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("143.6")


def test_international_codes_stand_where_the_definition_is_the_same(declared: Catalogue) -> None:
    assert {i.itu: i.code for i in declared.indicators.values() if i.itu} == {
        "i112": "fixed_telephone_subscriptions",
        "i112a": "fixed_wired_subscriptions",
        "i112w": "fixed_wireless_subscriptions",
        "i91": "fixed_telephone_density",
        "i271": "mobile_subscriptions",
        "i911": "mobile_density",
        "i4213tfbb": "internet_subscriptions",
        "i992b": "internet_density",
    }


def test_a_density_names_its_population(published: duckdb.DuckDBPyConnection) -> None:
    query = "select * from kpi.rate_base where indicator = 'telephone_density' and year = 2014"
    (base,) = records(published, query)
    assert (base["base"], base["value"], base["submitter"], base["period"]) == (
        "population",
        1_199_400,
        "statistics_office",
        "2014",
    )
    came = "select received_at from ops.submissions where submission_id = $id"
    assert records(published, came, {"id": base["submission_id"]}) == [{"received_at": base["received_at"]}]


def test_targets_of_sums_and_of_nothing_else(published: duckdb.DuckDBPyConnection) -> None:
    """The plan of a total is the sum of the plans: 2,000 + 2,500 + 30,000 + 400,000."""
    query = "select plan, next_plan, percent_of_plan from kpi.indicator_year where year = 2014 and indicator = $code"
    (total,) = records(published, query, {"code": "telephone_new"})
    assert (total["plan"], total["next_plan"]) == (434_500, 2_000 + 3_000 + 35_000 + 700_000)
    assert total["percent_of_plan"] == (Decimal(68_495_900) / 434_500).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    assert records(published, query, {"code": "telephone_density"})[0]["plan"] is None


def test_parts_add_up_to_the_whole_and_their_shares_to_a_hundred(published: duckdb.DuckDBPyConnection) -> None:
    """By operator, district and code, of every reported indicator and of every sum; shares to their last decimals."""
    query = """
        select p.indicator, p.year, p.dimension, sum(p.actual) as parts, sum(p.share) as share, any_value(y.actual) as y
        from kpi.indicator_part_year as p
        inner join kpi.indicator_year as y on p.indicator = y.indicator and p.year = y.year
        inner join dim.indicators as i on p.indicator = i.code
        where coalesce(i.formula, 'sum') = 'sum'
        group by all
    """
    found = records(published, query)
    assert {row["dimension"] for row in found} == {"submitter", "district", "breakdown"}
    for row in found:
        assert row["parts"] == row["y"], row
        if row["y"]:
            assert abs(row["share"] - 100) < Decimal("1e-9"), row


def test_shares_by_operator_and_densities_by_district(figures: Figures, published: duckdb.DuckDBPyConnection) -> None:
    query = """
        select code, share, maturity from kpi.indicator_part_year
        where indicator = 'base_stations' and dimension = 'submitter' order by share desc
    """
    shares = [(row["code"], row["share"]) for row in records(published, query)]
    assert [code for code, _ in shares] == ["mobifone_centre_5", "viettel_quang_ninh", "vietnamobile"]
    # The department says it of the operators, whose returns it does not rest on.
    assert {row["maturity"] for row in records(published, query)} == {"final"}
    assert shares[0][1] == (Decimal(1100) / 26).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    held = figures["internet_subscriptions", 2014, "193"]
    people = figures["population", 2014, "193"]
    assert figures["internet_density", 2014, "193"] == (held * 100 / people).quantize(Decimal("1e-12"), ROUND_HALF_UP)


def test_the_part_is_never_more_than_its_whole(figures: Figures, declared: Catalogue) -> None:
    pairs = [(i.code, i.of) for i in declared.indicators.values() if i.of]
    assert {"wifi_working", "stations_relaying", "egov_classes", "ict_readiness_rank"} <= {part for part, _ in pairs}
    for part, whole in pairs:
        assert figures[part, 2014, None] <= figures[whole, 2014, None] if part != "ict_application_rank" else True


def test_plans_are_bound_to_a_decision(published: duckdb.DuckDBPyConnection) -> None:
    query = """
        select year, plan_year, value, decision_number, decision_date, counts
        from kpi.plan_versions where indicator = 'telecom_revenue' order by year, plan_year
    """
    found: list[dict[str, Any]] = records(published, query)
    billion = 10**9
    assert [(r["year"], r["plan_year"], r["value"]) for r in found] == [
        (2013, 2013, 1_750 * billion),
        (2013, 2014, 1_900 * billion),
        (2014, 2014, 1_900 * billion),
        (2014, 2015, 2_300 * billion),
    ]
    assert {(r["decision_number"], str(r["decision_date"]), r["counts"]) for r in found[2:]} == {
        ("3416/QĐ-UBND", "2013-12-12", True)
    }
