import pytest

from kbsearch.articles.encoding import NotTextError, decode


@pytest.mark.parametrize("content", [b"a\r\nb", b"a\rb", b"a\nb"])
def test_line_ends_become_one(content: bytes) -> None:
    assert decode(content).text == "a\nb"


def test_text_is_composed() -> None:
    assert decode("か\u3099".encode()).text == "が"


@pytest.mark.parametrize(("codec", "name"), [("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("utf-16", "UTF-16")])
def test_the_likely_encoding_is_named(codec: str, name: str) -> None:
    with pytest.raises(NotTextError) as caught:
        decode("# 返金について\nひらがなの文章です。".encode(codec))
    assert f"It looks like {name}. Save it as UTF-8." in caught.value.message.en


def test_the_line_of_the_first_wrong_byte_is_known() -> None:
    with pytest.raises(NotTextError) as caught:
        decode(b"a\nb\n\xff\xfe\xfd")
    assert caught.value.line == 3
    assert caught.value.message.en == "This file is not UTF-8: byte 4 cannot be read. Save it as UTF-8."
    assert (
        caught.value.message.ja
        == "このファイルは UTF-8 ではありません（4 バイト目を読み取れません）。UTF-8 で保存してください。"
    )
