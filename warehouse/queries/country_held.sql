select province, publication_no, published_at, rules, build_no, taken_at from country.provinces
