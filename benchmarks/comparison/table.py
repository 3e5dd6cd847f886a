"""Writes what was measured as Markdown."""

from collections.abc import Iterator, Sequence

from benchmarks.comparison.measurement import Measured

COLUMNS = ("p50 ms", "p95 ms", "p99 ms", "p50 ÷ Tantivy", "p95 ÷ Tantivy", "build s", "disk MB", "memory MB")


def figures(measured: Measured) -> Iterator[str]:
    """Yield the lines of a table with a row for each engine."""
    yield from _head("engine", COLUMNS)
    reference = measured.reference()
    for row in measured.rows:
        ratios = [f"{row.p50 / reference.p50:.2f}", f"{row.p95 / reference.p95:.2f}"] if reference else ["–", "–"]
        sizes = [f"{row.disk / 1e6:.1f}", f"{row.memory / 1e6:.0f}"]
        yield _line([row.engine.name, *map(_time, (row.p50, row.p95, row.p99)), *ratios, f"{row.build_seconds:.1f}", *sizes])


def growth(measured: Sequence[Measured]) -> Iterator[str]:
    """Yield the lines of a table of p50 with a column for each number of articles."""
    yield from _head("p50 ms at … articles", [f"{each.articles:,}" for each in measured])
    for rows in zip(*(each.rows for each in measured), strict=True):
        yield _line([rows[0].engine.name, *(_time(row.p50) for row in rows)])


def _head(first: str, columns: Sequence[str]) -> Iterator[str]:
    yield _line([first, *columns])
    yield _line(["---", *["--:"] * len(columns)])


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.3f}" if milliseconds < 1 else f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:.0f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
