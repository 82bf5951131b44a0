"""The words: what may be said.

Declarations in YAML (units, code lists, districts, submitters, indicators, forms, appendices,
messages, tables) and the few readers that turn them into frozen records and pandera schemas.
What belongs here: names, labels, units, ranges, dates. What does not: files, SQL, figures.
"""
