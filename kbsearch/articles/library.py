"""The folder of articles: which files are articles, and which languages they are in."""

import os
import stat
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kbsearch.articles.categories import read_categories
from kbsearch.errors import ArticlesError
from kbsearch.messages import Message
from kbsearch.model import Category, Problem, Severity

RULE = "files"
_ENDING = ".md"
_UNSETTLED = 2_000_000_000
"""Nanoseconds within which a file may change again without its times showing it: file systems count time in steps, some of two seconds."""
_SIMILAR_ENDINGS = (".md", ".markdown", ".mdown")


class SourceFile(NamedTuple):
    """A file of an article: its path relative to the articles folder (``ja/billing/refund.md``, NFC) and where it is."""

    file: str
    place: str
    signature: str = ""
    """Size, times and number of the file: the same signature, the same content. Empty while the file was written too lately to say so."""

    @property
    def location(self) -> Path:
        """Where it is, as a path."""
        return Path(self.place)


class Library:
    """The articles folder as it is when first walked. What is wrong with it is collected in ``problems``."""

    def __init__(self, folder: Path, locales: Sequence[str]) -> None:
        """Raises ArticlesError when the folder is missing or cannot be listed."""
        self.folder = folder
        self.locales = tuple(locales)
        self.problems: list[Problem] = []
        self._walked: dict[str, tuple[SourceFile, ...]] = {}
        self._settled = time.time_ns() - _UNSETTLED
        try:
            next(folder.iterdir(), None)
        except OSError as error:
            raise _no_folder(folder, error) from error

    def files(self) -> Iterator[SourceFile]:
        """Yield the files of all articles, sorted by locale (as configured) and path."""
        for locale in self.locales:
            yield from self._of_locale(locale)

    def read(self, source: SourceFile) -> bytes:
        """Return the content of a file; raises OSError (see :func:`unreadable`)."""
        return source.location.read_bytes()

    def categories(self, locale: str) -> dict[str, Category]:
        """Return the folders of a locale that hold articles, by path, as their ``_category.yml`` describes them."""
        places = {source.file.rpartition("/")[0] for source in self._of_locale(locale)}
        folders = {place.partition("/")[2] for place in places}
        reading = read_categories(self.folder / locale, locale, folders)
        for problem in reading.problems:
            self._note(problem)
        return reading.categories

    def _of_locale(self, locale: str) -> tuple[SourceFile, ...]:
        """Return the articles of a locale; its folder is walked once."""
        if locale not in self._walked:
            self._walked[locale] = tuple(self._walk(locale))
        return self._walked[locale]

    def _walk(self, locale: str) -> Iterator[SourceFile]:
        folder = self.folder / locale
        if not folder.is_dir():
            self._note(Problem(locale, 0, 0, RULE, _no_locale(locale), Severity.WARNING))
            return
        before = ""
        for source in sorted(self._below(folder, ())):
            if source.file == before:
                self._report(source.file, _same_name())
            else:
                yield source
            before = source.file

    def _below(self, folder: Path, above: tuple[Path, ...]) -> Iterator[SourceFile]:
        """Yield the articles below a folder; ``above`` are the real places of the folders it was entered through."""
        place = folder.resolve()
        if place in above:
            self._report(self._name(folder), _loop())
            return
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._note(unreadable(SourceFile(self._name(folder), str(folder)), error))
            return
        name = self._name(folder)
        for entry in entries:
            if entry.name[0] in "._" or (entry.is_symlink() and not self._is_sound(folder / entry.name)):
                continue
            if entry.is_dir():
                yield from self._below(folder / entry.name, (*above, place))
            elif source := self._article(entry, f"{name}/{_readable(entry.name)}"):
                yield source

    def _is_sound(self, link: Path) -> bool:
        try:
            place = link.resolve(strict=True)
        except FileNotFoundError:
            self._report(self._name(link), _dangling())
            return False
        except (OSError, RuntimeError):
            self._report(self._name(link), _loop())
            return False
        if not place.is_relative_to(self.folder.resolve()):
            self._report(self._name(link), _outside())
            return False
        return True

    def _article(self, entry: os.DirEntry[str], name: str) -> SourceFile | None:
        if not entry.name.endswith(_ENDING):
            ending = Path(entry.name).suffix
            if ending.lower() in _SIMILAR_ENDINGS:
                self._report(name, _other_ending(ending))
        elif "\ufffd" in name:
            self._report(name, _unreadable_name())
        elif (signature := self._signature(entry)) is None:
            self._report(name, _no_file())
        else:
            return SourceFile(name, entry.path, signature)
        return None

    def _signature(self, entry: os.DirEntry[str]) -> str | None:
        """Return by what a file is known to be unchanged; None for what is no file."""
        try:
            found = entry.stat()
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        if max(found.st_mtime_ns, found.st_ctime_ns) >= self._settled:
            return ""
        return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}-{found.st_ino}"

    def _report(self, path: str, message: Message) -> None:
        self._note(Problem(path, 0, 0, RULE, message))

    def _note(self, problem: Problem) -> None:
        # The folder may be walked more than once.
        if problem not in self.problems:
            self.problems.append(problem)

    def _name(self, location: Path) -> str:
        return _readable(location.relative_to(self.folder).as_posix())


def _readable(name: str) -> str:
    """Return a name in NFC. One that is not UTF-8 comes from the system with surrogates, which nothing could print."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def unreadable(source: SourceFile, error: OSError) -> Problem:
    """Return the problem of a file or folder that the system does not let us read."""
    reason = error.strerror or str(error)
    message = Message(
        f"This cannot be read: {reason}. Check its permissions.",
        f"読み取れません（{reason}）。アクセス権を確認してください。",
    )
    return Problem(source.file, 0, 0, RULE, message)


def _no_folder(folder: Path, error: OSError) -> ArticlesError:
    if isinstance(error, FileNotFoundError):
        return ArticlesError(
            f"There is no articles folder at {folder}. Start a help centre with: kbsearch init {folder.parent}",
            f"記事フォルダー {folder} がありません。ヘルプセンターを作るには: kbsearch init {folder.parent}",
        )
    reason = error.strerror or str(error)
    return ArticlesError(
        f"The articles folder {folder} cannot be read: {reason}. Check the path and its permissions.",
        f"記事フォルダー {folder} を読み取れません（{reason}）。パスとアクセス権を確認してください。",
    )


def _no_locale(locale: str) -> Message:
    return Message(
        f"There is no folder {locale}/, so the help centre has no articles in this language. Create it, or remove the locale "
        "from kbsearch.toml.",
        f"{locale}/ フォルダーがないため、この言語の記事はありません。作成するか、kbsearch.toml から言語を外してください。",
    )


def _same_name() -> Message:
    return Message(
        "Two files have this name, written with different Unicode characters; only one is indexed. Rename the other.",
        "この名前のファイルが、異なる Unicode 表記で二つあります。一方だけを使います。もう一方の名前を変えてください。",
    )


def _loop() -> Message:
    return Message(
        "This symbolic link leads back to a folder it is in; it was not followed. Remove it.",
        "このシンボリックリンクは上位のフォルダーに戻るため、たどりません。削除してください。",
    )


def _outside() -> Message:
    return Message(
        "This symbolic link leads out of the articles folder; it was not followed. Put a copy here instead.",
        "このシンボリックリンクは記事フォルダーの外を指すため、たどりません。代わりにコピーを置いてください。",
    )


def _dangling() -> Message:
    return Message(
        "This symbolic link leads to nothing. Correct or remove it.",
        "このシンボリックリンクの先に何もありません。直すか、削除してください。",
    )


def _other_ending(ending: str) -> Message:
    return Message(
        f"Articles end in .md; this file ends in {ending} and is not indexed. Rename it.",
        f"記事の拡張子は .md です。このファイルは {ending} のため、検索の対象にしません。名前を変えてください。",
    )


def _unreadable_name() -> Message:
    return Message(
        "The name of this file is not UTF-8, so it is not indexed. Rename it.",
        "ファイル名が UTF-8 ではないため、検索の対象にしません。名前を変えてください。",
    )


def _no_file() -> Message:
    return Message(
        "This is not an ordinary file and is not indexed. Remove it.",
        "通常のファイルではないため、検索の対象にしません。削除してください。",
    )
