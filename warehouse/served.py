"""What a select over the network may be made of: functions that work on what they are given and on nothing else.

None of them waits, writes, tells settings or paths, or shows what others ask. A select that needs another one is
refused; add it here when it is as harmless.
"""

# Rows from numbers, lists and JSON; and what DuckDB's own client asks for when it attaches.
_ROWS = """
range generate_series unnest json_each json_tree
duckdb_tables duckdb_views duckdb_columns duckdb_schemas pragma_table_info
"""
_OPERATORS = "+ - * / // % ** ^ & | ~ << >> @ || ~~ !~~ ~~* !~~* ~~~ -> ->> @> <@ && ^@"
_TOGETHER = """
count count_star count_if sum fsum kahan_sum favg sum_no_overflow avg mean min max median mode product
first last any_value arbitrary arg_min arg_max min_by max_by arg_min_null arg_max_null bool_and bool_or bit_and bit_or
bit_xor string_agg group_concat listagg list array_agg histogram approx_count_distinct approx_quantile
quantile quantile_cont quantile_disc mad stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop
covar_samp regr_slope regr_intercept regr_r2 regr_count regr_avgx regr_avgy skewness kurtosis entropy
row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value nth_value
"""
_NUMBERS = """
abs ceil ceiling floor round round_even trunc sign sqrt cbrt exp ln log log2 log10 pow power mod fmod divide multiply
add subtract fdiv greatest least even factorial gcd lcm pi degrees radians sin cos tan asin acos atan atan2 cot
isnan isinf isfinite equi_width_bins
"""
_TEXTS = """
lower upper lcase ucase length len strlen char_length character_length substring substr substring_grapheme left right
trim ltrim rtrim replace reverse repeat lpad rpad concat concat_ws contains starts_with ends_with prefix suffix
instr strpos position split string_split str_split string_to_array split_part string_split_regex str_split_regex
regexp_matches regexp_full_match regexp_extract regexp_extract_all regexp_replace regexp_split_to_array
regexp_escape like_escape ilike_escape not_like_escape not_ilike_escape format printf ascii chr unicode ord
strip_accents nfc_normalize translate levenshtein editdist3 damerau_levenshtein jaccard jaro_similarity
jaro_winkler_similarity hash md5 sha1 sha256 to_base64 from_base64 hex unhex bar format_bytes
"""
_DATES = """
now today current_date get_current_time current_localtimestamp get_current_timestamp transaction_timestamp
date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub date_add age strftime strptime try_strptime
make_date make_time make_timestamp year month day quarter week weekday dayofweek isodow dayofmonth dayofyear
weekofyear isoyear yearweek decade century hour minute second millisecond microsecond epoch epoch_ms last_day monthname
dayname time_bucket to_years to_months to_weeks to_days to_hours to_minutes to_seconds to_timestamp timezone
"""
_NESTED = """
list_value list_pack list_transform list_apply array_transform list_filter array_filter list_reduce list_contains
list_has list_position list_extract list_element array_extract list_slice array_slice list_concat list_cat
list_append list_prepend list_sort array_sort list_reverse_sort list_reverse list_distinct list_unique list_aggregate
list_aggr list_sum list_avg list_min list_max list_count list_first list_last list_any_value list_string_agg
list_zip array_length cardinality flatten array_to_string list_has_any list_has_all list_intersect
row struct_pack struct_extract struct_extract_at struct_insert struct_keys map map_extract map_keys map_values
map_entries map_from_entries element_at
to_json json_extract json_extract_path json_extract_string json_extract_path_text json_value json_array_length
json_keys json_object json_array json_type json_valid
"""
_WHETHER = "nullif constant_or_null typeof"

FUNCTIONS = frozenset(" ".join([_ROWS, _OPERATORS, _TOGETHER, _NUMBERS, _TEXTS, _DATES, _NESTED, _WHETHER]).split())
# Views of DuckDB's own, which tell where files lie, what is set and what was logged; no relation of ours begins so.
SYSTEM = ("duckdb_", "pragma_", "pg_", "sqlite_")
