from kbsearch.evaluation.questions import Miss, ask_questions
from kbsearch.evaluation.runs import Ranked
from kbsearch.model import Article, Audience
from tests.builders import make_article

REFUND = make_article("billing/refund", id="refund", questions=("返金してほしい", "お金を戻して"))
CANCEL = make_article("billing/cancel", id="cancel", questions=("やめたい",))
MACRO = make_article("staff/macro", id="macro", questions=("定型文",), audience=Audience.INTERNAL)
PLAIN = make_article("plain", id="plain")

ANSWERS = {
    "返金してほしい": ["refund", "cancel"],
    "お金を戻して": ["cancel", "macro", "plain", "refund"],
    "やめたい": [],
    "定型文": ["macro"],
}


def ask(*articles: Article, answers: dict[str, list[str]] = ANSWERS) -> tuple[dict[str, float], tuple[Miss, ...]]:
    """Return the measures and the misses when the questions have those answers."""

    def rank(text: str, audience: Audience) -> Ranked:
        assert audience is (Audience.INTERNAL if text == "定型文" else Audience.PUBLIC)
        return [(found, 1.0) for found in answers[text]]

    report = ask_questions("ja", [*articles, PLAIN], rank, lambda *_: None)
    return dict(report.figures.measures), report.misses


def test_questions_that_find_their_article_are_no_misses() -> None:
    assert ask(MACRO) == ({"MRR": 1.0, "Success@1": 1.0, "Success@3": 1.0}, ())


def test_a_question_that_misses_the_first_three_is_listed_with_what_stands_first() -> None:
    measures, misses = ask(REFUND, CANCEL)
    assert misses == (
        Miss("ja/billing/refund.md", "お金を戻して", 4, "ja/billing/cancel.md"),
        Miss("ja/billing/cancel.md", "やめたい", 0, ""),
    )
    assert measures["Success@1"] == measures["Success@3"]
    assert round(measures["MRR"], 4) == round((1 + 1 / 4 + 0) / 3, 4)


def test_third_place_is_still_found() -> None:
    measures, misses = ask(CANCEL, answers={"やめたい": ["refund", "plain", "cancel"]})
    assert misses == ()
    assert (measures["Success@1"], measures["Success@3"]) == (0.0, 1.0)


def test_an_article_that_is_not_found_at_all_has_no_place() -> None:
    assert ask(CANCEL, answers={"やめたい": ["plain"]})[1] == (Miss("ja/billing/cancel.md", "やめたい", 0, "ja/plain.md"),)


def test_articles_without_questions_ask_nothing() -> None:
    assert ask() == ({}, ())
