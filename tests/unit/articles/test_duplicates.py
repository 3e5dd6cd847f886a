from kbsearch.articles.duplicates import duplicate_ids
from kbsearch.model import Article


def said(*articles: Article) -> list[str]:
    return [str(problem) for problem in duplicate_ids(articles)]


def test_the_second_file_with_an_id_is_reported_naming_the_first() -> None:
    assert said(Article("q7", "ja", "b", "x"), Article("q7", "ja", "a", "x")) == [
        "ja/b.md: The id “q7” is already that of ja/a.md, so this article goes by its path, “b”. Give it an id of its own. [ids]"
    ]


def test_one_id_in_two_locales_is_a_translation() -> None:
    assert said(Article("q7", "ja", "a", "x"), Article("q7", "en", "a", "x")) == []


def test_an_id_may_not_be_the_path_that_another_article_goes_by() -> None:
    assert len(said(Article("b", "ja", "a", "x"), Article("b", "ja", "b", "x"))) == 1


def test_an_alias_that_is_another_article_s_path_is_reported() -> None:
    assert said(Article("a", "ja", "a", "x", aliases=("b",)), Article("b", "ja", "b", "x")) == [
        "ja/a.md: The alias “b” is the path of ja/b.md and leads there. Remove it from `aliases`. [aliases]"
    ]


def test_an_alias_of_two_articles_is_reported() -> None:
    assert said(Article("a", "ja", "a", "x", aliases=("old",)), Article("b", "ja", "b", "x", aliases=("old",))) == [
        "ja/b.md: The alias “old” is already that of ja/a.md and leads there. Remove it from one of the two. [aliases]"
    ]
