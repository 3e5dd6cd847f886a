from tests.unit.web.fakes import CATEGORIES, FakeKnowledgeBase
from web.trails import Trails

BILLING, CARDS = CATEGORIES["ja"]


def trails() -> Trails:
    return Trails(FakeKnowledgeBase())  # type: ignore[arg-type]


def test_a_trail_goes_from_the_top_to_the_category() -> None:
    assert trails().to("billing/cards", locale="ja") == (BILLING, CARDS)


def test_folders_that_are_no_category_are_left_out() -> None:
    assert trails().to("billing/unknown", locale="ja") == (BILLING,)
    assert trails().to("", locale="ja") == ()


def test_categories_are_found_by_their_path_and_by_the_one_above() -> None:
    assert trails().find("billing/cards", locale="ja") == CARDS
    assert trails().find("billing/cards", locale="en") is None
    assert trails().top("ja") == (BILLING,)
    assert trails().directly_in("billing", locale="ja") == (CARDS,)


def test_a_locale_is_asked_for_its_categories_only_once() -> None:
    class Counting(FakeKnowledgeBase):
        asked = 0

        def categories(self, *args: object, **options: object) -> tuple:  # type: ignore[type-arg]
            Counting.asked += 1
            return CATEGORIES["ja"]

    one = Trails(Counting())  # type: ignore[arg-type]
    one.to("billing", locale="ja")
    one.top("ja")
    assert Counting.asked == 1
