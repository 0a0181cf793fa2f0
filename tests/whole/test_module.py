"""The command can be called as a module of Python, where no script of it is on the path."""

import runpy
import sys
from importlib.metadata import version

import pytest


def test_the_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tallystick", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("tallystick", run_name="__main__")
    assert ended.value.code == 0
    assert version("tallystick") in capsys.readouterr().out
