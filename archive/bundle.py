"""The evidence bundle: one record as files that can be verified without Luobi.

The bundle is a folder in BagIt 1.0 (RFC 8493). It holds the document and its metadata in plain, the exact entry, and
the salt that opens the entry's commitment. C2SP tlog-proofs link the record's entry and the log's first entry to a
signed checkpoint. The keys are included, and a script that needs bash, coreutils, xxd and openssl. Pen dynamics are not
included: they are sealed to the custodian and stay in the archive. This module reads the log and writes a folder.
Specification: docs/formats/bundle.md.
"""

from __future__ import annotations

import base64
import os
import shutil
import stat
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from archive.blobs import Random
from archive.checkpoint import Checkpoint, parse_note, verify
from archive.entry import Entry
from archive.errors import BundleError, NotAFile, NotAsWritten, found_instead
from archive.log import Log, roles
from archive.merkle import inclusion_proof, verify_inclusion
from archive.public_files import station_certificate
from archive.storage.port import CA_FILE
from forms.message import Message
from forms.system_errors import why
from signing import durable

PROOF_MAGIC = "c2sp.org/tlog-proof@v1"
_SCRIPT = Path(__file__).with_name("bundle_verify.sh")
_RUN = "verify.sh"
_FOLDERS = ("data", "evidence", "evidence/keys")
_PAYLOAD = {"data/document.pdf": "document", "data/metadata.json": "metadata"}


def write_bundle(
    folder: Path,
    log: Log,
    record: str,
    store_key: bytes,
    *,
    replace: bool = False,
    mode: int = durable.PRIVATE,
    random: Random = os.urandom,
) -> Entry:
    """Write the bundle of a record to the new folder `folder` and return the record's entry.

    Args:
        folder: The folder to create; its parent folders are created when missing.
        log: The log to read from.
        record: The id of the record, or an unambiguous beginning of it.
        store_key: The key that decrypts the record.
        replace: Whether to replace an existing bundle. A folder that is not a bundle is never replaced.
        mode: The mode of the files. Users who may read the files may also enter the folders.
        random: Called with n, it returns n random bytes; gives the temporary files and folders their names.

    Raises:
        UnknownRecord: No single record has this id.
        BlobError: The content of the record cannot be read.
        BundleError: The record has no document, no checkpoint covers it yet, or the folder cannot be written.
    """
    _check_target(folder, replace)
    entry = log.find(record)
    files = _files(log, entry, store_key)
    beside = folder.with_name(f".{folder.name}.{random(8).hex()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for each in (beside, *(beside / name for name in _FOLDERS)):
            durable.make_folder(each, _enterable(mode))
        for name, data in files.items():
            executable = stat.S_IXUSR if name == _RUN else 0
            durable.create(beside / name, data, mode=mode | executable, foreign=True, random=random)
        _put_in_place(beside, folder, random)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise BundleError(Message("archive.bundle-not-written", folder=str(folder), why=why(error))) from error
    return entry


def _enterable(mode: int) -> int:
    """Return the mode of a folder for files with that mode: users who may read may also enter."""
    return mode | (mode & 0o444) >> 2


def _put_in_place(beside: Path, folder: Path, random: Random) -> None:
    """Rename the new bundle to its final name, and only then delete the old one.

    On an error the old bundle is restored.
    """
    old = folder.with_name(f".{folder.name}.{random(8).hex()}")
    if folder.exists():
        folder.rename(old)
    try:
        beside.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    durable.sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def proof_text(index: int, path: Sequence[bytes], note: str) -> str:
    """Return an inclusion proof and its checkpoint as the text of a C2SP tlog-proof.

    Args:
        index: The number of the entry in the log.
        path: The hashes of the proof, from the leaf's sibling up.
        note: The signed checkpoint that the proof leads to.
    """
    hashes = [base64.b64encode(each).decode("ascii") for each in path]
    return "\n".join((PROOF_MAGIC, f"index {index}", *hashes, "", note))


def _check_target(folder: Path, replace: bool) -> None:
    if folder.exists() and not (replace and (folder / "bagit.txt").is_file()):
        raise BundleError(Message("archive.bundle-exists", folder=str(folder)))


def _files(log: Log, entry: Entry, store_key: bytes) -> dict[str, bytes]:
    """Return all files of the bundle by name; the manifests come last."""
    if not set(_PAYLOAD.values()) <= set(roles(entry)):
        raise BundleError(Message("archive.bundle-no-document", record=entry.id))
    signed, note = _checkpoint(log, entry)
    payload = {name: log.blob(entry.id, role, store_key) for name, role in _PAYLOAD.items()}
    tags = _evidence(log, entry, store_key, signed, note) | _texts(log, entry, signed, payload)
    return payload | tags | _manifests(payload, tags)


def _checkpoint(log: Log, entry: Entry) -> tuple[Checkpoint, str]:
    """Return the newest checkpoint, after its signatures were verified."""
    note = log.newest_note()
    if note is None or parse_note(note).checkpoint.size <= entry.seq:
        raise BundleError(Message("archive.bundle-no-checkpoint", record=entry.id))
    return verify(note, log.vkeys, every=True), note


def _evidence(log: Log, entry: Entry, store_key: bytes, signed: Checkpoint, note: str) -> dict[str, bytes]:
    """Return entry, salt, proofs, checkpoint and keys. Each proof is verified before it goes into the bundle."""
    leaves = log.leaves()[: signed.size]
    files = {
        "evidence/entry.json": entry.to_bytes(),
        "evidence/salt.hex": f"{log.salt(entry.id, store_key).hex()}\n".encode(),
        "evidence/record.tlog-proof": _proof(leaves, entry, signed, note),
        "evidence/genesis.json": log.genesis.to_bytes(),
        "evidence/genesis.tlog-proof": _proof(leaves, log.genesis, signed, note),
        "evidence/checkpoint": note.encode(),
        "evidence/keys/log.vkeys": "".join(f"{vkey}\n" for vkey in log.vkeys).encode(),
    }
    certificate = _certificate(log)
    return files | ({"evidence/keys/ca.pem": certificate} if certificate else {})


def _proof(leaves: Sequence[bytes], entry: Entry, signed: Checkpoint, note: str) -> bytes:
    path = inclusion_proof(leaves, entry.seq)
    verify_inclusion(entry.leaf(), entry.seq, signed.size, path, signed.root)
    return proof_text(entry.seq, path, note).encode()


def _certificate(log: Log) -> bytes | None:
    """Return the station's certificate in PEM; None when its file is missing.

    Raise BundleError when the certificate is not the one that the first entry names.
    """
    try:
        return station_certificate(log.files, str(log.genesis.facts["ca"])).public_bytes(Encoding.PEM)
    except FileNotFoundError:
        return None
    except (OSError, NotAFile, NotAsWritten) as error:
        found = found_instead(error) if isinstance(error, NotAFile) else why(error)
        raise BundleError(Message("archive.bundle-certificate", file=CA_FILE, why=found)) from error


def _texts(log: Log, entry: Entry, signed: Checkpoint, payload: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the texts for people, the script, and the two files that BagIt itself requires."""
    size = sum(map(len, payload.values()))
    words = {
        "record": entry.id,
        "log": entry.log,
        "seq": entry.seq,
        "ts": entry.ts,
        "size": signed.size,
        "station": log.genesis.facts["station"],
    }
    training = log.genesis.facts["kind"] == "training"
    info = (
        f"Bag-Software-Agent: Luobi\nBagging-Date: {entry.ts[:10]}\nExternal-Identifier: {entry.id}\n"
        f"Payload-Oxum: {size}.{len(payload)}\n"
    )
    return {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": info.encode(),
        "README.zh.txt": ((_TRAINING_ZH if training else "") + _README_ZH.format(**words)).encode(),
        "README.en.txt": ((_TRAINING_EN if training else "") + _README_EN.format(**words)).encode(),
        _RUN: _SCRIPT.read_bytes(),
    }


def _manifests(payload: Mapping[str, bytes], tags: Mapping[str, bytes]) -> dict[str, bytes]:
    manifest = _manifest(payload)
    return {
        "manifest-sha256.txt": manifest,
        "tagmanifest-sha256.txt": _manifest({**tags, "manifest-sha256.txt": manifest}),
    }


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return "".join(lines).encode()


_TRAINING_ZH = "演练，不具法律效力\n\n"
_TRAINING_EN = "TRAINING, without legal effect\n\n"
_README_ZH = """证据包：电子档案件 {record}

站点：{station}
链：{log}，第 {seq} 号条目，时间 {ts}（站点自述）
检查点：前 {size} 个条目

核验（只需 bash、coreutils、xxd、openssl，无须联网）：

    bash verify.sh 您自己保存的公钥文件

公钥文件应由您从站点或其上级另行取得；不给出时使用包内 evidence/keys/log.vkeys，只能说明本包前后一致。
退出码：0 为真，1 有改动，3 缺少工具，公钥文件用不上，或超出限度没有核验，4 前后一致但公钥来自包内。

核验内容：各文件与清单一致；文件与元数据就是条目所承诺的内容；条目和首条目在检查点所签的树中；检查点由该链的密钥签署；
evidence/keys/ca.pem 就是该链首条目所载的证书；首条目所载的是不是演练站点。
不核验：本说明等文字（没有任何密钥担保）；
PDF 内的签名（可用 luobi verify 或其他 PDF 签名工具，证书见 evidence/keys/ca.pem）；时间是否属实。
笔迹数据（压力、速度）不在包内，加密保存在档案库，由保管人依法开启。

目录：
    data/document.pdf           已签章的文件
    data/metadata.json          填写内容、签署经过、签名要素
    evidence/entry.json         存证条目原始字节
    evidence/salt.hex           打开承诺值的盐
    evidence/record.tlog-proof  从条目到检查点的证明（C2SP tlog-proof）
    evidence/checkpoint         检查点（C2SP signed note）
"""
_README_EN = """Evidence bundle: record {record}

Station: {station}
Log: {log}, entry {seq}, dated {ts} (the station's own word)
Checkpoint: over the first {size} entries

To check it (bash, coreutils, xxd and openssl; no network):

    bash verify.sh YOUR-OWN-COPY-OF-THE-PUBLIC-KEYS

Get the public keys from the station or its superior authority yourself. Without them the script takes
evidence/keys/log.vkeys from the bundle, which shows only that the bundle is consistent.
Exit codes: 0 genuine, 1 altered, 3 not checked (a tool is missing, your key file cannot be used, or the bundle exceeds
the limits), 4 consistent by the bundle's own key.

Checked: the files are those of the manifests; document and metadata are what the entry committed to; the entry and
the log's first entry are in the tree that the checkpoint signs; the log's key signed the checkpoint; whether the first
entry is that of a training station; evidence/keys/ca.pem is the certificate that it names.
Not checked: this text and the others (no key vouches for them); the signatures inside the PDF (use luobi verify or
another PDF signature tool, with evidence/keys/ca.pem); whether the times are true.
Pen dynamics are not in the bundle. They stay sealed in the archive, for the custodian to open as the law provides.

Contents:
    data/document.pdf           the sealed document
    data/metadata.json          answers, ceremony, facts of the signatures
    evidence/entry.json         the exact bytes of the log's entry
    evidence/salt.hex           the salt that opens the entry's commitment
    evidence/record.tlog-proof  proof from the entry to the checkpoint (C2SP tlog-proof)
    evidence/genesis.*          the log's first entry, which fixes keys and certificate, and its proof
    evidence/checkpoint         the checkpoint (C2SP signed note)
"""
