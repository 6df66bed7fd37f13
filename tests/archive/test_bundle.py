"""Bundles: checked by bash and openssl alone, and spoiled by any change."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from archive.bundle import write_bundle
from archive.checkpoint import Checkpoint, CheckpointKeys, parse_note, sign
from archive.errors import BundleError, UnknownRecord
from archive.store import Store
from signing.keys import new_station_ca
from tests.archive import papers
from tests.archive.conftest import BEGAN, KEYS, NAME, ORIGIN, STORE_KEY, STRANGER, Station, append
from tests.tools import tool

TOOLS = (
    "bash",
    "sha256sum",
    "base64",
    "xxd",
    "openssl",
    "cut",
    "head",
    "tail",
    "cat",
    "mktemp",
    "rm",
    "realpath",
    "dirname",
    "stat",
)


ELSEWHERE = CheckpointKeys("other.example/archive", bytes(32), bytes(32))


@pytest.fixture
def bundle(station: Station, tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    with station.log() as log:
        write_bundle(folder, log, station.entries[3].id, STORE_KEY)
    return folder


@pytest.fixture(scope="session")
def bare_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PATH with bash, coreutils, xxd and openssl, and nothing else."""
    folder = tmp_path_factory.mktemp("bin")
    for name in TOOLS:
        (folder / name).symlink_to(tool(name))
    return folder


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def check(bare_path: Path) -> Run:
    def run(folder: Path, *arguments: Path) -> subprocess.CompletedProcess[str]:
        command = [str(bare_path / "bash"), str(folder / "verify.sh"), *map(str, arguments)]
        env = {"PATH": str(bare_path)}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)

    return run


def test_a_bundle_is_checked_with_bash_coreutils_xxd_and_openssl(station: Station, bundle: Path, check: Run) -> None:
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"GENUINE by your key: record {station.entries[3].id} is entry 3 of {ORIGIN}" in done.stdout


def test_by_the_bundles_own_key_it_is_consistent_and_no_more(bundle: Path, check: Run) -> None:
    done = check(bundle)
    assert done.returncode == 4
    assert "CONSISTENT by the key in the bundle" in done.stdout
    assert "GENUINE" not in done.stdout


@pytest.mark.parametrize("seq", range(1, 7))
def test_every_record_of_the_log_can_be_proven(station: Station, tmp_path: Path, check: Run, seq: int) -> None:
    with station.log() as log:
        write_bundle(tmp_path / "b", log, station.entries[seq].id, STORE_KEY)
    assert check(tmp_path / "b", station.folder / "trust/log.vkeys").returncode == 0


def test_it_runs_from_another_folder_and_under_a_strange_name(station: Station, bundle: Path, check: Run) -> None:
    folder = bundle.rename(bundle.parent / "证据 包 $x")
    assert check(folder, station.folder / "trust/log.vkeys").returncode == 0


def test_a_bundle_is_a_bag(bundle: Path) -> None:
    assert (bundle / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (bundle / manifest).read_text().splitlines():
            digest, name = line.split("  ")
            listed[name] = digest
    files = {str(path.relative_to(bundle)): path for path in bundle.rglob("*") if path.is_file()}
    assert files.keys() - listed.keys() == {"tagmanifest-sha256.txt"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in listed.items())
    sizes = [(bundle / "data" / name).stat().st_size for name in ("document.pdf", "metadata.json")]
    assert f"Payload-Oxum: {sum(sizes)}.2\n" in (bundle / "bag-info.txt").read_text()


def test_a_bundle_holds_the_exact_entry_and_plain_content(station: Station, bundle: Path) -> None:
    assert (bundle / "evidence/entry.json").read_bytes() == station.entries[3].to_bytes()
    assert (bundle / "data/document.pdf").read_bytes() == papers.paper(3).blobs["document"]
    assert not list(bundle.rglob("*ink*"))


def test_the_stations_certificate_goes_with_the_bundle_and_is_proven(
    station: Station, bundle: Path, check: Run
) -> None:
    assert (bundle / "evidence/keys/ca.pem").read_bytes() == (station.folder / "ca.pem").read_bytes()
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert "certificate: the station's, as the log's first entry names it" in done.stdout
    assert "vouched for by nobody's key" in done.stdout


def test_without_a_certificate_there_is_none_in_the_bundle(station: Station, tmp_path: Path, check: Run) -> None:
    (station.folder / "ca.pem").unlink()
    with station.log() as log:
        write_bundle(tmp_path / "b", log, station.entries[3].id, STORE_KEY)
    done = check(tmp_path / "b", station.folder / "trust/log.vkeys")
    assert (done.returncode, "certificate" in done.stdout) == (0, False)


def two_certificates(path: Path) -> None:
    other = new_station_ca("别的站点", BEGAN).certificate
    path.write_bytes(path.read_bytes() + other.public_bytes(Encoding.PEM))


def other_certificate(path: Path) -> None:
    path.write_bytes(new_station_ca("别的站点", BEGAN).certificate.public_bytes(Encoding.PEM))


@pytest.mark.parametrize("harm", [two_certificates, other_certificate, lambda path: path.write_text("none")])
def test_another_certificate_than_the_first_entrys_goes_into_no_bundle(
    station: Station, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    harm(station.folder / "ca.pem")
    with station.log() as log, pytest.raises(BundleError, match="Restore the certificate"):
        write_bundle(tmp_path / "b", log, station.entries[3].id, STORE_KEY)


@pytest.mark.parametrize("made", ["nothing", "a folder"])
def test_a_key_file_that_cannot_be_read_is_not_damage(bundle: Path, tmp_path: Path, check: Run, made: str) -> None:
    if made == "a folder":
        (tmp_path / "mine.vkeys").mkdir()
    done = check(bundle, tmp_path / "mine.vkeys")
    assert (done.returncode, "CANNOT  your file of keys" in done.stdout) == (3, True)


def test_a_key_file_needs_no_newline_at_its_end(station: Station, bundle: Path, tmp_path: Path, check: Run) -> None:
    own = tmp_path / "own.vkeys"
    own.write_text((station.folder / "trust/log.vkeys").read_text().splitlines()[0])
    assert check(bundle, own).returncode == 0


def test_a_bundle_of_a_training_station_says_so_first(bundle: Path) -> None:
    assert (bundle / "README.zh.txt").read_text("utf-8").startswith("演练，不具法律效力")
    assert (bundle / "README.en.txt").read_text("utf-8").startswith("TRAINING")


def test_the_verdict_on_a_bundle_of_a_training_station_says_so(station: Station, bundle: Path, check: Run) -> None:
    for keys in ((station.folder / "trust/log.vkeys",), ()):
        (verdict,) = [line for line in check(bundle, *keys).stdout.splitlines() if f"is entry 3 of {ORIGIN}" in line]
        assert verdict.endswith("(TRAINING station, without legal effect 演练，不具法律效力)")


def test_the_verdict_on_a_bundle_of_a_production_station_says_nothing_of_training(tmp_path: Path, check: Run) -> None:
    with Store.create(
        tmp_path / "station",
        origin=ORIGIN,
        kind="production",
        name='"kind":"training"',
        vkeys=KEYS.vkeys,
        ca_certificate=b"ca",
        custodian="00" * 32,
        at=BEGAN,
    ) as store:
        record = append(store, 1).id
        store.sign_checkpoint(KEYS)
        write_bundle(tmp_path / "b", store, record, STORE_KEY)
    done = check(tmp_path / "b", tmp_path / "station/trust/log.vkeys")
    assert (done.returncode, "TRAINING" in done.stdout) == (0, False)
    assert "ok    first entry: of a production station" in done.stdout


NO_DAMAGE: dict[str, Callable[[str], bytes]] = {
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "lines that end as Windows ends them": lambda text: text.replace("\n", "\r\n").encode(),
    "a mark and such lines": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other order": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "other logs' keys before": lambda text: "".join(f"{vkey}\n" for vkey in ELSEWHERE.vkeys).encode() + text.encode(),
}


@pytest.mark.parametrize("save", NO_DAMAGE.values(), ids=NO_DAMAGE)
def test_how_a_file_of_keys_was_saved_does_not_matter(
    station: Station, bundle: Path, tmp_path: Path, check: Run, save: Callable[[str], bytes]
) -> None:
    own = tmp_path / "own.vkeys"
    own.write_bytes(save((station.folder / "trust/log.vkeys").read_text("utf-8")))
    done = check(bundle, own)
    assert (done.returncode, done.stderr) == (0, "")


OTHER_KEYS: dict[str, bytes] = {
    "nothing": b"",
    "no key": b"hello\n",
    "another log's": "".join(f"{vkey}\n" for vkey in ELSEWHERE.vkeys).encode(),
    "the ML-DSA key alone": KEYS.vkeys[1].encode(),
    "a key under another id": KEYS.vkeys[0].replace("+", "+0", 1).encode(),
    "many keys": (KEYS.vkeys[0] + "\n").encode() * 17,
    "a file of a megabyte": b"x" * (1 << 20),
}


@pytest.mark.parametrize("data", OTHER_KEYS.values(), ids=OTHER_KEYS)
def test_a_file_without_a_key_of_this_log_is_not_damage_of_the_bundle(
    bundle: Path, tmp_path: Path, check: Run, data: bytes
) -> None:
    (tmp_path / "own.vkeys").write_bytes(data)
    done = check(bundle, tmp_path / "own.vkeys")
    assert (done.returncode, "CANNOT  your file of keys" in done.stdout) == (3, True)
    assert "FAIL" not in done.stdout and "GENUINE" not in done.stdout


def test_a_true_file_of_keys_of_another_station_is_damage_where_the_log_has_the_same_name(
    bundle: Path, tmp_path: Path, check: Run
) -> None:
    (tmp_path / "own.vkeys").write_text("\n".join(STRANGER.vkeys))
    done = check(bundle, tmp_path / "own.vkeys")
    assert (done.returncode, "FAIL  checkpoint: the key did not sign it" in done.stdout) == (1, True)


def test_nobody_is_named_outside_the_document(bundle: Path) -> None:
    for path in (bundle / "evidence").rglob("*"):
        assert path.is_dir() or NAME.encode() not in path.read_bytes()


def relist(folder: Path) -> None:
    """Make the manifests fit again, as a forger would."""
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        names = [line.split("  ")[1] for line in (folder / manifest).read_text().splitlines()]
        there = [name for name in names if (folder / name).exists()]
        lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in there]
        (folder / manifest).write_text("".join(lines))


def change(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        path = folder / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return harm


def proof_line(number: int, text: str | None) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        path = folder / "evidence/record.tlog-proof"
        lines = path.read_text("utf-8").split("\n")
        lines[number : number + 1] = [] if text is None else [text]
        path.write_text("\n".join(lines), encoding="utf-8")

    return harm


def other_checkpoint(keys: object) -> Callable[[Path], None]:
    """A checkpoint over another root, in both places."""

    def harm(folder: Path) -> None:
        note = sign(Checkpoint(ORIGIN, 7, bytes(32)), keys)  # type: ignore[arg-type]
        replace_note(folder, note)

    return harm


def replace_note(folder: Path, note: str) -> None:
    path = folder / "evidence/checkpoint"
    for proof in (folder / "evidence/record.tlog-proof", folder / "evidence/genesis.tlog-proof"):
        proof.write_text(proof.read_text("utf-8").replace(path.read_text("utf-8"), note), encoding="utf-8")
    path.write_text(note, encoding="utf-8")


def resigned(folder: Path) -> None:
    """The right root under a stranger's signature, with the stranger's key in the bundle."""
    head = parse_note((folder / "evidence/checkpoint").read_text("utf-8")).checkpoint
    replace_note(folder, sign(head, STRANGER, BEGAN))
    (folder / "evidence/keys/log.vkeys").write_text("\n".join(STRANGER.vkeys) + "\n")


def unsigned(folder: Path) -> None:
    note = (folder / "evidence/checkpoint").read_text("utf-8")
    replace_note(folder, "".join(line for line in note.splitlines(True) if len(line) > 200 or "—" not in line))


A = "A" * 43 + "="
FORGED = {
    "the document changed": (change("data/document.pdf", b"3", b"4"), "FAIL  commitment"),
    "the metadata changed": (change("data/metadata.json", b"3", b"4"), "FAIL  commitment"),
    "the salt changed": (
        lambda folder: (folder / "evidence/salt.hex").write_text("00" * 32 + "\n"),
        "FAIL  commitment",
    ),
    "the entry's level changed": (change("evidence/entry.json", b"L1", b"L3"), "FAIL  proof"),
    "the entry's time changed": (change("evidence/entry.json", b"01:05", b"01:06"), "FAIL  proof"),
    "the entry's commitment removed": (change("evidence/entry.json", b"commit", b"omit"), "FAIL  entry"),
    "a space in the entry": (change("evidence/entry.json", b",", b", "), "FAIL"),
    "the proof's index changed": (proof_line(1, "index 4"), "FAIL  proof"),
    "the proof's magic changed": (proof_line(0, "c2sp.org/tlog-proof@v2"), "FAIL  proof"),
    "a hash of the proof changed": (proof_line(2, A), "FAIL  proof"),
    "a hash of the proof missing": (proof_line(2, None), "FAIL  proof"),
    "a hash of the proof no hash": (proof_line(3, "AAAA"), "FAIL  proof"),
    "the proof with another checkpoint": (proof_line(-2, "— x y"), "FAIL  proof"),
    "the checkpoint's size changed": (change("evidence/checkpoint", b"\n7\n", b"\n8\n"), "FAIL"),
    "the checkpoint's root changed": (other_checkpoint(STRANGER), "FAIL  proof"),
    "the checkpoint of another log": (change("evidence/checkpoint", b"0042", b"0043"), "FAIL  checkpoint"),
    "the checkpoint unsigned": (unsigned, "FAIL  checkpoint"),
    "another key's signature": (resigned, "FAIL  checkpoint"),
    "another certificate": (lambda folder: other_certificate(folder / "evidence/keys/ca.pem"), "FAIL  certificate"),
    "a second certificate": (lambda folder: two_certificates(folder / "evidence/keys/ca.pem"), "FAIL  certificate"),
    "the first entry changed": (change("evidence/genesis.json", b'"ca":"', b'"ca":"00'), "FAIL  proof"),
    "the first entry changed and no certificate": (
        lambda folder: (
            change("evidence/genesis.json", b'"training"', b'"production"')(folder),
            (folder / "evidence/keys/ca.pem").unlink(),
        ),
        "FAIL  proof",
    ),
    "seventeen signatures": (
        lambda folder: replace_note(
            folder, (folder / "evidence/checkpoint").read_text("utf-8") + f"— {ORIGIN} AAAAAAAA\n" * 15
        ),
        "FAIL  checkpoint",
    ),
    "a proof that goes on": (
        lambda folder: change(
            "evidence/record.tlog-proof", b"index 3\n", f"index 3\n{f'{A}{chr(10)}' * 1000}".encode()
        )(folder),
        "FAIL  proof",
    ),
    "a number in octal": (change("evidence/entry.json", b'"seq":3,', b'"seq":03,'), "FAIL  entry"),
    "a number without end": (change("evidence/entry.json", b'"seq":3,', b'"seq":' + b"9" * 40 + b","), "FAIL  entry"),
    "a log's name with an escape": (change("evidence/entry.json", b'"log":"', b'"log":"\x1b[8m'), "FAIL  entry"),
    "another entry as the first": (
        lambda folder: (folder / "evidence/genesis.json").write_bytes((folder / "evidence/entry.json").read_bytes()),
        "FAIL  proof",
    ),
    "another proof of the first entry": (
        lambda folder: (folder / "evidence/genesis.tlog-proof").write_bytes(
            (folder / "evidence/record.tlog-proof").read_bytes()
        ),
        "FAIL  proof",
    ),
}


@pytest.mark.parametrize(("harm", "says"), FORGED.values(), ids=FORGED)
def test_a_forged_bundle_with_fitting_manifests_is_refused(
    station: Station, bundle: Path, check: Run, harm: Callable[[Path], None], says: str
) -> None:
    harm(bundle)
    relist(bundle)
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert done.returncode == 1
    assert says in done.stdout
    assert "GENUINE" not in done.stdout


DAMAGED = {
    "a file changed": change("README.en.txt", b"the", b"teh"),
    "a file missing": lambda folder: (folder / "data/metadata.json").unlink(),
    "a file too many": lambda folder: (folder / "data/extra.pdf").write_bytes(b"x"),
    "a hidden file too many": lambda folder: (folder / ".extra").write_bytes(b"x"),
    "a folder too many": lambda folder: (folder / "data/more").mkdir(),
    "a manifest missing": lambda folder: (folder / "manifest-sha256.txt").unlink(),
    "a manifest emptied": lambda folder: (folder / "tagmanifest-sha256.txt").write_text(""),
    "a byte of the document flipped": change("data/document.pdf", b"P", b"Q"),
}


@pytest.mark.parametrize("harm", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_bundle_is_refused(station: Station, bundle: Path, check: Run, harm: Callable[[Path], None]) -> None:
    harm(bundle)
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert (done.returncode, "FAIL  files" in done.stdout) == (1, True)


def enlarge(name: str) -> Callable[[Path], None]:
    """A file of a terabyte, of which nothing lies on the disk."""
    return lambda folder: os.truncate(folder / name, 1 << 40)


def listing(*lines: str) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        with (folder / "manifest-sha256.txt").open("a") as file:
            file.write("".join(f"{line}\n" for line in lines))

    return harm


def listed(name: str) -> Callable[[Path], None]:
    return listing(f"{'0' * 64}  {name}")


def instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def harm(folder: Path) -> None:
        path = folder / name
        path.rename(folder.with_name("kept"))
        make(path)

    return harm


def many(folder: Path) -> None:
    for number in range(60):
        (folder / f"data/{number}").write_bytes(b"")
    listing(*(f"{hashlib.sha256(b'').hexdigest()}  data/{number}" for number in range(60)))(folder)


PIPE, ENDLESS = os.mkfifo, lambda path: path.symlink_to("/dev/zero")
HOSTILE: dict[str, tuple[Callable[[Path], object], int, str]] = {
    **{
        f"a terabyte of {name}": (enlarge(name), 3, "is not checked: it has more than")
        for name in (
            "data/document.pdf",
            "data/metadata.json",
            "evidence/entry.json",
            "evidence/salt.hex",
            "evidence/checkpoint",
            "evidence/record.tlog-proof",
            "evidence/genesis.json",
            "evidence/genesis.tlog-proof",
            "evidence/keys/log.vkeys",
            "evidence/keys/ca.pem",
            "README.zh.txt",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
        )
    },
    "a pipe for the document": (instead("data/document.pdf", PIPE), 1, "FAIL  files"),
    "a pipe for the manifest": (instead("manifest-sha256.txt", PIPE), 1, "FAIL  files"),
    "a pipe for the second manifest": (instead("tagmanifest-sha256.txt", PIPE), 1, "FAIL  files"),
    "a pipe for the keys": (instead("evidence/keys/log.vkeys", PIPE), 1, "FAIL  files"),
    "a pipe too many": (lambda folder: os.mkfifo(folder / "data/pipe"), 1, "FAIL  files"),
    "a device for the document": (instead("data/document.pdf", ENDLESS), 1, "FAIL  files"),
    "a device for the manifest": (instead("manifest-sha256.txt", ENDLESS), 1, "FAIL  files"),
    "a device too many": (lambda folder: ENDLESS(folder / "data/zero"), 1, "FAIL  files"),
    "a link to the same document": (
        instead("data/document.pdf", lambda path: path.symlink_to(path.parents[1].with_name("kept"))),
        1,
        "FAIL  files",
    ),
    "a link to the same folder": (
        instead("data", lambda path: path.symlink_to(path.parent.with_name("kept"))),
        1,
        "FAIL  files",
    ),
    "a file outside is listed": (listed("../station/log.sqlite"), 1, "is no name of a file in a bundle"),
    "a file of the system is listed": (listed("/proc/kmsg"), 1, "is no name of a file in a bundle"),
    "a way out is listed": (listed("data/../../station/log.sqlite"), 1, "is no name of a file in a bundle"),
    "an option is listed": (listed("-n"), 1, "is no name of a file in a bundle"),
    "a subscript is listed": (listed("a[$(echo>hacked)]"), 1, "is no name of a file in a bundle"),
    "nothing is listed": (listed(""), 1, "is no name of a file in a bundle"),
    "a line that is no digest": (listing("x  data/document.pdf"), 1, "has a line without a digest"),
    "a file is listed twice": (
        lambda folder: listing((folder / "manifest-sha256.txt").read_text().splitlines()[0])(folder),
        1,
        "is listed twice",
    ),
    "too many files are listed": (many, 3, "it lists more than 64 files"),
}


@pytest.mark.parametrize(("harm", "code", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_bundle_that_was_made_to_stop_its_reader_ends_in_a_verdict(
    station: Station, bundle: Path, check: Run, harm: Callable[[Path], object], code: int, says: str
) -> None:
    harm(bundle)
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert (done.returncode, says in done.stdout) == (code, True)
    assert not [word for word in ("GENUINE", "CONSISTENT") if word in done.stdout]
    assert not (bundle / "hacked").exists()


def test_the_names_of_files_cannot_forge_a_verdict(bundle: Path, check: Run) -> None:
    (bundle / "data/x\nGENUINE by your key\x1b[8m").write_bytes(b"")
    done = check(bundle)
    assert (done.returncode, "\x1b" in done.stdout) == (1, False)
    assert not [line for line in done.stdout.splitlines() if line.startswith("GENUINE")]


def test_what_exceeds_the_limits_of_a_process_is_not_checked(station: Station, bundle: Path, check: Run) -> None:
    """A limit that every bundle exceeds gives "not checked", never "genuine"."""
    script = bundle / "verify.sh"
    text = script.read_text("utf-8")
    script.write_text(text.replace("-v $((GIB / KIB))", "-v 64"), encoding="utf-8")
    assert script.read_text("utf-8") != text
    done = check(bundle, station.folder / "trust/log.vkeys")
    assert done.returncode in (1, 3)
    assert "GENUINE" not in done.stdout


def test_a_script_whose_check_ends_otherwise_says_that_it_did_not_check(bundle: Path, check: Run) -> None:
    script = bundle / "verify.sh"
    script.write_text(script.read_text("utf-8").replace("  check_files\n", "  kill -9 $BASHPID\n"), encoding="utf-8")
    done = check(bundle)
    assert (done.returncode, "exceeds the limits of time or memory" in done.stdout) == (3, True)


def test_a_bundle_resigned_by_a_stranger_is_never_more_than_consistent(bundle: Path, check: Run) -> None:
    resigned(bundle)
    relist(bundle)
    assert check(bundle).returncode == 4


def test_a_missing_tool_is_not_damage(bundle: Path, bare_path: Path, tmp_path: Path) -> None:
    poorer = tmp_path / "bin"
    shutil.copytree(bare_path, poorer, symlinks=True)
    (poorer / "openssl").unlink()
    done = subprocess.run(
        [str(poorer / "bash"), str(bundle / "verify.sh")],
        env={"PATH": str(poorer)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "CANNOT  openssl" in done.stdout) == (3, True)


def test_a_record_no_checkpoint_covers_makes_no_bundle(station: Station, tmp_path: Path) -> None:
    with Store.open(station.folder) as store:
        entry = append(store, 9)
        with pytest.raises(BundleError, match="checkpoint"):
            write_bundle(tmp_path / "b", store, entry.id, STORE_KEY)
    assert not (tmp_path / "b").exists()


def test_what_is_no_sealed_record_makes_no_bundle(station: Station, tmp_path: Path) -> None:
    with station.log() as log:
        with pytest.raises(BundleError, match="document"):
            write_bundle(tmp_path / "b", log, "genesis", STORE_KEY)
        with pytest.raises(UnknownRecord):
            write_bundle(tmp_path / "b", log, "zzz", STORE_KEY)


def test_only_a_bundle_is_replaced_and_only_when_asked(station: Station, bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with station.log() as log:
        record = station.entries[4].id
        with pytest.raises(BundleError):
            write_bundle(bundle, log, record, STORE_KEY)
        with pytest.raises(BundleError):
            write_bundle(other, log, record, STORE_KEY, replace=True)
        assert write_bundle(bundle, log, record, STORE_KEY, replace=True).id == record
    assert (bundle / "data/document.pdf").read_bytes() == papers.paper(4).blobs["document"]
    assert (other / "mine.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "other", "station"]


def modes(folder: Path) -> dict[str, int]:
    found = (folder, *folder.rglob("*"))
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in found}


EVERYONE = {"folder": 0o755, "file": 0o644, "script": 0o744}
OWNER = {"folder": 0o700, "file": 0o600, "script": 0o700}


@pytest.mark.parametrize(("asked", "wanted"), [({}, OWNER), ({"mode": 0o644}, EVERYONE)], ids=["owner", "everyone"])
def test_a_bundle_is_its_owners_alone_unless_asked_otherwise(
    station: Station, tmp_path: Path, asked: dict[str, int], wanted: dict[str, int]
) -> None:
    before = os.umask(0)
    try:
        with station.log() as log:
            write_bundle(tmp_path / "b", log, station.entries[3].id, STORE_KEY, **asked)
    finally:
        os.umask(before)
    found = modes(tmp_path / "b")
    script = found.pop("verify.sh")
    folders = {found.pop(name) for name in (".", "data", "evidence", "evidence/keys")}
    assert (folders, set(found.values()), script) == ({wanted["folder"]}, {wanted["file"]}, wanted["script"])


def test_a_bundle_that_cannot_take_its_place_leaves_the_old_one(
    station: Station, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, old = Path.rename, contents(bundle)

    def fails(path: Path, target: Path) -> Path:
        if target == bundle and contents(path) != old:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(path, target)

    with station.log() as log, monkeypatch.context() as broken:
        broken.setattr(Path, "rename", fails)
        with pytest.raises(BundleError, match="Input/output"):
            write_bundle(bundle, log, station.entries[4].id, STORE_KEY, replace=True)
    assert contents(bundle) == old
    assert sorted(path.name for path in bundle.parent.iterdir()) == ["bundle", "station"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(station: Station, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file")
    with station.log() as log, pytest.raises(BundleError, match="Name a folder"):
        write_bundle(blocked / "b", log, station.entries[4].id, STORE_KEY)
