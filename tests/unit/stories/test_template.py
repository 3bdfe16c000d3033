import pytest

from monitor.stories.template import another_by_template


@pytest.mark.parametrize(
    ("one", "other", "another"),
    [
        pytest.param("Ruble falls to 91", "Ruble falls to 92", True, id="the number alone differs"),
        pytest.param("Alert no. 17: talks", "Alert no. 18: talks resume", True, id="and a word"),
        pytest.param("17", "18", True, id="nothing but numbers"),
        pytest.param("Курс рубля: ۹۱", "Курс рубля: 92", True, id="digits of any script"),
        pytest.param("Ruble falls to 91", "Ruble falls to 91", False, id="the same"),
        pytest.param("Ruble falls", "Ruble falls to 92", False, id="one has no number"),
        pytest.param("Quake kills 12 in Herat", "Herat quake: death toll rises to 14", False, id="told anew with another number"),
        pytest.param("", "", False, id="no headlines"),
    ],
)
def test_the_same_words_with_another_number_are_another_report(one, other, another):
    assert another_by_template(one, other) is another
    assert another_by_template(other, one) is another
