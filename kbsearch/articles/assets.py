"""Pictures and other files beside the articles."""

from pathlib import Path, PurePosixPath

_SERVED = frozenset(
    [
        ".svg",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".avif",
        ".ico",
        ".pdf",
        ".csv",
        ".tsv",
        ".txt",
        ".zip",
        ".mp4",
        ".webm",
        ".mp3",
        ".vtt",
        ".docx",
        ".xlsx",
        ".pptx",
    ]
)
"""What may stand beside an article for customers; drafts, backups and whatever else lies about is not served."""


def find_asset(folder: Path, path: str) -> Path | None:
    """Return the file at ``path`` below the articles folder (``ja/billing/images/card.svg``).

    None for anything that is not there, lies outside the folder, is hidden, or is not of a kind that customers are served.
    """
    wanted = PurePosixPath(path)
    if "\0" in path or wanted.is_absolute() or wanted.suffix.lower() not in _SERVED:
        return None
    if len(wanted.parts) < 2 or any(part.startswith((".", "_")) for part in wanted.parts):
        return None
    try:
        found = (folder / wanted).resolve()
        return found if found.is_file() and found.is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError, UnicodeError):
        return None
