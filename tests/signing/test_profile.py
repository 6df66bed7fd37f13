"""Profiles: what is set is what is demanded, and another profile needs no change where signatures are set or judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from asn1crypto import cms
from pyhanko.sign.fields import MDPPerm

from signing import pdfa, stamp, verify
from signing.cms_shape import Statement, render
from signing.profile import V1, Profile, profile_of
from signing.stamp import seal
from signing.verify import verify_pdf
from tests.signing.sealing import SEALED, Papers, frozen_document, papers, seal_key, signed


def render_with_version_three(statement: Statement) -> bytes:
    container = cms.ContentInfo.load(render(statement))
    container["content"]["version"] = "v3"
    return bytes(container.dump(force=True))


def parse_version_three(der: bytes) -> Statement:
    container = cms.ContentInfo.load(der, strict=True)
    assert container["content"]["version"].native == "v3"
    container["content"]["version"] = "v1"
    return V1.parse(container.dump(force=True))


OTHERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "another container": (
        {"render": render_with_version_three, "parse": parse_version_three},
        {"container-shape"},
    ),
    "a first signature that allows remarks": ({"after_first": MDPPerm.ANNOTATE}, {"first-not-certifying"}),
    "a seal that may be signed over": ({"after_seal": MDPPerm.FILL_FORMS}, {"seal-unlocked"}),
    "a seal of another name": ({"seal_field": "stamp"}, {"seal-missing"}),
}
"""Traits of a second profile, and what the first one finds in its documents."""


@contextmanager
def every_document_in(profile: Profile) -> Iterator[None]:
    with (
        mock.patch.object(pdfa, "CURRENT", profile),
        mock.patch.object(stamp, "profile_of", lambda document: profile),
        mock.patch.object(verify, "profile_of", lambda document: profile),
    ):
        yield


def sealed(given: Papers) -> bytes:
    once = signed(frozen_document(), given.ca, "applicant", "张𬭚", first=True)
    return seal(signed(once, given.ca, "staff", "李经办", first=False), key=seal_key(given.ca), at=SEALED)


@pytest.mark.parametrize(("traits", "found"), OTHERS.values(), ids=OTHERS)
def test_another_profile_is_set_and_judged_by_the_same_modules(traits: dict[str, Any], found: set[str]) -> None:
    other = replace(V1, name="v2", **traits)
    with every_document_in(other):
        document = sealed(papers())
        assert verify_pdf(document, papers().trust).verdict == "valid"
        assert verify_pdf(papers().sealed, papers().trust).verdict == "invalid"
    report = verify_pdf(document, papers().trust)
    assert report.verdict == "invalid"
    assert found <= {each.kind.name for each in report.findings}


def test_every_document_of_today_is_of_the_first_profile() -> None:
    with mock.patch.object(verify, "profile_of", wraps=profile_of) as chosen:
        assert verify_pdf(papers().sealed, papers().trust).verdict == "valid"
    assert chosen.called
    assert V1.name == "v1"
