"""The project as a whole: import order, locks, licences, what the wheel carries, what no file may say."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tallystick

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "src" / "tallystick"
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))

# Each plants one import where the design forbids it: file, imported module, contract that must break.
PLANTED = [
    ("facts/planted.py", "tallystick.claims", "Each imports only what stands below it, and no sibling"),
    ("model/planted.py", "tallystick.engine", "Each imports only what stands below it, and no sibling"),
    ("errors/__init__.py", "tallystick.model", "Each imports only what stands below it, and no sibling"),
    ("cli/planted.py", "tallystick.reports", "Only the pipeline calls a room"),
    (
        "cli/also.py",
        "tallystick.sources",
        "Only the pipeline and the readers of the catalog call the room of sources",
    ),
    ("cli/third.py", "tallystick.rules", "Only the pipeline and the agreements call the room of rules"),
    ("pipeline/planted.py", "tallystick.catalog.tally", "A shelf is found by name, never imported"),
    (
        "catalog/tally/planted.py",
        "tallystick.engine",
        "A shelf imports only sources or rules, model and errors",
    ),
    ("catalog/tally/also.py", "tallystick.catalog.un_register", "No reader of the catalog leans on another"),
    (
        "register/items/planted.py",
        "tallystick.register.licences",
        "Each part of the register imports only what stands below it",
    ),
    (
        "register/tracing/planted.py",
        "tallystick.register.stocktaking",
        "Each part of the register imports only what stands below it",
    ),
]


def _settings() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def _contract(name: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = _settings()["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == name)


def _names(layer: str) -> list[str]:
    return sorted(name.strip() for name in layer.split("|") if "(" not in name)


def _required(layer: str) -> set[str]:
    return {f"tallystick.{name}" for name in _names(layer)}


def _files() -> list[Path]:
    """Return every file that is, or is about to be, in the repository."""
    git = shutil.which("git")
    if git is None or not (PROJECT / ".git").exists():
        pytest.skip("not a clone: what belongs to the repository is not known")
    listed = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [PROJECT / name for name in listed.stdout.split("\0") if name != "" and (PROJECT / name).is_file()]


def _lint(folder: Path) -> str:
    """Return what import-linter says of the package under `folder`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    environment = {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    said = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return said.stdout + said.stderr


def _skeleton(folder: Path) -> Path:
    """Make a package with the project's rooms and shelves, all empty, under the project's contracts."""
    package = folder / "src" / "tallystick"
    names = [name for layer in _contract("order")["layers"] for name in _names(layer)]
    parts = [f"register/{name}" for layer in _contract("register")["layers"] for name in _names(layer)]
    for name in [".", *names, *parts, "catalog/tally", "catalog/un_register"]:
        (package / name).mkdir(parents=True, exist_ok=True)
        (package / name / "__init__.py").touch()
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return package


def _broken(said: str) -> set[str]:
    return set(re.findall(r"^(.+) BROKEN$", said, flags=re.MULTILINE))


# ---- the order of imports


def test_an_orderly_package_keeps_every_contract(tmp_path: Path) -> None:
    _skeleton(tmp_path)
    said = _lint(tmp_path)
    assert _broken(said) == set(), said
    assert "0 broken" in said


def test_every_planted_import_breaks_its_contract(tmp_path: Path) -> None:
    package = _skeleton(tmp_path)
    for file, module, _ in PLANTED:
        (package / file).write_text(f"import {module}\n", "utf-8")
    said = _lint(tmp_path)
    assert _broken(said) == {contract for *_, contract in PLANTED}, said
    for file, module, _ in PLANTED:
        importer = "tallystick." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        assert re.search(rf"{importer}\s*->\s*{module}\b", said) is not None, (importer, module, said)


def test_a_room_that_nobody_listed_breaks_the_order(tmp_path: Path) -> None:
    package = _skeleton(tmp_path)
    (package / "unlisted").mkdir()
    (package / "unlisted" / "__init__.py").touch()
    said = _lint(tmp_path)
    assert "unlisted" in said
    assert "0 broken" not in said


def test_every_folder_with_code_is_a_package_that_the_contract_sees() -> None:
    unseen = [
        str(folder.relative_to(PACKAGE))
        for folder in sorted({file.parent for file in PACKAGE.rglob("*.py")})
        if not (folder / "__init__.py").is_file()
    ]
    assert unseen == []


def test_every_room_and_shelf_stands_under_the_contract_that_guards_it() -> None:
    _, _, _, _, shelves, rooms, *_ = _contract("order")["layers"]
    guarded = {
        module for name in ("rooms", "sources", "rules") for module in _contract(name)["protected_modules"]
    }
    assert guarded == _required(rooms)
    assert set(_contract("shelves")["protected_modules"]) == _required(shelves)
    assert set(_contract("content")["source_modules"]) == _required(shelves)


def test_naming_the_package_loads_nothing_heavy() -> None:
    heavy = "{'polars', 'numpy', 'scipy', 'pyarrow', 'rich'}"
    asked = f"import sys, tallystick.cli; print(*sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


# ---- locks and licences


def _pinned(lock: Path) -> dict[str, set[str]]:
    """Return the versions that a lock pins for each name; several where they differ by Python."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock.read_text("utf-8"), flags=re.MULTILINE):
        pins.setdefault(name, set()).add(version)
    return pins


def _asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ;]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_is_hashed_and_free_of_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    entries = re.findall(r"^\S.*\n(?:    .*\n?)*", text, flags=re.MULTILINE)
    assert len(entries) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.search(r"://|-index|-links|#", text) is None


def test_the_locks_hold_what_the_project_asks_for_in_one_version() -> None:
    names = ("run", "dev", "spark", "register")
    run, dev, spark, register = (_pinned(PROJECT / "requirements" / f"{name}.txt") for name in names)
    settings = _settings()
    assert _asked(settings["project"]["dependencies"]) <= set(run)
    assert _asked(settings["dependency-groups"]["dev"]) <= set(dev)
    assert _asked(settings["project"]["optional-dependencies"]["spark"]) <= set(spark)
    assert run.items() <= dev.items()
    assert run.items() <= spark.items()
    assert _asked(settings["project"]["optional-dependencies"]["register"]) <= set(register)
    assert run.items() <= register.items() <= dev.items()


_IMPORT = re.compile(
    r"^ *(?:from (\w+)[\w.]* import |import (\w+)[\w.]*(?: as \w+)?(?:  #.*)?$)", re.MULTILINE
)
"""A line that imports, as the formatter leaves it: one module a line. To parse every file takes a second."""


def _imported() -> set[str]:
    """Return the top-level modules that the package imports, wherever in a file."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        found |= {one or other for one, other in _IMPORT.findall(file.read_text("utf-8"))}
    return found - {"tallystick"} - sys.stdlib_module_names


def test_what_is_imported_and_what_is_asked_for_are_the_same() -> None:
    settings = _settings()["project"]
    distributions = importlib.metadata.packages_distributions()
    imported = {distributions.get(module, [module])[0].lower() for module in _imported()}
    extras = [part for parts in settings["optional-dependencies"].values() for part in parts]
    assert _asked(settings["dependencies"]) - imported == set(), "asked for and never imported"
    assert imported - _asked(settings["dependencies"] + extras) == set(), "imported and never asked for"


def _licence(name: str) -> str:
    """Return what an installed package says of its licence: expression, classifiers, field, or the text it carries."""
    about = importlib.metadata.metadata(name).json
    classifiers = [line for line in about.get("classifier", []) if line.startswith("License")]
    said = about.get("license_expression") or classifiers or about.get("license")
    texts = [
        file.read_text("utf-8") for file in importlib.metadata.files(name) or () if file.name == "LICENSE"
    ]
    return str(said or "".join(texts))


def _installed(names: Iterator[str]) -> Iterator[str]:
    """Yield those that this platform installs: the lock also names parts for others (colorama)."""
    for name in names:
        try:
            importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        yield name


def test_no_run_time_part_is_gpl() -> None:
    # register.txt holds what run.txt holds
    locked = _pinned(PROJECT / "requirements" / "register.txt")
    licences = {name: _licence(name) for name in _installed(iter(locked))}
    assert len(licences) > 10
    assert [name for name, licence in licences.items() if licence.strip() == ""] == []
    strong = re.compile(r"(?<!L)\bA?GPL|(?<!Lesser )General Public License", flags=re.IGNORECASE)
    assert {name: licence for name, licence in licences.items() if strong.search(licence) is not None} == {}


# ---- what goes out


def test_the_wheel_carries_every_file_of_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {str(file.relative_to(PROJECT / "src")) for file in _files() if PACKAGE in file.parents}
    assert wanted - carried == set()
    assert {name for name in carried if not name.startswith(("tallystick/", "tallystick-"))} == set()


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("python" + "hosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    places = r"(?<![\w.*])/(?:work|root|home)/"
    forbidden = re.compile("|".join([*map(re.escape, hosts), places]))
    found = []
    for file in _files():
        text = file.read_bytes().decode("utf-8", errors="replace")
        found += [f"{file.relative_to(PROJECT)}: {hit}" for hit in forbidden.findall(text)]
    assert found == []


def test_contributing_names_every_task_of_the_makefile() -> None:
    tasks = re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    contributing = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    assert len(tasks) > 5
    assert [task for task in tasks if f"`make {task}`" not in contributing and task != "help"] == []


# ---- setting up


def _complaint(monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], absent: str | None) -> str:
    spec = importlib.util.spec_from_file_location("check_setup", PROJECT / "dev" / "check_setup.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    find = importlib.util.find_spec
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == absent else find(name))
    said: str = script.complaint()
    return said


def test_an_old_python_is_told_which_one_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _complaint(monkeypatch, (3, 10, 13), None)
    assert "needs Python 3.11 or newer" in said
    assert "make setup PYTHON=" in said


def test_a_python_without_ensurepip_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _complaint(monkeypatch, (3, 12, 1), "ensurepip")
    assert "lacks ensurepip" in said
    assert "apt-get install python3-venv" in said
    assert "dnf install" in said


def test_a_python_that_will_do_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _complaint(monkeypatch, (3, 11, 7), None) == ""


# ---- the public names


def test_every_public_name_leads_somewhere_and_is_no_shelf() -> None:
    shelves = {"agreements", "cases", "catalog", "scenarios", "vocabulary"}
    assert shelves.isdisjoint(tallystick.__all__), "a shelf's own package would take the name's place"
    assert [name for name in tallystick.__all__ if getattr(tallystick, name, None) is None] == []
    with pytest.raises(AttributeError, match="no attribute 'asess'; it has"):
        _ = tallystick.asess
