"""The README's main task: two whole visits at a training station, without a screen or a tablet.

It plays the people: it answers, checks, reads and signs. As for a real visit, `terminal.visit.flow` judges the order
and `terminal.clerk.counter` does the work; there is no way round either. `show` plays the same visits at the windows;
the work before and after is here.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive import bundle
from archive.entry import Entry, timestamp
from archive.receipt import Receipt
from archive.verify import ArchiveReport
from archive.verify import verify as verify_archive
from forms import load, sample
from forms.answers import Answers
from forms.message import Message
from forms.model import Form
from signing import custodian, durable, envelope, passphrases, raster
from signing.civil_time import STATION_TIME
from signing.finding import Finding
from signing.fonts import Faces
from signing.ink import Ink
from signing.quality import reason_message
from signing.verify import PdfReport, verify_pdf
from terminal.clerk.counter import Counter
from terminal.devices.pen.capture import capture
from terminal.devices.pen.port import Pen
from terminal.devices.pen.recording import RecordedPen
from terminal.errors import CaptureRefused, StationError
from terminal.station import station
from terminal.station.settings import SETTINGS_FILE, Config, read_settings
from terminal.visit import flow

STAFF_ID = "S01"
STAFF = {STAFF_ID: "李文明"}
DWELL_MS = 4000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds per step, in the order of the demo; one step may run several times."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    progress: Progress = field(default=lambda _: None, repr=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the time of the enclosed code under that name, and report the step as begun."""
        self.progress(name)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds.setdefault(name, []).append(time.perf_counter() - began)

    def total(self, name: str) -> float:
        """Return the seconds that the step took in total."""
        return sum(self.seconds.get(name, ()))


@dataclass(frozen=True, slots=True)
class Business:
    """One of the demo's two visits: file name, form, fictitious answers and who enters them."""

    file: str
    form: str
    values: Mapping[str, str] = field(repr=False)
    entered_by: str


def businesses() -> tuple[Business, Business]:
    """Return the registration and the contract."""
    return (
        Business("registration", "unemployment-registration", sample.sample_registration(), "staff:S01"),
        Business("contract", "fixed-term-contract", sample.sample_contract(), "employer"),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """The means of a performance: the counter, the operator, and the timings.

    `pen_file` is a recording to use for all roles, None for the product's own.
    """

    counter: Counter
    operator: flow.Staff
    pen_file: Path | None
    timings: Timings


@dataclass(frozen=True, slots=True)
class Touched:
    """How often the first signer pressed something on the pad, and how many pages there were.

    `touches` leaves out the signature. `check_pages` are the pages of answers to check, `pages` those of the document;
    some of the touches turned them.
    """

    touches: int
    check_pages: int
    pages: int


@dataclass(frozen=True, slots=True)
class Played:
    """A visit that has been archived, played with or without windows. `touched` is None where there was no pad."""

    visit: flow.Visit = field(repr=False)
    receipt: Receipt
    touched: Touched | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The results of one visit: the archived entry, its receipt, the document and what an auditor finds in it.

    `inks` are the sources of its inks. `ink_bound` is how many inks the custodian's key opened; see the function.
    """

    business: Business
    played: Played
    entry: Entry
    report: PdfReport = field(repr=False)
    inks: tuple[str, ...]
    ink_bound: int

    @property
    def visit(self) -> flow.Visit:
        return self.played.visit


@dataclass(frozen=True, slots=True)
class DemoResults:
    """The results of the whole demo, which `terminal.demo.command` puts into messages."""

    home: Path
    out: Path
    secrets: Path
    new_station: bool
    made: tuple[Made, ...]
    archive: ArchiveReport
    timings: Timings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the verifiers."""
        return (*(finding for made in self.made for finding in made.report.findings), *self.archive.findings)


def perform(
    home: Path,
    out: Path,
    pen_file: Path | None = None,
    staff_id: str = STAFF_ID,
    passphrase: str | None = None,
    progress: Progress = lambda _: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: station.Random = os.urandom,
) -> DemoResults:
    """Perform both visits at the station in `home`, and write the files to `out`.

    Args:
        home: The station's folder; a training station is made where it holds no station.
        out: The folder for the documents, receipts, pictures and bundles.
        pen_file: A recording to use for all roles; None for the product's own.
        staff_id: The operator's id.
        passphrase: The operator's passphrase; None reads it from the demo's secrets.
        progress: A callback that gets the name of each step as it begins.
        now: The clock.
        random: Returns so many random bytes; tests pass their own.
    """
    place = prepare(home, out, staff_id, passphrase, Timings(progress=progress), now, random)
    counter, timings = open_counter(place, now, random), place.timings
    stage = Stage(counter, counter.station.operator(staff_id), pen_file, timings)
    made = tuple(
        examine(counter, business, conduct(stage, load.find_form(business.form), business), place)
        for business in businesses()
    )
    return conclude(counter, place, made)


@dataclass(frozen=True, slots=True)
class Ground:
    """The station and the folders of the demo, and the operator."""

    home: Path
    out: Path
    secrets: Path
    new_station: bool
    staff_id: str
    passphrase: str = field(repr=False)
    timings: Timings


def prepare(
    home: Path,
    out: Path,
    staff_id: str,
    passphrase: str | None,
    timings: Timings,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: station.Random = os.urandom,
) -> Ground:
    """Return the training station in `home` as the demo's ground; make it where it is missing.

    Args:
        home: The station's folder. Its secrets are in the folder next to it, NAME-secrets.
        out: The folder for the results; it is made.
        staff_id: The operator's id.
        passphrase: The operator's passphrase; None reads it from the secrets.
        timings: Where the time of each step is recorded.
        now: The clock.
        random: Returns so many random bytes.

    Raises:
        StationError: It is a production station, or the passphrase is not in the secrets.
    """
    secrets = home.with_name(f"{home.name}-secrets")
    new_station = not (home / SETTINGS_FILE).exists()
    if new_station:
        with timings.step("station"):
            set_up(home, secrets, now(), random)
    if not read_settings(home).training:
        raise StationError(Message("terminal.production-home", home=str(home)))
    passphrase = passphrase or _secret(secrets / f"{staff_id}.txt")
    out.mkdir(parents=True, exist_ok=True)
    return Ground(home, out, secrets, new_station, staff_id, passphrase, timings)


def open_counter(place: Ground, now: Callable[[], datetime], random: station.Random = os.urandom) -> Counter:
    """Unlock the station with the operator's passphrase, and return its counter.

    Args:
        place: The station and the operator.
        now: The clock.
        random: Returns so many random bytes.

    Raises:
        StationError: Its log is that of a production station.
    """
    with place.timings.step("unlock"):
        opened = station.unlock(place.home, place.staff_id, place.passphrase)
    if not opened.settings.training:
        raise StationError(Message("terminal.production-log", home=str(place.home)))
    with place.timings.step("fonts"):
        faces = Faces.load(opened.settings.fonts)
    return Counter(opened, faces, now, random)


def conclude(counter: Counter, place: Ground, made: tuple[Made, ...]) -> DemoResults:
    """Verify the whole archive, copy the CA's certificate to the output folder, and return all results.

    Args:
        counter: The station's counter.
        place: Where the demo was performed.
        made: The results of the visits.
    """
    opened = counter.station
    with place.timings.step("verify the archive"):
        report = verify_archive(opened.store, store_key=opened.store_key)
    durable.replace(place.out / "ca.pem", (place.home / "ca.pem").read_bytes(), mode=durable.PUBLIC)
    return DemoResults(place.home, place.out, place.secrets, place.new_station, made, report, place.timings)


def set_up(home: Path, secrets: Path, at: datetime, random: station.Random) -> None:
    """Make a training station with random passphrases. Leave nothing on failure.

    Args:
        home: The station's folder.
        secrets: The folder for the passphrases, the custodian's key and the recovery kit; it is made.
        at: The present time.
        random: Returns so many random bytes.
    """
    passphrase, custodian_phrase = passphrases.made(random), passphrases.made(random)
    private, public = envelope.generate_custodian(random)
    settings = Config(
        kind="training",
        name="示例街道就业服务站",
        origin="station-0001.training.example/archive",
        area="379999",
        staff=STAFF,
    )
    # Written first: a station whose passphrase nobody knows is worse than a passphrase without a station.
    with _kept_together(secrets) as keep:
        keep(f"{STAFF_ID}.txt", passphrase.encode("ascii"))
        keep("custodian.txt", custodian_phrase.encode("ascii"))
        keep("custodian.key.json", custodian.private_file(private, custodian_phrase, random))
        keep("recovery-kit.txt", b"")
        kit = station.create(home, station.Plan(settings, {STAFF_ID: passphrase}, public), at, random)
    durable.replace(secrets / "recovery-kit.txt", kit.encode("utf-8"), secret=True)


@contextmanager
def _kept_together(folder: Path) -> Iterator[Callable[[str, bytes], None]]:
    """Yield a function that writes a secret into the folder; when the enclosed code fails, remove what was made."""
    folders = [each for each in (folder, *folder.parents) if not each.exists()]
    written: list[Path] = []

    def keep(name: str, data: bytes) -> None:
        station.write_secret(folder / name, data)
        written.append(folder / name)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield keep
    except BaseException:
        for path in written:
            path.unlink()
        for each in folders:
            each.rmdir()
        raise


def _secret(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except OSError:
        raise StationError(Message("terminal.demo-no-passphrase", path=str(path))) from None


def examine(counter: Counter, business: Business, played: Played, place: Ground) -> Made:
    """Check a visit as an auditor does, from what the archive returns, and write its files.

    Args:
        counter: The station's counter.
        business: The visit's file name and form.
        played: The archived visit.
        place: The folders for the results and the secrets.
    """
    opened, timings, out, visit = counter.station, place.timings, place.out, played.visit
    entry = opened.store.find(visit.record)
    document, metadata = (opened.store.blob(entry.id, role, opened.store_key) for role in ("document", "metadata"))
    durable.replace(out / f"{business.file}.pdf", document)
    with timings.step("verify the document"):
        report = verify_pdf(document, [opened.ca.certificate])
    with timings.step("open the ink"):
        bound = ink_bound(opened, visit, report, place.secrets)
    with timings.step("receipt"):
        slip = counter.receipt_slip(visit, entry, played.receipt)
        durable.replace(out / f"{business.file}-receipt.pdf", slip)
    with timings.step("pictures"):
        for page in range(raster.page_count(document)):
            durable.replace(out / f"{business.file}-{page + 1}.png", raster.page_png(document, page, 110))
    with timings.step("bundle"):
        folder = out / "bundle" / business.file
        bundle.write_bundle(folder, opened.store, entry.id, opened.store_key, replace=True)
    inks = tuple(each["ink_source"] for each in json.loads(metadata)["signatures"])
    return Made(business, played, entry, report, inks, bound)


def conduct(stage: Stage, form: Form, business: Business) -> Played:
    """Conduct one visit from the notice to the archived record, event by event.

    Args:
        stage: The counter, the operator and the recording.
        form: The form of the business.
        business: The answers, and who enters them.

    Raises:
        CaptureRefused: A recording is no signature that can be accepted.
    """
    counter, timings = stage.counter, stage.timings
    settings = counter.station.settings
    visit = flow.Visit(
        record=counter.random(16).hex(),
        number=counter.station.next_number(counter.now().year),
        form=form,
        answers=Answers.start(form),
        operator=stage.operator,
        policy=flow.Policy(settings.training, settings.ink_sources, settings.level, looks=True),
        on=counter.now().astimezone(STATION_TIME).date(),
    )

    def tell(told: flow.Visit, *events: flow.Event) -> flow.Visit:
        for event in events:
            told = flow.step(told, event, timestamp(counter.now()))
        return told

    visit = tell(visit, *consents(), flow.Go())
    entered = (flow.Entered(key, value, business.entered_by) for key, value in business.values.items())
    visit = tell(visit, *entered, flow.Go())
    visit = tell(visit, flow.Checked(tuple(business.values)), flow.Go())
    with timings.step("freeze"):
        frozen, docket = counter.freeze(visit)
    visit = tell(visit, frozen)
    while visit.state is flow.State.READ:
        pages = (flow.PageShown(page, DWELL_MS) for page in range(docket.frozen.pages))
        visit = tell(visit, *pages, flow.Go())
        with timings.step("capture"):
            ink = capture(pen_for(visit.signer.role, stage.pen_file), None, timestamp(counter.now()))
        taken = counter.take(ink)
        visit = tell(visit, taken)
        if visit.state is not flow.State.LOOK:
            raise CaptureRefused(
                Message("terminal.recording-no-signature", reasons=tuple(map(reason_message, taken.reasons)))
            )
        visit = tell(visit, flow.SignatureSeen(f"staff:{stage.operator.id}", visit.doubts))
        with timings.step("sign"):
            stamped, docket = counter.stamp(visit, docket, ink)
        visit = tell(visit, stamped)
        if visit.state is flow.State.HAND_OVER:
            visit = tell(visit, *consents(), *own_checks(visit), flow.Go())
    with timings.step("seal"):
        sealed, docket = counter.seal(visit, docket)
    visit = tell(visit, sealed)
    with timings.step("archive"):
        archived, _entry, receipt = counter.archive(visit, docket)
    return Played(tell(visit, archived), receipt)


def consents() -> tuple[flow.Consent, ...]:
    """Return the present signer's consent to everything that is asked, one event each."""
    return tuple(flow.Consent(subject, True) for subject in flow.CONSENTS)


def own_checks(visit: flow.Visit) -> tuple[flow.Checked, ...]:
    """Return the present signer's check of the answers that are left for them; () where none are left."""
    return (flow.Checked(visit.unchecked),) if visit.unchecked else ()


def pen_for(role: str, pen_file: Path | None) -> Pen:
    """Return the pen for a signature.

    It is the recording in `pen_file`, or the product's synthetic one for `role` where that is None.
    """
    return RecordedPen.load(pen_file) if pen_file else RecordedPen.shipped(role)


def ink_bound(opened: station.Station, visit: flow.Visit, report: PdfReport, secrets: Path) -> int:
    """Return how many archived inks the custodian's key opens, bound to the document's signatures.

    Only a training demo holds that key.

    Args:
        opened: The station.
        visit: The archived visit.
        report: The verified document.
        secrets: The folder with the custodian's key; the result is 0 when it has no key.

    Raises:
        EnvelopeError: An ink does not open.
        CaptureRefused: An ink is not the one to which its signature is bound.
    """
    path = secrets / "custodian.key.json"
    if not path.exists():
        return 0
    private = custodian.load_private(path.read_bytes(), _secret(secrets / "custodian.txt"))
    for signature in report.signatures:
        binding = envelope.Binding(
            log=opened.settings.origin,
            record=visit.record,
            event=signature.event,
            role=signature.role,
            frozen_sha256=report.frozen_sha256,
            box=signature.field,
        )
        sealed = opened.store.blob(visit.record, f"ink-{signature.field}", opened.store_key)
        found = envelope.open_sealed(sealed, private, binding)
        Ink.from_bytes(found.ink_bytes)
        if found.commitment() != signature.ink_commitment:
            raise CaptureRefused(Message("terminal.other-ink-in-field", field=signature.field))
    return len(report.signatures)
