import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.questions import MAX_EXPANSIONS, expand, fault


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("解約したい", ("解約したい",)),
        ("(解約|退会)したい", ("解約したい", "退会したい")),
        ("（解約｜退会）したい", ("解約したい", "退会したい")),
        ("(a|b) (c|d)", ("a c", "a d", "b c", "b d")),
        ("((年|月)払い|分割)にしたい", ("年払いにしたい", "月払いにしたい", "分割にしたい")),
        ("(すぐに|)解約したい", ("すぐに解約したい", "解約したい")),
        ("料金(税抜)を知りたい", ("料金(税抜)を知りたい",)),
        ("(料金(税抜)|値段)は", ("料金(税抜)は", "値段は")),
        ("  spaces   inside ", ("spaces inside",)),
        ("(a|a)", ("a",)),
    ],
)
def test_alternatives_expand(question: str, expected: tuple[str, ...]) -> None:
    assert expand(question) == expected
    assert fault(question) is None


def test_unbalanced_parentheses_are_taken_literally_and_reported() -> None:
    assert expand("(解約|退会したい") == ("(解約|退会したい",)
    message = fault("(解約|退会したい")
    assert message is not None
    assert message.en == (
        "The parentheses in “(解約|退会したい” do not pair up, so it is taken as it stands. Close or remove the odd one."
    )


def test_more_than_64_expansions_are_cut_and_reported() -> None:
    question = "(a|b|c|d)" * 4
    assert len(expand(question)) == MAX_EXPANSIONS
    message = fault(question)
    assert message is not None
    assert message.en.startswith(f"“{question}” stands for more than 64 questions; only the first 64 are used.")


def test_a_bomb_of_equal_alternatives_is_over_at_once() -> None:
    assert expand("(a|a)" * 50) == ("a" * 50,)


def test_a_very_long_question_stays_as_it_is() -> None:
    question = "(a|b)" * 200
    assert expand(question) == (question,)
    message = fault(question)
    assert message is not None
    assert message.ja.startswith("この質問は 1000 文字あります。")


@given(st.text(alphabet="ab()|（）｜ ", max_size=40))
def test_any_question_gives_between_1_and_64(question: str) -> None:
    assert 1 <= len(expand(question)) <= MAX_EXPANSIONS
    fault(question)
