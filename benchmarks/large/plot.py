"""Draws lines of microseconds a row by number of rows, with what `.venv-bench` has for it."""

import json
import sys

from matplotlib.figure import Figure

if __name__ == "__main__":
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    for side, points in json.loads(sys.argv[1]).items():
        axes.plot(*zip(*points, strict=True), marker="o", label=side)
    axes.set(xscale="log", xlabel="rows", ylabel="microseconds a row", ylim=(0, None))
    axes.legend()
    figure.savefig(sys.argv[2], metadata={"Date": None})
