"""What a refused proof says: each refusal with its whole sentence, at the size where it begins."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from archive import merkle
from archive.errors import ProofError

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(9)]
ROOTS = [merkle.root_of(LEAVES[:size]) for size in range(10)]
INCLUSION = [merkle.inclusion_proof(LEAVES[:5], index) for index in range(5)]
CONSISTENCY = merkle.consistency_proof(LEAVES[:5], 3)
REMEDY = "Do not rely on it; ask the archive for a new proof."
EDGE_31 = "1 hash is not the edge of a tree of 3 leaves. " + REMEDY
SHORT = "a hash in the proof is not 32 bytes long. " + REMEDY


def include(index: int, size: int, proof: tuple[bytes, ...], leaf: bytes = LEAVES[0]) -> Callable[[], object]:
    return lambda: merkle.verify_inclusion(leaf, index, size, proof, ROOTS[5])


def grow(old: int, new: int, proof: tuple[bytes, ...], old_root: bytes = ROOTS[3]) -> Callable[[], object]:
    return lambda: merkle.verify_consistency(old, old_root, new, ROOTS[5], proof)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "too few peaks": (lambda: merkle.Frontier(3, LEAVES[:1]), EDGE_31),
    "peaks of no tree": (
        lambda: merkle.Frontier(-1, LEAVES[:1]),
        "1 hash is not the edge of a tree of -1 leaves. " + REMEDY,
    ),
    "a size below nothing": (
        lambda: merkle.Frontier(-1),
        "0 hashes are not the edge of a tree of -1 leaves. " + REMEDY,
    ),
    "peaks for nothing": (
        lambda: merkle.Frontier(0, LEAVES[:1]),
        "1 hash is not the edge of a tree of 0 leaves. " + REMEDY,
    ),
    "a leaf to prove behind the end": (
        lambda: merkle.inclusion_proof(LEAVES[:5], 5),
        "leaf 5 is not in a tree of 5 leaves. Name a leaf that is.",
    ),
    "a leaf to prove before the first": (
        lambda: merkle.inclusion_proof(LEAVES[:5], -1),
        "leaf -1 is not in a tree of 5 leaves. Name a leaf that is.",
    ),
    "growth from nothing": (
        lambda: merkle.consistency_proof(LEAVES[:5], 0),
        "no proof leads from 0 to 5 leaves. Name a smaller, non-empty tree.",
    ),
    "growth backwards": (
        lambda: merkle.consistency_proof(LEAVES[:5], 6),
        "no proof leads from 6 to 5 leaves. Name a smaller, non-empty tree.",
    ),
    "a proven leaf behind the end": (include(5, 5, ()), "leaf 5 is not in a tree of 5 leaves. " + REMEDY),
    "a proven leaf before the first": (include(-1, 5, ()), "leaf -1 is not in a tree of 5 leaves. " + REMEDY),
    "a leaf of 31 bytes": (include(0, 5, INCLUSION[0], LEAVES[0][:-1]), SHORT),
    "a sibling of 33 bytes": (include(0, 5, (LEAVES[1] + b"0", *INCLUSION[0][1:])), SHORT),
    "a proof with a hash more": (
        include(0, 5, (*INCLUSION[0], LEAVES[0])),
        "the proof is longer than a tree of 5 leaves is high. " + REMEDY,
    ),
    "a proof with a hash less": (
        include(0, 5, INCLUSION[0][:-1]),
        "the proof is shorter than a tree of 5 leaves is high. " + REMEDY,
    ),
    "another leaf": (
        include(0, 5, INCLUSION[0], LEAVES[1]),
        "leaf 0 does not lead to the root of the 5 leaves. " + REMEDY,
    ),
    "a proof of no growth": (grow(0, 5, ()), "0 to 5 leaves is no growth that can be proven. " + REMEDY),
    "a proof of backwards growth": (grow(6, 5, ()), "6 to 5 leaves is no growth that can be proven. " + REMEDY),
    "an old root of 31 bytes": (grow(3, 5, CONSISTENCY, ROOTS[3][:-1]), SHORT),
    "two roots of one size": (grow(5, 5, ()), "two different trees of 5 leaves. " + REMEDY),
    "hashes between equal trees": (
        grow(5, 5, LEAVES[:1], ROOTS[5]),
        "two different trees of 5 leaves. " + REMEDY,
    ),
    "another past": (
        grow(3, 5, CONSISTENCY, ROOTS[4]),
        "the tree of 5 leaves is not a continuation of the 3 first. " + REMEDY,
    ),
    "no proof": (grow(3, 5, ()), "the proof is empty. " + REMEDY),
    "growth with a hash more": (
        grow(3, 5, (*CONSISTENCY, LEAVES[0])),
        "the proof is longer than a tree of 5 leaves is high. " + REMEDY,
    ),
    "growth with a hash less": (
        grow(3, 5, CONSISTENCY[:-1]),
        "the proof is shorter than a tree of 5 leaves is high. " + REMEDY,
    ),
}


@pytest.mark.parametrize(("act", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_is_wrong_and_what_to_do(act: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ProofError) as refused:
        act()
    assert str(refused.value) == sentence


# leaf, leaves: the hashes of its path as RFC 6962, 2.1.3 draws them for seven leaves
def sha(*parts: bytes) -> bytes:
    return sha256(b"\1" + b"".join(parts)).digest()


A, B, C, D, E, F, G = LEAVES[:7]
LEFT, MIDDLE = sha(sha(A, B), sha(C, D)), sha(E, F)
PATHS = {0: (B, sha(C, D), sha(MIDDLE, G)), 3: (C, sha(A, B), sha(MIDDLE, G)), 4: (F, G, LEFT), 6: (MIDDLE, LEFT)}
GROWTH = {3: (C, D, sha(A, B), sha(MIDDLE, G)), 4: (sha(MIDDLE, G),), 6: (MIDDLE, G, LEFT), 7: ()}


@pytest.mark.parametrize(("leaf", "path"), PATHS.items())
def test_the_path_of_a_leaf_is_the_one_of_the_standard(leaf: int, path: tuple[bytes, ...]) -> None:
    assert merkle.inclusion_proof(LEAVES[:7], leaf) == path


@pytest.mark.parametrize(("old", "proof"), GROWTH.items())
def test_the_proof_of_growth_is_the_one_of_the_standard(old: int, proof: tuple[bytes, ...]) -> None:
    assert merkle.consistency_proof(LEAVES[:7], old) == proof


def test_an_edge_holds_the_full_subtrees_and_no_other_list() -> None:
    given: list[bytes] = []
    edge = merkle.Frontier(0, given)
    for leaf in LEAVES[:7]:
        edge.append(leaf)
    assert (edge.size, edge.peaks, given) == (7, [LEFT, MIDDLE, G], [])
    assert merkle.Frontier().root() == sha256(b"").digest()


def test_leaves_and_nodes_have_these_hashes() -> None:
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    both = "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert merkle.node_hash(b"N123", b"N456").hex() == both
