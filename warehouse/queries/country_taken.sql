insert into country.provinces values ($province, $publication_no, $published_at, $rules, $build_no, now())
