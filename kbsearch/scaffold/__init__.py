"""The new, empty help centre that ``kbsearch init`` makes: the files beside this one."""

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree, ignore_patterns

from kbsearch.errors import ConfigError


def create_help_centre(folder: Path) -> None:
    """Write configuration, one article in two languages and synonyms into ``folder``.

    Raises ConfigError when the folder holds something already or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(
            f"{folder}: is not empty; name a new folder", f"{folder}: 空ではありません。新しいフォルダを指定してください"
        )
    try:
        with as_file(files(__name__) / "help-centre") as template:
            copytree(template, folder, dirs_exist_ok=True, ignore=ignore_patterns("__pycache__"))
        (folder / "gitignore").rename(folder / ".gitignore")
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"{folder}: cannot be written: {reason}", f"{folder}: 書き込めません: {reason}") from error
