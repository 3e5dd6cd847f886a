"""Measures spelling correction on the typo pairs of ../shared/relevance, against the words of its English corpora.

Prints how many misspelt queries become exactly the right ones, whether right ones stay as they are, and how many queries of the sets are changed. A change is
counted as borne out when an article that answers the query has every word that was put in. ``--changes`` lists them all.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kbsearch.analysis.japanese import JapaneseWords
from kbsearch.analysis.passages import analyze
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes.batch import Batch
from kbsearch.indexes.columns import write_columns
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH, LocaleIndex
from kbsearch.indexes.whoosh import WhooshReader, WhooshWriter
from kbsearch.model import Article, Section
from kbsearch.search.profile import PROFILES
from kbsearch.search.spelling import Speller
from kbsearch.search.spelling_context import ContextSpeller

RELEVANCE = Path(__file__).parent.parent.parent / "shared" / "relevance"
CORPORA = ("squad_en", "stackfaq", "covidfaq", "techqa")


@dataclass(frozen=True)
class Change:
    """A word of a query, what became of it, and whether an article that answers the query has it."""

    typed: str
    corrected: str
    is_borne_out: bool


class Measurement:
    """One index over all corpora, and a speller for it."""

    def __init__(self, index: LocaleIndex, analyzer: TextAnalyzer) -> None:
        self._index = index
        self._lexicon = index.lexicon
        self._analyzer = analyzer
        everything = Speller(self._lexicon, lambda term: True)
        self._speller = ContextSpeller(everything, self._lexicon, lambda term: index.frequencies(term)[0], index.size)

    def corrected(self, text: str) -> str:
        """Return a query with the words that were probably meant."""
        tokens = self._analyzer.tokens(text)
        for token, word in reversed(list(zip(tokens, self._speller.corrected(tokens), strict=True))):
            if word is not None:
                text = text[: token.start] + word + text[token.end :]
        return text

    def has_words_of(self, text: str) -> bool:
        """Whether all words of a text stand in the corpora as they are written."""
        return all(self._lexicon.read_as(token.reading) for token in self._analyzer.tokens(text))

    def changes(self, text: str, answers: Sequence[str]) -> list[Change]:
        """Return what is changed in a query; ``answers``: the ids of the articles that answer it."""
        tokens = self._analyzer.tokens(text)
        words = self._speller.corrected(tokens)
        return [
            Change(token.reading, word, self._is_in(word, answers))
            for token, word in zip(tokens, words, strict=True)
            if word is not None
        ]

    def _is_in(self, word: str, answers: Sequence[str]) -> bool:
        terms = {token.term for token in self._analyzer.tokens(word)}
        numbers = {self._index.number_of_id(answer) for answer in answers}
        return any(numbers & set(self._index.frequencies(term)[0].tolist()) for term in terms)


def main() -> int:
    """Return the exit code."""
    if not RELEVANCE.is_dir():
        print(f"{RELEVANCE}: not there, nothing to measure")
        return 0
    analyzer = TextAnalyzer("en", JapaneseWords())
    with TemporaryDirectory() as folder:
        index = build(Path(folder) / "en", analyzer)
        measurement = Measurement(index, analyzer)
        print(f"{index.size} articles, {len(index.lexicon.forms())} forms\n")
        report_pairs(measurement)
        for corpus in CORPORA:
            report_changes(measurement, corpus, "--changes" in sys.argv[1:])
    return 0


def build(folder: Path, analyzer: TextAnalyzer) -> LocaleIndex:
    """Index the corpora together; an article's id is its corpus and its id there."""
    writer = WhooshWriter(folder / WHOOSH)
    for corpus in CORPORA:
        for number, row in enumerate(rows(RELEVANCE / corpus / "corpus.jsonl")):
            sections = (Section("", "", 0, row["text"]),)
            article = Article(f"{corpus}/{row['id']}", "en", f"{corpus}/{number}", row["title"], sections=sections)
            writer.add(article, analyze(article, analyzer))
    writer.commit()
    write_columns(folder / COLUMNS, Batch.of(WhooshReader(folder / WHOOSH).documents()), PROFILES["en"].similarity)
    return LocaleIndex(folder)


def report_pairs(measurement: Measurement) -> None:
    """Print how many of the misspelt queries are corrected."""
    pairs = [pair for pair in rows(RELEVANCE / "dl_typo_pairs.jsonl") if measurement.has_words_of(pair["correct"])]
    wrong = [pair for pair in pairs if measurement.corrected(pair["typo"]) != pair["correct"]]
    spoilt = [pair for pair in pairs if measurement.corrected(pair["correct"]) != pair["correct"]]
    right = len(pairs) - len(wrong)
    print(f"misspelt queries whose right words are in the corpora: {len(pairs)}")
    print(f"corrected exactly: {right} ({right / len(pairs):.1%})")
    print(f"right ones that were changed: {len(spoilt)}")
    for pair in wrong:
        print(f"  {pair['typo']} -> {measurement.corrected(pair['typo'])} (meant: {pair['correct']})")
    print()


def report_changes(measurement: Measurement, corpus: str, with_changes: bool) -> None:
    """Print how many queries of a set are changed, and how many of the changes are borne out."""
    answers: dict[str, list[str]] = {}
    for line in (RELEVANCE / corpus / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            answers.setdefault(query, []).append(f"{corpus}/{document}")
    queries = list(rows(RELEVANCE / corpus / "queries.jsonl"))
    changed = [changes for q in queries if (changes := measurement.changes(q["text"], answers.get(q["id"], [])))]
    doubtful = sum(not all(change.is_borne_out for change in changes) for changes in changed)
    print(
        f"{corpus}: {len(queries)} queries, {len(changed)} changed ({len(changed) / len(queries):.2%}), "
        f"{doubtful} of them not borne out ({doubtful / len(queries):.2%})"
    )
    for change in (change for changes in changed for change in changes if with_changes):
        print(f"  {change.typed} -> {change.corrected}{'' if change.is_borne_out else ' (?)'}")


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file with one on each line."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    sys.exit(main())
