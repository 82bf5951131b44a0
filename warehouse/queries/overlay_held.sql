set variable held_years = $years::integer[]
