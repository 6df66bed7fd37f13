"""The arithmetic of the Merkle tree: leaves, roots and proofs.

Bytes in, bytes out: nothing here reads a file, a clock or a database; `store` does that. The hashes follow RFC 6962:
leaves and nodes have different first bytes, so that neither can be taken for the other. Proofs are verified as RFC
9162, 2.1.3.2 and 2.1.4.2, prescribe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from archive.errors import ProofError
from forms.message import Message

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
_REMEDY = Message("archive.ask-for-proof")


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry), 32 bytes (RFC 6962, 2.1)."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || `left` || `right`), 32 bytes (RFC 6962, 2.1)."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash for every full subtree, largest first.

    It holds O(log n) hashes, so that a log of any length can be processed in one pass. `peaks` can be stored and passed
    in again.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Continue from a stored edge, or start with an empty tree.

        Args:
            size: The number of leaves of the tree so far.
            peaks: The hashes of the edge, largest subtree first.

        Raises:
            ProofError: `peaks` cannot be the edge of a tree with `size` leaves.
        """
        self.size, self.peaks = size, list(peaks)
        wanted = size.bit_count() if size >= 0 else -1
        if len(self.peaks) != wanted or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ProofError(Message("archive.no-edge", hashes=len(self.peaks), size=size, remedy=_REMEDY))

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash on the right."""
        self.peaks.append(leaf)
        self.size += 1
        joins = self.size
        while joins % 2 == 0:
            right = self.peaks.pop()
            self.peaks.append(node_hash(self.peaks.pop(), right))
            joins //= 2

    def root(self) -> bytes:
        """Return the root over all leaves so far; for an empty tree, the SHA-256 of no bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, in one pass."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size` (size > 1)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the path of leaf `index` in the tree over `leaves` (hashes), from its sibling up (RFC 6962, 2.1.1).

    Raise ProofError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ProofError(
            Message("archive.no-leaf", leaf=index, size=len(leaves), remedy=Message("archive.name-a-leaf"))
        )
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return tuple(reversed(path))


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """Prove that the tree over `leaves` only appended to its first `old_size` leaves (RFC 6962, 2.1.2).

    Raise ProofError when `old_size` is 0 or larger than the tree.
    """
    if not 0 < old_size <= len(leaves):
        raise ProofError(Message("archive.no-growth-to-prove", old=old_size, new=len(leaves)))
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return tuple(reversed(path))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, 2.1.3.2).

    Args:
        leaf: The leaf hash.
        index: The number of the leaf, from 0.
        size: The number of leaves in the tree.
        proof: The hashes from the leaf's sibling up.

    Raises:
        ProofError: A proof of this shape is impossible for this leaf and size.
    """
    if not 0 <= index < size:
        raise ProofError(Message("archive.no-leaf", leaf=index, size=size, remedy=_REMEDY))
    _check_hashes((leaf, *proof))
    node, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError(Message("archive.proof-too-long", size=size, remedy=_REMEDY))
        if node % 2 or node == last:
            root = node_hash(sibling, root)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(Message("archive.proof-too-short", size=size, remedy=_REMEDY))
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Verify that `proof` shows the leaf hash `leaf` at `index` under `root`, in a tree of `size` leaves.

    Raise ProofError when it does not.
    """
    if root_from_inclusion(leaf, index, size, proof) != root:
        raise ProofError(Message("archive.proof-of-another", leaf=index, size=size, remedy=_REMEDY))


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Verify that `proof` shows that the new tree only appended to the old one (RFC 9162, 2.1.4.2).

    An empty old tree is rejected: it would be consistent with any tree.

    Args:
        old_size: The number of leaves of the old tree.
        old_root: The root of the old tree.
        new_size: The number of leaves of the new tree.
        new_root: The root of the new tree.
        proof: The hashes of the consistency proof.

    Raises:
        ProofError: The proof does not show this.
    """
    if not 0 < old_size <= new_size:
        raise ProofError(Message("archive.no-growth", old=old_size, new=new_size, remedy=_REMEDY))
    _check_hashes((old_root, new_root, *proof))
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError(Message("archive.two-trees", size=new_size, remedy=_REMEDY))
        return
    if _roots_from_consistency(old_size, old_root, new_size, proof) != (old_root, new_root):
        raise ProofError(Message("archive.no-continuation", old=old_size, new=new_size, remedy=_REMEDY))


def _roots_from_consistency(
    old_size: int, old_root: bytes, new_size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Compute both roots from the proof. When the old tree is one full subtree, its root is the start of the path."""
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    node, last = old_size - 1, new_size - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    if not path:
        raise ProofError(Message("archive.proof-empty", remedy=_REMEDY))
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError(Message("archive.proof-too-long", size=new_size, remedy=_REMEDY))
        if node % 2 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node % 2 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError(Message("archive.proof-too-short", size=new_size, remedy=_REMEDY))
    return old, new


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofError(Message("archive.proof-hash", size=HASH_BYTES, remedy=_REMEDY))
