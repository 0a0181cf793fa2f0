"""Say in plain words why this Python cannot carry the project, before pip says it in many.

Runs before anything is installed and under versions of Python that are too old: no f-strings, no imports
beyond the oldest standard library, nothing newer than Python 3.5.
"""

import importlib.util
import sys

# The oldest version whose syntax and standard library (StrEnum, tomllib) the package uses.
OLDEST = (3, 11)


def complaint() -> str:
    """Return what is wrong with this Python; empty where it will do."""
    if sys.version_info < OLDEST:
        return (
            "Tallystick needs Python 3.11 or newer; "
            + sys.executable
            + " is "
            + sys.version.split()[0]
            + ".\n"
            "Install a newer one, then name it, for example: make setup PYTHON=python3.12\n"
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if len(missing) > 0:
        return (
            sys.executable + " cannot make virtual environments: it lacks " + " and ".join(missing) + ".\n"
            "Debian, Ubuntu:  apt-get install python3-venv\n"
            "Fedora:          dnf install python3-pip python3-libs\n"
            "Then run the same command again.\n"
        )
    return ""


if __name__ == "__main__":
    trouble = complaint()
    if len(trouble) > 0:
        sys.stderr.write(trouble)
        sys.exit(1)
