"""What the probe of TFTP takes for an answer, from a real in.tftpd and from what is none."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from salt_pxe.publish.daemons import probe


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of an in.tftpd on the loopback that serves one file of many blocks."""
    (tmp_path / "loader.0").write_bytes(b"x" * 100_000)
    tmp_path.chmod(0o755)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = ["in.tftpd", "-L", "-4", "-a", f"127.0.0.1:{number}", "-u", "root", "-s", str(tmp_path)]
    with subprocess.Popen(command) as daemon:
        until = time.monotonic() + 30
        while time.monotonic() < until and not probe.udp_port_is_bound(number):
            time.sleep(0.05)
        try:
            yield number
        finally:
            daemon.terminate()


def test_a_server_that_gives_the_file_answers(port: int) -> None:
    """The first block is enough."""
    probe.tftp("127.0.0.1", "loader.0", port)


def test_a_file_that_is_not_there_is_no_answer(port: int) -> None:
    """The server's own words are passed on."""
    with pytest.raises(probe.NoAnswer, match=r"does not give absent\.0: .*[Nn]ot found"):
        probe.tftp("127.0.0.1", "absent.0", port)


def test_silence_and_other_protocols_are_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port where nobody answers is waited for within a bound; what is no TFTP is said."""
    monkeypatch.setattr(probe, "SECONDS", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(probe.NoAnswer, match="does not answer within"):
            probe.tftp("127.0.0.1", "loader.0", silent.getsockname()[1])


@pytest.mark.parametrize(
    ("answer", "message"),
    [(b"\0\x63hello", "no TFTP"), (b"\0\5\0\2no entry\0", "no entry"), (b"\0\4\0\1", "does not give")],
)
def test_an_answer_without_data_is_no_answer(answer: bytes, message: str) -> None:
    """An unknown opcode, an error and an acknowledgement give no block; the transfer is ended by an error packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(30)
        heard = []

        def serve() -> None:
            heard.append(server.recvfrom(2048))
            server.sendto(answer, heard[0][1])
            heard.append(server.recvfrom(2048))

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(probe.NoAnswer, match=message):
            probe.tftp("127.0.0.1", "loader.0", server.getsockname()[1])
        thread.join(30)
    assert heard[0][0] == b"\0\1loader.0\0octet\0"
    assert heard[1][0] == b"\0\5\0\0enough\0"
