"""Makes any number of articles of a smaller set's sentences."""

import random
import re
from collections.abc import Iterator, Sequence

from kbsearch.evaluation.judgments import Document

_SENTENCE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")


def resampled(documents: Sequence[Document], count: int, seed: int = 4) -> Iterator[Document]:
    """Yield ``count`` documents, the same for the same seed, and the first ones of any greater ``count``.

    Each has a document's title and the first half of its sentences, and the second half of another one's.
    """
    chosen = random.Random(seed)  # noqa: S311 - drawn the same each time, not a secret
    sentences = [_SENTENCE.findall(document.text) for document in documents]
    for number in range(count):
        first, second = chosen.randrange(len(documents)), chosen.randrange(len(documents))
        beginning, end = sentences[first], sentences[second]
        text = "".join([*beginning[: (len(beginning) + 1) // 2], *end[(len(end) + 1) // 2 :]])
        yield Document(f"r{number:06}", documents[first].title, text)
