"""The wheel: complete, and working in an environment of its own, away from the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
ROOMS = ("app", "designer", "engine", "resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(ROOT, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (built,) = folder.glob("jornada-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel; its dependencies are those here."""
    folder = tmp_path_factory.mktemp("installed")
    python = folder / "bin" / "python"
    _run(ROOT, sys.executable, "-m", "venv", "--without-pip", folder)
    pip = (sys.executable, "-m", "pip", "--python", python)
    _run(ROOT, *pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    (site,) = folder.glob("lib/python*/site-packages")
    # A path in a .pth file is searched, but the .pth files there (the checkout's) are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def test_every_file_of_the_rooms_is_in_the_wheel(wheel: Path) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    wanted = {name for name in files if not name.startswith("resources/screenshots/")}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.split("/")[0] in ROOMS}
    assert packed == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        "resources/catalogue/en/common.toml",
        "resources/templates/*.journey.json",
        "engine/store/migrations/versions/*.py",
    ],
)
def test_what_the_product_reads_is_in_the_wheel(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(Path(name).match(pattern) for name in archive.namelist())


def test_the_installed_command_works_away_from_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    place = "import app, resources; print(app.__file__, resources.__file__)"
    found = _run(tmp_path, installed / "python", "-c", place)
    assert str(ROOT) not in found
    assert _run(tmp_path, installed / "jornada", "--version").strip() == f"jornada {VERSION}"
    schema = json.loads(_run(tmp_path, installed / "jornada", "schema"))
    assert schema["$schema"].startswith("https://json-schema.org/")


def _run(folder: Path, *command: str | Path) -> str:
    """What a command prints. Raises where it fails."""
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout
