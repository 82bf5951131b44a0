"""Everything that Dagster loads for the country that `SOLIEU_COUNTRY` names."""

from pipelines.country_assets import definitions
from schemas.country import country

defs = definitions(country())
