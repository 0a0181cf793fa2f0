"""Let the installed command serve a register beside a test, at a port that nothing else has."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import pytest

HOST: Final = "127.0.0.1"
_FREE: Final = f"""
import itertools, socket, sys
for port in itertools.count(int(sys.argv[1])):
    with socket.socket() as tried:
        if tried.connect_ex(("{HOST}", port)) != 0:
            break
print(port)
"""
"""Asked in a process of its own, since most tests may open no socket."""
_PATIENCE_SECONDS: Final = 120
"""Far more than a busy machine takes to begin: a server that does not begin ends, which is seen at once."""


def free_port() -> int:
    """Give a port at which nobody listens, and below those that the system lends to whoever connects."""
    # from a place of this process's own, so that two that ask at once are not given the same
    first = 10_000 + os.getpid() % 10_000
    done = subprocess.run([sys.executable, "-c", _FREE, str(first)], check=True, capture_output=True)
    return int(done.stdout)


@contextmanager
def serving(folder: Path, around: Mapping[str, str]) -> Iterator[str]:
    """Serve a register until the end; give its address once it answers."""
    port = free_port()
    name = str(Path(sys.executable).with_name("tallystick"))
    command = [name, "register", "serve", str(folder), "--port", str(port)]
    with subprocess.Popen(command, env=around, stderr=subprocess.DEVNULL) as server:
        try:
            _await(server, port)
            yield f"http://{HOST}:{port}"
        finally:
            server.terminate()


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if _answers(port):
            return
        time.sleep(0.1)
    pytest.fail(f"the register does not answer at port {port}; how its process ended: {server.poll()}")


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/sign-in/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True
