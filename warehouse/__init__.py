"""The stock: the only place that speaks SQL.

What belongs here: the store and its migrations, models as `.sql` files (path = table = asset),
checks that return guilty rows, publication. What does not: files of submitters, documents, Dagster.
"""
