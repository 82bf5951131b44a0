select province, publication_no, published_at, rules from country.provinces
