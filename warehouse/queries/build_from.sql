set variable build_from = list_min($years::integer[]) - 1
