-- What an earlier release took over has not when that home made its first publication.
update country.provinces
set begun_at = (select arg_min(published_at, publication_no) from province.ops.publications)
where
    province = $province
    and begun_at is null
    and exists (
        select 1
        from province.ops.publications as p
        where p.publication_no = provinces.publication_no and p.published_at = provinces.published_at
    )
