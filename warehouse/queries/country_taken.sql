insert into country.provinces (province, publication_no, published_at, rules, build_no, taken_at, begun_at)
select
    $province,
    $publication_no,
    $published_at,
    $rules,
    $build_no,
    now(),
    (select arg_min(published_at, publication_no) from province.ops.publications)
