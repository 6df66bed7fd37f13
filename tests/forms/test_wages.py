from datetime import date
from pathlib import Path

import pytest

from forms import wages
from forms.codes import code_list
from forms.errors import FormFileError
from forms.wages import floors, lowest_wage

WAGES = {
    "before any minimum": (date(2020, 3, 31), "", 0),
    "nobody knows where": (date(2026, 11, 24), "", 1400),
    "in another province": (date(2026, 11, 24), "110101", 1400),
    "in Shandong before its notice": (date(2021, 9, 30), "371302", 1400),
    "in Shandong from the notice of 2021": (date(2021, 10, 1), "371302", 1700),
    "the day before the notice of 2023": (date(2023, 9, 30), "370102", 1700),
    "in the province as a whole": (date(2023, 10, 1), "370000", 1820),
    "in a county of the lowest tier": (date(2023, 10, 1), "371302", 1820),
    "in a district of the highest tier": (date(2023, 10, 1), "370102", 2200),
}


@pytest.mark.parametrize(("on", "area", "yuan"), WAGES.values(), ids=WAGES)
def test_the_floor_of_pay_is_that_of_the_day_and_the_area(on: date, area: str, yuan: int) -> None:
    assert lowest_wage(on, area) == yuan


def test_every_floor_of_an_area_has_its_source_and_an_area_of_today() -> None:
    today = {code.code for code in code_list("area").codes(date(2026, 11, 24))}
    for floor in floors():
        assert bool(floor.area) == bool(floor.source)
        assert floor.area.ljust(6, "0") in today | {"000000"}


def test_no_floor_falls() -> None:
    for area in {floor.area for floor in floors()}:
        yuan = [floor.yuan for floor in floors() if floor.area == area]
        assert yuan == sorted(yuan)


DAMAGE = {
    "no floors": ("x = 1", "floors|x"),
    "a day that is a text": ('floors = [{ from = "2020", yuan = 1 }]', r"floors\[0\]\.from"),
    "no day": ("floors = [{ yuan = 1 }]", r"floors\[0\]\.from"),
    "less than nothing": ("floors = [{ from = 2020-01-01, yuan = -1 }]", r"floors\[0\]\.yuan"),
    "an area of letters": ('floors = [{ from = 2020-01-01, yuan = 1, area = "鲁" }]', r"floors\[0\]\.area"),
    "a misspelt key": ("floors = [{ from = 2020-01-01, yuan = 1, aera = 3 }]", r"floors\[0\]\.aera"),
}


@pytest.mark.parametrize(("content", "key"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, key: str
) -> None:
    monkeypatch.setattr(wages, "FILE", tmp_path / "wages.toml")
    wages.FILE.write_text(content, encoding="utf-8")
    with pytest.raises(FormFileError, match=rf"wages\.toml(:\d+)?: ({key}): "):
        lowest_wage(date(2026, 11, 24))
