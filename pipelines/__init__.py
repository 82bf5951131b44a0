"""The belt: Dagster assets, checks, partitions and schedules, and the steps that they call.

`steps` and `night` know no Dagster, so that the command line can say much without loading it.
"""

import gc

# Imports, declarations and Dagster's definitions are some hundred thousand objects that stay. To look through them for
# garbage after every 700 new ones, as Python would, is a tenth of what a night without news costs.
gc.set_threshold(50_000, 20, 100)
