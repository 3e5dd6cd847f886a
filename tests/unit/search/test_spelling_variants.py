"""British and American spellings, of words and of the stems that are left of them."""

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.spelling_variants import spelling_variants

PAIRS = """colour color, colours colors, favourite favorite, neighbourhood neighborhood, behaviour behavior, centre center, kilometre kilometer, theatre theater,
organise organize, organisation organization, customise customize, authorised authorized, initialise initialize, analyse analyze, licence license, defence defense,
offence offense, practise practice, catalogue catalog, dialogue dialog, programme program, programmes programs, travelled traveled, cancelled canceled,
labelling labeling, dialled dialed, fulfil fulfill, enrol enroll, instalment installment, grey gray, judgement judgment, jewellery jewelry, skilful skillful"""

STEM = Stemmer.Stemmer("english").stemWord


@pytest.mark.parametrize(("british", "american"), [tuple(pair.split()) for pair in PAIRS.split(",")])
def test_both_spellings_of_a_word_lead_to_each_other(british: str, american: str) -> None:
    assert american in spelling_variants(british)
    assert british in spelling_variants(american)


@pytest.mark.parametrize(("british", "american"), [tuple(pair.split()) for pair in PAIRS.split(",") if "initial" not in pair])
def test_so_do_their_stems(british: str, american: str) -> None:
    stems = STEM(british), STEM(american)
    assert stems[0] == stems[1] or (stems[1] in spelling_variants(stems[0]) and stems[0] in spelling_variants(stems[1]))


ONE_WAY = """four hour your tour pour sour flour for her size prize rise wise raise advise exercise promise surprise compromise
otherwise capsize filled called check tire login パスワード 502 colorado laboratory"""


@pytest.mark.parametrize("word", ONE_WAY.split())
def test_words_that_are_spelt_one_way_have_no_variant(word: str) -> None:
    assert spelling_variants(word) == ()


@given(st.text(max_size=40))
def test_a_word_is_no_variant_of_itself(word: str) -> None:
    assert word not in spelling_variants(word)
