"""Opens and builds generations in an index folder. Implements IndexStore with Whoosh and columns."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from kbsearch.errors import IndexBuildError, IndexMismatchError, IndexUnavailableError
from kbsearch.history import NAME as HISTORY
from kbsearch.history import History
from kbsearch.indexes.derivation import derive_columns
from kbsearch.indexes.generations import Generations, link_files
from kbsearch.indexes.hard_links import link
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH, LocaleIndex
from kbsearch.indexes.lock import building
from kbsearch.indexes.manifest import NAME as MANIFEST
from kbsearch.indexes.manifest import Manifest, Verified, checksums
from kbsearch.indexes.whoosh import WhooshWriter
from kbsearch.ledger import Ledger
from kbsearch.ports import Analysis, Analyzer, Categories, Generation, SearchIndex
from kbsearch.processes import Processes
from kbsearch.similarity import Similarity

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading a manifest raises that is not there, damaged, or of another version."""


class OpenGeneration:
    """A generation that is being read. Implements Generation."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.name = folder.name
        self.manifest = manifest
        self.built_at = datetime.fromisoformat(manifest.built_at)
        self.categories: Categories = manifest.categories

    @cached_property
    def locales(self) -> Mapping[str, SearchIndex]:
        """The index of each locale."""
        return {locale: LocaleIndex(self.folder / locale) for locale in self.categories}

    def ledger(self) -> Ledger:
        """Return what is known of the files it was made from."""
        return Ledger.read(self.folder)

    def history(self) -> History:
        """Return when these files were changed; the same object each time."""
        return self._history

    @cached_property
    def _history(self) -> History:
        return History.read(self.folder)

    def size(self) -> int:
        """Return its size on disk in bytes."""
        return sum(size for size, _ in self.manifest.files.values())


class FolderStore:
    """The generations in one folder, built and read with the same analyzers."""

    def __init__(self, folder: Path, analyzers: Mapping[str, Analyzer], similarities: Mapping[str, Similarity]) -> None:
        self.folder = folder
        self._generations = Generations(folder)
        self.locales = tuple(analyzers)
        self.analyzers = analyzers
        self.similarities = similarities
        self._verified: Verified = {}
        """The files that were found as they were written."""
        self.fingerprint = _fingerprint(analyzers, similarities)

    def current(self) -> str | None:
        """Return the name of the generation that serves; cheap."""
        folder = self._generations.current()
        return folder.name if folder else None

    def open(self) -> OpenGeneration:
        """Open the generation that serves, once every file was found as it was written."""
        folder = self._generations.current()
        if folder is None:
            raise IndexUnavailableError(
                f"{self.folder}: there is no index yet; run 'kbsearch index'",
                f"{self.folder}: インデックスがまだありません。'kbsearch index' を実行してください",
            )
        try:
            manifest = Manifest.read(folder)
            generation = OpenGeneration(folder, manifest)
        except _UNREADABLE as error:
            raise _damaged(folder, "manifest.json") from error
        if manifest.fingerprint != self.fingerprint:
            raise IndexMismatchError(
                f"{folder}: built by other analyzers or another version of kbsearch; run 'kbsearch index' to build it anew",
                f"{folder}: 別の解析設定または別の版の kbsearch で作られています。'kbsearch index' で作り直してください",
            )
        verified: Verified = {}
        for name in manifest.damaged(folder, self._verified, verified):
            raise _damaged(folder, name)
        self._verified = verified
        if set(generation.categories) != set(self.locales):
            raise _damaged(folder, "manifest.json")
        return generation

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the one builder; what a builder that died left behind is removed."""
        with _explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            with _explained(self.folder):
                held.enter_context(building(self.folder))
            self._generations.sweep()
            yield

    def begin(self, base: Generation | None, *, reuse: bool = False) -> "FolderBuild":
        """Start the next generation from ``base``, or from nothing; with ``reuse``, with the tokens of the one that serves."""
        with _explained(self.folder):
            folder = self._generations.begin()
            if isinstance(base, OpenGeneration):
                for locale in base.categories:
                    (folder / locale).mkdir()
                    link_files(base.folder / locale / WHOOSH, folder / locale / WHOOSH)
        opened = base if isinstance(base, OpenGeneration) else None
        analyzed = (opened.folder if opened else self._analyzed()) if reuse else None
        return FolderBuild(self, folder, opened, analyzed)

    def _analyzed(self) -> Path | None:
        """Return the folder of the generation that serves if its token streams can be read, whatever else of it cannot."""
        folder = self._generations.current()
        if folder is None:
            return None
        try:
            manifest = Manifest.read(folder)
        except _UNREADABLE:
            return None
        usable = manifest.streams == _stream_format() and not any(manifest.damaged(folder, self._verified, {}))
        return folder if usable else None

    def serve(self, folder: Path, categories: Categories, base: OpenGeneration | None) -> None:
        """Write the manifest of a generation whose files are complete, and make it the one that serves."""
        files, written = checksums(folder, base.folder if base else None, base.manifest.files if base else None)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        Manifest(self.fingerprint, now, categories, files, _stream_format()).write(folder)
        self._generations.switch(folder, [*written, folder / MANIFEST])


class FolderBuild:
    """A generation being written. Implements GenerationBuild; any OSError becomes an IndexBuildError."""

    def __init__(self, store: FolderStore, folder: Path, base: OpenGeneration | None, analyzed: Path | None) -> None:
        self.name = folder.name
        self._store = store
        self._folder = folder
        self._base = base
        self._analyzed = analyzed
        self._writers: dict[str, WhooshWriter] = {}
        self._touched: set[str] = set()
        """The files whose articles were added or removed."""

    def add(
        self,
        locale: str,
        articles: Mapping[str, bytes],
        analysis: Analysis,
        processes: Processes,
        progress: Callable[[int], None],
    ) -> None:
        """Add articles of one locale by file, each pickled, in place of those with the same file."""
        with _explained(self._folder.parent):
            self._touched.update(articles)
            self._writer(locale).add_all(articles, analysis, processes, progress)

    def remove(self, file: str) -> None:
        """Remove the article of a file."""
        with _explained(self._folder.parent):
            self._touched.add(file)
            self._writer(file.partition("/")[0]).remove(file)

    def finish(self, ledger: Ledger, categories: Categories, history: History) -> None:
        """Commit, derive the columns, write ledger, history and manifest, switch the pointer: in this order."""
        with _explained(self._folder.parent):
            for locale in self._store.locales:
                base = self._base.folder / locale if self._base else None
                if locale in self._writers or base is None:
                    self._commit(locale, base)
                else:
                    link_files(base / COLUMNS, self._folder / locale / COLUMNS)
            ledger.write(self._folder)
            if self._base and history is self._base.history():
                link(self._base.folder / HISTORY, self._folder / HISTORY)
            else:
                history.write(self._folder)
            self._store.serve(self._folder, categories, self._base)

    def abandon(self) -> None:
        """Give up; nothing of it stays."""
        for writer in self._writers.values():
            writer.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _commit(self, locale: str, base: Path | None) -> None:
        writer = self._writer(locale)
        writer.commit()
        touched = {file for file in self._touched if file.startswith(f"{locale}/")}
        similarity, origin = self._store.similarities[locale], self._store.analyzers[locale].origin
        derive_columns(self._folder / locale, base, touched, writer.batches, similarity, origin)

    def _writer(self, locale: str) -> WhooshWriter:
        if locale not in self._writers:
            analyzed = self._analyzed / locale / WHOOSH if self._analyzed else None
            known = analyzed if analyzed and analyzed.is_dir() else None
            self._writers[locale] = WhooshWriter(self._folder / locale / WHOOSH, known)
        return self._writers[locale]


def _damaged(folder: Path, name: str) -> IndexUnavailableError:
    return IndexUnavailableError(
        f"{folder / name}: damaged or half-written; run 'kbsearch index --rebuild'",
        f"{folder / name}: 壊れているか、書きかけです。'kbsearch index --rebuild' で作り直してください",
    )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses (a full disk, a missing right) into an IndexBuildError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexBuildError(
            f"{folder}: building stopped: {reason}; the index that served still serves. Mend that, then run 'kbsearch index' again",
            f"{folder}: 作成を中断しました: {reason}。これまでのインデックスはそのまま使えます。原因を取り除いてから 'kbsearch index' をもう一度実行してください",
        ) from error


@cache
def _sources() -> str:
    """Return a digest of all source that decides what a generation holds: reading articles, the model, the layout."""
    package = Path(__file__).parent.parent
    digest = blake2b(digest_size=8)
    for source in (
        package / "model.py",
        package / "ledger.py",
        package / "history.py",
        package / "folding.py",
        *sorted(package.glob("articles/*.py")),
        *sorted(package.glob("indexes/*.py")),
    ):
        digest.update(source.read_bytes())
    for library in ("whoosh3", "Markdown", "pymdown-extensions", "nh3"):
        digest.update(f"{library}={version(library)}\n".encode())
    return digest.hexdigest()


@cache
def _stream_format() -> str:
    """Return a digest of all source that decides how token streams are stored and found again."""
    digest = blake2b(f"whoosh3={version('whoosh3')}\n".encode(), digest_size=8)
    for name in ("token_stream.py", "whoosh.py"):
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


def _fingerprint(analyzers: Mapping[str, Analyzer], similarities: Mapping[str, Similarity]) -> str:
    parts = [f"{locale}={analyzer.fingerprint}" for locale, analyzer in analyzers.items()]
    parts += [f"{locale}:{similarity}" for locale, similarity in similarities.items()]
    return blake2b("\n".join([_sources(), *parts]).encode(), digest_size=12).hexdigest()
