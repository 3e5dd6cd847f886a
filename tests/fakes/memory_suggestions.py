"""A SuggestionTable made with lists and loops: what the columns must agree with."""

from collections.abc import Sequence

import numpy as np

from kbsearch.indexes.suggestion_words import SuggestionWord, cut, shown
from kbsearch.model import Article
from kbsearch.ports import Field, Passage
from kbsearch.suggestible import SortedKeys, SuggestionTable

Entry = tuple[int, bool, str, list[SuggestionWord]]


def suggestion_table(documents: Sequence[tuple[Article, Sequence[Passage]]]) -> SuggestionTable:
    """Return the titles and questions of articles, cut into words."""
    entries: list[Entry] = []
    for number, (article, passages) in enumerate(documents):
        for passage in passages:
            if passage.field is Field.TITLE:
                text = shown(article.title)
            elif passage.field is Field.QUESTIONS:
                text = shown(article.questions[passage.number])
            else:
                continue
            words = cut(text, [(token.start, token.end, token.reading) for token in passage.tokens])
            if words:
                entries.append((number, passage.field is Field.QUESTIONS, text, words))
    return SuggestionTable(
        texts=[text for _, _, text, _ in entries],
        articles=np.array([number for number, _, _, _ in entries], dtype=np.uint32),
        questions=np.array([is_question for _, is_question, _, _ in entries], dtype=np.bool_),
        entries=np.array([e for e, (_, _, _, words) in enumerate(entries) for _ in words], dtype=np.uint32),
        spans=np.array([(w.start, w.end) for *_, words in entries for w in words], dtype=np.uint32).reshape(-1, 2),
        surfaces=_sorted([[word.surface for word in words] for *_, words in entries], entries),
        readings=_sorted([[word.reading for word in words] for *_, words in entries], entries),
    )


def _sorted(keys: list[list[str]], entries: list[Entry]) -> SortedKeys:
    text, starts, tails = "", [0], []
    for entry, words in zip(entries, keys, strict=True):
        for place, (word, key) in enumerate(zip(entry[3], words, strict=True)):
            if word.begins:
                tails.append(("".join(words[place:]), len(starts) - 1))
            text += key
            starts.append(len(text))
    order = [number for _, number in sorted(tails)]
    return SortedKeys(text, np.array(starts, dtype=np.uint32), np.array(order, dtype=np.uint32))
