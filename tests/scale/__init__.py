"""A country on several hosts: see `__main__`."""
