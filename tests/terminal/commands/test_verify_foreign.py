"""`luobi verify` of signed PDFs that are no record of a station: words, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.conftest import Luobi, Performed
from tests.signing import foreign_pdfs
from tests.signing.foreign_pdfs import after, annotate, encrypted, people, plain, signed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of others, and the root that vouches for them."""
    made = tmp_path_factory.mktemp("foreign")
    fine = signed(signed(plain(), stamped=True), "ec", "Sig2")
    files = {
        "fine": fine,
        "damaged": foreign_pdfs.flip(fine, fine.index(b"/MediaBox") + 12),
        "changed": after(signed(plain()), annotate),
        "unsigned": plain(),
        "closed": encrypted("word"),
    }
    for name, data in files.items():
        (made / f"{name}.pdf").write_bytes(data)
    (made / "root.pem").write_bytes(people().root.certificate.public_bytes(Encoding.PEM))
    return made


EXITS = {"fine": (0, 4), "damaged": (1, 1), "changed": (1, 1), "unsigned": (3, 3), "closed": (3, 3)}
"""With the root, and without."""


@pytest.mark.parametrize("name", EXITS)
def test_the_exit_code_says_intact_and_trusted_unknown_harmed_or_unsigned(
    folder: Path, luobi: Luobi, name: str
) -> None:
    known = luobi("verify", folder / f"{name}.pdf", "--trust", folder / "root.pem")
    unknown = luobi("verify", folder / f"{name}.pdf")
    assert (known.returncode, unknown.returncode) == EXITS[name]
    assert (known.stderr, unknown.stderr) == ("", "")


def test_json_tells_every_signature(folder: Path, luobi: Luobi) -> None:
    done = luobi("verify", folder / "fine.pdf", "--trust", folder / "root.pem", "--json")
    told = json.loads(done.stdout)
    (document,) = told["documents"]
    assert (told["format"], told["verdict"], document["verdict"]) == ("luobi-verify/5", "foreign", "foreign")
    assert (document["signatures"], document["sealed"], document["level"]) == ([], False, "")
    assert document["foreign"]["state"] == "trusted"
    first, second = document["foreign"]["signatures"]
    assert set(first) == {
        "field", "signer", "issuer", "certificate_sha256", "at", "time", "is_timestamp", "intact", "changed",
        "allowed", "trusted", "level",
    }  # fmt: skip
    assert (first["signer"], first["at"]) == ("CN=陈示范,O=某市示例机械有限公司,C=CN", "2026-03-02T01:30:00+00:00")
    assert (first["time"], first["level"], first["allowed"]) == ("timestamp", "B-T", ["signature"])
    assert (second["time"], second["level"], second["intact"]) == ("claimed", "B-B", True)


def test_it_is_told_in_chinese_and_in_english(folder: Path, luobi: Luobi) -> None:
    chinese = luobi("verify", folder / "fine.pdf", "--trust", folder / "root.pem").stdout.splitlines()
    assert chinese[:3] == [
        "fine.pdf：外来文件，不是站点的电子档案件。签名完好，证书由您信任的机构担保",
        "  签名：2026-03-02 09:30:00 北京时间（时间戳证明） · CN=陈示范,O=某市示例机械有限公司,C=CN · 完好 · B-T",
        "    证书签发机构：CN=示例中级,O=某市示例机械有限公司,C=CN",
    ]
    english = luobi("verify", folder / "changed.pdf", lang="en").stdout
    assert english.startswith("changed.pdf: foreign, no record of a station: CHANGED or DAMAGED\n")
    assert "CN=陈示范,O=某市示例机械有限公司,C=CN · changed after signing\n" in english
    assert "foreign-changed Sig1: The document was changed after it was signed. · found annotation\n" in english
    assert "实为 批注 [foreign-changed]" in luobi("verify", folder / "changed.pdf").stdout


def test_among_records_the_gravest_verdict_is_told(performed: Performed, folder: Path, luobi: Luobi) -> None:
    trust = ("--trust", performed.out / "ca.pem", "--trust", folder / "root.pem")
    record = performed.out / "contract.pdf"
    for name, verdict, exits in (("fine", "foreign", 0), ("damaged", "foreign", 1), ("unsigned", "unsigned", 3)):
        done = luobi("verify", record, folder / f"{name}.pdf", *trust, "--json")
        told = json.loads(done.stdout)
        assert (told["verdict"], done.returncode) == (verdict, exits)
        assert [each["verdict"] for each in told["documents"]] == ["valid", verdict]


def test_a_stations_authority_alone_trusts_no_foreign_file(performed: Performed, folder: Path, luobi: Luobi) -> None:
    assert luobi("verify", folder / "fine.pdf", "--trust", performed.out / "ca.pem").returncode == 4
