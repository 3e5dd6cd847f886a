"""The process that benchmarks/serving.py measures: opens an index, answers queries, and prints one JSON object.

Its arguments: the moment it was started (by the monotonic clock), the folder of the index, the locale, a file with a JSON list of queries.
"""

import json
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from kbsearch.bootstrap import assemble
from kbsearch.config import Config


def main(started: str, folder: str, locale: str, queries: str) -> None:
    """Print the seconds of each step up to the first answer, and the bytes of memory after the last one."""
    moments = [float(started), time.monotonic()]
    index = Path(folder)
    kb = assemble(
        Config().model_copy(update={"index_dir": index, "articles_dir": index.parent / "articles", "locales": (locale,)})
    )
    kb.categories(locale)  # opens the index
    moments.append(time.monotonic())
    first, *others = json.loads(Path(queries).read_text(encoding="utf-8"))
    kb.search(first, locale=locale)
    moments.append(time.monotonic())
    for query in others:
        kb.search(query, locale=locale)
    print(json.dumps({"seconds": [end - start for start, end in pairwise(moments)], "memory": memory(index)}))


def memory(index: Path) -> dict[str, int]:
    """Return the resident bytes: those of no file, those of MeCab's dictionary, of the index, of other files (libraries)."""
    found: Counter[str] = Counter()
    kind = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, *values = line.split()
        if not name.endswith(":"):
            file = values[4] if len(values) > 4 else ""
            kind = "dictionary" if "unidic" in file else "index" if file.startswith(str(index)) else "libraries"
        elif name == "Rss:":
            found[kind] += int(values[0]) * 1024
        elif name == "Anonymous:":
            found["anonymous"] += int(values[0]) * 1024
            found[kind] -= int(values[0]) * 1024
    return dict(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
