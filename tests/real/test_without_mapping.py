"""Exports of other systems, given without a mapping: one clear sentence each, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from engine.accounts.importing.importer import import_files
from engine.accounts.importing.mapping import built_in
from engine.errors import JornadaError
from tests.real.exports import FOLDER, files, needs_exports

pytestmark = needs_exports

ALL = [path for system in ("salesforce", "marketo", "hubspot", "sp500") for path in files(system)]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_what_a_file_holds_is_not_guessed(path: Path) -> None:
    with pytest.raises(JornadaError, match="doesn't say what it holds") as refused:
        import_files("x", [path])
    said = str(refused.value)
    assert path.name in said
    assert "mapping file" in said


@pytest.mark.parametrize("system", ["salesforce", "marketo"])
def test_a_mapping_for_other_files_says_which_it_reads(system: str) -> None:
    with pytest.raises(JornadaError, match=r"company_data\*"):
        import_files("x", files(system), built_in("hubspot"))


def test_a_mapping_laid_over_columns_that_are_not_there() -> None:
    mapping = built_in("hubspot")
    first = mapping.sources[0].model_copy(update={"file": "sf_account*"})
    wrong = mapping.model_copy(update={"sources": (first,)})
    with pytest.raises(JornadaError, match=r"sf_account_data\.csv doesn't have"):
        import_files("x", files("salesforce"), wrong)


def test_the_command_line_says_it_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "w.jornada")
    assert main(["new", path]) == 0
    capsys.readouterr()
    assert main(["import", path, str(FOLDER / "salesforce" / "sf_account_data.csv")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert main(["list", path, "--json"]) == 0
    assert '"datasets": []' in capsys.readouterr().out
