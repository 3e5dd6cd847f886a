"""How unlikely it is that a word was typed for another: the cheapest way from one to the other, some errors counting less than others."""

from typing import Protocol


class Errors(Protocol):
    """What each error costs; 1 is an error like any other."""

    transposition: float

    def substitution(self, typed: str, meant: str) -> float:
        """Return the cost of one letter instead of another."""

    def surplus(self, typed: str, place: int) -> float:
        """Return the cost of the letter at ``place``, which was not meant."""

    def missing(self, meant: str, place: int) -> float:
        """Return the cost of not having typed the letter at ``place``."""


def edit_cost(typed: str, meant: str, errors: Errors) -> float:
    """Return the cost of the cheapest edits between two words (optimal string alignment with weights).

    Only the part between their common beginning and end is compared: words that are near differ in a few letters.
    """
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(meant)) - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    rows = range(start, len(typed) - end)
    columns = range(start, len(meant) - end)
    before: list[float] = []
    row = [0.0]
    for j in columns:
        row.append(row[-1] + errors.missing(meant, j))
    for i in rows:
        following = [row[0] + errors.surplus(typed, i)]
        for n, j in enumerate(columns):
            replaced = row[n] + (0.0 if typed[i] == meant[j] else errors.substitution(typed[i], meant[j]))
            cheapest = min(replaced, row[n + 1] + errors.surplus(typed, i), following[n] + errors.missing(meant, j))
            if i > start and j > start and typed[i] == meant[j - 1] and typed[i - 1] == meant[j]:
                cheapest = min(cheapest, before[n - 1] + errors.transposition)
            following.append(cheapest)
        before, row = row, following
    return row[-1]
