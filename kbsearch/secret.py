"""The key that forms are signed with: the configured one, or one that is made once and kept."""

import os
import secrets
from pathlib import Path

from kbsearch.config import Config
from kbsearch.errors import DatabaseError

FILE = "secret"


def secret_key(config: Config) -> str:
    """Return the key. Raises DatabaseError when there is none and it cannot be kept."""
    return config.secret_key or _kept(config.var_dir)


def _kept(folder: Path) -> str:
    """Return the key in ``folder``; of several processes that make one at once, all get that of the first."""
    file = folder / FILE
    try:
        if not file.exists():
            _make(file)
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatabaseError(
            f"{file}: the key of the forms cannot be kept: {reason}", f"{file}: フォームの鍵を保存できません: {reason}"
        ) from error


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(32))
        if not file.exists():
            os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
