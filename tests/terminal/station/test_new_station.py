"""What is no name, origin or area is refused before anything is written; a station that fails is undone."""

from __future__ import annotations

import hashlib
import os
import pty
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from archive.store import Store
from forms.names import PERSON_CHARS, STATION_CHARS, name_fault
from signing import custodian, durable, envelope, keyring
from signing.errors import MissingGlyph, PageError
from signing.fingerprint import in_groups
from signing.fonts import Faces
from terminal.__main__ import run
from terminal.commands.fingerprints import agrees
from terminal.errors import SettingError
from terminal.station import staff, station
from terminal.visit import flow
from tests.conftest import LUOBI
from tests.terminal import stations

RARE = "\U0002ebf0"  # of Extension I, which no font of Debian 12 has
_, PUBLIC = envelope.generate_custodian(stations.counted("custodian"))
FINGERPRINT = in_groups(PUBLIC.digest())


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces.load()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "Cost", stations.cheap)


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    """A folder with what `station new` is given."""
    (tmp_path / "pub.json").write_bytes(custodian.public_file(PUBLIC))
    for whose in ("S01", "S02"):
        (tmp_path / f"{whose}.txt").write_text("long enough", "utf-8")
    return tmp_path


GIVEN = {"kind": "training", "name": "示例站", "origin": "a.example/archive", "area": "379999", "staff": ("S01=王文",)}


def new(ground: Path, lang: str = "en", *more: str, home: str = "home", **otherwise: object) -> int:
    """`luobi station new` with these values in place of good ones."""
    told = {**GIVEN, **otherwise}
    staff = [part for person in told.pop("staff") for part in ("--staff", person)]  # type: ignore[attr-defined]
    named = [part for name, value in told.items() for part in (f"--{name}", str(value))]
    return run(
        ["--lang", lang, "station", "new", "--home", str(ground / home), *named, *staff,
         "--custodian", str(ground / "pub.json"), "--passphrases", str(ground),
         "--recovery-kit", str(ground / "kit.txt"), *more]
    )  # fmt: skip


def left_by(ground: Path) -> set[str]:
    return {path.name for path in ground.iterdir()} - {"pub.json", "S01.txt", "S02.txt"}


REFUSED: dict[str, tuple[dict[str, object], str, str]] = {
    "an origin in Chinese": ({"origin": "示例/档案"}, "--origin: write HOST/PATH", "--origin：写成“主机名/路径”"),
    "an empty origin": ({"origin": ""}, "--origin: write HOST/PATH", "--origin："),
    "an origin with a space": ({"origin": "a.example/my archive"}, "--origin: write HOST/PATH", "--origin："),
    "an origin with a plus": ({"origin": "a.example/a+b"}, "--origin: write HOST/PATH", "--origin："),
    "an origin with a line break": ({"origin": "a.example/a\n"}, "--origin: write HOST/PATH", "--origin："),
    "an origin that leads upwards": ({"origin": "a.example/../b"}, "--origin: write HOST/PATH", "--origin："),
    "a long origin": ({"origin": "a" * 101}, "--origin: write HOST/PATH", "--origin："),
    "a name that no font has": ({"name": f"示例{RARE}站"}, "--name: no font can draw", "--name：没有字体能写"),
    "a blank name": ({"name": " "}, "--name: the name is empty", "--name：名字是空的"),
    "an empty name": ({"name": ""}, "--name: the name is empty", "--name：名字是空的"),
    "a name with a space before": ({"name": " 示例站"}, "begins or ends with a space", "前后有空格"),
    "a name of 300 characters": ({"name": "示" * 300}, "--name: the text is too long", "--name：内容过长"),
    "a name with a tab": ({"name": "示例\t站"}, "invisible control characters", "控制字符"),
    "a name turned around": ({"name": "示例\u202e站"}, "invisible control characters", "控制字符"),
    "a name of private use": ({"name": "示例\ue000站"}, "no font can draw", "没有字体能写"),
    "a name of dots": ({"name": "···"}, "--name: the name holds no letter", "--name：名字里没有一个字"),
    "a name of which a character was lost": ({"name": "示例\ufffd站"}, "a character was lost", "有字变成了乱码"),
    "a staff name of dots": ({"staff": ("S01=···",)}, "--staff S01: the name holds no letter", "--staff S01："),
    "a staff name of which a character was lost": (
        {"staff": ("S01=王\ufffd",)},
        "a character was lost",
        "--staff S01：",
    ),
    "an area of letters": ({"area": "ABC"}, "--area: there is no such area", "--area：没有这样的行政区划"),
    "an area that is a path": ({"area": "../../x"}, "--area: there is no such area", "--area："),
    "an area of five digits": ({"area": "37999"}, "--area: there is no such area", "--area："),
    "an area of no province": ({"area": "999999"}, "--area: there is no such area", "--area："),
    "an area in wide digits": ({"area": "３７９９９９"}, "--area: there is no such area", "--area："),
    "a mouse in production": (
        {"kind": "production", "rehearsal-ink": "mouse"},
        "--rehearsal-ink: a production station takes a real pen only",
        "--rehearsal-ink：正式站点只收真笔",
    ),
    "a staff name with a line break": ({"staff": ("S01=王\n文",)}, "--staff S01: it holds invisible", "--staff S01："),
    "a staff name that no font has": ({"staff": (f"S01=王{RARE}",)}, "--staff S01: no font", "--staff S01：没有字体"),
    "a long staff name": (
        {"staff": ("S01=" + "王" * 51,)},
        "--staff S01: the text is too long",
        "--staff S01：内容过长",
    ),
    "the second staff name blank": (
        {"staff": ("S01=王文", "S02= ")},
        "--staff S02: the name is empty",
        "--staff S02：",
    ),
    "one id twice": ({"staff": ("S01=王文", "S01=李明")}, "the id S01 is given twice", "工号 S01 给了两次"),
    "a long staff id": ({"staff": ("S" * 33 + "=王文",)}, "1 to 32 letters and digits", "最多 32 个"),
}


@pytest.mark.parametrize(("given_", "english", "chinese"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_made(
    ground: Path, capsys: pytest.CaptureFixture[str], given_: dict[str, object], english: str, chinese: str
) -> None:
    for lang, sentence in (("en", english), ("zh", chinese)):
        assert new(ground, lang, **given_) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err.startswith("luobi: ") and sentence in said.err
    assert left_by(ground) == set()


@pytest.mark.parametrize(
    "given_", [each for each, _, _ in REFUSED.values() if each.keys() < {"name", "origin", "area"}], ids=repr
)
def test_a_station_that_cannot_be_called_so_is_not_made_by_any_caller(tmp_path: Path, given_: dict[str, str]) -> None:
    plan = station.Plan(replace(stations.settings(), **given_), {"S01": stations.PASSPHRASE}, PUBLIC)
    with pytest.raises(SettingError, match=next(iter(given_))):
        station.create(tmp_path / "s", plan, stations.NOON)
    assert not (tmp_path / "s").exists()


TAKEN: dict[str, dict[str, object]] = {
    "the example": {},
    "a host alone": {"origin": "station-0042.example"},
    "a rare character that fonts have": {"name": "𬭚站", "staff": ("S01=张𬭚",)},
    "a name with a dot": {"staff": ("S01=买买提·艾力",)},
    "a foreign name": {"staff": ("S01=Ana María López",)},
    "the longest names": {"name": "示" * STATION_CHARS, "staff": ("S01=" + "王" * PERSON_CHARS,)},
}


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("given_", TAKEN.values(), ids=TAKEN)
def test_what_people_are_called_is_taken_and_their_first_document_is_frozen(
    ground: Path, faces: Faces, given_: dict[str, object]
) -> None:
    assert new(ground, **given_) == 0
    opened = station.unlock(ground / "home", "S01", "long enough")
    counter = replace(stations.counter_of(opened, faces), now=lambda: datetime.fromisoformat("2027-01-05T03:00:00Z"))
    visit = stations.opened_visit(counter)
    frozen, _ = counter.freeze(stations.to_freeze(visit))
    assert frozen.facts.pages >= 1
    opened.store.close()


# ---- half-made stations ----


def nth(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int) -> None:
    """That function fails at its nth call: the disk is full."""
    left, call = number, getattr(owner, name)

    def fails(*arguments: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(28, "No space left on device")
        return call(*arguments, **named)

    monkeypatch.setattr(owner, name, fails)


STEPS: dict[str, tuple[object, str, int]] = {
    "the key ring": (durable, "create", 1),
    "the first slot": (durable, "create", 2),
    "the issuing key": (keyring.StationKey, "write", 1),
    "the store's key": (keyring.StationKey, "write", 4),
    "ca.pem": (durable, "create", 7),
    "the log": (Store, "create", 1),
    "the blobs' folder": (durable, "make_folder", 1),
    "the trusted keys": (durable, "replace", 1),
    "station.toml": (durable, "create", 10),
}


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("there", ["nothing", "an empty folder", "a folder with a file"])
@pytest.mark.parametrize(("owner", "name", "number"), STEPS.values(), ids=STEPS)
def test_a_station_that_cannot_be_finished_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int, there: str
) -> None:
    home = tmp_path / "above" / "home"
    if there != "nothing":
        home.mkdir(mode=0o700, parents=True)
    if there == "a folder with a file":
        (home / "pens.toml").write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with monkeypatch.context() as broken:
        nth(broken, owner, name, number)
        with pytest.raises(OSError, match="No space"):
            stations.make_with_kit(home)
    assert sorted(tmp_path.rglob("*")) == before
    stations.make_with_kit(home)
    assert station.unlock(home, "S01", stations.PASSPHRASE).settings == stations.settings()


@pytest.mark.usefixtures("cheap")
def test_a_kit_whose_station_could_not_be_made_is_not_left(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        nth(broken, keyring.StationKey, "write", 2)
        with pytest.raises(OSError, match="No space"):
            from terminal.__main__ import luobi

            named = [part for name in ("name", "origin", "area") for part in (f"--{name}", str(GIVEN[name]))]
            luobi.main(
                ["station", "new", "--home", str(ground / "home"), "--kind", "training", *named, "--staff", "S01=王文",
                 "--custodian", str(ground / "pub.json"), "--passphrases", str(ground),
                 "--recovery-kit", str(ground / "kit.txt")],
                standalone_mode=False, obj={},
            )  # fmt: skip
    assert left_by(ground) == set()


@pytest.mark.parametrize("part", ["keys", "log.sqlite", "blobs", "trust", "ca.pem", "custodian.pub.json"])
def test_what_a_power_cut_left_of_a_station_is_said_and_nothing_is_made_over_it(
    ground: Path, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    (ground / "home").mkdir(mode=0o700)
    (ground / "home" / part).mkdir()
    assert new(ground) == 2
    assert f"not finished are here ({part})" in capsys.readouterr().err
    assert [path.name for path in (ground / "home").iterdir()] == [part]
    assert left_by(ground) == {"home"}


def test_a_file_becomes_no_home(ground: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ground / "home").write_text("mine", "utf-8")
    assert new(ground) == 2
    assert "this is no folder" in capsys.readouterr().err
    assert ((ground / "home").read_text("utf-8"), left_by(ground)) == ("mine", {"home"})


def test_a_kit_does_not_go_into_the_stations_folder(ground: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ground / "home").mkdir(mode=0o700)
    assert new(ground, "en", "--recovery-kit", str(ground / "home" / "kit.txt")) == 2
    assert "does not belong into the station's own folder" in capsys.readouterr().err
    assert list((ground / "home").iterdir()) == []


# ---- staff and custodian ----


ADDED = {each: told for each, told in REFUSED.items() if "staff name" in each and "second" not in each}


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize(("given_", "english", "_chinese"), ADDED.values(), ids=ADDED)
def test_a_staff_member_who_cannot_be_printed_is_not_added(
    ground: Path, capsys: pytest.CaptureFixture[str], given_: dict[str, tuple[str]], english: str, _chinese: str
) -> None:
    stations.make_with_kit(ground / "home")
    person = given_["staff"][0].replace("S01", "S03")
    before = {path: path.read_bytes() for path in (ground / "home").rglob("*") if path.is_file()}
    arguments = ["--home", str(ground / "home"), "--by", "S01", "--passphrases", str(ground)]
    assert run(["--lang", "en", "station", "add-staff", person, *arguments]) == 2
    said = capsys.readouterr().err
    assert english.replace("--staff S01", "staff S03") in said and said.count("\n") == 1
    ring = keyring.unlock(ground / "home" / "keys", "S01", stations.PASSPHRASE)
    who = staff.Authority(ring, {"S01": stations.PASSPHRASE}, kit=True)
    with pytest.raises(SettingError, match="staff S03"):
        staff.add(ground / "home", who, "S03", person.partition("=")[2], "long enough for it", stations.NOON)
    assert {path: path.read_bytes() for path in (ground / "home").rglob("*") if path.is_file()} == before


def test_half_a_custodians_key_is_not_left(
    ground: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custodian, "SCRYPT_N", 1 << 14)

    def make(public: str) -> int:
        files = ["--private", str(ground / "c.key"), "--public", str(ground / public)]
        return run(["--lang", "en", "station", "custodian", *files, "--passphrase-file", str(ground / "S01.txt")])

    for taken in ("pub.json", "c.key"):
        assert make(taken) == 2
        assert "Name another place" in capsys.readouterr().err
    assert make("none/c.pub") == 3
    assert left_by(ground) == set()
    assert make("c.pub") == 0
    digest = custodian.load_public((ground / "c.pub").read_bytes()).digest()
    assert f"Fingerprint of the public key: {in_groups(digest)}\n" in capsys.readouterr().out


# ---- fingerprints ----


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("told", [FINGERPRINT, PUBLIC.digest(), FINGERPRINT[:14], PUBLIC.digest().upper()])
def test_fingerprints_are_printed_and_are_those_of_openssl_and_sha256sum(
    ground: Path, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    assert new(ground, "en", "--custodian-fingerprint", told) == 0
    assert (ground / "kit.txt").stat().st_mode & 0o777 == 0o600
    certificate = x509.load_pem_x509_certificate((ground / "home" / "ca.pem").read_bytes())
    log = hashlib.sha256((ground / "home" / "trust" / "log.vkeys").read_bytes()).hexdigest()
    said = capsys.readouterr().err
    assert f"custodian's public key: {FINGERPRINT}\n" in said
    assert f"(ca.pem): {in_groups(certificate.fingerprint(SHA256()).hex())}\n" in said
    assert f"(trust/log.vkeys): {in_groups(log)}\n" in said


WRONG_FINGERPRINTS = {
    "another": "0" * 64,
    "one digit wrong": FINGERPRINT[:-1] + ("0" if FINGERPRINT[-1] != "0" else "1"),
    "two groups": FINGERPRINT[:9],
    "nothing": "",
    "too long": FINGERPRINT + "00",
    "the end of it": FINGERPRINT[-14:],
}


@pytest.mark.parametrize("told", WRONG_FINGERPRINTS.values(), ids=WRONG_FINGERPRINTS)
def test_a_custodians_key_of_another_fingerprint_makes_no_station(
    ground: Path, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    assert new(ground, "en", "--custodian-fingerprint", told) == 2
    shown_, refused = capsys.readouterr().err.splitlines()
    assert shown_ == f"Fingerprint of the custodian's public key: {FINGERPRINT}"
    assert refused == "luobi: this is not the custodian's key: its fingerprint is another. Get the public file again"
    assert left_by(ground) == set()


@given(st.binary(min_size=32, max_size=32), st.integers(12, 64), st.sampled_from(["", " ", ":", "-"]))
def test_any_beginning_of_three_groups_or_more_agrees_however_it_is_written(
    digest: bytes, length: int, between: str
) -> None:
    told = digest.hex()[:length]
    written = between.join(told[at : at + 4] for at in range(0, length, 4))
    assert agrees(written, digest.hex()) and agrees(written.upper(), digest.hex())
    wrong = ("0" if told[0] != "0" else "1") + told[1:]
    assert not agrees(wrong, digest.hex())


def at_a_terminal(ground: Path, answers: Callable[[str], str | None]) -> tuple[int, str]:
    """`luobi station new` as a person sees it; `answers` is given all that was said so far."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [LUOBI, "--lang", "en", "station", "new", "--home", ground / "home", "--kind", "training",
         "--name", "示例站", "--origin", "a.example/archive", "--area", "379999", "--staff", "S01=王文",
         "--custodian", ground / "pub.json", "--passphrases", ground, "--recovery-kit", ground / "kit.txt"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    said = ""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk.decode("utf-8", "replace")
            if (answer := answers(said)) is not None:
                os.write(ours, f"{answer}\n".encode())
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return process.wait(), said


def typing(*answers: Callable[[str], str]) -> Callable[[str], str | None]:
    """Each question answered once, in this order."""
    left: Iterator[Callable[[str], str]] = iter(answers)
    asked = 0

    def answer(said: str) -> str | None:
        nonlocal asked
        if said.count("type the first three groups: ") == asked:
            return None
        asked += 1
        return next(left)(said)

    return answer


def shown_last(said: str) -> str:
    """The first three groups of the fingerprint that stands last on the screen."""
    line = [each for each in said.splitlines() if "ingerprint" in each][-1]
    return line.rpartition(": ")[2][:14]


def test_at_a_terminal_the_first_groups_are_typed_back_until_they_are_right(ground: Path) -> None:
    first = typing(lambda _: FINGERPRINT[:14], lambda _: "0000 0000 0000", shown_last_of_ca, shown_last)
    code, said = at_a_terminal(ground, first)
    assert code == 0, said
    assert FINGERPRINT in said and said.count("That is not what stands above") == 1
    assert (ground / "home" / "station.toml").is_file()


def shown_last_of_ca(said: str) -> str:
    return next(line for line in said.splitlines() if "(ca.pem)" in line).rpartition(": ")[2][:14]


def test_at_a_terminal_wrong_groups_of_the_custodians_key_make_no_station(ground: Path) -> None:
    code, said = at_a_terminal(ground, typing(lambda _: "0000 0000 0000"))
    assert (code, "this is not the custodian's key" in said) == (2, True)
    assert left_by(ground) == set()


# ---- names beside signatures ----


UNPRINTED = {
    "rare": (f"钱{RARE}", MissingGlyph),
    "long": ("钱" * 200, PageError),
    "fits, but not beside the word for an agent": ("W" * 29, PageError),
}


@pytest.mark.parametrize(("agent", "problem"), UNPRINTED.values(), ids=UNPRINTED)
def test_an_agent_who_cannot_be_printed_stops_the_document_before_anybody_signs(
    tmp_path: Path, faces: Faces, agent: str, problem: type[Exception]
) -> None:
    opened, _ = stations.make(tmp_path / "s")
    counter = stations.counter_of(opened, faces)
    visit = stations.tell(stations.opened_visit(counter), flow.SignsAs(flow.Manner.AGENT, agent))
    with pytest.raises(problem):
        counter.freeze(stations.to_freeze(visit))


def test_a_name_that_fits_only_beside_a_short_date_stops_the_document(tmp_path: Path, faces: Faces) -> None:
    opened, _ = stations.make(tmp_path / "s")
    counter = replace(stations.counter_of(opened, faces), now=lambda: datetime.fromisoformat("2027-01-05T03:00:00Z"))
    visit = stations.tell(stations.opened_visit(counter), flow.SignsAs(flow.Manner.AGENT, "欧" * 48))
    with pytest.raises(PageError):
        counter.freeze(stations.to_freeze(visit))


def test_a_witness_who_cannot_be_printed_stops_the_document_before_anybody_signs(tmp_path: Path, faces: Faces) -> None:
    opened, _ = stations.make(tmp_path / "s")
    counter = stations.counter_of(opened, faces)
    visit = replace(stations.opened_visit(counter), witness=flow.Staff("S02", f"王{RARE}"))
    visit = stations.tell(visit, flow.SignsAs(flow.Manner.MARK))
    with pytest.raises(MissingGlyph, match="U\\+2EBF0"):
        counter.freeze(stations.to_freeze(visit))


@given(st.text(max_size=60))
def test_a_name_without_fault_can_be_read_as_it_was_typed(name: str) -> None:
    fault = name_fault(name, PERSON_CHARS, lambda _: ())
    if fault is None:
        assert name == name.strip() != "" and len(name) <= PERSON_CHARS
        assert not [each for each in name if ord(each) < 32 or 0x7F <= ord(each) < 0xA0 or 0xD800 <= ord(each) < 0xE000]
