import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.normalization import normalize


def test_half_width_kana_become_full_width_and_keep_their_place() -> None:
    normalized = normalize("aﾊﾟｽﾞ")
    assert normalized.text == "aパズ"
    assert normalized.origin(1, 2) == (1, 3)
    assert normalized.origin(2, 3) == (3, 5)


def test_one_character_may_become_several() -> None:
    normalized = normalize("㌔m")
    assert normalized.text == "キロm"
    assert normalized.origin(0, 2) == (0, 1)
    assert normalized.origin(2, 3) == (1, 2)


def test_plain_text_is_left_alone() -> None:
    assert normalize("返金の条件").starts is None


def test_zero_width_space_and_soft_hyphen_vanish() -> None:
    assert normalize("返\u200b金 co\u00adop").text == "返金 coop"


def test_nul_and_lone_surrogate_become_spaces() -> None:
    assert normalize("a\0b\ud800c").text == "a b c"


@given(st.text())
def test_every_character_knows_where_it_came_from(text: str) -> None:
    normalized = normalize(text)
    for at in range(len(normalized.text)):
        start, end = normalized.origin(at, at + 1)
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x30FF, exclude_categories=["Cc", "Cf", "Cs"])))
def test_the_text_is_nfkc(text: str) -> None:
    assert unicodedata.normalize("NFKC", normalize(text).text) == unicodedata.normalize("NFKC", text)
