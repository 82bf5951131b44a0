"""The belt: Dagster assets, checks, partitions and schedules, and the steps that they call.

`steps` and `night` know no Dagster, so that the command line can say much without loading it.
"""
