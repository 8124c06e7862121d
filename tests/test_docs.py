"""Every Python block of every page runs as it stands, in order, with no files but those its page names."""

import re
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if BLOCK.search(page.read_text("utf-8"))
)
SMALLER = {"1_000_000": "200", "10_000": "100", "example_records()": "example_records(10, 25)"}
"""What a page shows at full size and is run here in little."""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Write the files that pages name: diaries of one couple, and answers to a questionnaire."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    diary = pd.DataFrame(
        [(7, who, day, *rng.integers(1, 8, 2)) for who in ("Alma", "Sam") for day in range(1, 31)],
        columns=["couple", "partner", "day", "arousal", "closeness"],
    )
    diary.to_csv("diary.csv", index=False)
    names = {"couple": "dyadid", "partner": "gender", "day": "DIARYDAY", "arousal": "anx"}
    diary.rename(columns=names).drop(columns="closeness").to_csv("study.csv", index=False)
    when = pd.Timestamp("2024-03-20 21:15") + pd.to_timedelta(diary.pop("day"), unit="D")
    diary.assign(when=when.dt.strftime("%d/%m/%Y %H:%M")).to_csv("stamps.csv", index=False)
    people = pd.DataFrame({"couple": np.repeat(np.arange(30), 2), "partner": ["Alma", "Sam"] * 30})
    answers = pd.DataFrame(rng.integers(1, 8, (60, 9)), columns=[f"Q{item}" for item in range(1, 10)])
    people.join(answers).to_csv("answers.csv", index=False)


def test_tables_of_the_pages_are_the_data():
    tables = runpy.run_path(str(ROOT / "docs" / "tables.py"))["TABLES"]
    for page, writes in tables.items():
        text = (ROOT / "docs" / page).read_text("utf-8")
        assert all(write() in text for write in writes), f"{page}: python docs/tables.py"


@pytest.mark.slow
@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run_as_they_stand(page):
    names = {}
    for block in BLOCK.findall(page.read_text("utf-8")):
        for full, little in SMALLER.items():
            block = block.replace(full, little)  # noqa: PLW2901 - the block as it is run
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - the pages are our own
