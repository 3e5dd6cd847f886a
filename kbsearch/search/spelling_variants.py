"""British and American spellings of one word, for whole words and for the stems Snowball leaves of them.

A table of words rather than a rule on endings: ``four`` is not ``for``, ``hour`` is not ``hor``. Only -ise/-ize is a rule, since new verbs are made with it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OUR = _words(
    """arbour ardour armour behaviour candour clamour clangour colour demeanour enamour endeavour favour fervour flavour
    glamour harbour honour humour labour misbehaviour neighbour odour parlour rancour rigour rumour saviour savour splendour
    tumour valour vapour vigour"""
)
_OUR_PREFIXES = ("", "dis", "un", "multi")
_OUR_ENDINGS = ("", *_words("s ed ing ings er ers able ably al ally ful hood hoods ist ite ites it less ly y ies i"))

_RE = _words(
    """calibre centimetre centre fibre kilometre litre lustre meagre metre millilitre millimetre ochre sabre sceptre
    sombre spectre theatre"""
)
_OGUE = _words("""analogue catalogue dialogue homologue monologue travelogue""")

_DOUBLED = _words(
    """backpedal cancel channel counsel dial duel enamel equal fuel funnel grovel initial jewel label level libel marshal
    marvel model panel parcel pedal pencil quarrel relabel remodel revel rival shovel signal snorkel spiral squirrel swivel
    total towel travel tunnel unravel"""
)
_SINGLE = _words("appal distil enrol enthral fulfil instil")
"""One l in British and two in American English, until an ending that begins with a vowel gives both two."""

_PAIRS = """acknowledgement acknowledgment, aeroplane airplane, ageing aging, aluminium aluminum, anaemia anemia, anaesthetic
anesthetic, artefact artifact, cosy cozy, defence defense, encyclopaedia encyclopedia, enquire inquire, enquiry inquiry,
enquiri inquiri, grey gray, jewellery jewelry, jewelleri jewelri, judgement judgment, licence license, mould mold, moult
molt, offence offense, manoeuvre maneuver, orthopaedic orthopedic, paediatric pediatric, plough plow, practise practice,
pretence pretense, programme program, pyjama pajama, sceptic skeptic, skilful skillful, skil skill, smoulder smolder,
speciality specialty, sulphur sulfur, wilful willful, woollen woolen, instalment installment"""

_ISE = re.compile(r"(?P<root>[a-z]{3,})i(?P<letter>[sz])(?P<ending>e|es|ed|ing|er|ers|able|ation|ations|ational|)")
_YSE = re.compile(r"(?:(?:re)?anal|catal|dial|electrol|hydrol|paral)y(?P<letter>[sz])(?:e|ed|ing|er|ers|)")
_FIXED = frozenset(
    _words(
        """adv advert appr appra bra bru caps cha chast circumc compr comprom conc cru desp dev disgu downs enterpr exc exerc
        expert franch improv likew merchand otherw outs overs parad pra pract prec prem prom ra res rev superv surm surpr telev
        treat upr"""
    )
)
"""What stands before -ise or -ize in words that have only the one: advise, exercise, promise, capsize."""
_STEMS = frozenset(
    _words(
        """anonym apolog author categor central character civil colon critic custom digit emphas equal familiar final formal
        general harmon immun jeopard legal local maxim memor minim mobil modern monet motor neutral normal optim patron penal
        popular random recogn region scrutin sensit serial social special stabil standard subsid summar symbol sympath synchron
        thermal token trivial urban util vandal vapor victim visual"""
    )
)
"""What Snowball leaves of customize, where it leaves customis of customise."""


@lru_cache(maxsize=10_000)
def spelling_variants(term_or_form: str) -> tuple[str, ...]:
    """Return the other spellings of a lower-case word or of its stem, likely ones only; the caller knows which of them exist."""
    found = [*_table().get(term_or_form, ()), *_ize(term_or_form)]
    return tuple(dict.fromkeys(variant for variant in found if variant != term_or_form))


def _ize(word: str) -> Iterator[str]:
    """Yield organize for organise and back, and the stems of both."""
    match = _ISE.fullmatch(word) or _YSE.fullmatch(word)
    if match is not None and match.groupdict().get("root") not in _FIXED:
        place = match.start("letter")
        yield word[:place] + ("z" if word[place] == "s" else "s") + word[place + 1 :]
    if word in _STEMS:
        yield f"{word}is"
    elif word.endswith("is") and word[:-2] in _STEMS:
        yield word[:-2]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for british, american in _pairs():
        table[british] = (*table.get(british, ()), american)
        table[american] = (*table.get(american, ()), british)
    return table


def _pairs() -> Iterator[tuple[str, str]]:
    for word in _OUR:
        for prefix in _OUR_PREFIXES:
            for ending in _OUR_ENDINGS:
                yield f"{prefix}{word}{ending}", f"{prefix}{word[:-2]}r{ending}"
    for word in _RE:
        for british, american in (("re", "er"), ("res", "ers"), ("red", "ered"), ("ring", "ering"), ("r", "er")):
            yield word[:-2] + british, word[:-2] + american
        if word.endswith(("metre", "litre")):
            yield word[:-1], word[:-2]
    for word in _OGUE:
        for british, american in (("ue", ""), ("ues", "s"), ("ued", "ed"), ("uing", "ing"), ("u", "")):
            yield word[:-2] + british, word[:-2] + american
    for word in _DOUBLED:
        for ending in ("ed", "ing", "er", "ers", "or", "ors"):
            yield f"{word}l{ending}", word + ending
        if word in ("dial", "duel", "fuel"):
            yield f"{word}l", word
    for word in _SINGLE:
        for ending in ("", "s", "ment", "ments"):
            yield word + ending, f"{word}l{ending}"
    yield from _plain_pairs()


def _plain_pairs() -> Iterator[tuple[str, str]]:
    for pair in _PAIRS.split(","):
        british, american = pair.split()
        yield british, american
        yield f"{british}s", f"{american}s"
        if british.endswith("e") or american.endswith("e"):
            for ending in ("d", "r"):
                yield british + ending, american + ending
            yield british.removesuffix("e"), american.removesuffix("e")
            yield f"{british.removesuffix('e')}ing", f"{american.removesuffix('e')}ing"
        else:
            for ending in ("ed", "ing", "er"):
                yield british + ending, american + ending
    yield "programm", "program"
