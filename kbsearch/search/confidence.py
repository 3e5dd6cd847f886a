"""Whether the first hit deserves to be shown as the answer.

It must reach a good share of the best possible score, and stand out from the second: a customer who is shown one answer should be shown the right one.
"""

from kbsearch.search.profile import RankingProfile
from kbsearch.search.ranking import Ranking


def is_confident(ranking: Ranking, profile: RankingProfile) -> bool:
    """Whether the first article of ``ranking`` is probably the answer."""
    if not ranking.scores or ranking.best_possible <= 0:
        return False
    first = ranking.scores[0]
    second = ranking.scores[1] if len(ranking.scores) > 1 else 0.0
    share, lead = first / ranking.best_possible, (first - second) / ranking.best_possible
    return share + profile.lead * lead >= profile.confidence
