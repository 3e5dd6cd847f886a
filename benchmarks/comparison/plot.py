"""Draws p50 against the number of articles as an SVG."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.comparison.measurement import Measured


def draw(measured: Sequence[Measured], file: Path) -> None:
    """Write the plot into ``file``, both axes logarithmic."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # the same figures give the same file; texts stay texts
    with mpl.rc_context({"svg.hashsalt": "kbsearch", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(8, 6), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot(xscale="log", yscale="log", xlabel="articles", ylabel="p50, ms a query")
        for rows in zip(*(each.rows for each in measured), strict=True):
            name = rows[0].engine.name.replace("`", "")
            style = "-" if name.startswith("kbsearch") else "--"
            axes.plot([each.articles for each in measured], [row.p50 for row in rows], style, marker="o", label=name)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.grid(alpha=0.3)
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        figure.savefig(file, format="svg", metadata={"Date": None})
