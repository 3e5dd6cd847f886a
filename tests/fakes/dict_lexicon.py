"""A Lexicon over a dictionary of counts."""

from collections.abc import Mapping, Sequence

from kbsearch.ports import Written


class DictLexicon:
    """Implements Lexicon. ``counts``: (term, form) -> occurrences; ``articles``: term -> how many have it, where that is not 1."""

    def __init__(self, counts: Mapping[tuple[str, str], int], articles: Mapping[str, int] | None = None) -> None:
        self._written = [Written(term, form, count) for (term, form), count in counts.items()]
        self._articles = dict.fromkeys((written.term for written in self._written), 1) | dict(articles or {})

    @classmethod
    def of(cls, **counts: int) -> "DictLexicon":
        """Return a lexicon in which each word's term is the word itself."""
        return cls({(word, word): count for word, count in counts.items()})

    def articles(self, term: str) -> int:
        return self._articles.get(term, 0)

    def read_as(self, form: str) -> Sequence[Written]:
        return sorted((w for w in self._written if w.form == form), key=lambda w: (-w.count, w.term))

    def written(self, term: str) -> Sequence[Written]:
        return sorted((w for w in self._written if w.term == term), key=lambda w: (-w.count, w.form))

    def forms(self) -> Sequence[str]:
        return sorted({w.form for w in self._written})

    def borrowed(self, origin: str) -> Sequence[str]:
        return ()
