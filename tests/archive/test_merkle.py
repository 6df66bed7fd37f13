"""The tree's arithmetic: published vectors, proofs of every small tree, and their damage."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import merkle
from archive.errors import ProofError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/rfc6962/inclusion.json").read_text("utf-8"))
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(40)]
ROOTS = [merkle.root_of(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_exactly_the_sound_published_proofs_are_accepted(vector: dict) -> None:
    proof = [decoded(each) for each in vector["proof"] or []]

    def check() -> None:
        merkle.verify_inclusion(
            decoded(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], proof, decoded(vector["root"])
        )

    if vector["wantErr"]:
        with pytest.raises(ProofError):
            check()
    else:
        check()


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = LEAVES[:2]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


@pytest.mark.parametrize("size", range(41))
def test_the_streamed_root_is_that_of_the_definition(size: int) -> None:
    assert ROOTS[size] == naive_root(LEAVES[:size])


@pytest.mark.parametrize("size", range(1, 41))
def test_every_leaf_is_proven_in_every_tree(size: int) -> None:
    for index in range(size):
        proof = merkle.inclusion_proof(LEAVES[:size], index)
        merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize("new", range(1, 41))
def test_every_tree_continues_every_smaller_one(new: int) -> None:
    for old in range(1, new + 1):
        proof = merkle.consistency_proof(LEAVES[:new], old)
        merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))), st.data())
def test_no_bit_of_an_inclusion_proof_can_be_changed(place: tuple[int, int], data: st.DataObject) -> None:
    size, index = place
    proof = list(merkle.inclusion_proof(LEAVES[:size], index))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        harmed = bytearray(proof[at])
        harmed[bit // 8] ^= 1 << bit % 8
        proof[at] = bytes(harmed)
        with pytest.raises(ProofError):
            merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


IMPOSSIBLE = {
    "one hash too many": lambda proof: [*proof, LEAVES[0]],
    "one hash too few": lambda proof: proof[:-1],
    "no hash at all": lambda proof: [],
    "a short hash": lambda proof: [proof[0][:-1], *proof[1:]],
    "the first hash twice": lambda proof: [proof[0], *proof],
}


@pytest.mark.parametrize("harm", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("size", [7, 8, 13, 16, 17])
def test_an_inclusion_proof_of_the_wrong_shape_is_refused(harm, size: int) -> None:
    proof = harm(list(merkle.inclusion_proof(LEAVES[:size], 4)))
    with pytest.raises(ProofError):
        merkle.verify_inclusion(LEAVES[4], 4, size, proof, ROOTS[size])


@pytest.mark.parametrize("harm", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize(("old", "new"), [(3, 7), (4, 8), (6, 13), (8, 17), (1, 2)])
def test_a_consistency_proof_of_the_wrong_shape_is_refused(harm, old: int, new: int) -> None:
    proof = harm(list(merkle.consistency_proof(LEAVES[:new], old)))
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)


@pytest.mark.parametrize(("old", "new"), [(3, 7), (4, 8), (6, 13)])
def test_a_rewritten_past_is_not_consistent(old: int, new: int) -> None:
    rewritten = [LEAVES[-1], *LEAVES[1:new]]
    proof = merkle.consistency_proof(rewritten, old)
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, ROOTS[old], new, merkle.root_of(rewritten), proof)


def test_one_size_has_one_root() -> None:
    merkle.verify_consistency(5, ROOTS[5], 5, ROOTS[5], ())
    with pytest.raises(ProofError):
        merkle.verify_consistency(5, ROOTS[5], 5, ROOTS[6], ())
    with pytest.raises(ProofError):
        merkle.verify_consistency(5, ROOTS[5], 5, ROOTS[5], [LEAVES[0]])


@pytest.mark.parametrize(("old", "new"), [(0, 5), (-1, 5), (6, 5)])
def test_growth_from_nothing_or_backwards_proves_nothing(old: int, new: int) -> None:
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], ())
    with pytest.raises(ProofError):
        merkle.consistency_proof(LEAVES[:new], old)


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_a_leaf_outside_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(ProofError):
        merkle.inclusion_proof(LEAVES[:5], index)
    with pytest.raises(ProofError):
        merkle.verify_inclusion(LEAVES[0], index, 5, (), ROOTS[5])


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_tree_can_be_continued_from_its_edge(first: int, more: int) -> None:
    begun = merkle.Frontier()
    for leaf in LEAVES[:first]:
        begun.append(leaf)
    taken_up = merkle.Frontier(begun.size, begun.peaks)
    for leaf in LEAVES[first : first + more]:
        taken_up.append(leaf)
    assert taken_up.root() == merkle.root_of(LEAVES[: first + more])


@pytest.mark.parametrize(("size", "peaks"), [(3, 1), (0, 1), (-1, 1), (2, 0)])
def test_an_edge_of_another_size_is_refused(size: int, peaks: int) -> None:
    with pytest.raises(ProofError):
        merkle.Frontier(size, LEAVES[:peaks])


def test_an_edge_of_short_hashes_is_refused() -> None:
    with pytest.raises(ProofError):
        merkle.Frontier(1, [b"short"])
