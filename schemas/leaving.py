"""The folder of an export: where what lies."""

MANIFEST = "manifest.json"
FORMAT = 1
PARQUET, VIEWS, ORIGINALS, OUTBOX = "parquet", "views", "originals", "outbox"
SDMX, CODES, DHIS2 = "sdmx", "codes", "dhis2"
VALUES = "values"
# What comes back by each format: the pattern of its files. Figures that were worked out are not among them.
FILES = {SDMX: "values-*.csv", CODES: "by-code-*.csv", DHIS2: "values-*.json"}
