"""The command itself: verbs, exit codes, language, and the documents that go with it."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from terminal.__main__ import VERBS, luobi, run
from terminal.errors import StationError
from tests.conftest import ROOT, Luobi, Performed


def test_every_verb_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"## luobi {verb}" not in page] == []


def test_every_format_of_a_file_that_leaves_the_station_is_specified() -> None:
    written = {path.stem for path in (ROOT / "docs" / "formats").glob("*.md")}
    assert {
        "ink",
        "envelope",
        "keys",
        "signature-attributes",
        "entry",
        "checkpoint",
        "receipt",
        "bundle",
        "record",
    } <= written


def test_help_says_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "4 consistent but not anchored" in " ".join(capsys.readouterr().out.split())


def test_an_unknown_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_an_error_owns_its_exit_code_and_its_advice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StationError("the folder is gone. Restore it")

    monkeypatch.setattr(luobi, "main", broken)
    assert run([]) == StationError.exit_code
    assert capsys.readouterr().err == "luobi: the folder is gone. Restore it\n"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, click.Abort])
def test_an_interruption_exits_with_130(monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise interruption

    monkeypatch.setattr(luobi, "main", interrupted)
    assert run([]) == 130


def test_a_bug_is_told_as_a_bug_and_never_as_damage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(luobi, "main", broken)
    assert run([]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_conversation_is_chinese_and_english_on_request(performed: Performed, luobi: Luobi) -> None:
    document = performed.out / "contract.pdf"
    chinese, english = luobi("verify", document), luobi("verify", document, lang="en")
    assert chinese.stdout.startswith("contract.pdf: 演练，不具法律效力")
    assert english.stdout.startswith("contract.pdf: training, no legal effect")


def test_a_receipt_is_not_taken_for_a_document(performed: Performed, luobi: Luobi) -> None:
    done = luobi("verify", performed.out / "contract-receipt.pdf", lang="en")
    assert done.returncode == 3
    assert "luobi archive verify --receipt" in done.stdout


def test_several_documents_have_the_gravest_verdict(performed: Performed, tmp_path: Path, luobi: Luobi) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 no")
    good = performed.out / "contract.pdf"
    done = luobi("verify", good, bad, "--trust", performed.out / "ca.pem", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["format"], told["verdict"]) == (1, "luobi-verify/1", "invalid")
    assert [document["verdict"] for document in told["documents"]] == ["valid", "invalid"]


def test_a_trust_file_that_is_no_certificate_is_a_usage_error(performed: Performed, luobi: Luobi) -> None:
    done = luobi("verify", performed.out / "contract.pdf", "--trust", performed.out / "contract.pdf")
    assert done.returncode == 2
    assert "ca.pem" in done.stderr


@pytest.mark.parametrize("person", ["S01", "S 1=王文", "=王文"])
def test_a_staff_member_is_written_as_id_and_name(tmp_path: Path, luobi: Luobi, person: str) -> None:
    (tmp_path / "pub.json").write_text("{}", "utf-8")
    done = luobi(
        "station", "new", "--home", tmp_path / "home", "--kind", "training", "--name", "示例站",
        "--origin", "a.example/b", "--area", "379999", "--staff", person,
        "--custodian", tmp_path / "pub.json", "--recovery-kit", tmp_path / "kit",
    )  # fmt: skip
    assert done.returncode == 2
    assert "ID=NAME" in done.stderr
    assert not (tmp_path / "home").exists()
