import pytest

from kbsearch.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("ぱすわーど", "パスワード"),
        ("ＰＤＦをダウンロード", "pdfヲダウンロード"),
        ("「パスワード」の 変更", "パスワードノ変更"),
        ("Log-in,  again!", "log in again"),
        ("can't", "cant"),
        ("can’t", "cant"),
        ("Café", "cafe"),
        ("Straße", "strasse"),
        ("ERR_TOO_MANY", "err too many"),
        ("ガ", "ガ"),
        ("…!?", ""),
    ],
)
def test_what_a_person_need_not_type_alike_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
