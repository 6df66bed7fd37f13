"""The command itself: verbs, exit codes, language, and the documents that go with it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import click
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from forms.message import Message, shown
from signing.custodian import load_private
from signing.keys import KeyPair, new_station_ca
from signing.stamp import seal
from terminal.__main__ import VERBS, luobi, run
from terminal.errors import StationError
from tests.conftest import LUOBI, ROOT, Luobi, Performed
from tests.signing import insider
from tests.signing.old_authority import old_authority
from tests.signing.sealing import AT, SEALED, Papers, papers, seal_key, signed


def test_every_verb_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"## luobi {verb}" not in page] == []


def test_every_format_that_the_demo_writes_is_specified(performed: Performed) -> None:
    files = [path.read_bytes() for path in performed.out.rglob("*") if path.is_file()]
    written = {name.decode() for content in files for name in re.findall(rb"luobi-[a-z-]+/[0-9]+", content)}
    assert {"luobi-keyring/1", "luobi-key-slot/1", "luobi-custodian-private/1", "luobi-receipt/1"} <= written
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    assert {name for name in written if name not in pages} == set()


def test_help_says_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "4 前后一致但没有外部凭据" in "".join(capsys.readouterr().out.split()).replace("4前", "4 前")
    assert run(["--lang", "en", "--help"]) == 0
    assert "4 consistent but not anchored" in " ".join(capsys.readouterr().out.split())


def test_an_unknown_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_an_error_owns_its_exit_code_and_its_advice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StationError(Message("system.ENOENT"))

    monkeypatch.setattr(luobi, "main", broken)
    assert run([]) == StationError.exit_code
    assert capsys.readouterr().err == "luobi: 没有这个文件或文件夹\n"


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
    assert chinese.stdout.startswith("contract.pdf：演练，不具法律效力")
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
    assert (done.returncode, told["format"], told["verdict"]) == (1, "luobi-verify/5", "invalid")
    assert [document["verdict"] for document in told["documents"]] == ["valid", "invalid"]


def test_a_trust_file_that_is_no_certificate_is_a_usage_error(performed: Performed, luobi: Luobi) -> None:
    done = luobi("verify", performed.out / "contract.pdf", "--trust", performed.out / "contract.pdf")
    assert done.returncode == 2
    assert "ca.pem" in done.stderr


def test_a_trust_file_with_a_second_certificate_is_refused(performed: Performed, tmp_path: Path, luobi: Luobi) -> None:
    added = tmp_path / "ca.pem"
    added.write_bytes((performed.out / "ca.pem").read_bytes() + pem(insider.other_ca()))
    done = luobi("verify", performed.out / "contract.pdf", "--trust", added)
    assert (done.returncode, done.stdout) == (2, "")
    assert "里面有 2 份证书" in done.stderr


def test_the_authority_that_vouched_is_named_with_its_fingerprint(performed: Performed, luobi: Luobi) -> None:
    document, trusted = performed.out / "contract.pdf", performed.out / "ca.pem"
    certificate = x509.load_pem_x509_certificate(trusted.read_bytes())
    fingerprint = certificate.fingerprint(SHA256()).hex()
    words = luobi("verify", document, "--trust", trusted, lang="en").stdout
    named = certificate.subject.rfc4514_string().replace("2.5.4.41=", "name=")
    assert named.startswith("name=")
    assert f"vouched for by: {named}\n    SHA-256 {fingerprint}\n" in words
    (told,) = json.loads(luobi("verify", document, "--trust", trusted, "--json").stdout)["documents"]
    assert told["authority"] == {"subject": certificate.subject.rfc4514_string(), "sha256": fingerprint}
    (told,) = json.loads(luobi("verify", document, "--json").stdout)["documents"]
    assert told["authority"] is None


def test_the_assurance_level_reached_is_told(performed: Performed, luobi: Luobi) -> None:
    document, trusted = performed.out / "contract.pdf", performed.out / "ca.pem"
    assert "  assurance level: L1; " in luobi("verify", document, "--trust", trusted, lang="en").stdout
    assert "  保证级别：L1；" in luobi("verify", document, "--trust", trusted).stdout
    (told,) = json.loads(luobi("verify", document, "--trust", trusted, "--json").stdout)["documents"]
    assert (told["level"], [each["level"] for each in told["signatures"]]) == ("L1", ["L1", "L1"])


def test_only_what_an_authority_vouches_for_is_called_signed(
    performed: Performed, tmp_path: Path, luobi: Luobi
) -> None:
    document, trusted = performed.out / "contract.pdf", performed.out / "ca.pem"
    vouched = luobi("verify", document, "--trust", trusted, lang="en").stdout
    assert "  signed: " in vouched and "  station seal: " in vouched and "claims" not in vouched
    other = tmp_path / "other.pem"
    other.write_bytes(pem(insider.other_ca()))
    for trust in ((), ("--trust", other)):
        unproven = luobi("verify", document, *trust, lang="en").stdout
        assert "  signed: " not in unproven and "  station seal: " not in unproven
        assert unproven.count("  claims to be signed: ") == 2 and unproven.count("  claims to be sealed: ") == 1
        assert "  assurance level: " not in unproven


FORGERIES = {
    "a line of its own": "张三\nlease.pdf: valid",
    "a cleared screen": "张三\x1b[2J\x1b[2A\rlease.pdf: valid",
    "a C1 control sequence": "张三\x9b2Jlease.pdf: valid",
    "a right-to-left override": "张三\u202edilav",
    "a line separator": "张三\u2028lease.pdf: valid",
    "invisible characters": "张\u200b三\U000e0041",
}


@pytest.mark.parametrize("name", FORGERIES.values(), ids=FORGERIES)
def test_a_name_in_a_document_cannot_forge_the_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    document = tmp_path / "lease.pdf"
    document.write_bytes(sealed_by(papers(), new_station_ca(name, AT), name))
    assert run(["--lang", "en", "verify", str(document)]) == 4
    said = capsys.readouterr().out
    hidden = [char for char in name if not char.isprintable()]
    assert not [char for char in said.replace("\n", "") if not char.isprintable()]
    assert all(f"\\u{{{ord(char):04X}}}" in said for char in hidden)
    assert [line for line in said.splitlines() if line.startswith("lease.pdf")] == [
        "lease.pdf: whole, but nobody you named vouches for the certificates (give ca.pem to --trust)"
    ]


@pytest.mark.parametrize("name", FORGERIES.values(), ids=FORGERIES)
def test_json_can_be_printed_and_still_holds_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    document = tmp_path / "lease.pdf"
    document.write_bytes(sealed_by(papers(), papers().ca, name))
    assert run(["verify", str(document), "--json"]) == 4
    said = capsys.readouterr().out
    assert not [char for char in said.replace("\n", "") if not char.isprintable()]
    assert json.loads(said)["documents"][0]["signatures"][1]["signer"] == name


def test_a_file_name_cannot_forge_the_verdict_and_need_not_be_text(tmp_path: Path, luobi: Luobi) -> None:
    names = ("x\ncontract.pdf: valid.pdf", os.fsdecode(b"\xff\x1b[8m.pdf"))
    for name in names:
        (tmp_path / name).write_bytes(b"no")
        words, told = (luobi("verify", tmp_path / name, *more) for more in ((), ("--json",)))
        assert (words.returncode, told.returncode) == (1, 1), words.stderr + told.stderr
        assert words.stdout.splitlines()[0] == f"{shown(name)}：无效"
        assert json.loads(told.stdout)["documents"][0]["file"] == name


def test_a_trust_files_name_cannot_forge_the_complaint(tmp_path: Path, luobi: Luobi) -> None:
    trusted = tmp_path / "ca\x1b[2J.pem"
    trusted.write_bytes(b"no")
    assert "ca\\u{001B}[2J.pem" in luobi("verify", trusted, "--trust", trusted).stderr


def test_one_certificate_of_a_training_station_makes_a_document_a_rehearsal(tmp_path: Path, luobi: Luobi) -> None:
    document = tmp_path / "mixed.pdf"
    rehearsing = new_station_ca("临江街道就业服务站（演练）", AT)
    twice = signed(papers().once, rehearsing, "staff", "李经办", first=False)
    document.write_bytes(seal(twice, key=seal_key(papers().ca), at=SEALED))
    done = luobi("verify", document, lang="en")
    assert done.returncode == 1
    assert done.stdout.startswith("mixed.pdf: training, no legal effect\n")
    assert json.loads(luobi("verify", document, "--json").stdout)["documents"][0]["training"] is True
    document.write_bytes(papers().sealed)
    assert "training" not in luobi("verify", document, lang="en").stdout


def pem(ca: KeyPair) -> bytes:
    return ca.certificate.public_bytes(Encoding.PEM)


def sealed_by(document: Papers, ca: KeyPair, name: str) -> bytes:
    """The document with a signer of that name, all under one authority."""
    once = signed(document.frozen, ca, "applicant", "张𬭚", first=True)
    return seal(signed(once, ca, "staff", name, first=False), key=seal_key(ca), at=SEALED)


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


def test_a_production_station_that_takes_a_mouse_is_not_made(tmp_path: Path, luobi: Luobi) -> None:
    (tmp_path / "pub.json").write_text("{}", "utf-8")
    done = luobi(
        "station", "new", "--home", tmp_path / "home", "--kind", "production", "--name", "示例站",
        "--origin", "a.example/b", "--area", "379999", "--staff", "S01=王文", "--rehearsal-ink", "mouse",
        "--custodian", tmp_path / "pub.json", "--recovery-kit", tmp_path / "kit",
    )  # fmt: skip
    assert (done.returncode, "只收真笔写的笔迹" in done.stderr) == (2, True)
    assert not (tmp_path / "home").exists() and not (tmp_path / "kit").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("archive", "list"),
        ("archive", "show", "genesis"),
        ("archive", "verify"),
        ("verify", "registration-receipt.pdf"),
        ("station", "add-staff", "S09=王文", "--by", "S01"),
        ("station", "recover", "--staff", "S09", "--recovery-kit", "kit.txt"),
        ("station", "remove-staff", "S09", "--by", "S01"),
        ("station", "change-passphrase", "S09"),
        ("station", "list-staff"),
    ],
    ids=" ".join,
)
def test_a_folder_that_others_may_enter_is_reported_at_every_opening(
    harmed: Performed, luobi: Luobi, command: tuple[str, ...]
) -> None:
    secrets = harmed.out / "station-secrets"
    command = tuple(str(harmed.out / each) if each.endswith(".pdf") else each for each in command)
    more = {
        "add-staff": ("--passphrases", secrets),
        "remove-staff": ("--passphrases", secrets),
        "change-passphrase": ("--passphrases", secrets),
        "recover": ("--kit", secrets / "recovery-kit.txt"),
    }.get(command[1], ())
    said = luobi(*command, "--home", harmed.home, *more, lang="en").stderr
    assert "OPEN_TO_OTHERS" not in said
    harmed.home.chmod(0o755)
    said = luobi(*command, "--home", harmed.home, *more, lang="en").stderr
    assert f"OPEN_TO_OTHERS {harmed.home}: " in said and "expected 0700 · found 0755" in said and "chmod" in said
    chinese = luobi(*command, "--home", harmed.home, *more).stderr
    assert f"别的账户可以进入站点文件夹，或改里面的文件：{harmed.home}" in chinese


def test_json_stays_one_document_when_the_folder_is_reported(harmed: Performed, luobi: Luobi) -> None:
    harmed.home.chmod(0o755)
    done = luobi("archive", "list", "--home", harmed.home, "--json")
    assert (done.returncode, json.loads(done.stdout)["format"]) == (0, "luobi-archive-list/1")
    assert "OPEN_TO_OTHERS" in done.stderr


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770], ids=oct)
def test_no_key_and_no_kit_is_put_where_others_may_write(tmp_path: Path, luobi: Luobi, mode: int) -> None:
    place = tmp_path / "open"
    place.mkdir()
    place.chmod(mode)
    (tmp_path / "phrase.txt").write_text("long enough", "utf-8")
    custodian = luobi(
        "station", "custodian", "--private", place / "c.key", "--public", tmp_path / "c.pub",
        "--passphrase-file", tmp_path / "phrase.txt",
    )  # fmt: skip
    made = luobi(
        "station", "custodian", "--private", tmp_path / "c.key", "--public", tmp_path / "c.pub",
        "--passphrase-file", tmp_path / "phrase.txt",
    )  # fmt: skip
    (tmp_path / "S01.txt").write_text("long enough", "utf-8")
    station = luobi(
        "station", "new", "--home", tmp_path / "home", "--kind", "training", "--name", "示例站",
        "--origin", "a.example/b", "--area", "379999", "--staff", "S01=王文", "--custodian", tmp_path / "c.pub",
        "--passphrases", tmp_path, "--recovery-kit", place / "kit",
    )  # fmt: skip
    for refused in (custodian, station):
        assert (refused.returncode, str(place) in refused.stderr) == (2, True)
        assert "别的账户能写这个文件夹" in refused.stderr
    assert made.returncode == 0
    assert list(place.iterdir()) == [] and not (tmp_path / "home").exists()


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770], ids=oct)
def test_new_passphrases_are_not_taken_from_a_folder_that_others_may_write(
    tmp_path: Path, luobi: Luobi, mode: int
) -> None:
    place = tmp_path / "open"
    place.mkdir()
    (place / "S01.txt").write_text("planted by another", "utf-8")
    place.chmod(mode)
    custodian = luobi(
        "station", "custodian", "--private", tmp_path / "c.key", "--public", tmp_path / "c.pub",
        "--passphrase-file", place / "S01.txt",
    )  # fmt: skip
    assert (custodian.returncode, (tmp_path / "c.key").exists()) == (2, False)
    assert str(place) in custodian.stderr


def test_a_new_passphrase_may_come_through_a_pipe(tmp_path: Path) -> None:
    files = ["--private", tmp_path / "c.key", "--public", tmp_path / "c.pub"]
    done = subprocess.run(
        [LUOBI, "station", "custodian", *files, "--passphrase-file", "/dev/stdin"],
        input="long enough\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert load_private((tmp_path / "c.key").read_bytes(), "long enough")


def test_what_the_demo_hands_out_is_for_its_account_alone(performed: Performed) -> None:
    files = [path for path in performed.out.rglob("*") if path.is_file() and path.suffix in (".pdf", ".png", ".json")]
    inside = performed.home / "custodian.pub.json"
    assert {path.stat().st_mode & 0o777 for path in files if path != inside} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (performed.out / "bundle").glob("*")} == {0o700}
    assert (performed.out / "ca.pem").stat().st_mode & 0o777 == 0o644


def test_the_authority_of_an_older_station_is_said_to_be_one_and_its_documents_are_valid(
    tmp_path: Path, luobi: Luobi
) -> None:
    old = old_authority()
    files = {"old": (insider.sealed_under(papers(), old), old), "new": (papers().sealed, papers().ca)}
    for name, (document, authority) in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(document)
        (tmp_path / f"{name}.pem").write_bytes(pem(authority))
        done = luobi("verify", tmp_path / f"{name}.pdf", "--trust", tmp_path / f"{name}.pem", "--json")
        (told,) = json.loads(done.stdout)["documents"]
        assert (done.returncode, told["verdict"]) == (0, "valid")
        wanted = {"old": ["authority-not-confined"], "new": []}[name]
        assert [each["kind"] for each in told["findings"]] == wanted
    said = luobi("verify", tmp_path / "old.pdf", "--trust", tmp_path / "old.pem").stdout
    assert "old.pdf：有效" in said and "担保的签发机构是早期站点的" in said
