"""The README's main job: two whole visits at a training station, without a screen or a tablet.

It plays the people: it answers, checks, reads and picks up the pen; `terminal.flow` judges the order and
`terminal.counter` does the work, as for a real visit. It has no way of its own round either. `terminal.app.show` plays
the same visits at the windows; what comes before and after is here.
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
from signing import custodian, durable, envelope, passphrases, picture
from signing.civil import STATION_TIME
from signing.finding import Finding
from signing.fonts import Faces
from signing.ink import Ink
from signing.quality import reason_message
from signing.verify import PdfReport, verify_pdf
from terminal import config, flow, station
from terminal.counter import Counter
from terminal.errors import CaptureRefused, StationError
from terminal.pen.capture import capture
from terminal.pen.port import Pen
from terminal.pen.recording import RecordedPen

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
        """Times what is done inside, under that name."""
        self.progress(name)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds.setdefault(name, []).append(time.perf_counter() - began)

    def total(self, name: str) -> float:
        """Seconds that the step took in all."""
        return sum(self.seconds.get(name, ()))


@dataclass(frozen=True, slots=True)
class Business:
    """One of the demo's two visits: file name, form, fictitious answers and who enters them."""

    file: str
    form: str
    values: Mapping[str, str] = field(repr=False)
    entered_by: str


def businesses() -> tuple[Business, Business]:
    """The registration and the contract."""
    return (
        Business("registration", "unemployment-registration", sample.sample_registration(), "staff:S01"),
        Business("contract", "fixed-term-contract", sample.sample_contract(), "employer"),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """Who performs: the station's hands, the operator, the recording given instead of the product's, the watch."""

    counter: Counter
    operator: flow.Staff
    pen_file: Path | None
    timings: Timings


@dataclass(frozen=True, slots=True)
class Touched:
    """What the first signer pressed on the pad besides his signature, and how many of it turned pages."""

    touches: int
    check_pages: int
    pages: int


@dataclass(frozen=True, slots=True)
class Played:
    """A visit that has been archived, however it was conducted. `touched` where there was a pad."""

    visit: flow.Visit = field(repr=False)
    receipt: Receipt
    touched: Touched | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What one visit left: the archived entry, its receipt, the document and what an auditor finds in it."""

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
class Told:
    """What the demo found out in all, for `terminal.commands.demo` to put into words."""

    home: Path
    out: Path
    secrets: Path
    new_station: bool
    made: tuple[Made, ...]
    archive: ArchiveReport
    timings: Timings

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything the verifiers found."""
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
) -> Told:
    """Performs both visits at the station in `home` (made when there is none) and leaves the files in `out`."""
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
    """Where the demo performs, and as whom."""

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
    """The training station in `home`, made when there is none. Raises StationError for a production station."""
    secrets = home.with_name(f"{home.name}-secrets")
    out.mkdir(parents=True, exist_ok=True)
    new_station = not (home / "station.toml").exists()
    if new_station:
        with timings.step("station"):
            set_up(home, secrets, now(), random)
    if not config.read(home / "station.toml").training:
        raise StationError(Message("terminal.production-home", home=str(home)))
    passphrase = passphrase or _secret(secrets / f"{staff_id}.txt")
    return Ground(home, out, secrets, new_station, staff_id, passphrase, timings)


def open_counter(place: Ground, now: Callable[[], datetime], random: station.Random = os.urandom) -> Counter:
    """The station's hands, with its keys."""
    with place.timings.step("unlock"):
        opened = station.unlock(place.home, place.staff_id, place.passphrase)
    if not opened.settings.training:
        raise StationError(Message("terminal.production-log", home=str(place.home)))
    with place.timings.step("fonts"):
        faces = Faces.load(opened.settings.fonts)
    return Counter(opened, faces, now, random)


def conclude(counter: Counter, place: Ground, made: tuple[Made, ...]) -> Told:
    """Verifies the whole archive."""
    opened = counter.station
    with place.timings.step("verify the archive"):
        report = verify_archive(opened.store, store_key=opened.store_key)
    durable.replace(place.out / "ca.pem", (place.home / "ca.pem").read_bytes(), mode=durable.PUBLIC)
    return Told(place.home, place.out, place.secrets, place.new_station, made, report, place.timings)


def set_up(home: Path, secrets: Path, at: datetime, random: station.Random) -> None:
    """A training station, with passphrases made at random and left in `secrets` together with the custodian's key."""
    secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    passphrase, custodian_phrase = passphrases.made(random), passphrases.made(random)
    private, public = envelope.generate_custodian(random)
    settings = config.Config(
        kind="training",
        name="示例街道就业服务站",
        origin="station-0001.training.example/archive",
        area="379999",
        staff=STAFF,
    )
    # Written first: a station whose passphrase nobody knows is worse than a passphrase without a station.
    for name, data in {
        f"{STAFF_ID}.txt": passphrase.encode("ascii"),
        "custodian.txt": custodian_phrase.encode("ascii"),
        "custodian.key.json": custodian.private_file(private, custodian_phrase, random),
    }.items():
        station.write_secret(secrets / name, data)
    kit = station.create(home, station.Plan(settings, {STAFF_ID: passphrase}, public), at, random)
    station.write_secret(secrets / "recovery-kit.txt", kit.encode("utf-8"))


def _secret(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except OSError:
        raise StationError(Message("terminal.demo-no-passphrase", path=str(path))) from None


def examine(counter: Counter, business: Business, played: Played, place: Ground) -> Made:
    """What an auditor does with a visit, from what the archive gives back; the files are left."""
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
        for page in range(picture.page_count(document)):
            durable.replace(out / f"{business.file}-{page + 1}.png", picture.page_png(document, page, 110))
    with timings.step("bundle"):
        folder = out / "bundle" / business.file
        bundle.write_bundle(folder, opened.store, entry.id, opened.store_key, replace=True)
    inks = tuple(each["ink_source"] for each in json.loads(metadata)["signatures"])
    return Made(business, played, entry, report, inks, bound)


def conduct(stage: Stage, form: Form, business: Business) -> Played:
    """One visit from the notice to the archived record, event by event."""
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
    """The signer whose turn it is agrees to everything that is asked, one by one."""
    return tuple(flow.Consent(subject, True) for subject in flow.CONSENTS)


def own_checks(visit: flow.Visit) -> tuple[flow.Checked, ...]:
    """The signer whose turn it is checks what is left of the own part; nothing where nothing is."""
    return (flow.Checked(visit.unchecked),) if visit.unchecked else ()


def pen_for(role: str, pen_file: Path | None) -> Pen:
    """The given recording of a real tablet, or the product's synthetic one for that role."""
    return RecordedPen.load(pen_file) if pen_file else RecordedPen.shipped(role)


def ink_bound(opened: station.Station, visit: flow.Visit, report: PdfReport, secrets: Path) -> int:
    """How many archived inks the custodian's key opens to what the document's signatures are bound to.

    Only a training demo holds that key. Raises EnvelopeError, CaptureRefused when one does not; 0 without the key.
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
