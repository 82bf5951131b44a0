set variable build_to = list_max($years::integer[])
