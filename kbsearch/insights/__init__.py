"""What is recorded of how the help centre is used, and what is learned from it."""

from kbsearch.insights.events import Reason
from kbsearch.insights.insights import Insights

__all__ = ["Insights", "Reason"]
