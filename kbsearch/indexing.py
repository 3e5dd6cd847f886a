"""Brings the index up to date with the folder of articles: reads what changed, analyzes it, switches generations."""

import gc
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from kbsearch.analysis.passages import analyze
from kbsearch.articles.assets import find_asset
from kbsearch.articles.duplicates import duplicate_ids
from kbsearch.articles.library import Library, SourceFile, unreadable
from kbsearch.articles.links import Target, broken_links
from kbsearch.articles.reader import read_article
from kbsearch.errors import IndexUnavailableError, SynonymsError
from kbsearch.ledger import Entry, Ledger, State
from kbsearch.model import Article, Problem, Status
from kbsearch.ports import Analyzer, Categories, Generation, GenerationBuild, IndexStore, Progress
from kbsearch.reports import IndexReport
from kbsearch.search.synonyms import FILE as SYNONYMS
from kbsearch.search.synonyms import read_synonyms


def _silent(_: str, __: int, ___: int) -> None:
    """Report progress to nobody."""


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking again and again what a build holds until its end: a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(slots=True)
class _Reading:
    """What a walk through the folder found: every file with its entry, and the articles that must be written."""

    sources: dict[str, SourceFile] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


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
        with self._store.building(), _collector_at_rest():
            base = None if rebuild else self._usable()
            known = base.ledger() if base else Ledger({})
            reading = self._read(library, known, progress)
            self._assign_ids(reading, library, known)
            categories = {locale: library.categories(locale) for locale in self._analyzers}
            ledger = Ledger(reading.entries, (*library.problems, *self._library_problems(reading, library)))
            if base and ledger == known and categories == base.categories:
                name = base.name
            else:
                name = self._build(base, known, reading, ledger, categories, progress)
        return _report(name, known, ledger, time.perf_counter() - started)

    def _usable(self) -> Generation | None:
        try:
            return self._store.open()
        except IndexUnavailableError:
            return None

    def _read(self, library: Library, known: Ledger, progress: Progress) -> _Reading:
        """Read every file, and parse the ones whose content the known ledger does not have."""
        reading = _Reading({source.file: source for source in library.files()})
        for number, source in enumerate(reading.sources.values()):
            progress("read", number, len(reading.sources))
            try:
                content = library.read(source)
            except OSError as error:
                problem = unreadable(source, error)
                reading.entries[source.file] = Entry("", State.SKIPPED, problems=(problem,))
                continue
            digest = blake2b(content, digest_size=16).hexdigest()
            entry = known.entries.get(source.file)
            if entry is None or entry.hash != digest:
                entry = self._parse(source, content, digest, reading)
            reading.entries[source.file] = entry
        progress("read", len(reading.sources), len(reading.sources))
        return reading

    def _parse(self, source: SourceFile, content: bytes, digest: str, reading: _Reading) -> Entry:
        article, problems = (result := read_article(source.file, content)).article, result.problems
        if article is None:
            return Entry(digest, State.SKIPPED, problems=problems)
        published = article.status is Status.PUBLISHED
        if published:
            reading.articles[source.file] = article
        return Entry(
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

    def _assign_ids(self, reading: _Reading, library: Library, known: Ledger) -> None:
        """Let the first file that gives an id have it; others are indexed under their paths.

        A file that did not change may get its id back, or lose it, because another one did: it is then read again.
        """
        taken: set[tuple[str, str]] = set()
        for file, entry in reading.entries.items():
            if entry.state is not State.INDEXED:
                continue
            locale, _, path = file.partition("/")
            own = (locale, entry.id) not in taken
            assigned = entry.id if own else path.removesuffix(".md")
            taken.add((locale, assigned))
            before = known.entries.get(file)
            if file not in reading.articles and before and before.assigned_id != assigned:
                again = read_article(file, library.read(reading.sources[file])).article
                if again is not None:
                    reading.articles[file] = again
            if file in reading.articles:
                reading.articles[file] = replace(reading.articles[file], id=assigned)
            reading.entries[file] = replace(entry, assigned_id=assigned)

    def _library_problems(self, reading: _Reading, library: Library) -> Iterator[Problem]:
        """Yield what is wrong between articles: ids given twice, links to nowhere."""
        outlines = [_outline(file, entry) for file, entry in reading.entries.items() if entry.state is State.INDEXED]
        yield from duplicate_ids(outlines)
        yield from self._synonym_problems(library)
        anchors = {file: frozenset(entry.anchors) for file, entry in reading.entries.items()}

        def exists(target: Target | str) -> bool:
            if isinstance(target, str):
                return find_asset(library.folder, target) is not None
            file = f"{target.locale}/{target.path}.md"
            return file in anchors and (not target.anchor or target.anchor in anchors[file])

        for outline in outlines:
            yield from broken_links(outline, exists, reading.entries.keys())

    def _synonym_problems(self, library: Library) -> Iterator[Problem]:
        try:
            read_synonyms(library.folder / SYNONYMS, self._analyzers)
        except SynonymsError as error:
            yield Problem(SYNONYMS, 0, 0, "synonyms", error.message)

    def _build(
        self,
        base: Generation | None,
        known: Ledger,
        reading: _Reading,
        ledger: Ledger,
        categories: Categories,
        progress: Progress,
    ) -> str:
        build = self._store.begin(base)
        try:
            self._write(build, known, reading, progress)
            build.finish(ledger, categories)
        except BaseException:
            build.abandon()
            raise
        return build.name

    def _write(self, build: GenerationBuild, known: Ledger, reading: _Reading, progress: Progress) -> None:
        for file, entry in known.entries.items():
            now = reading.entries.get(file)
            if entry.state is State.INDEXED and (now is None or now.state is not State.INDEXED):
                build.remove(file)
        for number, (_, article) in enumerate(reading.articles.items()):
            progress("index", number, len(reading.articles))
            build.add(article, analyze(article, self._analyzers[article.locale]))
        progress("index", len(reading.articles), len(reading.articles))


def _outline(file: str, entry: Entry) -> Article:
    """Return what the checks between articles need of one."""
    locale, _, path = file.partition("/")
    path = unicodedata.normalize("NFC", path.removesuffix(".md"))
    return Article(entry.id, locale, path, "", aliases=entry.aliases, links=entry.links, related=entry.related)


def _report(name: str, known: Ledger, ledger: Ledger, seconds: float) -> IndexReport:
    """Compare two ledgers, file by file."""
    now = {file: entry for file, entry in ledger.entries.items() if entry.state is State.INDEXED}
    before = {file: entry for file, entry in known.entries.items() if entry.state is State.INDEXED}
    gone = {before[file].hash: file for file in before if file not in now}
    renamed = {file: gone[entry.hash] for file, entry in now.items() if file not in before and entry.hash in gone}
    return IndexReport(
        generation=name,
        added=tuple(file for file in now if file not in before and file not in renamed),
        changed=tuple(file for file in now if file in before and now[file].hash != before[file].hash),
        renamed=tuple((old, new) for new, old in renamed.items()),
        removed=tuple(file for file in before if file not in now and file not in renamed.values()),
        unchanged=tuple(file for file in now if file in before and now[file].hash == before[file].hash),
        unpublished=tuple(file for file, entry in ledger.entries.items() if entry.state is State.UNPUBLISHED),
        skipped=tuple(file for file, entry in ledger.entries.items() if entry.state is State.SKIPPED),
        problems=ledger.all_problems(),
        seconds=seconds,
    )
