"""A SearchIndex over lists and loops: what the columns must agree with."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from kbsearch.model import Article, Audience, Token
from kbsearch.ports import PASSAGE_GAP, Field, Impacts, Numbers, Passage, TokenColumns, Weights, Written
from kbsearch.similarity import Similarity
from kbsearch.suggestible import SuggestionTable
from tests.fakes.memory_suggestions import suggestion_table


class MemoryIndex:
    """Implements SearchIndex."""

    def __init__(
        self,
        locale: str,
        documents: Iterable[tuple[Article, Sequence[Passage]]],
        similarity: Similarity,
        origin: Callable[[str], str] = lambda _: "",
    ) -> None:
        self.locale = locale
        self.origin = origin
        self._documents = sorted(documents, key=lambda document: (document[0].id, document[0].file))
        self._similarity = similarity
        self._weights = weights = similarity.fields
        self.size = len(self._documents)
        self.lengths: Weights = np.array(
            [sum(weights[p.field] * len(p.tokens) for p in passages) for _, passages in self._documents], dtype=np.float32
        )
        self.mean_length = float(self.lengths.mean()) if self.size else 0.0

    def frequencies(self, term: str) -> tuple[Numbers, Weights]:
        counts = [
            sum(self._weights[p.field] for p in passages for token in p.tokens if token.term == term)
            for _, passages in self._documents
        ]
        found = [(number, count) for number, count in enumerate(counts) if count]
        return (
            np.array([number for number, _ in found], dtype=np.uint32),
            np.array([count for _, count in found], dtype=np.float32),
        )

    def impacts(self, term: str) -> Impacts:
        numbers, frequencies = self.frequencies(term)
        norms = self._similarity.norms(self.lengths)[numbers]
        rarity = float(self._similarity.rarities(np.array(len(numbers)), self.size))
        scores = (self._similarity.saturated(frequencies, norms) * rarity).astype(np.float32)
        return Impacts(numbers, scores, None)

    def terms(self) -> Sequence[str]:
        return sorted({token.term for _, passages in self._documents for p in passages for token in p.tokens})

    @property
    def lexicon(self) -> "MemoryLexicon":
        return MemoryLexicon(self)

    def all_tokens(self) -> Iterator[Token]:
        return (token for _, passages in self._documents for p in passages for token in p.tokens)

    def term_number(self, term: str) -> int | None:
        terms = list(self.terms())
        return terms.index(term) if term in terms else None

    def tokens_of(self, articles: npt.NDArray[np.integer]) -> TokenColumns:
        numbers = {term: number for number, term in enumerate(self.terms())}
        terms, places, fields, bounds, start = [], [], [], [0], 0
        for article in articles.tolist():
            for passage in self._documents[article][1]:
                for token in passage.tokens:
                    terms.append(numbers[token.term])
                    places.append(start + token.position)
                    fields.append(int(passage.field))
                start += passage.tokens[-1].position + 1 + PASSAGE_GAP if passage.tokens else 0
            bounds.append(len(terms))
        return TokenColumns(
            np.array(bounds, dtype=np.int64),
            np.array(terms, dtype=np.uint32),
            np.array(places, dtype=np.uint32),
            np.array(fields, dtype=np.uint8),
        )

    def pin_counts(self) -> Numbers:
        return np.array([len(article.pinned_for) for article, _ in self._documents], dtype=np.uint32)

    def pinned(self, query: str) -> Sequence[int]:
        def squeezed(text: str) -> str:
            return "".join(unicodedata.normalize("NFKC", text).casefold().split())

        wanted = squeezed(query)
        return [n for n, (article, _) in enumerate(self._documents) if wanted in map(squeezed, article.pinned_for)]

    @property
    def suggestions(self) -> SuggestionTable:
        return suggestion_table(self._documents)

    def sections(self) -> int:
        return sum(p.field is Field.BODY for _, passages in self._documents for p in passages)

    def postings(self) -> int:
        return sum(len({token.term for p in passages for token in p.tokens}) for _, passages in self._documents)

    def visible(self, audience: Audience, now: datetime) -> npt.NDArray[np.bool_]:
        return np.array([article.is_visible_to(audience, now) for article, _ in self._documents], dtype=np.bool_)

    def tagged(self, tag: str) -> Numbers:
        wanted = tag.casefold()
        return self._where(lambda article: wanted in {t.casefold() for t in article.tags})

    def in_category(self, category: str) -> Numbers:
        return self._where(lambda article: f"{article.category}/".startswith(f"{category}/"))

    def directly_in(self, category: str) -> Numbers:
        return self._where(lambda article: article.category == category)

    def category_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        return Counter(article.category for (article, _), counted in zip(self._documents, articles, strict=True) if counted)

    def tag_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for (article, _), counted in zip(self._documents, articles, strict=True):
            alike = {unicodedata.normalize("NFKC", tag).casefold(): tag for tag in reversed(article.tags)}
            written = alike | written
            counts.update(list(alike) if counted else [])
        return {written[tag]: count for tag, count in counts.items()}

    def ids(self) -> Sequence[str]:
        return [article.id for article, _ in self._documents]

    def paths(self) -> Sequence[str]:
        return [article.path for article, _ in self._documents]

    def article(self, number: int) -> Article:
        return self._documents[number][0]

    def passages(self, number: int) -> Sequence[Passage]:
        return self._documents[number][1]

    def matches(self, numbers: Sequence[int], terms: Collection[str]) -> Sequence[Sequence[Passage]]:
        return [self._matches(number, terms) for number in numbers]

    def _matches(self, number: int, terms: Collection[str]) -> Sequence[Passage]:
        kept = ((p, [token for token in p.tokens if token.term in terms]) for p in self.passages(number))
        return [Passage(passage.field, passage.number, tokens) for passage, tokens in kept if tokens]

    def number_of(self, path: str) -> int | None:
        exact = [n for n, (article, _) in enumerate(self._documents) if article.path == path]
        by_alias = [n for n, (article, _) in enumerate(self._documents) if path in article.aliases]
        return next(iter(exact + by_alias[::-1]), None)

    def number_of_id(self, article_id: str) -> int | None:
        return next((n for n, (article, _) in enumerate(self._documents) if article.id == article_id), None)

    def _where(self, wanted: object) -> Numbers:
        assert callable(wanted)
        return np.array([n for n, (article, _) in enumerate(self._documents) if wanted(article)], dtype=np.uint32)


class MemoryLexicon:
    """Implements Lexicon."""

    def __init__(self, index: MemoryIndex) -> None:
        self._index = index
        self._counts = Counter((token.term, token.reading) for token in index.all_tokens() if token.reading)

    def articles(self, term: str) -> int:
        return len(self._index.frequencies(term)[0])

    def read_as(self, form: str) -> Sequence[Written]:
        found = [Written(term, reading, count) for (term, reading), count in self._counts.items() if reading == form]
        return sorted(found, key=lambda written: (-written.count, written.term))

    def written(self, term: str) -> Sequence[Written]:
        found = [Written(known, reading, count) for (known, reading), count in self._counts.items() if known == term]
        return sorted(found, key=lambda written: (-written.count, written.form))

    def forms(self) -> Sequence[str]:
        return sorted({reading for _, reading in self._counts})

    def borrowed(self, origin: str) -> Sequence[str]:
        return [term for term in self._index.terms() if self._index.origin(term) == origin] if origin else []
