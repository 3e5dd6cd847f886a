from kbsearch.articles.glossary import Glossary, GlossaryEntry


def entry(term: str, reading: str = "", **more: tuple[str, ...]) -> GlossaryEntry:
    return GlossaryEntry(term, f"{term}の説明。", reading, **more)  # type: ignore[arg-type]


def order(*entries: GlossaryEntry) -> list[str]:
    return [found.term for found in Glossary(entries).entries]


def groups(*entries: GlossaryEntry) -> dict[str, list[str]]:
    return {group.name: [found.term for found in group.entries] for group in Glossary(entries).groups()}


def test_japanese_words_stand_in_the_order_of_their_readings() -> None:
    assert order(entry("解約", "かいやく"), entry("違約金", "いやくきん"), entry("SLA", "えすえるえー")) == [
        "違約金",
        "SLA",
        "解約",
    ]


def test_voiced_and_small_kana_stand_beside_the_plain_ones() -> None:
    assert order(entry("学校", "がっこう"), entry("角", "かく"), entry("価格", "かかく")) == ["価格", "角", "学校"]
    assert order(entry("キャンセル", "きゃんせる"), entry("規約", "きやく"), entry("企画", "きかく")) == [
        "企画",
        "規約",
        "キャンセル",
    ]


def test_a_long_vowel_is_filed_as_the_vowel() -> None:
    assert order(entry("サービス", "さーびす"), entry("再開", "さいかい"), entry("作業", "さぎょう")) == [
        "サービス",
        "再開",
        "作業",
    ]


def test_the_rows_of_kana_are_groups() -> None:
    words = [
        entry("ボット", "ぼっと"),
        entry("返金", "へんきん"),
        entry("ワークスペース", "わーくすぺーす"),
        entry("電話", "でんわ"),
    ]
    assert groups(*words) == {"た": ["電話"], "は": ["返金", "ボット"], "わ": ["ワークスペース"]}


def test_english_words_stand_by_letter_whatever_their_case() -> None:
    assert groups(entry("ticket"), entry("SLA"), entry("agent"), entry("severity")) == {
        "A": ["agent"],
        "S": ["severity", "SLA"],
        "T": ["ticket"],
    }


def test_a_word_is_filed_by_its_reading_where_it_has_one() -> None:
    assert groups(entry("24/7", "twenty-four seven"), entry("upgrade")) == {"T": ["24/7"], "U": ["upgrade"]}


def test_what_begins_with_neither_kana_nor_letter_comes_last() -> None:
    assert groups(entry("#1"), entry("未定義"), entry("返金", "へんきん"), entry("SSO")) == {
        "は": ["返金"],
        "S": ["SSO"],
        "": ["#1", "未定義"],
    }


def test_a_word_is_found_by_its_term_its_reading_and_what_means_the_same() -> None:
    glossary = Glossary([entry("二段階認証", "にだんかいにんしょう", same=("2FA",))])
    for word in ("二段階認証", "ニダンカイニンショウ", "2fa", "２ＦＡ"):
        assert glossary.find(word) is glossary.entries[0]
    assert glossary.find("認証") is None
    assert glossary.find("") is None


def test_words_that_mean_the_same_stand_for_each_other() -> None:
    same = Glossary([entry("返金", same=("払い戻し",)), entry("解約")]).same()
    assert list(same) == [("返金", "払い戻し"), ("払い戻し", "返金")]


def test_a_reading_is_shown_only_where_the_word_does_not_show_it() -> None:
    assert entry("解約", "かいやく").ruby == "かいやく"
    assert entry("チケット", "ちけっと").ruby == ""
    assert entry("ticket").ruby == ""
