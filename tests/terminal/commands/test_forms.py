"""`luobi forms`: what can be used, and what is wrong with the other files."""

from __future__ import annotations

from pathlib import Path

from forms.load import CATALOGUE
from tests.conftest import Luobi

REGISTRATION = (CATALOGUE / "unemployment-registration.toml").read_text(encoding="utf-8")


def test_the_forms_that_can_be_used_are_listed_with_edition_and_digest(luobi: Luobi) -> None:
    done = luobi("forms")
    assert (done.returncode, done.stderr) == (0, "")
    assert "固定期限劳动合同　fixed-term-contract 2026-1（b57400ba）" in done.stdout
    assert "固定期限劳动合同　fixed-term-contract 2026-2（99a77c83）" in done.stdout
    assert "失业登记表　unemployment-registration 2026-1（d7c119a1）" in done.stdout


def test_a_file_that_cannot_be_used_is_told_with_key_and_remedy_and_the_others_are_listed(
    tmp_path: Path, luobi: Luobi
) -> None:
    (tmp_path / "good.toml").write_text(REGISTRATION, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(REGISTRATION.replace("width_mm = 80", "width_mm = 300"), encoding="utf-8")
    done = luobi("forms", tmp_path, lang="en")
    assert done.returncode == 2
    assert "unemployment-registration 2026-1" in done.stdout
    assert f"not usable: {tmp_path / 'bad.toml'}:157: box.applicant: is larger than the sheet allows." in done.stderr
    assert "Make it at most 166 by 84 mm" in done.stderr


def test_a_folder_without_forms_has_no_usable_form(tmp_path: Path, luobi: Luobi) -> None:
    done = luobi("forms", tmp_path)
    assert (done.returncode, done.stdout) == (2, "没有可用的表单\n")
