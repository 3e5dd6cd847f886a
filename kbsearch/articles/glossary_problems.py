"""What can be wrong with a glossary, said to its writer."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from kbsearch.messages import Message

_SIMILAR = 60


def unreadable(reason: str) -> Message:
    """The system does not let us read the file."""
    return Message(
        f"This glossary cannot be read: {reason}. The help centre keeps the one it read before. Check its permissions.",
        f"用語集を読み取れません（{reason}）。前に読んだ用語集を使い続けます。アクセス権を確認してください。",
    )


def no_list(reason: str) -> Message:
    """The file is not a YAML list."""
    return Message(
        f"A glossary is a list of words, each beginning with `- term: …`; this one cannot be read ({reason}). "
        "The help centre keeps the one it read before. Put a text that contains `: ` or ` #` in quotes.",
        f"用語集は `- term: …` で始まる言葉のリストです。読み取れないため（{reason}）、前に読んだ用語集を使い続けます。"
        "`: ` や ` #` の入った文は引用符で囲んでください。",
    )


def no_mapping() -> Message:
    """An item of the list has no keys."""
    return Message(
        "This is not a word with its meaning and is left out. Write `- term: …` and, below it, `meaning: …`.",
        "言葉と説明の組になっていないため、使いません。`- term: …` と書き、その下に `meaning: …` を書いてください。",
    )


def missing(name: str, term: str) -> Message:
    """A word without its term or its meaning."""
    of = f" of “{term}”" if term else ""
    no = f"「{term}」の" if term else ""
    return Message(
        f"The `{name}`{of} is missing, so the word is left out. Add `{name}: …`.",
        f"{no}`{name}` がないため、この言葉は載せません。`{name}: …` を加えてください。",
    )


def key_twice(name: str) -> Message:
    """A key stands twice below one word."""
    return Message(
        f"`{name}` stands twice here; only the first counts. Put them together, or begin a new word with `- term:`.",
        f"`{name}` が二つあり、最初のものだけを使います。一つにまとめるか、`- term:` で新しい言葉を始めてください。",
    )


def unknown_key(name: str, known: Sequence[str]) -> Message:
    """A key that a word does not have."""
    close = process.extractOne(name.lower(), known, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    keys = ", ".join(known)
    return Message(
        f"The key `{name}` is not known here (known: {keys})." + (f" Did you mean `{close[0]}`?" if close else " Remove it."),
        f"`{name}` というキーはありません（使えるもの: {keys}）。"
        + (f"`{close[0]}` でしょうか。" if close else "取り除いてください。"),
    )


def no_text(name: str) -> Message:
    """A list or a mapping where a text stands."""
    return Message(
        f"`{name}` takes one text. Write it on one line; put it in quotes if it contains `: `, or begins with [ or {{.",
        f"`{name}` は一つの文字列です。一行で書き、`: ` が入るときや [ か {{ で始まるときは引用符で囲んでください。",
    )


def no_word(name: str) -> Message:
    """Something other than words in a list of words."""
    return Message(
        f"`{name}` takes a list of words: [word, another word]. Put a word that contains `: ` in quotes.",
        f"`{name}` は [言葉, 別の言葉] のような言葉のリストです。`: ` の入った言葉は引用符で囲んでください。",
    )


def no_reading(term: str) -> Message:
    """A Japanese word without its reading."""
    return Message(
        f"The `reading` of “{term}” is missing, so it cannot be filed in kana order. Add `reading: …` in hiragana.",
        f"「{term}」の `reading` がないため、五十音順に並べられません。ひらがなで `reading: …` を加えてください。",
    )


def no_hiragana(reading: str) -> Message:
    """A Japanese reading in other characters."""
    return Message(
        f"A `reading` is written in hiragana; “{reading}” is not. Letters are written as they are said: えすえるえー.",
        f"`reading` はひらがなで書きます。「{reading}」には別の文字があります。英字も「えすえるえー」のように読みを書いてください。",
    )


def term_twice(term: str, line: int) -> Message:
    """Two entries for one word."""
    return Message(
        f"“{term}” is explained twice; the entry in line {line} is used. Put the two together.",
        f"「{term}」の説明が二つあり、{line} 行目のものを使います。一つにまとめてください。",
    )


def word_taken(word: str, owner: str) -> Message:
    """A word of ``same`` that another entry has."""
    return Message(
        f"“{word}” stands in the entry “{owner}” already and is left out here. "
        "A word belongs to one entry; if the two are only related, write it under `related`.",
        f"「{word}」は「{owner}」の項目にあるため、ここでは使いません。言葉は一つの項目に属します。"
        "意味が近いだけなら `related` に書いてください。",
    )


def itself(field: str, word: str) -> Message:
    """A word that refers to itself."""
    return Message(
        f"“{word}” under `{field}` is this entry itself. Remove it.",
        f"`{field}` の「{word}」は、この項目そのものです。取り除いてください。",
    )


def not_explained(field: str, word: str, terms: Sequence[str]) -> Message:
    """A reference to a word that the glossary does not have."""
    close = process.extractOne(word, terms, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
    return Message(
        f"“{word}” under `{field}` is not in this glossary and is left out."
        + (f" Did you mean “{close[0]}”?" if close else " Add an entry for it, or remove it."),
        f"`{field}` の「{word}」は用語集にないため、使いません。"
        + (f"「{close[0]}」でしょうか。" if close else "項目を加えるか、取り除いてください。"),
    )


def one_sided(term: str, other: str) -> Message:
    """An opposite that does not say so itself."""
    return Message(
        f"“{other}” is the opposite of “{term}”, but not the reverse. Write {term} under `opposite` of “{other}”, too.",
        f"「{term}」の反対は「{other}」ですが、逆が書かれていません。「{other}」の `opposite` にも「{term}」を書いてください。",
    )
