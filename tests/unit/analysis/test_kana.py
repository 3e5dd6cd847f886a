import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.kana import is_kana, steps
from kbsearch.folding import fold, fold_characters


def readings(typed: str, *, lenient: bool = False) -> set[str]:
    """Return everything that what was typed may be read as, in kana alone."""
    folded = fold_characters(typed)
    found, waiting = set(), [("", 0)]
    while waiting:
        read, at = waiting.pop()
        if at == len(folded):
            found.add(read)
        else:
            following = steps(folded, at, lenient=lenient)
            waiting += [(read + piece, after) for piece, after in following if all(map(is_kana, piece))]
    return found


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("kaiyaku", "カイヤク"),
        ("かいやく", "カイヤク"),
        ("ｋａｉｙａｋｕ", "カイヤク"),
        ("KAIYAKU", "カイヤク"),
        ("shi", "シ"),
        ("si", "シ"),
        ("tsu", "ツ"),
        ("tu", "ツ"),
        ("ja", "ジャ"),
        ("jya", "ジャ"),
        ("zya", "ジャ"),
        ("cha", "チャ"),
        ("tya", "チャ"),
        ("fu", "フ"),
        ("hu", "フ"),
        ("fairu", "ファイル"),
        ("thi-mu", "ティーム"),
        ("vaiorin", "ヴァイオリン"),
        ("che", "チェ"),
        ("xtu", "ッ"),
        ("ltu", "ッ"),
        ("gakkou", "ガッコウ"),
        ("matchi", "マッチ"),
        ("macchi", "マッチ"),
        ("kon'yaku", "コンヤク"),
        ("kon’yaku", "コンヤク"),
        ("konnyaku", "コンヤク"),
        ("konnyaku", "コンニャク"),
        ("honnya", "ホンヤ"),
        ("kanna", "カンナ"),
        ("shinbun", "シンブン"),
        ("shimbun", "シンブン"),
        ("tsuzuki", "ツヅキ"),
        ("tuduki", "ツヅキ"),
        ("pasuwa-do", "パスワード"),
        ("pasuwa-do o kaeru", "パスワードヲカエル"),
        ("かいyaく", "カイヤク"),
    ],
)
def test_a_complete_word_is_read(typed: str, reading: str) -> None:
    assert reading in readings(typed)


@pytest.mark.parametrize(
    ("typed", "begun"),
    [
        ("k", {"カ", "キ", "ク", "ケ", "コ", "ッ"}),
        ("kaiy", {"カイヤ", "カイユ", "カイヨ", "カイイェ"}),
        ("カイy", {"カイヤ", "カイユ", "カイヨ", "カイイェ"}),
        ("ky", {"キャ", "キィ", "キュ", "キェ", "キョ"}),
        ("sh", {"シ"}),
        ("ts", {"ツ"}),
        ("gakk", {"ガッカ", "ガッキ", "ガック", "ガッケ", "ガッコ", "ガッッ"}),
        ("kan", {"カナ", "カニ", "カヌ", "カネ", "カノ", "カン"}),
    ],
)
def test_a_half_typed_word_begins_everything_it_may_become(typed: str, begun: set[str]) -> None:
    assert readings(typed) == begun


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("tokyo", "トウキョウ"),
        ("tōkyō", "トウキョウ"),
        ("osaka", "オオサカ"),
        ("yuza", "ユーザー"),
        ("saabaa", "サーバー"),
        ("さば", "サーバー"),
        ("サーバー", "サバ"),
        ("okasan", "オカアサン"),
    ],
)
def test_long_vowels_are_read_leniently_when_asked(typed: str, reading: str) -> None:
    assert reading in readings(typed, lenient=True)
    assert reading not in readings(typed)


def test_kana_is_not_read_as_anything_else() -> None:
    assert readings("シ") == {"シ"}


@given(st.text(alphabet="aiueokstnhmyrwgzdbpcfjqvxl'-ー ん解1", max_size=12), st.booleans())
def test_every_step_goes_forward(typed: str, lenient: bool) -> None:
    for at in range(len(typed)):
        for piece, after in steps(typed, at, lenient=lenient):
            assert at < after <= len(typed)
            assert len(piece) <= 3


@given(st.text(max_size=20))
def test_any_character_can_be_stepped_over(typed: str) -> None:
    folded = fold_characters(typed)
    assert all(list(steps(folded, at)) for at in range(len(folded)))


@given(st.lists(st.sampled_from(["ka", "shi", "tsu", "nya", "kkyo", "n'", "ji", "u", "pa-"]), max_size=8))
def test_hepburn_is_read_syllable_by_syllable(syllables: list[str]) -> None:
    kana = {
        "ka": "カ",
        "shi": "シ",
        "tsu": "ツ",
        "nya": "ニャ",
        "kkyo": "ッキョ",
        "n'": "ン",
        "ji": "ジ",
        "u": "ウ",
        "pa-": "パー",
    }
    assert "".join(kana[syllable] for syllable in syllables) in readings("".join(syllables))


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
