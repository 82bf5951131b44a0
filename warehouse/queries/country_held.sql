select province, publication_no, published_at, rules, build_no from country.provinces
