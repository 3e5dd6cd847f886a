from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Token
from kbsearch.ports import Analyzer
from kbsearch.search.remembering import RememberingAnalyzer


class CountingAnalyzer(TextAnalyzer):
    asked = 0

    def __init__(self, analyzer: TextAnalyzer) -> None:
        super().__init__(analyzer.locale, analyzer._japanese)

    def tokens(self, text: str) -> list[Token]:
        self.asked += 1
        return super().tokens(text)


def test_it_answers_as_the_analyzer_does(analyzers: dict[str, TextAnalyzer]) -> None:
    for plain in analyzers.values():
        remembering: Analyzer = RememberingAnalyzer(plain)
        assert (remembering.locale, remembering.fingerprint) == (plain.locale, plain.fingerprint)
        for text in ("返金の申請", "Refunds take five days", "サーバー", ""):
            assert remembering.tokens(text) == plain.tokens(text)
            assert remembering.readings(text) == plain.readings(text)
            assert remembering.origin(text) == plain.origin(text)


def test_a_text_is_analyzed_once(analyzers: dict[str, TextAnalyzer]) -> None:
    counting = CountingAnalyzer(analyzers["ja"])
    remembering = RememberingAnalyzer(counting)
    assert remembering.tokens("返金の申請") == remembering.tokens("返金の申請")
    assert counting.asked == 1
