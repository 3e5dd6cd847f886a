"""Questions with alternatives: ``(解約|退会)したい`` stands for ``解約したい`` and ``退会したい``.

Groups may be nested and may be written with full-width signs: ``（解約｜退会）したい``. A pair of parentheses without ``|``
is part of the question. One question may stand for at most 64.
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from kbsearch.messages import Message

MAX_EXPANSIONS = 64
MAX_LENGTH = 500

_SIGN = re.compile(r"[()（）|｜]")
_SPACES = re.compile(r"\s+")
# Parentheses that belong to the question step aside (into private-use characters) while groups are taken apart.
_ASIDE = str.maketrans("()（）", "\ue000\ue001\ue002\ue003")
_BACK = str.maketrans("\ue000\ue001\ue002\ue003", "()（）")


def expand(question: str) -> tuple[str, ...]:
    """Return the questions that this one stands for, in order, at most ``MAX_EXPANSIONS``; at least itself if it has text."""
    if len(question) > MAX_LENGTH or not _is_balanced(question):
        return (_tidy(question),)
    # The first so many, not the first so many different ones: (a|a)(a|a)… has endless equal ones.
    first = islice(_expansions(question), MAX_EXPANSIONS)
    return tuple(dict.fromkeys(filter(None, first))) or (_tidy(question),)


def fault(question: str) -> Message | None:
    """Return what is wrong with a question, or None."""
    if len(question) > MAX_LENGTH:
        return Message(
            f"This question has {len(question)} characters; {MAX_LENGTH} is the limit for alternatives, so it is taken as "
            "it stands. Shorten it.",
            f"この質問は {len(question)} 文字あります。選択肢を展開できるのは {MAX_LENGTH} 文字までなので、"
            "そのまま扱います。短くしてください。",
        )
    if not _is_balanced(question):
        return Message(
            f"The parentheses in “{question}” do not pair up, so it is taken as it stands. Close or remove the odd one.",
            f"「{question}」の括弧の数が合わないため、そのまま扱います。余分な括弧を消すか、閉じてください。",
        )
    if _exceeds_limit(question):
        return Message(
            f"“{question}” stands for more than {MAX_EXPANSIONS} questions; only the first {MAX_EXPANSIONS} are used. Split "
            "it up.",
            f"「{question}」は {MAX_EXPANSIONS} 通りを超えます。先頭の {MAX_EXPANSIONS} 通りだけを使います。"
            "いくつかの質問に分けてください。",
        )
    return None


def _exceeds_limit(question: str) -> bool:
    return any(count > MAX_EXPANSIONS for count, _ in enumerate(_expansions(question), start=1))


def _expansions(question: str) -> Iterator[str]:
    waiting = [question]
    while waiting:
        text = waiting.pop()
        choices = _choices_of_first_group(text)
        if choices:
            # Last first, because the stack hands out the last one pushed.
            waiting.extend(reversed(choices))
        else:
            yield _tidy(text.translate(_BACK))


def _choices_of_first_group(text: str) -> list[str]:
    """Return the text once for each alternative of its first group; once only if its first parentheses are part of the text."""
    depth, start, cuts = 0, 0, list[int]()
    for sign in _SIGN.finditer(text):
        if sign[0] in "(（":
            start = start if depth else sign.start()
            depth += 1
        elif sign[0] in ")）":
            depth -= 1
            if depth == 0:
                return _chosen(text, [start, *cuts, sign.start()])
        elif depth == 1:
            cuts.append(sign.start())
    return []


def _chosen(text: str, cuts: list[int]) -> list[str]:
    start, end = cuts[0], cuts[-1]
    if len(cuts) == 2:
        return [
            text[:start] + text[start].translate(_ASIDE) + text[start + 1 : end] + text[end].translate(_ASIDE) + text[end + 1 :]
        ]
    return [text[:start] + text[one + 1 : other] + text[end + 1 :] for one, other in pairwise(cuts)]


def _is_balanced(question: str) -> bool:
    depth = 0
    for character in question:
        if character in "(（":
            depth += 1
        elif character in ")）":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def _tidy(question: str) -> str:
    return _SPACES.sub(" ", question).strip()
