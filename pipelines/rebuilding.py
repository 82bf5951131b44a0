"""`python -m pipelines.rebuilding YEAR`: a year of a home's figures, built anew, for who drives many homes."""

import sys

from pipelines.night import run_figures
from schemas.home import home


def main(year: int) -> int:
    """0 where the year is built and published, 2 where it is not; what is wrong goes to the log."""
    result = run_figures(home().create(), year)
    for told in (*result.errors, *result.blocked):
        sys.stderr.write(f"{told}\n")
    return 0 if result.success else 2


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
