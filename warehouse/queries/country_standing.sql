select province, publication_no, published_at, rules, taken_at from country.provinces
