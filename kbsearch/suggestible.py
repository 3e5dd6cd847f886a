"""What can be suggested while a person types, as an index holds it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class SortedKeys:
    """The words of titles and questions, in the order of what a person types to come to them.

    ``text`` holds the folded keys of all words end to end: that of word ``w`` is ``text[starts[w] : starts[w + 1]]``. ``order`` names the words at which a
    suggestion may begin, sorted by the text that starts there, as far as ``KEY_DEPTH`` characters.
    """

    text: str
    starts: Numbers
    order: Numbers


KEY_DEPTH = 200


@dataclass(frozen=True, slots=True)
class SuggestionTable:
    """What can be suggested: entries, each a title or a question, cut into words.

    A particle or a space is a word too, though no suggestion begins there. The last word of each entry is its end: a line break, which nobody types.
    """

    texts: Sequence[str]
    """Of each entry, what is shown: as the writer wrote it, line breaks and other control characters as spaces."""
    articles: Numbers
    """Of each entry."""
    questions: npt.NDArray[np.bool_]
    """Of each entry: whether it is a question, not a title."""
    entries: Numbers
    """Of each word, ascending."""
    spans: Numbers
    """Of each word, shape (words, 2): its half-open range of the entry's text."""
    surfaces: SortedKeys
    """As written."""
    readings: SortedKeys
    """As read: katakana, or letters for a Latin word."""
