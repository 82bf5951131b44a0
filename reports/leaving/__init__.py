"""Figures in the formats of others: SDMX, DHIS2, a list by international codes."""
