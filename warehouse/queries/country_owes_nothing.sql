-- The returns are owed to the provinces, which say what is missing.
delete from dim.expected_returns
