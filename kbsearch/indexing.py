"""Brings the index up to date with the folder of articles: reads what changed, analyzes it, switches generations."""

import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from kbsearch.analysis.passages import ArticleAnalysis
from kbsearch.articles.git import read_history
from kbsearch.articles.glossary_file import read_glossary
from kbsearch.articles.library import Library, SourceFile, unreadable
from kbsearch.errors import IndexUnavailableError, SynonymsError
from kbsearch.history import History
from kbsearch.ledger import Entry, Ledger, State
from kbsearch.model import Problem, Status
from kbsearch.ports import Analyzer, Categories, Generation, GenerationBuild, IndexStore, Progress
from kbsearch.processes import Processes, Step, collector_at_rest
from kbsearch.relations import Relations
from kbsearch.reports import IndexReport
from kbsearch.search.synonyms import FILE as SYNONYMS
from kbsearch.search.synonyms import read_synonyms

if TYPE_CHECKING:
    from kbsearch.articles.reader import Reading

_TOUCHED = 200
"""Files that have other times and the same content: with more, it is worth a new generation that they need not be read the next time."""

_MANY, _PORTION = 200, 25
"""From how many files on several processes read them, and how many at a time."""

_Changed = tuple[str, bytes, str]
"""A file by its name, its content, and the digest of that."""


def _silent(_: str, __: int, ___: int) -> None:
    """Report progress to nobody."""


@dataclass(slots=True)
class _Reading:
    """What a walk through the folder found: every file with its entry, and the articles that must be written."""

    sources: dict[str, SourceFile] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    articles: dict[str, bytes] = field(default_factory=dict)
    """Pickled: they come from other processes and go to others."""
    shared_ids: set[tuple[str, str]] = field(default_factory=set)
    """Locale and id, of those that several files give."""


class Indexer:
    """Builds generations in ``store`` from the articles that ``library`` opens."""

    def __init__(self, library: Callable[[], Library], store: IndexStore, analyzers: Mapping[str, Analyzer]) -> None:
        self._open_library = library
        self._store = store
        self._analyzers = analyzers

    def run(self, rebuild: bool = False, progress: Progress = _silent) -> IndexReport:
        """Build the next generation if anything changed, and report what did.

        Raises ArticlesError, IndexBusyError or IndexBuildError; the generation that served then still serves.
        """
        started = time.perf_counter()
        library = self._open_library()
        with self._store.building(), collector_at_rest(), Processes() as processes:
            base = None if rebuild else self._usable()
            known = base.ledger() if base else Ledger({})
            reading = self._read(library, known, processes, progress)
            relations = Relations(reading.entries, known, library.folder)
            self._assign_ids(reading, library, known, relations.are_as_before)
            categories = {locale: library.categories(locale) for locale in self._analyzers}
            between = tuple(relations.problems(reading.shared_ids))
            problems = (*library.problems, *self._vocabulary_problems(library))
            ledger = Ledger(reading.entries, problems, between, relations.assets)
            past = base.history() if base else History()
            history = read_history(library.folder, past)
            if base and ledger == known and categories == base.categories and history is past:
                name = base.name
            else:
                build = self._store.begin(base, reuse=not rebuild)
                name = self._build(build, known, reading, ledger, categories, history, processes, progress)
        return _report(name, known, ledger, time.perf_counter() - started)

    def _usable(self) -> Generation | None:
        try:
            return self._store.open()
        except IndexUnavailableError:
            return None

    def _read(self, library: Library, known: Ledger, processes: Processes, progress: Progress) -> _Reading:
        """Read every file, and parse the ones whose content the known ledger does not have."""
        reading = _Reading({source.file: source for source in library.files()})
        if len(reading.sources) - len(known.entries) >= _MANY:
            processes.start()
        changed: list[_Changed] = []
        touched: dict[str, Entry] = {}
        for source in reading.sources.values():
            entry = known.entries.get(source.file)
            if entry is not None and entry.signature and entry.signature == source.signature:
                reading.entries[source.file] = entry
                continue
            try:
                content = library.read(source)
            except OSError as error:
                problem = unreadable(source, error)
                reading.entries[source.file] = Entry("", State.SKIPPED, problems=(problem,))
                continue
            digest = blake2b(content, digest_size=16).hexdigest()
            if entry is None or entry.hash != digest:
                changed.append((source.file, content, digest))
                entry = Entry(digest, State.SKIPPED)  # keeps the place of the one to come
            elif source.signature:
                touched[source.file] = entry._replace(signature=source.signature)
            reading.entries[source.file] = entry
        unchanged = len(reading.sources) - len(changed)
        done = partial(_count, progress, "read", unchanged, len(reading.sources))
        for file, entry, article in _parsed(changed, processes, done):
            reading.entries[file] = entry._replace(signature=reading.sources[file].signature)
            if article is not None:
                reading.articles[file] = article
        if changed or len(touched) > _TOUCHED:
            reading.entries.update(touched)
        progress("read", len(reading.sources), len(reading.sources))
        return reading

    def _assign_ids(self, reading: _Reading, library: Library, known: Ledger, are_as_before: bool) -> None:
        """Let the first file that gives an id have it; others are indexed under their paths.

        A file that did not change may get its id back, or lose it, because another one did: it is then read again.
        """
        taken: set[tuple[str, str]] = set()
        if are_as_before:
            for file, article in reading.articles.items():
                assigned = known.entries[file].assigned_id
                reading.articles[file] = _under(article, assigned, reading.entries[file].id)
                reading.entries[file] = reading.entries[file]._replace(assigned_id=assigned)
            return
        for file, entry in reading.entries.items():
            if entry.state is not State.INDEXED:
                continue
            locale, _, path = file.partition("/")
            own = (locale, entry.id) not in taken
            assigned = entry.id if own else path.removesuffix(".md")
            taken.add((locale, assigned))
            if not own:
                reading.shared_ids.add((locale, entry.id))
            before = known.entries.get(file)
            if file not in reading.articles and before and before.assigned_id != assigned:
                again = _read_article(file, library.read(reading.sources[file])).article
                if again is not None:
                    reading.articles[file] = pickle.dumps(again)
            if file in reading.articles:
                reading.articles[file] = _under(reading.articles[file], assigned, entry.id)
            if entry.assigned_id != assigned:
                reading.entries[file] = entry._replace(assigned_id=assigned)

    def _vocabulary_problems(self, library: Library) -> Iterator[Problem]:
        try:
            read_synonyms(library.folder / SYNONYMS, self._analyzers)
        except SynonymsError as error:
            yield Problem(SYNONYMS, 0, 0, "synonyms", error.message)
        for locale in self._analyzers:
            yield from read_glossary(library.folder, locale).problems

    def _build(
        self,
        build: GenerationBuild,
        known: Ledger,
        reading: _Reading,
        ledger: Ledger,
        categories: Categories,
        history: History,
        processes: Processes,
        progress: Progress,
    ) -> str:
        try:
            self._write(build, known, reading, processes, progress)
            build.finish(ledger, categories, history)
        except BaseException:
            build.abandon()
            raise
        return build.name

    def _write(
        self, build: GenerationBuild, known: Ledger, reading: _Reading, processes: Processes, progress: Progress
    ) -> None:
        for file, entry in known.entries.items():
            now = reading.entries.get(file)
            if now is not entry and entry.state is State.INDEXED and (now is None or now.state is not State.INDEXED):
                build.remove(file)
        before = 0
        for locale, analyzer in self._analyzers.items():
            articles = {file: article for file, article in reading.articles.items() if file.startswith(f"{locale}/")}
            if articles:
                counted = partial(_count, progress, "index", before, len(reading.articles))
                build.add(locale, articles, ArticleAnalysis(analyzer), processes, counted)
                before += len(articles)
        if not reading.articles:
            progress("index", 0, 0)


def _under(article: bytes, assigned: str, own: str) -> bytes:
    """Return a pickled article under the id assigned to it, which may be another than its own."""
    return article if assigned == own else pickle.dumps(replace(pickle.loads(article), id=assigned))


def _count(progress: Progress, doing: str, before: int, total: int, done: int) -> None:
    progress(doing, before + done, total)


def _parsed(
    changed: Sequence[_Changed], processes: Processes, progress: Callable[[int], None]
) -> Iterator[tuple[str, Entry, bytes | None]]:
    """Yield of each file its entry, and its article if it is to be indexed."""
    size = _PORTION if len(changed) >= _MANY else max(len(changed), 1)
    portions = [changed[start : start + size] for start in range(0, len(changed), size)]
    for parsed in processes.map(_parse_all, portions, progress):
        yield from parsed


def _parse_all(changed: Sequence[_Changed], step: Step) -> list[tuple[str, Entry, bytes | None]]:
    parsed = []
    for file, content, digest in changed:
        parsed.append((file, *_parse(file, content, digest)))
        step()
    return parsed


def _parse(file: str, content: bytes, digest: str) -> tuple[Entry, bytes | None]:
    article, problems = (result := _read_article(file, content)).article, result.problems
    if article is None:
        return Entry(digest, State.SKIPPED, problems=problems), None
    published = article.status is Status.PUBLISHED
    entry = Entry(
        hash=digest,
        state=State.INDEXED if published else State.UNPUBLISHED,
        id=article.id,
        assigned_id=article.id,
        aliases=article.aliases,
        anchors=tuple(section.anchor for section in article.sections),
        links=article.links,
        related=article.related,
        problems=problems,
    )
    return entry, pickle.dumps(article) if published else None


def _differing(ledger: Ledger, other: Ledger) -> dict[str, Entry]:
    """Return the entries of indexed files that another ledger has not got as they are."""
    return {
        file: entry
        for file, entry in ledger.entries.items()
        if entry is not other.entries.get(file) and entry.state is State.INDEXED
    }


def _report(name: str, known: Ledger, ledger: Ledger, seconds: float) -> IndexReport:
    """Compare two ledgers, file by file."""
    files: dict[State, list[str]] = {state: [] for state in State}
    for file, entry in ledger.entries.items():
        files[entry.state].append(file)
    now, before = _differing(ledger, known), _differing(known, ledger)
    gone = {before[file].hash: file for file in before if file not in now}
    renamed = {file: gone[entry.hash] for file, entry in now.items() if file not in before and entry.hash in gone}
    return IndexReport(
        generation=name,
        added=tuple(file for file in now if file not in before and file not in renamed),
        changed=tuple(file for file in now if file in before and now[file].hash != before[file].hash),
        renamed=tuple((old, new) for new, old in renamed.items()),
        removed=tuple(file for file in before if file not in now and file not in renamed.values()),
        unchanged=tuple(
            file for file in files[State.INDEXED] if file not in now or (file in before and now[file].hash == before[file].hash)
        ),
        unpublished=tuple(files[State.UNPUBLISHED]),
        skipped=tuple(files[State.SKIPPED]),
        problems=ledger.all_problems(),
        seconds=seconds,
    )


def _read_article(file: str, content: bytes) -> "Reading":
    from kbsearch.articles.reader import read_article  # brings Markdown and Pygments: a search need not wait for them

    return read_article(file, content)
