"""`python -m pipelines.rebuilding YEAR`: a year of a home's figures, built anew, for who drives many homes."""

import sys

from pipelines.night import run_figures
from pipelines.refusals import exit_code
from schemas.home import home


def main(year: int) -> int:
    """0 where the year is built and published, else FAILED or AGAIN; what is wrong goes to the log."""
    try:
        result = run_figures(home().create(), year)
    except Exception as error:
        sys.stderr.write(f"{error}\n")
        return exit_code(type(error).__name__)
    for told in (*result.errors, *result.blocked):
        sys.stderr.write(f"{told}\n")
    return 0 if result.success else result.failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
