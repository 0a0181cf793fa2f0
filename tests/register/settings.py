"""The register's settings for tests: a folder that is thrown away, and passwords that are quick to check.

`TALLYSTICK_TEST_DATABASE=postgresql://…` runs the same tests on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tallystick.register.folder import VARIABLE, Settings, made, postgresql

_PLACE = Path(tempfile.mkdtemp(prefix="tallystick-register-"))
atexit.register(shutil.rmtree, _PLACE, ignore_errors=True)
made(_PLACE / "register", Settings(name="Register of Arms", party="QMA", second_factor=()))
os.environ[VARIABLE] = str(_PLACE / "register")
# a browser of another test keeps a loop running in this thread, and Django takes the thread for an asynchronous one
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from tallystick.register.settings import *  # noqa: E402, F403  # it reads the folder when it is loaded

_address = os.environ.get("TALLYSTICK_TEST_DATABASE", "")
_memory = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
DATABASES = {"default": _memory if _address == "" else postgresql(_address)}  # type: ignore[misc]  # as tests need it
# a password is hashed for a quarter of a second on purpose; a test has no time for that
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
