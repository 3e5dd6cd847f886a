"""BM25F: what a term gives an article, by how often it stands there, how long the article is and how rare the term is.

An occurrence counts its field's weight, then saturates (``k1``) and is normed by length (``b``); rare terms count more (``rarity_power`` above 1 sharpens that).
Source: Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond (2009), with one ``b`` for all fields. What a term gives does not depend on the
query, so the index holds it ready.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Field, Weights

Rarities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Similarity:
    """The numbers of BM25F for one language."""

    k1: float
    b: float
    rarity_power: float
    fields: Mapping[Field, float]

    def norms(self, lengths: Weights) -> Weights:
        """Return what each article's length adds to the frequency it saturates at."""
        mean = float(lengths.mean()) if len(lengths) else 0.0
        normed: Weights = (self.k1 * (1 - self.b + self.b * lengths / (mean or 1.0))).astype(np.float32)
        return normed

    def rarities(self, articles: npt.NDArray[np.integer], size: int) -> Rarities:
        """Return the sharpened inverse document frequency of terms that ``articles`` of ``size`` have; always positive.

        A term that none has is worth as much as one that a single article has.
        """
        odds = _log_odds(np.maximum(articles, 1), size)
        sharpened: Rarities = odds * (odds / _log_odds(np.array(1), size)) ** (self.rarity_power - 1)
        return sharpened

    def saturated(self, frequencies: npt.NDArray[np.floating], norms: Weights) -> npt.NDArray[np.floating]:
        """Return what frequencies are worth; at most ``most``."""
        worth = frequencies + norms
        np.divide(frequencies, worth, out=worth)  # in place: there may be ten million
        worth *= self.k1 + 1
        return worth

    @property
    def most(self) -> float:
        """What endless occurrences of a term would be worth."""
        return self.k1 + 1


def _log_odds(articles: npt.NDArray[np.integer], size: int) -> Rarities:
    odds: Rarities = np.log(1 + (max(size, 1) - articles + 0.5) / (articles + 0.5))
    return odds
