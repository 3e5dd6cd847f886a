"""The key that forms are signed with: the configured one, or one that is made once and kept."""

import os
import secrets
from pathlib import Path

from kbsearch.config import Config
from kbsearch.errors import ConfigError, DatabaseError

FILE = "secret"
_MADE = 32
"""Random bytes in a key that is made."""
_SHORTEST = 16
"""Characters of a configured key."""


def secret_key(config: Config) -> str:
    """Return the key.

    Raises ConfigError when the configured one can be guessed, DatabaseError when there is none and it cannot be kept, or the kept
    one is damaged.
    """
    if config.secret_key and len(config.secret_key) < _SHORTEST:
        raise ConfigError(
            f"secret_key is too short: give {_SHORTEST} random characters or more",
            f"secret_key が短すぎます。{_SHORTEST} 文字以上のランダムな文字列を指定してください",
        )
    return config.secret_key or _kept(config.var_dir)


def _kept(folder: Path) -> str:
    """Return the key in ``folder``; of several processes that make one at once, all get that of the first."""
    file = folder / FILE
    try:
        if not file.exists():
            _make(file)
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatabaseError(
            f"{file}: the key of the forms cannot be kept: {reason}", f"{file}: フォームの鍵を保存できません: {reason}"
        ) from error
    if len(key) < _MADE:
        raise DatabaseError(
            f"{file} is cut off: restore it from a backup, or delete it; forms and links in mails sent until now then no longer work",
            f"{file} が途中で切れています。バックアップから戻すか、削除してください。削除すると、これまでに送ったメールのリンクとフォームは使えなくなります",
        )
    return key


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(_MADE))
            opened.flush()
            os.fsync(descriptor)
        if not file.exists():
            os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
