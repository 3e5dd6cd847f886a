"""How long a correction takes: prints a Markdown table. Run it with ``python benchmarks/spelling.py`` where kbsearch is installed."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kbsearch.indexes.batch import Batch
from kbsearch.indexes.card import Card
from kbsearch.indexes.columns import Columns, write_columns
from kbsearch.indexes.lexicon import ColumnLexicon
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.model import Article, Token
from kbsearch.ports import Field, Passage
from kbsearch.search.spelling import Speller
from kbsearch.similarity import Similarity

FORMS = 60_000
KATAKANA_SHARE = 0.25
UNKNOWN = 1_000
CONSONANTS, VOWELS = "b c d f g h j k l m n p r s t v w st tr pl ch sh".split(), list("aeiou")  # noqa: SIM905
KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロンーガギグゲゴダデドバビブベボパピプペポ"
)


def main() -> None:
    """Print the table."""
    chance = random.Random(7)  # noqa: S311
    latin = _distinct(round(FORMS * (1 - KATAKANA_SHARE)), lambda: _latin_word(chance))
    katakana = _distinct(round(FORMS * KATAKANA_SHARE), lambda: "".join(chance.choices(KANA, k=chance.randint(3, 10))))
    with TemporaryDirectory() as folder:
        lexicon = _lexicon(Path(folder) / "columns", latin + katakana)
        started = time.perf_counter()
        speller = Speller(lexicon, lambda term: lexicon.articles(term) > 0)
        speller.correction("warming")
        print(f"{len(lexicon.forms()):,} forms; made ready in {(time.perf_counter() - started) * 1000:.0f} ms\n")
        print("| unknown word | p50 ms | p95 ms | max ms |\n|---|---|---|---|")
        for name, words in (
            ("Latin, 5 to 8 letters", [word for word in latin if 5 <= len(word) <= 8]),
            ("Latin, 9 letters or more", [word for word in latin if len(word) >= 9]),
            ("katakana, 4 to 7", [word for word in katakana if 4 <= len(word) <= 7]),
            ("katakana, 8 or more", [word for word in katakana if len(word) >= 8]),
        ):
            typed = [_misspelt(word, chance) for word in chance.sample(words, UNKNOWN)]
            middle, high, most = np.percentile(_milliseconds(speller, typed), [50, 95, 100])
            print(f"| {name} | {middle:.2f} | {high:.2f} | {most:.2f} |")


def _latin_word(chance: random.Random) -> str:
    syllables = (chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 5)))
    return "".join(syllables) + chance.choice(["", "n", "s", "ing", "ed", "er"])


def _distinct(count: int, make: Callable[[], str]) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)


def _misspelt(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    changed = chance.choice([word[place + 1] + word[place], "", word[place] * 2, chance.choice(word)])
    return word[:place] + changed + word[place + (2 if len(changed) == 2 and changed[0] != changed[1] else 1) :]


def _lexicon(folder: Path, forms: list[str]) -> ColumnLexicon:
    """Return the lexicon of one article that has all the forms, the first ones more often."""
    tokens = [Token(form, 0, 1, 0, form) for rank, form in enumerate(forms) for _ in range(1 + 5_000 // (rank + 10))]
    stream = TokenStream.of([Passage(Field.BODY, 0, tokens)])
    batch = Batch.of([(0, Card.of(Article("a", "en", "a", "a"), stream), stream)])
    write_columns(folder, batch, Similarity(1.2, 0.75, 1.0, dict.fromkeys(Field, 1.0)))
    columns = Columns(folder)
    return ColumnLexicon(columns, columns.texts("terms"))


def _milliseconds(speller: Speller, words: list[str]) -> list[float]:
    taken = []
    for word in words:
        started = time.perf_counter()
        speller.correction(word)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


if __name__ == "__main__":
    main()
