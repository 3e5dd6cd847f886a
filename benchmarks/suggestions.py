"""Measures how fast suggestions are, on the 13,447 documents of ../shared/relevance/jsquad, and prints a Markdown table.

Each article has the document's title and, as its question, the first sentence of its text; bodies are left out, because suggestions do not read
them. What is typed are beginnings of words of these questions, drawn at random.
"""

import json
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from kbsearch import KnowledgeBase
from kbsearch.analysis.kana import steps
from kbsearch.bootstrap import collection
from kbsearch.config import make_config
from kbsearch.folding import fold
from kbsearch.model import Article, Token

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "relevance" / "jsquad" / "corpus.jsonl"
LENGTHS = range(1, 7)
SAMPLES = 300
KANJI = re.compile(r"[\u4e00-\u9fff]+")
HIRAGANA_ONLY = re.compile("[ぁ-ん]*")
HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def main() -> int:
    """Return the exit code."""
    if not CORPUS.is_file():
        print(f"{CORPUS} is not there: nothing to measure on", file=sys.stderr)
        return 1
    articles = list(read_articles())
    started = time.perf_counter()
    with collection(make_config({}, ROOT), "ja", articles, lambda *_: None) as kb:
        print(f"{len(articles):,} articles, indexed in {time.perf_counter() - started:.1f} s\n")
        print_memory(kb)
        print_times(kb, [question for article in articles for question in article.questions])
    return 0


def read_articles() -> Iterator[Article]:
    """Yield an article for each document."""
    with CORPUS.open(encoding="utf-8") as lines:
        for document in map(json.loads, lines):
            question = re.split(r"(?<=。)|\n", document["text"])[0]
            yield Article(document["id"], "ja", document["id"], document["title"], questions=(question,))


def print_memory(kb: KnowledgeBase) -> None:
    """Print what the first suggestion loads, and how much more is mapped from files."""
    kb.categories("ja")  # opens the index
    tracemalloc.start()
    started = time.perf_counter()
    kb.suggest("あ", locale="ja")
    seconds = time.perf_counter() - started
    loaded, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    mapped = sum(file.stat().st_size for file in kb.config.index_dir.rglob("suggestion_*.npy"))
    print(
        f"Memory: {loaded / 1e6:.1f} MB loaded, {mapped / 1e6:.1f} MB mapped from files. First suggestion after {seconds:.2f} s.\n"
    )


def print_times(kb: KnowledgeBase, texts: list[str]) -> None:
    """Print a row for each script and length of what is typed."""
    chosen = random.Random(3)  # noqa: S311 - drawn the same each time, not a secret
    print("| typed | characters | prefixes | p50 ms | p95 ms | slowest ms | with an answer |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    words = list(typed_words(kb, chosen.sample(texts, 2_000)))
    for script, length in product(("kana", "kanji", "romaji", "kanji, kana"), LENGTHS):
        known = sorted({word[:length] for kind, word in words if kind == script and len(word) >= length})
        if not known or (script == "kanji, kana" and length == 1):
            continue
        prefixes = chosen.sample(known, min(SAMPLES, len(known)))
        times, answered = measure(kb, prefixes)
        p50, p95 = np.percentile(times, [50, 95]) * 1000
        slowest = max(times) * 1000
        print(
            f"| {script} | {length} | {len(prefixes)} | {p50:.2f} | {p95:.2f} | {slowest:.2f} | {answered / len(prefixes):.0%} |"
        )


def measure(kb: KnowledgeBase, prefixes: list[str]) -> tuple[list[float], int]:
    """Return the seconds for each prefix, and how many have a suggestion."""
    times, answered = [], 0
    for prefix in prefixes:
        started = time.perf_counter()
        answered += bool(kb.suggest(prefix, locale="ja"))
        times.append(time.perf_counter() - started)
    return times, answered


def typed_words(kb: KnowledgeBase, texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what a person types from each word of the texts on.

    That is the kanji there, the reading in kana and in romaji, and the first kanji with the second half of the reading (解やく).
    """
    for text in texts:
        tokens = kb.tokens(text, locale="ja")
        for place, token in enumerate(tokens):
            kanji = KANJI.match(text, token.start)
            if kanji:
                yield "kanji", kanji[0]
            reading = reading_from(text, tokens[place : place + 6])
            if token.reading and not token.reading.isascii():
                yield "kana", reading.translate(HIRAGANA)
                yield "romaji", romaji(reading)
                if kanji and token.end == token.start + 2 == kanji.end() and len(token.reading) >= 3:
                    yield "kanji, kana", kanji[0][0] + reading[len(token.reading) // 2 :].translate(HIRAGANA)


def reading_from(text: str, tokens: list[Token]) -> str:
    """Return how a text is read from the first token on, as far as everything has a reading."""
    reading, at = "", tokens[0].start
    for token in tokens:
        between = text[at : token.start]
        if not token.reading or not HIRAGANA_ONLY.fullmatch(between):
            break
        reading += fold(between) + token.reading
        at = token.end
    return reading


def romaji(reading: str) -> str:
    """Return katakana as it is typed, as far as it is kana with a letter of their own."""
    letters, at = "", 0
    while at < len(reading):
        kana = next((reading[at : at + n] for n in (2, 1) if reading[at : at + n] in LETTERS), None)
        if kana is None:
            break
        letters += LETTERS[kana]
        at += len(kana)
    return letters


def _letters() -> dict[str, str]:
    consonants = ("", *"kstnhmyrwgzdbp", "ky", "sh", "ch", "ny", "hy", "ry", "gy", "by", "py")
    syllables = ["".join(pair) for pair in product(consonants, "aiueo")]
    return {kana: s for s in reversed(syllables) for kana, end in steps(s, 0) if end == len(s)} | {"ン": "nn", "ー": "-"}


LETTERS = _letters()

sys.exit(main())
