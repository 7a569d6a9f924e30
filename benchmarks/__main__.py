"""``make bench``: all measures in one run, as tables and as JSON."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import (
    bench_import,
    browsing,
    condition_counts,
    data_quality,
    first_window,
    form_typing,
    other_formats,
    reference_runs,
    refreshing,
    whole_path,
    writing_tables,
)

CONDITIONS = 100_000
"""The accounts, with 5,000,000 events, that conditions are counted over."""
BROWSED = 100_000
"""The accounts, with 5,000,000 events, whose rows are looked at."""
FORMATS = 100_000
"""The rows of the workbook and of the JSON file that are read."""
QUALITY = 1_000_000
"""The accounts, with a person and five events each, whose quality is looked at."""
REFRESHED = 100_000
"""The accounts, with 5,000,000 events, that are refreshed."""
WRITTEN = 100_000
"""The rows of the tables that are written, and a tenth of what is written for the memory."""
PARTS: dict[str, Callable[[Console, argparse.Namespace], dict[str, Any]]] = {
    "reference": lambda console, asked: reference_runs.show(console, asked.accounts, asked.runs),
    "path": lambda console, asked: whole_path.show(console, asked.accounts[-1:], asked.runs),
    "conditions": lambda console, asked: condition_counts.show(console, CONDITIONS, asked.runs),
    "typing": lambda console, _asked: form_typing.show(console, CONDITIONS),
    "formats": lambda console, asked: other_formats.show(console, FORMATS, asked.runs),
    "tables": lambda console, asked: writing_tables.show(console, WRITTEN, asked.runs),
    "import": lambda console, asked: bench_import.show(console, asked.events, asked.runs),
    "browse": lambda console, asked: browsing.show(console, BROWSED, asked.runs),
    "quality": lambda console, asked: data_quality.show(console, QUALITY, asked.runs),
    "refresh": lambda console, asked: refreshing.show(console, REFRESHED, asked.runs),
    "window": lambda console, asked: first_window.show(console, asked.runs),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for, show it and write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"what to measure: {', '.join(PARTS)} (all)")
    parser.add_argument(
        "--accounts",
        type=int,
        nargs="+",
        default=[10_000, 100_000, 1_000_000],
        help="the sizes to measure at, smallest first",
    )
    parser.add_argument(
        "--events", type=int, nargs="+", default=[1_000_000, 10_000_000], help="rows of a CSV"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median counts")
    parser.add_argument("--json", type=Path, default=Path(".benchmarks/results.json"))
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; choose of {', '.join(PARTS)}")
    console = Console()
    found: dict[str, Any] = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    for part in asked.parts or PARTS:
        found[part] = PARTS[part](console, asked)
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    console.print(f"All figures are in {asked.json}.")


if __name__ == "__main__":
    main()
