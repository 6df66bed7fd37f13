"""The status strip says what the kernel says, and nothing where it says nothing."""

from __future__ import annotations

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest

from terminal.clerk import health
from tests.terminal import stations

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
LOCAL = "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
DEFAULT = "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
DOWN = DEFAULT.replace("0003", "0002")
HALF = "tun0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000080\t0\t0\t0\n"
ZEROS = "0" * 32
REFUSING_6 = f"{ZEROS} 00 {ZEROS} 00 {ZEROS} ffffffff 00000001 00000000 00200200       lo\n"
DEFAULT_6 = f"{ZEROS} 00 {ZEROS} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0\n"
ROUTES = {
    "a default route": (HEAD + LOCAL + DEFAULT, REFUSING_6, True),
    "a default route of IPv6 only": (HEAD, REFUSING_6 + DEFAULT_6, True),
    "the local network only": (HEAD + LOCAL, REFUSING_6, False),
    "a default route that is down": (HEAD + DOWN, None, False),
    "half of the addresses": (HEAD + HALF, None, False),
    "no route at all": ("", "", False),
    "no tables": (None, None, None),
    "bytes that are no text": ("\x00é", None, None),
}


@pytest.mark.parametrize(("routes", "routes_6", "network"), ROUTES.values(), ids=ROUTES)
def test_there_is_a_network_where_a_default_route_is_up(
    tmp_path: Path, routes: str | None, routes_6: str | None, network: bool | None
) -> None:
    for name, text in (("route", routes), ("ipv6_route", routes_6)):
        if text is not None:
            (tmp_path / name).write_text(text, "utf-8")
    assert health.has_way_out(tmp_path / "route", tmp_path / "ipv6_route") is network


@pytest.mark.parametrize(
    ("state", "file", "kept"),
    [(0, False, True), (5, False, False), (5, True, True), (None, True, True), (None, False, None), (1, False, True)],
)
def test_the_clock_is_kept_when_the_kernel_or_timesyncd_says_so(
    tmp_path: Path, state: int | None, file: bool, kept: bool | None
) -> None:
    if file:
        (tmp_path / "synchronized").touch()
    assert health.clock_kept(tmp_path / "synchronized", lambda: state) is kept


@pytest.mark.parametrize(("answer", "state"), [(0, 0), (1, 1), (5, 5), (-1, None)])
def test_the_kernel_is_asked_for_its_clock_and_told_to_change_nothing(
    monkeypatch: pytest.MonkeyPatch, answer: int, state: int | None
) -> None:
    asked: list[bytes] = []

    def adjtimex(timex: ctypes.Array[ctypes.c_char]) -> int:
        asked.append(timex.raw)
        return answer

    monkeypatch.setattr(health.ctypes, "CDLL", lambda _: SimpleNamespace(adjtimex=adjtimex))
    assert health.clock_state() == state
    assert asked == [bytes(len(asked[0]))], "a mode that is not 0 sets the clock"
    assert len(asked[0]) >= 208, "struct timex of 64-bit Linux"


@pytest.mark.parametrize("library", [SimpleNamespace(), None])
def test_where_the_kernel_may_not_be_asked_nothing_is_known(monkeypatch: pytest.MonkeyPatch, library: object) -> None:
    def load(_: None) -> object:
        if library is None:
            raise OSError("not permitted")
        return library

    monkeypatch.setattr(health.ctypes, "CDLL", load)
    assert health.clock_state() is None


def test_the_health_of_a_station_is_counted(tmp_path: Path) -> None:
    opened, _ = stations.make(tmp_path / "station")
    facts = health.facts(opened)
    assert (facts.entries, facts.waiting_timestamps) == (1, 0)
    assert facts.free_bytes > 0
    assert facts.folder_faults == 0
    opened.folder.chmod(0o755)
    (opened.folder / "keys" / "seal.json").chmod(0o666)
    assert health.facts(opened).folder_faults == 2
    opened.store.close()
