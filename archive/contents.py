"""The check of a record's blobs against its entry.

Without the store's key the ciphertexts are hashed and the lengths of the wrapped keys compared. With the key they are
also decrypted, and the commitment is computed again, so that the proof covers the content and not only the ciphertext.
`records` checks whether the contents agree with each other. Every read error is yielded as a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from archive import search
from archive.blobs import NONCE_BYTES, TAG_BYTES, WRAPPED_BYTES, BlobSlot, decrypt, unwrap
from archive.entry import SALT_BYTES, BlobRef, Entry, commitment, key_commitment
from archive.errors import NOT_REGULAR, ArchiveError, NotAFile
from archive.finding_texts import at_record, at_role, content, count_bytes
from archive.findings import KINDS
from archive.judge import DocumentJudge
from archive.log import SALT_ROLE, Log, roles
from archive.metadata import number_in
from archive.numbers import NumberBook
from archive.profile import NAMING
from archive.public_files import trusted
from archive.search_check import Fields, index_findings, said_findings
from forms.message import Message
from forms.system_errors import why
from signing.finding import Finding

SEALED_SALT_BYTES = NONCE_BYTES + SALT_BYTES + TAG_BYTES


@dataclass(slots=True)
class Tally:
    """The counts of what was checked.

    `tokens` counts the search tokens of the fields that could be decrypted; `searched` counts the records of those
    fields.
    """

    blobs: int = 0
    contents: int = 0
    contents_unchecked: int = 0
    tokens: int = 0
    searched: int = 0
    numbers: NumberBook = field(default_factory=NumberBook)


def check_record(
    log: Log,
    entry: Entry,
    genesis: Entry | None,
    store_key: bytes | None,
    tally: Tally,
    judge: DocumentJudge | None = None,
) -> Iterator[Finding]:
    """Yield everything wrong with the blobs of an entry and, with the store's key, with their contents.

    Args:
        log: The log that the entry is in.
        entry: The entry of the record.
        genesis: The first entry of the log; None when it could not be read.
        store_key: The key that decrypts the blobs; None checks ciphertexts and key lengths only.
        tally: The counts, which this call increases.
        judge: Verifies the signed document; None verifies it in this process.
    """
    number = entry.facts.get("number")
    if isinstance(number, str) and not entry.about:  # what speaks about a record has that one's number
        yield from _repeated(entry, number, tally)
    sound = True
    for finding in _wrappings(log, entry, tally):
        sound = False
        yield finding
    if not entry.blobs:
        return
    if store_key is None:
        tally.contents_unchecked += 1
        return
    fields, wrong = index_findings(log, entry, store_key)
    yield from wrong
    tally.searched += fields is not None
    tally.tokens += len(search.tokens(fields, store_key)) if fields else 0
    if sound:
        tally.contents += 1
        yield from _contents(log, entry, genesis, store_key, tally, judge, fields)


def _repeated(entry: Entry, number: str, tally: Tally) -> Iterator[Finding]:
    if tally.numbers.add(number):
        yield Finding(KINDS["NUMBER_REPEATED"], at_record(entry.id, entry.seq), found=number)


def _wrappings(log: Log, entry: Entry, tally: Tally) -> Iterator[Finding]:
    expected = dict.fromkeys(roles(entry), WRAPPED_BYTES)
    if entry.blobs or entry.facts.keys() & NAMING:
        expected[SALT_ROLE] = SEALED_SALT_BYTES
    keyed = log.keyed(entry.id)
    for role, size in expected.items():
        if role not in keyed:
            yield Finding(KINDS["KEY_MISSING"], _where(entry, role))
        elif keyed[role] != size:
            yield Finding(KINDS["KEY_MALFORMED"], _where(entry, role), count_bytes(size), count_bytes(keyed[role]))
    for role in sorted(keyed.keys() - expected.keys()):
        row = Message("archive.at-row", table="wrapkey", row=_where(entry, role))
        yield Finding(KINDS["FOREIGN_ROW"], row)
    for ref in entry.blobs:
        tally.blobs += 1
        yield from _ciphertext(log, entry, ref)


def _ciphertext(log: Log, entry: Entry, ref: BlobRef) -> Iterator[Finding]:
    """Hash the file and compare it with the entry. On a difference, hash it again, since a disk may err once."""
    where, expected = _where(entry, ref.role), content(ref.sha256, ref.size)
    try:
        first = log.blobs.measure(ref.sha256)
        if first == (ref.sha256, ref.size):
            return
        second = log.blobs.measure(ref.sha256)
    except FileNotFoundError:
        yield Finding(KINDS["BLOB_MISSING"], where, expected)
        return
    except NotAFile:
        yield Finding(KINDS["BLOB_MISMATCH"], where, expected, NOT_REGULAR)
        return
    except OSError as error:
        yield Finding(KINDS["UNREADABLE"], where, expected, why(error))
        return
    found = content(*first)
    if first != second:
        found = Message("archive.read-twice", first=found, second=content(*second))
    yield Finding(KINDS["BLOB_MISMATCH"], where, expected, found)


def _contents(
    log: Log,
    entry: Entry,
    genesis: Entry | None,
    store_key: bytes,
    tally: Tally,
    judge: DocumentJudge | None,
    fields: Fields | None,
) -> Iterator[Finding]:
    """Decrypt every blob and the salt, compute the commitment again, and check that the parts agree."""
    plain: dict[str, bytes] = {}
    for ref in entry.blobs:
        place = BlobSlot(entry.log, entry.id, ref.role)
        try:
            ciphertext, wrapped = log.blobs.read(ref.sha256, ref.size), log.wrapped(place)
            plain[ref.role] = decrypt(ciphertext, wrapped, place, store_key)
            committed = key_commitment(unwrap(wrapped, place, store_key))
        except ArchiveError as error:
            yield Finding(KINDS["BLOB_SEALED"], _where(entry, ref.role), found=why(error))
            return
        if ref.key and ref.key != committed:
            yield Finding(KINDS["KEY_MISMATCH"], _where(entry, ref.role), ref.key, committed)
    try:
        salt = log.salt(entry.id, store_key)
    except ArchiveError as error:
        yield Finding(KINDS["BLOB_SEALED"], _where(entry, SALT_ROLE), found=why(error))
        return
    commit = commitment(salt, plain.get("document", b""), plain.get("metadata", b""))
    if commit != entry.commit:
        yield Finding(KINDS["COMMIT_MISMATCH"], at_record(entry.id, entry.seq), entry.commit, commit)
    # Reading PDF and certificates takes longer to load than the rest; without the key nothing of it is needed.
    from archive.records import record_findings

    if not entry.about and "number" not in entry.facts and (number := number_in(plain.get("metadata", b""))):
        yield from _repeated(entry, number, tally)
    if fields is not None:
        yield from said_findings(entry, fields, plain.get("metadata", b""))
    yield from record_findings(entry, genesis, plain, trusted(log.files, genesis), judge)


def _where(entry: Entry, role: str) -> Message:
    return at_role(entry.id, role, entry.seq)
