"""Makes the files of `tests/earlier`: a training station as the product of 2026-11-29 wrote it, and what it handed out.

    ./run python -m tests.earlier.make FOLDER        (only at the commit that `README.md` names)

It is kept to show how the files were made. It calls the product of its day and need not run later.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from archive.bundle import write_bundle
from archive.verify import verify as verify_archive
from signing import custodian, envelope, keyring
from signing.verify import verify_pdf
from terminal.clerk import orders
from terminal.station import station
from terminal.visit import events as ev
from terminal.visit.capture import taken
from terminal.visit.model import Manner, State
from tests.terminal import stations
from tests.terminal.session.test_reception import CONTRACT, REGISTRATION, SECOND_PHRASE, Day, Desk

CUSTODIAN_PHRASE = "保管人的口令，一二三四"


class Maker(Desk):
    """A counter that can stop in the middle of a step."""

    def __init__(self, home: Path) -> None:
        keyring.Cost = stations.cheap  # type: ignore[assignment,misc]
        self.kit = stations.make_with_kit(home)
        station.recover(home, keyring.unlock_with_kit(home / "keys", self.kit), "S02", SECOND_PHRASE)
        self.home, self.now = home, Day()
        self.start()

    def whole(self, form: str, manner: Manner = Manner.SELF, agent: str = "") -> str:
        """A visit to its end; its record."""
        self.begin(form)
        self.manner(manner, agent)
        record = self.visit.record
        self.until(State.DONE)
        self.signer(ev.Go())
        return record

    def manner(self, manner: Manner, agent: str) -> None:
        if manner is not Manner.SELF:
            self.staff(ev.SignsAs(manner, agent))

    def stop_at(self, state: State) -> str:
        """The program ends when the draft of that step is on the disk and nothing of the step is done."""
        while self.lane.waiting:
            order = self.lane.waiting[0][0]
            self.lane.step()
            if isinstance(order, orders.Report) and self.clerk._authority.visit(order.record).state is state:
                self.lane.waiting.clear()
                return order.record
        raise AssertionError(f"never in {state}")


def records(desk: Maker) -> Iterator[tuple[str, str]]:
    """Name and id of a record of every manner."""
    yield "self", desk.whole(REGISTRATION)
    yield "mark", desk.whole(REGISTRATION, Manner.MARK)
    yield "agent", desk.whole(REGISTRATION, Manner.AGENT, "李四")
    desk.begin(REGISTRATION)
    desk.until(State.READ)
    refused = desk.visit.record
    desk.staff(ev.Refused("not today"))
    yield "void-refused", refused
    yield "contract", desk.whole(CONTRACT)
    desk.begin(CONTRACT)
    desk.to_hand_over()
    expired = desk.visit.record
    desk.staff(ev.Park(desk.visit.last_day))
    desk.now.at += timedelta(days=40)
    desk.restart()
    yield "void-expired", expired
    desk.begin(CONTRACT)
    desk.to_hand_over()
    desk.until(State.READ)
    wrong = desk.visit.record
    desk.signer(ev.Wrong())
    yield "void-content-wrong", wrong
    yield "voided-later", desk.whole(REGISTRATION)


def drafts(desk: Maker) -> Iterator[tuple[str, str]]:
    """Step and id of a draft in every step that is kept."""
    for state in (State.NOTICE, State.FILL, State.CHECK, State.READ, State.SIGN):
        desk.begin(REGISTRATION)
        desk.until(state)
        yield str(state), desk.visit.record
    desk.begin(CONTRACT)
    desk.to_hand_over()
    yield "hand-over", desk.visit.record
    desk.begin(REGISTRATION)
    desk.staff(ev.SignsAs(Manner.MARK))
    desk.until(State.READ)
    yield "read-mark", desk.visit.record
    desk.begin(REGISTRATION)
    desk.staff(ev.SignsAs(Manner.AGENT, "李四"))
    desk.until(State.SIGN)
    yield "sign-agent", desk.visit.record
    desk.begin(CONTRACT)
    desk.to_hand_over()
    yield "parked", desk.visit.record
    desk.staff(ev.Park(desk.visit.last_day))
    yield from stopped(desk)
    desk.begin(REGISTRATION)
    desk.until(State.DONE)
    yield "done", desk.visit.record


def stopped(desk: Maker) -> Iterator[tuple[str, str]]:
    """Steps that the clerk carries out, ended before anything was done."""
    desk.begin(REGISTRATION)
    desk.until(State.CHECK)
    desk.signer(ev.Checked(desk.visit.answers.unchecked(desk.visit.form)))
    desk.reception.signer_did(ev.Go())
    yield "freeze", desk.stop_at(State.FREEZE)
    for state in (State.STAMP, State.SEAL, State.ARCHIVE):
        desk.begin(REGISTRATION)
        if state is not State.STAMP:
            desk.to_hand_over()
        desk.until(State.SIGN)
        role = desk.visit.signer.role
        ink = stations.ink_of(role)
        desk.reception.sign(taken(ink), ink)
        yield str(state), desk.stop_at(state)


def make(folder: Path) -> None:
    """Everything, and what the product of that day says of it."""
    home, out = folder / "station", folder / "handed-out"
    out.mkdir(parents=True)
    desk = Maker(home)
    desk.sign_in()
    desk.reception.join("S02", SECOND_PHRASE)
    desk.lane.pump()
    kept: dict[str, str] = {}
    for name, record in records(desk):
        kept[name] = record
        if desk.reception.witness is None:
            desk.reception.join("S02", SECOND_PHRASE)
            desk.lane.pump()
    desk.now.at += timedelta(minutes=1)
    for name in ("self", "contract"):
        desk.lane.ask(orders.HandOut(kept[name], str(out)), lambda _: None, fail)
        desk.lane.pump()
    void_later(desk, kept["voided-later"])
    waiting = dict(drafts(desk))
    desk.clerk.end()
    describe(folder, desk, kept, waiting)
    secrets(folder, desk.kit)
    with tarfile.open(folder.with_suffix(".tar.gz"), "w:gz") as tar:
        for each in sorted(folder.iterdir()):
            tar.add(each, each.name, filter=anonymous)


def void_later(desk: Maker, record: str) -> None:
    """An entry that says of a sealed record that it is void; no window wrote one yet."""
    counter = desk.clerk._counter
    at = desk.now()
    counter.station.store.append_void(void_id="0" * 31 + "1", of=record, reason="found-wrong", at=at)
    counter.station.store.sign_checkpoint(counter.station.checkpoint_keys)


def describe(folder: Path, desk: Maker, kept: dict[str, str], waiting: dict[str, str]) -> None:
    """Bundles, receipts, and `expected.json`."""
    opened = station.unlock(desk.home, "S01", stations.PASSPHRASE)
    store, key, ca = opened.store, opened.store_key, [opened.ca.certificate]
    verdicts = {}
    for name, record in kept.items():
        document = store.blob(record, "document", key)
        if name in ("mark", "agent", "void-expired"):
            (folder / "handed-out" / f"{name}.pdf").write_bytes(document)
        report = verify_pdf(document, ca)
        verdicts[name] = {
            "record": record,
            "seq": store.find(record).seq,
            "type": str(store.find(record).type),
            "verdict": report.verdict,
            "findings": sorted({finding.kind.name for finding in report.findings}),
        }
    for name in ("self", "mark", "contract"):
        write_bundle(folder / "bundles" / name, store, kept[name], key)
    report = verify_archive(store, store_key=key)
    expected = {
        "records": verdicts,
        "drafts": waiting,
        "size": report.size,
        "root": report.root,
        "verdict": report.verdict,
        "findings": sorted({finding.kind.name for finding in report.findings}),
        "made_until": desk.now.at.isoformat(),
    }
    store.close()
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", "utf-8")


def secrets(folder: Path, kit: str) -> None:
    """What people of that station keep elsewhere; all of it made for these tests."""
    place = folder / "secrets"
    place.mkdir(mode=0o700)
    private, public = envelope.generate_custodian(stations.counted("custodian"))
    files = {
        "S01.txt": f"{stations.PASSPHRASE}\n".encode(),
        "S02.txt": f"{SECOND_PHRASE}\n".encode(),
        "custodian.txt": f"{CUSTODIAN_PHRASE}\n".encode(),
        "kit.txt": f"{kit}\n".encode(),
        "custodian.key.json": custodian.private_file(private, CUSTODIAN_PHRASE, stations.counted("phrase"), 2**14),
        "custodian.pub.json": custodian.public_file(public),
    }
    for name, data in files.items():
        (place / name).write_bytes(data)
        (place / name).chmod(0o600)


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def fail(trouble: object) -> None:
    raise AssertionError(trouble)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve())
