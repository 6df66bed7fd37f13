"""The verification of a whole archive in one pass. It prints nothing and changes nothing.

Every entry is parsed, linked and hashed into the tree. Columns are checked against the bytes, blobs against entries,
and the tree against every checkpoint and receipt on the way. Memory does not grow with the number of entries. The
verdict "anchored" needs evidence from outside the station that covers the whole log. A station's own checkpoints prove
nothing against a person who holds its keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from archive.contents import Tally, check_record
from archive.entry import Entry, parse
from archive.errors import ArchiveError, EntryError, NewerEntry, StorageFailed, problem_of
from archive.finding_texts import (
    LOG,
    NO_ENTRY,
    at_column,
    at_entry,
    at_records,
    at_schema,
    at_table,
    count_entries,
    count_rows,
    fact,
)
from archive.findings import KINDS
from archive.judge import DocumentJudge
from archive.log import Log
from archive.merkle import EMPTY_ROOT, Frontier, leaf_hash
from archive.names import name_of_type
from archive.profile import SPEAKING
from archive.public_files import beside_findings
from archive.published_checkpoint import Published, read_published
from archive.read_failure import finding_of
from archive.receipt import Receipt
from archive.storage.port import Row, Storage
from archive.tree_heads import Head, blame, lost_heads, outside_heads, own_heads
from forms.message import Message
from forms.system_errors import why
from signing.finding import Fact, Finding, Gravity, gravest

VERDICTS = {
    Gravity.NOTE: "anchored",
    Gravity.UNANCHORED: "self-consistent",
    Gravity.UNDONE: "incomplete",
    Gravity.HARM: "damaged",
}
ORPHANS_NAMED = 5
FIRST_ENTRY = Message("archive.at-first-entry")


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """The result of a verification. `kind` is that of the station; "" when its first entry could not be read.

    `signed_size` and `anchored_size` are the numbers of entries that the station's own and outside checkpoints cover.
    `key_ids` are the ids of the log's keys, as its first entry fixes them. `trusted` is true when the auditor's own
    keys are among them.
    """

    verdict: str
    origin: str
    kind: str
    station: str
    size: int
    root: str
    signed_size: int
    anchored_size: int
    checked: dict[str, int]
    unchecked: dict[str, int]
    findings: tuple[Finding, ...]
    key_ids: tuple[str, ...] = ()
    trusted: bool = False

    def with_findings(self, more: Iterable[Finding]) -> ArchiveReport:
        """Return the report with added findings about outside files that could not be used, one for each file."""
        unused = tuple(more)
        findings = (*unused, *self.findings)
        unchecked = self.unchecked | {"outside": self.unchecked["outside"] + len(unused)}
        return replace(self, findings=findings, verdict=VERDICTS[gravest(findings)], unchecked=unchecked)


def verify(
    log: Log,
    *,
    store_key: bytes | None = None,
    receipts: Iterable[Receipt] = (),
    checkpoints: Iterable[str] = (),
    judge: DocumentJudge | None = None,
    trust: Iterable[str] = (),
) -> ArchiveReport:
    """Verify the log in `log.place`, read again, and return the report.

    If the database changed during the verification, it is repeated once, since pages that change can look like damage.

    Args:
        log: The log; only its storage is used.
        store_key: The key of the store; with it contents are checked too.
        receipts: Receipts that were kept outside the station.
        checkpoints: Checkpoint notes that were kept outside the station.
        judge: Verifies the documents of records; None verifies them in this process.
        trust: The auditor's own copy of the log's keys, as vkeys; when empty, the keys in the first entry are used.
    """
    outside = _Outside(tuple(receipts), tuple(checkpoints), tuple(trust))
    report, torn = _look(log.place, store_key, judge, outside)
    # Pages that changed under the reader can look like damage. While a counter works the second look reads a copy.
    return _look(log.place, store_key, judge, outside)[0] if torn else report


def _look(
    storage: Storage, store_key: bytes | None, judge: DocumentJudge | None, outside: _Outside
) -> tuple[ArchiveReport, bool]:
    """Verify once. Return also whether the database changed meanwhile, so that the data may be of two moments."""
    published = read_published(storage.files)  # before the database, which then has the row of its note
    with Log.read(storage) as fresh:
        walk = _Walk(fresh, store_key, judge)
        walk.guard(Message("archive.at-database"), walk.database)
        walk.guard(FIRST_ENTRY, walk.read_genesis)
        walk.guard(FIRST_ENTRY, lambda: walk.require_trusted(outside.trust))
        walk.guard(Message("archive.at-checkpoints"), lambda: walk.expect(outside, published))
        walk.guard(Message("archive.at-entries"), walk.entries)
        walk.guard(Message("archive.at-end"), walk.end)
        walk.guard(Message("archive.at-other-rows"), walk.rows_beside)
        walk.guard(Message("archive.at-blobs"), walk.orphans)
        moved = fresh.moved()
        if moved:
            walk.say("GREW_MEANWHILE" if fresh.copied else "CHANGED_MEANWHILE", LOG)
        return walk.report(), moved and not fresh.copied


@dataclass(frozen=True, slots=True)
class _Outside:
    """The evidence from outside the station: receipts, checkpoint notes, the log's keys."""

    receipts: tuple[Receipt, ...] = ()
    checkpoints: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """The state of a verification."""

    log: Log
    store_key: bytes | None
    judge: DocumentJudge | None = None
    findings: list[Finding] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tree: Frontier = field(default_factory=Frontier)
    heads: defaultdict[int, list[Head]] = field(default_factory=lambda: defaultdict(list))
    receipts: defaultdict[int, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    differing: list[tuple[Receipt, Message]] = field(default_factory=list)
    roots: dict[int, bytes] = field(default_factory=dict)
    genesis: Entry | None = None
    trust: tuple[str, ...] = ()
    link: bytes = EMPTY_ROOT
    next_seq: int = 0
    last_ts: str = ""
    whole: bool = False
    unjudged: int = 0
    met: int = 0
    keeping: int = 0
    forked: bool = False
    signed_size: int = 0
    anchored_size: int = 0

    def say(self, kind: str, where: Fact, expected: object = "", found: object = "") -> None:
        """Record a finding.

        Args:
            kind: The name of the kind, a key of `KINDS`.
            where: The place it is about.
            expected: The value that should be there; "" when the kind alone is clear.
            found: The value that is there; "" when the kind alone is clear.
        """
        self.findings.append(Finding(KINDS[kind], where, fact(expected), fact(found)))

    def guard(self, where: Message, step: Callable[[], None]) -> None:
        """Run a step of the verification; an error that ends it becomes a finding, and the verification continues.

        Args:
            where: The place of that finding.
            step: The step to run.
        """
        try:
            step()
        except (StorageFailed, ArchiveError, ValueError, TypeError, OverflowError, OSError) as error:
            self.findings.append(finding_of(error, where))

    # ---- before the walk ----

    def database(self) -> None:
        """Check the structure of the database by SQLite's own test, and its schema."""
        for complaint in self.log.complaints():
            self.say("DATABASE_DAMAGED", Message("archive.at-database"), "ok", complaint)
        for kind, name in self.log.unexpected():
            self.say("SCHEMA_CHANGED", at_schema(kind, name))

    def rows_beside(self) -> None:
        """Look for rows that belong to another log, or to a record that has no entry; compare the suite of the log."""
        for table, count in self.log.foreign():
            self.say("FOREIGN_ROW", at_table(table), Message("archive.no-foreign-rows"), count_rows(count))
        bereft = self.log.bereft()
        if bereft:
            expected, found = Message("archive.an-entry"), Message("archive.count-without", count=len(bereft))
            self.say("RECORD_DELETED", at_records(*bereft[:ORPHANS_NAMED]), expected, found)
        if self.store_key:
            self._tokens()
        suite = self.log.suite()
        if self.genesis and suite != self.genesis.suite:
            self.say("INDEX_MISMATCH", at_column(LOG, "suite"), self.genesis.suite, suite)

    def _tokens(self) -> None:
        """Look for search tokens that belong to no record's fields.

        They are counted only when the fields of all records were decrypted.
        """
        found = self.log.count_tokens()
        if self.whole and self.tally.searched == self.keeping and found != self.tally.tokens:
            self.say("SEARCH_MISMATCH", at_table("search_token"), count_rows(self.tally.tokens), count_rows(found))

    def read_genesis(self) -> None:
        """Read the first entry, which fixes the keys. The walk over the entries reports what is wrong with it."""
        row = next(self.log.rows(), None)
        try:
            entry = parse(row.raw) if row else None
        except EntryError:
            return
        self.genesis = entry if entry and entry.seq == 0 else None

    @property
    def vkeys(self) -> tuple[str, ...]:
        """The keys that the first entry fixes."""
        vkeys = self.genesis.facts["vkeys"] if self.genesis else ()
        return vkeys if isinstance(vkeys, tuple) else ()

    @property
    def judging(self) -> tuple[str, ...]:
        """The keys that verify evidence from outside: the auditor's if given, else those of the first entry."""
        return self.trust or self.vkeys

    def require_trusted(self, given: tuple[str, ...]) -> None:
        """Check that the auditor's keys of this log are among those that the first entry fixes.

        Keys of other logs are ignored; a finding is recorded when no key is of this log.
        """
        if self.genesis is None or not given:
            return
        names = {vkey: vkey.partition("+")[0] for vkey in given}
        self.trust = tuple(vkey for vkey, name in names.items() if name == self.genesis.log)
        if not self.trust:
            found = " ".join(sorted(set(names.values())))
            self.say("KEYS_OF_ANOTHER_LOG", Message("archive.at-keys"), self.genesis.log, found)
        elif not set(self.trust) <= set(self.vkeys):
            self.say("KEYS_DIFFER", FIRST_ENTRY, " ".join(map(_key_id, self.trust)), " ".join(map(_key_id, self.vkeys)))

    def expect(self, evidence: _Outside, published: Published) -> None:
        """Collect the heads and receipts that the log must lead to.

        Without the first entry there are no keys to verify them, and they are counted as unchecked.

        Args:
            evidence: What comes from outside the station.
            published: The file `checkpoint` as it was before the database was opened.
        """
        if self.genesis is None:
            self.unjudged = len(evidence.receipts) + len(evidence.checkpoints)
            return
        for receipt in evidence.receipts:
            self.receipts[receipt.seq].append(receipt)
        self.findings.extend(beside_findings(self.log.files, self.genesis))
        outside = self._heads(outside_heads(self.judging, evidence.receipts, evidence.checkpoints))
        own = self._heads(own_heads(self.log, self.vkeys, published))
        self.findings.extend(lost_heads(own, outside))

    def _heads(self, found: Iterable[Head | Finding]) -> list[Head]:
        """Keep the heads for the walk over the entries, and record the findings. Return the heads."""
        heads = []
        for each in found:
            if isinstance(each, Head):
                heads.append(each)
                self.heads[each.size].append(each)
            else:
                self.findings.append(each)
        return heads

    # ---- the walk ----

    def entries(self) -> None:
        """Check every row, in order."""
        self._meet_heads()
        for row in self.log.rows():
            self._row(row)
            self._meet_heads()
        self.whole = True

    def _row(self, row: Row) -> None:
        leaf = leaf_hash(row.raw)
        self.keeping += 1
        try:
            entry = parse(row.raw)
        except NewerEntry as error:
            self._newer(row, leaf, error)
        except EntryError as error:
            self.say("ENTRY_MALFORMED", at_entry(self.next_seq, row.id), found=problem_of(error))
            self.next_seq += 1
        else:
            self._links(entry)
            self._index(row, entry)
            self._about(entry)
            self._receipts(entry, leaf)
            self.keeping -= not entry.blobs
            self.guard(at_records(entry.id), lambda: self._blobs(entry))
        self.link = leaf
        self.tree.append(leaf)

    def _newer(self, row: Row, leaf: bytes, newer: NewerEntry) -> None:
        """Check the place of an entry of a later version in the chain; its content cannot be checked."""
        where = at_entry(self.next_seq, row.id)
        self.say("ENTRY_NEWER", where, found=why(newer))
        if newer.seq not in (None, self.next_seq):
            self.say("SEQ_GAP", where, self.next_seq, newer.seq)
        elif newer.prev not in (None, self.link.hex()):
            self.say("PREV_MISMATCH", where, self.link.hex(), newer.prev)
        if row.leaf != leaf:
            self.say("INDEX_MISMATCH", at_column(where, "leaf"), _shown(leaf), _shown(row.leaf))
        self.next_seq += 1

    def _blobs(self, entry: Entry) -> None:
        """Check the blobs of the entry."""
        self.findings.extend(check_record(self.log, entry, self.genesis, self.store_key, self.tally, self.judge))

    def _links(self, entry: Entry) -> None:
        """Compare number, link, log and time with the previous entry."""
        where = at_entry(entry.seq, entry.id)
        if entry.seq != self.next_seq:
            self.say("SEQ_GAP", where, self.next_seq, entry.seq)
        elif entry.prev != self.link.hex():
            self.say("PREV_MISMATCH", where, self.link.hex(), entry.prev)
        if self.genesis and entry.log != self.genesis.log:
            self.say("FOREIGN_ROW", where, self.genesis.log, entry.log)
        if entry.ts < self.last_ts:
            self.say("CLOCK_BACK", where, Message("signing.not-before", time=self.last_ts), entry.ts)
        self.next_seq, self.last_ts = entry.seq + 1, entry.ts

    def _index(self, row: Row, entry: Entry) -> None:
        """Compare the columns with the bytes."""
        for name, expected in Row.of(entry).columns().items():
            found = getattr(row, name)
            if found != expected:
                where = at_column(at_entry(entry.seq, entry.id), name)
                self.say("INDEX_MISMATCH", where, _shown(expected), _shown(found))

    def _about(self, entry: Entry) -> None:
        """Check that an entry about a record refers to one that was archived before it."""
        if entry.type not in SPEAKING or not entry.about:
            return
        raw = self.log.bytes_of(entry.about)
        try:
            record = parse(raw) if raw else None
        except EntryError:
            return  # a damaged entry is said when the walk comes to it
        if record is None or not record.blobs or record.seq >= entry.seq:
            expected, found = Message("archive.earlier-record", record=entry.about), NO_ENTRY
            if record is not None:
                found = Message("archive.found-entry", type=name_of_type(record.type), entry=record.seq)
            self.say("ABOUT_UNKNOWN", at_entry(entry.seq, entry.id), expected, found)

    def _receipts(self, entry: Entry, leaf: bytes) -> None:
        """Compare the entry with the receipts for it."""
        for receipt in self.receipts.pop(entry.seq, ()):
            if (receipt.record, receipt.leaf) != (entry.id, leaf):
                found = Message("archive.leaf-of", leaf=leaf.hex(), record=at_records(entry.id))
                self.differing.append((receipt, found))

    def _meet_heads(self) -> None:
        """Compare the tree with every head of its size."""
        heads = self.heads.pop(self.tree.size, None)
        if not heads:
            return
        root = self.tree.root()
        self.roots[self.tree.size] = root
        for head in heads:
            self.met += 1
            if head.root != root:
                self._fork(head, root)
            elif head.outside:
                self.anchored_size = head.size
            else:
                self.signed_size = head.size

    def _fork(self, head: Head, root: bytes) -> None:
        """Report every outside head that differs from the tree, but of the station's own heads only the first.

        After the first, all later ones differ too.
        """
        if head.outside or not self.forked:
            self.say("FORK", head.where, head.root.hex(), root.hex())
        self.forked = self.forked or not head.outside

    def _differing(self) -> None:
        """Report receipts that differ from their entry.

        Only a signed checkpoint that contradicts the log is evidence about the log.
        """
        for receipt, found in self.differing:
            judged = blame(receipt, self.judging, self.roots)
            if judged:
                self.say(judged, at_entry(receipt.seq, receipt.record), receipt.leaf.hex(), found)

    # ---- behind the walk ----

    def end(self) -> None:
        """Compare the length of the log with head, checkpoints and receipts."""
        size = self.tree.size
        if not self.whole:  # why the walk ended is said already; of the rest nothing is known
            self.say("NOT_ANCHORED", Message("archive.entries-from", entry=self.anchored_size))
            return
        for head in (each for heads in self.heads.values() for each in heads):
            self.say("ROLLBACK", head.where, count_entries(head.size), count_entries(size))
        self.differing += [(each, NO_ENTRY) for receipts in self.receipts.values() for each in receipts]
        self._differing()
        if self.log.count() != size:
            self.say("FOREIGN_ROW", at_table("entry"), count_rows(size), count_rows(self.log.count()))
        self._covered(size)
        self._head()

    def _covered(self, size: int) -> None:
        """Report entries that checkpoints, receipts and keys do not cover."""
        if size == 0:
            self.say("LOG_EMPTY", LOG)
        elif self.signed_size < size:
            self.say("UNSIGNED_TAIL", Message("archive.entries-between", first=self.signed_size, last=size - 1))
        if self.anchored_size < max(size, 1):
            self.say("NOT_ANCHORED", Message("archive.entries-from", entry=self.anchored_size))
        if self.tally.contents_unchecked:
            self.say("CONTENTS_UNCHECKED", Message("archive.count-records", count=self.tally.contents_unchecked))

    def _head(self) -> None:
        """Check the row from which the next writer continues."""
        origin = self.genesis.log if self.genesis else ""
        expected = (origin, self.tree.size - 1, self.link)
        found = self.log.head()
        if found != expected:
            self.say("HEAD_MISMATCH", Message("archive.at-head"), _head_shown(*expected), _head_shown(*found))

    def orphans(self) -> None:
        """Report blob files that no entry names.

        They are looked for by name only when there are more files than names.
        """
        if sum(1 for _ in self.log.blobs.names()) <= self.tally.blobs:
            return
        try:
            named = {ref.sha256 for entry in self.log.entries() for ref in entry.blobs}
        except EntryError:
            return  # a malformed entry is said on the walk; which files are its own nobody knows
        lost = [name for name in self.log.blobs.names() if name not in named]
        if lost and not self.log.moved():  # else they may be those of an entry that came later
            count = Message("archive.count-files", count=len(lost))
            self.say("ORPHAN", ", ".join(lost[:ORPHANS_NAMED]), found=count)

    def report(self) -> ArchiveReport:
        """Return the report of what was found so far."""
        facts = self.genesis.facts if self.genesis else {}
        return ArchiveReport(
            verdict=VERDICTS[gravest(self.findings)],
            origin=self.genesis.log if self.genesis else "",
            kind=str(facts.get("kind", "")),
            station=str(facts.get("station", "")),
            size=self.tree.size,
            root=self.tree.root().hex(),
            signed_size=self.signed_size,
            anchored_size=self.anchored_size,
            checked={
                "entries": self.tree.size,
                "heads": self.met,
                "blobs": self.tally.blobs,
                "contents": self.tally.contents,
            },
            unchecked={"contents": self.tally.contents_unchecked, "outside": self.unjudged},
            findings=tuple(self.findings),
            key_ids=tuple(map(_key_id, self.vkeys)),
            trusted=bool(self.trust) and set(self.trust) <= set(self.vkeys),
        )


def _key_id(vkey: str) -> str:
    """Return the id in a vkey."""
    return vkey.split("+")[1] if vkey.count("+") >= 2 else vkey


def _head_shown(origin: object, seq: object, leaf: object) -> Message:
    """Return the row of the log's head as a person reads it."""
    return Message("archive.head", origin=_shown(origin), entry=_shown(seq), leaf=_shown(leaf))


def _shown(value: object) -> Fact:
    """Return a column's value as a person reads it: hashes in hex, entry bytes by their leaf hash."""
    match value:
        case bytes() if len(value) <= 32:
            return value.hex()
        case bytes():
            return Message("archive.bytes-with-leaf", leaf=leaf_hash(value).hex())
        case _:
            return str(value)
