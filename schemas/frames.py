"""What the columns of a frame of typed rows are: see `schemas.frame_schema`."""

import polars as pl

VALUE = pl.Decimal(28, 6)
# What is added to a column's name: why its cell could not be read, and what stands in it.
PROBLEM = "__problem"
TEXT = "__text"
