from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Article, Audience, Suggestion
from kbsearch.ports import Field
from kbsearch.search.suggestions import Chosen, Suggester
from kbsearch.similarity import Similarity
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SIMILARITY = Similarity(1.2, 0.75, 1.0, dict.fromkeys(Field, 1.0))

JAPANESE = [
    make_article("billing/cancel", "解約する", questions=("プランを解約したい", "解約するとデータはどうなりますか")),
    make_article("account/password", "パスワードを再設定する", questions=("パスワードを忘れた",)),
    make_article("account/two-factor", "二段階認証", questions=("2FAを有効にしたい",)),
    make_article("troubles/server", "サーバーに接続できない"),
    make_article("troubles/user", "「ユーザー」の 追加"),
    make_article("contact/tokyo", "東京の窓口"),
    make_article("files/pdf", "ＰＤＦをダウンロードする"),
    make_article("move/moving", "引っ越しの手続き"),
    make_article("staff/macro", "解約の返信文", audience=Audience.INTERNAL),
]
ENGLISH = [
    make_article("password", "Reset your password", locale="en", questions=("I can't log in",)),
    make_article("cafe", "Café opening hours", locale="en"),
    make_article("sign-in", "Sign-in problems", locale="en"),
    make_article("sign", "Signing a contract", locale="en"),
    make_article("errors", "Error ERR_TOO_MANY_REDIRECTS", locale="en"),
]

Suggest = Callable[..., tuple[Suggestion, ...]]


@pytest.fixture
def suggest(analyzers: dict[str, TextAnalyzer]) -> Suggest:
    def ask(
        typed: str, articles: list[Article] = JAPANESE, limit: int = 8, chosen: Chosen | None = None
    ) -> tuple[Suggestion, ...]:
        locale = articles[0].locale
        index = MemoryIndex(locale, analyzed(articles, analyzers[locale]), SIMILARITY)
        return Suggester(index, chosen or {}).suggest(typed, index.visible(Audience.PUBLIC, NOW), limit)

    return ask


def marked(suggestion: Suggestion) -> str:
    """Return the text with its highlights in brackets."""
    pieces, at = [], 0
    for start, end in suggestion.highlights:
        pieces += [suggestion.text[at:start], f"[{suggestion.text[start:end]}]"]
        at = end
    return "".join([*pieces, suggestion.text[at:]])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        # as written
        ("解", "[解]約する"),
        ("解約", "[解約]する"),
        ("パスワード", "[パスワード]を忘れた"),
        ("ﾊﾟｽﾜｰﾄﾞ", "[パスワード]を忘れた"),
        ("pdf", "[ＰＤＦ]をダウンロードする"),
        ("ｐｄｆを", "[ＰＤＦを]ダウンロードする"),
        ("2f", "[2F]Aを有効にしたい"),
        ("ユーザーの追", "「[ユーザー」の 追]加"),
        # as read
        ("かい", "[解約]する"),
        ("かいやく", "[解約]する"),
        ("かいやくす", "[解約す]る"),
        ("カイヤク", "[解約]する"),
        ("ぱす", "[パス]ワードを忘れた"),
        ("ぱすわーどをわ", "[パスワードを忘れ]た"),
        ("ひっこ", "[引っ越し]の手続き"),
        ("ぴーでぃー", None),
        # in romaji
        ("kaiyaku", "[解約]する"),
        ("KAIYAKU", "[解約]する"),
        ("pasuwa-do", "[パスワード]を忘れた"),
        ("pasuwa-do o wa", "[パスワードを忘れ]た"),
        ("nidankai", "[二段階]認証"),
        ("hikkoshi", "[引っ越し]の手続き"),
        ("hikkosi", "[引っ越し]の手続き"),
        ("pdfwo", "[ＰＤＦを]ダウンロードする"),
        # half-typed
        ("k", "[解約]する"),
        ("kaiy", "[解約]する"),
        ("かいy", "[解約]する"),
        ("かいｙ", "[解約]する"),
        ("hik", "[引っ越し]の手続き"),
        ("パスw", "[パスワ]ードを忘れた"),
        ("pdfをd", "[ＰＤＦをダ]ウンロードする"),
        # kanji, then kana or letters
        ("解や", "[解約]する"),
        ("解y", "[解約]する"),
        ("解約s", "[解約す]る"),
        ("引っ越しのて", "[引っ越しの手続き]"),
        ("二段階n", "[二段階認証]"),
        ("二だ", "[二段階]認証"),
        ("解か", None),
        # a word in the middle
        ("再せ", "パスワードを[再設定]する"),
        ("せつぞく", "サーバーに[接続]できない"),
        ("窓", "東京の[窓]口"),
        # long vowels
        ("サーバ", "[サーバ]ーに接続できない"),
        ("サーバー", "[サーバー]に接続できない"),
        ("ユーザ", "「[ユーザ]ー」の 追加"),
        ("ユザ", "「[ユーザー]」の 追加"),
        ("tokyo", "[東京]の窓口"),
        ("tōkyō", "[東京]の窓口"),
        ("toukyou", "[東京]の窓口"),
        # no beginning of a word
        ("ワード", None),
        ("約", None),
        ("を", None),
        ("", None),
        ("　", None),
        ("!?", None),
        ("-", None),
    ],
)
def test_what_is_suggested_first(suggest: Suggest, typed: str, first: str | None) -> None:
    assert next((marked(suggestion) for suggestion in suggest(typed)), None) == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("res", "[Res]et your password"),
        ("RESET Y", "[Reset y]our password"),
        ("pass", "Reset your [pass]word"),
        ("can’t lo", "I [can't lo]g in"),
        ("cant", "I [can't] log in"),
        ("log  in", "I can't [log in]"),
        ("login", None),
        ("cafe", "[Café] opening hours"),
        ("CAFÉ O", "[Café o]pening hours"),
        ("sign", "[Sign]-in problems"),
        ("sign i", "[Sign-i]n problems"),
        ("sign-in", "[Sign-in] problems"),
        ("err_too", "Error [ERR_TOO]_MANY_REDIRECTS"),
        ("redir", "Error ERR_TOO_MANY_[REDIR]ECTS"),
        ("word", None),
    ],
)
def test_what_is_suggested_first_in_english(suggest: Suggest, typed: str, first: str | None) -> None:
    assert next((marked(suggestion) for suggestion in suggest(typed, ENGLISH)), None) == first


def test_a_suggestion_says_where_it_leads(suggest: Suggest) -> None:
    assert suggest("2fa") == (
        Suggestion("2FAを有効にしたい", "question", "account/two-factor", "account/two-factor", "ja", highlights=((0, 3),)),
    )
    assert suggest("東京")[0].kind == "title"


def test_an_article_is_suggested_once(suggest: Suggest) -> None:
    assert [suggestion.path for suggestion in suggest("解約")] == ["billing/cancel"]


def test_internal_articles_are_not_suggested_to_customers(suggest: Suggest) -> None:
    assert all(suggestion.path != "staff/macro" for suggestion in suggest("解約の"))


def test_the_start_of_a_text_comes_before_a_word_in_the_middle(suggest: Suggest) -> None:
    articles = [make_article("a", "新しいカード"), make_article("b", "カードを使えるお店の一覧")]
    assert [s.path for s in suggest("カード", articles)] == ["b", "a"]


def test_a_whole_word_comes_before_the_beginning_of_a_longer_one(suggest: Suggest) -> None:
    articles = [make_article("a", "カードル"), make_article("b", "カードを使えるお店の一覧")]
    assert [s.path for s in suggest("カード", articles)] == ["b", "a"]


def test_a_short_text_comes_before_a_long_one(suggest: Suggest) -> None:
    articles = [make_article("a", "カードを追加して支払いに使う"), make_article("b", "カードの追加")]
    assert [s.path for s in suggest("カード", articles)] == ["b", "a"]


def test_what_customers_chose_comes_first(suggest: Suggest) -> None:
    articles = [make_article("a", "新しいカードの長い題名"), make_article("b", "カード"), make_article("c", "カードの追加")]
    chosen = {("a", "新しいカードの長い題名"): 12, ("c", "カードの追加"): 3}
    assert [s.path for s in suggest("カード", articles, chosen=chosen)] == ["a", "c", "b"]


def test_the_text_of_an_article_that_customers_chose_stands_for_it(suggest: Suggest) -> None:
    chosen = {("billing/cancel", "解約するとデータはどうなりますか"): 1}
    assert [s.text for s in suggest("かいやく", chosen=chosen)] == ["解約するとデータはどうなりますか"]


def test_a_long_vowel_typed_short_comes_after_what_was_typed(suggest: Suggest) -> None:
    articles = [make_article("a", "東京"), make_article("b", "トキョという町の歴史")]
    assert [s.path for s in suggest("tokyo", articles)] == ["b", "a"]


def test_no_more_are_returned_than_asked_for(suggest: Suggest) -> None:
    articles = [make_article(f"a{number:02}", f"カード{number}") for number in range(30)]
    assert [len(suggest("カ", articles, limit=limit)) for limit in (0, 1, 8, 40)] == [0, 1, 8, 30]


def test_many_questions_of_one_article_do_not_hide_another(suggest: Suggest) -> None:
    wordy = make_article("a", "カード", questions=tuple(f"カード{number}" for number in range(100)))
    assert [s.path for s in suggest("カード", [wordy, make_article("b", "新しくて使いやすいカード")], limit=2)] == ["a", "b"]


def test_titles_with_control_characters_are_suggested(suggest: Suggest) -> None:
    assert [s.text for s in suggest("カード", [make_article("a", "カードの\n追加\ud800")])] == ["カードの 追加 "]


def test_an_empty_index_suggests_nothing() -> None:
    index = MemoryIndex("ja", [], SIMILARITY)
    assert Suggester(index).suggest("か", index.visible(Audience.PUBLIC, NOW), 8) == ()


typed_texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=1000),
    st.text(alphabet="かいやくカ解約二段階パスワードーkaiynsoutxz'- 2", max_size=120),
    st.sampled_from(["n", "ー", "xtu", "解", "o-", "ﷺ", "\ud800", "nn'", "か゛"]).map(lambda piece: piece * 300),
)


@pytest.fixture(scope="module")
def suggester(analyzers: dict[str, TextAnalyzer]) -> Suggester:
    return Suggester(MemoryIndex("ja", analyzed(JAPANESE, analyzers["ja"]), SIMILARITY))


@given(typed_texts)
def test_any_string_is_answered_with_ranges_of_the_text(suggester: Suggester, typed: str) -> None:
    for suggestion in suggester.suggest(typed, suggester.index.visible(Audience.INTERNAL, NOW), 8):
        ((start, end),) = suggestion.highlights
        assert 0 <= start < end <= len(suggestion.text)


@given(st.sampled_from([text for article in JAPANESE for text in (article.title, *article.questions)]), st.integers(1, 30))
def test_the_beginning_of_every_text_finds_it(suggester: Suggester, text: str, length: int) -> None:
    found = suggester.suggest(text[:length], suggester.index.visible(Audience.INTERNAL, NOW), 20)
    assert text[:length].strip("「") == "" or any(s.text.startswith(text[:length]) for s in found)
